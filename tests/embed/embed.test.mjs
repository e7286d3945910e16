// The elements in pages that documentation tools build: docs/guide/embed/.
//
// PUPIL_HOSTS=usual, the default, takes the tools that are installed quickly; PUPIL_HOSTS=full takes all, and a list of
// names with commas takes those. PUPIL_WRITE_DOCS=1 writes the table of what was tested.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { contrast, eventually, launch, luminance, presentable, problemsOf, serve, settles } from "../e2e/browser.mjs";
import { BASE, HOSTS, buildSite, follow, sources } from "./hosts.mjs";

const guide = join(dirname(fileURLToPath(import.meta.url)), "../../docs/guide/embed");

const asked = process.env.PUPIL_HOSTS ?? "usual";
const all = Object.keys(HOSTS);
const chosen = asked === "full" ? all : asked === "usual" ? all.filter((name) => !HOSTS[name].full) : asked.split(",");
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length) throw new Error(`PUPIL_HOSTS has ${unknown.join(", ")}; expected usual, full, or names of ${all.join(", ")}`);
const left = all.filter((name) => !chosen.includes(name));

/** The program of the cells. */
const PROGRAM = 'small = [n for n in range(10) if n < 4]\n\nprint("sum", sum(small))';

/** The policy that the elements need, with what a tool's own pages need besides. */
const policy = ({ scripts = [], styles = false } = {}) =>
  [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts.map((hash) => `'${hash}'`)].join(" "),
    "worker-src 'self' blob:",
    "connect-src 'self' blob:",
    `style-src 'self'${styles ? " 'unsafe-inline'" : ""}`,
    "img-src 'self' data: blob:",
  ].join("; ");

/** The hashes of the scripts that stand in the pages of a folder. */
function inlineScripts(folder) {
  const hashes = new Set();
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".html") || name.includes("pupil")) continue;
    for (const [, attributes, text] of readFileSync(join(folder, name), "utf8").matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
      if (/\bsrc=|application\//.test(attributes)) continue;
      hashes.add(`sha256-${createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("base64")}`);
    }
  }
  return [...hashes];
}

/** The guide's page with the table, without its rows. */
const TESTED = `# What was tested

A test builds a site with each tool, serves it under a path such as \`/course/deep/\`, and uses it in Chromium: \`tests/embed\`. In each site the first page has a lesson, a Python cell and a frame, and the second has another lesson. A digit is drawn, the cell runs, the frame follows its element's height, a sentence is read, and visitors go from page to page and back. All sites are tested under the [policy](../policy.md) that the elements need, and once more with what the tool's own pages need besides.

| tool | version | pages | its own pages need besides | dark and light | navigation |
|---|---|---|---|---|---|`;

let browser;
/** The rows of that table, of the tools that passed. */
const rows = new Map();

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
  if (left.length) console.log(`not run: ${left.join(", ")}; \`cargo xtask test full embed\` runs them`);
});

/** Opens the site's first page under a policy. `violations` has what breaks the policy, by our files and by the tool's page. */
async function open(test, folder, header, answers = {}) {
  const site = await serve([{ at: BASE, folder }], { "content-security-policy": header });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", colorScheme: "light" });
  test.after(async () => {
    await context.close();
    site.close();
  });
  const violations = { ours: [], tools: [] };
  await context.exposeBinding("pupilViolation", (_, { document, source, blocked, directive, sample }) => {
    const ours = [document, source, blocked].some((address) => address.includes(`${BASE}pupil/`) || address.includes("/_static/pupil/")) || /pupil/.test(sample);
    violations[ours ? "ours" : "tools"].push(`${directive}: ${blocked} at ${source || document} ${sample}`);
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ documentURI, sourceFile, blockedURI, effectiveDirective, sample }) =>
      globalThis.pupilViolation({ document: documentURI, source: sourceFile ?? "", blocked: blockedURI, directive: effectiveDirective, sample }),
    );
  });
  await context.route("**/favicon.ico", (route) => route.fulfill({ body: "" }));
  const origin = site.url.slice(0, -1);
  for (const [pattern, answer] of Object.entries(answers)) {
    await context.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: answer(await response.text(), origin) });
    });
  }
  const page = await context.newPage();
  const problems = problemsOf(page);
  await page.goto(origin + BASE);
  return { page, problems, violations };
}

/** Draws a one on the pad with the mouse, and waits until the network reads it. */
async function readsDigit(page) {
  const digits = page.locator("pupil-digits");
  await digits.locator('[data-testid="guess"]').filter({ hasText: /\d/ }).waitFor();
  const pad = digits.locator('[data-testid="pad"]');
  await pad.evaluate((pad) => pad.scrollIntoView({ block: "center", behavior: "instant" }));
  await digits.getByRole("button", { name: "Clear" }).click();
  const { x, y, width, height } = await pad.boundingBox();
  await page.mouse.move(x + 0.5 * width, y + 0.2 * height);
  await page.mouse.down();
  await page.mouse.move(x + 0.5 * width, y + 0.8 * height, { steps: 12 });
  await page.mouse.up();
  await settles(async () => assert.equal(await digits.evaluate((lesson) => lesson.value?.digit), 1));
}

