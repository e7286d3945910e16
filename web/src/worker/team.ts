// The engine's worker as the leader of helpers: each has a copy of a model and a shard of every batch. No memory is
// shared: in a step each member sends its gradients to each other, as a buffer that is moved, and all take the same mean.

import { startWorker } from "../api/worker.ts";
import type { FloatTensor } from "../api/types.ts";
import type { Evaluated, FromMember, Job, Part, ToMember } from "./member.ts";
import type { Wasm, WasmFit, WasmFitStep, WasmModel } from "./wasm.ts";

/** Milliseconds that idle helpers are kept. */
const KEPT = 20_000;

/**
 * Milliseconds that a helper may take to start, and for its share after the leader's own, before it counts as lost. That is
 * for one that hangs; one that ends is missed at once, if it had started.
 */
const STARTING = 10_000;
const PATIENCE = 60_000;
const LOOK_EVERY = 2_000;

/** Times helpers are replaced in a row, without a step between, before the team goes on without them. */
const ATTEMPTS = 3;

/** A helper is gone. */
class Lost extends Error {}

type Answer = FloatTensor[] | Evaluated;

interface Helper {
  worker: Worker;
  /** Settled when it has started, or will not. */
  ready: Promise<void>;
  started: boolean;
  /** Makes whoever waits for its start go on. */
  fail: (error: Lost) => void;
  /** Ends the watch over its end. */
  watch: AbortController;
  spare: Float32Array | undefined;
  /** A part that came before its turn. */
  early: Part | undefined;
  jobs: Map<number, (result: Answer | undefined) => void>;
  /** How often it was looked at and had not done what it is waited for. */
  looks: number;
}

/** What the team waits for. */
interface Wait {
  missing: Set<Helper>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** What a team is gathered for: a training has it to itself; predictions and evaluations share it. */
export type Task = "train" | "run";

/** Where the modules lie, and the engine's own. */
export interface Source {
  wasm: Wasm;
  wasmUrl: string;
}

export class Team {
  readonly #source: Source;
  readonly #model: WasmModel;
  /** Those that live; some of them start. */
  readonly #helpers: Helper[] = [];
  #turn = 0;
  #length = 0;
  /** The model's changes that the helpers have, too. */
  #synced = -1;
  #trains = false;
  /** Whether the helpers are at a training's next step already. */
  #ahead = false;
  #wait: Wait | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #lookout: ReturnType<typeof setInterval> | undefined;
  #failures = 0;
  #tasks: Record<Task, number> = { train: 0, run: 0 };
  /** Trainings that wait for predictions and evaluations to end. */
  #alone: (() => void)[] = [];
  /** Gatherings, joins and steps, one after the other: each waits for all helpers. */
  #queue: Promise<unknown> = Promise.resolve();
  #nextId = 1;
  #disposed = false;
  #count = 1;
  #missed = "";
  /** Why no more helpers are started. */
  #stuck: string | undefined;
  /** Why there are fewer members than a training was to have. */
  reason: string | undefined;

  constructor(source: Source, model: WasmModel) {
    this.#source = source;
    this.#model = model.share();
  }

  /** The leader and its helpers. */
  get size(): number {
    return this.#helpers.length + 1;
  }

