# Random.
# An LSTM continues a wave.
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(9)
wave = np.sin(np.arange(300) * 0.1)
x = np.array([wave[start:start + 20] for start in range(280)])[:, :, np.newaxis]
y = wave[20:]
model = keras.Sequential([keras.Input((20, 1)), keras.layers.LSTM(16), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
model.fit(x[:200], y[:200], epochs=12, batch_size=20)

# Each answer is a part of the next question.
steps = wave[200:220].tolist()
for _ in range(80):
    window = np.array(steps[-20:]).reshape(1, 20, 1)
    steps.append(float(model.predict(window, verbose=0)[0, 0]))
plt.plot(wave[200:], label="the wave")
plt.plot(steps, "--", label="the LSTM, from step 20 on")
plt.ylim(-1.2, 1.8)
plt.legend(loc="upper right")
plt.show()
