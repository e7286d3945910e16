# Random.
# XOR with Keras.
import keras
import numpy as np

keras.utils.set_random_seed(4)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([0, 1, 1, 0])
model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(8, activation="tanh"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(0.1), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=60)
for pair, answer in zip(x, model.predict(x, verbose=0)):
    print(pair, "->", answer.round(2))
