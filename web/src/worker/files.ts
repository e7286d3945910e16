// Turns model files of other programs into files of the engine, and the other way. This is a file of its own in the
// build, because few pages need it; so it imports nothing.

import type { EventValue, Metadata, ModelPart } from "../protocol/index.ts";
import type { SaveFormat, Tensor, WeightTensor, WeightsFrom } from "../api/types.ts";
import type { Wasm, WasmArrays, WasmFiles, WasmModel, WasmOnnx, WasmOnnxWriter, WasmWeights } from "./wasm.ts";

/** True for ONNX: it begins with the version of its format, then a field of text or of numbers. */
const isOnnx = ({ bytes }: ModelPart): boolean =>
  bytes[0] === 8 && bytes[1]! >= 2 && bytes[1]! < 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(bytes[2]!);

/** True for a Python pickle of protocol 2 or later. */
const isPickle = ({ bytes }: ModelPart): boolean => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;

type Header = Record<string, unknown> | undefined;

/** The headers that were read, because one may have thousands of tensors. */
const headers = new WeakMap<ModelPart, { header: Header }>();

/** The header of a safetensors file; undefined for other files. */
function header(part: ModelPart): Header {
  const known = headers.get(part) ?? { header: readHeader(part) };
  headers.set(part, known);
  return known.header;
}

/** A safetensors file begins with a length of 64 bits and JSON. */
function readHeader({ bytes }: ModelPart): Header {
  if (bytes[8] !== 0x7b || bytes[7] || bytes[6]) return undefined;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  try {
    return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    // The module that reads it says what is wrong.
    return {};
  }
}

/** True for a model of Pupil, which has its config in the metadata. */
const isOwn = (part: ModelPart): boolean => "pupil" in Object(header(part)?.["__metadata__"] ?? {});

/** True for tensors of another program. */
const isForeign = (part: ModelPart): boolean => header(part) !== undefined && !isOwn(part);

