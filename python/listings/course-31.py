# Random.
# Digits with a convolutional network.
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(6)
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = np.expand_dims(x_train[:1500], -1).astype("float32") / 255
x_test = np.expand_dims(x_test[:300], -1).astype("float32") / 255
y_train, y_test = keras.utils.to_categorical(y_train[:1500], 10), keras.utils.to_categorical(y_test[:300], 10)

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(8, 3, activation="relu"),
    keras.layers.MaxPooling2D(2),
    keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.MaxPooling2D(2),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.summary()
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=50, epochs=4, validation_data=(x_test, y_test))
guesses = model.predict(x_test[:8], verbose=0).argmax(axis=1)
figure, places = plt.subplots(1, 8, figsize=(8, 1.5))
for place, picture, guess in zip(places, x_test, guesses):
    place.imshow(picture[:, :, 0], cmap="gray")
    place.set_title(str(guess))
    place.axis("off")
plt.show()
