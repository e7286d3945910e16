// The documentation as `cargo xtask build --docs` makes it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { PATIENCE, dist, eventually, launch, presentable, problemsOf, serve } from "./browser.mjs";
import { documents, examples, pages } from "./documents.mjs";

const docs = join(dist, "docs");
const root = fileURLToPath(new URL("../../", import.meta.url));

let browser, site;

before(async () => {
  assert.ok(existsSync(join(docs, "index.html")), `${docs} has no documentation: build it with cargo xtask build --docs`);
  site = await serve([dist]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** The site's pages, without those of rustdoc, which checks itself. */
const built = () => readdirSync(docs, { recursive: true }).filter((name) => name.endsWith(".html") && !name.startsWith("rust")).sort();

/** A page of the site that is open, and what goes wrong on it. */
async function open(name, { width = 1280, colorScheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const problems = problemsOf(page);
  await page.goto(`${site.url}docs/${name}`);
  return { page, problems };
}

test("each page in English has its page in Chinese, with the same programs", () => {
  const english = pages.filter((name) => !name.startsWith("docs/zh/"));
  const chinese = pages.filter((name) => name.startsWith("docs/zh/")).map((name) => name.replace("docs/zh/", "docs/"));
  assert.deepEqual(chinese, english);
  const cells = (name) => [...examples(["python"], [name]).filter(({ info }) => info.startsWith("cell")), ...examples(["js", "ts"], [name])];
  for (const name of english) {
    const [here, there] = [cells(name), cells(name.replace("docs/", "docs/zh/"))];
    assert.equal(there.length, here.length, name);
    // Comments and texts are in the reader's language; nothing else differs.
    const bare = ({ code }) => code.replace(/(["'])(?:\\.|(?!\1).)*\1|#.*|\/\/ .*/g, (_, quote) => (quote ? '""' : "")).match(/\w+|[^\w\s]+/g);
    for (const [at, cell] of here.entries()) assert.deepEqual(bare(there[at]), bare(cell), `${name}, cell ${at + 1}`);
    const questions = (page) => [...readFileSync(join(root, page), "utf8").matchAll(/^::: question (\d+)/gm)].map(([, right]) => right);
    assert.deepEqual(questions(name.replace("docs/", "docs/zh/")), questions(name), name);
    if (/tutorial\/(?!index|teachers|print)/.test(name)) assert.equal(questions(name).length, 3, `${name} has three questions`);
  }
});

test("every link leads to a page, a file or a heading that is there", () => {
  const texts = new Map(built().map((name) => [join(docs, name), readFileSync(join(docs, name), "utf8")]));
  const wrong = [];
  let links = 0;
  for (const [path, text] of texts) {
    for (const [, address] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^(https:|data:|mailto:)/.test(address)) continue;
      links += 1;
      const [file, anchor] = decodeURIComponent(address.replaceAll("&amp;", "&")).split("#");
      let target = file === "" ? path : file.startsWith("/") ? join(dist, file.split("?")[0]) : join(dirname(path), file.split("?")[0]);
      if (existsSync(target) && statSync(target).isDirectory()) target = join(target, "index.html");
      const there = existsSync(target) && (!anchor || !texts.has(target) || texts.get(target).includes(`id="${anchor}"`));
      if (!there) wrong.push(`${relative(docs, path)}: ${address}`);
    }
  }
  assert.ok(links > 1000, `only ${links} links were found`);
  assert.deepEqual([...new Set(wrong)], []);
});

/** The pages without those of types and functions but one of each kind: they are all alike. */
function kinds(names) {
  const seen = new Set();
  return names.filter((name) => {
    if (!name.includes("reference/api/")) return true;
    const kind = dirname(name);
    const first = name.startsWith("reference/") && !seen.has(kind);
    seen.add(kind);
    return first;
  });
}

// The elements have their own tests, so their code is left out here. Pages in Chinese have the style of those in English: they
// are looked at with PUPIL_SCOPE=full only.
test("every page can be read by everybody, wide and light or narrow and dark", async () => {
  const looks = [{ width: 1280, colorScheme: "light" }, { width: 390, colorScheme: "dark" }];
  const full = process.env.PUPIL_SCOPE === "full";
  const chosen = kinds(built()).filter((name) => full || !name.startsWith("zh/"));
  assert.ok(chosen.length > (full ? 80 : 40), `only ${chosen.length} pages were found`);
  const wrong = [];
  for (const [at, look] of looks.entries()) {
    const { page, problems } = await open("index.html", look);
    await page.route("**/pupil-elements.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    for (const name of chosen.filter((_, index) => index % 2 === at)) {
      await page.goto(`${site.url}docs/${name}`);
      await presentable(page, "#app", { contrast: !name.startsWith("zh/") }).catch((error) => wrong.push(`${name}: ${error.message}`));
      if (problems.length) wrong.push(`${name}: ${problems.splice(0)}`);
    }
    await page.close();
  }
  assert.deepEqual(wrong, []);
});

test("the examples name the site's own address, and the search finds guides", async () => {
  const { page, problems } = await open("guide/start.html");
  await page.locator("code", { hasText: `${site.url}pupil-elements.js` }).first().waitFor();
  assert.equal(await page.locator("code", { hasText: "example.org/pupil/" }).count(), 0);
  await page.locator(".VPSidebar a", { hasText: "Plain HTML" }).click();
  await page.locator("code", { hasText: `${site.url}pupil-elements.js` }).first().waitFor();
  await page.locator(".DocSearch-Button").first().click();
  await page.locator("#localsearch-input").fill("save model");
  await page.locator('#localsearch-list a[href*="/guide/"]').first().waitFor();
  assert.equal(await page.locator('#localsearch-list a[href*="/reference/api/"]').count(), 0);
  assert.deepEqual(problems, []);
  await page.close();
});

/** A fence of a guide, by what follows its language. */
const fence = (name, info) => new RegExp(`\`\`\`\\w+ ${info}\\n([\\s\\S]*?)\`\`\``).exec(readFileSync(join(root, "docs/guide", name), "utf8"))[1];

test("the whole page of the guide works, in a folder with the files in pupil/, and saves one file with all results", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pupil-guide-"));
  try {
    writeFileSync(join(folder, "index.html"), fence("embed/html.md", "host=html/lesson.html").replace("<title>", '<link rel="icon" href="data:,"><title>').replace('panels="draw train"', 'panels="draw train" state="n=2000&amp;epochs=4"'));
    cpSync(dist, join(folder, "pupil"), { recursive: true, filter: (path) => !path.startsWith(join(dist, "docs")) });
    const own = await serve([folder]);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    const problems = problemsOf(page);
    await page.goto(own.url);
    await page.locator("#train .stage").waitFor();
    await page.locator("#train").evaluate((lesson) => lesson.train());
    await page.locator("#pixels").scrollIntoViewIfNeeded();
    await page.locator('#pixels [data-testid="run"]').waitFor();
    await page.locator("#pixels").evaluate((cell) => (cell.edit("pixels = 28 * 28\npixels"), cell.run()));
    await page.locator('#pixels [data-testid="verdict"]', { hasText: "Solved" }).waitFor();
    await page.locator("#pooling").scrollIntoViewIfNeeded();
    await page.locator("#pooling").getByRole("button", { name: "The mean" }).click();
    await page.locator('#pooling [part="reason"]', { hasText: "That is average pooling." }).waitFor();
    const downloading = page.waitForEvent("download");
    await page.locator("#pooling").getByRole("button", { name: "Save your results" }).click();
    const results = JSON.parse(readFileSync(await (await downloading).path(), "utf8"));
    assert.deepEqual([...new Set(results.map(({ id, event }) => `${id} ${event}`))].filter((one) => one !== "train goal"), ["train trained", "pixels checked", "pooling answered"]);
    assert.deepEqual(problems, []);
    await page.close();
    own.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the program of the guide takes results", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pupil-results-"));
  const program = fence("embed.md", "file=results.mjs");
  assert.equal(/file=results\.mjs\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs/zh/guide/embed.md"), "utf8"))[1], program);
  writeFileSync(join(folder, "results.mjs"), program);
  const port = 20_000 + (process.pid % 20_000);
  const address = `http://127.0.0.1:${port}/?who=ada`;
  writeFileSync(join(folder, "one.html"), `<!doctype html><html lang="en"><title>One</title><link rel="icon" href="data:,"><pupil-question id="sum" right="1" results="${address}"><p>1 + 1?</p><ol><li>2</li><li>3</li></ol></pupil-question><script type="module" src="pupil-elements.js"></script>`);
  const own = await serve([folder, dist]);
  const server = spawn(process.execPath, ["results.mjs"], { cwd: folder, env: { ...process.env, PORT: port } });
  try {
    await eventually(() => fetch(address).then(({ ok }) => ok, () => false), "the server");
    const page = await browser.newPage();
    await page.goto(`${own.url}one.html`);
    await page.locator("#sum").getByRole("button", { name: "2" }).click();
    const lines = () => (existsSync(join(folder, "results.jsonl")) ? readFileSync(join(folder, "results.jsonl"), "utf8").split("\n").filter(Boolean) : []);
    await eventually(() => lines().length === 1, "a line");
    const { who, id, event, right } = JSON.parse(lines()[0]);
    assert.deepEqual([who, id, event, right], ["ada", "sum", "answered", true]);
    assert.equal((await fetch(address, { method: "POST", body: "no JSON" })).status, 400);
    assert.equal(lines().length, 1);
    await page.close();
  } finally {
    server.kill();
    own.close();
    rmSync(folder, { recursive: true });
  }
});

test("the search finds “learning rate” in both languages", async () => {
  for (const [name, words, title] of [["index.html", "learning rate", "What learning is"], ["zh/index.html", "学习率", "什么是学习"]]) {
    const { page } = await open(name);
    await page.locator(".DocSearch-Button").first().click();
    await page.locator("#localsearch-input").fill(words);
    await page.locator("#localsearch-list").getByText(title).first().waitFor();
    await page.locator("#localsearch-list a").first().click();
    await page.waitForURL((url) => url.pathname !== `/docs/${name}`);
    await page.locator("main", { hasText: words }).waitFor();
    await page.close();
  }
});

test("the cells of a chapter run one after the other, with their files, and its questions are checked", async () => {
  for (const [name, language] of [["tutorial/cats-and-dogs.html", "en"], ["zh/tutorial/words.html", "zh"]]) {
    const { page, problems } = await open(name);
    await page.locator("pupil-python").first().scrollIntoViewIfNeeded();
    // A promise of whenDefined may be collected before it resolves.
    await page.waitForFunction(() => customElements.get("pupil-python"));
    const cells = await page.locator("pupil-python").all();
    assert.ok(cells.length >= 4);
    for (const [at, cell] of cells.entries()) {
      const { error, output, figures } = await cell.evaluate((element) => element.run());
      assert.equal(error, null, `${name}, cell ${at + 1}`);
      assert.ok(output || figures.length || at > 0, `${name}, cell ${at + 1} shows nothing`);
    }
    const question = page.locator("pupil-question").first();
    await question.scrollIntoViewIfNeeded();
    await question.locator("button").last().waitFor();
    const right = Number(await question.getAttribute("right"));
    await question.locator("button").nth(right % 3).click();
    await question.getByText(language === "en" ? "Not quite." : "不太对。").waitFor();
    await question.locator("button").nth(right - 1).click();
    await question.getByText(language === "en" ? "Right." : "答对了。").waitFor();
    assert.deepEqual(problems, []);
    await page.close();
  }
});

/** Files that the examples name. */
const GIVEN = {
  "data/homes.csv": "size,price\n50,105\n80,190\n",
  "data/cities.csv": "name,height\na,12\nb,30\n",
  "photos.zip": readFileSync(join(dist, "pupil-pets.zip")),
  "sentence.png": Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=", "base64"),
  "models/keras_model.h5": gunzipSync(readFileSync(join(root, "tests/formats/keras/k3-cnn.h5.gz"))),
};

test("the HTML of the documentation works as printed", async () => {
  const found = examples(["html"], documents);
  assert.ok(found.length >= 12, `there are ${found.length} examples`);
  for (const { name, code } of found) {
    const page = await browser.newPage();
    const problems = problemsOf(page);
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title><link rel="icon" href="data:,"><body>${code}<script type="module" src="pupil-elements.js"></script>`;
    await page.route("**/example.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
    for (const [file, body] of Object.entries(GIVEN)) await page.route(`**/${file}`, (route) => route.fulfill({ body }));
    await page.addInitScript(() => {
      globalThis.ready = new Set();
      addEventListener("first-result", ({ target }) => globalThis.ready.add(target));
      addEventListener("pupil-ready", ({ target }) => globalThis.ready.add(target));
    });
    await page.goto(`${site.url}example.html`);
    const elements = page.locator(["neuron", "digits", "photos", "sentiment", "model", "python", "question"].map((tag) => `body > pupil-${tag}`).join());
    for (const element of await elements.all()) {
      await element.scrollIntoViewIfNeeded();
      if ((await element.getAttribute("loading")) === "click") await element.locator("button").click();
      await element.evaluate(async (element, patience) => {
        await customElements.whenDefined(element.localName);
        if (element.localName === "pupil-python") {
          const { error } = await element.run();
          if (error) throw new Error(error);
        }
        const end = performance.now() + patience;
        while (!globalThis.ready.has(element)) {
          if (performance.now() > end) throw new Error(`${element.localName} shows nothing`);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const fault = element.shadowRoot.querySelector('[part="fault"], [data-testid="error"]');
        if (fault) throw new Error(fault.textContent);
      }, PATIENCE).catch((error) => assert.fail(`${name}: ${error.message}`));
    }
    for (const frame of await page.locator("iframe").all()) await frame.contentFrame().locator(".stage").waitFor();
    if (code.includes("document.body.append")) await page.locator("body", { hasText: /^\s*(19|20)\.\d/ }).waitFor();
    assert.deepEqual(problems, [], name);
    await page.close();
  }
});

test("lessons follow the site's light and dark, and are there after going to another page", async () => {
  const { page, problems } = await open("tutorial/learning.html");
  const lesson = page.locator("pupil-neuron");
  const dark = () => lesson.evaluate((element) => getComputedStyle(element).color);
  await lesson.scrollIntoViewIfNeeded();
  await lesson.locator(".stage").waitFor();
  const before = await dark();
  await page.locator(".VPSwitchAppearance").first().click();
  await page.waitForFunction((before) => getComputedStyle(document.querySelector("pupil-neuron")).color !== before, before);
  await page.locator(".pager-link.next").click();
  await page.locator("h1", { hasText: "Linear regression" }).waitFor();
  await page.locator("pupil-neuron").scrollIntoViewIfNeeded();
  await page.locator("pupil-neuron .stage").waitFor();
  await page.locator("pupil-python").first().evaluate(async (cell) => {
    await customElements.whenDefined("pupil-python");
    const { error } = await cell.run();
    if (error) throw new Error(error);
  });
  assert.deepEqual(problems, []);
  await page.close();
});
