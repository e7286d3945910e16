// The page's copies for use without a network: what is kept, when it is used, and that builds are never mixed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { dist, eventually, launch, problemsOf, settles } from "./browser.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

const read = (name) => readFileSync(join(dist, name));

/** The id of the build, and the same page as a later build: each script says that it ran. */
const [, BUILD] = /name="pupil-build" content="(\w+)"/.exec(read("index.html"));
const LATER = "fedcba9876543210";
const SAYS = Buffer.from("globalThis.later = (globalThis.later ?? 0) + 1;\n");
const later = {
  file(name) {
    if (name === "index.html") return Buffer.from(read(name).toString().replace(BUILD, LATER));
    if (name === "offline.js") return Buffer.from(this.offline ??= this.worker());
    return name.endsWith(".js") ? Buffer.concat([SAYS, read(name)]) : read(name);
  },
  /** The service worker of the later build, which knows the digests of its files. */
  worker() {
    const digest = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 32);
    return read("offline.js").toString().replaceAll(BUILD, LATER).replace(/([\w./-]+)=([0-9a-f]{32})/g, (_, name) => `${name}=${digest(this.file(name === "./" ? "index.html" : name))}`);
  },
};

let browser, server, url;
/**
 * How the server answers: `usual`, `later` (another build), `fails` (500), `portal` (a login page for everything), `lured`
 * (the portal after the service worker), `slow`.
 */
let mode = "usual";
/** The files that were requested. */
let requested = [];

before(async () => {
  browser = await launch();
  server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname.slice(1) || "index.html";
    requested.push(path);
    const send = (status, type, bytes) => response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(bytes);
    const answer = () => {
      if (mode === "fails") return send(500, "text/html", "<h1>500</h1>");
      if (mode === "portal") return send(200, "text/html", "<!doctype html><title>Login</title>Please log in");
      if (!existsSync(join(dist, path)) || !statSync(join(dist, path)).isFile()) return send(404, "text/plain", "not here");
      send(200, TYPES[extname(path)] ?? "application/octet-stream", mode === "later" ? later.file(path) : read(path));
      if (mode === "lured" && path === "offline.js") mode = "portal";
    };
    if (mode === "slow") setTimeout(answer, 60_000).unref();
    else answer();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}/`;
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

const copies = (page) => page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat());

/** Visits the page for the first time, and waits until its files are copied. */
async function visit() {
  mode = "usual";
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US" });
  const page = await context.newPage();
  const problems = problemsOf(page);
  await page.goto(url);
  await eventually(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), "the service worker");
  return { context, page, problems };
}

const works = (page) => page.locator('pupil-digits [data-testid="guess"]').filter({ hasText: /\d/ }).waitFor();
const built = (page) => page.locator('meta[name="pupil-build"]').getAttribute("content");

test("the copy is used where the server answers 500, does not answer in time, or is gone", async () => {
  const { context, page } = await visit();
  await works(page);
  for (const how of ["fails", "slow"]) {
    mode = how;
    const started = Date.now();
    await page.reload();
    await works(page);
    if (how === "slow") assert.ok(Date.now() - started > 4_900, "the network had five seconds");
    assert.equal(await built(page), BUILD, how);
    // Lessons that were not open before come from the copies, too.
    await page.locator('nav a[href="#words"]').click();
    await page.locator('pupil-sentiment [data-testid="probability"]').filter({ hasText: "%" }).waitFor();
    await page.locator('nav a[href="#digits"]').click();
  }
  await context.close();
});

test("a login page that stands in for the files is not kept", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  // The page and its worker arrive; then the network asks for a login.
  mode = "lured";
  requested = [];
  await page.goto(url);
  await works(page);
  await eventually(() => mode === "portal" && requested.filter((name) => name === "pupil.js").length > 1, "the worker's copies");
  await settles(async () => assert.ok(!(await page.evaluate(() => navigator.serviceWorker.getRegistration().then(Boolean))), "a worker without its files does not stay"));
  assert.deepEqual(await copies(page), []);
  await context.close();
});

test("an open page goes on with its own build when there is a later one, and a new page has nothing of the old one", async () => {
  const { context, page, problems } = await visit();
  await works(page);
  mode = "later";
  requested = [];
  await page.locator('nav a[href="#photos"]').click();
  await page.locator('pupil-photos [data-testid="guess"]').filter({ hasText: /cat/i }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.later), undefined, "no script of the later build ran");
  assert.deepEqual(problems, []);

  await page.goto(`${url}#digits`);
  await page.reload();
  await works(page);
  assert.equal(await built(page), LATER);
  const scripts = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname.slice(1)).filter((name) => name.endsWith(".js")));
  // Each script of the page says that it is of the later build; workers say so in their own world.
  const own = (await scripts()).filter((name) => !/worker|offline/.test(name));
  assert.ok(own.length > 10);
  await settles(async () => assert.equal(await page.evaluate(() => globalThis.later), new Set(own).size, "nothing came from the old copies"));

  // The later build's worker takes over, because no page of the old one is open; then everything works without a network.
  await eventually(async () => (await page.evaluate(() => caches.keys())).includes(`pupil ${LATER}`), "the later build's copies");
  await settles(async () => assert.ok(!(await page.evaluate(() => caches.keys())).includes(`pupil ${BUILD}`)));
  mode = "fails";
  await page.reload();
  await works(page);
  assert.equal(await built(page), LATER);
  await context.close();
});
