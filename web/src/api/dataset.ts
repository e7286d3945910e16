import { shown, whole } from "./check.ts";
import type { DatasetDescription, DatasetSource } from "../protocol/index.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { PupilError } from "./error.ts";
import { known } from "./keras.ts";
import { checkedAll, checkedWeights, oneOrAll } from "./tensor.ts";
import type { DatasetLike, FloatTensor, SampleWeights, Tensor, TensorLike, Tensors } from "./types.ts";

// Calling dispose is optional: when the page's object is collected, the worker's copy is freed.
const abandoned = new FinalizationRegistry<{ dataset: number; generation: number }>(({ dataset, generation }) => {
  if (generation === workerGeneration()) void call("disposeDataset", { dataset }).catch(() => {});
});

/** The result for one tensor, or for a list of them. */
export type Gathered<T> = T extends readonly unknown[] ? FloatTensor[] : FloatTensor;

/** The tensors as a list in the model's order. A data set does not know a model, so it takes no names. */
function inOrder(what: string, tensors: Tensors | SampleWeights): readonly (Tensor | null)[] {
  if (Array.isArray(tensors)) return tensors;
  if ("data" in tensors && "shape" in tensors) return [tensors as Tensor];
  throw new PupilError(`${what} is an object; a Dataset takes a list of tensors, in the order of the model's ${what === "x" ? "inputs" : "outputs"}`);
}

/**
 * Samples and targets in the engine's worker, so that a large set is sent only once. For models with several inputs or
 * outputs it has a list of tensors for each.
 */
export class Dataset<X extends FloatTensor | FloatTensor[] = FloatTensor, Y extends FloatTensor | FloatTensor[] = FloatTensor>
  implements DatasetLike
{
  /** The number of samples. */
  readonly length: number;
  /** Shape of the samples, the number of samples first; of the first input if there are several. */
  readonly xShape: number[];
  /** Shape of the targets, the number of samples first; of the first output if there are several. */
  readonly yShape: number[];
  /** Shapes of the samples for each input. */
  readonly xShapes: number[][];
  /** Shapes of the targets for each output. */
  readonly yShapes: number[][];

  private constructor(
    /** Its id in the worker. */
    readonly id: number,
    described: DatasetDescription,
  ) {
    this.length = described.length;
    this.xShapes = described.xShapes;
    this.yShapes = described.yShapes;
    this.xShape = described.xShapes[0] ?? [];
    this.yShape = described.yShapes[0] ?? [];
    abandoned.register(this, { dataset: id, generation: workerGeneration() }, this);
  }

  private static async create<X extends FloatTensor | FloatTensor[], Y extends FloatTensor | FloatTensor[]>(
    source: DatasetSource,
    transfer: Transferable[] = [],
  ): Promise<Dataset<X, Y>> {
    const id = newId();
    return new Dataset<X, Y>(id, await call("createDataset", { dataset: id, source }, { transfer }));
  }

  /**
   * From samples `x` and their targets `y`: tensors, or lists of tensors in the model's order for several inputs or
   * outputs. `sampleWeight` is how much each sample counts in the loss: one tensor for all outputs, or a list with one
   * for each; by default all samples count the same.
   *
   * @throws Error when data and shapes do not match, or the numbers of samples differ.
   */
  static async fromTensors<X extends TensorLike | readonly TensorLike[], Y extends TensorLike | readonly TensorLike[]>(
    x: X,
    y: Y,
    sampleWeight?: Tensor | readonly (Tensor | null | undefined)[],
  ): Promise<Dataset<Gathered<X>, Gathered<Y>>> {
    const weights = sampleWeight ? inOrder("sampleWeight", checkedWeights("sampleWeight", sampleWeight)) : [];
    const [inputs, targets] = [inOrder("x", checkedAll("x", x)), inOrder("y", checkedAll("y", y))];
    return Dataset.create({ kind: "tensors", x: inputs as Tensor[], y: targets as Tensor[], weights });
  }

  /**
   * From MNIST's IDX files, compressed with gzip or not.
   *
   * @throws Error when a file is cut short or not an IDX file; the message says what is wrong.
   */
  static async fromIdx(images: Blob | ArrayBuffer | Uint8Array, labels: Blob | ArrayBuffer | Uint8Array): Promise<Dataset> {
    const [imageBytes, labelBytes] = await Promise.all([
      unpacked("fromIdx: images", images),
      unpacked("fromIdx: labels", labels),
    ]);
    return Dataset.create({ kind: "idx", images: imageBytes, labels: labelBytes }, [imageBytes.buffer, labelBytes.buffer]);
  }

  /**
   * Generated digits that look handwritten, 28 x 28, with their labels; needs no download. `count` is how many, from 1
   * to 1,000,000. The same `seed`, 0 by default, gives the same digits.
   *
   * @throws Error when an option is not known, or is not a whole number in its range.
   */
  static async strokes(options: { count: number; seed?: number }): Promise<Dataset> {
    const { count, seed = 0 } = known("strokes", options, ["count", "seed"]);
    const [digits, start] = [whole("strokes: count", count, 1, 1_000_000), whole("strokes: seed", seed, 0)];
    return Dataset.create({ kind: "strokes", count: digits, seed: start });
  }

  /** The samples and targets at these indices; lists if there are several inputs or outputs. */
  async gather(indices: ArrayLike<number>): Promise<{ x: X; y: Y }> {
    const { x, y } = await call("gather", { dataset: this.id, indices: Uint32Array.from(indices) });
    return { x: oneOrAll<X>(x), y: oneOrAll<Y>(y) };
  }

  /** All targets; a list if there are several outputs. */
  async targets(): Promise<Y> {
    return oneOrAll<Y>(await call("targets", { dataset: this.id }));
  }

  /** Frees the worker's copy at once. This is optional: the copy is freed with this object. */
  dispose(): void {
    abandoned.unregister(this);
    void call("disposeDataset", { dataset: this.id }).catch(() => {});
  }
}

