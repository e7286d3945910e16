import keras
import numpy as np
from keras import layers, ops


def focal(gamma=2.0, alpha=0.25):
    def loss(y_true, y_pred):
        y_true = ops.cast(y_true, "float32")
        p = ops.clip(y_pred, keras.backend.epsilon(), 1 - keras.backend.epsilon())
        right = y_true * p + (1 - y_true) * (1 - p)
        weight = y_true * alpha + (1 - y_true) * (1 - alpha)
        return ops.mean(-weight * ops.power(1 - right, gamma) * ops.log(right), axis=-1)

    return loss


def categorical_focal(y_true, y_pred):
    p = ops.clip(y_pred, 1e-7, 1 - 1e-7)
    return ops.sum(-y_true * ops.power(1 - p, 2) * ops.log(p), axis=-1)


def dice(y_true, y_pred):
    both = ops.sum(y_true * y_pred, axis=-1)
    return 1 - (2 * both + 1) / (ops.sum(y_true, axis=-1) + ops.sum(y_pred, axis=-1) + 1)


def sparse_by_hand(y_true, y_pred):
    hot = ops.one_hot(ops.cast(ops.squeeze(y_true, -1), "int32"), 3)
    return -ops.sum(hot * ops.log(y_pred + 1e-7), axis=-1)


rng = np.random.RandomState(8)
x = rng.normal(size=(18, 4)).astype("float32")
labels = (x[:, 0] > 0).astype("float32")
model = keras.Sequential([keras.Input((4,)), layers.Dense(6, activation="relu"), layers.Dense(1, activation="sigmoid")])
start = [rng.normal(size=w.shape) * 0.5 for w in model.get_weights()]
for loss in (focal(), focal(1.0, 0.5)):
    model.set_weights(start)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss, metrics=["accuracy"])
    history = model.fit(x, labels, epochs=3, batch_size=6, shuffle=False, verbose=0)
    print(np.round(history.history["loss"], 5), np.round(history.history["accuracy"], 4))
classes = np.arange(18) % 3
many = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
start = [rng.normal(size=w.shape) * 0.5 for w in many.get_weights()]
for loss in (categorical_focal, dice):
    many.set_weights(start)
    many.compile(optimizer=keras.optimizers.SGD(0.1), loss=loss)
    history = many.fit(x, keras.utils.to_categorical(classes, 3), epochs=3, batch_size=6, shuffle=False, verbose=0)
    print(np.round(history.history["loss"], 5))
many.set_weights(start)
many.compile(optimizer=keras.optimizers.SGD(0.1), loss=sparse_by_hand, metrics=["sparse_categorical_accuracy"])
history = many.fit(x, classes.reshape(-1, 1), epochs=2, batch_size=6, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5), np.round(history.history["sparse_categorical_accuracy"], 4))
