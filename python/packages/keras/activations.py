"""Activation functions of tensors. Layers know them by name."""

from keras import ops as _ops


class _Activation:
    """A function of `keras.ops` under the name that layers know."""

    def __init__(self, name, function):
        self.__name__, self._function = name, function

    def __call__(self, x, *args, **kwargs):
        return self._function(x, *args, **kwargs)

    def _serialized(self):
        return self.__name__

    def __repr__(self):
        return f"<function {self.__name__}>"


def _relu(x, negative_slope=0.0, max_value=None, threshold=0.0):
    if not negative_slope and max_value is None and not threshold:
        return _ops.relu(x)
    above = _ops.where(_ops.greater(x, threshold) if threshold else _ops.greater_equal(x, 0), x,
                       negative_slope * (x - threshold))
    return above if max_value is None else _ops.minimum(above, max_value)


def _shrink(formula):
    return lambda x, threshold=0.5: formula(x, threshold)


_FUNCTIONS = {
    "relu": _relu,
    "gelu": lambda x, approximate=False: _ops.gelu(x, approximate),
    "exponential": lambda x: _ops.exp(x),
    "linear": lambda x: x,
    "soft_shrink": _shrink(lambda x, t: _ops.sign(x) * _ops.maximum(_ops.absolute(x) - t, 0.0)),
    "hard_shrink": _shrink(lambda x, t: _ops.where(_ops.absolute(x) > t, x, 0.0)),
}
_NAMES = ("celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish",
          "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu",
          "sigmoid", "silu", "softmax", "softplus", "softsign", "soft_shrink", "sparse_plus", "sparse_sigmoid",
          "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink", "threshold", "glu")
for _name in _NAMES:
    globals()[_name] = _Activation(_name, _FUNCTIONS.get(_name) or getattr(_ops, _name))


def name_of(function):
    """The name that layers know a function by, if it is one of these or of `keras.ops`."""
    name = getattr(function, "__name__", None)
    if name in _NAMES and name != "gelu" and getattr(_ops, name, None) is function:
        return name
    return None


def get(identifier):
    if identifier is None:
        return globals()["linear"]
    if isinstance(identifier, dict):
        return get(identifier["config"] if isinstance(identifier["config"], str) else identifier["class_name"])
    from keras import saving

    return saving.identified(identifier, {name: globals()[name] for name in _NAMES}, "activation function")


def serialize(activation):
    return activation._serialized() if hasattr(activation, "_serialized") else activation.__name__


deserialize = get
