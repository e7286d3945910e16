import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(5)
x = rng.random((50, 16)).astype("float32")
inputs = keras.Input(shape=(16,), name="picture")
encoded = layers.Dense(8, activation="relu", name="encoder_1")(inputs)
encoded = layers.Dense(3, activation="relu", name="code")(encoded)
decoded = layers.Dense(8, activation="relu", name="decoder_1")(encoded)
decoded = layers.Dense(16, activation="sigmoid", name="decoder_2")(decoded)
autoencoder = keras.Model(inputs, decoded, name="autoencoder")
encoder = keras.Model(inputs, encoded, name="encoder")
fill(autoencoder, 10)
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
history = autoencoder.fit(x, x, epochs=4, batch_size=10, shuffle=False, verbose=0, validation_data=(x[:10], x[:10]))
print(np.round(history.history["loss"], 4), np.round(history.history["val_loss"], 4))
codes = encoder.predict(x[:4], verbose=0)
print(codes.shape, np.round(codes, 3))
code = keras.Input(shape=(3,))
decoder = keras.Model(code, autoencoder.layers[-1](autoencoder.layers[-2](code)))
print(np.allclose(decoder.predict(codes, verbose=0), autoencoder.predict(x[:4], verbose=0), atol=1e-5))
autoencoder.summary()
