"""Variables in lists and dicts, their types, and initializers with a dtype."""

import keras
import numpy as np
from keras import layers, ops


def ramp(shape, dtype):
    print("ramp", tuple(shape), dtype)
    return ops.cast(np.arange(np.prod(shape)).reshape(shape) / 10, dtype)


class Listed(layers.Layer):
    def __init__(self):
        super().__init__()
        self.ws = []
        self.d = {"a": keras.Variable(np.full((2,), 0.5, "float32"), name="a")}
        for k in range(2):
            self.ws.append(keras.Variable(np.full((2,), k + 1.0, "float32"), name=f"w{k}"))
        self.d["b"] = keras.Variable(np.array([0.25, -0.25], "float32"), name="b")
        self.last = self.add_weight(shape=(2,), initializer=ramp, name="last")
        self.count = keras.Variable(np.array([3, 4]), dtype="int32", trainable=False, name="count")
        self.steps = self.add_weight(shape=(), initializer="zeros", dtype="int32", trainable=False, name="steps")

    def call(self, x):
        for w in self.ws:
            x = x * w
        x = x * self.d["a"] + self.d["b"] + self.last
        return x * ops.cast(self.count, "float32")


class Late(layers.Layer):
    def __init__(self):
        super().__init__()
        self.parts = []

    def build(self, shape):
        self.parts.append(keras.Variable(ramp, shape=(shape[-1],), name="late"))

    def call(self, x):
        return x + self.parts[0]


layer = Listed()
print([(w.name, tuple(w.shape), w.dtype) for w in layer.weights])
print(len(layer.trainable_weights), len(layer.non_trainable_weights))
print(layer.count.numpy(), layer.count.dtype, layer.steps.dtype, layer.steps.numpy())
inputs = keras.Input((2,))
model = keras.Model(inputs, Late()(layer(inputs)))
model.compile(keras.optimizers.SGD(0.001), "mse")
x, y = np.array([[1.0, 2.0], [3.0, -1.0]], "float32"), np.zeros((2, 2), "float32")
print(np.round(model.predict(x, verbose=0), 5).tolist())
print(np.round(model.fit(x, y, epochs=3, shuffle=False, verbose=0).history["loss"], 5).tolist())
print([(w.name, np.round(w.numpy(), 5).tolist()) for w in model.weights])
print([value.dtype.name for value in model.get_weights()])
layer.steps.assign(5)
layer.count.assign_add([1, 1])
print(layer.steps.numpy(), layer.count.numpy(), layer.count.numpy().dtype)
dense = layers.Dense(2, kernel_initializer=ramp, bias_initializer=lambda shape, dtype=None: np.ones(shape))
dense.build((None, 3))
print([np.round(w, 2).tolist() for w in dense.get_weights()])
for value in ([1, 2], np.array([1, 2]), 1.5, np.array([True])):
    print(keras.Variable(value).dtype)


class Counted(layers.Layer):
    """A count that steps of training raise."""

    def __init__(self):
        super().__init__()
        self.n = self.add_weight(shape=(), initializer="zeros", dtype="int32", trainable=False, name="n")

    def call(self, x, training=False):
        if training:
            self.n.assign(self.n + 1)
        return x


counted = Counted()
model = keras.Sequential([keras.Input((2,)), counted, layers.Dense(1, kernel_initializer="ones")])
model.compile(keras.optimizers.SGD(0.01), "mse")
model.fit(x, y[:, :1], epochs=3, batch_size=1, shuffle=False, verbose=0)
print(counted.n.numpy(), counted.n.dtype, [np.round(w, 4).tolist() for w in model.get_weights()])
