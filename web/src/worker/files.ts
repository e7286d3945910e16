// Turns model files of other programs into files of the engine, and the other way.

import type { ModelPart } from "../protocol/index.ts";
import type { SaveFormat } from "../api/types.ts";
import { beside, lazily } from "./modules.ts";
import type { WasmFiles } from "./wasm.ts";

/** The module is loaded at the first file of another program. */
const module = lazily<WasmFiles>("files", beside("pupil-files.js"));

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

/** A file of the engine in another program's format. */
export async function written(file: Uint8Array, format: SaveFormat): Promise<Uint8Array> {
  return (await module()).writeModel(file, format);
}
