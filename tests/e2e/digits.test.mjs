// The digits lesson as a visitor uses it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { crashEngine, dist, eventually, keptLessons, launch, oneView, presentable, problemsOf, serve, settles, still } from "./browser.mjs";

// Digits as people write them: strokes of points, with x and y from 0 to 1.
const around = (x, y, rx, ry, from, to, steps = 16) =>
  Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + rx * Math.sin(angle), y - ry * Math.cos(angle)];
  });

const DIGITS = [
  [around(0.5, 0.5, 0.18, 0.28, 0, -370)],
  [[[0.42, 0.3], [0.52, 0.2], [0.52, 0.8]]],
  [[...around(0.5, 0.36, 0.17, 0.16, -80, 130), [0.34, 0.78], [0.5, 0.76], [0.7, 0.77]]],
  [[...around(0.48, 0.34, 0.17, 0.15, -70, 170, 12), ...around(0.48, 0.63, 0.2, 0.16, 5, 245, 14)]],
  [[[0.36, 0.22], [0.32, 0.54], [0.68, 0.54]], [[0.6, 0.24], [0.58, 0.8]]],
  [[[0.66, 0.22], [0.4, 0.23], [0.37, 0.47], ...around(0.48, 0.61, 0.19, 0.17, -30, 215, 14)]],
  [[[0.6, 0.2], [0.46, 0.32], [0.37, 0.5], ...around(0.5, 0.62, 0.15, 0.16, -80, 290)]],
  [[[0.32, 0.24], [0.68, 0.23], [0.56, 0.5], [0.46, 0.8]]],
  [[...around(0.5, 0.35, 0.14, 0.14, 30, -160, 12), ...around(0.5, 0.64, 0.17, 0.16, 20, 350, 16), [0.44, 0.5], [0.62, 0.3]]],
  [[...around(0.5, 0.36, 0.15, 0.15, 70, -290), [0.64, 0.5], [0.6, 0.8]]],
];

let browser, site;

before(async () => {
  site = await serve([dist]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** An element of the digits lesson, or of the page's bar: several lessons use the same names. */
const at = (page, id) => page.locator(`:is(pupil-digits, .bar) [data-testid="${id}"]`);

/** Shows a view in the middle of the stage. */
const view = (page, name) => at(page, `view-${name}`).click();

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", ...options });
  const page = await context.newPage();
  const problems = problemsOf(page);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(site.url);
  await ready(page);
  return { context, page, problems, requests };
}

/** Waits until a model answers. */
const ready = (page) => at(page, "source").filter({ hasText: /network|网络/ }).waitFor();

async function draw(page, strokes) {
  const pad = at(page, "pad");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  for (const stroke of strokes) {
    const [[x, y], ...rest] = stroke.map(([x, y]) => [box.x + box.width * x, box.y + box.height * y]);
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const [x, y] of rest) await page.mouse.move(x, y, { steps: 3 });
    await page.mouse.up();
  }
}

const probabilities = (page) =>
  page.evaluate(() => {
    const root = document.querySelector("pupil-digits").shadowRoot;
    return Array.from({ length: 10 }, (_, digit) => Number(root.querySelector(`[data-testid="bar-${digit}"]`).dataset.value));
  });

/** Waits until the guess is `expected`, and returns it. */
const guess = (page, expected) =>
  settles(async () => {
    const text = await at(page, "guess").textContent();
    assert.equal(text, String(expected));
    return text;
  });

/** Opens the settings, all of them, and closes them after `change`. */
async function withSettings(page, change) {
  await at(page, "settings").click();
  const more = page.locator("pupil-digits details.more");
  if (!(await more.evaluate((details) => details.open))) await more.locator("summary").click();
  await change();
  await at(page, "close-settings").click();
}

/** Settings of a small training, so that a test takes seconds. */
const settings = (page, values) =>
  withSettings(page, async () => {
    for (const [id, value] of Object.entries(values)) await at(page, id).fill(String(value));
  });

/** The result of the test at the end of a training. */
async function tested(page) {
  await at(page, "view-results").click();
  return at(page, "test-accuracy").textContent();
}

/** The summary of the model that answers. */
async function summary(page) {
  await view(page, "code");
  return at(page, "summary");
}

test("each digit drawn by hand is read, and undone and cleared", async (t) => {
  const { context, page, problems, requests } = await open();
  for (const [digit, strokes] of DIGITS.entries()) {
    await at(page, "clear").click();
    await guess(page, "–");
    await draw(page, strokes);
    assert.equal(await guess(page, digit), String(digit), `a drawn ${digit}`);
    const sum = (await probabilities(page)).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-3, `the probabilities of ${digit} add up to ${sum}`);
  }
  const times = await page.evaluate(() => performance.getEntriesByName("pupil:recognise").map((entry) => entry.duration));
  t.diagnostic(`recognising took ${times.toSorted((a, b) => a - b)[times.length >> 1].toFixed(1)} ms (median of ${times.length})`);

  await at(page, "clear").click();
  await draw(page, DIGITS[4]);
  assert.equal(await guess(page, 4), "4");
  await at(page, "undo").click();
  await at(page, "undo").click();
  assert.equal(await guess(page, "–"), "–");
  // Of a hundred examples, one looks to the network like no digit: then another one is asked for.
  await settles(async () => {
    await at(page, "example").click();
    assert.match(await still(() => at(page, "guess").textContent()), /\d/);
  });
  await at(page, "pad").focus();
  await page.keyboard.press("Escape");
  assert.equal(await guess(page, "–"), "–");
  assert.deepEqual(problems, []);
  const foreign = requests.filter((url) => !url.startsWith(site.url) && !url.startsWith("data:") && !url.startsWith("blob:"));
  assert.deepEqual(foreign, [], "no request leaves the page's origin");
  await context.close();
});

