"""Tables in other shapes: pivot_table, crosstab, melt, get_dummies."""

import numpy as np

from . import _values as v
from ._base import grown, repeated
from ._frame import DataFrame
from ._groupby import func_name
from ._index import MultiIndex, make_index
from ._series import Series


def unstack(series, level=-1, fill_value=None):
    """The last level of the labels as columns."""
    index = series.index
    if isinstance(level, list):
        raise NotImplementedError("this pandas unstacks one level at a time")
    if index.nlevels < 2:
        raise ValueError("index must be a MultiIndex to unstack, <class 'pandas.core.indexes.base.Index'> was passed")
    return spread(series, index.droplevel(level), index.get_level_values(level), fill_value)


def unstack_many(series, count, fill_value):
    """Several of the last levels as columns."""
    rest = own = series.index
    for _ in range(count):
        rest = rest.droplevel(-1)
    for _ in range(rest.nlevels):
        own = own.droplevel(0)
    return spread(series, rest, own, fill_value)


def spread(series, rest, own, fill_value):
    """The values as a table, with two indexes for its rows and columns."""
    table = dict(zip(zip(rest, own), series))
    if len(table) < len(series):
        raise ValueError("Index contains duplicate entries, cannot reshape")
    rows, columns = sorted_unique(rest), sorted_unique(own)
    gap = v.NAN if fill_value is None else fill_value
    arrays = [v.to_array([table.get((row, column), gap) for row in rows]) for column in columns]
    if series.dtype.kind == "f" or len(table) < len(rows) * len(columns) and fill_value is None:
        arrays = [x.astype(np.float64) if x.dtype.kind == "i" else x for x in arrays]
    return DataFrame._of(arrays, rows, columns)


def sorted_unique(labels):
    labels = labels._take(np.flatnonzero(~repeated(labels.tolist(), "first")))
    try:
        return labels.sort_values()
    except TypeError:
        return labels


def unstack_frame(frame, level, fill_value):
    if frame.index.nlevels < 2:
        return stack(frame.T, False)
    parts = {label: unstack(frame[label], level, fill_value) for label in frame.columns}
    first = next(iter(parts.values()))
    labels = [(label if isinstance(label, tuple) else (label,)) + (x,) for label, part in parts.items() for x in part.columns]
    return DataFrame._of([x for part in parts.values() for x in part._columns], first.index, MultiIndex(labels, frame.columns.names + [first.columns.name]))


def stack(frame, dropna=True):
    """The columns as a level of the labels."""
    labels, items = [], []
    lists = [x.tolist() for x in frame._columns]
    for i, row in enumerate(frame.index):
        for column, values in zip(frame.columns, lists):
            if not (dropna and v.is_missing(values[i])):
                labels.append((row if isinstance(row, tuple) else (row,)) + (column,))
                items.append(values[i])
    return Series(v.to_array(items), index=MultiIndex(labels, frame.index.names + frame.columns.names))


def listed(keys):
    return [] if keys is None else list(keys) if isinstance(keys, (list, tuple)) else [keys]


