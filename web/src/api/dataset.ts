import type { DatasetDescription, DatasetSource } from "../protocol.ts";
import { call, newId, workerGeneration } from "./engine.ts";
import { checked } from "./tensor.ts";
import type { DatasetLike, FloatTensor, Tensor } from "./types.ts";

// Nobody has to call dispose: the worker's copy goes when the page's object does.
const abandoned = new FinalizationRegistry<{ dataset: number; generation: number }>(({ dataset, generation }) => {
  if (generation === workerGeneration()) void call("disposeDataset", { dataset }).catch(() => {});
});

/** Samples and targets kept in the engine's worker, so that large sets are handed over once. */
export class Dataset implements DatasetLike {
  readonly length: number;
  /** Shape of the samples, their number first. */
  readonly xShape: number[];
  /** Shape of the targets, their number first. */
  readonly yShape: number[];

  private constructor(
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
  static fromTensors(x: Tensor, y: Tensor, sampleWeight?: Tensor): Promise<Dataset> {
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
    const [imageBytes, labelBytes] = await Promise.all([unpackFile(images), unpackFile(labels)]);
    return Dataset.create({ kind: "idx", images: imageBytes, labels: labelBytes }, [imageBytes.buffer, labelBytes.buffer]);
  }

  /** Generated handwritten-like digits, 28 x 28, with their labels: needs no download. */
  static strokes(options: { count: number; seed?: number }): Promise<Dataset> {
    const { count, seed = 0 } = options;
    if (!Number.isInteger(count) || count < 1 || count > 1_000_000) {
      throw new Error(`strokes: count ${count}; expected a whole number from 1 to 1,000,000`);
    }
    return Dataset.create({ kind: "strokes", count, seed });
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
 * @throws Error when the gzip is broken.
 */
export async function unpackFile(file: Blob | ArrayBuffer | Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(file as ArrayBuffer).slice();
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const name = file instanceof File ? file.name : "the file";
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error(`${name} is broken gzip: it was cut short or damaged`);
  }
}
