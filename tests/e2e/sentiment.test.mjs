// The lesson "Words" as a visitor uses it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { crashEngine, dist, eventually, launch, oneView, presentable, serve, settles, still } from "./browser.mjs";

/** Data that are not part of the repository. */
const data = process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url));

/** The lesson alone in a page, as on any other website. */
const ALONE = `<!doctype html><html lang="en"><title>Alone</title><body>
<script type="module" src="pupil-elements.js"></script><pupil-sentiment></pupil-sentiment></body></html>`;

const FOUR = [
  ["I love this movie", 1],
  ["This film is terrible", 0],
  ["What a wonderful experience", 1],
  ["I hate this film", 0],
];

let browser, site;

before(async () => {
  site = await serve([dist]);
  browser = await launch();
  await makeClassifier();
});

after(async () => {
  await browser?.close();
  site?.close();
});

const at = (page, id) => page.locator(`pupil-sentiment [data-testid="${id}"]`);
const said = (page, id) => at(page, id).textContent().then((text) => text.replace(/\s+/g, " ").trim());

async function open({ shipped = false, missing = false, url = site.url, path = "alone.html", ...options } = {}) {
  // Tests cannot answer the requests of a service worker.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block", ...options });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: ALONE }));
  // Tests that train their own model do not use the shipped one, which may change.
  if (!shipped) await context.route("**/models/sentiment.safetensors", (route) => route.fulfill({ body: Buffer.from(classifier) }));
  if (missing) await context.route("**/models/sentiment.safetensors", (route) => route.fulfill({ status: 404 }));
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url + path);
  if (!missing) await ready(page);
  return { context, page, problems, requests };
}

/** Waits until a model answers. */
const ready = (page) => at(page, "finding").filter({ hasText: /positive|negative|undecided|正面|负面|难以判断/ }).waitFor();

/** Shows a view in the middle of the stage. */
const view = (page, name) => at(page, `view-${name}`).click();

/** A model instead of the shipped one, made once: it learns two kinds of sentences until it can distinguish them. */
let classifier;

async function makeClassifier() {
  const page = await browser.newPage();
  await page.goto(site.url);
  classifier = await page.evaluate(async () => {
    const { Sequential, Tokenizer, layers, padSequences, tensor } = await import("./pupil.js");
    const texts = ["a good film", "a bad film", "good fun", "bad food", "very good and warm", "very bad and cold", "the film is good", "the film is bad"];
    const tokenizer = new Tokenizer();
    await tokenizer.fitOnTexts(texts);
    const words = [...(await tokenizer.wordIndex())].sort(([, a], [, b]) => a - b).map(([word]) => word);
    const model = new Sequential([
      layers.embedding({ inputDim: words.length + 1, outputDim: 8, inputShape: [6] }),
      layers.lstm({ units: 8 }),
      layers.dense({ units: 1, activation: "sigmoid" }),
    ], { seed: 3 });
    await model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
    const x = await padSequences(await tokenizer.textsToSequences(texts), { maxlen: 6 });
    await model.fit(x, tensor([1, 0, 1, 0, 1, 0, 1, 0].map((label) => [label])), { epochs: 300 });
    model.metadata = { vocabulary: words.join(" "), maxlen: "6" };
    return [...(await model.save({ includeOptimizer: false }))];
  });
  await page.close();
}

/** Waits until the answer for this text is shown. */
const answered = (page, text) => settles(async () => assert.equal(await at(page, "probability").getAttribute("data-text"), text));

/** The probability that the page shows. */
const probability = (page) => at(page, "probability").getAttribute("data-value");

/** Types a text and returns its probability. */
async function ask(page, text) {
  await at(page, "text").fill("");
  await answered(page, "");
  await at(page, "text").pressSequentially(text);
  await answered(page, text);
  return Number(await probability(page));
}

/** Opens the settings. */
async function drawer(page) {
  if (!(await at(page, "drawer").count())) await at(page, "settings").click();
  const more = at(page, "more");
  if (!(await more.evaluate(({ open }) => open))) await more.locator("summary").click();
}

async function settings(page, values) {
  await drawer(page);
  for (const [id, value] of Object.entries(values)) await at(page, id).fill(String(value));
}

/** Chooses the sentences to train on. */
async function source(page, name) {
  await drawer(page);
  await at(page, "dataset").selectOption(name);
}

async function train(page, values = {}) {
  await settings(page, values);
  await view(page, "results");
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  return Number(/([\d.]+)%/.exec(await said(page, "test-accuracy"))[1]);
}

/** Waits for a text of an element of the lesson. */
const shows = (page, id, pattern) => settles(async () => assert.match(await said(page, id), pattern));

/** The words of the timeline with their kinds. */
const words = (page, kind = "") => page.locator(`pupil-sentiment [data-testid="word"]${kind}`);

const dropped = (page, name, content) =>
  at(page, "drop").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

const failed = (page, pattern) => at(page, "error").filter({ hasText: pattern }).waitFor();

const SMALL = { vocabulary: 500, maxlen: 20, embedding: 8, lstm: 8 };

