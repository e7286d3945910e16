// Loops of one's own: steps from gradients, a GAN, reinforcement learning, and the files that a training leaves.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { failure, openLibrary } from "./browser.mjs";
import { examples } from "./documents.mjs";

let library, page;

before(async () => {
  library = await openLibrary();
  page = library.page;
  await page.evaluate(async () => {
    const { Sequential, layers, ready, regularizers, tensor } = globalThis.pupil;
    await ready({ backend: "cpu" });
    globalThis.make = async (optimizer) => {
      const parts = [
        layers.dense({ units: 6, activation: "tanh", inputShape: [4], name: "first", kernelRegularizer: regularizers.l2(0.01) }),
        layers.batchNormalization(),
        layers.dense({ units: 3, name: "frozen" }),
        layers.dense({ units: 2, name: "last" }),
      ];
      const model = new Sequential(parts, { seed: 5 });
      await model.setTrainable("frozen", false);
      await model.compile({ optimizer, loss: "mse" });
      return model;
    };
    const values = (count, rate) => Float32Array.from({ length: count }, (_, k) => Math.sin(rate * k + (k % 5)));
    globalThis.x = tensor(values(32 * 4, 1.3), [32, 4]);
    globalThis.y = tensor(values(32 * 2, 0.7), [32, 2]);
  });
});

after(() => library?.close());

test("gradients and the optimizer's step with them are a training step", async () => {
  const seen = await page.evaluate(async () => {
    const { make, x, y } = globalThis;
    const { optimizers, schedules } = globalThis.pupil;
    const rate = schedules.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 1, decayRate: 0.5 });
    const all = [
      optimizers.adam({ learningRate: 0.01, clipnorm: 0.05 }),
      optimizers.sgd({ learningRate: rate, momentum: 0.9 }),
      optimizers.adamW({ learningRate: 0.01, weightDecay: 0.1 }),
    ];
    const worst = [];
    for (const optimizer of all) {
      const [own, plain] = [await make(optimizer), await make(optimizer)];
      for (let step = 0; step < 3; step += 1) {
        const found = await own.gradients(x, y, { seed: step });
        const { loss } = await plain.trainOnBatch(x, y);
        if (found.loss !== loss) throw new Error(`losses ${found.loss} ${loss}`);
        // Undefined is as good as null.
        await own.applyGradients(step === 2 ? found : { ...found, gradients: found.gradients.map((gradient) => gradient ?? undefined) });
      }
      const [ours, theirs] = await Promise.all([own.getWeights(), plain.getWeights()]);
      worst.push(Math.max(...ours.flatMap(({ data }, at) => [...data].map((value, index) => Math.abs(value - theirs[at].data[index])))));
    }
    const model = await make("sgd");
    const found = await model.gradients(x, y, { seed: 1 });
    const before = await model.getWeights();
    await model.applyGradients(found.gradients);
    const after = await model.getWeights();
    const changed = after.filter(({ data }, at) => data.some((value, index) => value !== before[at].data[index])).map(({ name }) => name);
    const updates = found.updates.filter(Boolean).map(({ name, shape }) => [name, shape]);
    return { worst, changed, updates, plain: (await model.gradients(x, y)).updates.filter(Boolean).length };
  });
  assert.ok(Math.max(...seen.worst) < 1e-6, `${seen.worst}`);
  assert.deepEqual(seen.changed, ["first/kernel", "first/bias", "batch_normalization/gamma", "batch_normalization/beta", "last/kernel", "last/bias"]);
  assert.deepEqual(seen.updates, [["batch_normalization/moving_mean", [6]], ["batch_normalization/moving_variance", [6]]]);
  assert.equal(seen.plain, 0);
});

test("gradients go from one model into another", async () => {
  const seen = await page.evaluate(async () => {
    const { Sequential, layers } = globalThis.pupil;
    const { x, y } = globalThis;
    const front = () => layers.dense({ units: 5, activation: "tanh", inputShape: [4] });
    const back = (given) => layers.dense({ units: 2, activation: "sigmoid", ...given });
    const [whole, first, second] = [new Sequential([front(), back({})]), new Sequential([front()]), new Sequential([back({ inputShape: [5] })])];
    const weights = await whole.getWeights();
    await first.setWeights(weights.slice(0, 2));
    await second.setWeights(weights.slice(2));
    for (const model of [whole, second]) await model.compile({ optimizer: "sgd", loss: "mse" });
    const behind = await second.gradients(await first.predict(x), y, { inputs: true, batchSize: 10 });
    // The first model is not compiled.
    const before = await first.gradients(x, null, { outputGradients: behind.inputs, batchSize: 7 });
    const list = (gradients) => gradients.flatMap(({ data }) => [...data]);
    const expected = await whole.gradients(x, y, { inputs: true });
    const passed = await first.gradients(x, null, { outputGradients: behind.inputs[0], inputs: true });
    return {
      found: [...list(before.gradients), ...list(behind.gradients), ...list(passed.inputs)],
      expected: [...list(expected.gradients), ...list(expected.inputs)],
      shapes: [expected.inputs.map(({ shape }) => shape), before.inputs.length],
    };
  });
  assert.deepEqual(seen.shapes, [[[32, 4]], 0]);
  assert.equal(seen.found.length, seen.expected.length);
  seen.found.forEach((value, at) => assert.ok(Math.abs(value - seen.expected[at]) < 1e-6, `${at}: ${value} ${seen.expected[at]}`));
});

