// Training steps on one worker and on more: milliseconds of a step of `fit`, all that belongs to it included.

import { Sequential, layers, ready } from "./pupil.js";

const conv = (filters, inputShape) =>
  layers.conv2d({ filters, kernelSize: 3, activation: "relu", ...(inputShape && { inputShape }) });
const pool = () => layers.maxPooling2d({ poolSize: 2 });

const numbers = (length, value) => Float32Array.from({ length }, (_, index) => value(index));
/** Numbers that look random and are the same every time. */
const mixed = (index, below) => Math.floor(((Math.imul(index + 1, 2654435761) >>> 0) / 2 ** 32) * below);

const pictures = (count, size, channels, classes) => ({
  x: { data: numbers(count * size * size * channels, (i) => mixed(i, 256) / 255), shape: [count, size, size, channels] },
  y: { data: numbers(count, (i) => mixed(i, classes)), shape: [count] },
});

const WORKLOADS = {
  digits: {
    network: () => [
      conv(32, [28, 28, 1]),
      pool(),
      conv(64),
      pool(),
      layers.flatten(),
      layers.dense({ units: 128, activation: "relu" }),
      layers.dense({ units: 10, activation: "softmax" }),
    ],
    loss: "sparse_categorical_crossentropy",
    data: (count) => pictures(count, 28, 1, 10),
  },
  sentiment: {
    network: () => [
      layers.embedding({ inputDim: 10000, outputDim: 64, inputShape: [100] }),
      layers.lstm({ units: 64 }),
      layers.dense({ units: 1, activation: "sigmoid" }),
    ],
    loss: "binary_crossentropy",
    data: (count) => ({
      x: { data: numbers(count * 100, (i) => mixed(i, 10000)), shape: [count, 100] },
      y: { data: numbers(count, (i) => mixed(i, 2)), shape: [count, 1] },
    }),
  },
  photos: {
    network: () => [
      conv(32, [150, 150, 3]),
      pool(),
      conv(64),
      pool(),
      conv(128),
      pool(),
      layers.flatten(),
      layers.dense({ units: 512, activation: "relu" }),
      layers.dense({ units: 1, activation: "sigmoid" }),
    ],
    loss: "binary_crossentropy",
    data: (count) => pictures(count, 150, 3, 2),
  },
};

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/**
 * Milliseconds a step on each number of workers, the runs interleaved so that a busy moment meets all of them: the best of
 * the runs' medians is free of it.
 */
globalThis.measure = async ({ workload, batchSize, workers, steps, runs }) => {
  await ready();
  const { network, loss, data } = WORKLOADS[workload];
  const { x, y } = data(batchSize * Math.min(steps, 8));
  const models = [];
  for (const count of workers) {
    const model = new Sequential(network(), { seed: 7 });
    await model.compile({ optimizer: "adam", loss });
    models.push({ count, model, times: [], first: 0, losses: [] });
  }
  const epochs = Math.ceil(steps / 8);
  for (let run = 0; run < runs + 1; run += 1) {
    for (const entry of models) {
      const ends = [];
      const started = performance.now();
      const { history } = await entry.model.fit(x, y, {
        batchSize,
        epochs,
        workers: entry.count,
        onEpochEnd: () => ends.push(performance.now()),
      });
      const took = performance.now() - started;
      entry.losses.push(history.loss.at(-1));
      if (entry.model.workers.count !== entry.count) throw new Error(JSON.stringify(entry.model.workers));
      if (run === 0) entry.first = took;
      else entry.times.push(took / (epochs * Math.min(steps, 8)));
    }
  }
  for (const { model } of models) model.dispose();
  return models.map(({ count, times, first, losses }) => ({
    workers: count,
    milliseconds: Math.min(...times),
    median: median(times),
    first,
    learned: losses.at(-1) < losses[0],
  }));
};
globalThis.loaded = true;
