// What a program prints, collected so that a million short lines are not a million messages.

import type { FromWorker, Printed } from "./protocol.ts";

/** Characters and lines that a page shows of one run. */
const MOST = 200_000;
const MOST_LINES = 5_000;

/** Characters that are collected at most. */
const COLLECT = 1 << 15;

/** Milliseconds that a text waits at most, if something is printed then. */
const PATIENCE = 40;

/** Pictures and tables that a page shows of one run. */
const MOST_SHOWN = 100;

export class Output {
  readonly #tell: (message: FromWorker) => void;
  #id = 0;
  #parts: Printed[] = [];
  #waiting = 0;
  #since = 0;
  #length = 0;
  #lines = 0;
  #shown = 0;
  #cut = false;

  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  /** Begins with a run. */
  begin(id: number): void {
    this.#id = id;
    this.#length = this.#lines = this.#shown = 0;
    this.#cut = false;
    this.#since = performance.now();
  }

  write(error: boolean, text: string): void {
    if (this.#cut) return;
    const rest = MOST - this.#length;
    if (rest <= 0 || this.#lines >= MOST_LINES) {
      this.#end();
      return;
    }
    if (text.includes("\n")) this.#lines += 1;
    const kept = text.slice(0, rest);
    this.#length += kept.length;
    this.#waiting += kept.length;
    const last = this.#parts.at(-1);
    if (last?.error === error) last.text += kept;
    else this.#parts.push({ text: kept, error });
    if (this.#waiting > COLLECT || performance.now() - this.#since > PATIENCE) this.flush();
  }

  display(kind: string, data: string, alt: string): void {
    this.flush();
    // The state of a training replaces the one before it.
    if (kind !== "progress") {
      this.#length += alt.length;
      this.#shown += 1;
    }
    if (this.#shown > MOST_SHOWN) this.#end();
    else this.#tell({ type: "display", id: this.#id, kind, data, alt });
  }

  /** Says once that the rest is left out. */
  #end(): void {
    if (this.#cut) return;
    this.#cut = true;
    this.flush();
    this.#tell({ type: "cut", id: this.#id });
  }

  /** Sends what was collected. */
  flush(): void {
    this.#since = performance.now();
    if (!this.#parts.length) return;
    this.#tell({ type: "printed", id: this.#id, parts: this.#parts });
    this.#parts = [];
    this.#waiting = 0;
  }
}
