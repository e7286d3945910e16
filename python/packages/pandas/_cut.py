"""cut and qcut: numbers in intervals."""

import numpy as np

from . import _values as v
from ._series import Series


class Interval:
    """Numbers between two bounds."""

    def __init__(self, left, right, closed="right"):
        self.left, self.right, self.closed = left, right, closed

    @property
    def _dtype_text(self):
        kind = "int64" if isinstance(self.left, int) and isinstance(self.right, int) else "float64"
        return f"interval[{kind}, {self.closed}]"

    def _floats(self):
        return Interval(float(self.left), float(self.right), self.closed)

    mid = property(lambda self: (self.left + self.right) / 2)
    length = property(lambda self: self.right - self.left)

    def __contains__(self, x):
        low = self.left <= x if self.closed in ("left", "both") else self.left < x
        return low and (x <= self.right if self.closed in ("right", "both") else x < self.right)

    def _key(self):
        return (self.left, self.right, self.closed)

    def __eq__(self, other):
        return isinstance(other, Interval) and self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key()

    def __hash__(self):
        return hash(self._key())

    def __str__(self):
        first, last = "[" if self.closed in ("left", "both") else "(", "]" if self.closed in ("right", "both") else ")"
        return f"{first}{self.left}, {self.right}{last}"

    def __repr__(self):
        return f"Interval({self.left}, {self.right}, closed='{self.closed}')"


def rounded(x, precision):
    """A bound with so many digits that count."""
    if x == 0 or not np.isfinite(x):
        return x
    whole = int(x)
    digits = precision if whole != 0 else precision - int(np.floor(np.log10(abs(x)))) - 1
    return float(np.round(x, digits))


def binned(values, edges, right, labels, precision, include_lowest, whole, ordered=True):
    numbers = v.cast(values, "float64")
    edges_array = np.array(edges, dtype=np.float64)
    places = np.searchsorted(edges_array, numbers, side="left" if right else "right")
    if include_lowest:
        places = np.where(numbers == edges_array[0], 1, places)
    outside = np.isnan(numbers) | (places == 0) | (places == len(edges))
    codes = np.where(outside, -1, places - 1).astype(np.int64)
    if labels is False:
        return codes if not np.any(outside) else np.where(outside, v.NAN, codes.astype(np.float64))
    if labels is None:
        bounds = list(edges)
        if not whole:
            for digits in range(precision, 20):
                bounds = [rounded(float(x), digits) for x in edges]
                if len(set(bounds)) == len(bounds):
                    break
        names = [Interval(a, b, "right" if right else "left") for a, b in zip(bounds, bounds[1:])]
        if right and include_lowest:
            low = names[0].left
            names[0] = Interval(low - 10.0 ** -precision, names[0].right)
            if whole:
                names = [Interval(float(x.left), float(x.right)) for x in names]
    else:
        names = list(labels)
        if len(names) != len(edges) - 1:
            raise ValueError("Bin labels must be one fewer than the number of bin edges")
    return v.Categorical([names[i] if i >= 0 else v.NAN for i in codes.tolist()], names, ordered)


def finish(x, made, edges, retbins):
    made = Series(made, index=x.index, name=x.name) if isinstance(x, Series) else made
    return (made, np.array(edges)) if retbins else made


def cut(x, bins, right=True, labels=None, retbins=False, precision=3, include_lowest=False, duplicates="raise", ordered=True):
    """The interval of each number."""
    if not ordered and labels is None:
        raise ValueError("'labels' must be provided if 'ordered = False'")
    values = v.to_array(x)
    whole = False
    if isinstance(bins, (int, np.integer)):
        if bins < 1:
            raise ValueError("`bins` should be a positive integer.")
        clean = v.cast(values, "float64")
        clean = clean[~np.isnan(clean)]
        if len(clean) == 0:
            raise ValueError("Cannot cut empty array")
        low, high = float(np.min(clean)), float(np.max(clean))
        if low == high:
            low -= 0.001 * abs(low) if low else 0.001
            high += 0.001 * abs(high) if high else 0.001
            edges = np.linspace(low, high, int(bins) + 1).tolist()
        else:
            edges = np.linspace(low, high, int(bins) + 1).tolist()
            slack = (high - low) * 0.001
            if right:
                edges[0] -= slack
            else:
                edges[-1] += slack
    else:
        edges = v.to_array(bins).tolist()
        if any(a > b for a, b in zip(edges, edges[1:])):
            raise ValueError("bins must increase monotonically.")
        if len(set(edges)) != len(edges):
            if duplicates == "raise":
                raise ValueError(f"Bin edges must be unique: {v.to_array(edges)!r}.\nYou can drop duplicate edges by setting the 'duplicates' kwarg")
            edges = list(dict.fromkeys(edges))
        whole = all(isinstance(e, int) for e in edges)
    made = binned(values, edges, right, labels, precision, include_lowest, whole, ordered)
    return finish(x, made, edges, retbins)


def qcut(x, q, labels=None, retbins=False, precision=3, duplicates="raise"):
    """The quantile of each number."""
    values = v.to_array(x)
    numbers = v.cast(values, "float64")
    parts = np.linspace(0, 1, q + 1).tolist() if isinstance(q, (int, np.integer)) else list(q)
    edges = [float(np.quantile(numbers[~np.isnan(numbers)], part)) for part in parts]
    if len(set(edges)) != len(edges):
        if duplicates == "raise":
            raise ValueError(f"Bin edges must be unique: Index({edges}, dtype='float64').\nYou can drop duplicate edges by setting the 'duplicates' kwarg")
        edges = list(dict.fromkeys(edges))
    made = binned(values, edges, True, labels, precision, True, False)
    return finish(x, made, edges, retbins)
