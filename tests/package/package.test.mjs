// The npm package as `cargo xtask package` packs it, installed into fresh projects.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually, launch, problemsOf, serve } from "../e2e/browser.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const made = join(here, "../../target/package");
const work = join(here, "built");
const installed = join(here, "node_modules/pupil");

/** Runs a program of the installed packages. */
const run = (program, ...options) => execFileSync(process.execPath, [program, ...options], { cwd: here, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

let browser;

before(async () => {
  rmSync(work, { recursive: true, force: true });
  const packed = readdirSync(made).find((name) => name.endsWith(".tgz"));
  execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", join(made, packed)], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

/** The example of the package's README, as a module that gives what it trained. */
function example() {
  const [, code] = /```js\n(import \{ Dataset[\s\S]*?)```/.exec(readFileSync(join(installed, "README.md"), "utf8"));
  return code.replace("const { history }", "export const { history }");
}

/** Opens a built project, which trains as the README shows and has a lesson. */
async function works(folder) {
  const site = await serve([folder]);
  const page = await browser.newPage();
  const problems = problemsOf(page);
  await page.route("**/favicon.ico", (route) => route.fulfill({ body: "" }));
  await page.goto(site.url);
  await eventually(async () => (await page.title()).startsWith("accuracy"), "the end of the training");
  const accuracy = Number((await page.title()).split(" ")[1]);
  assert.ok(accuracy > 0.15, `accuracy ${accuracy}: it learned nothing`);
  await page.locator('pupil-sentiment [data-testid="probability"]').filter({ hasText: "%" }).waitFor();
  assert.deepEqual(problems, []);
  await page.close();
  site.close();
}

test("each file has the digest that files.json says, and the licences of everything inside are there", () => {
  const { files } = JSON.parse(readFileSync(join(installed, "files.json"), "utf8"));
  for (const name of ["pupil.js", "pupil-elements.js", "pupil-wasm_bg.wasm", "models/digits.safetensors", "embed.html"]) assert.ok(files[name], name);
  for (const [name, digest] of Object.entries(files)) {
    assert.equal(`sha384-${createHash("sha384").update(readFileSync(join(installed, name))).digest("base64")}`, digest, name);
  }
  const licences = readFileSync(join(installed, "THIRD-PARTY.txt"), "utf8");
  for (const name of ["lit", "uplot", "@codemirror/view", "wasm-bindgen", "ndarray", "ruff_python_parser", "wgpu"]) assert.match(licences, new RegExp(`^${name} \\d.*: \\w`, "m"));
  assert.ok(licences.includes("Copyright") && !licences.includes(here));
});

test("strict TypeScript knows the library, the elements and their events, also in React, Vue and Svelte", () => {
  run("node_modules/typescript/bin/tsc", "--project", "types");
});

test("a fresh Vite builds a page with the library and the elements", async () => {
  const source = join(work, "vite");
  cpSync(join(here, "vite"), source, { recursive: true });
  writeFileSync(join(source, "example.js"), example());
  run(join(installed, "copy.mjs"), join(source, "public/pupil"));
  run("node_modules/vite/bin/vite.js", "build", source, "--logLevel", "warn");
  await works(join(source, "dist"));
});

test("a fresh webpack builds a page with the library and the elements", async () => {
  const source = join(work, "webpack");
  cpSync(join(here, "webpack"), source, { recursive: true });
  writeFileSync(join(source, "example.js"), example());
  const dist = join(source, "dist");
  run("node_modules/webpack-cli/bin/cli.js", "--mode", "development", "--devtool", "false", "--entry", join(source, "main.js"), "--output-path", dist);
  run(join(installed, "copy.mjs"), join(dist, "pupil"));
  writeFileSync(join(dist, "index.html"), '<!doctype html><html lang="en"><meta charset="utf-8"><title>webpack</title><body><pupil-sentiment></pupil-sentiment><script src="main.js"></script></body></html>');
  await works(dist);
});

test("a plain page needs no build, and checks what it loads by an import map", async () => {
  const folder = join(work, "plain");
  mkdirSync(folder, { recursive: true });
  run(join(installed, "copy.mjs"), join(folder, "pupil"));
  const map = JSON.parse(readFileSync(join(installed, "importmap.json"), "utf8"));
  const moved = (object) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key.replace(/^\.\//, "./pupil/"), value.replace(/^\.\//, "./pupil/")]));
  const text = JSON.stringify({ imports: moved(map.imports), integrity: moved(map.integrity) });
  writeFileSync(join(folder, "index.html"), readFileSync(join(here, "plain/index.html"), "utf8").replace("<!-- IMPORT MAP -->", `<script type="importmap">${text}</script>`));
  writeFileSync(join(folder, "example.js"), example().replace('configure({ files: "/pupil/" });', ""));
  await works(folder);
  // A file that was changed on its way does not run.
  const path = join(folder, "pupil/pupil.js");
  writeFileSync(path, `${readFileSync(path, "utf8")}\n// changed`);
  const site = await serve([folder]);
  const page = await browser.newPage();
  const refused = page.waitForEvent("console", (message) => /integrity/i.test(message.text()));
  await page.goto(site.url);
  await refused;
  await page.close();
  site.close();
});

test("the zip of the page is served by one command, in Python or Node, and works", async () => {
  const zip = readdirSync(made).find((name) => name.endsWith("-page.zip"));
  const folder = join(work, "page");
  execFileSync("python3", ["-m", "zipfile", "-e", join(made, zip), folder]);
  const site = join(folder, zip.replace("-page.zip", ""));
  for (const [at, [program, script]] of [["python3", "serve.py"], [process.execPath, "serve.mjs"]].entries()) {
    const server = spawn(program, [join(site, script), "--port", String(18_731 + at)], { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = await once(server.stdout, "data");
    const page = await browser.newPage();
    const problems = problemsOf(page);
    await page.goto(String(line).trim());
    await page.locator('pupil-digits [data-testid="guess"]').filter({ hasText: /\d/ }).waitFor();
    assert.deepEqual(problems.filter((problem) => !problem.includes("404")), []);
    await page.close();
    server.kill();
  }
});
