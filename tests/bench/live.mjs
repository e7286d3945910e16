// Measures in headless Chromium what it costs to look at a network while it trains: the digits CNN, with and without a
// look at the outputs of all its layers. `node live.mjs 10 20` measures 10 and 20 looks a second; WORKERS=1,2 gives the
// numbers of workers, ROUNDS the number of rounds, EPOCHS their length.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dist, launch, serve } from "../e2e/browser.mjs";
import { processor } from "./processor.mjs";
import { summary } from "./quiet.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const asked = process.argv.slice(2).map(Number);
const rates = [0, ...(asked.length ? asked : [10])];
const { WORKERS = "1,2", ROUNDS = "9", EPOCHS = "60" } = process.env;
const [rounds, epochs] = [Number(ROUNDS), Number(EPOCHS)];

const site = await serve([here, dist]);
const browser = await launch();
const page = await browser.newPage();
page.on("pageerror", (error) => console.error(String(error)));
await page.goto(`${site.url}live.html`);
await page.waitForFunction(() => globalThis.loaded);
const session = await browser.newBrowserCDPSession();

/**
 * Seconds of processor time that all web workers took so far. Unlike samples a second, they depend little on what else
 * runs on the machine. On Linux only; otherwise NaN.
 */
async function processorTime() {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  let seconds = NaN;
  for (const { id } of processInfo.filter(({ type }) => type === "renderer")) {
    const tasks = `/proc/${id}/task`;
    try {
      for (const task of readdirSync(tasks)) {
        if (!readFileSync(`${tasks}/${task}/comm`, "utf8").startsWith("DedicatedWorker")) continue;
        seconds = (seconds || 0) + Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]) / 1e9;
      }
    } catch {
      // Not Linux, or the process has ended.
    }
  }
  return seconds;
}

/** The results of one training: samples and looks a second, and milliseconds of processor time for a sample. */
async function train(workers, rate) {
  await page.evaluate((what) => globalThis.prepare(what), { workers, epochs, rate });
  const before = await processorTime();
  const { samples, seconds, updates, followed, learned } = await page.evaluate(() => globalThis.train());
  const used = (await processorTime()) - before;
  // An engine that is fast and wrong does not count.
  assert.ok(learned, "the training learned");
  assert.ok(followed, "the answers followed the training");
  return { speed: samples / seconds, updates: updates / seconds, used: (1000 * used) / samples };
}

const results = {};
const whole = (value) => Math.round(value).toLocaleString("en");
const percent = (value) => (Number.isFinite(value) ? `${value.toFixed(1)} %` : "-");
const spread = ({ milliseconds: median, lower, upper }, show) => `${show(median)} (${show(lower)} to ${show(upper)})`;
console.log(`${processor().text}, Chromium ${browser.version()}, medians and quartiles of ${rounds} rounds.\n`);
console.log("| workers | looks a second | answered | samples a second | fewer samples a second | more processor time |");
console.log("|---|---|---|---|---|---|");
for (const workers of WORKERS.split(",").map(Number)) {
  const measured = [];
  // The first round compiles the programs.
  for (let round = 0; round <= rounds; round += 1) {
    const results = [];
    const order = rates.map((rate, index) => [rate, index]);
    for (const [rate, index] of round % 2 ? order.toReversed() : order) results[index] = await train(workers, rate);
    if (round) measured.push(results);
  }
  results[workers] = measured;
  rates.forEach((rate, index) => {
    const all = (value) => summary(measured.map((round) => value(round[index], round[0])));
    const speed = spread(all(({ speed }) => speed), whole);
    if (!rate) return console.log(`| ${workers} | none | - | ${speed} | - | - |`);
    const answered = all(({ updates }) => updates).milliseconds.toFixed(1);
    const slower = spread(all((own, alone) => 100 * (1 - own.speed / alone.speed)), percent);
    const more = spread(all((own, alone) => 100 * (own.used / alone.used - 1)), percent);
    console.log(`| ${workers} | ${rate} | ${answered} | ${speed} | ${slower} | ${more} |`);
  });
}
await browser.close();
site.close();
mkdirSync(`${here}results`, { recursive: true });
writeFileSync(`${here}results/live.json`, JSON.stringify({ processor: processor(), rates, rounds, epochs, results }, null, 2));
