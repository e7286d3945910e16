"""`keras.ops`: functions of tensors, symbolic or arrays."""

import builtins
import math

import numpy as np

from keras import _steps
from keras._apply import apply, exact, is_symbolic, scopes, widest
from keras._shapes import (
    as_value, broadcast_to, concatenate, dot, einsum, expand_dims, flip, get_item, hstack, matmul, moveaxis, ndim,
    outer, pad, ravel, repeat, reshape, roll, shape, size, split, squeeze, stack, swapaxes, take, tensordot, tile,
    transpose, tril, triu, unstack, vstack,
)
from keras._steps import Value, axes_of, axis_of
from keras._tensor import KerasTensor, plain_array

# Class, formula, and "bool", "float32" or None for the kind that the arguments have.
_ONE = {
    "absolute": ("Absolute", "abs(a)", None),
    "ceil": ("Ceil", "-floor(-a)", "float32"),
    "cos": ("Cos", "cos(a)", "float32"),
    "erf": ("Erf", "erf(a)", "float32"),
    "exp": ("Exp", "exp(a)", "float32"),
    "expm1": ("Expm1", "exp(a) - 1", "float32"),
    "floor": ("Floor", "floor(a)", "float32"),
    "isfinite": ("Isfinite", "a - a == 0", "bool"),
    "isinf": ("Isinf", "(a == a) * (1 - (a - a == 0))", "bool"),
    "isnan": ("Isnan", "1 - (a == a)", "bool"),
    "log": ("Log", "log(a)", "float32"),
    "log10": ("Log10", "log(a) * 0.4342944819032518", "float32"),
    "log1p": ("Log1p", "log1p(a)", "float32"),
    "log2": ("Log2", "log(a) * 1.4426950408889634", "float32"),
    "logical_not": ("LogicalNot", "a == 0", "bool"),
    "negative": ("Negative", "-a", None),
    "ones_like": ("OnesLike", "1", None),
    "reciprocal": ("Reciprocal", "1 / a", "float32"),
    "round": ("Round", "r = floor(a + 0.5); h = r / 2; r - (r - a == 0.5) * (1 - (h == floor(h)))", "float32"),
    "rsqrt": ("Rsqrt", "1 / sqrt(a)", "float32"),
    "sign": ("Sign", "sign(a)", None),
    "sin": ("Sin", "cos(a - 1.5707963267948966)", "float32"),
    "sqrt": ("Sqrt", "sqrt(a)", "float32"),
    "square": ("Square", "square(a)", None),
    "tan": ("Tan", "cos(a - 1.5707963267948966) / cos(a)", "float32"),
    "tanh": ("Tanh", "tanh(a)", "float32"),
    "zeros_like": ("ZerosLike", "0", None),
}
_TWO = {
    "add": ("Add", "a + b", None),
    "subtract": ("Subtract", "a - b", None),
    "multiply": ("Multiply", "a * b", None),
    "true_divide": ("TrueDivide", "a / b", "float32"),
    "divide": ("Divide", "a / b", "float32"),
    "divide_no_nan": ("DivideNoNan", "b == 0 ? 0 : a / (b == 0 ? 1 : b)", "float32"),
    "floor_divide": ("FloorDivide", "floor(a / b)", None),
    "mod": ("Mod", "a - floor(a / b) * b", None),
    "maximum": ("Maximum", "max(a, b)", None),
    "minimum": ("Minimum", "min(a, b)", None),
    "equal": ("Equal", "a == b", "bool"),
    "not_equal": ("NotEqual", "1 - (a == b)", "bool"),
    "less": ("Less", "a < b", "bool"),
    "less_equal": ("LessEqual", "a <= b", "bool"),
    "greater": ("Greater", "a > b", "bool"),
    "greater_equal": ("GreaterEqual", "a >= b", "bool"),
    "logical_and": ("LogicalAnd", "(1 - (a == 0)) * (1 - (b == 0))", "bool"),
    "logical_or": ("LogicalOr", "1 - (a == 0) * (b == 0)", "bool"),
    "logical_xor": ("LogicalXor", "1 - ((a == 0) == (b == 0))", "bool"),
    "squared_difference": ("SquaredDifference", "square(a - b)", None),
}
# Activations that the engine has by name.
_ACTIVATIONS = ("relu", "relu6", "sigmoid", "softplus", "softsign", "silu", "log_sigmoid", "selu", "hard_sigmoid",
                "hard_silu", "mish", "hard_tanh", "tanh_shrink", "squareplus", "sparse_plus", "sparse_sigmoid", "sparsemax")


