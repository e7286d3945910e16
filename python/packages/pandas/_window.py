"""rolling, expanding and ewm: statistics of the values up to each row."""

import numpy as np

from . import _stats
from . import _values as v


class Window:
    """The values in a window that moves or grows."""

    def __init__(self, owner, size, least, center=False):
        self._owner, self._size, self._least, self._center = owner, size, least, center

    def _compute(self, function):
        def moved(values):
            numbers = _stats.numbers(values).astype(np.float64)
            count, made = len(numbers), []
            ahead = (self._size - 1) // 2 if self._center else 0
            for place in range(count):
                end = place + 1 + ahead
                start = 0 if self._size is None else max(end - self._size, 0)
                part = _stats.known(numbers[start : min(end, count)])
                made.append(function(part) if len(part) >= self._least else v.NAN)
            return np.array(made, dtype=np.float64)

        return self._owner._map_values(moved)

    def apply(self, func, raw=False):
        return self._compute(func)

    def agg(self, func):
        if isinstance(func, list) and self._owner.ndim == 1:
            from ._merge import concat

            made = concat([self.agg(x) for x in func], axis=1)
            made.columns = [x if isinstance(x, str) else x.__name__ for x in func]
            return made
        if isinstance(func, (list, dict)):
            raise NotImplementedError("this pandas has windows of a table with one statistic at a time: aggregate each column")
        return getattr(self, func)() if isinstance(func, str) else self._compute(func)


class Decaying:
    """Means that count older values less."""

    def __init__(self, owner, alpha, adjust, ignore_na):
        self._owner, self._alpha, self._adjust, self._ignore_na = owner, alpha, adjust, ignore_na

    def mean(self):
        def moved(values):
            made, top, below, rest = [], 0.0, 0.0, 1 - self._alpha
            for x in _stats.numbers(values).tolist():
                known = x == x
                if known or not self._ignore_na:
                    top, below = rest * top, rest * below
                if known:
                    share = 1.0 if self._adjust or not below else self._alpha
                    top, below = top + share * x, below + share
                    if not self._adjust:
                        top, below = top / below, 1.0
                made.append(top / below if below else v.NAN)
            return np.array(made, dtype=np.float64)

        return self._owner._map_values(moved)


def rolling(owner, window, min_periods=None, center=False, **others):
    if isinstance(window, str):
        raise NotImplementedError("this pandas has windows of a number of rows only, not of a time")
    if not isinstance(window, (int, np.integer)) or window < 0:
        raise ValueError("window must be an integer 0 or greater")
    if min_periods is not None:
        if not isinstance(min_periods, (int, np.integer)):
            raise ValueError("min_periods must be an integer")
        if min_periods < 0:
            raise ValueError("min_periods must be >= 0")
        if min_periods > window:
            raise ValueError(f"min_periods {min_periods} must be <= window {window}")
    for name, value in others.items():
        if value is not None and (name, value) not in (("axis", 0), ("closed", "right"), ("step", 1), ("method", "single")):
            raise NotImplementedError(f"this pandas has no rolling with {name}={value!r}")
    return Window(owner, int(window), int(window) if min_periods is None else min_periods, center)


def ewm(owner, com=None, span=None, halflife=None, alpha=None, min_periods=0, adjust=True, ignore_na=False):
    if [com, span, halflife, alpha].count(None) != 3:
        raise ValueError("Must pass one of comass, span, halflife, or alpha")
    if min_periods > 1:
        raise NotImplementedError("this pandas has no min_periods of ewm")
    if alpha is None:
        alpha = 2 / (span + 1) if span is not None else 1 / (1 + com) if com is not None else 1 - 0.5 ** (1 / halflife)
    return Decaying(owner, alpha, adjust, ignore_na)


def _methods():
    def method(name):
        return lambda self, **options: self._compute(lambda part: _stats.REDUCTIONS[name](part, True, **options))

    for name in ("mean", "sum", "min", "max", "std", "var", "median", "count"):
        setattr(Window, name, method(name))


_methods()
