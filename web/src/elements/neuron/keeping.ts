// When the neuron lesson is stored: some time after a visitor's change, and now and then while it trains.

/** Milliseconds after a visitor's change until it is stored, and between the stored states of a training. */
const KEEP_AFTER = 1500;

/** Stores a state a moment after it changed, one writing after the other. */
export class Keeping {
  /** True once the visitor changed something: before that nothing is stored. */
  touched = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** True after a failure: it is told once. */
  #failed = false;
  #writing: Promise<unknown> = Promise.resolve();

  /** `write` stores the state; `failed` is called with its error. */
  constructor(
    readonly write: () => Promise<void>,
    readonly failed: (error: unknown) => void,
  ) {}

  soon(): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.now();
    }, KEEP_AFTER);
  }

  now(): void {
    this.touched = true;
    this.#writing = this.#writing.then(this.write).then(
      () => (this.#failed = false),
      (error: unknown) => {
        if (!this.#failed) this.failed(error);
        this.#failed = true;
      },
    );
  }

  /** Stores nothing more until the next change. */
  cancel(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }

  /** Forgets the changes, and calls `erase` once the last writing is done. */
  forget(erase: () => Promise<void>): void {
    this.touched = false;
    this.cancel();
    void this.#writing.then(erase);
  }
}
