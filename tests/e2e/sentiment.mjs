// What the tests of the lesson "Words" share: a page with the lesson alone, a small model, and what a visitor does.

import assert from "node:assert/strict";
import { dist, launch, problemsOf, serve, settles } from "./browser.mjs";

/** The lesson alone in a page, as on any other website. */
export const alone = (locale = "en-US") => `<!doctype html><html lang="${locale}"><title>Alone</title><body>
<script type="module" src="pupil-elements.js"></script><pupil-sentiment keep="page" state="data=four"></pupil-sentiment></body></html>`;

export const FOUR = [
  ["I love this movie", 1],
  ["This film is terrible", 0],
  ["What a wonderful experience", 1],
  ["I hate this film", 0],
];

export let browser, site;

/** Starts a browser, and makes the model that takes the place of the shipped one. */
export async function begin() {
  site = await serve([dist]);
  browser = await launch();
  await makeClassifier();
}

export async function end() {
  await browser?.close();
  site?.close();
}

export const at = (page, id) => page.locator(`pupil-sentiment [data-testid="${id}"]`);
export const said = (page, id) => at(page, id).textContent().then((text) => text.replace(/\s+/g, " ").trim());

export async function open({ shipped = false, missing = false, url = site.url, path = "alone.html", ...options } = {}) {
  // Tests cannot answer the requests of a service worker.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block", ...options });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: alone(options.locale) }));
  // Tests that train their own model do not use the shipped one, which may change.
  if (!shipped) await context.route("**/models/sentiment.safetensors", (route) => route.fulfill({ body: Buffer.from(classifier) }));
  if (missing) await context.route("**/models/sentiment.safetensors", (route) => route.fulfill({ status: 404 }));
  const page = await context.newPage();
  const problems = problemsOf(page);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url + path);
  if (!missing) await ready(page);
  return { context, page, problems, requests };
}

/** Waits until a model answers. */
export const ready = (page) => at(page, "finding").filter({ hasText: /positive|negative|undecided|正面|负面|难以判断/ }).waitFor();

/** Shows a view in the middle of the stage. */
export const view = (page, name) => at(page, `view-${name}`).click();

/** A model instead of the shipped one, made once: it learns two kinds of sentences until it can distinguish them. */
export let classifier;

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
export const answered = (page, text) => settles(async () => assert.equal(await at(page, "probability").getAttribute("data-text"), text));

/** The probability that the page shows. */
export const probability = (page) => at(page, "probability").getAttribute("data-value");

/** Types a text and returns its probability. */
export async function ask(page, text) {
  await at(page, "text").fill("");
  await answered(page, "");
  await at(page, "text").pressSequentially(text);
  await answered(page, text);
  return Number(await probability(page));
}

/** Opens the settings. */
export async function drawer(page) {
  if (!(await at(page, "drawer").count())) await at(page, "settings").click();
  const more = at(page, "more");
  if (!(await more.evaluate(({ open }) => open))) await more.locator("summary").click();
}

export async function settings(page, values) {
  await drawer(page);
  for (const [id, value] of Object.entries(values)) await at(page, id).fill(String(value));
}

/** Chooses the sentences to train on. */
export async function source(page, name) {
  await drawer(page);
  await at(page, "dataset").selectOption(name);
}

/** Trains on the four sentences, if the test did not choose others. */
export async function train(page, values = {}) {
  await settings(page, values);
  await view(page, "results");
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  return Number(/([\d.]+)%/.exec(await said(page, "test-accuracy"))[1]);
}

/** Waits for a text of an element of the lesson. */
export const shows = (page, id, pattern) => settles(async () => assert.match(await said(page, id), pattern));

/** The words of the timeline with their kinds. */
export const words = (page, kind = "") => page.locator(`pupil-sentiment [data-testid="word"]${kind}`);

export const dropped = (page, name, content) =>
  at(page, "drop").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

export const failed = (page, pattern) => at(page, "error").filter({ hasText: pattern }).waitFor();

export const SMALL = { vocabulary: 500, maxlen: 20, embedding: 8, lstm: 8 };

const GOOD = ["lovely", "good", "sweet", "kind", "warm"];
const BAD = ["awful", "bad", "sour", "cruel", "cold"];
/** Sentences for a test, easy to learn. */
export const sentences = (count) =>
  Array.from({ length: count }, (_, i) => {
    const label = i % 2;
    const word = (label ? GOOD : BAD)[(i >> 1) % 5];
    return { label, text: `the ${["soup", "film", "hotel"][i % 3]} number ${i} was ${word}` };
  });
