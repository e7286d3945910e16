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

  /** Bytes for each of so many replicas that are started now; the engine keeps as much to grow by. */
  share(replicas: number): number {
    const free = this.#limit - this.#granted - this.#wasm.memorySize();
    return Math.max(0, Math.floor(free / (replicas + 1)));
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
