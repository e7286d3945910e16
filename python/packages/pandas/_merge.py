"""merge and concat."""

import numpy as np

from . import _values as v
from ._base import align, axis_number
from ._frame import DataFrame
from ._index import MultiIndex, RangeIndex, make_index
from ._series import Series


class MergeError(ValueError):
    """The frames cannot be merged this way."""


def names(keys):
    return None if keys is None else keys if isinstance(keys, list) else list(keys) if isinstance(keys, tuple) else [keys]


def merge(left, right, how="inner", on=None, left_on=None, right_on=None, left_index=False, right_index=False, sort=False, suffixes=("_x", "_y"), copy=None, indicator=False, validate=None):
    """Rows of two frames with the same key side by side."""
    left, right = [x.to_frame() if isinstance(x, Series) else x for x in (left, right)]
    if how not in ("inner", "left", "right", "outer", "cross"):
        raise ValueError(f"'{how}' is not a valid Merge type: left, right, inner, outer, left_anti, right_anti, cross, asof")
    if how == "cross":
        made = merge(left.assign(_cross=0), right.assign(_cross=0), on="_cross", suffixes=suffixes)
        return made.drop(columns="_cross")
    on, left_on, right_on = names(on), names(left_on), names(right_on)
    if on is not None:
        left_on = right_on = on
    elif left_on is None and right_on is None and not left_index and not right_index:
        left_on = right_on = [x for x in left.columns if x in right.columns]
        if not left_on:
            raise MergeError("No common columns to perform merge on. Merge options: left_on=None, right_on=None, left_index=False, right_index=False")
    for frame, keys in ((left, left_on), (right, right_on)):
        for key in keys or []:
            if key not in frame.columns and key not in frame.index.names:
                raise KeyError(key)

    def values(frame, key):
        return frame[key]._values if key in frame.columns else frame.index.get_level_values(key).values

    left_arrays = [values(left, x) for x in left_on] if left_on and not left_index else [left.index.values]
    right_arrays = [values(right, x) for x in right_on] if right_on and not right_index else [right.index.values]
    for a, b, key in zip(left_arrays, right_arrays, left_on or right_on or [None]):
        if (a.dtype.kind == "O") != (b.dtype.kind == "O") and len(a) and len(b) and not any(isinstance(x, v.ObjectArray) and not all(isinstance(y, str) for y in x) for x in (a, b)):
            raise ValueError(f"You are trying to merge on {a.dtype} and {b.dtype} columns for key '{key}'. If you wish to proceed you should use pd.concat")
    if validate:
        check(validate, left_arrays, right_arrays)
    a, b = rows_of(left_arrays, right_arrays, how, sort)
    same = left_on if left_on == right_on and left_on is not None else []
    one_key = same or (left_on if left_index is False and right_index and left_on else [])
    arrays, labels = [], []
    overlap = [x for x in left.columns if x in right.columns and x not in same]
    if overlap and suffixes[0] == suffixes[1]:
        raise ValueError(f"columns overlap but no suffix specified: {make_index(overlap)!r}")
    for label, array in zip(left.columns, left._columns):
        made = v.take(array, a)
        if label in same or label in one_key and how in ("right", "outer"):
            other = right_arrays[(same or one_key).index(label)]
            if np.any(np.array(a) < 0):
                items = [array[i] if i >= 0 else other[j] for i, j in zip(a, b)]
                made = v.to_array(items) if array.dtype == other.dtype or array.dtype.kind != "O" else v.ObjectArray(items)
        arrays.append(made)
        labels.append(f"{label}{suffixes[0] or ''}" if label in overlap else label)
    for label, array in zip(right.columns, right._columns):
        if label not in same:
            arrays.append(v.take(array, b))
            labels.append(f"{label}{suffixes[1] or ''}" if label in overlap else label)
    if left_index and right_index:
        index = make_index(v.to_array([left.index[i] if i >= 0 else right.index[j] for i, j in zip(a, b)]), left.index.name if left.index.name == right.index.name else None)
    elif right_index:
        index = make_index(v.to_array([left.index[i] if i >= 0 else right.index[j] for i, j in zip(a, b)]), left.index.name) if len(a) else left.index[:0]
    elif left_index:
        index = right.index[np.array(b)]
    else:
        index = RangeIndex(len(a))
    if indicator:
        marks = ["both" if i >= 0 and j >= 0 else "left_only" if i >= 0 else "right_only" for i, j in zip(a, b)]
        arrays.append(v.Categorical(marks, ["left_only", "right_only", "both"]))
        labels.append(indicator if isinstance(indicator, str) else "_merge")
    return DataFrame._of(arrays, index, make_index(labels))


def check(validate, left, right):
    unique = [len(set(zip(*[x.tolist() for x in side]))) == len(side[0]) for side in (left, right)]
    if validate in ("one_to_one", "1:1", "one_to_many", "1:m") and not unique[0]:
        raise MergeError(f"Merge keys are not unique in left dataset; not a {'one-to-one' if validate in ('one_to_one', '1:1') else 'one-to-many'} merge")
    if validate in ("one_to_one", "1:1", "many_to_one", "m:1") and not unique[1]:
        raise MergeError(f"Merge keys are not unique in right dataset; not a {'one-to-one' if validate in ('one_to_one', '1:1') else 'many-to-one'} merge")


