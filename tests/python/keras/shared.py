import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(13)
encoder = keras.Sequential([keras.Input((6,)), layers.Dense(3, activation="relu", name="code")], name="encoder")
decoder = keras.Sequential([keras.Input((3,)), layers.Dense(6, name="back")], name="decoder")
inputs = keras.Input((6,))
autoencoder = keras.Model(inputs, decoder(encoder(inputs)), name="autoencoder")
autoencoder.set_weights([rng.normal(size=w.shape) * 0.5 for w in autoencoder.get_weights()])
autoencoder.compile("adam", "mse")
x = rng.random((20, 6)).astype("float32")
before = encoder.predict(x[:2], verbose=0)
autoencoder.fit(x, x, epochs=5, batch_size=5, shuffle=False, verbose=0)
after = encoder.predict(x[:2], verbose=0)
print(np.abs(after - before).max() > 1e-4)
print(np.round(after, 4))
print(np.round(decoder.predict(after, verbose=0) - autoencoder.predict(x[:2], verbose=0), 5))
encoder.trainable = False
autoencoder.compile("adam", "mse")
frozen = encoder.get_weights()
autoencoder.fit(x, x, epochs=2, batch_size=5, shuffle=False, verbose=0)
print(all(np.array_equal(a, b) for a, b in zip(frozen, encoder.get_weights())))
print(len(autoencoder.trainable_weights), len(autoencoder.non_trainable_weights))
layer = layers.Dense(2, kernel_initializer="ones", bias_initializer="zeros")
print(np.array(layer(np.array([[1.0, 2.0, 3.0]]))))
print([w.shape for w in layer.get_weights()], layer.count_params())
