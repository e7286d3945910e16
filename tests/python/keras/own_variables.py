"""Variables as attributes of layers, and regularizers and constraints that are called."""

import numpy as np
import keras
from keras import ops

class Scale(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.factor = keras.Variable(2.0, name="factor")
        self.shift = keras.Variable(initializer="zeros", shape=(3,), name="shift")
        self.calls = keras.Variable(np.zeros(()), trainable=False, dtype="float32")

    def call(self, x):
        self.calls.assign_add(1.0)
        return x * self.factor + self.shift

layer = Scale()
print([(v.name, tuple(v.shape), v.trainable) for v in layer.weights])
print([v.path for v in layer.weights])
print(len(layer.trainable_weights), len(layer.non_trainable_weights))
print(keras.ops.convert_to_numpy(layer(np.ones((2, 3), "float32"))))
v = keras.Variable([1.0, 2.0])
print(v.shape, v.dtype, v.numpy())
v.assign([3.0, 4.0])
v.assign_add([1.0, 1.0])
print(v.numpy(), float(ops.sum(v * 2)))
print(isinstance(v, keras.Variable), isinstance(layer.weights[0], keras.Variable))
m = keras.Sequential([keras.Input((3,)), layer])
m.compile("sgd", "mse")
x = np.arange(12, dtype="float32").reshape(4, 3)
h = m.fit(x, x, epochs=3, batch_size=4, verbose=0)
print([round(float(l), 4) for l in h.history["loss"]])
print([np.round(w, 4).tolist() for w in m.get_weights()])
for make in (lambda: keras.Variable("zeros"), lambda: v.assign([1.0])):
    try:
        make()
    except ValueError as error:
        print(str(error).split(" Received")[0])
print(v)


class Sparse(keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 2), initializer="ones", name="kernel",
                                      regularizer=lambda w: 0.1 * ops.sum(ops.square(w)) + 0.05 * ops.sum(ops.absolute(w)))

    def call(self, x):
        return ops.matmul(x, self.kernel)


m = keras.Sequential([keras.Input((3,)), Sparse()])
m.compile("sgd", "mse")
y = x[:, :2]
print(round(float(m.evaluate(x, y, verbose=0)), 4))
h = m.fit(x, y, epochs=2, batch_size=4, verbose=0)
print([round(float(l), 3) for l in h.history["loss"]])
w = ops.convert_to_tensor(np.array([[3.0, 0.0], [4.0, 0.5]], "float32"))
for regularizer in (keras.regularizers.L1(0.1), keras.regularizers.L2(), keras.regularizers.L1L2(0.1, 0.2),
                    keras.regularizers.OrthogonalRegularizer(0.1), keras.regularizers.get("l2")):
    print(round(float(regularizer(w)), 5))
for constraint in (keras.constraints.MaxNorm(1.0), keras.constraints.MinMaxNorm(0.5, 1.0, 0.5),
                   keras.constraints.UnitNorm(axis=1), keras.constraints.NonNeg(), keras.constraints.get("max_norm")):
    print(np.round(np.array(constraint(w)), 4).tolist())
for get in (keras.activations.get, keras.losses.get, keras.metrics.get, keras.initializers.get, keras.regularizers.get,
            keras.constraints.get, keras.optimizers.get):
    try:
        get("none_such")
    except ValueError as error:
        print(error)
