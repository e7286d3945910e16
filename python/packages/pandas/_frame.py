"""DataFrame: a table with labels."""

import numpy as np

from . import _values as v
from ._base import Labelled, align, axis_number, grown, is_mask, mask_places, one_more, unknown
from ._frame_methods import FrameMethods
from ._index import MultiIndex, RangeIndex, given_index, make_index
from ._indexers import At, IAt, ILoc, Loc, missing_text, set_at
from ._series import Series


class InvalidIndexError(Exception):
    """The brackets hold what is no label."""


class DataFrame(FrameMethods, Labelled):
    """A table. Each column has one type."""

    ndim = 2

    def __init__(self, data=None, index=None, columns=None, dtype=None, copy=None):
        labels = None if columns is None else given_index(columns)
        rows = None if index is None else given_index(index)
        if isinstance(data, DataFrame):
            data = {label: data._column(i) for i, label in enumerate(data.columns)}
        if isinstance(data, Series):
            data = {data.name if data.name is not None else labels[0] if labels is not None and len(labels) == 1 else 0: data}
        if data is None:
            data = {}
        if isinstance(data, dict):
            arrays, rows, labels = from_dict(data, rows, labels)
        else:
            arrays, rows, labels = from_rows(data, rows, labels)
        if dtype is not None:
            arrays = [v.cast(x, dtype) for x in arrays]
        self.__dict__.update(_columns=arrays, _index=rows, _labels=labels)

    @classmethod
    def _of(cls, arrays, index, labels):
        made = object.__new__(cls)
        made.__dict__.update(_columns=arrays, _index=index, _labels=labels)
        return made

    @classmethod
    def from_dict(cls, data, orient="columns", dtype=None, columns=None):
        if orient == "index":
            return cls(list(data.values()), index=list(data), columns=columns, dtype=dtype)
        return cls(data, dtype=dtype, columns=columns)

    @classmethod
    def from_records(cls, data, index=None, exclude=None, columns=None):
        made = cls(list(data), index=None if isinstance(index, str) else index, columns=columns)
        made = made.set_index(index) if isinstance(index, str) else made
        return made if exclude is None else made.drop(columns=exclude)

    def _become(self, other):
        self.__dict__.update(_columns=other._columns, _index=other._index, _labels=other._labels)

    def _map_values(self, function):
        return DataFrame._of([function(x) for x in self._columns], self._index, self._labels)

    def _take(self, places):
        places = np.asarray(list(places) if isinstance(places, range) else places, dtype=np.int64)
        return DataFrame._of([v.take(x, places) for x in self._columns], self._index[places], self._labels)

    def _pick(self, places):
        """Some columns, by their places."""
        places = [int(x) for x in places]
        return DataFrame._of([self._columns[i] for i in places], self._index, self._labels[np.array(places, dtype=np.int64)])

    def _column(self, place):
        return Series._of(self._columns[place], self._index, self._labels[place])

    def _row(self, place, scalars=False):
        """A row as a series. With `scalars` its numbers are NumPy's, even beside objects."""
        return Series._of(common([x[place : place + 1] for x in self._columns], scalars), self._labels, self._index[place])

    # Parts

    @property
    def index(self):
        return self._index

    @index.setter
    def index(self, labels):
        labels = make_index(labels)
        if len(labels) != len(self._index) and self._columns:
            raise ValueError(f"Length mismatch: Expected axis has {len(self._index)} elements, new values have {len(labels)} elements")
        self.__dict__["_index"] = labels

    @property
    def columns(self):
        return self._labels

    @columns.setter
    def columns(self, labels):
        labels = make_index(labels)
        if len(labels) != len(self._labels):
            raise ValueError(f"Length mismatch: Expected axis has {len(self._labels)} elements, new values have {len(labels)} elements")
        self.__dict__["_labels"] = labels

    shape = property(lambda self: (len(self._index), len(self._labels)))
    axes = property(lambda self: [self._index, self._labels])
    loc = property(Loc)
    iloc = property(ILoc)
    at = property(At)
    iat = property(IAt)

    @property
    def dtypes(self):
        return Series._of(v.ObjectArray([x.dtype for x in self._columns]), self._labels)

    def to_numpy(self, dtype=None, copy=False, na_value=None):
        if not self._columns:
            return np.empty((len(self), 0))
        kinds = {x.dtype for x in self._columns}
        if dtype is not None and v.dtype_of(dtype) != v.OBJECT:
            return np.column_stack([v.cast(x, dtype) for x in self._columns])
        mixed = any(isinstance(x, v.ObjectArray) for x in self._columns) or len(kinds) > 1 and any(x.kind == "b" for x in kinds)
        if mixed or dtype is not None:
            lists = [x.tolist() for x in self._columns]
            return v.ObjectArray([x for row in zip(*lists) for x in row], self.shape)
        made = np.column_stack(self._columns) if len(self) else np.zeros(self.shape)
        return made

    values = property(to_numpy)

    def __array__(self, dtype=None, copy=None):
        made = np.asarray(self.to_numpy())
        return made if dtype is None else made.astype(dtype)

    @property
    def T(self):
        if not self._columns:
            return DataFrame._of([], self._labels, self._index)
        values = self.values
        return DataFrame._of([values[i] for i in range(len(self))], self._labels, self._index)

    def transpose(self, *args, copy=False):
        return self.T

    def copy(self, deep=True):
        return DataFrame._of([x.copy() for x in self._columns] if deep else list(self._columns), self._index, self._labels)

    def __iter__(self):
        return iter(self._labels)

    def keys(self):
        return self._labels

    def items(self):
        return iter([(label, self._column(i)) for i, label in enumerate(self._labels)])

    def __contains__(self, label):
        return label in self._labels

    def iterrows(self):
        for i, label in enumerate(self._index):
            yield label, self._row(i)

    def itertuples(self, index=True, name="Pandas"):
        from collections import namedtuple

        names = (["Index"] if index else []) + [str(x) for x in self._labels]
        lists = ([self._index.tolist()] if index else []) + [x.tolist() for x in self._columns]
        kind = tuple if name is None else namedtuple(name, names, rename=True)._make
        for row in zip(*lists):
            yield kind(row)

    # Selection

    def __getitem__(self, key):
        if callable(key):
            key = key(self)
        if isinstance(key, DataFrame):
            return self.where(key)
        if isinstance(key, slice):
            whole = all(x is None or isinstance(x, (int, np.integer)) for x in (key.start, key.stop))
            return self.iloc[key] if whole else self.loc[key]
        if is_mask(key):
            return self._take(mask_places(key, self._index))
        if v.is_listlike(key) and not isinstance(key, tuple):
            places, missing = [], []
            items = list(key)
            for label in items:
                try:
                    places += self._labels._find(label)
                except KeyError:
                    missing.append(label)
            if missing:
                raise KeyError(missing_text(missing, items, self._labels).replace("in the [index]", "in the [columns]"))
            return self._pick(places)
        try:
            found = self._labels._find(key)
        except KeyError:
            if isinstance(key, tuple) and any(isinstance(x, (list, slice)) for x in key):
                raise InvalidIndexError(str(key)) from None
            raise KeyError(key) from None
        if self._labels.nlevels > 1 and not (isinstance(key, tuple) and len(key) == self._labels.nlevels):
            made = self._pick(found)
            labels = made._labels
            for _ in range(len(key) if isinstance(key, tuple) else 1):
                labels = labels.droplevel(0)
            made.columns = labels
            return made
        return self._column(found[0]) if len(found) == 1 else self._pick(found)

    def __getattr__(self, name):
        labels = self.__dict__.get("_labels")
        if labels is not None and not name.startswith("__") and name in labels:
            return self[name]
        raise unknown(self, name)

    def __setattr__(self, name, value):
        if name not in ("index", "columns") and name in self._labels:
            self[name] = value
        else:
            object.__setattr__(self, name, value)

    def __dir__(self):
        return list(object.__dir__(self)) + [x for x in self._labels if isinstance(x, str)]

    def __setitem__(self, key, value):
        if isinstance(key, DataFrame):
            for i, label in enumerate(self._labels):
                mask = key[label]._values
                self._columns[i] = set_at(self._columns[i], np.flatnonzero(mask), value)
        elif is_mask(key) or isinstance(key, slice):
            self.loc[key] = value
        elif isinstance(key, list):
            if isinstance(value, DataFrame):
                parts = [value._column(i) for i in range(value.shape[1])]
            elif getattr(value, "ndim", 1) == 2:
                parts = [value[:, i] for i in range(value.shape[1])]
            elif v.is_listlike(value) and not isinstance(value, Series):
                value = list(value)
                parts = value if len(value) == len(key) else [value] * len(key)
            else:
                parts = [value] * len(key)
            if len(parts) != len(key):
                raise ValueError("Columns must be same length as key")
            for label, part in zip(key, parts):
                self[label] = part
        else:
            values = self._new_values(value)
            if key in self._labels:
                for place in self._labels._find(key):
                    self._columns[place] = values
            else:
                self._insert(len(self._labels), key, values)

    def _new_values(self, value):
        """A column's values from what is assigned to it."""
        if isinstance(value, DataFrame):
            if value.shape[1] != 1:
                raise ValueError("Cannot set a DataFrame with multiple columns to the single column")
            value = value._column(0)
        if isinstance(value, Series) and len(self._labels):
            if value.index.equals(self._index):
                return value._values.copy()
            return value.reindex(self._index)._values
        if v.is_listlike(value):
            values = v.to_array(value, copy=True)
            if not len(self._labels) and not len(self._index):
                self.__dict__["_index"] = value.index if isinstance(value, Series) else RangeIndex(len(values))
            if len(values) != len(self._index):
                raise ValueError(f"Length of values ({len(values)}) does not match length of index ({len(self._index)})")
            return values
        return v.to_array([value] * len(self._index)) if len(self._index) else v.ObjectArray([])

    def _insert(self, place, label, values):
        self._columns.insert(place, values)
        if isinstance(self._labels, MultiIndex):
            label = label if isinstance(label, tuple) else (label,) + ("",) * (self._labels.nlevels - 1)
            labels = MultiIndex(self._labels.tolist()[:place] + [label] + self._labels.tolist()[place:], self._labels.names)
        else:
            labels = self._labels.insert(place, label)
        self.__dict__["_labels"] = labels

    def _add_row(self, label, whole):
        """Adds a row, of which all or only some values will be set."""
        gap = list(range(len(self._index))) + [-1]
        self.__dict__["_columns"] = [one_more(x) if whole else v.take(x, gap) for x in self._columns]
        self.__dict__["_index"] = make_index(list(grown(self._index, label)), self._index.name) if whole and self._index.nlevels == 1 else grown(self._index, label)

    def insert(self, loc, column, value, allow_duplicates=False):
        if column in self._labels and not allow_duplicates:
            raise ValueError(f"cannot insert {column}, already exists")
        self._insert(loc, column, self._new_values(value))

    def __delitem__(self, label):
        self._become(self.drop(columns=label))

    def pop(self, item):
        series = self[item]
        del self[item]
        return series

    def assign(self, **columns):
        made = self.copy()
        for label, value in columns.items():
            made[label] = value(made) if callable(value) else value
        return made

    def drop(self, labels=None, axis=0, index=None, columns=None, level=None, inplace=False, errors="raise"):
        if labels is not None:
            if axis_number(axis) == 1:
                columns = labels
            else:
                index = labels
        made = self
        for number, gone in ((0, index), (1, columns)):
            if gone is None:
                continue
            own = made._index if number == 0 else made._labels
            gone = [gone] if not v.is_listlike(gone) or isinstance(gone, tuple) else list(gone)
            missing = [x for x in gone if x not in own]
            if missing and errors != "ignore":
                raise KeyError(f"{missing} not found in axis")
            places = {place for label in gone if label not in missing for place in own._find(label)}
            rest = [i for i in range(len(own)) if i not in places]
            made = made._take(rest) if number == 0 else made._pick(rest)
        return self._done(made if made is not self else self.copy(), inplace)

    def filter(self, items=None, like=None, regex=None, axis=None):
        import re

        number = 1 if axis is None else axis_number(axis)
        labels = self._labels if number else self._index
        if items is not None:
            places = [labels._find(x)[0] for x in items if x in labels]
        elif like is not None:
            places = [i for i, x in enumerate(labels) if like in str(x)]
        elif regex is not None:
            places = [i for i, x in enumerate(labels) if re.search(regex, str(x))]
        else:
            raise TypeError("Must pass either `items`, `like`, or `regex`")
        return self._pick(places) if number else self._take(places)

    def select_dtypes(self, include=None, exclude=None):
        def kinds(names):
            found = set()
            for name in names if isinstance(names, (list, tuple)) else [names]:
                name = name if isinstance(name, str) else getattr(name, "__name__", str(name))
                found |= {"number": {"int64", "int32", "uint8", "float64", "float32"}, "int": {"int64"}, "float": {"float64"},
                          "integer": {"int64", "int32", "uint8"}, "floating": {"float64", "float32"}, "O": {"object"}, "str": {"object"}, "generic": set()}.get(name, {name})
            return found

        wanted = None if include is None else kinds(include)
        refused = set() if exclude is None else kinds(exclude)
        if include is None and exclude is None:
            raise ValueError("at least one of include or exclude must be nonempty")
        names = [str(x.dtype) for x in self._columns]
        return self._pick([i for i, x in enumerate(names) if (wanted is None or x in wanted) and x not in refused])

    def reindex(self, labels=None, index=None, columns=None, axis=0, fill_value=v.NAN):
        if labels is not None:
            index, columns = (labels, columns) if axis_number(axis) == 0 else (index, labels)
        made = self
        if index is not None:
            index = make_index(index, getattr(index, "name", self.index.name))
            made = DataFrame._of([made._column(i).reindex(index, fill_value)._values for i in range(made.shape[1])], index, made._labels)
        if columns is not None:
            columns = make_index(columns, getattr(columns, "name", self.columns.name))
            arrays = [made._columns[i] if i >= 0 else v.to_array([fill_value] * len(made)) for i in made._labels.get_indexer(columns).tolist()]
            made = DataFrame._of(arrays, made._index, columns)
        return made

    def reindex_like(self, other):
        return self.reindex(index=other.index, columns=other.columns)

    # Operators

    def _operate(self, name, function, other, fill_value=None, axis="columns"):
        def one(a, b):
            if fill_value is not None:
                a = a.fillna(fill_value)
                b = b.fillna(fill_value) if isinstance(b, Series) else b
            return a._operate(name, function, b)._values

        count = range(self.shape[1])
        if isinstance(other, DataFrame):
            same = self._index.equals(other._index) and self._labels.equals(other._labels)
            if name in v.COMPARISONS and not same:
                raise ValueError("Can only compare identically-labeled (both index and columns) DataFrame objects")
            left, right = self, other
            if not same:
                index, columns = align(self._index, other._index)[0], align(self._labels, other._labels)[0]
                left, right = self.reindex(index=index, columns=columns), other.reindex(index=index, columns=columns)
            return DataFrame._of([one(left._column(i), right._column(i)) for i in range(left.shape[1])], left._index, left._labels)
        if isinstance(other, Series) and axis_number(axis) == 0:
            index = align(self._index, other.index)[0]
            left, right = self.reindex(index=index), other.reindex(index)
            return DataFrame._of([one(left._column(i), right) for i in count], index, self._labels)
        if isinstance(other, Series):
            columns = align(self._labels, other.index)[0]
            left, right = self.reindex(columns=columns), other.reindex(columns)
            return DataFrame._of([one(left._column(i), right.iloc[i]) for i in range(len(columns))], self._index, columns)
        if getattr(other, "ndim", 0) == 2:
            if other.shape != self.shape:
                raise ValueError(f"Unable to coerce to DataFrame, shape must be {self.shape}: given {other.shape}")
            return DataFrame._of([one(self._column(i), other[:, i]) for i in count], self._index, self._labels)
        if v.is_listlike(other):
            others = list(other)
            if len(others) != self.shape[1]:
                raise ValueError(f"Unable to coerce to Series, length must be {self.shape[1]}: given {len(others)}")
            return DataFrame._of([one(self._column(i), others[i]) for i in count], self._index, self._labels)
        return DataFrame._of([one(self._column(i), other) for i in count], self._index, self._labels)

    def dot(self, other):
        made = np.dot(self.to_numpy(), np.asarray(other))
        if isinstance(other, DataFrame):
            return DataFrame(made, index=self._index, columns=other.columns)
        return Series(made, index=self._index) if made.ndim == 1 else DataFrame(made, index=self._index)

    __matmul__ = dot

    def __repr__(self):
        from ._format import frame_text
        from ._options import options

        width = options["display.width"] if options["display.expand_frame_repr"] else None
        return frame_text(self, options["display.max_rows"], options["display.min_rows"], options["display.max_columns"], width, dimensions=True)

    def to_string(self, buf=None, columns=None, header=True, index=True, na_rep="NaN", float_format=None, max_rows=None, **_):
        from ._format import frame_text, with_floats, written
        from ._options import option_context

        frame = self if columns is None else self[columns]
        with option_context("display.max_colwidth", None), with_floats(float_format):
            return written(frame_text(frame, max_rows, None, None, None, index, header, na_rep), buf)

    def _repr_html_(self):
        from ._format import html

        style = "<style scoped>\n    .dataframe td, .dataframe th { text-align: right; }\n</style>"
        return f"<div>\n{style}\n{html(self)}\n</div>"

    def to_html(self, buf=None, columns=None, col_space=None, header=True, index=True, na_rep="NaN", **_):
        from ._format import html, written

        return written(html(self if columns is None else self[columns], index, None, na_rep), buf)


