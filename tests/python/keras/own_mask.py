import keras
import numpy as np
from keras import layers, ops


class MaskedMean(layers.Layer):
    """The mean over the steps that count."""

    def call(self, x, mask=None):
        if mask is None:
            return ops.mean(x, axis=1)
        weight = ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(x * weight, axis=1) / ops.maximum(ops.sum(weight, axis=1), 1.0)


class Tagger(keras.Model):
    def __init__(self, mask_zero):
        super().__init__()
        self.embedding = layers.Embedding(10, 4, mask_zero=mask_zero)
        self.pool = MaskedMean()
        self.out = layers.Dense(1)

    def call(self, x):
        return self.out(self.pool(self.embedding(x)))


rng = np.random.RandomState(3)
words = rng.randint(1, 10, size=(12, 5))
words[::2, 3:] = 0
words[1, 1:] = 0
target = (words > 5).mean(axis=1)
for mask_zero in (True, False):
    rng = np.random.RandomState(4)
    inputs = keras.Input((5,), dtype="int32")
    x = layers.Embedding(10, 4, mask_zero=mask_zero)(inputs)
    model = keras.Model(inputs, layers.Dense(1)(MaskedMean()(x)))
    model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
    print(np.round(model.predict(words[:4], verbose=0), 4))
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    print(np.round(model.fit(words, target, epochs=3, batch_size=4, shuffle=False, verbose=0).history["loss"], 5))
    own = Tagger(mask_zero)
    own(words[:1])
    own.set_weights(model.get_weights())
    print(np.allclose(own.predict(words, verbose=0), model.predict(words, verbose=0), atol=1e-5))
