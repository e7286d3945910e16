// Measures in headless Chromium what it costs that the lesson "Words" shows its network while it trains: the built-in
// reviews, with the lesson as it is, with its looks at the network but without drawing the timeline, and without looks.
// `node words.mjs` measures ROUNDS stretches of SECONDS of one training in each way, in turn.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dist, launch, serve } from "../e2e/browser.mjs";
import { processor } from "./processor.mjs";
import { summary } from "./quiet.js";

const { ROUNDS = "9", SECONDS = "4", WIDTH = "1280", HEIGHT = "800" } = process.env;
const rounds = Number(ROUNDS);
const NAMES = { shown: "as it is", asked: "looks without drawing the timeline", alone: "without looks" };

const site = await serve([dist]);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: Number(WIDTH), height: Number(HEIGHT) }, locale: "en-US" });
page.on("pageerror", (error) => console.error(String(error)));
await page.goto(`${site.url}#words`);
const at = (id) => page.locator(`pupil-sentiment [data-testid="${id}"]`);
await at("finding").filter({ hasText: /positive|negative|undecided/ }).waitFor();

await page.evaluate(() => {
  const lesson = customElements.get("pupil-sentiment").prototype;
  const timeline = customElements.get("pupil-timeline").prototype;
  const originals = { look: lesson.look, update: timeline.shouldUpdate };
  globalThis.how = "shown";
  lesson.look = function () {
    const learns = this.training.phase === "running";
    return globalThis.how === "alone" && learns ? Promise.resolve() : originals.look.call(this);
  };
  timeline.shouldUpdate = function (changed) {
    return globalThis.how === "shown" ? originals.update.call(this, changed) : false;
  };
});

const session = await browser.newBrowserCDPSession();

/**
 * Seconds of processor time that the browser took so far: its workers, which train, and everything else, which draws. They
 * depend little on what else runs on the machine. On Linux only.
 */
async function processorTime() {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const times = { workers: 0, drawing: 0 };
  for (const { id } of processInfo) {
    for (const task of readdirSync(`/proc/${id}/task`)) {
      try {
        const worker = readFileSync(`/proc/${id}/task/${task}/comm`, "utf8").startsWith("DedicatedWorker");
        const seconds = Number(readFileSync(`/proc/${id}/task/${task}/schedstat`, "utf8").split(" ")[0]) / 1e9;
        times[worker ? "workers" : "drawing"] += seconds;
      } catch {
        // The thread has ended.
      }
    }
  }
  return times;
}

/** One stretch of the training: sentences and answers a second, and milliseconds of processor time for a sentence. */
async function stretch(how) {
  const before = await processorTime();
  const { seconds, looks, sentences } = await page.evaluate(
    async ([how, milliseconds]) => {
      globalThis.how = how;
      const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      const { training } = document.querySelector("pupil-sentiment");
      const reads = () => performance.getEntriesByName("pupil:sentiment").length;
      // What was under way in the stretch before comes to its end.
      await wait(500);
      performance.clearMeasures();
      const [from, seen] = [performance.now(), training.seen];
      await wait(milliseconds);
      return { seconds: (performance.now() - from) / 1000, sentences: training.seen - seen, looks: reads() };
    },
    [how, 1000 * Number(SECONDS)],
  );
  const after = await processorTime();
  // The half second before counts for both.
  const share = seconds / (seconds + 0.5);
  const used = (of) => (1000 * share * (after[of] - before[of])) / sentences;
  return { speed: sentences / seconds, looks: looks / seconds, workers: used("workers"), drawing: used("drawing"), all: used("workers") + used("drawing") };
}

await at("settings").click();
await at("dataset").selectOption("corpus");
await at("epochs").fill("1000");
await at("close-settings").click();
await at("train").click();
await page.waitForFunction(() => document.querySelector("pupil-sentiment").training.seen > 500);

const ways = Object.keys(NAMES);
const measured = [];
for (let round = 0; round < rounds; round += 1) {
  const found = {};
  for (const how of round % 2 ? ways.toReversed() : ways) found[how] = await stretch(how);
  measured.push(found);
}
assert.ok(measured.every(({ alone }) => alone.looks < 1), "without looks nothing is shown");
assert.ok(measured.every(({ alone }) => alone.speed > 0), "it trains");
const whole = (value) => Math.round(value).toLocaleString("en");
const one = (value) => value.toFixed(1);
const spread = (values, show) => {
  const { milliseconds: median, lower, upper } = summary(values);
  return `${show(median)} (${show(lower)} to ${show(upper)})`;
};
console.log(`${processor().text}, Chromium ${browser.version()}, ${WIDTH} x ${HEIGHT}, medians and quartiles of ${rounds} rounds.\n`);
console.log("| | sentences a second | fewer than without looks | looks a second | processor time of workers for a sentence, ms | of the rest, ms | more processor time |");
console.log("|---|---|---|---|---|---|---|");
for (const [how, name] of Object.entries(NAMES)) {
  const of = (value, show) => spread(measured.map((round) => value(round[how], round.alone)), show);
  const cells = [
    of(({ speed }) => speed, whole),
    of(({ speed }, alone) => 100 * (1 - speed / alone.speed), (value) => `${one(value)} %`),
    of(({ looks }) => looks, one),
    of(({ workers }) => workers, (value) => value.toFixed(3)),
    of(({ drawing }) => drawing, (value) => value.toFixed(3)),
    of(({ all }, alone) => 100 * (all / alone.all - 1), (value) => `${one(value)} %`),
  ];
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}
await browser.close();
site.close();