def _camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def _formula(name, row, count):
    kind, formula, dtype = row
    lower = lambda steps, *values: steps.map(formula, *values)
    if count == 1:
        def function(x):
            return apply(kind, lower, [x], dtype=dtype)
    else:
        def function(x1, x2):
            return apply(kind, lower, [x1, x2], dtype=dtype)
    function.__name__ = function.__qualname__ = name
    return exact(function) if dtype != "float32" and hasattr(np, name) else function


for _name, _row in _ONE.items():
    globals()[_name] = _formula(_name, _row, 1)
for _name, _row in _TWO.items():
    globals()[_name] = _formula(_name, _row, 2)


def _activation(name):
    def function(x):
        return apply(_camel(name), lambda steps, x: as_value(steps, x).activation(name), [x], dtype="float32", module="nn")

    function.__name__ = function.__qualname__ = name
    return function


for _name in _ACTIVATIONS:
    globals()[_name] = _activation(_name)
abs, swish, hard_swish = globals()["absolute"], globals()["silu"], globals()["hard_silu"]


# Activations with options


def leaky_relu(x, negative_slope=0.2):
    lower = lambda steps, x: steps.map("a > 0 ? a : s * a", x, s=float(negative_slope))
    return apply("LeakyRelu", lower, [x], {"negative_slope": negative_slope}, "float32", "nn")


def elu(x, alpha=1.0):
    lower = lambda steps, x: steps.map("a > 0 ? a : s * (exp(min(a, 0)) - 1)", x, s=float(alpha))
    return apply("Elu", lower, [x], {"alpha": alpha}, "float32", "nn")


def celu(x, alpha=1.0):
    lower = lambda steps, x: steps.map("max(a, 0) + s * (exp(min(a, 0) / s) - 1)", x, s=float(alpha))
    return apply("Celu", lower, [x], {"alpha": alpha}, "float32", "nn")


def gelu(x, approximate=True):
    tanh_form = "0.5 * a * (1 + tanh(0.7978845608028654 * (a + 0.044715 * a * a * a)))"
    formula = tanh_form if approximate else "0.5 * a * (1 + erf(a * 0.7071067811865476))"
    return apply("Gelu", lambda steps, x: steps.map(formula, x), [x], {"approximate": approximate}, "float32", "nn")


def threshold(x, threshold, default_value):
    lower = lambda steps, x: steps.map("a > t ? a : d", x, t=float(threshold), d=float(default_value))
    return apply("Threshold", lower, [x], {"threshold": threshold, "default_value": default_value}, "float32", "nn")


def glu(x, axis=-1):
    def lower(steps, x):
        at = axis_of(axis, x.ndim)
        half, odd = divmod(x.shape[at], 2)
        if odd:
            raise ValueError(f"axis size must be divisible by 2. Received: x.shape={x.shape} with axis={axis}")
        return steps.map("a * sigmoid(b)", x.slice(at, 0, half), x.slice(at, half, 2 * half))

    return apply("Glu", lower, [x], {"axis": axis}, "float32", "nn")


def softmax(x, axis=-1):
    def lower(steps, x):
        if axis is None or isinstance(axis, (tuple, list)):
            axes = axes_of(axis, x.ndim)
            e = steps.map("exp(a - b)", x, x.reduce("max", axes, True).stop())
            return steps.map("a / b", e, e.reduce("sum", axes, True))
        return x.softmax(axis_of(axis, x.ndim))

    return apply("Softmax", lower, [x], {"axis": axis}, "float32", "nn")


def log_softmax(x, axis=-1):
    lower = lambda steps, x: x.softmax(axis_of(axis, x.ndim), "log_softmax")
    return apply("LogSoftmax", lower, [x], {"axis": axis}, "float32", "nn")


# Elementwise, with more arguments


