// A browser and a static file server for tests.

import { createReadStream, existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The built page; PUPIL_DIST names another folder. */
export const dist = process.env.PUPIL_DIST ?? fileURLToPath(new URL("../../dist/", import.meta.url));

/**
 * Serves folders, the first that holds a file, on a port of their own; `headers` go with every answer. A folder can be given
 * as `{ at, folder }` to be served under the path `at`.
 */
export async function serve(folders, headers = {}) {
  const mounts = folders.map((folder) => (typeof folder === "string" ? { at: "/", folder } : folder));
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const file = mounts
      .filter(({ at }) => name.startsWith(at))
      .map(({ at, folder }) => join(folder, name.slice(at.length)))
      .find((file) => existsSync(file) && statSync(file).isFile());
    if (!file) {
      response.writeHead(404, headers).end(`${name} is not here`);
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/**
 * Milliseconds after which a test gives up waiting. It says that something will not come, not how fast it has to be: a slow
 * machine whose cores have other work is still right. `PUPIL_PATIENCE` sets another number, to see a failure sooner.
 */
export const PATIENCE = Number(process.env.PUPIL_PATIENCE ?? 300_000);

/** The system's Chromium, with more flags where a test needs them; all that its pages wait for has `PATIENCE`. */
export async function launch(flags = []) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      ...flags,
    ],
  });
  for (const open of ["newContext", "newPage"]) {
    const original = browser[open].bind(browser);
    browser[open] = async (options) => {
      const opened = await original(options);
      opened.setDefaultTimeout(PATIENCE);
      return opened;
    };
  }
  return browser;
}

/**
 * A browser and a page of another origin than the library's, as where that comes from a CDN: it has the library as its global
 * `pupil`. Files of the folder `changed` stand in place of the built page's. `open` opens another such page, in this browser
 * or in the one it is given; `close` ends all.
 */
export async function openLibrary({ changed } = {}) {
  const browser = await launch();
  const library = await serve(changed ? [changed, dist] : [dist], { "access-control-allow-origin": "*" });
  const site = await serve([fileURLToPath(new URL("fixtures/", import.meta.url))]);
  const open = async (from = browser) => {
    const page = await from.newPage();
    await page.goto(site.url);
    await page.evaluate(async (url) => {
      globalThis.pupil = await import(url);
    }, `${library.url}pupil.js`);
    return page;
  };
  const close = async () => {
    await browser.close();
    library.close();
    site.close();
  };
  return { browser, site, open, close, page: await open() };
}

/** Megabytes that the largest of the browser's pages took at most so far; on Linux only. */
export async function peakMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(async ({ id }) => /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${id}/status`, "utf8").catch(() => ""))?.[1] ?? 0);
  return Math.max(...(await Promise.all(sizes)).map(Number)) / 1024;
}

/** Ends the engine by an error, as a bug in it would. Its replicas, which it starts itself, are other workers. */
export async function crashEngine(page) {
  const names = await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.name).catch(() => "")));
  const engine = page.workers()[names.lastIndexOf("pupil")];
  const gone = new Promise((resolve) => engine.once("close", resolve));
  await engine.evaluate(() => setTimeout(() => { throw new Error("a crash"); }));
  await gone;
}

/** Waits until `asked`, which may take time, gives something; Playwright's `waitForFunction` takes a promise for that. */
export async function eventually(asked, what) {
  const started = Date.now();
  while (Date.now() - started < PATIENCE) {
    const found = await asked();
    if (found) return found;
    await pause(50);
  }
  return assert.fail(`${what} did not come about in ${PATIENCE / 1000} s`);
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until `check`, whose assertions may fail at first, passes; gives what it gives, or fails as it failed last. */
export async function settles(check) {
  const started = Date.now();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() - started > PATIENCE) throw error;
    }
    await pause(50);
  }
}

/** Waits until `read` gives the same for a while, and gives that. */
export async function still(read, milliseconds = 400) {
  let value = await read();
  for (let since = Date.now(); Date.now() - since < milliseconds; ) {
    await pause(50);
    const now = await read();
    if (String(now) !== String(value)) [value, since] = [now, Date.now()];
  }
  return value;
}

/** What `ask` gives of a store of the page's browser: that of the lessons' models, or another. */
const fromStore = (page, ask, key, store = "lessons") =>
  page.evaluate(([ask, key, store]) => new Promise((resolve) => {
    const opening = indexedDB.open("pupil");
    opening.onsuccess = () => {
      const asked = opening.result.transaction(store).objectStore(store)[ask](key);
      asked.onsuccess = () => {
        opening.result.close();
        resolve(ask === "get" ? Number(asked.result?.time) : asked.result);
      };
    };
  }), [ask, key, store]);

/** The lessons of which the page's browser keeps a model: those with `keep="page"`. */
export const keptLessons = async (page) => (await fromStore(page, "getAllKeys")).map((key) => key.replace(/ page$/, ""));

/** The keys of what lessons keep besides: the classes and photos of a visitor. */
export const keptItems = (page) => fromStore(page, "getAllKeys", undefined, "items");

/** When the lesson's model was kept, in milliseconds; NaN where none is. */
export const keptTime = (page, lesson) => fromStore(page, "get", `${lesson} page`);

/** The message that an asynchronous function of the page fails with; it sees these globals of the page. */
export const failure = (page, body) =>
  page.evaluate(async (body) => {
    try {
      await new Function("pupil", "model", "x", "y", `return (async () => { ${body} })()`)(
        globalThis.pupil,
        globalThis.model,
        globalThis.x,
        globalThis.y,
      );
    } catch (error) {
      return error instanceof Error ? error.message : `not an Error: ${error}`;
    }
    return "nothing failed";
  }, body);

/** The relative luminance of a colour such as `rgb(1, 2, 3)`, as WCAG 2.1 counts it: 0 for black, 1 for white. */
export function luminance(css) {
  const [red, green, blue] = css.match(/[\d.]+/g).map(Number).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast between two colours, as WCAG 2.1 counts it: 1 to 21. */
export function contrast(a, b) {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
}

/**
 * Fails when something is wider than the screen, or axe finds a serious problem in `part` of the page (all by default). With
 * `contrast` false, contrasts are not measured, which takes most of the time.
 */
export async function presentable(page, part, { contrast = true } = {}) {
  const { width } = page.viewportSize();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= width, `the page is ${wide} px wide on a screen of ${width}`);
  // The pages have no frames from elsewhere, which the legacy mode leaves out; it takes half the time.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  if (!contrast) builder.disableRules("color-contrast");
  const { violations } = await (part ? builder.include(part) : builder).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(
    serious.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`)]),
    [],
    `on a screen of ${width} px`,
  );
}