  /** Members that a training has; one that is lost is replaced with the next step. */
  get count(): number {
    return this.#count;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  /**
   * Brings the team to this size for a training, which waits for predictions and evaluations under way; for those it only
   * grows. Until {@link rest}.
   */
  async gather(task: Task, size: number): Promise<void> {
    clearTimeout(this.#idle);
    this.#tasks[task] += 1;
    while (task === "train" && this.#tasks.run > 0 && !this.#disposed) {
      await new Promise<void>((resolve) => this.#alone.push(resolve));
    }
    await this.#inTurn(async () => {
      if (task === "run") {
        await this.#grow(size);
        return;
      }
      this.reason = undefined;
      this.#failures = 0;
      while (this.size > size) this.#end(this.#helpers.at(-1)!, "the team got smaller");
      this.#count = (await this.#grow(size)) ? size : this.size;
    });
  }

  /** Starts helpers; false where one could not be. */
  async #grow(size: number): Promise<boolean> {
    if (this.#disposed || size <= this.size) return true;
    this.#synced = -1;
    let failure: Error | undefined;
    try {
      // Nobody is to wait for that again.
      if (this.#stuck) throw new Lost(this.#stuck);
      while (this.size < size) this.#start();
    } catch (error) {
      failure = error as Error;
    }
    for (const result of await Promise.allSettled(this.#helpers.map((helper) => helper.ready))) {
      if (result.status === "rejected") failure ??= result.reason as Error;
    }
    if (failure) this.#tell(`a helper could not be started (${failure.message})`);
    return !failure;
  }

  /** Says that a task is over. */
  rest(task: Task): void {
    this.#tasks[task] -= 1;
    if (task === "train" && this.#ahead) {
      // It was broken off and has left them in the midst of a step.
      this.#ahead = false;
      this.#synced = -1;
    }
    if (this.#tasks.run > 0) return;
    for (const resolve of this.#alone.splice(0)) resolve();
    if (this.size > 1 && this.#tasks.train === 0) this.#idle = setTimeout(() => this.#endAll("nothing to do"), KEPT);
  }

  /** Ends what goes on: a step gives nothing then, and a job neither. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#endAll("the model was disposed");
    for (const resolve of this.#alone.splice(0)) resolve();
    // What waited for helpers goes to its end first.
    void this.#queue.then(() => this.#model.free());
  }

  /** Does the next step of a training, together where it is one that can be divided; undefined after {@link dispose}. */
  step(fit: WasmFit): Promise<WasmFitStep | undefined> {
    return this.#inTurn(async () => {
      const batch = this.#count > 1 && !this.#disposed ? fit.divide() : 0;
      while (batch > 0 && this.#count > 1 && !this.#disposed) {
        try {
          if (this.size < this.#count) throw new Lost(this.#missed);
          if (this.#synced !== this.#model.changes || !this.#trains) await this.#join(true);
          const step = await this.#together(fit);
          this.#failures = 0;
          return step;
        } catch (error) {
          if (this.#disposed) break;
          const changed = this.#synced !== this.#model.changes;
          this.#synced = -1;
          if (error instanceof Lost) await this.#replace(error.message);
          else if (!changed || error instanceof WebAssembly.RuntimeError) throw error;
          // Setting what is trainable has ended the model's place in the team: the step is done again. Where it was
          // compiled anew, this says so.
          else fit.divide();
        }
      }
      return this.#disposed ? undefined : fit.step();
    });
  }

  async #together(fit: WasmFit): Promise<WasmFitStep> {
    const turn = (this.#turn += 1);
    if (!this.#ahead) {
      this.#helpers.forEach((helper, index) => {
        this.#postStep(helper, turn, fit.shard(index + 1, this.size, false)!);
      });
    }
    this.#ahead = false;
    const heard = this.#await();
    // Where the leader itself fails, nobody asks for it any more.
    heard.catch(() => {});
    const numbers = fit.gradients();
    for (const helper of this.#helpers) {
      const part = helper.spare ?? new Float32Array(this.#length);
      helper.spare = undefined;
      this.#model.tell(part);
      this.#post(helper, { helper: "part", turn, from: 0, part, numbers }, [part.buffer as ArrayBuffer]);
    }
    // The next step's shards go out before this one is done: helpers go on with them at once.
    this.#helpers.forEach((helper, index) => {
      const ahead = fit.shard(index + 1, this.size, true);
      if (!ahead) return;
      this.#postStep(helper, turn + 1, ahead);
      this.#ahead = true;
    });
    for (const helper of this.#helpers) {
      const { early } = helper;
      helper.early = undefined;
      if (early) this.#hear(helper, early);
    }
    await heard;
    const unchanged = this.#model.changes === this.#synced;
    const step = fit.apply();
    // What callbacks changed in the step, or the page meanwhile, the helpers do not have.
    this.#synced = unchanged && this.#model.changes === this.#synced + 1 ? this.#synced + 1 : -1;
    return step;
  }

  /** Sees to it that all helpers have the model as it is now. */
  async #join(trains: boolean): Promise<void> {
    if (this.#synced === this.#model.changes && (this.#trains || !trains)) return;
    // What was told of the turn after the last one is void.
    const turn = (this.#turn += 2);
    this.#ahead = false;
    const { size } = this;
    this.#length = trains ? this.#model.join(0, size) : 0;
    this.#trains = trains;
    const changes = this.#model.changes;
    const ports = this.#helpers.map((): [number, MessagePort][] => []);
    for (let a = 1; trains && a < size; a += 1) {
      for (let b = a + 1; b < size; b += 1) {
        const { port1, port2 } = new MessageChannel();
        ports[a - 1]!.push([b, port1]);
        ports[b - 1]!.push([a, port2]);
      }
    }
    const saved = await this.#model.save(trains, "{}");
    this.#helpers.forEach((helper, index) => {
      helper.spare = undefined;
      helper.early = undefined;
      const file = saved.slice();
      const own = ports[index]!;
      const message: ToMember = { helper: "join", turn, file, rank: index + 1, size: trains ? size : 1, ports: own };
      this.#post(helper, message, [file.buffer as ArrayBuffer, ...own.map(([, port]) => port)]);
    });
    await this.#await();
    this.#synced = changes;
  }

  /** Gives a helper each job; a promise is of undefined where its helper was lost. */
  ask(jobs: Job[]): Promise<Promise<Answer | undefined>[]> {
    return this.#inTurn(async () => {
      for (let joined = false; !joined && this.size > 1; ) {
        try {
          await this.#join(false);
          joined = true;
        } catch (error) {
          if (!(error instanceof Lost)) throw error;
        }
      }
      return jobs.map(async (job, index) => {
        const helper = this.#helpers[index];
        if (!helper) return undefined;
        const id = this.#nextId++;
        this.#post(helper, { helper: "job", id, job });
        return new Promise<Answer | undefined>((resolve) => helper.jobs.set(id, resolve));
      });
    });
  }

  #postStep(helper: Helper, turn: number, given: Float32Array): void {
    this.#post(helper, { helper: "step", turn, given }, [given.buffer as ArrayBuffer]);
  }

