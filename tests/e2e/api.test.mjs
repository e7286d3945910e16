// The JavaScript library as a web developer uses it: on a page of another origin, without a build step.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { dist, failure, launch, serve } from "./browser.mjs";
import { examples } from "./documents.mjs";

let browser, library, site, page;

before(async () => {
  // The library's server allows other origins, as a CDN does; the page's server is another origin.
  library = await serve([dist], { "access-control-allow-origin": "*" });
  site = await serve([fileURLToPath(new URL("fixtures/", import.meta.url))]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  library?.close();
  site?.close();
});

async function open() {
  page = await browser.newPage();
  await page.goto(site.url);
  await page.evaluate(async (url) => {
    globalThis.pupil = await import(url);
  }, `${library.url}pupil.js`);
  return page;
}

test("the JavaScript examples of the README and the documentation run as they stand", async () => {
  const found = examples(["js"]);
  assert.ok(found.length >= 7, `there are ${found.length} examples`);
  const keras = gunzipSync(await readFile(new URL("../formats/keras/k3-cnn.h5.gz", import.meta.url)));
  for (const { name, code } of found) {
    const page = await browser.newPage();
    await page.route("**/keras_model.h5", (route) => route.fulfill({ body: keras }));
    await page.goto(site.url);
    const lines = [];
    page.on("console", (message) => lines.push(message.text()));
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.addScriptTag({ type: "module", content: `${code.replace('"./pupil.js"', JSON.stringify(`${library.url}pupil.js`))}\nglobalThis.done = true;` });
    await page.waitForFunction(() => globalThis.done).catch((error) => assert.fail(`${name}: ${errors} ${error}`));
    assert.deepEqual(errors, [], name);
    assert.ok(lines.length > 0 || !code.includes("console.log"), `${name} prints nothing`);
    await page.close();
  }
});

test("the contract holds, from another origin", async () => {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const { ready, tensor, layers, optimizers, Sequential, Dataset, loadModel } = globalThis.pupil;
    const info = await ready({ backend: "auto" });
    const make = () =>
      new Sequential(
        [
          layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1] }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.dropout({ rate: 0.2 }),
          layers.flatten(),
          layers.dense({ units: 10 }),
          layers.activation("softmax"),
        ],
        { seed: 7 },
      );
    const model = make();
    const compile = { optimizer: optimizers.adam({ learningRate: 3e-3 }), loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] };
    await model.compile(compile);
    const data = await Dataset.strokes({ count: 600, seed: 3 });
    const batches = [];
    const epochs = [];
    const history = await model.fit(data, {
      epochs: 3,
      batchSize: 32,
      validationSplit: 0.1,
      seed: 1,
      onBatchEnd: (step, logs) => batches.push([step, logs.loss]),
      onEpochEnd: (epoch, logs) => epochs.push([epoch, Object.keys(logs).sort().join()]),
    });
    const { x, y } = await data.gather([0, 1, 2, 3]);
    const probabilities = await model.predict(x);
    const again = await loadModel(await model.save());
    const same = await again.predict(x);
    const copy = Sequential.fromJSON(JSON.stringify(model));
    await copy.setWeights(await model.getWeights());
    const third = await copy.predict(x);
    const before = await model.evaluate(x, y);
    const logs = await model.trainOnBatch(x, { data: Int32Array.from(y.data), shape: [4] });
    const config = model.toJSON();
    const result = {
      info,
      batches: batches.length,
      epochs,
      history,
      shape: probabilities.shape,
      sums: Array.from({ length: 4 }, (_, i) => probabilities.data.slice(10 * i, 10 * i + 10).reduce((a, b) => a + b)),
      equal: probabilities.data.every((p, i) => p === same.data[i] && p === third.data[i]),
      before,
      logs,
      names: config.config.layers.map((layer) => layer.config.name),
      summary: await model.summary(),
      code: await model.kerasCode(),
      nested: tensor([[1, 2], [3, 4]]).shape,
    };
    model.dispose();
    return result;
  });
  assert.equal(seen.info.backend, "cpu");
  assert.equal(seen.info.simd, "simd128");
  assert.equal(seen.batches, 3 * 17);
  assert.deepEqual(seen.epochs[2], [2, "accuracy,loss,val_accuracy,val_loss"]);
  assert.deepEqual(seen.history.epoch, [0, 1, 2]);
  assert.ok(seen.history.history.loss[2] < seen.history.history.loss[0]);
  assert.deepEqual(seen.shape, [4, 10]);
  for (const sum of seen.sums) assert.ok(Math.abs(sum - 1) < 1e-5);
  assert.ok(seen.equal, "the saved and the copied model predict the same");
  assert.ok(Math.abs(seen.before.loss - seen.logs.loss) < 2, "evaluate and trainOnBatch measure the same loss, except for dropout");
  assert.deepEqual(seen.names, ["input_layer", "conv2d", "max_pooling2d", "dropout", "flatten", "dense", "activation"]);
  assert.match(seen.summary, /Total params: 13,610/);
  assert.match(seen.code, /layers\.Conv2D\(8, \(3, 3\), activation="relu"\)/);
  assert.deepEqual(seen.nested, [2, 2]);
  await page.close();
});

