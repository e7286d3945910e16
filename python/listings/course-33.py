# Random.
# An LSTM continues a wave.
import keras
import numpy as np

keras.utils.set_random_seed(9)
wave = np.sin(np.arange(300) * 0.1)
x = np.array([wave[start:start + 20] for start in range(280)])[:, :, np.newaxis]
y = wave[20:]
model = keras.Sequential([keras.Input((20, 1)), keras.layers.LSTM(16), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
history = model.fit(x[:200], y[:200], epochs=12, batch_size=20, verbose=0)
print("loss", history.history["loss"][0], "to", history.history["loss"][-1])
print("error on the rest:", np.abs(model.predict(x[200:], verbose=0)[:, 0] - y[200:]).mean())
