// Times the candidates of a row in turns, so that what slows the machine down meets all of them.

/** A turn lasts at least this long: the clock of a page that is not isolated moves in steps of 0.1 ms. */
const TURN = 30;

/** Warm-up, until the browser's compilers are done with the code. */
const WARM_STEPS = 3;
const WARM_TIME = 300;

/** Rounds for candidates whose step takes longer than this many milliseconds. */
const SLOW = 500;
const SLOW_ROUNDS = 3;

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

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

  async turn(round) {
    if (this.slow && round >= SLOW_ROUNDS) return;
    const { milliseconds } = await this.call("run", { times: this.count });
    this.times.push(milliseconds / this.count);
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

  outcome() {
    this.worker.terminate();
    if (this.able === false) return { unable: true };
    if (this.result) return this.result;
    const milliseconds = median(this.times);
    const { first, last, version, flops } = this;
    return { milliseconds, fastest: Math.min(...this.times), rounds: this.times.length, first, last, version, flops };
  }
}

/**
 * A row's results by the candidates' names: `{ milliseconds, fastest, rounds, first, last, version, flops }` with what the
 * first and the last step gave, or `{ over }` (ms) when a step took longer than the budget, `{ error }`, `{ unable: true }`.
 */
export async function race(row, names, { rounds, budget }) {
  const racers = names.map((name) => new Racer(name, budget));
  for (const racer of racers) await racer.attempt(() => racer.warm(row));
  for (let round = 0; round < rounds; round += 1) {
    for (const racer of racers) await racer.attempt(() => racer.turn(round));
  }
  for (const racer of racers) await racer.attempt(() => racer.finish());
  return Object.fromEntries(racers.map((racer) => [racer.name, racer.outcome()]));
}
