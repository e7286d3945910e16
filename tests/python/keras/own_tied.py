"""Layers that use the weights of other layers."""

import keras
import numpy as np
from keras import layers, ops


class DenseTranspose(layers.Layer):
    def __init__(self, dense, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)

    def build(self, batch_input_shape):
        self.biases = self.add_weight(name="bias", shape=(self.dense.input.shape[-1],), initializer="zeros")

    def call(self, inputs):
        product = ops.matmul(inputs, ops.transpose(self.dense.weights[0]))
        return self.activation(product + self.biases)


def start(shape):
    return (np.arange(np.prod(shape), dtype="float32").reshape(shape) % 7 - 3) / 10


def shown(model, x, epochs=3):
    model.set_weights([start(weight.shape) for weight in model.weights])
    history = model.fit(x, x, epochs=epochs, batch_size=4, shuffle=False, verbose=0).history
    print([round(value, 4) for value in history["loss"]])
    for weight in model.weights:
        print(weight.name, weight.shape, round(float(np.sum(weight.numpy())), 4))


x = ((np.arange(48).reshape(8, 6) * 5 % 11) / 11).astype("float32")

# A chain: the decoder turns the encoder's layers around.
dense_1 = layers.Dense(4, activation="tanh", name="dense_1")
dense_2 = layers.Dense(2, activation="tanh", name="dense_2")
tied = keras.Sequential([
    keras.Input((6,)), dense_1, dense_2,
    DenseTranspose(dense_2, activation="tanh", name="up_2"), DenseTranspose(dense_1, activation="sigmoid", name="up_1"),
], name="tied")
tied.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse")
shown(tied, x)
tied.summary()
print(len(tied.weights), len(tied.trainable_weights), len(tied.layers[2].weights))

# Two models within a third one.
inputs = keras.Input((6,))
first = layers.Dense(3, activation="relu", name="first")
encoder = keras.Model(inputs, first(inputs), name="encoder")
codes = keras.Input((3,))
decoder = keras.Model(codes, DenseTranspose(first, name="back")(codes), name="decoder")
whole = keras.Model(inputs, decoder(encoder(inputs)), name="whole")
whole.compile(optimizer=keras.optimizers.SGD(0.2), loss="mse")
shown(whole, x)
print(np.round(whole.predict(x[:2], verbose=0), 3).tolist())
print(np.round(encoder.predict(x[:2], verbose=0), 3).tolist())

# The decoder by itself, before and after it learns alone.
decoder.summary()
ones = np.ones((4, 3), dtype="float32")
print(np.round(decoder.predict(ones[:1], verbose=0), 3).tolist())
decoder.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse")
print([round(value, 4) for value in decoder.fit(ones, x[:4], epochs=2, shuffle=False, verbose=0).history["loss"]])
print(round(float(np.sum(first.get_weights()[0])), 4), np.round(whole.predict(x[:1], verbose=0), 3).tolist())

# The other layer does not learn: both uses stay.
first.trainable = False
whole.compile(optimizer=keras.optimizers.SGD(0.2), loss="mse")
whole.fit(x, x, epochs=1, batch_size=8, shuffle=False, verbose=0)
print(round(float(np.sum(first.get_weights()[0])), 4))


# An output that is compared with the words of an embedding.
class Words(layers.Layer):
    def __init__(self, embedding, **kwargs):
        super().__init__(**kwargs)
        self.embedding = embedding

    def call(self, x):
        return ops.softmax(ops.matmul(x, ops.transpose(self.embedding.embeddings)))


tokens = keras.Input((3,), dtype="int32")
embedding = layers.Embedding(7, 4, name="words")
x1 = layers.Flatten()(embedding(tokens))
x1 = layers.Dense(4, name="mixed")(x1)
model = keras.Model(tokens, Words(embedding, name="next")(x1))
model.compile(optimizer=keras.optimizers.SGD(0.5), loss="sparse_categorical_crossentropy")
model.set_weights([start(weight.shape) for weight in model.weights])
ids = np.arange(24).reshape(8, 3) % 7
history = model.fit(ids, (ids[:, -1] + 1) % 7, epochs=3, batch_size=4, shuffle=False, verbose=0).history
print([round(value, 4) for value in history["loss"]])

# A copy in a model without the layer has the limits of the weight.
limited = layers.Dense(3, kernel_initializer="ones", kernel_regularizer="l2", kernel_constraint=keras.constraints.MaxNorm(1.5))
limited.build((None, 6))
outside = keras.Input((3,))


class Turned(layers.Layer):
    def __init__(self, dense):
        super().__init__()
        self.dense = dense

    def call(self, inputs):
        return ops.matmul(inputs, ops.transpose(self.dense.kernel))


alone = keras.Model(outside, Turned(limited)(outside))
alone.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
print([round(value, 4) for value in alone.fit(ones, x[:4], epochs=3, shuffle=False, verbose=0).history["loss"]])
print(np.round(limited.get_weights()[0], 4).tolist())
