import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(4)
x = rng.random((32, 12, 12, 1)).astype("float32")
y = (x[:, :6].sum(axis=(1, 2, 3)) > x[:, 6:].sum(axis=(1, 2, 3))).astype("int32")
model = keras.Sequential([
    keras.Input(shape=(12, 12, 1)),
    layers.Conv2D(4, 3, activation="relu", padding="same"),
    layers.MaxPooling2D(),
    layers.Conv2D(8, (3, 3), strides=2, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(1, activation="sigmoid"),
])
fill(model, 7)
model.summary()
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4), np.round(history.history["accuracy"], 4))
inner = keras.Model(model.inputs, model.layers[0].output)
print(inner.predict(x[:2], verbose=0).shape)
for layer in model.layers:
    print(layer.name, layer.output.shape, layer.count_params())
kernel, bias = model.layers[0].get_weights()
print(kernel.shape, bias.shape, np.round(kernel[0, 0, 0], 4))
