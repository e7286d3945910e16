// What pages rely on when they embed elements: docs/guide/embed.md and web/src/elements/public.ts.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { documented } from "../../web/contract.mjs";
import { contrast, dist, eventually, launch, presentable, problemsOf, serve, settles } from "./browser.mjs";

const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self' blob:; style-src 'self'; img-src 'self' data: blob:";
const TRUSTED = "require-trusted-types-for 'script'; trusted-types lit-html pupil";

/** Every event of an element. */
const EVENTS = ["pupil-ready", "pupil-predict", "pupil-epoch", "pupil-trained", "pupil-goal", "pupil-error", "pupil-checked", "pupil-answered", "first-result"];

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/**
 * Opens a page with this body, of a site that has the elements, under headers of its own. `seen(tag, event)` gives the details
 * of the events so far; `close` ends all.
 */
async function open(body, { head = "", lang = "en", headers = {}, script = "pupil-elements.js", ...options } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "pupil-host-"));
  const text = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title>
    <link rel="icon" href="data:,">${head}<body>${body}${script ? `<script type="module" src="${script}"></script>` : ""}</body></html>`;
  writeFileSync(join(folder, "host.html"), text);
  const site = await serve([folder, dist], headers);
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, locale: "en-US", ...options });
  const page = await context.newPage();
  const problems = problemsOf(page);
  await page.addInitScript((events) => {
    globalThis.seen = [];
    for (const event of events) addEventListener(event, ({ target, detail }) => globalThis.seen.push([target.localName, event, detail ?? null]));
  }, EVENTS);
  await page.goto(`${site.url}host.html`);
  const seen = (tag, event) =>
    page.evaluate(
      ([tag, event]) =>
        globalThis.seen
          .filter(([of, name]) => of === tag && name === event)
          .map(([, , detail]) => (detail?.error ? String(detail.error) : JSON.parse(JSON.stringify(detail)))),
      [tag, event],
    );
  const happened = (tag, event) => eventually(async () => (await seen(tag, event)).length > 0, `${event} of ${tag}`);
  const at = (tag, id) => page.locator(`${tag} [data-testid="${id}"]`);
  const close = async () => {
    await context.close();
    site.close();
    rmSync(folder, { recursive: true });
  };
  return { site, context, page, problems, seen, happened, at, close };
}

test("under a strict policy with Trusted Types the lessons compute, and their pictures are right", async () => {
  const { close, page, problems, happened } = await open(
    '<pupil-digits loading="eager" state="n=300&amp;epochs=1"></pupil-digits><pupil-sentiment loading="eager"></pupil-sentiment><pupil-photos loading="eager"></pupil-photos><pupil-neuron loading="eager"></pupil-neuron>',
    { headers: { "content-security-policy": `${POLICY}; ${TRUSTED}` } },
  );
  for (const tag of ["pupil-digits", "pupil-sentiment", "pupil-photos", "pupil-neuron"]) await happened(tag, "first-result");
  await page.locator("pupil-digits").evaluate((lesson) => lesson.predict(Array.from({ length: 784 }, (_, at) => (at % 28 > 12 && at % 28 < 16 && at > 140 && at < 644 ? 1 : 0))));
  const bars = () => page.locator("pupil-digits .bars .fill").evaluateAll((fills) => fills.map((fill) => fill.getBoundingClientRect().width / fill.parentElement.getBoundingClientRect().width));
  const { probabilities } = await page.locator("pupil-digits").evaluate((lesson) => lesson.value);
  assert.equal((await bars()).length, 10);
  // A fill moves to its new width.
  await settles(async () => {
    (await bars()).forEach((width, digit) => assert.ok(Math.abs(width - probabilities[digit]) < 0.02, `the bar of ${digit} is ${width} wide for ${probabilities[digit]}`));
  });
  await page.locator("pupil-digits").evaluate((lesson) => lesson.train());
  assert.deepEqual(problems, []);
  await close();
});

test("a lesson that cannot compute says so, and has no first result", async () => {
  const headers = { "content-security-policy": POLICY.replace(" 'wasm-unsafe-eval'", "") };
  const { close, at, seen, happened } = await open('<pupil-digits loading="eager"></pupil-digits><pupil-neuron loading="eager"></pupil-neuron>', { headers });
  for (const tag of ["pupil-digits", "pupil-neuron"]) {
    await happened(tag, "pupil-error");
    await at(tag, "error").waitFor();
    assert.match(await at(tag, "error").textContent(), /WebAssembly|wasm/i);
    assert.deepEqual(await seen(tag, "first-result"), []);
    assert.deepEqual(await seen(tag, "pupil-ready"), []);
  }
  await close();
});

test("elements keep nothing without a name, and only their own with one", async () => {
  const body = '<pupil-neuron id="a" keep="one"></pupil-neuron><pupil-neuron id="b" keep="two"></pupil-neuron><pupil-neuron id="c"></pupil-neuron>';
  const { close, page } = await open(body);
  const count = (id) => page.locator(`#${id}`).evaluate(async (lesson) => (await lesson.updateComplete, lesson.renderRoot.querySelector("pupil-plane").points.length));
  for (const id of ["a", "b", "c"]) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.locator(`#${id} [data-testid="speed"]`).filter({ hasText: /\d/ }).waitFor();
  }
  const first = await count("a");
  // Two elements are cleared, one of them without a name.
  for (const id of ["a", "c"]) await page.locator(`#${id} [data-testid="plane-clear"]`).click();
  const keys = () => page.evaluate(() => new Promise((resolve) => {
    indexedDB.open("pupil").onsuccess = ({ target: { result: database } }) => {
      database.transaction("lessons").objectStore("lessons").getAllKeys().onsuccess = ({ target }) => {
        database.close();
        resolve(target.result);
      };
    };
  }));
  await eventually(async () => (await keys()).includes("neuron one"), "what is kept");
  await page.reload();
  for (const id of ["a", "b", "c"]) await page.locator(`#${id} [data-testid="plane-undo"]`).waitFor({ state: "attached" });
  await page.locator("#c").scrollIntoViewIfNeeded();
  await page.locator('#c [data-testid="speed"]').filter({ hasText: /\d/ }).waitFor();
  await settles(async () => assert.deepEqual(await Promise.all(["a", "b", "c"].map(count)), [0, first, first]));
  assert.deepEqual(await keys(), ["neuron one"]);
  await close();
});


