// Pupil's engine on the CPU: the module that the page's worker loads.

import { open } from "./engine.js";
import { start as startLimit } from "./limit.js";

export { predict, train } from "./engine.js";
export { limit } from "./limit.js";

/** The module is built beside the page. Bundlers do not look into a name that is a constant. */
const KERNELS = "/build/pupil-bench.js";

let kernels;

export async function start() {
  kernels = await import(KERNELS);
  const [engine] = await Promise.all([open("/pupil-wasm.js"), kernels.default(), startLimit()]);
  return `${engine.version()} (${engine.simd()})`;
}

export function product({ m, k, n }, a, b) {
  const product = new kernels.Product(m, k, n, a, b);
  return {
    many: (times) => product.run(times),
    step: () => {
      product.run(1);
      return product.result();
    },
  };
}
