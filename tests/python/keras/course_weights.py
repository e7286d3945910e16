import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(6)
x = rng.normal(size=(60, 2)).astype("float32")
y = (x[:, 0] > 0.8).astype("float32")
share = y.mean()
weights = {0: 0.5 / (1 - share), 1: 0.5 / share}
print({key: round(float(value), 4) for key, value in weights.items()})


def build():
    model = keras.Sequential([keras.Input((2,)), layers.Dense(4, activation="relu"), layers.Dense(1, activation="sigmoid")])
    fill(model, 11)
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"])
    return model


for options in ({}, {"class_weight": weights}, {"sample_weight": np.linspace(0, 1, 60)}):
    model = build()
    history = model.fit(x, y, epochs=3, batch_size=15, shuffle=False, verbose=0, **options)
    print(list(options), {name: np.round(values, 4).tolist() for name, values in sorted(history.history.items())})
logs = model.evaluate(x, y, sample_weight=np.arange(60) / 60, verbose=0, return_dict=True)
print({name: round(float(value), 4) for name, value in sorted(logs.items())})
