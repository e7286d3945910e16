// Any model as something to try: the element pupil-model.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { crashEngine, dist, launch, presentable, problemsOf, serve, settles } from "./browser.mjs";
import { png } from "./pictures.mjs";

/** Files that real Keras made. */
const keras = fileURLToPath(new URL("../formats/keras/", import.meta.url));

/** Real model files that are not part of the repository. */
const models = join(process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url)), "models");

let browser, site;

before(async () => {
  const folders = [dist, { at: "/keras/", folder: keras }];
  if (existsSync(models)) folders.push({ at: "/real/", folder: models });
  site = await serve(folders);
  browser = await launch(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
});

after(async () => {
  await browser?.close();
  site?.close();
});

const file = (name) => readFileSync(join(keras, name));
const expected = (part, name) => JSON.parse(file(`${part}.json`))[name];
const upload = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });

/** A page that contains only the element, with these attributes. */
async function open(attributes = "", { width = 1280, locale = "en-US", url = site.url, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale, serviceWorkers: "block", ...options });
  const page = await context.newPage();
  const problems = problemsOf(page);
  const body = `<!doctype html><html lang="${locale}"><meta name="viewport" content="width=device-width"><title>Alone</title>
    <script type="module" src="pupil-elements.js"></script><pupil-model ${attributes}></pupil-model></html>`;
  await page.addInitScript(() => {
    globalThis.events = [];
    for (const name of ["pupil-ready", "pupil-predict", "pupil-error"]) {
      addEventListener(name, ({ detail }) => globalThis.events.push({ name, detail }));
    }
  });
  await page.route("**/alone.html", async (route) => {
    // The answer keeps the server's headers, for the test of the policy.
    const { headers } = await fetch(`${url}pupil.js`);
    await route.fulfill({ body, headers: { ...Object.fromEntries(headers), "content-type": "text/html" } });
  });
  await page.goto(`${url}alone.html`);
  return { context, page, problems, at: (id) => page.locator(`pupil-model [data-testid="${id}"]`) };
}

/** The outputs of the last answer, as lists of numbers. */
const answers = (page) =>
  page.evaluate(() => globalThis.events.findLast(({ name }) => name === "pupil-predict")?.detail.outputs.map(({ data }) => [...data]));

/** Waits until the model's last answer is near these numbers. */
const answersNear = (page, outputs) =>
  settles(async () => {
    const found = await answers(page);
    assert.equal(found?.length, outputs.length);
    for (const [i, values] of outputs.entries()) {
      for (const [j, value] of values.entries()) assert.ok(Math.abs(found[i][j] - value) < 2e-5, `${found[i][j]} is not ${value}`);
    }
  });

