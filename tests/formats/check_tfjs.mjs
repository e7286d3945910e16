// Opens with TensorFlow.js what Pupil wrote, and compares predictions.
//
//     node check_tfjs.mjs PUPIL
//
// PUPIL is the command-line program.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs";

const [pupil] = process.argv.slice(2);
const here = fileURLToPath(new URL("keras/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pupil-tfjs-"));
let failures = 0;

/** The fixtures that TensorFlow.js can express: no Cropping1D, no GRU with reset_after. */
const files = {
  keras3: ["k3-cnn.keras", "k3-training.keras"],
  keras213: ["k213-old.keras", "k213-transfer.keras"],
  keras22: ["k22-old.h5"],
  keras1: ["k1-cnn.h5", "k1-recurrent.h5"],
};

for (const [part, names] of Object.entries(files)) {
  const cases = JSON.parse(readFileSync(join(here, `${part}.json`), "utf8"));
  for (const name of names) {
    const source = join(folder, name);
    writeFileSync(source, name.endsWith(".h5") ? gunzipSync(readFileSync(join(here, `${name}.gz`))) : readFileSync(join(here, name)));
    const out = join(folder, "model.json");
    execFileSync(pupil, ["convert", source, out]);
    const { modelTopology, weightsManifest } = JSON.parse(readFileSync(out, "utf8"));
    const bytes = readFileSync(join(folder, "weights.bin"));
    const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
    const inputs = cases[name].inputs.map(({ data, shape }) => tf.tensor(data, shape));
    const outputs = [model.predict(inputs.length === 1 ? inputs[0] : inputs)].flat();
    outputs.forEach((output, at) => {
      const expected = cases[name].outputs[at].data;
      const largest = Math.max(...expected.map(Math.abs));
      const difference = Math.max(...[...output.dataSync()].map((value, k) => Math.abs(value - expected[k]))) / largest;
      const wrong = !(difference < 1e-5);
      failures += wrong;
      console.log(`${name}: ${difference.toExponential(2)} ${wrong ? "WRONG, at most 1e-5" : "ok"}`);
    });
  }
}
console.log(`${failures} failures`);
process.exit(failures ? 1 : 0);
