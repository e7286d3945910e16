import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(53)
x = rng.normal(size=(32, 5)).astype("float32")
y = (x[:, 0] > 0).astype("float32")
base = keras.Sequential([keras.Input((5,)), layers.Dense(6, activation="relu"), layers.Dense(4, activation="relu")], name="base")
fill(base, 54)
base.trainable = False
inputs = keras.Input((5,))
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(base(inputs)), name="whole")
model.layers[-1].set_weights([np.full((4, 1), 0.2), np.zeros(1)])
before = base.get_weights()
model.compile(keras.optimizers.SGD(0.5), "binary_crossentropy")
print(np.round(model.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0).history["loss"], 4))
print(all(np.array_equal(a, b) for a, b in zip(before, base.get_weights())), len(model.trainable_weights))
base.trainable = True
model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
print(np.round(model.fit(x, y, epochs=2, batch_size=8, shuffle=False, verbose=0).history["loss"], 4))
print(any(np.array_equal(a, b) for a, b in zip(before[:1], base.get_weights()[:1])), len(model.trainable_weights))
features = keras.Model(base.inputs, base.layers[0].output)
print(features.predict(x[:2], verbose=0).shape)
model.summary()
for layer in model.layers:
    print(layer.name, layer.trainable)
