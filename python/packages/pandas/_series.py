"""Series: a column of values with labels."""

import numpy as np

from . import _stats
from . import _values as v
from ._base import Labelled, align, choose, cut_values, fill_array, foremost, gaps_to_fill, grown, is_mask, mask_places, needs_texts, new_labels, one_more, repeated, replaced, unknown
from ._index import Index, RangeIndex, given_index, make_index
from ._indexers import At, IAt, ILoc, Loc, set_at


class Series(Labelled):
    """One column."""

    ndim = 1

    def __init__(self, data=None, index=None, dtype=None, name=None, copy=False):
        if isinstance(data, Series) or isinstance(data, dict):
            if isinstance(data, dict):
                own, values, found = make_index(list(data)), v.to_array(list(data.values())), None
            else:
                own, values, found = data.index, data._values, data.name
            name = found if name is None else name
            if index is not None and not own.equals(make_index(index)):
                index = make_index(index)
                values = v.take(values, own.get_indexer(index)) if len(own) else np.full(len(index), v.NAN)
            else:
                index = own if index is None else make_index(index)
            values = v.to_array(values, dtype, copy)
        else:
            if isinstance(data, Index) and name is None:
                name = data.name
            if data is None:
                data = [] if index is None else v.NAN
            if isinstance(data, (str, bytes)) or not v.is_listlike(data) or isinstance(data, np.ndarray) and data.ndim == 0:
                count = 1 if index is None else len(make_index(index))
                values = v.to_array([data] * count, dtype)
            elif isinstance(data, set):
                raise TypeError("'set' type is unordered")
            else:
                values = v.to_array(data, dtype, copy)
            index = RangeIndex(len(values)) if index is None else given_index(index)
            if len(index) != len(values):
                raise ValueError(f"Length of values ({len(values)}) does not match length of index ({len(index)})")
        self.__dict__.update(_values=values, _index=index, name=name)

    @classmethod
    def _of(cls, values, index, name=None):
        made = object.__new__(cls)
        made.__dict__.update(_values=values, _index=index, name=name)
        return made

    def _become(self, other):
        self._values, self._index, self.name = other._values, other._index, other.name

    def _like(self, values):
        return Series._of(values, self.index, self.name)

    def _map_values(self, function):
        return self._like(function(self._values))

    def _take(self, places):
        places = np.asarray(places, dtype=np.int64)
        return Series._of(v.take(self._values, places), self.index[places], self.name)

    # Parts

    @property
    def index(self):
        return self._index

    @index.setter
    def index(self, labels):
        labels = make_index(labels)
        if len(labels) != len(self):
            raise ValueError(f"Length mismatch: Expected axis has {len(self)} elements, new values have {len(labels)} elements")
        self._index = labels

    values = property(lambda self: self._values)
    array = values
    axes = property(lambda self: [self.index])
    dtype = property(lambda self: self._values.dtype)
    dtypes = dtype
    shape = property(lambda self: (len(self._values),))
    nbytes = property(lambda self: self._values.nbytes)
    T = property(lambda self: self)
    loc = property(Loc)
    iloc = property(ILoc)
    at = property(At)
    iat = property(IAt)
    is_unique = property(lambda self: self.nunique(dropna=False) == len(self))
    hasnans = property(lambda self: bool(np.any(v.isna(self._values))))
    is_monotonic_increasing = property(lambda self: make_index(self._values).is_monotonic_increasing)
    is_monotonic_decreasing = property(lambda self: make_index(self._values).is_monotonic_decreasing)

    def __len__(self):
        return len(self._values)

    def __iter__(self):
        return iter(self._values.tolist())

    def __contains__(self, label):
        return label in self.index

    def __getattr__(self, name):
        if not name.startswith("_") and isinstance(name, str) and name in self._index:
            return self[name]
        if name == "str":
            needs_texts(self._values)
        if name == "cat":
            raise AttributeError("Can only use .cat accessor with a 'category' dtype")
        raise unknown(self, name)

    def __setattr__(self, name, value):
        if not name.startswith("_") and name not in ("index", "name") and name in self._index:
            self[name] = value
        else:
            object.__setattr__(self, name, value)

    def keys(self):
        return self.index

    def items(self):
        return zip(self.index, self)

    def tolist(self):
        return self._values.tolist()

    to_list = tolist

    def to_numpy(self, dtype=None, copy=False, na_value=None):
        values = self._values if na_value is None else fill_array(self._values, na_value)
        values = v.ObjectArray(values.tolist()) if isinstance(values, v.Categorical) else values
        return values.copy() if dtype is None and copy else values if dtype is None else v.cast(values, dtype)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self._values, dtype=dtype) if dtype is not None else np.asarray(self._values)

    def to_dict(self):
        return dict(zip(self.index.tolist(), self.tolist()))

    def to_frame(self, name=None):
        from ._frame import DataFrame

        name = self.name if name is None else name
        return DataFrame._of([self._values], self.index, make_index([0 if name is None else name]))

    def item(self):
        if len(self) != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self.tolist()[0]

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def copy(self, deep=True):
        return Series._of(self._values.copy() if deep else self._values, self.index, self.name)

    # Selection

    def __getitem__(self, key):
        if callable(key):
            key = key(self)
        if isinstance(key, slice):
            whole = all(x is None or isinstance(x, (int, np.integer)) for x in (key.start, key.stop))
            return self.iloc[key] if whole and self.index.dtype.kind != "f" else self.loc[key]
        if is_mask(key):
            return self._take(mask_places(key, self.index))
        if v.is_listlike(key) and not isinstance(key, tuple):
            items = v.to_array(key).tolist()
            if items and all(isinstance(x, int) for x in items) and self.index.dtype.kind == "O" and self.index.nlevels == 1 and items[0] not in self.index:
                return self.iloc[items]
            return self.loc[items]
        if isinstance(key, (int, np.integer)) and self.index.dtype.kind == "O" and self.index.nlevels == 1 and key not in self.index:
            import warnings

            warnings.warn("Series.__getitem__ treating keys as positions is deprecated. In a future version, integer keys will always be treated as labels (consistent with DataFrame behavior). To access a value by position, use `ser.iloc[pos]`", FutureWarning, stacklevel=2)
            try:
                return self._values[key]
            except IndexError:
                raise IndexError(f"index {key} is out of bounds for axis 0 with size {len(self)}") from None
        return self.loc[key]

    def __setitem__(self, key, value):
        if isinstance(key, slice):
            self.iloc[key] = value
        elif is_mask(key):
            self._set_places(mask_places(key, self.index), value)
        else:
            self.loc[key] = value

    def _set_places(self, places, value):
        if isinstance(value, Series):
            value = value._values if len(value) == len(places) else value.reindex(self.index[np.asarray(places)])._values
        self._values = set_at(self._values, places, value)

    def _add_row(self, label, whole=True):
        self._values = one_more(self._values)
        self._index = grown(self._index, label)

    def drop(self, labels=None, axis=0, index=None, inplace=False, errors="raise"):
        labels = index if labels is None else labels
        labels = labels if v.is_listlike(labels) and not isinstance(labels, tuple) else [labels]
        labels = [x for x in labels if x in self.index] if errors == "ignore" else labels
        missing = [x for x in labels if x not in self.index]
        if missing:
            raise KeyError(f"{missing} not found in axis")
        gone = {place for label in labels for place in self.index._find(label)}
        return self._done(self._take([i for i in range(len(self)) if i not in gone]), inplace)

    def filter(self, items=None, like=None, regex=None):
        return self.to_frame("x").filter(items, like, regex, axis=0)["x"].rename(self.name)

    def __delitem__(self, label):
        self._become(self.drop(label))

    def pop(self, item):
        value = self[item]
        self._become(self.drop(item))
        return value

    def reindex(self, index=None, fill_value=v.NAN):
        index = make_index(index, getattr(index, "name", self.index.name))
        places = self.index.get_indexer(index)
        values = v.take(self._values, places)
        if fill_value == fill_value and np.any(places < 0):
            values = v.to_array([fill_value if place < 0 else self._values[place] for place in places.tolist()])
        return Series._of(values, index, self.name)

    # Operators

    def _operate(self, name, function, other, fill_value=None, axis=None):
        if getattr(other, "ndim", 0) == 2 and hasattr(other, "columns"):
            return NotImplemented
        if isinstance(other, Series):
            index, left, right = align(self.index, other.index)
            if left is not None and name in v.COMPARISONS:
                raise ValueError("Can only compare identically-labeled Series objects")
            a = self._values if left is None else v.take(self._values, left)
            b = other._values if right is None else v.take(other._values, right)
            if fill_value is not None:
                a, b = fill_array(a, fill_value), fill_array(b, fill_value)
            return Series._of(v.operate(name, function, a, b), index, self.name if self.name == other.name else None)
        if isinstance(other, Index):
            other = other.values
        a = self._values if fill_value is None else fill_array(self._values, fill_value)
        if isinstance(other, (list, tuple)) and len(other) not in (1, len(self)):
            if name in v.COMPARISONS:
                raise ValueError("Lengths must match to compare")
            raise ValueError(f"operands could not be broadcast together with shapes ({len(self)},) ({len(other)},) ")
        return self._like(v.operate(name, function, a, other))

    def dot(self, other):
        if hasattr(other, "columns"):
            return other.T.dot(self)
        return np.dot(self._values, np.asarray(other))

    __matmul__ = dot

    # Values

    def isna(self):
        return self._like(v.isna(self._values))

    def fillna(self, value=None, method=None, inplace=False, limit=None, axis=None):
        if method is not None:
            return (self.ffill if method in ("ffill", "pad") else self.bfill)(inplace=inplace, limit=limit)
        if value is None:
            raise ValueError("Must specify a fill 'value' or 'method'.")
        if isinstance(value, (dict, Series)):
            value = Series(value).reindex(self.index)
            made = self.where(~gaps_to_fill(self._values, limit), value)
        else:
            made = self._like(fill_array(self._values, value, limit))
        return self._done(made, inplace)

    def dropna(self, axis=0, inplace=False, how=None, ignore_index=False):
        made = self[~v.isna(self._values)]
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def astype(self, dtype, copy=True, errors="raise"):
        return self._like(v.cast(self._values, dtype, errors))

    def where(self, cond, other=v.NAN, inplace=False):
        cond = cond(self) if callable(cond) else cond
        other = other(self) if callable(other) else other
        if isinstance(cond, Series) and not cond.index.equals(self.index):
            cond = cond.reindex(self.index, fill_value=False)
        if isinstance(other, Series) and not other.index.equals(self.index):
            other = other.reindex(self.index)
        return self._done(self._like(choose(self._values, np.asarray(v.to_array(cond)), getattr(other, "_values", other))), inplace)

    def _bounded(self, bound, axis, function, none):
        if v.is_listlike(bound):
            bound = (bound if isinstance(bound, Series) else Series(bound, self.index)).fillna(none).reindex(self.index)._values
        return self._like(cut_values(self._values, bound, function))

    def round(self, decimals=0):
        values = self._values
        return self._like(np.round(values, decimals) if values.dtype.kind in "fiu" else values)

    def replace(self, to_replace=None, value=None, inplace=False, regex=False):
        return self._done(self._like(replaced(self._values, to_replace, value, regex)), inplace)

    def isin(self, values):
        if isinstance(values, str) or not v.is_listlike(values):
            raise TypeError(f"only list-like objects are allowed to be passed to isin(), you passed a `{type(values).__name__}`")
        known, gaps = set(values), any(v.is_missing(x) for x in values)
        return self._like(np.array([x in known or gaps and v.is_missing(x) for x in self.tolist()], dtype=bool))

    def between(self, left, right, inclusive="both"):
        low = self >= left if inclusive in ("both", "left") else self > left
        return low & (self <= right if inclusive in ("both", "right") else self < right)

    def map(self, arg, na_action=None):
        if isinstance(arg, Series):
            arg = arg.to_dict()
        items = self.tolist()
        if isinstance(arg, dict):
            missing = getattr(type(arg), "__missing__", None)
            made = [arg[x] if missing or x in arg else v.NAN for x in items]
        else:
            made = [x if na_action == "ignore" and v.is_missing(x) else arg(x) for x in items]
        values = v.to_array(made) if made else self._values
        return self._like(v.Categorical(made) if isinstance(self._values, v.Categorical) and values.dtype == v.OBJECT else values)

    def apply(self, func, convert_dtype=True, args=(), by_row="compat", **options):
        if isinstance(func, (str, list, dict)):
            return self.agg(func)
        if isinstance(func, type(np.sqrt)):
            return func(self)
        made = [func(x, *args, **options) for x in self.tolist()]
        if made and isinstance(made[0], Series):
            from ._frame import DataFrame

            return DataFrame(made, index=self.index)
        return self._like(v.to_array(made))

    def agg(self, func=None, axis=0, *args, **options):
        if isinstance(func, str):
            return getattr(self, func)(*args, **options)
        if isinstance(func, (list, tuple)):
            names = [f if isinstance(f, str) else f.__name__ for f in func]
            return Series([self.agg(f) for f in func], index=names, name=self.name)
        if isinstance(func, dict):
            return Series([self.agg(f) for f in func.values()], index=list(func), name=self.name)
        return func(self, *args, **options)

    aggregate = agg

    def transform(self, func, *args, **options):
        if isinstance(func, str):
            return getattr(self, func)(*args, **options)
        try:
            return self.apply(func, args=args, **options)
        except (AttributeError, TypeError, ValueError):
            return func(self, *args, **options)

    def unique(self):
        return v.unique(self._values)

    def value_counts(self, normalize=False, sort=True, ascending=False, bins=None, dropna=True):
        if bins is not None:
            from ._cut import cut

            made = cut(self, bins, include_lowest=True).value_counts(normalize, sort, ascending)
            made.index.name = None
            return made
        counts = {}
        if isinstance(self._values, v.Categorical):
            counts = {x: 0 for x in self._values.categories}
        for x in self.tolist():
            if not v.is_missing(x):
                counts[x] = counts.get(x, 0) + 1
            elif not dropna:
                counts[v.NAN] = counts.get(v.NAN, 0) + 1
        labels, numbers = list(counts), list(counts.values())
        if sort:
            order = sorted(range(len(labels)), key=lambda i: numbers[i], reverse=not ascending)
            labels, numbers = [labels[i] for i in order], [numbers[i] for i in order]
        if isinstance(self._values, v.Categorical):
            labels = self._values._like(labels)
        else:
            labels = v.to_array(labels, self.dtype)
        numbers = np.array(numbers, dtype=np.int64)
        if normalize:
            numbers = numbers / np.sum(numbers)
        index = make_index(labels, self.name)
        return Series._of(numbers, index, "proportion" if normalize else "count")

    def duplicated(self, keep="first"):
        return self._like(repeated(self.tolist(), keep))

    def drop_duplicates(self, keep="first", inplace=False, ignore_index=False):
        made = self[~repeated(self.tolist(), keep)]
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def factorize(self, sort=False, use_na_sentinel=True):
        codes, uniques = v.factorize(self._values, sort, use_na_sentinel)
        return np.array(codes, dtype=np.int64), make_index(uniques)

    # Order

    def equals(self, other):
        return self.dtype == other.dtype and self.to_frame("x").equals(other.to_frame("x"))

    def argsort(self, axis=0, kind="quicksort", order=None, stable=None):
        """The places of the values in order; missing ones have -1."""
        gaps = v.isna(self._values)
        places = np.full(len(self), -1)
        places[~gaps] = v.argsort(self._values[~gaps])
        return self._like(places)

    def sort_values(self, axis=0, ascending=True, inplace=False, kind=None, na_position="last", ignore_index=False, key=None):
        values = self._values if key is None else key(self)._values
        made = self._take(v.argsort(values, ascending, na_position))
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def sort_index(self, axis=0, level=None, ascending=True, inplace=False, kind="quicksort", na_position="last",
                   sort_remaining=True, ignore_index=False, key=None):
        made = self._take(self.index._order(level, ascending, key, na_position))
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def nlargest(self, n=5, keep="first"):
        return self._take(foremost(self._values, n, keep, False, f"Cannot use method 'nlargest' with dtype {self.dtype}"))

    def nsmallest(self, n=5, keep="first"):
        return self._take(foremost(self._values, n, keep, True, f"Cannot use method 'nsmallest' with dtype {self.dtype}"))

    def _where_is(self, which, name):
        values = self._values
        known = np.flatnonzero(~v.isna(values)).tolist()
        if isinstance(values, v.ObjectArray) and any(isinstance(x, str) for x in values):
            raise TypeError(f"reduction operation '{name}' not allowed for this dtype")
        if not known:
            raise ValueError(f"attempt to get {name} of an empty sequence")
        items = values.tolist()
        return which(known, key=lambda i: items[i])

    def idxmax(self, axis=0, skipna=True):
        return v.NAN if not skipna and self.hasnans else self.index[self._where_is(max, "argmax")]

    def idxmin(self, axis=0, skipna=True):
        return v.NAN if not skipna and self.hasnans else self.index[self._where_is(min, "argmin")]

    def argmax(self, axis=None, skipna=True):
        return np.int64(self._where_is(max, "argmax"))

    def argmin(self, axis=None, skipna=True):
        return np.int64(self._where_is(min, "argmin"))

    # Labels

    def _renamed(self, function, axis=None):
        return Series._of(self._values, make_index([function(x) for x in self.index]), self.name)

    def rename(self, index=None, inplace=False, copy=True):
        if callable(index) or isinstance(index, (dict, Series)):
            made = Series._of(self._values, make_index(new_labels(index, self.index), self.index.name), self.name)
        else:
            made = Series._of(self._values, self.index, index)
        return self._done(made, inplace)

    def rename_axis(self, mapper=None, index=None, axis=0, inplace=False):
        return self._done(Series._of(self._values, self.index.rename(mapper or index), self.name), inplace)

    def reset_index(self, level=None, drop=False, name=None, inplace=False):
        if drop:
            return self._done(Series._of(self._values, RangeIndex(len(self)), self.name), inplace)
        label = name if name is not None else self.name
        return self.to_frame(0 if label is None else label).reset_index(level)

    def set_axis(self, labels, axis=0):
        return Series(self._values, index=labels, name=self.name)

    def unstack(self, level=-1, fill_value=None):
        from ._reshape import unstack

        return unstack(self, level, fill_value)

    # Numbers

    def _reduce(self, name, skipna=True, numeric_only=False, **options):
        return _stats.REDUCTIONS[name](self._values, skipna, **options)

    def quantile(self, q=0.5, interpolation="linear"):
        if v.is_listlike(q):
            q = v.to_array(q).tolist()
            values = [self.quantile(x, interpolation) for x in q]
            return Series(np.array(values, dtype=np.float64), index=make_index(np.array(q, dtype=np.float64)), name=self.name)
        return _stats.quantile(self._values, q, interpolation)

    def mode(self, dropna=True):
        counts = self.value_counts(dropna=dropna)
        top = [x for x, n in counts.items() if n == counts.max()] if len(counts) else []
        try:
            top.sort()
        except TypeError:
            pass
        return Series(v.to_array(top, self.dtype), name=self.name)

    def corr(self, other, method="pearson", min_periods=None):
        index, left, right = align(self.index, other.index, "inner")
        a, b = (self._values, other._values) if left is None else (self._values[left], other._values[right])
        return _stats.correlation(a, b, method, min_periods)

    def cov(self, other, min_periods=None, ddof=1):
        index, left, right = align(self.index, other.index, "inner")
        a, b = (self._values, other._values) if left is None else (self._values[left], other._values[right])
        return _stats.covariance(a, b, ddof, min_periods)

    def describe(self, percentiles=None, include=None, exclude=None):
        from ._describe import describe_series

        return describe_series(self, percentiles)

    def groupby(self, by=None, axis=0, level=None, sort=True, observed=False, dropna=True, as_index=True, group_keys=True):
        from ._groupby import group_series

        return group_series(self, by, level, sort, dropna, group_keys, observed)

    def repeat(self, repeats):
        return self._take(np.repeat(np.arange(len(self)), repeats))

    def explode(self, ignore_index=False):
        made = self.to_frame("x").explode("x", ignore_index)["x"]
        return made.rename(self.name)

    @property
    def str(self):
        from ._text import Texts

        needs_texts(self._values)
        return Texts(self)

    @property
    def cat(self):
        from ._text import Categories

        if not isinstance(self._values, v.Categorical):
            raise AttributeError("Can only use .cat accessor with a 'category' dtype")
        return Categories(self)

    def memory_usage(self, index=True, deep=False):
        return self.nbytes + (self.index.nbytes if index else 0)

    def info(self, **options):
        from ._describe import series_info

        print(series_info(self))

    # Printed form

    def __repr__(self):
        from ._format import series_text

        return series_text(self)

    def to_string(self, buf=None, na_rep="NaN", float_format=None, header=True, index=True, length=False, dtype=False, name=False, max_rows=None):
        from ._format import series_text, with_floats, written

        with with_floats(float_format):
            return written(series_text(self, max_rows, dtype, name, length, index, header, na_rep), buf)

    def _repr_html_(self):
        return None


def _reductions():
    def reduction(name):
        def method(self, axis=0, skipna=True, numeric_only=False, **options):
            return self._reduce(name, skipna, numeric_only, **options)

        return method

    for name in _stats.REDUCTIONS:
        setattr(Series, name, reduction(name))

    def running(name):
        return lambda self, axis=None, skipna=True: self._mapped(lambda values: _stats.cumulative(values, name, skipna), axis)

    for name in ("cumsum", "cumprod", "cummax", "cummin"):
        setattr(Labelled, name, running(name))


_reductions()
