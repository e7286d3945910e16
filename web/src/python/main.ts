// The worker of a Python session. The interpreter and the engine are in one WebAssembly module, so `fit` is an ordinary
// call that blocks this worker.

import { bytesAt, stops, wait } from "./blocking.ts";
import { Converters } from "./converters.ts";
import { Output } from "./output.ts";
import { Packages, type Module } from "./packages.ts";
import type { Ended, FromWorker, ToWorker } from "./protocol.ts";

/** The module that wasm-bindgen makes of `crates/web/python`. */
interface Wasm {
  default(): Promise<unknown>;
  PythonSession: new (cells: Cells, memory: number) => Session;
}

interface Session {
  run(name: string, code: string): Ended;
  answer(line: string | undefined, stop: boolean): Ended;
  addFile(path: string, bytes: Uint8Array): void;
  readFile(path: string): Uint8Array | undefined;
}

/** What the interpreter asks of the worker. */
interface Cells {
  write(error: boolean, text: string): void;
  ask(prompt: string): void;
  display(kind: string, data: string, alt: string): void;
  interrupted(): boolean;
  time(): number;
  sleep(seconds: number): void;
  fetch(name: string): Uint8Array | undefined;
  module(name: string): Module | undefined;
  convert(form: string, bytes: Uint8Array): Uint8Array | undefined;
}

const scope = self as unknown as DedicatedWorkerGlobalScope;
const tell = (message: FromWorker, transfer: Transferable[] = []) => scope.postMessage(message, transfer);

/** Milliseconds between two looks whether the program is to be stopped. A look takes 2 ms. */
const LOOK_EVERY = 100;

let session: Session | undefined;
/** The cell that runs, and the address that is revoked to stop it. */
let running = { id: 0, stop: "" };
let stoppable = false;
/** The address of the folder with data sets. */
let data: string | undefined;
let looked = 0;
const output = new Output(tell);
const converters = new Converters();
const packages = new Packages((message) => output.write(true, message));

const cells: Cells = {
  write: (error, text) => output.write(error, text),
  ask(prompt) {
    output.flush();
    tell({ type: "ask", id: running.id, prompt });
  },
  display: (kind, data, alt) => output.display(kind, data, alt),
  interrupted() {
    const now = performance.now();
    if (now - looked < LOOK_EVERY) return false;
    looked = now;
    output.flush();
    return stoppable && stops(running.stop);
  },
  time: () => (performance.timeOrigin + performance.now()) / 1000,
  sleep(seconds) {
    output.flush();
    wait(seconds);
  },
  module: (name) => packages.module(name),
  convert: (form, bytes) => converters.convert(form, bytes),
  fetch: (name) => (data === undefined ? undefined : bytesAt(new URL(name, data).href)),
};

async function open(memory: number, stop: string): Promise<void> {
  const url = new URL("pupil-python-wasm.js", import.meta.url).href;
  try {
    const wasm = (await import(url)) as Wasm;
    await wasm.default();
    session = new wasm.PythonSession(cells, memory);
  } catch (error) {
    tell({ type: "failed", message: `the Python interpreter could not be loaded from ${url}: ${(error as Error).message}` });
    return;
  }
  stoppable = !stops(stop);
  tell({ type: "ready", stoppable });
}

function end(ended: Ended): void {
  output.flush();
  // A program that waits has told so.
  if (!ended.waits) tell({ type: "ended", id: running.id, ended });
}

scope.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  switch (message.type) {
    case "open":
      data = message.data;
      void open(message.memory, message.stop);
      return;
    case "file":
      session?.addFile(message.path, message.bytes);
      converters.want(message.path);
      return;
    case "read": {
      const bytes = session?.readFile(message.path);
      tell({ type: "bytes", id: message.id, bytes }, bytes ? [bytes.buffer] : []);
      return;
    }
    case "run":
      running = { id: message.id, stop: message.stop };
      output.begin(message.id);
      converters.want(message.code);
      void converters.ready
        .then(() => session && end(session.run(message.name, message.code)))
        // Ends the session, as an error outside of a promise does.
        .catch((error: unknown) => scope.reportError(error));
      return;
    case "answer":
      if (session) end(session.answer(message.line ?? undefined, message.stop));
  }
};
