// The page with all its lessons.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { firstView } from "../../web/first-view.mjs";
import { dist, eventually, launch, presentable, serve } from "./browser.mjs";
import { png } from "./pictures.mjs";

const LESSONS = ["regression", "digits", "photos", "sentiment"];

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
  const problems = [];
  const requests = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { context, page, problems, requests };
}

/** Scrolls to a lesson until it shows its first content. */
async function visit(page, lesson) {
  const [id, text] = lesson === "regression" ? ["ways", /0\.\d/] : ["summary", /Total params/];
  const first = page.locator(`pupil-${lesson} [data-testid="${id}"]`).filter({ hasText: text });
  await eventually(async () => {
    await page.evaluate((lesson) => document.querySelector(`pupil-${lesson}`).scrollIntoView(), lesson);
    return first.count();
  }, `what ${lesson} shows at first`);
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

test("the first result comes before the engine, from the files that the size budget counts; the engine follows", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  const page = await context.newPage();
  const requests = new Set();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  context.on("request", (request) => requests.add(request.url()));
  await context.route(/pupil-(wasm|gpu)/, (route) => released.then(() => route.continue()));
  let early;
  await page.exposeFunction("hasResult", () => void (early ??= [...requests]));
  await page.addInitScript(() => addEventListener("first-result", () => globalThis.hasResult()));
  await page.goto(`${site.url}?backend=cpu`);
  assert.equal(await page.getByTestId("device").inputValue(), "cpu");
  const plane = (id) => page.locator(`pupil-plane-lab [data-testid="${id}"]`);
  await plane("way-closed").filter({ hasText: /0\.\d/ }).waitFor();
  await page.locator('pupil-table-lab [data-testid="coefficients"]').waitFor();
  const asked = early.filter((url) => url.startsWith(site.url)).map((url) => new URL(url).pathname.slice(1) || "index.html");
  assert.deepEqual(asked.filter((name) => !/^pupil-(wasm|gpu)/.test(name)).sort(), firstView(dist).sort());
  assert.match(await plane("way-dense").textContent(), /Dense\(1\), fit[\s\S]*–/, "what needs the engine has its place");
  assert.equal(await page.getByTestId("device-line").textContent(), "");

  release();
  // A model of the lesson opened the engine, with the device that was chosen on the page.
  await page.getByTestId("device-line").filter({ hasText: /^Computed on the CPU \(simd128\): the CPU was asked for$/ }).waitFor();
  await plane("way-dense").filter({ hasText: /0\.\d/ }).waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  assert.ok(![...requests].some((url) => url.includes("pupil-gpu")), "nor are its files copied for use without a network");
  await context.close();
});

test("the engine is opened even if the lesson in view does not need it, or no lesson is in view", async () => {
  for (const [height, panels, what] of [[620, "none", "a lesson with nothing to fit"], [300, "", "no lesson"]]) {
    const context = await browser.newContext({ viewport: { width: 1280, height }, locale: "en-US", serviceWorkers: "block" });
    const page = await context.newPage();
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.route(site.url, async (route) => {
      const html = await (await route.fetch()).text();
      await route.fulfill({ contentType: "text/html", body: html.replace("<pupil-regression", `$& panels="${panels}"`) });
    });
    await page.goto(site.url);
    await page.getByTestId("device-line").filter({ hasText: /^Computed on the CPU/ }).waitFor();
    assert.ok(!requests.some((url) => url.includes("pupil-tables")), `${what} in view: nothing else has started`);
    await context.close();
  }
});

