// Makes the packages of a built page in target/package: the npm package, and a zip of the page for a place without internet.
// `cargo xtask package` runs this.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { elements } from "./contract.mjs";
import { filesIn } from "./files.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const dist = process.env.PUPIL_DIST ?? join(root, "dist");
const out = join(root, "target/package");
const { version, license } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

if (!existsSync(join(dist, "pupil.js"))) throw new Error("dist/ has no page; run `cargo xtask build`");

/** The texts of licences in a folder. */
const licencesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name) && statSync(join(folder, name)).isFile())
    .map((name) => readFileSync(join(folder, name), "utf8").trim());

/** What the scripts are made of besides our own code: npm packages that esbuild bundles. */
function scripts() {
  const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8")).packages;
  const wanted = new Set();
  const visit = (name) => {
    const path = `node_modules/${name}`;
    if (wanted.has(name) || !lock[path]) return;
    wanted.add(name);
    for (const next of Object.keys(lock[path].dependencies ?? {})) visit(next);
  };
  // Tools that leave nothing in the scripts are not among them.
  const tools = /^(@types\/|binaryen|dts-bundle-generator|esbuild|typescript)/;
  for (const name of Object.keys(lock[""].devDependencies)) if (!tools.test(name)) visit(name);
  return [...wanted].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name, version, license, texts: licencesIn(folder) };
  });
}

/** What the WebAssembly modules are made of besides our own code: crates. */
function crates() {
  const call = ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"];
  const { packages, resolve } = JSON.parse(execFileSync("cargo", call, { cwd: root, maxBuffer: 2 ** 28, encoding: "utf8" }));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const of = new Map(packages.map((one) => [one.id, one]));
  const found = new Set();
  const visit = (id) => {
    if (found.has(id)) return;
    found.add(id);
    // What only builds or tests need is not in the modules.
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  for (const { id, manifest_path: path } of packages) if (/crates[\\/]web[\\/]/.test(path)) visit(id);
  return [...found]
    .map((id) => of.get(id))
    .filter(({ source }) => source !== null)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, license, manifest_path: path }) => ({ name, version, license, texts: licencesIn(dirname(path)) }));
}

/** The licences of everything inside; equal texts once. */
function thirdParty() {
  const all = [...scripts(), ...crates()];
  const texts = new Map();
  for (const { name, version, texts: own } of all) for (const text of own) texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
  const without = all.filter(({ texts }) => !texts.length).map(({ name, version, license }) => `${name} ${version}: ${license}`);
  const list = all.map(({ name, version, license }) => `${name} ${version}: ${license}`);
  return [
    "Pupil contains these packages:",
    list.join("\n"),
    "Their licences:",
    ...[...texts].map(([text, names]) => `${"=".repeat(80)}\n${names.join(", ")}\n${"=".repeat(80)}\n\n${text}`),
    ...(without.length ? [`${"=".repeat(80)}\nThese come without a file for it; the name of the licence is theirs:\n\n${without.join("\n")}`] : []),
  ].join("\n\n") + "\n";
}

rmSync(out, { recursive: true, force: true });
const npm = join(out, "npm");
mkdirSync(npm, { recursive: true });

// The page itself is not part of the package.
const PAGE = /^(index\.html|page\.(js|css)|offline\.js|data\/|docs\/)/;
for (const name of filesIn(dist)) if (!PAGE.test(name)) cpSync(join(dist, name), join(npm, name));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) cpSync(join(root, name), join(npm, name));
cpSync(join(here, "npm.md"), join(npm, "README.md"));
cpSync(join(root, "CHANGELOG.md"), join(npm, "CHANGELOG.md"));
const licences = thirdParty();
writeFileSync(join(npm, "THIRD-PARTY.txt"), licences);
writeFileSync(
  join(npm, "copy.mjs"),
  `#!/usr/bin/env node
// Copies the library's files into a folder of a website: \`npx pupil public/pupil\`.

import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [, , to] = process.argv;
if (!to) {
  console.error("usage: npx pupil FOLDER, for example: npx pupil public/pupil");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const { files } = JSON.parse(readFileSync(join(here, "files.json"), "utf8"));
for (const name of Object.keys(files)) {
  mkdirSync(dirname(join(to, name)), { recursive: true });
  cpSync(join(here, name), join(to, name));
}
console.log(\`\${Object.keys(files).length} files in \${to}\`);
`,
);

