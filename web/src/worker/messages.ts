// The messages between the engine's worker, which has the main replica of a model, and the workers of the other replicas.

import type { FloatTensor, Tensor } from "../api/types.ts";
import type { OrderedSamples } from "./samples.ts";

/** Main to replica. `step` counts training steps; messages of a step that was given up are passed over. */
export type ToReplica =
  | { replica: "start"; wasm: string; module: WebAssembly.Module | undefined; lock: string; memoryLimit: number }
  /** A copy of the model; and to train with it, the rank in the group and the other replicas' ports by their rank. */
  | { replica: "join"; step: number; file: Uint8Array; rank: number; size: number; ports: [number, MessagePort][] }
  /** A shard as the engine made it: the size of the whole batch comes first. */
  | { replica: "step"; step: number; shard: Float32Array }
  | ({ replica: "part" } & Part)
  | { replica: "job"; id: number; job: Job };

/** Replica to main. */
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

/** What loss and metrics of batches came to, and the samples of each. */
export type Evaluated = [values: Float32Array, samples: number][];

/** A prediction's outputs, or what an evaluation's batches came to. */
export type JobResult = FloatTensor[] | Evaluated;

/** Gradients and statistics of a replica's shard, for all others; the main's also has the numbers that all step with. */
export interface Part {
  step: number;
  from: number;
  part: Float32Array;
  numbers?: Float32Array;
}
