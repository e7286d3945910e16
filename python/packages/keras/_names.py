"""Names that Keras gives by itself: dense, dense_1, dense_2."""

import re

_counts = {}
_inner = [0]


def snake(name):
    """conv2d for Conv2D, max_pooling2d for MaxPooling2D."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def fresh(prefix):
    count = _counts.get(prefix, 0)
    _counts[prefix] = count + 1
    return prefix if count == 0 else f"{prefix}_{count}"


def clear():
    _counts.clear()


def inner(prefix):
    """A name for what only the engine names: with a dot, so that no layer has it."""
    _inner[0] += 1
    return f"{prefix}.{_inner[0]}"
