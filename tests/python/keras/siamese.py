import keras
import numpy as np
from keras import layers, ops


def distance(vectors):
    x, y = vectors
    total = ops.sum(ops.square(x - y), axis=1, keepdims=True)
    return ops.sqrt(ops.maximum(total, keras.backend.epsilon()))


def contrastive(margin=1):
    def contrastive_loss(y_true, y_pred):
        square = ops.square(y_pred)
        away = ops.square(ops.maximum(margin - y_pred, 0))
        return ops.mean((1 - y_true) * square + y_true * away)

    return contrastive_loss


rng = np.random.RandomState(31)
entry = keras.Input((5,))
tower = keras.Model(entry, layers.Dense(3)(layers.Dense(6, activation="tanh")(entry)))
left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
merged = layers.Lambda(distance, output_shape=(1,))([tower(left), tower(right)])
normal = layers.BatchNormalization()(merged)
out = layers.Dense(1, activation="sigmoid")(normal)
model = keras.Model([left, right], out)
model.set_weights([np.abs(rng.normal(size=w.shape)) * 0.4 for w in model.get_weights()])
model.compile(loss=contrastive(1), optimizer=keras.optimizers.RMSprop(0.01), metrics=["accuracy"])
a, b = rng.normal(size=(20, 5)).astype("float32"), rng.normal(size=(20, 5)).astype("float32")
b[::2] = a[::2] + 0.1
same = (np.arange(20) % 2).astype("float32")
history = model.fit([a, b], same, epochs=4, batch_size=5, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5), np.round(history.history["accuracy"], 4))
print(np.round(model.predict([a[:3], b[:3]], verbose=0), 4))
print(np.round(np.array(distance((a[:3], b[:3]))), 4))
model.summary()
