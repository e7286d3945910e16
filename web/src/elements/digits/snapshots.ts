// What the network saw in the drawing while it learned, to look at again.

import type { LayerOutput } from "../shared/network-layout.ts";

/** What was shown at one moment of a training. */
export interface Snapshot {
  /** The share of the training that was done, 0 to 1. */
  done: number;
  layers: LayerOutput[];
  probabilities: Float32Array;
}

/** Moments of a training that are kept. */
export const MOMENTS = 20;

/** Keeps what was shown at {@link MOMENTS} moments of a training, evenly spread. */
export class Snapshots {
  #kept: Snapshot[] = [];
  /** The index of the moment to look at; undefined for now. */
  at: number | undefined;

  get all(): readonly Snapshot[] {
    return this.#kept;
  }

  /** The moment that is looked at again. */
  get shown(): Snapshot | undefined {
    return this.at === undefined ? undefined : this.#kept[this.at];
  }

  /** Keeps what is shown now, if a twentieth of the training passed since the last moment. */
  add(done: number, layers: LayerOutput[], probabilities: Float32Array): void {
    const last = this.#kept.at(-1);
    if (last && Math.floor(done * MOMENTS) <= Math.floor(last.done * MOMENTS)) return;
    this.#kept.push({ done, layers, probabilities });
  }

  clear(): void {
    this.#kept = [];
    this.at = undefined;
  }
}