const colourOf = (page, selector, property) => page.locator(selector).first().evaluate((element, property) => getComputedStyle(element)[property], property);

test("on the page's real background everything can be read, whatever its color-scheme", async () => {
  const grounds = { "#111": "dark", "#fff": "light", "#334488": "dark", "#f5e8d0": "light", "oklch(0.25 0.05 150)": "dark" };
  for (const [ground, scheme] of Object.entries(grounds)) {
    const { close, page, happened } = await open("<pupil-digits></pupil-digits>", { head: `<style>body { background: ${ground}; color: ${scheme === "dark" ? "#eee" : "#222"} }</style>` });
    await happened("pupil-digits", "first-result");
    assert.equal(await colourOf(page, "pupil-digits", "colorScheme"), scheme, ground);
    await presentable(page);
    await close();
  }
  // A page switches, by an attribute as documentation tools do it, and gradually.
  const { close, page, happened } = await open("<pupil-sentiment></pupil-sentiment>", { head: "<style>body { background: #fff; transition: background 0.2s } [data-theme=dark] body { background: #161616 }</style>" });
  await happened("pupil-sentiment", "first-result");
  assert.equal(await colourOf(page, "pupil-sentiment", "colorScheme"), "light");
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  await settles(async () => assert.equal(await colourOf(page, "pupil-sentiment", "colorScheme"), "dark"));
  await presentable(page);
  await close();
});

