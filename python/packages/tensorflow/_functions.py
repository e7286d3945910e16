"""TensorFlow's functions. Symbolic tensors go to `keras.ops`, others to NumPy."""

import collections
import functools
import math

import numpy as np
from keras._tensor import KerasTensor
from tensorflow._tensor import (
    DTYPES, Numbers, Tensor, Variable, array_of, as_dtype, computed, is_symbolic, matching, matrix_product, name_of,
    true_divide,
)
from tensorflow.errors import InvalidArgumentError, at_node


def _plain(value):
    """Arrays in place of tensors with values, for `keras.ops`."""
    if isinstance(value, Numbers):
        return value.numpy()
    return type(value)(map(_plain, value)) if isinstance(value, (list, tuple)) else value


def _to_ops(name, args, kwargs):
    from keras import ops

    kwargs.pop("name", None)
    function = getattr(ops, name, None)
    if function is None:
        raise NotImplementedError(f"symbolic tensors have no operation {name} here")
    return function(*map(_plain, args), **{key: _plain(value) for key, value in kwargs.items()})


def _tensor(ops=None):
    """A function that goes to `keras.ops` when it is given a symbolic tensor."""

    def decorate(body):
        @functools.wraps(body)
        def call(*args, **kwargs):
            if is_symbolic(*args, *kwargs.values()):
                return _to_ops(ops or body.__name__, args, kwargs)
            kwargs.pop("name", None)
            return body(*args, **kwargs)

        return call

    return decorate


def _set(name, ops, body):
    body.__name__ = name
    globals()[name] = _tensor(ops)(body)


def _unary(name, ops, compute, floats):
    def body(x):
        array = array_of(x)
        if floats and "float" not in array.dtype.name:
            raise InvalidArgumentError(
                f"Value for attr 'T' of {name_of(array)} is not in the list of allowed values: bfloat16, half, float, double, "
                f"complex64, complex128 [Op:{name.title()}]: make it floats with tf.cast(x, tf.float32)"
            )
        return Tensor(compute(array))

    _set(name, ops, body)


def _sigmoid(x):
    return (1 / (1 + np.exp(-x))).astype(x.dtype)


def _softplus(x):
    return np.logaddexp(x, 0).astype(x.dtype)


def _erf(x):
    return np.array([math.erf(value) for value in x.ravel().tolist()]).reshape(x.shape).astype(x.dtype)


_FLOATS = {
    "sqrt": np.sqrt, "exp": np.exp, "log": np.log, "log1p": np.log1p, "expm1": np.expm1, "sin": np.sin, "cos": np.cos,
    "tan": np.tan, "tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "sigmoid": _sigmoid, "floor": np.floor, "ceil": np.ceil, "softplus": _softplus,
    "rsqrt": lambda x: 1 / np.sqrt(x), "is_nan": np.isnan, "is_inf": np.isinf, "is_finite": np.isfinite,
    "silu": lambda x: x * _sigmoid(x), "softsign": lambda x: x / (1 + np.abs(x)),
    "selu": lambda x: np.float32(1.05070098) * np.where(x > 0, x, np.float32(1.67326324) * np.expm1(x)).astype(x.dtype),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)).astype(x.dtype),
    "reciprocal": np.reciprocal, "log_sigmoid": lambda x: -_softplus(-x), "erf": _erf,
}
_OTHERS = {
    "abs": np.abs, "square": np.square, "negative": np.negative, "sign": np.sign, "round": np.round,
    "logical_not": np.logical_not, "relu": lambda x: np.maximum(x, x.dtype.type(0)),
    "relu6": lambda x: np.minimum(np.maximum(x, x.dtype.type(0)), x.dtype.type(6)),
}
_RENAMED = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "is_nan": "isnan", "is_inf": "isinf", "is_finite": "isfinite"}
for _name, _compute in _FLOATS.items():
    _unary(_name, _RENAMED.get(_name, _name), _compute, True)
for _name, _compute in _OTHERS.items():
    _unary(_name, _name, _compute, False)


@_tensor("gelu")
def gelu(features, approximate=False):
    x = array_of(features)
    if approximate:
        return Tensor((0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))).astype(x.dtype))
    return Tensor((0.5 * x * (1 + _erf(x / np.sqrt(2).astype(x.dtype)))).astype(x.dtype))


@_tensor("leaky_relu")
def leaky_relu(features, alpha=0.2):
    x = array_of(features)
    return Tensor(np.where(x > 0, x, alpha * x).astype(x.dtype))