/** Runs the page's Python cell. */
async function runsPython(page) {
  const cell = page.locator("pupil-python");
  await cell.evaluate((cell) => cell.scrollIntoView({ block: "center", behavior: "instant" }));
  await cell.locator('[data-testid="run"]').click();
  await cell.locator('[data-testid="output"]').getByText("sum 6").waitFor();
}

/** Types into a text what tools take as shortcuts of the whole page; `read` gives the text. */
async function takesKeys(page, text, read) {
  const address = page.url();
  await text.click();
  await page.keyboard.press("Control+End");
  const before = await read();
  await page.keyboard.type(" nps/f,.");
  for (const key of ["ArrowLeft", "ArrowRight", "?"]) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  assert.equal(await read(), `${before} nps/f,.?`);
  assert.equal(page.url(), address);
}

/** The frame is as high as its page, also after that changes. */
async function followsHeight(page) {
  const frame = page.locator("iframe");
  await frame.evaluate((frame) => frame.scrollIntoView({ block: "center", behavior: "instant" }));
  const inside = page.frameLocator("iframe");
  await inside.locator("pupil-neuron [data-testid=stage]").waitFor();
  const heights = async () => [await frame.evaluate(({ clientHeight }) => clientHeight), await inside.locator("html").evaluate((html) => html.getBoundingClientRect().height)];
  const same = () =>
    settles(async () => {
      const [outside, within] = await heights();
      assert.ok(Math.abs(outside - within) < 2 && within > 200, `the frame is ${outside} px high, its page ${within} px`);
      return outside;
    });
  await frame.evaluate(({ contentWindow }) => contentWindow.postMessage({ type: "pupil:set", goal: null }, "*"));
  const before = await same();
  await frame.evaluate(({ contentWindow }) => contentWindow.postMessage({ type: "pupil:set", goal: "accuracy > 2" }, "*"));
  await settles(async () => assert.ok((await heights())[0] > before + 10, "the frame grows with its page"));
  await same();
}

/** Waits for the lesson's answer, and writes a sentence of its own. */
async function readsSentence(page) {
  const lesson = page.locator("pupil-sentiment");
  const probability = lesson.locator('[data-testid="probability"]');
  await probability.filter({ hasText: "%" }).waitFor();
  for (const [sentence, positive] of [["A wonderful film.", true], ["A terrible, boring film.", false]]) {
    await lesson.locator('[data-testid="text"]').fill(sentence);
    await settles(async () => assert.equal(await lesson.evaluate((lesson) => lesson.value?.text), sentence));
    await settles(async () => assert.equal(Number(await probability.getAttribute("data-value")) > 0.5, positive, sentence));
  }
}

/** The colours of an element's text and of what is really behind it, and its colour scheme. */
const coloursOf = (element) =>
  element.evaluate((element) => {
    const numbers = (css) => {
      const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
      pixel.fillStyle = css;
      pixel.fillRect(0, 0, 1, 1);
      return [...pixel.getImageData(0, 0, 1, 1).data];
    };
    const written = ([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`;
    let ground = [255, 255, 255];
    for (let node = element; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour[3] < 250) continue;
      ground = colour;
      break;
    }
    const { color, colorScheme } = getComputedStyle(element);
    return { ground: written(ground), ink: written(numbers(color)), scheme: colorScheme };
  });

/** An element and what is behind it are in dark or in light, and its text can be read. */
const turned = (element, scheme, what) =>
  settles(async () => {
    const { ground, ink, scheme: found } = await coloursOf(element);
    assert.deepEqual([luminance(ground) < 0.15, found], [scheme === "dark", scheme], `${what} in ${scheme}`);
    assert.ok(contrast(ground, ink) >= 4.5, `${what} in ${scheme}: contrast ${contrast(ground, ink)}`);
  });

/** These elements of the page are in dark or in light, and all their texts can be read. */
async function looks(page, scheme, tags) {
  for (const tag of tags) {
    await turned(page.locator(tag), scheme, tag);
    await settles(() => presentable(page, tag));
  }
}

/** Compares the sources that a page of the guide shows with the files that are built. */
function compareSources(name) {
  const fences = [...readFileSync(join(guide, `${name}.md`), "utf8").matchAll(/^(`{3,})\w* host=(\S+)\n([\s\S]*?)\n\1$/gm)];
  assert.ok(fences.length >= 2, `docs/guide/embed/${name}.md has ${fences.length} fences with host=`);
  for (const [, , path, source] of fences) {
    const file = join(sources, path);
    assert.ok(existsSync(file), `docs/guide/embed/${name}.md: tests/embed/hosts/${path} is not there`);
    assert.ok(readFileSync(file, "utf8").includes(source), `docs/guide/embed/${name}.md: tests/embed/hosts/${path} does not have\n${source}`);
  }
}

