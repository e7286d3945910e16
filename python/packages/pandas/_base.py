"""What series and frames have in common."""

import operator

import numpy as np

from . import _values as v
from ._index import MultiIndex, RangeIndex, make_index

ABSENT = set(
    "resample asfreq between_time tz_localize tz_convert to_excel to_sql to_parquet "
    "to_json to_latex to_markdown to_pickle to_hdf to_feather style sparse dt truncate first_valid_index "
    "last_valid_index combine combine_first lookup compare to_clipboard to_xarray reorder_levels".split()
)


def axis_number(axis):
    if axis in (0, "index", "rows"):
        return 0
    if axis in (1, "columns"):
        return 1
    raise ValueError(f"No axis named {axis} for object type DataFrame")


def unknown(value, name):
    """The error for an attribute that is not there."""
    text = f"'{type(value).__name__}' object has no attribute '{name}'"
    if name in ABSENT:
        text += f" (this pandas does not have {type(value).__name__}.{name})"
    return AttributeError(text)


def align(left, right, join="outer"):
    """The common labels of two indexes, and their places in both; no places if the indexes are equal."""
    if left is right or left.equals(right):
        return left, None, None
    if join == "outer":
        if left.is_unique and right.is_unique and set(left.tolist()) == set(right.tolist()):
            index = left
            try:
                index = left.sort_values()
            except TypeError:
                pass
        else:
            index = left.union(right)
    elif join == "inner":
        index = left.intersection(right)
    else:
        index = left
    if not left.is_unique or not right.is_unique:
        raise ValueError("cannot reindex on an axis with duplicate labels")
    return index, left.get_indexer(index), right.get_indexer(index)


def places_of(key, length):
    """The places of a list, a slice or a mask of places."""
    key = getattr(key, "_values", key)
    if isinstance(key, slice):
        return np.arange(length)[key]
    key = np.asarray(v.to_array(key)) if len(key) else np.zeros(0, dtype=np.int64)
    if key.dtype.kind == "b":
        if len(key) != length:
            raise IndexError(f"Boolean index has wrong length: {len(key)} instead of {length}")
        return np.flatnonzero(key)
    if np.any(key >= length) or np.any(key < -length):
        raise IndexError("positional indexers are out-of-bounds")
    return np.where(key < 0, key + length, key)


def is_mask(key):
    values = getattr(key, "_values", key)
    if isinstance(values, list):
        return bool(values) and all(isinstance(x, (bool, np.bool_)) for x in values)
    if isinstance(values, v.ObjectArray) and len(values) and all(isinstance(x, bool) or v.is_missing(x) for x in values):
        if any(v.is_missing(x) for x in values):
            raise ValueError("Cannot mask with non-boolean array containing NA / NaN values")
        return True
    return isinstance(values, np.ndarray) and values.dtype.kind == "b"


def mask_places(mask, index):
    """The places where a mask is true. A series is aligned first."""
    other = getattr(mask, "index", None)
    if other is not None and not isinstance(mask, (list, np.ndarray)) and not other.equals(index):
        mask = mask.reindex(index)
    values = v.to_array(mask)
    if len(values) != len(index):
        if isinstance(mask, (list, np.ndarray)):
            raise ValueError(f"Item wrong length {len(values)} instead of {len(index)}.")
        raise IndexError(f"Boolean index has wrong length: {len(values)} instead of {len(index)}")
    return np.flatnonzero(values.astype(bool))