test("a text is judged as it is typed; words are tinted, unknown and cut-off words are marked", async () => {
  const { context, page, problems, requests } = await open();
  assert.ok((await ask(page, "The film is good")) > 0.9);
  assert.equal(await said(page, "finding"), "positive");
  const found = await words(page).evaluateAll((all) => all.map((word) => [word.textContent, Number(word.dataset.weight), word.className, word.title]));
  const [word, weight, kind, title] = found.toSorted(([, a], [, b]) => b - a)[0];
  assert.equal(word, "good");
  assert.match(kind, /^word known positive/);
  assert.ok(weight > 1, `good weighs ${weight}`);
  assert.match(title, /^more positive; without it \d+%$/);
  assert.match(await at(page, "strongest").locator("li").first().textContent(), /\+ good/);

  // The answer changes with every letter.
  assert.ok((await ask(page, "the film is bad")) < 0.1);
  assert.equal(await said(page, "finding"), "negative");
  await at(page, "text").press("Backspace");
  await answered(page, "the film is ba");
  assert.deepEqual(await words(page, ".unknown").allTextContents(), ["ba"]);

  await ask(page, "a zorgle, very good");
  const unknown = words(page, ".unknown");
  assert.equal(await unknown.textContent(), "zorgle,");
  assert.equal(await unknown.getAttribute("title"), "not in the vocabulary");
  assert.match(await unknown.evaluate((span) => getComputedStyle(span).textDecoration), /underline.* dotted/);

  await ask(page, "bad bad the film is very good and warm");
  assert.deepEqual(await words(page, ".cut").allTextContents(), ["bad", "bad", "the"], "the model reads 6 words");

  await at(page, "text").fill("zorgle");
  await answered(page, "zorgle");
  assert.equal(await said(page, "finding"), "undecided");
  assert.match(await said(page, "doubt"), /knows none of these words/);
  await at(page, "chip").filter({ hasText: "The food was cold" }).click();
  assert.match(await at(page, "text").inputValue(), /^The food was cold/);
  await ask(page, "GOOD!");
  await shows(page, "said", /^positive, \d+ percent positive\. For positive: GOOD\.$/);
  const times = await page.evaluate(() => performance.getEntriesByName("pupil:sentiment").map((entry) => entry.duration));
  assert.ok(times.length > 10);
  assert.deepEqual(problems, []);
  assert.deepEqual(requests.filter((url) => !url.startsWith(site.url) && !url.startsWith("blob:")), [], "no request leaves the page's origin");
  await context.close();
});

test("the timeline: the verdict after each word; words are dragged, taken out and moved by keys", async () => {
  const { context, page, problems } = await open();
  const text = "the film is good, very good";
  await ask(page, text);
  const after = () => at(page, "after").evaluateAll((all) => all.map(({ dataset }) => dataset.value && Number(dataset.value)));
  const expected = await asked(page, ["the", "the film", "the film is", "the film is good", "the film is good very", text]);
  for (const [at, value] of (await after()).entries()) assert.ok(Math.abs(value - expected[at]) < 1e-5, `word ${at}: ${value} and ${expected[at]}`);

  // A click takes a word out; another one brings it back. The text stays.
  await words(page).nth(3).click();
  await settles(async () => assert.deepEqual(await words(page, ".away").allTextContents(), ["good,"]));
  assert.equal(await at(page, "text").inputValue(), text);
  await settles(async () => assert.ok(Math.abs(Number(await probability(page)) - expected[5]) > 1e-4));
  const [without] = await asked(page, ["the film is very good"]);
  assert.ok(Math.abs(Number(await probability(page)) - without) < 1e-5);
  assert.equal((await after())[3], "", "it is not read");
  await words(page).nth(3).click();
  await settles(async () => assert.ok(Math.abs(Number(await probability(page)) - expected[5]) < 1e-5));

  // A drag moves it; what is between words stays.
  const box = async (place) => (await words(page).nth(place).boundingBox());
  const from = await box(1);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  const to = await box(4);
  for (let step = 1; step <= 10; step += 1) {
    await page.mouse.move(from.x + ((to.x + to.width - from.x) * step) / 10, from.y + 10);
    await page.waitForTimeout(80);
  }
  await page.mouse.up();
  await answered(page, "the is good very, film good");
  assert.equal(await at(page, "text").inputValue(), "the is good very, film good");
  assert.equal(await words(page, ".away").count(), 0, "a drag is no click");
  const [dragged] = await asked(page, ["the is good very film good"]);
  assert.ok(Math.abs(Number(await probability(page)) - dragged) < 1e-5);

  await words(page).nth(4).focus();
  await page.keyboard.press("ArrowLeft");
  await answered(page, "the is good film, very good");
  assert.equal(await words(page).nth(3).evaluate((word) => word.getRootNode().activeElement === word), true, "the focus follows");
  await page.keyboard.press("Delete");
  await settles(async () => assert.deepEqual(await words(page, ".away").allTextContents(), ["film,"]));
  await page.keyboard.press("ArrowRight");
  await settles(async () => assert.deepEqual(await words(page, ".away").allTextContents(), ["film"]), "a word that is out moves, too");
  await page.keyboard.press("Enter");
  await settles(async () => assert.equal(await words(page, ".away").count(), 0));
  assert.deepEqual(problems, []);
  await context.close();
});

/** What the test's model says about texts, asked outside of the lesson. */
const asked = (page, texts, file = "models/sentiment.safetensors") =>
  page.evaluate(async ([texts, file]) => {
    const { Tokenizer, loadModel, padSequences } = await import("./pupil.js");
    const model = await loadModel(file);
    const { vocabulary, maxlen } = model.metadata;
    const index = Object.fromEntries(vocabulary.split(" ").map((word, at) => [word, at + 1]));
    const config = { oov_token: index["[UNK]"] ? "[UNK]" : null, word_index: JSON.stringify(index), word_counts: "{}", word_docs: "{}", index_docs: "{}", index_word: "{}" };
    const tokenizer = await Tokenizer.fromJSON({ class_name: "Tokenizer", config });
    const { data } = await model.predict(await padSequences(await tokenizer.textsToSequences(texts), { maxlen: Number(maxlen) }));
    model.dispose();
    return [...data];
  }, [texts, file]);

