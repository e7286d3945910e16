// A lesson's models from files.

import { fileUrl } from "../../api/files.ts";
import { loadModel, type Model, type ModelFile, type ModelShapes } from "../../api/index.ts";
import { translator, type Lang } from "./i18n.ts";
import { firstLayers } from "./graph.ts";
import { scalingOf } from "./scaling.ts";

const text = translator({
  otherScaling: [
    "{name}: this model takes pixels in another range than 0 to 1, which this lesson gives. Open it under “Your model”.",
    "{name}：此模型的像素范围不是本课使用的 0 到 1。请在“你的模型”中打开。",
  ],
});

/** The address of a lesson's model: the shipped one, or the file that the page names. */
export const weightsUrl = (lesson: string, weights: string | undefined): URL =>
  weights ? new URL(weights, document.baseURI) : new URL(fileUrl(`models/${lesson}.safetensors`));

/** Files that a visitor chose together, and the name that they are known by. */
export const chosenModel = (files: File[]): { source: ModelFile; name: string } => ({
  source: files.length === 1 ? files[0]! : files,
  name: files.map(({ name }) => name).join(", "),
});

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

/** @throws Error when a model of pictures takes pixels in another range than 0 to 1, as far as its file tells. */
export async function expectUnitPixels(lang: Lang, model: Model, { inputNames, inputShape }: ModelShapes, name: string): Promise<void> {
  const layers = await model.layers();
  const [input] = inputNames;
  const { scaling } = scalingOf(model, layers, input!, inputShape.at(-1) ?? undefined);
  // A BatchNormalization may follow any range.
  const open = firstLayers(model, input!).every(({ className }) => className === "BatchNormalization");
  if (scaling !== "unit" && !(scaling === "bytes" && open)) throw new Error(text(lang, "otherScaling", { name }));
}
