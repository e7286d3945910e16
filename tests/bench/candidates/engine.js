// Pupil's engine, called as the page's worker calls it.

let engine;

/** Puts models onto their device before they run. */
let place;

/** Loads an engine's module that was built beside the page; `to` puts a model onto its device. */
export async function open(url, to = async () => {}) {
  engine = await import(url);
  await engine.default();
  place = to;
  return engine;
}

function built(definition) {
  const model = engine.Model.fromConfig(definition.keras, 1);
  model.setWeights(definition.weights);
  return model;
}

export async function train(definition, { x, shape, y }) {
  const model = built(definition);
  await model.compile({ optimizer: "adam", loss: definition.loss, metrics: [] });
  await place(model);
  const targets = definition.classes === 1 ? [y.length, 1] : [y.length];
  const data = engine.Dataset.fromTensors([{ data: x, shape }], [{ data: y, shape: targets }], []);
  return { step: async () => (await model.trainOnBatch(data)).loss };
}

export async function predict(definition, { x, shape }) {
  const model = built(definition);
  await place(model);
  return { step: async () => (await model.predict([{ data: x, shape }], shape[0]))[0].data };
}
