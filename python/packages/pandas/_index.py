"""Labels of rows and columns."""

import numpy as np

from . import _values as v


def make_index(data, name=None):
    """An index of labels."""
    if isinstance(data, Index):
        return data if name is None or data.name == name else data.rename(name)
    if isinstance(data, range):
        return RangeIndex(data.start, data.stop, data.step, name=name)
    if name is None:
        name = getattr(data, "name", None)
    values = v.to_array(data)
    items = values.tolist()
    if items and isinstance(values, v.ObjectArray) and all(isinstance(x, tuple) for x in items):
        return MultiIndex(items, name if isinstance(name, list) else None)
    return Index._of(values, name)


def given_index(labels):
    """The labels that a caller gives for rows or columns. Tuples stay one label."""
    if isinstance(labels, list) and labels and all(isinstance(x, tuple) for x in labels):
        return Index._of(v.ObjectArray(labels))
    if isinstance(labels, list) and labels and all(isinstance(x, (list, np.ndarray)) for x in labels):
        return MultiIndex.from_arrays(labels)
    return make_index(labels)


class FrozenList(list):
    """The names of levels."""

    def __repr__(self):
        return f"FrozenList({list(self)!r})"

    def __str__(self):
        return repr(list(self))


class Index:
    """The labels of the rows or columns."""

    nlevels = 1

    def __new__(cls, data=None, dtype=None, copy=False, name=None, tupleize_cols=True):
        if cls is not Index:
            return object.__new__(cls)
        if data is None:
            raise TypeError("Index(...) must be called with a collection of some kind, None was passed")
        if not v.is_listlike(data):
            raise TypeError(f"Index(...) must be called with a collection of some kind, {data!r} was passed")
        if dtype is None:
            return make_index(data if not isinstance(data, Index) else data.copy(), name)
        return Index._of(v.to_array(data, dtype), name)

    @classmethod
    def _of(cls, values, name=None):
        index = object.__new__(Index)
        index._values, index._name, index._known = values, name, None
        return index

    # Names

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        self._name = name

    @property
    def names(self):
        return FrozenList([self.name])

    @names.setter
    def names(self, names):
        self.name = names[0]

    def rename(self, name, inplace=False):
        made = self if inplace else self.copy()
        made.names = name if isinstance(name, list) else [name]
        return None if inplace else made

    set_names = rename

    def copy(self, name=None, deep=False):
        return Index._of(self._values, self.name if name is None else name)

    # Values

    values = property(lambda self: self._values)
    array = values
    dtype = property(lambda self: self.values.dtype)
    size = property(lambda self: len(self))
    shape = property(lambda self: (len(self),))
    empty = property(lambda self: len(self) == 0)
    ndim = 1
    nbytes = property(lambda self: self.values.nbytes)
    is_unique = property(lambda self: len(set(self.tolist())) == len(self))
    has_duplicates = property(lambda self: not self.is_unique)

    @property
    def is_monotonic_increasing(self):
        items = self.tolist()
        return all(a <= b for a, b in zip(items, items[1:]))

    @property
    def is_monotonic_decreasing(self):
        items = self.tolist()
        return all(a >= b for a, b in zip(items, items[1:]))

    def __len__(self):
        return len(self._values)

    def tolist(self):
        return self.values.tolist()

    to_list = tolist

    def to_numpy(self, dtype=None):
        return self.values if dtype is None else self.values.astype(dtype)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values)

    def __iter__(self):
        return iter(self.tolist())

    def __getitem__(self, key):
        if isinstance(key, (int, np.integer)):
            return self.values[key]
        key = getattr(key, "_values", key)
        return self._take(np.arange(len(self))[key])

    def __setitem__(self, key, value):
        raise TypeError("Index does not support mutable operations")

    def _take(self, places):
        return Index._of(v.take(self.values, places), self.name)

    # Look-up

    def _places(self):
        """All places of each label."""
        if self._known is None:
            known = {}
            for place, label in enumerate(self.tolist()):
                known.setdefault(label, []).append(place)
            self._known = known
        return self._known

    def __contains__(self, label):
        try:
            return label in self._places()
        except TypeError:
            raise TypeError(f"unhashable type: {type(label).__name__!r}") from None

    def get_loc(self, key):
        """The place of a label, or a list of places if there are several."""
        found = self._find(key)
        return found[0] if len(found) == 1 else found

    def _find(self, label):
        try:
            found = self._places().get(label)
        except TypeError:
            found = None
        if found is None:
            raise KeyError(label)
        return found

    def get_indexer(self, target):
        known = self._places()
        return np.array([known[x][0] if x in known else -1 for x in v.to_array(target).tolist()], dtype=np.int64)

    def _slice(self, key):
        """The places of a slice of labels. The last label belongs to it."""
        if key.step not in (None, 1):
            return list(range(len(self)))[slice(*[None if x is None else self._find(x)[0] for x in (key.start, key.stop)], key.step)]
        items = self.tolist()

        def edge(label, last):
            if label is None:
                return len(items) if last else 0
            try:
                found = self._find(label)
                return found[-1] + 1 if last else found[0]
            except KeyError:
                if not self.is_monotonic_increasing:
                    raise
                return sum(1 for x in items if x < label or last and x == label)

        return range(edge(key.start, False), edge(key.stop, True))

    # Sets

    def equals(self, other):
        return isinstance(other, Index) and len(self) == len(other) and self.tolist() == other.tolist()

    identical = equals

    def unique(self, level=None):
        if level is not None:
            return self.get_level_values(level).unique()
        return make_index(v.unique(self.values), self.name)

    def nunique(self, dropna=True):
        return len({"NaN of a float" if v.is_missing(x) else x for x in self.tolist() if not (dropna and v.is_missing(x))})

    def union(self, other, sort=None):
        other = make_index(other)
        items = list(dict.fromkeys(self.tolist() + other.tolist()))
        if sort is not False and not self.equals(other):
            try:
                items.sort()
            except TypeError:
                pass
        return make_index(items, self.name if self.name == other.name else None)

    def intersection(self, other, sort=False):
        other = make_index(other)
        known = set(other.tolist())
        return make_index(v.to_array([x for x in dict.fromkeys(self.tolist()) if x in known]), self.name)

    def difference(self, other, sort=None):
        known = set(make_index(other).tolist())
        items = [x for x in dict.fromkeys(self.tolist()) if x not in known]
        try:
            items.sort()
        except TypeError:
            pass
        return Index._of(v.to_array(items, self.dtype), self.name)

    def append(self, other):
        others = other if isinstance(other, list) else [other]
        return make_index(v.concat([self.values] + [make_index(x).values for x in others]), self.name)

    def insert(self, loc, item):
        items = self.tolist()
        items.insert(loc, item)
        return make_index(items, self.name)

    def delete(self, loc):
        return self._take(np.delete(np.arange(len(self)), loc))

    def drop(self, labels, errors="raise"):
        labels = list(labels) if v.is_listlike(labels) else [labels]
        missing = [x for x in labels if x not in self]
        if missing and errors != "ignore":
            raise KeyError(f"{missing} not found in axis")
        gone = {place for label in labels if label not in missing for place in self._find(label)}
        return self._take(np.array([i for i in range(len(self)) if i not in gone], dtype=np.int64))

    def isin(self, values, level=None):
        known = set(values)
        return np.array([x in known for x in self.tolist()], dtype=bool)

    def isna(self):
        return v.isna(self.values)

    def duplicated(self, keep="first"):
        return self.to_series().duplicated(keep).values

    def drop_duplicates(self, keep="first"):
        return self[~self.duplicated(keep)]

    def sort_values(self, return_indexer=False, ascending=True, na_position="last", key=None):
        places = self._order(None, ascending, key, na_position)
        return (self._take(places), places) if return_indexer else self._take(places)

    def _order(self, level=None, ascending=True, key=None, na_position="last"):
        """The places of the labels in order. Labels of several levels are in the order of their levels, `level` first."""
        numbers = list(range(self.nlevels))
        if level is not None and self.nlevels > 1:
            first = [self._level(one) for one in (level if isinstance(level, list) else [level])]
            numbers = first + [number for number in numbers if number not in first]
        places = np.arange(len(self))
        for place, number in list(enumerate(numbers))[::-1]:
            own = self.get_level_values(number)
            values = (own if key is None else make_index(key(own))).values
            rises = ascending[place] if v.is_listlike(ascending) and place < len(ascending) else ascending if not v.is_listlike(ascending) else True
            places = places[v.argsort(values[places], rises, na_position)]
        return places

    def argsort(self):
        return v.argsort(self.values)

    def astype(self, dtype):
        return Index._of(v.cast(self.values, dtype), self.name)

    def map(self, mapper, na_action=None):
        get = mapper if callable(mapper) else lambda x: mapper[x] if x in mapper else v.NAN
        return make_index([x if na_action == "ignore" and v.is_missing(x) else get(x) for x in self.tolist()], self.name)

    def to_series(self, index=None, name=None):
        from ._series import Series

        return Series(self.values, index=self if index is None else index, name=self.name if name is None else name)

    def to_frame(self, index=True, name=None):
        from ._frame import DataFrame

        name = self.name if name is None else name
        return DataFrame({0 if name is None else name: self.values}, index=self if index else None)

    def get_level_values(self, level):
        return self

    def value_counts(self, **options):
        return self.to_series().value_counts(**options)

    @property
    def str(self):
        from ._text import Texts

        return Texts(self.to_series(), lambda made: make_index(made.values, self.name) if made.dtype == v.OBJECT else made.values)

    def min(self):
        return self.to_series().min()

    def max(self):
        return self.to_series().max()

    def sum(self):
        return self.to_series().sum()

    def mean(self):
        return self.to_series().mean()

    # Operators

    def _operate(self, name, function, other):
        made = v.operate(name, function, self.values, getattr(other, "_values", other))
        return made if name in v.COMPARISONS or name in v.LOGIC else make_index(made, self.name)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return getattr(ufunc, method)(*[x.values if isinstance(x, Index) else x for x in inputs], **options)

    def __bool__(self):
        raise ValueError(f"The truth value of a {type(self).__name__} is ambiguous. Use a.empty, a.bool(), a.item(), a.any() or a.all().")

    __hash__ = None

    def __repr__(self):
        from ._format import index_text

        return index_text(self)


