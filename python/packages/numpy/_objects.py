"""Arrays of texts and of any objects, for the functions of NumPy that take them."""

import numpy as np


class ObjectDtype:
    """The type of arrays of any objects."""

    name, kind, itemsize, type = "object", "O", 8, object

    def __repr__(self):
        return "dtype('O')"

    def __str__(self):
        return "object"

    def __eq__(self, other):
        return isinstance(other, ObjectDtype) and other.kind == "O" or other is object or isinstance(other, str) and other in ("object", "O")

    def __hash__(self):
        return hash("object")


class TextDtype(ObjectDtype):
    """The type of arrays of texts with so many characters at most."""

    kind, type = "U", str

    def __init__(self, width):
        self.width, self.itemsize, self.name = width, 4 * width, f"str{32 * width}"

    def __repr__(self):
        return f"dtype('<U{self.width}')"

    def __str__(self):
        return f"<U{self.width}"

    def __eq__(self, other):
        return isinstance(other, TextDtype) and other.width == self.width or other is str or other == str(self)

    def __hash__(self):
        return hash(str(self))


OBJECT = ObjectDtype()


class ObjectArray:
    """An array of any objects with one or two axes."""

    dtype = OBJECT

    def __init__(self, items, shape=None, dtype=None):
        self._items = items
        if dtype is not None:
            self.dtype = dtype
        self.shape = (len(items),) if shape is None else shape

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: len(self._items))
    nbytes = property(lambda self: 8 * len(self._items))

    def _like(self, items):
        """An array of the same kind."""
        return ObjectArray(items, None, self.dtype)

    def __len__(self):
        return self.shape[0]

    def __iter__(self):
        return iter(self._items) if self.ndim == 1 else iter([self[i] for i in range(len(self))])

    def _places(self, key):
        return np.arange(len(self._items)).reshape(self.shape)[key]

    def __getitem__(self, key):
        if self.ndim == 1:
            if isinstance(key, (int, np.integer)):
                return self._items[key]
            if isinstance(key, slice):
                return self._like(self._items[key])
        places = self._places(key)
        if not isinstance(places, np.ndarray):
            return self._items[places]
        items = self._items
        taken = [items[i] for i in places.ravel().tolist()]
        return self._like(taken) if places.ndim == 1 else ObjectArray(taken, places.shape, self.dtype)

    def __setitem__(self, key, value):
        places = self._places(key)
        if not isinstance(places, np.ndarray):
            self._items[places] = value
            return
        places = places.ravel().tolist()
        values = list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else [value] * len(places)
        for place, item in zip(places, values):
            self._items[place] = item

    def copy(self):
        return self._like(list(self._items)) if self.ndim == 1 else ObjectArray(list(self._items), self.shape, self.dtype)

    def tolist(self):
        if self.ndim == 1:
            return list(self._items)
        return [row.tolist() for row in self]

    def ravel(self):
        return ObjectArray(self._items, None, self.dtype)

    flatten = ravel
    flat = property(ravel)

    def reshape(self, *shape):
        shape = shape[0] if isinstance(shape[0], tuple) else shape
        return ObjectArray(self._items, np.arange(len(self._items)).reshape(shape).shape, self.dtype)

    @property
    def T(self):
        places = np.arange(len(self._items)).reshape(self.shape).T
        return ObjectArray([self._items[i] for i in places.ravel().tolist()], places.shape, self.dtype)

    def astype(self, dtype, copy=True):
        return array(self, dtype)

    def __array__(self, dtype=None, copy=None):
        made = np.array(list(self._items)) if dtype is None else np.array(list(self._items), dtype=dtype)
        return made.reshape(self.shape)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        arrays = [np.array(x.tolist()) if isinstance(x, ObjectArray) else x for x in inputs]
        if any(isinstance(x, ObjectArray) for x in arrays):
            raise TypeError(f"ufunc {ufunc.__name__!r} does not compute with texts and other objects")
        return getattr(ufunc, method)(*arrays, **options)

    def __repr__(self):
        return f"array({self._text(', ', ',')}, dtype={str(self.dtype) if self.dtype.kind == 'O' else repr(str(self.dtype))})"

    def __str__(self):
        return self._text(" ", "")

    def _text(self, space, comma):
        if self.ndim == 1:
            return "[" + space.join([repr(x) for x in self._items]) + "]"
        rows = ["[" + space.join([repr(x) for x in row]) + "]" for row in self]
        return "[" + f"{comma}\n{' ' * (7 if comma else 1)}".join(rows) + "]"

    def _operate(self, function, other):
        listed = hasattr(other, "__iter__") and not isinstance(other, str)
        others = list(other) if listed else [other] * len(self._items)
        if len(others) != len(self._items):
            raise ValueError(f"operands could not be broadcast together with shapes {self.shape} ({len(others)},) ")
        return [function(a, b) for a, b in zip(self._items, others)]

    __hash__ = None

    def sum(self, axis=None):
        total = 0
        for x in self._items:
            total = total + x
        return total

    def mean(self, axis=None):
        return self.sum() / self.size

    def min(self, axis=None):
        return min(self._items)

    def max(self, axis=None):
        return max(self._items)