test("a page's own colours, radius, type and distances are taken, and stay readable", async () => {
  const palettes = ["--pupil-accent: #ffcc00", "--pupil-surface: #002b36; --pupil-ink: #586e75; --pupil-accent: #b58900", "--pupil-for: #8fce00; --pupil-against: #ff7eb6; --pupil-surface: #fffbe8"];
  for (const palette of palettes) {
    const ground = palette.includes("#002b36") ? "#001f27" : "#fff";
    const { close, page, happened } = await open("<pupil-digits></pupil-digits><pupil-python><pre>print(1)  # one</pre></pupil-python>", {
      head: `<style>body { background: ${ground} } :root { ${palette}; --pupil-radius: 0px; --pupil-font: "DejaVu Serif", serif; --pupil-space: 12px }</style>`,
    });
    await happened("pupil-digits", "first-result");
    await page.locator("pupil-python .bar").waitFor();
    const train = 'pupil-digits [data-testid="train"]';
    const [fill, label] = [await colourOf(page, train, "backgroundColor"), await colourOf(page, train, "color")];
    assert.ok(contrast(fill, label) >= 4.5, `${palette}: ${label} on ${fill}`);
    assert.ok(contrast(fill, await colourOf(page, "body", "backgroundColor")) >= 4.5, `${palette}: ${fill}`);
    assert.equal(await colourOf(page, train, "borderRadius"), "0px");
    assert.match(await colourOf(page, train, "fontFamily"), /DejaVu Serif/);
    assert.equal(await colourOf(page, "pupil-digits .pane.network", "paddingLeft"), "24px");
    await presentable(page);
    await close();
  }
});

test("parts can be styled from the page, and all that the contract names are there", async () => {
  const { modules } = JSON.parse(readFileSync(join(dist, "custom-elements.json"), "utf8"));
  const parts = Object.fromEntries(modules.map(({ declarations: [{ tagName, cssParts }] }) => [tagName, cssParts.map(({ name }) => name)]));
  const waiting = '<pupil-neuron id="waits" loading="click"></pupil-neuron>';
  const { close, page, happened } = await open(
    `<pupil-digits goal="accuracy > 2" panels="draw train model prose other"></pupil-digits><pupil-photos></pupil-photos><pupil-python goal="x" check="True"><pre>print(1)</pre></pupil-python><pupil-question right="1"><p>1 + 1?</p><ol><li>2</li><li>3</li></ol></pupil-question>${waiting}`,
    { head: "<style>pupil-digits::part(stage) { outline: 3px solid rgb(1, 2, 3) }</style>" },
  );
  await happened("pupil-digits", "first-result");
  await page.locator('pupil-digits [data-testid="settings"]').click();
  await page.locator("pupil-photos").scrollIntoViewIfNeeded();
  await page.locator('pupil-photos [part="below"]').waitFor();
  await page.locator("pupil-python").evaluate((cell) => cell.run());
  const there = (selector) => page.locator(selector).evaluate((element) => [...element.shadowRoot.querySelectorAll("[part]")].map((one) => one.getAttribute("part")));
  const found = new Set((await Promise.all(["pupil-digits", "pupil-photos", "pupil-python", "pupil-question[right]", "#waits"].map(there))).flat());
  for (const name of new Set(Object.values(parts).flat())) assert.ok(found.has(name), `no element has the part ${name}`);
  assert.equal(await colourOf(page, 'pupil-digits [part="stage"]', "outlineColor"), "rgb(1, 2, 3)");
  await close();
});

