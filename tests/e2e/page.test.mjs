// The page with all its lessons.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { firstView } from "../../web/first-view.mjs";
import { alive, countAlive, dist, eventually, launch, presentable, problemsOf, serve } from "./browser.mjs";
import { png } from "./pictures.mjs";

/** The lessons with a network that are in the page: hash and tag. */
const LESSONS = [
  ["neuron", "pupil-neuron"],
  ["digits", "pupil-digits"],
  ["photos", "pupil-photos"],
  ["words", "pupil-sentiment"],
];
const TAGS = LESSONS.map(([, tag]) => tag);

let browser, site;

before(async () => {
  site = await serve([dist]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

async function open(options = {}, url = site.url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", ...options });
  const page = await context.newPage();
  const problems = problemsOf(page);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  // Notes which lessons had a first result.
  await page.addInitScript(() => addEventListener("first-result", ({ target }) => target.setAttribute("data-resulted", "")));
  await page.goto(url);
  return { context, page, problems, requests };
}

/** Shows a lesson, and waits until it has its stage and a model that answers. */
async function visit(page, tag) {
  const [hash] = LESSONS.find(([, own]) => own === tag);
  await page.locator(`nav a[href="#${hash}"]`).click();
  await page.locator(`${tag} [data-testid="stage"]`).waitFor();
  await page.waitForFunction((tag) => document.querySelector(tag).hasAttribute("data-resulted"), tag);
}

/** The elements of the page, or of the elements `boxes`, that stick out on the right and cannot be scrolled to. */
const sticksOut = (page, boxes = "html") =>
  page.evaluate((boxes) => {
    const walk = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? walk(one.shadowRoot) : [])]);
    const parent = (one) => one.parentElement ?? one.getRootNode().host;
    const scrolls = (one) => one && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX) || scrolls(parent(one)));
    return [...document.querySelectorAll(boxes)].flatMap((box) => {
      const edge = box.getBoundingClientRect().left + box.clientWidth;
      return walk(box).filter((one) => one.getBoundingClientRect().right > edge + 1 && !scrolls(parent(one))).map((one) => one.outerHTML.slice(0, 120));
    });
  }, boxes);

test("something moves before the engine is there, from the files that the size budget counts; the engine follows", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  const page = await context.newPage();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const first = firstView(dist);
  const late = new Set();
  await context.route(/127\.0\.0\.1/, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1) || "index.html";
    if (!first.includes(name)) {
      late.add(name);
      await released;
    }
    await route.continue();
  });
  await page.goto(`${site.url}?backend=cpu`);
  assert.equal(await page.getByTestId("device").inputValue(), "cpu");
  const pad = page.locator("pupil-digits pupil-drawing-pad");
  await page.waitForFunction(() => {
    const pad = document.querySelector("pupil-digits")?.shadowRoot?.querySelector("pupil-drawing-pad");
    return pad?.ink?.().some((ink) => ink > 0);
  });
  assert.equal(await pad.count(), 1, "a digit draws itself");
  assert.equal(await page.getByTestId("device-line").textContent(), "");

  release();
  await page.locator('pupil-digits [data-testid="guess"]').filter({ hasText: "3" }).waitFor();
  assert.ok([...late].some((name) => name.includes("pupil-wasm")), "the engine came behind");
  // A model of the lesson opened the engine, with the device that was chosen on the page.
  await page.waitForFunction(() => document.getElementById("device-line").textContent === "Models run on the CPU. No GPU is used: the CPU was asked for.");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  assert.ok(![...late].some((name) => name.includes("pupil-gpu")), "nor are its files copied for use without a network");
  await context.close();
});

test("the address says which lesson is shown, with its earlier names, too; one lesson at a time", async () => {
  const { context, page } = await open({ serviceWorkers: "block" });
  const shown = () => page.evaluate(() => [...document.querySelectorAll("article")].filter(({ hidden }) => !hidden).map(({ id }) => id.replace("lesson-", "")));
  assert.deepEqual(await shown(), ["digits"]);
  for (const [hash, id] of [["#neuron", "neuron"], ["#sentiment", "words"], ["#regression", "neuron"], ["#model", "model"], ["#nothing", "digits"]]) {
    await page.evaluate((hash) => (location.hash = hash), hash);
    await page.waitForFunction((id) => !document.getElementById(`lesson-${id}`).hidden, id);
    assert.deepEqual(await shown(), [id]);
    assert.equal(await page.locator("nav a[aria-current]").getAttribute("href"), `#${id}`);
  }
  await page.goBack();
  await page.waitForFunction(() => !document.getElementById("lesson-model").hidden);
  await context.close();
});

