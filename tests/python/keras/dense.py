import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(3)
x = rng.random((60, 4)).astype("float32")
y = (x @ np.array([1.0, -2.0, 0.5, 3.0]) + 0.3).reshape(-1, 1)
model = keras.Sequential([keras.Input(shape=(4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
model.set_weights([rng.normal(size=w.shape) * 0.4 for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", metrics=["mae"])
history = model.fit(x, y, epochs=4, batch_size=16, shuffle=False, validation_split=0.25, verbose=0)
for name, values in history.history.items():
    print(name, np.round(values, 5))
print(np.round(model.evaluate(x, y, verbose=0), 5))
print(np.round(model.predict(x[:5], verbose=0), 4))
print([tuple(w.shape) for w in model.weights], model.count_params())
print([layer.name for layer in model.layers], model.input_shape, model.output_shape)
model.summary()
