// The photos lesson as a visitor uses it: what is looked at, the camera, files, links.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { dist, oneView, presentable, settles, still } from "./browser.mjs";
import { at, begin, blotch, colourAt, end, file, folders, inSettings, open, photosOf, record, said, settings, show, site, until, view, way } from "./photos.mjs";
import { oriented, png, zip } from "./pictures.mjs";

/** Data that are not part of the repository. */
const data = join(process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url)), "cats-dogs/train");

before(begin);
after(end);

test("pictures of all kinds are looked at, and what is none is named", async () => {
  const { context, page, problems, requests } = await open();
  await until(page, "guess", /^\S/);
  await show(page, "plain.png", blotch(0, 1));
  const bars = await page.evaluate(() => {
    const root = document.querySelector("pupil-photos").shadowRoot;
    return [...root.querySelectorAll(".bars li")].map((bar) => Number(bar.dataset.value));
  });
  const sum = bars.reduce((a, b) => a + b, 0);
  // Of many classes the most likely ones are shown.
  assert.ok(bars.length < 5 ? Math.abs(sum - 1) < 1e-5 : sum > 0 && sum < 1 + 1e-5, `the probabilities add up to ${sum}`);

  // What decided lies over the photo, and can be switched off.
  const withHeat = await colourAt(page, 0.5, 0.5);
  await at(page, "heat").uncheck();
  await settles(async () => assert.notDeepEqual(await colourAt(page, 0.5, 0.5), withHeat));
  const plain = await colourAt(page, 0.5, 0.5);

  // So does a map that the visitor points at.
  await at(page, "network").focus();
  for (const key of ["ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
  await until(page, "peek", /^Map \d+ of stage 1/);
  await settles(async () => assert.notDeepEqual(await colourAt(page, 0.5, 0.5), plain));
  await page.keyboard.press("Escape");
  await settles(async () => assert.deepEqual(await colourAt(page, 0.5, 0.5), plain));

  // Half red, half green, lying on its side: upright, red is on top.
  const jpeg = Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(200, 120);
    const context = canvas.getContext("2d");
    context.fillStyle = "#0f0";
    context.fillRect(0, 0, 200, 120);
    context.fillStyle = "#f00";
    context.fillRect(0, 0, 100, 120);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 1 })).arrayBuffer())];
  }));
  await show(page, "turned.jpg", oriented(jpeg, 6));
  await until(page, "size", /120 × 200/);
  await settles(async () => {
    const [top, bottom] = [await colourAt(page, 0.5, 0.2), await colourAt(page, 0.5, 0.8)];
    assert.ok(top[0] > 200 && top[1] < 60, `on top ${top}`);
    assert.ok(bottom[1] > 200 && bottom[0] < 60, `at the bottom ${bottom}`);
  });

  await show(page, "clear.png", png(40, 40, (x) => (x < 20 ? [0, 0, 0, 0] : [0, 0, 255, 255])));
  await until(page, "size", /40 × 40/);
  await settles(async () => assert.deepEqual(await colourAt(page, 0.2, 0.5), [255, 255, 255], "transparent places are white"));

  await show(page, "tiny.png", png(1, 1, () => [10, 200, 30]));
  await until(page, "size", /1 × 1 pixels/);
  // Fifty megapixels, as cameras make them.
  await show(page, "huge.png", png(8200, 6150, (x) => [x & 255, 90, 60]));
  await until(page, "size", /8200 × 6150/);
  const gif = Buffer.from("R0lGODlhAgACAIAAAP8AAAAA/yH5BAAKAAAALAAAAAACAAIAAAICRF4AIfkEAAoAAAAsAAAAAAIAAgAAAgIMXAA7", "base64");
  await show(page, "moving.gif", gif);
  await until(page, "size", /2 × 2 pixels/);

  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic", "latin1"), Buffer.alloc(40)]);
  for (const [name, bytes, reason] of [
    ["phone.heic", heic, /phone\.heic: not a picture.*HEIC.*JPEG, PNG/],
    ["nothing.jpg", Buffer.alloc(0), /nothing\.jpg: .*empty/],
    ["letter.png", Buffer.from("Dear Sir or Madam"), /letter\.png: not a picture that can be read/],
    ["cut.png", blotch(0, 1).subarray(0, 60), /cut\.png: not a picture/],
  ]) {
    await at(page, "photo").setInputFiles(file(name, bytes));
    await until(page, "error", reason);
    assert.match(await said(page, "size"), /2 × 2 pixels/, "the photo before stays");
  }

  const pasted = [...blotch(1, 4)];
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, pasted);
  await until(page, "size", /64 × 64/);
  await at(page, "drawing-mug").click();
  await until(page, "size", /400 × 400/);
  assert.equal(await at(page, "shown").getAttribute("label"), "The picture that is looked at: a drawn mug");
  assert.deepEqual(problems, []);
  const foreign = requests.filter((url) => !url.startsWith(site.url) && !/^(data|blob):/.test(url));
  assert.deepEqual(foreign, [], "no request leaves the page's origin");
  await context.close();
});

