// Times the kernels inside a worker, where the engine runs them.

import init, { Product, flopsOfARound, mulAdd } from "./build/pupil-bench.js";

/** Milliseconds of one call of `work`, the median of some runs of at least 30 ms each. */
function time(work) {
  let rounds = 1;
  for (;;) {
    const start = performance.now();
    work(rounds);
    if (performance.now() - start > 30) break;
    rounds *= 2;
  }
  const runs = [];
  for (let run = 0; run < 9; run += 1) {
    const start = performance.now();
    work(rounds);
    runs.push((performance.now() - start) / rounds);
  }
  return runs.sort((a, b) => a - b)[runs.length >> 1];
}

self.onmessage = async ({ data: sizes }) => {
  await init();
  let sink = 0;
  const limit = (flopsOfARound() * 1000) / (time((rounds) => (sink += mulAdd(rounds * 1000, 0.5))) * 1e6);
  const products = sizes.map((n) => {
    const product = new Product(n);
    const milliseconds = time((rounds) => product.run(rounds));
    const error = product.error();
    product.free();
    return { n, gflops: (2 * n ** 3) / (milliseconds * 1e6), error };
  });
  self.postMessage({ limit, products, sink });
};
