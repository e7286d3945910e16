"""Whole numbers in operations: all ways to give arguments, and the types of the results."""

import numpy as np
from keras import ops


def show(name, value):
    value = np.array(value)
    print(name, value.shape, value.dtype, value.tolist())


big = np.array([[2**24 + 1, 3], [5, 2**24 + 3]], "int32")
long = np.array([[2**40 + 1, 3], [5, 7]], "int64")
small = np.array([[200, 100], [1, 2]], "uint8")
for name in ("sum", "max", "min"):
    function = getattr(ops, name)
    show(name, function(big, 0, True))
    show(name, function(big, axis=1, keepdims=True))
    show(name, function(x=big, axis=-1))
    show(name, function(long))
show("prod", ops.prod(np.array([[3, 5], [7, 11]], "int32"), 0, True))
show("sum of a byte", int(ops.sum(np.array([200, 100], "uint8"))))
show("max of a byte", ops.max(small))
show("sum of truths", ops.sum(np.array([True, True, False])))
show("clip", ops.clip(big, x_min=0, x_max=4))
show("clip", ops.clip(big, 4, 2**24 + 1))
show("hstack", ops.hstack([big, big]))
show("vstack", ops.vstack([big, big]))
show("concatenate", ops.concatenate([big, big]))
show("concatenate", ops.concatenate([big, big], 1))
show("concatenate", ops.concatenate([big, long], axis=-1))
show("concatenate", ops.concatenate([np.ones((1, 2), "float32"), np.zeros((2, 2), "float32")]))
show("stack", ops.stack([big, big], 1))
show("tile", ops.tile(big, repeats=2))
show("tile", ops.tile(big, [2, 1]))
show("repeat", ops.repeat(big, 2, 1))
show("repeat", ops.repeat(big, repeats=2, axis=0))
show("roll", ops.roll(big, shift=1, axis=1))
show("flip", ops.flip(big, 0))
show("swapaxes", ops.swapaxes(big, axis1=0, axis2=1))
show("moveaxis", ops.moveaxis(big, source=0, destination=1))
show("transpose", ops.transpose(big, axes=(1, 0)))
show("expand_dims", ops.expand_dims(big, axis=1))
show("squeeze", ops.squeeze(big[:1], axis=0))
show("broadcast_to", ops.broadcast_to(big, shape=(1, 2, 2)))
show("tril", ops.tril(big, k=-1))
show("triu", ops.triu(big, 1))
show("cumsum", ops.cumsum(big, 0))
show("cumsum", ops.cumsum(big, 0, "float32"))
show("cumsum", ops.cumsum(big, axis=1, dtype="int64"))
show("split", ops.split(big, indices_or_sections=2, axis=1))
show("add", ops.add(x1=big, x2=long))
show("subtract", ops.subtract(big, 1))
show("multiply", ops.multiply(small, big))
show("maximum", ops.maximum(x1=big, x2=4))
show("power", ops.power(x1=big % 100, x2=3))
show("less", ops.less(big, long))
show("absolute", ops.absolute(x=-big))
c = np.array([[True, False], [False, True]])
show("where", ops.where(c, big, long))
show("where", ops.where(c, long, big))
show("where", ops.where(c, big, 0))
show("where", ops.where(c, small, big))
for wrong in (lambda: ops.clip(big, x_min=0), lambda: ops.sum(big, 0, axis=1), lambda: ops.tile(big)):
    try:
        wrong()
        print("no error")
    except TypeError:
        print("TypeError")
