import keras
import numpy as np
from keras import layers, ops


class Sparse(layers.Layer):
    def __init__(self, rate, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, x):
        self.add_loss(self.rate * ops.mean(ops.abs(x)))
        return x


class Counted(layers.Layer):
    """A running mean, which no gradient changes."""

    def build(self, input_shape):
        self.mean = self.add_weight(shape=(input_shape[-1],), initializer="zeros", trainable=False, name="mean")

    def call(self, x, training=None):
        if training:
            self.mean.assign(0.5 * self.mean + 0.5 * ops.mean(x, axis=0))
        return x - self.mean


rng = np.random.RandomState(81)
x = rng.normal(size=(12, 4)).astype("float32")
y = x[:, :1]
model = keras.Sequential([keras.Input((4,)), layers.Dense(5), Sparse(0.3), layers.Dense(1)])
model.set_weights([rng.normal(size=w.shape) * 0.5 for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse", metrics=["mse"])
history = model.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
for name, values in sorted(history.history.items()):
    print(name, np.round(values, 5))
print(np.round(model.evaluate(x, y, verbose=0), 5))
counted = keras.Sequential([keras.Input((4,)), Counted(), layers.Dense(1)])
counted.layers[1].set_weights([np.ones((4, 1)) * 0.5, np.zeros(1)])
counted.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
history = counted.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
print(np.round(counted.layers[0].mean.numpy(), 4))
print(np.round(counted.evaluate(x, y, verbose=0), 5))
print(np.round(counted.predict(x[:2], verbose=0), 4), len(counted.trainable_weights), len(counted.non_trainable_weights))
