// The page's side of a Python session: its worker, and the runs of the cells that share it.

import { fileUrl } from "../api/files.ts";
import { startWorker } from "../api/worker.ts";
import type { Ended, FromWorker, Printed, ToWorker } from "./protocol.ts";

/** A file for a session. */
export interface SessionFile {
  path: string;
  bytes: Uint8Array;
}

/** What a run tells the cell. */
export interface Listener {
  /** The interpreter is loaded, and the program begins. */
  started(): void;
  printed(parts: Printed[]): void;
  cut(): void;
  display(kind: string, data: string, alt: string): void;
  ask(prompt: string): void;
}

/** A listener for runs that nobody watches. */
export const silent = (): Listener => ({ started() {}, printed() {}, cut() {}, display() {}, ask() {} });

/** Why a session ended before a run did. */
export class SessionLost extends Error {
  /** `asked`: it was ended because a program could not be stopped otherwise. */
  constructor(
    message: string,
    readonly asked = false,
  ) {
    super(message);
  }
}

interface Run {
  id: number;
  code: string;
  name: string;
  listener: Listener;
  resolve: (ended: Ended) => void;
  reject: (error: Error) => void;
  /** The blob that is revoked to stop the program. */
  stop: string;
}

/** How a run ends that is stopped before its program begins. */
const INTERRUPTED: Ended = { error: "KeyboardInterrupt\n", kind: "KeyboardInterrupt" };

/** Bytes that a session may take. */
const MEMORY = 2 ** 31;

const sessions = new Map<string, Session>();

/** The session of a name, or a new one without a name. */
export function sessionOf(name: string | undefined, data: string | undefined): Session {
  if (!name) return new Session(data);
  let session = sessions.get(name);
  if (!session) sessions.set(name, (session = new Session(data)));
  return session;
}

const blob = (): string => URL.createObjectURL(new Blob([" "]));

/** A worker with an interpreter, started by the first run, and again after it was ended. */
export class Session {
  readonly #data: string | undefined;
  #worker: Worker | undefined;
  #opening: Promise<void> | undefined;
  #opened: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #stoppable = false;
  #running: Run | undefined;
  #waits = false;
  #queue: Run[] = [];
  #prepared: Promise<void> = Promise.resolve();
  #asked: Promise<string[]> = Promise.resolve([]);
  #reads = new Map<number, (bytes: Uint8Array | undefined) => void>();
  #files = new Map<string, Uint8Array>();
  #ids = 0;
  /** The number of runs since the worker started. */
  #count = 0;
  /** The cells that use it. */
  #users = new Set<object>();

  constructor(data: string | undefined) {
    this.#data = data;
  }

  /** A cell uses the session. */
  use(cell: object): void {
    this.#users.add(cell);
  }

