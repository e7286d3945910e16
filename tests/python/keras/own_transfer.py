import keras
import numpy as np
from keras import layers, ops


class Features(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(units, activation="relu")
        self.shift = self.add_weight(shape=(units,), initializer="zeros", name="shift")

    def call(self, x):
        return self.dense(x) + self.shift


rng = np.random.RandomState(71)
x = rng.normal(size=(16, 5)).astype("float32")
base = keras.Sequential([keras.Input((5,)), Features(4, name="features"), layers.Dense(2, activation="softmax")])
base.set_weights([rng.normal(size=w.shape) * 0.5 for w in base.get_weights()])
base.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
base.fit(x, (x[:, 0] > 0).astype(int), epochs=2, batch_size=8, shuffle=False, verbose=0)
features = base.get_layer("features")
features.trainable = False
# The same layer in another model.
inputs = keras.Input((5,))
model = keras.Model(inputs, layers.Dense(1)(features(inputs)))
model.layers[-1].set_weights([np.ones((4, 1)) * 0.3, np.zeros(1)])
print(len(model.trainable_weights), len(model.non_trainable_weights), len(features.weights))
frozen = [w.copy() for w in features.get_weights()]
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
history = model.fit(x, x[:, 1], epochs=3, batch_size=8, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5))
print(all(np.array_equal(a, b) for a, b in zip(frozen, features.get_weights())))
features.trainable = True
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
history = model.fit(x, x[:, 1], epochs=2, batch_size=8, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5))
print(all(np.array_equal(a, b) for a, b in zip(frozen, features.get_weights())))
# Other weights by hand.
other = Features(4, name="other")
other.build((None, 5))
other(np.zeros((1, 5), "float32"))
other.set_weights(features.get_weights())
print(np.allclose(np.array(other(x)), np.array(features(x)), atol=1e-6))
print(np.round(np.array(features(x[:2])), 4))
tops = keras.Model(base.inputs, base.layers[0].output)
print(np.round(tops.predict(x[:2], verbose=0), 4))
