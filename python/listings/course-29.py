# Random.
# Two moons: a border that is no line.
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(2)
rng = np.random.RandomState(0)
angle = np.pi * rng.uniform(size=200)
labels = np.arange(200) % 2
x = np.where(labels[:, None] == 0, np.column_stack([np.cos(angle), np.sin(angle)]),
             np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])) + 0.1 * rng.normal(size=(200, 2))

model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, labels, epochs=60, batch_size=20, validation_split=0.2, verbose=0)
print("accuracy:", history.history["val_accuracy"][-1])
plt.plot(history.history["loss"], label="training")
plt.plot(history.history["val_loss"], label="validation")
plt.legend()
plt.show()
