// Turns model files of other programs into files of the engine, and the other way. This is a file of its own in the
// build, because few pages need it; so it imports nothing.

import type { Metadata, ModelPart } from "../protocol/index.ts";
import type { SaveFormat } from "../api/types.ts";
import type { WasmFiles, WasmOnnx, WasmOnnxWriter, WasmPickles } from "./wasm.ts";

/** True for ONNX: it begins with the version of its format, then a field of text or of numbers. */
const isOnnx = ({ bytes }: ModelPart): boolean =>
  bytes[0] === 8 && bytes[1]! >= 2 && bytes[1]! < 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(bytes[2]!);

/** True for a Python pickle of protocol 2 or later. */
const isPickle = ({ bytes }: ModelPart): boolean => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;

/** Opens a module: what it is called in errors, and its file beside the worker's. It is loaded at the first call. */
export type OpenModule = <M extends { default(): Promise<unknown> }>(what: string, file: string) => () => Promise<M>;

/** Files of other programs. */
export class Formats {
  readonly #files: () => Promise<WasmFiles>;
  readonly #pickles: () => Promise<WasmPickles>;
  readonly #onnx: () => Promise<WasmOnnx>;
  readonly #onnxWriter: () => Promise<WasmOnnxWriter>;

  constructor(open: OpenModule) {
    this.#files = open<WasmFiles>("files", "pupil-files.js");
    this.#pickles = open<WasmPickles>("pickles", "pupil-pickles.js");
    this.#onnx = open<WasmOnnx>("ONNX", "pupil-onnx.js");
    this.#onnxWriter = open<WasmOnnxWriter>("ONNX writer", "pupil-onnx-writer.js");
  }

  /** The file that the engine reads, from the files of a model, and what pickles beside it say. */
  async read(given: ModelPart[], inputShapes: number[][] = []): Promise<{ file: Uint8Array; metadata: Metadata }> {
    const onnx = given.find(isOnnx);
    if (onnx) return { file: (await this.#onnx()).readModel(onnx.bytes), metadata: {} };
    const pickled = given.length > 1 ? given.filter(isPickle) : [];
    const pairs: [string, string][] = [];
    if (pickled.length) {
      const { readPickle } = await this.#pickles();
      for (const { bytes } of pickled) {
        try {
          pairs.push(readPickle(bytes));
        } catch {
          // The module for the other files says that this one was not read.
          continue;
        }
        given = given.filter((part) => part.bytes !== bytes);
      }
    }
    const { readModel } = await this.#files();
    const shapes = Uint32Array.from(inputShapes.flatMap((shape) => [shape.length, ...shape]));
    const file = readModel(given.map(({ name }) => name), given.map(({ bytes }) => bytes), shapes);
    return { file, metadata: Object.fromEntries(pairs) };
  }

  /** The same of a file of weights, for the model of this config. The file of a whole model is taken as it is. */
  async readWeights(config: object, files: ModelPart[]): Promise<Uint8Array> {
    const whole = await this.read(files).catch((error: Error) => error);
    if (!(whole instanceof Error)) return whole.file;
    // Without a config, only weights remain.
    if (!/holds? weights but no config/.test(whole.message)) throw whole;
    const bytes = new TextEncoder().encode(JSON.stringify(config));
    return (await this.read([{ name: "config.json", bytes }, ...files])).file;
  }

  /** A file of the engine in another program's format. */
  async write(file: Uint8Array, format: SaveFormat): Promise<Uint8Array> {
    return format === "onnx" ? (await this.#onnxWriter()).writeModel(file) : (await this.#files()).writeModel(file, format);
  }
}
