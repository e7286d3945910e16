// Training, predictions and evaluations shared among workers: the same every time, and whatever becomes of replicas.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dist, openLibrary, serve } from "./browser.mjs";

/** Ends a replica when the page says so: all of them, or the next one that hears it. */
const KILL = `
if (self.name === "pupil-replica") {
  new BroadcastChannel("kill").onmessage = ({ data }) => {
    if (data === "close") self.close();
    else setTimeout(() => { throw new Error("killed by the test"); });
  };
}`;

let browser, site, changed, page, close;

before(async () => {
  changed = await mkdtemp(join(tmpdir(), "pupil-"));
  await writeFile(join(changed, "pupil-worker.js"), (await readFile(join(dist, "pupil-worker.js"), "utf8")) + KILL);
  ({ browser, site, page, close } = await openLibrary({ changed }));
  await page.evaluate(async () => {
    const { layers, Sequential, Dataset } = globalThis.pupil;
    globalThis.network = async (options = {}) => {
      const model = new Sequential(
        [
          layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1] }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.batchNormalization(),
          layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu" }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.flatten(),
          layers.dropout({ rate: 0.25 }),
          layers.dense({ units: 10, activation: "softmax" }),
        ],
        { seed: 7 },
      );
      await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"], ...options });
      return model;
    };
    globalThis.digits = await Dataset.strokes({ count: 407, seed: 1 });
    const hash = async (numbers) => {
      const bytes = new Uint8Array(await new Blob(numbers).arrayBuffer());
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    };
    globalThis.bits = async (model) => hash((await model.getWeights()).map(({ data }) => data));
    globalThis.hash = hash;
    /** Trains a fresh model; `onStep` is called for every batch. */
    globalThis.train = async (workers, onStep = () => {}) => {
      const model = await globalThis.network();
      const counts = new Set();
      let steps = 0;
      const { history } = await model.fit(globalThis.digits, {
        batchSize: 32,
        epochs: 4,
        seed: 3,
        workers,
        callbacks: [{ onBatchEnd: (step, logs, report) => void (counts.add(report.workers), onStep((steps += 1))) }],
      });
      const result = { loss: history.loss, bits: await globalThis.bits(model), workers: model.workers, counts: [...counts] };
      model.dispose();
      return result;
    };
  });
});

after(async () => {
  await close?.();
  await rm(changed, { recursive: true });
});

test("a training gives the same bits every time on so many workers, and learns on any", async () => {
  const runs = await page.evaluate(async () => {
    const runs = [];
    for (const workers of [1, 2, 3]) runs.push([await globalThis.train(workers), await globalThis.train(workers)]);
    return runs;
  });
  for (const [index, [one, two]] of runs.entries()) {
    assert.equal(one.bits, two.bits);
    assert.deepEqual(one.loss, two.loss);
    assert.deepEqual(one.workers, { count: index + 1 });
    assert.deepEqual(one.counts, [index + 1]);
    assert.ok(one.loss.at(-1) < 0.7 * one.loss[0], `${one.loss}`);
  }
  assert.equal(new Set(runs.map(([{ bits }]) => bits)).size, 3, "the number of workers shows in the last digits");
  // BatchNormalization and dropout see other parts of a batch: near, not the same.
  for (const [{ loss }] of runs) assert.ok(Math.abs(loss[0] - runs[0][0].loss[0]) < 0.3, `${loss}`);
});

for (const way of ["throw", "close"]) {
  test(`replicas that end (${way}) are replaced, and nothing trained is lost`, async () => {
    const { whole, broken, killed } = await page.evaluate(async (way) => {
      const channel = new BroadcastChannel("kill");
      const whole = await globalThis.train(3);
      let killed = 0;
      const broken = await globalThis.train(3, (step) => {
        if (step !== 9 && step !== 30) return;
        killed += 1;
        channel.postMessage(way);
      });
      return { whole, broken, killed };
    }, way);
    assert.equal(killed, 2);
    assert.deepEqual(broken, whole);
  });
}

test("where replicas end again and again, training goes on with this worker and says so", async () => {
  const warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  const { alone, other } = await page.evaluate(async () => {
    const channel = new BroadcastChannel("kill");
    const timer = setInterval(() => channel.postMessage("throw"), 5);
    const other = await globalThis.train(2);
    clearInterval(timer);
    return { other, alone: await globalThis.train(1) };
  });
  assert.equal(other.workers.count, 1);
  assert.match(other.workers.reason, /replica/);
  assert.equal(other.loss.length, alone.loss.length);
  assert.ok(other.loss.at(-1) < other.loss[0]);
  assert.equal(warnings.filter((text) => text.includes("work goes on")).length, 1, `${warnings}`);
});