test("a running fit can be paused, stepped, asked and stopped", async () => {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const { layers, Sequential, Dataset } = globalThis.pupil;
    await globalThis.pupil.ready();
    const model = new Sequential([layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10, activation: "softmax" })]);
    await model.compile({ optimizer: "sgd", loss: "sparse_categorical_crossentropy" });
    const data = await Dataset.strokes({ count: 320, seed: 1 });
    const controller = new AbortController();
    let batches = 0;
    const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
    model.pause();
    const run = model.fit(data, { epochs: 100000, batchSize: 32, signal: controller.signal, onBatchEnd: () => (batches += 1) });
    await settle();
    const held = batches;
    // A busy machine may take longer than that for a step.
    const reach = async (count) => {
      while (batches < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    model.stepOnce();
    await reach(1);
    await settle();
    const stepped = batches;
    const { x } = await data.gather([0]);
    const meanwhile = (await model.predict(x)).data.length;
    const second = await model.fit(data).catch((error) => error.message);
    model.resume();
    await reach(2);
    const resumed = batches;
    controller.abort();
    const reason = await run.catch((error) => error.name);
    const after = (await model.predict(x)).data.length;
    return { held, stepped, meanwhile, second, resumed, reason, after };
  });
  assert.equal(seen.held, 0);
  assert.equal(seen.stepped, 1);
  assert.equal(seen.meanwhile, 10);
  assert.match(seen.second, /being trained already/);
  assert.ok(seen.resumed > 1);
  assert.equal(seen.reason, "AbortError");
  assert.equal(seen.after, 10);
  await page.close();
});

