# Random.
# Overfitting, dropout and early stopping.
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import callbacks, layers

keras.utils.set_random_seed(11)
rng = np.random.RandomState(12)
x = rng.normal(size=(160, 10))
y = ((x[:, 0] + 0.8 * rng.normal(size=160)) > 0).astype(int)

# 80 samples to learn from, and a network with 769 weights: without a remedy it learns the samples by heart.
stop = callbacks.EarlyStopping(patience=8, restore_best_weights=True)
runs = {"no remedy": ([], []), "dropout": ([layers.Dropout(0.8)], []), "early stopping": ([], [stop])}
figure, places = plt.subplots(1, 3, figsize=(9, 3), sharey=True)
for place, (name, (extra, watchers)) in zip(places, runs.items()):
    model = keras.Sequential([
        keras.Input((10,)), layers.Dense(64, activation="relu"), *extra, layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, validation_split=0.5, epochs=80, verbose=0, callbacks=watchers).history
    accuracy = model.evaluate(x[80:], y[80:], verbose=0)[1]
    print(f"{name}: {len(history['loss'])} epochs, validation loss {history['val_loss'][-1]:.2f}, accuracy {accuracy:.0%}")
    place.plot(history["loss"], label="training loss")
    place.plot(history["val_loss"], label="validation loss")
    place.set_title(name)
places[0].legend(loc="upper left")
plt.show()
