// The lesson "Words" as a visitor uses it: training a network on sentences.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { alive, countAlive, crashEngine, dist, eventually, serve, settles, still } from "./browser.mjs";
import {
  FOUR,
  SMALL,
  answered,
  ask,
  at,
  begin,
  classifier,
  drawer,
  dropped,
  end,
  failed,
  open,
  probability,
  ready,
  said,
  sentences,
  settings,
  shows,
  source,
  train,
  view,
  words,
} from "./sentiment.mjs";

/** Data that are not part of the repository. */
const data = process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url));

before(begin);
after(end);

test("the tutorial's model overfits its four sentences; it survives a reload and continues with its optimizer", async () => {
  const { context, page, problems } = await open();
  await view(page, "code");
  assert.match(await said(page, "summary"), /Total params/);
  const accuracy = await train(page);
  assert.equal(accuracy, 100);
  assert.match(await said(page, "test-accuracy"), /of the 4 sentences it learnt/);
  assert.deepEqual(await at(page, "confusion").locator("td").allTextContents(), ["2", "·", "·", "2"]);
  assert.match(await said(page, "mistakes"), /No mistakes|Not a single mistake/);
  await shows(page, "coach", /has seen these 4 while it learned/);
  await view(page, "code");
  assert.match(await said(page, "keras-code"), /Embedding\(10000, 32\), layers\.LSTM\(64\), layers\.Dense\(1, activation="sigmoid"\)/);
  assert.match(await said(page, "summary"), /344,897/);
  for (const [text, label] of FOUR) assert.equal((await ask(page, text)) > 0.5, label === 1, text);
  assert.match(await said(page, "source"), /you trained/);

  // The shipped model can be asked beside the own one, which stays.
  const own = await ask(page, "I love this film");
  await at(page, "model-en").click();
  await settles(async () => assert.notEqual(Number(await probability(page)), own));
  assert.match(await said(page, "source"), /this page’s network/);
  await at(page, "model-own").click();
  await settles(async () => assert.equal(Number(await probability(page)), own));

  // One training without a reload and one with a reload in between give the same bits.
  const answer = async () => {
    await at(page, "text").fill("I love this film");
    await answered(page, "I love this film");
    return probability(page);
  };
  const twice = async (between) => {
    await at(page, "reset").click();
    await train(page, { epochs: 10 });
    await between();
    await at(page, "train").click();
    await shows(page, "speed", /Epoch 10 of 10/);
    return still(answer);
  };
  const straight = await twice(async () => {});
  const reloaded = await twice(async () => {
    const before = await answer();
    await page.reload();
    await ready(page);
    await at(page, "kept").waitFor();
    assert.equal(await answer(), before, "the model that came back answers as before");
    await view(page, "results");
    assert.match(await said(page, "test-accuracy"), /of the 4 sentences/);
    await drawer(page);
    assert.match(await said(page, "goes-on"), /trains this network further/);
    assert.equal(await at(page, "epochs").inputValue(), "10", "the form came back, too");
  });
  assert.equal(reloaded, straight, "the optimizer's state came back");
  await settings(page, { lstm: 16 });
  assert.match(await said(page, "goes-on"), /begins a new network/);

  await at(page, "reset").click();
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        indexedDB.open("pupil").onsuccess = ({ target: { result: database } }) => {
          database.transaction("lessons").objectStore("lessons").count("sentiment page").onsuccess = ({ target }) => {
            database.close();
            resolve(target.result === 0);
          };
        };
      }),
  );
  await page.reload();
  await ready(page);
  assert.equal(await at(page, "kept").count(), 0, "what was reset is forgotten");
  assert.deepEqual(problems, []);
  await context.close();
});

test("after the first visit everything works without a network, also the trained model", async () => {
  const own = await serve([dist]);
  const { context, page } = await open({ url: own.url, path: "#words?data=four", serviceWorkers: "allow", shipped: true });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await train(page, { ...SMALL, epochs: 30 });
  const before = await ask(page, "I love this film");
  own.close();
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  assert.equal(await ask(page, "I love this film"), before);
  await drawer(page);
  assert.match(await said(page, "goes-on"), /trains this network further/);
  await source(page, "corpus");
  await train(page, { epochs: 1 });
  assert.match(await said(page, "test-accuracy"), /of 294 held-back sentences/);
  await context.close();
});

