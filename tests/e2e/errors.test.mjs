// Errors as programs see them: every one is an Error with a code, and names the layer or the option that it is about.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { crashEngine, openLibrary } from "./browser.mjs";

let page, close;

before(async () => {
  ({ page, close } = await openLibrary());
  await page.evaluate(async () => {
    const { layers, Sequential } = globalThis.pupil;
    globalThis.x = { data: new Float32Array(12).fill(0.5), shape: [3, 4] };
    globalThis.y = { data: Int32Array.of(0, 1, 2), shape: [3] };
    globalThis.model = new Sequential([layers.dense({ units: 3, activation: "softmax", inputShape: [4] })]);
    await globalThis.model.compile({ optimizer: "sgd", loss: "sparse_categorical_crossentropy" });
    /** What a failure says to programs. */
    globalThis.about = async (body) => {
      const { pupil, model, x, y } = globalThis;
      try {
        await new Function("pupil", "model", "x", "y", `return (async () => { ${body} })()`)(pupil, model, x, y);
        return "nothing failed";
      } catch (error) {
        const { code, layer, option } = error;
        return [error instanceof Error, error instanceof pupil.PupilError && error.name === "PupilError", code, layer ?? null, option ?? null];
      }
    };
  });
});

after(() => close?.());

test("every failure is an Error with a code", async () => {
  const dense = "new pupil.Sequential([pupil.layers.dense({ unit: 3, inputShape: [4] })])";
  const wide = "new pupil.Sequential([pupil.layers.conv2d({ filters: 1, kernelSize: 9, inputShape: [4, 4, 1] })])";
  const cases = [
    [`await model.fit({ data: new Float32Array(9), shape: [3, 3] }, y)`, "shape"],
    [`await model.fit({ data: new Float32Array(12).fill(NaN), shape: [3, 4] }, y)`, "not-finite"],
    [`await model.fit(x, { data: Int32Array.of(0, 1, 3), shape: [3] })`, "label"],
    [`await model.fit(x, y, { batchSize: 0 })`, "invalid", null, "batchSize"],
    [`await model.fit(x, y, { epoch: 3 })`, "unsupported or invalid", null, "epoch"],
    [`await model.fit([[1, 2, 3, 4]], [0])`, "invalid"],
    [`await model.compile({ optimizer: "adamm", loss: "mse" })`, "unsupported"],
    [`await model.compile({ optimizer: pupil.optimizers.adam({ lr: 1 }), loss: "mse" })`, "unsupported or invalid", null, "lr"],
    [`await ${dense}.predict(x)`, "layer or invalid", "dense", "units"],
    [`await ${wide}.predict({ data: new Float32Array(16), shape: [1, 4, 4, 1] })`, "layer", "conv2d"],
    [`await new pupil.Sequential([pupil.layers.dense({ units: 1, activation: "rellu", inputShape: [4] })]).predict(x)`, "unsupported", "dense"],
    [`await new pupil.Sequential([pupil.layers.dense({ units: 1e9, name: 'a "b"', inputShape: [4] })]).predict(x)`, "memory", 'a "b"'],
    [`await model.getLayer("missing")`, "invalid", "missing"],
    [`await model.activations(x, "missing")`, "invalid", "missing"],
    [`await model.setTrainable("missing", false)`, "invalid", "missing"],
    // JSON would turn these into null, which stands for the default.
    [`pupil.callbacks.earlyStopping({ patience: Infinity })`, "invalid", null, "patience"],
    [`pupil.optimizers.sgd({ learningRate: NaN })`, "invalid", null, "learningRate"],
    [`pupil.layers.dense({ units: NaN })`, "invalid", null, "units"],
    [`await model.fit(x, y, { epochs: NaN })`, "invalid", null, "epochs"],
    [`await model.fit(x, y, { classWeight: { 1: Infinity } })`, "invalid"],
    [`await model.compile({ optimizer: "sgd", loss: "mse", lossWeights: [NaN] })`, "invalid"],
    [`new pupil.LogisticRegression({ C: Infinity })`, "invalid", null, "C"],
    [`await new pupil.Sequential([pupil.layers.dense({ units: 1, inputShape: 3 })]).predict(x)`, "invalid"],
    [`new pupil.Sequential([], { sead: 2 })`, "invalid", null, "sead"],
    [`await pupil.loadModel(new Uint8Array(100))`, "format"],
    [`await pupil.loadModel("missing.safetensors")`, "load"],
    [`await pupil.loadModel("http://127.0.0.1:9/m.safetensors")`, "load"],
    [`await pupil.Dataset.fromIdx(new Uint8Array([0, 0, 8, 3, 0, 0, 0, 9]), new Uint8Array(8))`, "format"],
    [`await pupil.Table.fromCsv("a,b\\n1\\n")`, "format or invalid"],
    [`await new pupil.TextVectorization({ maxTokens: -1 }).adapt(["a"])`, "invalid", null, "maxTokens"],
    [`const d = await pupil.Dataset.strokes({ count: 2 }); d.dispose(); await d.gather([0])`, "disposed"],
    [`const m = pupil.Model.fromJSON(model.toJSON()); await m.predict(x); m.dispose(); await m.predict(x)`, "disposed"],
  ];
  for (const [body, codes, layer = null, option = null] of cases) {
    const found = await page.evaluate((body) => globalThis.about(body), body);
    const [isError, isOwn, code, ...rest] = found;
    assert.ok(isError && isOwn, `${body}: ${found}`);
    assert.ok(codes.split(" or ").includes(code), `${body}: ${found}`);
    assert.deepEqual(rest, [layer, option], body);
  }
});

test("an answer's buffers are moved, not copied", async () => {
  const names = await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.name)));
  const worker = page.workers()[names.indexOf("pupil")];
  await worker.evaluate(() => {
    const post = self.postMessage;
    self.moved = [];
    self.postMessage = (message, options) => {
      post.call(self, message, options);
      self.moved.push(options?.transfer?.map((buffer) => buffer.byteLength) ?? []);
    };
  });
  const sizes = await page.evaluate(async () => {
    const weights = await globalThis.model.getWeights();
    const outputs = await globalThis.model.predict(globalThis.x);
    const bytes = await globalThis.model.save();
    return [weights.length, outputs.data.length, bytes.length > 100];
  });
  assert.deepEqual(sizes, [2, 9, true]);
  assert.deepEqual(await worker.evaluate(() => self.moved), [[0, 0], [0], [0]], "nothing is left of what was moved");
});

test("what went with a crashed engine says so", async () => {
  const running = page.evaluate(() =>
    globalThis.about(`await model.fit(x, y, { epochs: 1e6, onBatchEnd: () => { globalThis.begun = true; } })`));
  await page.waitForFunction(() => globalThis.begun);
  await crashEngine(page);
  assert.deepEqual(await running, [true, true, "engine-lost", null, null]);
  assert.deepEqual(await page.evaluate(() => globalThis.about(`await model.getWeights()`)), [true, true, "engine-lost", null, null]);
});