test("what does not fit is refused", async () => {
  await page.evaluate(async () => {
    globalThis.model = await globalThis.make("sgd");
    globalThis.found = await globalThis.model.gradients(globalThis.x, globalThis.y);
  });
  const cases = [
    [`await model.applyGradients(undefined)`, /applyGradients: gradients is undefined; expected a list/],
    [`await model.applyGradients({ gradients: 3 })`, /applyGradients: gradients is 3; expected a list/],
    [`await model.applyGradients(found.gradients.slice(1))`, /gradients has 9 entries; the model has 10 weights/],
    [`await model.applyGradients(found.gradients.map((one, at) => (at ? one : null)))`, /weight "first\/kernel": the gradient is missing/],
    [`await model.applyGradients(found.gradients.map((one) => one ?? x))`, /"batch_normalization\/moving_mean": it is not trained, but has a gradient/],
    [`await model.applyGradients([x, ...found.gradients.slice(1)])`, /weight "first\/kernel".*\(4, 6\)/],
    [`await model.gradients(x, null)`, /gradients: y is missing/],
    [`await model.gradients(x, y, { outputGradients: y })`, /gradients: y is given beside outputGradients/],
    [`await model.gradients(x, null, { outputGradients: y, sampleWeight: y })`, /gradients: sampleWeight is given beside outputGradients/],
    [`await model.gradients(x, null, { outputGradients: x })`, /option "outputGradients"/],
    [`await model.gradients(x, null, { outputGradients: [y, y] })`, /outputGradients|1 output/],
  ];
  for (const [body, expected] of cases) assert.match(await failure(page, body), expected, body);
});

/** What an example of the guide prints; its random numbers are the same in every run. */
async function printed(code) {
  const lines = [];
  const listen = (message) => lines.push(message.text());
  page.on("console", listen);
  const program = code.replace(/import (\{[^}]*\}) from "[^"]*";/, "const $1 = globalThis.pupil;");
  await page.evaluate(async (program) => {
    let state = 7;
    Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    await new (async () => {}).constructor(program)();
  }, program);
  page.off("console", listen);
  return lines;
}

test("the guide's GAN puts its points where the real ones are, and its walker finds the way", async () => {
  const found = examples(["js"], ["docs/guide/train.md"]).map(({ code }) => code);
  const [gan, walker] = ["applyGradients", "sampleWeight"].map((word) => found.find((code) => code.includes(word)));
  const [mean] = await printed(gan);
  const [x, y] = /(-?[\d.]+), (-?[\d.]+)$/.exec(mean).slice(1).map(Number);
  assert.ok(Math.abs(x - 2) < 0.4 && Math.abs(y + 1) < 0.4, mean);
  const arrivals = (await printed(walker)).map((line) => Number(/arrivals ([\d.]+)/.exec(line)[1]));
  assert.ok(arrivals[0] < 2 && arrivals.at(-1) > 3, `${arrivals}`);
});

test("a training leaves event files for TensorBoard", async () => {
  const files = await page.evaluate(async () => {
    const { callbacks } = globalThis.pupil;
    const { x, y } = globalThis;
    const board = callbacks.tensorBoard();
    const none = await board.files();
    const model = await globalThis.make("sgd");
    await model.fit(x, y, { epochs: 2, validationSplit: 0.25, callbacks: [board] });
    return [none.length, (await board.files()).map(({ name, bytes }) => [name, [...bytes]])];
  });
  assert.equal(files[0], 0);
  const tags = files[1].map(([name, bytes]) => {
    assert.match(name, /^(train|validation)\/events\.out\.tfevents\.\d+\.pupil\.v2$/);
    const [view, found] = [new DataView(Uint8Array.from(bytes).buffer), []];
    for (let at = 0; at < view.byteLength; ) {
      const size = Number(view.getBigUint64(at, true));
      found.push(/brain\.Event:2|epoch_[a-z_]+/.exec(Buffer.from(bytes.slice(at + 12, at + 12 + size)).toString("latin1"))[0]);
      at += size + 16;
    }
    return found;
  });
  const train = ["epoch_loss", "epoch_learning_rate"];
  assert.deepEqual(tags, [["brain.Event:2", ...train, ...train], ["brain.Event:2", "epoch_loss", "epoch_loss"]]);
});