class Labelled:
    """Values with labels: a series or a frame."""

    def head(self, n=5):
        return self.iloc[:n]

    def tail(self, n=5):
        return self.iloc[-n:] if n else self.iloc[:0]

    def sample(self, n=None, frac=None, replace=False, weights=None, random_state=None, axis=None, ignore_index=False):
        columns = self._by_columns(axis)
        count = self.shape[1] if columns else len(self)
        if n is None:
            n = 1 if frac is None else round(frac * count)
        if n > count and not replace:
            raise ValueError("Cannot take a larger sample than population when 'replace=False'")
        if random_state is None:
            state = np.random
        elif isinstance(random_state, (int, np.integer)):
            state = np.random.RandomState(random_state)
        else:
            state = random_state
        if weights is not None:
            weights = np.asarray(self[weights] if isinstance(weights, str) else weights, dtype=float)
            weights = weights / np.sum(weights)
        take = self._pick if columns else self._take
        made = take(state.choice(count, size=n, replace=replace, p=weights))
        return made.reset_index(drop=True) if ignore_index else made

    def __len__(self):
        return len(self.index)

    size = property(lambda self: int(np.prod(self.shape)))
    empty = property(lambda self: 0 in self.shape)

    def __bool__(self):
        raise ValueError(f"The truth value of a {type(self).__name__} is ambiguous. Use a.empty, a.bool(), a.item(), a.any() or a.all().")

    __hash__ = None

    def pipe(self, function, *args, **options):
        return function(self, *args, **options)

    def isnull(self):
        return self.isna()

    def notna(self):
        return ~self.isna()

    def notnull(self):
        return ~self.isna()

    def mask(self, cond, other=v.NAN, inplace=False):
        cond = cond(self) if callable(cond) else cond
        return self.where(~cond, other, inplace=inplace)

    def xs(self, key, axis=0, level=None, drop_level=True):
        if level is None:
            return self[key] if self._by_columns(axis) else self.loc[key]
        name = "columns" if self._by_columns(axis) else "index"
        labels = getattr(self, name)
        places = np.flatnonzero(labels.get_level_values(level).values == key)
        if not len(places):
            raise KeyError(key)
        made = self._pick(places) if name == "columns" else self._take(places)
        if drop_level:
            setattr(made, name, getattr(made, name).droplevel(level))
        return made

    def swaplevel(self, i=-2, j=-1, axis=0):
        made = self.copy(deep=False)
        name = "columns" if self._by_columns(axis) else "index"
        if getattr(self, name).nlevels < 2:
            raise TypeError("Can only swap levels on a hierarchical axis.")
        setattr(made, name, getattr(self, name).swaplevel(i, j))
        return made

    def _by_columns(self, axis):
        """True for a frame whose columns an axis names."""
        return axis is not None and axis_number(axis) == 1 and self.ndim == 2

    def _mapped(self, function, axis=None):
        """The results of a function of each column, or of each row."""
        return self.T._map_values(function).T if self._by_columns(axis) else self._map_values(function)

    def ffill(self, axis=None, inplace=False, limit=None):
        return self._done(self._mapped(lambda values: fill_along(values, False, limit), axis), inplace)

    def bfill(self, axis=None, inplace=False, limit=None):
        return self._done(self._mapped(lambda values: fill_along(values, True, limit), axis), inplace)

    pad, backfill = ffill, bfill

    def interpolate(self, method="linear", axis=0, limit=None, inplace=False, limit_direction="forward", **options):
        if method != "linear" or limit_direction != "forward" or any(x is not None for x in options.values()):
            raise NotImplementedError("this pandas interpolates with method='linear' and limit_direction='forward' only")
        return self._done(self._mapped(lambda values: between(values, limit), axis), inplace)

    def _done(self, made, inplace):
        """The new object, or nothing if it takes the place of this one."""
        if not inplace:
            return made
        self._become(made)
        return None

    def shift(self, periods=1, fill_value=None, axis=0):
        if self._by_columns(axis):
            empty = v.to_array([v.NAN if fill_value is None else fill_value] * len(self))
            count = self.shape[1]
            arrays = [self._columns[i - periods] if 0 <= i - periods < count else empty for i in range(count)]
            return self._of(arrays, self._index, self._labels)
        count = len(self)
        places = np.arange(count) - periods
        places = np.where((places < 0) | (places >= count), -1, places)

        def moved(values):
            made = v.take(values, places)
            if fill_value is None:
                return made
            items = [fill_value if place < 0 else values[place] for place in places.tolist()]
            return v.to_array(items)

        return self._map_values(moved)

    def diff(self, periods=1, axis=0):
        return self - self.shift(periods, axis=axis)

    def pct_change(self, periods=1, fill_method="pad"):
        filled = self if fill_method is None else self.ffill()
        return filled / filled.shift(periods) - 1

    def abs(self):
        return self._map_values(np.abs)

    def rank(self, axis=0, method="average", numeric_only=False, na_option="keep", ascending=True, pct=False):
        from ._stats import rank

        if na_option not in ("keep", "top", "bottom"):
            raise ValueError("na_option must be one of 'keep', 'top', or 'bottom'")
        owner = self._numeric() if numeric_only and self.ndim == 2 else self
        return owner._mapped(lambda values: rank(values, method, ascending, na_option, pct), axis)

    def clip(self, lower=None, upper=None, axis=None, inplace=False):
        bounds = [None if not v.is_listlike(x) and v.is_missing(x) else x for x in (lower, upper)]
        if not any(x is None or v.is_listlike(x) for x in bounds):
            bounds.sort()
        made = self
        for bound, function, none in zip(bounds, (np.maximum, np.minimum), (-np.inf, np.inf)):
            if bound is not None:
                made = made._bounded(bound, axis, function, none)
        return self._done(made, inplace)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if method != "__call__":
            return getattr(ufunc, method)(*[np.asarray(x) for x in inputs], **options)
        if len(inputs) == 1:
            return self._map_values(lambda values: ufunc(np.asarray(values), **options))
        return self._operate(ufunc.__name__, ufunc if inputs[0] is self else lambda a, b: ufunc(b, a), inputs[1] if inputs[0] is self else inputs[0])

    def __invert__(self):
        return self._map_values(lambda values: ~values if not isinstance(values, v.ObjectArray) else v.ObjectArray([not x for x in values]))

    def __neg__(self):
        return self._map_values(operator.neg)

    def __pos__(self):
        return self

    def __abs__(self):
        return self.abs()

    def __round__(self, digits=0):
        return self.round(digits)

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        return self.copy()

    def to_csv(self, path=None, **options):
        from ._csv import to_csv

        return to_csv(self, path, **options)

    def convert_dtypes(self, **options):
        raise NotImplementedError("this pandas has no nullable types")

    def infer_objects(self, copy=None):
        return self._map_values(lambda values: v.from_list(values.tolist()) if values.dtype == v.OBJECT else values)

    def rolling(self, window, min_periods=None, center=False, **options):
        from ._window import rolling

        return rolling(self, window, min_periods, center, **options)

    def expanding(self, min_periods=1):
        from ._window import Window

        return Window(self, None, min_periods)

    def ewm(self, **options):
        from ._window import ewm

        return ewm(self, **options)

    @property
    def plot(self):
        from ._plot import Plot

        return Plot(self)

    def hist(self, *args, **options):
        from ._plot import hist

        return hist(self, *args, **options)

    def get(self, key, default=None):
        try:
            return self[key]
        except (KeyError, IndexError, ValueError):
            return default

    def add_prefix(self, prefix, axis=None):
        return self._renamed(lambda label: f"{prefix}{label}", axis)

    def add_suffix(self, suffix, axis=None):
        return self._renamed(lambda label: f"{label}{suffix}", axis)


