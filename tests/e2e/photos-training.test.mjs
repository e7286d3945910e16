// The photos lesson as a visitor uses it: teaching a network classes of one's own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { crashEngine, dist, eventually, heldBack, keptItems, keptLessons, peakMemory, settles, still } from "./browser.mjs";
import {
  alone,
  at,
  begin,
  blotch,
  browser,
  clickWhenSeen,
  end,
  file,
  folders,
  inSettings,
  open,
  percentOf,
  photosOf,
  ready,
  said,
  settings,
  show,
  site,
  tested,
  until,
  view,
  way,
} from "./photos.mjs";
import { zip } from "./pictures.mjs";

before(begin);
after(end);

test("folders teach the shipped network something new by themselves, which survives a reload and goes into a file", async (t) => {
  const { context, page, problems } = await open();
  const values = () => page.evaluate(() => [0, 1].map((i) => document.querySelector("pupil-photos").shadowRoot.querySelector(`[data-testid="bar-${i}"]`).dataset.value));
  await at(page, "folder").setInputFiles(folders("many", 48));
  await photosOf(page, 1, 48);
  assert.equal(await at(page, "class-0").locator("input[type=text]").inputValue(), "blue", "the folders took the place of the empty classes");
  // Nobody clicks on Train. Of 4 test photos of 24 it is luck how many are recognised.
  const before = await tested(page, /of 20 test photos/);
  assert.ok(percentOf(before) >= 75, before);
  assert.match(await said(page, "per-class"), /blue: \d+% *red: \d+%/);
  assert.equal(await at(page, "confusion").locator("tbody tr").count(), 2);
  assert.match(await said(page, "source"), /trained/);
  assert.match(await said(page, "coach"), /right on examples it has never seen/);
  await view(page, "code");
  assert.match(await said(page, "summary"), /trunk \(Functional\)/);

  await show(page, "one.png", blotch(1, 77));
  const answered = await values();
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save").click()]);
  const saved = await readFile(await download.path());
  await eventually(async () => (await keptLessons(page)).includes("photos"), "a kept model");

  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  await photosOf(page, 0, 48);
  await photosOf(page, 1, 48);
  await show(page, "one.png", blotch(1, 77));
  await until(page, "guess", /^(blue|red)$/);
  (await values()).forEach((value, i) => assert.ok(Math.abs(value - answered[i]) < 1e-5, "the kept model answers as before"));
  assert.match(await at(page, "bar-1").textContent(), /red/);
  await view(page, "training");
  assert.equal(await at(page, "loss-chart").locator("canvas").count(), 1, "its curves are back");
  assert.equal(await tested(page), before);
  assert.equal(await said(page, "speed"), "", "it was not stopped, and nothing was trained again");

  // One photo more, and it learns again by itself.
  await at(page, "files-1").setInputFiles(file("more.png", blotch(1, 901)));
  await photosOf(page, 1, 49);
  await until(page, "speed", /Epoch/);
  await view(page, "results");
  const again = await until(page, "test-accuracy", /%/);
  assert.ok(percentOf(again) >= 75, `what was learned is still there: ${again}`);

  // A photo is removed here and in the store.
  const card = at(page, "class-1");
  await card.getByRole("button", { name: "Remove more.png" }).focus();
  await page.keyboard.press("Enter");
  await photosOf(page, 1, 48);

  await at(page, "reset").click();
  await until(page, "source", /this page’s network/);
  // A browser that is reloaded at once may not have forgotten yet.
  await settles(async () => assert.deepEqual(await keptLessons(page), []));
  await page.reload();
  await ready(page);
  await photosOf(page, 1, 48);
  await until(page, "coach", /96 photos of 2 classes are here/);
  assert.equal(await at(page, "kept").count(), 0, "what was reset is not kept");
  await view(page, "code");
  await at(page, "load").setInputFiles(file("mine.safetensors", saved));
  await until(page, "source", /mine\.safetensors/);
  await show(page, "one.png", blotch(1, 77));
  (await values()).forEach((value, i) => assert.ok(Math.abs(value - answered[i]) < 1e-5, "the file answers as before"));
  await at(page, "load").setInputFiles(file("digits.safetensors", readFileSync(join(dist, "models/digits.safetensors"))));
  await until(page, "error", /digits\.safetensors: a model from \(28, 28, 1\) to \(10\)/);
  await until(page, "source", /mine\.safetensors/);

  await at(page, "forget-photos").click();
  await photosOf(page, 0, 0);
  // Only the list of classes, number 0, is still kept. A browser that is reloaded at once may not have forgotten yet.
  await settles(async () => assert.deepEqual((await keptItems(page)).filter(([, number]) => number !== 0), []));
  await page.reload();
  await ready(page);
  await photosOf(page, 0, 0);
  t.diagnostic(`${before}; with one photo more ${again}`);
  assert.deepEqual(problems, []);
  await context.close();
});

