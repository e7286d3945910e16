# Random.
# An autoencoder squeezes pictures through 16 numbers.
import keras
from keras import layers

keras.utils.set_random_seed(8)
(x, _), _ = keras.datasets.mnist.load_data()
x = x[:1500].reshape(-1, 784).astype("float32") / 255

inputs = keras.Input((784,))
code = layers.Dense(16, activation="relu")(layers.Dense(64, activation="relu")(inputs))
output = layers.Dense(784, activation="sigmoid")(layers.Dense(64, activation="relu")(code))
autoencoder = keras.Model(inputs, output)
encoder = keras.Model(inputs, code)
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
history = autoencoder.fit(x, x, epochs=6, batch_size=64, verbose=0)
print("loss", [round(value, 3) for value in history.history["loss"]])
print("a picture as 16 numbers:", encoder.predict(x[:1], verbose=0).round(1))