class RangeIndex(Index):
    """The labels 0, 1, 2, .. or other even steps."""

    def __init__(self, start=0, stop=None, step=1, dtype=None, copy=False, name=None):
        if isinstance(start, range):
            start, stop, step = start.start, start.stop, start.step
        elif stop is None:
            start, stop = 0, start
        self._range, self._name, self._known, self._array = range(start, stop, step), name, None, None

    start = property(lambda self: self._range.start)
    stop = property(lambda self: self._range.stop)
    step = property(lambda self: self._range.step)
    is_unique = property(lambda self: True)
    nbytes = property(lambda self: 132)

    @property
    def _values(self):
        if self._array is None:
            self._array = np.arange(self.start, self.stop, self.step)
        return self._array

    values = _values
    dtype = property(lambda self: np.dtype("int64"))

    def copy(self, name=None, deep=False):
        return RangeIndex(self._range, name=self.name if name is None else name)

    def min(self):
        return min(self._range, default=v.NAN)

    def max(self):
        return max(self._range, default=v.NAN)

    def __len__(self):
        return len(self._range)

    def tolist(self):
        return list(self._range)

    to_list = tolist

    def __iter__(self):
        return iter(self._range)

    def __getitem__(self, key):
        if isinstance(key, (int, np.integer)):
            try:
                return self._range[int(key)]
            except IndexError:
                raise IndexError(f"index {key} is out of bounds for axis 0 with size {len(self)}") from None
        if isinstance(key, slice):
            return RangeIndex(self._range[key], name=self.name)
        return Index.__getitem__(self, key)

    def __contains__(self, label):
        hash(label)
        return isinstance(label, (int, float, np.integer)) and label in self._range

    def _find(self, label):
        if isinstance(label, (int, np.integer)) and not isinstance(label, bool) and label in self._range:
            return [self._range.index(int(label))]
        if isinstance(label, float) and label in self._range:
            return [self._range.index(int(label))]
        raise KeyError(label)

    def _operate(self, name, function, other):
        if isinstance(other, int) and (name in ("add", "sub") or name == "mul" and other):
            step = self.step * other if name == "mul" else self.step
            return RangeIndex(function(self.start, other), function(self.stop, other), step, name=self.name)
        return Index._operate(self, name, function, other)

    def equals(self, other):
        if isinstance(other, RangeIndex):
            return self._range == other._range
        return Index.equals(self, other)


