// The messages between a page and the worker that has a Python session.

/** How a cell ended. What there is not is missing. */
export interface Ended {
  /** The last expression's value as text. */
  result?: string;
  /** The table of the last expression's value, as HTML. */
  html?: string;
  /** The traceback of the exception that ended it. */
  error?: string;
  /** The class of this exception. */
  kind?: string;
  /** The line of the cell that the exception names, from 1. */
  line?: number;
  /** What `sys.exit` was given. */
  exit?: string;
  /** True if the program waits for a line. */
  waits?: boolean;
  /** The files that it wrote. */
  files?: string[];
}

/** What a page asks of the worker. */
export type ToWorker =
  /** Starts the interpreter. `stop` is the address of a blob, to see whether the worker may read such an address. */
  | { type: "open"; memory: number; stop: string; data: string | undefined }
  | { type: "file"; path: string; bytes: Uint8Array }
  | { type: "read"; id: number; path: string }
  /** Runs a cell. The program is to be stopped when the blob at `stop` is revoked. */
  | { type: "run"; id: number; name: string; code: string; stop: string }
  /** The line that the program waits for; null if there is none. */
  | { type: "answer"; line: string | null; stop: boolean };

/** A text that a program printed. */
export interface Printed {
  text: string;
  error: boolean;
}

/** What the worker tells the page. */
export type FromWorker =
  /** `stoppable` is true if a running program can be stopped without ending the worker. */
  | { type: "ready"; stoppable: boolean }
  | { type: "failed"; message: string }
  | { type: "printed"; id: number; parts: Printed[] }
  /** More was printed than a page can show: the rest is left out. */
  | { type: "cut"; id: number }
  | { type: "display"; id: number; kind: string; data: string; alt: string }
  | { type: "ask"; id: number; prompt: string }
  | { type: "ended"; id: number; ended: Ended }
  | { type: "bytes"; id: number; bytes: Uint8Array | undefined };
