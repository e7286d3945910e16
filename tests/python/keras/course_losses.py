import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(41)
x = rng.normal(size=(20, 3)).astype("float32")
values = rng.random((20, 2)).astype("float32") + 0.1
signs = np.where(values > 0.6, 1.0, -1.0)
shares = values / values.sum(axis=1, keepdims=True)
for loss, target, last in (
    ("mse", values, None), ("mae", values, None), ("mape", values, None), ("msle", values, "softplus"), ("huber", values, None),
    ("log_cosh", values, None), ("poisson", values, "softplus"), ("kl_divergence", shares, "softmax"), ("hinge", signs, "tanh"),
    ("squared_hinge", signs, "tanh"), ("cosine_similarity", values, None), ("binary_crossentropy", (values > 0.6) * 1.0, "sigmoid"),
    (keras.losses.Huber(delta=0.3), values, None), (keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), (values > 0.6) * 1.0, None),
    (keras.losses.CategoricalCrossentropy(label_smoothing=0.2), shares, "softmax"),
):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(5, activation="tanh"), layers.Dense(2, activation=last)])
    fill(model, 42)
    model.compile(keras.optimizers.SGD(0.05), loss)
    history = model.fit(x, target, epochs=3, batch_size=10, shuffle=False, verbose=0)
    print(loss if isinstance(loss, str) else type(loss).__name__, np.round(history.history["loss"], 4))
