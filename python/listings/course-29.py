# Random.
# Two moons: a curved border.
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
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
model.fit(x, labels, epochs=60, batch_size=20, validation_split=0.2)

# What the network says about every place of the plane.
across, up = np.meshgrid(np.linspace(-1.5, 2.5, 60), np.linspace(-1, 1.5, 40))
places = np.column_stack([across.ravel(), up.ravel()])
answers = model.predict(places, verbose=0).reshape(across.shape)
plt.contourf(across, up, answers, levels=10, cmap="coolwarm", alpha=0.6)
plt.scatter(x[:, 0], x[:, 1], c=labels, cmap="coolwarm", edgecolors="white")
plt.title("The border between two moons")
plt.show()