  /** Ready when all helpers have told what they were to tell. */
  #await(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wait = { missing: new Set(this.#helpers), resolve, reject };
    });
  }

  #heard(helper: Helper): void {
    helper.looks = 0;
    if (!this.#wait?.missing.delete(helper) || this.#wait.missing.size > 0) return;
    this.#wait.resolve();
    this.#wait = undefined;
  }

  #giveUp(error: unknown): void {
    const wait = this.#wait;
    this.#wait = undefined;
    wait?.reject(error);
  }

  #post(helper: Helper, message: ToMember, transfer: Transferable[] = []): void {
    helper.worker.postMessage(message, transfer);
  }

  #start(): void {
    const worker = startWorker(import.meta.url, "pupil-helper");
    let start = () => {};
    let fail: Helper["fail"] = () => {};
    const ready = new Promise<void>((resolve, reject) => {
      start = resolve;
      fail = reject;
    });
    ready.catch(() => {});
    const watch = new AbortController();
    const lock = `pupil-helper-${performance.timeOrigin}-${performance.now()}-${Math.random()}`;
    const helper: Helper = {
      ...{ worker, ready, fail, watch, started: false, spare: undefined, early: undefined },
      ...{ jobs: new Map(), looks: 0 },
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(helper, event.message || "its script could not be loaded");
    };
    worker.onmessageerror = () => this.#end(helper, "a message could not be read");
    worker.onmessage = ({ data }: MessageEvent<FromMember>) => {
      if (data.helper === "failed") return this.#end(helper, data.message);
      if (data.helper !== "ready") return this.#receive(helper, data);
      helper.started = true;
      helper.looks = 0;
      start();
      // Granted when the helper, which holds it, is gone.
      navigator.locks?.request(lock, { signal: watch.signal }, () => this.#end(helper, "it ended")).catch(() => {});
    };
    this.#helpers.push(helper);
    this.#lookout ??= setInterval(() => this.#look(), LOOK_EVERY);
    // No helper compiles or loads again what is there.
    const { __wbindgen_wasm_module: module } = this.#source.wasm.default;
    this.#post(helper, { helper: "start", wasm: this.#source.wasmUrl, module, lock });
  }

  #receive(helper: Helper, message: FromMember): void {
    if (message.helper === "part") this.#hear(helper, message);
    else if (message.helper === "joined" && message.turn === this.#turn) this.#heard(helper);
    else if (message.helper === "done") {
      helper.jobs.get(message.id)?.(message.result);
      helper.jobs.delete(message.id);
    }
  }

  #hear(helper: Helper, { turn, from, part }: Part): void {
    if (turn === this.#turn + 1) helper.early = { turn, from, part };
    if (turn !== this.#turn || !this.#wait) return;
    try {
      this.#model.tell(part, from);
    } catch (error) {
      // The page may have changed the model since the step began: that is for the step to see to.
      this.#giveUp(error);
      return;
    }
    helper.spare = part;
    this.#heard(helper);
  }

  /** Misses helpers that take too long; counted in looks, so that a computer that slept does not count. */
  #look(): void {
    for (const helper of [...this.#helpers]) {
      // One that is asked to join while it predicts does that first.
      const late = helper.jobs.size === 0 && (!helper.started || this.#wait?.missing.has(helper));
      helper.looks = late ? helper.looks + 1 : 0;
      const patience = helper.started ? PATIENCE : STARTING;
      if (helper.looks < patience / LOOK_EVERY) continue;
      const reason = `it took longer than ${patience / 1000} s`;
      if (!helper.started) this.#stuck = reason;
      this.#end(helper, reason);
    }
  }

  /** Ends a helper, if it is not at its end already; all who wait for it hear of that. */
  #end(helper: Helper, reason: string): void {
    const at = this.#helpers.indexOf(helper);
    if (at < 0) return;
    this.#helpers.splice(at, 1);
    helper.watch.abort();
    helper.worker.terminate();
    this.#synced = -1;
    this.#missed = reason;
    const lost = new Lost(reason);
    helper.fail(lost);
    for (const resolve of helper.jobs.values()) resolve(undefined);
    helper.jobs.clear();
    this.#giveUp(lost);
    if (this.#helpers.length > 0) return;
    clearInterval(this.#lookout);
    this.#lookout = undefined;
  }

  #endAll(reason: string): void {
    for (const helper of [...this.#helpers]) this.#end(helper, reason);
  }

  /** Puts new helpers in the places of lost ones; the team gets smaller where that fails again and again. */
  async #replace(reason: string): Promise<void> {
    this.#failures += 1;
    if (this.#failures > ATTEMPTS) {
      this.#endAll(reason);
      this.#count = 1;
      this.#tell(`helpers were lost again and again (${reason})`);
    } else if (!(await this.#grow(this.#count))) this.#count = this.size;
  }

  #tell(reason: string): void {
    if (this.#disposed) return;
    if (!this.reason) console.warn(`pupil: work goes on with ${this.size} of its workers: ${reason}`);
    this.reason = reason;
  }
}
