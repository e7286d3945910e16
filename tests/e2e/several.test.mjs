// Models with several inputs and outputs in JavaScript: by list and by name, on one worker, on several, and on a GPU.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { failure, launch, openLibrary } from "./browser.mjs";

let library, page;

/** Gives a page a model `make()` of inputs `a` and `b` and outputs `y` (a number) and `z` (one of three classes). */
async function prepare(page, options) {
  await page.evaluate(async (options) => {
    const { Model, input, layers, ready } = globalThis.pupil;
    await ready(options);
    globalThis.make = async (compile = {}) => {
      const a = input({ shape: [4], name: "a" });
      const b = input({ shape: [2, 3], name: "b" });
      const joined = layers
        .concatenate()
        .apply([layers.dense({ units: 8, activation: "tanh" }).apply(a), layers.flatten().apply(b)]);
      const y = layers.dense({ units: 1, name: "y" }).apply(joined);
      const z = layers.dense({ units: 3, activation: "softmax", name: "z" }).apply(joined);
      const model = new Model({ inputs: [a, b], outputs: [y, z], seed: 5 });
      await model.compile({ optimizer: "adam", loss: ["mse", "sparse_categorical_crossentropy"], ...compile });
      return model;
    };
    const values = (count, of) => Float32Array.from({ length: count }, (_, index) => of(index));
    globalThis.samples = (count) => {
      const a = { data: values(count * 4, (k) => Math.sin(1.7 * k)), shape: [count, 4] };
      const b = { data: values(count * 6, (k) => Math.cos(0.9 * k)), shape: [count, 2, 3] };
      const y = { data: values(count, (k) => a.data[4 * k] + b.data[6 * k]), shape: [count, 1] };
      const z = { data: Int32Array.from({ length: count }, (_, k) => (a.data[4 * k] > 0) + (b.data[6 * k] > 0)), shape: [count] };
      return { a, b, y, z };
    };
    globalThis.rows = ({ data, shape, ...rest }, from, to) => {
      const size = data.length / shape[0];
      return { data: data.slice(from * size, to * size), shape: [to - from, ...shape.slice(1)], ...rest };
    };
    globalThis.flat = async (model) => (await model.getWeights()).flatMap(({ data }) => [...data]);
  }, options);
  return page;
}

before(async () => {
  library = await openLibrary();
  page = await prepare(library.page, { backend: "cpu" });
});

after(() => library?.close());

/** Fails where two lists of numbers differ by more than `most`. */
function near(found, expected, most, what) {
  assert.equal(found.length, expected.length, what);
  found.forEach((value, index) => {
    assert.ok(Math.abs(value - expected[index]) <= most, `${what}: ${value} at ${index}; expected ${expected[index]}`);
  });
}