@exact
def power(x1, x2):
    def lower(steps, a, b):
        if isinstance(b, Value):
            # The gradient of the exponent is 0 where the base is not positive. A negative number has powers of whole
            # numbers only: the logarithm of others is nan, which cannot be a constant on a GPU.
            return steps.map(
                "m = a == 0 ? 1 : abs(a); s = a < 0 ? (c == floor(c) ? 1 - 2 * (c - 2 * floor(c / 2)) : log(-abs(c))) : 1;"
                "a == 0 ? (c == 1 ? a : c == 0 ? 1 : c > 0 ? 0 : 1 / 0) : s * exp((a > 0 ? b : c) * log(m))", a, b, b.stop())
        whole = int(b) if float(b) == int(b) else None
        if whole is not None and 0 < whole <= 16:
            return steps.map(" * ".join(["a"] * whole), a)
        if whole is not None and -16 <= whole <= 0:
            return steps.map("1 / (" + " * ".join(["a"] * -whole) + ")" if whole else "1", a)
        return steps.map("sqrt(a)", a) if b == 0.5 else steps.map("pow(a, b)", a, b)

    return apply("Power", lower, [x1, x2])


@exact
def clip(x, x_min, x_max):
    lower = lambda steps, x: steps.map("min(max(a, l), h)", x, l=_steps.finite(x_min), h=_steps.finite(x_max))
    if is_symbolic([x_min, x_max]) or builtins.any(plain_array(limit).ndim for limit in (x_min, x_max)):
        return minimum(maximum(x, x_min), x_max)
    return apply("Clip", lower, [x], {"x_min": x_min, "x_max": x_max})


def where(condition, x1=None, x2=None):
    if x1 is None or x2 is None:
        if is_symbolic(condition):
            raise NotImplementedError("ops.where with a condition alone gives as many numbers as the data decide, which "
                                      "a graph cannot; give x1 and x2")
        return np.where(condition)
    lower = lambda steps, c, a, b: steps.map("a == 0 ? c : b", c, a, b)
    kinds = [_kind(x) for x in (x1, x2)]
    # Numbers of Python take the type of the other one.
    whole = [kind for kind in kinds if kind not in ("bool", "int")] or ["int32" if "int" in kinds else "bool"]
    dtype = "float32" if builtins.any(kind.startswith("float") for kind in kinds) else widest(whole)
    if is_symbolic([condition, x1, x2]):
        return apply("Where", lower, [condition, x1, x2], dtype=dtype)
    return np.where(*map(plain_array, (condition, x1, x2))).astype(dtype)


def _kind(x):
    """The name of a value's type, which is "int" or "float" for Python's numbers."""
    dtype = getattr(x, "dtype", None)
    if dtype is None:
        return type(x).__name__ if isinstance(x, (bool, int, float)) else plain_array(x).dtype.name
    return getattr(dtype, "name", dtype)


def cast(x, dtype):
    name = getattr(dtype, "name", dtype)
    name = name if isinstance(name, str) else np.dtype(name).name
    if name.startswith(("int", "uint")):
        lower = lambda steps, x: steps.map("sign(a) * floor(abs(a))", x)
    elif name == "bool":
        lower = lambda steps, x: steps.map("1 - (a == 0)", x)
    else:
        name = "float32"
        lower = lambda steps, x: steps.map("a + 0", x)
    if not is_symbolic(x):
        return plain_array(x).astype(name)
    return apply("Cast", lower, [x], {"dtype": name}, name, "core")


def stop_gradient(variable):
    lower = lambda steps, x: as_value(steps, x).stop()
    return apply("StopGradient", lower, [variable], module="core")


def average(x, axis=None, weights=None):
    if weights is None:
        return mean(x, axis)
    return sum(x * _aligned(weights, x, axis), axis) / sum(_aligned(weights, x, axis), axis)


def _aligned(weights, x, axis):
    rank = len(x.shape)
    if axis is not None and ndim(weights) == 1:
        wanted = [1] * rank
        wanted[axis_of(axis, rank)] = -1
        weights = reshape(weights, wanted)
    return weights * ones_like(x)


# Reductions


def _reduction(kind, formula, dtype=None):
    def function(x, axis=None, keepdims=False):
        lower = lambda steps, x: formula(steps, as_value(steps, x), axes_of(axis, as_value(steps, x).ndim), keepdims)
        options = {"axis": list(axis) if isinstance(axis, tuple) else axis, "keepdims": keepdims}
        counts = kind in ("Sum", "Prod") and _kind(x) == "bool"
        return apply(kind, lower, [x], options, "int32" if counts else dtype)

    function.__name__ = function.__qualname__ = kind.lower()
    return exact(function) if kind in ("Sum", "Max", "Min", "Prod") else function


def _variance(steps, x, axes, keepdims):
    return steps.map("square(a - b)", x, x.reduce("mean", axes, True)).reduce("mean", axes, keepdims)