test("bad input is named and leaves the model unharmed", async () => {
  const page = await open();
  await page.evaluate(async () => {
    const { layers, Sequential } = globalThis.pupil;
    await globalThis.pupil.ready();
    globalThis.x = { data: new Float32Array(3 * 4).fill(0.5), shape: [3, 4] };
    globalThis.y = { data: Int32Array.from([0, 1, 2]), shape: [3] };
    globalThis.model = new Sequential([layers.dense({ units: 3, activation: "softmax", inputShape: [4] })], { seed: 1 });
    await globalThis.model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy" });
    globalThis.first = Array.from((await globalThis.model.predict(globalThis.x)).data);
  });
  const cases = [
    [`await model.fit({ data: new Float32Array(9), shape: [3, 3] }, y)`, /x: expected shape \(samples, \.\.\) with samples of shape \(4,\), got \(3, 3\)/],
    [`await model.fit({ data: new Float32Array(9), shape: [3, 4] }, y)`, /shape \[3,4\] holds 12 numbers but there are 9/],
    [`await model.fit({ data: new Float16Array(12), shape: [3, 4] }, y)`, /data is a Float16Array; expected Float32Array, Float64Array, Int32Array or Uint8Array/],
    [`await model.fit({ data: new Float32Array(12).fill(NaN), shape: [3, 4] }, y)`, /holds NaN at sample 0 \(element 0 of it\)/],
    [`await model.fit(x, { data: Int32Array.from([0, 1, 3]), shape: [3] })`, /label 3 of sample 2 is out of range: expected a whole number from 0 to 2/],
    [`await model.fit(x, { data: Int32Array.from([0, 1]), shape: [2] })`, /x holds 3 samples but y holds 2/],
    [`await model.fit({ data: new Float32Array(0), shape: [0, 4] }, { data: new Int32Array(0), shape: [0] })`, /no samples/],
    [`await model.fit(x, y, { batchSize: 0 })`, /fit: option "batchSize" is 0; expected a whole number of at least 1/],
    [`await model.fit(x, y, { epoch: 3 })`, /"epoch" \(here 3\) is not known/],
    [`await model.fit(x, y, { classWeight: { a: 1 } })`, /^fit: option "classWeight" names a class "a"/],
    [`await model.fit(x, y, { callbacks: ["EarlyStopping"] })`, /^fit: callback 0 is "EarlyStopping"; expected one of callbacks, such as callbacks\.earlyStopping\(\), or an object with a hook: onTrainBegin/],
    [`await model.fit(x, y, { onTrainEnd() {} })`, /^fit: onTrainEnd is no option; give it in callbacks/],
    [`await model.fit(x, y, { epochs: 2, initialEpoch: 3 })`, /^fit: option "epochs" is 2, not above option "initialEpoch", 3;/],
    [`await model.fit(x, y, { validationSplit: 0.99 })`, /option "validationSplit" is 0\.99, which leaves one part of/],
    [`await model.fit(x, y, { callbacks: [pupil.callbacks.learningRateScheduler(0.1)] })`, /learningRateScheduler: rates is 0\.1; expected a function/],
    [`await model.fit([[1, 2, 3, 4]], [0])`, /fit: x is a plain list; make a tensor of it/],
    [`await model.fit(x)`, /y is missing/],
    [`await model.fit(x, y, { validationData: { x, y } })`, /validationData is neither a list of two tensors, \[x, y\], nor a Dataset/],
    [`await model.predict({ data: new Float32Array(0), shape: [0, 4] })`, /no samples/],
    [`await model.setWeights([{ data: new Float32Array(12), shape: [4, 3] }])`, /expected 2 tensors, got 1/],
    [`await model.setWeights([{ data: new Float32Array(12), shape: [3, 4] }, { data: new Float32Array(3), shape: [3] }])`, /weight "dense\/kernel": expected shape \(4, 3\), got \(3, 4\)/],
    [`await model.compile({ optimizer: "adamm", loss: "mse" })`, /optimizer "adamm" is not supported; supported: sgd, rmsprop, adam/],
    [`await model.compile({ optimizer: "adam", loss: "msee" })`, /loss "msee" is not supported/],
    [`await model.compile({ optimizer: "adam", loss: "mse", metrics: ["f2"] })`, /metric "f2" is not supported/],
    [`await model.compile({ optimiser: "sgd", loss: "mse" })`, /compile: option "optimiser" is not known; there are: optimizer, loss/],
    [`await model.compile({ optimizer: pupil.optimizers.adam({ lr: 1 }), loss: "mse" })`, /^optimizer Adam: option "lr"/],
    [`await model.compile({ optimizer: pupil.optimizers.adam, loss: "mse" })`, /^compile: optimizer is a function; expected a name, or what a function such as optimizers\.adam\(\) gives/],
    [`await model.compile({ optimizer: pupil.optimizers.sgd({ learningRate: pupil.schedules.cosineDecay({ decaySteps: 2 }) }), loss: "mse" })`, /^schedule CosineDecay: option "initialLearningRate" is missing; expected a number/],
    [`await model.compile({ optimizer: "sgd", loss: pupil.losses.huber({ fromLogits: true }) })`, /^loss Huber: option "fromLogits" \(here true\) is not known/],
    [`await model.predict(x, { batchsize: 3 })`, /predict: option "batchsize" is not known/],
    [`await model.predict([[1, 2, 3, 4]])`, /predict: x is a plain list; make a tensor of it/],
    [`await model.predict(x, 3)`, /predict: the options are 3; expected an object/],
    [`new pupil.Sequential([], { sead: 2 })`, /Sequential: option "sead" is not known/],
    [`new pupil.Sequential(["dense"])`, /^Sequential: layer 0 is "dense"; expected a layer, such as layers\.dense\({ units: 1 }\), or a model/],
    [`new pupil.Sequential().add(pupil.layers.dense)`, /^add: the layer is a function; expected a layer/],
    [`pupil.layers.dense({ units: 1, activation: Math.tanh })`, /^Dense: option "activation" is a function; expected a value/],
    [`pupil.Model.fromJSON("{a")`, /fromJSON: the text is no JSON/],
    [`await new pupil.Sequential([pupil.layers.dense({ unit: 3, inputShape: [4] })]).predict(x)`, /^layer "dense" \(Dense\): option "units" is missing; expected a whole number of at least 1$/],
    [`await new pupil.Sequential([pupil.layers.conv2d({ filters: 1, kernelSize: 0, inputShape: [4, 4, 1] })]).predict(x)`, /option "kernelSize" is \[0,0\]; expected/],
    [`await pupil.Model.fromJSON({ class_name: "Sequential", config: { layers: [{ class_name: "Dense", config: { units: 1, lora_rank: 2 } }] } }).predict(x)`, /option "lora_rank" is 2/],
    [`await pupil.ready({ backend: "webgpu" })`, /the engine runs with backend "auto" already/],
    [`await pupil.loadModel(new Uint8Array(100))`, /model file|safetensors/],
    [`await pupil.loadModel("missing.safetensors")`, /missing\.safetensors: the server answered 404/],
    [`await pupil.loadModel()`, /^loadModel: the source is undefined; expected an address, a Response, a Blob or File/],
    [`await pupil.loadModel("http://127.0.0.1:9/m.safetensors")`, /^loadModel: http:\/\/127\.0\.0\.1:9\/m\.safetensors could not be fetched \(/],
    [`await pupil.loadModel("index.html")`, /^http:.*\/index\.html \(\d+ bytes, text\/html\): .*a web page \(HTML\)/],
    [`await pupil.Dataset.strokes()`, /^strokes: count is undefined; expected a whole number from 1 to 1,000,000/],
    [`await pupil.Dataset.strokes({ count: -1 })`, /^strokes: count is -1; expected/],
    [`await pupil.Dataset.strokes({ count: 1, seed: "a" })`, /^strokes: seed is "a"; expected a whole number of at least 0/],
    [`await pupil.Table.fromCsv(7)`, /^Table\.fromCsv: the source is 7; expected a text, a Blob or File/],
    [`await pupil.Dataset.fromIdx(new Uint8Array([0, 0, 8, 3, 0, 0, 0, 9]), new Uint8Array(8))`, /less than the 16 of the header/],
    [`await pupil.Dataset.fromIdx(new Uint8Array([0x1f, 0x8b, 8, 0, 1]), new Uint8Array(8))`, /broken gzip/],
    [`pupil.tensor([[1, 2], [3]])`, /ragged/],
    [`pupil.tensor(new BigInt64Array(2))`, /data is a BigInt64Array; expected Float32Array/],
    [`await new pupil.Sequential([pupil.layers.dense({ units: 2 })]).predict(x)`, /input shape is not stated/],
    [`await new pupil.Sequential([pupil.layers.conv2d({ filters: 1, kernelSize: 9, inputShape: [4, 4, 1] })]).predict(x)`, /layer "conv2d" \(Conv2D\): samples .* are smaller than the kernel/],
    [`await new pupil.Sequential([pupil.layers.dense({ units: -1, inputShape: [4] })]).predict(x)`, /"units" is -1; expected a whole number of at least 1/],
    [`await pupil.Sequential.fromJSON({ class_name: "Functional", config: {} }).predict(x)`, /the model is of class "Functional"; Model\.fromJSON takes it/],
  ];
  for (const [body, expected] of cases) {
    assert.match(await failure(page, body), expected, body);
  }
  const unharmed = await page.evaluate(async () => {
    const now = (await globalThis.model.predict(globalThis.x)).data;
    return globalThis.first.every((value, index) => value === now[index]);
  });
  assert.ok(unharmed, "the model predicts as before");
  await page.close();
});

test("an error of a callback stops the training, and fit rejects with it", async () => {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const { layers, Sequential, Dataset } = globalThis.pupil;
    const model = new Sequential([layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10, activation: "softmax" })]);
    await model.compile({ optimizer: "sgd", loss: "sparse_categorical_crossentropy" });
    const data = await Dataset.strokes({ count: 320, seed: 1 });
    let calls = 0;
    const fail = () => {
      calls += 1;
      throw new Error("mine");
    };
    const message = await model.fit(data, { epochs: 100000, onEpochEnd: fail }).catch((error) => error.message);
    const again = await model.fit(data, { epochs: 1 });
    return { calls, message, again: again.epoch };
  });
  assert.deepEqual(seen, { calls: 1, message: "mine", again: [0] });
  await page.close();
});

