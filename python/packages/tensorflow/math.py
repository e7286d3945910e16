"""`tf.math`."""

from tensorflow._functions import (
    abs, acos, add, add_n, argmax, argmin, asin, atan, atan2, bincount, ceil, confusion_matrix, cos, cosh, cumsum, divide,
    divide_no_nan, equal, erf, exp, expm1, floor, floordiv, greater, greater_equal, is_finite, is_inf, is_nan, l2_normalize,
    less, less_equal, log, log1p, log_sigmoid, logical_and, logical_not, logical_or, maximum, minimum, mod, multiply,
    negative, not_equal, pow, reciprocal, reduce_all, reduce_any, reduce_logsumexp, reduce_max, reduce_mean, reduce_min,
    reduce_prod, reduce_std, reduce_sum, reduce_variance, round, rsqrt, sigmoid, sign, sin, sinh, softmax, softplus,
    softsign, sqrt, square, squared_difference, subtract, tan, tanh, top_k, truediv,
)

floormod = mod


def __getattr__(name):
    raise AttributeError(f"module 'tensorflow.math' has no attribute '{name}' here; NumPy may have what it does")
