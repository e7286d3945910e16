// Model files of Keras and TensorFlow.js in JavaScript: each opens, is told by its bytes, and comes back.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { failure, openLibrary } from "./browser.mjs";

const folder = fileURLToPath(new URL("../formats/keras/", import.meta.url));
let library, page;

before(async () => {
  library = await openLibrary();
  page = library.page;
  await page.evaluate(async () => {
    await globalThis.pupil.ready({ backend: "cpu" });
    globalThis.bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    globalThis.tensors = (parts) => parts.map(({ data, shape }) => ({ data: Float32Array.from(data), shape }));
    /** The largest difference of a model's outputs from those of the case. */
    globalThis.difference = async (model, { inputs, outputs }) => {
      const given = globalThis.tensors(inputs);
      const found = await model.predict(given.length === 1 ? given[0] : given);
      const all = Array.isArray(found) ? found : [found];
      const each = all.map(({ data }, output) => data.map((value, at) => Math.abs(value - outputs[output].data[at])));
      return Math.max(...each.map((differences) => Math.max(...differences)));
    };
  });
});

after(() => library?.close());

/** A file made by Keras, as base64; HDF5 files are packed in the repository. */
async function file(name) {
  const bytes = await readFile(`${folder}${name}.gz`).then(gunzipSync, () => readFile(folder + name));
  return bytes.toString("base64");
}

const cases = async (part) => JSON.parse(await readFile(`${folder}${part}.json`, "utf8"));

test("files of every version of Keras open, and go on in other formats", async () => {
  const names = { keras3: ["k3-cnn.keras", "k3-graph.keras", "k3-recurrent.h5"], keras213: ["k213-old.keras"], keras1: ["k1-cnn.h5"] };
  for (const [part, files] of Object.entries(names)) {
    const all = await cases(part);
    for (const name of files) {
      // Only TensorFlow.js has a name for the hard_sigmoid of Keras 2. It has no Cropping1D.
      const formats = name.includes("old") ? ["tfjs"] : ["keras", "h5"];
      const found = await page.evaluate(
        async ([text, one, formats]) => {
          const model = await globalThis.pupil.loadModel(globalThis.bytes(text));
          const differences = [await globalThis.difference(model, one)];
          for (const format of formats) {
            const again = await globalThis.pupil.loadModel(await model.save({ format }));
            differences.push(await globalThis.difference(again, one));
          }
          return differences;
        },
        [await file(name), all[name], formats],
      );
      for (const difference of found) assert.ok(difference < 1e-5, `${name}: ${found}`);
    }
  }
});

test("training goes on where Keras stopped", async () => {
  const one = (await cases("keras3"))["k3-cnn.keras"];
  const found = await page.evaluate(
    async ([text, { inputs }]) => {
      const { loadModel } = globalThis.pupil;
      const first = await loadModel(globalThis.bytes(text));
      // Adam's moments and steps come along: a step differs from the first step of an optimizer that starts anew.
      const fresh = await loadModel(await first.save({ includeOptimizer: false }));
      await fresh.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy" });
      const [x] = globalThis.tensors(inputs);
      const y = { data: Int32Array.of(0, 2), shape: [2] };
      await first.fit(x, y, { epochs: 1, shuffle: false });
      await fresh.fit(x, y, { epochs: 1, shuffle: false });
      const [a, b] = await Promise.all([first.getWeights(), fresh.getWeights()]);
      return { rate: await first.getLearningRate(), moved: Math.abs(a[0].data[0] - b[0].data[0]) };
    },
    [await file("k3-cnn.keras"), one],
  );
  assert.ok(Math.abs(found.rate - 0.01) < 1e-6, `${found.rate}`);
  assert.ok(found.moved > 1e-5, `${found.moved}`);
});

test("several files are one model: a config and its weights, a model.json and its weights, a model and its labels", async () => {
  const one = (await cases("keras3"))["k3-cnn.keras"];
  const parts = [
    { name: "config.json", text: await file("k3-cnn.config.json") },
    { name: "any name", text: await file("k3-cnn.weights.h5") },
  ];
  const found = await page.evaluate(
    async ([parts, one]) => {
      const { loadModel } = globalThis.pupil;
      const files = parts.map(({ name, text }) => new File([globalThis.bytes(text)], name));
      const labels = new File(["0 cat\n1 dog\n2 big bird\n"], "labels.txt");
      const model = await loadModel([...files, labels]);
      return { difference: await globalThis.difference(model, one), classes: model.metadata.classes };
    },
    [parts, one],
  );
  assert.ok(found.difference < 1e-5, `${found.difference}`);
  assert.equal(found.classes, '["cat","dog","big bird"]');
});

