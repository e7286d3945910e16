// Keeps a training in the browser and brings it back.

import { loadModel } from "../../api/index.ts";
import { keep, kept } from "./store.ts";
import type { Curve, Training } from "./training.ts";

interface State<E> {
  curve: Curve;
  compiled: string;
  extra: E;
}

/**
 * Keeps the model of a training, with its optimizer's state and curves, and what else the lesson wants.
 *
 * @throws Error when the browser has no room or forbids it.
 */
export async function keepTraining<E>(lesson: string, training: Training<unknown>, extra: E): Promise<void> {
  const { model, curve, compiled } = training;
  if (!model || model.lost) return;
  const file = await model.save();
  // A model that was forgotten meanwhile stays forgotten.
  if (training.model === model) await keep<State<E>>(lesson, file, { curve, compiled, extra });
}

/**
 * Brings a kept training back; gives what else was kept, and when. Undefined when nothing was, another training began
 * meanwhile, or the model cannot be loaded: `fail` is told, and it stays kept, since the engine may be able to the next
 * time.
 */
export async function restoreTraining<E>(
  lesson: string,
  training: Training<unknown>,
  fail: (error: unknown) => void,
): Promise<{ extra: E; time: Date } | undefined> {
  const found = await kept<State<E>>(lesson);
  if (!found) return undefined;
  const { curve, compiled, extra } = found.state;
  const model = await loadModel(found.file).catch(fail);
  if (!model) return undefined;
  if (training.model || training.active) {
    model.dispose();
    return undefined;
  }
  training.restore(model, curve, compiled);
  return { extra, time: found.time };
}
