// Opens the benchmark page in headless Chromium, measures row by row, and prints the table. It also writes the table
// and the numbers to results/. `cargo xtask bench` builds what it needs and runs it.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { dist, launch, serve } from "../e2e/browser.mjs";
import { fault } from "./check.mjs";
import { comparison, seconds, table } from "./print.mjs";
import { processor } from "./processor.mjs";
import { rows, webgpuRows } from "./workloads.js";

const list = (text) => text.split(",").filter(Boolean);
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    candidates: { type: "string", default: "" },
    rounds: { type: "string", default: "7" },
    budget: { type: "string", default: "10" },
    // Engines on WebGPU have a session of their own: a software GPU slows down whatever runs beside it.
    webgpu: { type: "boolean", default: false },
    // Another built page, whose engine is measured against this one's.
    against: { type: "string" },
  },
});
const options = { rounds: Number(values.rounds), budget: 1000 * Number(values.budget) };
const asked = list(values.candidates);
const ours = values.webgpu ? "pupil-webgpu" : "pupil";
const names = [ours, ...(values.against ? ["pupil-old"] : []), ...asked.filter((name) => name !== "keras")];

/**
 * The adapter that every machine has, so that engines can be compared everywhere. PUPIL_WEBGPU_FLAGS gives other flags.
 */
const SOFTWARE = "--use-webgpu-adapter=swiftshader";

const here = fileURLToPath(new URL(".", import.meta.url));
const { against } = values;
if (against && !existsSync(`${against}/pupil-wasm.js`)) throw new Error(`${against} holds no built page: it has no pupil-wasm.js`);
const site = await serve([
  ...(against ? [{ at: "/old/", folder: against }] : []),
  `${here}build`,
  here,
  dist,
  `${here}node_modules`,
]);
const browser = await launch(values.webgpu ? ["--enable-unsafe-webgpu", ...list(process.env.PUPIL_WEBGPU_FLAGS ?? SOFTWARE)] : []);
const page = await browser.newPage();
page.on("pageerror", (error) => {
  console.error(String(error));
  process.exit(1);
});
await page.goto(site.url);
await page.waitForFunction(() => globalThis.race);
const adapter = values.webgpu && (await page.evaluate(() => globalThis.adapter()));

/**
 * Native Keras on `threads` threads: the output of native.py, or undefined if Keras and TensorFlow are not installed.
 */
function native(threads) {
  const python = process.env.PYTHON ?? "python3";
  if (spawnSync(python, ["-c", "import keras, tensorflow"]).status !== 0) {
    console.error(`native Keras: not measured, because \`${python} -c "import keras, tensorflow"\` fails`);
    return undefined;
  }
  const call = ["native.py", "--threads", String(threads), "--only", values.only, "--rounds", values.rounds];
  const { status, stdout, stderr } = spawnSync(python, call, { cwd: here, encoding: "utf8" });
  if (status !== 0) throw new Error(`native.py failed: ${stderr.trim().split("\n").at(-1)}`);
  return JSON.parse(stdout);
}

const measured = [];
const faults = [];
/** The largest multiply-add limit so far, in operations a second. */
let limit = 0;
for (const row of (values.webgpu ? webgpuRows : rows)(list(values.only))) {
  // The products' kernels are in a module of their own, which an older page does not have.
  if (against && row.kind === "product") continue;
  const { results, noise } = await page.evaluate(([row, names, options]) => race(row, names, options), [row, names, options]);
  if (results[ours].milliseconds === undefined) {
    throw new Error(`${row.title}: the engine was not measured: ${JSON.stringify(results[ours])}`);
  }
  for (const name of names) {
    const result = results[name];
    const wrong = result.milliseconds === undefined ? undefined : fault(row, result, results[ours]);
    if (wrong) faults.push(`${name}, ${row.title}: ${wrong}`);
  }
  measured.push({ row, results, noise });
  limit = noise.best;
  const shown = names.map((name) => `${name} ${results[name].milliseconds ? seconds(results[name]) : "-"}`);
  console.error(`${row.title}: ${shown.join(", ")}`);
  if (noise.rounds > options.rounds || noise.noisy) {
    const moved = `the multiply-add limit moved by ${(100 * noise.moved).toFixed(0)} %`;
    const end = noise.noisy ? "; this row is noisy" : "";
    console.error(`  ${moved}: ${noise.rounds} rounds for ${noise.quiet} quiet ones of the ${options.rounds} asked for${end}`);
  }
}
const version = browser.version();
await browser.close();
site.close();

// After the browser has closed, so that the two do not share the machine.
const columns = [];
let versions = names.map((name) => [name, measured.map(({ results }) => results[name].version).find(Boolean)]);
if (asked.includes("keras")) {
  for (const threads of [1, 2].filter((threads) => threads <= cpus().length)) {
    const result = native(threads);
    if (!result) break;
    const column = `Keras native, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
    columns.push(column);
    versions = [...versions.filter(([name]) => name !== "native"), ["native", result.version]];
    for (const { row, results } of measured) {
      results[column] = result.rows[row.id] ?? { unable: true };
    }
  }
}

const engines = versions.filter(([, version]) => version).map(([name, version]) => `${name} ${version}`);
const machine = processor();
const heading = [
  `${machine.text}, Chromium ${version}, one worker each, medians and quartiles of ${options.rounds} quiet rounds.`,
  ...(adapter ? [`WebGPU adapter of all: ${adapter}.`] : []),
  `Measured: ${engines.join("; ")}.`,
].join("\n");
const { lines, slower } = against ? comparison(measured, ours, "pupil-old") : table(measured, names, columns, limit);
console.log([heading, "", ...lines].join("\n"));
mkdirSync(`${here}results`, { recursive: true });
const file = `${here}results/${against ? "against" : values.webgpu ? "webgpu" : "bench"}`;
writeFileSync(`${file}.md`, [heading, "", ...lines, ""].join("\n"));
writeFileSync(
  `${file}.json`,
  JSON.stringify({ chromium: version, adapter, processor: machine, versions, options, limit, measured, slower }, null, 2),
);
if (faults.length > 0) {
  console.error(`\nwrong results:\n${faults.join("\n")}`);
  process.exitCode = 1;
}
if (slower?.length > 0) process.exitCode = 1;
