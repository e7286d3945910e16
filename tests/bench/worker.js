// A worker for one candidate at one row. It prepares the candidate, and times calls inside the worker, where engines
// run.

import { matrices, model, samples } from "./workloads.js";

let candidate;
let prepared;

/**
 * The result of a step, small enough to send: a loss, probabilities, or a product's difference from sums in 64 bits.
 */
let reduce = (value) => value;

/** The largest difference of a product from sums in 64 bits, over a thousand of its elements. */
function difference({ m, k, n }, a, b, c) {
  const stride = Math.max(1, Math.floor((m * n) / 997));
  let largest = 0;
  for (let at = 0; at < m * n; at += stride) {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let i = 0; i < k; i += 1) sum += a[row * k + i] * b[i * n + column];
    // Not Math.max: a NaN must fail here.
    if (!(Math.abs(sum - c[at]) <= largest)) largest = Math.abs(sum - c[at]);
  }
  return largest;
}

async function run(times) {
  if (prepared.many) return prepared.many(times);
  for (let i = 0; i < times; i += 1) await prepared.step();
}

const calls = {
  async start({ module }) {
    candidate = await import(module);
    return candidate.start();
  },
  /** Returns false if the candidate has no such operation, or no code for this model. */
  async prepare({ row }) {
    if (!candidate[row.kind]) return false;
    if (row.kind === "limit") {
      prepared = candidate.limit();
    } else if (row.kind === "product") {
      const { a, b } = matrices(row);
      prepared = await candidate.product(row, a, b);
      reduce = (c) => difference(row, a, b, c);
    } else {
      prepared = await candidate[row.kind](model(row), samples(row));
      if (!prepared) return false;
    }
    return { flops: prepared.flops };
  },
  async step() {
    const started = performance.now();
    const value = await prepared.step();
    return { milliseconds: performance.now() - started, value: reduce(value) };
  },
  async run({ times }) {
    const started = performance.now();
    await run(times);
    return { milliseconds: performance.now() - started };
  },
};

self.onmessage = async ({ data: { call, ...rest } }) => {
  try {
    self.postMessage({ result: await calls[call](rest) });
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error) });
  }
};
