// The engine's worker as the leader of helpers: each has a copy of a model and a shard of every batch. No memory is
// shared: in a step each member sends its gradients to each other, as a buffer that is moved, and all take the same mean.

import { startWorker } from "../api/worker.ts";
import type { FloatTensor } from "../api/types.ts";
import type { Evaluated, FromMember, Job, Part, ToMember } from "./member.ts";
import type { Wasm, WasmFit, WasmFitStep, WasmModel } from "./wasm.ts";

/** Milliseconds that idle helpers are kept. */
const KEPT = 20_000;

/**
 * Milliseconds after the leader's own share that a helper may take for its, before it counts as lost. That is for one that
 * hangs; one that ends is missed at once.
 */
const PATIENCE = 60_000;
const LOOK_EVERY = 5_000;

/** Times helpers are replaced in a row, without a step between, before the team goes on without them. */
const ATTEMPTS = 3;

/** A helper is gone. */
class Lost extends Error {}

interface Helper {
  worker: Worker;
  ready: Promise<void>;
  /** Ends the watch over its end. */
  watch: AbortController;
  spare: Float32Array | undefined;
  /** A part that came before its turn. */
  early: Part | undefined;
  lost: boolean;
}

/** What the team waits for. */
interface Wait {
  missing: Set<Helper>;
  resolve: () => void;
  reject: (error: Lost) => void;
  looks: number;
}

/** Where the modules lie, and the engine's own. */
export interface Source {
  wasm: Wasm;
  wasmUrl: string;
}

export class Team {
  readonly #source: Source;
  readonly #model: WasmModel;
  readonly #helpers: Helper[] = [];
  #turn = 0;
  #length = 0;
  /** The model's changes that the helpers have, too. */
  #synced = -1;
  #trains = false;
  /** The training whose next step the helpers are at already. */
  #ahead: WasmFit | undefined;
  #wait: Wait | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #lookout: ReturnType<typeof setInterval> | undefined;
  #failures = 0;
  /** What goes on: trainings, predictions, evaluations. */
  #tasks = 0;
  #syncing: Promise<void> = Promise.resolve();
  #answers = new Map<number, (result: FloatTensor | Evaluated) => void>();
  #nextId = 1;
  #disposed = false;
  /** Why there are fewer members than there were to be. */
  reason: string | undefined;

  constructor(source: Source, model: WasmModel) {
    this.#source = source;
    this.#model = model.share();
  }

  /** The leader and its helpers. */
  get size(): number {
    return this.#helpers.length + 1;
  }