def foremost(values, n, keep, ascending, text):
    """The places of the first values in an order. Of equal ones the first or the last come first, or all belong to them."""
    if keep not in ("first", "last", "all"):
        raise ValueError('keep must be either "first", "last" or "all"')
    if values.dtype.kind == "O" and not isinstance(values, v.Categorical):
        raise TypeError(text)
    back = keep == "last" and n < len(values)
    places = v.argsort(values[::-1] if back else values, ascending)
    places = len(values) - 1 - places if back else places
    end, items = max(n, 0), values[places].tolist()
    while keep == "all" and 0 < end < len(items) and (items[end] == items[end - 1] or v.is_missing(items[end - 1])):
        end += 1
    return places[:end]


def checked(limit):
    if limit is not None and limit < 1:
        raise ValueError("Limit must be greater than 0")
    return limit


def gaps_to_fill(values, limit):
    """A mask of the missing values, or of the first of them."""
    gaps = v.isna(values)
    if checked(limit) is not None:
        gaps[np.flatnonzero(gaps)[limit:]] = False
    return gaps


def fill_along(values, back, limit=None):
    """Missing values take the value before or after them."""
    checked(limit)
    places, last, since = [], -1, 0
    gaps = v.isna(values).tolist()
    order = range(len(gaps) - 1, -1, -1) if back else range(len(gaps))
    for i in order:
        if not gaps[i]:
            last, since = i, 0
        else:
            since += 1
        places.append(last if limit is None or since <= limit else -1)
    return v.take(values, np.array(places[::-1] if back else places, dtype=np.int64))


