// What the processor can do at best: multiply-adds with no memory in the way.

/** A name that no bundler looks into: the module is built beside the page. */
const KERNELS = "/build/pupil-bench.js";

let kernels;

export async function start() {
  kernels = await import(KERNELS);
  await kernels.default();
  return "";
}

/** `flops` in each call of `step`. */
export function limit() {
  const rounds = 1000;
  return {
    flops: kernels.flopsOfARound() * rounds,
    step: () => kernels.mulAdd(rounds, 0.5),
    many: (times) => kernels.mulAdd(times * rounds, 0.5),
  };
}
