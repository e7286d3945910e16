// The life of the library's engine: it is loaded when needed, requested again, and replaced.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { crashEngine, dist, failure, launch, serve } from "./browser.mjs";

let browser, library, site;

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
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.evaluate(async (url) => {
    globalThis.pupil = await import(url);
  }, `${library.url}pupil.js`);
  return page;
}

test("tables and texts need no engine, and work without one; a failed engine is requested again", async () => {
  // Chromium remembers scripts that failed to import.
  for (const missing of [/pupil-wasm\.js/, /pupil-wasm_bg\.wasm/]) {
    const page = await open();
    const context = page.context();
    const requests = [];
    context.on("request", (request) => requests.push(request.url()));
    await context.route(/pupil-text\.js/, (route) => route.abort());
    await page.evaluate(async () => {
      const { Table, Tokenizer } = globalThis.pupil;
      globalThis.x = await Table.fromCsv("a,b\n1,2\n3,5\n");
      globalThis.y = new Tokenizer();
    });
    assert.match(await failure(page, `await y.fitOnTexts(["one two"])`), /the text module could not be loaded from http.*pupil-text\.js/);
    await context.unroute(/pupil-text\.js/);
    assert.equal(await failure(page, `await y.fitOnTexts(["one two"])`), "nothing failed");
    assert.ok(!requests.some((url) => /pupil-(wasm|gpu)/.test(url)), "no engine so far");
    assert.match(await failure(page, "new pupil.Sequential([pupil.layers.dense({ units: 1 })]).toJSON()"), /await ready\(\) before toJSON/);
    assert.match(await failure(page, `pupil.configure({ backend: "gpu" })`), /backend "gpu" is not known; expected "auto", "cpu" or "webgpu"/);
    for (const call of ["configure", "ready"]) {
      const wrong = `${call}: option "backends" is not known; there are: backend, float16, memoryLimit, files`;
      assert.equal(await failure(page, `await pupil.${call}({ backends: "cpu" })`), wrong);
      assert.equal(await failure(page, `await pupil.${call}({ float16: 1 })`), `${call}: float16 is 1; expected true or false`);
    }
    assert.equal(await failure(page, `pupil.configure({ backend: "cpu" })`), "nothing failed");

    await context.route(missing, (route) => route.abort());
    const refused = /^the engine could not be started from http.*pupil-wasm\.js: /;
    const calls = ["pupil.ready()", "pupil.Dataset.strokes({ count: 3 })", "model.summary()", "pupil.prepareDigit(new Uint8Array(4), 2, 2)"];
    await page.evaluate(() => {
      const { layers, Sequential } = globalThis.pupil;
      globalThis.model = new Sequential([layers.dense({ units: 1, inputShape: [2] })]);
    });
    for (const call of calls) assert.match(await failure(page, `await ${call}`), refused, call);
    const together = await page.evaluate(async () => {
      const { Dataset, ready } = globalThis.pupil;
      const settled = await Promise.allSettled([ready(), Dataset.strokes({ count: 3 }), globalThis.x.describe(), ready()]);
      return settled.map(({ status }) => status);
    });
    assert.deepEqual(together, ["rejected", "rejected", "fulfilled", "rejected"]);

    await context.unroute(missing);
    for (const call of calls.toReversed()) assert.equal(await failure(page, `await ${call}`), "nothing failed", call);
    const kept = await page.evaluate(async () => {
      const { ready } = globalThis.pupil;
      return [await globalThis.x.head(2), await globalThis.y.textsToSequences(["two one"]), (await ready()).reason];
    });
    assert.deepEqual(kept, [[[1, 2], [3, 5]], [[2, 1]], "the CPU was asked for"]);
    assert.equal(
      await failure(page, `pupil.configure({ backend: "webgpu" })`),
      'configure: the engine runs with backend "cpu" already; ask for "webgpu" before',
    );
    await page.close();
  }
});

test("a worker that cannot be fetched is named, from another origin and from the page's own", async () => {
  // A document that does not start the engine by itself.
  for (const url of [site.url, `${library.url}page.css`]) {
    const page = await browser.newPage();
    await page.goto(url);
    const context = page.context();
    await context.route(/pupil-worker\.js/, (route) => route.abort());
    await page.evaluate(async (url) => {
      globalThis.pupil = await import(url);
    }, `${library.url}pupil.js`);
    for (const call of ["ready()", "Dataset.strokes({ count: 3 })", `Table.fromCsv("a\\n1\\n")`]) {
      const message = await failure(page, `await pupil.${call}`);
      assert.match(message, /^the engine could not be started from http.*\/pupil-worker\.js: the script could not be loaded/, call);
    }
    await context.unroute(/pupil-worker\.js/);
    assert.equal(await failure(page, "await pupil.Dataset.strokes({ count: 3 })"), "nothing failed");
    await page.close();
  }
});

test("an engine that crashed is replaced", async () => {
  const page = await open();
  await page.evaluate(async () => {
    const { layers, Sequential, Dataset } = globalThis.pupil;
    globalThis.model = new Sequential([layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10, activation: "softmax" })]);
    await globalThis.model.compile({ optimizer: "sgd", loss: "sparse_categorical_crossentropy" });
    globalThis.x = await Dataset.strokes({ count: 64 });
    await new Promise((resolve) => {
      globalThis.run = globalThis.model
        .fit(globalThis.x, { epochs: 1e6, onBatchEnd: () => resolve() })
        .then(() => "done", (error) => error.message);
    });
  });
  await crashEngine(page);
  assert.match(await page.evaluate(() => globalThis.run), /the engine stopped \(.*a crash\); models and data sets that were not saved are gone/);
  assert.equal(await page.evaluate(() => globalThis.model.lost), true);
  assert.match(await failure(page, "await model.getWeights()"), /the engine was restarted/);
  assert.match(await failure(page, "await x.gather([0])"), /the data set is gone/);
  assert.equal(await page.evaluate(async () => (await globalThis.pupil.Dataset.strokes({ count: 3 })).length), 3);
  await page.close();
});
