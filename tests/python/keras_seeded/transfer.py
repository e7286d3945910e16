import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(20)
rng = np.random.RandomState(20)
x = rng.normal(size=(200, 6))
y = (x[:, 0] * x[:, 1] > 0).astype(int)
base = keras.Sequential([layers.Input((6,)), layers.Dense(24, activation="relu"), layers.Dense(12, activation="relu")], name="base")
model = keras.Sequential([base, layers.Dense(1, activation="sigmoid")])
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=40, batch_size=20, verbose=0)
base.trainable = False
top = keras.Sequential([base, layers.Dense(1, activation="sigmoid")])
top.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
top.fit(x, y, epochs=20, batch_size=20, verbose=0)
print(len(top.trainable_weights), len(top.non_trainable_weights))
print("final accuracy", top.evaluate(x, y, verbose=0)[1])
# final accuracy >= 0.9
