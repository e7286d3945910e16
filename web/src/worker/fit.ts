// Training runs: do batches for a while, let messages in, report about ten times a second.

import type { Reply, RunBatch } from "../protocol.ts";
import type { WasmFit } from "./wasm.ts";
import { WORK_SLICE, breathe } from "./yield.ts";

/** Milliseconds between reports; more often would only slow the training (measured by others at up to 5x). */
const REPORT_EVERY = 100;

export type Action = "pause" | "resume" | "step" | "stop";

/** A run under way. */
export class Run {
  #paused: boolean;
  #single = 0;
  #stopped = false;
  #wake: (() => void) | undefined;
  #batches: RunBatch[] = [];

  constructor(
    readonly id: number,
    readonly model: number,
    paused: boolean,
  ) {
    this.#paused = paused;
  }

  control(action: Action): void {
    if (action === "stop") this.#stopped = true;
    else if (action === "step") this.#single += 1;
    else this.#paused = action === "pause";
    this.#wake?.();
  }

  get #held(): boolean {
    return this.#paused && this.#single === 0 && !this.#stopped;
  }

  /** Trains to the end; tells whether it was stopped before. */
  async run(fit: WasmFit, post: (report: Extract<Reply, { run: number }>) => void): Promise<{ aborted: boolean }> {
    let reported = performance.now();
    const report = () => {
      if (this.#batches.length) post({ run: this.id, batches: this.#batches });
      this.#batches = [];
      reported = performance.now();
    };
    try {
      for (;;) {
        if (this.#held) {
          report();
          await new Promise<void>((resolve) => (this.#wake = resolve));
          continue;
        }
        const started = performance.now();
        while (!this.#held && !this.#stopped && performance.now() - started < WORK_SLICE) {
          const step = await fit.step();
          if (step.phase === "done") {
            report();
            return { aborted: false };
          }
          if (this.#single > 0) this.#single -= 1;
          this.#batches.push(step as RunBatch);
        }
        if (this.#stopped) {
          report();
          return { aborted: true };
        }
        if (performance.now() - reported >= REPORT_EVERY) report();
        await breathe();
      }
    } finally {
      fit.free();
    }
  }
}