def _product(steps, x, axes, keepdims):
    for axis in axes:
        if x.shape[axis] is None or x.shape[axis] > 64:
            raise NotImplementedError("ops.prod multiplies at most 64 numbers, and not over the batch")
        product = x.slice(axis, 0, 1)
        for at in range(1, x.shape[axis]):
            product = steps.map("a * b", product, x.slice(axis, at, at + 1))
        x = product
    return x if keepdims else x.without(axes)


def _log_sum(steps, x, axes, keepdims):
    top = x.reduce("max", axes, True).stop()
    total = steps.map("exp(a - b)", x, top).reduce("sum", axes, True)
    total = steps.map("log(a) + b", total, top)
    return total if keepdims else total.without(axes)


def _negated(steps, x, axes, keepdims):
    return steps.map("-a", steps.map("-a", x).reduce("max", axes, keepdims))


_not_zero = lambda steps, x: steps.map("1 - (a == 0)", x)
sum = _reduction("Sum", lambda steps, x, axes, keep: x.reduce("sum", axes, keep))
mean = _reduction("Mean", lambda steps, x, axes, keep: x.reduce("mean", axes, keep), "float32")
max = amax = _reduction("Max", lambda steps, x, axes, keep: x.reduce("max", axes, keep))
min = amin = _reduction("Min", _negated)
var = _reduction("Var", _variance, "float32")
std = _reduction("Std", lambda *a: a[0].map("sqrt(a)", _variance(*a)), "float32")
prod = _reduction("Prod", _product)
logsumexp = _reduction("Logsumexp", _log_sum, "float32")
any = _reduction("Any", lambda steps, x, axes, keep: _not_zero(steps, x).reduce("max", axes, keep), "bool")
all = _reduction("All", lambda steps, x, axes, keep: _negated(steps, _not_zero(steps, x), axes, keep), "bool")
count_nonzero = _reduction(
    "CountNonzero", lambda steps, x, axes, keep: _not_zero(steps, x).reduce("sum", axes, keep), "int32"
)


def moments(x, axes, keepdims=False, synchronized=False):
    return mean(x, axes, keepdims), var(x, axes, keepdims)


def norm(x, ord=None, axis=None, keepdims=False):
    if ord not in (None, 2, "fro", "euclidean") and ord != 1:
        raise NotImplementedError(f"ops.norm has ord 1 and 2, not {ord!r}")
    if ord == 1:
        return sum(abs(x), axis, keepdims)
    return sqrt(sum(square(x), axis, keepdims))


def normalize(x, axis=-1, order=2, epsilon=None):
    epsilon = 1e-7 if epsilon is None else epsilon
    if order != 2:
        return x / maximum(norm(x, order, axis, True), epsilon)
    return x * rsqrt(maximum(sum(square(x), axis, True), epsilon * epsilon))


def _arg(kind, sign):
    def function(x, axis=None, keepdims=False):
        def lower(steps, x):
            flat = x.reshape((None if None in x.shape else math.prod(x.shape),)) if axis is None else x
            at = 0 if axis is None else axis_of(axis, x.ndim)
            best = steps.map("a" if sign > 0 else "-a", flat.stop()).swap(at, flat.ndim - 1).arg_max()
            best = best.swap(at, flat.ndim - 1)
            return best if keepdims and axis is not None else best.without([at])

        return apply(kind, lower, [x], {"axis": axis, "keepdims": keepdims}, "int32")

    function.__name__ = function.__qualname__ = kind.lower()
    return function


argmax, argmin = _arg("Argmax", 1), _arg("Argmin", -1)


@exact
def cumsum(x, axis=None, dtype=None):
    def lower(steps, x):
        flat = x.reshape((math.prod(x.shape),)) if axis is None else x
        at = 0 if axis is None else axis_of(axis, x.ndim)
        size = flat.shape[at]
        if size is None or size > 4096:
            raise NotImplementedError("ops.cumsum adds up at most 4096 numbers, and not over the batch")
        row = steps.iota(size)
        before = steps.map("a <= b", row.reshape((size, 1)), row)
        last = flat.ndim - 1
        rows = flat.swap(at, last) if flat.ndim > 1 else flat.reshape((1, size))
        added = rows.matmul(before)
        return added.swap(at, last) if flat.ndim > 1 else added.reshape((size,))

    return apply("Cumsum", lower, [x], {"axis": axis, "dtype": dtype}, dtype)


# Classes and losses