  /** Brings the team to this size, until {@link rest}; where it has another task already it keeps its size. */
  async gather(size: number): Promise<void> {
    clearTimeout(this.#idle);
    this.#tasks += 1;
    this.reason = undefined;
    if (this.#tasks === 1) await this.#resize(size);
  }

  async #resize(size: number): Promise<void> {
    // Those that were lost while nobody needed them.
    for (const helper of this.#helpers.filter((helper) => helper.lost)) this.#dismiss(helper);
    if (size === this.size) return;
    this.#synced = -1;
    while (this.size > size) this.#dismiss(this.#helpers[this.#helpers.length - 1]!);
    while (this.size < size) {
      const helper = this.#start();
      this.#helpers.push(helper);
    }
    const started = await Promise.allSettled(this.#helpers.map((helper) => helper.ready));
    const failed = this.#helpers.filter((_, index) => started[index]?.status === "rejected");
    if (failed.length === 0) return;
    for (const helper of failed) this.#dismiss(helper);
    const { reason } = started.find((result) => result.status === "rejected") as PromiseRejectedResult;
    this.#tell(`a helper could not be started (${(reason as Error).message})`);
  }

  /** Says that a task is over. */
  rest(): void {
    this.#tasks -= 1;
    if (this.size > 1 && this.#tasks === 0) this.#idle = setTimeout(() => this.#dismissAll(), KEPT);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#dismissAll();
    this.#model.free();
  }

  /** Does the next step of a training, together where it is one that can be divided. */
  async step(fit: WasmFit): Promise<WasmFitStep> {
    const batch = this.size > 1 ? fit.divide() : 0;
    // A training that was broken off has left them in the midst of a step.
    if (this.#ahead !== undefined && this.#ahead !== fit) this.#synced = -1;
    while (batch > 0 && this.size > 1) {
      try {
        if (this.#synced !== this.#model.changes || !this.#trains) await this.#sync(true);
        const step = await this.#together(fit);
        this.#failures = 0;
        return step;
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        await this.#replace(error.message);
      }
    }
    return fit.step();
  }

  async #together(fit: WasmFit): Promise<WasmFitStep> {
    const turn = (this.#turn += 1);
    if (!this.#ahead) {
      this.#helpers.forEach((helper, index) => {
        this.#postStep(helper, turn, fit.shard(index + 1, this.size, false)!);
      });
    }
    this.#ahead = undefined;
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
      this.#ahead = fit;
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
  #sync(trains: boolean): Promise<void> {
    this.#syncing = this.#syncing.catch(() => {}).then(() => this.#join(trains));
    return this.#syncing;
  }

  async #join(trains: boolean): Promise<void> {
    if (this.#synced === this.#model.changes && (this.#trains || !trains)) return;
    // What was told of the turn after the last one is void.
    const turn = (this.#turn += 2);
    this.#ahead = undefined;
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
    this.#helpers.forEach((helper, index) => {
      helper.spare = undefined;
      helper.early = undefined;
      const file = this.#model.save(trains, "{}");
      const own = ports[index]!;
      const message: ToMember = { helper: "join", turn, file, rank: index + 1, size: trains ? size : 1, ports: own };
      this.#post(helper, message, [file.buffer as ArrayBuffer, ...own.map(([, port]) => port)]);
    });
    await this.#await();
    this.#synced = changes;
  }

  /** Gives each helper a job; a promise is of undefined where its helper was lost. */
  async ask(jobs: Job[]): Promise<Promise<FloatTensor | Evaluated | undefined>[]> {
    try {
      await this.#sync(false);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      return jobs.map(() => Promise.resolve(undefined));
    }
    return jobs.map((job, index) => {
      const helper = this.#helpers[index];
      if (!helper || helper.lost) return Promise.resolve(undefined);
      const id = this.#nextId++;
      this.#post(helper, { helper: "job", id, job });
      return new Promise((resolve) => {
        this.#answers.set(id, resolve);
        helper.watch.signal.addEventListener("abort", () => resolve(undefined));
      });
    });
  }

  #postStep(helper: Helper, turn: number, given: Float32Array): void {
    this.#post(helper, { helper: "step", turn, given }, [given.buffer as ArrayBuffer]);
  }

  /** Ready when all helpers have told what they were to tell. */
  #await(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wait = { missing: new Set(this.#helpers), resolve, reject, looks: 0 };
      const lost = this.#helpers.find((helper) => helper.lost);
      if (lost) reject(new Lost("a helper ended"));
    });
  }

  #heard(helper: Helper): void {
    if (!this.#wait?.missing.delete(helper) || this.#wait.missing.size > 0) return;
    this.#wait.resolve();
    this.#wait = undefined;
  }

  #post(helper: Helper, message: ToMember, transfer: Transferable[] = []): void {
    helper.worker.postMessage(message, transfer);
  }

  #start(): Helper {
    const worker = startWorker(import.meta.url, "pupil-helper");
    const watch = new AbortController();
    const helper: Helper = { worker, watch, ready: Promise.resolve(), spare: undefined, early: undefined, lost: false };
    const lock = `pupil-helper-${performance.timeOrigin}-${performance.now()}-${Math.random()}`;
    helper.ready = new Promise((resolve, reject) => {
      const lose = (reason: string) => {
        reject(new Lost(reason));
        this.#lose(helper, reason);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        lose(event.message || "its script could not be loaded");
      };
      worker.onmessageerror = () => lose("a message could not be read");
      worker.onmessage = ({ data }: MessageEvent<FromMember>) => {
        if (data.helper === "failed") return lose(data.message);
        if (data.helper !== "ready") return this.#receive(helper, data);
        resolve();
        // Granted when the helper, which holds it, is gone.
        navigator.locks?.request(lock, { signal: watch.signal }, () => lose("it ended")).catch(() => {});
      };
    });
    helper.ready.catch(() => {});
    // No helper compiles or loads again what is there.
    const { __wbindgen_wasm_module: module } = this.#source.wasm.default;
    this.#post(helper, { helper: "start", wasm: this.#source.wasmUrl, module, lock });
    this.#lookout ??= setInterval(() => this.#look(), LOOK_EVERY);
    return helper;
  }

  #receive(helper: Helper, message: FromMember): void {
    if (message.helper === "part") this.#hear(helper, message);
    else if (message.helper === "joined" && message.turn === this.#turn) this.#heard(helper);
    else if (message.helper === "done") {
      this.#answers.get(message.id)?.(message.result);
      this.#answers.delete(message.id);
    }
  }

  #hear(helper: Helper, { turn, from, part }: Part): void {
    if (turn === this.#turn + 1) helper.early = { turn, from, part };
    if (turn !== this.#turn) return;
    this.#model.tell(part, from);
    helper.spare = part;
    this.#heard(helper);
  }

  /** Misses helpers that take too long; counted in looks, so that a computer that slept does not count. */
  #look(): void {
    if (!this.#wait) return;
    this.#wait.looks += 1;
    if (this.#wait.looks < PATIENCE / LOOK_EVERY) return;
    for (const helper of this.#wait.missing) this.#lose(helper, `it took longer than ${PATIENCE / 1000} s`);
  }

  #lose(helper: Helper, reason: string): void {
    if (helper.lost) return;
    helper.lost = true;
    helper.watch.abort();
    helper.worker.terminate();
    this.#synced = -1;
    const wait = this.#wait;
    this.#wait = undefined;
    wait?.reject(new Lost(reason));
  }

  /** Puts new helpers in the places of lost ones; the team gets smaller where that fails again and again. */
  async #replace(reason: string): Promise<void> {
    this.#synced = -1;
    const { size } = this;
    for (const helper of this.#helpers.filter((helper) => helper.lost)) this.#dismiss(helper);
    this.#failures += 1;
    if (this.#failures > ATTEMPTS) {
      this.#dismissAll();
      this.#tell(`helpers were lost again and again (${reason})`);
    } else await this.#resize(size);
  }

  #tell(reason: string): void {
    if (!this.reason) console.warn(`pupil: training goes on with ${this.size} of its workers: ${reason}`);
    this.reason = reason;
  }

  #dismiss(helper: Helper): void {
    this.#helpers.splice(this.#helpers.indexOf(helper), 1);
    helper.lost = true;
    helper.watch.abort();
    helper.worker.terminate();
    this.#synced = -1;
  }

  #dismissAll(): void {
    while (this.#helpers.length) this.#dismiss(this.#helpers[0]!);
    clearInterval(this.#lookout);
    this.#lookout = undefined;
  }
}
