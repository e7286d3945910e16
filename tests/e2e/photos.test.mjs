// The photos lesson as a visitor uses it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { crashEngine, dist, eventually, keptLessons, launch, peakMemory, presentable, serve, settles, still } from "./browser.mjs";
import { oriented, png, zip } from "./pictures.mjs";

/** Data that are not part of the repository. */
const data = join(process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url)), "cats-dogs");

const ALONE = `<!doctype html><html lang="en"><title>Alone</title><body>
<script type="module" src="pupil-elements.js"></script><pupil-photos></pupil-photos></body></html>`;

let browser, site, folder;

before(async () => {
  site = await serve([dist]);
  browser = await launch(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
  folder = mkdtempSync(join(tmpdir(), "pupil-photos-"));
});

after(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (page, id) => page.locator(`pupil-photos [data-testid="${id}"]`);
const said = (page, id) => at(page, id).textContent().then((text) => text.replace(/\s+/g, " ").trim());

/** Waits until what a test sees of an element is so. */
const until = (page, id, pattern) =>
  settles(async () => {
    const text = (await at(page, id).count()) ? await said(page, id) : "";
    assert.match(text, pattern, id);
    return text;
  });

async function open({ path = "alone.html", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block", ...options });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: ALONE }));
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(site.url + path);
  await ready(page);
  return { context, page, problems, requests };
}

async function ready(page) {
  await page.waitForFunction(() => {
    const lesson = document.querySelector("pupil-photos");
    lesson?.scrollIntoView();
    return lesson?.shadowRoot?.querySelector('[data-testid="summary"]')?.textContent?.includes("Total params");
  });
}

const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });

/** A blotch on a ground of stripes: what class it is of shows in its colours. */
function blotch(kind, seed, side = 64) {
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
function folders(name, count, kinds = ["blue", "red"]) {
  const root = join(folder, name);
  for (const [kind, one] of kinds.entries()) {
    mkdirSync(join(root, one), { recursive: true });
    for (let i = 0; i < count; i += 1) writeFileSync(join(root, one, `${i}.png`), blotch(kind, 10 * i + kind));
  }
  return root;
}

/** Gives the lesson a picture and waits until it has said what it is. */
async function show(page, name, buffer) {
  await at(page, "photo").setInputFiles(buffer ? file(name, buffer) : name);
  const short = name.split("/").at(-1);
  await page.waitForFunction((name) => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="shown"]')?.label.includes(name), short);
  await until(page, "percent", /\d %/);
}

async function settings(page, values) {
  for (const [id, value] of Object.entries(values)) await at(page, id).fill(String(value));
}

/**
 * Pauses the next training as soon as its line matches, from within the page: a click from here may come when a short
 * training is over.
 */
async function pauseWhenSeen(page, pattern) {
  await page.evaluate((pattern) => {
    const root = document.querySelector("pupil-photos").shadowRoot;
    const [speed, pause] = ["speed", "pause"].map((id) => root.querySelector(`[data-testid="${id}"]`));
    const observer = new MutationObserver(() => {
      if (!new RegExp(pattern).test(speed.textContent)) return;
      observer.disconnect();
      pause.click();
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true });
  }, pattern.source);
}

/** Red, green and blue where the shown photo has a place, across and down from 0 to 1. */
const colourAt = (page, x, y) =>
  at(page, "shown").locator("canvas").evaluate(
    (canvas, [x, y]) => [...canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data].slice(0, 3),
    [x, y],
  );

test("pictures of all kinds are looked at, and what is none is named", async () => {
  const { context, page, problems, requests } = await open();
  await until(page, "guess", /^cat$/);
  await show(page, "plain.png", blotch(0, 1));
  const sum = await page.evaluate(() => {
    const root = document.querySelector("pupil-photos").shadowRoot;
    return [0, 1].reduce((sum, i) => sum + Number(root.querySelector(`[data-testid="bar-${i}"]`).dataset.value), 0);
  });
  assert.ok(Math.abs(sum - 1) < 1e-5, `the probabilities add up to ${sum}`);

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
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.textContent.includes("120 × 200"));
  await settles(async () => {
    const [top, bottom] = [await colourAt(page, 0.5, 0.2), await colourAt(page, 0.5, 0.8)];
    assert.ok(top[0] > 200 && top[1] < 60, `on top ${top}`);
    assert.ok(bottom[1] > 200 && bottom[0] < 60, `at the bottom ${bottom}`);
  });

  await show(page, "clear.png", png(40, 40, (x) => (x < 20 ? [0, 0, 0, 0] : [0, 0, 255, 255])));
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.textContent.includes("40 × 40"));
  await settles(async () => assert.deepEqual(await colourAt(page, 0.2, 0.5), [255, 255, 255], "transparent places are white"));

  await show(page, "tiny.png", png(1, 1, () => [10, 200, 30]));
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.textContent.includes("1 × 1 pixels"));
  // Fifty megapixels, as cameras make them.
  await show(page, "huge.png", png(8200, 6150, (x) => [x & 255, 90, 60]));
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.textContent.includes("8200 × 6150"));
  const gif = Buffer.from("R0lGODlhAgACAIAAAP8AAAAA/yH5BAAKAAAALAAAAAACAAIAAAICRF4AIfkEAAoAAAAsAAAAAAIAAgAAAgIMXAA7", "base64");
  await show(page, "moving.gif", gif);
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.textContent.includes("2 × 2 pixels"));

  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic", "latin1"), Buffer.alloc(40)]);
  for (const [name, bytes, reason] of [
    ["phone.heic", heic, /phone\.heic: not a picture.*HEIC.*JPEG, PNG/],
    ["nothing.jpg", Buffer.alloc(0), /nothing\.jpg: .*empty/],
    ["letter.png", Buffer.from("Dear Sir or Madam"), /letter\.png: not a picture that can be read/],
    ["cut.png", blotch(0, 1).subarray(0, 60), /cut\.png: not a picture/],
  ]) {
    await at(page, "photo").setInputFiles(file(name, bytes));
    await until(page, "error", reason);
    assert.match(await page.locator("pupil-photos").evaluate((lesson) => lesson.shadowRoot.textContent), /2 × 2 pixels/, "the photo before stays");
  }

  const pasted = [...blotch(1, 4)];
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, pasted);
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.textContent.includes("64 × 64"));

  const plain = await colourAt(page, 0.5, 0.5);
  await at(page, "heat").check();
  await settles(async () => assert.notDeepEqual(await colourAt(page, 0.5, 0.5), plain, "the heat map lies over the photo"));
  assert.deepEqual(problems, []);
  const foreign = requests.filter((url) => !url.startsWith(site.url) && !/^(data|blob):/.test(url));
  assert.deepEqual(foreign, [], "no request leaves the page's origin");
  await context.close();
});

