// The lesson's training as a Python program.

import { endsWith, type Program } from "../shared/code-view.ts";
import { reviews } from "../shared/program-files.ts";

/** What comes before and after a model for reviews; undefined for other models. */
export function program(code: string): Program | undefined {
  const [, maxlen, words] = /shape=\((\d+),\)\),\s+layers\.Embedding\((\d+), /.exec(code) ?? [];
  if (!maxlen || !words || !endsWith(code, 'layers.Dense(1, activation="sigmoid")')) return undefined;
  return {
    files: reviews(),
    before: `(x_train, y_train), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=${words})
x_train = keras.utils.pad_sequences(x_train, maxlen=${maxlen})
x_test = keras.utils.pad_sequences(x_test, maxlen=${maxlen})
`,
    after: `model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=3, validation_data=(x_test, y_test))
`,
  };
}