test("lessons load when they come into view, and nothing else is requested", async () => {
  const { context, page, problems, requests } = await open({ serviceWorkers: "block" });
  const printed = [];
  page.on("console", (message) => message.type() === "log" && printed.push(message.text()));
  await visit(page, "regression");
  assert.ok(!requests.some((url) => /pupil-sentiment|sentiment\.safetensors/.test(url)), "the last lesson waits");
  for (const lesson of LESSONS) await visit(page, lesson);
  assert.ok(requests.some((url) => url.includes("sentiment.safetensors")));
  const foreign = requests.filter((url) => !url.startsWith(site.url) && !/^(data|blob):/.test(url));
  assert.deepEqual(foreign, [], "no request leaves the page's origin");
  assert.deepEqual(printed, [], "the console is the page's own");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a lesson whose code failed to load is requested again", async () => {
  const { context, page } = await open({ serviceWorkers: "block" }, "about:blank");
  await context.route(/pupil-regression\.js/, (route) => route.abort());
  await page.goto(site.url);
  assert.match(await page.locator("pupil-sentiment").innerText(), /being loaded/, "a lesson that is not there yet");
  const again = page.locator("pupil-regression").getByRole("button", { name: "Try again" });
  for (const _ of ["the first time", "once more"]) await again.click();
  await again.waitFor();
  await context.unroute(/pupil-regression\.js/);
  await again.click();
  await visit(page, "regression");
  await context.close();
});

test("lessons whose weights or engine failed to load start again on request", async () => {
  const { context, page } = await open({ serviceWorkers: "block" }, "about:blank");
  await context.route(/pupil-wasm|pupil-tables_bg/, (route) => route.abort());
  await page.goto(site.url);
  const shown = (lesson, id) => page.locator(`pupil-${lesson} [data-testid="${id}"]`);
  for (const lesson of LESSONS) {
    await page.locator(`pupil-${lesson}`).scrollIntoViewIfNeeded();
    await shown(lesson, "again").first().waitFor();
    assert.match(await shown(lesson, "error").first().textContent(), /could not be (started|loaded) from http/, lesson);
  }
  await context.unroute(/pupil-wasm|pupil-tables_bg/);
  for (const lesson of LESSONS) {
    await shown(lesson, "again").first().click();
    await visit(page, lesson);
    assert.equal(await shown(lesson, "error").count(), 0, lesson);
  }
  await page.getByTestId("device-line").filter({ hasText: /^Computed on the CPU/ }).waitFor();
  await context.close();
});

