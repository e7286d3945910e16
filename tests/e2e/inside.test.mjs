// What a page needs to show a network while it learns: the outputs of all layers in one call, and gradients.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { failure, openLibrary } from "./browser.mjs";

let library, page;

before(async () => {
  library = await openLibrary();
  page = library.page;
  await page.evaluate(async () => {
    const { Model, Sequential, input, layers, losses, optimizers, ready, regularizers, tensor } = globalThis.pupil;
    await ready({ backend: "cpu" });
    /** A model with an inner model, a layer that is used twice and a frozen layer. */
    globalThis.make = async (rate = 0.5) => {
      const inner = new Sequential([layers.dense({ units: 5, activation: "tanh", inputShape: [5] })], { name: "inner" });
      const shared = layers.dense({ units: 5, name: "shared", kernelRegularizer: regularizers.l2(0.1) });
      const x = input({ shape: [4, 3] });
      const flat = layers.flatten().apply(x);
      const start = layers.dense({ units: 5, activation: "relu", name: "start" }).apply(flat);
      const twice = shared.apply(shared.apply(inner.apply(start)));
      const dropped = layers.dropout({ rate: 0.5 }).apply(layers.add().apply([start, twice]));
      const model = new Model({ inputs: x, outputs: layers.dense({ units: 3, activation: "softmax", name: "head" }).apply(dropped), seed: 2 });
      await model.setTrainable("start", false);
      await model.compile({ optimizer: optimizers.sgd({ learningRate: rate }), loss: losses.sparseCategoricalCrossentropy() });
      return model;
    };
    const values = Float32Array.from({ length: 40 * 12 }, (_, k) => Math.sin(1.3 * k + (k % 7)));
    globalThis.x = tensor(values, [40, 4, 3]);
    globalThis.y = tensor(Int32Array.from({ length: 40 }, (_, k) => k % 3), [40]);
    globalThis.first = tensor(values.slice(0, 7 * 12), [7, 4, 3]);
  });
});

after(() => library?.close());

test("one call gives the outputs of all layers, of some or of one", async () => {
  const seen = await page.evaluate(async () => {
    const { make, first } = globalThis;
    const model = await make();
    const plain = ({ data, shape }) => [shape, ...data];
    const all = await model.activations(first);
    const each = {};
    for (const name of Object.keys(all)) each[name] = plain(await model.activations(first, name));
    const some = await model.activations(first, ["head", "inner/dense", "head"], { batchSize: 2 });
    const [drawn, again, other] = await Promise.all([1, 1, 2].map((seed) => model.activations(first, { seed, batchSize: 3 })));
    return {
      layers: (await model.layers()).map(({ name }) => name),
      all: Object.fromEntries(Object.entries(all).map(([name, output]) => [name, plain(output)])),
      keys: Object.keys(all),
      each,
      some: some.map(plain),
      predicted: plain(await model.predict(first)),
      dropped: [plain(drawn.dropout), plain(again.dropout), plain(other.dropout), plain((await model.activations(first, "dropout", { seed: 1, batchSize: 3 })))],
      list: await model.activations(first, ["head"]).then((list) => list.length),
    };
  });
  assert.deepEqual(seen.keys, seen.layers);
  assert.ok(seen.keys.includes("inner") && seen.keys.includes("inner/dense"), seen.keys.join());
  assert.deepEqual(seen.all, seen.each);
  assert.deepEqual(seen.some, [seen.all.head, seen.all["inner/dense"], seen.all.head]);
  assert.deepEqual(seen.all.head, seen.predicted);
  assert.deepEqual(seen.all.dropout, seen.all.add, "dropout does nothing in a prediction");
  assert.ok(seen.all.start.slice(1).every((value) => value >= 0) && seen.all.start.some((value) => value > 0));
  const [drawn, again, other, single] = seen.dropped;
  assert.deepEqual(drawn, again);
  assert.deepEqual(drawn, single);
  assert.notDeepEqual(drawn, other);
  assert.equal(seen.list, 1);
});