test("configs of Keras 2 and with operations are translated", async () => {
  const layer = (class_name, config) => ({ class_name, config });
  const old = {
    class_name: "Sequential",
    keras_version: "2.15.0",
    config: { name: "old", layers: [
      layer("Dense", { name: "d", units: 1, use_bias: false, batch_input_shape: [null, 1], kernel_initializer: "ones" }),
      layer("Activation", { name: "a", activation: "hard_sigmoid" }),
      layer("LeakyReLU", { name: "l", alpha: 0.5 }),
    ] },
  };
  const found = await page.evaluate(async (old) => {
    const model = globalThis.pupil.Model.fromJSON(old);
    return [...(await model.predict({ data: Float32Array.of(-2.6, -1, 1, 2.6), shape: [4, 1] })).data];
  }, old);
  // Before Keras 3: 0.2 x + 0.5, cut off at 0 and 1.
  [0, 0.3, 0.7, 1].forEach((value, at) => assert.ok(Math.abs(found[at] - value) < 1e-6, `${found}`));
});

test("a model of texts of any length opens as it is, or with a size", async () => {
  const config = {
    module: "keras", class_name: "Sequential", registered_name: null,
    config: { name: "open", build_input_shape: [null, null], layers: [
      { module: "keras.layers", class_name: "InputLayer", config: { batch_shape: [null, null], name: "words" } },
      { module: "keras.layers", class_name: "Embedding", config: { name: "e", input_dim: 5, output_dim: 2 } },
      { module: "keras.layers", class_name: "GlobalAveragePooling1D", config: { name: "g" } },
    ] },
  };
  const open = `globalThis.pupil.loadModel(new TextEncoder().encode(${JSON.stringify(JSON.stringify(config))})`;
  const any = await page.evaluate(`${open}).then(async (model) => {
    const outputs = await Promise.all([3, 8].map((length) => model.predict({ data: new Int32Array(2 * length), shape: [2, length] })));
    return { ...(await model.shapes()), outputs: outputs.map(({ shape }) => shape), summary: await model.summary({ printFn: () => {} }) };
  })`);
  assert.deepEqual([any.inputShape, any.outputShape, any.outputs], [[null, null], [null, 2], [[2, 2], [2, 2]]]);
  assert.match(any.summary, /│ e \(Embedding\) +│ \(None, None, 2\)/);
  assert.match(await failure(page, `await ${open}, { inputShapes: [[4, 2]] })`), /the shape \(4, 2\) does not fit it/);
  assert.match(await failure(page, `await ${open}, { inputShapes: [[0]] })`), /option "inputShapes" is 0/);
  const shape = await page.evaluate(`${open}, { inputShapes: [[7]] }).then(async (model) => (await model.shapes()).inputShape)`);
  assert.deepEqual(shape, [null, 7]);
});

test("weights alone go into a model that is there", async () => {
  const one = (await cases("keras3"))["k3-cnn.keras"];
  const found = await page.evaluate(
    async ([config, weights, one]) => {
      const { Model } = globalThis.pupil;
      const model = Model.fromJSON(new TextDecoder().decode(globalThis.bytes(config)));
      const before = await globalThis.difference(model, one);
      await model.loadWeights(globalThis.bytes(weights));
      return { before, after: await globalThis.difference(model, one) };
    },
    [await file("k3-cnn.config.json"), await file("k3-cnn.weights.h5"), one],
  );
  assert.ok(found.before > 1e-3 && found.after < 1e-5, JSON.stringify(found));
  const wrong = `await (new globalThis.pupil.Sequential([globalThis.pupil.layers.dense({ units: 2, inputShape: [3] })])).loadWeights(globalThis.bytes("${await file("k3-cnn.weights.h5")}"))`;
  assert.match(await failure(page, wrong), /weight "dense\/kernel"/);
});