/**
 * The bytes of a file, decompressed if they are gzip: at most `largest` bytes, 1 GB (2 ** 30) by default.
 *
 * @throws Error when it is neither a file nor bytes, the gzip is broken, or it holds more.
 */
export async function unpackFile(
  file: Blob | ArrayBuffer | Uint8Array,
  options: { largest?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { largest = LARGEST } = known("unpackFile", options, ["largest"]);
  return unpacked("unpackFile: the file", file, "", whole("unpackFile: largest", largest, 1));
}

/** The most bytes that a compressed file may unpack to: in gzip, a thousand zeros take one byte. */
const LARGEST = 1 << 30;

/**
 * The number of gzip bytes that are decompressed at a time. Chromium decompresses all of a piece before it asks whether
 * anybody reads: a piece of 2 MB took 500 MB at once. A piece of this size takes 16 MB.
 */
const PIECE = 1 << 14;

function inPieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, (at += PIECE)));
      else controller.close();
    },
  });
}

/** All bytes of a stream of at most `most` bytes; a RangeError if it is longer. */
async function joinedWithin(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) {
      void reader.cancel().catch(() => {});
      throw new RangeError("too long");
    }
    parts.push(next.value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** As {@link unpackFile}; errors name the file `what`, and `or` says what else it could be. */
export async function unpacked(
  what: string,
  file: Blob | ArrayBuffer | Uint8Array,
  or = "",
  largest = LARGEST,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!(file instanceof Blob || file instanceof ArrayBuffer || file instanceof Uint8Array)) {
    throw new PupilError(`${what} is ${shown(file)}; expected ${or}a Blob or File, an ArrayBuffer or a Uint8Array`);
  }
  const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(file).slice();
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const name = file instanceof File ? file.name : "the file";
  try {
    return await joinedWithin(inPieces(bytes).pipeThrough(new DecompressionStream("gzip")), largest);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new PupilError(`${name} unpacks to more than ${largest.toLocaleString("en")} bytes; expected less`);
    }
    throw new PupilError(`${name} is broken gzip: it was cut short or damaged`);
  }
}
