// Times the candidates of a row in turns, so that whatever slows the machine down affects all of them. Rounds in which
// another program used the processor do not count.

import { PATIENCE, quietRounds, quietSummary } from "./quiet.js";

/** The shortest turn: the clock of a page that is not isolated has steps of 0.1 ms. */
const TURN = 30;

/** Warm-up, until the browser has compiled the code. */
const WARM_STEPS = 3;
const WARM_TIME = 300;

/** The rounds of candidates whose step takes more than this many milliseconds. */
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

  /** Calls worker.js; the call may take `limit` milliseconds. */
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
    // The first step may also compile.
    const first = await this.call("step", {}, 2 * this.budget);
    this.first = first.value;
    let last = first;
    const until = performance.now() + WARM_TIME;
    for (let steps = 1; steps < WARM_STEPS || performance.now() < until; steps += 1) last = await step();
    // Finds the number of steps that a turn takes.
    this.count = 1;
    for (;;) {
      const { milliseconds } = await this.call("run", { times: this.count });
      if (milliseconds >= TURN) break;
      this.count *= milliseconds > 1 ? Math.ceil((1.2 * TURN) / milliseconds) : 8;
    }
    this.slow = last.milliseconds > SLOW;
  }

  /** Times a round. A slow candidate skips it when it has enough quiet rounds. */
  async turn(round, quiet) {
    if (this.slow && this.times.filter((time, at) => time !== undefined && quiet[at]).length >= SLOW_ROUNDS) return;
    const { milliseconds } = await this.call("run", { times: this.count });
    this.times[round] = milliseconds / this.count;
  }

  async finish() {
    this.last = (await this.call("step")).value;
  }

  /** Runs `work` unless something failed before; stores a failure as the result. */
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

/** Measures the multiply-add limit. One worker serves all rows. */
class Limit {
  /** The largest limit so far, in operations a second. */
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
 * `results` has for each candidate `{ milliseconds, lower, upper, fastest, rounds, times, first, last, version, flops
 * }`: median, quartiles, smallest time and number of the quiet rounds, the times of all rounds, and the results of the
 * first and the last step. Or it has `{ over }` (ms) if a step took longer than the budget, `{ error }`, or `{ unable:
 * true }`.
 *
 * `noise` is `{ rounds, quiet, noisy, moved, best }`: the number of rounds, and of quiet ones; whether there are fewer
 * quiet ones than asked for; the share by which the limit changed within the row; and the best limit so far.
 */
export async function race(row, names, { rounds, budget }) {
  const racers = names.map((name) => new Racer(name, budget));
  for (const racer of racers) await racer.attempt(() => racer.warm(row));
  const speeds = [await limit.measure()];
  let quiet = [];
  const enough = () => quiet.filter(Boolean).length >= rounds;
  for (let round = 0; !enough() && round < PATIENCE * rounds; round += 1) {
    // In reverse order in every second round, so that no candidate always comes first.
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
