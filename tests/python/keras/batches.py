import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(17)
x = rng.random((24, 3)).astype("float32")
y = x @ np.array([[1.0], [2.0], [-1.0]])


def build():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.set_weights([np.full((3, 1), 0.1), np.zeros(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def batches():
    while True:
        for start in range(0, 24, 8):
            yield x[start:start + 8], y[start:start + 8]


class Rows(keras.utils.Sequence):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return x[index * 8:index * 8 + 8], y[index * 8:index * 8 + 8]


model = build()
history = model.fit(batches(), steps_per_epoch=3, epochs=2, verbose=0)
print(np.round(history.history["loss"], 5))
model = build()
history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5))
model = build()
losses = [model.train_on_batch(x[start:start + 8], y[start:start + 8]) for start in range(0, 24, 8)]
print(len(losses), np.round(losses[0], 5))
print(np.round(model.test_on_batch(x, y), 5))
print(np.round(model.predict_on_batch(x[:2]), 5))
model = build()
print(np.round(model.fit(x, y, sample_weight=np.arange(24) / 24, batch_size=24, epochs=2, verbose=0).history["loss"], 5))
