// Draws a plan when it is opened for the first time: a page of hundreds of plans opens at once.
"use strict";
(() => {
  // PEV2 keeps the plan it shows in its module: run once for all, each drawing would take over the
  // plan of the next.  So it is run anew for each.
  // The page's policy lets scripts with its nonce run, and no others.
  const { nonce } = document.currentScript;
  const source = document.getElementById("drawing-script").textContent;
  const loadDrawing = () => {
    const script = document.createElement("script");
    script.nonce = nonce;
    script.textContent = source;
    document.head.append(script);
    script.remove();
    return { Vue: globalThis.Vue, Plan: globalThis.pev2.Plan };
  };

  const draw = (place) => {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    const plan = document.getElementById(`data-${place.dataset.plan}`).textContent;
    const root = place.querySelector(".drawing");
    try {
      const { Vue, Plan } = loadDrawing();
      Vue.createApp({
        render: () => Vue.h(Plan, { planSource: plan, planQuery: "" }),
      }).mount(root);
    } catch (error) {
      root.textContent = `The plan cannot be drawn (${error.message}); its text is below.`;
    }
  };

  // "toggle" does not bubble, so it is caught on its way down.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.open) return;
      // A large plan waits for its button.
      if (target.matches("details.drawn") && !target.querySelector(":scope > button")) draw(target);
      // Of a plan without news there is nothing to see but the plan.
      if (target.matches("details.plan:not(.news)")) {
        const drawn = target.querySelector("details.drawn");
        if (drawn) drawn.open = true;
      }
    },
    true,
  );

  document.addEventListener("click", ({ target }) => {
    if (!target.matches("details.drawn > button")) return;
    const place = target.parentElement;
    target.remove();
    draw(place);
  });

  const openTarget = () => {
    const plan = document.getElementById(location.hash.slice(1));
    if (!plan || !plan.matches("details.plan")) return;
    for (let at = plan; at; at = at.parentElement) if (at.matches("details")) at.open = true;
    const drawn = plan.querySelector("details.drawn");
    if (drawn) drawn.open = true;
    plan.scrollIntoView();
  };
  addEventListener("hashchange", openTarget);
  openTarget();
})();
