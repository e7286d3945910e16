// How many workers a piece of work is shared among.

import type { Workers, WorkersInUse } from "../api/types.ts";
import type { WasmModel } from "./wasm.ts";

/** Workers at most that are taken without being asked for. */
const MOST = 4;

/** How many workers to train on, in batches of so many samples, and of how many steps the training is. */
export function workersFor(asked: Workers, model: WasmModel, batch: number, steps: number): WorkersInUse {
  if (asked === 1) return { count: 1 };
  const reason = model.indivisible();
  if (reason !== undefined) return { count: 1, reason };
  if (asked !== "auto") return { count: asked };
  return { count: Math.min(MOST, navigator.hardwareConcurrency ?? 1) };
}

/** Training steps of a fit with these options (JSON); infinite where nobody knows. */
export function stepsOf(options: string, samples: number | undefined, batch: number): number {
  const given = JSON.parse(options) as Record<string, number | undefined>;
  const epochs = (given.epochs ?? 1) - (given.initial_epoch ?? 0);
  const all = samples === undefined ? Infinity : Math.ceil((samples * (1 - (given.validation_split ?? 0))) / batch);
  return epochs * (given.steps_per_epoch ?? all);
}