test("a model.json of TensorFlow.js is fetched with its weights and labels", async () => {
  const one = (await cases("keras3"))["k3-cnn.keras"];
  const zip = Buffer.from(
    await page.evaluate(
      async (text) => [...(await (await globalThis.pupil.loadModel(globalThis.bytes(text))).save({ format: "tfjs" }))],
      await file("k3-cnn.keras"),
    ),
  );
  // The archive's two files are stored as they are.
  const member = (name) => {
    // In front of a name stand its length and that of an extra field, which is empty.
    const at = zip.indexOf(Buffer.concat([Buffer.from([name.length, 0, 0, 0]), Buffer.from(name)])) + 4;
    const length = zip.readUInt32LE(at - 8);
    return zip.subarray(at + name.length, at + name.length + length);
  };
  const json = JSON.parse(member("model.json").toString());
  delete json.format;
  const route = (name, body) => page.route(`**/tm/${name}`, (request) => request.fulfill({ body, headers: { "access-control-allow-origin": "*" } }));
  await route("model.json", JSON.stringify(json));
  await route("weights.bin", member("weights.bin"));
  await route("metadata.json", JSON.stringify({ labels: ["a", "b", "c"], imageSize: 6 }));
  const found = await page.evaluate(async (one) => {
    const model = await globalThis.pupil.loadModel("tm/");
    return { difference: await globalThis.difference(model, one), metadata: model.metadata };
  }, one);
  assert.ok(found.difference < 1e-5, `${found.difference}`);
  assert.deepEqual(found.metadata, { classes: '["a","b","c"]', imageSize: "6" });
});

test("a tokenizer and a scaler in pickles come along with a model; other pickles are not read", async () => {
  const pickled = async (name) => (await readFile(`${folder}../pickles/${name}`)).toString("base64");
  const parts = [
    { name: "model.keras", text: await file("k3-recurrent.keras") },
    { name: "tokenizer.pickle", text: await pickled("tokenizer-4.pkl") },
    { name: "scaler.pkl", text: await pickled("standard-joblib.pkl") },
  ];
  const open = `(parts) => globalThis.pupil.loadModel(parts.map(({ name, text }) => new File([globalThis.bytes(text)], name)))`;
  const metadata = await page.evaluate(`(${open})(${JSON.stringify(parts)}).then((model) => model.metadata)`);
  assert.equal(JSON.parse(metadata.tokenizer).class_name, "Tokenizer");
  assert.equal(JSON.parse(metadata.scaler).mean.length, 3);
  const evil = [parts[0], { name: "tokenizer.pickle", text: await pickled("evil.pkl") }];
  const notes = await page.evaluate(`(${open})(${JSON.stringify(evil)}).then((model) => model.notes)`);
  assert.match(notes.join(), /"tokenizer\.pickle" was not read: .*pickles can run any program/);
});

test("ONNX opens, also what we wrote", async () => {
  const one = (await cases("keras3"))["k3-cnn.keras"];
  const found = await page.evaluate(
    async ([text, one]) => {
      const { loadModel } = globalThis.pupil;
      const bytes = await (await loadModel(globalThis.bytes(text))).save({ format: "onnx" });
      const model = await loadModel(bytes);
      return { difference: await globalThis.difference(model, one), layers: (await model.layers()).map(({ className }) => className) };
    },
    [await file("k3-cnn.keras"), one],
  );
  assert.ok(found.difference < 1e-5, JSON.stringify(found));
  assert.ok(found.layers.includes("Conv2D") && found.layers.includes("BatchNormalization"), `${found.layers}`);
  const broken = Buffer.from([8, 8, 0x12, 5, 1]).toString("base64");
  assert.match(await failure(page, `await globalThis.pupil.loadModel(globalThis.bytes("${broken}"))`), /ONNX file/);
});

