import keras
import numpy as np
from keras import layers


class Autoencoder(keras.Model):
    def __init__(self, latent):
        super().__init__()
        self.encoder = keras.Sequential([layers.Flatten(), layers.Dense(latent, activation="relu")])
        self.decoder = keras.Sequential([layers.Dense(16, activation="sigmoid"), layers.Reshape((4, 4))])

    def call(self, x):
        encoded = self.encoder(x)
        return self.decoder(encoded)


rng = np.random.RandomState(2)
images = rng.rand(30, 4, 4).astype("float32")
model = Autoencoder(5)
model.compile(optimizer=keras.optimizers.Adam(0.02), loss=keras.losses.MeanSquaredError())
model(images[:1])
model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])
history = model.fit(images, images, epochs=4, batch_size=10, shuffle=False, verbose=0, validation_data=(images[:5], images[:5]))
print(np.round(history.history["loss"], 5), np.round(history.history["val_loss"], 5))
codes = model.encoder.predict(images[:3], verbose=0)
print(codes.shape, np.round(codes, 4))
back = model.decoder.predict(codes, verbose=0)
print(back.shape, np.allclose(back, model.predict(images[:3], verbose=0), atol=1e-5))
print([layer.name for layer in model.layers], len(model.weights))