test("a network is trained, paused, stepped, stopped, tested, saved and loaded", async () => {
  const { context, page, problems } = await open();
  await view(page, "code");
  assert.match(await at(page, "keras-code").textContent(), /layers\.Conv2D\(64, \(3, 3\), activation="relu"\)/);
  await settings(page, { samples: 2000, epochs: 4, "batch-size": 32 });
  await draw(page, DIGITS[3]);
  await view(page, "training");
  await at(page, "train").click();
  const loss = async () => {
    const text = await at(page, "loss-chart").locator(".key span").first().textContent();
    return Number(/[\d.]+$/.exec(text)?.[0]);
  };
  await page.waitForFunction(() => /images\/s/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="speed"]').textContent));
  const first = await loss();
  assert.match(await at(page, "source").textContent(), /is learning/);

  await at(page, "pause").click();
  const progress = () => at(page, "progress").evaluate((bar) => bar.value);
  const held = await still(progress);
  assert.ok(held < 1, "nothing is trained while paused");
  await at(page, "step").click();
  await settles(async () => assert.ok((await progress()) > held));
  assert.ok(Math.abs((await still(progress)) - held - 32 / 8000) < 1e-6, "a step is one batch");
  await at(page, "train").click();

  await at(page, "view-results").waitFor();
  const last = await loss();
  assert.ok(last < 0.6 * first, `the loss went from ${first} to ${last}`);
  assert.equal(await at(page, "loss-chart").locator("canvas").count(), 1);
  await settles(async () => assert.equal(await at(page, "filters").locator("pupil-picture").count(), 32));
  const accuracy = Number(/([\d.]+)%/.exec(await tested(page))[1]);
  assert.ok(accuracy > 70, `${accuracy} % of the test digits`);
  assert.equal(await at(page, "confusion").locator("tbody tr").count(), 10);
  assert.ok((await at(page, "mistakes").locator("li").count()) > 0);

  const before = await probabilities(page);
  await view(page, "code");
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save").click()]);
  const file = await readFile(await download.path());
  await at(page, "reset").click();
  assert.match(await at(page, "source").textContent(), /this page’s network/);
  await at(page, "load").setInputFiles({ name: "mine.safetensors", mimeType: "application/octet-stream", buffer: file });
  await page.waitForFunction(() => /mine\.safetensors/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="source"]').textContent));
  await settles(async () => assert.deepEqual(await probabilities(page), before, "the loaded model answers as the saved one"));

  await at(page, "load").setInputFiles({ name: "broken.safetensors", mimeType: "application/octet-stream", buffer: file.subarray(0, 5000) });
  await at(page, "error").waitFor();
  assert.match(await at(page, "error").textContent(), /broken\.safetensors: .*cut short/);
  assert.match(await at(page, "source").textContent(), /mine\.safetensors/, "the model in use stays");

  await at(page, "train").click();
  await page.waitForFunction(() => /images\/s/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="speed"]').textContent));
  await at(page, "stop").click();
  await page.waitForFunction(() => /Stopped/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="speed"]').textContent));
  assert.match(await at(page, "source").textContent(), /you trained/);
  assert.deepEqual(problems, []);
  await context.close();
});

