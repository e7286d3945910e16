"""Callbacks around evaluations, predictions and validations, and their batches."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


class Tells(keras.callbacks.Callback):
    def say(self, name, index="", logs=None):
        values = {key: np.round(np.array(value), 4).tolist() for key, value in (logs or {}).items()}
        print(name, index, dict(sorted(values.items())))

    def on_epoch_begin(self, epoch, logs=None):
        self.say("epoch begin", epoch)

    def on_epoch_end(self, epoch, logs=None):
        self.say("epoch end", epoch, logs)

    def on_train_batch_end(self, batch, logs=None):
        self.say("train batch end", batch)

    def on_test_begin(self, logs=None):
        self.say("test begin")

    def on_test_end(self, logs=None):
        self.say("test end", "", logs)

    def on_predict_begin(self, logs=None):
        self.say("predict begin")

    def on_predict_end(self, logs=None):
        self.say("predict end")


class Batches(Tells):
    def on_test_batch_begin(self, batch, logs=None):
        self.say("test batch begin", batch)

    def on_test_batch_end(self, batch, logs=None):
        self.say("test batch end", batch, logs)

    def on_predict_batch_begin(self, batch, logs=None):
        self.say("predict batch begin", batch)

    def on_predict_batch_end(self, batch, logs=None):
        self.say("predict batch end", batch, logs)


class Counts(keras.callbacks.Callback):
    """Batches of a validation, without their logs."""

    def on_test_batch_begin(self, batch, logs=None):
        print("test batch begin", batch)

    def on_test_batch_end(self, batch, logs=None):
        print("test batch end", batch)


x = np.linspace(-1, 1, 14).reshape(7, 2).astype("float32")
y = x[:, :1] * 2 - 0.5
model = keras.Sequential([keras.Input((2,)), layers.Dense(1, kernel_initializer="ones")])
model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(3)
print("arrays")
model.evaluate(x, y, batch_size=3, verbose=0, callbacks=[Batches()])
print(np.round(model.predict(x, batch_size=4, verbose=0, callbacks=[Batches()]), 4).tolist())
print("data sets")
model.evaluate(data, verbose=0, callbacks=[Batches()])
print(model.predict(data.map(lambda a, b: a), verbose=0, callbacks=[Batches()]).shape)
print("a validation of a data set")
model.fit(data, epochs=2, verbose=0, shuffle=False, validation_data=data, callbacks=[Batches()])
print("a validation of arrays")
options = {"batch_size": 4, "epochs": 2, "verbose": 0, "shuffle": False, "callbacks": [Tells(), Counts()]}
model.fit(x, y, validation_data=(x[:5], y[:5]), **options)
print("a part of the data")
model.fit(x, y, validation_split=0.3, **options)
print("each second epoch")
model.fit(x, y, validation_data=(x[:5], y[:5]), validation_freq=2, **options)
model.fit(data, validation_data=(x[:5], y[:5]), epochs=1, verbose=0, callbacks=[Tells(), Counts()])
print("a callback of functions")
shown = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, sorted(logs)))
model.fit(x, y, validation_data=data, epochs=2, validation_freq=2, verbose=0, shuffle=False, callbacks=[shown, Counts()])