def rows_of(left, right, how, sort):
    """The places of the rows that belong together; -1 for none."""
    def keys(arrays):
        lists = [["NaN of a float" if v.is_missing(x) else x for x in array.tolist()] for array in arrays]
        return list(zip(*lists))

    a, b = keys(left), keys(right)
    if how == "right":
        j, i = rows_of(right, left, "left", sort)
        return i, j
    table = {}
    for place, key in enumerate(b):
        table.setdefault(key, []).append(place)
    pairs = []
    for place, key in enumerate(a):
        for other in table.get(key, [] if how == "inner" else [-1]):
            pairs.append((place, other))
    if how == "outer":
        known = set(a)
        pairs += [(-1, place) for place, key in enumerate(b) if key not in known]
    if sort or how == "outer":
        def key(pair):
            return a[pair[0]] if pair[0] >= 0 else b[pair[1]]

        try:
            pairs.sort(key=key)
        except TypeError:
            pass
    return [x for x, _ in pairs], [x for _, x in pairs]


def concat(objs, axis=0, join="outer", ignore_index=False, keys=None, names=None, sort=False, verify_integrity=False, copy=None):
    """Series or frames below or beside each other."""
    if isinstance(objs, dict):
        keys, objs = list(objs) if keys is None else keys, list(objs.values()) if keys is None else [objs[x] for x in keys]
    if isinstance(objs, (Series, DataFrame, str)):
        raise TypeError(f'first argument must be an iterable of pandas objects, you passed an object of type "{type(objs).__name__}"')
    objs = list(objs)
    if keys is not None:
        pairs = [(key, x) for key, x in zip(keys, objs) if x is not None]
        keys, objs = [key for key, _ in pairs], [x for _, x in pairs]
    else:
        objs = [x for x in objs if x is not None]
    if not objs:
        raise ValueError("No objects to concatenate")
    for x in objs:
        if not isinstance(x, (Series, DataFrame)):
            raise TypeError(f"cannot concatenate object of type '{type(x)}'; only Series and DataFrame objs are valid")
    if axis_number(axis) == 1:
        made = beside(objs, join, ignore_index, keys)
        if verify_integrity:
            overlaps(made.columns)
        return made
    index = below_index(objs, ignore_index, keys, names)
    if verify_integrity:
        overlaps(index)
    if all(isinstance(x, Series) for x in objs):
        labels = {x.name for x in objs}
        return Series._of(v.concat([x._values for x in objs if len(x)] or [objs[0]._values]), index, labels.pop() if len(labels) == 1 else None)
    objs = [x.to_frame(x.name if x.name is not None else 0) if isinstance(x, Series) else x for x in objs]
    columns = objs[0].columns
    if not all(x.columns.equals(columns) for x in objs):
        if join == "inner":
            columns = make_index([x for x in columns if all(x in y.columns for y in objs)])
        else:
            columns = make_index(list(dict.fromkeys(x for y in objs for x in y.columns)))
        columns = columns.sort_values() if sort else columns
    arrays = []
    for label in columns:
        parts = []
        for x in objs:
            if label in x.columns:
                parts.append(x[label]._values)
            elif len(x):
                parts.append(np.full(len(x), v.NAN))
        whole = [x for x in parts if len(x)] or parts
        arrays.append(v.concat(whole))
    return DataFrame._of(arrays, index, columns)


def overlaps(index):
    if not index.is_unique:
        raise ValueError(f"Indexes have overlapping values: {index[index.duplicated()].unique()!r}")


def below_index(objs, ignore_index, keys, names):
    if ignore_index:
        return RangeIndex(sum(len(x) for x in objs))
    if keys is not None:
        labels = [(key if isinstance(key, tuple) else (key,)) + (x if isinstance(x, tuple) else (x,)) for key, part in zip(keys, objs) for x in part.index]
        names = list(names or [None])
        return MultiIndex(labels, names + [None] * (len(labels[0]) - len(names)) if labels else None)
    parts = [x.index for x in objs]
    name = parts[0].name if all(x.name == parts[0].name for x in parts) else None
    if all(isinstance(x, RangeIndex) for x in parts):
        together = all(x.step == 1 for x in parts) and all(a.stop == b.start for a, b in zip(parts, parts[1:]))
        if together:
            return RangeIndex(parts[0].start, parts[-1].stop)
    if any(x.nlevels > 1 for x in parts):
        return MultiIndex([y for x in parts for y in x.tolist()], parts[0].names)
    return make_index(v.concat([x.values for x in parts if len(x)] or [parts[0].values]), name)


def beside(objs, join, ignore_index, keys):
    index = objs[0].index
    for x in objs[1:]:
        if not x.index.equals(index):
            index = align(index, x.index, join)[0] if join == "inner" else index.union(x.index, sort=False)
    arrays, labels, count = [], [], 0
    for place, x in enumerate(objs):
        x = x if x.index.equals(index) else x.reindex(index=index)
        if isinstance(x, Series):
            arrays.append(x._values)
            if keys is not None:
                labels.append(keys[place])
            else:
                labels.append(x.name if x.name is not None else count)
                count += x.name is None
        else:
            arrays += x._columns
            labels += [(keys[place], label) if keys is not None else label for label in x.columns]
    return DataFrame._of(arrays, index, RangeIndex(len(arrays)) if ignore_index else make_index(labels))