  /** A cell does so no more. The worker ends with the last one. */
  leave(cell: object): void {
    this.#users.delete(cell);
    if (!this.#users.size) this.end(new SessionLost("the cell left the page"));
  }

  /** True while a cell of the session runs. */
  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** True if variables may be there. */
  get started(): boolean {
    return this.#count > 0;
  }

  /** Gives programs a file. It stays when the worker is started again. */
  addFile({ path, bytes }: SessionFile): void {
    this.#files.set(path, bytes);
    if (this.#worker) this.#send({ type: "file", path, bytes });
  }

  /** Does what a cell needs first, after what the cells before it need, so that cells run in the order of their calls. */
  prepare(work: () => Promise<void>): Promise<void> {
    const done = this.#prepared.then(work);
    this.#prepared = done.catch(() => {});
    return done;
  }

  /** The members of what a name such as `np.random` stands for, or all names if it is empty; none while a cell runs. */
  members(name: string): Promise<string[]> {
    // One question after another: a question keeps the session busy, too.
    return (this.#asked = this.#asked.then(() => this.#ask(name)).catch(() => []));
  }

  async #ask(name: string): Promise<string[]> {
    if (!this.#worker || this.busy || !/^(\w+(\.\w+)*)?$/.test(name)) return [];
    const listener = silent();
    // A property of one's own may compute for long, and would hold up the cells. No cell could stop it.
    const slow = setTimeout(() => this.#stoppable && this.stop(listener), 1000);
    const { result } = await this.run(`dir(${name})`, listener, "<members>").finally(() => clearTimeout(slow));
    return [...(result ?? "").matchAll(/'(\w+)'/g)].map(([, member]) => member!);
  }

  /** Runs a cell after those that were asked before. `name` is what tracebacks call it, by default its number. */
  run(code: string, listener: Listener, name = ""): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const id = (this.#ids += 1);
      this.#queue.push({ id, code, name, listener, resolve, reject, stop: "" });
      void this.#next();
    });
  }

  async #next(): Promise<void> {
    if (this.#running) return;
    const run = (this.#running = this.#queue.shift());
    if (!run) return;
    try {
      await this.#open();
    } catch (error) {
      if (this.#running === run) this.#finish((run) => run.reject(error as Error));
      return;
    }
    // The session may have been ended meanwhile.
    if (this.#running !== run) return;
    run.name ||= `<cell ${(this.#count += 1)}>`;
    run.stop = blob();
    run.listener.started();
    this.#send({ type: "run", id: run.id, name: run.name, code: run.code, stop: run.stop });
  }

  #finish(settle: (run: Run) => void): void {
    const run = this.#running;
    this.#running = undefined;
    this.#waits = false;
    if (run) {
      if (run.stop) URL.revokeObjectURL(run.stop);
      settle(run);
    }
    void this.#next();
  }

  /** Gives the line that the program waits for; null if there is none. */
  answer(line: string | null): void {
    if (!this.#waits) return;
    this.#waits = false;
    this.#send({ type: "answer", line, stop: false });
  }

  /**
   * Stops the run of a listener. True if its program was asked to stop, or had not begun; false if the session was ended,
   * because its worker cannot be asked.
   */
  stop(listener: Listener): boolean {
    const run = this.#running;
    if (run?.listener !== listener) {
      const at = this.#queue.findIndex((waiting) => waiting.listener === listener);
      if (at >= 0) this.#queue.splice(at, 1)[0]!.resolve(INTERRUPTED);
      return true;
    }
    if (!run.stop) {
      // The interpreter is still being loaded.
      this.#finish((run) => run.resolve(INTERRUPTED));
      return true;
    }
    if (this.#waits) {
      this.#waits = false;
      this.#send({ type: "answer", line: null, stop: true });
      return true;
    }
    if (!this.#stoppable) {
      this.end();
      return false;
    }
    URL.revokeObjectURL(run.stop);
    return true;
  }

  /** Ends the worker: variables are gone, and runs that wait fail. */
  end(error: SessionLost = new SessionLost("stopped", true)): void {
    this.#worker?.terminate();
    this.#worker = this.#opening = undefined;
    this.#opened?.reject(error);
    this.#opened = undefined;
    this.#count = 0;
    for (const resolve of this.#reads.values()) resolve(undefined);
    this.#reads.clear();
    const runs = [...(this.#running ? [this.#running] : []), ...this.#queue];
    this.#running = undefined;
    this.#waits = false;
    this.#queue = [];
    for (const run of runs) {
      if (run.stop) URL.revokeObjectURL(run.stop);
      run.reject(error);
    }
  }

  /** The bytes of a file of the session; undefined if it does not exist. */
  read(path: string): Promise<Uint8Array | undefined> {
    if (!this.#worker) return Promise.resolve(this.#files.get(path));
    const id = (this.#ids += 1);
    return new Promise((resolve) => {
      this.#reads.set(id, resolve);
      this.#send({ type: "read", id, path });
    });
  }

  #send(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #open(): Promise<void> {
    if (this.#opening) return this.#opening;
    const worker = startWorker(fileUrl("pupil-python-worker.js"), "pupil-python");
    const stop = blob();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.end(new SessionLost(event.message || "its worker could not be started"));
    };
    this.#opening = new Promise<void>((resolve, reject) => (this.#opened = { resolve, reject })).finally(() => URL.revokeObjectURL(stop));
    this.#send({ type: "open", memory: MEMORY, stop, data: this.#data });
    return this.#opening;
  }

  #receive(message: FromWorker): void {
    if (message.type === "ready") {
      this.#stoppable = message.stoppable;
      for (const [path, bytes] of this.#files) this.#send({ type: "file", path, bytes });
      this.#opened?.resolve();
      this.#opened = undefined;
      return;
    }
    if (message.type === "failed") {
      this.end(new SessionLost(message.message));
      return;
    }
    if (message.type === "bytes") {
      this.#reads.get(message.id)?.(message.bytes);
      this.#reads.delete(message.id);
      return;
    }
    const run = this.#running;
    if (run?.id !== message.id) return;
    const { listener } = run;
    switch (message.type) {
      case "printed":
        return listener.printed(message.parts);
      case "cut":
        return listener.cut();
      case "display":
        return listener.display(message.kind, message.data, message.alt);
      case "ask":
        this.#waits = true;
        return listener.ask(message.prompt);
      case "ended":
        this.#finish((run) => run.resolve(message.ended));
    }
  }
}
