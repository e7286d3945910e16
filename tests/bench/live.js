// A training with and without a look at all layers several times a second.

import { Sequential, ready } from "./pupil.js";
import { model as modelOf, samples } from "./workloads.js";

const GROUP = "digits";
const BATCH = 32;

/** The samples of an epoch. */
const EPOCH = 8 * BATCH;

let model;

/**
 * Trains a new model of the digits CNN for so many epochs, and asks `rate` times a second for the outputs of all its
 * layers for one sample. Nothing is asked while an answer is missing. A few steps and a look before that do not count.
 */
globalThis.prepare = async ({ workers, epochs, rate }) => {
  await ready({ backend: "cpu" });
  const { keras, loss } = modelOf({ group: GROUP });
  const { inputs: [{ data, shape }], targets: y } = samples({ group: GROUP, batch: EPOCH });
  const x = { data, shape };
  const one = { data: x.data.slice(0, x.data.length / EPOCH), shape: [1, ...x.shape.slice(1)] };
  // Not earlier: the time of a replica's thread is known only as long as the thread lives.
  model?.dispose();
  model = Sequential.fromJSON(keras, { seed: 7 });
  await model.compile({ optimizer: "adam", loss });
  await model.fit(x, y, { batchSize: BATCH, workers });
  const layers = Object.keys(await model.activations(one)).length;
  if (layers !== keras.config.layers.length - 1) throw new Error(`${layers} layers were shown`);
  if (model.workers.count !== workers) throw new Error(JSON.stringify(model.workers));
  globalThis.train = async () => {
    const shown = new Set();
    let updates = 0;
    let waiting = false;
    let failed;
    const look = async () => {
      if (waiting) return;
      waiting = true;
      try {
        const outputs = Object.values(await model.activations(one));
        updates += 1;
        shown.add(outputs.at(-1).data.join());
      } catch (error) {
        failed = error;
      }
      waiting = false;
    };
    const started = performance.now();
    const training = model.fit(x, y, { batchSize: BATCH, epochs, workers });
    if (rate) void look();
    const timer = rate && setInterval(look, 1000 / rate);
    const { history } = await training;
    const seconds = (performance.now() - started) / 1000;
    clearInterval(timer);
    if (failed) throw failed;
    return {
      samples: epochs * EPOCH,
      seconds,
      updates,
      // Answers that never change would be no look at a training.
      followed: updates === 0 || shown.size > updates / 2,
      learned: history.loss.at(-1) < history.loss[0],
    };
  };
};
globalThis.loaded = true;