test("objects that only a running call refers to are not collected", async () => {
  const page = await open();
  const predicting = page.evaluate(async () => {
    const { layers, Sequential, Dataset } = globalThis.pupil;
    const model = new Sequential([
      layers.conv2d({ filters: 32, kernelSize: 3, inputShape: [28, 28, 1] }),
      layers.flatten(),
      layers.dense({ units: 10 }),
    ]);
    const data = await Dataset.strokes({ count: 6000, seed: 1 });
    globalThis.predicting = true;
    return model.predict(data).then(({ shape }) => shape, (error) => error.message);
  });
  await page.waitForFunction(() => globalThis.predicting);
  let busy = true;
  const shape = predicting.finally(() => (busy = false));
  while (busy) {
    await page.requestGC();
    await page.waitForTimeout(5);
  }
  assert.deepEqual(await shape, [6000, 10]);
  await page.close();
});

test("every optimizer trains, and new layers, losses and metrics work together", async () => {
  const page = await open();
  const results = await page.evaluate(async () => {
    const { Sequential, layers, optimizers, tensor } = globalThis.pupil;
    const rows = Array.from({ length: 12 }, (_, i) => Array.from({ length: 36 }, (_, j) => Math.sin(i * 7 + j)));
    const x = tensor(rows.flat(), [12, 6, 6, 1]);
    const y = tensor(rows.map((row) => (row[0] > 0 ? 1 : 0)), [12, 1]);
    const out = {};
    for (const [name, optimizer] of Object.entries(optimizers)) {
      const model = new Sequential([
        layers.zeroPadding2d({ padding: 1, inputShape: [6, 6, 1] }),
        layers.conv2d({ filters: 3, kernelSize: 3, activation: "gelu" }),
        layers.separableConv2d({ filters: 3, kernelSize: 3, padding: "same" }),
        layers.depthwiseConv2d({ kernelSize: [1, 2], padding: "same" }),
        layers.prelu({ sharedAxes: [1, 2] }),
        layers.spatialDropout2d({ rate: 0 }),
        layers.batchNormalization(),
        layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
        layers.layerNormalization(),
        layers.leakyRelu({ negativeSlope: 0.1 }),
        layers.upSampling2d(),
        layers.permute({ dims: [2, 1, 3] }),
        layers.reshape({ targetShape: [36, -1] }),
        layers.conv1d({ filters: 3, kernelSize: 2, padding: "causal" }),
        layers.softmax(),
        layers.maxPooling1d({ poolSize: 4 }),
        layers.globalAveragePooling1d(),
        layers.dense({ units: 1, activation: "sigmoid" }),
      ]);
      await model.compile({
        optimizer: optimizer({ learningRate: 0.01, clipnorm: 1, useEma: name === "adam" }),
        loss: { class_name: "BinaryFocalCrossentropy", config: { gamma: 1.5 } },
        metrics: ["accuracy", "auc", "precision", "hinge"],
      });
      const { history } = await model.fit(x, y, { epochs: 8, batchSize: 5, shuffle: false });
      const again = Sequential.fromJSON(JSON.stringify(model));
      out[name] = { first: history.loss[0], last: history.loss.at(-1), names: Object.keys(history), shape: (await again.shapes()).outputShape };
    }
    return out;
  });
  assert.deepEqual(Object.keys(results), ["sgd", "rmsprop", "adam", "adamW", "adamax", "nadam", "adagrad", "adadelta", "lion", "lamb", "ftrl", "adafactor", "muon", "scheduleFreeAdamW"]);
  for (const [name, { first, last, names, shape }] of Object.entries(results)) {
    assert.ok(Number.isFinite(last) && last < first, `${name}: loss ${first} to ${last}`);
    assert.deepEqual(names, ["loss", "accuracy", "auc", "precision", "hinge"], name);
    assert.deepEqual(shape, [null, 1], name);
  }
  await page.close();
});

