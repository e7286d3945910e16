// Opens the benchmark page in headless Chromium and prints its table; the numbers go to results/ as JSON, too.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dist, launch, serve } from "../e2e/browser.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const site = await serve([here, dist]);
const browser = await launch();
const page = await browser.newPage();
page.on("pageerror", (error) => {
  console.error(String(error));
  process.exit(1);
});
await page.goto(site.url);
await page.waitForFunction(() => globalThis.measured, undefined, { timeout: 300_000 });
const { info, limit, products, digits } = await page.evaluate(() => globalThis.measured);
const version = browser.version();
await browser.close();
site.close();

// Fast and wrong does not count.
for (const { n, error } of products) assert.ok(error < 1e-3 * n ** 0.5, `product of ${n}: off by ${error}`);
for (const { learned } of Object.values(digits.train)) assert.ok(learned, "the loss fell");
for (const { sum } of Object.values(digits.predict)) assert.ok(Math.abs(sum - 1) < 1e-4, "probabilities add up to 1");

const rows = [
  ["multiply-add limit, one worker", `${limit.toFixed(1)} GFLOP/s`],
  ...products.map(({ n, gflops }) => [`matrix product ${n}`, `${gflops.toFixed(1)} GFLOP/s (${((100 * gflops) / limit).toFixed(0)} % of the limit)`]),
  ...Object.entries(digits.train).map(([size, { milliseconds }]) => [`digits CNN, train step, batch ${size}`, `${milliseconds.toFixed(2)} ms`]),
  ...Object.entries(digits.predict).map(([size, { milliseconds }]) => [`digits CNN, predict, batch ${size}`, `${milliseconds.toFixed(3)} ms`]),
];
console.log(`Chromium ${version}, ${info.simd}, one worker\n`);
console.log("| workload | median |\n|---|---|");
for (const [name, value] of rows) console.log(`| ${name} | ${value} |`);
mkdirSync(`${here}results`, { recursive: true });
writeFileSync(`${here}results/bench.json`, JSON.stringify({ chromium: version, info, limit, products, digits }, null, 2));
