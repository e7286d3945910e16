// Callbacks: code that watches a training, and changes or ends it.

import type { EventValue } from "../protocol/index.ts";
import { shown } from "./check.ts";
import { call } from "./engine.ts";
import { PupilError } from "./error.ts";
import { historyToCSV, record } from "./history.ts";
import { keras, known, snakeOptions, type KerasObject } from "./keras.ts";
import type { BatchReport, History, Logs } from "./types.ts";

/**
 * What a hook may return: `false` ends the training, and `fit` resolves. If it returns a promise, the training waits
 * for it.
 */
export type Answer = void | boolean | Promise<void | boolean>;

/**
 * Your own hooks for a model of type `M`. An error in a hook stops the training, and `fit` rejects with it. At the end
 * of an epoch the training waits for the hooks, so that they can save the model, ask it or change its learning rate. At
 * batches the training does not wait.
 */
export interface Hooks<M> {
  /** Called before the first epoch. */
  onTrainBegin?(model: M): Answer;
  /** Called before every epoch; epochs count from 0. */
  onEpochBegin?(epoch: number, model: M): Answer;
  /** Called for every training batch, in groups of batches about ten times a second. */
  onBatchEnd?(step: number, logs: Logs, report: BatchReport, model: M): Answer;
  /** Called after every epoch and its validation, if there is one. The logs are means over the epoch. */
  onEpochEnd?(epoch: number, logs: Logs, model: M): Answer;
  /**
   * Called at the end, with the logs of the last epoch; they are empty if no epoch was trained. Not called when the
   * training fails or a signal stops it.
   */
  onTrainEnd?(logs: Partial<Logs>, model: M): Answer;
}

/** Returns the learning rate of an epoch, given the rate before. */
export type RateFunction = (epoch: number, rate: number) => number;

/** A learning rate for each epoch, from epoch 0. */
export interface RateScheduler {
  /** A function that returns the rate of each epoch, or a list of rates from epoch 0 on, whose last rate stays. */
  rates: RateFunction | number[];
}

/** Options of callbacks that watch a value. */
interface Monitored {
  /** The name of the value in the logs; `"val_loss"` by default. */
  monitor?: string;
  /** Whether smaller (`"min"`) or larger (`"max"`) is better; `"auto"`, the default, decides by the name. */
  mode?: "auto" | "min" | "max";
}

/** When a training ends early. Names and defaults are Keras's. */
export interface EarlyStoppingOptions extends Monitored {
  /** Smaller changes are no improvement; 0 by default. */
  minDelta?: number;
  /** Epochs without improvement after which the training ends; 0 by default. */
  patience?: number;
  /** The value that must be improved on; by default the first epoch's. */
  baseline?: number;
  /** True to restore the weights of the best epoch; false by default. */
  restoreBestWeights?: boolean;
  /** The first epoch that is watched; 0 by default. */
  startFromEpoch?: number;
}

/** When the learning rate is lowered, and by how much. Names and defaults are Keras's. */
export interface ReduceLROnPlateauOptions extends Monitored {
  /** The rate is multiplied by this; 0.1 by default. */
  factor?: number;
  /** Epochs without improvement after which the rate is lowered; 10 by default. */
  patience?: number;
  /** Smaller changes are no improvement; 1e-4 by default. */
  minDelta?: number;
  /** Epochs to wait after lowering the rate before watching again; 0 by default. */
  cooldown?: number;
  /** The lowest rate; 0 by default. */
  minLr?: number;
}

/** After which epochs the model is saved, and how. */
export interface ModelCheckpointOptions extends Monitored {
  /** True to save only epochs that are better than all before; false by default. */
  saveBestOnly?: boolean;
  /** With `saveBestOnly`, a value of `monitor` that the first saved epoch must beat; none by default. */
  initialValueThreshold?: number;
  /** True to save the optimizer's state too, so that the training can continue from the file; true by default. */
  includeOptimizer?: boolean;
  /** Called with every file, for example to store it; the training waits for it. */
  onSave?: (bytes: Uint8Array, epoch: number, logs: Logs) => void | Promise<void>;
}

/** Saves the model as a file at the end of epochs. */
export class ModelCheckpoint implements KerasObject {
  /** Keras's class. */
  readonly class_name = "ModelCheckpoint";
  /** The options that the engine reads. */
  readonly config: Record<string, unknown>;
  /** The last saved `.safetensors` file, for `loadModel`. */
  bytes: Uint8Array | undefined;
  /** The epoch of the last saved file. */
  epoch: number | undefined;
  /** True if files include the optimizer's state. */
  readonly includeOptimizer: boolean;
  readonly #onSave: ModelCheckpointOptions["onSave"];

