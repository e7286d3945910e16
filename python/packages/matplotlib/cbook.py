"""Small helpers."""

import math

import numpy as np


def iterable(value):
    """True if a value has items."""
    try:
        iter(value)
    except TypeError:
        return False
    return True


def together(*arrays):
    """Arrays as arrays of one shape."""
    shape = np.broadcast_shapes(*[np.asarray(a).shape for a in arrays])
    return [np.broadcast_to(a, shape) for a in arrays]


def flat_axes(axes):
    """Axes, or a list or array of them, as a list."""
    if hasattr(axes, "ravel"):
        axes = axes.ravel().tolist()
    return list(axes) if isinstance(axes, (list, tuple)) else [axes]


def bin_edges(values, bins, span):
    """The edges of bins: given, a number of them, or the name of a rule."""
    if not isinstance(bins, (int, np.integer, str)) and iterable(bins):
        edges = np.asarray(bins, float)
        if (np.diff(edges) < 0).any():
            raise ValueError("`bins` must increase monotonically, when an array")
        return edges
    if span is not None:
        low, high = float(span[0]), float(span[1])
        if low > high:
            raise ValueError("max must be larger than min in range parameter.")
    elif values.size:
        low, high = float(values.min()), float(values.max())
    else:
        low, high = 0.0, 1.0
    if low == high:
        low, high = low - 0.5, high + 0.5
    if isinstance(bins, str):
        bins = _rule(values[(values >= low) & (values <= high)], bins, high - low)
    if bins < 1:
        raise ValueError("`bins` must be positive, when an integer")
    if bins > 1_000_000:
        raise ValueError(f"{bins} bins are too many: at most 1000000 can be drawn")
    return np.linspace(low, high, int(bins) + 1)


def _rule(values, name, span):
    """How many bins a rule takes."""
    n = values.size
    if name not in ("auto", "fd", "sturges", "sqrt", "rice", "scott", "doane"):
        raise ValueError(f"{name!r} is not a valid estimator for `bins`")
    if not n:
        return 1
    whole = float(values.max() - values.min())
    sturges = whole / (math.log2(n) + 1)
    q1, q3 = np.percentile(values, [25, 75]).tolist() if name in ("auto", "fd") else (0, 0)
    fd = 2 * (q3 - q1) * n ** (-1 / 3)
    deviation = float(np.std(values))
    if name == "doane":
        width = 0.0
        if n > 2 and deviation > 0:
            skew = float((((values - values.mean()) / deviation) ** 3).mean())
            sg = math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))
            width = whole / (1 + math.log2(n) + math.log2(1 + abs(skew) / sg))
    else:
        width = {
            "fd": fd, "sturges": sturges, "sqrt": whole / math.sqrt(n), "rice": whole / (2 * n ** (1 / 3)), "scott": (24 * math.pi**0.5 / n) ** (1 / 3) * deviation,
            "auto": min(max(fd, whole / math.sqrt(n) / 2), sturges) if fd else sturges,
        }[name]
    return max(int(math.ceil(span / width)), 1) if width else 1