def between(values, limit=None):
    """Missing numbers take values on the lines between their neighbours."""
    places = np.flatnonzero(~v.isna(values))
    if values.dtype.kind != "f" or not len(places):
        return values
    return np.where(np.isnan(fill_along(values, False, limit)), v.NAN, np.interp(np.arange(len(values)), places, values[places]))


def fill_array(values, value, limit=None):
    """The values with another one instead of the missing ones, or of the first of them."""
    gaps = gaps_to_fill(values, limit)
    if not np.any(gaps) or values.dtype.kind not in "fO":
        return values
    values = v.fits(values, value).copy()
    if isinstance(values, v.ObjectArray):
        made = values._like([value if gap else x for gap, x in zip(gaps.tolist(), values)])
        if isinstance(values, v.Categorical):
            return made
        inferred = v.from_list(made.tolist())
        return inferred
    values[gaps] = value
    return values


def cut_values(values, bound, function):
    """The values within a bound. Whole numbers stay whole if they can."""
    if isinstance(values, v.ObjectArray):
        pick, bounds = max if function is np.maximum else min, bound.tolist() if v.is_listlike(bound) else [bound] * len(values)
        return values._like([x if v.is_missing(x) or v.is_missing(y) else pick(x, y) for x, y in zip(values.tolist(), bounds)])
    made = function(values, bound)
    whole = values.dtype.kind in "iu" and made.dtype.kind == "f" and np.all(np.isfinite(made)) and np.all(made == np.floor(made))
    return made.astype(values.dtype) if whole else made


def choose(values, mask, other):
    """The values where a mask is true, else others."""
    if np.all(mask):
        return values
    listed = v.is_listlike(other)
    other = v.to_array(other) if listed else other
    if not isinstance(values, v.ObjectArray) and not isinstance(other, (str, v.ObjectArray)) and not (values.dtype.kind == "b" and not listed):
        made = np.where(mask, values, v.NAN if other is None else other)
        if values.dtype.kind in "iu" and made.dtype.kind == "f" and not listed and other == other and float(other).is_integer():
            made = made.astype(values.dtype)
        return made
    others = other.tolist() if listed else [other] * len(values)
    items = [x if keep else y for keep, x, y in zip(mask.tolist(), values.tolist(), others)]
    return values._like(items) if isinstance(values, v.ObjectArray) else v.from_list(items) if values.dtype.kind == "b" else v.ObjectArray(items)


def new_labels(mapper, labels):
    """Labels with other names, by a dict or a function."""
    if callable(mapper):
        return [mapper(x) for x in labels]
    return [mapper[x] if x in mapper else x for x in labels]


def needs_texts(values):
    if values.dtype.kind != "O" or not isinstance(values, v.Categorical) and len(values) and not any(isinstance(x, (str, list, tuple)) for x in values) and not all(v.is_missing(x) for x in values):
        raise AttributeError("Can only use .str accessor with string values!")


