"""A model with classes of its own goes on training where it was saved: the optimizer's variables are in the file."""

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable()
class Gate(layers.Layer):
    def build(self, input_shape):
        self.a = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="a")
        self.seen = self.add_weight(shape=(), initializer="zeros", trainable=False, name="seen")
        self.b = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="b")

    def call(self, x):
        return x * ops.sigmoid(x * self.a + self.b)


x = ((np.arange(60).reshape(12, 5) * 7 % 13) / 13).astype("float32")
y = x[:, :1] * x[:, 1:2]


def start(shape):
    return (np.arange(np.prod(shape), dtype="float32").reshape(shape) % 7 - 3) / 10


def made():
    inputs = keras.Input((5,))
    hidden = layers.Dense(4, name="first")(inputs)
    return keras.Model(inputs, layers.Dense(1, name="last")(Gate(name="gate")(hidden)))


def fitted(model, epochs):
    history = model.fit(x, y, epochs=epochs, batch_size=4, shuffle=False, verbose=0).history["loss"]
    return [round(value, 6) for value in history]


for optimizer in (keras.optimizers.Adam(0.02), keras.optimizers.RMSprop(0.01, momentum=0.5),
                  keras.optimizers.Adam(0.02, amsgrad=True), keras.optimizers.SGD(0.1, momentum=0.9),
                  keras.optimizers.Nadam(0.02), keras.optimizers.Adam(0.02, use_ema=True, ema_overwrite_frequency=5),
                  keras.optimizers.Lion(0.01, gradient_accumulation_steps=3),
                  keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.05, 3, 0.5))):
    model = made()
    model.set_weights([start(weight.shape) for weight in model.weights])
    model.compile(optimizer, "mse")
    print(type(optimizer).__name__, fitted(model, 3))
    model.save("gate.keras")
    again = keras.models.load_model("gate.keras")
    print("goes on", fitted(again, 2), int(again.optimizer.iterations))
    print("as it did", fitted(model, 2))

# Who compiles again starts anew.
again = keras.models.load_model("gate.keras", compile=False)
again.compile("adam", "mse")
print(int(again.optimizer.iterations), fitted(again, 2), again.optimizer.iterations.numpy())
again = keras.models.load_model("gate.keras")
again.compile("adam", "mse")
print(int(again.optimizer.iterations), fitted(again, 2))