test("files that are dropped anywhere go to the lesson that knows them", async () => {
  const { context, page } = await open({ serviceWorkers: "block" });
  await visit(page, "pupil-digits");
  const drop = (name, bytes, type = "") =>
    page.evaluate(([name, bytes, type]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }, [name, [...bytes], type]);
  const shows = (id) => page.waitForFunction((id) => !document.getElementById(`lesson-${id}`).hidden, id);
  await drop("cat.png", png(20, 20, () => [9, 9, 9]), "image/png");
  await shows("photos");
  await drop("model.keras", Buffer.from("no model"));
  await shows("model");
  await page.evaluate(() => (location.hash = "digits"));
  await drop("prices.csv", Buffer.from("size,price\n1,2\n2,3\n3,5\n"), "text/csv");
  await shows("neuron");
  await page.locator('pupil-table-lab [data-testid="table-size"]', { hasText: "prices.csv: 3 rows, 2 columns" }).waitFor();
  await context.close();
});

test("lessons load when they are shown, and nothing else is requested", async () => {
  const { context, page, problems, requests } = await open({ serviceWorkers: "block" });
  const printed = [];
  page.on("console", (message) => message.type() === "log" && printed.push(message.text()));
  await visit(page, "pupil-digits");
  assert.ok(!requests.some((url) => /pupil-sentiment|sentiment\.safetensors/.test(url)), "a lesson that is not shown waits");
  for (const tag of TAGS) await visit(page, tag);
  assert.ok(requests.some((url) => url.includes("sentiment.safetensors")));
  const foreign = requests.filter((url) => !url.startsWith(site.url) && !/^(data|blob):/.test(url));
  assert.deepEqual(foreign, [], "no request leaves the page's origin");
  assert.deepEqual(printed, [], "the console is the page's own");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a lesson whose code failed to load is requested again", async () => {
  const { context, page } = await open({ serviceWorkers: "block" }, "about:blank");
  await context.route(/pupil-neuron\.js/, (route) => route.abort());
  await page.goto(`${site.url}#neuron`);
  const again = page.locator("pupil-neuron").getByRole("button", { name: "Try again" });
  for (const _ of ["the first time", "once more"]) await again.click();
  await again.waitFor();
  await context.unroute(/pupil-neuron\.js/);
  await again.click();
  await visit(page, "pupil-neuron");
  await context.close();
});

test("lessons whose weights or engine failed to load start again on request", async () => {
  const { context, page } = await open({ serviceWorkers: "block" }, "about:blank");
  await context.route(/pupil-wasm|pupil-tables_bg/, (route) => route.abort());
  await page.goto(site.url);
  const shown = (tag, id) => page.locator(`${tag} [data-testid="${id}"]`);
  for (const [hash, tag] of LESSONS) {
    await page.locator(`nav a[href="#${hash}"]`).click();
    await shown(tag, "again").first().waitFor();
    assert.match(await shown(tag, "error").first().textContent(), /could not be (started|loaded) from http/, tag);
  }
  await context.unroute(/pupil-wasm|pupil-tables_bg/);
  for (const [hash, tag] of LESSONS) {
    await page.locator(`nav a[href="#${hash}"]`).click();
    await shown(tag, "again").first().click();
    await eventually(async () => !(await shown(tag, "error").count()), `${tag} without an error`);
  }
  await page.waitForFunction(() => /^Models run on the CPU/.test(document.getElementById("device-line").textContent));
  await context.close();
});

