// The options of loading, checked.

import { shown, whole } from "./check.ts";
import { PupilError } from "./error.ts";
import { known } from "./keras.ts";
import type { WeightsFrom } from "./types.ts";

/** How to load a model. */
export interface LoadOptions {
  /**
   * The shapes of the inputs, one sample's, in the model's order: `[[100]]` for texts of 100 words. They replace sizes
   * that the model leaves unknown, so that it takes inputs of these sizes only. Without them, each call may have another
   * size.
   */
  inputShapes?: number[][];
  /**
   * For a safetensors file of another program: the program whose conventions its tensors follow. By default their names
   * tell: `weight` and `running_mean` are PyTorch's, `kernel` and `gamma` Keras's.
   */
  weightsFrom?: WeightsFrom;
}

/** The options of `loadModel` as the worker takes them. */
export function loadOptions(options: LoadOptions): { inputShapes: number[][]; weightsFrom?: WeightsFrom } {
  const { inputShapes = [], ...from } = known("loadModel", options, ["inputShapes", "weightsFrom"]);
  const shapes = Array.isArray(inputShapes) ? inputShapes : [inputShapes];
  for (const shape of shapes) {
    if (!Array.isArray(shape)) throw new PupilError(`loadModel: option "inputShapes" holds ${shown(shape)}; expected lists of sizes`);
    shape.forEach((size) => whole('loadModel: a size in option "inputShapes"', size, 1));
  }
  return { inputShapes: shapes, ...weightsFrom("loadModel", from) };
}

/** The option of the call `what`, checked. */
export function weightsFrom(what: string, options: { weightsFrom?: WeightsFrom }): { weightsFrom?: WeightsFrom } {
  const { weightsFrom: from } = known(what, options, ["weightsFrom"]);
  if (from === undefined || from === "keras" || from === "pytorch") return { weightsFrom: from };
  throw new PupilError(`${what}: option "weightsFrom" is ${shown(from)}; expected "keras" or "pytorch"`);
}
