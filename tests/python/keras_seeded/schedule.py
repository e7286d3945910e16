import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(14)
rng = np.random.RandomState(14)
x = rng.uniform(-2, 2, size=(150, 1))
y = np.sin(2 * x)
rate = keras.optimizers.schedules.ExponentialDecay(0.03, 50, 0.9)
model = keras.Sequential([layers.Input((1,)), layers.Dense(32, activation="tanh"), layers.Dense(16, activation="tanh"), layers.Dense(1)])
model.compile(keras.optimizers.Adam(rate), "mse")
history = model.fit(x, y, epochs=60, batch_size=30, verbose=0)
print(history.history["loss"][0] > history.history["loss"][-1])
print("final loss", history.history["loss"][-1])
# final loss <= 0.05
