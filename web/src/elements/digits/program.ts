// The lesson's training as a Python program.

import { endsWith, type Program } from "../shared/code-view.ts";

/** What comes before and after a model for digits; undefined for other models. */
export const program = (code: string): Program | undefined =>
  /shape=\(28, 28, 1\)/.test(code) && endsWith(code, 'layers.Dense(10, activation="softmax")')
    ? {
        before: `(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, x_test = x_train[..., None] / 255, x_test[..., None] / 255
`,
        after: `model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=2, validation_data=(x_test, y_test))
`,
      }
    : undefined;
