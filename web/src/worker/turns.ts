// Calls on a model, one after the other: on a GPU a call waits in the middle, and another must not come in between.

const last = new Map<number, Promise<unknown>>();

/** Does `work` when all earlier work on this model is done. */
export function turn<T>(model: number, work: () => T | Promise<T>): Promise<T> {
  const done = (last.get(model) ?? Promise.resolve()).then(work);
  const settled = done.then(() => {}, () => {});
  last.set(model, settled);
  void settled.then(() => {
    if (last.get(model) === settled) last.delete(model);
  });
  return done;
}
