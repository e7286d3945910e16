// Training runs: started by a call, which is answered at the end; they report on the way.

import type { BackendInUse, BatchReport, Logs, Workers, WorkersInUse } from "../api/types.ts";
import type { BatchSamples, Samples } from "./data.ts";
import type { Metadata } from "./models.ts";

export interface RunCalls {
  fit: { args: FitArguments; result: { aborted: boolean } };
  control: { args: { run: number; action: Action }; result: void };
  /** Answers a run that wants a batch. */
  feed: { args: { run: number; feed: Feed }; result: void };
}

/** A batch of the page's, or that there are no more in this epoch, or in this training. */
export type Feed = { batch: BatchSamples } | { end: "epoch" | "all" };

/**
 * What a run is told: `stop` breaks it off, `finish` ends it as if its last epoch was over, `go` lets it on after an
 * epoch that it `waits` at.
 */
export type Action = "pause" | "resume" | "step" | "stop" | "finish" | "go";

/** Options of `fit` under Keras's names. Most of them only the engine knows. */
export interface EngineOptions {
  epochs?: number;
  initial_epoch?: number;
  steps_per_epoch?: number;
  validation_split?: number;
  [name: string]: unknown;
}

export interface FitArguments {
  model: number;
  /** Samples, or batches that the run asks for. */
  train: Samples | "batches";
  validation?: Samples;
  options: EngineOptions;
  paused: boolean;
  workers: Workers;
  /** Whether it waits at the end of every epoch until it is told to go on. */
  waits: boolean;
  /** What files at checkpoints hold; undefined where none are wanted. */
  saves: { includeOptimizer: boolean; metadata: Metadata } | undefined;
}

/** A batch, or the end of the page's batches; and after an epoch's last one what the epoch came to. */
export interface RunBatch extends Omit<BatchReport, "phase"> {
  phase: BatchReport["phase"] | "end";
  epochEnd?: Logs;
  /** The model as it was then, at a checkpoint. */
  file?: Uint8Array;
  /** Whether this was the training's last one. */
  last?: boolean;
}

/** What a run reports; `run` is the number of the call that started it. */
export interface RunReport {
  run: number;
  batches: RunBatch[];
  /** It asks for a batch of the page's. */
  want?: true;
  workers?: WorkersInUse;
  backend?: BackendInUse;
  notices?: string[];
}
