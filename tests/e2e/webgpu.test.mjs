// WebGPU on Chromium's software adapter: the same numbers as on the CPU, lost devices, and browsers without a GPU.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { dist, eventually, launch, presentable, problemsOf, serve } from "./browser.mjs";

const SWIFTSHADER = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/**
 * Destroys the engine's device when the page asks for it; "for good" prevents new ones; can also break and repair
 * kernels.
 */
const LOSE = `
if (self.GPUAdapter) {
  const open = GPUAdapter.prototype.requestDevice;
  let last;
  GPUAdapter.prototype.requestDevice = async function (...options) {
    return (last = await open.apply(this, options));
  };
  const module = GPUDevice.prototype.createShaderModule;
  let spoilt = false;
  GPUDevice.prototype.createShaderModule = function ({ code }) {
    return module.call(this, { code: spoilt ? code.replace("fn main", "fn main_") : code });
  };
  new BroadcastChannel("lose").onmessage = ({ data }) => {
    if (data === "spoil" || data === "mend") return void (spoilt = data === "spoil");
    if (data === "for good") GPUAdapter.prototype.requestDevice = () => Promise.reject(new Error("no more devices"));
    last.destroy();
  };
}
`;

let browser, plain, library, site, changed;

before(async () => {
  changed = await mkdtemp(join(tmpdir(), "pupil-"));
  await writeFile(join(changed, "pupil-worker.js"), LOSE + (await readFile(join(dist, "pupil-worker.js"), "utf8")));
  library = await serve([changed, dist], { "access-control-allow-origin": "*" });
  site = await serve([fileURLToPath(new URL("fixtures/", import.meta.url))]);
  browser = await launch(SWIFTSHADER);
  plain = await launch();
});

after(async () => {
  await browser?.close();
  await plain?.close();
  library?.close();
  site?.close();
  if (changed) await rm(changed, { recursive: true });
});

/** A page with the library, its engine on this backend, and functions that make and train a network. */
async function engine(backend, from = browser, options = {}) {
  const context = await from.newContext();
  const page = await context.newPage();
  const warnings = [];
  page.on("console", (message) => warnings.push(message.text()));
  await page.goto(site.url);
  const info = await page.evaluate(
    async ([url, options]) => {
      globalThis.pupil = await import(url);
      const { layers, ready, Dataset, Sequential } = globalThis.pupil;
      const info = await ready(options);
      globalThis.network = async () => {
        const model = new Sequential(
          [
            layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1] }),
            layers.maxPooling2d({ poolSize: 2 }),
            layers.batchNormalization(),
            layers.flatten(),
            layers.dropout({ rate: 0.25 }),
            layers.dense({ units: 10, activation: "softmax" }),
          ],
          { seed: 7 },
        );
        await model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
        return model;
      };
      globalThis.digits = await Dataset.strokes({ count: 165, seed: 1 });
      return info;
    },
    [`${library.url}pupil.js`, { backend, ...options }],
  );
  return { page, info, warnings, close: () => context.close() };
}

/** Eleven steps, of which the last is short: losses, weights and predictions. */
const trained = (page) =>
  page.evaluate(async () => {
    const model = await globalThis.network();
    const { history } = await model.fit(globalThis.digits, { batchSize: 16, seed: 3, workers: 1, validationSplit: 0.1 });
    const { x, y } = await globalThis.digits.gather([0, 5, 160]);
    const all = Object.values(await model.activations(x));
    const gradients = async (seed) => {
      const found = await model.gradients(x, y, seed && { seed });
      return [found.loss, ...found.gradients.flatMap((gradient) => (gradient ? [...gradient.data] : []))];
    };
    const result = {
      history,
      evaluated: await model.evaluate(globalThis.digits, { batchSize: 64 }),
      weights: (await model.getWeights()).map(({ data }) => [...data]),
      predicted: [...(await model.predict(x)).data],
      activations: [...(await model.activations(x, "max_pooling2d")).data.slice(0, 200)],
      all: all.map(({ data }) => [...data]),
      gradients: [await gradients(), await gradients(3)],
      saved: (await model.save()).length,
      backend: await model.getBackend(),
    };
    model.dispose();
    return result;
  });

function close(a, b, what) {
  assert.equal(a.length, b.length, what);
  const largest = Math.max(...b.map(Math.abs), 1e-3);
  a.forEach((value, index) => {
    assert.ok(Math.abs(value - b[index]) <= 1e-4 * largest, `${what}[${index}]: ${value} on the GPU, ${b[index]} on the CPU`);
  });
}

