// The benchmark: kernels in a worker of their own, then the digits model through the library.

import { Dataset, Sequential, layers, ready } from "./pupil.js";

const SIZES = [64, 128, 256, 512, 1024];

function kernels() {
  return new Promise((resolve, reject) => {
    const worker = new Worker("worker.js", { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(SIZES);
  });
}

const network = () =>
  new Sequential(
    [
      layers.conv2d({ filters: 32, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 64, kernelSize: 3, activation: "relu" }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 128, activation: "relu" }),
      layers.dense({ units: 10, activation: "softmax" }),
    ],
    { seed: 7 },
  );

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Milliseconds a step of `fit`, all that belongs to a step included: the median of some runs of 40 steps. */
async function train(batchSize) {
  const model = network();
  await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
  const steps = 40;
  const data = await Dataset.strokes({ count: steps * batchSize, seed: 1 });
  const runs = [];
  let loss = [];
  for (let run = 0; run < 7; run += 1) {
    const start = performance.now();
    const { history } = await model.fit(data, { batchSize, seed: run });
    if (run > 0) runs.push((performance.now() - start) / steps);
    loss.push(history.loss[0]);
  }
  model.dispose();
  data.dispose();
  return { milliseconds: median(runs), learned: loss.at(-1) < loss[0] };
}

/** Milliseconds a batch of `predict` over a data set in the worker. */
async function predict(batchSize) {
  const model = network();
  const batches = Math.max(10, Math.ceil(400 / batchSize));
  const data = await Dataset.strokes({ count: batches * batchSize, seed: 1 });
  const runs = [];
  let sum = 0;
  for (let run = 0; run < 9; run += 1) {
    const start = performance.now();
    const output = await model.predict(data, { batchSize });
    if (run > 1) runs.push((performance.now() - start) / batches);
    sum = output.data.reduce((a, b) => a + b) / data.length;
  }
  model.dispose();
  data.dispose();
  return { milliseconds: median(runs), sum };
}

const info = await ready();
const { limit, products } = await kernels();
const digits = {
  train: { 32: await train(32), 128: await train(128) },
  predict: { 1: await predict(1), 32: await predict(32), 128: await predict(128) },
};
globalThis.measured = { info, limit, products, digits };
document.getElementById("result").textContent = JSON.stringify(globalThis.measured, null, 2);
