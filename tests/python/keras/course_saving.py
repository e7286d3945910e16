import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


import os

model = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(2)], name="kept")
fill(model, 14)
model.compile("adam", keras.losses.MeanSquaredError(), metrics=[keras.metrics.MeanAbsoluteError(name="mae")])
x = np.arange(12).reshape(4, 3) / 12
y = np.ones((4, 2))
model.fit(x, y, epochs=2, shuffle=False, verbose=0)
before = model.predict(x, verbose=0)
for name in ("whole.keras", "whole.h5"):
    model.save(name)
    other = keras.models.load_model(name)
    print(name, os.path.exists(name), np.abs(other.predict(x, verbose=0) - before).max() < 1e-6, other.name)
    print(np.round(other.evaluate(x, y, verbose=0), 4), [type(layer).__name__ for layer in other.layers])
    if name == "whole.keras":
        print(np.round(other.fit(x, y, epochs=1, shuffle=False, verbose=0).history["loss"], 4))
model.save_weights("only.weights.h5")
fresh = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(2)])
fresh.load_weights("only.weights.h5")
print(np.abs(fresh.predict(x, verbose=0) - before).max() < 1e-6)
copy = keras.models.clone_model(model)
copy.set_weights(model.get_weights())
print(np.allclose(copy.predict(x, verbose=0), before))
config = model.get_config()
print(config["name"], len(config["layers"]), keras.Sequential.from_config(config).count_params())
again = keras.models.model_from_json(model.to_json())
print([layer.units for layer in again.layers])