def one_hot(x, num_classes, axis=-1, dtype=None, sparse=False):
    def lower(steps, x):
        x = as_value(steps, x).stop()
        ones = steps.map("a == b", x.expand_dims(x.ndim), steps.iota(int(num_classes)))
        last, at = ones.ndim - 1, axis_of(axis, ones.ndim)
        return ones if at == last else ones.permute([*range(at), last, *range(at, last)])

    return apply("OneHot", lower, [x], {"num_classes": num_classes, "axis": axis, "dtype": dtype},
                 dtype or "float32", "nn")


def binary_crossentropy(target, output, from_logits=False):
    if from_logits:
        return softplus(output) - target * output
    output = clip(output, 1e-7, 1 - 1e-7)
    return -(target * log(output) + (1 - target) * log(1 - output))


def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    if from_logits:
        return -sum(target * log_softmax(output, axis), axis)
    output = output / sum(output, axis, True)
    return -sum(target * log(clip(output, 1e-7, 1 - 1e-7)), axis)


def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    if ndim(target) == ndim(output):
        target = squeeze(target, -1)
    logs = log_softmax(output if from_logits else log(clip(output, 1e-7, 1 - 1e-7)), axis)
    return -sum(one_hot(target, shape(output)[-1]) * logs, axis)


# Arrays that are made


def convert_to_tensor(x, dtype=None, sparse=None, ragged=None):
    if is_symbolic(x):
        return cast(x, dtype) if dtype is not None else x
    array = plain_array(x)
    if dtype is None and array.dtype.name == "float64" and not isinstance(x, np.ndarray):
        dtype = "float32"
    return array if dtype is None else array.astype(getattr(dtype, "name", dtype))


def convert_to_numpy(x):
    return plain_array(x)


def is_tensor(x):
    return isinstance(x, (KerasTensor, np.ndarray))


def _made(function):
    def make(*args, dtype=None, **kwargs):
        array = function(*args, **kwargs)
        return array.astype(dtype or ("float32" if array.dtype.name == "float64" else array.dtype.name))

    return make


def _filled(shape, value, dtype):
    """An array of a shape. In the trace of a layer the first size can be that of the batch, which is None."""
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    if None not in shape:
        return np.full(shape, value, dtype=dtype or "float32")
    if not scopes:
        raise ValueError(f"the shape {shape} has a size that is not known")
    row = scopes[-1].batch()
    lower = lambda steps, x: steps.map("a * 0 + v", x.stop(), v=float(value))
    rows = apply("Full", lower, [reshape(row, (-1, size_of_sample(row)))[:, :1]], dtype=dtype or "float32")
    return reshape(rows, (-1, *(1 for _ in shape[1:]))) * np.ones((1, *shape[1:]), "float32")


def size_of_sample(x):
    return math.prod(x.shape[1:])


def zeros(shape, dtype=None):
    return _filled(shape, 0, dtype)


def ones(shape, dtype=None):
    return _filled(shape, 1, dtype)


def full(shape, fill_value, dtype=None):
    return _filled(shape, fill_value, dtype)


def full_like(x, fill_value, dtype=None):
    made = ones_like(x) * fill_value
    return made if dtype is None else cast(made, dtype)


def arange(start, stop=None, step=1, dtype=None):
    array = np.arange(start, step=step) if stop is None else np.arange(start, stop, step)
    return array.astype(dtype or ("float32" if array.dtype.name == "float64" else "int32"))


linspace, eye, identity, array = _made(np.linspace), _made(np.eye), _made(np.identity), convert_to_tensor


def meshgrid(*x, indexing="xy"):
    return np.meshgrid(*x, indexing=indexing)


# Loops over whole numbers, which the trace unrolls.


def fori_loop(lower, upper, body_fun, init_val):
    for at in range(lower, upper):
        init_val = body_fun(at, init_val)
    return init_val


def vectorized_map(function, elements):
    if is_symbolic(elements):
        raise NotImplementedError("ops.vectorized_map over a symbolic tensor is not here; write the function for the "
                                  "whole batch")
    return np.stack([function(element) for element in elements])


def cond(pred, true_fn, false_fn):
    if is_symbolic(pred):
        return where(pred, true_fn(), false_fn())
    return true_fn() if pred else false_fn()


def __getattr__(name):
    import sys

    raise AttributeError(f"module 'keras.ops' has no attribute '{name}' here", name=name, obj=sys.modules[__name__])
