// Another build of Pupil's engine, from the folder that `cargo xtask bench --against` names.

import { calls } from "./engine.js";

let old;

export async function start() {
  const engine = await import("/old/pupil-wasm.js");
  await engine.default();
  // Older builds take configs as JSON texts, and one tensor in place of a list.
  old = engine.Model.fromJson ? earlierCalls(engine) : calls(engine);
  return `${engine.version()} (${engine.simd()})`;
}

export const train = (...given) => old.train(...given);
export const predict = (...given) => old.predict(...given);

const dims = (shape) => Uint32Array.from(shape);

function earlierCalls(engine) {
  function built({ keras, weights }) {
    const model = engine.Model.fromJson(JSON.stringify(keras), 1);
    model.setWeights(weights);
    return model;
  }
  return {
    async train(definition, { inputs: [{ data: x, shape }, ...others], targets }) {
      if (others.length) return undefined;
      const model = built(definition);
      await model.compile(JSON.stringify({ optimizer: "adam", loss: definition.loss, metrics: [] }));
      const data = engine.Dataset.fromTensors(x, dims(shape), 1, targets.data, dims(targets.shape));
      return { step: async () => (await model.trainOnBatch(data)).loss };
    },
    async predict(definition, { inputs: [{ data: x, shape }, ...others] }) {
      if (others.length) return undefined;
      const model = built(definition);
      const sizes = dims(shape);
      return { step: async () => (await model.predict(x, sizes, 1, shape[0])).data };
    },
  };
}
