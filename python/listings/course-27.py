# Random.
# One neuron learns a line.
import keras
import numpy as np

keras.utils.set_random_seed(1)
x = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
y = 2 * x - 1

model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model.fit(x, y, epochs=200, verbose=0)
print("for 10:", model.predict(np.array([10.0]), verbose=0))
weight, bias = model.layers[0].get_weights()
print("weight", weight, "bias", bias)