test("replicas follow what happens to the model between trainings", async () => {
  const found = await page.evaluate(async () => {
    const run = async (workers) => {
      const model = await globalThis.network({ optimizer: "sgd" });
      const fit = (options) => model.fit(globalThis.digits, { batchSize: 50, workers, ...options });
      await fit();
      const weights = await model.getWeights();
      await model.setWeights(weights.map(({ data, shape }) => ({ data: data.map((value) => value * 0.9), shape })));
      await fit({ callbacks: [{ onEpochEnd: () => false }], epochs: 3 });
      await model.setLearningRate(0.02);
      await fit({ classWeight: { 1: 3 } });
      await model.setTrainable("conv2d", false);
      const controller = new AbortController();
      await fit({ epochs: 50, signal: controller.signal, onBatchEnd: () => controller.abort() }).catch(() => {});
      await model.setWeights(weights);
      await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy" });
      const batches = async function* () {
        for (let k = 0; k < 4; k += 1) yield await globalThis.digits.gather(Array.from({ length: 20 }, (_, i) => (7 * i * i + 11 * k) % 407));
      };
      await fit({ batchSize: 64 });
      await model.fit(batches, { stepsPerEpoch: 4, workers });
      const result = await globalThis.bits(model);
      const count = model.workers.count;
      model.dispose();
      return { result, count };
    };
    return [await run(2), await run(2)];
  });
  assert.equal(found[0].count, 2);
  assert.deepEqual(found[0], found[1]);
});

test("predictions and evaluations give the same bits on any number of workers", async () => {
  const found = await page.evaluate(async () => {
    const model = await globalThis.network();
    const { x, y } = await globalThis.digits.gather(Array.from({ length: 203 }, (_, index) => index));
    const sampleWeight = { data: Float32Array.from({ length: 203 }, (_, index) => (index % 5) / 2), shape: [203] };
    const all = [];
    for (const workers of [1, 2, 3]) {
      const [data, tensor] = [
        await model.predict(globalThis.digits, { workers, batchSize: 16 }),
        await model.predict(x, { workers }),
      ];
      all.push({
        data: await globalThis.hash([data.data]),
        tensor: await globalThis.hash([tensor.data]),
        shapes: [data.shape, tensor.shape],
        logs: await model.evaluate(globalThis.digits, { workers, batchSize: 16 }),
        weighted: await model.evaluate(x, y, { workers, sampleWeight }),
      });
      if (all.length === 2) new BroadcastChannel("kill").postMessage("throw");
    }
    model.dispose();
    return all;
  });
  assert.deepEqual(found[0].shapes, [[407, 10], [203, 10]]);
  for (const other of found.slice(1)) assert.deepEqual(other, found[0]);
  assert.notDeepEqual(found[0].logs, found[0].weighted);
});

/** What became of a promise: "ok", why it was rejected, or "hangs". */
const FATE = `globalThis.fate = (promise, limit = 300000) => Promise.race([
  promise.then(() => "ok", (error) => error.name + ": " + error.message),
  new Promise((resolve) => setTimeout(resolve, limit, "hangs")),
]);
globalThis.begun = (model, workers, options = {}) => new Promise((resolve) => {
  const fate = globalThis.fate(model.fit(globalThis.digits, {
    batchSize: 32, epochs: 1e6, workers, ...options,
    onBatchEnd: () => resolve({ fate, ended: () => fate }),
  }));
  fate.then(resolve);
}).then((begun) => begun.ended ?? (() => Promise.resolve(begun)));`;

test("a training ends with its model as on one worker, whether it is stopped first or not", async () => {
  await page.evaluate(FATE);
  const found = await page.evaluate(async () => {
    const found = [];
    for (const workers of [1, 3]) {
      for (const aborts of [false, true]) {
        for (const early of [false, true]) {
          const model = await globalThis.network();
          const controller = new AbortController();
          const options = { signal: controller.signal };
          const ended = early
            ? ((fate) => () => fate)(
                globalThis.fate(model.fit(globalThis.digits, { batchSize: 32, epochs: 1e6, workers, ...options })),
              )
            : await globalThis.begun(model, workers, options);
          if (early) await new Promise((resolve) => setTimeout(resolve, 5));
          if (aborts) controller.abort();
          model.dispose();
          found.push(await ended());
        }
      }
    }
    const { x } = await globalThis.digits.gather([1, 2, 3]);
    const model = await globalThis.network();
    found.push((await model.predict(x)).shape);
    model.dispose();
    return found;
  });
  assert.deepEqual(found.pop(), [3, 10], "the engine goes on");
  for (const fate of found) assert.match(fate, /^AbortError: /);
});