test("lists, names, data sets and batches train the same", async () => {
  const seen = await page.evaluate(async () => {
    const { Dataset, tensor } = globalThis.pupil;
    const { a, b, y, z } = globalThis.samples(96);
    const weights = { data: Float32Array.from({ length: 96 }, (_, k) => 1 + (k % 3)), shape: [96] };
    const options = { batchSize: 16, epochs: 3, shuffle: false, workers: 1 };
    const batches = function* () {
      for (let at = 0; at < 96; at += 16) {
        const [p, q, r, s, w] = [a, b, y, z, weights].map((each) => globalThis.rows(each, at, at + 16));
        if (at % 32) yield [[p, q], { y: r, z: s }, { z: w }];
        else yield { x: { b: q, a: p }, y: [r, s], sampleWeight: [null, w] };
      }
    };
    const ways = {
      lists: (model) => model.fit([a, b], [y, z], { ...options, sampleWeight: [null, weights] }),
      names: (model) => model.fit({ b, a }, { z, y }, { ...options, sampleWeight: { z: weights } }),
      data: async (model) => model.fit(await Dataset.fromTensors([a, b], [y, z], [null, weights]), options),
      batches: (model) => model.fit(batches, { epochs: 3, workers: 1 }),
    };
    const found = {};
    for (const [way, fit] of Object.entries(ways)) {
      const model = await globalThis.make();
      const { history } = await fit(model);
      found[way] = { history, weights: await globalThis.flat(model) };
      model.dispose();
    }
    const data = await Dataset.fromTensors([a, b], [y, z], weights);
    const gathered = await data.gather([3, 1]);
    const single = await Dataset.fromTensors(tensor([[1], [2]]), tensor([3, 4]));
    const one = await single.gather([1]);
    return {
      found,
      shapes: [data.xShape, data.yShape, data.xShapes, data.yShapes],
      gathered: [gathered.x.map(({ shape }) => shape), gathered.y.map(({ data }) => [...data])],
      expected: [[y.data[3], y.data[1]], [z.data[3], z.data[1]]],
      targets: (await data.targets()).map(({ shape }) => shape),
      one: [one.x.shape, one.y.data[0]],
    };
  });
  const { lists, ...others } = seen.found;
  assert.deepEqual(Object.keys(lists.history).sort(), ["loss", "y_loss", "z_loss"]);
  assert.ok(lists.history.loss[2] < lists.history.loss[0]);
  for (const [way, { history, weights }] of Object.entries(others)) {
    assert.deepEqual(history, lists.history, way);
    assert.deepEqual(weights, lists.weights, way);
  }
  assert.deepEqual(seen.shapes, [[96, 4], [96, 1], [[96, 4], [96, 2, 3]], [[96, 1], [96]]]);
  assert.deepEqual(seen.gathered, [[[2, 4], [2, 2, 3]], seen.expected]);
  assert.deepEqual(seen.targets, [[96, 1], [96]]);
  assert.deepEqual(seen.one, [[1, 1], 4]);
});

test("losses, their weights and metrics: one, a list, or by the outputs' names", async () => {
  const seen = await page.evaluate(async () => {
    const { losses, metrics } = globalThis.pupil;
    const { a, b, y, z } = globalThis.samples(40);
    const measured = async (options) => {
      const model = await globalThis.make(options);
      const logs = await model.evaluate([a, b], { y, z }, { workers: 1 });
      model.dispose();
      return logs;
    };
    const cross = "sparse_categorical_crossentropy";
    return {
      list: await measured({ loss: ["mse", cross], lossWeights: [2, 0.5], metrics: [["mae"], ["accuracy"]] }),
      names: await measured({
        loss: { z: losses.sparseCategoricalCrossentropy(), y: "mse" },
        lossWeights: { y: 2, z: 0.5 },
        metrics: { y: metrics.meanAbsoluteError({ name: "mae" }), z: ["accuracy"] },
      }),
      half: await measured({ loss: { y: "mse" }, weightedMetrics: { y: ["mae"] } }),
      alone: await (async () => {
        const { Model, input, layers } = globalThis.pupil;
        const x = input({ shape: [4] });
        const d = layers.dense({ units: 1 });
        const model = new Model({ inputs: x, outputs: [d.apply(x), layers.dense({ units: 1 }).apply(x)] });
        await model.compile({ loss: losses.huber({ delta: 2 }) });
        return model.evaluate(a, [y, y]);
      })(),
    };
  });
  const { list, names, half, alone } = seen;
  assert.deepEqual(Object.keys(list).sort(), ["loss", "y_loss", "y_mae", "z_accuracy", "z_loss"]);
  near([list.loss], [2 * list.y_loss + 0.5 * list.z_loss], 1e-5, "the weighted sum");
  assert.deepEqual(names, list);
  near([half.loss], [list.y_loss], 1e-5, "one loss alone");
  assert.ok("y_mae" in half, `${Object.keys(half)}`);
  assert.deepEqual(Object.keys(alone).sort(), ["dense_1_loss", "dense_loss", "loss"]);
});