/** The gates of an LSTM at the last of some words, computed here from the weights of a model's file. */
const gatesOf = (page, text, direction, pads) =>
  page.evaluate(async ([text, direction, pads]) => {
    const { loadModel } = await import("./pupil.js");
    const model = await loadModel("models/sentiment.safetensors");
    const words = model.metadata.vocabulary.split(" ");
    const all = Object.fromEntries((await model.getWeights()).map((weight) => [weight.name, weight]));
    const table = all["embedding/embeddings"];
    const prefix = all["lstm/kernel"] ? "lstm" : `bidirectional/${direction}_lstm`;
    const [w, u, b] = ["kernel", "recurrent_kernel", "bias"].map((name) => all[`${prefix}/${name}`]);
    const units = u.shape[0];
    const numbers = [...new Array(pads).fill(0), ...text.split(" ").map((word) => words.indexOf(word) + 1)];
    let h = new Array(units).fill(0);
    let c = new Array(units).fill(0);
    let gates;
    for (const number of numbers) {
      const x = table.data.subarray(number * table.shape[1], (number + 1) * table.shape[1]);
      const z = (column) =>
        b.data[column] + x.reduce((sum, value, row) => sum + value * w.data[row * 4 * units + column], 0) + h.reduce((sum, value, row) => sum + value * u.data[row * 4 * units + column], 0);
      const sigmoid = (value) => 1 / (1 + Math.exp(-value));
      const unit = (from, of) => Array.from({ length: units }, (_, at) => of(z(from * units + at)));
      gates = { input: unit(0, sigmoid), forget: unit(1, sigmoid), candidate: unit(2, Math.tanh), output: unit(3, sigmoid) };
      c = c.map((value, at) => gates.forget[at] * value + gates.input[at] * gates.candidate[at]);
      h = c.map((value, at) => gates.output[at] * Math.tanh(value));
    }
    model.dispose();
    return gates;
  }, [text, direction, pads]);

async function sameGates(page, expected, what) {
  for (const [gate, values] of Object.entries(expected)) {
    const shown = (await at(page, `gate-${gate}`).getAttribute("data-values")).split(" ").map(Number);
    assert.equal(shown.length, values.length);
    for (const [unit, value] of values.entries()) assert.ok(Math.abs(shown[unit] - value) < 2e-4, `${what}, ${gate} gate, unit ${unit}: ${shown[unit]} and ${value}`);
  }
}