test("after the first visit the page works without a network", async () => {
  // The browser's offline switch does not affect service workers, so the server itself stops.
  const own = await serve([dist]);
  const { context, page, problems } = await open({}, own.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  own.close();
  await page.reload();
  for (const lesson of LESSONS) await visit(page, lesson);
  const at = (lesson, id) => page.locator(`pupil-${lesson} [data-testid="${id}"]`);
  await at("photos", "photo").setInputFiles({ name: "grey.png", mimeType: "image/png", buffer: png(60, 40, (x) => [2 * x, 90, 90]) });
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="shown"]')?.label.includes("grey.png"));
  await page.waitForFunction(() => / %/.test(document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="percent"]').textContent));
  await at("digits", "samples").fill("200");
  await at("digits", "epochs").fill("1");
  await at("digits", "train").click();
  await at("digits", "test-accuracy").waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("a lesson that leaves the page leaves nothing in the engine", async () => {
  const { context, page, problems } = await open({ serviceWorkers: "block" });
  await context.addInitScript(() => {
    const made = { createModel: "model", loadModel: "model", createDataset: "dataset" };
    const gone = { disposeModel: "model", disposeDataset: "dataset" };
    globalThis.alive = new Set();
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      const { method, args } = message;
      if (made[method]) globalThis.alive.add(`${made[method]} ${args[made[method]]}`);
      if (gone[method]) globalThis.alive.delete(`${gone[method]} ${args[gone[method]]}`);
      return post.call(this, message, ...rest);
    };
  });
  await page.reload();
  await page.evaluate(() => scrollTo(0, 0));
  for (const lesson of LESSONS) await visit(page, lesson);
  const digits = (id) => page.locator(`pupil-digits [data-testid="${id}"]`);
  await digits("samples").fill("200");
  await digits("epochs").fill("1");
  await digits("train").click();
  await digits("test-accuracy").waitFor();
  const alive = () => page.evaluate(() => [...globalThis.alive]);
  assert.ok((await alive()).length >= 5, `models and data sets of all lessons: ${await alive()}`);
  await page.evaluate((lessons) => {
    for (const lesson of lessons) document.querySelector(`pupil-${lesson}`).remove();
  }, LESSONS);
  assert.deepEqual(await alive(), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a stored model that cannot be read is reported, and the shipped one answers", async () => {
  const { context, page } = await open({ serviceWorkers: "block" });
  await visit(page, "regression");
  await page.evaluate(async (lessons) => {
    const opening = indexedDB.open("pupil");
    opening.onupgradeneeded = () => opening.result.createObjectStore("lessons");
    const database = await new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
    const store = database.transaction("lessons", "readwrite").objectStore("lessons");
    const state = { curve: { loss: [[], [], []], accuracy: [[], [], []] }, compiled: "", extra: {} };
    for (const lesson of lessons) store.put({ file: new Uint8Array([1, 2, 3]), state, time: new Date() }, lesson);
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
    database.close();
  }, LESSONS.slice(1));
  await page.reload();
  for (const lesson of LESSONS.slice(1)) {
    await visit(page, lesson);
    const error = page.locator(`pupil-${lesson} [data-testid="error"]`);
    await error.waitFor();
    assert.match(await error.textContent(), /begins with the bytes 01 02 03/);
    assert.match(await page.locator(`pupil-${lesson} [data-testid="source"]`).textContent(), /shipped/);
  }
  const probability = page.locator('pupil-sentiment [data-testid="probability"]').filter({ hasText: "%" });
  await probability.waitFor();
  await context.close();
});

test("weights that a page names and that do not fit are named", async () => {
  const { context, page } = await open({ serviceWorkers: "block" });
  await visit(page, "regression");
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
    for (const lesson of LESSONS) await visit(page, lesson);
    const chinese = locale === "zh-CN";
    const languages = await page.evaluate((lessons) => lessons.map((name) => document.querySelector(`pupil-${name}`).lang), LESSONS);
    assert.deepEqual(languages, LESSONS.map(() => (chinese ? "zh" : "en")));
    const left = await sticksOut(page);
    assert.deepEqual(left, [], `${width} px`);
    await presentable(page);
    await page.locator('[data-testid="theme"]').selectOption("dark");
    const schemes = await page.evaluate((lessons) => lessons.map((name) => getComputedStyle(document.querySelector(`pupil-${name}`)).colorScheme), LESSONS);
    assert.deepEqual(schemes, LESSONS.map(() => "dark"));
    await page.locator('[data-testid="lang"]').selectOption(chinese ? "en" : "zh");
    assert.match(await page.locator("#sentiment h2").first().textContent(), chinese ? /Sentiment/ : /情感/);
    await context.close();
  }
});

test("lessons adapt to the width of their column, which may be flexible", async () => {
  const column = (lesson) => `<div class="column"><pupil-${lesson}></pupil-${lesson}></div>`;
  const html = `<!doctype html><html lang="en"><title>Columns</title><style>body { display: flex; } .column { width: 300px; }</style>
    <script type="module" src="pupil-elements.js"></script>${LESSONS.map(column).join("")}<pupil-digits id="wide"></pupil-digits>
    <div style="position: absolute; top: 6000px"><pupil-digits id="shrunk"></pupil-digits></div></html>`;
  const { context, page } = await open({ viewport: { width: 2400, height: 900 }, serviceWorkers: "block" }, "about:blank");
  await context.route("**/columns.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${site.url}columns.html`);
  for (const lesson of LESSONS) await page.locator(`.column pupil-${lesson}`).getByRole("heading").first().waitFor();
  assert.deepEqual(await sticksOut(page, ".column"), []);
  const columns = (one) =>
    page.locator(one).locator(".columns").first().evaluate((box) => getComputedStyle(box).gridTemplateColumns.split(" ").length);
  assert.equal(await columns(".column pupil-digits"), 1);
  assert.equal(await columns("#wide"), 2, "what is left of the row is wide enough for two");
  await page.locator("#shrunk").scrollIntoViewIfNeeded();
  assert.equal(await columns("#shrunk"), 2, "a box that goes by its content");
  await context.close();
});