  /** See {@link ModelCheckpointOptions}; `fit` refuses wrong values. */
  constructor({ includeOptimizer = true, onSave, ...options }: ModelCheckpointOptions = {}) {
    this.config = snakeOptions(this.class_name, options);
    this.includeOptimizer = includeOptimizer;
    this.#onSave = onSave;
  }

  /** Stores the file of an epoch. */
  async keep(bytes: Uint8Array, epoch: number, logs: Logs): Promise<void> {
    this.bytes = bytes;
    this.epoch = epoch;
    await this.#onSave?.(bytes, epoch, logs);
  }
}

/** Collects one line for each epoch: the epoch and its logs. */
export class CsvLogger implements Hooks<unknown> {
  #history: History = { epoch: [], history: {} };

  /** `separator` is a comma by default. With `append`, which is false by default, a further `fit` adds its epochs. */
  constructor(private readonly options: { separator?: string; append?: boolean } = {}) {
    known("csvLogger", options, ["separator", "append"]);
  }

  /** Starts again, unless it appends. */
  onTrainBegin(): void {
    if (!this.options.append) this.#history = { epoch: [], history: {} };
  }

  /** Adds the logs of an epoch. */
  onEpochEnd(epoch: number, logs: Logs): void {
    record(this.#history, epoch, logs);
  }

  /** The CSV text so far. */
  get csv(): string {
    return historyToCSV(this.#history, this.options.separator);
  }
}

/** Collects the values of every epoch for TensorBoard, under the names that Keras's `TensorBoard` gives them. */
export class TensorBoard implements Hooks<{ getLearningRate(): Promise<number> }> {
  #values: Record<"train" | "validation", EventValue[]> = { train: [], validation: [] };

  /** Starts again. */
  onTrainBegin(): void {
    this.#values = { train: [], validation: [] };
  }

  /** Adds the logs of an epoch and the learning rate. */
  async onEpochEnd(step: number, logs: Logs, model: { getLearningRate(): Promise<number> }): Promise<void> {
    const time = Date.now() / 1000;
    const all = { ...logs, learning_rate: await model.getLearningRate() };
    for (const [name, value] of Object.entries(all)) {
      const validates = name.startsWith("val_");
      this.#values[validates ? "validation" : "train"].push({ time, step, tag: `epoch_${validates ? name.slice(4) : name}`, value });
    }
  }

  /** The event files so far. Each name is a path in TensorBoard's folder of logs. */
  async files(): Promise<{ name: string; bytes: Uint8Array }[]> {
    const parts = Object.entries(this.#values).filter(([, values]) => values.length);
    const file = async ([part, values]: [string, EventValue[]]) => ({
      name: `${part}/events.out.tfevents.${Math.floor(values[0]!.time)}.pupil.v2`,
      bytes: await call("eventFile", { values }),
    });
    return Promise.all(parts.map(file));
  }
}

/** Callbacks for the option `callbacks` of `fit`, where the engine refuses wrong options. */
export const callbacks = {
  /** Ends the training when `monitor` no longer improves. */
  earlyStopping: (options: EarlyStoppingOptions = {}): KerasObject => keras("EarlyStopping", options),
  /** Lowers the learning rate when `monitor` no longer improves. */
  reduceLROnPlateau: (options: ReduceLROnPlateauOptions = {}): KerasObject => keras("ReduceLROnPlateau", options),
  /**
   * Sets the learning rate of every epoch: a function `(epoch, rate) => rate` of the epoch and the rate before, or a
   * list that starts with epoch 0. The function is called for all epochs before the training starts.
   */
  learningRateScheduler: (rates: RateFunction | number[]): RateScheduler => {
    if (typeof rates === "function" || Array.isArray(rates)) return { rates };
    throw new PupilError(`learningRateScheduler: rates is ${shown(rates)}; expected a function of epoch and rate, or a list`);
  },
  /** Ends the training when the loss is not a finite number. */
  terminateOnNaN: (): KerasObject => keras("TerminateOnNaN"),
  /** Saves the model as a file after every epoch, or after every best one. At most one for each `fit`. */
  modelCheckpoint: (options: ModelCheckpointOptions = {}): ModelCheckpoint => new ModelCheckpoint(options),
  /** Collects the logs of every epoch as CSV; with `append`, which is false by default, over several runs. */
  csvLogger: (options: { separator?: string; append?: boolean } = {}): CsvLogger => new CsvLogger(options),
  /** Collects the values of every epoch; `await board.files()` gives event files for TensorBoard. */
  tensorBoard: (): TensorBoard => new TensorBoard(),
};