// Every file that a page may load, with its digest.
const digest = (path) => `sha384-${createHash("sha384").update(readFileSync(path)).digest("base64")}`;
const loaded = filesIn(npm).filter((name) => /\.(js|wasm|html|css|txt|zip|safetensors)$/.test(name) && name !== "THIRD-PARTY.txt");
writeFileSync(join(npm, "files.json"), `${JSON.stringify({ version, files: Object.fromEntries(loaded.map((name) => [name, digest(join(npm, name))])) }, undefined, 2)}\n`);
const modules = loaded.filter((name) => name.endsWith(".js") && name !== "pupil-embed.js");
const importMap = {
  imports: { pupil: "./pupil.js", "pupil/elements": "./pupil-elements.js" },
  integrity: Object.fromEntries(modules.map((name) => [`./${name}`, digest(join(npm, name))])),
};
writeFileSync(join(npm, "importmap.json"), `${JSON.stringify(importMap, undefined, 2)}\n`);

const tags = elements().map(({ tag }) => tag);
const entry = (name, types = "pupil-elements.d.ts") => ({ types: `./${types}`, default: `./${name}.js` });
writeFileSync(
  join(npm, "package.json"),
  `${JSON.stringify(
    {
      name: "pupil",
      version,
      description: "Train and run Keras models in a browser tab: a deep-learning library and elements for documentation pages.",
      keywords: ["deep-learning", "keras", "neural-network", "webassembly", "webgpu", "web-components", "education"],
      license,
      type: "module",
      exports: {
        ".": entry("pupil", "pupil.d.ts"),
        "./elements": entry("pupil-elements"),
        ...Object.fromEntries(tags.map((tag) => [`./${tag}`, entry(tag)])),
        ...Object.fromEntries(["react", "vue", "svelte"].map((name) => [`./${name}`, { types: `./pupil-${name}.d.ts` }])),
        "./custom-elements.json": "./custom-elements.json",
        "./files.json": "./files.json",
        "./importmap.json": "./importmap.json",
        "./package.json": "./package.json",
        "./*": "./*",
      },
      bin: { pupil: "copy.mjs" },
      customElements: "custom-elements.json",
      // These define elements when they are imported.
      sideEffects: ["./pupil-elements.js", ...tags.map((tag) => `./${tag}.js`), "./pupil-shared-*.js"],
    },
    undefined,
    2,
  )}\n`,
);
const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", out], { cwd: npm, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
console.log(`${packed.filename}: ${packed.entryCount} files, ${(packed.size / 1e6).toFixed(1)} MB, unpacked ${(packed.unpackedSize / 1e6).toFixed(1)} MB`);

// The page for a place without internet.
const START = `Pupil ${version}

Start a server in this folder, and open the address that it prints:

    python3 serve.py        or        node serve.mjs

Then everything works without internet. To offer it to a whole class, start it on one computer with
"python3 serve.py --all"; the others open http://ADDRESS-OF-THAT-COMPUTER:8080/.

A browser does not run the page from a file, because it loads no modules and no WebAssembly from files.
`;
const SERVE_PY = `"""Serves this folder at http://127.0.0.1:8080/, or with --all on all addresses of this computer; --port N takes another port."""

import http.server
import pathlib
import functools
import sys

http.server.SimpleHTTPRequestHandler.extensions_map.update({".wasm": "application/wasm", ".js": "text/javascript"})
here = str(pathlib.Path(__file__).resolve().parent)
host = "" if "--all" in sys.argv else "127.0.0.1"
port = int(sys.argv[sys.argv.index("--port") + 1]) if "--port" in sys.argv else 8080
with http.server.ThreadingHTTPServer((host, port), functools.partial(http.server.SimpleHTTPRequestHandler, directory=here)) as server:
    print(f"http://127.0.0.1:{port}/", flush=True)
    server.serve_forever()
`;
const SERVE_MJS = `// Serves this folder at http://127.0.0.1:8080/, or with --all on all addresses of this computer; --port N takes another port.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const port = process.argv.includes("--port") ? Number(process.argv[process.argv.indexOf("--port") + 1]) : 8080;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json" };
createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const file = join(here, path.endsWith("/") ? path + "index.html" : path);
  if (!file.startsWith(here) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end("not here");
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}).listen(port, process.argv.includes("--all") ? undefined : "127.0.0.1", () => console.log(\`http://127.0.0.1:\${port}/\`));
`;
const text = (content) => [new TextEncoder().encode(content), { level: 9 }];
const files = { "START.txt": text(START), "serve.py": text(SERVE_PY), "serve.mjs": text(SERVE_MJS), "THIRD-PARTY.txt": text(licences) };
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) files[name] = text(readFileSync(join(root, name), "utf8"));
// Of the documentation, a school has no use for the Rust crates.
for (const name of filesIn(dist)) if (!/^(data|docs\/rust)\//.test(name)) files[name] = [readFileSync(join(dist, name)), { level: 9 }];
const folder = `pupil-${version}`;
const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, [bytes, options]]) => [`${folder}/${name}`, [bytes, { ...options, mtime: "2026-01-01" }]])));
writeFileSync(join(out, `${folder}-page.zip`), zip);
console.log(`${folder}-page.zip: ${(zip.length / 1e6).toFixed(1)} MB`);
