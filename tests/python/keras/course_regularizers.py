import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


from keras import constraints, regularizers

rng = np.random.default_rng(7)
x = rng.normal(size=(40, 5)).astype("float32")
y = (x @ np.array([1, 0, 0, -1, 0.5])).astype("float32")
for name, options in (
    ("none", {}),
    ("l1", {"kernel_regularizer": regularizers.l1(0.05)}),
    ("l2", {"kernel_regularizer": regularizers.L2(0.05), "bias_regularizer": "l2"}),
    ("both", {"kernel_regularizer": regularizers.l1_l2(l1=0.01, l2=0.02)}),
    ("text", {"kernel_regularizer": "l1"}),
    ("activity", {"activity_regularizer": regularizers.l2(0.01)}),
    ("norm", {"kernel_constraint": constraints.MaxNorm(0.5)}),
    ("positive", {"kernel_constraint": constraints.NonNeg()}),
):
    model = keras.Sequential([keras.Input((5,)), layers.Dense(6, activation="relu", **options), layers.Dense(1)])
    fill(model, 12)
    model.compile(keras.optimizers.SGD(0.05), "mse", metrics=["mae"])
    history = model.fit(x, y, epochs=3, batch_size=10, shuffle=False, verbose=0)
    print(name, np.round(history.history["loss"], 4), np.round(history.history["mae"], 4))
    print(np.round(model.get_weights()[0][0], 3), np.round(model.evaluate(x, y, verbose=0), 4))
