"""`tf.print`."""

import sys

import numpy as np
from tensorflow._tensor import Numbers


def _number(value):
    """The shortest of 6 and 9 digits that gives the number again, as TensorFlow prints float32."""
    if isinstance(value, np.ndarray) or not hasattr(value, "item") and not isinstance(value, bytes):
        value = value[()]
    if isinstance(value, bytes):
        return f'"{value.decode()}"'
    value = value.item()
    if not isinstance(value, float):
        return str(int(value))
    short = f"{value:.6g}"
    return short if np.float32(short) == np.float32(value) else f"{value:.9g}"


def _text(array, summarize, indent=1):
    if not getattr(array, "ndim", 0):
        return _number(array)
    edge = 3 if summarize is None else summarize
    count = len(array)
    rows = [_text(array[at], summarize, indent + 1) for at in range(count)
            if edge < 0 or count <= 2 * edge or at < edge or at >= count - edge]
    if edge >= 0 and count > 2 * edge:
        rows.insert(edge, "...")
    between = " " if array.ndim == 1 else "\n" * (array.ndim - 1) + " " * indent
    return "[" + between.join(rows) + "]"


def _shown(value, summarize):
    if isinstance(value, Numbers):
        return _text(value._value, summarize)
    if isinstance(value, np.ndarray):
        return _text(value, summarize)
    if isinstance(value, (list, tuple)):
        inside = ", ".join(_inside(item, summarize) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_inside(item, summarize)}" for key, item in value.items()) + "}"
    return str(value)


def _inside(value, summarize):
    return f"'{value}'" if isinstance(value, str) else _shown(value, summarize)


def tf_print(*inputs, output_stream=None, summarize=3, sep=" ", end="\n", name=None):
    """Prints on stderr, as TensorFlow does; a page shows it with the rest."""
    text = sep.join(_shown(value, summarize) for value in inputs) + end
    stream = sys.stdout if output_stream is sys.stdout or output_stream == "file:///dev/stdout" else sys.stderr
    stream.write(text)
