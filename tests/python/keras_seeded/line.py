import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)
rng = np.random.RandomState(1)
x = rng.uniform(-1, 1, size=(100, 1))
y = 3 * x[:, 0] - 0.5
model = keras.Sequential([layers.Input((1,)), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mse")
history = model.fit(x, y, epochs=30, verbose=0)
print(len(history.history["loss"]), model.get_weights()[0].shape)
print("final loss", history.history["loss"][-1])
# final loss <= 0.01
