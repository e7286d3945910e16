/**
 * Pupil: train and run Keras models in a browser tab.
 *
 * Everything runs in one worker. Arguments and results are plain values.
 */

import { shown, whole } from "./check.ts";
import { call } from "./engine.ts";
import { PupilError } from "./error.ts";

export { applications } from "./applications.ts";
export type * from "./applications.ts";
export { loadArrays } from "./arrays.ts";
export type { Batch, BatchSource } from "./batches.ts";
export { CsvLogger, ModelCheckpoint, TensorBoard, callbacks } from "./callbacks.ts";
export type * from "./callbacks.ts";
export { Dataset, unpackFile, type Gathered } from "./dataset.ts";
export { PupilError, type ErrorCode } from "./error.ts";
export { configure, ready, type ReadyOptions } from "./engine.ts";
export { historyToCSV } from "./history.ts";
export type { KerasObject } from "./keras.ts";
export { AdaptableLayer } from "./adapt.ts";
export { Layer, SymbolicTensor, input, type CallOptions, type LayerConfig, type LayerInputs, type LayerLike, type ModelLike } from "./layer.ts";
export type * from "./layer-options.ts";
export { layers } from "./layers.ts";
export {
  GradientDescent,
  LinearRegression,
  LogisticRegression,
  predictProba,
  regressionScores,
  rocCurve,
} from "./linear.ts";
export type * from "./linear.ts";
export type * from "./linear-types.ts";
export { losses, metrics } from "./losses.ts";
export type * from "./losses.ts";
export {
  optimizers,
  type AdadeltaOptions,
  type AdafactorOptions,
  type AdagradOptions,
  type AdamOptions,
  type BetaOptions,
  type FtrlOptions,
  type MuonOptions,
  type OptimizerOptions,
  type RmspropOptions,
  type ScheduleFreeOptions,
  type SgdOptions,
} from "./optimizers.ts";
export { schedules } from "./schedules.ts";
export type * from "./schedules.ts";
export { loadModel, type ModelFile } from "./load.ts";
export type { LoadOptions } from "./load-options.ts";
export type { GradientList, GradientOptions, LookOptions } from "./look.ts";
export {
  Model,
  type AnyCallback,
  type Callback,
  type FitOptions,
  type ModelOptions,
  type ModelSource,
  type SaveOptions,
} from "./model.ts";
export { Sequential } from "./sequential.ts";
export { Table, modelFile } from "./table.ts";
export type * from "./table.ts";
export type * from "./table-types.ts";
export { tensor } from "./tensor.ts";
export { TextVectorization, Tokenizer, confusionMatrix, padSequences, toCategorical } from "./text.ts";
export type { MatrixMode, PadOptions, TextVectorizationOptions, TokenizerOptions } from "./text.ts";
export type * from "./types.ts";
export { constraints, initializers, regularizers } from "./weight-options.ts";
export type * from "./weight-options.ts";

/**
 * A drawing prepared as MNIST's digits were: cropped, scaled into 20 x 20, and centred by mass in 28 x 28. Lines that would
 * be thinner than MNIST's are drawn thicker.
 *
 * @param ink one byte for each pixel, row by row, 0 for paper, 255 for full ink.
 * @param width in pixels.
 * @param height in pixels.
 * @returns 784 numbers from 0 to 1; all 0 for an empty drawing.
 * @throws Error when the number of bytes is not `width * height`, or is 0.
 */
export async function prepareDigit(ink: Uint8Array, width: number, height: number): Promise<Float32Array> {
  if (!(ink instanceof Uint8Array)) throw new PupilError(`prepareDigit: ink is ${shown(ink)}; expected a Uint8Array`);
  const size = { width: whole("prepareDigit: width", width, 1), height: whole("prepareDigit: height", height, 1) };
  return call("prepareDigit", { ink, ...size });
}