test("after the first visit the page works without a network", async () => {
  // The browser's offline switch does not affect service workers, so the server itself stops.
  const own = await serve([dist]);
  const { context, page, problems } = await open({}, own.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  own.close();
  await page.reload();
  for (const tag of TAGS) await visit(page, tag);
  const at = (lesson, id) => page.locator(`pupil-${lesson} [data-testid="${id}"]`);
  await visit(page, "pupil-photos");
  await at("photos", "photo").setInputFiles({ name: "grey.png", mimeType: "image/png", buffer: png(60, 40, (x) => [2 * x, 90, 90]) });
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="shown"]')?.label.includes("grey.png"));
  await page.waitForFunction(() => /%/.test(document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="percent"]').textContent));
  await visit(page, "pupil-digits");
  await page.locator('pupil-digits [data-testid="settings"]').click();
  await page.locator('pupil-digits [data-testid="samples"]').fill("200");
  await page.locator('pupil-digits [data-testid="epochs"]').fill("1");
  await page.locator('pupil-digits [data-testid="train"]').click();
  await page.locator('pupil-digits [data-testid="view-results"]').waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("a lesson that leaves the page leaves nothing in the engine", async () => {
  const { context, page, problems } = await open({ serviceWorkers: "block" });
  await countAlive(context, { createDataset: ["disposeDataset", "dataset"] });
  await page.reload();
  for (const tag of TAGS) await visit(page, tag);
  await visit(page, "pupil-digits");
  await page.locator('pupil-digits [data-testid="settings"]').click();
  await page.locator('pupil-digits [data-testid="samples"]').fill("200");
  await page.locator('pupil-digits [data-testid="epochs"]').fill("1");
  await page.locator('pupil-digits [data-testid="train"]').click();
  await page.locator('pupil-digits [data-testid="view-results"]').waitFor();
  const all = await alive(page);
  assert.ok(all.length >= 5, `models and data sets of all lessons: ${all}`);
  await page.evaluate((tags) => {
    for (const tag of tags) document.querySelector(tag).remove();
  }, TAGS);
  assert.deepEqual(await alive(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a stored model that cannot be read is reported, and the shipped one answers", async () => {
  const { context, page } = await open({ serviceWorkers: "block" });
  await visit(page, "pupil-digits");
  const names = TAGS.slice(1).map((tag) => tag.replace("pupil-", ""));
  await page.evaluate(async (lessons) => {
    const opening = indexedDB.open("pupil");
    opening.onupgradeneeded = () => opening.result.createObjectStore("lessons");
    const database = await new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
    const store = database.transaction("lessons", "readwrite").objectStore("lessons");
    const state = { curve: { loss: [[], [], []], accuracy: [[], [], []] }, compiled: "", extra: {} };
    for (const lesson of lessons) store.put({ file: new Uint8Array([1, 2, 3]), state, time: new Date() }, `${lesson} page`);
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
    database.close();
  }, names);
  await page.reload();
  for (const lesson of names) {
    await visit(page, `pupil-${lesson}`);
    const error = page.locator(`pupil-${lesson} [data-testid="error"]`);
    await error.waitFor();
    assert.match(await error.textContent(), /begins with the bytes 01 02 03/);
    assert.match(await page.locator(`pupil-${lesson} [data-testid="source"]`).textContent(), /this page’s network/);
  }
  const probability = page.locator('pupil-sentiment [data-testid="probability"]').filter({ hasText: "%" });
  await probability.waitFor();
  await context.close();
});

test("weights that a page names and that do not fit are named", async () => {
  const { context, page } = await open({ serviceWorkers: "block" });
  await visit(page, "pupil-digits");
  for (const [lesson, weights, message] of [
    ["digits", "models/sentiment.safetensors", /models\/sentiment\.safetensors: .*\(256\).*\(28, 28, 1\)/],
    ["photos", "models/digits.safetensors", /models\/digits\.safetensors: a model from \(28, 28, 1\) to \(10\)/],
    ["sentiment", "models/digits.safetensors", /models\/digits\.safetensors: .*\(28, 28, 1\)/],
  ]) {
    await page.evaluate(([lesson, weights]) => {
      document.querySelector(`pupil-${lesson}`).remove();
      const element = document.createElement(`pupil-${lesson}`);
      element.setAttribute("weights", weights);
      element.lang = "en";
      document.querySelector("main").prepend(element);
      element.scrollIntoView();
    }, [lesson, weights]);
    const error = page.locator(`pupil-${lesson} [data-testid="error"]`).filter({ hasText: weights });
    await eventually(async () => {
      await page.evaluate((lesson) => document.querySelector(`pupil-${lesson}`).scrollIntoView(), lesson);
      return error.count();
    }, `the error of ${lesson}`);
    assert.match(await error.textContent(), message);
  }
  await context.close();
});

test("language and colours apply to all lessons; nothing is wider than the screen; no serious accessibility problem", async () => {
  for (const [width, colorScheme, locale] of [
    [1280, "light", "en-US"],
    [390, "dark", "zh-CN"],
  ]) {
    const { context, page } = await open({ viewport: { width, height: 844 }, colorScheme, locale, serviceWorkers: "block" });
    const chinese = locale === "zh-CN";
    for (const tag of TAGS) {
      await visit(page, tag);
      assert.equal(await page.evaluate((tag) => document.querySelector(tag).lang, tag), chinese ? "zh" : "en");
      assert.deepEqual(await sticksOut(page), [], `${tag}, ${width} px`);
      await presentable(page);
    }
    await page.getByTestId("about").locator("summary").click();
    await page.locator('[data-testid="theme"]').selectOption("dark");
    const schemes = await page.evaluate((tags) => tags.map((tag) => getComputedStyle(document.querySelector(tag)).colorScheme), TAGS);
    assert.deepEqual(schemes, TAGS.map(() => "dark"));
    await page.locator('[data-testid="lang"]').selectOption(chinese ? "en" : "zh");
    assert.match(await page.locator("#lesson-words h1").textContent(), chinese ? /sentence/ : /一句话/);
    await context.close();
  }
});

test("lessons adapt to the width of their column, which may be flexible", async () => {
  const column = (tag) => `<div class="column"><${tag}></${tag}></div>`;
  const html = `<!doctype html><html lang="en"><title>Columns</title><style>body { display: flex; } .column { width: 300px; }</style>
    <script type="module" src="pupil-elements.js"></script>${TAGS.map(column).join("")}<pupil-digits id="wide"></pupil-digits></html>`;
  const { context, page } = await open({ viewport: { width: 2400, height: 900 }, serviceWorkers: "block" }, "about:blank");
  await context.route("**/columns.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${site.url}columns.html`);
  for (const tag of TAGS) await page.locator(`.column ${tag}`).getByTestId("stage").waitFor();
  assert.deepEqual(await sticksOut(page, ".column"), []);
  const columns = (one) =>
    page.locator(one).locator(".panes").first().evaluate((box) => getComputedStyle(box).gridTemplateColumns.split(" ").length);
  assert.equal(await columns(".column pupil-digits"), 2);
  assert.equal(await columns("#wide"), 3, "what is left of the row is wide enough for three");
  await context.close();
});
