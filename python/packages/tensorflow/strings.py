"""`tf.strings`: functions on texts, which are bytes in tensors."""

import numpy as np
from tensorflow._tensor import Tensor, array_of


def flat(array):
    return array.ravel().tolist() if array.ndim else [array[()]]


def _each(function, value, dtype=object):
    array = array_of(value)
    made = [function(item) for item in flat(array)]
    return Tensor(np.array(made, dtype=dtype).reshape(array.shape))


def lower(input, encoding="", name=None):
    return _each(lambda text: text.lower(), input)


def upper(input, encoding="", name=None):
    return _each(lambda text: text.upper(), input)


def strip(input, name=None):
    return _each(lambda text: text.strip(), input)


def length(input, unit="BYTE", name=None):
    return _each(lambda text: len(text if unit == "BYTE" else text.decode()), input, "int32")


def regex_replace(input, pattern, rewrite, replace_global=True, name=None):
    import re

    count = 0 if replace_global else 1
    return _each(lambda text: re.sub(pattern, rewrite, text.decode(), count=count).encode(), input)


def join(inputs, separator="", name=None):
    parts = [array_of(part) for part in inputs]
    if any(part.ndim for part in parts):
        raise NotImplementedError("tf.strings.join of lists of texts is not here; join them in Python")
    return Tensor(np.array(separator.encode().join(part[()] for part in parts), dtype=object))


def to_number(input, out_type="float32", name=None):
    return _each(lambda text: float(text.decode()), input, str(getattr(out_type, "name", out_type)))


def as_string(input, precision=-1, name=None):
    shown = lambda value: (f"{value:.6g}" if precision < 0 else f"{value:.{precision}f}") if isinstance(value, float) else str(value)
    return _each(lambda value: shown(value).encode(), input)


def split(input, sep=None, maxsplit=-1, name=None):
    array = array_of(input)
    if array.ndim:
        raise NotImplementedError("tf.strings.split of several texts gives a ragged tensor, which is not here; split them in Python")
    return Tensor(np.array(array[()].split(None if sep is None else sep.encode(), maxsplit), dtype=object))
