// Training runs: a call starts a run and is answered at its end; meanwhile the run sends reports.

import type { BackendInUse, BatchReport, Logs, Workers, WorkersInUse } from "../api/types.ts";
import type { BatchSamples, Samples } from "./data.ts";
import type { Metadata } from "./models.ts";

export interface RunCalls {
  fit: { args: FitArguments; result: { aborted: boolean } };
  control: { args: { run: number; action: Action }; result: void };
  /** Answers a run that asked for a batch. */
  feed: { args: { run: number; feed: Feed }; result: void };
}

/** A batch from the page, or that there are no more for this epoch or for the training. */
export type Feed = { batch: BatchSamples } | { end: "epoch" | "all" };

/**
 * Commands to a run: `stop` aborts it, `finish` ends it as if its last epoch was over, `go` lets it continue after an
 * epoch at which it `waits`.
 */
export type Action = "pause" | "resume" | "step" | "stop" | "finish" | "go";

/** Options of `fit` with Keras's names. Only the engine knows most of them. */
export interface EngineOptions {
  epochs?: number;
  initial_epoch?: number;
  steps_per_epoch?: number;
  validation_split?: number;
  [name: string]: unknown;
}

export interface FitArguments {
  model: number;
  /** Samples, or batches that the run asks the page for. */
  train: Samples | "batches";
  validation?: Samples;
  options: EngineOptions;
  paused: boolean;
  workers: Workers;
  /** True if the run waits at the end of every epoch until it gets `go`. */
  waits: boolean;
  /** What files at checkpoints contain; undefined if there are none. */
  saves: { includeOptimizer: boolean; metadata: Metadata } | undefined;
}

/** A batch, or the end of the page's batches. After an epoch's last batch it has the epoch's values. */
export interface RunBatch extends Omit<BatchReport, "phase"> {
  phase: BatchReport["phase"] | "end";
  epochEnd?: Logs;
  /** The model as a file at a checkpoint. */
  file?: Uint8Array;
  /** True if this was the last batch of the training. */
  last?: boolean;
}

/** A report of a run; `run` is the id of the call that started it. */
export interface RunReport {
  run: number;
  batches: RunBatch[];
  /** The run asks for a batch from the page. */
  want?: true;
  workers?: WorkersInUse;
  backend?: BackendInUse;
  notices?: string[];
}