test("a model is asked by list, by name and with a data set; it is saved, read and put into others", async () => {
  const seen = await page.evaluate(async () => {
    const { Dataset, Model, input, layers, loadModel } = globalThis.pupil;
    const { a, b, y, z } = globalThis.samples(70);
    const model = await globalThis.make();
    await model.fit([a, b], [y, z], { validationData: [{ a, b }, [y, z]], workers: 1 });
    const list = await model.predict([a, b]);
    const names = await model.predict({ b, a });
    const set = await model.predict(await Dataset.fromTensors([a, b], [y, z]), { batchSize: 8, workers: 1 });
    const shared = await model.predict([a, b], { batchSize: 8, workers: 3 });
    const same = (p, q) => p.every(({ data }, index) => data.every((value, at) => value === q[index].data[at]));
    const again = await loadModel(await model.save());
    const copy = Model.fromJSON(JSON.stringify(model));
    await copy.setWeights(await model.getWeights());
    const options = { epochs: 2, workers: 1, seed: 4, validationData: [[a, b], { y, z }] };
    const one = await model.fit({ a, b }, { y, z }, options);
    const two = await again.fit([a, b], [y, z], options);
    const first = globalThis.rows;
    const inputs = [input({ shape: [4], name: "p" }), input({ shape: [2, 3], name: "q" })];
    const [inner, other] = model.apply([...inputs]);
    const outer = new Model({ inputs, outputs: [layers.add().apply([inner, inner]), other], name: "outer" });
    await outer.setWeights(await model.getWeights());
    const nested = await outer.predict({ p: a, q: b });
    const own = await model.predict([a, b]);
    const back = Model.fromJSON(outer.toJSON());
    const readBack = back.apply([...inputs]);
    const onBatch = await model.trainOnBatch({ a, b }, [y, z], { sampleWeight: { y: { data: new Float32Array(70).fill(2), shape: [70] } } });
    const activations = await model.activations([first(a, 0, 5), first(b, 0, 5)], "z");
    return {
      shapes: list.map(({ shape }) => shape),
      same: [same(list, names), same(list, set), same(list, shared)],
      again: same(await again.predict([a, b]), own),
      copied: same(await copy.predict({ a, b }), list),
      histories: [one.history, two.history],
      nested: [...nested[0].data].every((value, at) => Math.abs(value - 2 * own[0].data[at]) < 1e-6) && same([nested[1]], [own[1]]),
      readBack: readBack.length,
      about: await model.shapes(),
      outer: await outer.shapes(),
      onBatch: Object.keys(onBatch).sort(),
      activations: activations.shape,
      code: await model.kerasCode(),
      summary: await model.summary({ printFn: () => {} }),
    };
  });
  assert.deepEqual(seen.shapes, [[70, 1], [70, 3]]);
  assert.deepEqual(seen.same, [true, true, true]);
  assert.ok(seen.again && seen.copied);
  assert.deepEqual(seen.histories[0], seen.histories[1], "training goes on from the file as if it had never stopped");
  assert.ok("val_z_loss" in seen.histories[0]);
  assert.ok(seen.nested, "the nested model gives what the model gives");
  assert.equal(seen.readBack, 2);
  assert.deepEqual(seen.about, {
    inputShape: [null, 4],
    outputShape: [null, 1],
    inputShapes: [[null, 4], [null, 2, 3]],
    outputShapes: [[null, 1], [null, 3]],
    inputNames: ["a", "b"],
    outputNames: ["y", "z"],
  });
  assert.deepEqual(seen.outer.inputNames, ["p", "q"]);
  assert.deepEqual(seen.onBatch, ["loss", "y_loss", "z_loss"]);
  assert.deepEqual(seen.activations, [5, 3]);
  assert.match(seen.code, /keras\.Model\(\[inputs1, inputs2\], \[x4, x5\]/);
  for (const name of ["y", "z"]) assert.match(seen.code, new RegExp(`name="${name}"\\)\\(`), "a loss may be given for the output by its name");
  assert.match(seen.summary, /Total params/);
});

test("Grad-CAM and activations of a picture beside numbers", async () => {
  const seen = await page.evaluate(async () => {
    const { Model, input, layers } = globalThis.pupil;
    const picture = input({ shape: [8, 8, 1], name: "picture" });
    const numbers = input({ shape: [2], name: "numbers" });
    const seen = layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", name: "seen" }).apply(picture);
    const all = layers.concatenate().apply([layers.flatten().apply(seen), numbers]);
    const outputs = [layers.dense({ units: 3, activation: "softmax" }).apply(all), layers.dense({ units: 1 }).apply(all)];
    const model = new Model({ inputs: [picture, numbers], outputs });
    const x = {
      picture: { data: Uint8Array.from({ length: 128 }, (_, k) => (k * 37) % 256), shape: [2, 8, 8, 1], scale: 1 / 255 },
      numbers: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
    };
    const map = await model.gradCam(x, { classIndex: 2 });
    return [map.shape, (await model.activations([x.picture, x.numbers], "seen")).shape, map.data.every((value) => value >= 0)];
  });
  assert.deepEqual(seen, [[2, 6, 6], [2, 6, 6, 4], true]);
});

test("two workers give what one gives", async () => {
  const seen = await page.evaluate(async () => {
    const { a, b, y, z } = globalThis.samples(100);
    const sampleWeight = { y: { data: Float32Array.from({ length: 100 }, (_, k) => k % 4), shape: [100] } };
    const found = [];
    for (const workers of [1, 2]) {
      const model = await globalThis.make({ metrics: [["mae"], ["accuracy"]] });
      const { history } = await model.fit({ a, b }, [y, z], { batchSize: 20, epochs: 4, seed: 2, workers, sampleWeight });
      const evaluated = await model.evaluate([a, b], { y, z }, { batchSize: 10, workers, sampleWeight });
      const used = model.workers;
      // The second training starts with the replicas at rest.
      await model.fit([a, b], [y, z], { batchSize: 50, workers });
      found.push({ history, evaluated, used, weights: await globalThis.flat(model) });
      model.dispose();
    }
    return found;
  });
  const [one, two] = seen;
  assert.deepEqual([one.used, two.used], [{ count: 1 }, { count: 2 }]);
  near(two.weights, one.weights, 1e-5, "weights");
  assert.deepEqual(Object.keys(two.history), Object.keys(one.history));
  for (const [name, values] of Object.entries(one.history)) near(two.history[name], values, 1e-5, name);
  for (const [name, value] of Object.entries(one.evaluated)) near([two.evaluated[name]], [value], 1e-5, name);
});

test("a GPU gives what the CPU gives", async () => {
  const gpu = await launch(["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]);
  try {
    const other = await prepare(await library.open(gpu), { backend: "webgpu" });
    const body = async () => {
      const { a, b, y, z } = globalThis.samples(48);
      const model = await globalThis.make();
      const batches = function* () {
        for (let at = 0; at < 48; at += 16) {
          const [p, q, r, s] = [a, b, y, z].map((each) => globalThis.rows(each, at, at + 16));
          yield [{ a: p, b: q }, { y: r, z: s }];
        }
      };
      const { history } = await model.fit(batches, { epochs: 3, workers: 1 });
      const predicted = await model.predict([a, b]);
      return { loss: history.loss, predicted: predicted.flatMap(({ data }) => [...data]), backend: (await model.getBackend()).backend, info: await globalThis.pupil.ready() };
    };
    const [cpu, found] = [await page.evaluate(body), await other.evaluate(body)];
    assert.deepEqual([cpu.backend, found.backend], ["cpu", "webgpu"], JSON.stringify(found.info));
    near(found.loss, cpu.loss, 1e-4, "loss");
    near(found.predicted, cpu.predicted, 1e-4, "outputs");
  } finally {
    await gpu.close();
  }
});

/** What Keras computed for a case of tests/parity: the case, and tensors under their names. */
async function fixture(name) {
  const bytes = await readFile(new URL(`../parity/fixtures/${name}.safetensors`, import.meta.url));
  const size = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: about, ...header } = JSON.parse(bytes.subarray(8, 8 + size).toString());
  const tensors = Object.entries(header).map(([key, { dtype, shape, data_offsets: [from, to] }]) => {
    const Data = dtype === "I32" ? Int32Array : Float32Array;
    const data = [...new Data(bytes.buffer.slice(bytes.byteOffset + 8 + size + from, bytes.byteOffset + 8 + size + to))];
    return [key, { whole: dtype === "I32", data, shape }];
  });
  return { case: JSON.parse(about.case), tensors: Object.fromEntries(tensors) };
}

for (const name of ["several_loss_dict", "several_loss_list", "several_loss_weights", "several_nested_outputs", "several_by_key"]) {
  test(`Keras's config and numbers: ${name}`, async () => {
    const { case: about, tensors } = await fixture(name);
    const found = await page.evaluate(
      async ({ about, tensors }) => {
        const { Model } = globalThis.pupil;
        const numbered = (prefix) => {
          const names = Object.keys(tensors).filter((key) => key === prefix || key.startsWith(`${prefix}.`));
          names.sort((a, b) => a.split(".").at(-1) - b.split(".").at(-1));
          return names.map((key) => {
            const { whole, data, shape } = tensors[key];
            return { data: (whole ? Int32Array : Float32Array).from(data), shape };
          });
        };
        const [x, y] = [numbered("x"), numbered("y")];
        const model = Model.fromJSON(about.model);
        const { inputNames, outputNames } = await model.shapes();
        await model.setWeights(numbered("weights"));
        const { optimizer, loss, loss_weights: lossWeights, metrics, batch_size: batchSize } = about;
        await model.compile({ optimizer, loss, lossWeights, metrics });
        const named = (names, list) => Object.fromEntries(names.map((name, index) => [name, list[index]]).reverse());
        const outputs = [await model.predict(named(inputNames, x), { batchSize })].flat();
        const logs = await model.evaluate(x, named(outputNames, y), { batchSize });
        return { outputs: outputs.map(({ data }) => [...data]), logs };
      },
      { about, tensors },
    );
    found.outputs.forEach((values, index) => near(values, tensors[`predict.${index}`].data, 1e-5, `output ${index}`));
    for (const [metric, value] of Object.entries(found.logs)) near([value], tensors[`evaluate.${metric}`].data, 1e-4, metric);
  });
}

test("errors name the input or the output", async () => {
  await page.evaluate(async () => {
    globalThis.model = await globalThis.make();
    const { a, b, y, z } = globalThis.samples(6);
    [globalThis.x, globalThis.y] = [{ a, b }, { y, z }];
  });
  const cases = [
    [`await model.fit([x.a], y)`, /fit: x holds 1 inputs; the model has 2: a, b/],
    [`await model.fit(x.a, y)`, /fit: x holds 1 inputs; the model has 2: a, b/],
    [`await model.fit({ a: x.a }, y)`, /fit: x has no tensor for the input "b"; the model has a, b/],
    [`await model.fit({ a: x.a, c: x.b }, y)`, /fit: x names an input "c"; the model has a, b/],
    [`await model.fit(x, { y: y.y, w: y.z })`, /fit: y names an output "w"; the model has y, z/],
    [`await model.fit(x, [y.y])`, /fit: y holds targets for 1 outputs; the model has 2: y, z/],
    [`await model.fit([x.b, x.a], y)`, /fit: x "a": expected shape .*\(4,\), got \(6, 2, 3\)/],
    [`await model.fit(x, [y.z, y.y])`, /y "y": expected shape|label/],
    [`await model.fit([x.a, 3], y)`, /fit: x\[1\] is 3; expected a tensor/],
    [`await model.fit({ a: x.a, b: [1] }, y)`, /fit: x "b" is a plain list; make a tensor of it/],
    [`await model.fit(x, { ...y, z: { data: Int32Array.of(0, 1, 2, 3, 1, 1), shape: [6] } })`, /label 3 of sample 3 is out of range/],
    [`await model.fit(x, y, { sampleWeight: { q: y.y } })`, /fit: sampleWeight names an output "q"; the model has y, z/],
    [`await model.fit(x, y, { sampleWeight: [y.y] })`, /fit: sampleWeight holds 1 tensors for 2 outputs \(y, z\)/],
    [`await model.predict({ a: x.a })`, /predict: x has no tensor for the input "b"/],
    [`await model.predict([x.a, { data: new Float32Array(6), shape: [1, 2, 3] }])`, /predict: x "b" holds 1 samples, the inputs before 6/],
    [`await model.evaluate(x, { y: y.y })`, /evaluate: y has no tensor for the output "z"/],
    [`await model.trainOnBatch([x.a, x.b, x.a], y)`, /trainOnBatch: x holds 3 inputs|train_on_batch: x holds 3 inputs/],
    [`await model.activations({ a: x.a, d: x.b }, "z")`, /activations: x names an input "d"/],
    [`await model.fit(function* () { yield [{ a: x.a }, y]; })`, /fit: batch: x has no tensor for the input "b"/],
    [`await model.compile({ loss: ["mse"] })`, /option "loss" has 1 entries for 2 outputs \(y, z\)/],
    [`await model.compile({ loss: { y: "mse", q: "mse" } })`, /option "loss" names an output "q"; the model has y, z/],
    [`await model.compile({ loss: "mse", lossWeights: { y: "two" } })`, /option "lossWeights" holds "two"; expected a number/],
    [`await model.compile({ loss: { y: 3 } })`, /compile: loss\.y is 3; expected a name/],
    [
      `const a = pupil.input({ shape: [4] }), b = pupil.input({ shape: [2, 3] });
       const m = new pupil.Model({ inputs: [a, b], outputs: model.apply([a, b]) });
       await m.compile({ loss: "mse" });
       await m.fit([x.a, x.b], y);`,
      /fit: y is given by names, but some outputs have the same \(functional, functional\); give a list/,
    ],
    [`await pupil.Dataset.fromTensors(x, [y.y])`, /x is an object; a Dataset takes a list of tensors, in the order of the model's inputs/],
    [`new pupil.Model({ inputs: [pupil.input({ shape: [1], name: "i" }), pupil.input({ shape: [1], name: "j" })], outputs: [] })`, /outputs is an empty list/],
    [`const [i, j] = [pupil.input({ shape: [1], name: "i" }), pupil.input({ shape: [1], name: "j" })]; new pupil.Model({ inputs: [i, j], outputs: pupil.layers.dense({ units: 1 }).apply(i) })`, /the input "j" does not lead to outputs/],
    [`const [i, j] = [pupil.input({ shape: [1], name: "i" }), pupil.input({ shape: [1], name: "j" })]; new pupil.Model({ inputs: i, outputs: pupil.layers.add().apply([i, j]) })`, /outputs needs the input "j", too/],
  ];
  for (const [body, expected] of cases) assert.match(await failure(page, body), expected, body);
});

test("attention in a functional model: masks, scores as a second output, and errors by name", async () => {
  const seen = await page.evaluate(async () => {
    const { Model, input, layers } = globalThis.pupil;
    const x = input({ shape: [4, 6] });
    const heads = layers.multiHeadAttention({ numHeads: 2, keyDim: 3, useGate: true });
    const [y, scores] = heads.applyAll([x, x], { useCausalMask: true, returnAttentionScores: true });
    const model = new Model({ inputs: x, outputs: [y, scores], seed: 3 });
    const data = Float32Array.from({ length: 24 }, (_, k) => Math.sin(1.3 * k));
    const other = data.slice();
    // The last step changes; a causal mask hides it from the others.
    other.fill(1, 18);
    const predict = async (data) => (await model.predict({ data, shape: [1, 4, 6] })).map(({ data, shape }) => ({ data: [...data], shape }));
    const [first, second] = [await predict(data), await predict(other)];
    const q = input({ shape: [3, 4], name: "q" });
    const mask = input({ shape: [3, 3], name: "mask" });
    const given = layers.groupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2 }).apply([q, q], { attentionMask: mask });
    const masked = new Model({ inputs: [q, mask], outputs: layers.einsumDense({ equation: "abc,cd->abd", outputShape: [3, 2], biasAxes: "d" }).apply(given) });
    await masked.compile({ optimizer: "adam", loss: "mse" });
    const ones = { data: new Float32Array(9).fill(1), shape: [1, 3, 3] };
    const { history } = await masked.fit([{ data: data.slice(0, 12), shape: [1, 3, 4] }, ones], { data: new Float32Array(6).fill(0.5), shape: [1, 3, 2] }, { epochs: 30 });
    const wrong = [];
    for (const make of [() => heads.apply(x, { causal: true }), () => heads.apply([x, x], { attentionMask: 1 })]) {
      try {
        make();
      } catch (error) {
        wrong.push(error.message);
      }
    }
    const again = await pupil.loadModel(await model.save({ format: "keras" }));
    const third = (await again.predict({ data, shape: [1, 4, 6] })).map(({ data }) => [...data]);
    return { first, second, third, loss: [history.loss[0], history.loss.at(-1)], wrong };
  });
  assert.deepEqual(seen.first.map(({ shape }) => shape), [[1, 4, 6], [1, 2, 4, 4]]);
  near(seen.second[0].data.slice(0, 18), seen.first[0].data.slice(0, 18), 1e-6, "steps before the one that changed");
  assert.ok(Math.abs(seen.second[0].data[20] - seen.first[0].data[20]) > 1e-4);
  for (let row = 0; row < 8; row += 1) {
    const shares = seen.first[1].data.slice(4 * row, 4 * row + 4);
    near([shares.reduce((sum, share) => sum + share)], [1], 1e-5, "the shares of a step");
    assert.ok(shares.slice((row % 4) + 1).every((share) => share === 0), `step ${row % 4} attends to ${shares}`);
  }
  near(seen.third[0], seen.first[0].data, 1e-6, "after saving and loading");
  assert.ok(seen.loss[1] < 0.5 * seen.loss[0], `the loss went from ${seen.loss[0]} to ${seen.loss[1]}`);
  assert.match(seen.wrong[0], /apply: option "causal"/);
  assert.match(seen.wrong[1], /attentionMask is 1/);
});

test("states of a recurrent layer start another one", async () => {
  const seen = await page.evaluate(async () => {
    const { Model, input, layers } = globalThis.pupil;
    const x = input({ shape: [3, 2], name: "x" });
    const start = input({ shape: [4], name: "start" });
    const [, h, c] = layers.lstm({ units: 4, returnState: true }).applyAll(x, { initialState: [start, start] });
    const y = layers.lstm({ units: 4, returnSequences: true }).apply(x, { initialState: [h, c] });
    const both = layers.bidirectional({ layer: layers.gru({ units: 2, returnState: true }) }).applyAll(y);
    const model = new Model({ inputs: [x, start], outputs: both, seed: 1 });
    const data = { data: Float32Array.from({ length: 6 }, (_, k) => Math.cos(k)), shape: [1, 3, 2] };
    const predict = async (value) => (await model.predict([data, { data: new Float32Array(4).fill(value), shape: [1, 4] }])).map(({ data, shape }) => ({ data: [...data], shape }));
    return { zero: await predict(0), one: await predict(1), parameters: (await model.getWeights()).length };
  });
  assert.deepEqual(seen.zero.map(({ shape }) => shape), [[1, 4], [1, 2], [1, 2]]);
  near(seen.zero[0].data, [...seen.zero[1].data, ...seen.zero[2].data], 1e-6, "the output is the last states");
  assert.ok(seen.zero[0].data.some((value, at) => Math.abs(value - seen.one[0].data[at]) > 1e-3), "the first states count");
  assert.equal(seen.parameters, 12);
});

test("inputs of unknown sizes: each batch and each call may have another size", async () => {
  const seen = await page.evaluate(async () => {
    const { Sequential, layers, loadModel } = globalThis.pupil;
    const model = new Sequential(
      [layers.embedding({ inputDim: 10, outputDim: 8, inputShape: [null] }), layers.lstm({ units: 8 }), layers.dense({ units: 1, activation: "sigmoid" })],
      { seed: 1 },
    );
    await model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
    // Is the word 7 in the text? The words are by a rule, of 3 to 8 words.
    const batch = (at, count = 32) => {
      const length = 3 + (at % 6);
      const x = Int32Array.from({ length: count * length }, (_, k) => (k * 7919 + at * 104729 + ((k * k) % 31)) % 10);
      const y = Float32Array.from({ length: count }, (_, row) => Number(x.subarray(row * length, (row + 1) * length).includes(7)));
      return { x: { data: x, shape: [count, length] }, y: { data: y, shape: [count, 1] } };
    };
    function* batches() {
      for (let at = 0; at < 30; at += 1) yield batch(at);
    }
    const validation = batch(2, 20);
    const { history } = await model.fit(batches, { epochs: 12, validationData: [validation.x, validation.y] });
    const predicted = [];
    // More lengths than programs are kept.
    for (let length = 1; length <= 20; length += 1) {
      const { shape } = await model.predict({ data: new Int32Array(3 * length).fill(7), shape: [3, length] });
      predicted.push(...shape);
    }
    const test = batch(5, 64);
    const before = await model.evaluate(test.x, test.y);
    const again = await loadModel(await model.save({ format: "keras" }));
    await model.fit(test.x, test.y, { workers: 2 });
    const wrong = [];
    for (const work of [
      () => model.predict({ data: new Float32Array(12), shape: [2, 3, 2] }),
      () => new Sequential([layers.flatten({ inputShape: [null, 3] }), layers.dense({ units: 2 })]).summary({ printFn: () => {} }),
      () => new Sequential([layers.dense({ units: 2, inputShape: [undefined] })]).summary({ printFn: () => {} }),
    ]) {
      try {
        wrong.push(`it gave ${await work()}`);
      } catch (error) {
        wrong.push(error.message);
      }
    }
    return {
      loss: [history.loss[0], history.loss.at(-1)],
      validated: history.val_loss.length,
      predicted,
      same: (await again.shapes()).inputShape,
      before: before.loss,
      workers: model.workers,
      wrong,
    };
  });
  assert.ok(seen.loss[1] < 0.7 * seen.loss[0], `the loss went from ${seen.loss[0]} to ${seen.loss[1]}`);
  assert.equal(seen.validated, 12);
  assert.deepEqual(seen.predicted, Array.from({ length: 20 }, () => [3, 1]).flat());
  assert.deepEqual(seen.same, [null, null]);
  assert.ok(Number.isFinite(seen.before));
  assert.deepEqual(seen.workers, { count: 1, reason: "the model's inputs have unknown sizes" });
  assert.match(seen.wrong[0], /expected shape \(samples, \.\.\) with samples of shape \(None,\), got \(2, 3, 2\)/);
  assert.match(seen.wrong[1], /layer "dense" \(Dense\): needs inputs of one size/);
  assert.match(seen.wrong[2], /expected a list of whole numbers of at least 1, or null/);
});
