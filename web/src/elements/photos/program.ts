// The training of a network from pixels as a Python program, with the drawn cats and dogs as its photos.

import { endsWith, type Program } from "../shared/code-view.ts";
import { pets } from "../shared/program-files.ts";

/** What comes before and after a model for two classes of photos; undefined for other models. */
export function program(code: string): Program | undefined {
  const side = /^model = keras\.Sequential\(\[\s+keras\.Input\(shape=\((\d+), \1, 3\)\)/.exec(code)?.[1];
  // An extractor inside has its own weights, which the code does not show.
  if (!side || !endsWith(code, 'layers.Dense(1, activation="sigmoid")') || code.includes("DepthwiseConv2D")) return undefined;
  return {
    files: pets(),
    before: `photos = keras.utils.image_dataset_from_directory(
    "data/train", image_size=(${side}, ${side}), batch_size=10, label_mode="binary", seed=1)
photos = photos.map(lambda x, y: (x / 255, y))
`,
    after: `model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(photos, epochs=5)
`,
  };
}