test("the gates at a word follow from the model's weights, in an LSTM and in both directions of a bidirectional one", async (t) => {
  const { context, page, problems } = await open();
  await ask(page, "the film is good");
  await words(page).nth(2).hover();
  await settles(async () => assert.equal(await at(page, "gates").getAttribute("data-word"), "is"));
  // The text up to the third word is read after three zeros.
  await sameGates(page, await gatesOf(page, "the film is", "forward", 3), "is");
  await words(page).nth(3).focus();
  await settles(async () => assert.equal(await at(page, "gates").getAttribute("data-word"), "good"));
  await sameGates(page, await gatesOf(page, "the film is good", "forward", 2), "good");
  assert.equal(await at(page, "backward").count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
  if (!existsSync(`${dist}/models/sentiment.safetensors`)) return t.diagnostic("there is no models/sentiment.safetensors in the built page");
  const shipped = await open({ shipped: true });
  await ask(shipped.page, "the film was not bad");
  await words(shipped.page).nth(3).hover();
  await settles(async () => assert.equal(await at(shipped.page, "gates").getAttribute("data-word"), "not"));
  await sameGates(shipped.page, await gatesOf(shipped.page, "the film was not", "forward", 0), "forward");
  await at(shipped.page, "backward").click();
  await settles(async () => assert.equal(await at(shipped.page, "gates").getAttribute("data-direction"), "backward"));
  await settles(async () => sameGates(shipped.page, await gatesOf(shipped.page, "bad not", "backward", 0), "backward"));
  await shipped.context.close();
});

/** Sentences without an opinion, and others with one. */
const NEUTRAL = ["It is a table.", "She read the letter.", "My name is Anna.", "The train leaves at nine.", "It is a film from 1995."];
const CLEAR = [
  ["I love this movie", "positive"],
  ["This film is terrible", "negative"],
  ["What a wonderful experience", "positive"],
  ["I hate this film", "negative"],
  ["I don't like this movie.", "negative"],
  ["The film was not bad.", "positive"],
  ["not bad", "positive"],
  ["not good", "negative"],
  ["I fell asleep.", "negative"],
  ["I could not stop laughing.", "positive"],
];

test("the shipped model understands everyday sentences, and is undecided where no word says more than chance", async (t) => {
  if (!existsSync(`${dist}/models/sentiment.safetensors`)) {
    t.skip("SKIPPED: there is no models/sentiment.safetensors in the built page");
    return;
  }
  const { context, page, problems } = await open({ shipped: true });
  for (const [text, answer] of CLEAR) {
    await at(page, "text").fill(text);
    await answered(page, text);
    assert.equal(await said(page, "finding"), answer, text);
  }
  for (const text of NEUTRAL) {
    await at(page, "text").fill(text);
    await answered(page, text);
    assert.equal(await said(page, "finding"), "undecided", text);
    assert.match(await said(page, "doubt"), /no word here says more than other words as rare|too close to one half/);
  }
  // Words that nobody knows.
  await at(page, "text").fill("zorgle blifft");
  await answered(page, "zorgle blifft");
  assert.equal(await said(page, "finding"), "undecided");
  assert.equal(await probability(page), "");
  await at(page, "text").fill("The zorgle was blifft.");
  await answered(page, "The zorgle was blifft.");
  assert.equal(await said(page, "finding"), "undecided");

  // One word apart: the examples are pairs.
  for (const [text, answer] of [["The film was not bad.", "positive"], ["The film was bad.", "negative"], ["It was never boring.", "positive"], ["It was always boring.", "negative"]]) {
    await at(page, "chip").filter({ hasText: text }).first().click();
    await answered(page, text);
    assert.equal(await said(page, "finding"), answer, text);
  }
  assert.match(await said(page, "source"), /shipped/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("on a Chinese page the Chinese model answers, on words that it cuts itself; the languages can be switched", async (t) => {
  if (!existsSync(`${dist}/models/sentiment-zh.safetensors`)) {
    t.skip("SKIPPED: there is no models/sentiment-zh.safetensors in the built page");
    return;
  }
  const { context, page, problems } = await open({ shipped: true, locale: "zh-CN", path: "#words" });
  await page.locator("#lang").selectOption("zh");
  assert.equal(await at(page, "model-zh").getAttribute("aria-pressed"), "true");
  const write = async (text) => {
    await at(page, "text").fill(text);
    await answered(page, text);
  };
  for (const [text, answer] of [["老板很热情，菜也好吃，下次还来。", "正面"], ["等了一个小时，菜还是凉的。", "负面"], ["还不错", "正面"], ["味道很差。", "负面"]]) {
    await write(text);
    assert.equal(await said(page, "finding"), answer, text);
    assert.equal((await words(page).allTextContents()).join(""), text, "the words together are the text");
  }
  assert.ok((await words(page).count()) > 1, "the text is cut into words");
  await write("龘龘");
  assert.equal(await said(page, "finding"), "难以判断");
  await at(page, "model-en").click();
  await settles(async () => assert.equal(await at(page, "model-en").getAttribute("aria-pressed"), "true"));
  await write("I love this movie");
  assert.equal(await said(page, "finding"), "正面");
  await at(page, "model-zh").click();
  await settles(async () => assert.equal(await at(page, "model-zh").getAttribute("aria-pressed"), "true"));
  assert.deepEqual(problems, []);
  await context.close();
});

test("of sentences with an opinion, few are undecided, and those decided are right more often", async (t) => {
  const file = `${data}/sentiment/sst2-dev.tsv`;
  if (!existsSync(file) || !existsSync(`${dist}/models/sentiment.safetensors`)) {
    t.skip(`SKIPPED: ${file} or the shipped model is not there (PUPIL_DATA names the folder of data sets)`);
    return;
  }
  const { context, page } = await open({ shipped: true });
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(1).filter((_, at) => at % 8 === 0);
  const counts = { all: 0, right: 0, decided: 0, decidedRight: 0 };
  for (const line of lines) {
    const text = line.slice(2).replaceAll(" n't", "n't").replaceAll(" '", "'").trim();
    await at(page, "text").fill(text);
    await answered(page, text);
    const [found, value] = [await said(page, "finding"), Number(await probability(page))];
    const right = value > 0.5 === line.startsWith("1");
    counts.all += 1;
    counts.right += Number(right);
    counts.decided += Number(found !== "undecided");
    counts.decidedRight += Number(found !== "undecided" && right);
  }
  const share = (part, whole) => (100 * part) / whole;
  const [decided, all, sure] = [share(counts.decided, counts.all), share(counts.right, counts.all), share(counts.decidedRight, counts.decided)];
  t.diagnostic(`${counts.all} sentences: ${decided.toFixed(0)} % decided, ${sure.toFixed(0)} % of them right; ${all.toFixed(0)} % of all`);
  assert.ok(decided > 70, `${decided} % decided`);
  assert.ok(sure > all, `${sure} % of the decided ones right, ${all} % of all`);
  await context.close();
});

test("the word map: words in the plane, their neighbours, one click away", async () => {
  const { context, page, problems } = await open();
  await ask(page, "the film is good");
  await view(page, "map");
  const dots = page.locator('pupil-sentiment [data-testid="word-map"] g');
  await settles(async () => assert.ok((await dots.count()) > 8));
  assert.deepEqual((await page.locator('pupil-sentiment [data-testid="word-map"] g.own').evaluateAll((all) => all.map(({ dataset }) => dataset.word))).sort(), ["film", "good", "is", "the"]);
  // "good" and "bad" are learned as opposites: they lie at opposite ends.
  const place = (word) => page.locator(`pupil-sentiment g[data-word="${word}"] circle`).evaluate((dot) => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))]);
  const [[goodX, goodY], [badX, badY]] = [await place("good"), await place("bad")];
  assert.ok(Math.hypot(goodX - badX, goodY - badY) > 200);
  await page.locator('pupil-sentiment g[data-word="bad"] circle').click();
  assert.equal(await at(page, "nearest-word").inputValue(), "bad");
  assert.equal(await at(page, "nearest").locator("li").count(), 8);
  assert.deepEqual(problems, []);
  await context.close();
});

test("the state is in the link: sentence, words that are out, settings; a link from anybody is harmless", async () => {
  const { context, page } = await open();
  await page.evaluate(() => addEventListener("pupil-state", ({ detail }) => (globalThis.state = detail)));
  await ask(page, "the film is bad");
  await words(page).nth(3).click();
  await source(page, "corpus");
  await settings(page, { lstm: 16, epochs: 3 });
  await settles(async () => assert.equal(await page.evaluate(() => globalThis.state), "text=the+film+is+bad&out=3&data=corpus&units=16&epochs=3"));
  const state = await page.evaluate(() => globalThis.state);
  const show = async (state) => {
    await page.evaluate((state) => {
      const before = document.querySelector("pupil-sentiment");
      const lesson = document.createElement("pupil-sentiment");
      lesson.setAttribute("state", state);
      before.replaceWith(lesson);
    }, state);
    await ready(page);
  };
  await show(state);
  await answered(page, "the film is bad");
  assert.deepEqual(await words(page, ".away").allTextContents(), ["bad"]);
  await drawer(page);
  assert.equal(await at(page, "dataset").inputValue(), "corpus");
  assert.equal(await at(page, "lstm").inputValue(), "16");
  assert.equal(await at(page, "epochs").inputValue(), "3");
  await show("text=the+film&out=x.-1.99&units=abc&epochs=1e999&data=file&optimizer=magic&model=xx");
  await answered(page, "the film");
  await drawer(page);
  assert.equal(await at(page, "lstm").inputValue(), "64");
  assert.equal(await at(page, "dataset").inputValue(), "four");
  await at(page, "close-settings").click();
  await at(page, "share").click();
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save-picture").click()]);
  const picture = await readFile(await download.path());
  assert.equal(download.suggestedFilename(), "pupil-words.png");
  assert.deepEqual([...picture.subarray(1, 4)].map((code) => String.fromCharCode(code)).join(""), "PNG");
  await context.close();
});

test("the tutorial's model overfits its four sentences; it survives a reload and continues with its optimizer", async () => {
  const { context, page, problems } = await open();
  await view(page, "code");
  assert.match(await said(page, "summary"), /Total params/);
  const accuracy = await train(page);
  assert.equal(accuracy, 100);
  assert.match(await said(page, "test-accuracy"), /of the 4 sentences it learnt/);
  assert.deepEqual(await at(page, "confusion").locator("td").allTextContents(), ["2", "·", "·", "2"]);
  assert.match(await said(page, "mistakes"), /No mistakes|Not a single mistake/);
  await shows(page, "coach", /has seen these 4 while it learned/);
  await view(page, "code");
  assert.match(await said(page, "keras-code"), /Embedding\(10000, 32\), layers\.LSTM\(64\), layers\.Dense\(1, activation="sigmoid"\)/);
  assert.match(await said(page, "summary"), /344,897/);
  for (const [text, label] of FOUR) assert.equal((await ask(page, text)) > 0.5, label === 1, text);
  assert.match(await said(page, "source"), /you trained/);

  // The shipped model can be asked beside the own one, which stays.
  const own = await ask(page, "I love this film");
  await at(page, "model-en").click();
  await settles(async () => assert.notEqual(Number(await probability(page)), own));
  assert.match(await said(page, "source"), /shipped/);
  await at(page, "model-own").click();
  await settles(async () => assert.equal(Number(await probability(page)), own));

  // One training without a reload and one with a reload in between give the same bits.
  const answer = async () => {
    await at(page, "text").fill("I love this film");
    await answered(page, "I love this film");
    return probability(page);
  };
  const twice = async (between) => {
    await at(page, "reset").click();
    await train(page, { epochs: 10 });
    await between();
    await at(page, "train").click();
    await shows(page, "speed", /Epoch 10 of 10/);
    return still(answer);
  };
  const straight = await twice(async () => {});
  const reloaded = await twice(async () => {
    const before = await answer();
    await page.reload();
    await ready(page);
    await at(page, "kept").waitFor();
    assert.equal(await answer(), before, "the model that came back answers as before");
    await view(page, "results");
    assert.match(await said(page, "test-accuracy"), /of the 4 sentences/);
    await drawer(page);
    assert.match(await said(page, "goes-on"), /goes on with the model trained here/);
    assert.equal(await at(page, "epochs").inputValue(), "10", "the form came back, too");
  });
  assert.equal(reloaded, straight, "the optimizer's state came back");
  await settings(page, { lstm: 16 });
  assert.match(await said(page, "goes-on"), /begins a new model/);

  await at(page, "reset").click();
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        indexedDB.open("pupil").onsuccess = ({ target: { result: database } }) => {
          database.transaction("lessons").objectStore("lessons").count("sentiment").onsuccess = ({ target }) => {
            database.close();
            resolve(target.result === 0);
          };
        };
      }),
  );
  await page.reload();
  await ready(page);
  assert.equal(await at(page, "kept").count(), 0, "what was reset is forgotten");
  assert.deepEqual(problems, []);
  await context.close();
});

