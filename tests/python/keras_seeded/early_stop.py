import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(11)
rng = np.random.RandomState(11)
x = rng.normal(size=(120, 5))
y = x @ np.array([1.0, 2.0, 0.0, -1.0, 0.5])
model = keras.Sequential([layers.Input((5,)), layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.05), "mse")
stop = keras.callbacks.EarlyStopping(monitor="loss", min_delta=0.01, patience=3, restore_best_weights=True)
history = model.fit(x, y, epochs=100, verbose=0, callbacks=[stop])
print(len(history.history["loss"]) < 100)
print("final loss", model.evaluate(x, y, verbose=0))
# final loss <= 0.05