def _binary(name, ops, operation, compute):
    _set(name, ops, lambda x, y: computed(operation, compute, x, y))


for _name, _ops, _operation, _compute in (
    ("add", "add", "AddV2", np.add), ("subtract", "subtract", "Sub", np.subtract),
    ("multiply", "multiply", "Mul", np.multiply), ("divide", "divide", "RealDiv", true_divide),
    ("truediv", "true_divide", "RealDiv", true_divide), ("floordiv", "floor_divide", "FloorDiv", np.floor_divide),
    ("mod", "mod", "FloorMod", np.mod), ("pow", "power", "Pow", np.power), ("maximum", "maximum", "Maximum", np.maximum),
    ("minimum", "minimum", "Minimum", np.minimum), ("equal", "equal", "Equal", np.equal),
    ("not_equal", "not_equal", "NotEqual", np.not_equal), ("greater", "greater", "Greater", np.greater),
    ("greater_equal", "greater_equal", "GreaterEqual", np.greater_equal), ("less", "less", "Less", np.less),
    ("less_equal", "less_equal", "LessEqual", np.less_equal), ("atan2", "arctan2", "Atan2", np.arctan2),
    ("logical_and", "logical_and", "LogicalAnd", np.logical_and), ("logical_or", "logical_or", "LogicalOr", np.logical_or),
    ("squared_difference", "squared_difference", "SquaredDifference", lambda x, y: np.square(x - y)),
    ("divide_no_nan", "divide_no_nan", "DivNoNan", lambda x, y: np.where(y == 0, x.dtype.type(0), x / np.where(y == 0, y.dtype.type(1), y)).astype(x.dtype)),
):
    _binary(_name, _ops, _operation, _compute)


def _axes(axis):
    axis = _plain(axis)
    if axis is None:
        return None
    return tuple(map(int, axis)) if np.asarray(axis).ndim else int(axis)