def pivot_table(data, values=None, index=None, columns=None, aggfunc="mean", fill_value=None, margins=False, dropna=True, margins_name="All", observed=False, sort=True):
    """Statistics of groups, as a table."""
    if not dropna or not sort:
        raise NotImplementedError("this pandas has pivot_table with dropna=True and sort=True only")
    frame = data
    rows, heads = listed(index), listed(columns)
    for key in rows + heads + listed(values):
        if isinstance(key, str) and key not in frame.columns:
            raise KeyError(key)
    single = values is not None and not isinstance(values, list)
    names = listed(values)
    if values is None:
        names = [x for x in frame.columns if x not in rows + heads]
    if isinstance(aggfunc, dict):
        names = list(aggfunc)
        single = False
    if isinstance(aggfunc, list):
        parts = [pivot_table(frame, values, index, columns, f, fill_value, margins, margins_name=margins_name, observed=observed) for f in aggfunc]
        labels = [(func_name(f),) + (x if isinstance(x, tuple) else (x,)) for f, part in zip(aggfunc, parts) for x in part.columns]
        return DataFrame._of([x for part in parts for x in part._columns], parts[0].index, MultiIndex(labels, [None] + parts[0].columns.names))
    if not rows and not heads:
        raise ValueError("No group keys passed!")
    names = sorted(names)
    groups = frame.groupby(rows + heads, observed=observed)
    functions = aggfunc if isinstance(aggfunc, dict) else {name: aggfunc for name in names}
    nested = any(isinstance(f, list) for f in functions.values())
    if nested:
        functions = {(name, func_name(f)): f for name, own in functions.items() for f in listed(own)}
        names = sorted(functions)
    made = DataFrame({name: groups[name[0] if nested else name].agg(functions[name]) for name in names}).dropna(how="all")
    index, made = made.index, dict(made.items())
    if heads and rows:
        parts = {}
        for name, series in made.items():
            parts[name] = unstack_many(series, len(heads), fill_value)
    else:
        parts = made
    if not heads:
        table = DataFrame(parts)
        table.columns = make_index(names)
        table.index = index
    elif not rows:
        table = DataFrame(parts).T
        table.columns = index
    elif single:
        table = parts[names[0]]
    else:
        labels = [(name if nested else (name,)) + (x if isinstance(x, tuple) else (x,)) for name in names for x in parts[name].columns]
        first = parts[names[0]]
        table = DataFrame._of([x for part in parts.values() for x in part._columns], first.index, MultiIndex(labels, [None] * (1 + nested) + first.columns.names))
    if fill_value is not None:
        table = table.fillna(fill_value)
    if margins and not nested:
        own = [x for x in rows + heads + names if not v.is_listlike(x) and not callable(x)]
        frame = frame.dropna(subset=own)
    return with_margins(table, frame, rows, heads, names, functions, margins_name, single) if margins else table


def with_margins(table, frame, rows, heads, names, functions, label, single):
    """The table with the statistic of all rows and columns."""
    if not rows or heads and not single:
        raise NotImplementedError("this pandas has margins only for keys in rows, and with keys in columns for one value")

    def longer(index):
        return grown(index, (label,) + ("",) * (index.nlevels - 1) if index.nlevels > 1 else label)

    if heads:
        name = names[0]
        right = frame.groupby(rows)[name].agg(functions[name])
        below = frame.groupby(heads)[name].agg(functions[name])
        arrays = [v.to_array(list(x) + [below[column]]) for x, column in zip(table._columns, table.columns)]
        arrays.append(v.to_array(list(right) + [v.scalar(frame[name].agg(functions[name]))]))
        columns = longer(table.columns)
    else:
        arrays = [v.to_array(list(x) + [v.scalar(frame[name].agg(functions[name]))]) for x, name in zip(table._columns, names)]
        columns = table.columns
    return DataFrame._of(arrays, longer(table.index), columns)


def pivot(data, *, columns, index=None, values=None):
    """The values of a column, by two other columns."""
    frame = data
    rows = frame.index if index is None else frame[index]
    names = [x for x in frame.columns if x not in (columns, index)] if values is None else listed(values)
    keys = MultiIndex.from_arrays([rows, frame[columns]])
    parts = {name: unstack(Series._of(frame[name]._values, keys)) for name in names}
    if values is not None and not isinstance(values, list):
        return parts[names[0]]
    first = parts[names[0]]
    labels = [(name, x) for name in names for x in parts[name].columns]
    return DataFrame._of([x for part in parts.values() for x in part._columns], first.index, MultiIndex(labels, [None, columns]))


