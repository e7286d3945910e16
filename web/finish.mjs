// Finishes a build in Trunk's staging folder. Trunk's post-build hook runs this.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { filesIn } from "./files.mjs";
import { withImports } from "./first-view.mjs";
import { shortenLocations } from "./locations.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error("TRUNK_STAGING_DIR is not set: this script is a hook of `trunk build`");

// Binaryen takes a quarter off the engine. Its inlining is off, even of functions that are called once: without it,
// modules are 5 % smaller when packed, and kernels are 8 % faster (a training step of the digits CNN takes 7.1 ms
// instead of 7.8, measured in turns). Sorting functions by name puts similar ones side by side, which saves 2 %. No
// pointer is below 1024, where the stack ends, which saves 1 %.
const features = ["simd", "bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types", "multivalue"];
async function shrink(module) {
  const wasm = join(staging, module);
  const call = [
    join(here, "node_modules/binaryen/bin/wasm-opt"),
    "-Oz",
    // Python's module is four times as large as the others. Repeating all passes would take minutes and save 1 %.
    ...(module.startsWith("pupil-python") ? [] : ["--converge"]),
    ...["always", "flexible", "one-caller"].flatMap((which) => [`--${which}-inline-max-function-size`, "0"]),
    "--low-memory-unused",
    "--reorder-functions-by-name",
    ...features.map((feature) => `--enable-${feature}`),
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    wasm,
    "-o",
    wasm,
  ];
  const [code] = await once(spawn(process.execPath, call, { stdio: "inherit" }), "exit");
  if (code !== 0) throw new Error(`wasm-opt failed on ${module}`);
  const bytes = readFileSync(wasm);
  shortenLocations(bytes);
  writeFileSync(wasm, bytes);
}

// `cargo xtask serve` sets PUPIL_QUICK, because a developer wants to see the page soon. Binaryen takes 25 s on two
// cores, with one module on each.
if (!process.env.PUPIL_QUICK) {
  const modules = ["pupil-python-wasm_bg.wasm", "pupil-gpu_bg.wasm", "pupil-wasm_bg.wasm", "pupil-text_bg.wasm", "pupil-tables_bg.wasm", "pupil-files_bg.wasm", "pupil-arrays_bg.wasm", "pupil-weights_bg.wasm", "pupil-onnx_bg.wasm", "pupil-onnx-writer_bg.wasm"];
  const next = async () => {
    for (let module = modules.shift(); module; module = modules.shift()) await shrink(module);
  };
  await Promise.all(Array.from({ length: Math.min(cpus().length, modules.length) }, next));
}

// The bundles. Some of their names change with their content, so no link in the page can list them.
cpSync(join(here, "build"), staging, { recursive: true });

// Trunk leaves its own link to the crate in the page, because it does not insert a script for it.
const page = join(staging, "index.html");
let html = readFileSync(page, "utf8").replace(/<link[^>]*rel="rust"[^>]*>\s*/g, "");
// Links to the documentation are for builds that have it beside the page: `cargo xtask build --docs`.
if (!process.env.PUPIL_DOCS) html = html.replace(/<(\w+)[^>]* data-docs[^>]*>[^]*?<\/\1>\s*/g, "");
writeFileSync(page, html);

const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");
const packed = (name) => gzipSync(readFileSync(join(staging, name)), { level: 9 }).length;

// What each element loads until it works, in kilobytes: its code, the engine or the interpreter, and its model.
const scripts = readdirSync(staging).filter((name) => name.endsWith(".js"));
const engine = ["pupil-worker.js", "pupil-wasm_bg.wasm"];
const needs = {
  "pupil-neuron": engine,
  "pupil-regression": engine,
  "pupil-digits": [...engine, "models/digits.safetensors"],
  "pupil-photos": [...engine, "pupil-decoder.js", "models/photos.safetensors"],
  "pupil-sentiment": [...engine, "pupil-text_bg.wasm", "models/sentiment.safetensors"],
  "pupil-model": engine,
  "pupil-python": ["pupil-python-worker.js", "pupil-python-wasm_bg.wasm"],
  "pupil-question": [],
};
const sizes = Object.entries(needs).map(([tag, more]) => {
  const bytes = withImports(staging, [`${tag}.js`, ...more]).reduce((sum, name) => sum + packed(name), 0);
  return `${tag}:${Math.round(bytes / 1000)}`;
});
for (const name of scripts) {
  const path = join(staging, name);
  const script = readFileSync(path, "utf8");
  if (script.includes("PUPIL_SIZES")) writeFileSync(path, script.replace("PUPIL_SIZES", sizes.join()));
}

// The service worker copies all of the page, except files that only programmers read.
const files = filesIn(staging).filter((name) => !/(\.d\.ts|\.md|^offline\.js|^custom-elements\.json)$/.test(name));
const build = createHash("sha256");
for (const name of files) build.update(name).update(readFileSync(join(staging, name)));
const id = build.digest("hex").slice(0, 16);
writeFileSync(page, readFileSync(page, "utf8").replace("PUPIL_BUILD", id));
const digests = files.map((name) => `${name}=${sha(readFileSync(join(staging, name))).slice(0, 32)}`);
const [index] = digests.filter((entry) => entry.startsWith("index.html="));
const offline = join(staging, "offline.js");
const worker = readFileSync(offline, "utf8")
  .replace("PUPIL_FILES", [index.replace("index.html", "./"), ...digests].join(" "))
  .replaceAll("PUPIL_BUILD", id);
writeFileSync(offline, worker);

// Data that `cargo xtask data` prepared are served beside the page. They are never part of the repository.
const data = join(here, "../data");
if (existsSync(data)) cpSync(data, join(staging, "data"), { recursive: true });
