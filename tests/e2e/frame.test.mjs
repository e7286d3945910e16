// Elements in frames: embed.html, as docs/guide/embed.md describes it.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { dist, eventually, launch, presentable, problemsOf, serve, settles } from "./browser.mjs";

let browser, library;

before(async () => {
  library = await serve([dist], { "access-control-allow-origin": "*" });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  library?.close();
});

/** The script of the document's example, which sets the heights of frames. */
const [, LISTENER] = /<iframe[\s\S]*?<script>([\s\S]*?)<\/script>/.exec(readFileSync(fileURLToPath(new URL("../../docs/guide/embed.md", import.meta.url)), "utf8"));

/** Opens a page of another origin with a frame. `told` gives the messages of the frame so far. */
async function open(query, { attributes = "", width = 900, server = library } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "pupil-frame-"));
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title><link rel="icon" href="data:,">
    <body><iframe title="A lesson" width="100%" height="10" ${attributes} src="${server.url}embed.html?${query}"></iframe>
    <script>globalThis.told = []; addEventListener("message", ({ data }) => told.push(data));</script><script>${LISTENER}</script></body></html>`;
  writeFileSync(join(folder, "index.html"), html);
  const site = await serve([folder]);
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "en-US" });
  const page = await context.newPage();
  const problems = problemsOf(page);
  await page.goto(site.url);
  const told = (event) => page.evaluate((event) => globalThis.told.filter((message) => message.event === event), event);
  const frame = page.frameLocator("iframe");
  const close = async () => {
    await context.close();
    site.close();
    rmSync(folder, { recursive: true });
  };
  return { page, frame, problems, told, close };
}

test("a frame shows an element, tells its height and what happens, and takes attributes", async () => {
  const { page, frame, problems, told, close } = await open("element=digits&goal=accuracy+%3E+0.5&panels=draw+train&lang=zh&state=n%3D600%26epochs%3D2");
  await eventually(async () => (await told("first-result")).length > 0, "the first result");
  assert.equal(await frame.locator("html").getAttribute("lang"), "zh-Hans");
  const inside = () => frame.locator("html").evaluate((html) => html.getBoundingClientRect().height);
  await settles(async () => assert.ok(Math.abs((await page.locator("iframe").evaluate((frame) => frame.clientHeight)) - (await inside())) < 2));
  await page.locator("iframe").evaluate((frame) => frame.contentWindow.postMessage({ type: "pupil:set", theme: "dark", lang: "en" }, "*"));
  await settles(async () => assert.equal(await frame.locator("pupil-digits").evaluate((lesson) => getComputedStyle(lesson).colorScheme), "dark"));
  await settles(async () => assert.match(await frame.locator('[data-testid="goal"]').textContent(), /Goal: accuracy > 0\.5/));
  await frame.locator('[data-testid="train"]').click();
  await eventually(async () => (await told("pupil-goal")).length > 0, "the goal");
  const [{ detail }] = await told("pupil-goal");
  assert.ok(detail.metric === "accuracy" && detail.value > 0.5);
  assert.ok((await told("pupil-epoch")).length > 0);
  assert.deepEqual(await told("pupil-predict"), [], "answers tell what a visitor draws");
  await presentable(page);
  assert.deepEqual(problems, []);
  await close();
});

test("a frame runs a Python cell", async () => {
  const { frame, told, problems, close } = await open(`element=python&code=${encodeURIComponent("x = 21\nprint(2 * x)")}&check=x+%3D%3D+21`, { width: 390 });
  await frame.locator('[data-testid="run"]').click();
  await frame.locator('[data-testid="output"]').getByText("42").waitFor();
  await eventually(async () => (await told("pupil-checked")).length > 0, "the check");
  assert.equal((await told("pupil-checked"))[0].detail, true);
  assert.deepEqual(problems, []);
  await close();
});

test("a sandboxed frame works where the server allows it, and otherwise says why not", async () => {
  const allowed = await open("element=neuron&panels=network", { attributes: 'sandbox="allow-scripts"' });
  await eventually(async () => (await allowed.told("first-result")).length > 0, "the first result");
  assert.deepEqual(allowed.problems, []);
  await allowed.close();

  const plain = await serve([dist]);
  const refused = await open("element=neuron", { attributes: 'sandbox="allow-scripts"', server: plain });
  await refused.frame.getByText("This frame is sandboxed, and its server does not let it load modules").waitFor();
  await refused.close();
  plain.close();
});

test("what the address asks for and is not there is named; so is a page that is opened as a file", async () => {
  const { frame, close } = await open("element=letters");
  await frame.getByText("element=letters is not known; expected neuron, digits, photos, sentiment, model, python.").waitFor();
  await close();
  const other = await open("element=neuron&onclick=alert(1)&colour=red");
  await other.frame.getByText(/onclick is not known; expected lang, theme/).waitFor();
  await other.frame.getByText(/colour is not known/).waitFor();
  assert.equal(await other.frame.locator("pupil-neuron").getAttribute("onclick"), null);
  await other.close();

  const page = await browser.newPage();
  await page.goto(`${pathToFileURL(join(dist, "embed.html"))}?element=neuron`);
  await page.getByText("Browsers load no modules for a page that is opened as a file.").waitFor();
  await page.close();
});
