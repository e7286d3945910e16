import keras
import numpy as np
from keras import layers, ops


class MyDense(layers.Layer):
    """A dense layer by hand."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, inputs):
        return ops.matmul(inputs, self.w) + self.b


rng = np.random.RandomState(0)
model = keras.Sequential([keras.Input(shape=(4,)), MyDense(8), layers.ReLU(), MyDense(1, name="last")])
model.summary()
model.set_weights([rng.normal(size=w.shape) * 0.4 for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse", metrics=["mae"])
x = rng.rand(40, 4).astype("float32")
y = x.sum(axis=1, keepdims=True) - 1
history = model.fit(x, y, epochs=4, batch_size=8, shuffle=False, verbose=0)
print({name: np.round(values, 5).tolist() for name, values in sorted(history.history.items())})
print(np.round(model.predict(x[:3], verbose=0), 4))
first = model.layers[0]
print(first.name, len(first.weights), len(first.trainable_weights), first.count_params(), first.built)
print(first.w.shape, first.b.shape, [w.name for w in first.weights])
print(np.round(first.w.numpy()[0], 4))
# The layer by itself.
alone = MyDense(2)
print(alone.built, alone.name)
out = np.array(alone(np.ones((3, 5), "float32")))
print(out.shape, alone.built, alone.w.shape)
alone.set_weights([np.full((5, 2), 0.5), np.array([1.0, 2.0])])
print(np.array(alone(np.ones((2, 5), "float32"))))
first.trainable = False
print(len(model.trainable_weights), len(model.non_trainable_weights))
before = first.w.numpy().copy()
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model.fit(x, y, epochs=1, batch_size=8, shuffle=False, verbose=0)
print(np.array_equal(before, first.w.numpy()))