def _mean(x, **options):
    if "float" in x.dtype.name:
        return np.mean(x, **options)
    total = np.sum(x, dtype="int64", **options)
    return np.trunc(total / (x.size // max(np.asarray(total).size, 1))).astype(x.dtype)


def _logsumexp(x, axis=None, keepdims=False):
    top = np.max(x, axis=axis, keepdims=True)
    total = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis) if axis is not None else total.reshape(())


for _name, _ops, _compute in (
    ("reduce_sum", "sum", np.sum), ("reduce_mean", "mean", _mean), ("reduce_max", "max", np.max),
    ("reduce_min", "min", np.min), ("reduce_prod", "prod", np.prod), ("reduce_std", "std", np.std),
    ("reduce_variance", "var", np.var), ("reduce_all", "all", np.all), ("reduce_any", "any", np.any),
    ("reduce_logsumexp", "logsumexp", _logsumexp),
):
    def _reduce(input_tensor, axis=None, keepdims=False, _compute=_compute):
        array = array_of(input_tensor)
        result = np.asarray(_compute(array, axis=_axes(axis), keepdims=keepdims))
        return Tensor(result if result.dtype.name == "bool" else result.astype(array.dtype))

    _set(_name, _ops, _reduce)


def _arg(name, compute):
    def body(input, axis=0, output_type="int64"):
        return Tensor(np.asarray(compute(array_of(input), axis=_axes(axis))).astype(as_dtype(output_type).name))

    _set(name, name, body)


_arg("argmax", np.argmax)
_arg("argmin", np.argmin)


def constant(value, dtype=None, shape=None, name="Const"):
    """A tensor with values."""
    array = array_of(value, dtype)
    if shape is not None:
        shape = tuple(shape)
        if array.size == 1:
            array = np.full(shape, array.reshape(())[()])
        elif array.size != np.prod(shape):
            raise TypeError(
                f"Eager execution of tf.constant with unsupported shape. Tensor {array} (converted from {value}) has "
                f"{array.size} elements, but got `shape` {shape} with {int(np.prod(shape))} elements)."
            )
        array = array.reshape(shape)
    return Tensor(array if name_of(array) == "string" else np.array(array))


def convert_to_tensor(value, dtype=None, dtype_hint=None, name=None):
    if isinstance(value, KerasTensor):
        return value
    return Tensor(array_of(value, dtype))


@_tensor("cast")
def cast(x, dtype):
    array = array_of(x)
    return Tensor(array.astype(as_dtype(dtype).name))


def _sizes(shape):
    shape = _plain(shape)
    return int(shape) if np.asarray(shape).ndim == 0 else tuple(int(size) for size in shape)


def zeros(shape, dtype="float32", name=None):
    return Tensor(np.zeros(_sizes(shape), dtype=as_dtype(dtype).name))


def ones(shape, dtype="float32", name=None):
    return Tensor(np.ones(_sizes(shape), dtype=as_dtype(dtype).name))


def fill(dims, value, name=None):
    return Tensor(np.full(_sizes(dims), array_of(value)[()]))


@_tensor()
def zeros_like(input, dtype=None):
    array = array_of(input)
    return Tensor(np.zeros(array.shape, dtype=as_dtype(dtype).name if dtype else array.dtype))


@_tensor()
def ones_like(input, dtype=None):
    array = array_of(input)
    return Tensor(np.ones(array.shape, dtype=as_dtype(dtype).name if dtype else array.dtype))


def eye(num_rows, num_columns=None, batch_shape=None, dtype="float32", name=None):
    made = np.eye(num_rows, num_columns, dtype=as_dtype(dtype).name)
    return Tensor(made if batch_shape is None else np.array(np.broadcast_to(made, (*_sizes(batch_shape), *made.shape))))


def range(start, limit=None, delta=1, dtype=None, name="range"):
    if limit is None:
        start, limit = 0, start
    made = np.arange(_plain(start), _plain(limit), _plain(delta))
    if dtype is None:
        dtype = next((part.dtype for part in (start, limit, delta) if hasattr(part, "dtype")),
                     "float32" if "float" in made.dtype.name else "int32")
    return Tensor(made.astype(as_dtype(dtype).name))


def linspace(start, stop, num, name=None, axis=0):
    kind = array_of(start).dtype.name
    start, stop = array_of(start).astype("float64")[..., None], array_of(stop).astype("float64")[..., None]
    made = np.moveaxis(start + (stop - start) * np.linspace(0, 1, int(num)), -1, axis)
    return Tensor(made.astype(kind if "float" in kind else "float64"))


@_tensor()
def one_hot(indices, depth, on_value=1, off_value=0, axis=-1, dtype="float32"):
    numbers = array_of(indices)
    hot = numbers[..., None] == np.arange(int(depth))
    return Tensor(np.moveaxis(np.where(hot, on_value, off_value), -1, axis).astype(as_dtype(dtype).name))


@_tensor()
def reshape(tensor, shape):
    array = array_of(tensor)
    sizes = _sizes(shape)
    try:
        return Tensor(array.reshape(sizes))
    except ValueError:
        raise InvalidArgumentError(
            f"{at_node('Reshape')}Input to reshape is a tensor with {array.size} values, but the requested shape has "
            f"{int(np.abs(np.prod(sizes)))} [Op:Reshape]"
        ) from None


@_tensor()
def transpose(a, perm=None, conjugate=False):
    return Tensor(np.transpose(array_of(a), _axes(perm)))


@_tensor()
def expand_dims(input, axis):
    return Tensor(np.expand_dims(array_of(input), axis))


@_tensor()
def squeeze(input, axis=None):
    return Tensor(np.squeeze(array_of(input), _axes(axis)))


def _like(values):
    """Arrays of one type: that of the first tensor, or else of the first."""
    arrays = [array_of(value) for value in values]
    firm = next((array for array, value in zip(arrays, values) if isinstance(value, Numbers)), arrays[0])
    return [array.astype(firm.dtype) for array in arrays]


@_tensor("concatenate")
def concat(values, axis):
    return Tensor(np.concatenate(_like(values), axis=int(axis)))


@_tensor()
def stack(values, axis=0):
    return Tensor(np.stack(_like(values), axis=axis))


@_tensor("unstack")
def unstack(value, num=None, axis=0):
    return [Tensor(part) for part in np.moveaxis(array_of(value), axis, 0)]


@_tensor()
def split(value, num_or_size_splits, axis=0, num=None):
    parts = _plain(num_or_size_splits)
    if np.asarray(parts).ndim:
        parts = np.cumsum(parts)[:-1].tolist()
    return [Tensor(part) for part in np.split(array_of(value), parts, axis=axis)]


@_tensor()
def matmul(a, b, transpose_a=False, transpose_b=False):
    transposed = lambda side: np.swapaxes(array_of(side), -1, -2)
    return matrix_product(transposed(a) if transpose_a else a, transposed(b) if transpose_b else b)


@_tensor()
def tensordot(a, b, axes):
    return Tensor(np.tensordot(*matching(a, b, "MatMul"), axes))


@_tensor()
def einsum(equation, *inputs):
    return Tensor(np.einsum(equation, *_like(inputs)))


@_tensor()
def where(condition, x=None, y=None):
    chosen = array_of(condition)
    if x is None:
        return Tensor(np.argwhere(chosen))
    return Tensor(np.where(chosen, *matching(x, y, "SelectV2")))


@_tensor("clip")
def clip_by_value(t, clip_value_min, clip_value_max):
    array = array_of(t)
    return Tensor(np.clip(array, _plain(clip_value_min), _plain(clip_value_max)).astype(array.dtype))


@_tensor("take")
def gather(params, indices, axis=0):
    return Tensor(np.take(array_of(params), array_of(indices), axis=axis))


@_tensor("tile")
def tile(input, multiples):
    return Tensor(np.tile(array_of(input), _sizes(multiples)))


@_tensor()
def repeat(input, repeats, axis=None):
    return Tensor(np.repeat(array_of(input), _plain(repeats), axis))


@_tensor()
def pad(tensor, paddings, mode="CONSTANT", constant_values=0):
    mode = mode.lower()
    options = {"constant_values": constant_values} if mode == "constant" else {}
    return Tensor(np.pad(array_of(tensor), _plain(paddings), mode=mode, **options))


@_tensor("flip")
def reverse(tensor, axis):
    return Tensor(np.flip(array_of(tensor), _axes(axis)))


@_tensor("roll")
def roll(input, shift, axis):
    return Tensor(np.roll(array_of(input), shift, _axes(axis)))


@_tensor("cumsum")
def cumsum(x, axis=0, exclusive=False, reverse=False):
    array = array_of(x)
    flipped = np.flip(array, axis) if reverse else array
    if exclusive and array.shape[axis]:
        # Each sum begins before its element: zeros come first, and the last elements are left out.
        rows = np.moveaxis(flipped, axis, 0)
        flipped = np.moveaxis(np.concatenate([np.zeros_like(rows[:1]), rows[:-1]]), 0, axis)
    sums = np.cumsum(flipped, axis=axis).astype(array.dtype)
    return Tensor(np.flip(sums, axis) if reverse else sums)


def _descends(direction):
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"Argument `direction` should be one of ASCENDING, DESCENDING. Received: direction={direction}")
    return direction == "DESCENDING"


