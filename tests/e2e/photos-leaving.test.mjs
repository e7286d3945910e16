// The photos lesson when things come early, late or twice: photos before the kept ones, the camera's permission, an
// element that leaves while it loads; and what must stay in view.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, countAlive, eventually, heldBack, keptItems, settles } from "./browser.mjs";
import { alone, at, begin, blotch, browser, end, file, open, photosOf, ready, said, show, site, until, view } from "./photos.mjs";
import { png } from "./pictures.mjs";

before(begin);
after(end);

test("photos and classes that are given before the kept ones are back are added to them", async () => {
  const { context, page, problems } = await open();
  const photos = (kind, count) => Array.from({ length: count }, (_, i) => file(`${kind}${i}.png`, blotch(kind, 10 * i + kind)));
  await at(page, "files-0").setInputFiles(photos(0, 3));
  await at(page, "files-1").setInputFiles(photos(1, 2));
  await photosOf(page, 1, 2);
  await eventually(async () => (await keptItems(page)).length === 6, "five kept photos and the list of classes");

  // Another user of the store, for whom the lesson has to wait.
  await context.route("**/other.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  const other = await context.newPage();
  await other.goto(`${site.url}other.html`);
  await other.evaluate(() => new Promise((resolve) => {
    indexedDB.open("pupil").onsuccess = ({ target: { result: database } }) => {
      const store = database.transaction("items", "readwrite").objectStore("items");
      const hold = () => {
        if (!globalThis.released) store.get(0).onsuccess = hold;
        resolve();
      };
      hold();
    };
  }));
  await page.bringToFront();
  await page.reload();
  await ready(page);
  assert.equal(await at(page, "class-0").count(), 0, "the kept classes are not back yet");
  await page.evaluate((all) => {
    const files = all.map((bytes, at) => new File([new Uint8Array(bytes)], `early${at}.png`, { type: "image/png" }));
    void document.querySelector("pupil-photos").take(files);
  }, [blotch(0, 71), blotch(0, 72)].map((bytes) => [...bytes]));
  await at(page, "add-class").click();
  await page.waitForTimeout(300);
  await other.evaluate(() => { globalThis.released = true; });
  await photosOf(page, 0, 5);
  await photosOf(page, 1, 2);
  await photosOf(page, 2, 0);
  await eventually(async () => (await keptItems(page)).length === 8, "seven kept photos and the list of classes");
  await page.reload();
  await ready(page);
  await photosOf(page, 0, 5);
  await photosOf(page, 1, 2);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a photo is shown in its own proportions, also from the classes", async () => {
  const { context, page, problems } = await open();
  const wide = png(160, 80, (x) => (x < 80 ? [200, 30, 30] : [30, 30, 200]));
  const ratio = () => at(page, "shown").locator("canvas").evaluate(({ width, height }) => width / height);
  await show(page, "wide.png", wide);
  assert.equal(await ratio(), 2);
  assert.match(await said(page, "size"), /160 × 80 pixels, seen as (\d+) × \1/);
  await at(page, "files-0").setInputFiles(file("wide2.png", wide));
  await photosOf(page, 0, 1);
  const thumb = at(page, "class-0").locator(".thumb");
  await settles(async () => assert.equal(await thumb.locator("img").evaluate((image) => image.naturalWidth / image.naturalHeight), 2));
  await thumb.click();
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="shown"]')?.label.includes("wide2.png"));
  assert.equal(await ratio(), 2);
  assert.deepEqual(problems, []);
  await context.close();
});

/** A page in which the browser waits for the visitor's permission until `allow` is called. */
async function openAsking() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block", permissions: ["camera"] });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: alone() }));
  await context.addInitScript(() => {
    globalThis.streams = [];
    globalThis.questions = 0;
    const allowed = new Promise((resolve) => { globalThis.allow = resolve; });
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = async function (...given) {
      globalThis.questions += 1;
      await allowed;
      const stream = await getUserMedia.apply(this, given);
      globalThis.streams.push(stream);
      const { clone } = stream;
      stream.clone = () => {
        const copy = clone.call(stream);
        globalThis.streams.push(copy);
        return copy;
      };
      return stream;
    };
  });
  const page = await context.newPage();
  await page.goto(`${site.url}alone.html`);
  await ready(page);
  await at(page, "record-1").waitFor();
  return { context, page };
}

const live = (page) => page.evaluate(() => globalThis.streams.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === "live").length);
const questions = (page) => page.evaluate(() => globalThis.questions);

