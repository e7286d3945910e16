"""The engine's settings, and the functions of Keras 2's backend."""

from keras import _names, ops

_OPS = {"abs": "absolute", "dot": "matmul", "elu": "elu", "equal": "equal", "exp": "exp",
        "expand_dims": "expand_dims", "greater": "greater", "greater_equal": "greater_equal", "less": "less",
        "less_equal": "less_equal", "log": "log", "logsumexp": "logsumexp", "maximum": "maximum", "minimum": "minimum",
        "not_equal": "not_equal", "ones_like": "ones_like", "one_hot": "one_hot", "relu": "relu", "reshape": "reshape",
        "round": "round", "shape": "shape", "int_shape": "shape", "sigmoid": "sigmoid", "sign": "sign", "sin": "sin",
        "cos": "cos", "softmax": "softmax", "softplus": "softplus", "softsign": "softsign", "sqrt": "sqrt",
        "square": "square", "squeeze": "squeeze", "stack": "stack", "stop_gradient": "stop_gradient", "tanh": "tanh",
        "transpose": "transpose", "zeros_like": "zeros_like", "cumsum": "cumsum", "pow": "power", "clip": "clip",
        "cast": "cast", "argmax": "argmax", "argmin": "argmin", "constant": "convert_to_tensor", "repeat": "repeat"}
for _name, _op in _OPS.items():
    globals()[_name] = getattr(ops, _op)


def _reduction(name):
    function = getattr(ops, name)

    def reduce(x, axis=None, keepdims=False):
        return function(x, axis=axis, keepdims=keepdims)

    reduce.__name__ = name
    return reduce


sum, mean, max, min, prod, var, std, any, all = (
    _reduction(_name) for _name in ("sum", "mean", "max", "min", "prod", "var", "std", "any", "all")
)


def concatenate(tensors, axis=-1):
    return ops.concatenate(tensors, axis)


def flatten(x):
    return ops.reshape(x, (-1,))


def batch_flatten(x):
    return ops.reshape(x, (-1, ops.size_of_sample(x)))


def permute_dimensions(x, pattern):
    return ops.transpose(x, pattern)


def batch_dot(x, y, axes=None):
    from keras import layers

    return layers.Dot(axes=axes)([x, y])


def l2_normalize(x, axis=None):
    return ops.normalize(x, axis=-1 if axis is None else axis)


def switch(condition, then_expression, else_expression):
    return ops.where(condition, then_expression, else_expression)


def binary_crossentropy(target, output, from_logits=False):
    return ops.binary_crossentropy(target, output, from_logits)


def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    return ops.categorical_crossentropy(target, output, from_logits, axis)


def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    return ops.sparse_categorical_crossentropy(target, output, from_logits, axis)


def ndim(x):
    return len(x.shape)


def get_value(x):
    return x.numpy() if hasattr(x, "numpy") else x


def set_value(x, value):
    x.assign(value)


def clear_session(free_memory=True):
    _names.clear()


def floatx():
    return "float32"


def epsilon():
    return 1e-7


def image_data_format():
    return "channels_last"


def is_keras_tensor(x):
    return isinstance(x, ops.KerasTensor)


def backend():
    return "pupil"


def __getattr__(name):
    if name.startswith("random_"):
        from keras import random

        return getattr(random, name[7:])
    raise AttributeError(f"module 'keras.backend' has no attribute '{name}'; keras.ops has the functions of tensors")
