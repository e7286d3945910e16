// A lesson's models from files.

import { loadModel, type Model, type ModelFile } from "../../api/index.ts";

/** The address of a lesson's model: the shipped one, or the file that the page names. */
export const weightsUrl = (lesson: string, weights: string | undefined): URL =>
  weights ? new URL(weights, document.baseURI) : new URL(`models/${lesson}.safetensors`, import.meta.url);

/**
 * Loads a model and passes it to `accept`; a model that it refuses is freed.
 *
 * @throws Error from loading or from `accept`, with the file's name.
 */
export async function openModel<A>(file: ModelFile, name: string, accept: (model: Model) => Promise<A>): Promise<A> {
  let model: Model | undefined;
  try {
    model = await loadModel(file);
    return await accept(model);
  } catch (error) {
    model?.dispose();
    const message = error instanceof Error ? error.message : String(error);
    throw message.includes(name) ? error : new Error(`${name}: ${message}`);
  }
}
