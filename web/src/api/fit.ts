// The page's side of training: checks the options, then handles the worker's reports, callbacks and batches.

import type { BatchSamples, EngineOptions, Feed, FitArguments, RunBatch, RunReport, Samples } from "../protocol/index.ts";
import { feeds, isBatchSource, type BatchSource } from "./batches.ts";
import { shown, whole } from "./check.ts";
import { ModelCheckpoint, type Answer, type Hooks, type RateScheduler } from "./callbacks.ts";
import { call } from "./engine.ts";
import { PupilError } from "./error.ts";
import type { TrainingOptions } from "./fit-options.ts";
import { record } from "./history.ts";
import { keras, plain, snakeOptions, type KerasObject } from "./keras.ts";
import { checked, checkedAll, checkedWeights } from "./tensor.ts";
import type {
  DatasetLike,
  History,
  Logs,
  SampleWeights,
  TensorsLike,
  Workers,
  WorkersInUse,
} from "./types.ts";

export const isDataset = (value: unknown): value is DatasetLike => typeof (value as DatasetLike)?.id === "number";

/** Samples in the form that the worker takes; `what` names the call in errors. */
export function samples(
  what: string,
  x: TensorsLike | DatasetLike,
  y: TensorsLike | undefined,
  sampleWeight?: SampleWeights,
): Samples {
  if (isDataset(x)) {
    if (sampleWeight) throw new PupilError(`${what}: sampleWeight is given beside a Dataset; give it to Dataset.fromTensors`);
    return x.id;
  }
  if (!y) throw new PupilError(`${what}: y is missing; give the targets, or a Dataset in place of x`);
  const data: BatchSamples = { x: checkedAll(`${what}: x`, x), y: checkedAll(`${what}: y`, y) };
  if (sampleWeight) data.sampleWeight = checkedWeights(`${what}: sampleWeight`, sampleWeight);
  return data;
}

/** Checks the option `workers`; `what` names the call in errors. */
export function workerCount(what: string, workers: Workers = "auto"): Workers {
  if (workers === "auto" || (Number.isInteger(workers) && workers >= 1 && workers <= 8)) return workers;
  throw new PupilError(`${what}: workers is ${JSON.stringify(workers)}; expected "auto" or a whole number from 1 to 8`);
}

function validationSamples(given: TrainingOptions<unknown>["validationData"]): Samples | undefined {
  if (given === undefined || given === null) return undefined;
  if (isDataset(given)) return given.id;
  if (Array.isArray(given)) {
    const [x, y, weights] = given as readonly [TensorsLike, TensorsLike, SampleWeights?];
    return samples("fit: validationData", x, y, weights);
  }
  throw new PupilError("fit: validationData is neither a list of two tensors, [x, y], nor a Dataset");
}

/** What a training needs of its model. */
interface Trained {
  metadata: Record<string, string>;
  getLearningRate(): Promise<number>;
}

/** A training of a model of type `M`, ready to start. */
export interface Plan<M> {
  train: Samples | BatchSource;
  validation: Samples | undefined;
  /**
   * The user's hooks that the training waits for at the end of epochs; `others` has the two functions among the
   * options.
   */
  waited: Hooks<M>[];
  others: Hooks<M>[];
  engine: (KerasObject | RateScheduler)[];
  checkpoint: ModelCheckpoint | undefined;
  /** Options for the engine, with Keras's names. */
  options: EngineOptions;
  epochs: number;
  initialEpoch: number;
  stepsPerEpoch: number | undefined;
  signal: AbortSignal | undefined;
  onNotice: (message: string) => void;
  workers: Workers;
  /** Objects that must not be collected during the training. */
  keep: unknown[];
}

const HOOKS = ["onTrainBegin", "onEpochBegin", "onBatchEnd", "onEpochEnd", "onTrainEnd"] as const;

const isOwn = <M>(callback: KerasObject | RateScheduler | Hooks<M>): callback is Hooks<M> =>
  HOOKS.some((hook) => typeof (callback as Hooks<M>)?.[hook] === "function");

