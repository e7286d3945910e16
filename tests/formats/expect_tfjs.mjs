// Writes tfjs/expected.json: what TensorFlow.js computes with the files that generate_tfjs.py made.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";

const here = fileURLToPath(new URL("tfjs/", import.meta.url));
const inputs = JSON.parse(readFileSync(join(here, "inputs.json"), "utf8"));
const expected = {};
for (const [name, { data, shape }] of Object.entries(inputs)) {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(here, name, "model.json"), "utf8"));
  const bytes = Buffer.concat(weightsManifest.flatMap(({ paths }) => paths).map((path) => readFileSync(join(here, name, path))));
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  const output = model.predict(tf.tensor(data, shape));
  expected[name] = { input: { data, shape }, output: { data: [...output.dataSync()], shape: output.shape } };
}
const lines = Object.entries(expected).map(([name, one]) => `${JSON.stringify(name)}: ${JSON.stringify(one)}`);
writeFileSync(join(here, "expected.json"), `{\n${lines.join(",\n")}\n}\n`);
rmSync(join(here, "inputs.json"));