test("a folder for each class teaches the shipped network something new, which survives a reload and goes into a file", async () => {
  const { context, page, problems } = await open();
  await at(page, "folder").setInputFiles(folders("many", 48));
  // Of 4 validation photos of 24 it is luck how many are recognised: half of the seeds came to 2, on any number of workers.
  await until(page, "class-1", /48 photos/);
  assert.equal(await at(page, "class-0").locator("input[type=text]").inputValue(), "blue");
  await at(page, "class-1").locator("pupil-photo").nth(5).waitFor();
  await at(page, "previews").waitFor();
  assert.equal(await at(page, "previews").locator("pupil-photo").count(), 6);
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  const accuracy = Number(/([\d.]+) % of 20/.exec(await said(page, "test-accuracy"))[1]);
  assert.ok(accuracy >= 75, `${accuracy} % of the validation photos`);
  assert.match(await said(page, "per-class"), /blue: \d+ % *red: \d+ %/);
  assert.equal(await at(page, "confusion").locator("tbody tr").count(), 2);
  assert.match(await said(page, "source"), /trained below/);
  assert.match(await said(page, "summary"), /trunk \(Functional\)/);

  await show(page, "one.png", blotch(1, 77));
  const values = () => page.evaluate(() => [0, 1].map((i) => document.querySelector("pupil-photos").shadowRoot.querySelector(`[data-testid="bar-${i}"]`).dataset.value));
  const answered = await values();
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save").click()]);
  const saved = await readFile(await download.path());

  const tested = await said(page, "test-accuracy");
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  await show(page, "one.png", blotch(1, 77));
  assert.deepEqual(await values(), answered, "the kept model answers as before");
  assert.match(await at(page, "bar-1").textContent(), /red/);
  assert.equal(await at(page, "loss-chart").locator("canvas").count(), 1, "its curves are back");
  assert.equal(await said(page, "test-accuracy"), tested);
  assert.equal(await said(page, "speed"), "", "it was not stopped");

  // The same classes again: training goes on where it stopped.
  await at(page, "folder").setInputFiles(join(folder, "many"));
  await until(page, "class-1", /48 photos/);
  await settings(page, { epochs: 1 });
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  const again = await said(page, "test-accuracy");
  assert.ok(Number(/([\d.]+) %/.exec(again)[1]) >= 75, `what was learned is still there: ${again}`);

  await at(page, "reset").click();
  await until(page, "source", /shipped/);
  // A browser that is reloaded at once may not have forgotten yet.
  await settles(async () => assert.deepEqual(await keptLessons(page), []));
  await page.reload();
  await ready(page);
  assert.equal(await at(page, "kept").count(), 0, "what was reset is not kept");
  await at(page, "load").setInputFiles(file("mine.safetensors", saved));
  await until(page, "source", /mine\.safetensors/);
  await show(page, "one.png", blotch(1, 77));
  assert.deepEqual(await values(), answered, "the file answers as before");
  await at(page, "load").setInputFiles(file("digits.safetensors", readFileSync(join(dist, "models/digits.safetensors"))));
  await until(page, "error", /digits\.safetensors: a model from \(28, 28, 1\) to \(10\)/);
  await until(page, "source", /mine\.safetensors/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("three classes from a zip, trained from scratch; bad files are listed, a run can be stopped", async () => {
  const { context, page, problems } = await open();
  const entries = [];
  for (const [kind, name] of ["alpha", "beta", "gamma"].entries()) {
    for (let i = 0; i < 10; i += 1) entries.push([`set/${name}/${i}.png`, blotch(kind, 100 * kind + i)]);
  }
  entries.push(["set/alpha/broken.jpg", Buffer.from("no picture")], ["__MACOSX/set/alpha/._0.png", Buffer.from("x")], ["set/readme.txt", Buffer.from("x")]);
  await at(page, "drop").setInputFiles(file("set.zip", zip(entries)));
  await until(page, "class-2", /10 photos/);
  await at(page, "way").selectOption("small");
  await settings(page, { side: 48, epochs: 1000, "learning-rate": 0.003, rotation: 0, shift: 0, zoom: 0, brightness: 0 });
  await pauseWhenSeen(page, /photos\/s/);
  await at(page, "train").click();
  await until(page, "speed", /paused/);
  await until(page, "bad", /Files left out: 1/);
  assert.match(await at(page, "bad").textContent(), /alpha\/broken\.jpg: not a picture/);
  assert.match(await said(page, "class-0"), /10 photos/, "the broken one does not count");
  const seen = () => at(page, "progress").evaluate(({ value }) => value);
  const before = await still(seen);
  // A step may be one of the validation, which the progress does not count.
  await settles(async () => {
    await at(page, "step").click();
    assert.ok((await seen()) > before, "a step was done");
  });
  await at(page, "train").click();
  await until(page, "speed", /photos\/s/);
  await at(page, "stop").click();
  await until(page, "speed", /Stopped/);
  await settings(page, { epochs: 40 });
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  const accuracy = Number(/([\d.]+) %/.exec(await said(page, "test-accuracy"))[1]);
  assert.ok(accuracy >= 60, `${accuracy} % of three classes`);
  assert.equal(await at(page, "confusion").locator("tbody tr").count(), 3);
  assert.match(await said(page, "keras-code"), /layers\.Dense\(3, activation="softmax"\)/);

  await at(page, "way").selectOption("tutorial");
  await settings(page, { side: 150, epochs: 1000 });
  await at(page, "train").click();
  await until(page, "speed", /photos\/s/);
  assert.match(await said(page, "summary"), /19,035,203/, "the tutorial’s network with three classes");
  await at(page, "stop").click();
  await until(page, "speed", /Stopped/);

  await at(page, "class-2").getByRole("button", { name: /Remove class/ }).click();
  await at(page, "class-1").getByRole("button", { name: /Remove class/ }).click();
  await at(page, "train").click();
  await until(page, "error", /at least two classes.*there is 1/);
  await at(page, "drop").setInputFiles(file("torn.zip", zip(entries).subarray(0, 3000)));
  await until(page, "error", /torn\.zip: not a zip file/);
  await at(page, "drop").setInputFiles(file("notes.txt", Buffer.from("x")));
  await until(page, "error", /no pictures among these files/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a zip file cannot unpack to more than it says, nor to more than the page takes", async () => {
  const { context, page } = await open();
  const MB = 2 ** 20;
  const photo = deflateRawSync(blotch(0, 1));
  await at(page, "drop").setInputFiles(file("claims.zip", zip([["a/0.png", photo, 600 * MB], ["a/1.png", photo, 600 * MB]])));
  await until(page, "error", /claims\.zip: .* more than 1024 MB/);

  const before = await peakMemory(browser);
  const zeros = deflateRawSync(Buffer.alloc(512 * MB), { level: 1 });
  // The first is unpacked on the page, the second in a worker.
  await at(page, "drop").setInputFiles(file("lies.zip", zip([["a/0.png", zeros, 100], ["a/1.png", zeros, MB * 4], ["b/0.png", photo, blotch(0, 1).length]])));
  await until(page, "bad", /Files left out: 2/);
  await until(page, "class-1", /1 photo/);
  const grown = (await peakMemory(browser)) - before;
  if (process.platform === "linux") assert.ok(grown < 200, `the process grew by ${grown} MB`);
  await context.close();
});

test("a model of 230 MB is kept in parts; how far that is can be seen, and it can be skipped", async () => {
  const { context, page, problems } = await open();
  await at(page, "folder").setInputFiles(folders("large", 4));
  await until(page, "class-1", /4 photos/);
  await at(page, "way").selectOption("tutorial");
  await settings(page, { side: 150, "batch-size": 2 });
  const learnOneStep = async () => {
    await at(page, "step").click();
    await at(page, "loss-chart").locator("canvas").waitFor();
    await at(page, "stop").click();
  };
  await learnOneStep();
  await until(page, "speed", /Stopped/);
  assert.deepEqual(await keptLessons(page), ["photos"]);
  await page.reload();
  await at(page, "kept").waitFor();
  assert.match(await said(page, "summary"), /19,034,177/, "the tutorial’s network");

  // Another user of the store, for whom the lesson has to wait.
  const files = () => page.evaluate(() => new Promise((resolve) => {
    indexedDB.open("pupil").onsuccess = ({ target: { result: database } }) => {
      database.transaction("parts").objectStore("parts").getAllKeys().onsuccess = ({ target }) => {
        database.close();
        resolve([...new Set(target.result.map(([lesson, id]) => `${lesson} ${id}`))]);
      };
    };
  }));
  const before = await files();
  assert.equal(before.length, 1);
  await at(page, "folder").setInputFiles(join(folder, "large"));
  await until(page, "class-1", /4 photos/);
  await page.evaluate(() => new Promise((resolve) => {
    indexedDB.open("pupil").onsuccess = ({ target: { result: database } }) => {
      const store = database.transaction("parts", "readwrite").objectStore("parts");
      const hold = () => {
        if (globalThis.released) database.close();
        else store.get(0).onsuccess = hold;
        resolve();
      };
      hold();
    };
  }));
  await at(page, "step").click();
  await until(page, "speed", /paused/);
  await page.waitForFunction(() => {
    const root = document.querySelector("pupil-photos").shadowRoot;
    const progress = root.querySelector('[data-testid="progress"]');
    return progress.value > 0 && !root.querySelector('[data-testid="stop"]').disabled;
  });
  await at(page, "stop").click();
  await at(page, "skip-keeping").waitFor();
  assert.match(await said(page, "speed"), /^Keeping the model in this browser: 0 %$/);
  await at(page, "skip-keeping").click();
  await until(page, "speed", /This browser does not keep the model/);
  assert.equal(await at(page, "skip-keeping").count(), 0);
  await page.evaluate(() => { globalThis.released = true; });
  await eventually(async () => String(await files()) === String(before), "the model that was kept before, alone");
  assert.deepEqual(problems, []);
  await context.close();
});

test("classes are shot with the camera", async () => {
  const { context, page, problems } = await open({ permissions: ["camera"] });
  await at(page, "camera").click();
  await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.querySelector("pupil-camera")?.shadowRoot?.querySelector("video")?.videoWidth > 0);
  await at(page, "shoot").click();
  await until(page, "percent", /\d %/);
  await at(page, "camera").click();
  assert.equal(await page.locator("pupil-photos pupil-camera").count(), 0);
  for (const index of [0, 1]) {
    await at(page, "add-class").click();
    const one = at(page, `class-${index}`);
    await one.getByRole("button", { name: "Camera" }).click();
    await page.waitForFunction(() => document.querySelector("pupil-photos").shadowRoot.querySelector("pupil-camera")?.shadowRoot?.querySelector("video")?.videoWidth > 0);
    for (let shot = 1; shot <= 3; shot += 1) {
      await one.locator('[data-testid="shoot"]').click();
      await until(page, `class-${index}`, new RegExp(`${shot} photos?`));
    }
  }
  await settings(page, { epochs: 2 });
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("a crash of the engine costs what was not kept, not the lesson; what is kept waits for an engine that starts", async () => {
  const { context, page } = await open();
  const crash = () => crashEngine(page);
  await at(page, "folder").setInputFiles(folders("crash", 6));
  await until(page, "class-1", /6 photos/);
  await settings(page, { epochs: 2 });
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  await eventually(async () => (await keptLessons(page)).includes("photos"), "a kept model");
  await crash();
  await at(page, "train").click();
  await until(page, "error", /started again/);
  await until(page, "source", /trained below/);
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  assert.deepEqual(await keptLessons(page), ["photos"]);

  await context.route("**/pupil-wasm_bg.wasm", (route) => route.abort());
  await page.reload();
  await page.waitForFunction(() => document.querySelector("pupil-photos")?.shadowRoot?.querySelector('[data-testid="error"]'));
  assert.deepEqual(await keptLessons(page), ["photos"], "what cannot be loaded now may be loaded later");
  await context.unroute("**/pupil-wasm_bg.wasm");
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  await context.close();
});

test("classes may be renamed and get more photos while a training goes on; Train waits for the shipped network", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block" });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: ALONE }));
  const page = await context.newPage();
  let release;
  const asked = new Promise((resolve) => {
    void context.route("**/photos.safetensors", async (route) => {
      await new Promise((go) => {
        release = go;
        resolve();
      });
      await route.continue();
    });
  });
  await page.goto(site.url + "alone.html");
  await asked;
  const root = folders("busy", 6);
  await at(page, "folder").setInputFiles(root);
  await until(page, "class-1", /6 photos/);
  await settings(page, { epochs: 2 });
  await pauseWhenSeen(page, /Epoch/);
  await at(page, "train").click();
  await until(page, "speed", /Preparing/);
  release();
  await until(page, "speed", /paused/);

  const name = at(page, "class-0").locator("input[type=text]");
  await name.fill("navy");
  await name.blur();
  await at(page, "class-1").locator("input[type=file]").setInputFiles([file("more.png", blotch(1, 9)), file("bad.png", Buffer.from("x"))]);
  await until(page, "class-1", /8 photos/);
  await at(page, "train").click();
  await at(page, "test-accuracy").waitFor();
  assert.match(await said(page, "test-accuracy"), /of 2 validation photos/);
  assert.match(await said(page, "per-class"), /blue: .*red: /, "the classes as they were when it began");
  assert.equal(await at(page, "error").count(), 0);

  await at(page, "train").click();
  await until(page, "per-class", /navy: .*red: /);
  await until(page, "bad", /Files left out: 1/);
  await context.close();
});

test("no photo is shown with another model's answer, and a run that was given up leaves nothing", async () => {
  const { context, page, problems } = await open();
  await show(page, "one.png", blotch(1, 5));
  await at(page, "folder").setInputFiles(folders("other", 8));
  await until(page, "class-1", /8 photos/);

  // Stopped before it did its first step, so that there is nothing to keep.
  await page.evaluate(() => {
    const root = document.querySelector("pupil-photos").shadowRoot;
    const [speed, stop] = ["speed", "stop"].map((id) => root.querySelector(`[data-testid="${id}"]`));
    const observer = new MutationObserver(() => {
      if (!speed.textContent.includes("paused")) return;
      observer.disconnect();
      stop.click();
      globalThis.stopped = true;
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true });
  });
  await at(page, "step").click();
  await page.waitForFunction(() => globalThis.stopped && !document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="train"]').disabled);
  await until(page, "source", /shipped/);
  assert.equal(await said(page, "speed"), "", "no word of a run that did nothing");

  await at(page, "step").click();
  await until(page, "guess", /^(blue|red)$/);
  await at(page, "loss-chart").waitFor();
  const own = await page.evaluate(async () => document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="bar-1"]').dataset.value);
  await at(page, "stop").click();
  await until(page, "speed", /Stopped/);
  const stopped = await still(() => at(page, "bar-1").getAttribute("data-value"));
  assert.ok(Math.abs(stopped - own) < 0.2, `${own}, then ${stopped}: the model has done one step`);
  await settings(page, { epochs: 200 });
  await at(page, "train").click();
  await until(page, "speed", /photos\/s/);
  await at(page, "reset").click();
  await settles(async () => assert.equal(await at(page, "loss-chart").isVisible(), false));
  // What was under way comes to its end by then, and must not draw.
  await page.waitForTimeout(800);
  assert.equal(await at(page, "loss-chart").isVisible(), false, "no curve of the run that was given up");
  await until(page, "source", /shipped/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("real cats and dogs", async (t) => {
  if (!existsSync(data)) {
    t.skip(`SKIPPED: ${data} is not there`);
    return;
  }
  const { context, page } = await open();
  let right = 0;
  const each = 20;
  for (const kind of ["cat", "dog"]) {
    const names = readdirSync(join(data, "validation", kind)).slice(0, each);
    for (const name of names) {
      await show(page, join(data, "validation", kind, name));
      right += (await said(page, "guess")) === kind ? 1 : 0;
    }
  }
  t.diagnostic(`${right} of ${2 * each} photos recognised`);
  assert.ok(right >= 0.8 * 2 * each, `${right} of ${2 * each}`);
  await context.close();
});

test("no serious accessibility problem; nothing wider than the screen; two languages", async () => {
  const root = folders("three", 4);
  for (const [width, colorScheme, locale] of [
    [1280, "dark", "zh-CN"],
    [390, "light", "zh-CN"],
    [390, "dark", "en-US"],
  ]) {
    const { context, page } = await open({ viewport: { width, height: 844 }, colorScheme, locale });
    await show(page, "one.png", blotch(1, 5));
    await at(page, "folder").setInputFiles(root);
    await at(page, "previews").waitFor();
    await settings(page, { epochs: 1 });
    await at(page, "train").click();
    await at(page, "test-accuracy").waitFor();
    await presentable(page);
    const chinese = locale === "zh-CN";
    assert.equal((await at(page, "reset").textContent()).trim(), chinese ? "重置" : "Reset");
    await context.close();
  }
});
