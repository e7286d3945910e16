// The library's types, as a TypeScript user sees them.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { dist } from "./browser.mjs";
import { examples } from "./documents.mjs";

const ts = createRequire(new URL("../../web/package.json", import.meta.url))("typescript");

/** Declarations that the README's `ts` snippets, which import nothing, assume. */
const GIVEN = `import { ready, type Model, type Tensor } from "./pupil.js";
declare const model: Model, x: Tensor, y: Tensor;
export { model, ready, x, y };
`;

/** The errors of strict TypeScript in files that import `pupil.js`. */
async function wrongWith(codes) {
  const folder = await mkdtemp(join(tmpdir(), "pupil-types-"));
  try {
    await cp(join(dist, "pupil.d.ts"), join(folder, "pupil.d.ts"));
    const files = codes.map((_, index) => join(folder, `example-${index + 1}.ts`));
    await Promise.all(files.map((file, at) => writeFile(file, codes[at])));
    const program = ts.createProgram(files, {
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      strict: true,
      target: ts.ScriptTarget.ES2022,
      types: [],
    });
    return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file && file.getLineAndCharacterOfPosition(start).line + 1;
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the examples of the README and the documentation are strict TypeScript", async () => {
  const found = examples(["js", "ts"]).map(({ code }) => code);
  assert.ok(found.length >= 9, `there are ${found.length} examples`);
  assert.deepEqual(await wrongWith(found.map((code) => (/^import/m.test(code) ? code : GIVEN + code))), []);
});

test("several inputs and outputs are strict TypeScript", async () => {
  const code = `import { Dataset, Model, input, layers, type FloatTensor, type SymbolicTensor, type Tensor } from "./pupil.js";
declare const x: Tensor, y: Tensor;
const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [3], name: "b" })];
const joined = layers.concatenate().apply([a, b]);
const outputs = [layers.dense({ units: 1 }).apply(joined), layers.dense({ units: 2 }).apply(joined)];
const model = new Model({ inputs: [a, b], outputs });
await model.compile({ loss: { dense: "mse", dense_1: null }, lossWeights: [1, 2], metrics: { dense: ["mae"], dense_1: "mae" } });
await model.compile({ loss: ["mse", null], metrics: [["mae"], null], weightedMetrics: ["mae"] });
await model.fit([x, x], [y, y], { sampleWeight: { dense: x }, validationData: [{ a: x, b: x }, [y, y], [null, x]] });
await model.fit({ a: x, b: x }, { dense: y, dense_1: y });
await model.fit(function* () {
  yield [[x, x], [y, y]];
});
await model.fit(function* () {
  yield { x: { a: x, b: x }, y: [y, y], sampleWeight: [null, x] };
});
const [first, second]: FloatTensor[] = await model.predict<FloatTensor[]>({ a: x, b: x });
console.log(first?.data, second?.shape, (await model.predict(x)).data, (await model.shapes()).outputNames);
const [p, q] = model.apply<SymbolicTensor[]>([a, b]);
console.log(p?.index, q);
const data = await Dataset.fromTensors([x, x], y);
const gathered = await data.gather([0]);
console.log(gathered.x[0]?.data, gathered.y.data, (await model.predict(data)).data);
`;
  assert.deepEqual(await wrongWith([code]), []);
});

test("activations and gradients are strict TypeScript", async () => {
  const code = `import { Model, callbacks, type Activations, type FloatTensor, type Gradients, type LookOptions, type Tensor } from "./pupil.js";
declare const model: Model, x: Tensor, y: Tensor;
const options: LookOptions = { batchSize: 8, seed: 1 };
const one: FloatTensor = await model.activations(x, "dense", options);
const [first, second]: FloatTensor[] = await model.activations([x, x], ["a", "b"] as const, options);
const all: Activations = await model.activations({ a: x });
for (const [name, { data, shape }] of Object.entries(await model.activations(x, options))) console.log(name, data.length, shape);
console.log(one.data, first?.data, second?.shape, all["dense"]?.data);
const { loss, gradients }: Gradients = await model.gradients(x, [y, y], { ...options, sampleWeight: x });
console.log(loss.toFixed(3), gradients.map((gradient) => (gradient ? [gradient.name, gradient.data, gradient.shape] : null)));
const found = await model.gradients(x, null, { outputGradients: [x], inputs: true });
await model.applyGradients(found);
await model.applyGradients({ gradients, updates: found.updates });
await model.applyGradients(gradients.map((gradient) => gradient && { ...gradient, data: gradient.data.map((value) => value / 2) }));
const board = callbacks.tensorBoard();
await model.fit(x, y, { callbacks: [board, callbacks.csvLogger()] });
for (const { name, bytes } of await board.files()) console.log(name, bytes.length, found.inputs[0]?.shape);
// @ts-expect-error A layer is given by its name.
await model.activations(x, 3);
// @ts-expect-error Targets are needed.
await model.gradients(x);
`;
  assert.deepEqual(await wrongWith([code]), []);
});

test("every exported member of the library is documented", () => {
  const file = join(dist, "pupil.d.ts");
  const source = ts.createProgram([file], { types: [] }).getSourceFile(file);
  const missing = [];
  const look = (node, name) => {
    if (!node.getFullText(source).trimStart().startsWith("/**")) missing.push(name);
  };
  for (const node of source.statements) {
    const declared = ts.isVariableStatement(node) ? node.declarationList.declarations[0] : node;
    const name = declared.name?.getText(source);
    const exported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!name) continue;
    if (exported) look(node, name);
    for (const member of declared.members ?? declared.type?.members ?? []) {
      const hidden = ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
      const given = ts.isConstructorDeclaration(member) ? "constructor" : member.name?.getText(source);
      if (!hidden && given && !given.startsWith("#")) look(member, `${name}.${given}`);
    }
  }
  assert.deepEqual(missing, []);
});
