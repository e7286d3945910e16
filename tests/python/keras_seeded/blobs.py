import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(4)
rng = np.random.RandomState(4)
labels = np.arange(240) % 4
x = np.array([[2, 2], [-2, 2], [2, -2], [-2, -2]])[labels] + rng.normal(size=(240, 2))
model = keras.Sequential([layers.Input((2,)), layers.Dense(16, activation="relu"), layers.Dense(4, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, labels, epochs=4, batch_size=24, verbose=2, validation_split=0.25)
model.fit(x, labels, epochs=30, batch_size=24, verbose=0)
print("final accuracy", model.evaluate(x, labels, verbose=0)[1])
# final accuracy >= 0.85