test("a training is the same on the CPU and on the GPU", async () => {
  const [gpu, cpu] = [await engine("webgpu"), await engine("cpu")];
  assert.equal(gpu.info.backend, "webgpu");
  assert.match(gpu.info.adapter, /swiftshader/i);
  assert.deepEqual([cpu.info.backend, cpu.info.adapter, cpu.info.reason], ["cpu", null, "the CPU was asked for"]);
  const [ours, expected] = [await trained(gpu.page), await trained(cpu.page)];
  assert.deepEqual(ours.backend, { backend: "webgpu", reason: "it was asked for" });
  assert.equal(expected.backend.backend, "cpu");
  for (const [name, values] of Object.entries(expected.history)) close(ours.history[name], values, name);
  close(Object.values(ours.evaluated), Object.values(expected.evaluated), "evaluate");
  expected.weights.forEach((weight, index) => close(ours.weights[index], weight, `weight ${index}`));
  close(ours.predicted, expected.predicted, "predict");
  close(ours.activations, expected.activations, "activations");
  assert.equal(expected.all.length, 6);
  expected.all.forEach((output, layer) => close(ours.all[layer], output, `activations of layer ${layer}`));
  expected.gradients.forEach((gradients, seed) => close(ours.gradients[seed], gradients, seed ? "gradients with a seed" : "gradients"));
  assert.equal(ours.saved, expected.saved);
  await gpu.close();
  await cpu.close();
});

test("calls run between the steps of a training on the GPU", async () => {
  const { page, close } = await engine("webgpu");
  const { order, rates } = await page.evaluate(async () => {
    const model = await globalThis.network();
    const { x } = await globalThis.digits.gather([0]);
    const order = [];
    const training = model.fit(globalThis.digits, { batchSize: 8, epochs: 3 }).then(() => order.push("trained"));
    await model.predict(x);
    order.push("predicted");
    await Promise.all([model.getWeights(), model.summary(), model.evaluate(globalThis.digits, { batchSize: 64 }), model.save()]);
    await model.setLearningRate(0.01);
    order.push("asked");
    await training;
    return { order, rates: await model.getLearningRate() };
  });
  assert.equal(order[0], "predicted");
  assert.ok(order.includes("asked") && order.includes("trained"));
  assert.ok(Math.abs(rates - 0.01) < 1e-6);
  await close();
});

/** Loses the device in the third epoch; returns the notices and the rest of the training. */
const lose = (page, how) =>
  page.evaluate(async (how) => {
    const channel = new BroadcastChannel("lose");
    const model = await globalThis.network();
    const notices = [];
    let steps = 0;
    const { epoch, history } = await model.fit(globalThis.digits, {
      batchSize: 16,
      epochs: 6,
      seed: 3,
      onNotice: (message) => notices.push(message),
      callbacks: [{ onBatchEnd: () => void ((steps += 1), steps === 25 && channel.postMessage(how)) }],
    });
    channel.close();
    const { x } = await globalThis.digits.gather([0, 1]);
    const probabilities = [...(await model.predict(x)).data];
    const backend = await model.getBackend();
    model.dispose();
    // A new model works, too.
    const other = await globalThis.network();
    const after = await other.fit(globalThis.digits, { batchSize: 16 });
    return { epoch, loss: history.loss, notices, probabilities, backend, steps, after: after.history.loss };
  }, how);

for (const [how, goesOn] of [["once", "webgpu"], ["for good", "cpu"]]) {
  test(`a training whose device is lost ${how} continues with ${goesOn}`, async () => {
    const { page, close } = await engine("webgpu");
    const result = await lose(page, how);
    assert.deepEqual(result.epoch, [0, 1, 2, 3, 4, 5]);
    assert.equal(result.notices.length, 1, result.notices.join());
    assert.match(result.notices[0], new RegExp(`^device webgpu was lost \\(.+\\); the last \\d+ training steps? (are|is) lost, and it goes on with ${goesOn}$`));
    const lost = Number(/last (\d+)/.exec(result.notices[0])?.[1] ?? 1);
    assert.ok(lost <= 100 && lost <= result.steps, result.notices[0]);
    assert.deepEqual(result.backend, { backend: goesOn, reason: result.notices[0] });
    // The training continued: the first three epochs are lost, the last three are not.
    assert.ok(result.loss.every(Number.isFinite) && result.loss[5] < 0.9 * result.loss[0], result.loss.join());
    assert.ok(Math.abs(result.probabilities.slice(0, 10).reduce((sum, p) => sum + p) - 1) < 1e-4);
    assert.ok(result.after.every(Number.isFinite));
    await close();
  });
}