def _order(array, axis, descending):
    """The places of values in order; equal ones keep theirs. `~` turns the order of whole numbers around."""
    if descending:
        array = -array if "float" in array.dtype.name else ~array
    return np.argsort(array, axis=axis, kind="stable").astype("int32")


@_tensor("sort")
def sort(values, axis=-1, direction="ASCENDING"):
    array = np.sort(array_of(values), axis=axis)
    return Tensor(np.flip(array, axis) if _descends(direction) else array)


@_tensor("argsort")
def argsort(values, axis=-1, direction="ASCENDING", stable=False):
    return Tensor(_order(array_of(values), axis, _descends(direction)))


@_tensor("softmax")
def softmax(logits, axis=-1):
    x = array_of(logits)
    powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return Tensor((powers / np.sum(powers, axis=axis, keepdims=True)).astype(x.dtype))


@_tensor("log_softmax")
def log_softmax(logits, axis=-1):
    x = array_of(logits)
    return Tensor((x - _logsumexp(x, axis, True)).astype(x.dtype))


@_tensor("norm")
def norm(tensor, ord="euclidean", axis=None, keepdims=None):
    array = array_of(tensor)
    if ord == "euclidean":
        result = np.sqrt(np.sum(np.square(array), axis=_axes(axis), keepdims=bool(keepdims)))
    else:
        result = np.linalg.norm(array, ord, _axes(axis), bool(keepdims))
    return Tensor(np.asarray(result).astype(array.dtype))


@_tensor("normalize")
def l2_normalize(x, axis=None, epsilon=1e-12):
    array = array_of(x)
    size = np.sum(np.square(array), axis=_axes(axis), keepdims=True)
    return Tensor((array / np.sqrt(np.maximum(size, epsilon))).astype(array.dtype))


