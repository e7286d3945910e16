import keras
import numpy as np
from keras import layers, ops

rng = np.random.RandomState(51)
a = keras.Input((4,), name="a")
b = keras.Input((4,), name="b")
x = a * 2.0 + b / 3.0 - 1
y = (1 - x) * (a - b) ** 2
z = ops.concatenate([x, -y], axis=-1)
first = z[:, :3]
last = z[:, -1]
both = layers.Dense(3)(first) @ np.linspace(-1, 1, 6).reshape(3, 2).astype("float32")
stacked = ops.stack([both, both * 2], axis=1)
pooled = ops.mean(stacked, axis=1)
kept = ops.where(pooled > 0, pooled, 0.1 * pooled)
clipped = ops.clip(kept, -2, 2)
model = keras.Model([a, b], [clipped, ops.expand_dims(last, -1), ops.argmax(clipped, axis=-1)])
model.summary()
model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
xa, xb = rng.normal(size=(5, 4)).astype("float32"), rng.normal(size=(5, 4)).astype("float32")
for output in model.predict([xa, xb], verbose=0):
    print(output.shape, output.dtype, np.round(output, 4).tolist())
train = keras.Model([a, b], clipped)
train.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
history = train.fit([xa, xb], xa[:, :2], epochs=3, batch_size=5, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5))
print(x.shape, last.shape, stacked.shape, (a > 0).dtype, ops.argmax(a, -1).dtype, a.dtype, ops.shape(stacked))
for wrong in (lambda: a + keras.Input((3,)), lambda: ops.matmul(a, np.ones((3, 2))), lambda: bool(a > 0)):
    try:
        wrong()
        print("no error")
    except (ValueError, TypeError) as error:
        print(type(error).__name__)