def common(arrays, scalars=False):
    """Several arrays as one, with a type that takes all of them."""
    kinds = {x.dtype for x in arrays}
    if len(kinds) == 1 and not isinstance(arrays[0], v.ObjectArray):
        return np.concatenate(arrays)
    if not arrays:
        return v.ObjectArray([])
    if any(isinstance(x, v.ObjectArray) for x in arrays) or len({x.kind == "b" for x in kinds}) > 1:
        return v.ObjectArray([y for x in arrays for y in (x if scalars else x.tolist())])
    return np.concatenate(arrays)


def from_dict(data, rows, labels):
    """A frame's parts from a dict of columns."""
    if labels is not None:
        data = {label: data[label] if label in data else v.NAN for label in labels.tolist()}
    elif data and all(isinstance(x, tuple) for x in data):
        labels = MultiIndex(list(data))
    series = [x for x in data.values() if isinstance(x, (Series, dict))]
    listed = [x for x in data.values() if v.is_listlike(x) and not isinstance(x, (Series, dict))]
    if rows is None:
        if series:
            rows = None
            for x in series:
                own = x.index if isinstance(x, Series) else make_index(list(x))
                rows = own if rows is None else rows if rows.equals(own) else make_index(list(dict.fromkeys(rows.tolist() + own.tolist())))
            if len({tuple((x.index if isinstance(x, Series) else make_index(list(x))).tolist()) for x in series}) > 1 and all(isinstance(x, Series) for x in series):
                try:
                    rows = rows.sort_values()
                except TypeError:
                    pass
        elif listed:
            lengths = {len(v.to_array(x)) if not isinstance(x, np.ndarray) else len(x) for x in listed}
            if len(lengths) > 1:
                raise ValueError("All arrays must be of the same length")
            rows = RangeIndex(lengths.pop())
        elif data and labels is None:
            raise ValueError("If using all scalar values, you must pass an index")
        else:
            rows = RangeIndex(0)
    arrays = []
    for x in data.values():
        if isinstance(x, (Series, dict)):
            x = x if isinstance(x, Series) else Series(x)
            arrays.append(x._values.copy() if x.index.equals(rows) else x.reindex(rows)._values)
        elif v.is_listlike(x):
            values = v.to_array(x, copy=True)
            if len(values) != len(rows):
                if not series:
                    raise ValueError(f"Length of values ({len(values)}) does not match length of index ({len(rows)})")
                raise ValueError(f"array length {len(values)} does not match index length {len(rows)}")
            arrays.append(values)
        else:
            arrays.append(v.to_array([x] * len(rows)))
    if labels is None:
        labels = make_index(list(data)) if data else RangeIndex(0)
    return arrays, rows, labels


