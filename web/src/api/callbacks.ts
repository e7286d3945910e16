// What looks on while a model is trained, and changes or ends it.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import { historyToCSV, record } from "./history.ts";
import { keras, known, snakeOptions, type KerasObject } from "./keras.ts";
import type { BatchReport, History, Logs } from "./types.ts";

/** What a hook may give: `false` ends the training, and `fit` resolves; a promise is waited for. */
export type Answer = void | boolean | Promise<void | boolean>;

/**
 * Hooks of your own for a model of type `M`. What one throws stops the training and comes out of `fit`. At the end of an epoch the training
 * waits for them, so that the model can be saved, asked or given another learning rate; at batches it goes on
 * meanwhile.
 */
export interface Hooks<M> {
  /** Called before the first epoch. */
  onTrainBegin?(model: M): Answer;
  /** Called before every epoch; they are counted from 0. */
  onEpochBegin?(epoch: number, model: M): Answer;
  /** Called for every training batch, in groups of about ten a second. */
  onBatchEnd?(step: number, logs: Logs, report: BatchReport, model: M): Answer;
  /** Called after every epoch, and its validation where there is one; its logs are means over the epoch. */
  onEpochEnd?(epoch: number, logs: Logs, model: M): Answer;
  /**
   * With the last epoch's logs, none where no epoch was trained; not called when the training fails or is stopped by a
   * signal.
   */
  onTrainEnd?(logs: Partial<Logs>, model: M): Answer;
}

/** The learning rate of an epoch, given the one before. */
export type RateFunction = (epoch: number, rate: number) => number;

/** A learning rate for each epoch, from epoch 0. */
export interface RateScheduler {
  /** What gives the rate of each epoch, or the rates from epoch 0 on; after the last one it stays. */
  rates: RateFunction | number[];
}

/** What callbacks that watch a value take. */
interface Monitored {
  /** What is watched: a name of the logs; `"val_loss"` by default. */
  monitor?: string;
  /** Whether less or more is better; `"auto"` by default, which goes by the name. */
  mode?: "auto" | "min" | "max";
}

/** When a training ends early; the names and defaults are Keras's. */
export interface EarlyStoppingOptions extends Monitored {
  /** Smaller changes do not count; 0 by default. */
  minDelta?: number;
  /** After how many epochs without improvement training ends; 0 by default. */
  patience?: number;
  /** What has to be improved on; the first epoch's value by default. */
  baseline?: number;
  /** Whether the weights of the best epoch come back; false by default. */
  restoreBestWeights?: boolean;
  /** Epochs before this one are not watched; 0 by default. */
  startFromEpoch?: number;
}

/** When the learning rate is lowered, and how far; the names and defaults are Keras's. */
export interface ReduceLROnPlateauOptions extends Monitored {
  /** What the rate is multiplied with; 0.1 by default. */
  factor?: number;
  /** After how many epochs without improvement; 10 by default. */
  patience?: number;
  /** Smaller changes do not count; 1e-4 by default. */
  minDelta?: number;
  /** Epochs before it watches again; 0 by default. */
  cooldown?: number;
  /** 0 by default. */
  minLr?: number;
}

/** Which epochs are kept, and how. */
export interface ModelCheckpointOptions extends Monitored {
  /** Whether only epochs are kept that are better than all before; false by default. */
  saveBestOnly?: boolean;
  /** A value of `monitor` that the first one must be better than, with `saveBestOnly`; none by default. */
  initialValueThreshold?: number;
  /** Whether files hold the optimizer's state, so that the training can go on from them; true by default. */
  includeOptimizer?: boolean;
  /** Gets every file as it is made, for example to store it; waited for. */
  onSave?: (bytes: Uint8Array, epoch: number, logs: Logs) => void | Promise<void>;
}

/** Keeps the model as a file at the ends of epochs. */
export class ModelCheckpoint implements KerasObject {
  /** Keras's class. */
  readonly class_name = "ModelCheckpoint";
  /** The options that the engine reads. */
  readonly config: Record<string, unknown>;
  /** The `.safetensors` file kept last, for `loadModel`. */
  bytes: Uint8Array | undefined;
  /** The epoch it is of. */
  epoch: number | undefined;
  /** Whether files hold the optimizer's state. */
  readonly includeOptimizer: boolean;
  readonly #onSave: ModelCheckpointOptions["onSave"];

  /** See {@link ModelCheckpointOptions}; wrong values are refused by `fit`. */
  constructor({ includeOptimizer = true, onSave, ...options }: ModelCheckpointOptions = {}) {
    this.config = snakeOptions(this.class_name, options);
    this.includeOptimizer = includeOptimizer;
    this.#onSave = onSave;
  }

  /** Takes the file of an epoch. */
  async keep(bytes: Uint8Array, epoch: number, logs: Logs): Promise<void> {
    this.bytes = bytes;
    this.epoch = epoch;
    await this.#onSave?.(bytes, epoch, logs);
  }
}

/** Keeps a line an epoch, the epoch and its logs. */
export class CsvLogger implements Hooks<unknown> {
  #history: History = { epoch: [], history: {} };

  /** `separator` is a comma by default; with `append`, false by default, a further `fit` adds its epochs. */
  constructor(private readonly options: { separator?: string; append?: boolean } = {}) {
    known("csvLogger", options, ["separator", "append"]);
  }

  /** Begins anew, unless it appends. */
  onTrainBegin(): void {
    if (!this.options.append) this.#history = { epoch: [], history: {} };
  }

  /** Takes the logs of an epoch. */
  onEpochEnd(epoch: number, logs: Logs): void {
    record(this.#history, epoch, logs);
  }

  /** The file so far. */
  get csv(): string {
    return historyToCSV(this.#history, this.options.separator);
  }
}

/** Callbacks for the option `callbacks` of `fit`; the engine refuses wrong options there. */
export const callbacks = {
  /** Ends the training when `monitor` no longer becomes better. */
  earlyStopping: (options: EarlyStoppingOptions = {}): KerasObject => keras("EarlyStopping", options),
  /** Lowers the learning rate when `monitor` no longer becomes better. */
  reduceLROnPlateau: (options: ReduceLROnPlateauOptions = {}): KerasObject => keras("ReduceLROnPlateau", options),
  /**
   * Sets the learning rate of every epoch: `(epoch, rate) => rate`, given the rate before, or a list that starts with
   * epoch 0. The function is called for all epochs before the training starts.
   */
  learningRateScheduler: (rates: RateFunction | number[]): RateScheduler => {
    if (typeof rates === "function" || Array.isArray(rates)) return { rates };
    throw new PupilError(`learningRateScheduler: rates is ${shown(rates)}; expected a function of epoch and rate, or a list`);
  },
  /** Ends the training when the loss is no number any more. */
  terminateOnNaN: (): KerasObject => keras("TerminateOnNaN"),
  /** Keeps the model as a file after every epoch, or after every best one. At most one for each `fit`. */
  modelCheckpoint: (options: ModelCheckpointOptions = {}): ModelCheckpoint => new ModelCheckpoint(options),
  /** Keeps the logs of every epoch as CSV; with `append`, false by default, over several runs. */
  csvLogger: (options: { separator?: string; append?: boolean } = {}): CsvLogger => new CsvLogger(options),
};
