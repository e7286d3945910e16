import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(17)
rng = np.random.RandomState(17)
good, bad = [1, 2, 3, 4], [5, 6, 7, 8]
labels = np.arange(160) % 2
x = np.array([rng.choice(good if label else bad, size=3).tolist() + rng.randint(9, 20, size=4).tolist() for label in labels])
model = keras.Sequential([layers.Input((7,)), layers.Embedding(20, 8), layers.GlobalAveragePooling1D(),
                          layers.Dense(8, activation="relu"), layers.Dense(1, activation="sigmoid")])
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
model.fit(x, labels, epochs=15, batch_size=16, verbose=0)
print(model.layers[0].get_weights()[0].shape)
print("final accuracy", model.evaluate(x, labels, verbose=0)[1])
# final accuracy >= 0.97
