// Starts, watches and ends the workers of a model's replicas. group.ts has what they compute together.

import { startWorker } from "../api/worker.ts";
import type { Memory } from "./memory.ts";
import type { FromReplica, ToReplica } from "./messages.ts";
import type { Wasm } from "./wasm.ts";

/**
 * Milliseconds that a replica may take to start, and to finish its shard after the main replica's, before it counts as
 * lost. This is for replicas that hang; if a started replica ends, that is noticed at once.
 */
const STARTING = 10_000;
const PATIENCE = 60_000;
const LOOK_EVERY = 2_000;

/** The error for a lost replica. */
export class Lost extends Error {}

/** The addresses of the modules, and the engine's own module. */
export interface Source {
  wasm: Wasm;
  url: string;
  memory: Memory;
}

/** The owner of the replicas, which gets their messages. */
interface Owner {
  receive(replica: Replica, message: FromReplica): void;
  /** A replica is gone; `reason` says why. */
  ended(replica: Replica, reason: string): void;
  /** True if something waits for the replica. */
  awaits(replica: Replica): boolean;
}

/** A worker with a replica. */
export class Replica {
  readonly #worker: Worker;
  /** Stops watching for the worker's end. */
  readonly #watch = new AbortController();
  #started = false;
  /** How often the worker was checked and had not yet done what is waited for. */
  #looks = 0;
  #fail: (error: Lost) => void = () => {};
  /** Resolves when the replica has started, or rejects if it will not. */
  readonly ready: Promise<void>;

  constructor(
    { wasm, url }: Source,
    /** The bytes that it may take. */
    readonly memoryLimit: number,
    receive: (message: FromReplica) => void,
    end: (reason: string) => void,
  ) {
    const worker = startWorker(import.meta.url, "pupil-replica");
    this.#worker = worker;
    const lock = `pupil-replica-${performance.timeOrigin}-${performance.now()}-${Math.random()}`;
    let start = () => {};
    this.ready = new Promise<void>((resolve, reject) => {
      start = resolve;
      this.#fail = reject;
    });
    this.ready.catch(() => {});
    worker.onerror = (event) => {
      event.preventDefault();
      end(event.message || "its script could not be loaded");
    };
    worker.onmessageerror = () => end("a message could not be read");
    worker.onmessage = ({ data }: MessageEvent<FromReplica>) => {
      if (data.replica === "failed") return end(data.message);
      if (data.replica !== "ready") return receive(data);
      this.#started = true;
      this.#looks = 0;
      start();
      // The lock is granted when the replica that holds it is gone.
      navigator.locks?.request(lock, { signal: this.#watch.signal }, () => end("it ended")).catch(() => {});
    };
    // Passes the compiled module on, so that no replica loads or compiles it again.
    const { __wbindgen_wasm_module: module } = wasm.default;
    this.post({ replica: "start", wasm: url, module, lock, memoryLimit });
  }

  post(message: ToReplica, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** The replica did something that was waited for. */
  answered(): void {
    this.#looks = 0;
  }

  /** If the replica takes too long: the reason, and whether it never started. */
  look(awaited: boolean): { reason: string; stuck: boolean } | undefined {
    this.#looks = awaited || !this.#started ? this.#looks + 1 : 0;
    const patience = this.#started ? PATIENCE : STARTING;
    if (this.#looks < patience / LOOK_EVERY) return undefined;
    return { reason: `it took longer than ${patience / 1000} s`, stuck: !this.#started };
  }

  /** Ends the worker. */
  terminate(reason: string): void {
    this.#watch.abort();
    this.#worker.terminate();
    this.#fail(new Lost(reason));
  }
}

/** All replicas of a model except the main one. */
export class Replicas {
  readonly #source: Source;
  readonly #owner: Owner;
  /** The living replicas, including those that are still starting. */
  readonly #all: Replica[] = [];
  #lookout: ReturnType<typeof setInterval> | undefined;
  /** Why no more replicas are started: one could not start, and nobody should wait for that again. */
  #stuck: string | undefined;

  constructor(source: Source, owner: Owner) {
    this.#source = source;
    this.#owner = owner;
  }

  get all(): readonly Replica[] {
    return this.#all;
  }

  get count(): number {
    return this.#all.length;
  }

  /**
   * Starts replicas until there are `count`, each of which needs `bytes` bytes. Returns the first failure if one could
   * not start.
   */
  async grow(count: number, bytes: number): Promise<Error | undefined> {
    let failure: Error | undefined;
    try {
      if (this.#stuck) throw new Lost(this.#stuck);
      const wanted = count - this.#all.length;
      const { count: fit, each } = this.#source.memory.share(wanted, bytes);
      for (let started = 0; started < fit; started += 1) this.#start(each);
      if (fit < wanted) throw new Lost("the memory that is allowed has no room for more copies of the model");
    } catch (error) {
      failure = error as Error;
    }
    for (const result of await Promise.allSettled(this.#all.map(({ ready }) => ready))) {
      if (result.status === "rejected") failure ??= result.reason as Error;
    }
    return failure;
  }

  /** Ends the last replicas until there are `count`. */
  shrink(count: number, reason: string): void {
    while (this.#all.length > count) this.end(this.#all.at(-1)!, reason);
  }

  /** Ends a replica, unless it has ended already. */
  end(replica: Replica, reason: string): void {
    const at = this.#all.indexOf(replica);
    if (at < 0) return;
    this.#all.splice(at, 1);
    replica.terminate(reason);
    this.#source.memory.giveBack(replica.memoryLimit);
    this.#owner.ended(replica, reason);
    if (this.#all.length > 0) return;
    clearInterval(this.#lookout);
    this.#lookout = undefined;
  }

  #start(memory: number): void {
    const replica: Replica = new Replica(
      this.#source,
      memory,
      (message) => {
        // Messages after the end are ignored.
        if (this.#all.includes(replica)) this.#owner.receive(replica, message);
      },
      (reason) => this.end(replica, reason),
    );
    this.#source.memory.grant(memory);
    this.#all.push(replica);
    this.#lookout ??= setInterval(() => this.#look(), LOOK_EVERY);
  }

  /** Ends replicas that take too long. It counts checks, not time, so that a computer that slept does not count. */
  #look(): void {
    for (const replica of [...this.#all]) {
      const late = replica.look(this.#owner.awaits(replica));
      if (!late) continue;
      if (late.stuck) this.#stuck = late.reason;
      this.end(replica, late.reason);
    }
  }
}