test("what the contract names is there: attributes work as properties, and methods exist", async () => {
  const { modules } = JSON.parse(readFileSync(join(dist, "custom-elements.json"), "utf8"));
  const { close, page } = await open(modules.map(({ declarations: [{ tagName }] }) => `<${tagName} loading="eager"></${tagName}>`).join(""));
  for (const { declarations: [{ tagName, attributes, members }] } of modules) {
    const found = await page.evaluate(async ({ tagName, attributes, members }) => {
      await customElements.whenDefined(tagName);
      const element = document.querySelector(tagName);
      const { observedAttributes } = customElements.get(tagName);
      const missing = attributes.filter(({ name }) => !observedAttributes.includes(name)).map(({ name }) => `attribute ${name}`);
      for (const { name, fieldName, type } of attributes) {
        const other = document.createElement(tagName);
        other.setAttribute(name, "x");
        if (other[fieldName] !== (type.text === "boolean" ? true : "x")) missing.push(`property ${fieldName}`);
      }
      const unknown = observedAttributes.filter((name) => !attributes.some((attribute) => attribute.name === name));
      const methods = members.filter(({ kind, name }) => kind === "method" && typeof element[name] !== "function").map(({ name }) => `method ${name}`);
      const fields = members.filter(({ kind, name }) => kind === "field" && !(name in element)).map(({ name }) => `field ${name}`);
      return [...missing, ...methods, ...fields, ...unknown.map((name) => `undocumented attribute ${name}`)];
    }, { tagName, attributes, members });
    assert.deepEqual(found, [], tagName);
  }
  await close();
});

test("the tables of docs/reference/elements.md are those of the contract, also in Chinese", () => {
  for (const lang of ["en", "zh"]) {
    const { text, right } = documented(lang);
    assert.equal(text, right, `${lang}: write them again with: node web/contract.mjs`);
  }
});

test("methods give the answers to their own questions, wait for what runs, and fail by name", async () => {
  const { close, page, happened } = await open('<pupil-sentiment loading="eager"></pupil-sentiment><pupil-photos loading="eager"></pupil-photos><pupil-digits loading="eager" state="n=200&amp;epochs=1"></pupil-digits>');
  for (const tag of ["pupil-sentiment", "pupil-photos", "pupil-digits"]) await happened(tag, "pupil-ready");
  const found = await page.evaluate(async () => {
    const [words, photos, digits] = ["pupil-sentiment", "pupil-photos", "pupil-digits"].map((tag) => document.querySelector(tag));
    const message = (promise) => promise.then(() => "nothing failed", (error) => error.message);
    const texts = (await Promise.all([words.predict("a wonderful film"), words.predict("a terrible film")])).map(({ text, label }) => [text, label]);
    const failed = [
      await message(photos.predict(new Blob(["x"]))),
      await message(digits.predict([1, 2, 3])),
      await message(digits.predict("7")),
      await message(words.predict(7)),
    ];
    const trained = [];
    addEventListener("pupil-trained", ({ target }) => trained.push(target.localName));
    await Promise.all([digits.train(), digits.train()]);
    // A training that was given up does not stand in for the next one.
    digits.state = "n=200&epochs=500";
    await digits.updateComplete;
    const given = digits.train();
    await new Promise((resolve) => digits.addEventListener("pupil-epoch", resolve, { once: true }));
    digits.reset();
    digits.state = "n=300&epochs=1";
    await digits.updateComplete;
    await Promise.all([digits.train(), given]);
    digits.remove();
    return { texts, failed, trained, gone: await message(digits.train()) };
  });
  assert.deepEqual(found.texts, [["a wonderful film", "positive"], ["a terrible film", "negative"]]);
  const [photo, short, text, number] = found.failed;
  assert.match(photo, /./);
  assert.notEqual(photo, "nothing failed");
  assert.match(short, /the array has 3 numbers; expected 784/);
  assert.match(text, /the picture is string/);
  assert.match(number, /the text is number/);
  assert.deepEqual(found.trained, ["pupil-digits", "pupil-digits"], "two calls are one training, and the one that was reset is none");
  assert.match(found.gone, /not in the page/);
  await close();
});

