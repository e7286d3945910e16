"""Regularizers and constraints that are Python functions or classes of one's own, on layers of Keras."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


def my_softplus(z):
    return tf.math.log(1.0 + tf.exp(z))


def my_initializer(shape, dtype=tf.float32):
    return tf.reshape(tf.cast(tf.range(np.prod(shape)), dtype) / 10.0, shape) - 0.3


def my_l1_regularizer(weights):
    return tf.reduce_sum(tf.abs(0.01 * weights))


def my_positive_weights(weights):
    return tf.where(weights < 0.0, tf.zeros_like(weights), weights)


class Rows(keras.regularizers.Regularizer):
    def __init__(self, strength):
        self.strength = strength

    def __call__(self, x):
        return self.strength * ops.sum(ops.square(ops.sum(x, axis=1)))

    def get_config(self):
        return {"strength": self.strength}


class Bounded(keras.constraints.Constraint):
    def __init__(self, most):
        self.most = most

    def __call__(self, w):
        return ops.clip(w, -self.most, self.most)

    def get_config(self):
        return {"most": self.most}


x = np.array([[0.1, 0.4, -0.2], [0.5, -0.3, 0.2], [-0.6, 0.1, 0.9], [0.3, 0.8, -0.7]], dtype="float32")
y = np.array([[0.2], [0.9], [0.1], [0.5]], dtype="float32")


def shown(model, epochs=3):
    history = model.fit(x, y, epochs=epochs, batch_size=2, shuffle=False, verbose=0).history
    print("loss", [round(value, 4) for value in history["loss"]])
    for weight in model.get_weights():
        print(np.round(weight, 4).tolist())


model = keras.Sequential([
    keras.Input((3,)),
    layers.Dense(2, activation=my_softplus, kernel_initializer=my_initializer, kernel_regularizer=my_l1_regularizer,
                 kernel_constraint=my_positive_weights),
    layers.Dense(1, kernel_initializer="ones", bias_regularizer=lambda b: ops.sum(b ** 2)),
])
model.compile(optimizer="sgd", loss="mse")
shown(model)
print([round(float(loss), 4) for loss in [model.evaluate(x, y, verbose=0)]])

model.layers[0].trainable = False
model.compile(optimizer="sgd", loss="mse")
shown(model, 1)

objects = {"Rows": Rows, "Bounded": Bounded, "my_l1_regularizer": my_l1_regularizer, "my_softplus": my_softplus,
           "my_positive_weights": my_positive_weights, "my_initializer": my_initializer}
inputs = keras.Input((3,))
hidden = layers.Dense(2, activation="tanh", kernel_initializer="ones", kernel_regularizer=Rows(0.1),
                      kernel_constraint=Bounded(0.9), name="hidden")(inputs)
hidden = layers.Dense(2, activation=my_softplus, kernel_initializer="ones", kernel_regularizer=my_l1_regularizer,
                      kernel_constraint=my_positive_weights, name="soft")(hidden)
model = keras.Model(inputs, layers.Dense(1, kernel_initializer="ones")(hidden))
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
shown(model)
model.save("limits.keras")
again = keras.models.load_model("limits.keras", custom_objects=objects)
print(np.allclose(again.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-6))
print(type(again.get_layer("hidden").kernel_regularizer).__name__, again.get_layer("hidden").kernel_constraint.most)
print(again.get_layer("soft").kernel_regularizer.__name__)
shown(again)

series = np.linspace(-1, 1, 24, dtype="float32").reshape(4, 3, 2)
recurrent = keras.Sequential([
    keras.Input((3, 2)),
    layers.LSTM(2, kernel_initializer="ones", recurrent_initializer=my_initializer, recurrent_regularizer=my_l1_regularizer,
                recurrent_constraint=Bounded(0.2)),
    layers.Dense(1, kernel_initializer="ones"),
])
recurrent.compile(optimizer="sgd", loss="mse")
print([round(value, 4) for value in recurrent.fit(series, y, epochs=2, shuffle=False, verbose=0).history["loss"]])
print(np.round(recurrent.layers[0].get_weights()[1], 4).tolist())


class Scaled(layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", regularizer=my_l1_regularizer,
                                     constraint=lambda w: ops.minimum(w, 0.95))

    def call(self, x):
        return x * self.scale


scaled = keras.Sequential([keras.Input((3,)), Scaled(), layers.Dense(1, kernel_initializer="ones")])
scaled.compile(optimizer="sgd", loss="mse")
shown(scaled)

model = keras.Sequential([
    keras.Input((3,)),
    layers.Dense(2, kernel_initializer=my_initializer, kernel_regularizer=keras.regularizers.OrthogonalRegularizer(0.5, "columns")),
    layers.Dense(1, kernel_initializer="ones"),
])
model.compile(optimizer="sgd", loss="mse")
shown(model)

# A penalty that does not depend on the weight counts once.
model = keras.Sequential([keras.Input((3,)), layers.Dense(1, kernel_initializer="ones", kernel_regularizer=lambda w: ops.cast(0.5, "float32"))])
model.compile(optimizer="sgd", loss="mse")
shown(model)