test("the visitor is asked for the camera once, however often it is opened while the question is open", async () => {
  const { context, page } = await openAsking();
  await at(page, "camera").click();
  await settles(async () => assert.equal(await questions(page), 1));
  await at(page, "camera").click();
  await page.locator("pupil-photos pupil-camera").waitFor({ state: "detached" });
  await at(page, "record-0").focus();
  await page.keyboard.down("Space");
  await page.locator("pupil-photos pupil-camera").waitFor({ state: "attached" });
  await page.waitForTimeout(400);
  await page.keyboard.up("Space");
  assert.equal(await questions(page), 1);
  await page.evaluate(() => globalThis.allow());
  await until(page, "frame", /^\d+ ms/);
  assert.equal(await questions(page), 1);
  await settles(async () => assert.equal(await live(page), 1, "one stream runs"));
  await at(page, "camera").click();
  await settles(async () => assert.equal(await live(page), 0, "a closed camera is off"));
  await context.close();
});

test("a camera that starts after the lesson left is switched off, and stays off when the lesson returns", async () => {
  const { context, page } = await openAsking();
  await at(page, "camera").click();
  await settles(async () => assert.equal(await questions(page), 1));
  await page.evaluate(() => {
    globalThis.lesson = document.querySelector("pupil-photos");
    globalThis.lesson.remove();
    globalThis.allow();
  });
  await eventually(async () => (await page.evaluate(() => globalThis.streams.length)) > 0, "a stream");
  await settles(async () => assert.equal(await live(page), 0));
  await page.evaluate(() => document.body.append(globalThis.lesson));
  await ready(page);
  assert.equal(await page.locator("pupil-photos pupil-camera").count(), 0);
  assert.equal(await questions(page), 1);
  await context.close();
});

test("a lesson that leaves while its model loads frees it and says nothing more", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block" });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: alone() }));
  await countAlive(context);
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  const { asked, release } = heldBack(context, "**/photos.safetensors");
  await page.goto(`${site.url}alone.html`);
  await asked;
  await page.evaluate(() => {
    globalThis.lesson = document.querySelector("pupil-photos");
    globalThis.lesson.remove();
  });
  release();
  await eventually(() => page.evaluate(() => globalThis.called.includes("loadModel")), "the model");
  await settles(async () => assert.deepEqual(await alive(page), [], "no model is left"));
  await page.waitForTimeout(300);
  assert.deepEqual(await alive(page), []);
  assert.equal(await page.evaluate(() => globalThis.lesson.shadowRoot.querySelector('[data-testid="error"]')), null);
  await context.unroute("**/photos.safetensors");
  await page.evaluate(() => document.body.append(globalThis.lesson));
  await ready(page);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a model with other names of classes is refused in the page's language", async () => {
  const { context, page } = await open({ locale: "zh-CN" });
  const bytes = await page.evaluate(async () => {
    const { Sequential, layers } = await import("./pupil.js");
    const model = new Sequential([layers.globalAveragePooling2d({ inputShape: [32, 32, 3] }), layers.dense({ units: 3, activation: "softmax" })]);
    model.metadata = { classes: "[1, 2" };
    return [...(await model.save())];
  });
  await view(page, "code");
  await at(page, "load").setInputFiles(file("odd.safetensors", Buffer.from(bytes)));
  await until(page, "error", /odd\.safetensors：类别名称为 \[1, 2；应为 3 个名称的列表/);
  await context.close();
});

test("a class can always be added; on a phone nothing lies under the transport bar", async () => {
  const { context, page } = await open({ path: "#photos", viewport: { width: 1280, height: 800 } });
  for (let count = 0; count < 6; count += 1) await at(page, "add-class").click();
  await at(page, "class-7").scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  const inside = await at(page, "add-class").evaluate((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return button.getRootNode().elementFromPoint(left + width / 2, top + height / 2) === button;
  });
  assert.ok(inside, "the button is on top");
  await context.close();

  for (const locale of ["en-US", "zh-CN"]) {
    const phone = await open({ path: "#photos", viewport: { width: 390, height: 844 }, locale });
    const bottom = (selector) => phone.page.locator(`pupil-photos ${selector}`).evaluate((one) => one.getBoundingClientRect().bottom);
    const transport = await phone.page.locator("pupil-photos .transport").evaluate((one) => one.getBoundingClientRect().top);
    assert.ok((await bottom("pupil-network-view")) <= transport, `the maps end at ${await bottom("pupil-network-view")}, the bar begins at ${transport}`);
    await phone.context.close();
  }
});
