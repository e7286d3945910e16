// The files that the page loads until its first lesson, the regression, has its first result, one on each line. `cargo
// xtask size` counts them; a test of the page compares them with what a browser requests.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The names of these files in a built page. */
export function firstView(dist) {
  const files = new Set([
    "index.html",
    "page.css",
    "page.js",
    "pupil-regression.js",
    "pupil-worker.js",
    "pupil-tables.js",
    "pupil-tables_bg.wasm",
  ]);
  // Scripts load their static imports with them. The loop also visits files that are added during it.
  for (const file of files) {
    if (!file.endsWith(".js")) continue;
    for (const [, name] of readFileSync(join(dist, file), "utf8").matchAll(/(?:from|import)"\.\/([^"]+)"/g)) files.add(name);
  }
  return [...files];
}

const script = fileURLToPath(import.meta.url);
if (process.argv[1] === script) console.log(firstView(join(script, "../../dist")).join("\n"));