test("a goal is watched and told, and results of the whole page are collected in one file", async () => {
  const question = '<pupil-question id="last" right="1" results="file"><p>1 + 1?</p><ol><li>2</li><li>3</li></ol></pupil-question>';
  const { site, close, page, seen, at, happened } = await open(`<pupil-digits id="first" state="n=600&amp;epochs=3" goal="accuracy > 60%" results="file"></pupil-digits>${question}`);
  await happened("pupil-digits", "pupil-ready");
  assert.equal((await at("pupil-digits", "goal").textContent()).trim(), "Goal: accuracy > 60%");
  await page.locator("pupil-digits").evaluate((lesson) => lesson.train());
  const [goal] = await seen("pupil-digits", "pupil-goal");
  assert.ok(goal.metric === "accuracy" && goal.value > 0.6 && goal.epoch >= 1);
  assert.equal((await seen("pupil-digits", "pupil-goal")).length, 1);
  const epochs = await seen("pupil-digits", "pupil-epoch");
  assert.ok(epochs.every(({ epoch, logs }, at) => epoch === at && logs.loss > 0 && logs.accuracy > 0), JSON.stringify(epochs));
  assert.equal((await seen("pupil-digits", "pupil-trained")).length, 1);
  assert.match(await at("pupil-digits", "goal").textContent(), /✓ Goal: accuracy > 60%\s*Reached: 0\.\d+, after epoch \d/);
  await page.locator("pupil-digits pupil-question").first().locator("button").first().click();
  await page.locator("#last").scrollIntoViewIfNeeded();
  await page.locator("#last").getByRole("button", { name: "3" }).click();
  const downloading = page.waitForEvent("download");
  await at("pupil-digits", "save-results").click();
  const results = JSON.parse(readFileSync(await (await downloading).path(), "utf8"));
  assert.deepEqual(results.map(({ event, id }) => [event, id]), [["goal", "first"], ["trained", "first"], ["answered", "first"], ["answered", "last"]]);
  const again = page.waitForEvent("download");
  await page.locator("#last").getByRole("button", { name: "Save your results" }).click();
  assert.deepEqual(JSON.parse(readFileSync(await (await again).path(), "utf8")), results);
  for (const { element, id, page: address, time } of results) {
    assert.deepEqual([element, address], [id === "first" ? "pupil-digits" : "pupil-question", `${site.url}host.html`]);
    assert.ok(Math.abs(Date.now() - Date.parse(time)) < 600_000);
  }
  await close();
});

