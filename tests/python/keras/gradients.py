import keras
import numpy as np
from keras import layers, ops

# Each operation between a dense layer and a loss: one step of training shows its gradient.
rng = np.random.RandomState(61)
x = rng.normal(size=(6, 4)).astype("float32")
kernel = rng.normal(size=(4, 4)).astype("float32") * 0.7
other = rng.normal(size=(4, 4)).astype("float32")

OPERATIONS = {
    "add": lambda t: t + 1.5, "subtract": lambda t: 2 - t, "multiply": lambda t: t * other[0],
    "divide": lambda t: 1 / (t * t + 1), "power": lambda t: t ** 3, "pow": lambda t: (t * t + 0.5) ** 1.5,
    "square": ops.square, "sqrt": lambda t: ops.sqrt(ops.square(t) + 1), "exp": ops.exp, "log": lambda t: ops.log(t * t + 1),
    "abs": ops.abs, "negative": lambda t: -t, "maximum": lambda t: ops.maximum(t, 0.2), "minimum": lambda t: ops.minimum(t, t * 2),
    "clip": lambda t: ops.clip(t, -0.5, 0.5), "sum": lambda t: ops.sum(t, axis=-1, keepdims=True),
    "mean": lambda t: ops.mean(t, axis=1), "max": lambda t: ops.max(t, axis=-1), "min": lambda t: ops.min(t, axis=-1),
    "var": lambda t: ops.var(t, axis=-1), "std": lambda t: ops.std(t, axis=-1), "matmul": lambda t: t @ other,
    "einsum": lambda t: ops.einsum("bi,ij->bj", t, other), "outer": lambda t: ops.einsum("bi,bj->bij", t, t),
    "batched": lambda t: ops.matmul(ops.reshape(t, (-1, 2, 2)), ops.transpose(ops.reshape(t, (-1, 2, 2)), (0, 2, 1))),
    "reshape": lambda t: ops.reshape(t, (-1, 2, 2))[:, 0], "transpose": lambda t: ops.transpose(ops.reshape(t, (-1, 2, 2)), (0, 2, 1))[:, :, 1],
    "squeeze": lambda t: ops.squeeze(ops.expand_dims(t, 1), 1) * 3, "concatenate": lambda t: ops.concatenate([t, t * 2], axis=-1),
    "stack": lambda t: ops.stack([t, t * t], axis=1), "split": lambda t: ops.split(t, 2, axis=-1)[1],
    "slice": lambda t: t[:, 1:3] * t[:, :1], "step": lambda t: t[:, ::-2], "take": lambda t: ops.take(t, [3, 1, 1], axis=1),
    "tile": lambda t: ops.tile(t, (1, 3)) * np.arange(12), "repeat": lambda t: ops.repeat(t, 2, axis=1) * np.arange(8),
    "where": lambda t: ops.where(t > 0, t * 2, t * t), "sigmoid": ops.sigmoid, "tanh": ops.tanh, "relu": ops.relu, "gelu": ops.gelu,
    "silu": ops.silu, "elu": ops.elu, "selu": ops.selu, "leaky_relu": ops.leaky_relu, "softplus": ops.softplus,
    "softsign": ops.softsign, "softmax": ops.softmax, "log_softmax": ops.log_softmax, "softmax0": lambda t: ops.softmax(ops.reshape(t, (-1, 2, 2)), axis=1),
    "logsumexp": lambda t: ops.logsumexp(t, axis=-1), "sin": ops.sin, "cos": ops.cos, "cast": lambda t: ops.cast(t > 0, "float32") * t,
    "stop": lambda t: t * ops.stop_gradient(t), "average": lambda t: ops.average(t, axis=-1, weights=np.array([1.0, 2.0, 3.0, 4.0], "float32")),
    "normalize": lambda t: ops.normalize(t), "cumsum": lambda t: ops.cumsum(t, axis=1), "norm": lambda t: ops.norm(t, axis=-1),
    "flip": lambda t: ops.flip(t, axis=1) * np.arange(4), "one_hot": lambda t: ops.one_hot(ops.argmax(t, axis=-1), 4) * t,
    "swapaxes": lambda t: ops.swapaxes(ops.reshape(t, (-1, 2, 2)), 1, 2)[:, 0], "prod": lambda t: ops.prod(t, axis=-1),
    "zeros_like": lambda t: ops.zeros_like(t) + t, "ones_like": lambda t: ops.ones_like(t) * t, "log1p": lambda t: ops.log1p(ops.abs(t)),
    "tensordot": lambda t: ops.tensordot(t, other, axes=[[1], [0]]), "pad": lambda t: ops.pad(t, [[0, 0], [1, 1]]) * np.arange(6),
    "broadcast": lambda t: ops.reshape(t, (-1, 4, 1)) * ops.reshape(t, (-1, 1, 4)),
}
for name, function in OPERATIONS.items():
    entry = keras.Input((4,))
    hidden = layers.Dense(4, use_bias=False)(entry)
    out = function(hidden)
    model = keras.Model(entry, out)
    model.set_weights([kernel])
    value = model.predict(x, verbose=0)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    model.train_on_batch(x, np.zeros(value.shape) + 0.25)
    moved = (kernel - model.get_weights()[0]) / 0.1
    print(name, value.shape, np.round(value.reshape(6, -1)[0][:3], 4).tolist(), np.round(moved[0], 3).tolist())
