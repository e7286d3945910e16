import type { Hooks, RateScheduler } from "./callbacks.ts";
import type { KerasObject } from "./keras.ts";
import type { BatchReport, DatasetLike, Logs, SampleWeights, TensorsLike, Workers } from "./types.ts";

/** How to train a model of type `M`. The defaults are Keras's. */
export interface TrainingOptions<M> {
  /** The epoch to stop before, counted from 0; 1 by default. */
  epochs?: number;
  /** Samples in a step; 32 by default. If there are fewer samples, a step takes all. */
  batchSize?: number;
  /** True to shuffle the samples for every epoch; true by default. */
  shuffle?: boolean;
  /** The share of the samples, taken from the end, that validates instead of training. */
  validationSplit?: number;
  /** Samples and targets to validate on. */
  validationData?: readonly [x: TensorsLike, y: TensorsLike, sampleWeight?: SampleWeights] | DatasetLike;
  /** Samples in a step of the validation; `batchSize` by default. */
  validationBatchSize?: number;
  /** Batches in a validation; all by default. */
  validationSteps?: number;
  /** Validate after every n-th epoch, or after the epochs in a list, counted from 1; 1 by default. */
  validationFreq?: number | number[];
  /** Batches in an epoch; all by default. */
  stepsPerEpoch?: number;
  /** How much samples count by their class, for example `{ 0: 1, 1: 5 }`; 1 for classes that are not listed. */
  classWeight?: Record<number, number>;
  /** How much each sample counts in the loss. A Dataset has its own weights. */
  sampleWeight?: SampleWeights;
  /** Callbacks from {@link callbacks}, or your own hooks. */
  callbacks?: (KerasObject | RateScheduler | Hooks<M>)[];
  /** Seed of the samples' order; 0 by default. */
  seed?: number;
  /** The first epoch, counted from 0; 0 by default. */
  initialEpoch?: number;
  /**
   * Number of workers that share every batch; `"auto"` by default. Each worker computes the gradients of its part of
   * the batch, and all take the mean, so the result equals that of one worker up to rounding, with two exceptions.
   * `BatchNormalization` computes the statistics of its worker's part (of at least 8 samples, otherwise there are fewer
   * workers). Layers that are random in training (`Dropout`, noise, augmentation) draw new numbers on each worker. The
   * numbers of a seeded training depend on the number of workers, never on which of them was faster: `workers: 1` gives
   * the same on every computer. If a worker cannot start, or is lost repeatedly, the training continues with fewer
   * workers, which changes the numbers; {@link Model.workers} says how many there are, and why. A training waits for
   * shared predictions and evaluations of the model that are still running.
   */
  workers?: Workers;
  /** Called for every training batch, in groups of batches about ten times a second. */
  onBatchEnd?: (step: number, logs: Logs, report: BatchReport) => void | Promise<void>;
  /** Called after every epoch. The training does not wait for it, but it waits for the hooks of `callbacks`. */
  onEpochEnd?: (epoch: number, logs: Logs) => void | Promise<void>;
  /**
   * Called with a message when a device was lost during the training, which says how many of the last steps (100 at
   * most) were lost with it. The training continues on a new device or on the CPU.
   */
  onNotice?: (message: string) => void;
  /** Stops the training: `fit` rejects with the signal's reason, and the model keeps what it learned. */
  signal?: AbortSignal;
}
