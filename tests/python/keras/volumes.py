import keras
import numpy as np
from keras import layers

rng = np.random.RandomState(4)


def fixed(model, seed=1):
    draws = np.random.RandomState(seed)
    model.set_weights([draws.uniform(-0.4, 0.4, size=w.shape) for w in model.get_weights()])


def shown(array):
    print(np.round(np.asarray(array).ravel()[:6], 3).tolist())


volume = rng.normal(size=(2, 4, 4, 4, 1)).astype("float32")
model = keras.Sequential([
    keras.Input((4, 4, 4, 1)), layers.Conv3D(2, 2), layers.MaxPool3D(2), layers.GlobalAveragePooling3D(), layers.Dense(1)])
fixed(model)
shown(model.predict(volume, verbose=0))
model.compile("sgd", "mse")
model.fit(volume, np.array([[1.0], [0.0]]), epochs=3, verbose=0)
shown(model.predict(volume, verbose=0))

picture = rng.normal(size=(2, 3, 6, 6)).astype("float32")
first = keras.Sequential([
    keras.Input((3, 6, 6)), layers.ZeroPadding2D((1, 0), data_format="channels_first"),
    layers.Flatten(data_format="channels_first")])
shown(first.predict(picture, verbose=0))
print(first.output_shape, first.layers[0].data_format)

steps = rng.normal(size=(3, 5, 2)).astype("float32")
x = keras.Input((5, 2))
y = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_sequences=True)(x)
y = layers.SpectralNormalization(layers.Dense(2))(y)
y = layers.Bidirectional(layers.RNN(layers.SimpleRNNCell(2)))(y)
cells = keras.Model(x, y)
fixed(cells)
shown(cells.predict(steps, verbose=0))
print([w.shape for w in cells.get_weights()])
again = keras.Model.from_config(cells.get_config())
again.set_weights(cells.get_weights())
shown(again.predict(steps, verbose=0))

words = keras.Input((4,), dtype="int32")
table = layers.ReversibleEmbedding(6, 3)
language = keras.Model(words, table(layers.Dense(3)(table(words)), reverse=True))
fixed(language)
shown(language.predict(np.array([[1, 2, 3, 5]]), verbose=0))
print(language.output_shape, language.count_params())
