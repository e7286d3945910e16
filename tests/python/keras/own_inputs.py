import keras
import numpy as np
from keras import layers, ops


class Mixer(layers.Layer):
    """Takes two inputs and gives two outputs."""

    def __init__(self, units):
        super().__init__()
        self.a, self.b = layers.Dense(units), layers.Dense(units)

    def call(self, first, second, scale=1.0):
        return self.a(first) * scale, self.b(second) + self.a(first)


class Bilinear(layers.Layer):
    def build(self, input_shape):
        left, right = input_shape
        self.kernel = self.add_weight(shape=(left[-1], right[-1]), name="kernel")

    def call(self, inputs):
        left, right = inputs
        return ops.sum(ops.matmul(left, self.kernel) * right, axis=-1, keepdims=True)

    def compute_output_shape(self, input_shape):
        return (input_shape[0][0], 1)


class Pair(keras.Model):
    """Takes a dict."""

    def __init__(self):
        super().__init__()
        self.mixer, self.bilinear = Mixer(3), Bilinear()
        self.head = layers.Dense(1)

    def call(self, inputs):
        x, y = self.mixer(inputs["u"], inputs["v"], scale=0.5)
        return self.head(x) + self.bilinear([x, y])


rng = np.random.RandomState(91)
u, v = rng.normal(size=(14, 4)).astype("float32"), rng.normal(size=(14, 2)).astype("float32")
target = (u[:, 0] * v[:, 0]).reshape(-1, 1)
model = Pair()
model({"u": u[:1], "v": v[:1]})
model.set_weights([rng.normal(size=w.shape) * 0.5 for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
history = model.fit({"u": u, "v": v}, target, epochs=3, batch_size=7, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5))
print(np.round(model.predict({"u": u[:3], "v": v[:3]}, verbose=0), 4))
i, j = keras.Input((4,)), keras.Input((2,))
x, y = Mixer(3)(i, j, scale=2.0)
print(x.shape, y.shape)
both = keras.Model([i, j], [x, Bilinear()([x, y])])
both.set_weights([rng.normal(size=w.shape) * 0.5 for w in both.get_weights()])
for out in both.predict([u[:2], v[:2]], verbose=0):
    print(np.round(out, 4))
print(Bilinear().compute_output_shape([(None, 3), (None, 2)]), len(both.weights))
