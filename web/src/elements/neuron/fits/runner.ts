// Runs ways of fitting: starts them, steps them, stops them.

import type { Ways } from "./ways.ts";

/** True if the visitor wants less motion; steps are then shown less often. */
const still = matchMedia("(prefers-reduced-motion: reduce)");

const frame = () => new Promise<void>((resolve) => setTimeout(resolve, still.matches || document.hidden ? 0 : 16));

/** Runs one set of ways at a time. `changed` is called when there is something new to show. */
export class Runner<W extends Ways> {
  ways: W | undefined;
  running = false;
  /** Whether the ways are being started. */
  starting = false;
  /** The current run, or the last one. */
  #last = { done: 0, total: 0 };
  #stepping: Promise<void> = Promise.resolve();
  #abort = new AbortController();
  /** The ways that are being started. */
  next: W | undefined;

  constructor(readonly changed: () => void) {}

  get done(): number {
    return this.#last.done;
  }

  get total(): number {
    return this.#last.total;
  }

  /**
   * Starts other ways instead of the current ones. @throws Error from solving, but not if the ways were replaced
   * meanwhile.
   */
  async start(ways: W): Promise<boolean> {
    this.reset();
    const { signal } = this.#abort;
    this.starting = true;
    this.next = ways;
    ways.told = () => this.changed();
    this.changed();
    try {
      await ways.start(signal);
      signal.throwIfAborted();
      this.ways = ways;
      void ways.opening.then(() => {
        if (this.ways === ways) this.changed();
      });
      return true;
    } catch (error) {
      ways.dispose();
      if (!signal.aborted) throw error;
      return false;
    } finally {
      if (!signal.aborted) {
        this.starting = false;
        this.next = undefined;
      }
      this.changed();
    }
  }

  /** Does `steps` steps, or fewer if it is stopped. @throws Error from a step that fails. */
  async run(steps: number): Promise<void> {
    const { ways } = this;
    if (!ways || this.running) return;
    const run = { done: 0, total: steps };
    [this.#last, this.running] = [run, true];
    ways.retry();
    this.changed();
    // A stopped run may still be in a step, which may wait for the engine.
    this.#stepping = this.#stepping.catch(() => {}).then(() => this.#go(ways, run));
    return this.#stepping;
  }

  async #go(ways: W, run: { done: number; total: number }): Promise<void> {
    let shown = performance.now();
    try {
      while (this.running && this.#last === run && run.done < run.total) {
        await ways.step();
        run.done += 1;
        if (performance.now() - shown < 15) continue;
        if (this.ways === ways) this.changed();
        await frame();
        shown = performance.now();
      }
    } finally {
      if (this.#last === run) this.running = false;
      if (this.ways === ways) this.changed();
    }
  }

  stop(): void {
    if (this.starting) this.reset();
    this.running = false;
    this.changed();
  }

  /** Drops the ways. */
  reset(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#stepping = Promise.resolve();
    this.running = this.starting = false;
    this.next = undefined;
    this.#last = { done: 0, total: 0 };
    this.ways?.dispose();
    this.ways = undefined;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }
}
