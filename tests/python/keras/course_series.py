import keras
import numpy as np
import tensorflow as tf

steps = np.arange(80, dtype="float32")
values = 10 + 0.1 * steps + np.sin(steps / 3)


def windowed(series, size, batch):
    dataset = tf.data.Dataset.from_tensor_slices(series)
    dataset = dataset.window(size + 1, shift=1, drop_remainder=True)
    dataset = dataset.flat_map(lambda window: window.batch(size + 1))
    dataset = dataset.map(lambda window: (window[:-1], window[-1]))
    return dataset.batch(batch).prefetch(1)


train = windowed(values[:60], 8, 10)
for x, y in train.take(1):
    print(x.shape, y.shape, np.round(x[0].numpy(), 3), np.round(y[:3].numpy(), 3))
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(6, activation="relu"), keras.layers.Dense(1)])
rng = np.random.default_rng(38)
model.set_weights([rng.normal(size=w.shape) * 0.2 for w in model.get_weights()])
model.compile(keras.optimizers.SGD(1e-4, momentum=0.9), "mse", metrics=["mae"])
history = model.fit(train, epochs=4, verbose=0, validation_data=windowed(values[60:], 8, 4))
for name in sorted(history.history):
    print(name, np.round(history.history[name], 3))
forecast = model.predict(np.array([values[70:78]]), verbose=0)
print(forecast.shape, np.round(forecast, 3))
