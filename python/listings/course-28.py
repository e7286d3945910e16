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
history = model.fit(x, y, epochs=100, verbose=0)
print("loss", history.history["loss"][0], "to", history.history["loss"][-1])
print(model.predict(x, verbose=0).round(2))
