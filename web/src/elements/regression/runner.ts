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
  done = 0;
  total = 0;
  #abort = new AbortController();

  constructor(readonly changed: () => void) {}

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
    Object.assign(this, { running: true, done: 0, total: steps });
    let shown = performance.now();
    try {
      while (this.running && this.ways === ways && this.done < steps) {
        await ways.step();
        this.done += 1;
        if (performance.now() - shown < 15) continue;
        if (this.ways === ways) this.changed();
        await frame();
        shown = performance.now();
      }
    } finally {
      if (this.ways === ways) {
        this.running = false;
        this.changed();
      }
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
    this.running = this.starting = false;
    this.done = this.total = 0;
    this.ways?.dispose();
    this.ways = undefined;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }
}
