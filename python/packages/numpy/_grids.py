"""Grids, counts in two directions, and the limits of types."""

import itertools
import math

import _data
import numpy as np

_BITS = {f"{sign}int{bits}": bits for sign in ("", "u") for bits in (8, 16, 32, 64)}


def _type_name(value):
    """The name of the type that a name, a class, a type or a value stands for."""
    if isinstance(value, str):
        return {"int": "int64", "float": "float64"}.get(value, value)
    name = getattr(value, "name", None) or getattr(value, "__name__", None) or np.asarray(value).dtype.name
    return {"int": "int64", "float": "float64"}.get(name, name)


class iinfo:
    """The limits of a type of whole numbers."""

    def __init__(self, int_type):
        name = _type_name(int_type)
        if name not in _BITS:
            raise ValueError(f"Invalid integer data type {name[:1]!r}.")
        self.bits, self.kind = _BITS[name], name[0]
        self.min = 0 if self.kind == "u" else -2 ** (self.bits - 1)
        self.max = 2 ** (self.bits - (self.kind != "u")) - 1
        self.key, self._name = f"{self.kind}{self.bits}", name

    @property
    def dtype(self):
        return np.dtype(self._name)

    def __str__(self):
        line = "-" * 63
        return f"Machine parameters for {self._name}\n{line}\nmin = {self.min}\nmax = {self.max}\n{line}\n"

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self._name})"


class finfo:
    """The limits of a type of floats."""

    # Bits, of these for the fraction and the exponent, and digits that are sure.
    _TYPES = {"float32": (32, 23, 8, 6), "float64": (64, 52, 11, 15)}

    def __init__(self, dtype):
        name = _type_name(dtype)
        if name not in self._TYPES:
            raise ValueError(f"data type dtype('{name}') not compatible with finfo")
        self.dtype = np.dtype(name)
        self.bits, self.nmant, self.nexp, self.precision = self._TYPES[name]
        self.iexp, self.machep, self.negep = self.nexp, -self.nmant, -self.nmant - 1
        self.maxexp = 2 ** (self.nexp - 1)
        self.minexp = 2 - self.maxexp
        kind = self.dtype.type
        self.eps, self.epsneg = kind(2.0 ** self.machep), kind(2.0 ** self.negep)
        # Not 2 ** maxexp, which is no number.
        self.max = kind((2 - 2.0 ** self.machep) * 2.0 ** (self.maxexp - 1))
        self.min = -self.max
        self.tiny = self.smallest_normal = kind(2.0 ** self.minexp)
        self.smallest_subnormal = kind(math.ldexp(1.0, self.minexp - self.nmant))
        self.resolution = kind(10.0 ** -self.precision)

    def __str__(self):
        line = "-" * 63
        return (f"Machine parameters for {self.dtype.name}\n{line}\n"
                f"precision = {self.precision}   resolution = {self.resolution}\n"
                f"machep = {self.machep}   eps =        {self.eps}\nnegep =  {self.negep}   epsneg =     {self.epsneg}\n"
                f"minexp = {self.minexp}   tiny =       {self.tiny}\nmaxexp = {self.maxexp}   max =        {self.max}\n"
                f"nexp =   {self.nexp}   min =        -max\n"
                f"smallest_normal = {self.tiny}   smallest_subnormal = {self.smallest_subnormal}\n{line}\n")

    def __repr__(self):
        return f"finfo(resolution={self.resolution}, min={self.min}, max={self.max}, dtype={self.dtype.name})"


def _steps(part):
    """The numbers of a slice. An imaginary step is how many there are, the last one among them."""
    start = 0 if part.start is None else part.start
    step = 1 if part.step is None else part.step
    if isinstance(step, complex):
        count = int(abs(step))
        return start + np.arange(count) * ((part.stop - start) / (count - 1 or 1))
    whole = all(isinstance(value, (int, np.integer)) for value in (start, part.stop, step))
    count = max(math.ceil((part.stop - start) / step), 0)
    return start + np.arange(count, dtype="int64" if whole else "float64") * step


def _grid(name, key):
    """`np.mgrid[key]`, `np.ogrid[key]`, and `np.c_[key]` and `np.r_[key]`, which join columns and rows."""
    keys = key if isinstance(key, tuple) else (key,)
    if name in ("c_", "r_"):
        if isinstance(keys[0], str):
            raise NotImplementedError(f"np.{name} takes no text here: use np.concatenate with an axis")
        parts = [_steps(part) if isinstance(part, slice) else np.atleast_1d(part) for part in keys]
        return np.concatenate(parts) if name == "r_" else np.concatenate([part[:, None] if part.ndim == 1 else part for part in parts], axis=-1)
    parts, sparse = [_steps(part) for part in keys], name == "ogrid"
    if not isinstance(key, tuple):
        return parts[0]
    kind = "float64" if any(part.dtype.kind == "f" for part in parts) else "int64"
    rows = [part.astype(kind).reshape([-1 if at == axis else 1 for at in range(len(parts))]) for axis, part in enumerate(parts)]
    if sparse:
        return tuple(rows)
    shape = [len(part) for part in parts]
    return np.array([np.broadcast_to(row, shape) for row in rows]).reshape(len(parts), *shape)


def broadcast_arrays(*args, subok=False):
    arrays = [np.asarray(arg) for arg in args]
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    return tuple(np.broadcast_to(array, shape) for array in arrays)


def ndindex(*shape):
    """All places of an array of a shape."""
    return itertools.product(*map(range, shape[0] if shape and isinstance(shape[0], tuple) else shape))


def ndenumerate(arr):
    """The places of an array, each with its value."""
    arr = np.asarray(arr)
    return zip(ndindex(arr.shape), arr.ravel())


def iterable(y):
    """True for what `for` takes."""
    try:
        iter(y)
    except TypeError:
        return False
    return True


def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    """How many points are in each cell of a grid."""
    x, y = np.asarray(x, dtype="float64"), np.asarray(y, dtype="float64")
    if len(x) != len(y):
        raise ValueError("x and y must have the same length.")
    both = iterable(bins) and len(bins) == 2
    edges = [np.histogram_bin_edges(values, own, own_range)
             for values, own, own_range in zip((x, y), bins if both else (bins, bins), range or (None, None))]
    # The counts of all cells are those of their numbers. The last edge belongs to the last cell.
    places = [np.where(values == own[-1], len(own) - 2, np.searchsorted(own, values, side="right") - 1)
              for values, own in zip((x, y), edges)]
    rows, columns = (len(own) - 1 for own in edges)
    inside = (places[0] >= 0) & (places[0] < rows) & (places[1] >= 0) & (places[1] < columns)
    numbers = (places[0] * columns + places[1])[inside]
    weights = None if weights is None else np.asarray(weights, dtype="float64")[inside]
    counts = np.bincount(numbers, weights=weights, minlength=rows * columns).astype("float64").reshape(rows, columns)
    if density:
        counts = counts / counts.sum() / np.diff(edges[0])[:, None] / np.diff(edges[1])[None, :]
    return counts, edges[0], edges[1]


def _tobytes(array, order="C"):
    """`ndarray.tobytes`."""
    if order not in ("C", "F", "A", "K", None):
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {order!r})")
    if order in ("A", "K"):
        raise NotImplementedError(f"tobytes has the orders 'C' and 'F' here, not {order!r}")
    array = np.asarray(array)
    return _data.to_bytes(array.T if order == "F" else array)
