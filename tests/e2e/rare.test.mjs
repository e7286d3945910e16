// Layers that only the engine's larger module has, and models that begin with texts.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { failure, openLibrary } from "./browser.mjs";

const files = new URL("../formats/keras/", import.meta.url);
const asked = JSON.parse(await readFile(new URL("keras3_texts.json", files), "utf8"));

let library, page;

before(async () => {
  library = await openLibrary();
  page = library.page;
  await page.evaluate(() => globalThis.pupil.ready({ backend: "cpu" }));
});

after(() => library?.close());

const near = (found, expected, what) => {
  assert.equal(found.length, expected.length, what);
  found.forEach((value, index) => assert.ok(Math.abs(value - expected[index]) < 1e-5, `${what}: ${found}; expected ${expected}`));
};

test("the larger module is loaded for a rare layer only, beside the other; both take the same data sets", async () => {
  const requested = [];
  page.on("request", (request) => requested.push(request.url()));
  const seen = await page.evaluate(async () => {
    const { Dataset, Sequential, layers, loadModel } = globalThis.pupil;
    const x = { data: Float32Array.from({ length: 64 }, (_, k) => Math.sin(k)), shape: [16, 4] };
    const y = { data: Float32Array.from({ length: 16 }, (_, k) => Math.cos(k)), shape: [16, 1] };
    const data = await Dataset.fromTensors(x, y);
    const plain = new Sequential([layers.dense({ units: 1, inputShape: [4] })], { seed: 1 });
    await plain.compile({ optimizer: "sgd", loss: "mse" });
    const before = await plain.evaluate(data);
    const rare = new Sequential([layers.einsumDense({ equation: "ab,bc->ac", outputShape: 1, biasAxes: "c", inputShape: [4] })], { seed: 1 });
    await rare.compile({ optimizer: "sgd", loss: "mse" });
    await rare.setWeights(await plain.getWeights());
    const same = await rare.evaluate(data);
    const [a, b] = [await plain.fit(data, { epochs: 3, shuffle: false }), await rare.fit(data, { epochs: 3, shuffle: false })];
    const direct = await rare.evaluate(x, y);
    const again = await loadModel(await rare.save({ format: "keras" }));
    return {
      before: before.loss, same: same.loss, after: direct.loss,
      losses: [a.history.loss, b.history.loss],
      predicted: [[...(await rare.predict(x)).data], [...(await again.predict(x)).data]],
    };
  });
  assert.ok(requested.some((url) => url.endsWith("pupil-gpu.js")), "the larger module was loaded");
  near([seen.same], [seen.before], "loss before training");
  near(seen.losses[1], seen.losses[0], "losses of the same layer by two names");
  assert.ok(seen.after < seen.before);
  near(seen.predicted[1], seen.predicted[0], "predictions of the file");
  const wrong = await failure(
    page,
    'await new pupil.Sequential([pupil.layers.einsumDense({ equation: "ab,bc->ad", outputShape: 1, inputShape: [4] })]).compile({ loss: "mse" })',
  );
  assert.match(wrong, /ab,bc->ad/);
});

test("a model whose optimizer or metric is rare moves to the larger module with its weights", async () => {
  const seen = await page.evaluate(async () => {
    const { Sequential, layers } = globalThis.pupil;
    const x = { data: Float32Array.from({ length: 32 }, (_, k) => Math.sin(k)), shape: [16, 2] };
    const y = { data: Float32Array.from({ length: 16 }, (_, k) => Math.cos(k)), shape: [16, 1] };
    const model = new Sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
    const before = [...(await model.predict(x)).data];
    await model.compile({ optimizer: "lamb", loss: "mse", metrics: ["r2_score"] });
    const after = [...(await model.predict(x)).data];
    const { history } = await model.fit(x, y, { epochs: 5 });
    const files = [await model.save(), await model.save({ format: "keras" })];
    const again = [];
    for (const file of files) again.push((await (await globalThis.pupil.loadModel(file)).getCompileConfig())?.optimizer?.class_name);
    return { before, after, history, again };
  });
  assert.deepEqual(seen.after, seen.before);
  assert.equal(seen.history.r2_score.length, 5);
  assert.ok(seen.history.loss[4] < seen.history.loss[0], seen.history.loss.join());
  assert.deepEqual(seen.again, ["Lamb", "Lamb"], "files of such models open compiled");
  const wrong = await failure(page, 'await new pupil.Sequential([pupil.layers.dense({ units: 1, inputShape: [2] })]).compile({ optimizer: "lamp", loss: "mse" })');
  assert.match(wrong, /"lamp" is not supported/);
});

