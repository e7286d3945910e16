import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(39)
x = rng.random((48, 3)).astype("float32")
y = x.sum(axis=1)
model = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(1)])
fill(model, 40)
model.compile("sgd", "mse", metrics=["mae"])
history = model.fit(x, y, batch_size=12, epochs=3, shuffle=False, verbose=2, validation_split=0.25)
print(type(history).__name__, history.epoch, {name: len(values) for name, values in history.history.items()})
history = model.fit(x, y, batch_size=16, epochs=5, initial_epoch=3, shuffle=False, verbose=2)
print(history.epoch, np.round(history.history["loss"], 4))
history = model.fit(x, y, batch_size=16, epochs=4, shuffle=False, verbose=0, validation_data=(x[:8], y[:8]), validation_freq=2)
print({name: np.round(values, 4).tolist() for name, values in history.history.items()})
history = model.fit(x, y, batch_size=16, epochs=2, steps_per_epoch=2, shuffle=False, verbose=0)
print(len(history.history["loss"]))
print(np.round(model.evaluate(x, y, batch_size=7, verbose=0), 4), model.evaluate(x, y, verbose=2)[0] < 10)
print({name: round(float(value), 4) for name, value in model.evaluate(x, y, verbose=0, return_dict=True).items()})
print(np.round(model.predict(x[:4], verbose=0).T, 4), np.round(model.predict(x[:4], batch_size=2, verbose=2).T, 4))
print(model.metrics_names, round(float(model.optimizer.learning_rate), 4))
model.optimizer.learning_rate = 0.5
print(round(float(model.optimizer.learning_rate), 4), np.round(model.fit(x, y, epochs=1, shuffle=False, verbose=0).history["loss"], 4))