/** What goes wrong on a page from now on: errors of its scripts, and what it writes to the console as errors. */
export function problemsOf(page) {
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  return problems;
}

/** Holds back a file that the pages of a context request: `asked` resolves with the first request, `release` answers it. */
export function heldBack(context, pattern) {
  let release;
  const asked = new Promise((resolve) => {
    void context.route(pattern, async (route) => {
      await new Promise((go) => {
        release = go;
        resolve();
      });
      await route.continue();
    });
  });
  return { asked, release: () => release() };
}

/**
 * Counts what the pages of a context, which load afterwards, have in their workers: models and what else `others` names, as
 * `{ call that makes it: [call that frees it, name of its number] }`. {@link alive} tells what is there.
 */
export const countAlive = (context, others = {}) =>
  context.addInitScript((others) => {
    const kinds = Object.entries({ createModel: ["disposeModel", "model"], loadModel: ["disposeModel", "model"], ...others });
    globalThis.alive = new Set();
    globalThis.called = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      const { method, args } = message;
      globalThis.called.push(method);
      for (const [makes, [frees, id]] of kinds) {
        if (method === makes) globalThis.alive.add(`${id} ${args[id]}`);
        if (method === frees) globalThis.alive.delete(`${id} ${args[id]}`);
      }
      return post.call(this, message, ...rest);
    };
  }, others);

/** What {@link countAlive} counted and was not freed. */
export const alive = (page) => page.evaluate(() => [...globalThis.alive]);

/**
 * Checks that cause and effect are in one view: the input, the network, the answer and the button that trains of a lesson
 * are inside the window together when its stage is at the top.
 */
export async function oneView(page, tag) {
  const boxes = await page.evaluate((tag) => {
    const root = document.querySelector(tag).shadowRoot;
    const stage = root.querySelector('[data-testid="stage"]');
    const fixed = document.querySelector("nav")?.getBoundingClientRect().height ?? 0;
    scrollTo({ top: scrollY + stage.getBoundingClientRect().top - fixed, behavior: "instant" });
    const names = ["stage-input", "stage-network", "stage-answer", "train"];
    const box = (name) => root.querySelector(`[data-testid="${name}"]`) ?? root.querySelector('[data-testid="pause"]');
    return names.map((name) => {
      const { top, left, bottom, right } = box(name).getBoundingClientRect();
      return { name, top, left, bottom, right, width: innerWidth, height: innerHeight };
    });
  }, tag);
  for (const { name, top, left, bottom, right, width, height } of boxes) {
    const inside = top >= -1 && left >= -1 && bottom <= height + 1 && right <= width + 1;
    assert.ok(inside, `${tag} ${name}: ${[left, top, right, bottom].map(Math.round)} in a window of ${width} x ${height}`);
  }
}