test("compile ends a shared training with the error of one worker, and setTrainable lets it go on", async () => {
  await page.evaluate(FATE);
  const found = await page.evaluate(async () => {
    const found = [];
    for (const workers of [1, 3]) {
      const model = await globalThis.network();
      const compiled = await globalThis.begun(model, workers);
      await model.compile({ optimizer: "sgd", loss: "sparse_categorical_crossentropy" });
      found.push(await compiled());
      const controller = new AbortController();
      let steps = 0;
      const fate = globalThis.fate(
        model.fit(globalThis.digits, {
          ...{ batchSize: 32, epochs: 1e6, workers, signal: controller.signal },
          onBatchEnd: () => void (steps += 1),
        }),
      );
      for (let round = 0; round < 6; round += 1) {
        const before = steps;
        while (steps < before + 2) await new Promise((resolve) => setTimeout(resolve, 5));
        await model.setTrainable("conv2d", round % 2 === 1);
      }
      found.push(model.workers.count);
      controller.abort();
      found.push(await fate);
      model.dispose();
    }
    return found;
  });
  assert.match(found[0], /compiled anew meanwhile/);
  assert.equal(found[3], found[0]);
  assert.deepEqual([found[1], found[4]], [1, 3]);
  assert.equal(found[5], found[2]);
});

test("predictions, evaluations and a training asked for at once all come to their end", async () => {
  await page.evaluate(FATE);
  const found = await page.evaluate(async () => {
    const found = [];
    const small = await globalThis.digits.gather(Array.from({ length: 60 }, (_, index) => index));
    for (const warm of [false, true]) {
      const model = await globalThis.network();
      if (warm) await model.predict(globalThis.digits, { workers: 4 });
      const both = [model.predict(globalThis.digits, { workers: 3 }), model.predict(globalThis.digits, { workers: 3 })];
      found.push(await globalThis.fate(Promise.all(both)));
      const [one, two] = await Promise.all(both);
      if (one.data.some((value, index) => value !== two.data[index])) found.push("the predictions differ");
      const all = [
        model.predict(globalThis.digits, { workers: 2, batchSize: 4 }),
        model.evaluate(small.x, small.y, { workers: 2 }),
        model.predict(small.x, { workers: 2 }),
        model.fit(globalThis.digits, { workers: 3, batchSize: 64 }),
      ];
      found.push(await globalThis.fate(Promise.all(all)), model.workers.count);
      model.dispose();
    }
    return found;
  });
  assert.deepEqual(found, ["ok", "ok", 3, "ok", "ok", 3]);
});

/** Ways in which replicas fail from the start, as what comes before and after the worker's script. */
const BROKEN = {
  "never answer": ["", 'if (self.name === "pupil-replica") self.onmessage = () => {};'],
  "end at once": ["", 'if (self.name === "pupil-replica") self.close();'],
  "throw at once": ["", 'if (self.name === "pupil-replica") throw new Error("a test");'],
  "cannot be made": ['if (self.name === "pupil") self.Worker = class { constructor() { throw new Error("a test"); } };\n', ""],
  "are not known": ['if (self.name === "pupil") self.Worker = undefined;\n', ""],
};

for (const [way, [first, last]] of Object.entries(BROKEN)) {
  test(`where replicas ${way}, this worker goes on alone and says so`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "pupil-"));
    const script = await readFile(join(dist, "pupil-worker.js"), "utf8");
    await writeFile(join(folder, "pupil-worker.js"), `${first}${script}\n${last}`);
    const broken = await serve([folder, dist], { "access-control-allow-origin": "*" });
    const other = await browser.newPage();
    try {
      await other.goto(site.url);
      const found = await other.evaluate(async (url) => {
        const { layers, Sequential, Dataset } = await import(url);
        const digits = await Dataset.strokes({ count: 100, seed: 1 });
        const model = new Sequential([
          layers.flatten({ inputShape: [28, 28, 1] }),
          layers.dense({ units: 10, activation: "softmax" }),
        ]);
        await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy" });
        const { history } = await model.fit(digits, { workers: 3 });
        const { shape } = await model.predict(digits, { workers: 2 });
        return { losses: history.loss.length, shape, workers: model.workers };
      }, `${broken.url}pupil.js`);
      assert.equal(found.losses, 1);
      assert.deepEqual(found.shape, [100, 10]);
      assert.equal(found.workers.count, 1);
      assert.match(found.workers.reason, /replica could not be started|cannot start workers/);
    } finally {
      await other.close();
      broken.close();
      await rm(folder, { recursive: true });
    }
  });
}

