// Writes what an HTML report carries to draw plans: script.js, style.css and licences.txt.
//
//     node bundle.mjs NODE_MODULES OUTPUT_DIRECTORY
import { mkdirSync, readdirSync, readFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [modules, output] = process.argv.slice(2);
const read = (...path) => readFileSync(join(modules, ...path), "utf8");

// Vue without its compiler: with it, the page would have to allow eval.
const script = ["vue/dist/vue.runtime.global.prod.js", "pev2/dist/pev2.umd.js"]
  .map((file) => read(file))
  .join("\n;\n")
  // Nothing in the script may end its element, or begin a comment in it.
  .replaceAll(/<(?=\/script|!--|script)/gi, "\\x3c");
const style = ["bootstrap/dist/css/bootstrap.min.css", "pev2/dist/pev2.css"]
  .map((file) => read(file))
  .join("\n")
  .replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, "");
if (/<\/style/i.test(style)) throw new Error("the style would end its element");
if (/@import|url\((?!["']?data:)/i.test(style)) throw new Error("the style loads something");

// Every package of the lock file: pev2 carries its own dependencies in its script.
const packages = readdirSync(modules)
  .filter((name) => !name.startsWith("."))
  .flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((sub) => `${name}/${sub}`) : [name],
  )
  .filter((name) => existsSync(join(modules, name, "package.json")));
const namesByText = new Map();
for (const name of packages) {
  const about = JSON.parse(read(name, "package.json"));
  const file = readdirSync(join(modules, name)).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file ? read(name, file).replaceAll("\r", "").trim() : "(no text in the package)";
  const key = `${about.license ?? "see below"}\n\n${text}`;
  namesByText.set(key, [...(namesByText.get(key) ?? []), name]);
}
const licences = [...namesByText]
  .map(([text, names]) => `${names.join(", ")}\nLicence: ${text}\n`)
  .join(`\n${"-".repeat(80)}\n\n`);

mkdirSync(output, { recursive: true });
writeFileSync(join(output, "script.js"), script);
writeFileSync(join(output, "style.css"), style);
writeFileSync(join(output, "licences.txt"), licences);
