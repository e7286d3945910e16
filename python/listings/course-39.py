# Random.
# Too large a model learns by heart; dropout and an early end help.
import keras
import numpy as np
from keras import callbacks, layers

keras.utils.set_random_seed(11)
rng = np.random.RandomState(12)
x = rng.normal(size=(120, 10))
y = ((x[:, 0] + 0.8 * rng.normal(size=120)) > 0).astype(int)
for name, extra in (("plain", []), ("dropout", [layers.Dropout(0.5)])):
    model = keras.Sequential([keras.Input((10,)), layers.Dense(64, activation="relu"), *extra, layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    stop = callbacks.EarlyStopping(patience=5, restore_best_weights=True)
    history = model.fit(x, y, validation_split=0.5, epochs=60, verbose=0, callbacks=[stop])
    best = int(np.argmin(history.history["val_loss"]))
    print(name, "epochs:", len(history.history["loss"]), "best:", best + 1, "val_accuracy:", history.history["val_accuracy"][best])