test("a step of SGD follows the gradients, and nothing else changes the weights", async () => {
  const seen = await page.evaluate(async () => {
    const { make, x, y } = globalThis;
    const rate = 0.5;
    const model = await make(rate);
    const sampleWeight = { data: Float32Array.from({ length: 40 }, (_, k) => (k % 4) / 2), shape: [40] };
    // Dropout would draw other numbers in the step.
    const still = globalThis.pupil.Model.fromJSON(JSON.stringify(model).replace('"rate":0.5', '"rate":0'));
    await still.setWeights(await model.getWeights());
    await still.compile(await model.getCompileConfig());
    await still.setTrainable("start", false);
    const before = await still.getWeights();
    const found = await still.gradients(x, y, { sampleWeight });
    const parts = await still.gradients(x, y, { sampleWeight, batchSize: 10 });
    const kept = await still.getWeights();
    const { loss } = await still.trainOnBatch(x, y, { sampleWeight });
    const after = await still.getWeights();
    const list = ({ data }) => [...data];
    const [plain, one, same, two] = [await model.gradients(x, y), ...(await Promise.all([1, 1, 2].map((seed) => model.gradients(x, y, { seed }))))];
    return {
      found: found.gradients.map((gradient) => gradient && [gradient.name, gradient.shape, list(gradient)]),
      parts: [parts.loss, ...parts.gradients.filter(Boolean).flatMap(list)],
      loss: [found.loss, loss],
      names: before.map(({ name, shape }) => [name, shape]),
      kept: kept.every(({ data }, at) => data.every((value, index) => value === before[at].data[index])),
      moved: before.map(({ data }, at) => list({ data }).map((value, index) => (value - after[at].data[index]) / rate)),
      evaluated: (await model.evaluate(x, y)).loss,
      plain: plain.loss,
      drawn: [one, same, two].map(({ loss, gradients }) => [loss, ...gradients.filter(Boolean).flatMap(list)]),
    };
  });
  assert.ok(seen.kept, "gradients change no weight");
  assert.equal(seen.loss[0], seen.loss[1]);
  assert.equal(seen.found.length, seen.names.length);
  seen.names.forEach(([name, shape], at) => {
    const gradient = seen.found[at];
    if (name.startsWith("start")) return assert.equal(gradient, null, name);
    assert.deepEqual(gradient.slice(0, 2), [name, shape]);
    assert.ok(gradient[2].some((value) => Math.abs(value) > 1e-3), name);
    gradient[2].forEach((value, index) => assert.ok(Math.abs(value - seen.moved[at][index]) < 1e-6, `${name}[${index}]`));
  });
  const whole = [seen.loss[0], ...seen.found.filter(Boolean).flatMap(([, , data]) => data)];
  whole.forEach((value, index) => assert.ok(Math.abs(value - seen.parts[index]) < 1e-6, `in batches: ${index}`));
  assert.ok(Math.abs(seen.plain - seen.evaluated) < 1e-6, "without a seed there is no dropout");
  assert.deepEqual(seen.drawn[0], seen.drawn[1]);
  assert.notDeepEqual(seen.drawn[0], seen.drawn[2]);
});

test("a running training answers between its batches, on one worker and on two", async () => {
  for (const workers of [1, 2]) {
    const seen = await page.evaluate(async (workers) => {
      const { make, first, x, y } = globalThis;
      const model = await make(0.01);
      const stop = new AbortController();
      let batches = 0;
      const options = { epochs: 1e6, batchSize: 8, workers, signal: stop.signal, onBatchEnd: () => (batches += 1) };
      const run = model.fit(x, y, options).catch((error) => error.name);
      const heads = [];
      const losses = [];
      const counts = [];
      for (let k = 0; k < 6; k += 1) {
        const [all, { loss }] = await Promise.all([model.activations(first), model.gradients(x, y)]);
        heads.push([...all.head.data].join());
        losses.push(loss);
        counts.push(batches);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      stop.abort();
      const ended = await run;
      const after = await model.activations(first);
      const same = [...after.head.data].join() === [...(await model.predict(first)).data].join();
      return { heads: new Set(heads).size, losses, counts, ended, same };
    }, workers);
    assert.equal(seen.ended, "AbortError");
    assert.ok(seen.heads > 2, `the outputs change: ${seen.heads} of 6`);
    assert.ok(seen.losses.at(-1) < seen.losses[0], `losses ${seen.losses}`);
    assert.ok(seen.counts.at(-1) > seen.counts[1], `batches ${seen.counts}`);
    assert.ok(seen.same);
  }
});

test("errors of activations and gradients name what is wrong", async () => {
  await page.evaluate(async () => (globalThis.model = await globalThis.make()));
  const bare = `new pupil.Sequential([pupil.layers.dense({ units: 3, inputShape: [4, 3] })])`;
  const cases = [
    [`await model.activations(x, ["head", "heads"])`, /no layer "heads"; it has .*head/],
    [`await model.activations(x, [])`, /activations: the list of layers is empty; leave it out for all layers/],
    [`await model.activations(x, ["head", 3])`, /activations: the layer is 3; expected its name/],
    [`await model.activations(x, null)`, /activations: the layer is null; expected its name/],
    [`await model.activations(x, { layer: "head" })`, /activations: option "layer" is not known; there are: batchSize, seed/],
    [`await model.activations(x, "head", { seed: -1 })`, /activations: seed is -1/],
    [`await model.gradients(x)`, /gradients: y is missing/],
    [`await model.gradients(x, y, { batchSize: 0 })`, /gradients: batchSize is 0/],
    [`await model.gradients(first, y)`, /40|7/],
    [`await ${bare}.gradients(x, y)`, /gradients: the model is not compiled; call compile with an optimizer and a loss first/],
  ];
  for (const [body, expected] of cases) assert.match(await failure(page, body), expected, body);
});
