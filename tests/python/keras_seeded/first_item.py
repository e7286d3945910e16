import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(7)
rng = np.random.RandomState(7)
x = rng.randint(1, 9, size=(200, 6))
y = (x[:, 0] > 4).astype(int)
model = keras.Sequential([layers.Input((6,)), layers.Embedding(10, 6), layers.GRU(10), layers.Dense(1, activation="sigmoid")])
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=25, batch_size=20, verbose=0)
print("final accuracy", model.evaluate(x, y, verbose=0)[1])
# final accuracy >= 0.9
