import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(13)
rng = np.random.RandomState(13)
x = rng.normal(size=(90, 4))
y = (x.sum(axis=1) > 0).astype(int)
model = keras.Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(2, activation="softmax")])
model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])


class Notes(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: loss {logs['loss']:.3f} accuracy {logs['accuracy']:.3f}")


history = model.fit(x, y, epochs=15, batch_size=30, verbose=0, callbacks=[Notes()])
print("final accuracy", history.history["accuracy"][-1])
# final accuracy >= 0.93
