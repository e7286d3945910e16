// The other ways to fit and the table of the neuron lesson as a visitor uses them, and tables and linear models of the
// library.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { dist, keptLessons, keptTime, launch, presentable, problemsOf, serve, settles, still } from "./browser.mjs";

let browser, site;

before(async () => {
  site = await serve([dist]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

const at = (page, id) => page.locator(`pupil-neuron [data-testid="${id}"]`);

/** A page with nothing but the lesson. */
const PAGE = (attributes, locale = "en") => `<!doctype html><html lang="${locale}"><head><meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Neuron</title><style>:root { color-scheme: light dark } body { margin: 56px 16px 0; background: light-dark(#faf9f6, #131417) }
  @media (max-width: 760px) { body { margin-inline: 8px } }</style>
  <script type="module" src="pupil-elements.js"></script></head><body><pupil-neuron ${attributes}></pupil-neuron></body></html>`;

async function watch(context, attributes, locale) {
  const page = await context.newPage();
  const problems = problemsOf(page);
  await page.route("**/favicon.ico", (route) => route.fulfill({ body: "" }));
  await page.route("**/neuron.html", (route) => route.fulfill({ contentType: "text/html", body: PAGE(`keep="page" ${attributes}`, locale) }));
  return { page, problems };
}

/** Shows other points by the other ways. */
const WAYS = 'state="set=noisy&amp;view=ways"';

/** Opens the lesson, and waits until line and example table are fitted. */
async function open(options = {}, attributes = WAYS) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", ...options });
  const { page, problems } = await watch(context, attributes, options.locale);
  await page.goto(`${site.url}neuron.html`);
  await ready(page);
  return { context, page, problems };
}

async function ready(page) {
  if ((await at(page, "view-ways").getAttribute("aria-selected")) === "false") await at(page, "view-ways").click();
  await at(page, "way-closed").or(at(page, "way-lbfgs")).first().waitFor();
  await idle(page);
  await page.locator("pupil-table-lab").scrollIntoViewIfNeeded();
  await at(page, "coefficients").waitFor();
  await fitted(page);
  await page.evaluate(() => scrollTo(0, 0));
}

/** Waits until no steps run in the plane. */
const idle = (page) => page.locator('pupil-neuron [data-testid="train"]:enabled').waitFor();
const more = (page) => at(page, "table-more").locator("summary").click();
const fitted = (page) => page.locator('pupil-table-lab [data-testid="table-stop"]:disabled').waitFor();

/** Takes other points. */
const choose = (page, set) => at(page, `set-${set}`).click();

/** The figures of a way in the plane or in the table, as texts. */
async function figures(page, lab, method) {
  return page.locator(`pupil-${lab === "plane" ? "ways" : "table"}-lab [data-testid="way-${method}"] td`).allTextContents();
}

/** The weights of a way in the plane. */
async function weights(page, name) {
  const row = at(page, "plane-weights").locator("tbody tr", { hasText: name });
  return (await row.locator("td").allTextContents()).map(Number);
}

async function csv(page, name, text) {
  await at(page, "csv").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.waitForFunction(
    (name) => {
      const root = document.querySelector("pupil-neuron").shadowRoot.querySelector("pupil-table-lab").shadowRoot;
      return root.querySelector('[data-testid="table-size"]').textContent.startsWith(`${name}: `);
    },
    name,
  );
}

/** The table of weights: names and numbers. */
async function coefficients(page) {
  const rows = await at(page, "coefficients").locator("tbody tr").all();
  return Object.fromEntries(
    await Promise.all(
      rows.map(async (row) => [await row.locator("th").textContent(), (await row.locator("td").allTextContents()).map(Number)]),
    ),
  );
}

test("on a touch screen a swipe over the plane scrolls, a tap adds a point, and a point is dragged", async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const client = await context.newCDPSession(page);
  const plane = at(page, "plane");
  await plane.scrollIntoViewIfNeeded();
  const count = () => plane.getAttribute("aria-label");
  const touch = async (points) => {
    const send = (type, touchPoints) => client.send("Input.dispatchTouchEvent", { type, touchPoints });
    await send("touchStart", [points[0]]);
    for (const point of points.slice(1)) await send("touchMove", [point]);
    await send("touchEnd", []);
  };
  const [label, scrolled] = [await count(), await page.evaluate(() => scrollY)];
  const box = await plane.boundingBox();
  // The line's points do not reach this corner.
  const free = { x: box.x + box.width - 30, y: box.y + box.height - 30 };
  await touch([0, 20, 60, 120, 180].map((up) => ({ x: free.x, y: free.y - up })));
  const scrollY = () => page.evaluate(() => globalThis.scrollY);
  await settles(async () => assert.ok((await scrollY()) > scrolled + 60, "the page scrolls"));
  await still(scrollY);
  assert.equal(await count(), label, "no point was added");
  await plane.scrollIntoViewIfNeeded();
  const now = await plane.boundingBox();
  const tap = { x: now.x + now.width - 30, y: now.y + now.height - 30 };
  await touch([tap]);
  await settles(async () => assert.notEqual(await count(), label, "a tap adds a point"));
  const before = await still(scrollY);
  await touch([0, 20, 60, 120].map((up) => ({ x: tap.x, y: tap.y - up })));
  assert.equal(await still(scrollY), before, "a point that is dragged keeps the page where it is");
  await context.close();
});

test("a noisy line is fitted without pressing anything, three ways", async () => {
  const { context, page, problems } = await open();
  const closed = await figures(page, "plane", "closed");
  assert.equal(closed.length, 5);
  assert.ok(Number(closed[1]) > 0.7 && Number(closed[3]) > 0.5, closed.join());
  const [slope, intercept] = await weights(page, "Closed form");
  assert.ok(Math.abs(slope - 0.7) < 0.15 && Math.abs(intercept - 0.3) < 0.25, `${slope} ${intercept}`);
  for (const name of ["Gradient descent", "Dense(1), fit"]) {
    const [w, b] = await weights(page, name);
    assert.ok(Math.abs(w - slope) < 0.05 && Math.abs(b - intercept) < 0.05, `${name}: ${w} ${b}`);
  }
  assert.equal(await page.locator("pupil-plane polyline").count(), 3);
  assert.match(await page.locator("pupil-surface svg").getAttribute("aria-label"), /lowest at slope 0\.\d+ and intercept 0\.\d+/);
  assert.match(await at(page, "loss-curves").first().locator("svg[role=img]").getAttribute("aria-label"), /Closed form .*Gradient descent .*Dense/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("points are clicked, dragged, undone, and placed by keys; the line fits them", async () => {
  const { context, page, problems } = await open();
  await at(page, "plane-clear").click();
  assert.match(await at(page, "plane-note").textContent(), /2 at least/);
  const plane = at(page, "plane");
  const box = await plane.boundingBox();
  const place = (x, y) => [box.x + ((x + 3) / 6) * box.width, box.y + ((3 - y) / 6) * box.height];
  const count = () => page.evaluate(() => document.querySelector("pupil-neuron").shadowRoot.querySelector("pupil-plane").points.length);
  for (const [x, y] of [[-2, -1], [0, 1], [1, 2]]) await page.mouse.click(...place(x, y));
  await idle(page);
  await page.waitForFunction(() => document.querySelector("pupil-neuron").shadowRoot.querySelector("pupil-ways-lab").shadowRoot.querySelector('[data-testid="plane-weights"]'));
  const through = (expected) =>
    settles(async () => {
      const [slope, intercept] = await weights(page, "Closed form");
      assert.ok(expected(slope, intercept), `${slope} ${intercept}`);
    });
  // The line goes through the clicked points.
  await through((slope, intercept) => Math.abs(slope - 1) < 0.02 && Math.abs(intercept - 1) < 0.02);

  await page.mouse.move(...place(1, 2));
  await page.mouse.down();
  await page.mouse.move(...place(1.5, 0), { steps: 4 });
  await page.mouse.move(...place(2, -1), { steps: 4 });
  await page.mouse.up();
  await through((slope) => Math.abs(slope) < 0.1);
  assert.equal(await count(), 3, "a dragged point is no new one");
  await at(page, "plane-undo").click();
  await through((slope) => Math.abs(slope - 1) < 0.02);

  await plane.focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press("ArrowRight");
  assert.match(await at(page, "plane-said").textContent(), /2\.00, -?0\.00|1\.00, 0\.00/);
  await page.keyboard.press("Enter");
  assert.equal(await count(), 4);
  assert.match(await at(page, "plane-said").textContent(), /Point at 1\.00, 0\.00; 4 points/);
  await page.keyboard.press("Delete");
  assert.equal(await count(), 3);
  assert.deepEqual(problems, []);
  await context.close();
});

test("steps are taken one by one, run, stopped and reset", async () => {
  const { context, page, problems } = await open();
  const steps = async () => Number((await figures(page, "plane", "descent"))[0]);
  await at(page, "reset").click();
  await settles(async () => assert.equal(await steps(), 0));
  assert.deepEqual(await weights(page, "Gradient descent"), [0, 0]);
  await at(page, "step").click();
  await settles(async () => assert.equal(await steps(), 1));
  await settles(async () => assert.equal(Number((await figures(page, "plane", "dense"))[0]), 1, "an epoch of fit goes with it"));
  const [slope] = await weights(page, "Gradient descent");
  assert.ok(slope > 0.05 && slope < 0.5, `one step down: ${slope}`);
  await at(page, "plane-steps").fill("50000");
  await at(page, "train").click();
  await settles(async () => assert.ok((await steps()) > 3));
  await at(page, "pause").click();
  await idle(page);
  const held = await steps();
  assert.ok(held > 3 && held < 50_000, `${held} steps`);
  await page.waitForTimeout(300);
  assert.equal(await steps(), held, "stopped");

  await at(page, "plane-rate").fill("5");
  await at(page, "plane-steps").fill("400");
  await at(page, "train").click();
  await page.locator('pupil-ways-lab [data-testid="way-descent"]', { hasText: /diverged at step \d+.*learning rate 5/ }).waitFor();
  await idle(page);
  await at(page, "plane-rate").fill("-1");
  await at(page, "plane-note").waitFor();
  // Fitting new points needs no learning rate; steps wait for a valid one.
  for (const id of ["plane-rate", "reset", "plane-again", "train"]) {
    if (id !== "plane-rate") await at(page, id).click();
    await settles(async () => {
      assert.match(await at(page, "plane-note").textContent(), /Learning rate: -1 is not allowed/, id);
      if (id !== "plane-rate") assert.equal(await steps(), 0, id);
    });
  }
  assert.equal(await at(page, "plane-rate").getAttribute("aria-invalid"), "true");
  await at(page, "plane-rate").fill("0.05");
  await at(page, "train").click();
  await settles(async () => assert.equal(await steps(), 400));
  await idle(page);
  assert.equal(await at(page, "plane-note").count(), 0);

  // Points and degree change repeatedly, each time before the last change has finished.
  await page.evaluate(() => {
    const { shadowRoot } = document.querySelector("pupil-neuron");
    const ways = shadowRoot.querySelector("pupil-ways-lab").shadowRoot;
    for (let turn = 0; turn < 40; turn += 1) {
      shadowRoot.querySelector(`[data-testid="set-${["moons", "noisy", "circles"][turn % 3]}"]`).click();
      const degree = ways.querySelector('[data-testid="degree"]');
      degree.value = String(1 + (turn % 3));
      degree.dispatchEvent(new Event("change"));
    }
  });
  await page.waitForTimeout(500);
  await idle(page);
  assert.deepEqual(problems, []);
  await context.close();
});

test("steps that are stopped and run again while the engine loads run once; without the engine the other ways continue", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", serviceWorkers: "block" });
  const { page } = await watch(context, WAYS);
  let release;
  let reachable = true;
  const released = new Promise((resolve) => (release = resolve));
  await context.route(/pupil-wasm_bg/, (route) => released.then(() => (reachable ? route.continue() : route.abort())));
  await page.goto(`${site.url}neuron.html`);
  await at(page, "way-dense").first().waitFor();
  await at(page, "pause").click();
  await at(page, "plane-steps").fill("5");
  await at(page, "train").click();
  release();
  await idle(page);
  // The step that was running, and five more.
  for (const way of ["descent", "dense"]) assert.equal((await figures(page, "plane", way))[0], "6", way);
  await page.waitForTimeout(300);
  assert.equal((await figures(page, "plane", "descent"))[0], "6", "nothing else steps");

  reachable = false;
  await page.evaluate(() => scrollTo(0, 0));
  await page.reload();
  await page.locator('pupil-ways-lab [data-testid="way-dense"]', { hasText: "the engine could not be started from" }).waitFor();
  await at(page, "plane-again").click();
  await page.locator('pupil-ways-lab [data-testid="way-descent"]', { hasText: "60" }).waitFor();
  reachable = true;
  await at(page, "plane-again").click();
  await page.locator('pupil-ways-lab [data-testid="way-dense"]', { hasText: "60" }).waitFor();
  await context.close();
});

test("columns that differ by a constant share their weight, and a warning says so", async () => {
  const { context, page } = await open();
  await choose(page, "twins");
  await settles(async () => {
    const [first, second] = await weights(page, "Closed form");
    assert.equal(first, second);
    assert.ok(Math.abs(first - 0.35) < 0.1, `${first}`);
  });
  await page.locator('pupil-ways-lab [data-testid="warnings"]').waitFor();
  assert.match(await page.locator('pupil-ways-lab [data-testid="warnings"]').textContent(), /can be computed from .*not unique/);
  await context.close();
});

test("classes: boundaries, probabilities, ROC and confusion; least squares is shown as different", async () => {
  const { context, page, problems } = await open();
  await choose(page, "far");
  await page.locator('pupil-ways-lab [data-testid="way-squares"]').waitFor();
  await idle(page);
  assert.equal(await page.locator("pupil-plane svg > path").count(), 3, "boundaries of L-BFGS, gradient descent, least squares");
  const shaded = await page.evaluate(() => {
    const canvas = document.querySelector("pupil-neuron").shadowRoot.querySelector("pupil-plane").shadowRoot.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return [canvas.width, new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 4).join())).size];
  });
  assert.ok(shaded[0] > 50 && shaded[1] > 5, `${shaded}: shades of probability`);
  const newton = await figures(page, "plane", "newton");
  const lbfgs = await figures(page, "plane", "lbfgs");
  assert.deepEqual(newton.slice(1), lbfgs.slice(1), "two ways to one minimum");
  assert.ok(Number(newton[0]) < Number(lbfgs[0]));
  const accuracy = (row) => Number.parseFloat(row[1]);
  assert.ok(accuracy(lbfgs) >= accuracy(await figures(page, "plane", "squares")));
  assert.match(await at(page, "remark").textContent(), /least squares to the labels 0 and 1 and call it logistic/);
  const results = page.locator("pupil-ways-lab");
  assert.match(await results.locator('[data-testid="roc"] svg[role="img"]').getAttribute("aria-label"), /area (0\.\d+|1\.000)/);
  assert.equal(await results.locator('[data-testid="confusion"] tbody tr').count(), 2);
  await at(page, "class-1").check();
  await at(page, "plane").click({ position: { x: 20, y: 20 } });
  await results.locator('[data-testid="class-results"]', { hasText: "81 rows" }).waitFor();

  await choose(page, "three");
  await page.waitForFunction(() => document.querySelector("pupil-neuron").shadowRoot.querySelector("pupil-ways-lab").shadowRoot.querySelectorAll('[data-testid="confusion"] tbody tr').length === 3);
  await idle(page);
  assert.ok(accuracy(await figures(page, "plane", "lbfgs")) > 80);
  await choose(page, "circles");
  const lbfgsIs = (right, what) =>
    settles(async () => assert.ok(right(accuracy(await figures(page, "plane", "lbfgs"))), what));
  await page.waitForFunction(() => document.querySelector("pupil-neuron").shadowRoot.querySelector("pupil-ways-lab").shadowRoot.querySelectorAll('[data-testid="confusion"] tbody tr').length === 2);
  await lbfgsIs((share) => share > 90, "squares of the columns make a circle");
  await idle(page);
  await at(page, "degree").selectOption("1");
  await lbfgsIs((share) => share < 80, "a straight line does not");
  assert.deepEqual(problems, []);
  await context.close();
});

