// What a lesson showed while its network learned, to look at again.

/** Moments of a training that are kept. */
const MOMENTS = 20;

/** What was shown when this share of the training was done, 0 to 1. */
export type Snapshot<T> = T & { done: number };

/** Keeps what was shown at twenty moments of a training, evenly spread. */
export class Snapshots<T> {
  #kept: Snapshot<T>[] = [];
  /** The index of the moment to look at; undefined for now. */
  at: number | undefined;

  get all(): readonly Snapshot<T>[] {
    return this.#kept;
  }

  /** The moment that is looked at again. */
  get shown(): Snapshot<T> | undefined {
    return this.at === undefined ? undefined : this.#kept[this.at];
  }

  /** Keeps what is shown now, if a twentieth of the training passed since the last moment. */
  add(done: number, shown: T): void {
    const last = this.#kept.at(-1);
    // Another training begins.
    if (last && last.done > done) this.clear();
    else if (last && Math.floor(done * MOMENTS) <= Math.floor(last.done * MOMENTS)) return;
    this.#kept.push({ ...shown, done });
  }

  clear(): void {
    this.#kept = [];
    this.at = undefined;
  }
}