test("a kernel that the browser refuses is an error that names the layer, and the model still works", async () => {
  const { page, warnings, close } = await engine("webgpu");
  const { message, outputs } = await page.evaluate(async () => {
    const channel = new BroadcastChannel("lose");
    const tell = (what) => (channel.postMessage(what), new Promise((done) => setTimeout(done, 200)));
    const model = await globalThis.network();
    const { x } = await globalThis.digits.gather([0, 1]);
    await tell("spoil");
    const message = await model.predict(x).then(() => "", (error) => error.message);
    await tell("mend");
    channel.close();
    return { message, outputs: (await model.predict(x)).shape };
  });
  assert.match(message, /^device webgpu: the kernel of .*conv2d.* was refused: /);
  assert.deepEqual(outputs, [2, 10]);
  assert.deepEqual(warnings.filter((text) => /unhandled/i.test(text)), []);
  await close();
});

test("a value too large for the adapter is refused with a reason, and the model still works", async () => {
  const { page, close } = await engine("webgpu");
  const { message, outputs } = await page.evaluate(async () => {
    const { layers, Sequential, tensor } = globalThis.pupil;
    // 16 KB of activations for each word.
    const model = new Sequential([layers.embedding({ inputDim: 10, outputDim: 4096, inputShape: [512] }), layers.globalAveragePooling1d()]);
    const x = (samples) => tensor(new Float32Array(samples * 512), [samples, 512]);
    const message = await model.predict(x(250), { batchSize: 250 }).then(() => "", (error) => error.message);
    return { message, outputs: (await model.predict(x(2))).shape };
  });
  assert.match(message, /webgpu: .*this adapter allows \d+ MB\. Take a smaller batch, or for a single sample a smaller model$/);
  assert.deepEqual(outputs, [2, 4096]);
  await close();
});

test("disposed models leave no buffers behind", async () => {
  const { page, close } = await engine("webgpu");
  // Counts the megabytes of buffers that the worker makes and does not destroy.
  const worker = page.workers()[0];
  await worker.evaluate(() => {
    self.held = 0;
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      self.held += descriptor.size;
      const { destroy } = buffer;
      buffer.destroy = () => {
        if (!buffer.gone) self.held -= descriptor.size;
        buffer.gone = true;
        destroy.call(buffer);
      };
      return buffer;
    };
  });
  const held = async () => {
    await page.evaluate(async () => {
      const model = await globalThis.network();
      await model.fit(globalThis.digits, { batchSize: 32, workers: 1 });
      await model.evaluate(globalThis.digits);
      model.dispose();
      // Calls run one after the other: when this one is answered, the model is gone.
      await globalThis.digits.gather([0]);
    });
    return worker.evaluate(() => self.held);
  };
  const first = await held();
  for (let round = 0; round < 3; round += 1) assert.ok((await held()) <= first + 65536, "bytes of buffers that are left");
  assert.ok(first < 2e6, `${first} bytes are left of a model of several megabytes`);
  await close();
});

test("16-bit activations train where the adapter has them, otherwise the CPU takes over", async () => {
  const { page, info, close } = await engine("webgpu", browser, { float16: true });
  const listed = await page.evaluate(async () => (await navigator.gpu.requestAdapter()).features.has("shader-f16"));
  if (listed) assert.equal(info.backend, "webgpu");
  else assert.match(info.reason, /^the GPU \(.+\) could not be used: device webgpu: the adapter has no 16-bit floats \(shader-f16\)$/);
  const { history, backend } = await trained(page);
  assert.equal(backend.backend, listed ? "webgpu" : "cpu");
  assert.ok(Object.values(history).flat().every(Number.isFinite));
  await close();
});

test("without a GPU it runs on the CPU and says so", async () => {
  const asked = await engine("webgpu", plain);
  assert.equal(asked.info.backend, "cpu");
  assert.match(asked.info.reason, /^this browser (has no WebGPU|has WebGPU but finds no GPU)$/);
  const result = await trained(asked.page);
  assert.deepEqual(result.backend, { backend: "cpu", reason: asked.info.reason });
  await asked.close();
  // A software GPU is used only if it is asked for.
  const auto = await engine("auto");
  assert.equal(auto.info.backend, "cpu");
  assert.match(auto.info.reason, /^the only GPU is a program on the CPU \(.*swiftshader.*\)$/i);
  const wrong = await auto.page.evaluate(() => globalThis.pupil.ready({ backend: "webgpu" }).catch((error) => error.message));
  assert.equal(wrong, 'ready: the engine runs with backend "auto" already; ask for "webgpu" before');
  await auto.close();
});

