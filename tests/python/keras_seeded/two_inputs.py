import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(12)
rng = np.random.RandomState(12)
a, b = rng.normal(size=(150, 3)), rng.normal(size=(150, 2))
y = a[:, 0] * 2 + b[:, 1]
first, second = layers.Input((3,), name="first"), layers.Input((2,), name="second")
joined = layers.Concatenate()([layers.Dense(8, activation="relu")(first), layers.Dense(8, activation="relu")(second)])
model = keras.Model([first, second], layers.Dense(1, name="out")(joined))
model.compile(keras.optimizers.Adam(0.02), "mse", metrics=["mae"])
model.fit({"first": a, "second": b}, y, epochs=40, verbose=0)
print(model.evaluate([a, b], y, verbose=0, return_dict=True).keys())
print("final loss", model.evaluate([a, b], y, verbose=0)[0])
# final loss <= 0.1