/** Tests a tool: the parts are subtests of `t`. */
async function drive(t, name) {
  const host = HOSTS[name];
  const part = async (what, check, options = {}) => {
    let passed = false;
    await t.test(what, options, async (test) => {
      await check(test);
      passed = true;
    });
    return passed;
  };

  let folder;
  const there = await part("the site is built, and the guide shows its sources", async () => {
    folder = await buildSite(name);
    compareSources(name);
  });
  if (!there) return;
  const strict = Object.keys(host.needs).length === 0;
  const header = policy({ ...host.needs, scripts: host.needs.scripts ? inlineScripts(folder) : [] });

  if (!strict) {
    await part("under the strict policy the elements work and break nothing", async (test) => {
      const { page, violations } = await open(test, folder, policy());
      await readsDigit(page);
      await runsPython(page);
      await followsHeight(page);
      const link = page.getByRole("link", { name: "Sentences", exact: true }).first();
      await page.goto(new URL(await link.getAttribute("href"), page.url()).href);
      await readsSentence(page);
      assert.deepEqual(violations.ours, []);
      const broken = (directive) => violations.tools.some((violation) => violation.startsWith(directive));
      const found = { scripts: broken("script-src"), styles: broken("style-src") };
      assert.deepEqual(found, { scripts: false, styles: false, ...host.needs }, `what the tool's pages break:\n${[...new Set(violations.tools)].join("\n")}`);
    });
  }

  const works = await part(`under the ${strict ? "strict" : "tool's"} policy nothing is broken; the elements work in dark and in light, and after navigation`, async (test) => {
    const { page, problems, violations } = await open(test, folder, header, host.answers);
    await page.locator("pupil-python .bar").waitFor();
    assert.equal(await page.locator("pupil-python").evaluate((cell) => cell.code), PROGRAM);
    await readsDigit(page);
    await runsPython(page);
    await followsHeight(page);
    const framed = page.frameLocator("iframe").locator("pupil-neuron");
    await looks(page, "light", ["pupil-digits"]);
    await turned(framed, "light", "the frame");
    await host.turn(page, "dark");
    await looks(page, "dark", ["pupil-digits", "pupil-python"]);
    await turned(framed, "dark", "the frame");

    await page.evaluate(() => (globalThis.stays = true));
    await follow(page, "Sentences");
    await readsSentence(page);
    assert.equal(await page.evaluate(() => globalThis.stays === true), host.inPlace, "whether the page changes in place");
    await looks(page, "dark", ["pupil-sentiment"]);
    await host.turn(page, "light");
    await looks(page, "light", ["pupil-sentiment"]);
    await follow(page, "Digits");
    await readsDigit(page);
    await runsPython(page);
    await followsHeight(page);
    await page.goBack();
    await readsSentence(page);
    assert.deepEqual(violations, { ours: [], tools: [] });
    assert.deepEqual(problems, []);
  });

  await part("what is typed into an element is no shortcut of the page", async (test) => {
    const { page } = await open(test, folder, header, host.answers);
    const cell = page.locator("pupil-python");
    await cell.getByRole("textbox").click();
    await cell.locator(".cm-content").waitFor();
    await takesKeys(page, cell.locator(".cm-content"), () => cell.evaluate((cell) => cell.code));
    await follow(page, "Sentences");
    const text = page.locator('pupil-sentiment [data-testid="text"]');
    await takesKeys(page, text, () => text.inputValue());
  });

  if (!works) return;
  const versions = (await host.version()).map((version) => version.split(".").slice(0, 2).join("."));
  const needs = [host.needs.scripts && "the hashes of its own scripts", host.needs.styles && "`'unsafe-inline'` for styles"].filter(Boolean).join(", ");
  rows.set(name, `| [${host.title}](${name}.md) | ${versions.join(", ") || "–"} | 2 | ${needs || "nothing"} | yes | ${host.inPlace ? "in place" : "a new page"} |`);
}

test("hosts", { concurrency: 2 }, (t) => Promise.all(chosen.map((name) => t.test(HOSTS[name].title, (t) => drive(t, name)))));

test("docs/guide/embed/tested.md says what was tested", () => {
  const path = join(guide, "tested.md");
  const rowOf = (name, text) => text.split("\n").find((line) => line.includes(`](${name}.md)`));
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (process.env.PUPIL_WRITE_DOCS) {
    const table = all.map((name) => rows.get(name) ?? rowOf(name, before)).filter(Boolean);
    writeFileSync(path, `${TESTED}\n${table.join("\n")}\n`);
    return;
  }
  const chinese = readFileSync(join(guide, "../../zh/guide/embed/tested.md"), "utf8");
  for (const [name, row] of rows) {
    assert.equal(rowOf(name, before), row, "PUPIL_WRITE_DOCS=1 writes the table again");
    const versions = (line) => line.split("|")[2].split(/[,、]/).map((version) => version.trim());
    assert.deepEqual(versions(rowOf(name, chinese)), versions(row), "the page in Chinese has the versions, too");
  }
});