test("the reviews: curves, validation, confusion table, mistakes, nearest words; paused, stepped, stopped, offline", async () => {
  const { context, page, problems } = await open();
  // Once the lesson has everything it needs, it works without the network.
  await drawer(page);
  await at(page, "dataset").locator("option").filter({ hasText: "1,960" }).waitFor({ state: "attached" });
  await at(page, "prose").waitFor();
  await context.setOffline(true);
  await page.evaluate(() => {
    const { prototype } = customElements.get("pupil-curves");
    const { updated } = prototype;
    globalThis.drawn = 0;
    prototype.updated = function (...changed) {
      globalThis.drawn += 1;
      updated.apply(this, changed);
    };
  });
  await source(page, "corpus");
  await train(page, { ...SMALL, vocabulary: 3000, epochs: 2 });
  assert.match(await said(page, "test-accuracy"), /of 294 held-back sentences/);
  const counts = (await at(page, "confusion").locator("td").allTextContents()).map((text) => Number(text.replace("·", "0")));
  assert.equal(counts.reduce((a, b) => a + b), 294);
  const right = (100 * (counts[0] + counts[3])) / 294;
  assert.match(await said(page, "test-accuracy"), new RegExp(`^${right.toFixed(1)}%`));
  const mistakes = await at(page, "mistakes").locator("li").allTextContents();
  assert.ok(mistakes.length > 0);
  const sure = mistakes.map((text) => Number(/\((\d+)%\)/.exec(text)[1]));
  assert.deepEqual(sure, sure.toSorted((a, b) => b - a), "the surest first");
  await view(page, "training");
  assert.match(await at(page, "loss-chart").locator(".key").textContent(), /training [\d.]+\s+validation [\d.]+/);
  assert.match(await at(page, "accuracy-chart").locator(".key").textContent(), /training [\d.]+\s+validation [\d.]+/);
  await view(page, "map");
  await at(page, "nearest-word").fill("Wonderful ");
  assert.equal(await at(page, "nearest").locator("li").count(), 8);
  const similarities = await at(page, "nearest").locator("li .muted").allTextContents();
  assert.deepEqual(similarities.map(Number), similarities.map(Number).toSorted((a, b) => b - a));
  await at(page, "nearest-word").fill("zorgle");
  assert.match(await said(page, "nearest"), /“zorgle” is not in the vocabulary/);

  // As many epochs as the form allows, so that the training does not end by itself.
  await settings(page, { epochs: 1000 });
  await at(page, "train").click();
  const speed = (pattern) => shows(page, "speed", pattern);
  await speed(/sentences\/s/);
  // The words are read again and again while it learns.
  const reads = () => page.evaluate(() => performance.getEntriesByName("pupil:sentiment").length);
  const before = await reads();
  await eventually(async () => (await reads()) > before + 5, "five readings of the model that trains");
  await at(page, "pause").click();
  const progress = () => at(page, "progress").evaluate((bar) => bar.value);
  const held = await still(progress);
  assert.ok(held < 1, "nothing is trained while paused");
  // The pause may be in the middle of a validation, whose batches are steps, too.
  await eventually(async () => {
    await at(page, "step").click();
    return (await still(progress)) > held;
  }, "a step of training");
  await at(page, "train").click();
  await speed(/sentences\/s/);
  assert.match(await said(page, "source"), /is learning/);
  await at(page, "stop").click();
  await speed(/Stopped/);
  assert.match(await said(page, "source"), /you trained/);
  await view(page, "training");
  const steps = await at(page, "loss-chart").evaluate(({ data: [x] }) => x.length);
  const drawn = await page.evaluate(() => globalThis.drawn);
  assert.ok(drawn < steps / 2, `${drawn} drawings of ${steps} steps`);
  await context.setOffline(false);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a training is saved as a GIF", async () => {
  const { context, page, problems } = await open();
  // Slow enough for a look at many of its steps, on a fast machine, too.
  await at(page, "pace").selectOption("10");
  await train(page, { epochs: 20 });
  await at(page, "share").click();
  const [film] = await Promise.all([page.waitForEvent("download"), at(page, "save-film").click()]);
  assert.equal(film.suggestedFilename(), "pupil-words.gif");
  assert.equal((await readFile(await film.path())).subarray(0, 6).toString(), "GIF89a");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a CSV or TSV file: dropped, columns chosen, trained; broken files are named", async () => {
  const { context, page, problems } = await open();
  await source(page, "file");
  await at(page, "train").click();
  await failed(page, /Drop a file with texts and labels first/);

  // A real drop. Cells are quoted, and the columns have an unusual order.
  const csv = ["stars;id;what they said", ...sentences(200).map(({ label, text }, i) => `${label ? "good" : "bad"};${i};"${text}; ""really"""`)].join("\r\n");
  const transfer = await page.evaluateHandle((csv) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([csv], "mine.csv", { type: "text/csv" }));
    return transfer;
  }, csv);
  await page.locator("pupil-sentiment .drop").dispatchEvent("drop", { dataTransfer: transfer });
  await at(page, "rows").waitFor();
  assert.equal(await said(page, "rows"), "mine.csv: 200 sentences, 100 of them positive");
  assert.equal(await at(page, "text-column").inputValue(), "2");
  assert.equal(await at(page, "label-column").inputValue(), "0");
  assert.equal(await at(page, "positive-label").inputValue(), "good");
  assert.match(await said(page, "dialect"), /semicolons between the fields, names of the columns in the first line/);
  assert.match(await said(page, "preview"), /what they said · Text .*the soup number 0 was awful; "really"/);

  await at(page, "label-column").selectOption("1");
  await failed(page, /mine\.csv: column “id” has 200 different labels \(.*…\); expected 2/);
  await at(page, "label-column").selectOption("2");
  await failed(page, /mine\.csv: column “what they said” is chosen both as text and as label/);
  await at(page, "label-column").selectOption("0");
  assert.equal(await at(page, "error").count(), 0);
  const accuracy = await train(page, { ...SMALL, epochs: 40, held: 20 });
  assert.match(await said(page, "test-accuracy"), /of 40 held-back sentences/);
  assert.ok(accuracy > 90, `${accuracy} %`);
  assert.ok((await ask(page, "the film was lovely")) > 0.5);
  assert.ok((await ask(page, "the film was awful")) < 0.5);

  // After a reload the model is there, but its data are not. With the data the training continues.
  await page.reload();
  await ready(page);
  await at(page, "kept").waitFor();
  await drawer(page);
  assert.match(await said(page, "goes-on"), /goes on once that file is dropped again/);
  await dropped(page, "mine.csv", csv);
  await shows(page, "goes-on", /trains this network further/);

  // The same labels with the opposite meaning.
  await at(page, "positive-label").selectOption("bad");
  assert.match(await said(page, "goes-on"), /begins a new network/);

  // Without a header, with an unclosed quotation mark, with a row without a label, and gzipped.
  const tsv = sentences(40).map(({ label, text }, i) => `${label}\t${i === 3 ? '"' : ""}${text}`).join("\n") + "\n\tno label here\n";
  await at(page, "drop").setInputFiles({ name: "theirs.tsv.gz", mimeType: "application/gzip", buffer: gzipSync(tsv) });
  await shows(page, "rows", /theirs/);
  assert.equal(await said(page, "rows"), "theirs.tsv.gz: 40 sentences, 20 of them positive · 1 row without text or label is left out");
  assert.equal(await at(page, "positive-label").inputValue(), "1");
  assert.match(await said(page, "dialect"), /tabs between the fields, data from the first line on/);

  await dropped(page, "one.csv", "text\nhello\nworld\n");
  await failed(page, /one\.csv: 3 rows of 1 column; expected two columns or more/);
  await dropped(page, "photo.png", Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]));
  await failed(page, /photo\.png: this is no text file/);
  await dropped(page, "cut.tsv.gz", gzipSync(tsv).subarray(0, 60));
  await failed(page, /cut\.tsv\.gz is broken gzip/);
  await dropped(page, "stars.csv", "text,stars\nfine,3\nbad,1\ngreat,5\nfine too,3\n");
  await failed(page, /stars\.csv: column “stars” has 3 different labels \(3, 1, 5\); expected 2/);
  await at(page, "train").click();
  await failed(page, /stars\.csv/);
  await settings(page, { lstm: 0 });
  await at(page, "train").click();
  await failed(page, /LSTM units: 0 is not allowed; expected a whole number from 1 to 512/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("tables as other programs write them: sep=, |, UTF-16, GB18030, TRUE, 1.0; how they were read is said and can be changed", async () => {
  const { context, page, problems } = await open();
  await source(page, "file");
  const utf16 = (text) => Buffer.concat([Buffer.from([255, 254]), Buffer.from(text, "utf16le")]);
  const rows = (line) => sentences(20).map(line).join("\n");
  for (const [name, content, labels, dialect] of [
    ["excel.csv", `sep=;\ntext;liked\n${rows(({ label, text }) => `${text};${label ? "TRUE" : "FALSE"}`)}`, "true", /semicolons between .* UTF-8/],
    ["pipe.txt", `text|score\n${rows(({ label, text }) => `${text}|${label}.0`)}`, "1", /bars \(\|\) between/],
    ["comma.csv", `text;score\n${rows(({ label, text }) => `${text};${label ? "1,0" : "0,5"}`)}`, "1", /a comma before decimals/],
    ["wide.csv", utf16(`text\tlabel\n${rows(({ label, text }) => `${text}\t${label ? "good" : "bad"}`)}`), "good", /UTF-16LE/],
    ["bare.csv", rows(({ label, text }) => `${label ? "good" : "bad"},${text}`), "good", /data from the first line on/],
    // The words "text" and "label", and four sentences, in GB18030.
    ["chinese.csv", Buffer.concat(["cec4b1be2cb1eac7a90a", "bfcdbac3b3d42cd5fdc3e60a", "bfcdc4d1b3d42cb8bac3e60a", "b7fecef1bac32cd5fdc3e60a", "b7fecef1b2ee2cb8bac3e60a"].map((hex) => Buffer.from(hex, "hex"))), "正面", /GB18030/],
  ]) {
    await at(page, "drop").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
    await shows(page, "rows", new RegExp(`^${name}: (20|4) sentences, (10|2) of them positive$`));
    assert.equal(await at(page, "positive-label").inputValue(), labels, name);
    assert.match(await said(page, "dialect"), dialect, name);
  }
  // The visitor knows better: the first line is a row.
  await dropped(page, "named.csv", `fine film,yes\n${rows(({ label, text }) => `${text},${label ? "yes" : "no"}`)}`);
  await shows(page, "rows", /named\.csv: 21 sentences/);
  await at(page, "dialect").locator("summary").click();
  await at(page, "has-header").selectOption("true");
  await shows(page, "rows", /named\.csv: 20 sentences/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("SST-2 is learned from its original file", async (t) => {
  const file = `${data}/sentiment/sst2-train.tsv`;
  if (!existsSync(file)) {
    t.skip(`SKIPPED: ${file} is not there (PUPIL_DATA names the folder of data sets)`);
    return;
  }
  const { context, page, problems } = await open();
  await source(page, "file");
  await at(page, "drop").setInputFiles(file);
  await at(page, "rows").waitFor();
  const rows = readFileSync(file, "utf8").trimEnd().split("\n").slice(1);
  const positive = rows.filter((row) => row.startsWith("1\t")).length;
  const count = (number) => number.toLocaleString("en");
  assert.equal(await said(page, "rows"), `sst2-train.tsv: ${count(rows.length)} sentences, ${count(positive)} of them positive`);
  const accuracy = await train(page, { maxlen: 40, embedding: 16, lstm: 16, epochs: 3 });
  t.diagnostic(`${await said(page, "test-accuracy")}`);
  assert.ok(accuracy > 65, `${accuracy} %`);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a trained model is saved, loaded and trained further; other files are refused by name", async () => {
  const { context, page, problems } = await open();
  await train(page, { ...SMALL, epochs: 40 });
  const text = "I love this film";
  const before = await ask(page, text);
  await view(page, "code");
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "save").click()]);
  assert.equal(download.suggestedFilename(), "sentiment.safetensors");
  const file = await readFile(await download.path());
  await at(page, "reset").click();
  assert.match(await said(page, "source"), /this page’s network/);
  const load = (name, buffer) => at(page, "load").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  const comes = (pattern) => shows(page, "source", pattern);
  await load("mine.safetensors", file);
  await comes(/mine\.safetensors/);
  assert.equal(await ask(page, text), before, "the loaded model answers as the saved one");
  await drawer(page);
  assert.match(await said(page, "goes-on"), /trains this network further/);
  await train(page);
  assert.match(await said(page, "source"), /you trained/);
  assert.ok((await ask(page, text)) !== before);
  await view(page, "code");

  await load("broken.safetensors", file.subarray(0, 3000));
  await failed(page, /broken\.safetensors: .*cut short/);
  const others = await page.evaluate(async () => {
    const { Sequential, layers } = await import("./pupil.js");
    const dense = new Sequential([layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10 })]);
    const mute = new Sequential([layers.embedding({ inputDim: 5, outputDim: 2, inputShape: [4] }), layers.lstm({ units: 2 }), layers.dense({ units: 1 })]);
    return [[...(await dense.save())], [...(await mute.save())]];
  });
  await load("digits.safetensors", Buffer.from(others[0]));
  await failed(page, /digits\.safetensors: this model takes inputs of shape \(28, 28, 1\) and has 10 outputs/);
  await load("mute.safetensors", Buffer.from(others[1]));
  await failed(page, /mute\.safetensors: the file has no “vocabulary” beside the model/);
  assert.match(await said(page, "source"), /you trained/, "the model in use stays");

  await load("other.safetensors", Buffer.from(classifier));
  await comes(/other\.safetensors/);
  assert.ok((await ask(page, "a good film")) > 0.9);
  await page.locator("pupil-sentiment .link").filter({ hasText: "Use this page’s" }).click();
  await comes(/this page’s network/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("without shipped weights the lesson says so and still teaches", async () => {
  const { context, page } = await open({ shipped: true, missing: true });
  await failed(page, /models\/sentiment\.safetensors: the server answered 404/);
  await view(page, "code");
  await shows(page, "keras-code", /Embedding\(10000, 32\)/);
  assert.equal(await train(page), 100);
  assert.ok((await ask(page, "What a wonderful movie")) > 0.5);
  await context.close();
});

test("after a crash of the engine, only what was not stored is lost", async () => {
  const { context, page, problems } = await open();
  const crash = () => crashEngine(page);
  const good = await ask(page, "a good film");
  await crash();
  assert.equal(await ask(page, "a good film"), good);
  assert.equal(await at(page, "error").count(), 0, "nothing was lost");

  await train(page, { ...SMALL, epochs: 30 });
  const before = await ask(page, "I love this film");
  // Large enough that it does not finish before the crash.
  await settings(page, { epochs: 1000, maxlen: 100, embedding: 32, lstm: 64 });
  await at(page, "train").click();
  await shows(page, "speed", /sentences\/s/);
  await crash();
  await failed(page, /he engine stopped.* not saved (is|are) gone/);
  await at(page, "kept").waitFor();
  assert.equal(await ask(page, "I love this film"), before, "the model that was kept is back");
  await train(page, { ...SMALL, epochs: 2 });
  assert.deepEqual(problems, []);
  await context.close();
});

test("leaving the lesson frees its models; returning restores the trained one", async () => {
  const { context, page, problems } = await open();
  await countAlive(context);
  await page.reload();
  await ready(page);
  await train(page, { ...SMALL, epochs: 5 });
  const before = await ask(page, "I love this film");
  assert.ok((await alive(page)).length >= 2);
  await page.evaluate(() => {
    globalThis.lesson = document.querySelector("pupil-sentiment");
    globalThis.lesson.remove();
  });
  assert.deepEqual(await alive(page), [], "no model is left in the worker");
  await page.evaluate(() => document.body.append(globalThis.lesson));
  await at(page, "kept").waitFor();
  assert.equal(await ask(page, "I love this film"), before);
  assert.deepEqual(problems, []);
  await context.close();
});
