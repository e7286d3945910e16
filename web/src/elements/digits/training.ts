// A training run of the lesson and what is to be seen of it.

import { optimizers, type BatchReport, type Logs, type Model } from "../../api/index.ts";
import type { CurveData } from "./curves.ts";
import { network } from "./network.ts";
import { test, type Results } from "./results.ts";
import type { Digits } from "./sources.ts";

export type Phase = "idle" | "preparing" | "running" | "paused" | "testing" | "done" | "stopped";

/** What the visitor chose. */
export interface Settings {
  epochs: number;
  batchSize: number;
  optimizer: "adam" | "sgd";
  learningRate: number;
  seed: number;
}

/** Seconds over which the speed is measured. */
const SPEED_WINDOW = 3;

/** The share of a curve's last value in its next: about the last twenty batches count. */
const SMOOTHING = 0.95;

/** A running mean in which old values fade, right from the first value on. */
class Smooth {
  #sum = 0;
  #weight = 0;

  add(value: number): number {
    this.#sum = SMOOTHING * this.#sum + (1 - SMOOTHING) * value;
    this.#weight = SMOOTHING * this.#weight + (1 - SMOOTHING);
    return this.#sum / this.#weight;
  }
}

/** One model's training. `changed` is called when there is something new to show. */
export class Training {
  phase: Phase = "idle";
  model: Model | undefined;
  epoch = 0;
  epochs = 0;
  /** Training samples seen and to be seen. */
  seen = 0;
  total = 0;
  loss: CurveData = [[], [], []];
  accuracy: CurveData = [[], [], []];
  filters: Float32Array | undefined;
  results: Results | undefined;
  #abort: AbortController | undefined;
  #smooth = { loss: new Smooth(), accuracy: new Smooth() };
  /** The epoch's sums so far, from which each batch's own values follow. */
  #sums = { samples: 0, loss: 0, accuracy: 0 };
  #marks: [number, number][] = [];

  constructor(readonly changed: () => void) {}

  get active(): boolean {
    return this.phase === "preparing" || this.phase === "running" || this.phase === "paused" || this.phase === "testing";
  }

  /** Images a second, lately. */
  get speed(): number {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    return first && last && last[0] > first[0] ? ((last[1] - first[1]) * 1000) / (last[0] - first[0]) : 0;
  }

  /** Seconds left at that speed. */
  get secondsLeft(): number {
    return this.speed > 0 ? (this.total - this.seen) / this.speed : Number.NaN;
  }

  #set(phase: Phase): void {
    this.phase = phase;
    this.changed();
  }

  /** Trains a new model, or goes on with the one there is; `paused` waits for `step` or `resume`. */
  async run(digits: () => Promise<Digits>, settings: Settings, paused: boolean): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.results = undefined;
    const fresh = !this.model;
    this.#set("preparing");
    try {
      const { train, test: held } = await digits();
      const { epochs, batchSize, learningRate, seed } = settings;
      const model = (this.model ??= network(seed));
      await model.compile({
        optimizer: optimizers[settings.optimizer]({ learningRate }),
        loss: "sparse_categorical_crossentropy",
        metrics: ["accuracy"],
      });
      abort.signal.throwIfAborted();
      Object.assign(this, { epoch: 0, epochs, seen: 0, total: train.length * epochs });
      this.#marks = [];
      if (paused) model.pause();
      this.#set(paused ? "paused" : "running");
      void this.#look();
      await model.fit(train, {
        epochs,
        batchSize,
        seed,
        validationData: held,
        signal: abort.signal,
        onBatchEnd: (_step, _logs, report) => this.#batch(report),
        onEpochEnd: (_epoch, logs) => this.#epochEnd(logs),
      });
      this.#set("testing");
      this.results = await test(model, held);
      this.#set("done");
    } catch (error) {
      // After a reset there may be another run already; this one's end is nobody's concern then.
      if (this.#abort === abort) {
        if (fresh && this.seen === 0) this.#drop();
        this.#set(abort.signal.aborted && this.model ? "stopped" : "idle");
      }
      if (!abort.signal.aborted) throw error;
    }
  }

  #batch({ epoch, step, size, logs }: BatchReport): void {
    this.epoch = epoch;
    if (step === 0) this.#sums = { samples: 0, loss: 0, accuracy: 0 };
    const samples = this.#sums.samples + size;
    const [loss, accuracy] = (["loss", "accuracy"] as const).map((name) => {
      const sum = logs[name]! * samples;
      const own = (sum - this.#sums[name]) / size;
      this.#sums[name] = sum;
      return this.#smooth[name].add(own);
    });
    this.#sums.samples = samples;
    this.seen += size;
    const now = performance.now();
    this.#marks.push([now, this.seen]);
    while (this.#marks.length > 2 && now - this.#marks[0]![0] > 1000 * SPEED_WINDOW) this.#marks.shift();
    this.#point(loss!, accuracy!);
    this.changed();
  }

  #epochEnd(logs: Logs): void {
    const mark = ([x, a, b]: CurveData, value: number | undefined): CurveData => [x, a, b.with(-1, value ?? null)];
    this.loss = mark(this.loss, logs.val_loss);
    this.accuracy = mark(this.accuracy, logs.val_accuracy);
    this.changed();
    void this.#look();
  }

  #point(loss: number, accuracy: number): void {
    const step = this.loss[0].length + 1;
    // A new list of lists, so that the curves see that they changed.
    const add = ([x, a, b]: CurveData, value: number): CurveData => {
      x.push(step);
      a.push(value);
      b.push(null);
      return [x, a, b];
    };
    this.loss = add(this.loss, loss);
    this.accuracy = add(this.accuracy, accuracy);
  }

  /** Fetches the first layer's filters. */
  async #look(): Promise<void> {
    const weights = await this.model?.getWeights().catch(() => undefined);
    this.filters = weights?.[0]?.data ?? this.filters;
    this.changed();
  }

  pause(): void {
    this.model?.pause();
    this.#set("paused");
    void this.#look();
  }

  resume(): void {
    this.#marks = [];
    this.model?.resume();
    this.#set("running");
  }

  /** Does one batch of a paused run. */
  step(): void {
    this.model?.stepOnce();
    setTimeout(() => void this.#look(), 200);
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Lets go of the model: one that learned nothing shall not read what visitors draw. */
  #drop(): void {
    this.model?.dispose();
    this.model = undefined;
    this.filters = undefined;
  }

  /** Forgets the model and all that was seen. */
  reset(): void {
    this.stop();
    this.#drop();
    this.results = undefined;
    this.loss = [[], [], []];
    this.accuracy = [[], [], []];
    this.#smooth = { loss: new Smooth(), accuracy: new Smooth() };
    Object.assign(this, { epoch: 0, epochs: 0, seen: 0, total: 0 });
    this.#set("idle");
  }
}
