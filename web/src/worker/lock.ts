/** Runs work one piece after the other. On a GPU a call waits halfway, and no other call may run in between. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after all earlier work is done. */
  run<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
