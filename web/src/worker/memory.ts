// The memory that the engine and its replicas take together.

import type { Wasm } from "./wasm.ts";

/** Divides the memory that a page allows: what a replica may take, the engine may not. */
export class Memory {
  readonly #wasm: Wasm;
  readonly #limit: number;
  /** Bytes that replicas may take. */
  #granted = 0;

  constructor(wasm: Wasm, limit: number) {
    this.#wasm = wasm;
    this.#limit = limit;
    wasm.setMemoryLimit(limit);
  }

  /**
   * How many replicas can be started now, of so many that are wanted and need so many bytes, and the bytes for each; the
   * engine keeps as much to grow by.
   */
  share(wanted: number, bytes: number): { count: number; each: number } {
    const free = Math.max(0, this.#limit - this.#granted - this.#wasm.memorySize());
    const count = Math.min(wanted, Math.max(0, Math.floor(free / bytes) - 1));
    return { count, each: Math.floor(free / (count + 1)) };
  }

  /** Lets a replica take so many bytes. */
  grant(bytes: number): void {
    this.#granted += bytes;
    this.#wasm.setMemoryLimit(this.#limit - this.#granted);
  }

  /** Takes note that a replica with so many bytes is gone. */
  giveBack(bytes: number): void {
    this.grant(-bytes);
  }
}