class MultiIndex(Index):
    """Labels of several levels, as tuples."""

    def __new__(cls, *args, **options):
        return object.__new__(cls)

    def __init__(self, tuples, names=None, kinds=None):
        self._tuples = list(tuples)
        self.nlevels = len(self._tuples[0]) if self._tuples else len(names or [0, 0])
        self._names = list(names) if names is not None else [None] * self.nlevels
        self._known = self._firsts = None
        # The types of levels with categories.
        self._kinds = kinds or [None] * self.nlevels

    @classmethod
    def from_tuples(cls, tuples, names=None):
        return cls(tuples, names)

    @classmethod
    def from_arrays(cls, arrays, names=None):
        names = names or [getattr(x, "name", None) for x in arrays]
        arrays = [v.to_array(getattr(x, "values", x)) for x in arrays]
        return cls(zip(*[x.tolist() for x in arrays]), names, [x.dtype if isinstance(x, v.Categorical) else None for x in arrays])

    @classmethod
    def from_product(cls, iterables, names=None):
        tuples = [()]
        for items in iterables:
            tuples = [t + (x,) for t in tuples for x in v.to_array(items).tolist()]
        return cls(tuples, names)

    _values = property(lambda self: v.ObjectArray(self._tuples))
    values = _values
    dtype = property(lambda self: v.OBJECT)
    name = property(lambda self: None)

    @property
    def names(self):
        return FrozenList(self._names)

    @names.setter
    def names(self, names):
        self._names = list(names)

    @property
    def levels(self):
        return [make_index(v.factorize(self.get_level_values(i).values, sort=True)[1]) for i in range(self.nlevels)]

    def copy(self, names=None, deep=False, name=None):
        return MultiIndex(self._tuples, self._names if names is None else names, self._kinds)

    def __len__(self):
        return len(self._tuples)

    def tolist(self):
        return list(self._tuples)

    to_list = tolist

    def _take(self, places):
        return MultiIndex([self._tuples[i] for i in np.asarray(places).tolist()], self._names, self._kinds)

    def _level(self, level):
        """The number of a level that is given by its number or name."""
        if level in self._names:
            return self._names.index(level)
        if not isinstance(level, int):
            raise KeyError(f"Level {level} not found")
        return level % self.nlevels

    def get_level_values(self, level):
        level = self._level(level)
        items, kind = [t[level] for t in self._tuples], self._kinds[level]
        return make_index(v.to_array(items) if kind is None else v.Categorical(items, dtype=kind), self._names[level])

    def _levels(self, order):
        return MultiIndex([tuple([t[k] for k in order]) for t in self._tuples], *[[x[k] for k in order] for x in (self._names, self._kinds)])

    def droplevel(self, level=0):
        level = self._level(level)
        order = [k for k in range(self.nlevels) if k != level]
        return self._levels(order) if len(order) > 1 else self.get_level_values(order[0])

    def swaplevel(self, i=-2, j=-1):
        i, j = self._level(i), self._level(j)
        order = list(range(self.nlevels))
        order[i], order[j] = j, i
        return self._levels(order)

    def _find(self, label):
        """The places of a tuple, or of its first labels."""
        known = self._places()
        key = label if isinstance(label, tuple) else (label,)
        if key in known:
            return known[key]
        found = [i for i, t in enumerate(self._tuples) if t[: len(key)] == key] if len(key) < self.nlevels else []
        if not found:
            raise KeyError(label)
        return found

    def __contains__(self, label):
        try:
            self._find(label)
            return True
        except KeyError:
            return False


def _operators():
    import operator

    def method(name, function):
        return lambda self, other: self._operate(name, function, other)

    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        setattr(Index, f"__{name}__", method(name, getattr(operator, name)))
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
        function = getattr(operator, name)
        setattr(Index, f"__{name}__", method(name, function))
        setattr(Index, f"__r{name}__", method("r" + name, lambda a, b, f=function: f(b, a)))


_operators()
