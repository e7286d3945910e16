import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(2)
rng = np.random.RandomState(2)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 8)
y = x[:, 0] ^ x[:, 1]
model = keras.Sequential([layers.Input((2,)), layers.Dense(16, "tanh"), layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=60, verbose=0)
print(model.predict(x[:4], verbose=0).round(1).shape)
print("final accuracy", history.history["accuracy"][-1])
# final accuracy >= 0.99