/** Files like MNIST's, with one picture for each digit. */
function idx(count) {
  const header = (magic, sizes) => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length);
    bytes.writeUInt32BE(magic);
    sizes.forEach((size, axis) => bytes.writeUInt32BE(size, 4 + 4 * axis));
    return bytes;
  };
  const pixels = Buffer.alloc(count * 784);
  const labels = Buffer.alloc(count);
  for (let i = 0; i < count; i += 1) {
    labels[i] = i % 10;
    // A bar whose place shows the digit, which is easy to learn.
    for (let y = 4; y < 24; y += 1) pixels.fill(255, i * 784 + y * 28 + 2 * (i % 10) + 3, i * 784 + y * 28 + 2 * (i % 10) + 6);
  }
  return { images: Buffer.concat([header(2051, [count, 28, 28]), pixels]), labels: Buffer.concat([header(2049, [count]), labels]) };
}

test("IDX files are read, and broken ones are named", async () => {
  const { context, page, problems } = await open();
  await at(page, "settings").click();
  await page.locator("pupil-digits details.more summary").click();
  await at(page, "dataset").selectOption("files");
  const drop = async (...files) => at(page, "drop").setInputFiles(files.map(([name, buffer]) => ({ name, mimeType: "application/octet-stream", buffer })));
  const train = idx(200);
  const held = idx(50);
  await drop(["train-images-idx3-ubyte", train.images.subarray(0, 9000)]);
  await at(page, "error").waitFor();
  assert.match(await at(page, "error").textContent(), /train-images-idx3-ubyte: the file has 9000 bytes, its header promises 156816; it is cut short/);
  await drop(["holiday.jpg", Buffer.from("\xff\xd8\xff\xe0 a picture", "latin1")]);
  await page.waitForFunction(() => /holiday/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="error"]').textContent));
  assert.match(await at(page, "error").textContent(), /holiday\.jpg: not one of MNIST’s files/);
  const { gzipSync } = await import("node:zlib");
  await drop(["train-images-idx3-ubyte.gz", gzipSync(train.images)], ["train-labels-idx1-ubyte", train.labels], ["t10k-images-idx3-ubyte", held.images]);
  await page.waitForFunction(() => /Missing: test labels/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="files"]').textContent));
  await drop(["t10k-labels-idx1-ubyte.gz", gzipSync(held.labels)]);
  await page.waitForFunction(() => /: 200 training and 50 test digits/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="files"]').textContent));
  await at(page, "batch-size").fill("0");
  await at(page, "close-settings").click();
  await at(page, "train").click();
  await at(page, "error").waitFor();
  assert.match(await at(page, "source").textContent(), /this page’s network/, "a network that was never trained reads nothing");
  await settings(page, { epochs: 8, "batch-size": 16 });
  await at(page, "train").click();
  const accuracy = Number(/([\d.]+)% of 50/.exec(await tested(page))[1]);
  assert.ok(accuracy > 50, `${accuracy} %`);
  await settings(page, { "batch-size": 0 });
  await at(page, "train").click();
  await at(page, "error").waitFor();
  assert.match(await at(page, "error").textContent(), /Batch size: 0/);
  await settings(page, { epochs: 0 });
  await at(page, "train").click();
  await page.waitForFunction(() => /Epochs: 0/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="error"]').textContent));
  assert.deepEqual(problems, []);
  await context.close();
});