/** Turns the arguments of `fit` into a plan, checked as far as the page can. */
export function plan<M>(
  x: TensorsLike | DatasetLike | BatchSource,
  y?: TensorsLike | TrainingOptions<M> | null,
  given?: TrainingOptions<M>,
): Plan<M> {
  const alone = isDataset(x) || isBatchSource(x);
  // Lists of numbers would be read as batches, and their targets as options.
  if (alone && Array.isArray(x) && typeof y === "object" && y !== null && (Array.isArray(y) || "data" in y)) {
    checked("fit: x", x as never);
  }
  const all = alone ? ((given ?? y ?? {}) as TrainingOptions<M>) : (given ?? {});
  const { onBatchEnd, onEpochEnd, onNotice, signal, validationData, sampleWeight, callbacks = [], workers, ...rest } = all;
  const { epochs = 1, initialEpoch = 0, stepsPerEpoch } = rest;
  let train: Plan<M>["train"];
  if (isBatchSource(x)) {
    if (sampleWeight) throw new PupilError("fit: sampleWeight is given beside batches of your own; give it with each batch");
    if (stepsPerEpoch !== undefined) whole("fit: stepsPerEpoch", stepsPerEpoch, 1);
    train = x;
  } else {
    train = samples("fit", x, isDataset(x) ? undefined : (y as TensorsLike), sampleWeight);
  }
  const hook = HOOKS.find((name) => name in rest);
  if (hook) throw new PupilError(`fit: ${hook} is no option; give it in callbacks: [{ ${hook}: .. }]`);
  if (!Array.isArray(callbacks)) throw new PupilError(`fit: callbacks is ${shown(callbacks)}; expected a list`);
  const engine: Plan<M>["engine"] = [];
  const waited: Hooks<M>[] = [];
  callbacks.forEach((callback, index) => {
    const written = typeof callback === "object" && callback !== null;
    if (isOwn(callback)) waited.push(callback);
    else if (written && ("class_name" in callback || "rates" in callback)) engine.push(callback);
    else {
      const expected = "one of callbacks, such as callbacks.earlyStopping(), or an object with a hook";
      throw new PupilError(`fit: callback ${index} is ${shown(callback)}; expected ${expected}: ${HOOKS.join(", ")}`);
    }
  });
  const [checkpoint, second] = engine.filter((callback) => callback instanceof ModelCheckpoint);
  if (second) throw new PupilError("fit: there are two callbacks.modelCheckpoint; one is supported");
  return {
    train,
    checkpoint,
    validation: validationSamples(validationData),
    waited,
    // The results of these two are ignored: only hooks of callbacks can end a training.
    others: [
      {
        onBatchEnd: async (step, logs, report) => void (await onBatchEnd?.(step, logs, report)),
        onEpochEnd: async (epoch, logs) => void (await onEpochEnd?.(epoch, logs)),
      },
    ],
    engine,
    options: snakeOptions("fit", rest),
    epochs,
    initialEpoch,
    stepsPerEpoch,
    signal,
    // By default the console shows notices, so that nobody has to ask for them.
    onNotice: onNotice ?? ((message) => console.warn(message)),
    workers: workerCount("fit", workers),
    keep: [x, validationData],
  };
}

/** The callbacks in the engine's form. Functions of rates are called for all epochs. */
async function engineCallbacks({ engine, epochs, initialEpoch }: Plan<never>, model: Trained): Promise<KerasObject[]> {
  const all: KerasObject[] = [];
  for (const callback of engine) {
    if ("class_name" in callback) {
      all.push({ class_name: callback.class_name, config: callback.config });
      continue;
    }
    let rates: number[] = [];
    if (typeof callback.rates === "function") {
      const first = await model.getLearningRate();
      // Epochs before the first one have an entry, too.
      for (let epoch = 0; epoch < epochs; epoch += 1) {
        rates.push(epoch < initialEpoch ? first : callback.rates(epoch, rates.at(-1) ?? first));
      }
    } else {
      rates = callback.rates;
    }
    const wrong = rates.findIndex((value) => !(Number.isFinite(value) && value >= 0));
    if (wrong >= 0) {
      throw new PupilError(`learningRateScheduler: the rate of epoch ${wrong} is ${rates[wrong]}; expected a number, 0 or more`);
    }
    all.push(keras("LearningRateScheduler", { rates }));
  }
  return all;
}

/** Calls a hook of each callback in turn; returns false if one of them ends the training. */
async function ask<M>(callbacks: Hooks<M>[], hook: (callback: Hooks<M>) => Answer): Promise<boolean> {
  let goOn = true;
  for (const callback of callbacks) if ((await hook(callback)) === false) goOn = false;
  return goOn;
}

