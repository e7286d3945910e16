// The best that the processor can do: multiply-adds in registers, without memory.

/** The module is built beside the page. Bundlers do not look into a name that is a constant. */
const KERNELS = "/build/pupil-bench.js";

let kernels;

export async function start() {
  kernels = await import(KERNELS);
  await kernels.default();
  return "";
}

/** `flops` is the number of operations in each call of `step`. */
export function limit() {
  const rounds = 1000;
  return {
    flops: kernels.flopsOfARound() * rounds,
    step: () => kernels.mulAdd(rounds, 0.5),
    many: (times) => kernels.mulAdd(times * rounds, 0.5),
  };
}
