// The memory that a page allows the engine: what needs more is refused, and the process stays below it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { openLibrary, peakMemory } from "./browser.mjs";

const MB = 2 ** 20;
const LIMIT = 512 * MB;

let browser, page, open, close, empty;

before(async () => {
  ({ browser, page, open, close } = await openLibrary());
  await page.evaluate(async (memoryLimit) => {
    await globalThis.pupil.ready({ backend: "cpu", memoryLimit });
    const { layers, Sequential } = globalThis.pupil;
    globalThis.dense = async (units) => {
      const model = new Sequential([layers.dense({ units, inputShape: [1024] }), layers.dense({ units: 1 })]);
      await model.compile({ optimizer: "adam", loss: "mse" });
      return model;
    };
    /** What a call fails with; undefined where it does not. */
    globalThis.failure = (call) => call().then(() => undefined, ({ code, message, layer }) => ({ code, message, layer }));
  }, LIMIT);
  empty = await peakMemory(browser);
});

after(() => close?.());

const ONLY_LINUX = process.platform !== "linux" && "the process is looked at on Linux only";

test("no more of a gzip file is unpacked than is allowed", { skip: ONLY_LINUX }, async () => {
  const zeros = gzipSync(Buffer.alloc(LIMIT), { level: 1 });
  // A process of its own, whose memory is not the engine's.
  const page = await open();
  await page.route("**/zeros.gz", (route) => route.fulfill({ body: zeros, contentType: "application/octet-stream" }));
  const before = await peakMemory(browser);
  const found = await page.evaluate(async (size) => {
    const { pupil } = globalThis;
    const failure = (call) => call().catch((error) => error.message);
    const file = new File([await (await fetch("zeros.gz")).arrayBuffer()], "zeros.gz");
    const small = await new Response(new Blob([new Uint8Array(size)]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
    return [
      await failure(() => pupil.unpackFile(file, { largest: size })),
      (await pupil.unpackFile(small, { largest: size })).length,
      await failure(() => pupil.unpackFile(small, { largest: 0 })),
    ];
  }, MB);
  assert.equal(found[0], "zeros.gz unpacks to more than 1,048,576 bytes; expected less");
  assert.equal(found[1], MB, "as much as is allowed");
  assert.match(found[2], /unpackFile: largest is 0; expected a whole number of at least 1/);
  const grown = (await peakMemory(browser)) - before;
  assert.ok(grown < LIMIT / MB / 4, `the process grew by ${grown} MB`);
  await page.context().close();
});

test("a model that needs more is refused, and the one before it goes on", async () => {
  const found = await page.evaluate(async () => {
    const { failure, dense, pupil } = globalThis;
    const small = await dense(8);
    const before = await small.predict(pupil.tensor(new Float32Array(1024).fill(0.5), [1, 1024]));
    const errors = [await failure(() => dense(200_000)), await failure(() => dense(40_000_000))];
    const wide = pupil.tensor(new Float32Array(1024 * 4), [4, 1024]);
    const { layers, Sequential } = pupil;
    const tall = new Sequential([layers.dense({ units: 8, inputShape: [1024] }), layers.repeatVector({ n: 10_000_000 })]);
    errors.push(await failure(() => tall.predict(wide)));
    const after = await small.predict(pupil.tensor(new Float32Array(1024).fill(0.5), [1, 1024]));
    return { errors, same: before.data[0] === after.data[0] };
  });
  for (const error of found.errors) {
    assert.match(error?.message ?? "no error", /needs [\d,]+ MB of memory/);
  }
  assert.deepEqual(found.errors.map(({ code }) => code), ["memory", "memory", "memory"]);
  // What no memory could hold is known to be one layer's.
  assert.deepEqual(found.errors.map(({ layer }) => layer), [undefined, "dense", undefined]);
  assert.ok(found.same);
});

test("workers together stay below it", { skip: ONLY_LINUX }, async () => {
  const counts = await page.evaluate(async () => {
    const { Dataset, tensor } = globalThis.pupil;
    const x = tensor(new Float32Array(64 * 1024).fill(0.1), [64, 1024]);
    const data = await Dataset.fromTensors(x, tensor(new Float32Array(64), [64, 1]));
    const found = [];
    // A million weights; and 12 million: 48 MB, as much for gradients and for each of Adam's two averages.
    for (const units of [1_000, 12_000]) {
      const model = await globalThis.dense(units);
      let workers;
      const callbacks = [{ onBatchEnd: (step, logs, report) => void (workers = report.workers) }];
      const { history } = await model.fit(data, { batchSize: 32, epochs: 1, workers: 4, callbacks });
      found.push({ workers, learned: Number.isFinite(history.loss[0]) });
      model.dispose();
    }
    return found;
  });
  // The larger one has no room for copies, and trains alone.
  assert.deepEqual(counts, [{ workers: 4, learned: true }, { workers: 1, learned: true }]);
  const used = (await peakMemory(browser)) - empty;
  console.log(`  the process: ${used.toFixed(0)} MB of ${LIMIT / MB} MB`);
  assert.ok(used < LIMIT / MB, `${used} MB`);
});

test("a limit is a number of bytes, and stays", async () => {
  const errors = await page.evaluate(async () => {
    const { failure, pupil } = globalThis;
    return [await failure(() => pupil.ready({ memoryLimit: 12 })), await failure(() => pupil.ready({ memoryLimit: 2 ** 30 }))];
  });
  assert.match(errors[0].message, /memoryLimit is 12; expected a whole number of bytes, at least 67108864/);
  assert.match(errors[1].message, /the engine runs with memoryLimit 536870912 already/);
});
