import keras
import numpy as np
from keras import layers, ops


def my_activation(x):
    return ops.maximum(x, 0.1 * x) + 0.5


def twice(x):
    return 2 * x


def my_initializer(shape, dtype=None):
    return np.linspace(-1, 1, int(np.prod(shape))).reshape(shape).astype("float32")


rng = np.random.RandomState(21)
x = rng.normal(size=(12, 3)).astype("float32")
y = np.abs(x[:, :1])
model = keras.Sequential([
    keras.Input((3,)),
    layers.Dense(5, activation=my_activation, kernel_initializer=my_initializer),
    layers.Activation(twice),
    layers.Dense(4, activation=lambda t: ops.tanh(t) * 1.5),
    layers.Lambda(lambda t: t ** 2 + 1, name="squares"),
    layers.Dense(2, activation=ops.relu),
    layers.Lambda(lambda t, k: ops.mean(t, axis=-1, keepdims=True) * k, arguments={"k": 3.0}),
])
model.summary()
print(np.round(model.layers[0].get_weights()[0], 4))
model.set_weights([rng.normal(size=w.shape) * 0.4 for w in model.get_weights()])
print(np.round(model.predict(x[:4], verbose=0), 4))
model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mae")
history = model.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5))
print([tuple(w.shape) for w in model.weights])
conv = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(2, 3, activation=my_activation), layers.GlobalAveragePooling2D()])
conv.set_weights([rng.normal(size=w.shape) * 0.4 for w in conv.get_weights()])
print(np.round(conv.predict(np.linspace(0, 1, 36).reshape(1, 6, 6, 1), verbose=0), 4))


class Halves(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None, **kwargs):
        return np.full(shape, 0.5, dtype="float32")


layer = layers.Dense(2, kernel_initializer=Halves(), bias_initializer="ones")
layer.build((None, 3))
print(layer.get_weights())


class Bounded(layers.Layer):
    def __init__(self):
        super().__init__()
        self.w = self.add_weight(shape=(3, 2), initializer=my_initializer, regularizer=keras.regularizers.L2(0.1),
                                 constraint=keras.constraints.NonNeg(), name="w")

    def call(self, x):
        return x @ self.w


bounded = keras.Sequential([keras.Input((3,)), Bounded(), layers.Dense(1)])
bounded.layers[1].set_weights([np.array([[0.5], [-0.25]]), np.zeros(1)])
bounded.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
history = bounded.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5))
print(np.round(bounded.layers[0].w.numpy(), 4))
