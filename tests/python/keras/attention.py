import keras
import numpy as np
from keras import layers, ops


class SelfAttention(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        size = input_shape[-1]
        self.wq = self.add_weight(shape=(size, self.units), name="wq")
        self.wk = self.add_weight(shape=(size, self.units), name="wk")
        self.wv = self.add_weight(shape=(size, self.units), name="wv")

    def call(self, x):
        q, k, v = ops.matmul(x, self.wq), ops.matmul(x, self.wk), x @ self.wv
        scores = ops.matmul(q, ops.transpose(k, axes=[0, 2, 1])) / ops.sqrt(float(self.units))
        return ops.matmul(ops.softmax(scores, axis=-1), v)


class Heads(layers.Layer):
    """Several heads, by reshape and einsum."""

    def __init__(self, heads, size):
        super().__init__()
        self.heads, self.size = heads, size
        self.dense = layers.Dense(heads * size)
        self.out = layers.Dense(size)

    def call(self, x):
        steps = x.shape[1]
        y = ops.reshape(self.dense(x), (-1, steps, self.heads, self.size))
        scores = ops.einsum("bqhd,bkhd->bhqk", y, y) * self.size ** -0.5
        mask = ops.tril(ops.ones((steps, steps)))
        scores = ops.where(mask == 0, -1e9, scores)
        y = ops.einsum("bhqk,bkhd->bqhd", ops.softmax(scores), y)
        return self.out(ops.reshape(y, (-1, steps, self.heads * self.size)))


class Pooled(layers.Layer):
    """Attention over the steps, with one weight for each step."""

    def build(self, input_shape):
        self.w = self.add_weight("att_weight", shape=(input_shape[-1], 1), initializer="glorot_uniform") \
            if False else self.add_weight(name="att_weight", shape=(input_shape[-1], 1))
        self.b = self.add_weight(name="att_bias", shape=(input_shape[1], 1), initializer="zeros")

    def call(self, x):
        e = ops.tanh(ops.dot(x, self.w) + self.b)
        a = ops.softmax(e, axis=1)
        return ops.sum(x * a, axis=1)


class Positions(layers.Layer):
    def __init__(self, steps, size):
        super().__init__()
        place = np.arange(steps)[:, None] / 10000 ** (np.arange(size)[None, :] / size)
        self.table = ops.convert_to_tensor(np.where(np.arange(size) % 2 == 0, np.sin(place), np.cos(place)), "float32")

    def call(self, x):
        return x + self.table


rng = np.random.RandomState(41)
inputs = keras.Input((6, 4))
x = Positions(6, 4)(inputs)
x = SelfAttention(4)(x)
x = layers.LayerNormalization()(x + inputs)
x = Heads(2, 3)(x)
x = Pooled()(x)
model = keras.Model(inputs, layers.Dense(1)(x))
model.summary()
model.set_weights([rng.normal(size=w.shape) * 0.4 for w in model.get_weights()])
data = rng.normal(size=(16, 6, 4)).astype("float32")
target = data.sum(axis=(1, 2), keepdims=False)
print(np.round(model.predict(data[:4], verbose=0), 4))
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
history = model.fit(data, target, epochs=4, batch_size=4, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4))
print(np.round(model.predict(data[:4], verbose=0), 4))