test("recurrent layers learn from sequences, under a mask and in both directions", async () => {
  const page = await open();
  const results = await page.evaluate(async () => {
    const { Sequential, layers, optimizers, tensor } = globalThis.pupil;
    // Which of the words 1 and 2 comes first? Zeros at the end are masked.
    const rows = Array.from({ length: 24 }, (_, i) => {
      const words = [3 + (i % 3), i % 2 ? 1 : 2, 3 + (i % 4), i % 2 ? 2 : 1, 4];
      return words.map((word, step) => (step < 5 - (i % 2) ? word : 0));
    });
    const x = tensor(Int32Array.from(rows.flat()), [24, 5]);
    const y = tensor(rows.map((_, i) => i % 2), [24, 1]);
    const out = {};
    for (const [name, layer] of Object.entries({
      lstm: layers.lstm({ units: 6 }),
      gru: layers.gru({ units: 6, resetAfter: false }),
      simpleRnn: layers.simpleRnn({ units: 6, activation: "softsign" }),
      bidirectional: layers.bidirectional({ layer: layers.lstm({ units: 4 }), mergeMode: "sum" }),
    })) {
      const model = new Sequential([
        layers.embedding({ inputDim: 8, outputDim: 4, maskZero: true, inputShape: [5] }),
        layers.timeDistributed({ layer: layers.dense({ units: 4, activation: "tanh" }) }),
        layer,
        layers.dense({ units: 1, activation: "sigmoid" }),
      ]);
      await model.compile({
        optimizer: optimizers.adam({ learningRate: 0.05 }),
        loss: "binary_crossentropy",
        metrics: ["accuracy"],
      });
      await model.fit(x, y, { epochs: 25, batchSize: 8, seed: 1 });
      const again = await globalThis.pupil.loadModel(await model.save());
      const wrong = await model.predict(tensor([1, 2, 8, 0, 0], [1, 5])).catch((error) => error.message);
      const inner = model.toJSON().config.layers.find((entry) => entry.class_name === "TimeDistributed").config.layer;
      out[name] = { ...(await again.evaluate(x, y)), wrong, inner };
    }
    return out;
  });
  for (const [name, { accuracy, wrong, inner }] of Object.entries(results)) {
    assert.equal(accuracy, 1, name);
    assert.deepEqual([inner.module, inner.config.use_bias, inner.config.name], ["keras.layers", true, "dense"], "written as Keras reads it");
    assert.match(wrong, /x holds 8 in sample 0; expected whole numbers from 0 to 7/, name);
  }
  await page.close();
});

