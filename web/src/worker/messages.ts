// The messages between the engine's worker, which has the main replica of a model, and the workers of the other replicas.

import type { FloatTensor, Tensor } from "../api/types.ts";
import type { OrderedSamples } from "./samples.ts";

/** From the main replica. `step` counts training steps; replicas ignore messages of a step that was given up. */
export type ToReplica =
  | { replica: "start"; wasm: string; module: WebAssembly.Module | undefined; lock: string; memoryLimit: number }
  /** A copy of the model and, for training, the rank in the group and the other replicas' ports by rank. */
  | { replica: "join"; step: number; file: Uint8Array; rank: number; size: number; ports: [number, MessagePort][] }
  /** A shard in the engine's form, which begins with the size of the whole batch. */
  | { replica: "step"; step: number; shard: Float32Array }
  | ({ replica: "part" } & Part)
  | { replica: "job"; id: number; job: Job };

/** To the main replica. */
export type FromReplica =
  | { replica: "ready" }
  | { replica: "joined"; step: number }
  | ({ replica: "part" } & Part)
  | { replica: "done"; id: number; result: JobResult }
  | { replica: "failed"; message: string };

/** A piece of a prediction or an evaluation. */
export type Job =
  | { kind: "predict"; x: readonly Tensor[]; batchSize: number }
  | { kind: "evaluate"; samples: OrderedSamples; batchSize: number };

/** Losses and metric sums of batches, and the number of samples of each. */
export type Evaluated = [values: Float32Array, samples: number][];

/** A prediction's outputs, or the values of an evaluation's batches. */
export type JobResult = FloatTensor[] | Evaluated;

/**
 * Gradients and statistics of a replica's shard, for all others. The main replica's part also has the step's numbers.
 */
export interface Part {
  step: number;
  from: number;
  part: Float32Array;
  numbers?: Float32Array;
}