def one_more(values):
    """The values and one more. Numbers keep their type until the new one is set."""
    if not len(values):
        return v.ObjectArray([v.NAN])
    return values._like(list(values) + [v.NAN]) if isinstance(values, v.ObjectArray) else v.concat([values, values[-1:]])


def grown(index, label):
    """The labels and one more."""
    if isinstance(index, RangeIndex) and label == len(index) and index.start == 0 and index.step == 1:
        return RangeIndex(len(index) + 1, name=index.name)
    if len(index) == 0 and index.nlevels == 1:
        return make_index([label], index.name)
    if index.nlevels > 1:
        return MultiIndex(index.tolist() + [label], index.names)
    return make_index(index.tolist() + [label], index.name)


def repeated(keys, keep):
    """A mask of the items that came before (or come later)."""
    keys = ["NaN of a float" if isinstance(x, float) and x != x else x for x in keys]
    counts, seen, mask = {}, set(), []
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    for key in keys if keep != "last" else keys[::-1]:
        mask.append(counts[key] > 1 if keep is False else key in seen)
        seen.add(key)
    return np.array(mask if keep != "last" else mask[::-1], dtype=bool)


def replaced(values, old, new, regex=False):
    """The values with some of them replaced by others."""
    if isinstance(old, dict) or hasattr(old, "index") and hasattr(old, "items"):
        table = dict(old.items())
    elif v.is_listlike(old):
        news = list(new) if v.is_listlike(new) else [new] * len(list(old))
        table = dict(zip(old, news))
    else:
        table = {old: new}
    gap = [new for key, new in table.items() if v.is_missing(key)]
    items, changed = [], False
    if regex:
        import re

        for x in values.tolist():
            for key, new in table.items():
                if isinstance(x, str) and re.search(key, x):
                    x = re.sub(key, new, x) if isinstance(new, str) else new
            items.append(x)
        return v.ObjectArray(items) if values.dtype == v.OBJECT and any(isinstance(x, str) for x in items) else v.from_list(items)
    for x in values.tolist():
        hit = bool(gap) if v.is_missing(x) else x in table
        changed |= hit
        items.append(gap[0] if hit and v.is_missing(x) else table[x] if hit else x)
    if not changed:
        return values
    if isinstance(values, v.Categorical):
        return v.Categorical(items, [table.get(x, x) for x in values.categories], values.ordered)
    made = v.from_list(items)
    if values.dtype.kind == "f" and made.dtype.kind == "i":
        return made.astype(np.float64)
    return made


def compared(name, function):
    def method(self, other, axis="columns", level=None, fill_value=None):
        return self._operate(name, function, other, fill_value, axis)

    return method


def _operators():
    def method(name, function):
        return lambda self, other: self._operate(name, function, other)

    def reflected(name, function):
        return method("r" + name, lambda a, b: function(b, a))

    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
        function = getattr(operator, name)
        setattr(Labelled, f"__{name}__", method(name, function))
        setattr(Labelled, f"__r{name}__", reflected(name, function))
        setattr(Labelled, name, compared(name, function))
        setattr(Labelled, "r" + name, compared("r" + name, lambda a, b, f=function: f(b, a)))
    for alias, name in (("div", "truediv"), ("divide", "truediv"), ("multiply", "mul"), ("subtract", "sub"), ("rdiv", "rtruediv")):
        setattr(Labelled, alias, getattr(Labelled, name))
    for name in ("and", "or", "xor"):
        setattr(Labelled, f"__{name}__", method(name, v.LOGIC[name]))
        setattr(Labelled, f"__r{name}__", reflected(name, v.LOGIC[name]))
    for name, function in v.COMPARISONS.items():
        setattr(Labelled, f"__{name}__", method(name, function))
        setattr(Labelled, name, compared(name, function))


_operators()
