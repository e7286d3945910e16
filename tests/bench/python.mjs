// Measures in headless Chromium how fast Python cells compute: `fit` beside the JavaScript library on one worker, a
// product of large matrices, a call on a small array, and a plain loop. `node python.mjs` measures ROUNDS times, in turns.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dist, launch, serve } from "../e2e/browser.mjs";
import { processor } from "./processor.mjs";

const rounds = Number(process.env.ROUNDS ?? "5");
// A page without lessons, whose engine nobody else uses.
const pages = mkdtempSync(join(tmpdir(), "pupil-bench-"));
writeFileSync(join(pages, "bench.html"), '<!doctype html><script type="module" src="pupil-elements.js"></script><pupil-python></pupil-python>');
const site = await serve([pages, dist]);
const browser = await launch();
const page = await browser.newPage();
page.on("pageerror", (error) => console.error(String(error)));
await page.goto(`${site.url}bench.html`);
await page.waitForFunction(() => customElements.get("pupil-python"));

/** The same training in both languages: the digits CNN on 1,024 pictures of random numbers. */
const PYTHON = `
import time, numpy as np, keras
x = np.random.RandomState(0).rand(1024, 28, 28, 1).astype("float32")
y = np.arange(1024) % 10
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.MaxPooling2D(2),
    keras.layers.Conv2D(64, 3, activation="relu"), keras.layers.MaxPooling2D(2),
    keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=1, batch_size=32, verbose=0)`;

await page.evaluate(async (code) => {
  const cell = document.createElement("pupil-python");
  document.body.append(cell);
  globalThis.python = async (code) => {
    cell.code = code;
    const { output, error } = await cell.run();
    if (error) throw new Error(error);
    return Number(output);
  };
  cell.code = code;
  await cell.run();
  const { ready, layers, Sequential } = await import("./pupil.js");
  await ready({ backend: "cpu" });
  const model = new Sequential([
    layers.conv2d({ filters: 32, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1] }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 64, kernelSize: 3, activation: "relu" }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    layers.dense({ units: 10, activation: "softmax" }),
  ]);
  await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
  const x = { data: Float32Array.from({ length: 1024 * 784 }, () => Math.random()), shape: [1024, 28, 28, 1] };
  const y = { data: Int32Array.from({ length: 1024 }, (_, at) => at % 10), shape: [1024] };
  const fit = () => model.fit(x, y, { epochs: 1, batchSize: 32, workers: 1 });
  await fit();
  globalThis.javascript = async () => {
    const began = performance.now();
    await fit();
    return (performance.now() - began) / 1000;
  };
}, PYTHON);

const timed = (code) => `import time\nbegan = time.perf_counter()\n${code}\nprint(time.perf_counter() - began)`;
const parts = {
  "fit, JavaScript library on one worker": () => page.evaluate(() => globalThis.javascript()),
  "fit, Python": (run) => run(timed('_ = model.fit(x, y, epochs=1, batch_size=32, verbose=0)')),
  "a @ b of 1000 x 1000 float32": (run) => run(`a = np.ones((1000, 1000), "float32")\n${timed("_ = a @ a")}`),
  "10,000 sums of an array of 10": (run) => run(`s = np.ones(10)\n${timed("for _ in range(10000): s + s")}`),
  "a million additions in a function": (run) =>
    run(`def f():\n    n = 0\n    for i in range(1000000): n += i\n${timed("f()")}`),
};
const run = (code) => page.evaluate((code) => globalThis.python(code), code);
const times = Object.fromEntries(Object.keys(parts).map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, part] of Object.entries(parts)) times[name].push(await part(run));
}
console.log(processor().text);
for (const [name, values] of Object.entries(times)) {
  const sorted = values.toSorted((a, b) => a - b);
  console.log(`${name.padEnd(42)} median ${sorted[sorted.length >> 1].toFixed(3)} s, least ${sorted[0].toFixed(3)} s`);
}
await browser.close();
site.close();
rmSync(pages, { recursive: true });
