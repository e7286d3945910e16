"""Powers whose exponent is a tensor, where the base is 0 or negative."""

import keras
import numpy as np
from keras import layers, ops

x = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 0.0], [2.0, -1.0]], "float32")
y = np.array([[1.0], [0.5], [0.25], [2.0]], "float32")
inputs = keras.Input((2,))
base = layers.Dense(3, kernel_initializer="zeros", name="base")(inputs)
exponent = layers.Dense(3, kernel_initializer="zeros", name="exponent")(inputs)
for whole in (1.0, 2.0, 3.0):
    fixed = ops.power(base, inputs[:, :1] * 0 + whole)
    model = keras.Model(inputs, layers.Dense(1, kernel_initializer="ones")(fixed))
    model.compile(keras.optimizers.SGD(0.001), "mse")
    model.layers[1].set_weights([np.array([[0.0, 0.5, -0.5], [0.0, -0.25, 1.0]]), np.zeros(3)])
    print(np.round(model.predict(x, verbose=0), 4).tolist())
    print(np.round(model.fit(x, y, batch_size=4, epochs=4, shuffle=False, verbose=0).history["loss"], 5).tolist())
    print(*[np.round(weights, 5).tolist() for weights in model.layers[1].get_weights()])

# The exponent learns, too: only from bases above 0.
both = ops.power(base, ops.round(exponent) + exponent * 0.0 + 2.0)
learned = ops.power(ops.absolute(base), ops.absolute(exponent) + 2.0)
model = keras.Model(inputs, [both, learned])
model.compile(keras.optimizers.SGD(0.001), ["mse", "mse"])
values = [np.array([[0.0, 0.5, -0.5], [0.0, -0.25, 1.0]]), np.zeros(3), np.full((2, 3), 0.1), np.array([0.0, 0.1, 0.2])]
for name in ("base", "exponent"):
    model.get_layer(name).set_weights([values.pop(0), values.pop(0)])
targets = [np.ones((4, 3), "float32"), np.full((4, 3), 0.5, "float32")]
print(np.round(model.fit(x, targets, batch_size=4, epochs=4, shuffle=False, verbose=0).history["loss"], 5).tolist())
for name in ("base", "exponent"):
    print(*[np.round(weights, 5).tolist() for weights in model.get_layer(name).get_weights()])

a = np.array([-2.0, -2.0, -2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 2.0, 2.0], "float32")
b = np.array([3.0, 0.0, 0.5, 2.0, 0.0, -1.0, 0.5, -2.0, 0.0, 0.5], "float32")
print(np.round(np.array(ops.power(a, b)), 5).tolist())