test("functional and nested models learn, are saved, frozen and inspected", async () => {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const { Model, Sequential, input, layers, loadModel, losses, metrics, optimizers, regularizers, schedules, tensor } = globalThis.pupil;
    const start = input({ shape: [4] });
    const shared = layers.dense({ units: 4, activation: "tanh", name: "shared", kernelRegularizer: regularizers.l2(1e-4) });
    const once = shared.apply(start);
    const twice = shared.apply(once);
    const head = new Sequential([layers.dense({ units: 3, inputShape: [8] })], { name: "head" });
    const joined = layers.concatenate().apply([layers.add().apply([start, once]), twice]);
    const model = new Model({ inputs: start, outputs: layers.softmax().apply(head.apply(joined)), seed: 3 });
    const options = {
      optimizer: optimizers.adam({ learningRate: schedules.exponentialDecay({ initialLearningRate: 0.05, decaySteps: 100, decayRate: 0.9 }) }),
      loss: losses.sparseCategoricalCrossentropy(),
      metrics: [metrics.accuracy(), metrics.sparseTopKCategoricalAccuracy({ k: 2, name: "two" })],
    };
    await model.compile(options);
    const rows = Array.from({ length: 30 }, (_, i) => Array.from({ length: 4 }, (_, j) => Math.sin(3 * i + j * j)));
    const x = tensor(rows);
    const y = tensor(rows.map((row) => row.indexOf(Math.max(...row.slice(0, 3)))));
    const { history } = await model.fit(x, y, { epochs: 40, batchSize: 5, seed: 1 });
    const weights = async () => (await model.getWeights()).map(({ name, data }) => [name, Array.from(data)]);
    const again = await loadModel(await model.save());
    const copy = Model.fromJSON(JSON.stringify(again));
    await copy.setWeights(await model.getWeights());
    const outputs = await Promise.all([model, again, copy].map(async (one) => Array.from((await one.predict(x)).data)));
    await model.setTrainable("shared", false);
    await model.compile(options);
    const before = await weights();
    await model.fit(x, y, { epochs: 2 });
    const after = await weights();
    return {
      loss: [history.loss[0], history.loss.at(-1)],
      names: Object.keys(history),
      outputs,
      layers: (await model.layers()).map(({ name }) => name).sort(),
      frozen: (await model.getLayer("shared")).trainable,
      written: model.toJSON().config.layers.find((layer) => layer.name === "shared").config.trainable,
      changed: after.filter(([, data], index) => data.join() !== before[index][1].join()).map(([name]) => name.split("/")[0]),
      activations: (await model.activations(x, "head")).shape,
      missing: await model.getLayer("none").catch((error) => error.message),
      nested: await new Sequential([model, layers.dense({ units: 2 })]).shapes(),
    };
  });
  assert.ok(seen.loss[1] < 0.8 * seen.loss[0], `loss ${seen.loss}`);
  assert.deepEqual(seen.names, ["loss", "accuracy", "two"]);
  assert.deepEqual(seen.outputs[1], seen.outputs[0], "the saved model predicts the same");
  assert.deepEqual(seen.outputs[2], seen.outputs[0], "the copied model predicts the same");
  for (const name of ["shared", "add", "concatenate", "head", "head/dense", "softmax"]) assert.ok(seen.layers.includes(name), name);
  assert.equal(seen.frozen, false);
  assert.equal(seen.written, false);
  assert.deepEqual([...new Set(seen.changed)], ["head"]);
  assert.deepEqual(seen.activations, [30, 3]);
  assert.match(seen.missing, /there is no layer "none"; there are: .*shared/);
  assert.deepEqual(seen.nested, {
    inputShape: [null, 4],
    outputShape: [null, 2],
    inputShapes: [[null, 4]],
    outputShapes: [[null, 2]],
    inputNames: seen.nested.inputNames,
    outputNames: ["dense"],
  });
  assert.equal(seen.nested.inputNames.length, 1);
  const cases = [
    [`new pupil.Model({ inputs: pupil.input({ shape: [1] }), outputs: pupil.input({ shape: [1] }) })`, /inputs does not lead to outputs|needs the input/],
    [`pupil.layers.dense({ units: 1 }).apply(3)`, /Dense: apply got 3; expected what input\(\) or apply\(\) gave/],
    [`const i = pupil.input({ shape: [1] }); new pupil.Model({ inputs: [i, i], outputs: i })`, /inputs has the same input twice/],
  ];
  for (const [body, expected] of cases) assert.match(await failure(page, body), expected, body);
  await page.close();
});

