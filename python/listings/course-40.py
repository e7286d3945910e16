# Keep a model and load it again.
import keras
import numpy as np

keras.utils.set_random_seed(13)
x = np.random.RandomState(0).normal(size=(30, 4))
y = x.sum(axis=1)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, activation="relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y, epochs=3, verbose=0)
model.save("model.keras")
again = keras.models.load_model("model.keras")
print("same answers:", np.allclose(model.predict(x, verbose=0), again.predict(x, verbose=0)))
print("weights:", [weight.shape for weight in again.get_weights()], again.count_params())
model.save_weights("model.weights.h5")
again.load_weights("model.weights.h5")
print("layers:", [layer.name for layer in again.layers])
