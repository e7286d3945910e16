// A model and its replicas, which train as one: each has a shard of every batch. They share no memory: in each step
// every replica sends its gradients to every other one as a moved buffer, and all compute the same mean. replicas.ts
// starts and watches the replicas' workers; replica.ts is their side of the exchange.

import { Lock } from "./lock.ts";
import type { FromReplica, Job, JobResult, Part, ToReplica } from "./messages.ts";
import { Lost, Replicas, type Replica, type Source } from "./replicas.ts";
import { replicaBytes } from "./share.ts";
import type { WasmFit, WasmFitStep, WasmModel } from "./wasm.ts";

/** Milliseconds for which idle replicas are kept. */
const KEPT = 20_000;

/** How often replicas may be replaced without a step in between, before the group continues without them. */
const ATTEMPTS = 3;

/** What the main replica knows about another one. */
class Link {
  /** A buffer that came back, to be used for the next part, so that a step allocates nothing. */
  spare: Float32Array | undefined;
  /** A part that arrived before its step. */
  early: Part | undefined;
  readonly jobs = new Map<number, (result: JobResult | undefined) => void>();
  /** The ids of jobs whose results are waited for. */
  readonly awaited = new Set<number>();
}

/** The replicas whose answers are still missing. */
interface Wait {
  missing: Set<Replica>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** What a group is gathered for. A training needs the group alone; predictions and evaluations share it. */
export type Task = "train" | "run";

/** Returns the result of a job; undefined if its replica was lost. */
export type Answer = () => Promise<JobResult | undefined>;

export class ReplicaGroup {
  readonly #model: WasmModel;
  readonly #replicas: Replicas;
  readonly #links = new Map<Replica, Link>();
  #step = 0;
  /** The number of floats that replicas exchange in a step. */
  #length = 0;
  /** The number of the model's changes that the replicas have. */
  #synced = -1;
  #trains = false;
  /** True if the replicas already have their shards of a training's next step. */
  #sentAhead = false;
  #wait: Wait | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #tasks: Record<Task, number> = { train: 0, run: 0 };
  /** Trainings that wait for predictions and evaluations to end. */
  #alone: (() => void)[] = [];
  /** Gathering, joining and steps run one after the other, because each waits for all replicas. */
  readonly #lock = new Lock();
  #nextId = 1;
  #disposed = false;
  #count = 1;
  /** Why the last replica was lost. */
  #missed = "";
  /** Why there are fewer workers than the training wanted. */
  reason: string | undefined;