def _operators():
    import operator

    def compared(function):
        return lambda self, other: np.array([bool(x) for x in self._operate(function, other)], dtype=bool).reshape(self.shape)

    def computed(function):
        return lambda self, other: ObjectArray(self._operate(function, other), self.shape)

    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        setattr(ObjectArray, f"__{name}__", compared(getattr(operator, name)))
    for name in ("add", "sub", "mul", "truediv"):
        function = getattr(operator, name)
        setattr(ObjectArray, f"__{name}__", computed(function))
        setattr(ObjectArray, f"__r{name}__", computed(lambda a, b, f=function: f(b, a)))


_operators()

def _flat(data):
    """The items of nested lists, and the shape."""
    if hasattr(data, "shape"):
        return list(data.ravel().tolist() if data.ndim > 1 else data), tuple(data.shape)
    if not isinstance(data, (list, tuple)):
        return [data], ()
    parts = [_flat(x) for x in data]
    shapes = {shape for _, shape in parts}
    if len(shapes) > 1:
        return list(data), (len(data),)
    return [x for items, _ in parts for x in items], (len(data),) + (shapes.pop() if shapes else ())


def made(items, shape=None, dtype=None):
    """An array of the items: of texts if all of them are, of numbers if all of them are."""
    shape = (len(items),) if shape is None else shape
    if dtype is None and any(isinstance(x, str) for x in items):
        items = [x if isinstance(x, str) else str(x) for x in items]
        return ObjectArray(items, shape, TextDtype(max([len(x) for x in items], default=1) or 1))
    if dtype is object or isinstance(dtype, str) and dtype in ("object", "O") or isinstance(dtype, ObjectDtype) and dtype.kind == "O":
        return ObjectArray(items, shape)
    if dtype is str or isinstance(dtype, TextDtype) or isinstance(dtype, str) and dtype.lstrip("<")[:1] in "Us":
        return made([str(x) for x in items], shape)
    if dtype is None and all(isinstance(x, (bool, int, float, np.generic)) for x in items):
        return np.array(items).reshape(shape)
    if dtype is None:
        return ObjectArray(items, shape)
    number = {"f": float, "b": bool}.get(np.dtype(dtype).kind, int)
    return np.array([number(x) for x in items], dtype=dtype).reshape(shape)


def array(data, dtype=None, **options):
    items, shape = _flat(getattr(data, "_values", data))
    if dtype is None and isinstance(getattr(data, "dtype", None), ObjectDtype):
        dtype = data.dtype
    return made(list(items), shape, dtype)


asarray = array


def _whole(data, count):
    """So many items of a list, or of one value."""
    if hasattr(data, "__iter__") and not isinstance(data, str):
        return list(data)
    return [data] * count


