// Training steps on one worker and on several: milliseconds of a step of `fit`, with everything that belongs to it.

import { Sequential, ready } from "./pupil.js";
import { model as modelOf, samples } from "./workloads.js";

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/**
 * Milliseconds of a step for each number of workers. The runs are interleaved, so that a busy moment affects all of
 * them; the best of the runs' medians is free of it.
 */
globalThis.measure = async ({ workload, batchSize, workers, steps, runs }) => {
  await ready();
  const count = batchSize * Math.min(steps, 8);
  const { keras, loss } = modelOf({ group: workload });
  const { inputs: [{ data, shape }], targets: y } = samples({ group: workload, batch: count });
  const x = { data, shape };
  const models = [];
  for (const count of workers) {
    const model = Sequential.fromJSON(keras, { seed: 7 });
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