test("results are posted to the address that the page names, again if it did not take them, and nowhere without it", async () => {
  const taken = [];
  let answer = 500;
  const teacher = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*").setHeader("access-control-allow-headers", "content-type");
    if (request.method === "OPTIONS") return response.end();
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", () => {
      if (answer === 200) taken.push(JSON.parse(text));
      response.writeHead(answer).end();
    });
  });
  await new Promise((resolve) => teacher.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${teacher.address().port}/results`;
  const { close, page, at, happened } = await open(`<pupil-python results="${address}" check="x == 2"><pre>x = 2</pre></pupil-python><pupil-python id="silent" check="x == 2"><pre>x = 2</pre></pupil-python>`);
  const posted = [];
  page.on("request", (request) => request.method() === "POST" && posted.push(request.url()));
  await happened("pupil-python", "pupil-ready");
  for (const cell of await page.locator("pupil-python").all()) await cell.evaluate((element) => element.run());
  await at("pupil-python", "not-sent").waitFor();
  assert.match(await at("pupil-python", "not-sent").textContent(), /could not be sent: .*500/);
  answer = 200;
  await at("pupil-python", "not-sent").locator("button").click();
  await eventually(() => taken.length, "the result");
  assert.deepEqual([taken[0].event, taken[0].element, taken[0].check], ["checked", "pupil-python", "x == 2"]);
  await at("pupil-python", "not-sent").waitFor({ state: "detached" });
  assert.deepEqual([...new Set(posted)], [address]);
  await close();
  teacher.close();
});

test("attributes that are wrong are seen in the element, in the page's language", async () => {
  const wrong = 'theme="drak" goal="much" panels="network tabel" loading="later"';
  const { close, page, at, happened } = await open(`<pupil-neuron ${wrong}></pupil-neuron><pupil-model src="none.keras"></pupil-model><pupil-python height="tall" files="none.csv"><pre>print(1)</pre></pupil-python><pupil-question right="3"><p>1 + 1?</p><ol><li>2</li><li>3</li></ol></pupil-question>`);
  await happened("pupil-neuron", "first-result");
  const said = await at("pupil-neuron", "fault").textContent();
  for (const part of [/theme is “drak”/, /goal is “much”/, /panels has tabel; expected names of .*table/, /loading is “later”/]) assert.match(said, part);
  await page.locator("pupil-model").scrollIntoViewIfNeeded();
  await at("pupil-model", "error").waitFor();
  assert.match(await at("pupil-model", "error").textContent(), /none\.keras/);
  assert.match(await at("pupil-python", "fault").textContent(), /height is “tall”/);
  assert.match(await at("pupil-question", "fault").textContent(), /right is “3”; expected the number of an answer, from 1 to 2/);
  await page.locator("pupil-python").evaluate((cell) => cell.run());
  assert.match(await at("pupil-python", "note").textContent(), /none\.csv/);
  // A goal that names no metric of the training, which only the training can tell.
  await page.locator("pupil-neuron").evaluate((lesson) => Object.assign(lesson, { goal: "f1 > 0.5", theme: "dark", panels: "", loading: "eager" }));
  await settles(async () => assert.match(await at("pupil-neuron", "fault").textContent(), /^goal: this training has no “f1”; it has .*accuracy/));
  await close();

  const chinese = await open('<pupil-neuron goal="多"></pupil-neuron>', { lang: "zh-Hans" });
  await chinese.happened("pupil-neuron", "first-result");
  assert.match(await chinese.at("pupil-neuron", "fault").textContent(), /goal 的值“多”不可用/);
  await chinese.close();
});

test("elements load near the view, at once, or after a click that says how much it loads", async () => {
  const tall = '<div style="height: 4000px"></div>';
  const own = '<p>What this is</p><img slot="poster" alt="A poster" src="data:,"><small slot="caption">The caption</small>';
  const { close, page, happened, seen } = await open(`<pupil-sentiment loading="click">${own}</pupil-sentiment>${tall}<pupil-neuron></pupil-neuron><pupil-photos loading="eager"></pupil-photos>`);
  const requests = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await happened("pupil-photos", "pupil-ready");
  assert.deepEqual(await seen("pupil-neuron", "pupil-ready"), [], "it is far below the view");
  const start = page.locator("pupil-sentiment button");
  assert.match((await start.textContent()).trim(), /^Start \((\d+ KB|\d\.\d MB)\)$/);
  assert.ok(await page.getByText("What this is").isVisible() && await page.getByAltText("A poster").isVisible() && await page.getByText("The caption").isVisible());
  assert.ok(!requests.some((path) => path.includes("sentiment")), "nothing of it is loaded");
  await presentable(page, "pupil-sentiment");
  await start.click();
  await happened("pupil-sentiment", "first-result");
  assert.ok(!(await page.getByText("What this is").isVisible()) && await page.getByText("The caption").isVisible());
  await page.locator("pupil-neuron").scrollIntoViewIfNeeded();
  await happened("pupil-neuron", "first-result");

  // Another element of its kind defines it, and it still waits; a method starts it.
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<pupil-neuron id="second" loading="click" goal="accuracy > 2"><p>Wait</p></pupil-neuron>'));
  await page.locator("#second button").waitFor();
  assert.ok(await page.getByText("Wait", { exact: true }).isVisible());
  assert.equal(await page.locator("#second").evaluate((lesson) => lesson.predict([[0, 0]]).then(([outputs]) => outputs.length)), 1);
  assert.ok(!(await page.getByText("Wait", { exact: true }).isVisible()));
  // It has all that it would have had at once.
  assert.equal((await page.locator('#second [data-testid="goal"]').textContent()).trim(), "Goal: accuracy > 2");
  assert.equal(await colourOf(page, "#second .stage", "display"), "grid");
  await close();
});

test("without JavaScript the page's own content stays; the script may be included twice, from two places", async () => {
  const { close, page } = await open("<pupil-digits><p>A picture of it</p></pupil-digits>", { javaScriptEnabled: false });
  assert.ok(await page.getByText("A picture of it").isVisible());
  await close();

  const other = await serve([dist], { "access-control-allow-origin": "*" });
  const twice = await open(`<pupil-neuron></pupil-neuron><script type="module" src="${other.url}pupil-elements.js"></script><script type="module" src="${other.url}pupil-neuron.js"></script>`);
  await twice.happened("pupil-neuron", "first-result");
  assert.deepEqual(twice.problems, []);
  await twice.close();
  other.close();
});

test("on a server, where there is no window, the scripts can be imported", async () => {
  for (const name of ["pupil.js", "pupil-elements.js"]) await import(join(dist, name));
});

test("on paper a lesson is a figure of its present state, on white", async () => {
  const { close, page, happened } = await open("<pupil-digits></pupil-digits>", { head: "<style>body { background: #111 }</style>" });
  await happened("pupil-digits", "first-result");
  await page.emulateMedia({ media: "print" });
  await settles(async () => assert.equal(await colourOf(page, "pupil-digits", "colorScheme"), "light"));
  for (const hidden of [".transport", ".prose", ".tabs"]) assert.ok(!(await page.locator(`pupil-digits ${hidden}`).isVisible()), hidden);
  assert.ok(await page.locator('pupil-digits [data-testid="stage"]').isVisible());
  await page.emulateMedia({ media: "screen" });
  await settles(async () => assert.equal(await colourOf(page, "pupil-digits", "colorScheme"), "dark"));
  await close();
});

test("keys that fields and widgets take stay in the element; all others reach the page", async () => {
  const { close, page, happened } = await open('<pupil-python><pre>print(1)</pre></pupil-python><pupil-question right="1">1 + 1?<ol><li>2</li><li>3</li></ol>Count.</pupil-question>');
  await happened("pupil-question", "pupil-ready");
  await page.evaluate(() => {
    globalThis.keys = [];
    document.addEventListener("keydown", ({ key }) => globalThis.keys.push(key));
  });
  const reached = () => page.evaluate(() => globalThis.keys.splice(0));
  await page.locator("pupil-python").getByRole("textbox").click();
  await page.locator("pupil-python .cm-content").waitFor();
  for (const key of ["/", "ArrowLeft", "Control+k"]) await page.keyboard.press(key);
  assert.deepEqual(await reached(), ["Control", "k"]);
  await page.locator("pupil-question").getByRole("button", { name: "3" }).click();
  for (const key of ["/", "Tab"]) await page.keyboard.press(key);
  assert.deepEqual(await reached(), ["/", "Tab"]);
  await close();
});

test("a question says of each answer why it is wrong, and keeps code and emphasis but no other markup", async () => {
  const { close, page, happened } = await open(`<pupil-question right="2"><p>What is <code>a[<b>0</b>]</code> of a <em>list</em>? <a href="x">Read</a></p>
    <ol><li><code>(3,)</code> <small>An index <strong>removes</strong> an axis.</small></li><li><p>The <img src="none.png" alt="">first</p></li><li>None</li></ol><p>Counting starts at <code>0</code>.</p></pupil-question>`);
  await happened("pupil-question", "pupil-ready");
  const question = page.locator("pupil-question");
  const inner = (selector) => question.locator(selector).evaluate((node) => node.innerHTML.replace(/<!--.*?-->/g, "").replace(/\s+/g, " ").trim());
  assert.equal(await inner("legend"), "What is <code>a[<strong>0</strong>]</code> of a <em>list</em>? Read");
  const told = page.evaluate(() => new Promise((resolve) => addEventListener("pupil-answered", ({ detail }) => resolve(detail), { once: true })));
  await question.getByRole("button", { name: "(3,)" }).click();
  assert.deepEqual(await told, { question: "What is a[0] of a list? Read", answer: "(3,)", right: false });
  assert.match(await inner('[part="reason"]'), /Not quite\.<\/span> ?An index <strong>removes<\/strong> an axis\./);
  await question.getByRole("button", { name: "None" }).click();
  await settles(async () => assert.equal((await question.locator('[part="reason"]').textContent()).trim(), "Not quite."));
  await question.getByRole("button", { name: "The first" }).click();
  await settles(async () => assert.match(await inner('[part="reason"]'), /Right\.<\/span> ?Counting starts at <code>0<\/code>\./));
  await close();
});

test("a question is its own text: bare, in elements, and added by a script", async () => {
  const { close, page, happened } = await open('<pupil-question right="1">1 + 1? <ol><li>2</li><li>3</li></ol> Count.</pupil-question><pupil-question id="bad" right="1"><ol><li>2</li><li><img alt=""></li></ol></pupil-question>');
  await happened("pupil-question", "pupil-ready");
  const question = page.locator("pupil-question").first();
  await question.getByText("1 + 1?").waitFor();
  await question.getByRole("button", { name: "2" }).click();
  await question.getByText("Count.").waitFor();
  const faults = page.locator('#bad [data-testid="fault"]');
  assert.match((await faults.allTextContents()).join(), /Answer 2 has no text.*no question before the list/s);
  await page.evaluate(() => {
    const later = document.createElement("pupil-question");
    later.setAttribute("right", "1");
    later.id = "later";
    document.body.append(later);
    later.innerHTML = "<p>2 + 2?</p><ul><li>4</li><li>5</li></ul>";
  });
  await page.locator("#later").getByRole("button", { name: "4" }).waitFor();
  await close();
});

test("panels that are set later are loaded", async () => {
  const { close, page, problems, happened } = await open('<pupil-neuron panels="table" loading="eager"></pupil-neuron><pupil-digits panels="draw"></pupil-digits>');
  await happened("pupil-neuron", "first-result");
  await happened("pupil-digits", "first-result");
  await page.locator("pupil-neuron").evaluate((lesson) => (lesson.panels = "network plane"));
  await page.locator('pupil-neuron [data-testid="stage"] svg').first().waitFor();
  await page.locator("pupil-digits").evaluate((lesson) => (lesson.panels = "draw prose"));
  await page.locator('pupil-digits [part="prose"]').waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test("500 elements that come and go leave nothing", async () => {
  const { close, page, problems } = await open('<div id="box"></div>');
  const session = await page.context().newCDPSession(page);
  const count = async () => {
    for (let again = 0; again < 3; again += 1) {
      await session.send("HeapProfiler.collectGarbage");
      await page.waitForTimeout(200);
    }
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    return { nodes, listeners: jsEventListeners, bytes: (await session.send("Runtime.getHeapUsage")).usedSize };
  };
  const pass = (times, longest) => page.evaluate(async ([times, longest]) => {
    const tags = ["pupil-neuron", "pupil-digits", "pupil-photos", "pupil-sentiment", "pupil-model", "pupil-python", "pupil-question"];
    for (let at = 0; at < times; at += 1) {
      const element = document.createElement(tags[at % tags.length]);
      if (element.localName === "pupil-python") element.textContent = "print(1)";
      document.querySelector("#box").append(element);
      await customElements.whenDefined(element.localName);
      await element.updateComplete;
      // Some are there long enough to start, some only for a moment.
      await new Promise((resolve) => setTimeout(resolve, at % 10 === 0 ? longest : 10));
      element.remove();
    }
  }, [times, longest]);
  await pass(24, 1500);
  await page.waitForTimeout(3000);
  const before = await count();
  await pass(500, 400);
  let after;
  await settles(async () => {
    after = await count();
    assert.ok(after.nodes <= before.nodes + 500, `${before.nodes} nodes became ${after.nodes}`);
    assert.ok(after.listeners <= before.listeners + 100, `${before.listeners} listeners became ${after.listeners}`);
  });
  assert.ok(after.bytes < before.bytes + 8e6, `${before.bytes} bytes became ${after.bytes}`);
  assert.deepEqual(problems, []);
  await close();
});
