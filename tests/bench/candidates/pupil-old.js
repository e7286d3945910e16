// Another build of Pupil's engine, from the folder that `cargo xtask bench --against` names. It shares no code with
// pupil.js, because the two engines may have different functions.

let engine;

export async function start() {
  engine = await import("/old/pupil-wasm.js");
  await engine.default();
  return `${engine.version()} (${engine.simd()})`;
}

const dims = (shape) => Uint32Array.from(shape);

function built({ keras, weights }) {
  const model = engine.Model.fromJson(JSON.stringify(keras), 1);
  model.setWeights(weights);
  return model;
}

export async function train(definition, { x, shape, y }) {
  const model = built(definition);
  await model.compile(JSON.stringify({ optimizer: "adam", loss: definition.loss, metrics: [] }));
  const targets = definition.classes === 1 ? [y.length, 1] : [y.length];
  const data = engine.Dataset.fromTensors(x, dims(shape), 1, y, dims(targets));
  return { step: async () => (await model.trainOnBatch(data)).loss };
}

export async function predict(definition, { x, shape }) {
  const model = built(definition);
  const sizes = dims(shape);
  return { step: async () => (await model.predict(x, sizes, 1, shape[0])).data };
}
