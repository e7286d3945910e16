"""Inputs of unknown sizes."""
import numpy as np
import keras
from keras import layers, ops

model = keras.Sequential([
    keras.Input((None,), dtype="int32"),
    layers.Embedding(10, 4, embeddings_initializer="ones"),
    layers.LSTM(5, kernel_initializer="ones", recurrent_initializer="zeros"),
    layers.Dense(1, kernel_initializer="ones"),
])
model.summary()
model.compile("sgd", "mse")
for length in (5, 9, 3):
    x = np.arange(4 * length).reshape(4, length) % 10
    history = model.fit(x, np.ones((4, 1)), epochs=1, verbose=0)
    print(length, round(history.history["loss"][0], 4), np.round(model.predict(x, verbose=0).ravel(), 4))
print(model.input_shape, model.output_shape, model.layers[1].output.shape)

pictures = keras.Input((None, None, 3))
h = layers.Conv2D(4, 3, padding="same", kernel_initializer="ones")(pictures)
h = layers.MaxPooling2D()(h)
print(h.shape)
joined = ops.concatenate([h, h], axis=1)
print(joined.shape, ops.mean(h, axis=1).shape)
y = layers.Dense(2, kernel_initializer="ones")(layers.GlobalAveragePooling2D()(h))
model = keras.Model(pictures, [y, h], name="two")
model.summary()
for size in ((8, 10), (5, 7)):
    print([output.shape for output in model.predict(np.ones((2, *size, 3)), verbose=0)])
config = model.get_config()
print(config["layers"][0]["config"]["batch_shape"])
again = keras.Model.from_config(config)
print(again.input_shape, again.count_params())

x = keras.Input((None, 4))
y = layers.Reshape((-1, 2))(x + layers.Dense(4)(x))
print(y.shape, layers.GlobalMaxPooling1D()(y).shape, layers.Conv1D(3, 2, strides=2)(x).shape)
try:
    layers.Dense(2)(layers.Flatten()(x))
except ValueError as error:
    print(type(error).__name__)