test("training starts at the tenth photo; a third class throws nothing away; the coach says what few photos prove", async (t) => {
  const { context, page, problems } = await open();
  await until(page, "coach", /Teach it two things/);
  const photos = (kind, from, count) => Array.from({ length: count }, (_, i) => file(`${from + i}.png`, blotch(kind, 10 * (from + i) + kind)));
  await at(page, "files-0").setInputFiles(photos(0, 0, 5));
  await photosOf(page, 0, 5);
  await until(page, "coach", /at least two classes/);
  await at(page, "files-1").setInputFiles(photos(1, 0, 4));
  await photosOf(page, 1, 4);
  await until(page, "coach", /9 of 10 photos/);
  // Longer than a training waits for more photos.
  await page.waitForTimeout(1500);
  assert.match(await said(page, "source"), /this page’s network/);
  const started = Date.now();
  await at(page, "files-1").setInputFiles(photos(1, 4, 1));
  await until(page, "source", /trained/);
  t.diagnostic(`trained ${Date.now() - started} ms after the tenth photo`);
  await until(page, "coach", /recognised [0-2] of 2 test photos\. That is too few .* Add photos until you have about 50/);

  // A name is another name only: nothing is trained again.
  const name = at(page, "class-0").locator("input[type=text]");
  await name.fill("red dots");
  await name.blur();
  await show(page, "one.png", blotch(0, 77));
  await until(page, "guess", /^(red dots|class 2)$/);

  await at(page, "add-class").click();
  await at(page, "files-2").setInputFiles(photos(2, 0, 1));
  await photosOf(page, 2, 1);
  await settles(async () => assert.equal(await page.locator("pupil-photos .bars li").count(), 3));
  await until(page, "coach", /“(red dots|class 2)” has 5 times as many photos as “class 3”/);
  assert.match(await tested(page), /of 2 test photos/, "a single photo is not a test");

  // More photos allow a better test.
  for (const [kind, number] of [[0, 0], [1, 1], [2, 2]]) await at(page, `files-${number}`).setInputFiles(photos(kind, 10, 5));
  await photosOf(page, 2, 6);
  await until(page, "coach", /of 5 test photos\. That is too few to judge it: test with at least 10/);
  await at(page, "remedy").click();
  await until(page, "test-accuracy", /of (1[0-3]) test photos/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("three classes from a zip, trained from scratch; hidden folders are none; bad files are listed; a run can be stopped", async () => {
  const { context, page, problems } = await open();
  const entries = [];
  for (const [kind, name] of ["alpha", "beta", "gamma"].entries()) {
    for (let i = 0; i < 10; i += 1) entries.push([`set/${name}/${i}.png`, blotch(kind, 100 * kind + i)]);
  }
  entries.push(
    ["set/alpha/broken.jpg", Buffer.from("no picture")],
    ["__MACOSX/set/alpha/._0.png", Buffer.from("x")],
    ["set/.ipynb_checkpoints/0.png", blotch(0, 1)],
    ["set/readme.txt", Buffer.from("x")],
  );
  await way(page, "small");
  await settings(page, { side: 48, epochs: 1000, "learning-rate": 0.003, rotation: 0, shift: 0, zoom: 0, brightness: 0 });
  await at(page, "drop").setInputFiles(file("set.zip", zip(entries)));
  await photosOf(page, 2, 10);
  await until(page, "bad", /Files left out: 1/);
  assert.match(await at(page, "bad").textContent(), /alpha\/broken\.jpg: not a picture/);
  await photosOf(page, 0, 10);
  assert.equal(await at(page, "class-3").count(), 0, "a hidden folder is no class");
  await clickWhenSeen(page, /photos\/s/, "pause");
  await at(page, "train").click();
  await until(page, "speed", /paused/);
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
  const accuracy = percentOf(await tested(page));
  assert.ok(accuracy >= 60, `${accuracy} % of three classes`);
  assert.equal(await at(page, "confusion").locator("tbody tr").count(), 3);
  await view(page, "code");
  await until(page, "keras-code", /layers\.Dense\(3, activation="softmax"\)/);

  await way(page, "tutorial");
  await settings(page, { side: 150, epochs: 1000 });
  await at(page, "train").click();
  await until(page, "speed", /photos\/s/);
  await until(page, "summary", /19,035,203/);
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
  await photosOf(page, 1, 1);
  const grown = (await peakMemory(browser)) - before;
  if (process.platform === "linux") assert.ok(grown < 200, `the process grew by ${grown} MB`);
  await context.close();
});

test("a model of 230 MB is kept in parts; how far that is can be seen, and it can be skipped", async () => {
  const { context, page, problems } = await open();
  await at(page, "folder").setInputFiles(folders("large", 4));
  await photosOf(page, 1, 4);
  await way(page, "tutorial");
  await settings(page, { side: 150, "batch-size": 2 });
  await inSettings(page, async () => {
    await at(page, "previews").waitFor();
    assert.equal(await at(page, "previews").locator("pupil-photo").count(), 6);
  });
  await view(page, "training");
  await at(page, "step").click();
  await at(page, "loss-chart").locator("canvas").waitFor();
  await at(page, "stop").click();
  await until(page, "speed", /Stopped/);
  await settles(async () => assert.deepEqual(await keptLessons(page), ["photos"]));
  await page.reload();
  await at(page, "kept").waitFor();
  await photosOf(page, 1, 4);
  await view(page, "code");
  await until(page, "summary", /19,034,177/);

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
  assert.match(await said(page, "speed"), /^Keeping the model in this browser: 0%$/);
  await at(page, "skip-keeping").click();
  await until(page, "speed", /This browser does not keep the model/);
  assert.equal(await at(page, "skip-keeping").count(), 0);
  await page.evaluate(() => { globalThis.released = true; });
  await eventually(async () => String(await files()) === String(before), "the model that was kept before, alone");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a crash of the engine costs what was not kept, not the lesson; what is kept waits for an engine that starts", async () => {
  const { context, page } = await open();
  await at(page, "folder").setInputFiles(folders("crash", 6));
  await tested(page);
  await eventually(async () => (await keptLessons(page)).includes("photos"), "a kept model");
  // The lesson may notice the crash before the click, which clears the message again.
  await page.evaluate(() => {
    globalThis.errors = new Set();
    const root = document.querySelector("pupil-photos").shadowRoot;
    const note = () => globalThis.errors.add(root.querySelector('[data-testid="error"]')?.textContent ?? "");
    new MutationObserver(note).observe(root, { childList: true, subtree: true, characterData: true });
  });
  await crashEngine(page);
  await at(page, "train").click();
  await page.waitForFunction(() => [...globalThis.errors].some((text) => text.includes("started again")));
  await until(page, "source", /trained/);
  await at(page, "train").click();
  await tested(page);
  assert.deepEqual(await keptLessons(page), ["photos"]);

  await context.route("**/pupil-wasm_bg.wasm", (route) => route.abort());
  await page.reload();
  await at(page, "error").waitFor();
  assert.deepEqual(await keptLessons(page), ["photos"], "what cannot be loaded now may be loaded later");
  await context.unroute("**/pupil-wasm_bg.wasm");
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  await context.close();
});

test("classes may be renamed and get more photos while a training goes on; Train waits for the shipped network", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block" });
  await context.route("**/alone.html", (route) => route.fulfill({ contentType: "text/html", body: alone() }));
  const page = await context.newPage();
  const { asked, release } = heldBack(context, "**/photos.safetensors");
  await page.goto(site.url + "alone.html");
  await asked;
  await at(page, "folder").setInputFiles(folders("busy", 4));
  await photosOf(page, 1, 4);
  await clickWhenSeen(page, /Epoch/, "pause");
  await at(page, "train").click();
  await until(page, "speed", /Preparing/);
  release();
  await until(page, "speed", /paused/);

  const name = at(page, "class-0").locator("input[type=text]");
  await name.fill("navy");
  await name.blur();
  await at(page, "files-1").setInputFiles([file("more.png", blotch(1, 9)), file("bad.png", Buffer.from("x"))]);
  await photosOf(page, 1, 5);
  await until(page, "bad", /Files left out: 1/);
  await at(page, "train").click();
  assert.match(await tested(page), /of 2 test photos/);
  assert.match(await said(page, "per-class"), /blue: .*red: /, "the classes as they were when it began");
  assert.equal(await at(page, "error").count(), 0);

  await at(page, "train").click();
  await until(page, "per-class", /navy: .*red: /);
  await context.close();
});

test("no photo is shown with another model's answer, and a run that was given up leaves nothing", async () => {
  const { context, page, problems } = await open();
  await show(page, "one.png", blotch(1, 5));
  await at(page, "folder").setInputFiles(folders("other", 4));
  await photosOf(page, 1, 4);
  await view(page, "training");

  // Stopped before it did its first step, so that there is nothing to keep.
  await clickWhenSeen(page, /paused/, "stop");
  await at(page, "step").click();
  await page.waitForFunction(() => globalThis.clicked && !document.querySelector("pupil-photos").shadowRoot.querySelector('[data-testid="train"]').disabled);
  await until(page, "source", /this page’s network/);
  assert.equal(await said(page, "speed"), "", "no word of a run that did nothing");

  await at(page, "step").click();
  await until(page, "guess", /^(blue|red)$/);
  await at(page, "loss-chart").waitFor();
  const own = await still(() => at(page, "bar-1").getAttribute("data-value"));
  await at(page, "stop").click();
  await until(page, "speed", /Stopped/);
  const stopped = await still(() => at(page, "bar-1").getAttribute("data-value"));
  assert.ok(Math.abs(stopped - own) < 0.3, `${own}, then ${stopped}: the model has done one step`);
  await settings(page, { epochs: 1000 });
  await clickWhenSeen(page, /Epoch/, "reset");
  await at(page, "train").click();
  await settles(async () => assert.equal(await at(page, "loss-chart").isVisible(), false));
  // What was under way comes to its end by then, and must not draw.
  await page.waitForTimeout(800);
  assert.equal(await at(page, "loss-chart").isVisible(), false, "no curve of the run that was given up");
  await until(page, "source", /this page’s network/);
  assert.deepEqual(problems, []);
  await context.close();
});

