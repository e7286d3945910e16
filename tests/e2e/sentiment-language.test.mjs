// The lesson "Words" in two languages: which model reads a sentence; and long sentences on a phone.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { alive, countAlive, dist, eventually, settles } from "./browser.mjs";
import { answered, ask, at, begin, end, open, probability, ready, said, shows, view, words } from "./sentiment.mjs";

before(begin);
after(end);

const missing = ["sentiment", "sentiment-zh"].some((name) => !existsSync(`${dist}/models/${name}.safetensors`));
const options = missing ? { skip: "SKIPPED: the shipped models are not in the built page" } : {};

const pressed = (page, id) => settles(async () => assert.equal(await at(page, id).getAttribute("aria-pressed"), "true"));
const speak = (page, lang) => page.evaluate((lang) => document.querySelector("pupil-sentiment").setAttribute("lang", lang), lang);

test("the page's language changes back and forth while a model loads: the last one answers, and the others are freed", options, async () => {
  const { context, page, problems } = await open({ shipped: true });
  await countAlive(context, { createText: ["disposeText", "id"] });
  await page.reload();
  await ready(page);
  await speak(page, "en");
  const count = async () => (await alive(page)).length;
  await settles(async () => assert.equal(await count(), 2, "a model and its tokenizer"));
  let release;
  const asked = new Promise((resolve) => {
    void context.route("**/sentiment-zh.safetensors", async (route) => {
      await new Promise((go) => {
        release = go;
        resolve();
      });
      await route.continue();
    });
  });
  await speak(page, "zh");
  await asked;
  await speak(page, "en");
  await answered(page, "What a lovely little film, I smiled all the way home.");
  const before = await probability(page);
  release();
  await page.waitForTimeout(1000);
  await settles(async () => assert.equal(await count(), 2, "the model that nobody waits for is freed, and so is its tokenizer"));
  await pressed(page, "model-en");
  assert.equal(await probability(page), before);
  await context.unroute("**/sentiment-zh.safetensors");
  for (const lang of ["zh", "en", "zh", "en", "zh"]) await speak(page, lang);
  await answered(page, "老板很热情，菜也好吃，下次还来。");
  await shows(page, "finding", /正面/);
  await settles(async () => assert.equal(await count(), 2));
  await page.evaluate(() => document.querySelector("pupil-sentiment").remove());
  await settles(async () => assert.equal(await count(), 0));
  assert.deepEqual(problems, []);
  await context.close();
});

test("with the page's language, an example is replaced and a sentence of one's own keeps the model that knows its words", options, async () => {
  const { context, page, problems } = await open({ shipped: true });
  await speak(page, "en");
  await at(page, "chip").filter({ hasText: "The film was not bad." }).click();
  await answered(page, "The film was not bad.");
  await speak(page, "zh");
  await answered(page, "这部电影一点也不无聊。");
  await pressed(page, "model-zh");

  const own = "我昨天买的鞋很舒服。";
  await at(page, "text").fill(own);
  await answered(page, own);
  const before = await probability(page);
  await speak(page, "en");
  await shows(page, "finding", /positive|negative|undecided/);
  await pressed(page, "model-zh");
  assert.equal(await at(page, "text").inputValue(), own);
  assert.equal(await probability(page), before);
  assert.equal(await at(page, "better").count(), 0);

  // Whoever asks the other model is told, and can return with one click.
  await at(page, "model-en").click();
  await shows(page, "knows", /This model knows English words only\. Ask the Chinese model/);
  await at(page, "better").click();
  await pressed(page, "model-zh");
  await settles(async () => assert.equal(await probability(page), before));
  await at(page, "text").fill("12345 !");
  await answered(page, "12345 !");
  assert.equal(await at(page, "better").count(), 0, "numbers belong to no language");
  assert.deepEqual(problems, []);
  await context.close();
});

test("negative numbers have a minus sign; errors of models are in the page's language", async () => {
  const { context, page } = await open({ locale: "zh-CN" });
  await ask(page, "the film is bad");
  const means = page.locator("pupil-sentiment .gates .mean");
  await means.first().waitFor();
  const signs = new Set();
  for (let place = 0; place < 4; place += 1) {
    await words(page).nth(place).hover();
    await page.waitForTimeout(200);
    for (const mean of await means.allTextContents()) for (const sign of mean.replace(/[\d.]/g, "")) signs.add(sign);
  }
  assert.deepEqual([...signs], ["−"]);
  const mute = await page.evaluate(async () => {
    const { Sequential, layers } = await import("./pupil.js");
    return [...(await new Sequential([layers.embedding({ inputDim: 5, outputDim: 2, inputShape: [4] }), layers.lstm({ units: 2 }), layers.dense({ units: 1 })]).save())];
  });
  await view(page, "code");
  await at(page, "load").setInputFiles({ name: "mute.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from(mute) });
  await shows(page, "error", /mute\.safetensors: 文件中没有“vocabulary”，无法知道如何读取文本/);
  await context.close();
});

test("on a phone the whole example is in view, with all words and gates; of a long sentence the end is", options, async () => {
  for (const locale of ["en-US", "zh-CN"]) {
    const { context, page } = await open({ shipped: true, path: "#words", viewport: { width: 390, height: 844 }, locale });
    await at(page, "gate-output").waitFor();
    const box = (locator) => locator.evaluate((one) => one.getBoundingClientRect().toJSON());
    const bar = await box(page.locator("pupil-sentiment .transport"));
    const gates = await box(at(page, "gate-output"));
    assert.ok(gates.bottom <= bar.top, `${locale}: the gates end at ${gates.bottom}, the bar begins at ${bar.top}`);
    for (const place of [0, (await words(page).count()) - 1]) {
      const { left, right } = await box(words(page).nth(place));
      assert.ok(left >= 0 && right <= 390, `${locale}: word ${place} from ${left} to ${right}`);
    }
    const example = await at(page, "example-choice").locator("option").nth(2).textContent();
    await at(page, "example-choice").selectOption(example);
    await answered(page, example);
    const long = locale === "zh-CN" ? "这家餐厅的位置不太好找，停车也很麻烦，但是菜的味道真的很不错，服务员也非常热情，下次我还会来。" : "The beginning is slow and the music is far too loud, but the two actors are wonderful together and I laughed until the very end.";
    await at(page, "text").fill(long);
    await answered(page, long);
    await eventually(async () => (await box(words(page).last())).right <= 390, "the last word in view");
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    await context.close();
  }
});