/** False for files that hold no config of a model: JSON, a zip archive, HDF5, ONNX. */
const mayBeModel = (part: ModelPart): boolean =>
  isOnnx(part) || part.bytes[0] === 0x89 || /^\s*(\{|PK)/.test(new TextDecoder().decode(part.bytes.subarray(0, 100)));

const names = (parts: ModelPart[]): string => parts.slice(0, 5).map(({ name }) => `"${name}"`).join(", ");

const configFile = (config: object): ModelPart => {
  return { name: "config.json", bytes: new TextEncoder().encode(JSON.stringify(config)) };
};

const namesAndBytes = (parts: ModelPart[]): [string[], Uint8Array[]] => [
  parts.map(({ name }) => name),
  parts.map(({ bytes }) => bytes),
];

/** What `use` makes of a model that is not needed after it. */
async function freed<T>(model: WasmModel, use: (model: WasmModel) => T | Promise<T>): Promise<T> {
  try {
    return await use(model);
  } finally {
    model.free();
  }
}

/** A file that the engine reads, and what the files beside it say. */
interface ModelRead {
  file: Uint8Array;
  metadata: Metadata;
  notes: string[];
}

/** A model in the engine, its texts, and what a user should know about its files. */
export interface Opened {
  model: WasmModel;
  metadata: Metadata;
  notes: string[];
}

/** The weights of a model, and what was done with them. */
interface FoundWeights {
  weights: WeightTensor[];
  note: string[];
}

/** Opens a module: what it is called in errors, and its file beside the worker's. It is loaded at the first call. */
export type OpenModule = <M extends { default(): Promise<unknown> }>(what: string, file: string) => () => Promise<M>;

/** Files of other programs. */
export class Formats {
  readonly #files: () => Promise<WasmFiles>;
  readonly #arrays: () => Promise<WasmArrays>;
  readonly #weights: () => Promise<WasmWeights>;
  readonly #onnx: () => Promise<WasmOnnx>;
  readonly #onnxWriter: () => Promise<WasmOnnxWriter>;

  constructor(open: OpenModule) {
    this.#files = open<WasmFiles>("files", "pupil-files.js");
    this.#arrays = open<WasmArrays>("arrays", "pupil-arrays.js");
    this.#weights = open<WasmWeights>("weights", "pupil-weights.js");
    this.#onnx = open<WasmOnnx>("ONNX", "pupil-onnx.js");
    this.#onnxWriter = open<WasmOnnxWriter>("ONNX writer", "pupil-onnx-writer.js");
  }

  /** A model in the engine, from its files. */
  async open(Model: Wasm["Model"], files: ModelPart[], inputShapes: number[][], from?: WeightsFrom): Promise<Opened> {
    const foreign = files.some(isOwn) ? [] : files.filter(isForeign);
    const rest = files.filter((part) => !foreign.includes(part));
    if (foreign.length && !rest.some(mayBeModel)) {
      const add = "open them together with the model's config (config.json), or load them into a model with loadWeights";
      throw new Error(`model file: ${names(foreign)}: the files hold weights but no model config; ${add}`);
    }
    const { file, metadata, notes } = await this.#read(rest, inputShapes);
    const loaded = Model.load(file);
    const texts = { ...loaded.metadata, ...metadata };
    if (foreign.length === 0) return { model: loaded, metadata: texts, notes: [...loaded.notes, ...notes] };
    try {
      // A file without tensors has a header with nothing but metadata.
      if (Object.keys(header({ name: "", bytes: file })!).length > 1) notes.push(...foreign.map(({ name }) => `"${name}" was not read: the model has weights`));
      else {
        const { weights, note } = await this.#found(Model, loaded, foreign, from);
        await loaded.setWeights(weights);
        notes.push(...note);
      }
      return { model: loaded, metadata: texts, notes: [...loaded.notes, ...notes] };
    } catch (error) {
      loaded.free();
      throw error;
    }
  }

  /** The weights of a model in files of another program, and what was done with them. */
  async #found(Model: Wasm["Model"], model: WasmModel, files: ModelPart[], from?: WeightsFrom): Promise<FoundWeights> {
    const { findWeights } = await this.#weights();
    const weights = (await model.getWeights()).map(({ name, shape }) => ({ name, shape }));
    const described = JSON.stringify({ config: model.toConfig(), layers: model.layers(), weights });
    const file = findWeights(described, files.map(({ bytes }) => bytes), from ?? "");
    return freed(Model.load(file), async (found) => ({ weights: await found.getWeights(), note: found.notes }));
  }

  /** A config of an older Keras, or with operations, in today's form. */
  async translate(Model: Wasm["Model"], config: object): Promise<object> {
    return freed(Model.load((await this.#read([configFile(config)])).file), (model) => model.toConfig());
  }

  /** The weights of files for a model, or of the file of a whole model, and what was done with them. */
  async weights(Model: Wasm["Model"], model: WasmModel, files: ModelPart[], from?: WeightsFrom): Promise<FoundWeights> {
    if (files.every(isForeign)) return this.#found(Model, model, files, from);
    let read = await this.#read(files).catch((error: Error) => error);
    if (read instanceof Error) {
      // Without a config, only weights remain.
      if (!/holds? weights but no config/.test(read.message)) throw read;
      read = await this.#read([configFile(model.toConfig()), ...files]);
    }
    return freed(Model.load(read.file), async (found) => ({ weights: await found.getWeights(), note: [] }));
  }

  /** The file that the engine reads, from the files of a model, and what the files beside it say. */
  async #read(given: ModelPart[], inputShapes: number[][] = []): Promise<ModelRead> {
    const main = given.find((part) => isOnnx(part) || isOwn(part));
    const { metadata, rest } = await this.#pickled(given.filter((part) => part !== main));
    if (main) {
      const file = isOnnx(main) ? (await this.#onnx()).readModel(main.bytes) : main.bytes;
      const notes: string[] = [];
      const texts: string[] = rest.length ? JSON.parse((await this.#files()).readBeside(...namesAndBytes(rest))) : [];
      for (let at = 0; at < texts.length; at += 2) {
        if (texts[at]) metadata[texts[at]!] = texts[at + 1]!;
        else notes.push(texts[at + 1]!);
      }
      return { file, metadata, notes };
    }
    const shapes = Uint32Array.from(inputShapes.flatMap((shape) => [shape.length, ...shape]));
    return { file: (await this.#files()).readModel(...namesAndBytes(rest), shapes), metadata, notes: [] };
  }

  /** What pickles say, and the other files. A pickle alone is no model, which the module for files says. */
  async #pickled(given: ModelPart[]): Promise<{ metadata: Metadata; rest: ModelPart[] }> {
    const metadata: Metadata = {};
    const rest: ModelPart[] = [];
    for (const part of given) {
      try {
        if (!isPickle(part)) throw part;
        const [name, text] = (await this.#arrays()).readPickle(part.bytes);
        metadata[name] = text;
      } catch {
        // The module for files says that this pickle was not read.
        rest.push(part);
      }
    }
    return { metadata, rest };
  }

  /** The arrays of files of numbers, by their names. */
  async arrays(files: ModelPart[]): Promise<Record<string, Tensor>> {
    const { readArrays } = await this.#arrays();
    const found: [file: string, name: string, tensor: Tensor][] = [];
    files.forEach((file, at) => {
      try {
        for (const { name, data, shape } of readArrays(file.name, file.bytes)) {
          found.push([file.name || `${at}`, name, { data, shape }]);
        }
      } catch (error) {
        (error as Error).message = `${file.name ? `"${file.name}"` : "the file"}: ${(error as Error).message}`;
        throw error;
      }
    });
    // Files with arrays of the same name come before the names.
    const counts = new Map<string, number>();
    for (const [, name] of found) counts.set(name, (counts.get(name) ?? 0) + 1);
    const named = found.map(([file, name, tensor]) => [counts.get(name) === 1 ? name : `${file}/${name}`, tensor] as const);
    return Object.fromEntries(named);
  }

  /** An event file of TensorBoard. */
  async events(values: readonly EventValue[]): Promise<Uint8Array> {
    const numbers = (name: "time" | "step" | "value") => values.map((value) => value[name]);
    const [times, steps, scalars] = [numbers("time"), numbers("step"), numbers("value")];
    const tags = values.map(({ tag }) => tag);
    return (await this.#files()).eventFile(Float64Array.from(times), Float64Array.from(steps), tags, Float32Array.from(scalars));
  }

  /** A file of the engine in another program's format. */
  async write(file: Uint8Array, format: SaveFormat): Promise<Uint8Array> {
    return format === "onnx" ? (await this.#onnxWriter()).writeModel(file) : (await this.#files()).writeModel(file, format);
  }
}
