"""groupby: rows with the same key together."""

import numpy as np

from . import _stats
from . import _values as v
from ._format import one_label
from ._index import MultiIndex, make_index
from ._series import Series

NUMERIC = ("mean", "median", "std", "var", "sem", "skew", "quantile")


def keys_of(owner, by, level):
    """The keys' values, names, and which of them are columns of the frame."""
    if by is None and level is not None:
        levels = level if isinstance(level, list) else [level]
        return [owner.index.get_level_values(x).values for x in levels], [owner.index.get_level_values(x).name for x in levels], []
    by = by if isinstance(by, list) else [by]
    arrays, names, columns = [], [], []
    for key in by:
        if isinstance(key, Series):
            arrays.append(key._values if key.index.equals(owner.index) else key.reindex(owner.index)._values)
            names.append(key.name)
            if owner.ndim == 2 and key.name in owner.columns and owner[key.name]._values is key._values:
                columns.append(key.name)
        elif callable(key):
            arrays.append(v.to_array([key(x) for x in owner.index]))
            names.append(None)
        elif isinstance(key, dict):
            arrays.append(v.to_array([key.get(x, v.NAN) for x in owner.index]))
            names.append(None)
        elif v.is_listlike(key) and not isinstance(key, tuple):
            if len(key) != len(owner):
                raise ValueError("Grouper and axis must be same length")
            arrays.append(v.to_array(key))
            names.append(getattr(key, "name", None))
        elif owner.ndim == 2 and key in owner.columns:
            arrays.append(owner[key]._values)
            names.append(key)
            columns.append(key)
        elif key in owner.index.names:
            arrays.append(owner.index.get_level_values(key).values)
            names.append(key)
        else:
            raise KeyError(key)
    return arrays, names, columns


class Groups:
    """Which rows belong to which key."""

    def __init__(self, owner, by, level, sort, dropna, observed):
        arrays, self.names, self.columns = keys_of(owner, by, level)
        self.single = not isinstance(by, list)
        codes, self.uniques = [], []
        self.arrays = arrays
        for values in arrays:
            numbers, uniques = v.factorize(values, sort)
            if not dropna and -1 in numbers:
                numbers = [len(uniques) if x < 0 else x for x in numbers]
                uniques = uniques + [v.NAN]
            codes.append(numbers)
            self.uniques.append(uniques)
        self.rows = {}
        for place, code in enumerate(zip(*codes)):
            if -1 not in code:
                self.rows.setdefault(code, []).append(place)
        if not observed and any(isinstance(x, v.Categorical) for x in arrays):
            everything = [()]
            for uniques in self.uniques:
                everything = [t + (i,) for t in everything for i in range(len(uniques))]
            self.rows = {code: self.rows.get(code, []) for code in everything}
        elif sort:
            self.rows = {code: self.rows[code] for code in sorted(self.rows)}
        self.places = list(self.rows.values())
        self.labels = [tuple(self.uniques[i][x] for i, x in enumerate(code)) for code in self.rows]

    def index(self):
        """The keys as an index."""
        if len(self.names) > 1:
            return MultiIndex(self.labels, self.names, [x.dtype if isinstance(x, v.Categorical) else None for x in self.arrays])
        values = [x[0] for x in self.labels]
        own = self.arrays[0]
        if isinstance(own, v.Categorical):
            return make_index(own._like(values), self.names[0])
        return make_index(v.to_array(values) if own.dtype.kind == "O" else np.array(values, dtype=own.dtype), self.names[0])

    def key(self, place):
        label = self.labels[place]
        if len(label) == 1 and self.single:
            return label[0]
        return tuple(own.dtype.type(x) if own.dtype.kind in "iuf" else x for own, x in zip(self.arrays, label))


def numbered(pairs):
    """Names and functions, with numbers for functions that have no name."""
    made, count = [], 0
    for name, function in pairs:
        if name == "<lambda>":
            name, count = f"<lambda_{count}>", count + 1
        made.append((name, function))
    return made


class Labels(dict):
    """The labels of each group's rows."""

    def __repr__(self):
        return "{" + ", ".join(f"{key!r}: [{', '.join(map(one_label, index))}]" for key, index in self.items()) + "}"


