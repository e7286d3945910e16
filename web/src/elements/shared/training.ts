// A training run of a lesson and what is to be seen of it.

import type { BackendInUse, BatchReport, CompileOptions, FitOptions, Logs, Model } from "../../api/index.ts";
import type { CurveData } from "./curves.ts";
import type { Keeping } from "./store.ts";

export type Phase = "idle" | "preparing" | "running" | "paused" | "testing" | "done" | "stopped";

/** What a run needs of a lesson's `fit`: to be passed on in its options. */
export type Hooks = Required<Pick<FitOptions, "onBatchEnd" | "onEpochEnd" | "onNotice" | "signal">>;

/** What is to be trained; `R` is what the test at the end gives. */
export interface Job<R> {
  /** A new model, where there is none to go on with. */
  make(): Model | Promise<Model>;
  compile: CompileOptions;
  /** Training samples of an epoch. */
  samples: number;
  epochs: number;
  fit(model: Model, hooks: Hooks): Promise<unknown>;
  /** Tests the model once it is trained. */
  test(model: Model): Promise<R>;
}

/** Seconds over which the speed is measured. */
const SPEED_WINDOW = 3;

/** Milliseconds of training after which the model is kept at the end of an epoch: a tab may be closed by mistake. */
const KEEP_EVERY = 60_000;

/** Milliseconds of keeping after which its progress is shown, and a button to skip it. */
const LONG_KEEP = 2000;

/** The share of a curve's last value in its next: about the last twenty batches count. */
const SMOOTHING = 0.95;

/** A running mean in which old values fade, right from the first value on. */
class Smooth {
  #sum = 0;
  #weight = 0;

  /** Takes the mean of so many values. */
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
 * One model's training. `changed` is called when there is something new to show; `looked` when the weights are worth a
 * look: at the beginning, after an epoch, while paused.
 */
export class Training<R> {
  phase: Phase = "idle";
  model: Model | undefined;
  epoch = 0;
  epochs = 0;
  /** Training samples seen and to be seen. */
  seen = 0;
  total = 0;
  /** Workers that share the batches. */
  workers = 1;
  /** What they are computed on, and why. */
  backend: BackendInUse = { backend: "cpu" };
  /** What happened to the device. */
  notice = "";
  curve: Curve = noCurve();
  results: R | undefined;
  /** True where the visitor did not wait until the model was kept. */
  skipped = false;
  #keepNow: ((how: Keeping) => Promise<void>) | undefined;
  #kept = 0;
  /** The last one under way: it ends the one before. */
  #keeping: { abort: AbortController; share: number; long: boolean } | undefined;
  /** Whether this run did a batch. */
  #learned = false;
  #abort: AbortController | undefined;
  #smooth = { loss: new Smooth(), accuracy: new Smooth() };
  /** The epoch's sums so far, from which each batch's own values follow. */
  #sums = { samples: 0, loss: 0, accuracy: 0, size: 1, before: 0 };
  #marks: [number, number][] = [];
  /** What the model is compiled with, as JSON: its optimizer goes on where that is asked for again. */
  #compiled = "";
  #telling: ReturnType<typeof setTimeout> | undefined;
  #worthALook = false;

  constructor(
    readonly changed: () => void,
    readonly looked: (model: Model) => void = () => {},
  ) {}

  get active(): boolean {
    return this.phase === "preparing" || this.phase === "running" || this.phase === "paused" || this.phase === "testing";
  }

  /** Whether the trained model is being kept, which takes seconds with a large one. */
  get keeping(): boolean {
    return this.#keeping !== undefined;
  }

  /** The share that is kept, once keeping takes long; until then undefined. */
  get keptShare(): number | undefined {
    return this.#keeping?.long ? this.#keeping.share : undefined;
  }

  /** Ends the keeping under way: what was kept before stays. */
  skipKeeping(): void {
    this.skipped = this.keeping;
    this.#keeping?.abort.abort();
  }

  /** Samples a second, lately. */
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

  #look(): void {
    if (this.model) this.looked(this.model);
  }