for (const [name, { inputs, outputs }] of Object.entries(asked)) {
  test(`${name} predicts from strings as in Keras`, async () => {
    const bytes = name.endsWith(".h5") ? gunzipSync(await readFile(new URL(`${name}.gz`, files))) : await readFile(new URL(name, files));
    const found = await page.evaluate(
      async ([bytes, name, inputs]) => {
        const { loadModel } = globalThis.pupil;
        const model = await loadModel(new File([new Uint8Array(bytes)], name));
        const given = inputs.map(({ texts, data, shape }) => (texts ? { texts, shape } : { data: Float32Array.from(data), shape }));
        const predicted = await model.predict(given.length === 1 ? given[0] : given);
        return [...predicted.data];
      },
      [[...bytes], name, inputs],
    );
    near(found, outputs[0].data, name);
  });
}

test("a list of strings is enough, and texts of another kind are refused", async () => {
  const bytes = await readFile(new URL("k3-texts.keras", files));
  await page.evaluate(async (bytes) => {
    globalThis.words = await globalThis.pupil.loadModel(new File([new Uint8Array(bytes)], "words.keras"));
  }, [...bytes]);
  const { inputs, outputs } = asked["k3-texts.keras"];
  near(await page.evaluate(async (texts) => [...(await globalThis.words.predict(texts)).data], inputs[0].texts), outputs[0].data, "strings");
  assert.match(await failure(page, 'await words.predict(["a", 3])'), /text 1 is number/);
});

test("known networks, with weights from a file", async () => {
  const seen = await page.evaluate(async () => {
    const { applications } = globalThis.pupil;
    const small = await applications.resNet8({ classes: 4, seed: 3 });
    const other = await applications.resNet8({ classes: 4, seed: 5, name: "other" });
    const x = { data: Float32Array.from({ length: 32 * 32 * 3 }, (_, k) => Math.sin(k)), shape: [1, 32, 32, 3] };
    const before = [...(await other.predict(x)).data];
    await other.loadWeights(await small.save({ format: "h5" }));
    const gpt = await applications.gpt({ vocabulary: 20, blocks: 1, heads: 2, width: 8, positions: 6 });
    const wrong = [];
    for (const options of [{ alpha: 0 }, { alfa: 1 }, { inputShape: [16, 16, 3] }]) wrong.push(await applications.mobileNetV2(options).catch(({ message }) => message));
    return {
      names: [small.name, other.name, gpt.name],
      same: [[...(await small.predict(x)).data], [...(await other.predict(x)).data], before],
      gpt: await gpt.shapes(),
      wrong,
    };
  });
  assert.deepEqual(seen.names, ["resnet8", "other", "gpt"]);
  assert.deepEqual(seen.same[1], seen.same[0]);
  assert.notDeepEqual(seen.same[2], seen.same[0]);
  assert.deepEqual(seen.gpt.inputNames, ["tokens", "positions"]);
  assert.deepEqual(seen.gpt.outputShape, [null, 6, 20]);
  assert.match(seen.wrong[0], /^MobileNetV2: option "alpha" is 0; expected/);
  assert.match(seen.wrong[1], /option "alfa" is not known/);
  assert.match(seen.wrong[2], /option "inputShape" is \[16,16,3\]; expected \(height, width, channels\) with sides of at least 32/);
});
