// Testing and training an opened model on a visitor's data: the panel of pupil-model.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { dist, launch, presentable, problemsOf, serve, settles } from "./browser.mjs";
import { png, zip } from "./pictures.mjs";

const data = process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url));

const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data: blob:",
].join("; ");

let browser, site;

before(async () => {
  // The policy is on for all tests: styles that it drops would be errors in the console.
  site = await serve([dist], { "content-security-policy": POLICY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

const upload = (name, content) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });

/** A page with one element, and the model that `make`, a function of the library, returns. */
async function open(make, { width = 1280, lang = "en", colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "en-US", colorScheme, serviceWorkers: "block" });
  const page = await context.newPage();
  const problems = problemsOf(page);
  const body = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Alone</title>
    <script type="module" src="pupil-elements.js"></script><pupil-model lang="${lang}"></pupil-model></html>`;
  await page.addInitScript(() => {
    globalThis.events = [];
    for (const name of ["pupil-epoch", "pupil-trained", "pupil-error"]) {
      addEventListener(name, ({ detail }) => globalThis.events.push({ name, detail }));
    }
  });
  await page.route("**/alone.html", (route) => route.fulfill({ body, headers: { "content-type": "text/html", "content-security-policy": POLICY } }));
  await page.goto(`${site.url}alone.html`);
  if (make) {
    // The page's policy forbids new Function, so the source becomes a module of the site.
    await page.route("**/make.js", (route) => route.fulfill({ body: `export default ${make};`, contentType: "text/javascript" }));
    await page.evaluate(async () => {
      const [pupil, { default: make }] = await Promise.all([import("./pupil.js"), import("./make.js")]);
      document.querySelector("pupil-model").model = await make(pupil);
    });
  }
  const at = (id) => page.locator(`pupil-model [data-testid="${id}"]`);
  return { context, page, problems, at };
}

const numberIn = async (locator) => Number.parseFloat((await locator.textContent()).replace("−", "-"));

/** Rows of two numbers, a name for their class, and a number that follows from them. */
function rows(count) {
  const lines = ["id,width,height,colour,kind,size"];
  for (let i = 0; i < count; i += 1) {
    const [a, b] = [((i * 37) % 100) / 10, ((i * 61) % 100) / 10];
    lines.push(`${i},${a},${b},${i % 3 ? "red" : "blue"},${a > b ? "wide" : "tall"},${(2 * a - b + 1).toFixed(2)}`);
  }
  return lines.join("\n");
}

const CLASSIFIER = `async ({ Sequential, layers }) => {
  const model = new Sequential([layers.dense({ units: 8, activation: "tanh", inputShape: [2] }), layers.dense({ units: 2, activation: "softmax" })], { name: "shapes", seed: 3 });
  model.metadata.classes = JSON.stringify(["wide", "tall"]);
  return model;
}`;

test("a table: columns are guessed, answers are listed, a test scores, training helps and can be undone", async () => {
  const { context, page, problems, at } = await open(CLASSIFIER);
  await at("data-files").setInputFiles(upload("shapes.csv", rows(200)));
  // There are more columns than the model takes, so the visitor chooses. The number of the row is not among the guesses.
  await at("data-error").filter({ hasText: "The columns give 4 numbers; the model takes 2." }).waitFor();
  assert.equal(await at("target").inputValue(), "kind");
  assert.equal(await at("feature-id").isChecked(), false);
  for (const name of ["colour", "size"]) await at(`feature-${name}`).uncheck();
  await at("answers").waitFor();
  assert.equal(await at("data-error").count(), 0);
  assert.match(await at("data-facts").textContent(), /shapes\.csv · 200 samples · 2 classes: tall, wide/);
  await at("test").click();
  await at("score").waitFor();
  const share = async () => Number(/(\d+) of 200 right/.exec(await at("score").textContent())[1]);
  const before = await share();
  const answer = () => at("answers").textContent();
  const first = await answer();
  await at("epochs").fill("30");
  await at("learning-rate").fill("0.05");
  await at("train").click();
  await at("outcome").waitFor();
  assert.match(await at("outcome").textContent(), /On samples held back: \d+ of 40 right before, (3[6-9]|40) of 40 right now\./);
  await at("test").click();
  await settles(async () => assert.ok((await share()) > 180));
  assert.ok((await share()) > before);
  assert.notEqual(await answer(), first);
  const events = await page.evaluate(() => globalThis.events.map(({ name }) => name));
  assert.equal(events.filter((name) => name === "pupil-epoch").length, 30);
  assert.equal(events.at(-1), "pupil-trained");
  // The trained model is what is saved, and what answers above.
  const [download] = await Promise.all([page.waitForEvent("download"), at("save-answers").click()]);
  const csv = readFileSync(await download.path(), "utf8").trim().split("\n");
  assert.equal(csv.length, 201);
  assert.equal(csv[0], "sample,truth,answer,probability,wide,tall");
  await at("undo-training").click();
  await at("data-notice").waitFor();
  await settles(async () => assert.equal(await answer(), first));
  assert.deepEqual(problems, []);
  await context.close();
});

test("numbers: a model of numbers learns a column, and its scaler scales fields and tables alike", async () => {
  const make = `async ({ Sequential, layers }) => {
    const model = new Sequential([layers.dense({ units: 1, inputShape: [2] })], { name: "size", seed: 1 });
    model.metadata.features = JSON.stringify(["width", "height"]);
    model.metadata.scaler = JSON.stringify({ class_name: "StandardScaler", mean: [5, 3], scale: [2, 0.5] });
    await model.setWeights([{ data: new Float32Array([2, 3]), shape: [2, 1] }, { data: new Float32Array([1]), shape: [1] }]);
    return model;
  }`;
  const { context, page, problems, at } = await open(make);
  // (7 - 5) / 2 * 2 + (2 - 3) / 0.5 * 3 + 1 = -3
  await at("field-0").fill("7");
  await at("field-1").fill("2");
  await settles(async () => assert.equal(await numberIn(at("guess")), -3));
  assert.equal(await at("field-0").getAttribute("aria-labelledby"), "name-0");
  assert.deepEqual([await at("slider-0").getAttribute("min"), await at("slider-0").getAttribute("max")], ["-1", "11"]);
  await at("scaler").uncheck();
  await at("field-0").fill("7");
  await at("field-1").fill("2");
  await settles(async () => assert.equal(await numberIn(at("guess")), 21));
  await at("scaler").check();
  await at("data-files").setInputFiles(upload("sizes.csv", "name,height,width,size\na,2,7,-3\nb,3,5,1\nc,,4,2\n"));
  await at("answers").waitFor();
  // The table's columns are in another order than the model's features.
  const cells = await at("answers").locator("tbody tr").first().locator("td").allTextContents();
  assert.deepEqual(cells.map((cell) => cell.trim()), ["−3", "−3"]);
  assert.match(await at("data-notes").textContent(), /1 row was left out because a value is missing/);
  await at("test").click();
  await at("score").filter({ hasText: /Mean error 0 over 2 samples/ }).waitFor();
  await at("target").selectOption("name");
  await at("data-error").filter({ hasText: "Column “name” does not hold numbers" }).waitFor();
  await at("target").selectOption("");
  await at("why").filter({ hasText: "do not say what the answers should be" }).waitFor();
  assert.equal(await at("train").count(), 0);
  await at("data-remove").click();
  await at("data-facts").waitFor({ state: "detached" });
  await at("data-files").setInputFiles(upload("sizes.csv", rows(100)));
  await at("answers").waitFor();
  await at("learning-rate").fill("0.5");
  await at("epochs").fill("100");
  await at("train").click();
  await at("outcome").waitFor();
  const [before, now] = (await at("outcome").textContent()).match(/mean error [\d.]+/g).map((one) => Number(one.slice(11)));
  assert.ok(now < before / 5, `${before} became ${now}`);
  // A learning rate that is no number is refused, and the model stays.
  await at("learning-rate").fill("-1");
  await at("train").click();
  await at("data-error").filter({ hasText: /Learning rate: -1 is not allowed/ }).waitFor();
  assert.equal(await at("undo-training").count(), 1);
  assert.deepEqual(problems, []);
  await context.close();
});

test("while it trains nothing else can be chosen; undoing gives back which layers learn", async () => {
  const { context, page, problems, at } = await open(CLASSIFIER);
  await at("data-files").setInputFiles(upload("shapes.csv", rows(200)));
  for (const name of ["colour", "size"]) await at(`feature-${name}`).uncheck();
  await at("answers").waitFor();
  const trainable = () => page.evaluate(async () => (await document.querySelector("pupil-model").model.layers()).map(({ trainable }) => trainable));
  const weights = () => page.evaluate(async () => (await document.querySelector("pupil-model").model.getWeights()).map(({ data }) => [...data]));
  const before = await weights();
  await at("layers-learn").selectOption("last");
  await at("epochs").fill("1000");
  await at("train").click();
  await at("pause").click();
  assert.equal(await at("target").isDisabled(), true);
  assert.equal(await at("data-files").isDisabled(), true);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["a,b\n1,2"], "other.csv"));
    document.querySelector("pupil-model").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, composed: true }));
  });
  await at("data-error").filter({ hasText: "A training is running. Stop it first." }).waitFor();
  await at("stop").click();
  await at("undo-training").waitFor();
  assert.deepEqual(await trainable(), [false, true]);
  const trained = await weights();
  assert.deepEqual(trained[0], before[0], "the first layer did not learn");
  assert.notDeepEqual(trained[2], before[2]);
  await at("undo-training").click();
  await at("data-notice").waitFor();
  assert.deepEqual(await trainable(), [true, true]);
  assert.deepEqual(await weights(), before);
  assert.equal(await at("layers-learn").inputValue(), "file");
  await at("epochs").fill("1");
  await at("train").click();
  await at("outcome").waitFor();
  const again = await weights();
  assert.notDeepEqual(again[0], before[0], "the first layer learns again");
  // What was trained and not saved can be had back after another model was opened.
  await at("close").click();
  await at("example-digits").click();
  await at("name").filter({ hasText: "digits.safetensors" }).waitFor();
  await at("back").click();
  await at("name").filter({ hasText: "shapes" }).waitFor();
  assert.deepEqual(await weights(), again);
  assert.equal(await at("back").count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
});

test("logits become probabilities, and arrays are paired by their names whatever the letters", async () => {
  const make = `async ({ Sequential, layers, losses }) => {
    const model = new Sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
    await model.setWeights([{ data: new Float32Array([1, 0]), shape: [2, 1] }, { data: new Float32Array([0]), shape: [1] }]);
    await model.compile({ optimizer: "adam", loss: losses.binaryCrossentropy({ fromLogits: true }) });
    return model;
  }`;
  const { context, problems, at } = await open(make);
  const part = (name, values, labels) => [[`X_${name}.npy`, npy([values.length, 2], values.flatMap((value) => [value, 0]))], [`Y_${name}.npy`, npy([labels.length], labels)]];
  // A logit above 0 means the second class. At 0 both are as likely, which counts as the second.
  await at("data-files").setInputFiles(upload("pairs.npz", zip([...part("val", [1, 2, 3], [0, 0, 0]), ...part("test", [1, 2, 3], [1, 1, 1])])));
  await at("answers").waitFor();
  await at("part").selectOption({ label: "X_test" });
  await at("target").filter({ hasText: "Y_test" }).waitFor();
  assert.equal(await at("target").inputValue(), "Y_test");
  await at("test").click();
  await at("score").filter({ hasText: "3 of 3 right" }).waitFor();
  assert.match(await at("answers").textContent(), /73\.1%/, "the sigmoid of 1");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a scaler that is dropped on an open model belongs to it from then on, and the trained weights stay", async () => {
  const make = `async ({ Sequential, layers }) => {
    const model = new Sequential([layers.dense({ units: 1, inputShape: [3] })], { name: "three", seed: 1 });
    await model.setWeights([{ data: new Float32Array([1, 0, 0]), shape: [3, 1] }, { data: new Float32Array([0]), shape: [1] }]);
    return model;
  }`;
  const { context, page, problems, at } = await open(make);
  await at("took").waitFor();
  assert.equal(await at("scaler").count(), 0);
  const folder = fileURLToPath(new URL("../formats/pickles/", import.meta.url));
  await at("open").setInputFiles(join(folder, "standard-2.pkl"));
  await at("scaler").waitFor();
  assert.equal(await at("name").textContent(), "three");
  const { mean, scale } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"))["standard-2.pkl"][1];
  await at("field-0").fill("4");
  await settles(async () => assert.ok(Math.abs((await numberIn(at("guess"))) - (4 - mean[0]) / scale[0]) < 1e-3));
  assert.deepEqual(problems, []);
  await context.close();
});

test("pictures in folders and in a zip archive: classes by name, a guess is said to be one, and training separates them", async () => {
  const make = `async ({ Sequential, layers }) => {
    const model = new Sequential([layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", inputShape: [8, 8, 3] }), layers.globalAveragePooling2d(), layers.dense({ units: 1, activation: "sigmoid" })], { seed: 2 });
    model.metadata.classes = JSON.stringify(["blue", "red"]);
    return model;
  }`;
  const { context, page, problems, at } = await open(make);
  const picture = (red, i) => png(12, 12, (x, y) => (red ? [200 + (i % 5) * 8, (x * 9 + i) % 60, 20] : [20, (y * 9 + i) % 60, 200 + (i % 5) * 8]));
  const files = [];
  for (let i = 0; i < 30; i += 1) for (const red of [0, 1]) files.push([`set/${red ? "Red" : "blue"}/${i}.png`, picture(red, i)]);
  files.push(["set/blue/broken.png", Buffer.from("no picture")], ["__MACOSX/set/blue/._1.png", Buffer.from("x")]);
  await at("data-files").setInputFiles(upload("colours.zip", zip(files)));
  await at("answers").waitFor();
  assert.match(await at("data-facts").textContent(), /colours\.zip · 60 samples · 2 classes: Red, blue/);
  assert.match(await at("data-notes").textContent(), /1 file was left out\. .*broken\.png/);
  assert.equal(await at("mapping-guess").count(), 0, "the names are the model's, but for capitals");
  assert.equal(await at("map-0").inputValue(), "1");
  await at("learning-rate").fill("0.03");
  await at("epochs").fill("40");
  await at("train").click();
  await at("outcome").filter({ hasText: /12 of 12 right now/ }).waitFor();
  await at("test").click();
  await at("score").filter({ hasText: "60 of 60 right: 100.0%" }).waitFor();
  // Another choice of how pixels become numbers reads the pictures again.
  await at("scaling").selectOption("signed");
  await at("score").waitFor({ state: "detached" });
  await at("answers").waitFor();
  // Names that the model does not know.
  const others = files.slice(0, 60).map(([path, bytes]) => [path.replace("Red", "warm").replace("blue", "cold"), bytes]);
  await at("data-files").setInputFiles(upload("others.zip", zip(others)));
  await at("mapping-guess").waitFor();
  await at("map-0").selectOption("-1");
  await at("test").click();
  await at("score").filter({ hasText: /of 30 right/ }).waitFor();
  // The model can take over the data's names, which are saved with it.
  await at("map-0").selectOption("0");
  await at("rename-classes").click();
  await at("mapping-guess").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.querySelector("pupil-model").model.metadata.classes), '["cold","warm"]');
  await at("guess").filter({ hasText: /^(cold|warm)$/ }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("texts: a table of texts is read by the model's tokenizer, and so are folders of text files", async () => {
  const make = `async ({ Sequential, Tokenizer, layers }) => {
    const tokenizer = new Tokenizer({ numWords: 50 });
    await tokenizer.fitOnTexts(["good great fine film plot actors", "bad poor dull film plot actors"]);
    const model = new Sequential([layers.embedding({ inputDim: 50, outputDim: 4, inputShape: [6] }), layers.globalAveragePooling1d(), layers.dense({ units: 1, activation: "sigmoid" })], { seed: 4 });
    model.metadata.tokenizer = await tokenizer.toJSON();
    return model;
  }`;
  const { context, problems, at } = await open(make);
  const [good, bad] = [["good", "great", "fine"], ["bad", "poor", "dull"]];
  const lines = Array.from({ length: 60 }, (_, i) => `${i % 2 ? good[i % 3] : bad[i % 3]} ${["film", "plot", "actors"][(i >> 1) % 3]}\t${i % 2 ? "pos" : "neg"}`);
  await at("data-files").setInputFiles(upload("reviews.tsv", ["review\tsentiment", ...lines, "\tpos"].join("\n")));
  await at("answers").waitFor();
  assert.match(await at("data-facts").textContent(), /reviews\.tsv · 60 samples · 2 classes: neg, pos/);
  assert.match(await at("data-notes").textContent(), /1 row was left out/);
  await at("learning-rate").fill("0.1");
  await at("epochs").fill("30");
  await at("train").click();
  await at("outcome").filter({ hasText: /12 of 12 right now/ }).waitFor();
  const folder = [...Array(4).keys()].map((i) => [`mine/${i % 2 ? "pos" : "neg"}/${i}.txt`, Buffer.from(i % 2 ? "a great film" : "a dull plot")]);
  await at("data-files").setInputFiles(upload("mine.zip", zip(folder)));
  await at("data-facts").filter({ hasText: "mine.zip · 4 samples" }).waitFor();
  await at("test").click();
  await at("score").filter({ hasText: "4 of 4 right" }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

/** A NumPy array of bytes. */
function npy(shape, values) {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")},), }\n`;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\0", "latin1"), size, Buffer.from(header, "latin1"), Buffer.from(values)]);
}

/** Pictures of 6 x 6 bytes with a bright left or right half, and which half it is. */
function halves(count) {
  const pixels = [];
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  for (const [i, label] of labels.entries()) {
    for (let at = 0; at < 36; at += 1) pixels.push(at % 6 >= 3 === Boolean(label) ? 180 + (i % 7) * 10 : (i * at) % 60);
  }
  return { pixels, labels };
}

const PICTURES = `({ Sequential, layers }) => new Sequential([layers.flatten({ inputShape: [6, 6, 1] }), layers.dense({ units: 2, activation: "softmax" })], { name: "halves", seed: 5 })`;

test("arrays: parts of an .npz, IDX files and a table of pixels give the same samples", async () => {
  const { context, page, problems, at } = await open(PICTURES);
  const [train, check] = [halves(60), halves(20)];
  const npz = zip([
    ["x_train.npy", npy([60, 6, 6], train.pixels)],
    ["y_train.npy", npy([60], train.labels)],
    ["x_test.npy", npy([20, 6, 6], check.pixels)],
    ["y_test.npy", npy([20], check.labels)],
  ]);
  await at("data-files").setInputFiles(upload("halves.npz", npz));
  await at("data-facts").filter({ hasText: "halves.npz · 60 samples · 2 classes: 0, 1" }).waitFor();
  await at("learning-rate").fill("0.05");
  await at("epochs").fill("20");
  await at("train").click();
  await at("outcome").filter({ hasText: /12 of 12 right now/ }).waitFor();
  assert.equal(await at("target").inputValue(), "y_train");
  await at("part").selectOption({ label: "x_test" });
  await at("data-facts").filter({ hasText: "20 samples" }).waitFor();
  const score = async () => {
    await at("test").click();
    await at("score").waitFor();
    return at("score").textContent();
  };
  assert.match(await score(), /20 of 20 right/);
  const answers = await at("answers").locator("td").allTextContents();
  const idx = (magic, sizes, values) => {
    const header = Buffer.alloc(4 + 4 * sizes.length);
    [magic, ...sizes].forEach((value, at) => header.writeUInt32BE(value, 4 * at));
    return Buffer.concat([header, Buffer.from(values)]);
  };
  await at("data-files").setInputFiles([
    upload("t10k-images-idx3-ubyte", idx(2051, [20, 6, 6], check.pixels)),
    upload("t10k-labels-idx1-ubyte", idx(2049, [20], check.labels)),
  ]);
  await at("data-facts").filter({ hasText: "t10k-images-idx3-ubyte, …" }).waitFor();
  assert.match(await score(), /20 of 20 right/);
  assert.deepEqual(await at("answers").locator("td").allTextContents(), answers);
  const table = [["label", ...Array.from({ length: 36 }, (_, i) => `pixel${i}`)]];
  check.labels.forEach((label, i) => table.push([label, ...check.pixels.slice(36 * i, 36 * i + 36)]));
  await at("data-files").setInputFiles(upload("test.csv", table.map((row) => row.join(",")).join("\n")));
  await at("data-facts").filter({ hasText: "test.csv" }).waitFor();
  assert.match(await score(), /20 of 20 right/);
  assert.deepEqual(await at("answers").locator("td").allTextContents(), answers);
  await at("data-files").setInputFiles(upload("other.npy", npy([4, 5], Array(20).fill(1))));
  await at("data-error").filter({ hasText: "other.npy: no array has the shape (…, 6, 6, 1); it holds other (4, 5)." }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("the files of MNIST are read as they are downloaded, and the shipped model reads its digits", async (t) => {
  if (!existsSync(join(data, "mnist"))) return t.skip(`${data}mnist is not there`);
  const { context, problems, at } = await open();
  await at("zone").waitFor();
  await at("example-digits").click();
  await at("took").waitFor();
  await at("data-files").setInputFiles(["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"].map((name) => join(data, "mnist", name)));
  await at("data-facts").filter({ hasText: "10,000 samples · 10 classes: 0, 1, 2" }).waitFor();
  await at("test").click();
  await at("score").waitFor();
  const [, right] = /([\d,]+) of 10,000 right/.exec(await at("score").textContent());
  assert.ok(Number(right.replace(",", "")) > 9500, right);
  // The training in the file ended at a rate near 0, so a usual one is offered.
  assert.equal(await at("learning-rate").inputValue(), "0.001");
  await at("ended-rate").waitFor();
  await at("epochs").fill("1");
  await at("train").click();
  await at("outcome").waitFor();
  assert.match(await at("outcome").textContent(), /1,9\d\d of 2,000 right now/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("samples are dropped on the element; before a model is open, and for several inputs, it says what to do", async () => {
  const { context, page, problems, at } = await open();
  const drop = (name, text) =>
    page.evaluate(([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      document.querySelector("pupil-model").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, composed: true }));
    }, [name, text]);
  await at("zone").waitFor();
  await drop("shapes.csv", rows(20));
  await at("error").filter({ hasText: "Open a model first. Then drop shapes.csv again, to test and train the model with it." }).waitFor();
  await at("example-digits").click();
  await at("took").waitFor();
  await drop("digits.csv", "a,b\n1,2\n");
  await at("data-error").waitFor();
  await page.route("**/two.js", (route) => route.fulfill({ body: `export default ({ Model, input, layers }) => {
    const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [3], name: "b" })];
    return new Model({ inputs: [a, b], outputs: layers.dense({ units: 1 }).apply(layers.concatenate().apply([a, b])) });
  };`, contentType: "text/javascript" }));
  await page.evaluate(async () => {
    const [pupil, { default: make }] = await Promise.all([import("./pupil.js"), import("./two.js")]);
    document.querySelector("pupil-model").model = make(pupil);
  });
  await at("several-ends").waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("the panel fits narrow screens and dark pages, in Chinese, too", async () => {
  for (const [width, colorScheme, lang] of [[1280, "light", "en"], [390, "dark", "zh"]]) {
    const { context, page, at } = await open(CLASSIFIER, { width, colorScheme, lang });
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(":root { color-scheme: light dark; background: light-dark(#faf9f6, #131417); }");
      document.adoptedStyleSheets.push(sheet);
    });
    await at("data-files").setInputFiles(upload("shapes.csv", rows(100)));
    for (const name of ["colour", "size"]) await at(`feature-${name}`).uncheck();
    await at("answers").waitFor();
    await at("test").click();
    await at("score").waitFor();
    await at("epochs").fill("2");
    await at("train").click();
    await at("outcome").waitFor();
    await presentable(page);
    await context.close();
  }
});
