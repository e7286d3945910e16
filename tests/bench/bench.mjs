// Opens the benchmark page in headless Chromium, measures row after row, and prints the table; table and numbers go to
// results/, too. `cargo xtask bench` builds what it needs and calls it.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { dist, launch, serve } from "../e2e/browser.mjs";
import { fault } from "./check.mjs";
import { table } from "./print.mjs";
import { rows } from "./workloads.js";

const list = (text) => text.split(",").filter(Boolean);
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    candidates: { type: "string", default: "" },
    rounds: { type: "string", default: "7" },
    budget: { type: "string", default: "10" },
  },
});
const options = { rounds: Number(values.rounds), budget: 1000 * Number(values.budget) };
const names = ["pupil", ...list(values.candidates)];

const here = fileURLToPath(new URL(".", import.meta.url));
const site = await serve([`${here}build`, here, dist, `${here}node_modules`]);
const browser = await launch();
const page = await browser.newPage();
page.on("pageerror", (error) => {
  console.error(String(error));
  process.exit(1);
});
await page.goto(site.url);
await page.waitForFunction(() => globalThis.race);

const measured = [];
const faults = [];
for (const row of rows(list(values.only))) {
  const results = await page.evaluate(([row, names, options]) => race(row, names, options), [row, names, options]);
  if (results.pupil.milliseconds === undefined) {
    throw new Error(`${row.title}: the engine was not measured: ${JSON.stringify(results.pupil)}`);
  }
  for (const name of names) {
    const result = results[name];
    const wrong = result.milliseconds === undefined ? undefined : fault(row, result, results.pupil);
    if (wrong) faults.push(`${name}, ${row.title}: ${wrong}`);
  }
  measured.push({ row, results });
  const shown = names.map((name) => `${name} ${results[name].milliseconds?.toPrecision(4) ?? "-"}`);
  console.error(`${row.title}: ${shown.join(", ")} (ms)`);
}
const version = browser.version();
await browser.close();
site.close();

const heading = `Chromium ${version}, one worker each; medians of ${options.rounds} rounds`;
const lines = table(measured, names, []);
console.log([heading, "", ...lines].join("\n"));
mkdirSync(`${here}results`, { recursive: true });
writeFileSync(`${here}results/bench.md`, [heading, "", ...lines, ""].join("\n"));
writeFileSync(`${here}results/bench.json`, JSON.stringify({ chromium: version, options, measured }, null, 2));
if (faults.length > 0) {
  console.error(`\nwrong results:\n${faults.join("\n")}`);
  process.exitCode = 1;
}