class GroupBy:
    """Common to groups of a series and of a frame."""

    def __init__(self, owner, groups, as_index=True, group_keys=True, selected=None, one=False):
        self._owner, self._groups, self._as_index, self._group_keys = owner, groups, as_index, group_keys
        self._selected, self._one = selected, one

    def __iter__(self):
        for i, places in enumerate(self._groups.places):
            yield self._groups.key(i), self._part(places)

    def __len__(self):
        return len(self._groups.places)

    ngroups = property(__len__)

    @property
    def groups(self):
        index = self._owner.index
        return Labels({self._label(i): index[np.array(x, dtype=np.int64)] for i, x in enumerate(self._groups.places)})

    @property
    def indices(self):
        return {self._label(i): np.array(x, dtype=np.int64) for i, x in enumerate(self._groups.places)}

    def _label(self, i):
        label = self._groups.labels[i]
        return label[0] if len(label) == 1 else label

    def get_group(self, name, obj=None):
        for i, places in enumerate(self._groups.places):
            if self._label(i) == name or self._groups.labels[i] == name:
                return self._part(places)
        raise KeyError(name)

    def _part(self, places):
        return self._owner._take(np.array(places, dtype=np.int64))

    def _finish(self, made):
        if self._as_index or made.ndim == 1:
            return made
        return made.reset_index()

    def size(self):
        counts = np.array([len(x) for x in self._groups.places], dtype=np.int64)
        name = self._owner.name if self._owner.ndim == 1 else None
        made = Series._of(counts, self._groups.index(), name)
        return made if self._as_index else made.reset_index(name="size")

    def ngroup(self, ascending=True):
        count = len(self)
        return self._numbered(lambda i, places: [i if ascending else count - 1 - i] * len(places))

    def cumcount(self, ascending=True):
        return self._numbered(lambda i, places: range(len(places))[:: 1 if ascending else -1])

    def _numbered(self, function):
        """Numbers of a function of each group; missing for rows without a group."""
        numbers = np.full(len(self._owner), -1)
        for i, places in enumerate(self._groups.places):
            numbers[np.array(places, dtype=np.int64)] = np.array(list(function(i, places)), dtype=np.int64)
        return Series._of(np.where(numbers < 0, v.NAN, numbers) if np.any(numbers < 0) else numbers, self._owner.index)

    def head(self, n=5):
        return self._owner._take(sorted(x for places in self._groups.places for x in places[:n]))

    def tail(self, n=5):
        return self._owner._take(sorted(x for places in self._groups.places for x in places[-n:]))

    def nth(self, n):
        wanted = [n] if isinstance(n, int) else n
        return self._owner._take(sorted({places[i] for places in self._groups.places for i in wanted if -len(places) <= i < len(places)}))

    def sample(self, n=None, frac=None, replace=False, weights=None, random_state=None):
        state = np.random.RandomState(random_state) if isinstance(random_state, (int, np.integer)) else random_state
        parts = [np.arange(len(self._owner))[places] for places in self._groups.places]
        drawn = [Series(x).sample(n, frac, replace, weights, state)._values for x in parts]
        return self._owner._take(np.concatenate(drawn))

    def _drawn(self, name, args, options):
        made = [getattr(part if part.ndim == 2 else part.rename(key), name)(*args, **options) for key, part in self]
        return Series(v.ObjectArray(made), index=self._groups.index())

    def plot(self, *args, **options):
        return self._drawn("plot", args, options)

    def hist(self, *args, **options):
        return self._drawn("hist", args, options)

    def apply(self, func, *args, include_groups=True, **options):
        from . import DataFrame
        from ._merge import concat

        made = [func(self._part(places), *args, **options) for places in self._groups.places]
        index = self._groups.index()
        if not made or not isinstance(made[0], (Series, DataFrame)):
            out = Series(v.to_array(made), index=index, name=self._owner.name if self._owner.ndim == 1 else None)
            return out if self._as_index else out.reset_index(name=None)
        if isinstance(made[0], Series) and self._owner.ndim == 2 and all(x.index.equals(made[0].index) for x in made):
            frame = DataFrame([x.to_dict() for x in made], index=index, columns=made[0].index)
            return self._finish(frame)
        joint = concat(made)
        if all(x.index.equals(self._owner.index[np.array(p, dtype=np.int64)]) for x, p in zip(made, self._groups.places)) and not self._group_keys:
            joint = joint._take(np.argsort([x for p in self._groups.places for x in p]))
            return joint
        if not self._group_keys or not self._as_index:
            return joint
        labels = [label + (x if isinstance(x, tuple) else (x,)) for part, label in zip(made, self._groups.labels) for x in part.index]
        joint.index = MultiIndex(labels, self._groups.names + made[0].index.names)
        return joint

    def filter(self, func, dropna=True):
        kept = sorted(x for places in self._groups.places if func(self._part(places)) for x in places)
        made = self._owner._take(kept)
        if dropna:
            return made
        rows = set(kept)
        made = self._owner._take([row if row in rows else -1 for row in range(len(self._owner))])
        made.index = self._owner.index
        return made

    def _spread(self, function):
        """A series of results for each row, group by group."""
        order, parts = [], []
        for places in self._groups.places:
            if not places:
                continue
            made = function(self._part(places))
            if isinstance(made, Series):
                parts.append(made._values)
            else:
                parts.append(v.to_array([made] * len(places)))
            order += places
        back = np.full(len(self._owner), -1)
        back[np.array(order, dtype=np.int64)] = np.arange(len(order))
        return v.take(v.concat(parts), back)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in ("ohlc", "rolling", "resample", "expanding", "ewm", "plot", "hist", "boxplot") and self._owner.ndim == 2 and name in self._owner.columns:
            return self[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def is_name(func):
    return isinstance(func, str)


def func_name(func):
    return func if is_name(func) else getattr(func, "__name__", "<lambda>")


class SeriesGroupBy(GroupBy):
    """Groups of a series."""

    def _reduce(self, name, *args, **options):
        values = self._owner._values
        function = _stats.REDUCTIONS.get(name)
        made = []
        for places in self._groups.places:
            part = values[np.array(places, dtype=np.int64)] if places else values[:0]
            if function is None:
                rows = self._owner.index[np.array(places, dtype=np.int64)]
                made.append(getattr(Series._of(part, rows), name)(*args, **options))
            else:
                made.append(function(part, True, **options))
        array = v.to_array(made)
        if name in ("min", "max", "sum", "first", "last", "prod") and array.dtype.kind == "f" and values.dtype.kind in "iu" and not np.any(np.isnan(array)):
            array = array.astype(values.dtype)
        return Series._of(array, self._groups.index(), self._owner.name)

    def agg(self, func=None, *args, **named):
        from . import DataFrame

        if func is None:
            made = DataFrame({label: self.agg(f)._values for label, f in named.items()}, index=self._groups.index())
            return self._finish(made)
        if is_name(func):
            made = getattr(self, func)(*args, **named)
        elif isinstance(func, dict):
            raise ValueError("nested renamer is not supported")
        elif isinstance(func, (list, tuple)):
            pairs = numbered([f if isinstance(f, tuple) else (func_name(f), f) for f in func])
            labels = [x for x, _ in pairs]
            arrays = [SeriesGroupBy(self._owner, self._groups).agg(f)._values for _, f in pairs]
            made = DataFrame._of(arrays, self._groups.index(), make_index(labels))
        else:
            parts = [func(self._part(places), *args, **named) for places in self._groups.places]
            parts = [x.tolist()[0] if isinstance(x, (Series, np.ndarray)) and x.shape == (1,) else getattr(x, "_values", x) for x in parts]
            made = Series._of(v.to_array(parts), self._groups.index(), self._owner.name)
        return self._finish(made) if self._as_index or made.ndim == 2 else made.reset_index()

    aggregate = agg

    def transform(self, func, *args, **options):
        function = (lambda x: getattr(x, func)(*args, **options)) if is_name(func) else lambda x: func(x, *args, **options)
        return Series._of(self._spread(function), self._owner.index, self._owner.name)

    def value_counts(self, normalize=False, sort=True, ascending=False, dropna=True):
        labels, counts = [], []
        for label, places in zip(self._groups.labels, self._groups.places):
            part = self._part(places).value_counts(normalize, False, dropna=dropna).sort_index()
            for x, n in (part.sort_values(ascending=ascending) if sort else part).items():
                labels.append(label + (x,))
                counts.append(n)
        return Series(counts, index=MultiIndex(labels, self._groups.names + [self._owner.name]), name="proportion" if normalize else "count")

    def unique(self):
        return Series(v.ObjectArray([self._part(x).unique() for x in self._groups.places]), index=self._groups.index(), name=self._owner.name)

    def describe(self, percentiles=None, include=None, exclude=None):
        from . import DataFrame

        return DataFrame([self._part(x).describe(percentiles).to_dict() for x in self._groups.places], index=self._groups.index())

    def nlargest(self, n=5, keep="first"):
        return self.apply(lambda x: x.nlargest(n, keep))

    def nsmallest(self, n=5, keep="first"):
        return self.apply(lambda x: x.nsmallest(n, keep))


class DataFrameGroupBy(GroupBy):
    """Groups of a frame."""

    def __getitem__(self, key):
        if v.is_listlike(key) and not (isinstance(key, tuple) and key in self._owner.columns):
            missing = [x for x in key if x not in self._owner.columns]
            if missing:
                raise KeyError(f"Columns not found: {str(missing)[1:-1]}")
            return DataFrameGroupBy(self._owner, self._groups, self._as_index, self._group_keys, list(key))
        if key not in self._owner.columns:
            raise KeyError(f"Column not found: {key}")
        return SeriesGroupBy(self._owner[key], self._groups, self._as_index, self._group_keys, one=True)

    def _part(self, places):
        part = self._owner._take(np.array(places, dtype=np.int64))
        return part if self._selected is None else part[[x for x in self._selected]]

    def _labels(self):
        if self._selected is not None:
            return self._selected
        return [x for x in self._owner.columns if x not in self._groups.columns]

    def _one_column(self, label):
        return SeriesGroupBy(self._owner[label], self._groups)

    def _frame(self, parts):
        from . import DataFrame

        index = self._groups.index()
        made = DataFrame._of([x._values for x in parts.values()], index, make_index(list(parts)) if parts else make_index([]))
        return self._finish(made)

    def _reduce(self, name, *args, numeric_only=False, **options):
        parts = {}
        for label in self._labels():
            if numeric_only and self._owner[label].dtype.kind not in "iufb":
                continue
            try:
                parts[label] = self._one_column(label)._reduce(name, *args, **options)
            except TypeError:
                if name in NUMERIC:
                    raise TypeError(f"agg function failed [how->{name},dtype->object]") from None
                raise
        return self._frame(parts)

    def agg(self, func=None, *args, **named):
        from . import DataFrame

        index = self._groups.index()
        if func is None:
            parts = {}
            for label, pair in named.items():
                column, f = (pair.column, pair.aggfunc) if hasattr(pair, "aggfunc") else pair
                parts[label] = self._one_column(column).agg(f)
            return self._frame(parts)
        if isinstance(func, dict):
            missing = [x for x in func if x not in self._owner.columns]
            if missing:
                raise KeyError(f"Label(s) {missing} do not exist")
            if any(isinstance(x, (list, tuple)) for x in func.values()):
                func = {label: x if isinstance(x, (list, tuple)) else [x] for label, x in func.items()}
                labels = [(label, func_name(f)) for label, x in func.items() for f in x]
                arrays = [self._one_column(label).agg(f)._values for label, x in func.items() for f in x]
                return self._finish(DataFrame._of(arrays, index, MultiIndex(labels)))
            return self._frame({label: self._one_column(label).agg(f) for label, f in func.items()})
        if isinstance(func, (list, tuple)):
            labels = [(label, name) for label in self._labels() for name, _ in numbered([(func_name(f), f) for f in func])]
            arrays = [self._one_column(label).agg(f)._values for label in self._labels() for f in func]
            return self._finish(DataFrame._of(arrays, index, MultiIndex(labels)))
        if is_name(func):
            return getattr(self, func)(*args, **named)
        return self._frame({label: self._one_column(label).agg(func, *args, **named) for label in self._labels()})

    aggregate = agg

    def transform(self, func, *args, **options):
        from . import DataFrame

        return DataFrame({label: self._one_column(label).transform(func, *args, **options) for label in self._labels()})

    def describe(self, percentiles=None, include=None, exclude=None):
        from . import DataFrame

        frames = {label: self._one_column(label).describe(percentiles) for label in self._labels() if self._owner[label].dtype.kind in "iuf"}
        labels = [(label, x) for label, frame in frames.items() for x in frame.columns]
        return DataFrame._of([x for frame in frames.values() for x in frame._columns], self._groups.index(), MultiIndex(labels))

    def value_counts(self, **options):
        if options:
            raise NotImplementedError(f"this pandas has no {next(iter(options))} of value_counts of groups")
        return self._owner.groupby(self._groups.names + self._labels()).size().rename("count")

    def corr(self, **options):
        return self.apply(lambda x: x[self._labels()].corr(**options))


GroupBy.__module__ = SeriesGroupBy.__module__ = DataFrameGroupBy.__module__ = "pandas.core.groupby.generic"


def group_series(series, by, level, sort, dropna, group_keys, observed):
    return SeriesGroupBy(series, Groups(series, by, level, sort, dropna, observed), True, group_keys)


def group_frame(frame, by, level, as_index, sort, dropna, group_keys, observed):
    if by is None and level is None:
        raise TypeError("You have to supply one of 'by' and 'level'")
    return DataFrameGroupBy(frame, Groups(frame, by, level, sort, dropna, observed), as_index, group_keys)


def _methods():
    def reduced(name):
        def method(self, *args, **options):
            made = self._reduce(name, *args, **options)
            return made.reset_index() if self._one and not self._as_index else made

        return method

    for name in list(_stats.REDUCTIONS) + ["quantile", "idxmax", "idxmin", "first", "last"]:
        setattr(GroupBy, name, reduced(name))

    def spread(name):
        return lambda self, *args, **options: self.transform(lambda x: getattr(x, name)(*args, **options))

    for name in ("cumsum", "cumprod", "cummax", "cummin", "shift", "diff", "rank", "fillna", "ffill", "bfill", "pct_change"):
        setattr(GroupBy, name, spread(name))


def _first(values, skipna, **_):
    items = [x for x in values.tolist() if not v.is_missing(x)]
    return items[0] if items else v.NAN


_stats.REDUCTIONS["first"] = _first
_stats.REDUCTIONS["last"] = lambda values, skipna, **_: _first(values[::-1], skipna)
_methods()
