import keras
import numpy as np
from keras import layers, ops


class TwoFaces(layers.Layer):
    """Computes other things in training than in predictions."""

    def __init__(self, factor, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
        self.dense = layers.Dense(3)

    def call(self, x, training=None):
        y = self.dense(x)
        if training:
            return y * self.factor
        return y


class Wrapped(layers.Layer):
    """Passes `training` on."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.norm = layers.BatchNormalization(momentum=0.5)
        self.dense = layers.Dense(1)

    def call(self, x, training=False):
        return self.dense(self.norm(x, training=training))


rng = np.random.RandomState(3)
model = keras.Sequential([keras.Input((4,)), TwoFaces(2.0), Wrapped()])
model.set_weights([np.abs(rng.normal(size=w.shape)) * 0.3 for w in model.get_weights()])
x = rng.normal(size=(16, 4)).astype("float32")
y = x[:, :1] * 2
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
history = model.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4))
print(np.round(model.evaluate(x, y, verbose=0), 4))
print(np.round(model.predict(x[:3], verbose=0), 4))
for weight in model.get_weights():
    print(np.round(weight, 4).tolist())
print(len(model.trainable_weights), len(model.non_trainable_weights))
