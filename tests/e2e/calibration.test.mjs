// What the page shows for a drawing is what `pupil calibrate digits` computed with the shipped model.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const ts = require("typescript");

const here = (path) => new URL(path, import.meta.url);

/** A module of the page that imports nothing, from its source. */
async function module(path) {
  const { outputText } = ts.transpileModule(await readFile(here(path), "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

/** The texts stored in a safetensors file. */
async function metadataOf(path) {
  const bytes = await readFile(here(path));
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
  return header.__metadata__;
}

const { calibrated } = await module("../../web/src/elements/digits/calibration.ts");
const metadata = await metadataOf("../../models/digits.safetensors");
const cases = JSON.parse(await readFile(here("fixtures/calibration.json"), "utf8"));
const { layer } = JSON.parse(metadata.calibration);

test("the page shows what the command line computed", () => {
  assert.ok(cases.length >= 8);
  for (const { name, features, probabilities, shown, strange } of cases) {
    const found = calibrated(metadata, { [layer]: { data: Float32Array.from(features) } }, Float32Array.from(probabilities));
    assert.equal(found.strange, strange, name);
    shown.forEach((value, digit) => {
      assert.ok(Math.abs(found.probabilities[digit] - value) < 1e-6, `${name}: ${digit} is ${found.probabilities[digit]}, expected ${value}`);
    });
    assert.ok(Math.abs(found.probabilities.reduce((a, b) => a + b) - 1) < 1e-5, name);
  }
});

test("digits stay sure, scribbles do not", () => {
  const most = ({ shown }) => Math.max(...shown);
  for (const found of cases.filter(({ name }) => name.startsWith("MNIST"))) assert.ok(!found.strange && most(found) > 0.9, found.name);
  for (const found of cases.filter(({ name }) => name === "tangle")) assert.ok(found.strange && most(found) < 0.5, found.name);
});

test("without a calibration that fits, probabilities stay as they are", () => {
  const probabilities = Float32Array.of(0.99, 0.01);
  const { features } = cases[0];
  const broken = [{}, { calibration: "no JSON" }, { calibration: "{}" }, { calibration: "[1]" }, { calibration: "null" }];
  for (const texts of broken) {
    assert.deepEqual(calibrated(texts, { [layer]: { data: features } }, probabilities), { probabilities, strange: false });
  }
  // Another model's layers.
  assert.deepEqual(calibrated(metadata, {}, probabilities), { probabilities, strange: false });
  assert.deepEqual(calibrated(metadata, { [layer]: { data: [1, 2, 3] } }, probabilities), { probabilities, strange: false });
});
