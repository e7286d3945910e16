// Turns model files of other programs into files of the engine, and the other way.

import type { Metadata, ModelPart } from "../protocol/index.ts";
import type { SaveFormat } from "../api/types.ts";
import { beside, lazily } from "./modules.ts";
import type { WasmFiles, WasmPickles } from "./wasm.ts";

/** The module is loaded at the first file of another program. */
const module = lazily<WasmFiles>("files", beside("pupil-files.js"));

const pickles = lazily<WasmPickles>("pickles", beside("pupil-pickles.js"));

/** True for a Python pickle of protocol 2 or later. */
const isPickle = ({ bytes }: ModelPart): boolean => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;

/** Divides the files of a model into the model's own and what pickles beside it say. */
export async function divided(files: ModelPart[]): Promise<{ files: ModelPart[]; metadata: Metadata }> {
  if (files.length === 1 || !files.some(isPickle)) return { files, metadata: {} };
  const { readPickle } = await pickles();
  const metadata = files.filter(isPickle).map(({ bytes }) => readPickle(bytes));
  return { files: files.filter((file) => !isPickle(file)), metadata: Object.fromEntries(metadata) };
}

/** True for safetensors: a length of 64 bits, then JSON. */
function isSafetensors({ bytes }: ModelPart): boolean {
  return bytes.length > 8 && bytes[8] === 0x7b && bytes[7] === 0 && bytes[6] === 0;
}

/** The file that the engine reads, from the files of a model. */
export async function own(files: ModelPart[]): Promise<Uint8Array> {
  const [first] = files;
  if (files.length === 1 && isSafetensors(first!)) return first!.bytes;
  const { readModel } = await module();
  return readModel(files.map(({ name }) => name), files.map(({ bytes }) => bytes));
}

/**
 * False for a config that must be translated: of Keras 1 or 2, or with operations such as `x * 2`. Configs that were
 * built in JavaScript have neither.
 */
export function isToday(config: object): boolean {
  return !/"keras_version":"[012]|"batch_input_shape"|"keras\.src\.ops|"TFOpLambda"/.test(JSON.stringify(config));
}

/** The same of a file of weights, for the model of this config. The file of a whole model is taken as it is. */
export async function ownWeights(config: object, files: ModelPart[]): Promise<Uint8Array> {
  const whole = await own(files).catch((error: Error) => error);
  if (!(whole instanceof Error)) return whole;
  // Without a config, only weights remain.
  if (!/holds? weights but no config/.test(whole.message)) throw whole;
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  return own([{ name: "config.json", bytes }, ...files]);
}

/** A file of the engine in another program's format. */
export async function written(file: Uint8Array, format: SaveFormat): Promise<Uint8Array> {
  return (await module()).writeModel(file, format);
}
