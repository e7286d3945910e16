// The lesson "Words" as a visitor uses it: a sentence, its words, and the models that read it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { dist, oneView, presentable, settles } from "./browser.mjs";
import {
  SMALL,
  answered,
  ask,
  at,
  begin,
  drawer,
  dropped,
  end,
  open,
  probability,
  ready,
  said,
  sentences,
  settings,
  shows,
  site,
  source,
  train,
  view,
  words,
} from "./sentiment.mjs";

/** Data that are not part of the repository. */
const data = process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url));

before(begin);
after(end);

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
    assert.match(await said(page, "doubt"), /No word here tells the network much|too close to one half/);
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
  assert.match(await said(page, "source"), /this page’s network/);
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
  await settles(async () => assert.equal(await page.evaluate(() => globalThis.state), "text=the+film+is+bad&out=3&units=16&epochs=3"));
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
  assert.equal(await at(page, "dataset").inputValue(), "corpus");
  await at(page, "close-settings").click();
  await at(page, "share").click();
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save-picture").click()]);
  const picture = await readFile(await download.path());
  assert.equal(download.suggestedFilename(), "pupil-words.png");
  assert.deepEqual([...picture.subarray(1, 4)].map((code) => String.fromCharCode(code)).join(""), "PNG");
  await context.close();
});

test("everything is in one view at both sizes; no serious accessibility problem; nothing wider than the screen; two languages; by keyboard", async () => {
  for (const [width, height, colorScheme, locale] of [
    [1280, 800, "light", "en-US"],
    [390, 844, "dark", "zh-CN"],
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
