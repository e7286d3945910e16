// The files that the page loads before something moves: a digit that draws itself in the first lesson. The engine and the
// weights are not among them. One name on each line. `cargo xtask size` counts them; a test of the page shows that the
// digit draws itself with these files alone.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The names of these files in a built page. */
export function firstView(dist) {
  return withImports(dist, ["index.html", "page.css", "page.js", "pupil-digits.js"]);
}

/** These files of a built page and the scripts that they import at once. */
export function withImports(dist, names) {
  const files = new Set(names);
  // The loop also visits files that are added during it.
  for (const file of files) {
    if (!file.endsWith(".js")) continue;
    for (const [, name] of readFileSync(join(dist, file), "utf8").matchAll(/(?:from|import)"\.\/([^"]+)"/g)) files.add(name);
  }
  return [...files];
}

const script = fileURLToPath(import.meta.url);
if (process.argv[1] === script) console.log(firstView(join(script, "../../dist")).join("\n"));
