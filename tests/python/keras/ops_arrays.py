import numpy as np
from keras import ops

a = np.linspace(-2, 2, 12).reshape(3, 4).astype("float32")
b = np.arange(1, 13).reshape(3, 4).astype("float32")
v = np.array([1.0, -2.0, 0.5, 3.0], "float32")


def show(name, value):
    value = np.array(value)
    print(name, value.shape, value.dtype, np.round(value.astype("float64"), 4).tolist())


for name in ("abs", "negative", "square", "exp", "sign", "floor", "ceil", "sin", "cos", "tanh", "sigmoid", "relu", "gelu",
             "silu", "elu", "selu", "leaky_relu", "softplus", "softsign", "relu6", "round", "log_sigmoid", "hard_sigmoid", "expm1"):
    show(name, getattr(ops, name)(a))
for name in ("sqrt", "log", "log1p", "reciprocal", "rsqrt", "log2", "log10"):
    show(name, getattr(ops, name)(b))
for name in ("add", "subtract", "multiply", "divide", "maximum", "minimum", "greater", "greater_equal", "less", "less_equal",
             "equal", "not_equal"):
    show(name, getattr(ops, name)(a, v))
show("power", ops.power(b, 1.5))
show("power", ops.power(a, 3))
show("clip", ops.clip(a, -1, 0.5))
show("where", ops.where(a > 0, a, b))
for name in ("sum", "mean", "max", "min", "var", "std", "logsumexp", "prod"):
    show(name, getattr(ops, name)(a))
    show(name, getattr(ops, name)(a, axis=1))
    show(name, getattr(ops, name)(a, axis=0, keepdims=True))
show("argmax", ops.argmax(a * v, axis=-1))
show("argmin", ops.argmin(a * v, axis=0))
show("softmax", ops.softmax(a))
show("softmax", ops.softmax(a, axis=0))
show("log_softmax", ops.log_softmax(a))
show("matmul", ops.matmul(a, ops.transpose(b)))
show("matmul", ops.matmul(a, v))
show("dot", ops.dot(v, v))
show("einsum", ops.einsum("ij,kj->ik", a, b))
show("einsum", ops.einsum("ij->j", a))
show("einsum", ops.einsum("ij,ij->i", a, b))
show("tensordot", ops.tensordot(a, b, axes=[[1], [1]]))
show("reshape", ops.reshape(b, (2, -1)))
show("transpose", ops.transpose(b))
show("swapaxes", ops.swapaxes(ops.reshape(b, (3, 2, 2)), 0, 2))
show("expand_dims", ops.expand_dims(v, 0))
show("squeeze", ops.squeeze(ops.expand_dims(v, 1), 1))
show("concatenate", ops.concatenate([a, b], axis=1))
show("stack", ops.stack([v, v * 2], axis=1))
for part in ops.split(b, 2, axis=1):
    show("split", part)
show("take", ops.take(b, [2, 0], axis=1))
show("tile", ops.tile(v, 2))
show("repeat", ops.repeat(v, 2))
show("repeat", ops.repeat(b, 2, axis=0))
show("broadcast_to", ops.broadcast_to(v, (2, 4)))
show("flip", ops.flip(v, axis=0))
show("pad", ops.pad(v, [[1, 2]]))
show("cumsum", ops.cumsum(b, axis=1))
show("one_hot", ops.one_hot(np.array([0, 2, 1]), 3))
show("cast", ops.cast(a, "int32"))
show("zeros_like", ops.zeros_like(a))
show("ones_like", ops.ones_like(v))
show("zeros", ops.zeros((2, 2)))
show("full", ops.full((2,), 7.0))
show("arange", ops.arange(5))
show("eye", ops.eye(2))
show("norm", ops.norm(a))
show("average", ops.average(v, weights=np.array([1.0, 2.0, 3.0, 4.0], "float32")))
show("logical_and", ops.logical_and(a > 0, b > 9))
show("any", ops.any(a > 1, axis=0))
show("all", ops.all(a > -5))
show("stop_gradient", ops.stop_gradient(v))
show("triu", ops.triu(ops.ones((3, 3))))
show("moments", ops.moments(a, axes=[0])[1])
print(ops.shape(a), ops.ndim(a), int(ops.size(a)))
