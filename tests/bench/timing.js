// Times the candidates of a row in turns, so that what slows the machine down meets all of them. Rounds in which another
// program had a part of the processor do not count.

import { PATIENCE, quietRounds, quietSummary } from "./quiet.js";

/** A turn lasts at least this long: the clock of a page that is not isolated moves in steps of 0.1 ms. */
const TURN = 30;

/** Warm-up, until the browser's compilers are done with the code. */
const WARM_STEPS = 3;
const WARM_TIME = 300;

/** Rounds for candidates whose step takes longer than this many milliseconds. */
const SLOW = 500;
const SLOW_ROUNDS = 3;

class TooSlow extends Error {}

/** A candidate in a worker of its own. */
class Racer {
  constructor(name, budget) {
    this.name = name;
    this.budget = budget;
    this.times = [];
    this.worker = new Worker("worker.js", { type: "module" });
  }

  /** A call of worker.js, which may take `limit` milliseconds. */
  call(call, args = {}, limit = Infinity) {
    return new Promise((resolve, reject) => {
      const timer = Number.isFinite(limit) && setTimeout(() => reject(new TooSlow()), limit);
      const settle = (use) => (value) => {
        clearTimeout(timer);
        use(value);
      };
      this.worker.onmessage = settle(({ data }) => ("error" in data ? reject(new Error(data.error)) : resolve(data.result)));
      this.worker.onerror = settle((event) => reject(new Error(event.message || "the worker could not be loaded")));
      this.worker.postMessage({ call, ...args });
    });
  }

  async warm(row) {
    this.version = await this.call("start", { module: `./candidates/${this.name}.js` });
    const prepared = await this.call("prepare", { row }, 60_000);
    this.able = prepared !== false;
    if (!this.able) return;
    this.flops = prepared.flops;
    const step = () => this.call("step", {}, this.budget);
    // The first one may compile, too.
    const first = await this.call("step", {}, 2 * this.budget);
    this.first = first.value;
    let last = first;
    const until = performance.now() + WARM_TIME;
    for (let steps = 1; steps < WARM_STEPS || performance.now() < until; steps += 1) last = await step();
    // The number of steps a turn takes.
    this.count = 1;
    for (;;) {
      const { milliseconds } = await this.call("run", { times: this.count });
      if (milliseconds >= TURN) break;
      this.count *= milliseconds > 1 ? Math.ceil((1.2 * TURN) / milliseconds) : 8;
    }
    this.slow = last.milliseconds > SLOW;
  }

  /** Times a round; a slow candidate sits it out when it has enough quiet ones. */
  async turn(round, quiet) {
    if (this.slow && this.times.filter((time, at) => time !== undefined && quiet[at]).length >= SLOW_ROUNDS) return;
    const { milliseconds } = await this.call("run", { times: this.count });
    this.times[round] = milliseconds / this.count;
  }

  async finish() {
    this.last = (await this.call("step")).value;
  }

  /** Runs `work` unless something failed before; what fails is kept as the result. */
  async attempt(work) {
    if (this.result || this.able === false) return;
    try {
      await work();
    } catch (error) {
      this.result = error instanceof TooSlow ? { over: this.budget } : { error: error.message };
      this.worker.terminate();
    }
  }

  outcome(quiet) {
    this.worker.terminate();
    if (this.able === false) return { unable: true };
    if (this.result) return this.result;
    const { first, last, version, flops } = this;
    const times = Array.from({ length: quiet.length }, (_, round) => this.times[round]);
    return { ...quietSummary(times, quiet), times, first, last, version, flops };
  }
}

/** Measures the multiply-add limit; one worker serves all rows. */
class Limit {
  /** The largest limit that was seen, in operations a second. */
  best = 0;

  async measure() {
    if (!this.racer) {
      this.racer = new Racer("limit", Infinity);
      await this.racer.warm({ kind: "limit" });
    }
    const { milliseconds } = await this.racer.call("run", { times: this.racer.count });
    const speed = (1000 * this.racer.flops * this.racer.count) / milliseconds;
    this.best = Math.max(this.best, speed);
    return speed;
  }
}

const limit = new Limit();

/**
 * Measures a row: `{ results, noise }`.
 *
 * `results` has for each candidate `{ milliseconds, lower, upper, fastest, rounds, times, first, last, version, flops }`:
 * median, quartiles, the least and the number of the quiet rounds' times, the times of all rounds, and what the first and the
 * last step gave; or `{ over }` (ms) when a step took longer than the budget, `{ error }`, `{ unable: true }`.
 *
 * `noise` is `{ rounds, quiet, noisy, moved, best }`: how many rounds there were and how many of them were quiet; whether
 * these are fewer than asked for; by what share the limit moved within the row; and the best limit so far.
 */
export async function race(row, names, { rounds, budget }) {
  const racers = names.map((name) => new Racer(name, budget));
  for (const racer of racers) await racer.attempt(() => racer.warm(row));
  const speeds = [await limit.measure()];
  let quiet = [];
  const enough = () => quiet.filter(Boolean).length >= rounds;
  for (let round = 0; !enough() && round < PATIENCE * rounds; round += 1) {
    // Every other round backwards, so that none always comes first.
    for (const racer of round % 2 ? racers.toReversed() : racers) await racer.attempt(() => racer.turn(round, quiet));
    speeds.push(await limit.measure());
    quiet = quietRounds(speeds, limit.best);
  }
  for (const racer of racers) await racer.attempt(() => racer.finish());
  const noise = {
    rounds: quiet.length,
    quiet: quiet.filter(Boolean).length,
    noisy: !enough(),
    moved: 1 - Math.min(...speeds) / Math.max(...speeds),
    best: limit.best,
  };
  return { results: Object.fromEntries(racers.map((racer) => [racer.name, racer.outcome(quiet)])), noise };
}