test("BatchNormalization learns on any number of workers, with shards that have statistics", async () => {
  const found = await page.evaluate(async () => {
    const { layers, Sequential } = globalThis.pupil;
    const found = [];
    for (const [workers, batchSize] of [[1, 4], [4, 4], [4, 17]]) {
      const model = new Sequential([
        layers.flatten({ inputShape: [28, 28, 1] }),
        layers.dense({ units: 32 }),
        layers.batchNormalization(),
        layers.activation({ activation: "relu" }),
        layers.dense({ units: 10, activation: "softmax" }),
      ]);
      await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy" });
      const { history } = await model.fit(globalThis.digits, { workers, batchSize, epochs: 6 });
      found.push({ ...model.workers, learned: history.loss.at(-1) < 0.6 * history.loss[0] });
      model.dispose();
    }
    return found;
  });
  assert.deepEqual(found.map(({ count }) => count), [1, 1, 2]);
  for (const { learned } of found) assert.ok(learned);
  for (const { reason } of found.slice(1)) assert.match(reason, /each worker is to have 8 samples at least/);
});

test("what is not shared says why, and wrong numbers of workers are refused", async () => {
  const { reason, short, messages } = await page.evaluate(async () => {
    const { Sequential, layers, losses } = globalThis.pupil;
    const model = await globalThis.network({
      loss: { class_name: "SparseCategoricalCrossentropy", config: { reduction: "sum" } },
    });
    await model.fit(globalThis.digits, { workers: 2 });
    const reason = model.workers;
    const small = await globalThis.network();
    await small.fit(globalThis.digits, { batchSize: 8, stepsPerEpoch: 2 });
    const short = small.workers;
    const messages = [];
    for (const workers of [0, 1.5, 9, "two"]) {
      await small.fit(globalThis.digits, { workers }).catch((error) => messages.push(error.message));
      await small.predict(globalThis.digits, { workers }).catch((error) => messages.push(error.message));
    }
    return { reason, short, messages };
  });
  assert.equal(reason.count, 1);
  assert.match(reason.reason, /not the mean/);
  assert.equal(short.count, 1);
  assert.match(short.reason, /too short|too little|one core|samples at least/);
  assert.equal(messages.length, 8);
  for (const message of messages) assert.match(message, /expected "auto" or a whole number from 1 to 8/);
});

/** The kinds of messages to a replica, and what asks for them. */
const MESSAGES = { join: "train", step: "train", part: "train", job: "run" };

for (const [kind, task] of Object.entries(MESSAGES)) {
  test(`where every replica ends at a message "${kind}", what was asked for is answered`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "pupil-"));
    const script = await readFile(join(dist, "pupil-worker.js"), "utf8");
    const ends = `
if (self.name === "pupil-replica") {
  self.addEventListener("message", (event) => {
    if (event.data.replica !== "${kind}") return;
    event.stopImmediatePropagation();
    self.close();
  });
}
`;
    await writeFile(join(folder, "pupil-worker.js"), ends + script);
    const broken = await serve([folder, dist], { "access-control-allow-origin": "*" });
    const other = await browser.newPage();
    try {
      await other.goto(site.url);
      await other.evaluate(FATE);
      const found = await other.evaluate(async ([url, task]) => {
        const { layers, Sequential, Dataset } = await import(url);
        const digits = await Dataset.strokes({ count: 100, seed: 1 });
        const found = [];
        for (const workers of [2, 3]) {
          const model = new Sequential([
            layers.flatten({ inputShape: [28, 28, 1] }),
            layers.dense({ units: 10, activation: "softmax" }),
          ]);
          await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy" });
          const asked = task === "train" ? model.fit(digits, { workers, epochs: 2 }) : model.predict(digits, { workers });
          found.push(await globalThis.fate(asked), task === "train" ? model.workers.count : 1);
          model.dispose();
        }
        return found;
      }, [`${broken.url}pupil.js`, task]);
      assert.deepEqual([found[0], found[2]], ["ok", "ok"]);
      // The part of a replica that ends at the main one's part has come already: each step is done, and it is replaced.
      if (kind !== "part") assert.deepEqual([found[1], found[3]], [1, 1]);
    } finally {
      await other.close();
      broken.close();
      await rm(folder, { recursive: true });
    }
  });
}
