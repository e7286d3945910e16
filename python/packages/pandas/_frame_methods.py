"""Methods of DataFrame that compute, sort and print."""

import numpy as np

from . import _stats
from . import _values as v
from ._base import axis_number, choose, cut_values, foremost, new_labels, repeated
from ._index import MultiIndex, RangeIndex, make_index


class FrameMethods:
    # Gaps and values

    def boxplot(self, *args, **options):
        from ._plot import boxplot

        return boxplot(self, *args, **options)

    def isna(self):
        return self._map_values(v.isna)

    def fillna(self, value=None, method=None, axis=None, inplace=False, limit=None):
        if method is not None:
            return (self.ffill if method in ("ffill", "pad") else self.bfill)(axis, inplace, limit)
        if value is None:
            raise ValueError("Must specify a fill 'value' or 'method'.")
        made = self.copy()
        table = value if isinstance(value, dict) or hasattr(value, "index") else None
        for i, label in enumerate(self.columns):
            if table is None or label in table:
                made._columns[i] = self._column(i).fillna(value if table is None else table[label], limit=limit)._values
        return self._done(made, inplace)

    def dropna(self, axis=0, how="any", thresh=None, subset=None, inplace=False, ignore_index=False):
        if axis_number(axis) == 1:
            gaps = [np.sum(v.isna(x)) for x in self._columns]
            kept = [i for i, n in enumerate(gaps) if (len(self) - n >= thresh if thresh is not None else n < len(self) if how == "all" else n == 0)]
            return self._done(self._pick(kept), inplace)
        subset = [subset] if subset is not None and not v.is_listlike(subset) else subset
        frame = self if subset is None else self[list(subset)]
        gaps = np.zeros(len(self), dtype=np.int64)
        for x in frame._columns:
            gaps = gaps + v.isna(x)
        count = frame.shape[1]
        kept = count - gaps >= thresh if thresh is not None else gaps < count if how == "all" else gaps == 0
        made = self._take(np.flatnonzero(kept))
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def astype(self, dtype, copy=True, errors="raise"):
        made = self.copy()
        if isinstance(dtype, dict):
            for label in dtype:
                if label not in self.columns:
                    raise KeyError(f"Only a column name can be used for the key in a dtype mappings argument. '{label}' not found in columns.")
        for i, label in enumerate(self.columns):
            if not isinstance(dtype, dict):
                made._columns[i] = v.cast(self._columns[i], dtype, errors)
            elif label in dtype:
                made._columns[i] = v.cast(self._columns[i], dtype[label], errors)
        return made

    def where(self, cond, other=v.NAN, inplace=False):
        cond = cond(self) if callable(cond) else cond
        made = self.copy(deep=False)
        for i, values in enumerate(self._columns):
            mask = cond._columns[i] if hasattr(cond, "_columns") else getattr(cond, "_values", cond) if getattr(cond, "ndim", 1) == 1 else cond[:, i]
            new = other._columns[i] if hasattr(other, "_columns") else getattr(other, "_values", other)
            made._columns[i] = choose(values, np.asarray(mask), new)
        return self._done(made, inplace)

    def _bounded(self, bound, axis, function, none):
        from . import DataFrame, Series

        if v.is_listlike(bound) and getattr(bound, "ndim", 1) == 1:
            if axis is None:
                raise ValueError("Must specify axis=0 or 1")
            labels = self.columns if self._by_columns(axis) else self.index
            if not isinstance(bound, Series):
                if len(bound) != len(labels):
                    raise ValueError(f"Unable to coerce to Series, length must be {len(labels)}: given {len(bound)}")
                bound = Series(bound, labels)
            bounds = bound.fillna(none).reindex(labels)._values
            bounds = bounds if self._by_columns(axis) else [bounds] * self.shape[1]
        elif v.is_listlike(bound):
            bounds = DataFrame(bound).fillna(none).reindex_like(self)._columns
        else:
            bounds = [bound] * self.shape[1]
        return DataFrame._of([cut_values(*x, function) for x in zip(self._columns, bounds)], self.index, self.columns)

    def round(self, decimals=0):
        made = self.copy(deep=False)
        for i, label in enumerate(self.columns):
            digits = decimals.get(label) if isinstance(decimals, dict) else decimals
            if digits is not None:
                made._columns[i] = self._column(i).round(digits)._values
        return made

    def replace(self, to_replace=None, value=None, inplace=False, regex=False):
        made = self.copy(deep=False)
        nested = isinstance(to_replace, dict) and any(isinstance(x, dict) for x in to_replace.values())
        by_column = isinstance(to_replace, dict) and value is not None
        for i, label in enumerate(self.columns):
            if nested or by_column:
                if label in to_replace:
                    made._columns[i] = self._column(i).replace(to_replace[label], value, regex=regex)._values
            else:
                made._columns[i] = self._column(i).replace(to_replace, value, regex=regex)._values
        return self._done(made, inplace)

    def isin(self, values):
        made = self.copy(deep=False)
        for i, label in enumerate(self.columns):
            made._columns[i] = self._column(i).isin(values.get(label, []) if isinstance(values, dict) else values)._values
        return made

    # Functions

    def apply(self, func, axis=0, raw=False, result_type=None, args=(), **options):
        from . import DataFrame, Series

        if isinstance(func, (str, list, dict)):
            return self.agg(func, axis)
        if isinstance(func, type(np.sqrt)):
            return func(self)
        rows = axis_number(axis) == 1
        labels, others = (self.index, self.columns) if rows else (self.columns, self.index)
        parts = [self._row(i) for i in range(len(self))] if rows else [self._column(i) for i in range(self.shape[1])]
        made = [func(np.asarray(x) if raw else x, *args, **options) for x in parts]
        if made and isinstance(made[0], Series):
            if rows:
                frame = DataFrame([x.to_dict() for x in made], index=labels)
                return frame
            frame = DataFrame({i: x for i, x in enumerate(made)})
            frame.columns = labels
            return frame
        if made and isinstance(made[0], np.ndarray) and made[0].ndim == 1 and not rows:
            frame = DataFrame({i: x for i, x in enumerate(made)}, index=others if len(made[0]) == len(others) else None)
            frame.columns = labels
            return frame
        if made and isinstance(made[0], list) and not rows and all(isinstance(x, list) and len(x) == len(others) for x in made):
            return DataFrame._of([v.to_array(x) for x in made], others, labels)
        if made and result_type == "expand":
            return DataFrame([list(x) for x in made], index=labels)
        return Series(v.to_array(made), index=labels)

    def map(self, func, na_action=None):
        made = self.copy(deep=False)
        for i in range(self.shape[1]):
            made._columns[i] = self._column(i).map(func, na_action)._values
        return made

    applymap = map

    def transform(self, func, axis=0):
        return getattr(self, func)() if isinstance(func, str) else self.apply(func, axis)

    def agg(self, func=None, axis=0, *args, **options):
        from . import DataFrame, Series

        if func is None:
            raise NotImplementedError("this pandas has no agg with names for the results: give it a dict of columns")
        if isinstance(func, str):
            return getattr(self, func)(axis=axis) if axis_number(axis) else getattr(self, func)()
        if isinstance(func, dict):
            if any(isinstance(x, list) for x in func.values()):
                from ._merge import concat

                return concat([self[label].agg(x if isinstance(x, list) else [x]) for label, x in func.items()], axis=1)
            return Series([self[label].agg(x) for label, x in func.items()], index=list(func))
        if isinstance(func, (list, tuple)):
            return DataFrame({label: self[label].agg(func) for label in self.columns})
        return self.apply(func, axis, args=args, **options)

    aggregate = agg

    def groupby(self, by=None, axis=0, level=None, as_index=True, sort=True, group_keys=True, observed=False, dropna=True):
        from ._groupby import group_frame

        return group_frame(self, by, level, as_index, sort, dropna, group_keys, observed)

    def pivot_table(self, values=None, index=None, columns=None, aggfunc="mean", fill_value=None, margins=False, dropna=True, margins_name="All", observed=False, sort=True):
        from ._reshape import pivot_table

        return pivot_table(self, values, index, columns, aggfunc, fill_value, margins, dropna, margins_name, observed, sort)

    def pivot(self, *, columns, index=None, values=None):
        from ._reshape import pivot

        return pivot(self, columns=columns, index=index, values=values)

    def melt(self, id_vars=None, value_vars=None, var_name=None, value_name="value", col_level=None, ignore_index=True):
        from ._reshape import melt

        return melt(self, id_vars, value_vars, var_name, value_name, col_level, ignore_index)

    def stack(self, level=-1, dropna=True, future_stack=False):
        from ._reshape import stack

        if level not in (-1, self.columns.nlevels - 1, self.columns.names[-1]):
            raise NotImplementedError("this pandas stacks the last level of the columns only")
        return stack(self, dropna and not future_stack)

    def unstack(self, level=-1, fill_value=None):
        from ._reshape import unstack_frame

        return unstack_frame(self, level, fill_value)

    def merge(self, right, **options):
        from ._merge import merge

        return merge(self, right, **options)

    def join(self, other, on=None, how="left", lsuffix="", rsuffix=""):
        from ._merge import merge

        other = other.to_frame() if other.ndim == 1 else other
        both = [x for x in self.columns if x in other.columns]
        if both and not lsuffix and not rsuffix:
            raise ValueError(f"columns overlap but no suffix specified: {make_index(both)!r}")
        sides = {"left_on": on} if on is not None else {"left_index": True}
        return merge(self, other, how=how, right_index=True, suffixes=(lsuffix, rsuffix), **sides)

    def query(self, expr, inplace=False, local_dict=None):
        from ._query import query

        return self._done(query(self, expr, local_dict), inplace)

    def eval(self, expr, inplace=False):
        from ._query import assigned

        made = assigned(self, expr)
        if inplace and not isinstance(made, type(self)):
            raise ValueError("Cannot operate inplace if there is no assignment")
        return self._done(made, inplace)

    def explode(self, column, ignore_index=False):
        lists = [x if v.is_listlike(x) else [x] for x in self[column].tolist()]
        places = [i for i, x in enumerate(lists) for _ in (x or [0])]
        made = self._take(places)
        if any(v.is_listlike(x) for x in self[column].tolist()):
            made[column] = v.ObjectArray([y for x in lists for y in (x or [v.NAN])])
        return made.reset_index(drop=True) if ignore_index else made

    # Order

    def sort_values(self, by, axis=0, ascending=True, inplace=False, kind=None, na_position="last", ignore_index=False, key=None):
        if self._by_columns(axis):
            made = self.T.sort_values(by, 0, ascending, na_position=na_position, key=key).index
            made = self._pick(self.columns.get_indexer(made).tolist())
            return self._done(made, inplace)
        keys = list(by) if isinstance(by, list) else [by]
        rises = list(ascending) if v.is_listlike(ascending) else [ascending] * len(keys)
        if len(rises) != len(keys):
            raise ValueError(f"Length of ascending ({len(rises)}) != length of by ({len(keys)})")
        places = np.arange(len(self))
        for label, rise in list(zip(keys, rises))[::-1]:
            if label not in self.columns and label in self.index.names:
                values = self.index.get_level_values(label).values
            else:
                values = self[label]._values
            if key is not None:
                values = key(self[label])._values
            places = places[v.argsort(values[places], rise, na_position)]
        made = self._take(places)
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def sort_index(self, axis=0, level=None, ascending=True, inplace=False, kind="quicksort", na_position="last",
                   sort_remaining=True, ignore_index=False, key=None):
        if axis_number(axis) == 1:
            return self._done(self._pick(self.columns._order(level, ascending, key, na_position).tolist()), inplace)
        made = self._take(self.index._order(level, ascending, key, na_position))
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def nlargest(self, n, columns, keep="first"):
        return self._foremost(n, columns, keep, False, "nlargest")

    def nsmallest(self, n, columns, keep="first"):
        return self._foremost(n, columns, keep, True, "nsmallest")

    def _foremost(self, n, columns, keep, ascending, method):
        """The first rows in the order of columns. A further column decides among the rows that are equal at the border."""
        labels = columns if isinstance(columns, list) else [columns]
        places, found = np.arange(len(self)), []
        for number, label in enumerate(labels, 1):
            values, rest, last = self[label]._values[places], n - len(found), number == len(labels)
            text = f"Column {label!r} has dtype {values.dtype}, cannot use method {method!r} with this dtype"
            best = foremost(values, rest, keep if last else "all", ascending, text)
            if last or len(best) <= rest:
                found += places[best].tolist()
                break
            border = values[best] == values[best[-1]]
            found += places[best[~border]].tolist()
            places = places[best[border]]
        made = self._take(found)
        return made.sort_values(labels, ascending=ascending) if len(labels) > 1 else made

    def _keys(self, subset=None):
        """The rows as tuples."""
        subset = [subset] if subset is not None and not v.is_listlike(subset) else subset
        frame = self if subset is None else self[list(subset)]
        lists = [["NaN of a float" if v.is_missing(x) else x for x in values.tolist()] for values in frame._columns]
        return list(zip(*lists))

    def duplicated(self, subset=None, keep="first"):
        from ._series import Series

        return Series(repeated(self._keys(subset), keep), index=self.index)

    def drop_duplicates(self, subset=None, keep="first", inplace=False, ignore_index=False):
        made = self._take(np.flatnonzero(~repeated(self._keys(subset), keep)))
        return self._done(made.reset_index(drop=True) if ignore_index else made, inplace)

    def value_counts(self, subset=None, normalize=False, sort=True, ascending=False, dropna=True):
        subset = self.columns.tolist() if subset is None else [subset] if isinstance(subset, str) else list(subset)
        made = self.groupby(subset, dropna=dropna).size()
        made = made.sort_values(ascending=ascending) if sort else made
        made.name = "proportion" if normalize else "count"
        return made / made.sum() if normalize else made

    # Labels

    def _renamed(self, function, axis=None):
        made = self.copy(deep=False)
        if axis is not None and axis_number(axis) == 0:
            made.index = make_index([function(x) for x in self.index])
        else:
            made.columns = make_index([function(x) for x in self.columns])
        return made

    def rename(self, mapper=None, index=None, columns=None, axis=0, copy=True, inplace=False, errors="ignore"):
        if mapper is not None:
            index, columns = (mapper, columns) if axis_number(axis) == 0 else (index, mapper)
        made = self.copy()
        if columns is not None:
            if errors == "raise" and not callable(columns):
                missing = [x for x in columns if x not in self.columns]
                if missing:
                    raise KeyError(f"{missing} not found in axis")
            made.columns = make_index(new_labels(columns, self.columns), self.columns.name)
        if index is not None:
            made.index = make_index(new_labels(index, self.index), self.index.name)
        return self._done(made, inplace)

    def rename_axis(self, mapper=..., index=..., columns=..., axis=0, inplace=False):
        made = self.copy(deep=False)
        if mapper is not ...:
            index, columns = (mapper, columns) if axis_number(axis) == 0 else (index, mapper)
        if index is not ...:
            made.index = self.index.rename(index)
        if columns is not ...:
            made.columns = self.columns.rename(columns)
        return self._done(made, inplace)

    def set_axis(self, labels, axis=0):
        made = self.copy(deep=False)
        if axis_number(axis) == 0:
            made.index = labels
        else:
            made.columns = labels
        return made

    def set_index(self, keys, drop=True, append=False, inplace=False, verify_integrity=False):
        keys = keys if isinstance(keys, list) else [keys]
        arrays, names, gone = [], [], []
        if append:
            arrays = [self.index.get_level_values(i).values for i in range(self.index.nlevels)]
            names = list(self.index.names)
        for key in keys:
            if v.is_listlike(key) and not isinstance(key, tuple):
                arrays.append(v.to_array(key))
                names.append(getattr(key, "name", None))
            else:
                if key not in self.columns:
                    raise KeyError(f'"None of {[key]} are in the columns"'.strip('"'))
                arrays.append(self[key]._values)
                names.append(key)
                gone.append(key)
        index = make_index(arrays[0]) if len(arrays) == 1 else MultiIndex.from_arrays(arrays, names)
        index = index.rename(names[0]) if len(arrays) == 1 else index
        if verify_integrity and not index.is_unique:
            raise ValueError(f"Index has duplicate keys: {index[index.duplicated()].unique()!r}")
        made = self.drop(columns=gone) if drop and gone else self.copy()
        made.index = index
        return self._done(made, inplace)

    def reset_index(self, level=None, drop=False, inplace=False, col_level=0, col_fill="", names=None):
        made = self.copy()
        index = self.index
        if not drop:
            wanted = range(index.nlevels) if level is None else [index._level(x) if index.nlevels > 1 else 0 for x in (level if isinstance(level, list) else [level])]
            given = names if isinstance(names, (list, tuple)) else [names] * len(wanted)
            for place, (number, own) in enumerate(zip(wanted, given)):
                name = index.names[number] if own is None else own
                if name is None:
                    name = ("index" if "index" not in self.columns else "level_0") if index.nlevels == 1 else f"level_{number}"
                if name in made.columns:
                    raise ValueError(f"cannot insert {name}, already exists")
                made._insert(place, name, index.get_level_values(number).values)
            for number in sorted(wanted, reverse=True) if level is not None and index.nlevels > 1 else []:
                index = index.droplevel(number)
        made.index = RangeIndex(len(self)) if index is self.index else index
        return self._done(made, inplace)

    # Numbers

    def _numeric(self):
        return self._pick([i for i, x in enumerate(self._columns) if x.dtype.kind in "iufb"])

    def _reduce(self, name, axis=0, skipna=True, numeric_only=False, **options):
        from ._series import Series

        frame = self._numeric() if numeric_only else self
        if axis is None:
            return frame.stack()._reduce(name) if name not in ("any", "all") else np.bool_({"any": any, "all": all}[name](x for c in frame._columns for x in c.tolist()))
        if axis_number(axis) == 1:
            if all(not isinstance(x, v.ObjectArray) for x in frame._columns) and frame._columns:
                values = frame.to_numpy()
                if values.dtype.kind in "iuf" and name in ("sum", "max", "min") and not np.any(np.isnan(values)):
                    return Series(getattr(np, name)(values, axis=1), index=self.index)
            made = [frame._row(i)._reduce(name, skipna, **options) for i in range(len(frame))]
            return Series(v.to_array(made), index=self.index)
        made = [frame._column(i)._reduce(name, skipna, **options) for i in range(frame.shape[1])]
        return Series(v.to_array(made), index=frame.columns)

    def idxmax(self, axis=0, skipna=True, numeric_only=False):
        return (self._numeric() if numeric_only else self).apply(lambda x: x.idxmax(skipna=skipna), axis)

    def idxmin(self, axis=0, skipna=True, numeric_only=False):
        return (self._numeric() if numeric_only else self).apply(lambda x: x.idxmin(skipna=skipna), axis)

    def quantile(self, q=0.5, axis=0, numeric_only=False, interpolation="linear"):
        from . import DataFrame, Series

        frame = self._numeric() if numeric_only else self
        frame = frame.T if self._by_columns(axis) else frame
        parts = {label: frame[label].quantile(q, interpolation) for label in frame.columns}
        if v.is_listlike(q):
            return DataFrame(parts)
        return Series(list(parts.values()), index=frame.columns, name=q)

    def mode(self, axis=0, numeric_only=False, dropna=True):
        from . import DataFrame

        frame = self._numeric() if numeric_only else self
        if self._by_columns(axis):
            rows = [frame._row(i).mode(dropna).tolist() for i in range(len(frame))]
            return DataFrame(rows, index=self.index)
        return DataFrame({label: frame[label].mode(dropna) for label in frame.columns})

    def _pairs(self, function, numeric_only):
        from . import DataFrame

        frame = self._numeric() if numeric_only else self
        arrays = []
        for values in frame._columns:
            if isinstance(values, v.ObjectArray):
                text = next((x for x in values if isinstance(x, str)), None)
                if text is not None:
                    raise ValueError(f"could not convert string to float: {text!r}")
            arrays.append(_stats.numbers(values))
        made = [np.array([function(a, b) for a in arrays], dtype=np.float64) for b in arrays]
        return DataFrame._of(made, frame.columns, frame.columns)

    def corr(self, method="pearson", min_periods=1, numeric_only=False):
        return self._pairs(lambda a, b: _stats.correlation(a, b, method, min_periods, True), numeric_only)

    def cov(self, min_periods=None, ddof=1, numeric_only=False):
        return self._pairs(lambda a, b: _stats.covariance(a, b, ddof, min_periods), numeric_only)

    def corrwith(self, other, axis=0, drop=False, method="pearson", numeric_only=False):
        from ._series import Series

        if self._by_columns(axis):
            raise NotImplementedError("this pandas has corrwith of columns only: transpose both tables")
        frame = self._numeric() if numeric_only else self
        return Series([frame[x].corr(other if other.ndim == 1 else other[x], method) for x in frame.columns], index=frame.columns)

    def describe(self, percentiles=None, include=None, exclude=None):
        from ._describe import describe_frame

        return describe_frame(self, percentiles, include, exclude)

    def info(self, verbose=None, buf=None, memory_usage=None, show_counts=None, **_):
        from ._describe import frame_info

        print(frame_info(self, verbose), file=buf)

    def memory_usage(self, index=True, deep=False):
        from ._series import Series

        sizes, labels = [x.nbytes for x in self._columns], self.columns.tolist()
        if index:
            sizes, labels = [self.index.nbytes] + sizes, ["Index"] + labels
        return Series(sizes, index=labels)

    def equals(self, other):
        return self.shape == other.shape and self.columns.equals(other.columns) and self.index.equals(other.index) and self._keys() == other._keys()

    def squeeze(self, axis=None):
        """The only column or the only row as a series, or the only value."""
        rows, columns = (axis is None or axis_number(axis) == number for number in (0, 1))
        if columns and self.shape[1] == 1:
            return self._column(0).iloc[0] if rows and len(self) == 1 else self._column(0)
        return self._row(0) if rows and len(self) == 1 else self

    # Other forms

    def to_dict(self, orient="dict", index=True):
        rows, labels = self.index.tolist(), self.columns.tolist()
        lists = [x.tolist() for x in self._columns]
        if orient == "dict":
            return {label: dict(zip(rows, items)) for label, items in zip(labels, lists)}
        if orient == "list":
            return dict(zip(labels, lists))
        if orient == "series":
            return dict(self.items())
        if orient == "records":
            return [dict(zip(labels, row)) for row in zip(*lists)]
        if orient == "index":
            return {row: dict(zip(labels, items)) for row, items in zip(rows, zip(*lists))}
        if orient == "split":
            return {"index": rows, "columns": labels, "data": [list(row) for row in zip(*lists)]}
        raise ValueError(f"orient '{orient}' not understood")


def _reductions():
    def reduction(name):
        def method(self, axis=0, skipna=True, numeric_only=False, **options):
            return self._reduce(name, axis, skipna, numeric_only, **options)

        return method

    for name in _stats.REDUCTIONS:
        setattr(FrameMethods, name, reduction(name))


_reductions()
