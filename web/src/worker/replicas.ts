// Starts, watches and ends the workers that hold replicas of a model. What they compute together is in group.ts.

import { startWorker } from "../api/worker.ts";
import type { Memory } from "./memory.ts";
import type { FromReplica, ToReplica } from "./messages.ts";
import type { Wasm } from "./wasm.ts";

/**
 * Milliseconds that a replica may take to start, and for its share after the main replica's own, before it counts as lost.
 * That is for one that hangs; one that ends is missed at once, if it had started.
 */
const STARTING = 10_000;
const PATIENCE = 60_000;
const LOOK_EVERY = 2_000;

/** A replica is gone. */
export class Lost extends Error {}

/** Where the modules lie, and the engine's own. */
export interface Source {
  wasm: Wasm;
  url: string;
  memory: Memory;
}

/** Who owns the replicas, and hears of them. */
interface Owner {
  receive(replica: Replica, message: FromReplica): void;
  /** A replica is gone, for this reason. */
  ended(replica: Replica, reason: string): void;
  /** Whether somebody waits for the replica. */
  awaits(replica: Replica): boolean;
}

/** A worker that holds a replica. */
export class Replica {
  readonly #worker: Worker;
  /** Ends the watch over the worker's end. */
  readonly #watch = new AbortController();
  #started = false;
  /** How often the worker was looked at and had not done what it is waited for. */
  #looks = 0;
  #fail: (error: Lost) => void = () => {};
  /** Settled when it has started, or will not. */
  readonly ready: Promise<void>;

  constructor(
    { wasm, url }: Source,
    /** Bytes that it may take. */
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
      // Granted when the replica, which holds it, is gone.
      navigator.locks?.request(lock, { signal: this.#watch.signal }, () => end("it ended")).catch(() => {});
    };
    // No replica compiles or loads again what is there.
    const { __wbindgen_wasm_module: module } = wasm.default;
    this.post({ replica: "start", wasm: url, module, lock, memoryLimit });
  }

  post(message: ToReplica, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** It did something that it was waited for. */
  answered(): void {
    this.#looks = 0;
  }

  /** Whether it takes too long: why, and whether it has never started. */
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

/** All replicas of a model but the main one. */
export class Replicas {
  readonly #source: Source;
  readonly #owner: Owner;
  /** Those that live; some of them start. */
  readonly #all: Replica[] = [];
  #lookout: ReturnType<typeof setInterval> | undefined;
  /** Why no more are started: one could not start, and nobody is to wait for that again. */
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

  /** Starts replicas until there are so many; the first failure where one could not be started. */
  async grow(count: number): Promise<Error | undefined> {
    let failure: Error | undefined;
    try {
      if (this.#stuck) throw new Lost(this.#stuck);
      const memory = this.#source.memory.share(count - this.#all.length);
      while (this.#all.length < count) this.#start(memory);
    } catch (error) {
      failure = error as Error;
    }
    for (const result of await Promise.allSettled(this.#all.map(({ ready }) => ready))) {
      if (result.status === "rejected") failure ??= result.reason as Error;
    }
    return failure;
  }

  /** Ends the last ones until there are so many. */
  shrink(count: number, reason: string): void {
    while (this.#all.length > count) this.end(this.#all.at(-1)!, reason);
  }

  /** Ends a replica, if it is not at its end already. */
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
        // What comes after the end is of no use to anybody.
        if (this.#all.includes(replica)) this.#owner.receive(replica, message);
      },
      (reason) => this.end(replica, reason),
    );
    this.#source.memory.grant(memory);
    this.#all.push(replica);
    this.#lookout ??= setInterval(() => this.#look(), LOOK_EVERY);
  }

  /** Misses replicas that take too long; counted in looks, so that a computer that slept does not count. */
  #look(): void {
    for (const replica of [...this.#all]) {
      const late = replica.look(this.#owner.awaits(replica));
      if (!late) continue;
      if (late.stuck) this.#stuck = late.reason;
      this.end(replica, late.reason);
    }
  }
}
