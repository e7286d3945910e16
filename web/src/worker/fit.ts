// Training runs: they do batches for a while, let messages in, and report about ten times a second.

import type { Action, RunBatch, RunReport } from "../protocol/index.ts";
import type { BackendInUse, WorkersInUse } from "../api/types.ts";
import type { ReplicaGroup } from "./group.ts";
import type { Exclusive } from "./placement.ts";
import type { WasmDataset, WasmFit, WasmFitStep } from "./wasm.ts";
import { WORK_SLICE, breathe } from "./yield.ts";

/** Milliseconds between reports. More frequent reports only slow the training (others measured up to 5x). */
const REPORT_EVERY = 100;

/** A batch from the page, or the end of the batches of an epoch or of the training. */
type Fed = WasmDataset | "epoch" | "all";

export type Post = (report: RunReport) => void;

interface RunOptions {
  /** True if the run starts paused. */
  paused: boolean;
  /** True if the run waits at the end of every epoch. */
  waits: boolean;
  /** Makes a file of the model, if files are wanted at checkpoints. */
  save: (() => Promise<Uint8Array>) | undefined;
  /** Decides who trains on batches of `batch` samples; called once, with the first batch. */
  lead: (batch: number) => Promise<Lead>;
  /** The device that trains the model. */
  backend: () => BackendInUse;
  /** Does work on the model after all earlier work is done. */
  exclusive: Exclusive;
}

/** Who trains: replicas, or this worker alone and why. */
export interface Lead {
  group: ReplicaGroup | undefined;
  reason: string | undefined;
}

/** A training run in progress. */
export class Run {
  readonly #waits: boolean;
  readonly #save: RunOptions["save"];
  readonly #lead: RunOptions["lead"];
  readonly #backend: RunOptions["backend"];
  readonly #exclusive: Exclusive;
  #led: Lead | undefined;
  #paused: boolean;
  #single = 0;
  #waiting = false;
  #ending: "stop" | "finish" | undefined;
  #wake: (() => void) | undefined;
  #batches: RunBatch[] = [];
  #notices: string[] = [];
  #reported = 0;
  /** What the page sent. */
  #fed: Fed | undefined;
  /** True if the page was asked for what comes next. */
  #asked = false;

  constructor(
    readonly id: number,
    { paused, waits, save, lead, backend, exclusive }: RunOptions,
  ) {
    this.#paused = paused;
    this.#waits = waits;
    this.#save = save;
    this.#lead = lead;
    this.#backend = backend;
    this.#exclusive = exclusive;
  }

  control(action: Action): void {
    if (action === "stop") this.#ending = "stop";
    else if (action === "finish") this.#ending ??= "finish";
    else if (action === "go") this.#waiting = false;
    else if (action === "step") this.#single += 1;
    else this.#paused = action === "pause";
    this.#wake?.();
  }

  /** Reports with the next report that a device was lost. */
  lost(notice: string): void {
    this.#notices.push(notice);
  }

  /** Takes what the run asked the page for. */
  feed(fed: Fed): void {
    this.#fed = fed;
    this.#asked = false;
    this.#wake?.();
  }

