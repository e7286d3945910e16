// Models from files and addresses.

import { ready } from "./engine.ts";
import { PupilError } from "./error.ts";
import type { LoadOptions } from "./load-options.ts";
import { Model } from "./model.ts";
import { partsOf, type ModelFile } from "./parts.ts";

export type { ModelFile };

/**
 * A model from a file of Keras (`.keras`, `.h5`, a JSON config), Teachable Machine, TensorFlow.js (`model.json` with its
 * weights, or a zip archive of them), ONNX or Pupil (`.safetensors`). What a file is is told by its bytes, not by its
 * name.
 *
 * The address of a `model.json` also fetches the files with the weights beside it. An address that ends with `/` stands
 * for the `model.json` there. A config and a file of weights, or a model and its `labels.txt`, can be opened together as
 * a list.
 *
 * @throws Error when a file cannot be fetched, which names the address; when it is no model, which says what it is; and
 * when the model has a layer that is not supported, which names the layer.
 */
export async function loadModel(source: ModelFile, options: LoadOptions = {}): Promise<Model> {
  const { files, fetched } = await partsOf("loadModel", source);
  // The engine opens first, so that an error below is about the file, not about the engine.
  if (fetched) await ready();
  return Model.fromFiles(files, options).catch((error: PupilError) => {
    if (!fetched) throw error;
    const { from, type } = fetched;
    throw new PupilError(`${from} (${files[0]!.bytes.length} bytes, ${type}): ${error.message}`, error.code, error.layer);
  });
}