test("files beside ONNX and beside Pupil's own files are read, too", async () => {
  const pickled = async (name) => (await readFile(`${folder}../pickles/${name}`)).toString("base64");
  const beside = [
    { name: "labels.txt", text: Buffer.from("0 cat\n1 dog\n").toString("base64") },
    { name: "README.md", text: Buffer.from("about").toString("base64") },
    { name: "metadata.json", text: Buffer.from('{"labels": ["a", "b"], "imageSize": 6}').toString("base64") },
    { name: "scaler.pkl", text: await pickled("standard-joblib.pkl") },
    { name: "evil.pkl", text: await pickled("evil.pkl") },
    { name: "other.h5", text: await file("k3-cnn.h5") },
  ];
  const found = await page.evaluate(
    async ([text, beside]) => {
      const { loadModel } = globalThis.pupil;
      const model = await loadModel(globalThis.bytes(text));
      model.metadata = { classes: '["x"]', mine: "kept" };
      const others = beside.map(({ name, text }) => ({ name, bytes: globalThis.bytes(text) }));
      const opened = {};
      for (const format of ["onnx", "safetensors"]) {
        const bytes = await model.save({ format });
        const { metadata, notes } = await loadModel([...others, { name: "model", bytes }]);
        const labels = await loadModel([{ name: "model", bytes }, others[0]]);
        opened[format] = { metadata, notes, labels: labels.metadata, quiet: labels.notes };
      }
      return opened;
    },
    [await file("k3-cnn.keras"), beside],
  );
  for (const [format, { metadata, notes, labels, quiet }] of Object.entries(found)) {
    assert.equal(metadata.classes, '["a","b"]', format);
    assert.equal(metadata.imageSize, "6");
    assert.equal(JSON.parse(metadata.scaler).mean.length, 3);
    assert.equal(notes.length, 2, `${format}: ${notes}`);
    assert.match(notes.join("\n"), /"evil\.pkl" was not read: .*pickles can run any program/);
    assert.match(notes.join("\n"), /"other\.h5" was not read: it is another model/);
    assert.equal(labels.classes, '["cat","dog"]');
    assert.deepEqual(quiet, []);
  }
  assert.equal(found.safetensors.labels.mine, "kept");
});

