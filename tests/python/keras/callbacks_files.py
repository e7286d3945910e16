"""Callbacks that write files, hooks of batches, and learning rates that are assigned."""

import os

import keras
import numpy as np

x, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], "float32"), np.array([[0.0], [1.0], [0.0], [1.0]], "float32")


def model():
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    made.compile(keras.optimizers.SGD(0.001), "mse")
    return made


class Hooks(keras.callbacks.Callback):
    def on_batch_begin(self, batch, logs=None):
        print("batch begins", batch)

    def on_batch_end(self, batch, logs=None):
        print("batch ends", batch, sorted(logs))

    def on_epoch_end(self, epoch, logs=None):
        print("epoch ends", epoch)


first = model()
first.fit(x, y, batch_size=2, verbose=0, callbacks=Hooks(), shuffle=False)
first.fit(x, y, batch_size=2, verbose=0, callbacks=[Hooks()], shuffle=False)
first.optimizer.learning_rate.assign(0.5)
print(float(first.optimizer.learning_rate))

for append in (False, True):
    logger = keras.callbacks.CSVLogger(f"log{append}.csv", separator=";", append=append)
    for _ in range(2):
        model().fit(x, y, epochs=2, batch_size=4, verbose=0, callbacks=[logger])
    text = open(f"log{append}.csv").read().splitlines()
    print([line.split(";")[0] for line in text], text[0])
    other = keras.callbacks.CSVLogger(f"log{append}.csv", separator=";", append=append)
    model().fit(x, y, validation_data=(x, y), batch_size=4, verbose=0, callbacks=[other])
    print(len(open(f"log{append}.csv").read().splitlines()))

saver = keras.callbacks.ModelCheckpoint("kept/here/{epoch:02d}.keras")
model().fit(x, y, epochs=2, verbose=0, callbacks=[saver])
print(sorted(os.listdir("kept/here")))
try:
    keras.callbacks.ModelCheckpoint("model.bin")
except ValueError as error:
    print(error)
print(keras.layers.concatenate([keras.Input((2,)), keras.Input((3,))], 1).shape)
print(keras.models.model_from_json(json_string=first.to_json()).layers[0].units)


class Ends(keras.callbacks.Callback):
    def on_test_begin(self, logs=None):
        print("test begins")

    def on_test_end(self, logs=None):
        super().on_test_end(logs)
        print("test ends", sorted(logs))

    def on_predict_begin(self, logs=None):
        print("predict begins")

    def on_predict_end(self, logs=None):
        print("predict ends")


first.evaluate(x, y, verbose=0, callbacks=[Ends()])
first.predict(x, verbose=0, callbacks=[Ends()])