def from_rows(data, rows, labels):
    """A frame's parts from a list of rows or an array."""
    if isinstance(data, (np.ndarray, v.ObjectArray)):
        if data.ndim == 1:
            data = data.reshape(-1, 1) if isinstance(data, np.ndarray) else v.ObjectArray(data.tolist(), (len(data), 1))
        if data.ndim != 2:
            raise ValueError(f"Must pass 2-d input. shape={data.shape}")
        count = data.shape[1]
        arrays = [data[:, i].copy() for i in range(count)]
        if rows is not None and len(rows) != data.shape[0] or labels is not None and len(labels) != count:
            wanted = (len(rows) if rows is not None else data.shape[0], len(labels) if labels is not None else count)
            raise ValueError(f"Shape of passed values is {data.shape}, indices imply {wanted}")
        return arrays, rows if rows is not None else RangeIndex(data.shape[0]), labels if labels is not None else RangeIndex(count)
    if isinstance(data, (str, int, float)):
        raise ValueError("DataFrame constructor not properly called!")
    data = list(data)
    if data and isinstance(data[0], Series):
        if rows is None:
            names = [x.name for x in data]
            rows = RangeIndex(len(data)) if all(x is None for x in names) else make_index([x if x is not None else f"Unnamed {i}" for i, x in enumerate(names)])
        data = [x.to_dict() for x in data]
    if data and isinstance(data[0], dict):
        names = list(dict.fromkeys(key for row in data for key in row)) if labels is None else labels.tolist()
        arrays = [v.to_array([row.get(name, v.NAN) for row in data]) for name in names]
        return arrays, rows if rows is not None else RangeIndex(len(data)), labels if labels is not None else make_index(names)
    if data and v.is_listlike(data[0]):
        fields = getattr(data[0], "_fields", None)
        data = [list(row) for row in data]
        count = max(len(row) for row in data)
        if labels is None and fields:
            labels = make_index(list(fields))
        if labels is not None and len(labels) != count:
            raise ValueError(f"{len(labels)} columns passed, passed data had {count} columns")
        arrays = [v.to_array([row[i] if i < len(row) else None for row in data]) for i in range(count)]
    else:
        arrays = [v.to_array(data)] if data or labels is None else [v.ObjectArray([]) for _ in labels]
        arrays = arrays if data or labels is not None else []
        if data and labels is not None and len(labels) != 1:
            raise ValueError(f"Shape of passed values is ({len(data)}, 1), indices imply ({len(data)}, {len(labels)})")
    if rows is not None and len(rows) != len(data):
        raise ValueError(f"Shape of passed values is ({len(data)}, {len(arrays)}), indices imply ({len(rows)}, {len(arrays)})")
    return arrays, rows if rows is not None else RangeIndex(len(data)), labels if labels is not None else RangeIndex(len(arrays))
