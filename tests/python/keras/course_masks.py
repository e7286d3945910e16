import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rows = np.array([[1, 2, 3, 0, 0], [4, 0, 0, 0, 0], [5, 6, 7, 8, 9], [2, 2, 0, 0, 0]])
y = np.array([1, 0, 1, 0])
for name, body in (("lstm", [layers.LSTM(4)]), ("gru", [layers.GRU(4)]), ("both", [layers.Bidirectional(layers.LSTM(3))]),
                   ("two", [layers.LSTM(4, return_sequences=True), layers.LSTM(3)])):
    for masked in (False, True):
        model = keras.Sequential([keras.Input((5,)), layers.Embedding(10, 3, mask_zero=masked), *body, layers.Dense(1, activation="sigmoid")])
        fill(model, 36)
        print(name, masked, np.round(model.predict(rows, verbose=0).ravel(), 4))
        model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
        print(np.round(model.fit(rows, y, epochs=3, batch_size=4, verbose=0).history["loss"], 4))
values = np.arange(24).reshape(2, 4, 3) / 10.0
values[0, 2:] = -1
model = keras.Sequential([keras.Input((4, 3)), layers.Masking(mask_value=-1), layers.SimpleRNN(2)])
fill(model, 37)
print(np.round(model.predict(values, verbose=0), 4))
