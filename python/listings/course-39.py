# Random.
# Overfitting, dropout and early stopping.
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import callbacks, layers

keras.utils.set_random_seed(11)
rng = np.random.RandomState(12)
x = rng.normal(size=(120, 10))
y = ((x[:, 0] + 0.8 * rng.normal(size=120)) > 0).astype(int)

# 60 samples to learn from, and a network with 769 weights: it learns the samples by heart.
stop = callbacks.EarlyStopping(patience=8, restore_best_weights=True)
runs = {"no remedy": ([], []), "dropout": ([layers.Dropout(0.5)], []), "early stopping": ([], [stop])}
figure, places = plt.subplots(1, 3, figsize=(9, 3), sharey=True)
for place, (name, (extra, watchers)) in zip(places, runs.items()):
    model = keras.Sequential([
        keras.Input((10,)), layers.Dense(64, activation="relu"), *extra, layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, validation_split=0.5, epochs=80, verbose=0, callbacks=watchers).history
    accuracy = model.evaluate(x[60:], y[60:], verbose=0)[1]
    print(f"{name}: {len(history['loss'])} epochs, {accuracy:.0%} of the new samples are right")
    place.plot(history["loss"], label="training loss")
    place.plot(history["val_loss"], label="validation loss")
    place.set_title(name)
places[0].legend()
plt.show()