def crosstab(index, columns, values=None, rownames=None, colnames=None, aggfunc=None, margins=False, margins_name="All", dropna=True, normalize=False):
    """How often each pair of values comes."""
    if not dropna:
        raise NotImplementedError("this pandas has crosstab with dropna=True only")
    if (values is None) != (aggfunc is None):
        raise ValueError("values cannot be used without an aggfunc." if aggfunc is None else "aggfunc cannot be used without values.")
    sides, data = [], {"value": 0 if values is None else v.to_array(values)}
    for side, keys, names in (("row", index, rownames), ("col", columns, colnames)):
        keys = keys if isinstance(keys, list) and keys and v.is_listlike(keys[0]) else [keys]
        data.update({f"{side}_{i}": v.to_array(key) if v.is_listlike(key) else key for i, key in enumerate(keys)})
        sides.append(names or [f"{side}_{i}" if getattr(key, "name", None) is None else key.name for i, key in enumerate(keys)])
    rows, heads = ([f"{side}_{i}" for i in range(len(names))] for side, names in zip(("row", "col"), sides))
    count = values is None
    table = pivot_table(DataFrame(data), "value", rows, heads, "count" if count else aggfunc, 0 if count else None, margins, margins_name=margins_name)
    table = table.astype(np.int64) if count else table
    if normalize is not False:
        way = {"all": True, 0: "index", 1: "columns"}.get(normalize, normalize) if normalize is not True else True
        if way not in (True, "index", "columns"):
            raise ValueError("Not a valid normalize argument")
        if way is True:
            table = table / (table.iloc[-1, -1] if margins else np.sum(table.to_numpy()))
        else:
            table = table.drop(**{"columns" if way == "index" else "index": margins_name}) if margins else table
            table = table.div(table.sum(axis=1), axis=0) if way == "index" else table / table.sum()
    table.index.names, table.columns.names = sides
    return table


def melt(frame, id_vars=None, value_vars=None, var_name=None, value_name="value", col_level=None, ignore_index=True):
    """Columns below each other, with their names beside them."""
    if col_level is not None:
        raise NotImplementedError("this pandas has no col_level of melt")
    kept = listed(id_vars)
    names = [x for x in frame.columns if x not in kept] if value_vars is None else listed(value_vars)
    missing = [x for x in kept + names if x not in frame.columns]
    if missing:
        raise KeyError(f"The following id_vars or value_vars are not present in the DataFrame: {missing}")
    made = {x: v.concat([frame[x]._values] * len(names)) if len(names) > 1 else frame[x]._values for x in kept}
    label = var_name if var_name is not None else frame.columns.name if frame.columns.name is not None else "variable"
    made[label] = v.to_array([x for x in names for _ in range(len(frame))])
    made[value_name] = v.concat([frame[x]._values for x in names])
    made = DataFrame(made)
    if not ignore_index:
        made.index = make_index(frame.index.tolist() * len(names), frame.index.name)
    return made


def get_dummies(data, prefix=None, prefix_sep="_", dummy_na=False, columns=None, sparse=False, drop_first=False, dtype=None):
    """A column for each value, true where a row has it."""
    kind = np.dtype("bool") if dtype is None else v.dtype_of(dtype)

    def dummies(values, head):
        codes, uniques = v.factorize(values, sort=True)
        codes = np.array(codes, dtype=np.int64)
        pairs = [(x, codes == i) for i, x in enumerate(uniques)]
        if dummy_na:
            pairs.append((v.NAN, codes == -1))
        return [(x if head is None else f"{head}{prefix_sep}{'nan' if v.is_missing(x) else x}", mask.astype(kind)) for x, mask in pairs[drop_first:]]

    if not isinstance(data, DataFrame):
        series = data if isinstance(data, Series) else Series(data)
        pairs = dummies(series._values, prefix)
        return DataFrame._of([x for _, x in pairs], series.index, make_index([x for x, _ in pairs]))
    chosen = columns if columns is not None else [x for x, values in zip(data.columns, data._columns) if values.dtype.kind == "O"]
    heads = dict(zip(chosen, prefix if isinstance(prefix, list) else [prefix] * len(chosen))) if not isinstance(prefix, dict) else prefix
    arrays, labels = [], []
    for label, values in data.items():
        if label not in chosen:
            arrays.append(values._values)
            labels.append(label)
    for label in chosen:
        head = heads.get(label) if heads.get(label) is not None else label
        for name, mask in dummies(data[label]._values, head):
            arrays.append(mask)
            labels.append(name)
    return DataFrame._of(arrays, data.index, make_index(labels))