/** y is 3 a - 2 b + 5, and 4 more where kind is x; some values are missing. */
function made(rows = 60) {
  const lines = ["a;b;kind;flag;y"];
  for (let row = 0; row < rows; row += 1) {
    const [a, b, kind] = [(row * 7) % 13, (row * 5) % 11, row % 3 ? "z" : "x"];
    const y = 3 * a - 2 * b + 5 + (kind === "x" ? 4 : 0);
    lines.push([row === 7 ? "NA" : a, row === 9 ? "" : b, kind, row % 2 ? "True" : "False", y].join(";"));
  }
  return lines.join("\n");
}

test("a table with decimal commas or in GBK is read, says how, and is read in another way on request", async () => {
  const { context, page, problems } = await open();
  const upload = (name, buffer) => at(page, "csv").setInputFiles({ name, mimeType: "text/csv", buffer });
  const rows = Array.from({ length: 30 }, (_, i) => `${i},5;${8 * i},25`);
  await upload("german.csv", Buffer.from(`x;y\n${rows.join("\n")}\n`));
  await page.locator('pupil-table-lab [data-testid="table-size"]', { hasText: "german.csv: 30 rows, 2 columns" }).waitFor();
  assert.match(await at(page, "dialect").locator("summary").textContent(), /semicolons between the fields, names of the columns in the first line, a comma before decimals, encoding UTF-8/);
  assert.equal(await at(page, "describe-numbers").locator("tbody tr").count(), 2);
  await at(page, "dialect").locator("summary").click();
  await at(page, "decimal").selectOption(".");
  await at(page, "describe-others").waitFor();
  await at(page, "decimal").selectOption(",");
  await at(page, "has-header").selectOption("false");
  await page.locator('pupil-table-lab [data-testid="table-size"]', { hasText: "german.csv: 31 rows, 2 columns" }).waitFor();
  // The headings “文本” and “标签” in GBK.
  await upload("gbk.csv", Buffer.concat([Buffer.from([0xce, 0xc4, 0xb1, 0xbe, 0x2c, 0xb1, 0xea, 0xc7, 0xa9]), Buffer.from("\n1,2\n3,4\n5,6\n")]));
  await at(page, "preview-table").locator("th", { hasText: "标签" }).waitFor();
  assert.match(await at(page, "dialect").locator("summary").textContent(), /GB18030/);
  await at(page, "encoding").selectOption("utf-8");
  await at(page, "table-note").filter({ hasText: /gbk\.csv: byte 0 is not UTF-8/ }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("a dropped CSV becomes a table: types, gaps, summaries, and the weights that made it", async () => {
  const { context, page, problems } = await open();
  // Drops it as a real file.
  await page.evaluate((text) => {
    const zone = document.querySelector("pupil-neuron").shadowRoot.querySelector("pupil-table-lab").shadowRoot.querySelector(".drop");
    const data = new DataTransfer();
    data.items.add(new File([text], "made.csv", { type: "text/csv" }));
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, made());
  await page.locator('pupil-table-lab [data-testid="table-size"]', { hasText: "made.csv: 60 rows, 5 columns" }).waitFor();
  const heads = await at(page, "preview-table").locator("th").allTextContents();
  assert.match(heads[0], /number[\s\S]*1 missing/);
  assert.match(heads[2], /category/);
  assert.match(heads[3], /boolean/);
  assert.equal(await at(page, "preview-table").locator("td.gap").count(), 1, "the gap among the first rows is marked");
  const summary = await at(page, "describe-numbers").locator("tbody tr").first().textContent();
  assert.match(summary.replace(/\s+/g, " "), /a ?59/);
  assert.equal(await at(page, "histograms").locator("li").count(), 5);
  assert.match(await page.locator("pupil-scatter canvas").getAttribute("aria-label"), /Scatter matrix of y, a, b/);

  await more(page);
  for (const name of ["a", "b"]) await at(page, "table-standardize").locator(`[data-feature="${name}"]`).uncheck();
  await at(page, "table-drop-first").check();
  await at(page, "table-steps").fill("20");
  await at(page, "table-fit").click();
  await at(page, "coefficients").waitFor();
  await fitted(page);
  assert.match(await at(page, "table-counts").textContent(), /46 rows to train on, 12 to test with\. 2 rows left out,/);
  const found = await coefficients(page);
  for (const [name, value] of [["a", 3], ["b", -2], ["kind_z", -4], ["intercept", 9]]) {
    assert.ok(Math.abs(found[name][0] - value) < 1e-9, `${name}: ${found[name]}`);
  }
  assert.ok(Math.abs(found.flag[0]) < 1e-9);
  assert.deepEqual((await figures(page, "table", "closed")).slice(1, 4).map(Number)[0], 1);
  assert.equal(await at(page, "predicted-true").count(), 1);

  // Both columns of a category depend on each other, and a warning says so.
  await at(page, "table-drop-first").uncheck();
  await at(page, "table-missing").selectOption("median");
  await at(page, "table-fit").click();
  await page.locator('pupil-table-lab [data-testid="warnings"]').waitFor();
  await fitted(page);
  assert.match(await page.locator('pupil-table-lab [data-testid="warnings"]').textContent(), /kind_[xz].*can be computed from .*kind_[xz]/);
  assert.match(await at(page, "table-counts").textContent(), /48 rows to train on, 12 to test with\.\s*$/);

  // The category as a target: classes.
  await at(page, "table-target").selectOption("kind");
  await at(page, "table-fit").click();
  await page.locator('pupil-table-lab [data-testid="class-results"]').waitFor();
  await fitted(page);
  assert.equal(await page.locator('pupil-table-lab [data-testid="confusion"] tbody tr').count(), 2);
  assert.match(await page.locator('pupil-table-lab [data-testid="roc"] svg[role="img"]').getAttribute("aria-label"), /area \d\.\d+/);
  const [download] = await Promise.all([page.waitForEvent("download"), at(page, "table-save").click()]);
  const model = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.deepEqual(model.preparation.target, { column: "kind", classes: ["x", "z"] });
  assert.equal(model.estimator.logistic.coef[0].length, 4);

  // The error is named, and the current table stays.
  await at(page, "csv").setInputFiles({ name: "broken.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n3\n") });
  await at(page, "table-note").waitFor();
  assert.match(await at(page, "table-note").textContent(), /broken\.csv: line 3 has 1 fields; expected 2/);
  assert.match(await at(page, "table-size").textContent(), /made\.csv/);
  await csv(page, "text.csv", `x,y\n${Array.from({ length: 30 }, (_, row) => `${row === 3 ? "four" : row},${row}`).join("\n")}`);
  assert.match(await page.locator('pupil-table-lab [data-testid="warnings"]').first().textContent(), /“x” is read as categories, because 1 of its cells is not a number.*“four” in row 4/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("what if: a row that the visitor fills in is predicted live, with the effect of each column", async () => {
  const { context, page, problems } = await open();
  await csv(page, "made.csv", made());
  await at(page, "table-fit").click();
  await at(page, "what-if-answer").waitFor();
  const answers = (value) => settles(async () => assert.equal(await at(page, "what-if-answer").textContent(), value));
  const fill = async (row) => {
    for (const name of ["a", "b"]) await at(page, `what-if-${name}`).fill(String(row[name]));
    await at(page, "what-if-kind").selectOption(row.kind);
  };
  await fill({ a: 10, b: 2, kind: "x" });
  await answers(String(3 * 10 - 2 * 2 + 5 + 4));
  await fill({ a: 4, b: 8, kind: "z" });
  await answers(String(3 * 4 - 2 * 8 + 5));
  const effects = await at(page, "what-if").locator(".effect").allTextContents();
  assert.deepEqual(effects.map((effect) => effect.trim()), ["1 larger: +3", "1 larger: −2"], "the weights that made the table");
  assert.match(await at(page, "what-if-kind").locator('option[value="x"]').textContent(), /\(\+4\)/);
  await at(page, "what-if-a").fill("");
  await at(page, "what-if-answer").filter({ hasText: "Fill in every field" }).waitFor();
  await at(page, "what-if-row").click();
  const truth = /: (-?\d+)$/.exec(await at(page, "what-if-truth").textContent())[1];
  await answers(truth.replace("-", "−"));

  // Classes have probabilities, and the row stays.
  await fill({ a: 4, b: 8, kind: "z" });
  await at(page, "table-target").selectOption("kind");
  assert.equal(await at(page, "what-if").count(), 0, "another target needs another fit");
  await at(page, "table-fit").click();
  await at(page, "what-if").locator(".bars li").first().waitFor();
  assert.equal(await at(page, "what-if").locator(".bars li").count(), 2);
  assert.equal(await at(page, "what-if-a").inputValue(), "4");
  await at(page, "what-if-y").fill("40");
  await answers("x");
  await at(page, "what-if-y").fill("-40");
  await answers("z");
  await fitted(page);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a long fit shows its progress and can be stopped", async () => {
  const { context, page, problems } = await open();
  await more(page);
  await at(page, "table-steps").fill("100000");
  await at(page, "table-fit").click();
  await page.locator('pupil-table-lab [data-testid="table-progress"]', { hasText: /step \d+ of 100000/ }).waitFor();
  await at(page, "table-stop").click();
  await fitted(page);
  await page.locator('pupil-table-lab [data-testid="table-progress"]', { hasText: "Stopped" }).waitFor();
  assert.ok(Number((await figures(page, "table", "descent"))[0]) < 100_000);
  assert.deepEqual(problems, []);
  await context.close();
});

test("points, table and models survive a reload", async () => {
  const { context, page, problems } = await open({}, "");
  await page.waitForTimeout(500);
  await page.reload();
  await ready(page);
  assert.equal(await at(page, "regression-kept").count(), 0, "an untouched lesson is not stored");
  await choose(page, "line");
  await at(page, "plane-weights").waitFor();
  await idle(page);
  await csv(page, "kept.csv", made());
  await at(page, "table-fit").click();
  await at(page, "coefficients").filter({ hasText: "kind" }).waitFor();
  await fitted(page);
  await still(() => at(page, "plane-weights").textContent());
  const before = { plane: await at(page, "plane-weights").textContent(), table: await coefficients(page), steps: await figures(page, "plane", "dense") };
  await still(() => keptTime(page, "neuron"), 2000);
  // Lessons further down must not interfere.
  await page.evaluate(() => scrollTo(0, 0));
  await page.reload();
  await at(page, "regression-kept").waitFor();
  await ready(page);
  assert.match(await at(page, "table-size").textContent(), /kept\.csv/);
  assert.deepEqual(await coefficients(page), before.table);
  assert.equal(await at(page, "set-line").getAttribute("aria-pressed"), "true");
  assert.equal(await at(page, "plane-weights").textContent(), before.plane);
  assert.deepEqual(await figures(page, "plane", "dense"), before.steps);
  await at(page, "regression-forget").click();
  // After an immediate reload, the browser may not have deleted it yet.
  await settles(async () => assert.deepEqual(await keptLessons(page), []));
  await page.reload();
  await ready(page);
  assert.equal(await at(page, "regression-kept").count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
});

/** Public tables that may be beside the repository. */
const folder = join(process.env.PUPIL_DATA ?? fileURLToPath(new URL("../../../shared/data/", import.meta.url)), "tabular");

test("public tables are read and fitted", async (t) => {
  if (!existsSync(folder)) {
    t.skip(`SKIPPED: no public tables in ${folder}; set PUPIL_DATA to the folder that holds tabular/`);
    return;
  }
  const { context, page, problems } = await open();
  await more(page);
  const open_ = async (name) => {
    await at(page, "csv").setInputFiles(join(folder, name));
    await page.locator('pupil-table-lab [data-testid="table-size"]', { hasText: `${name}: ` }).waitFor();
    await at(page, "table-steps").fill("5");
  };
  await open_("penguins.csv");
  assert.equal(await at(page, "table-target").inputValue(), "species", "guessed by its name");
  await at(page, "table-fit").click();
  await page.locator('pupil-table-lab [data-testid="class-results"]').waitFor();
  await fitted(page);
  assert.ok(Number.parseFloat((await figures(page, "table", "lbfgs"))[3]) > 90, "three kinds of penguins");
  assert.equal(await page.locator('pupil-table-lab [data-testid="confusion"] tbody tr').count(), 3);
  await open_("winequality-red.csv");
  await at(page, "table-fit").click();
  await at(page, "coefficients").waitFor();
  await fitted(page);
  const wine = Number((await figures(page, "table", "closed"))[1]);
  assert.ok(wine > 0.3 && wine < 0.45, `semicolons; R2 ${wine}`);
  await open_("california-housing.csv.gz");
  assert.equal(await at(page, "table-target").inputValue(), "median_house_value");
  await at(page, "table-missing").selectOption("median");
  await at(page, "table-fit").click();
  await page.locator('pupil-table-lab [data-testid="table-counts"]', { hasText: "16512 rows" }).waitFor();
  await fitted(page);
  const houses = Number((await figures(page, "table", "closed"))[1]);
  assert.ok(houses > 0.6 && houses < 0.7, `R2 ${houses}`);
  const cut = await page.locator("pupil-table-lab .chart svg[role=img]").evaluateAll((charts) =>
    charts.flatMap((chart) => {
      const box = chart.getBoundingClientRect();
      const outside = (text) => {
        const { left, right } = text.getBoundingClientRect();
        return left < box.left - 1 || right > box.right + 1;
      };
      return [...chart.querySelectorAll("text")].filter(outside).map((text) => text.textContent);
    }),
  );
  assert.deepEqual(cut, [], "no label of an axis is cut");
  await open_("titanic.csv");
  assert.equal(await at(page, "table-target").inputValue(), "survived");
  assert.match(await at(page, "table-repeats").textContent(), /says the same as what is to be predicted: alive/);
  assert.equal(await at(page, "table-features").locator('[data-feature="alive"]').isChecked(), false);
  assert.equal(await at(page, "table-features").locator('[data-feature="fare"]').isChecked(), true);
  await at(page, "table-fit").click();
  await page.locator('pupil-table-lab [data-testid="table-counts"]', { hasText: /70\d rows left out/ }).waitFor();
  await fitted(page);
  await at(page, "table-fill").click();
  await page.locator('pupil-table-lab [data-testid="table-counts"]', { hasText: "713 rows to train on, 178 to test with." }).waitFor();
  await fitted(page);
  assert.equal(await at(page, "table-fill").count(), 0);
  await at(page, "table-target").selectOption("class");
  assert.match(await at(page, "table-repeats").textContent(), /pclass/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("no serious accessibility problem; nothing wider than the screen; two languages", async () => {
  for (const [width, colorScheme, locale, set] of [
    [1280, "light", "en-US", "three"],
    [390, "dark", "zh-CN", "far"],
  ]) {
    const { context, page } = await open({ viewport: { width, height: 844 }, colorScheme, locale });
    await choose(page, set);
    await page.waitForTimeout(500);
    await idle(page);
    await presentable(page, "pupil-neuron");
    const chinese = locale === "zh-CN";
    assert.equal((await at(page, "plane-clear").textContent()).trim(), chinese ? "清空" : "Clear");
    await page.locator("pupil-neuron").evaluate((lesson, lang) => lesson.setAttribute("lang", lang), chinese ? "en" : "zh");
    await page.waitForTimeout(100);
    assert.equal((await at(page, "plane-clear").textContent()).trim(), chinese ? "Clear" : "清空");
    await context.close();
  }
});

test("the library: tables, linear and logistic regression, gradient descent", async () => {
  const context = await browser.newContext();
  const { page, problems } = await watch(context);
  await page.goto(site.url);
  const found = await page.evaluate(
    async ([text, packed]) => {
      const { GradientDescent, LinearRegression, LogisticRegression, Sequential, Table, layers, modelFile, rocCurve } = await import("./pupil.js");
      const refusal = (work) => work.then(() => "nothing was refused", (error) => error.message);
      const linear = new LinearRegression();
      const fit = await linear.fit([[1, 2], [2, 1], [3, 5], [4, 2]], [8.5, 9.5, 20.5, 17.5]);
      const twins = await new LinearRegression().fit([[1, 2], [2, 3], [3, 4]], [2, 4, 6]);
      const x = [[0], [1], [2], [3], [4], [5]];
      const labels = ["no", "no", "yes", "no", "yes", "yes"];
      const logistic = new LogisticRegression({ C: 10, solver: "newton-cholesky" });
      const found = await logistic.fit(x, labels);
      const lbfgs = await new LogisticRegression({ C: 10 }).fit(x, labels);
      const probabilities = await logistic.predictProba(x);
      const roc = await rocCurve([0, 0, 1, 0, 1, 1], probabilities.data.filter((_, at) => at % 2));
      const descent = await GradientDescent.start(x, [1, 3, 5, 7, 9, 11], { learningRate: 0.05 });
      for (let steps = 0; steps < 3000; steps += (await descent.step(500)).length);
      const table = await Table.fromCsv(text, { name: "made.csv" });
      const file = new File([new Uint8Array(packed)], "packed.csv.gz");
      const prepared = await table.prepare({ target: "y", missing: "median", dropFirst: true, seed: 1 });
      const regression = await new LinearRegression().fit(prepared.train.x, prepared.train.y);
      // Its arrays are what a network takes, too.
      const network = new Sequential([layers.dense({ units: 1, inputShape: [prepared.names.length] })], { seed: 1 });
      await network.compile({ optimizer: "sgd", loss: "mse" });
      const learned = await network.fit(prepared.train.x, prepared.train.y, { batchSize: 64 });
      const model = modelFile(prepared, regression);
      const predicted = await table.predict(model);
      const abort = new AbortController();
      abort.abort(new Error("enough"));
      return {
        fit: { ...fit, coef: [...fit.coef] },
        predicted: [...(await linear.predict([[10, 10]]))],
        twins: { coef: [...twins.coef], rank: twins.rank, warning: twins.warning },
        found,
        lbfgs: lbfgs.coef,
        labels: await logistic.predict(x),
        shape: probabilities.shape,
        auc: roc.auc,
        infinite: roc.thresholds[0],
        descent: descent.state,
        columns: table.columns,
        packedRows: (await Table.fromCsv(file)).rows,
        summary: (await table.describe())[0],
        head: await table.head(1, 7),
        names: prepared.names,
        learned: learned.history.loss.length,
        tablePredicted: predicted.values[0],
        tablePredictedRows: predicted.rows.length,
        refusals: [
          await refusal(new LinearRegression().predict([[1]])),
          await refusal(new LinearRegression().fit([[1], [2, 3]], [1, 2])),
          await refusal(new LinearRegression().fit([[1], [NaN]], [1, 2])),
          await refusal(new LogisticRegression({ solver: "sag" }).fit(x, labels)),
          await refusal((async () => new LogisticRegression({ penalties: 1 }))()),
          await refusal(new LogisticRegression({ C: -1 }).fit(x, labels)),
          await refusal(new LogisticRegression().fit(x, labels, { signal: abort.signal })),
          await refusal(table.prepare({ target: "z" })),
          await refusal(table.prepare({ target: "kind", task: "regression" })),
          await refusal(table.predict("{}")),
          await refusal(Table.fromCsv("a,b\n1\n", { name: "short.csv" })),
          await refusal(GradientDescent.start(x, [1], { learningRate: 1 })),
        ],
      };
    },
    [made(), [...gzipSync(made())]],
  );
  const close = (value, expected, tolerance = 1e-9) => assert.ok(Math.abs(value - expected) < tolerance, `${value}, expected ${expected}`);
  [[found.fit.coef[0], 3], [found.fit.coef[1], 2], [found.fit.intercept, 1.5]].forEach(([value, expected]) => close(value, expected));
  assert.ok(found.fit.r2 > 0.9 && found.fit.rank === 2 && found.fit.warning === undefined);
  close(found.predicted[0], 10 * (found.fit.coef[0] + found.fit.coef[1]) + found.fit.intercept);
  found.twins.coef.forEach((value) => close(value, 1));
  assert.equal(found.twins.rank, 1);
  assert.match(found.twins.warning, /column [01] follows from column [01]/);
  assert.deepEqual(found.found.classes, ["no", "yes"]);
  assert.ok(found.found.converged && found.found.losses.length === found.found.iterations);
  close(found.lbfgs[0][0], found.found.coef[0][0], 1e-6);
  assert.deepEqual(found.labels, ["no", "no", "no", "yes", "yes", "yes"]);
  assert.deepEqual(found.shape, [6, 2]);
  close(found.auc, 8 / 9);
  assert.equal(found.infinite, Infinity);
  close(found.descent.coef[0][0], 2, 1e-4);
  close(found.descent.intercept[0], 1, 1e-4);
  assert.deepEqual(found.columns.map(({ name, kind, missing }) => [name, kind, missing]), [["a", "number", 1], ["b", "number", 1], ["kind", "category", 0], ["flag", "boolean", 0], ["y", "number", 0]]);
  assert.equal(found.packedRows, 60);
  assert.deepEqual([found.summary.name, found.summary.count, found.summary.min], ["a", 59, 0]);
  assert.deepEqual(found.head, [[null, 2, "z", true, 31]]);
  assert.deepEqual(found.names, ["a", "b", "kind_z", "flag"]);
  assert.equal(found.learned, 1);
  assert.equal(found.tablePredictedRows, 60);
  const [unfitted, ragged, nan, solver, option, c, stopped, column, words, noModel, short, targets] = found.refusals;
  assert.match(unfitted, /not fitted; call fit/);
  assert.match(ragged, /row 1 of x is 2 numbers; expected a list of 1/);
  assert.match(nan, /x holds NaN at sample 1/);
  assert.match(solver, /"sag" is not supported; supported: lbfgs, newton-cholesky/);
  assert.match(option, /"penalties" is not known/);
  assert.match(c, /C is -1/);
  assert.equal(stopped, "enough");
  assert.match(column, /made\.csv: there is no column "z"; columns: a, b, kind, flag, y/);
  assert.match(words, /row 1, column "kind" is "x"; expected a number/);
  assert.match(noModel, /the model: not a regression model/);
  assert.match(short, /short\.csv: line 2 has 1 fields/);
  assert.match(targets, /x has 6 rows but y has 1/);
  assert.deepEqual(problems, []);
  await context.close();
});
