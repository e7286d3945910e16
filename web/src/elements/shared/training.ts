// A lesson's training run, and what it shows.

import type { BackendInUse, BatchReport, CompileOptions, FitOptions, Logs, Model } from "../../api/index.ts";
import type { CurveData } from "./curves.ts";
import type { Keeping } from "./store.ts";

export type Phase = "idle" | "preparing" | "running" | "paused" | "testing" | "done" | "stopped";

/** The options that a run passes to a lesson's `fit`. */
export type Hooks = Required<Pick<FitOptions, "onBatchEnd" | "onEpochEnd" | "onNotice" | "signal">>;

/** A training; `R` is the result of the test at its end. */
export interface Job<R> {
  /** Makes a new model, if there is none to continue with. */
  make(): Model | Promise<Model>;
  /** Undefined if the model is compiled. */
  compile: CompileOptions | undefined;
  /** Training samples in an epoch. */
  samples: number;
  epochs: number;
  fit(model: Model, hooks: Hooks): Promise<unknown>;
  /** Tests the trained model. */
  test(model: Model): Promise<R>;
}

/** Seconds over which the speed is measured. */
const SPEED_WINDOW = 3;

/** Milliseconds of training after which the model is stored at the end of an epoch, in case the tab is closed. */
const KEEP_EVERY = 60_000;

/** Milliseconds of storing after which its progress is shown, with a button to skip it. */
const LONG_KEEP = 2000;

/** The share of a curve's last value in the next: about the last twenty batches count. */
const SMOOTHING = 0.95;

/** A running mean in which old values fade; it is correct from the first value. */
class Smooth {
  #sum = 0;
  #weight = 0;

  /** Adds the mean of `count` values. */
  add(value: number, count: number): number {
    const share = SMOOTHING ** count;
    this.#sum = share * this.#sum + (1 - share) * value;
    this.#weight = share * this.#weight + (1 - share);
    return this.#sum / this.#weight;
  }
}

/** The curves of a training. */
export interface Curve {
  loss: CurveData;
  accuracy: CurveData;
}

const noCurve = (): Curve => ({ loss: [[], [], []], accuracy: [[], [], []] });

/**
 * One model's training. `changed` is called when there is something new to show; `looked` when the weights are worth
 * showing: at the beginning, after an epoch, while paused, at the end; `ended` with the values after each epoch.
 */
export class Training<R> {
  phase: Phase = "idle";
  model: Model | undefined;
  epoch = 0;
  epochs = 0;
  /** Training samples done, and in all. */
  seen = 0;
  total = 0;
  /** Workers that share the batches. */
  workers = 1;
  /** The device that computes them, and why. */
  backend: BackendInUse = { backend: "cpu" };
  /** What happened to the device. */
  notice = "";
  curve: Curve = noCurve();
  /** Points of the curve that are from earlier runs with the same model. */
  before = 0;
  results: R | undefined;
  /** True if the visitor did not wait until the model was stored. */
  skipped = false;
  #keepNow: ((how: Keeping) => Promise<void>) | undefined;
  #kept = 0;
  /** The last storing in progress, which ends the one before. */
  #keeping: { abort: AbortController; share: number; long: boolean } | undefined;
  /** True if this run did a batch. */
  #learned = false;
  #abort: AbortController | undefined;
  /** Steps a second; 0 for as many as the machine can do. */
  pace = 0;
  #pacing: ReturnType<typeof setInterval> | undefined;
  #smooth = { loss: new Smooth(), accuracy: new Smooth() };
  /** The epoch's sums so far, from which each batch's own values follow. */
  #sums = { samples: 0, loss: 0, accuracy: 0, size: 1, before: 0 };
  #marks: [number, number][] = [];
  /** The options of `compile`, as JSON: with the same options, the optimizer continues. */
  #compiled = "";
  #telling: ReturnType<typeof setTimeout> | undefined;
  #worthALook = false;

  constructor(
    readonly changed: () => void,
    readonly looked: (model: Model) => void = () => {},
    readonly ended: (epoch: number, logs: Logs) => void = () => {},
  ) {}

  get active(): boolean {
    return this.phase === "preparing" || this.phase === "running" || this.phase === "paused" || this.phase === "testing";
  }

  /** True while the trained model is being stored, which takes seconds for a large one. */
  get keeping(): boolean {
    return this.#keeping !== undefined;
  }

  /** The share that is stored, once storing takes long; before that undefined. */
  get keptShare(): number | undefined {
    return this.#keeping?.long ? this.#keeping.share : undefined;
  }

  /** Ends the storing in progress: the earlier stored model stays. */
  skipKeeping(): void {
    this.skipped = this.keeping;
    this.#keeping?.abort.abort();
  }

  /** Samples per second, recently. */
  get speed(): number {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    return first && last && last[0] > first[0] ? ((last[1] - first[1]) * 1000) / (last[0] - first[0]) : 0;
  }