test("a button is held to record classes with the camera, whose pictures are read live", async (t) => {
  const { context, page, problems } = await open({ permissions: ["camera"] });
  await record(page, 0, 6);
  await record(page, 1, 6);
  await until(page, "source", /trained/);
  await until(page, "guess", /^class [12]$/);
  await until(page, "frame", /^\d+ ms for each camera picture$/);
  // The camera's picture moves, and so does the answer.
  const value = () => at(page, "bar-0").getAttribute("data-value");
  const before = await value();
  await settles(async () => assert.notEqual(await value(), before));
  t.diagnostic(`a camera picture and its answer: ${await said(page, "frame")}`);

  // By keyboard: as long as the key is down.
  const count = async () => Number(/(\d+) photo/.exec(await said(page, "class-1"))[1]);
  const had = await count();
  await at(page, "record-1").focus();
  await page.keyboard.down("Space");
  await settles(async () => assert.ok((await count()) >= had + 2));
  await page.keyboard.up("Space");
  assert.ok((await still(count)) >= had + 2);

  await at(page, "camera").click();
  assert.equal(await page.locator("pupil-photos pupil-camera").count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
});

test("files that the page gives are taken for what they are", async () => {
  const { context, page, problems } = await open();
  const give = (...files) =>
    page.evaluate(
      (files) => document.querySelector("pupil-photos").take(files.map(({ name, bytes }) => new File([new Uint8Array(bytes)], name))),
      files.map(([name, bytes]) => ({ name, bytes: [...bytes] })),
    );
  await give(["dropped.png", blotch(0, 3)]);
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="shown"]')?.label.includes("dropped.png"));
  await give(["photos.zip", zip([["a/0.png", blotch(0, 1)], ["b/0.png", blotch(1, 1)]])]);
  await photosOf(page, 1, 1);
  await give(["0.png", blotch(0, 4)], ["1.png", blotch(0, 5)]);
  await photosOf(page, 2, 2);
  await give(["home.safetensors", readFileSync(join(dist, "models/photos.safetensors"))]);
  await until(page, "source", /home\.safetensors/);
  await give(["notes.txt", Buffer.from("x")]);
  await until(page, "error", /no pictures among these files/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("the state of a link is taken, and told when it changes", async () => {
  const { context, page, problems } = await open();
  await page.evaluate(() => {
    document.querySelector("pupil-photos").addEventListener("pupil-state", ({ detail }) => { globalThis.told = detail; });
  });
  await at(page, "drawing-shoe").click();
  await way(page, "tutorial");
  await settings(page, { rotation: 5 });
  await at(page, "heat").uncheck();
  await page.waitForFunction(() => globalThis.told === "see=shoe&why=no&how=tutorial&turn=5");
  await page.evaluate(() => document.querySelector("pupil-photos").setAttribute("state", "see=apple&how=small&n=3&px=9999&x=y"));
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="shown"]')?.label.includes("apple"));
  await inSettings(page, async () => {
    assert.equal(await at(page, "way").inputValue(), "small");
    assert.equal(await at(page, "epochs").inputValue(), "3");
    assert.equal(await at(page, "side").inputValue(), "96", "what is not allowed is left out");
  });
  assert.equal(await at(page, "heat").isChecked(), true);
  await at(page, "share").click();
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save-picture").click()]);
  assert.ok((await readFile(await download.path())).length > 10_000, "a picture");
  assert.deepEqual(problems, []);
  await context.close();
});

test("ten cats and ten dogs", async (t) => {
  if (!existsSync(data)) {
    t.skip(`SKIPPED: ${data} is not there`);
    return;
  }
  const { context, page } = await open();
  const photos = (kind, from, count) => readdirSync(join(data, kind)).sort().slice(from, from + count).map((name) => join(data, kind, name));
  for (const [number, kind] of ["cat", "dog"].entries()) await at(page, `files-${number}`).setInputFiles(photos(kind, 0, 10));
  await until(page, "source", /trained/);
  let right = 0;
  const each = 15;
  for (const [number, kind] of ["cat", "dog"].entries()) {
    for (const name of photos(kind, 100, each)) {
      await show(page, name);
      right += (await said(page, "guess")) === `class ${number + 1}` ? 1 : 0;
    }
  }
  t.diagnostic(`${right} of ${2 * each} photos recognised`);
  assert.ok(right >= 0.8 * 2 * each, `${right} of ${2 * each}`);
  await context.close();
});

test("everything is in one view; no serious accessibility problem; nothing wider than the screen; two languages", async () => {
  const root = folders("three", 6);
  for (const [width, height, colorScheme, locale, accessible] of [
    [1280, 800, "light", "en-US", true],
    [390, 844, "dark", "zh-CN", true],
    [320, 700, "light", "en-US", false],
  ]) {
    const { context, page } = await open({ viewport: { width, height }, colorScheme, locale, reducedMotion: "reduce" });
    const chinese = locale === "zh-CN";
    const check = async () => {
      if (accessible) await presentable(page);
      else assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `wider than ${width} px`);
    };
    if (width > 320) await oneView(page, "pupil-photos");
    await at(page, "folder").setInputFiles(root);
    await until(page, "source", chinese ? /训练/ : /trained/);
    await show(page, "one.png", blotch(1, 5));
    if (width > 320) await oneView(page, "pupil-photos");
    for (const name of ["training", "code", "results"]) {
      await view(page, name);
      if (name === "results") await at(page, "test-accuracy").waitFor();
      if (name === "results" || !accessible) await check();
    }
    await view(page, "network");
    await at(page, "settings").click();
    await check();
    assert.equal(await at(page, "reset").getAttribute("aria-label"), chinese ? "丢弃" : "Discard");
    assert.match(await said(page, "prose"), chinese ? /先给网络看点什么/ : /Show the network something/);
    await context.close();
  }
});
