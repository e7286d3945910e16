// Stores a training in the browser, and restores it.

import { loadModel } from "../../api/index.ts";
import { keep, kept, type Keeping } from "./store.ts";
import type { Curve, Training } from "./training.ts";

interface State<E, R> {
  curve: Curve;
  compiled: string;
  /** True if the training finished; `results` is then the result of its test. */
  done: boolean;
  results: R | undefined;
  extra: E;
}

/**
 * Stores the model of a training, with its optimizer's state, curves and test results, and what else the lesson needs.
 *
 * @throws Error when the browser has no room or forbids it, or `how.signal` ended it.
 */
export async function keepTraining<E, R>(lesson: string | undefined, training: Training<R>, extra: E, how: Keeping): Promise<void> {
  const { model, curve, compiled, results, phase } = training;
  if (!model || model.lost || lesson === undefined) return;
  const file = await model.save();
  // A model that was dropped meanwhile is not stored.
  if (training.model !== model) return;
  await keep<State<E, R>>(lesson, file, { curve, compiled, done: phase === "done", results, extra }, how);
}

/**
 * Restores a stored training; returns what else was stored, and when. Undefined when nothing was stored, another
 * training started meanwhile, the lesson has `left` the page, or the model cannot be loaded. Then `fail` is called, and the
 * stored model stays, because the engine may be able to load it the next time.
 */
export async function restoreTraining<E, R>(
  lesson: string | undefined,
  training: Training<R>,
  fail: (error: unknown) => void,
  left: () => boolean,
): Promise<{ extra: E; time: Date } | undefined> {
  const found = await kept<State<E, R>>(lesson);
  if (!found) return undefined;
  const { extra, ...trained } = found.state;
  const model = await loadModel(found.file).catch((error: unknown) => void (left() || fail(error)));
  if (!model) return undefined;
  if (training.model || training.active || left()) {
    model.dispose();
    return undefined;
  }
  training.restore(model, trained);
  return { extra, time: found.time };
}
