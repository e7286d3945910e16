// Drives ways of fitting: starts them, steps them, stops them.

import type { Ways } from "./ways.ts";

/** Whether motion is to be spared: steps are then shown in larger leaps. */
const still = matchMedia("(prefers-reduced-motion: reduce)");

const frame = () => new Promise<void>((resolve) => setTimeout(resolve, still.matches || document.hidden ? 0 : 16));

/** One set of ways at a time. `changed` is called when there is something new to show. */
export class Runner<W extends Ways> {
  ways: W | undefined;
  running = false;
  /** Whether the ways are being started. */
  starting = false;
  /** The run under way, or the last one. */
  #last = { done: 0, total: 0 };
  #stepping: Promise<void> = Promise.resolve();
  #abort = new AbortController();

  constructor(readonly changed: () => void) {}

  get done(): number {
    return this.#last.done;
  }

  get total(): number {
    return this.#last.total;
  }

  /** Starts other ways in the place of those there are. @throws Error from solving; none when it was replaced. */
  async start(ways: W): Promise<boolean> {
    this.reset();
    const { signal } = this.#abort;
    this.starting = true;
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
      if (!signal.aborted) this.starting = false;
      this.changed();
    }
  }

  /** Goes so many steps, until it is stopped. @throws Error from a step that cannot be done. */
  async run(steps: number): Promise<void> {
    const { ways } = this;
    if (!ways || this.running) return;
    const run = { done: 0, total: steps };
    [this.#last, this.running] = [run, true];
    ways.retry();
    this.changed();
    // A run that was stopped may still be in a step, which waits for the engine at first.
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

  /** Forgets the ways. */
  reset(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#stepping = Promise.resolve();
    this.running = this.starting = false;
    this.#last = { done: 0, total: 0 };
    this.ways?.dispose();
    this.ways = undefined;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }
}
