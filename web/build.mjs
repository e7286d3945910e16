// Bundles the TypeScript into web/build, from where Trunk copies it. Trunk's pre-build hook runs this.

import { build } from "esbuild";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { generateDtsBundle } from "dts-bundle-generator";
import { elements, manifest, types as elementTypes } from "./contract.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = (path) => join(here, "src", path);
const output = join(here, "build");

/** The library is a single module: elements and page import it from pupil.js. */
const shared = {
  name: "shared modules",
  setup(builder) {
    builder.onResolve({ filter: /\/api\/index\.ts$/ }, () => ({ path: "./pupil.js", external: true }));
    builder.onResolve({ filter: /\/elements\/index\.ts$/ }, (args) =>
      args.kind === "entry-point" ? undefined : { path: "./pupil-elements.js", external: true },
    );
  },
};

const python = join(here, "../python");

/** A module whose JSON is made while bundling. */
const generated = (name, make) => ({
  name,
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^pupil:${name}$`) }, ({ path }) => ({ path, namespace: name }));
    builder.onLoad({ filter: /.*/, namespace: name }, async () => ({ contents: JSON.stringify(await make()), loader: "json" }));
  },
});

/** The programs that the page offers, by their names. */
const listings = generated("listings", async () => {
  const folder = join(python, "listings");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".py")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return Object.fromEntries(names.map((name, at) => [name.slice(0, -3), texts[at]]));
});

/** The packages in Python that are loaded when they are first imported. */
const onDemand = async () => (await readFile(join(python, "packages/on_demand.txt"), "utf8")).trim().split("\n");

const options = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  outdir: output,
  loader: { ".css": "text", ".tsv": "text" },
  logLevel: "warning",
};

/** The pictures of cats and dogs for programs, in one file. */
async function packPets() {
  const folder = join(python, "files");
  const names = (await readdir(join(folder, "data"), { recursive: true })).filter((name) => name.endsWith(".jpg")).sort();
  const paths = names.map((name) => `data/${name.replaceAll("\\", "/")}`);
  const files = await Promise.all(paths.map(async (path) => [path, [await readFile(join(folder, path)), { level: 0, mtime: "2026-01-01" }]]));
  await writeFile(join(output, "pupil-pets.zip"), zipSync(Object.fromEntries(files)));
}

/** The reviews for programs. */
async function packReviews() {
  const reviews = await readFile(join(here, "data/reviews.tsv"));
  await writeFile(join(output, "pupil-reviews.zip"), zipSync({ "reviews.tsv": [reviews, { level: 9, mtime: "2026-01-01" }] }));
}

await mkdir(output, { recursive: true });
// The bundle that lessons share has a hash in its name, so earlier builds leave files with other names.
for (const name of await readdir(output)) if (name.startsWith("pupil-shared-")) await rm(join(output, name));
const lessons = ["neuron", "regression", "digits", "photos", "sentiment"];
await Promise.all([
  // What few pages use is a file of its own; it must import nothing, or the rest would be divided as well.
  build({
    ...options,
    entryPoints: { pupil: source("api/index.ts") },
    splitting: true,
    chunkNames: "pupil-shared-[hash]",
  }),
  build({
    ...options,
    entryPoints: { "pupil-worker": source("worker/main.ts") },
    splitting: true,
    chunkNames: "pupil-shared-[hash]",
  }),
  packPets(),
  packReviews(),
  build({
    ...options,
    entryPoints: { "pupil-python-worker": source("python/main.ts") },
    plugins: [generated("packages", onDemand)],
  }),
  build({ ...options, entryPoints: {
    "pupil-decoder": source("elements/photos/decoder.ts"),
    offline: source("page/offline.ts"),
  } }),
  build({
    ...options,
    entryPoints: {
      "pupil-elements": source("elements/index.ts"),
      page: source("page/page.ts"),
      "pupil-model": source("elements/model/element.ts"),
      "pupil-python": source("elements/python/element.ts"),
      "pupil-editor": source("elements/python/editor.ts"),
      "pupil-python-place": source("elements/python/place.ts"),
      "pupil-question": source("elements/shared/question.ts"),
      ...Object.fromEntries(lessons.map((name) => [`pupil-${name}`, source(`elements/${name}/lesson.ts`)])),
    },
    plugins: [shared, listings],
    splitting: true,
    chunkNames: "pupil-shared-[hash]",
  }),
  build({ ...options, loader: {}, entryPoints: { page: source("page/page.css"), "pupil-embed": source("embed/embed.css") } }),
  // For frames that may load no modules.
  build({
    ...options,
    format: "iife",
    entryPoints: { "pupil-embed": source("embed/embed.ts") },
    define: {
      // A question is its own text, which no address holds.
      ATTRIBUTES: JSON.stringify(Object.fromEntries(elements().filter(({ tag }) => tag !== "pupil-question").map(({ tag, members }) => [tag, members.flatMap(({ attribute }) => attribute ?? [])]))),
    },
    supported: { "dynamic-import": true },
  }),
  cp(source("embed/embed.html"), join(output, "embed.html")),
]);

// The elements' types and manifest.
for (const [name, text] of Object.entries(elementTypes())) await writeFile(join(output, name), text);
await writeFile(join(output, "custom-elements.json"), `${JSON.stringify(manifest(), undefined, 2)}\n`);

// Generating the types takes longer than all bundles together, so it comes last. An unchanged file is not written again.
const types = join(output, "pupil.d.ts");
const [declaration] = generateDtsBundle([{ filePath: source("api/index.ts"), output: { noBanner: true } }], {
  preferredConfigPath: join(here, "tsconfig.json"),
});
if (!existsSync(types) || (await readFile(types, "utf8")) !== declaration) await writeFile(types, declaration);
