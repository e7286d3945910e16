import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(1)
x = rng.uniform(-1, 1, size=(80, 3)).astype("float32")
y = (2 * x[:, 0] - x[:, 1] ** 2 + 0.5 * x[:, 2]).astype("float32")
train, test = slice(0, 64), slice(64, 80)
model = keras.Sequential(name="regression")
model.add(layers.Input(shape=(3,)))
model.add(layers.Dense(16, activation="tanh", name="hidden"))
model.add(layers.Dense(8, activation="relu"))
model.add(layers.Dense(1, name="price"))
fill(model, 4)
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mae", "mse"])
history = model.fit(x[train], y[train], epochs=5, batch_size=16, shuffle=False, verbose=0,
                    validation_data=(x[test], y[test]))
print(sorted(history.history), history.params)
for name in sorted(history.history):
    print(name, [round(value, 4) for value in history.history[name]])
loss, mae, mse = model.evaluate(x[test], y[test], verbose=0)
print(f"loss {loss:.4f} mae {mae:.4f} mse {mse:.4f}")
predicted = model.predict(x[test], verbose=0).flatten()
for true, value in zip(y[test][:4], predicted):
    print(f"{true:7.3f} {value:7.3f}")
print(predicted.shape, predicted.dtype)
