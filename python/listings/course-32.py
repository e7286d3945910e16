# Random.
# An autoencoder: a picture in 16 numbers.
import keras
import matplotlib.pyplot as plt
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
autoencoder.fit(x, x, epochs=20, batch_size=64)
print("the first picture as 16 numbers:", encoder.predict(x[:1], verbose=0).round(1))

# Above the pictures, below what comes back from their 16 numbers.
again = autoencoder.predict(x[:8], verbose=0)
figure, places = plt.subplots(2, 8, figsize=(8, 2.2))
for row, pictures in zip(places, (x, again)):
    for place, picture in zip(row, pictures):
        place.imshow(picture.reshape(28, 28), cmap="gray")
        place.axis("off")
plt.show()