test("after the first visit everything works without a network, also the trained model", async () => {
  const own = await serve([dist]);
  const { context, page } = await open({ url: own.url, path: "#words", serviceWorkers: "allow", shipped: true });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await train(page, { ...SMALL, epochs: 30 });
  const before = await ask(page, "I love this film");
  own.close();
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  assert.equal(await ask(page, "I love this film"), before);
  await drawer(page);
  assert.match(await said(page, "goes-on"), /goes on/);
  await source(page, "corpus");
  await train(page, { epochs: 1 });
  assert.match(await said(page, "test-accuracy"), /of 294 held-back sentences/);
  await context.close();
});

test("the reviews: curves, validation, confusion table, mistakes, nearest words; paused, stepped, stopped, offline", async () => {
  const { context, page, problems } = await open();
  // Once the lesson has everything it needs, it works without the network.
  await drawer(page);
  await at(page, "dataset").locator("option").filter({ hasText: "1,960" }).waitFor({ state: "attached" });
  await at(page, "prose").waitFor();
  await context.setOffline(true);
  await page.evaluate(() => {
    const { prototype } = customElements.get("pupil-curves");
    const { updated } = prototype;
    globalThis.drawn = 0;
    prototype.updated = function (...changed) {
      globalThis.drawn += 1;
      updated.apply(this, changed);
    };
  });
  await source(page, "corpus");
  await train(page, { ...SMALL, vocabulary: 3000, epochs: 2 });
  assert.match(await said(page, "test-accuracy"), /of 294 held-back sentences/);
  const counts = (await at(page, "confusion").locator("td").allTextContents()).map((text) => Number(text.replace("·", "0")));
  assert.equal(counts.reduce((a, b) => a + b), 294);
  const right = (100 * (counts[0] + counts[3])) / 294;
  assert.match(await said(page, "test-accuracy"), new RegExp(`^${right.toFixed(1)}%`));
  const mistakes = await at(page, "mistakes").locator("li").allTextContents();
  assert.ok(mistakes.length > 0);
  const sure = mistakes.map((text) => Number(/\((\d+)%\)/.exec(text)[1]));
  assert.deepEqual(sure, sure.toSorted((a, b) => b - a), "the surest first");
  await view(page, "training");
  assert.match(await at(page, "loss-chart").locator(".key").textContent(), /training [\d.]+\s+validation [\d.]+/);
  assert.match(await at(page, "accuracy-chart").locator(".key").textContent(), /training [\d.]+\s+validation [\d.]+/);
  await view(page, "map");
  await at(page, "nearest-word").fill("Wonderful ");
  assert.equal(await at(page, "nearest").locator("li").count(), 8);
  const similarities = await at(page, "nearest").locator("li .muted").allTextContents();
  assert.deepEqual(similarities.map(Number), similarities.map(Number).toSorted((a, b) => b - a));
  await at(page, "nearest-word").fill("zorgle");
  assert.match(await said(page, "nearest"), /“zorgle” is not in the vocabulary/);

  // As many epochs as the form allows, so that the training does not end by itself.
  await settings(page, { epochs: 1000 });
  await at(page, "train").click();
  const speed = (pattern) => shows(page, "speed", pattern);
  await speed(/sentences\/s/);
  // The words are read again and again while it learns.
  const reads = () => page.evaluate(() => performance.getEntriesByName("pupil:sentiment").length);
  const before = await reads();
  await eventually(async () => (await reads()) > before + 5, "five readings of the model that trains");
  await at(page, "pause").click();
  const progress = () => at(page, "progress").evaluate((bar) => bar.value);
  const held = await still(progress);
  assert.ok(held < 1, "nothing is trained while paused");
  // The pause may be in the middle of a validation, whose batches are steps, too.
  await eventually(async () => {
    await at(page, "step").click();
    return (await still(progress)) > held;
  }, "a step of training");
  await at(page, "train").click();
  await speed(/sentences\/s/);
  assert.match(await said(page, "source"), /is learning/);
  await at(page, "stop").click();
  await speed(/Stopped/);
  assert.match(await said(page, "source"), /you trained/);
  await view(page, "training");
  const steps = await at(page, "loss-chart").evaluate(({ data: [x] }) => x.length);
  const drawn = await page.evaluate(() => globalThis.drawn);
  assert.ok(drawn < steps / 2, `${drawn} drawings of ${steps} steps`);
  await context.setOffline(false);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a training is saved as a GIF", async () => {
  const { context, page, problems } = await open();
  // Slow enough for a look at many of its steps, on a fast machine, too.
  await at(page, "pace").selectOption("10");
  await train(page, { epochs: 20 });
  await at(page, "share").click();
  const [film] = await Promise.all([page.waitForEvent("download"), at(page, "save-film").click()]);
  assert.equal(film.suggestedFilename(), "pupil-words.gif");
  assert.equal((await readFile(await film.path())).subarray(0, 6).toString(), "GIF89a");
  assert.deepEqual(problems, []);
  await context.close();
});

