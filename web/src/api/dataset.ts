import { shown, whole } from "./check.ts";
import type { DatasetDescription, DatasetSource } from "../protocol.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { known } from "./keras.ts";
import { checked } from "./tensor.ts";
import type { DatasetLike, FloatTensor, Tensor } from "./types.ts";

// Nobody has to call dispose: the worker's copy goes when the page's object does.
const abandoned = new FinalizationRegistry<{ dataset: number; generation: number }>(({ dataset, generation }) => {
  if (generation === workerGeneration()) void call("disposeDataset", { dataset }).catch(() => {});
});

/** Samples and targets kept in the engine's worker, so that large sets are handed over once. */
export class Dataset implements DatasetLike {
  /** The number of samples. */
  readonly length: number;
  /** Shape of the samples, their number first. */
  readonly xShape: number[];
  /** Shape of the targets, their number first. */
  readonly yShape: number[];

  private constructor(
    /** The worker's number of it. */
    readonly id: number,
    described: DatasetDescription,
  ) {
    this.length = described.length;
    this.xShape = described.xShape;
    this.yShape = described.yShape;
    abandoned.register(this, { dataset: id, generation: workerGeneration() }, this);
  }

  private static async create(source: DatasetSource, transfer: Transferable[] = []): Promise<Dataset> {
    const id = newId();
    return new Dataset(id, await call("createDataset", { dataset: id, source }, { transfer }));
  }

  /**
   * From samples `x` and their targets `y`. `sampleWeight` is how much each sample counts in the loss; all alike by
   * default.
   *
   * @throws Error when data and shapes, or the numbers of samples, do not go together.
   */
  static async fromTensors(x: Tensor, y: Tensor, sampleWeight?: Tensor): Promise<Dataset> {
    const source: DatasetSource = { kind: "tensors", x: checked("x", x), y: checked("y", y) };
    if (sampleWeight) source.sampleWeight = checked("sampleWeight", sampleWeight);
    return Dataset.create(source);
  }

  /**
   * From MNIST's IDX files, packed with gzip or not.
   *
   * @throws Error that says what is wrong when a file is cut short or of another kind.
   */
  static async fromIdx(images: Blob | ArrayBuffer | Uint8Array, labels: Blob | ArrayBuffer | Uint8Array): Promise<Dataset> {
    const [imageBytes, labelBytes] = await Promise.all([
      unpacked("fromIdx: images", images),
      unpacked("fromIdx: labels", labels),
    ]);
    return Dataset.create({ kind: "idx", images: imageBytes, labels: labelBytes }, [imageBytes.buffer, labelBytes.buffer]);
  }

  /**
   * Generated handwritten-like digits, 28 x 28, with their labels: needs no download. `count` is how many, from 1 to
   * 1,000,000; the same `seed`, 0 by default, gives the same digits.
   *
   * @throws Error when an option is not known, or no whole number in its range.
   */
  static async strokes(options: { count: number; seed?: number }): Promise<Dataset> {
    const { count, seed = 0 } = known("strokes", options, ["count", "seed"]);
    const [digits, start] = [whole("strokes: count", count, 1, 1_000_000), whole("strokes: seed", seed, 0)];
    return Dataset.create({ kind: "strokes", count: digits, seed: start });
  }

  /** Some samples and targets by their numbers, from 0. */
  gather(indices: ArrayLike<number>): Promise<{ x: FloatTensor; y: FloatTensor }> {
    return call("gather", { dataset: this.id, indices: Uint32Array.from(indices) });
  }

  /** All targets. */
  targets(): Promise<FloatTensor> {
    return call("targets", { dataset: this.id });
  }

  /** Frees the worker's copy at once. Never needed: it goes with this object. */
  dispose(): void {
    abandoned.unregister(this);
    void call("disposeDataset", { dataset: this.id }).catch(() => {});
  }
}

/**
 * The bytes of a file, unpacked when they are gzip.
 *
 * @throws Error when it is no file and no bytes, or the gzip is broken.
 */
export async function unpackFile(file: Blob | ArrayBuffer | Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return unpacked("unpackFile: the file", file);
}

/** The same; `what` names the file in the error where it is none, `or` what it could be besides. */
export async function unpacked(
  what: string,
  file: Blob | ArrayBuffer | Uint8Array,
  or = "",
): Promise<Uint8Array<ArrayBuffer>> {
  if (!(file instanceof Blob || file instanceof ArrayBuffer || file instanceof Uint8Array)) {
    throw new Error(`${what} is ${shown(file)}; expected ${or}a Blob or File, an ArrayBuffer or a Uint8Array`);
  }
  const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(file).slice();
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const name = file instanceof File ? file.name : "the file";
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error(`${name} is broken gzip: it was cut short or damaged`);
  }
}