@_tensor("top_k")
def top_k(input, k=1, sorted=True):
    array = array_of(input)
    count = array.shape[-1] if array.ndim else 0
    if not 0 <= int(k) <= count:
        raise InvalidArgumentError(f"{at_node('TopKV2')}input must have at least k columns. Had {count}, needed {int(k)} [Op:TopKV2]")
    order = _order(array, -1, True)[..., :int(k)]
    return TopKV2(Tensor(np.take_along_axis(array, order, -1)), Tensor(order))


TopKV2 = collections.namedtuple("TopKV2", "values indices")
Unique = collections.namedtuple("Unique", "y idx")


def unique(x, out_idx="int32", name=None):
    values, numbers, order = [], {}, []
    array = array_of(x)
    for value in array.tolist():
        if value not in numbers:
            numbers[value] = len(values)
            values.append(value)
        order.append(numbers[value])
    return Unique(Tensor(np.array(values).astype(array.dtype)), Tensor(np.array(order).astype(as_dtype(out_idx).name)))


def boolean_mask(tensor, mask, axis=None, name="boolean_mask"):
    before = (slice(None),) * (0 if axis is None else int(axis))
    return Tensor(array_of(tensor)[(*before, array_of(mask))])


def meshgrid(*args, indexing="xy", name=None):
    return [Tensor(grid) for grid in np.meshgrid(*map(array_of, args), indexing=indexing)]


@_tensor("broadcast_to")
def broadcast_to(input, shape):
    return Tensor(np.broadcast_to(array_of(input), _sizes(shape)))


@_tensor("trace")
def trace(x):
    return Tensor(np.trace(array_of(x)))


def shape(input, out_type="int32", name=None):
    """The sizes of a tensor's axes, as a tensor. A symbolic tensor's are those that are known."""
    if isinstance(input, KerasTensor):
        return input.shape
    return Tensor(np.array(array_of(input).shape, dtype=as_dtype(out_type).name))


def size(input, out_type="int32", name=None):
    return Tensor(np.array(array_of(input).size, dtype=as_dtype(out_type).name))


def rank(input, name=None):
    return Tensor(np.array(array_of(input).ndim, dtype="int32"))


def identity(input, name=None):
    return input if isinstance(input, KerasTensor) else Tensor(array_of(input))


@_tensor("stop_gradient")
def stop_gradient(input):
    return Tensor(array_of(input))


def add_n(inputs, name=None):
    return functools.reduce(add, inputs)


def is_tensor(x):
    return isinstance(x, (Numbers, KerasTensor))


def bincount(arr, weights=None, minlength=None, maxlength=None, dtype="int32", name=None):
    numbers = array_of(arr).ravel()
    weights = None if weights is None else array_of(weights).ravel()
    if maxlength is not None:
        kept = numbers < maxlength
        numbers, weights = numbers[kept], None if weights is None else weights[kept]
    made = np.bincount(numbers, weights, minlength or 0)
    return Tensor(made.astype(as_dtype(dtype).name if weights is None else weights.dtype))


def confusion_matrix(labels, predictions, num_classes=None, weights=None, dtype="int32", name=None):
    true, guess = array_of(labels).astype("int64"), array_of(predictions).astype("int64")
    count = num_classes or int(max(true.max(), guess.max())) + 1
    table = np.zeros((count, count), dtype=as_dtype(dtype).name)
    weights = [1] * len(true) if weights is None else array_of(weights).tolist()
    for row, column, weight in zip(true.tolist(), guess.tolist(), weights):
        table[row, column] += weight
    return Tensor(table)


@_tensor("sigmoid_cross_entropy")
def sigmoid_cross_entropy_with_logits(labels=None, logits=None):
    z, x = array_of(labels), array_of(logits)
    return Tensor((np.maximum(x, 0) - x * z + np.log1p(np.exp(-np.abs(x)))).astype(x.dtype))


def softmax_cross_entropy_with_logits(labels=None, logits=None, axis=-1, name=None):
    return Tensor(-np.sum(array_of(labels) * log_softmax(logits, axis)._value, axis=axis))


def sparse_softmax_cross_entropy_with_logits(labels=None, logits=None, name=None):
    return softmax_cross_entropy_with_logits(one_hot(labels, array_of(logits).shape[-1]), logits)


__all__ = [
    _name for _name, _value in list(globals().items())
    if not _name.startswith("_") and getattr(_value, "__module__", None) == __name__
]