  /** Seconds left at this speed. */
  get secondsLeft(): number {
    return this.speed > 0 ? (this.total - this.seen) / this.speed : Number.NaN;
  }

  #set(phase: Phase): void {
    this.phase = phase;
    this.changed();
  }

  #look(): void {
    if (this.model) this.looked(this.model);
  }

  /**
   * Reports batches, all that arrived together at once: a small model does thousands in a second, and drawing the
   * curves that often left the page no time to react to a click.
   */
  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.changed();
      if (this.#worthALook) this.#look();
      this.#worthALook = false;
    });
  }

  /**
   * Trains a new model, or continues with the current one; with `paused` it waits for `step` or `resume`. `keep` stores
   * the model, at the end and from time to time. Returns the error of storing, if it failed.
   *
   * @throws Error from preparing, training or testing; a stopped run throws none.
   */
  async run(
    prepare: (signal: AbortSignal) => Promise<Job<R>>,
    paused: boolean,
    keep: (how: Keeping) => Promise<void>,
  ): Promise<unknown> {
    this.#keepNow = keep;
    let unkept: unknown;
    const failure = await this.#train(prepare, paused).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    // After a reset there is nothing to store; after an error there may be.
    if (this.#keepNow === keep && this.model && this.#learned) {
      await this.#keep(keep).catch((error: unknown) => (unkept = error));
    }
    // The error of the training matters more than an error of storing.
    if (failure) throw failure.error;
    return unkept;
  }

  async #keep(keep: (how: Keeping) => Promise<void>): Promise<void> {
    this.#keeping?.abort.abort();
    const abort = new AbortController();
    const { signal } = abort;
    const keeping = { abort, share: 0, long: false };
    this.#keeping = keeping;
    this.skipped = false;
    this.changed();
    const report = (share: number) => {
      keeping.share = share;
      if (keeping.long) this.changed();
    };
    const timer = setTimeout(() => {
      keeping.long = true;
      this.changed();
    }, LONG_KEEP);
    const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    // A storing that is ended early cleans up by itself; nothing waits for that.
    const kept = keep({ signal, report }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    try {
      await Promise.race([kept, ended]);
    } finally {
      clearTimeout(timer);
      this.#kept = performance.now();
      if (this.#keeping === keeping) {
        this.#keeping = undefined;
        this.changed();
      }
    }
  }

  async #train(prepare: (signal: AbortSignal) => Promise<Job<R>>, paused: boolean): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    // After a reset another run may have started.
    const current = () => this.#abort === abort;
    const { phase, results: before } = this;
    this.results = undefined;
    this.notice = "";
    this.skipped = false;
    this.#learned = false;
    let fresh = !this.model;
    this.#set("preparing");
    try {
      const job = await prepare(abort.signal);
      abort.signal.throwIfAborted();
      fresh = !this.model;
      const model = this.model ?? (await job.make());
      if (!current()) {
        // Nothing waits for it any more.
        if (fresh) model.dispose();
        abort.signal.throwIfAborted();
      }
      this.model = model;
      const compile = job.compile ? JSON.stringify(job.compile) : this.#compiled;
      if (job.compile && this.#compiled !== compile) await model.compile(job.compile);
      if (current()) this.#compiled = compile;
      abort.signal.throwIfAborted();
      Object.assign(this, { epoch: 0, epochs: job.epochs, seen: 0, total: job.samples * job.epochs });
      this.before = this.curve.loss[0].length;
      this.#marks = [];
      this.#kept = performance.now();
      if (paused || this.pace) model.pause();
      this.#set(paused ? "paused" : "running");
      this.#keepPace();
      this.#look();
      await job.fit(model, {
        signal: abort.signal,
        // Reports that arrive after a run was given up are ignored.
        onBatchEnd: (_step, _logs, report) => void (current() && this.#batch(report)),
        onEpochEnd: (epoch, logs) => void (current() && this.#epochEnd(epoch, logs)),
        onNotice: (message) => {
          if (!current()) return;
          this.notice = message;
          this.changed();
        },
      });
      if (!current()) return;
      this.#set("testing");
      const results = await job.test(model);
      if (!current()) return;
      this.results = results;
      this.#set("done");
      this.#look();
    } catch (error) {
      if (current()) {
        // A model that learned nothing must not answer visitors. A model from before stays as it was.
        if (!this.#learned && fresh) this.discard();
        else if (!this.#learned && this.model) Object.assign(this, { seen: 1, total: 1, epochs: 0, results: before });
        this.#set(this.#learned ? "stopped" : this.model ? phase : "idle");
        if (abort.signal.aborted) this.#look();
      }
      if (!abort.signal.aborted) throw error;
    }
  }

  /**
   * Restores a model that was trained before, with its curves and results; `compiled` is what {@link compiled} was
   * then.
   */
  restore(
    model: Model,
    { curve = noCurve(), compiled, done, results }: { curve?: Curve; compiled: string; done: boolean; results?: R | undefined },
  ): void {
    this.reset();
    Object.assign(this, { model, curve, results });
    this.#compiled = compiled;
    this.seen = this.total = 1;
    this.#look();
    this.#set(done ? "done" : "stopped");
  }

  /** The options of `compile`, as JSON. */
  get compiled(): string {
    return this.#compiled;
  }

  #batch({ epoch, step, size, logs, counted, workers, backend }: BatchReport): void {
    this.epoch = epoch;
    this.workers = workers;
    if (this.backend.backend !== backend || this.seen === 0) this.#place(backend);
    if (step === 0) this.#sums = { samples: 0, loss: 0, accuracy: 0, size, before: this.curve.loss[0].at(-1) ?? 0 };
    // A GPU reports several batches at once, some of them late.
    const news = counted - this.#sums.samples;
    if (news > 0) {
      const batches = Math.ceil(news / this.#sums.size);
      const [loss, accuracy] = (["loss", "accuracy"] as const).map((name) => {
        const sum = (logs[name] ?? 0) * counted;
        const own = (sum - this.#sums[name]) / news;
        this.#sums[name] = sum;
        return this.#smooth[name].add(own, batches);
      });
      this.#sums.samples = counted;
      this.#point(this.#sums.before + Math.ceil(counted / this.#sums.size), loss!, accuracy!);
    }
    this.seen += size;
    this.#learned = true;
    const now = performance.now();
    this.#marks.push([now, this.seen]);
    while (this.#marks.length > 2 && now - this.#marks[0]![0] > 1000 * SPEED_WINDOW) this.#marks.shift();
    this.#tell();
  }

  /** Notes what the model trains on, and asks why. */
  #place(backend: BackendInUse["backend"]): void {
    this.backend = { backend };
    this.model?.getBackend().then(
      (found) => {
        this.backend = found;
        this.changed();
      },
      // The model is gone.
      () => {},
    );
  }

  #epochEnd(epoch: number, logs: Logs): void {
    const mark = ([x, a, b]: CurveData, value: number | undefined): CurveData => {
      if (b.length) b[b.length - 1] = value ?? null;
      return [x, a, b];
    };
    this.curve = {
      loss: mark(this.curve.loss, logs.val_loss),
      accuracy: mark(this.curve.accuracy, logs.val_accuracy),
    };
    this.#worthALook = true;
    this.#tell();
    this.ended(epoch, logs);
    const now = performance.now();
    if (now - this.#kept < KEEP_EVERY || this.keeping || !this.#keepNow) return;
    // A failure to store is reported at the end.
    this.#keep(this.#keepNow).catch(() => {});
  }

  #point(step: number, loss: number, accuracy: number): void {
    // New lists, so that the curves notice the change.
    const add = ([x, a, b]: CurveData, value: number): CurveData => {
      x.push(step);
      a.push(value);
      b.push(null);
      return [x, a, b];
    };
    this.curve = { loss: add(this.curve.loss, loss), accuracy: add(this.curve.accuracy, accuracy) };
  }

  /** Slows the training down to `pace` steps a second; 0 for full speed. */
  setPace(pace: number): void {
    this.pace = pace;
    if (this.phase === "running") {
      if (pace) this.model?.pause();
      else this.model?.resume();
    }
    this.#keepPace();
    this.changed();
  }

  /** At a chosen pace, the engine is paused and does one step at each tick. */
  #keepPace(): void {
    clearInterval(this.#pacing);
    if (!this.pace) return;
    this.#pacing = setInterval(() => {
      if (this.phase === "running") this.model?.stepOnce();
      else if (!this.active) clearInterval(this.#pacing);
    }, 1000 / this.pace);
  }

  pause(): void {
    this.model?.pause();
    this.#set("paused");
    this.#look();
  }

  resume(): void {
    this.#marks = [];
    if (!this.pace) this.model?.resume();
    this.#set("running");
    this.#keepPace();
  }

  /** Does one batch of a paused run. */
  step(): void {
    this.model?.stepOnce();
    setTimeout(() => this.#look(), 200);
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Starts the curves again. */
  forgetCurves(): void {
    this.curve = noCurve();
    this.before = 0;
    this.#smooth = { loss: new Smooth(), accuracy: new Smooth() };
  }

  /** Drops the model and its curves; a run in preparation starts with a new one. */
  discard(): void {
    this.model?.dispose();
    this.model = undefined;
    this.#compiled = "";
    this.results = undefined;
    this.forgetCurves();
    Object.assign(this, { epoch: 0, epochs: 0, seen: 0, total: 0 });
    this.changed();
  }

  /** Stops, and drops the model and everything that was shown. */
  reset(): void {
    this.stop();
    this.#keeping?.abort.abort();
    this.#abort = this.#keepNow = this.#keeping = undefined;
    this.skipped = false;
    this.discard();
    this.#set("idle");
  }
}
