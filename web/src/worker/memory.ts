// The memory that the engine and its replicas take together.

import type { Wasm } from "./wasm.ts";

/** Divides the memory that the page allows: the engine may not take what a replica may take. */
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

  /** The same limit for another module, which may take what this one leaves. */
  beside(wasm: Wasm): Memory {
    return new Memory(wasm, Math.max(0, this.#limit - this.#granted - this.#wasm.memorySize()));
  }

  /**
   * How many of `wanted` replicas, which need `bytes` bytes each, can start now, and the bytes for each. The engine
   * keeps as much to grow by.
   */
  share(wanted: number, bytes: number): { count: number; each: number } {
    const free = Math.max(0, this.#limit - this.#granted - this.#wasm.memorySize());
    const count = Math.min(wanted, Math.max(0, Math.floor(free / bytes) - 1));
    return { count, each: Math.floor(free / (count + 1)) };
  }

  /** Lets a replica take `bytes` bytes. */
  grant(bytes: number): void {
    this.#granted += bytes;
    this.#wasm.setMemoryLimit(this.#limit - this.#granted);
  }

  /** Takes back the bytes of a replica that is gone. */
  giveBack(bytes: number): void {
    this.grant(-bytes);
  }
}