/**
 * Carries out a plan. `model` is the page's model, `id` its id in the worker; `paused` says whether training starts
 * paused.
 */
export async function train<M extends Trained>(
  plan: Plan<M>,
  model: M,
  id: number,
  run: number,
  paused: () => boolean,
  onWorkers: (workers: WorkersInUse) => void,
): Promise<History> {
  const { signal, waited, checkpoint, stepsPerEpoch, initialEpoch, epochs } = plan;
  const own = [...waited, ...plan.others];
  const history: History = { epoch: [], history: {} };
  let last: Partial<Logs> = {};
  let thrown: { error: unknown } | undefined;
  const control = (action: "stop" | "finish" | "go") => void call("control", { run, action }).catch(() => {});
  const stop = () => control("stop");
  const fail = (error: unknown) => {
    thrown ??= { error };
    stop();
  };

  let goOn = await ask(own, (callback) => callback.onTrainBegin?.(model));
  goOn = (await ask(own, (callback) => callback.onEpochBegin?.(initialEpoch, model))) && goOn;
  const callbacks = await engineCallbacks(plan, model);
  signal?.throwIfAborted();
  const finished = async () => {
    await ask(own, (callback) => callback.onTrainEnd?.(last, model));
    return history;
  };
  if (!goOn) return finished();

  const report = async ({ epochEnd, file, last: over, phase, ...batch }: RunBatch) => {
    let goOn = true;
    if (phase === "train") {
      goOn = await ask(own, (callback) => callback.onBatchEnd?.(batch.step, batch.logs, { phase, ...batch }, model));
    }
    if (epochEnd) {
      if (file) await checkpoint?.keep(file, batch.epoch, epochEnd);
      record(history, batch.epoch, epochEnd);
      last = epochEnd;
      goOn = (await ask(own, (callback) => callback.onEpochEnd?.(batch.epoch, epochEnd, model))) && goOn;
      const next = batch.epoch + 1;
      if (goOn && !over && next < epochs) goOn = await ask(own, (callback) => callback.onEpochBegin?.(next, model));
    }
    if (!goOn) control("finish");
    else if (epochEnd && waited.length) control("go");
    return goOn;
  };

  const batches = isBatchSource(plan.train) ? feeds(plan.train, initialEpoch, epochs, stepsPerEpoch) : undefined;
  let ahead: Promise<IteratorResult<Feed, void>> | undefined;
  /** Requests the batch after the one that is being sent. */
  const prefetch = () => {
    ahead = batches?.next();
    ahead?.catch(() => {});
  };
  const feed = async () => {
    const next = await ahead;
    if (thrown) return;
    prefetch();
    await call("feed", { run, feed: next?.value ?? { end: "all" } });
  };

  // Reports are handled one after the other, however long the hooks take.
  let handled: Promise<void> = Promise.resolve();
  let ended = false;
  const onReport = ({ batches, want, workers, notices = [] }: RunReport) => {
    if (workers) onWorkers(workers);
    if (want) feed().catch(fail);
    if (batches.length + notices.length === 0) return;
    handled = handled.then(async () => {
      notices.forEach((notice) => plan.onNotice(notice));
      for (const batch of batches) {
        if (thrown || ended) return;
        if (!(await report(batch))) ended = true;
      }
    }).catch(fail);
  };
  const args: FitArguments = {
    model: id,
    train: isBatchSource(plan.train) ? "batches" : plan.train,
    validation: plan.validation,
    options: plain("fit", callbacks.length ? { ...plan.options, callbacks } : plan.options),
    paused: paused(),
    workers: plan.workers,
    waits: waited.length > 0,
    saves: checkpoint && {
      includeOptimizer: checkpoint.includeOptimizer,
      metadata: plain("fit", model.metadata),
    },
  };
  prefetch();
  try {
    const done = call("fit", args, { id: run, keep: [model, ...plan.keep], onReport });
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    const { aborted } = await done;
    // After a signal, a hook may wait for something that never comes.
    if (!aborted) await handled;
    if (thrown) throw (thrown as { error: unknown }).error;
    if (aborted) throw signal?.reason ?? new DOMException("the training was stopped", "AbortError");
    return await finished();
  } finally {
    signal?.removeEventListener("abort", stop);
    // Reports that arrive after a failure are ignored.
    ended = true;
    // Does not wait for the source, which may itself wait for something.
    void batches?.return(undefined).catch(() => {});
  }
}
