import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


x = np.linspace(-1, 1, 40).reshape(-1, 1).astype("float32")
y = 3 * x + 1
schedules = keras.optimizers.schedules
rates = {
    "exponential": schedules.ExponentialDecay(0.1, decay_steps=4, decay_rate=0.5),
    "stairs": schedules.ExponentialDecay(0.1, decay_steps=4, decay_rate=0.5, staircase=True),
    "polynomial": schedules.PolynomialDecay(0.1, 10, end_learning_rate=0.01),
    "inverse": schedules.InverseTimeDecay(0.1, decay_steps=2, decay_rate=0.5),
    "pieces": schedules.PiecewiseConstantDecay([3, 6], [0.1, 0.05, 0.01]),
    "cosine": schedules.CosineDecay(0.1, decay_steps=10),
}
for name, rate in rates.items():
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.set_weights([np.array([[0.5]]), np.zeros(1)])
    model.compile(keras.optimizers.SGD(rate), "mse")
    history = model.fit(x, y, epochs=4, batch_size=20, shuffle=False, verbose=0)
    print(name, np.round(history.history["loss"], 4))
for optimizer in ("sgd", "adam", "rmsprop", "adagrad", "adadelta", "adamax", "nadam", "adamw",
                  keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True), keras.optimizers.Adam(0.1, amsgrad=True),
                  keras.optimizers.SGD(0.1, clipnorm=0.5)):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.set_weights([np.array([[0.5]]), np.zeros(1)])
    model.compile(optimizer, "mse")
    history = model.fit(x, y, epochs=4, batch_size=20, shuffle=False, verbose=0)
    print(model.optimizer.__class__.__name__, np.round(history.history["loss"], 4))

# A moving average takes the place of the weights at the end of a training.
x = np.arange(36, dtype="float32").reshape(12, 3) / 36
for frequency in (None, 5):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=frequency), "mse")
    for epochs in (2, 1):
        model.fit(x, 3 * x[:, :1], epochs=epochs, batch_size=4, shuffle=False, verbose=0)
        print(model.get_weights()[0].ravel().round(4).tolist())
