// Our own engine: the module that the page's worker loads, called as that worker calls it.

/** Names that no bundler looks into: these modules are built beside the page. */
const ENGINE = "/pupil-wasm.js";
const KERNELS = "/build/pupil-bench.js";

let engine;
let kernels;

export async function start() {
  engine = await import(ENGINE);
  kernels = await import(KERNELS);
  await Promise.all([engine.default(), kernels.default()]);
  return `${engine.version()} (${engine.simd()})`;
}

const dims = (shape) => Uint32Array.from(shape);

function built(definition) {
  const model = engine.Model.fromJson(JSON.stringify(definition.keras), 1);
  model.setWeights(definition.weights);
  return model;
}

export function train(definition, { x, shape, y }) {
  const model = built(definition);
  model.compile(JSON.stringify({ optimizer: "adam", loss: definition.loss, metrics: [] }));
  const targets = definition.classes === 1 ? [y.length, 1] : [y.length];
  const data = engine.Dataset.fromTensors(x, dims(shape), 1, y, dims(targets));
  return { step: async () => (await model.trainOnBatch(data)).loss };
}

export function predict(definition, { x, shape }) {
  const model = built(definition);
  const sizes = dims(shape);
  return { step: async () => (await model.predict(x, sizes, 1, shape[0])).data };
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

/** Multiply-adds with no memory in the way: `flops` in each call. */
export function limit() {
  const rounds = 1000;
  return {
    flops: kernels.flopsOfARound() * rounds,
    step: () => kernels.mulAdd(rounds, 0.5),
    many: (times) => kernels.mulAdd(times * rounds, 0.5),
  };
}