  /** The creator of the group frees `model` after {@link dispose} is done. */
  constructor(source: Source, model: WasmModel) {
    this.#model = model;
    this.#replicas = new Replicas(source, {
      receive: (replica, message) => this.#receive(replica, message),
      ended: (replica, reason) => this.#ended(replica, reason),
      awaits: (replica) => !!this.#wait?.missing.has(replica) || this.#link(replica).awaited.size > 0,
    });
  }

  /** The number of replicas, with the main one. */
  get size(): number {
    return this.#replicas.count + 1;
  }

  /** The number of workers of a training. A lost worker is replaced at the next step. */
  get count(): number {
    return this.#count;
  }

  #link(replica: Replica): Link {
    const link = this.#links.get(replica) ?? new Link();
    this.#links.set(replica, link);
    return link;
  }

  /**
   * Brings the group to this size for a training, which first waits for running predictions and evaluations. For
   * predictions and evaluations the group only grows. Call {@link rest} afterwards.
   */
  async gather(task: Task, size: number): Promise<void> {
    clearTimeout(this.#idle);
    this.#tasks[task] += 1;
    while (task === "train" && this.#tasks.run > 0 && !this.#disposed) {
      await new Promise<void>((resolve) => this.#alone.push(resolve));
    }
    await this.#lock.run(async () => {
      if (task === "run") {
        await this.#grow(size);
        return;
      }
      this.reason = undefined;
      this.#failures = 0;
      this.#replicas.shrink(size - 1, "the group got smaller");
      this.#count = (await this.#grow(size)) ? size : this.size;
    });
  }

  /** Starts replicas; false if one could not start. */
  async #grow(size: number): Promise<boolean> {
    if (this.#disposed || size <= this.size) return true;
    this.#synced = -1;
    const failure = await this.#replicas.grow(size - 1, replicaBytes(this.#model));
    if (failure) this.#warn(`a replica could not be started (${failure.message})`);
    return !failure;
  }

  /** Ends a task. */
  rest(task: Task): void {
    this.#tasks[task] -= 1;
    if (task === "train" && this.#sentAhead) {
      // The training was aborted and left the replicas in the middle of a step.
      this.#sentAhead = false;
      this.#synced = -1;
    }
    if (this.#tasks.run > 0) return;
    for (const resolve of this.#alone.splice(0)) resolve();
    if (this.size > 1 && this.#tasks.train === 0) {
      this.#idle = setTimeout(() => this.#replicas.shrink(0, "nothing to do"), KEPT);
    }
  }

  /**
   * Ends running work: a step then returns nothing, and so does a job. Resolves when nothing uses the model any more.
   */
  async dispose(): Promise<void> {
    if (!this.#disposed) {
      this.#disposed = true;
      clearTimeout(this.#idle);
      this.#replicas.shrink(0, "the model was disposed");
      for (const resolve of this.#alone.splice(0)) resolve();
    }
    await this.#lock.run(() => {});
  }

  /** Does the next step of a training, with all replicas if it can be divided; undefined after {@link dispose}. */
  step(fit: WasmFit): Promise<WasmFitStep | undefined> {
    return this.#lock.run(async () => {
      const batch = this.#count > 1 && !this.#disposed ? fit.divide() : 0;
      while (batch > 0 && this.#count > 1 && !this.#disposed) {
        let joined = false;
        try {
          if (this.size < this.#count) throw new Lost(this.#missed);
          if (this.#synced !== this.#model.changes || !this.#trains) await this.#join(true);
          joined = true;
          const step = await this.#together(fit);
          this.#failures = 0;
          return step;
        } catch (error) {
          if (this.#disposed) break;
          const changed = this.#synced !== this.#model.changes;
          this.#synced = -1;
          if (error instanceof Lost) await this.#replace(error.message);
          else if (error instanceof WebAssembly.RuntimeError) throw error;
          // The main replica itself could not join, for lack of memory.
          else if (!joined) this.#goOnAlone((error as Error).message);
          else if (!changed) throw error;
          // Setting what is trainable removed the model from the group: do the step again. If the model was compiled
          // again, `divide` throws.
          else fit.divide();
        }
      }
      return this.#disposed ? undefined : fit.step();
    });
  }

  async #together(fit: WasmFit): Promise<WasmFitStep> {
    const step = (this.#step += 1);
    const replicas = [...this.#replicas.all];
    if (!this.#sentAhead) {
      replicas.forEach((replica, index) => this.#postStep(replica, step, fit.shard(index + 1, this.size, false)!));
    }
    this.#sentAhead = false;
    const answers = this.#answers();
    // If the main replica itself fails, nothing waits for the answers.
    answers.catch(() => {});
    const numbers = fit.gradients();
    for (const replica of replicas) {
      const link = this.#link(replica);
      const part = link.spare ?? new Float32Array(this.#length);
      link.spare = undefined;
      this.#model.exchange(part);
      this.#post(replica, { replica: "part", step, from: 0, part, numbers }, [part.buffer as ArrayBuffer]);
    }
    // The next step's shards are sent before this step is done, so that replicas continue at once.
    replicas.forEach((replica, index) => {
      const next = fit.shard(index + 1, this.size, true);
      if (!next) return;
      this.#postStep(replica, step + 1, next);
      this.#sentAhead = true;
    });
    for (const replica of replicas) {
      const link = this.#link(replica);
      const { early } = link;
      link.early = undefined;
      if (early) this.#take(replica, early);
    }
    await answers;
    const unchanged = this.#model.changes === this.#synced;
    const done = fit.apply();
    // The replicas do not have changes that callbacks made in the step, or the page made meanwhile.
    this.#synced = unchanged && this.#model.changes === this.#synced + 1 ? this.#synced + 1 : -1;
    return done;
  }

  /** Makes sure that all replicas have the model as it is now. */
  async #join(trains: boolean): Promise<void> {
    if (this.#synced === this.#model.changes && (this.#trains || !trains)) return;
    // Discards parts of the step after the last one.
    const step = (this.#step += 2);
    this.#sentAhead = false;
    const { size } = this;
    this.#length = trains ? this.#model.joinGroup(0, size) : 0;
    this.#trains = trains;
    const changes = this.#model.changes;
    const saved = await this.#model.save(trains, {});
    // A replica that was lost meanwhile would leave a rank without a worker.
    if (this.size !== size) throw new Lost(this.#missed);
    const ports = this.#replicas.all.map((): [number, MessagePort][] => []);
    for (let a = 1; trains && a < size; a += 1) {
      for (let b = a + 1; b < size; b += 1) {
        const { port1, port2 } = new MessageChannel();
        ports[a - 1]!.push([b, port1]);
        ports[b - 1]!.push([a, port2]);
      }
    }
    const answers = this.#answers();
    this.#replicas.all.forEach((replica, index) => {
      const link = this.#link(replica);
      link.spare = undefined;
      link.early = undefined;
      // The last replica gets the file itself, not a copy.
      const file = index + 2 < size ? saved.slice() : saved;
      const own = ports[index]!;
      const message: ToReplica = { replica: "join", step, file, rank: index + 1, size: trains ? size : 1, ports: own };
      this.#post(replica, message, [file.buffer as ArrayBuffer, ...own.map(([, port]) => port)]);
    });
    await answers;
    this.#synced = changes;
  }

  /** Gives each job to a replica. */
  ask(jobs: Job[]): Promise<Answer[]> {
    return this.#lock.run(async () => {
      for (let joined = false; !joined && this.size > 1; ) {
        try {
          await this.#join(false);
          joined = true;
        } catch (error) {
          if (error instanceof WebAssembly.RuntimeError) throw error;
          if (!(error instanceof Lost)) this.#goOnAlone((error as Error).message);
        }
      }
      return jobs.map((job, index): Answer => {
        const replica = this.#replicas.all[index];
        if (!replica) return async () => undefined;
        const id = this.#nextId++;
        const { jobs, awaited } = this.#link(replica);
        const result = new Promise<JobResult | undefined>((resolve) => jobs.set(id, resolve));
        this.#post(replica, { replica: "job", id, job });
        return () => {
          if (jobs.has(id)) awaited.add(id);
          return result;
        };
      });
    });
  }

  #postStep(replica: Replica, step: number, shard: Float32Array): void {
    this.#post(replica, { replica: "step", step, shard }, [shard.buffer as ArrayBuffer]);
  }

  #post(replica: Replica, message: ToReplica, transfer: Transferable[] = []): void {
    replica.post(message, transfer);
  }

  /** Resolves when all replicas have answered; rejects with {@link Lost} if one is lost, or if there are none. */
  #answers(): Promise<void> {
    return new Promise((resolve, reject) => {
      const missing = new Set(this.#replicas.all);
      if (missing.size === 0) reject(new Lost(this.#missed));
      else this.#wait = { missing, resolve, reject };
    });
  }

  #answered(replica: Replica): void {
    replica.answered();
    if (!this.#wait?.missing.delete(replica) || this.#wait.missing.size > 0) return;
    this.#wait.resolve();
    this.#wait = undefined;
  }

  #giveUp(error: unknown): void {
    const wait = this.#wait;
    this.#wait = undefined;
    wait?.reject(error);
  }

  #receive(replica: Replica, message: FromReplica): void {
    if (message.replica === "part") this.#take(replica, message);
    else if (message.replica === "joined" && message.step === this.#step) this.#answered(replica);
    else if (message.replica === "done") {
      const { jobs, awaited } = this.#link(replica);
      jobs.get(message.id)?.(message.result);
      jobs.delete(message.id);
      awaited.delete(message.id);
      replica.answered();
    }
  }

  /** Takes in a replica's part. */
  #take(replica: Replica, { step, from, part }: Part): void {
    const link = this.#link(replica);
    if (step === this.#step + 1) link.early = { step, from, part };
    if (step !== this.#step || !this.#wait) return;
    try {
      this.#model.exchange(part, from);
    } catch (error) {
      // The page may have changed the model since the step began. The step handles that.
      this.#giveUp(error);
      return;
    }
    link.spare = part;
    this.#answered(replica);
  }

  /** A replica is gone: ends everything that waits for it. */
  #ended(replica: Replica, reason: string): void {
    this.#synced = -1;
    this.#missed = reason;
    const { jobs } = this.#link(replica);
    this.#links.delete(replica);
    for (const resolve of jobs.values()) resolve(undefined);
    this.#giveUp(new Lost(reason));
  }

  /** Replaces lost replicas. If that fails repeatedly, the group gets smaller. */
  async #replace(reason: string): Promise<void> {
    this.#failures += 1;
    if (this.#failures > ATTEMPTS) this.#goOnAlone(`replicas were lost again and again (${reason})`);
    else if (!(await this.#grow(this.#count))) this.#count = this.size;
  }

  /** Ends all other replicas: the main one works alone. */
  #goOnAlone(reason: string): void {
    this.#replicas.shrink(0, reason);
    this.#count = 1;
    this.#warn(reason);
  }

  #warn(reason: string): void {
    if (this.#disposed) return;
    if (!this.reason) console.warn(`pupil: work goes on with ${this.size} of its workers: ${reason}`);
    this.reason = reason;
  }
}
