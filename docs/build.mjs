// Builds the documentation: the types' pages by TypeDoc, the models' cards from models/, and all pages by VitePress.
//
//   node build.mjs FOLDER    FOLDER is where the site goes. PUPIL_DOCS_BASE is its path on the server: /docs/ by default.

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const here = dirname(fileURLToPath(import.meta.url));
const [target] = process.argv.slice(2);
if (!target) throw new Error("usage: node build.mjs FOLDER");

const api = join(here, "reference/api");
const typedoc = await Application.bootstrapWithPlugins({
  entryPoints: [join(here, "../web/src/api/index.ts")],
  tsconfig: join(here, "../web/tsconfig.json"),
  plugin: ["typedoc-plugin-markdown"],
  readme: "none",
  name: "JavaScript: all types",
  out: api,
  disableSources: true,
  excludePrivate: true,
  excludeInternal: true,
  githubPages: false,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  entryFileName: "index",
  useCodeBlocks: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  logLevel: "Warn",
});
const project = await typedoc.convert();
if (!project) throw new Error("TypeDoc found no types");
await typedoc.generateOutputs(project);
if (typedoc.logger.hasErrors()) throw new Error("TypeDoc failed");

for (const name of readdirSync(api, { recursive: true }).filter((name) => name.endsWith(".md"))) {
  const path = join(api, name);
  // 170 pages of names would hide everything else in the search.
  writeFileSync(path, `---\noutline: [2, 3]\nsearch: false\n---\n\n${readFileSync(path, "utf8")}`);
}
// Readers of Chinese stay in their menus; the descriptions are in English.
const chinese = join(here, "zh/reference/api");
rmSync(chinese, { recursive: true, force: true });
cpSync(api, chinese, { recursive: true });
for (const name of readdirSync(chinese, { recursive: true }).filter((name) => name.endsWith(".md"))) {
  const path = join(chinese, name);
  writeFileSync(path, readFileSync(path, "utf8").replace(/^# .*$/m, "$&\n\n以下类型说明为英文。"));
}

// The cards of the models are pages, too. They are in English; a page in each language lists them.
const models = join(here, "../models");
for (const [folder, root] of [["reference/models", "../../.."], ["zh/reference/models", "../../../.."]]) {
  for (const name of readdirSync(models).filter((name) => name.endsWith(".md"))) {
    writeFileSync(join(here, folder, name), readFileSync(join(models, name), "utf8").replaceAll("](../", `](${root}/`));
  }
}

execFileSync(process.execPath, [join(here, "node_modules/vitepress/bin/vitepress.js"), "build", here, "--outDir", target], { stdio: "inherit" });