test("hooks are waited for, keep files and end trainings", async () => {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const { Sequential, callbacks, historyToCSV, layers, loadModel, tensor } = globalThis.pupil;
    const x = tensor([[0], [1], [2], [3]]);
    const y = tensor([[1], [3], [5], [7]]);
    const model = new Sequential([layers.dense({ units: 1, inputShape: [1] })]);
    await model.compile({ optimizer: "sgd", loss: "mse" });
    const events = [];
    const own = {
      onTrainBegin: () => void events.push("begin"),
      onEpochBegin: (epoch) => void events.push(`epoch ${epoch}`),
      onBatchEnd: (step) => void events.push(`batch ${step}`),
      async onEpochEnd(epoch) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        events.push(`end ${epoch}`);
      },
      onTrainEnd: () => void events.push("over"),
    };
    const checkpoint = callbacks.modelCheckpoint({ monitor: "loss", saveBestOnly: true });
    const logger = callbacks.csvLogger();
    const history = await model.fit(x, y, { epochs: 2, batchSize: 2, callbacks: [own, checkpoint, logger] });
    const kept = await loadModel(checkpoint.bytes);
    const same = (await kept.predict(x)).data.join() === (await model.predict(x)).data.join();
    const thrown = await model
      .fit(x, y, { epochs: 9, callbacks: [{ onEpochEnd: () => { throw new Error("mine"); } }] })
      .catch((error) => error.message);
    const wrong = await model.fit(x, y, { callbacks: [{}] }).catch((error) => error.message);
    return { events, same, epoch: checkpoint.epoch, csv: logger.csv === historyToCSV(history), lines: logger.csv.split("\n").length, thrown, wrong };
  });
  const epoch = (n) => [`epoch ${n}`, "batch 0", "batch 1", `end ${n}`];
  assert.deepEqual(seen.events, ["begin", ...epoch(0), ...epoch(1), "over"]);
  assert.equal(seen.epoch, 1);
  assert.ok(seen.same, "the file holds the model as it was at the end of the epoch");
  assert.ok(seen.csv);
  assert.equal(seen.lines, 4);
  assert.equal(seen.thrown, "mine");
  assert.match(seen.wrong, /callback 0 is \{.*\}; expected one of callbacks/);
  await page.close();
});

test("texts become numbers as in Keras", async () => {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const { TextVectorization, Tokenizer, confusionMatrix, padSequences, toCategorical } = globalThis.pupil;
    const plain = ({ data, shape }) => ({ data: Array.from(data), shape, whole: data instanceof Int32Array });
    const tokenizer = new Tokenizer();
    await tokenizer.fitOnTexts(["The owl, the fox!", "a fox"]);
    const again = await Tokenizer.fromJSON(await tokenizer.toJSON());
    const vectorization = new TextVectorization({ maxTokens: 9 });
    await vectorization.adapt(["An owl.", "a fox, an owl"]);
    return {
      index: [...(await tokenizer.wordIndex())],
      sequences: await again.textsToSequences(["a hen: the owl", ""]),
      texts: await again.sequencesToTexts([[3, 4], []]),
      segmented: await again.segment(["the owl看了3天，好看！", ""]),
      matrix: plain(await tokenizer.textsToMatrix(["owl owl"], "count")),
      padded: plain(await padSequences([[1, 2, 3], [4], []], { maxlen: 2, value: 9 })),
      categorical: plain(await toCategorical([1, 0])),
      vocabulary: await vectorization.vocabulary(),
      rows: plain(await vectorization.call(["Fox hen", ""])),
      confusion: await confusionMatrix([0, 1, 1], [0, 1, 0], 2),
    };
  });
  assert.deepEqual(seen, {
    index: [["the", 1], ["fox", 2], ["owl", 3], ["a", 4]],
    sequences: [[4, 1, 3], []],
    texts: ["owl a", ""],
    segmented: ["the owl 看 了 3 天 好 看", ""],
    matrix: { data: [0, 0, 0, 2, 0], shape: [1, 5], whole: false },
    padded: { data: [2, 3, 9, 4, 9, 9], shape: [3, 2], whole: true },
    categorical: { data: [0, 1, 1, 0], shape: [2, 2], whole: false },
    vocabulary: ["", "[UNK]", "owl", "an", "fox", "a"],
    rows: { data: [4, 1, 0, 0], shape: [2, 2], whole: true },
    confusion: [[1, 0], [1, 1]],
  });
  const cases = [
    [`await new pupil.Tokenizer({ numWords: -1 }).fitOnTexts([])`, /^Tokenizer: option "numWords" is -1; expected a whole number/],
    [`await new pupil.Tokenizer().fitOnTexts([3])`, /text 0 is number; expected a string/],
    [`await new pupil.Tokenizer().segment("好看")`, /segment: expected a list of strings, got string/],
    [`await new pupil.Tokenizer({ numWords: 3 }).textsToMatrix(["a"], "tf_idf")`, /mode "tf_idf" is not supported; supported: binary/],
    [`await new pupil.TextVectorization({ maxTokens: 1 }).adapt(["a"])`, /option "maxTokens" is 1; expected at least 2/],
    [`await new pupil.TextVectorization({ tokens: 1 }).adapt(["a"])`, /TextVectorization: option "tokens" is not known; there are: maxTokens/],
    [`await new pupil.TextVectorization().call(["a"])`, /the layer has no vocabulary/],
    [`await pupil.padSequences([[1.5]])`, /number 0 is 1.5; expected a whole number/],
    [`await pupil.toCategorical([0, 3], 3)`, /label 3 of sample 1 is out of range/],
  ];
  for (const [body, expected] of cases) assert.match(await failure(page, body), expected, body);
  await page.close();
});

