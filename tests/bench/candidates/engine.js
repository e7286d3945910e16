// Pupil's engine, called as the page's worker calls it.

const tensors = (inputs) => inputs.map(({ data, shape }) => ({ data, shape }));

/** Trains and predicts with an engine's module; `place` puts a model onto its device before it runs. */
export function calls(engine, place = async () => {}) {
  function built(definition) {
    const model = engine.Model.fromConfig(definition.keras, 1);
    model.setWeights(definition.weights);
    return model;
  }
  return {
    async train(definition, { inputs, targets }) {
      const model = built(definition);
      await model.compile({ optimizer: "adam", loss: definition.loss, metrics: [] });
      await place(model);
      const data = engine.Dataset.fromTensors(tensors(inputs), [targets], []);
      return { step: async () => (await model.trainOnBatch(data)).loss };
    },
    async predict(definition, { inputs }) {
      const model = built(definition);
      await place(model);
      const [batch] = inputs[0].shape;
      return { step: async () => (await model.predict(tensors(inputs), batch))[0].data };
    },
  };
}

let own;

/** Loads an engine's module that was built beside the page, for `train` and `predict`; `place` as for `calls`. */
export async function open(url, place) {
  const engine = await import(url);
  await engine.default();
  own = calls(engine, place);
  return engine;
}

export const train = (...given) => own.train(...given);
export const predict = (...given) => own.predict(...given);