test("the progress of a long training survives a reload in its middle", async () => {
  const { context, page, problems } = await open();
  // Makes a minute pass in a second.
  await page.evaluate(() => {
    const now = performance.now.bind(performance);
    performance.now = () => 60 * now();
  });
  await settings(page, { samples: 500, epochs: 1000 });
  await at(page, "train").click();
  await eventually(async () => (await keptLessons(page)).includes("digits"), "a kept model");
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  assert.match(await at(page, "speed").textContent(), /Stopped/);
  assert.match(await at(page, "source").textContent(), /you trained/);
  await withSettings(page, async () => assert.equal(await at(page, "epochs").inputValue(), "1000"));
  assert.deepEqual(problems, []);
  await context.close();
});

test("a trained network survives a reload, and continues to learn, until it is reset", async () => {
  const { context, page, problems } = await open();
  await settings(page, { samples: 1000, epochs: 2 });
  await at(page, "train").click();
  const result = await tested(page);
  await draw(page, DIGITS[3]);
  const before = await still(() => probabilities(page));
  const again = async () => {
    await page.reload();
    await ready(page);
  };
  await again();
  await at(page, "kept").waitFor();
  assert.match(await at(page, "source").textContent(), /you trained/);
  assert.equal(await at(page, "speed").textContent(), "", "it was not stopped");
  assert.equal(await tested(page), result);
  await withSettings(page, async () => {
    assert.equal(await at(page, "samples").inputValue(), "1000");
    await at(page, "dataset").selectOption("files");
  });
  // A training that fails to start changes nothing.
  await at(page, "train").click();
  await page.waitForFunction(() => document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="error"]'));
  assert.equal(await at(page, "speed").textContent(), "");
  await again();
  await at(page, "kept").waitFor();
  assert.equal(await tested(page), result);
  assert.equal(await at(page, "speed").textContent(), "");
  await draw(page, DIGITS[3]);
  await settles(async () => {
    const now = await probabilities(page);
    // The pad may be at a slightly different place, by a fraction of a pixel.
    assert.ok(now.every((value, digit) => Math.abs(value - before[digit]) < 1e-3), `before ${before}, now ${now}`);
  });
  const curve = () => at(page, "loss-chart").locator(".key span").first().textContent().then((text) => Number(/[\d.]+$/.exec(text)[0]));
  await view(page, "training");
  const loss = await curve();
  await at(page, "train").click();
  await at(page, "pause").waitFor();
  await at(page, "view-results").waitFor();
  assert.ok((await curve()) < loss, `it goes on from ${loss}`);
  await at(page, "reset").click();
  // After an immediate reload, the browser may not have deleted it yet.
  await settles(async () => assert.deepEqual(await keptLessons(page), []));
  await again();
  assert.equal(await at(page, "kept").count(), 0);
  assert.match(await at(page, "source").textContent(), /this page’s network/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("after a crash of the engine, only unsaved models are lost", async () => {
  const { context, page, problems } = await open();
  const crash = () => crashEngine(page);
  await draw(page, DIGITS[7]);
  assert.equal(await guess(page, 7), "7");
  await crash();
  await at(page, "clear").click();
  await draw(page, DIGITS[3]);
  assert.equal(await guess(page, 3), "3");
  assert.equal(await at(page, "error").count(), 0, "nothing was lost");

  await settings(page, { samples: 2000, epochs: 50 });
  await at(page, "train").click();
  await page.waitForFunction(() => /images\/s/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="speed"]').textContent));
  await crash();
  await at(page, "error").waitFor();
  assert.match(await at(page, "error").textContent(), /the engine stopped.* not saved (is|are) gone/i);
  await page.waitForFunction(() => /this page’s network/.test(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="source"]').textContent));
  assert.equal(await guess(page, 3), "3");
  await settings(page, { samples: 200, epochs: 1 });
  await at(page, "train").click();
  await at(page, "view-results").waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("screen readers hear the guess once it no longer changes", async () => {
  const { context, page } = await open();
  await page.evaluate(() => {
    globalThis.changed = [];
    globalThis.said = [];
    const root = document.querySelector("pupil-digits").shadowRoot;
    const watch = (part, told) => new MutationObserver(told).observe(root.querySelector(`[data-testid="${part}"]`), { childList: true, characterData: true, subtree: true });
    watch("guess", () => globalThis.changed.push(performance.now()));
    watch("said", () => globalThis.said.push({ text: root.querySelector('[data-testid="said"]').textContent, time: performance.now() }));
  });
  await draw(page, DIGITS[3]);
  await page.waitForFunction(() => /^3, \d+ percent$/.test(globalThis.said.at(-1)?.text));
  await page.waitForTimeout(1000);
  const { said, changed } = await page.evaluate(() => ({ said: globalThis.said, changed: globalThis.changed }));
  assert.match(said.at(-1).text, /^3, \d+ percent$/);
  // A slow machine may rest within a drawing, so there may be more than one.
  for (const { text, time } of said) {
    const before = changed.filter((change) => change <= time).at(-1) ?? 0;
    assert.ok(time - before > 300, `“${text}” was said ${time - before} ms after a change`);
  }
  await context.close();
});

test("the model shown is the one that reads", async () => {
  const { context, page } = await open();
  const file = await page.evaluate(async () => {
    const { Sequential, layers } = await import("./pupil.js");
    return [...(await new Sequential([layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10, activation: "softmax" })]).save())];
  });
  const shows = async (count) => (await summary(page)).filter({ hasText: count }).waitFor();
  await view(page, "code");
  await at(page, "load").setInputFiles({ name: "small.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from(file) });
  await shows("7,850");
  await settings(page, { samples: 200, epochs: 1 });
  await at(page, "train").click();
  // At its end a training shows its results by itself.
  await at(page, "view-results").waitFor();
  await shows("225,034");
  await at(page, "reset").click();
  await shows("7,850");
  await page.locator("pupil-digits").getByText("Use this page’s network").click();
  await shows("225,034");
  await context.close();
});

test("a file of Keras opens, too; a model that takes pixels in another range is refused with what to do", async () => {
  const { context, page } = await open();
  const [unit, bytes] = await page.evaluate(async () => {
    const { Sequential, layers } = await import("./pupil.js");
    const file = async (first) => {
      const model = new Sequential([...first, layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10, activation: "softmax" })]);
      return [...(await model.save({ format: "keras" }))];
    };
    return [await file([]), await file([layers.rescaling({ scale: 1 / 255, inputShape: [28, 28, 1] })])];
  });
  await view(page, "code");
  const upload = (name, file) => at(page, "load").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(file) });
  await upload("mine.keras", unit);
  await at(page, "summary").filter({ hasText: "7,850" }).waitFor();
  await upload("bytes.keras", bytes);
  await at(page, "error").filter({ hasText: /bytes\.keras: this model takes pixels in another range than 0 to 1.*“Your model”/ }).waitFor();
  assert.match(await at(page, "summary").textContent(), /7,850/, "the model that was there stays");
  await context.close();
});

test("data that the site lacks are requested only when chosen, and named", async () => {
  const { context, page, requests } = await open();
  assert.ok(!requests.some((url) => url.includes("data/")), "nothing is fetched before it is wanted");
  await page.evaluate(() => document.querySelector("pupil-digits").setAttribute("data-prefix", "nowhere/"));
  await withSettings(page, () => at(page, "dataset").selectOption("fetch"));
  await at(page, "train").click();
  await at(page, "error").waitFor();
  assert.match(await at(page, "error").textContent(), /nowhere\/.* could not be fetched \(404\).*cargo xtask data/);
  await context.close();
});

test("a digit draws itself until the visitor draws; the layers show what they make of it", async () => {
  const { context, page } = await open();
  await guess(page, 3);
  await draw(page, DIGITS[1]);
  assert.equal(await guess(page, 1), "1", "the visitor's digit takes its place");
  const network = page.locator("pupil-digits pupil-network-view");
  const shapes = await network.evaluate((view) => view.layers.map(({ shape, data }) => [shape.join(), data.length]));
  assert.deepEqual(shapes, [["28,28,1", 784], ["26,26,32", 21632], ["13,13,32", 5408], ["11,11,64", 7744], ["5,5,64", 1600], ["128", 128], ["10", 10]]);
  assert.equal(await network.evaluate((view) => view.links.length), 24);
  await context.close();
});

test("a value of a map is explained by its nine products, and they give what the engine computed", async () => {
  const { context, page } = await open();
  await draw(page, DIGITS[8]);
  await guess(page, 8);
  await at(page, "network").focus();
  const value = () => page.locator("pupil-digits pupil-network-view").evaluate(({ layers, hit }) => {
    const { data, shape } = layers[hit.layer];
    return shape.length === 3 ? data[(hit.row * shape[1] + hit.column) * shape[2] + hit.channel] : data[hit.channel];
  });
  const said = async (pattern) => pattern.exec((await at(page, "inspected").innerText()).replaceAll("−", "-"));
  for (const layer of ["Conv 3×3", "Max pool 2×2", "Conv 3×3", "Max pool 2×2", "Dense"]) {
    await page.keyboard.press("ArrowRight");
    await settles(async () => assert.ok((await at(page, "inspected").innerText()).startsWith(layer), layer));
    // Not every value is 0: look at some maps and pixels.
    for (const key of ["ArrowDown", "ArrowDown", "Shift+ArrowDown", "Shift+ArrowLeft", "ArrowDown"]) {
      await page.keyboard.press(key);
      const found = await settles(async () => {
        const match = await said(/(-?[\d.]+)$/);
        assert.ok(match && Math.abs(Number(match[1]) - (await value())) < 0.006, `${layer}: said ${match?.[1]}, computed ${await value()}`);
        return match;
      });
      assert.ok(found);
      const products = await said(/= (-?[\d.]+) → relu → (-?[\d.]+)/);
      if (products) assert.ok(Math.abs(Math.max(0, Number(products[1])) - Number(products[2])) < 0.011, products[0]);
    }
  }
  await context.close();
});

test("maps are live while it trains, and the moments of a training can be looked at again", async () => {
  const { context, page, problems } = await open();
  await draw(page, DIGITS[5]);
  await settings(page, { samples: 3000, epochs: 3 });
  await page.evaluate(() => {
    globalThis.looks = new Set();
    const view = document.querySelector("pupil-digits").shadowRoot.querySelector("pupil-network-view");
    const count = () => {
      globalThis.looks.add(view.layers[1]?.data[300 * 32 + 5]);
      requestAnimationFrame(count);
    };
    count();
  });
  await at(page, "train").click();
  await at(page, "view-results").waitFor();
  assert.ok((await page.evaluate(() => globalThis.looks.size)) > 5, "the maps changed while it trained");
  const slider = at(page, "time-lapse");
  const last = Number(await slider.getAttribute("max"));
  assert.ok(last >= 5, `${last + 1} moments`);
  const layers = () => page.locator("pupil-digits pupil-network-view").evaluate((view) => view.layers[1].data[300 * 32 + 5]);
  const now = await layers();
  await slider.fill("0");
  await settles(async () => assert.notEqual(await layers(), now));
  await draw(page, DIGITS[5]);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a mistake is put on the pad, and the network is taught what it is", async () => {
  const { context, page, problems } = await open();
  await settings(page, { samples: 1000, epochs: 2 });
  await at(page, "train").click();
  await tested(page);
  const mistake = at(page, "mistakes").locator("button").first();
  const [, truth, said] = /a (\d), read as (\d)/.exec(await mistake.getAttribute("aria-label"));
  await mistake.click();
  await guess(page, said);
  assert.equal(await at(page, "truth").textContent(), `true digit: ${truth}`);
  // The digit is in the link.
  await page.waitForFunction(() => /ink=[0-9a-z]+_$/.test(location.hash));
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator('pupil-digits [data-testid="guess"]').filter({ hasText: /\d/ }).waitFor();
  const seen = (page) => page.evaluate(() => Array.from(document.querySelector("pupil-digits").shadowRoot.querySelector('[data-testid="preview"]').pixels ?? []));
  const [here, there] = [await seen(page), await seen(other)];
  const far = Math.max(...here.map((value, at) => Math.abs(value - there[at])));
  assert.ok(far < 0.15, `the same digit, up to 16 levels of grey: ${far}`);
  await other.close();
  for (let tries = 0; tries < 3 && (await at(page, "guess").textContent()) !== truth; tries += 1) {
    await at(page, "teach").selectOption(truth);
    await at(page, "pause").waitFor();
    await at(page, "view-results").waitFor();
    await still(() => at(page, "guess").textContent());
  }
  assert.equal(await at(page, "guess").textContent(), truth);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a scribble is no digit, and the lesson says so", async () => {
  const { context, page } = await open();
  await at(page, "clear").click();
  await draw(page, [[[0.2, 0.2], [0.8, 0.3], [0.3, 0.5], [0.7, 0.2], [0.2, 0.7], [0.8, 0.8], [0.5, 0.3], [0.4, 0.9], [0.9, 0.5]]]);
  await guess(page, "?");
  assert.match(await at(page, "coach").textContent(), /none of the digits/);
  assert.ok(Math.max(...(await probabilities(page))) < 0.3, "no class is likely");
  await context.close();
});

test("ink is rubbed out, and the answer falls", async () => {
  const { context, page } = await open();
  await guess(page, 3);
  const sure = async () => (await probabilities(page))[3];
  // Until the demonstration is over.
  await still(async () => JSON.stringify(await probabilities(page)));
  assert.ok((await sure()) > 0.9);
  await at(page, "eraser").click();
  await draw(page, [[[0.2, 0.15], [0.8, 0.2], [0.75, 0.35], [0.3, 0.3], [0.7, 0.4]]]);
  await settles(async () => assert.ok((await sure()) < 0.8, "without its upper half it is hardly a 3"));
  await at(page, "clear").click();
  await draw(page, DIGITS[7]);
  assert.equal(await guess(page, 7), "7", "after clearing, the pad draws again");
  await context.close();
});

test("what the stage shows is saved as a picture, and a training as a GIF; link and code are copied", async () => {
  const { context, page } = await open();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await guess(page, 3);
  const save = async (id) => {
    const [download] = await Promise.all([page.waitForEvent("download"), at(page, id).click()]);
    return readFile(await download.path());
  };
  await at(page, "share").click();
  assert.equal((await save("save-picture")).subarray(1, 4).toString(), "PNG");
  assert.equal(await at(page, "save-film").count(), 0, "nothing was trained yet");
  await at(page, "share").click();
  await settings(page, { samples: 1000, epochs: 2 });
  await at(page, "train").click();
  await at(page, "view-results").waitFor();
  await at(page, "share").click();
  const film = await save("save-film");
  assert.equal(film.subarray(0, 6).toString(), "GIF89a");
  await at(page, "copy-link").click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /#digits\?n=1000&epochs=2$/);
  await at(page, "copy-embed").click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^<script type="module" src="http[^"]+pupil-elements\.js"><\/script>\n<pupil-digits state="n=1000&amp;epochs=2"><\/pupil-digits>$/);
  await context.close();
});

test("the settings are in the link", async () => {
  const { context, page } = await open();
  await settings(page, { samples: 500, "learning-rate": 0.003 });
  await page.waitForFunction(() => location.hash === "#digits?n=500&lr=0.003");
  const { url } = { url: page.url() };
  const other = await context.newPage();
  await other.goto(url.replace("n=500", "n=700&epochs=-3&opt=magic&nonsense=1"));
  await ready(other);
  await withSettings(other, async () => {
    assert.equal(await at(other, "samples").inputValue(), "700");
    assert.equal(await at(other, "learning-rate").inputValue(), "0.003");
    assert.equal(await at(other, "epochs").inputValue(), "3", "what is not allowed is ignored");
  });
  await context.close();
});

test("the drawing is in the link, and a link may hold nonsense", async () => {
  const { context, page } = await open();
  await at(page, "clear").click();
  await draw(page, DIGITS[5]);
  await guess(page, 5);
  // The address is written a moment after a change, also in the middle of a stroke: its last one holds the whole drawing.
  await still(() => page.evaluate(() => location.hash), 800);
  assert.match(await page.evaluate(() => location.hash), /^#digits\?ink=[0-9a-z.]{40,}$/);
  const before = await probabilities(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await ready(other);
  assert.equal(await guess(other, 5), "5");
  assert.ok(Math.abs((await probabilities(other))[5] - before[5]) < 0.1, "about as sure as before");
  await draw(other, DIGITS[1]);
  await at(other, "undo").click();
  assert.equal(await guess(other, 5), "5", "the drawing of the link can be changed");
  await at(other, "clear").click();
  await other.waitForFunction(() => location.hash === "#digits");
  await other.goto(page.url().replace(/ink=.*/, "ink=-zzzz.1x.<b>"));
  await other.reload();
  await ready(other);
  assert.equal(await guess(other, 3), "3", "the demonstration draws instead");
  await context.close();
});

test("the settings take the focus; Escape, their button and another view close them", async () => {
  const { context, page } = await open();
  const focus = () => page.evaluate(() => document.querySelector("pupil-digits").shadowRoot.activeElement?.getAttribute("data-testid"));
  await at(page, "settings").click();
  await settles(async () => assert.equal(await focus(), "drawer"));
  await page.keyboard.press("Escape");
  await at(page, "drawer").waitFor({ state: "detached" });
  await settles(async () => assert.equal(await focus(), "settings"));
  await at(page, "settings").click();
  await at(page, "drawer").waitFor();
  await view(page, "code");
  await at(page, "drawer").waitFor({ state: "detached" });
  await at(page, "share").click();
  await at(page, "share-menu").waitFor();
  await page.mouse.click(640, 300);
  await at(page, "share-menu").waitFor({ state: "detached" });
  await context.close();
});

test("no serious accessibility problem; one view; nothing wider than the screen; two languages", async () => {
  for (const [width, height, colorScheme, locale] of [
    [1280, 800, "light", "en-US"],
    [390, 844, "dark", "zh-CN"],
  ]) {
    const { context, page } = await open({ viewport: { width, height }, colorScheme, locale });
    await draw(page, DIGITS[2]);
    assert.equal(await guess(page, 2), "2", `${width} px`);
    await oneView(page, "pupil-digits");
    await settings(page, { samples: 200, epochs: 1 });
    await at(page, "train").click();
    await at(page, "view-results").waitFor();
    await oneView(page, "pupil-digits");
    for (const name of ["network", "training", "results", "code"]) {
      await view(page, name);
      await presentable(page);
    }
    const chinese = locale === "zh-CN";
    assert.equal(await page.locator("html").getAttribute("lang"), chinese ? "zh-Hans" : "en");
    assert.equal((await at(page, "clear").textContent()).trim(), chinese ? "清除" : "Clear");
    await at(page, "lang").selectOption(chinese ? "en" : "zh");
    assert.equal((await at(page, "clear").textContent()).trim(), chinese ? "Clear" : "清除");
    await context.close();
  }
});