  /**
   * Tells of batches, once of all that came together: those of a small model come by the thousand in a second, and drawing
   * curves as often left the page no time to hear a click.
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
   * Trains a new model, or goes on with the one there is; `paused` waits for `step` or `resume`. `keep` keeps the model, at
   * the end and from time to time.
   *
   * @throws Error from preparing, training, testing or keeping; a run that is stopped throws none.
   */
  async run(
    prepare: (signal: AbortSignal) => Promise<Job<R>>,
    paused: boolean,
    keep: (how: Keeping) => Promise<void>,
  ): Promise<void> {
    this.#keepNow = keep;
    const failure = await this.#train(prepare, paused).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    // After a reset there is nothing to keep; after an error there may be.
    if (this.#keepNow === keep && this.model && this.#learned) {
      const kept = this.#keep(keep);
      // Why it was not trained matters more than that it could not be kept.
      await (failure ? kept.catch(() => {}) : kept);
    }
    if (failure) throw failure.error;
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
    // What is ended early cleans up behind; nobody waits for that.
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
    // After a reset there may be another run already.
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
        // Nobody waits for it any more.
        if (fresh) model.dispose();
        abort.signal.throwIfAborted();
      }
      this.model = model;
      const compile = JSON.stringify(job.compile);
      if (this.#compiled !== compile) await model.compile(job.compile);
      if (current()) this.#compiled = compile;
      abort.signal.throwIfAborted();
      Object.assign(this, { epoch: 0, epochs: job.epochs, seen: 0, total: job.samples * job.epochs });
      this.#marks = [];
      this.#kept = performance.now();
      if (paused) model.pause();
      this.#set(paused ? "paused" : "running");
      this.#look();
      await job.fit(model, {
        signal: abort.signal,
        // What is still under way when a run is given up belongs to nobody.
        onBatchEnd: (_step, _logs, report) => void (current() && this.#batch(report)),
        onEpochEnd: (_epoch, logs) => void (current() && this.#epochEnd(logs)),
        onNotice: (message) => {
          if (!current()) return;
          this.notice = message;
          this.changed();
        },
      });
      this.#set("testing");
      const results = await job.test(model);
      if (!current()) return;
      this.results = results;
      this.#set("done");
    } catch (error) {
      if (current()) {
        // A model that learned nothing shall not answer visitors; one that was there before is what it was.
        if (!this.#learned && fresh) this.discard();
        else if (!this.#learned && this.model) Object.assign(this, { seen: 1, total: 1, epochs: 0, results: before });
        this.#set(this.#learned ? "stopped" : this.model ? phase : "idle");
      }
      if (!abort.signal.aborted) throw error;
    }
  }

  /** Takes a model that was trained before, with what there was to see of it; `compiled` is what {@link compiled} was then. */
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

  /** What the model is compiled with, as JSON. */
  get compiled(): string {
    return this.#compiled;
  }

  #batch({ epoch, step, size, logs, counted, workers, backend }: BatchReport): void {
    this.epoch = epoch;
    this.workers = workers;
    if (this.backend.backend !== backend || this.seen === 0) this.#place(backend);
    if (step === 0) this.#sums = { samples: 0, loss: 0, accuracy: 0, size, before: this.curve.loss[0].at(-1) ?? 0 };
    // A GPU tells of several batches at once, some later.
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

  /** Takes note of what the model is trained on, and asks why. */
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

  #epochEnd(logs: Logs): void {
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
    const now = performance.now();
    if (now - this.#kept < KEEP_EVERY || this.keeping || !this.#keepNow) return;
    // One that cannot be kept is told of at the end.
    this.#keep(this.#keepNow).catch(() => {});
  }

  #point(step: number, loss: number, accuracy: number): void {
    // A new list of lists, so that the curves see that they changed.
    const add = ([x, a, b]: CurveData, value: number): CurveData => {
      x.push(step);
      a.push(value);
      b.push(null);
      return [x, a, b];
    };
    this.curve = { loss: add(this.curve.loss, loss), accuracy: add(this.curve.accuracy, accuracy) };
  }

  pause(): void {
    this.model?.pause();
    this.#set("paused");
    this.#look();
  }

  resume(): void {
    this.#marks = [];
    this.model?.resume();
    this.#set("running");
  }

  /** Does one batch of a paused run. */
  step(): void {
    this.model?.stepOnce();
    setTimeout(() => this.#look(), 200);
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Forgets the model and its curves; a run that is being prepared begins with a new one. */
  discard(): void {
    this.model?.dispose();
    this.model = undefined;
    this.#compiled = "";
    this.results = undefined;
    this.curve = noCurve();
    this.#smooth = { loss: new Smooth(), accuracy: new Smooth() };
    Object.assign(this, { epoch: 0, epochs: 0, seen: 0, total: 0 });
    this.changed();
  }

  /** Stops, and forgets the model and all that was seen. */
  reset(): void {
    this.stop();
    this.#keeping?.abort.abort();
    this.#abort = this.#keepNow = this.#keeping = undefined;
    this.skipped = false;
    this.discard();
    this.#set("idle");
  }
}
