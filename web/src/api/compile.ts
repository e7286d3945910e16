// The options of `compile`.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import { known, plain } from "./keras.ts";
import type { CompileOptions, Identifier } from "./types.ts";

/** Checks the options of `compile`, and gives them Keras's names. */
export function compileArguments(options: CompileOptions): object {
  const names = ["optimizer", "loss", "lossWeights", "metrics", "weightedMetrics"] as const;
  const { optimizer = "rmsprop", loss, lossWeights, metrics = [], weightedMetrics } = known("compile", options, names);
  identified("optimizer", optimizer, "optimizers.adam()");
  allIdentified("loss", loss, "losses.huber()");
  allIdentified("metrics", metrics, "metrics.auc()");
  if (weightedMetrics !== undefined) allIdentified("weightedMetrics", weightedMetrics, "metrics.auc()");
  const given = { optimizer, loss, loss_weights: lossWeights, metrics, weighted_metrics: weightedMetrics };
  return plain("compile", given);
}

/** Refuses a value that is not an optimizer, loss or metric; `what` names it in the error. */
function identified(what: string, value: Identifier, example: string): void {
  if (typeof value === "string" || typeof value?.class_name === "string") return;
  // Other JavaScript libraries write Keras's objects with `className`.
  if (typeof (value as { className?: unknown } | undefined)?.className === "string") return;
  throw new PupilError(`compile: ${what} is ${shown(value)}; expected a name, or what a function such as ${example} gives`);
}

/** The same for the values of several outputs, in a list or an object; for metrics each value can be a list. */
function allIdentified(what: string, value: CompileOptions["metrics"] | null, example: string): void {
  if (value === null) return;
  if (Array.isArray(value)) value.forEach((each, at) => allIdentified(`${what}[${at}]`, each, example));
  else if (typeof value !== "object" || "class_name" in value || "className" in value) {
    identified(what, value as Identifier, example);
  } else Object.entries(value).forEach(([name, each]) => allIdentified(`${what}.${name}`, each, example));
}
