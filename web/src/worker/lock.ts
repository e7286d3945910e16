/** Does pieces of work one after the other: on a GPU a call waits in its middle, and another must not come in between. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` when all earlier work is done. */
  run<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
