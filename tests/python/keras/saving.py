import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(15)
model = keras.Sequential([keras.Input((5, 5, 2)), layers.Conv2D(3, 2), layers.BatchNormalization(), layers.Flatten(), layers.Dense(2)])
model.set_weights([np.abs(rng.normal(size=w.shape)) * 0.3 for w in model.get_weights()])
model.compile("adam", "mse")
x, y = rng.random((12, 5, 5, 2)), rng.random((12, 2))
model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
expected = model.predict(x, verbose=0)
model.save("model.keras")
again = keras.models.load_model("model.keras")
print(np.allclose(again.predict(x, verbose=0), expected, atol=1e-6))
history = again.fit(x, y, epochs=1, batch_size=4, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4))
model.save_weights("model.weights.h5")
other = keras.Sequential.from_config(model.get_config())
other.load_weights("model.weights.h5")
print(np.allclose(other.predict(x, verbose=0), expected, atol=1e-6))
copy = keras.models.clone_model(model)
copy.set_weights(model.get_weights())
print(np.allclose(copy.predict(x, verbose=0), expected, atol=1e-6))
print(keras.models.model_from_json(model.to_json()).output_shape)