test("weights of PyTorch go into a model of Keras", async () => {
  const read = async (name) => (await readFile(`${folder}../pytorch/${name}`)).toString("base64");
  const all = JSON.parse(await readFile(`${folder}../pytorch/cases.json`, "utf8"));
  for (const [name, one] of Object.entries(all)) {
    const parts = [
      { name: "model.safetensors", text: await read(`${name}.safetensors`) },
      { name: "config.json", text: await read(one.config) },
      { name: "labels.txt", text: Buffer.from("0 cat\n1 dog\n").toString("base64") },
    ];
    const found = await page.evaluate(
      async ([parts, one]) => {
        const { loadModel, Model } = globalThis.pupil;
        const [tensors, config, labels] = parts.map(({ name, text }) => ({ name, bytes: globalThis.bytes(text) }));
        const model = await loadModel([tensors, config, labels]);
        const made = Model.fromJSON(new TextDecoder().decode(config.bytes));
        const before = await globalThis.difference(made, one);
        await made.loadWeights(tensors.bytes);
        const differences = [await globalThis.difference(model, one), await globalThis.difference(made, one)];
        return { differences, before, notes: [model.notes, made.notes], classes: model.metadata.classes };
      },
      [parts, one],
    );
    assert.ok(Math.max(...found.differences) < 1e-5 && found.before > 1e-3, `${name}: ${JSON.stringify(found)}`);
    assert.equal(found.classes, '["cat","dog"]');
    for (const notes of found.notes) assert.match(notes.join(), name === "own-names" ? /have the names of the model's weights/ : /^Weights of PyTorch: the kernels of \d layers were transposed\./);
  }
  const mlp = `[globalThis.bytes("${await read("mlp.json")}"), globalThis.bytes("${await read("mlp.safetensors")}")].map((bytes) => ({ name: "", bytes }))`;
  const open = (options) => `await globalThis.pupil.loadModel(${mlp}, ${options})`;
  assert.match(await failure(page, open('{ weightsFrom: "keras" }')), /layer "dense" \(Dense: kernel \(3, 4\), bias \(4,\)\) fits none of the tensors that are left/);
  assert.match(await failure(page, open('{ weightsFrom: "torch" }')), /loadModel: option "weightsFrom" is "torch"; expected "keras" or "pytorch"/);
  const alone = `await globalThis.pupil.loadModel(globalThis.bytes("${await read("mlp.safetensors")}"))`;
  assert.match(await failure(page, alone), /it holds weights but no model config; open it together with the model's config/);
  const shards = `["a.safetensors", "b.safetensors"].map((name) => ({ name, bytes: globalThis.bytes("${await read("mlp.safetensors")}") }))`;
  assert.match(
    await failure(page, `await globalThis.pupil.loadModel(${shards})`),
    /"a\.safetensors", "b\.safetensors": the files hold weights but no model config; open them together with the model's config/,
  );
  // A header whose metadata is a text.
  const header = Buffer.from('\x17\0\0\0\0\0\0\0{"__metadata__":"text"}', "latin1").toString("base64");
  const odd = `[{ name: "a", bytes: globalThis.bytes("${header}") }, ...${mlp}]`;
  assert.match(await failure(page, `await globalThis.pupil.loadModel(${odd})`), /safetensors file: tensor "__metadata__": no dtype/);
  // Weights of a whole model keep the notes of the model.
  const kept = await page.evaluate(`(async () => {
    const model = await globalThis.pupil.loadModel(${mlp});
    const before = model.notes;
    await model.loadWeights(await model.save());
    return [before, model.notes];
  })()`);
  assert.equal(kept[0].length, 1);
  assert.deepEqual(kept[1], kept[0]);
});

test("arrays of NumPy, MNIST and Kaggle open by their names", async () => {
  const read = async (name) => (await readFile(`${folder}../arrays/${name}`)).toString("base64");
  const expected = JSON.parse(await readFile(`${folder}../arrays/expected.json`, "utf8"));
  const files = await Promise.all(Object.keys(expected).map(async (name) => ({ name, text: await read(name) })));
  const load = `async (parts) => {
    const arrays = await globalThis.pupil.loadArrays(parts.map(({ name, text }) => new File([globalThis.bytes(text)], name)));
    return Object.entries(arrays).map(([name, { data, shape, ...rest }]) => [name, { bytes: data instanceof Uint8Array, data: [...data], shape }, Object.keys(rest)]);
  }`;
  for (const file of files) {
    const found = await page.evaluate(`(${load})(${JSON.stringify([file])})`);
    assert.equal(found.length, Object.keys(expected[file.name]).length);
    for (const [name, array, rest] of found) {
      const { data, ...known } = expected[file.name][name];
      assert.deepEqual({ ...array, data: array.data.map(Math.fround) }, { ...known, data: data.map(Math.fround) }, `${file.name} ${name}`);
      assert.deepEqual(rest, []);
    }
  }
  // Two archives have arrays of the same names.
  const two = files.filter(({ name }) => name.endsWith(".npz") || name === "bytes.npy");
  const names = (await page.evaluate(`(${load})(${JSON.stringify(two)})`)).map(([name]) => name);
  assert.ok(names.includes("stored.npz/x_train") && names.includes("deflated.npz/x_train") && names.includes("bytes"), `${names}`);
  const text = (value) => Buffer.from(value, "latin1").toString("base64");
  const table = { name: "train.csv", text: text("label,pixel0,pixel1,pixel2,pixel3\n7,1,2,3,255\n") };
  assert.deepEqual(await page.evaluate(`(${load})(${JSON.stringify([table])})`), [
    ["label", { bytes: true, data: [7], shape: [1] }, []],
    ["pixels", { bytes: true, data: [1, 2, 3, 255], shape: [1, 2, 2, 1] }, []],
  ]);
  const fails = (name, value) => failure(page, `await (${load})(${JSON.stringify([table, { name, text: text(value) }])})`);
  assert.match(await fails("b.csv", "a,b\n1,x\n"), /"b\.csv": CSV file of pixels: line 2, column 2 holds "x"/);
  assert.match(await fails("c.png", "\x89PNG"), /"c\.png": file of numbers: this is a PNG picture; expected NumPy's/);
  assert.match(await failure(page, "await globalThis.pupil.loadArrays([])"), /loadArrays: the list of files is empty/);
});

test("the examples of docs/reference/formats.md run as they stand", async () => {
  const docs = await readFile(new URL("../../docs/reference/formats.md", import.meta.url), "utf8");
  const examples = [...docs.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code.replace(/import (\{[^}]*\}) from "\.\/pupil\/pupil\.js";/, "const $1 = globalThis.pupil;"));
  assert.equal(examples.length, 1);
  for (const code of examples) await page.evaluate((code) => import(URL.createObjectURL(new Blob([code], { type: "text/javascript" }))), code);
});

test("the arrays of MNIST train a model", async (t) => {
  const mnist = fileURLToPath(new URL("../../../shared/data/mnist/", import.meta.url));
  const names = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
  const files = await Promise.all(names.map((name) => readFile(mnist + name))).catch(() => undefined);
  if (!files) return t.skip(`${mnist} is not there`);
  await Promise.all(files.map((body, at) => page.route(`**/${names[at]}`, (request) => request.fulfill({ body, headers: { "access-control-allow-origin": "*" } }))));
  const found = await page.evaluate(async ([images, labels]) => {
    const { Sequential, layers, loadArrays } = globalThis.pupil;
    const { [images.slice(0, -3)]: x } = await loadArrays(images);
    const { [labels.slice(0, -3)]: y } = await loadArrays(labels);
    const few = (tensor) => ({ data: tensor.data.slice(0, (tensor.data.length / tensor.shape[0]) * 500), shape: [500, ...tensor.shape.slice(1)] });
    const model = new Sequential([layers.rescaling({ scale: 1 / 255, inputShape: [28, 28] }), layers.flatten(), layers.dense({ units: 10, activation: "softmax" })]);
    await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
    const { history } = await model.fit(few(x), few(y), { epochs: 20 });
    return { shapes: [x.shape, y.shape], accuracy: history.accuracy.at(-1) };
  }, names);
  assert.deepEqual(found.shapes, [[10000, 28, 28], [10000]]);
  assert.ok(found.accuracy > 0.85, `${found.accuracy}`);
});

test("a model goes home as a script and as a notebook", async () => {
  const { script, notebook } = await page.evaluate(async (text) => {
    const model = await globalThis.pupil.loadModel(globalThis.bytes(text));
    return { script: await model.toPython({ file: "my.keras" }), notebook: await model.toNotebook() };
  }, await file("k3-cnn.keras"));
  assert.match(script, /keras\.models\.load_model\("my\.keras"\)/);
  assert.match(script, /expected = \[np\.array\(\[0\.\d+, 0\.\d+, 0\.\d+\]/);
  const { cells, nbformat } = JSON.parse(notebook);
  assert.equal(nbformat, 4);
  assert.deepEqual(cells.map(({ cell_type }) => cell_type), Array.from({ length: 8 }, (_, at) => (at % 2 ? "code" : "markdown")));
  assert.match(cells[1].source.join(""), /load_model\("model\.keras"\)/);
});

test("files that are no models are named for what they are", async () => {
  const text = (value) => Buffer.from(value, "latin1").toString("base64");
  for (const [bytes, expected] of [
    ["", /this is an empty file \(0 bytes\); download the file itself/],
    ["version https://git-lfs.github.com/spec/v1\n", /a pointer of Git LFS/],
    ["<!DOCTYPE html><html></html>", /a web page \(HTML\)/],
    ["\x80\x04\x95\x20\0\0\0", /a Python pickle.*can run any program/],
    ["\x08\x01\x12\x80\x40", /a TensorFlow SavedModel.*model\.save\("model\.keras"\)/],
    ["\x1f\x8b\x08\0", /this is packed with gzip \(4 bytes\); unpack it first/],
    ["PK\x05\x06" + "\0".repeat(18), /the zip archive holds no model/],
    ["{\"a\": 1}", /a JSON text that is no model's config/],
  ]) {
    const message = await failure(page, `await globalThis.pupil.loadModel(globalThis.bytes("${text(bytes)}"))`);
    assert.match(message, expected);
  }
  const weights = await file("k3-cnn.weights.h5");
  assert.match(
    await failure(page, `await globalThis.pupil.loadModel(globalThis.bytes("${weights}"))`),
    /it holds weights but no config; open it together with the model's config/,
  );
  assert.match(
    await failure(page, `await new globalThis.pupil.Sequential().save({ format: "pt" })`),
    /option "format" is "pt"; expected one of safetensors, keras, h5/,
  );
});
