import keras
import numpy as np
from keras import layers, ops


class BinaryTruePositives(keras.metrics.Metric):
    def __init__(self, name="binary_true_positives", **kwargs):
        super().__init__(name=name, **kwargs)
        self.true_positives = self.add_weight(shape=(), name="ctp", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true = ops.cast(y_true, "bool")
        y_pred = ops.greater(y_pred, 0.5)
        values = ops.logical_and(ops.equal(y_true, True), ops.equal(y_pred, True))
        self.true_positives.assign_add(ops.sum(ops.cast(values, "float32")))

    def result(self):
        return 1.0 * self.true_positives


class RSquared(keras.metrics.Metric):
    def __init__(self, name="r2", **kwargs):
        super().__init__(name=name, **kwargs)
        self.residual = self.add_weight(name="residual", initializer="zeros")
        self.total = self.add_weight(name="total", initializer="zeros")
        self.sum = self.add_weight(name="sum", initializer="zeros")
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true = ops.cast(y_true, "float32")
        self.residual.assign_add(ops.sum(ops.square(y_true - y_pred)))
        self.total.assign(self.total + ops.sum(ops.square(y_true)))
        self.sum.assign_add(ops.sum(y_true))
        self.count.assign_add(ops.cast(ops.size(y_true), "float32") if isinstance(ops.size(y_true), int) else ops.sum(ops.ones_like(y_true)))

    def result(self):
        mean = self.sum / self.count
        return 1 - self.residual / (self.total - self.count * mean * mean)

    def reset_state(self):
        for variable in (self.residual, self.total, self.sum, self.count):
            variable.assign(0.0)


def mean_pred(y_true, y_pred):
    return ops.mean(y_pred)


def hits(y_true, y_pred):
    return ops.cast(ops.equal(y_true, ops.round(y_pred)), "float32")


rng = np.random.RandomState(6)
x = rng.normal(size=(22, 3)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("float32").reshape(-1, 1)
model = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(1, activation="sigmoid")])
model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy",
              metrics=[BinaryTruePositives(), mean_pred, hits, "accuracy"])
history = model.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0, validation_split=0.25)
for name, values in sorted(history.history.items()):
    print(name, np.round(values, 4).tolist())
print({name: np.round(value, 4).tolist() for name, value in sorted(model.evaluate(x, y, verbose=0, return_dict=True).items())})
model.compile(optimizer="sgd", loss="mse", metrics=[RSquared()])
history = model.fit(x, y, epochs=2, batch_size=5, shuffle=False, verbose=0)
print(sorted(history.history), np.round(history.history["r2"], 4))
print(np.round(model.evaluate(x, y, verbose=0), 4))
# By itself.
metric = BinaryTruePositives()
metric.update_state(np.array([0, 1, 1, 1]), np.array([0.1, 0.7, 0.2, 0.9]))
print(float(metric.result()))
metric.update_state(np.array([1]), np.array([0.7]))
print(float(metric.result()))
metric.reset_state()
print(float(metric.result()))