const GOOD = ["lovely", "good", "sweet", "kind", "warm"];
const BAD = ["awful", "bad", "sour", "cruel", "cold"];
/** Sentences for a test, easy to learn. */
const sentences = (count) =>
  Array.from({ length: count }, (_, i) => {
    const label = i % 2;
    const word = (label ? GOOD : BAD)[(i >> 1) % 5];
    return { label, text: `the ${["soup", "film", "hotel"][i % 3]} number ${i} was ${word}` };
  });

test("a CSV or TSV file: dropped, columns chosen, trained; broken files are named", async () => {
  const { context, page, problems } = await open();
  await source(page, "file");
  await at(page, "train").click();
  await failed(page, /Drop a file with texts and labels first/);

  // A real drop. Cells are quoted, and the columns have an unusual order.
  const csv = ["stars;id;what they said", ...sentences(200).map(({ label, text }, i) => `${label ? "good" : "bad"};${i};"${text}; ""really"""`)].join("\r\n");
  const transfer = await page.evaluateHandle((csv) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([csv], "mine.csv", { type: "text/csv" }));
    return transfer;
  }, csv);
  await page.locator("pupil-sentiment .drop").dispatchEvent("drop", { dataTransfer: transfer });
  await at(page, "rows").waitFor();
  assert.equal(await said(page, "rows"), "mine.csv: 200 sentences, 100 of them positive");
  assert.equal(await at(page, "text-column").inputValue(), "2");
  assert.equal(await at(page, "label-column").inputValue(), "0");
  assert.equal(await at(page, "positive-label").inputValue(), "good");
  assert.match(await said(page, "dialect"), /Fields between ; · First line: names of the columns/);
  assert.match(await said(page, "preview"), /what they said · Text .*the soup number 0 was awful; "really"/);

  await at(page, "label-column").selectOption("1");
  await failed(page, /mine\.csv: column “id” has 200 different labels \(.*…\); expected 2/);
  await at(page, "label-column").selectOption("2");
  await failed(page, /mine\.csv: column “what they said” is chosen both as text and as label/);
  await at(page, "label-column").selectOption("0");
  assert.equal(await at(page, "error").count(), 0);
  const accuracy = await train(page, { ...SMALL, epochs: 40, held: 20 });
  assert.match(await said(page, "test-accuracy"), /of 40 held-back sentences/);
  assert.ok(accuracy > 90, `${accuracy} %`);
  assert.ok((await ask(page, "the film was lovely")) > 0.5);
  assert.ok((await ask(page, "the film was awful")) < 0.5);

  // After a reload the model is there, but its data are not. With the data the training continues.
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  await drawer(page);
  assert.match(await said(page, "goes-on"), /goes on once that file is dropped again/);
  await dropped(page, "mine.csv", csv);
  await shows(page, "goes-on", /goes on with/);

  // The same labels with the opposite meaning.
  await at(page, "positive-label").selectOption("bad");
  assert.match(await said(page, "goes-on"), /begins a new model/);

  // Without a header, with an unclosed quotation mark, with a row without a label, and gzipped.
  const tsv = sentences(40).map(({ label, text }, i) => `${label}\t${i === 3 ? '"' : ""}${text}`).join("\n") + "\n\tno label here\n";
  await at(page, "drop").setInputFiles({ name: "theirs.tsv.gz", mimeType: "application/gzip", buffer: gzipSync(tsv) });
  await shows(page, "rows", /theirs/);
  assert.equal(await said(page, "rows"), "theirs.tsv.gz: 40 sentences, 20 of them positive · 1 row without text or label is left out");
  assert.equal(await at(page, "positive-label").inputValue(), "1");
  assert.match(await said(page, "dialect"), /Fields between tab . · First line: a row like the others/);

  await dropped(page, "one.csv", "text\nhello\nworld\n");
  await failed(page, /one\.csv: 3 rows of 1 column; expected two columns or more/);
  await dropped(page, "photo.png", Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]));
  await failed(page, /photo\.png: this is no text file/);
  await dropped(page, "cut.tsv.gz", gzipSync(tsv).subarray(0, 60));
  await failed(page, /cut\.tsv\.gz is broken gzip/);
  await dropped(page, "stars.csv", "text,stars\nfine,3\nbad,1\ngreat,5\nfine too,3\n");
  await failed(page, /stars\.csv: column “stars” has 3 different labels \(3, 1, 5\); expected 2/);
  await at(page, "train").click();
  await failed(page, /stars\.csv/);
  await settings(page, { lstm: 0 });
  await at(page, "train").click();
  await failed(page, /LSTM units: 0 is not allowed; expected a whole number from 1 to 512/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("tables as other programs write them: sep=, |, UTF-16, GB18030, TRUE, 1.0; how they were read is said and can be changed", async () => {
  const { context, page, problems } = await open();
  await source(page, "file");
  const utf16 = (text) => Buffer.concat([Buffer.from([255, 254]), Buffer.from(text, "utf16le")]);
  const rows = (line) => sentences(20).map(line).join("\n");
  for (const [name, content, labels, dialect] of [
    ["excel.csv", `sep=;\ntext;liked\n${rows(({ label, text }) => `${text};${label ? "TRUE" : "FALSE"}`)}`, "true", /Fields between ; .* UTF-8/],
    ["pipe.txt", `text|score\n${rows(({ label, text }) => `${text}|${label}.0`)}`, "1", /Fields between \| /],
    ["comma.csv", `text;score\n${rows(({ label, text }) => `${text};${label ? "1,0" : "0,5"}`)}`, "1", /Fraction after , /],
    ["wide.csv", utf16(`text\tlabel\n${rows(({ label, text }) => `${text}\t${label ? "good" : "bad"}`)}`), "good", /UTF-16LE/],
    ["bare.csv", rows(({ label, text }) => `${label ? "good" : "bad"},${text}`), "good", /First line: a row like the others/],
    // The words "text" and "label", and four sentences, in GB18030.
    ["chinese.csv", Buffer.concat(["cec4b1be2cb1eac7a90a", "bfcdbac3b3d42cd5fdc3e60a", "bfcdc4d1b3d42cb8bac3e60a", "b7fecef1bac32cd5fdc3e60a", "b7fecef1b2ee2cb8bac3e60a"].map((hex) => Buffer.from(hex, "hex"))), "正面", /GB18030/],
  ]) {
    await at(page, "drop").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
    await shows(page, "rows", new RegExp(`^${name}: (20|4) sentences, (10|2) of them positive$`));
    assert.equal(await at(page, "positive-label").inputValue(), labels, name);
    assert.match(await said(page, "dialect"), dialect, name);
  }
  // The visitor knows better: the first line is a row.
  await dropped(page, "named.csv", `fine film,yes\n${rows(({ label, text }) => `${text},${label ? "yes" : "no"}`)}`);
  await shows(page, "rows", /named\.csv: 21 sentences/);
  await at(page, "dialect").locator("summary").click();
  await at(page, "has-header").selectOption("true");
  await shows(page, "rows", /named\.csv: 20 sentences/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("SST-2 is learned from its original file", async (t) => {
  const file = `${data}/sentiment/sst2-train.tsv`;
  if (!existsSync(file)) {
    t.skip(`SKIPPED: ${file} is not there (PUPIL_DATA names the folder of data sets)`);
    return;
  }
  const { context, page, problems } = await open();
  await source(page, "file");
  await at(page, "drop").setInputFiles(file);
  await at(page, "rows").waitFor();
  const rows = readFileSync(file, "utf8").trimEnd().split("\n").slice(1);
  const positive = rows.filter((row) => row.startsWith("1\t")).length;
  const count = (number) => number.toLocaleString("en");
  assert.equal(await said(page, "rows"), `sst2-train.tsv: ${count(rows.length)} sentences, ${count(positive)} of them positive`);
  const accuracy = await train(page, { maxlen: 40, embedding: 16, lstm: 16, epochs: 3 });
  t.diagnostic(`${await said(page, "test-accuracy")}`);
  assert.ok(accuracy > 65, `${accuracy} %`);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a trained model is saved, loaded and trained further; other files are refused by name", async () => {
  const { context, page, problems } = await open();
  await train(page, { ...SMALL, epochs: 40 });
  const text = "I love this film";
  const before = await ask(page, text);
  await view(page, "code");
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save").click()]);
  assert.equal(download.suggestedFilename(), "sentiment.safetensors");
  const file = await readFile(await download.path());
  await at(page, "reset").click();
  assert.match(await said(page, "source"), /shipped/);
  const load = (name, buffer) => at(page, "load").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  const comes = (pattern) => shows(page, "source", pattern);
  await load("mine.safetensors", file);
  await comes(/mine\.safetensors/);
  assert.equal(await ask(page, text), before, "the loaded model answers as the saved one");
  await drawer(page);
  assert.match(await said(page, "goes-on"), /goes on/);
  await train(page);
  assert.match(await said(page, "source"), /you trained/);
  assert.ok((await ask(page, text)) !== before);
  await view(page, "code");

  await load("broken.safetensors", file.subarray(0, 3000));
  await failed(page, /broken\.safetensors: .*cut short/);
  const others = await page.evaluate(async () => {
    const { Sequential, layers } = await import("./pupil.js");
    const dense = new Sequential([layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10 })]);
    const mute = new Sequential([layers.embedding({ inputDim: 5, outputDim: 2, inputShape: [4] }), layers.lstm({ units: 2 }), layers.dense({ units: 1 })]);
    return [[...(await dense.save())], [...(await mute.save())]];
  });
  await load("digits.safetensors", Buffer.from(others[0]));
  await failed(page, /digits\.safetensors: this model takes inputs of shape \(28, 28, 1\) and has 10 outputs/);
  await load("mute.safetensors", Buffer.from(others[1]));
  await failed(page, /mute\.safetensors: the file has no "vocabulary" beside the model/);
  assert.match(await said(page, "source"), /you trained/, "the model in use stays");

  await load("other.safetensors", Buffer.from(classifier));
  await comes(/other\.safetensors/);
  assert.ok((await ask(page, "a good film")) > 0.9);
  await at(page, "close-settings").click();
  await page.locator("pupil-sentiment .link").filter({ hasText: "Use the shipped" }).click();
  await comes(/shipped/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("without shipped weights the lesson says so and still teaches", async () => {
  const { context, page } = await open({ shipped: true, missing: true });
  await failed(page, /models\/sentiment\.safetensors: the server answered 404/);
  await view(page, "code");
  await shows(page, "keras-code", /Embedding\(10000, 32\)/);
  assert.equal(await train(page), 100);
  assert.ok((await ask(page, "What a wonderful movie")) > 0.5);
  await context.close();
});

test("after a crash of the engine, only what was not stored is lost", async () => {
  const { context, page, problems } = await open();
  const crash = () => crashEngine(page);
  const good = await ask(page, "a good film");
  await crash();
  assert.equal(await ask(page, "a good film"), good);
  assert.equal(await at(page, "error").count(), 0, "nothing was lost");

  await train(page, { ...SMALL, epochs: 30 });
  const before = await ask(page, "I love this film");
  // Large enough that it does not finish before the crash.
  await settings(page, { epochs: 1000, maxlen: 100, embedding: 32, lstm: 64 });
  await at(page, "train").click();
  await shows(page, "speed", /sentences\/s/);
  await crash();
  await failed(page, /he engine stopped.* not saved (is|are) gone/);
  await at(page, "kept").waitFor();
  assert.equal(await ask(page, "I love this film"), before, "the model that was kept is back");
  await train(page, { ...SMALL, epochs: 2 });
  assert.deepEqual(problems, []);
  await context.close();
});

test("leaving the lesson frees its models; returning restores the trained one", async () => {
  const { context, page, problems } = await open();
  await context.addInitScript(() => {
    globalThis.alive = new Set();
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message.method === "createModel" || message.method === "loadModel") globalThis.alive.add(message.args.model);
      if (message.method === "disposeModel") globalThis.alive.delete(message.args.model);
      return post.call(this, message, ...rest);
    };
  });
  await page.reload();
  await ready(page);
  await train(page, { ...SMALL, epochs: 5 });
  const before = await ask(page, "I love this film");
  assert.ok((await page.evaluate(() => globalThis.alive.size)) >= 2);
  await page.evaluate(() => {
    globalThis.lesson = document.querySelector("pupil-sentiment");
    globalThis.lesson.remove();
  });
  assert.equal(await page.evaluate(() => globalThis.alive.size), 0, "no model is left in the worker");
  await page.evaluate(() => document.body.append(globalThis.lesson));
  await at(page, "kept").waitFor();
  assert.equal(await ask(page, "I love this film"), before);
  assert.deepEqual(problems, []);
  await context.close();
});

test("everything is in one view at both sizes; no serious accessibility problem; nothing wider than the screen; two languages; by keyboard", async () => {
  for (const [width, height, colorScheme, locale] of [
    [1280, 800, "light", "en-US"],
    [1280, 800, "dark", "zh-CN"],
    [390, 844, "light", "zh-CN"],
    [390, 844, "dark", "en-US"],
    [320, 640, "light", "en-US"],
  ]) {
    const { context, page } = await open({ path: "#words", viewport: { width, height }, colorScheme, locale });
    const chinese = locale === "zh-CN";
    await ask(page, "A very good film, but the zorgle is bad");
    if (width > 320) await oneView(page, "pupil-sentiment");
    await presentable(page, "pupil-sentiment");
    // The other views are longer than a narrow screen.
    for (const name of width > 760 ? ["map", "training", "code"] : []) {
      await view(page, name);
      await oneView(page, "pupil-sentiment");
    }
    await view(page, "map");
    await presentable(page, "pupil-sentiment");
    await source(page, "file");
    await dropped(page, "mine.tsv", sentences(60).map(({ label, text }) => `${text}\t${label}`).join("\n"));
    await at(page, "rows").waitFor();
    await settings(page, { ...SMALL, epochs: 2 });
    await presentable(page, "pupil-sentiment");
    await at(page, "close-settings").click();
    await view(page, "network");
    await at(page, "view-network").focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
    await at(page, "train").focus();
    await page.keyboard.press("Enter");
    await at(page, "test-accuracy").waitFor();
    await presentable(page, "pupil-sentiment");
    assert.match(await said(page, "test-accuracy"), chinese ? /判断正确/ : /judged correctly/);
    assert.match(await said(page, "prose"), chinese ? /写一句话/ : /Write a sentence/);
    await page.locator("#lang").selectOption(chinese ? "en" : "zh");
    await shows(page, "test-accuracy", chinese ? /judged correctly/ : /判断正确/);
    await shows(page, "prose", chinese ? /Write a sentence/ : /写一句话/);
    await context.close();
  }
});
