import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


steps = np.linspace(0, 20, 70)
wave = np.sin(steps)
x = np.array([wave[i:i + 10] for i in range(60)])[..., np.newaxis]
y = wave[10:70]
print(x.shape, y.shape)
for name, layer in (
    ("LSTM", layers.LSTM(6)), ("GRU", layers.GRU(6)), ("SimpleRNN", layers.SimpleRNN(6)),
    ("two", layers.Bidirectional(layers.LSTM(4))), ("bigru", layers.Bidirectional(layers.GRU(3), merge_mode="sum")),
):
    model = keras.Sequential([keras.Input((10, 1)), layer, layers.Dense(1)])
    fill(model, 8)
    model.compile(keras.optimizers.Adam(0.01), "mse")
    history = model.fit(x, y, epochs=3, batch_size=20, shuffle=False, verbose=0)
    print(name, model.count_params(), np.round(history.history["loss"], 4))
    print(np.round(model.predict(x[:3], verbose=0).ravel(), 3), [tuple(w.shape) for w in model.weights])
