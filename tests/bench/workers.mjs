// Opens the page that trains on one and on several workers in headless Chromium, and prints its table. Arguments choose
// what is measured: `node workers.mjs digits:128 photos:32`; WORKERS=1,2,3 gives the numbers of workers.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dist, launch, serve } from "../e2e/browser.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const STEPS = { digits: 64, sentiment: 32, photos: 4 };
const wanted = process.argv.slice(2);
const workloads = wanted.length ? wanted : ["digits:32", "digits:128", "sentiment:32", "photos:32"];
const workers = (process.env.WORKERS ?? "1,2").split(",").map(Number);

const site = await serve([here, dist]);
const browser = await launch();
const page = await browser.newPage();
page.on("console", (message) => console.error(message.text()));
await page.goto(`${site.url}workers.html`);
await page.waitForFunction(() => globalThis.loaded);
const cores = await page.evaluate(() => navigator.hardwareConcurrency);
const results = {};
console.log(`Chromium ${browser.version()}, ${cores} cores\n`);
console.log("| training step | workers | best | median | against one |\n|---|---|---|---|---|");
for (const name of workloads) {
  const [workload, batchSize] = name.split(":");
  const steps = STEPS[workload];
  const runs = workload === "photos" ? 3 : 7;
  const measured = await page.evaluate((what) => globalThis.measure(what), {
    workload,
    batchSize: Number(batchSize),
    workers,
    steps,
    runs,
  });
  results[name] = measured;
  for (const { workers, milliseconds, median, learned } of measured) {
    // An engine that is fast and wrong does not count.
    assert.ok(learned, `${name} on ${workers} workers learned`);
    const gain = measured[0].milliseconds / milliseconds;
    console.log(`| ${workload}, batch ${batchSize} | ${workers} | ${milliseconds.toFixed(2)} ms | ${median.toFixed(2)} ms | ${gain.toFixed(2)}x |`);
  }
}
await browser.close();
site.close();
mkdirSync(`${here}results`, { recursive: true });
writeFileSync(`${here}results/workers.json`, JSON.stringify({ cores, results }, null, 2));