def _object(*arrays):
    """The type of any objects, if one of the arrays has it."""
    return object if any(getattr(getattr(x, "dtype", None), "kind", "") == "O" for x in arrays) else None


def where(condition, x=None, y=None):
    mask = np.asarray(condition)
    flat = mask.ravel().tolist()
    return made([a if hit else b for hit, a, b in zip(flat, _whole(x, len(flat)), _whole(y, len(flat)))], mask.shape, _object(x, y))


def select(condlist, choicelist, default=0):
    masks = [np.asarray(x).tolist() for x in condlist]
    count = len(masks[0])
    choices = [_whole(x, count) for x in choicelist]
    items = _whole(default, count)
    for mask, choice in list(zip(masks, choices))[::-1]:
        items = [a if hit else b for hit, a, b in zip(mask, choice, items)]
    return made(items)


def unique(ar, return_index=False, return_inverse=False, return_counts=False, **options):
    items = list(array(ar).ravel())
    first, counts = {}, {}
    for place, x in enumerate(items):
        first.setdefault(x, place)
        counts[x] = counts.get(x, 0) + 1
    names = sorted(first)
    out = [made(names, None, getattr(ar, "dtype", None) if not isinstance(ar, (list, tuple)) else None)]
    if return_index:
        out.append(np.array([first[x] for x in names]))
    if return_inverse:
        places = {x: i for i, x in enumerate(names)}
        out.append(np.array([places[x] for x in items]))
    if return_counts:
        out.append(np.array([counts[x] for x in names]))
    return out[0] if len(out) == 1 else tuple(out)


def concatenate(arrays, axis=0):
    return made([x for part in arrays for x in array(part)])


def append(arr, values, axis=None):
    return concatenate([arr, values if hasattr(values, "__iter__") and not isinstance(values, str) else [values]])


def full(shape, fill_value, dtype=None):
    size = np.zeros(shape, dtype=bool)
    return made([fill_value] * size.size, size.shape, dtype)


def isin(element, test_elements, invert=False, **options):
    known = set(test_elements)
    return np.array([(x in known) != invert for x in array(element)], dtype=bool)


def sort(a, **options):
    return made(sorted(array(a)))


def argsort(a, **options):
    items = list(array(a))
    return np.array(sorted(range(len(items)), key=lambda i: items[i]), dtype=np.int64)


def array_equal(a, b, **options):
    return array(a).tolist() == array(b).tolist()


class vectorize:
    """A function of Python, called for each element of its arguments."""

    def __init__(self, pyfunc, otypes=None, **options):
        self.pyfunc, self.otypes = pyfunc, otypes
        self.__name__ = getattr(pyfunc, "__name__", "vectorize")

    def __call__(self, *args, **options):
        arrays = [array(x) if getattr(getattr(x, "dtype", None), "kind", "") in ("O", "U") or isinstance(x, str) else np.asarray(x) for x in args]
        shape = next((x.shape for x in arrays if x.shape), ())
        count = max([x.size for x in arrays], default=1)
        lists = [list(x.ravel().tolist()) * (count if x.size == 1 else 1) for x in arrays]
        items = [self.pyfunc(*row, **options) for row in zip(*lists)]
        dtype = self.otypes[0] if self.otypes else None
        result = made(items, shape or (len(items),), dtype)
        return result if shape else result[0]


def apply_along_axis(func1d, axis, arr, *args, **options):
    table = np.asarray(arr)
    rows = np.moveaxis(table, axis, -1)
    shape = rows.shape[:-1]
    parts = [func1d(x, *args, **options) for x in rows.reshape(-1, rows.shape[-1])]
    whole = np.array(parts)
    return whole.reshape(shape) if whole.ndim == 1 else np.moveaxis(whole.reshape(shape + whole.shape[1:]), -1, axis)


from numpy._grids import _grid, _tobytes, broadcast_arrays, finfo, histogram2d, iinfo, iterable, ndenumerate, ndindex
from numpy._files import frombuffer, genfromtxt, load, loadtxt, save, savetxt, savez, savez_compressed