test("auto measures a training that is not short, and keeps it where it is faster", async () => {
  // With another name, the software adapter counts as a real GPU.
  const named = await mkdtemp(join(tmpdir(), "pupil-"));
  const name = 'if (self.GPUAdapter) Object.defineProperty(GPUAdapter.prototype, "info", { get: () => ({ vendor: "a real one", architecture: "", device: "", description: "", isFallbackAdapter: false }) });';
  await writeFile(join(named, "pupil-worker.js"), name + (await readFile(join(dist, "pupil-worker.js"), "utf8")));
  const server = await serve([named, dist], { "access-control-allow-origin": "*" });
  const { url } = library;
  library.url = server.url;
  const { page, info, close } = await engine("auto").finally(() => (library.url = url));
  assert.deepEqual([info.backend, info.adapter], ["webgpu", "a real one"]);
  const { short, long, again, losses } = await page.evaluate(async () => {
    const model = await globalThis.network();
    await model.fit(globalThis.digits, { batchSize: 32, workers: 1 });
    const short = await model.getBackend();
    // These steps are expected to take seconds; the first ones are enough.
    const stop = new AbortController();
    const losses = [];
    const options = { batchSize: 32, epochs: 2000, workers: 1, signal: stop.signal };
    const train = () => model.fit(globalThis.digits, { ...options, onEpochEnd: (epoch, logs) => void (losses.push(logs.loss), epoch > 1 && stop.abort()) });
    await train().catch(() => {});
    const long = await model.getBackend();
    return { short, long, again: (await model.predict((await globalThis.digits.gather([0])).x)).shape, losses };
  });
  assert.deepEqual(short, { backend: "cpu", reason: "the training is too short to try the GPU" });
  const [, gpu, cpu] = /^a training step takes ([\d.]+) ms on the GPU and ([\d.]+) ms on the CPU$/.exec(long.reason);
  assert.equal(long.backend, Number(gpu) < Number(cpu) ? "webgpu" : "cpu");
  assert.deepEqual(again, [1, 10]);
  assert.ok(losses.every(Number.isFinite));
  await close();
  server.close();
  await rm(named, { recursive: true });
});

test("the digits lesson trains on the GPU that the page was switched to", async () => {
  const pages = await serve([dist]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US" });
  const page = await context.newPage();
  const problems = problemsOf(page);
  await page.goto(pages.url);
  const open = () => page.getByTestId("about").locator("summary").click();
  const line = page.getByTestId("device-line");
  await open();
  await line.filter({ hasText: /^Models run on the CPU\. No GPU is used: the only GPU is a program on the CPU/ }).waitFor();
  await page.getByTestId("device").selectOption("webgpu");
  await page.waitForLoadState();
  await open();
  await line.filter({ hasText: /^Models run on the GPU \(.*swiftshader.*\)\.$/i }).waitFor();
  for (const file of ["pupil-gpu.js", "pupil-gpu_bg.wasm"]) {
    await eventually(() => page.evaluate((file) => caches.match(file).then(Boolean), file), `a copy of ${file}`);
  }
  await open();
  const at = (id) => page.locator(`pupil-digits [data-testid="${id}"]`);
  await at("settings").click();
  await at("samples").fill("320");
  await at("epochs").fill("1");
  await at("close-settings").click();
  await at("view-training").click();
  await at("train").click();
  await at("speed").filter({ hasText: /on the GPU \(WebGPU\)/ }).waitFor();
  await at("view-results").waitFor();
  // Losses arrive some steps later, several at once. The curve still ends at the last step.
  const steps = await page.locator("pupil-digits pupil-curves").first().evaluate(({ data: [x] }) => [x.length, x.at(-1)]);
  assert.ok(steps[0] > 1 && steps[0] <= steps[1], `${steps[0]} points`);
  assert.equal(steps[1], 10, "320 digits, 32 at a time");
  assert.deepEqual(problems, []);
  await open();
  await presentable(page, "header");
  // The choice is stored, and can be changed back.
  await page.getByTestId("device").selectOption("cpu");
  await page.waitForLoadState();
  await open();
  await line.filter({ hasText: "Models run on the CPU. No GPU is used: the CPU was asked for." }).waitFor();
  await page.getByTestId("lang").selectOption("zh");
  await line.filter({ hasText: "模型在处理器上运行。没有使用显卡：已选择处理器。" }).waitFor();
  await context.close();
  pages.close();
});