test("custom batches, sample weights and Keras's callbacks", async () => {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const { Dataset, Sequential, callbacks, layers, tensor } = globalThis.pupil;
    const rows = [0, 1, 2, 3];
    const x = tensor(rows.map((n) => [n]));
    const y = tensor(rows.map((n) => [2 * n + 1]));
    const fresh = async () => {
      const model = new Sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 5 });
      await model.compile({ optimizer: "sgd", loss: "mse", weightedMetrics: ["mae"] });
      return model;
    };
    const kernel = async (model) => (await model.getWeights())[0].data[0];
    const part = (from) => [tensor(rows.slice(from, from + 2).map((n) => [n])), tensor(rows.slice(from, from + 2).map((n) => [2 * n + 1]))];
    const whole = await fresh();
    await whole.fit(x, y, { epochs: 3, batchSize: 2, shuffle: false });
    const parts = await fresh();
    const steps = [];
    const { epoch } = await parts.fit(
      async function* () {
        yield part(0);
        const [x, y] = part(2);
        yield { x, y };
      },
      { epochs: 3, validationData: await Dataset.fromTensors(x, y), onBatchEnd: (step, _, { steps: all }) => steps.push([step, all]) },
    );
    const counted = await fresh();
    await counted.fit([part(0), part(2)], { epochs: 3, stepsPerEpoch: 2 });
    const weights = (weight) => ({ sampleWeight: tensor(rows.map(() => weight)) });
    const model = await fresh();
    const scheduled = await (await fresh()).fit(x, y, { epochs: 3, callbacks: [callbacks.learningRateScheduler([0.01, 0.001])] });
    const early = { monitor: "loss", minDelta: 1e9, restoreBestWeights: true };
    const stopped = await (await fresh()).fit(x, y, { epochs: 9, callbacks: [callbacks.earlyStopping(early), callbacks.terminateOnNaN()] });
    const fails = (source, options) => fresh().then((one) => one.fit(source, options)).catch((error) => error.message);
    return {
      kernels: [await kernel(whole), await kernel(parts), await kernel(counted)],
      epoch,
      steps,
      losses: [await model.evaluate(x, y, weights(1)), await model.evaluate(x, y, weights(2))],
      set: (await model.evaluate(await Dataset.fromTensors(x, y, weights(2).sampleWeight))).loss,
      logs: await model.trainOnBatch(x, y, weights(0)),
      rates: scheduled.history.learning_rate,
      stopped: stopped.epoch,
      thrown: await fails(function* () { yield part(0); throw new Error("mine"); }),
      over: await fails([part(0)].values(), { epochs: 2 }),
      unfit: await fails([[tensor([[1, 2]]), tensor([[1]])]]),
      batched: await fails([part(0)], { batchSize: 2 }),
      unknown: await fails([part(0)], { callbacks: [{ class_name: "BackupAndRestore", config: {} }] }),
    };
  });
  assert.equal(seen.kernels[1], seen.kernels[0], "batches of one's own train the same");
  assert.equal(seen.kernels[2], seen.kernels[0], "so do counted ones");
  assert.deepEqual(seen.epoch, [0, 1, 2]);
  assert.deepEqual(seen.steps.map(([step]) => step), [0, 1, 0, 1, 0, 1]);
  assert.ok(Math.abs(seen.losses[1].loss / seen.losses[0].loss - 2) < 1e-5, JSON.stringify(seen.losses));
  assert.ok(Math.abs(seen.losses[1].mae / seen.losses[0].mae - 1) < 1e-5, JSON.stringify(seen.losses));
  assert.equal(seen.set, seen.losses[1].loss);
  assert.equal(seen.logs.loss, 0);
  assert.deepEqual(seen.rates.map((rate) => Number(rate.toFixed(6))), [0.01, 0.001, 0.001]);
  assert.deepEqual(seen.stopped, [0, 1]);
  assert.equal(seen.thrown, "mine");
  assert.match(seen.over, /there is no batch for step 0 of epoch 1; a generator is done after one way/);
  assert.match(seen.unfit, /fit: batch/);
  assert.match(seen.batched, /option "batchSize" needs all samples at once/);
  assert.match(seen.unknown, /callback "BackupAndRestore" is not supported/);
  await page.close();
});
