// The files that the page loads before something moves: a digit that draws itself in the first lesson. The engine and the
// weights are not among them. One name on each line. `cargo xtask size` counts them; a test of the page shows that the
// digit draws itself with these files alone.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The names of these files in a built page. */
export function firstView(dist) {
  const files = new Set([
    "index.html",
    "page.css",
    "page.js",
    "pupil-digits.js",
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
