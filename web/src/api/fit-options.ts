import type { Hooks, RateScheduler } from "./callbacks.ts";
import type { KerasObject } from "./keras.ts";
import type { BatchReport, DatasetLike, Logs, SampleWeights, Tensors, Workers } from "./types.ts";

/** How to train a model of type `M`; the defaults are Keras's. */
export interface TrainingOptions<M> {
  /** Number of the epoch after the last; 1 by default. */
  epochs?: number;
  /** Samples a step; 32 by default, or all when there are fewer. */
  batchSize?: number;
  /** New order of the samples every epoch; true by default. */
  shuffle?: boolean;
  /** Share of the samples, from the end, that validates instead of training. */
  validationSplit?: number;
  /** Samples and targets to validate on. */
  validationData?: readonly [x: Tensors, y: Tensors, sampleWeight?: SampleWeights] | DatasetLike;
  /** Samples a step of the validation; `batchSize` by default. */
  validationBatchSize?: number;
  /** Batches of a validation; all by default. */
  validationSteps?: number;
  /** After every how many epochs, or after which ones, counted from 1, it is validated; 1 by default. */
  validationFreq?: number | number[];
  /** Batches an epoch; all by default. */
  stepsPerEpoch?: number;
  /** How much samples count by their class: `{ 0: 1, 1: 5 }`; 1 for those that are not listed. */
  classWeight?: Record<number, number>;
  /** How much each sample counts in the loss; a Dataset has its own. */
  sampleWeight?: SampleWeights;
  /** Of {@link callbacks}, or hooks of your own. */
  callbacks?: (KerasObject | RateScheduler | Hooks<M>)[];
  /** Seed of the samples' order; 0 by default. */
  seed?: number;
  /** Number of the first epoch; 0 by default. */
  initialEpoch?: number;
  /**
   * Workers that share every batch; `"auto"` by default. Each computes the gradients of its part of the batch, and all take
   * the mean, so that the result is that of one worker but for rounding, with two exceptions: `BatchNormalization` takes the
   * statistics of its worker's part (of 8 samples at least, else there are fewer workers), and what is random in training
   * (`Dropout`, noise, augmentation) is drawn for each worker anew. The numbers of a seeded training follow from the number
   * of workers, never from which of them was faster: `workers: 1` gives the same on every computer. Where a worker cannot be
   * started, or is lost again and again, the training goes on with fewer, which shows in the numbers; {@link Model.workers}
   * tells how many there are, and why. A training waits for predictions and evaluations of the model that are under way and
   * shared.
   */
  workers?: Workers;
  /** Called for every training batch, in groups of about ten a second. */
  onBatchEnd?: (step: number, logs: Logs, report: BatchReport) => void | Promise<void>;
  /** Called after every epoch; the training does not wait for it, other than for the hooks of `callbacks`. */
  onEpochEnd?: (epoch: number, logs: Logs) => void | Promise<void>;
  /**
   * Called when a device was lost in the middle of the training, and how many of the last steps (100 at most) with it; the
   * training goes on, on a new device or on the CPU.
   */
  onNotice?: (message: string) => void;
  /** Stops the training: `fit` rejects with the signal's reason; the model keeps what it learned. */
  signal?: AbortSignal;
}
