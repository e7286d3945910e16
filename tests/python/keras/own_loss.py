import keras
import numpy as np
from keras import layers, ops
from keras import backend as K


def build(seed=4):
    rng = np.random.RandomState(seed)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(5, activation="tanh"), layers.Dense(1)])
    model.set_weights([rng.normal(size=w.shape) * 0.5 for w in model.get_weights()])
    return model


rng = np.random.RandomState(9)
x = rng.normal(size=(21, 3)).astype("float32")
y = (x[:, :1] - 0.5 * x[:, 1:2]) * 2


def weighted_mse(y_true, y_pred):
    error = ops.square(y_true - y_pred)
    return ops.mean(ops.where(y_true > 0, 2.0 * error, error), axis=-1)


def huber_by_hand(y_true, y_pred, delta=1.0):
    error = ops.abs(y_true - y_pred)
    small = 0.5 * error ** 2
    large = delta * (error - 0.5 * delta)
    return ops.mean(ops.where(error <= delta, small, large), axis=-1)


def scalar(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred)) + 0.1


def plain(y_true, y_pred):
    return ops.abs(y_true - y_pred)


def rmse(y_true, y_pred):
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true)))


class Quantile(keras.losses.Loss):
    def __init__(self, quantile=0.8, name="quantile", **kwargs):
        super().__init__(name=name, **kwargs)
        self.quantile = quantile

    def call(self, y_true, y_pred):
        error = y_true - y_pred
        return ops.mean(ops.maximum(self.quantile * error, (self.quantile - 1) * error), axis=-1)


for loss in (weighted_mse, huber_by_hand, scalar, plain, lambda t, p: ops.mean((t - p) ** 2, axis=-1), Quantile(),
             Quantile(0.3, reduction="sum")):
    model = build()
    model.compile(optimizer=keras.optimizers.SGD(0.02), loss=loss, metrics=["mae", rmse])
    history = model.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0)
    print(getattr(loss, "__name__", type(loss).__name__))
    for name, values in sorted(history.history.items()):
        print("  ", name, np.round(values, 5).tolist())
    print("  ", np.round(model.evaluate(x, y, verbose=0), 5))
weights = np.linspace(0.2, 2, 21)
model = build()
model.compile(optimizer=keras.optimizers.SGD(0.02), loss=huber_by_hand)
print(np.round(model.fit(x, y, sample_weight=weights, epochs=2, batch_size=8, shuffle=False, verbose=0).history["loss"], 5))
print(np.round(np.array(Quantile()(np.ones((3, 2)), np.zeros((3, 2)))), 5))
print(np.round(np.array(weighted_mse(y[:3], x[:3, :1])), 5))
print(np.round(np.array(huber_by_hand(ops.convert_to_tensor(y[:2]), ops.convert_to_tensor(x[:2, :1]))), 5))
print(K.epsilon())
