#include "explain/laboratory.hpp"

#include <string>

#include "core/tool/interrupt.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

using result::PlanResult;

namespace {

/// The append with the most events, whose cost for each of them is told best; null without one.
const Selected* largest_append(const std::vector<Selected>& cases) {
  const auto events_of = [](const Selected& each) {
    const auto& settings = each.which->settings;
    const auto found = settings.find("events");
    const bool is_refused = each.which->expected_outcome != Outcome::ok;
    const bool counts = each.operation->writes() && !is_refused && found != settings.end();
    return counts ? std::stoll(found->second) : 0LL;
  };
  const Selected* largest = nullptr;
  for (const Selected& each : cases) {
    const auto events = events_of(each);
    if (events > 0 && (largest == nullptr || events > events_of(*largest))) largest = &each;
  }
  return largest;
}

AppendWork work_of(const PlanResult& result) {
  const PlanNode root = parse_plan(result.plan).root;
  const auto rows = static_cast<double>(result.rows);
  return {.wal_bytes = static_cast<double>(root.wal_without_images()) / rows,
          .buffers = static_cast<double>(root.buffers()) / rows};
}

}  // namespace

Laboratory::Laboratory(const dataset::SeededStore& store, const std::vector<Selected>& cases,
                       const std::vector<PlanMode>& modes)
    : reading_clone_(store.database, "mutate"),
      writing_clone_(store.database, "mutate"),
      store_(store),
      reviewer_(store, cases, modes),
      reading_(reading_clone_.database()),
      writing_(writing_clone_.database()) {
  if (const Selected* append = largest_append(cases)) {
    append_cases_ = {*append};
    append_.emplace(store, append_cases_, std::vector{PlanMode::generic});
  }
}

Reviewer::ExplainerOf Laboratory::explainers() {
  return [this](const catalogue::Operation& operation) -> Explainer& {
    return operation.writes() ? writing_ : reading_;
  };
}

Observed Laboratory::observe(const std::function<void(pg::Wire&)>& change, int most_ms) {
  stop_if_interrupted();
  reading_.begin_experiment(change, most_ms);
  writing_.begin_experiment(change, most_ms);
  Observed observed{.plans = reviewer_.review(explainers(), Refusal::fails_the_plan),
                    .append = append_work()};
  reading_.end_experiment();
  writing_.end_experiment();
  return observed;
}

/// Of three, the one with the least work: full pages are split, and looked through, in others.
std::optional<AppendWork> Laboratory::append_work() {
  constexpr int times = 3;
  std::optional<AppendWork> least;
  for (int i = 0; append_ && i < times; ++i) {
    for (const PlanResult& result : append_->review(explainers(), Refusal::fails_the_plan)) {
      if (result.plan.is_null() || !result.analyzed || result.rows == 0) continue;
      const AppendWork work = work_of(result);
      if (work.wal_bytes <= 0) continue;
      if (!least || work.wal_bytes < least->wal_bytes) least = work;
    }
  }
  return least;
}

}  // namespace eventstore::explain