  get #held(): boolean {
    return this.#ending === undefined && (this.#waiting || (this.#paused && this.#single === 0));
  }

  #report(post: Post): void {
    const notices = this.#notices.splice(0);
    if (this.#batches.length || notices.length) {
      const about = { workers: this.#workers, backend: this.#backend(), ...(notices.length && { notices }) };
      post({ run: this.id, batches: this.#batches, ...about });
    }
    this.#batches = [];
    this.#reported = performance.now();
  }

  get #workers(): WorkersInUse {
    const { group, reason = group?.reason } = this.#led ?? {};
    return { count: group?.count ?? 1, ...(reason === undefined ? {} : { reason }) };
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #ask(post: Post): void {
    if (this.#asked) return;
    this.#asked = true;
    post({ run: this.id, batches: [], want: true });
  }

  /** Does the next step; undefined if the run ended while it waited for the page. */
  async #step(fit: WasmFit, post: Post): Promise<WasmFitStep | undefined> {
    if (!fit.wantsBatch) return this.#next(fit);
    if (this.#fed === undefined) {
      this.#report(post);
      this.#ask(post);
    }
    while (this.#fed === undefined && this.#ending === undefined) await this.#woken();
    const fed = this.#fed;
    if (fed === undefined || this.#ending) return undefined;
    this.#fed = undefined;
    if (fed === "all") return { ...DONE };
    // The page prepares the next batch while the engine works on this one.
    this.#ask(post);
    if (fed === "epoch") return this.#exclusive(() => fit.endOfData());
    try {
      return await this.#next(fit, fed);
    } finally {
      fed.free();
    }
  }

  async #next(fit: WasmFit, fed?: WasmDataset): Promise<WasmFitStep | undefined> {
    if (fed || !this.#led) {
      const batch = await this.#exclusive(() => fit.gather(fed?.share()));
      if (batch > 0 && !this.#led && !(await this.#gather(batch))) return undefined;
    }
    // Replicas work on the CPU, where calls do not wait halfway. So other calls may run while the main replica waits
    // for the others.
    return this.#led?.group ? this.#led.group.step(fit) : this.#exclusive(() => fit.step());
  }

  /** Finds out who trains; false if the run ended meanwhile. */
  async #gather(batch: number): Promise<boolean> {
    const leading = this.#lead(batch);
    while (!this.#led && !this.#ending) {
      this.#led = await Promise.race([leading, this.#woken().then(() => undefined)]);
    }
    if (this.#led) return true;
    // Replicas that have started meanwhile have nothing to do.
    leading.then(({ group }) => group?.rest("train"), () => {});
    return false;
  }

  /** Trains to the end; returns whether it was stopped before. */
  async run(fit: WasmFit, post: Post): Promise<{ aborted: boolean }> {
    this.#reported = performance.now();
    try {
      for (;;) {
        if (this.#held) {
          // A paused training shows the results of all its steps.
          const last = this.#batches.at(-1);
          if (last?.phase === "train" && !last.epochEnd) Object.assign(last, await this.#exclusive(() => fit.drain()));
          this.#report(post);
          // `resume` during `drain` wakes nobody, so check again before waiting.
          if (this.#held) await this.#woken();
          continue;
        }
        const started = performance.now();
        while (!this.#held && !this.#ending && performance.now() - started < WORK_SLICE) {
          const step = await this.#step(fit, post);
          if (step === undefined) break;
          if (step.phase === "done") {
            this.#report(post);
            return { aborted: false };
          }
          if (this.#single > 0) this.#single -= 1;
          const { checkpoint, ...rest } = step as RunBatch & { checkpoint?: boolean };
          const batch: RunBatch = { ...rest, workers: this.#workers.count, backend: this.#backend().backend };
          if (checkpoint && this.#save) batch.file = await this.#exclusive(this.#save);
          this.#batches.push(batch);
          if (step.epochEnd) this.#waiting = this.#waits;
        }
        if (this.#ending) {
          // Steps that are still running belong to this run.
          if (this.#ending === "stop") await this.#exclusive(() => fit.drain()).catch(() => {});
          if (this.#ending === "finish") await this.#exclusive(() => fit.finish());
          this.#report(post);
          return { aborted: this.#ending === "stop" };
        }
        if (performance.now() - this.#reported >= REPORT_EVERY) this.#report(post);
        await breathe();
      }
    } finally {
      this.#report(post);
      if (typeof this.#fed === "object") this.#fed.free();
      this.#led?.group?.rest("train");
      this.#led = undefined;
      fit.free();
    }
  }
}

const DONE: WasmFitStep = { phase: "done", epoch: 0, step: 0, steps: 0, size: 0, logs: { loss: 0 }, counted: 0 };
