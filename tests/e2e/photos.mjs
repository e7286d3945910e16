// What the tests of the photos lesson share: a page with the lesson alone, pictures to teach, and what a visitor does.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dist, launch, problemsOf, serve, settles } from "./browser.mjs";
import { png } from "./pictures.mjs";

export const alone = (locale = "en-US") => `<!doctype html><html lang="${locale}"><title>Alone</title><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark } body { margin: 0; padding: 8px; background: light-dark(#faf9f6, #131417) }</style>
<body><script type="module" src="pupil-photos.js"></script><pupil-photos keep="page"></pupil-photos></body></html>`;

export let browser, site;
let folder;

/** Starts a browser with a camera that shows moving shapes. */
export async function begin() {
  site = await serve([dist]);
  browser = await launch(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
  folder = mkdtempSync(join(tmpdir(), "pupil-photos-"));
}

export async function end() {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
}

export const at = (page, id) => page.locator(`pupil-photos [data-testid="${id}"]`);
export const said = (page, id) => at(page, id).textContent().then((text) => text.replace(/\s+/g, " ").trim());

/** Waits until what a test sees of an element is so. */
export const until = (page, id, pattern) =>
  settles(async () => {
    const text = (await at(page, id).count()) ? await said(page, id) : "";
    assert.match(text, pattern, id);
    return text;
  });

export async function open({ path = "alone.html", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block", ...options });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: alone(options.locale) }));
  const page = await context.newPage();
  const problems = problemsOf(page);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(site.url + path);
  await ready(page);
  return { context, page, problems, requests };
}

/** Waits until a model has said what is on a photo. */
export const ready = (page) => until(page, "percent", /\d%/);

/** Shows a view in the middle of the stage. */
export const view = (page, name) => at(page, `view-${name}`).click();

/** Does something in the settings. */
export async function inSettings(page, use) {
  await at(page, "settings").click();
  await at(page, "more").evaluate((details) => (details.open = true));
  await use();
  await at(page, "close-settings").click();
}

/** Chooses how to train. */
export const way = (page, name) => inSettings(page, () => at(page, "way").selectOption(name));

export const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });

/** A blotch on a ground of stripes: what class it is of shows in its colours. */
export function blotch(kind, seed, side = 64) {
  let state = seed * 7919 + 13;
  const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const [x0, y0, radius] = [side * (0.3 + 0.4 * random()), side * (0.3 + 0.4 * random()), side * (0.15 + 0.15 * random())];
  const colours = [[220, 60, 40], [40, 90, 220], [60, 200, 80]];
  return png(side, side, (x, y) => {
    const noise = 40 * random();
    if ((x - x0) ** 2 + (y - y0) ** 2 < radius ** 2) return colours[kind].map((value) => Math.min(255, value + noise));
    const stripe = Math.floor((x + y) / 6) % 2 ? 170 : 120;
    return [stripe + noise, stripe + noise, stripe + noise];
  });
}

/** Folders on disk, one a class. */
export function folders(name, count, kinds = ["blue", "red"]) {
  const root = join(folder, name);
  for (const [kind, one] of kinds.entries()) {
    mkdirSync(join(root, one), { recursive: true });
    for (let i = 0; i < count; i += 1) writeFileSync(join(root, one, `${i}.png`), blotch(kind, 10 * i + kind));
  }
  return root;
}

/** Gives the lesson a picture and waits until it has said what it is. */
export async function show(page, name, buffer) {
  await at(page, "photo").setInputFiles(buffer ? file(name, buffer) : name);
  const short = name.split("/").at(-1);
  await page.waitForFunction((name) => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="shown"]')?.label.includes(name), short);
  await ready(page);
}

export const settings = (page, values) =>
  inSettings(page, async () => {
    for (const [id, value] of Object.entries(values)) await at(page, id).fill(String(value));
  });

/** Waits until a training ended with a test, and returns what it says. */
export async function tested(page, pattern = /%/) {
  await view(page, "results");
  return until(page, "test-accuracy", pattern);
}

/** The share of test photos that were recognised. */
export const percentOf = (text) => Number(/([\d.]+)%/.exec(text)[1]);

/** The number of photos of a class. */
export const photosOf = (page, number, count) => until(page, `class-${number}`, new RegExp(`(^| )${count} photos?`));

/** Holds the button of a class until it has so many photos. */
export async function record(page, number, count) {
  const button = at(page, `record-${number}`);
  await button.scrollIntoViewIfNeeded();
  const { x, y } = await button.boundingBox();
  await page.mouse.move(x + 20, y + 10);
  await page.mouse.down();
  await settles(async () => assert.ok(Number(/(\d+) photo/.exec(await said(page, `class-${number}`))[1]) >= count));
  await page.mouse.up();
}

/**
 * Clicks a button as soon as the training's line matches, from within the page: a click from here may come when a short
 * training is over.
 */
export async function clickWhenSeen(page, pattern, button) {
  await page.evaluate(([pattern, button]) => {
    const root = document.querySelector("pupil-photos").shadowRoot;
    const find = (id) => root.querySelector(`[data-testid="${id}"]`);
    const observer = new MutationObserver(() => {
      if (!new RegExp(pattern).test(find("speed").textContent) || !find(button)) return;
      observer.disconnect();
      find(button).click();
      globalThis.clicked = true;
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true });
  }, [pattern.source, button]);
}

/** Red, green and blue where the shown photo has a place, across and down from 0 to 1. */
export const colourAt = (page, x, y) =>
  at(page, "shown").locator("canvas").evaluate(
    (canvas, [x, y]) => [...canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data].slice(0, 3),
    [x, y],
  );
