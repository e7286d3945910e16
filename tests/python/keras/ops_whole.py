"""Whole numbers stay exact, powers of negative numbers, dropout of arrays, and weights of classes for a batch."""

import keras
import numpy as np
from keras import ops

big = np.array([[16777217, 3], [5, -7]], "int32")


def show(function):
    made = function()
    made = [np.array(part) for part in made] if isinstance(made, (list, tuple)) else np.array(made)
    print(made.tolist() if hasattr(made, "tolist") else [part.tolist() for part in made], getattr(made, "dtype", ""))


for function in (
    lambda: ops.add(big, 1),
    lambda: big.sum(),
    lambda: ops.sum(big),
    lambda: ops.sum(big, axis=0),
    lambda: ops.max(big, axis=1, keepdims=True),
    lambda: ops.min(big),
    lambda: ops.prod(big, axis=1),
    lambda: ops.mod(big, 10),
    lambda: ops.floor_divide(big, 2),
    lambda: ops.multiply(big, big),
    lambda: ops.equal(big, 16777216),
    lambda: ops.absolute(big),
    lambda: ops.square(big),
    lambda: ops.power(big, 2),
    lambda: ops.transpose(big),
    lambda: ops.concatenate([big, big], axis=0),
    lambda: ops.stack([big, big], axis=1),
    lambda: ops.split(big, 2, axis=0),
    lambda: ops.expand_dims(big, 0),
    lambda: ops.squeeze(big[None], 0),
    lambda: ops.flip(big, axis=0),
    lambda: ops.roll(big, 1, axis=1),
    lambda: ops.repeat(big, 2, axis=0),
    lambda: ops.tile(big, (1, 2)),
    lambda: ops.broadcast_to(big[0], (2, 2)),
    lambda: ops.tril(big),
    lambda: ops.triu(big, 1),
    lambda: ops.clip(big, 0, 4),
    lambda: ops.maximum(big, 4),
    lambda: ops.where(big > 4, 1, 0),
    lambda: ops.where(big > 4, big, 0),
    lambda: ops.where(big > 4, 1.0, 0.0),
    lambda: ops.sign(big),
    lambda: ops.negative(big),
    lambda: ops.ones_like(big),
    lambda: ops.logical_not(big),
    lambda: ops.reshape(big, (4,)),
    lambda: ops.swapaxes(big, 0, 1),
    lambda: ops.moveaxis(big, 0, 1),
    lambda: ops.add(big, 0.5),
    lambda: ops.subtract(1, big),
    lambda: ops.vstack([big, big]),
    lambda: ops.ravel(big),
    lambda: ops.where(np.array([True, False]), True, False),
    lambda: ops.greater(big, 3),
    lambda: ops.mean(big),
    lambda: ops.pad(big, ((1, 0), (0, 1))),
    lambda: ops.cumsum(big, axis=0),
    lambda: ops.add(np.array([1], "int32"), np.array([2], "int64")),
    lambda: ops.take(big, [0], axis=0),
):
    show(function)

a = np.array([-2., 3., 0., -1.5, 2., -8.], "float32"); b = np.array([2., 0., 0., 3., -1., 0.5], "float32")
print(np.array(ops.power(a, b)))
i = keras.Input((6,)); j = keras.Input((6,))
m = keras.Model([i, j], ops.power(i, j))
print(m.predict([a[None], b[None]], verbose=0))
d = keras.random.dropout(np.ones((2000,), "float32"), 0.25, seed=3)
d = np.array(d); print(sorted(set(np.round(d, 4).tolist())), 0.9 < d.mean() < 1.1)
d = np.array(keras.random.dropout(np.ones((4, 5, 3), "float32"), 0.5, noise_shape=(None, 1, None), seed=3)); print((d == d[:, :1]).all())
print(np.array(ops.full_like(np.ones(2, "float32"), 3, dtype="int32")))
m = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")])
m.compile(keras.optimizers.SGD(0.1), "mse")
x = np.array([[1., 2.], [3., 4.]], "float32"); y = np.array([0, 1])
print(np.round(m.train_on_batch(x, y, class_weight={0: 1.0, 1: 3.0}), 4), np.round(m.get_weights()[0].ravel(), 3))
print(m.layers[0].dtype, np.array(ops.normalize(np.array([[1e-9, 0.]], "float32"))))
