// A training run of the lesson and what is to be seen of it.

import { optimizers, type BatchReport, type Logs, type Sequential } from "../../api/index.ts";
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

/** One model's training. `changed` is called when there is something new to show. */
export class Training {
  phase: Phase = "idle";
  model: Sequential | undefined;
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
    this.#abort = new AbortController();
    this.results = undefined;
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
      this.#abort.signal.throwIfAborted();
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
        signal: this.#abort.signal,
        onBatchEnd: (_step, _logs, report) => this.#batch(report),
        onEpochEnd: (_epoch, logs) => this.#epochEnd(logs),
      });
      this.#set("testing");
      this.results = await test(model, held);
      this.#set("done");
    } catch (error) {
      const aborted = this.#abort.signal.aborted;
      this.#set(aborted ? "stopped" : "idle");
      if (!aborted) throw error;
    }
  }

  #batch({ epoch, size, logs }: BatchReport): void {
    this.epoch = epoch;
    this.seen += size;
    const now = performance.now();
    this.#marks.push([now, this.seen]);
    while (this.#marks.length > 2 && now - this.#marks[0]![0] > 1000 * SPEED_WINDOW) this.#marks.shift();
    this.#point(logs.loss!, logs.accuracy!, null, null);
    this.changed();
  }

  #epochEnd(logs: Logs): void {
    this.#point(logs.loss!, logs.accuracy!, logs.val_loss ?? null, logs.val_accuracy ?? null);
    void this.#look();
  }

  #point(loss: number, accuracy: number, validationLoss: number | null, validationAccuracy: number | null): void {
    const step = this.loss[0].length;
    // New lists, so that the curves see that they changed.
    const add = ([x, a, b]: CurveData, value: number, validation: number | null): CurveData => {
      x.push(step);
      a.push(value);
      b.push(validation);
      return [x, a, b];
    };
    this.loss = add(this.loss, loss, validationLoss);
    this.accuracy = add(this.accuracy, accuracy, validationAccuracy);
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

  /** Forgets the model and all that was seen. */
  reset(): void {
    this.stop();
    this.model?.dispose();
    this.model = undefined;
    this.results = undefined;
    this.filters = undefined;
    this.loss = [[], [], []];
    this.accuracy = [[], [], []];
    Object.assign(this, { epoch: 0, epochs: 0, seen: 0, total: 0 });
    this.#set("idle");
  }
}