/** Drops a file on an element. */
async function drop(page, selector, name, buffer, type = "") {
  await page.evaluate(
    ([selector, name, bytes, type]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      const target = document.querySelector(selector);
      for (const kind of ["dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true, composed: true }));
      }
    },
    [selector, name, [...buffer], type],
  );
}

test("two inputs have their ways in and two outputs their numbers, which are Keras's", async () => {
  const { context, page, problems, at } = await open('src="keras/k3-graph.keras"');
  await at("took").waitFor();
  assert.equal(await at("name").textContent(), "k3-graph.keras");
  assert.match(await at("facts").textContent(), /105 parameters · takes \(4\), \(6, 4\) · gives \(2\), \(4\)/);
  assert.match(await at("input-0").textContent(), /Input “a”/);
  const { inputs, outputs } = expected("keras3", "k3-graph.keras");
  const [a, b] = inputs.map(({ data, shape }) => data.slice(0, data.length / shape[0]));
  for (const [index, value] of a.entries()) await at(`field-${index}`).fill(String(value));
  await at("paste").fill(b.join("\n"));
  const rows = outputs.map(({ data, shape }) => data.slice(0, data.length / shape[0]));
  await answersNear(page, rows);
  assert.equal(await at("output-first_output").locator("tr").count(), 2);
  assert.equal(await at("output-second").locator("tr").count(), 4);
  // JSON of any depth, and what is wrong with other texts.
  await at("paste").fill(JSON.stringify([[b.slice(0, 12)], [b.slice(12)]]));
  await answersNear(page, rows);
  await at("paste").fill("1, 2, three");
  assert.match(await at("wrong").textContent(), /“three” is not a number/);
  assert.match(await at("waiting").textContent(), /b/);
  await at("paste").fill("1 2 3");
  assert.match(await at("wrong").textContent(), /3 of 24 numbers/);
  const before = await page.evaluate(() => globalThis.events.length);
  await at("input-1").locator('[data-testid="random"]').click();
  await page.waitForFunction((before) => globalThis.events.length > before, before);
  assert.equal(await at("strip").count(), 1, "a sequence is a strip");
  // The slider and its field are one number.
  await at("slider-0").fill("1.5");
  assert.equal(await at("field-0").inputValue(), "1.5");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a layer shows its weights and what it makes of the input; summary and code are there", async () => {
  const { context, page, problems, at } = await open('src="keras/k3-cnn.keras"');
  await at("took").waitFor();
  assert.equal(await at("bar-0").count(), 1, "softmax is bars");
  assert.match(await at("guess").textContent(), /^class \d$/);
  for (const part of ["layers", "summary", "code"]) await at(`fold-${part}`).locator("summary").click();
  assert.match(await at("summary").textContent(), /Total params: 55/);
  assert.match(await at("keras-code").textContent(), /Conv2D\(2, \(3, 3\)/);
  await at("layer-table").getByText("edges").click();
  await at("layer").locator('[data-testid="maps"] pupil-raster').nth(1).waitFor();
  await at("histogram").nth(1).waitFor();
  assert.match(await at("histogram").first().textContent(), /kernel \(3, 3, 1, 2\): 18 numbers/);
  await at("layer-table").getByText("classes").click();
  await at("layer").locator('[data-testid="columns"]').waitFor();
  // It is drawn again for another drawing.
  const drawn = () => at("layer").locator(".for").first().getAttribute("d");
  const first = await drawn();
  await at("random").click();
  await settles(async () => assert.notEqual(await drawn(), first));
  assert.deepEqual(problems, []);
  await context.close();
});

test("the graph shows which layer feeds which; a chosen one is shown as in the table", async () => {
  const { context, page, problems, at } = await open('src="keras/k3-graph.keras"');
  await at("took").waitFor();
  await at("fold-layers").locator("summary").click();
  await at("graph").locator(".node").first().waitFor();
  const nodes = await at("graph").locator(".node").evaluateAll((all) => all.map(({ dataset }) => dataset.layer));
  // The model in the model and the shared layer are called twice; both inputs are there.
  for (const [layer, count] of [["a", 1], ["b", 1], ["shared", 2], ["base/first", 2], ["second", 1]]) {
    assert.equal(nodes.filter((name) => name === layer).length, count, layer);
  }
  const places = await at("graph").locator(".node").evaluateAll((all) => all.map((node) => node.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height]));
  for (const [i, [x, y, width, height]] of places.entries()) {
    const over = places.findIndex(([x2, y2], j) => j !== i && Math.abs(x2 - x) < width && Math.abs(y2 - y) < height);
    assert.equal(over, -1, `${nodes[i]} covers ${nodes[over]}`);
  }
  assert.match(await at("graph").locator(".node", { hasText: "first_output" }).textContent(), /Dense \(2\)/);
  const edges = await at("graph").locator(".edge").count();
  assert.ok(edges >= nodes.length - 2, `${edges} edges`);
  await at("graph").locator(".node", { hasText: "first_output" }).focus();
  await page.keyboard.press("Enter");
  await at("histogram").first().waitFor();
  assert.match(await at("layer").textContent(), /first_output/);
  await at("view-table").click();
  assert.equal(await at("layer-table").locator("tr.chosen").count(), 1);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a recurrent model takes whole numbers of its vocabulary's size", async () => {
  const { context, page, at } = await open('src="keras/k3-recurrent.keras"');
  await at("took").waitFor();
  const { inputs, outputs } = expected("keras3", "k3-recurrent.keras");
  for (let i = 0; i < 4; i += 1) await at(`field-${i}`).fill(String(inputs[0].data[i]));
  await answersNear(page, [[outputs[0].data[0]]]);
  assert.match(await at("guess").textContent(), /^0\.54\d$/, "one number");
  await at("field-0").fill("9");
  assert.match(await at("wrong").textContent(), /9 is not allowed; expected a whole number from 0 to 8/);
  await context.close();
});

test("files are dropped, chosen and replaced; a wrong one says why and leaves the model", async () => {
  const { context, page, problems, at } = await open();
  assert.match(await at("zone").textContent(), /Drop a model here[\s\S]*\.keras, \.h5[\s\S]*Teachable Machine/);
  await at("files").setInputFiles(upload("notes.h5", Buffer.from("no model at all")));
  await at("error").waitFor();
  assert.match(await at("error").textContent(), /this is a text \(15 bytes\)/);
  assert.equal(await at("zone").count(), 1, "another file can be chosen");
  await drop(page, "pupil-model", "k3-cnn.h5", gunzipSync(file("k3-cnn.h5.gz")));
  await at("took").waitFor();
  assert.equal(await at("error").count(), 0);
  assert.equal(await at("name").textContent(), "k3-cnn.h5");
  await drop(page, "pupil-model", "broken.keras", file("k3-graph.keras").subarray(0, 900));
  await at("error").waitFor();
  assert.equal(await at("name").textContent(), "k3-cnn.h5", "the model stays");
  // A config and its weights belong together.
  await at("open").setInputFiles([
    upload("config.json", file("k3-cnn.config.json")),
    upload("model.weights.h5", gunzipSync(file("k3-cnn.weights.h5.gz"))),
  ]);
  await settles(async () => assert.doesNotMatch(await at("name").textContent(), /k3-cnn/));
  await at("took").waitFor();
  // Names of classes.
  await drop(page, "pupil-model", "labels.txt", Buffer.from("0 one\n1 two\n2 three\n"));
  await at("guess").filter({ hasText: /^(one|two|three)$/ }).waitFor();
  await at("close").click();
  await at("zone").waitFor();
  const names = await page.evaluate(() => globalThis.events.map(({ name }) => name));
  assert.equal(names.filter((name) => name === "pupil-ready").length, 2);
  assert.equal(names.filter((name) => name === "pupil-error").length, 2);
  assert.deepEqual(problems, []);
  await context.close();
});

test("an address that does not answer is named, and can be tried again", async () => {
  const { context, page, at } = await open('src="keras/missing.keras"', { lang: "en" });
  await at("error").waitFor();
  assert.match(await at("error").textContent(), /missing\.keras: the server answered 404/);
  assert.equal(await at("zone").count(), 1);
  await page.route("**/missing.keras", (route) => route.fulfill({ body: file("k3-cnn.keras") }));
  await at("again").click();
  await at("took").waitFor();
  assert.equal(await at("error").count(), 0);
  // Another address in the attribute opens another model.
  await page.evaluate(() => document.querySelector("pupil-model").setAttribute("src", "keras/k3-training.keras"));
  await at("name").filter({ hasText: "k3-training.keras" }).waitFor();
  await context.close();
});

test("the shipped models are examples: a pad, pictures with the camera, a text", async () => {
  const { context, page, problems, at } = await open();
  await at("example-digits").click();
  // An example is drawn, and read.
  await at("guess").filter({ hasText: /^3$/ }).waitFor();
  await at("clear").click();
  await at("waiting").waitFor();
  const box = await at("pad").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + box.height * 0.6, { steps: 8 });
  await page.mouse.up();
  await at("guess").filter({ hasText: /^1$/ }).waitFor();
  assert.equal(await at("way-0").inputValue(), "draw");
  await at("way-0").selectOption("paste");
  await page.locator("pupil-input-paste").waitFor();
  await at("close").click();

  await at("example-photos").click();
  await at("guess").filter({ hasText: /^cat$/ }).waitFor();
  assert.match(await at("size").textContent(), /drawn cat: 400 × 400 pixels, resized to 128 × 128/);
  const answered = () => page.evaluate(() => globalThis.events.filter(({ name }) => name === "pupil-predict").length);
  let before = await answered();
  await at("scaling").selectOption("bytes");
  await settles(async () => assert.ok((await answered()) > before));
  await drop(page, "pupil-model", "grey.png", png(60, 40, () => [90, 90, 90]), "image/png");
  await at("size").filter({ hasText: /grey\.png: 60 × 40/ }).waitFor();
  await at("camera").click();
  before = await answered();
  await settles(async () => assert.ok((await answered()) > before + 2, "the camera answers all the time"));
  await page.locator('pupil-camera [data-testid="shoot"]').click();
  await at("size").filter({ hasText: /from the camera/ }).waitFor();
  await at("close").click();

  await at("example-sentiment").click();
  const share = async () => Number.parseFloat(await at("guess").textContent());
  await at("guess").filter({ hasText: "%" }).waitFor();
  assert.ok((await share()) > 90);
  await at("text").fill("A dull and boring waste of time, qwxyz.");
  await settles(async () => assert.ok((await share()) < 20));
  assert.match(await at("words").textContent(), /8 words; not in its vocabulary: .*qwxyz/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("the model is saved; a form that is not there yet says so", async () => {
  const { context, page, at } = await open('src="keras/k3-cnn.keras"');
  await at("took").waitFor();
  for (const format of ["keras", "h5", "weights.h5", "tfjs", "onnx"]) {
    const download = page.waitForEvent("download").catch(() => {});
    await at(`save-${format}`).click();
    await Promise.race([download, at("save-error").waitFor()]);
  }
  const [download] = await Promise.all([page.waitForEvent("download"), at("save-safetensors").click()]);
  assert.equal(download.suggestedFilename(), "k3-cnn.safetensors");
  await at("save-error").waitFor({ state: "detached" });
  await context.close();
});

test("a page gives a model of its own, several elements stand side by side, and labels come from an attribute", async () => {
  const { context, page, problems } = await open('id="first" labels="red, green, blue" src="keras/k3-cnn.keras"');
  await page.evaluate(async () => {
    const { Sequential, layers } = await import("./pupil.js");
    const model = new Sequential([layers.dense({ units: 2, activation: "tanh", inputShape: [3] })], { name: "mine" });
    const element = document.createElement("pupil-model");
    element.id = "second";
    element.model = model;
    document.body.append(element);
    element.scrollIntoView();
  });
  const second = (id) => page.locator(`#second [data-testid="${id}"]`);
  await second("values").waitFor();
  assert.equal(await second("name").textContent(), "mine");
  assert.equal(await second("slider-2").count(), 1);
  await page.locator('#first [data-testid="guess"]').filter({ hasText: /^(red|green|blue)$/ }).waitFor();
  assert.equal(await page.evaluate(() => document.querySelector("#first").model.name), "cnn");
  assert.deepEqual(problems, []);
  await context.close();
});

test("a text becomes numbers by Keras's tokenizer: a sequence for an embedding, otherwise a place for each word", async () => {
  const { context, page, problems } = await open();
  await page.evaluate(async () => {
    const { Sequential, Tokenizer, layers } = await import("./pupil.js");
    const tokenizer = new Tokenizer({ numWords: 6 });
    await tokenizer.fitOnTexts(["good good good film film bad"]);
    const json = await tokenizer.toJSON();
    const show = (id, list) => {
      const element = Object.assign(document.createElement("pupil-model"), { id, model: new Sequential(list) });
      element.model.metadata.tokenizer = json;
      document.body.prepend(element);
    };
    show("matrix", [layers.dense({ units: 2, inputShape: [6] })]);
    show("sequence", [layers.embedding({ inputDim: 6, outputDim: 2, inputShape: [4] }), layers.flatten(), layers.dense({ units: 1 })]);
  });
  const given = (id) =>
    page.evaluate((id) => {
      const element = document.getElementById(id);
      return new Promise((resolve) => {
        element.addEventListener("pupil-predict", ({ detail }) => resolve([...detail.inputs[0].data]), { once: true });
        const box = element.shadowRoot.querySelector("pupil-input-text").shadowRoot.querySelector("textarea");
        box.value = "bad film, unheard";
        box.dispatchEvent(new Event("input"));
      });
    }, id);
  for (const id of ["matrix", "sequence"]) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.locator(`#${id} [data-testid="took"]`).waitFor();
  }
  assert.deepEqual(await given("matrix"), [0, 0, 1, 1, 0, 0]);
  assert.deepEqual(await given("sequence"), [0, 0, 3, 2]);
  assert.match(await page.locator('#sequence [data-testid="words"]').textContent(), /3 words; not in its vocabulary: unheard/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("after a crash of the engine the model is opened again", async () => {
  const { context, page, at } = await open('src="keras/k3-cnn.keras"');
  await at("took").waitFor();
  await crashEngine(page);
  await at("random").click();
  await settles(async () => {
    assert.ok((await page.evaluate(() => globalThis.events.filter(({ name }) => name === "pupil-ready").length)) >= 2);
    assert.equal(await at("took").count(), 1);
  });
  await context.close();
});

test("nothing is wider than the screen, and there is no serious accessibility problem", async () => {
  for (const [width, colorScheme, lang] of [[1280, "light", "en"], [390, "dark", "zh"]]) {
    for (const src of ["", "keras/k3-cnn.keras", "keras/k3-graph.keras", "models/photos.safetensors", "models/sentiment.safetensors"]) {
      const { context, page, at } = await open(`lang="${lang}" ${src && `src="${src}"`}`, { width, colorScheme });
      await page.addStyleTag({ content: ":root { color-scheme: light dark; background: light-dark(#faf9f6, #131417); }" });
      if (src) {
        await at("took").waitFor();
        for (const part of ["layers", "summary", "code"]) await at(`fold-${part}`).locator("summary").click();
        await at("view-graph").click();
        await presentable(page, "pupil-model");
        await at("view-table").click();
        await page.locator("pupil-layers td button").nth(1).click();
        await at("layer").locator("h4").first().waitFor();
      } else await at("zone").waitFor();
      await presentable(page);
      await context.close();
    }
  }
});

test("it works under a strict policy of the page", async () => {
  const policy = ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self' blob:", "connect-src 'self' blob:", "style-src 'self'", "img-src 'self' data: blob:"];
  const strict = await serve([dist, { at: "/keras/", folder: keras }], { "content-security-policy": policy.join("; ") });
  const { context, problems, at } = await open('src="keras/k3-cnn.keras"', { url: strict.url });
  await at("took").waitFor();
  const width = await at("bar-0").locator(".fill").evaluate((fill) => fill.style.width);
  assert.match(width, /%$/, "the bars have their lengths");
  await at("fold-layers").locator("summary").click();
  await at("layer-table").getByText("edges").click();
  await at("layer").locator("pupil-raster").first().waitFor();
  assert.deepEqual(problems, []);
  await context.close();
  strict.close();
});

test("a model that is dropped or pasted anywhere on the page is opened, and the page goes there", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(site.url);
  const at = (id) => page.locator(`pupil-model [data-testid="${id}"]`);
  await drop(page, "h1", "k3-graph.keras", file("k3-graph.keras"));
  await at("took").waitFor();
  assert.equal(await page.evaluate(() => location.hash), "#model");
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "k3-cnn.keras"));
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, [...file("k3-cnn.keras")]);
  await at("name").filter({ hasText: "k3-cnn.keras" }).waitFor();
  // The place of another lesson keeps its own files.
  await page.getByTestId("lang").selectOption("zh");
  await page.locator("#lesson-model h1").filter({ hasText: "Keras 模型" }).waitFor();
  assert.match(await at("fold-layers").textContent(), /各层/);
  await context.close();
});

test("real files: Teachable Machine from one file and from a folder with its labels", async (t) => {
  if (!existsSync(join(models, "tm-image"))) return t.skip(`${models} is not there`);
  const { context, page, problems, at } = await open('src="real/tm-image/keras_model.h5"');
  await at("took").waitFor();
  assert.match(await at("facts").textContent(), /538,608 parameters · takes \(224, 224, 3\) · gives \(3\)/);
  assert.equal(await at("scaling").inputValue(), "signed");
  assert.match(await at("reason").textContent(), /Teachable Machine/);
  assert.match(await at("size").textContent(), /cropped/);
  await at("close").click();
  await at("folder").setInputFiles(join(models, "tm-tfjs"));
  await at("took").waitFor();
  assert.equal(await at("name").textContent(), "tm-tfjs/");
  assert.match(await at("guess").textContent(), /노마스크|마스크|가위|바위|보/);
  assert.equal(await at("bar-4").count(), 1);
  await at("photo").setInputFiles(upload("red.png", png(300, 100, () => [200, 30, 30])));
  await at("size").filter({ hasText: /red\.png: 300 × 100/ }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.events.filter(({ name }) => name === "pupil-error").length), 0);
  assert.deepEqual(problems, []);
  await context.close();
});
