"""Values of a column: NumPy's arrays, arrays of any objects, and categories."""

import operator

import numpy as np
from numpy._objects import OBJECT, ObjectArray, ObjectDtype

NAN = float("nan")


class CategoricalDtype:
    """The type of a column with a fixed list of values."""

    name, kind, itemsize, type = "category", "O", 1, object

    def __init__(self, categories=None, ordered=False):
        self.categories, self.ordered = None if categories is None else list(categories), ordered

    def __repr__(self):
        categories, kind = self.categories, None if self.categories is None else to_array(self.categories).dtype
        return f"CategoricalDtype(categories={categories}, ordered={self.ordered}, categories_dtype={kind})"

    def __str__(self):
        return "category"

    def __eq__(self, other):
        if isinstance(other, CategoricalDtype):
            return self.categories == other.categories and self.ordered == other.ordered
        return other == "category"

    def __hash__(self):
        return hash("category")


def is_missing(value):
    """True for None and NaN."""
    return value is None or isinstance(value, float) and value != value


def _binary(function, left, right):
    """The result of an operator on two objects; NaN where one is missing."""
    return NAN if is_missing(left) or is_missing(right) else function(left, right)


def _compare(function, left, right):
    if is_missing(left) or is_missing(right):
        return function is operator.ne
    return function(left, right)


COMPARISONS = {"eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}
LOGIC = {"and": operator.and_, "or": operator.or_, "xor": operator.xor}


class Categorical(ObjectArray):
    """Values of a fixed list. Others are missing."""

    def __init__(self, values, categories=None, ordered=False, dtype=None):
        values = list(values)
        if dtype is not None and categories is None:
            categories, ordered = dtype.categories, dtype.ordered
        if categories is None:
            categories = [x for x in dict.fromkeys(values) if not is_missing(x)]
            try:
                categories.sort()
            except TypeError:
                pass
        known = {category: i for i, category in enumerate(categories)}
        ObjectArray.__init__(self, [x if not is_missing(x) and x in known else NAN for x in values])
        self.dtype = CategoricalDtype(categories, ordered)
        self._known = known

    categories = property(lambda self: self.dtype.categories)
    ordered = property(lambda self: self.dtype.ordered)

    @property
    def codes(self):
        return np.array([self._known.get(x, -1) if not is_missing(x) else -1 for x in self._items], dtype=np.int64)

    def _like(self, items):
        return Categorical(items, self.dtype.categories, self.dtype.ordered)

    def __repr__(self):
        shown = [repr(x) if isinstance(x, str) else "NaN" if is_missing(x) else str(x) for x in self._items]
        return f"[{', '.join(shown)}]\n{categories_text(self.dtype)}"

    __str__ = __repr__


def categories_text(dtype):
    """The line below a column of categories."""
    kind = to_array(dtype.categories).dtype
    kind = getattr(dtype.categories[0], "_dtype_text", kind) if dtype.categories else kind
    shown = [repr(x) if isinstance(x, str) else str(x) for x in dtype.categories]
    joint = " < " if dtype.ordered else ", "
    if len(shown) > 8:
        shown = shown[:4] + ["..."] + shown[-4:]
    head, text = f"Categories ({len(dtype.categories)}, {kind}): ", ""
    length = len(head)
    for x in shown:
        if length + len(joint) + len(x) > 80:
            text += joint.rstrip() + "\n" + " " * (len(head) + 1)
            length = len(head) + 1
        elif text:
            text += joint
            length += len(x)
        text += x
    return f"{head}[{text.replace(' < ... < ', ' ... ')}]"


def is_listlike(value):
    """True for lists, arrays, series and other collections, not for texts."""
    return hasattr(value, "__iter__") and not isinstance(value, (str, bytes))


REFUSED = ("datetime64", "timedelta64", "datetime", "Int64", "Float64", "boolean", "complex", "complex128", "period")


def dtype_of(dtype):
    """A type of values by its name or class."""
    if isinstance(dtype, (ObjectDtype, CategoricalDtype)):
        return OBJECT if dtype.kind == "U" else dtype
    if dtype is object or dtype is str or isinstance(dtype, str) and dtype in ("object", "O", "str", "string"):
        return OBJECT
    if isinstance(dtype, str):
        if dtype == "category":
            return CategoricalDtype()
        if dtype.split("[")[0] in REFUSED:
            raise NotImplementedError(f"this pandas has no columns of type {dtype}: use int64, float64, bool, object or category")
        try:
            return np.dtype({"int": "int64", "float": "float64", "boolean": "bool"}.get(dtype, dtype))
        except TypeError:
            raise TypeError(f"data type {dtype!r} not understood") from None
    return np.dtype(dtype)


def from_list(items):
    """An array with the type that the items have in common."""
    ints = floats = bools = others = missing = 0
    for x in items:
        if isinstance(x, (bool, np.bool_)):
            bools += 1
        elif isinstance(x, (int, np.integer)):
            ints += 1
        elif isinstance(x, (float, np.floating)):
            floats += 1
        elif x is None:
            missing += 1
        else:
            others += 1
            break
    if others or not items or bools and (ints or floats or missing) or missing == len(items):
        return ObjectArray(items)
    if bools:
        return np.array(items, dtype=bool)
    if ints and not floats and not missing:
        try:
            return np.array(items, dtype=np.int64)
        except OverflowError:
            return ObjectArray(items)
    return np.array([NAN if x is None else x for x in items], dtype=np.float64)


def to_array(data, dtype=None, copy=False):
    """The values of a list, an array, a series or another collection, as an array with one axis."""
    values = getattr(data, "_values", data)
    if isinstance(values, np.ndarray):
        if values.ndim == 0:
            values = values.reshape(1)
        if values.ndim != 1:
            raise ValueError("Data must be 1-dimensional, got ndarray of shape " f"{values.shape} instead")
        values = values.copy() if copy else values
    elif isinstance(values, ObjectArray):
        values = ObjectArray(values.tolist()) if values.dtype.kind == "U" else values.copy() if copy else values
    elif isinstance(values, range):
        values = np.arange(values.start, values.stop, values.step)
    else:
        values = list(values)
        if dtype is not None and dtype_of(dtype) == OBJECT and dtype is not str:
            return ObjectArray(values)
        values = from_list(values)
    return values if dtype is None else cast(values, dtype)


class IntCastingNaNError(ValueError):
    """NaN cannot be an integer."""


def cast(values, dtype, errors="raise"):
    """The values with another type."""
    if errors == "ignore":
        try:
            return cast(values, dtype)
        except (TypeError, ValueError):
            return values
    target = dtype_of(dtype)
    if isinstance(target, CategoricalDtype):
        if target.categories is None and isinstance(values, Categorical):
            return values
        return Categorical(values.tolist(), target.categories, target.ordered)
    if target == OBJECT:
        items = values.tolist()
        if dtype is not object and dtype not in ("object", "O") and not isinstance(dtype, ObjectDtype):
            items = [x if isinstance(x, str) else str(x) for x in items]
        return ObjectArray(items)
    if isinstance(values, ObjectArray):
        items = values.tolist()
        if target.kind == "b":
            return np.array([bool(x) for x in items], dtype=bool)
        if target.kind == "f":
            return np.array([NAN if x is None else float(x) for x in items]).astype(target)
        if any(isinstance(x, float) and x != x for x in items):
            raise ValueError("cannot convert float NaN to integer")
        return np.array([int(x) for x in items], dtype=np.int64).astype(target)
    if target.kind in "iu" and values.dtype.kind == "f" and not np.all(np.isfinite(values)):
        raise IntCastingNaNError("Cannot convert non-finite values (NA or inf) to integer")
    return values.astype(target)


def isna(values):
    """A mask of the missing values."""
    if isinstance(values, ObjectArray):
        return np.array([is_missing(x) for x in values.ravel()], dtype=bool).reshape(values.shape)
    if values.dtype.kind == "f":
        return np.isnan(values)
    return np.zeros(values.shape, dtype=bool)


def take(values, places):
    """The values at some places; missing where the place is -1."""
    places = np.asarray(places)
    if len(places) == 0:
        return values[:0]
    gaps = places < 0
    if not np.any(gaps):
        return values[places]
    if isinstance(values, ObjectArray):
        items = values._items
        return values._like([NAN if i < 0 else items[i] for i in places.tolist()])
    if len(values) == 0:
        return np.full(len(places), NAN)
    taken = values[np.where(gaps, 0, places)]
    if taken.dtype.kind == "b":
        return ObjectArray([NAN if gap else x for gap, x in zip(gaps.tolist(), taken.tolist())])
    taken = taken.astype(np.float64)
    taken[gaps] = NAN
    return taken


def fits(values, value):
    """The array, or a copy with a type that also takes a value."""
    if isinstance(values, Categorical):
        for x in value if is_listlike(value) else [value]:
            if not is_missing(x) and x not in values._known:
                raise TypeError("Cannot setitem on a Categorical with a new category (" f"{x}), set the categories first")
    if isinstance(values, ObjectArray):
        return values
    new = to_array(value) if is_listlike(value) else to_array([NAN if value is None else value])
    old, kind = values.dtype.kind, new.dtype.kind
    if kind == "O":
        return ObjectArray(values.tolist())
    if (old == "b") != (kind == "b"):
        return ObjectArray(values.tolist())
    if old in "iu" and kind == "f":
        if np.all(np.isfinite(new)) and np.all(new == np.floor(new)):
            return values
        return values.astype(np.float64)
    return values


def concat(arrays):
    """Several arrays as one."""
    kinds = {x.dtype.kind for x in arrays}
    if len(arrays) == 1:
        return arrays[0]
    if all(isinstance(x, Categorical) for x in arrays) and all(x.dtype == arrays[0].dtype for x in arrays):
        return arrays[0]._like([y for x in arrays for y in x])
    if "O" in kinds or "b" in kinds and len(kinds) > 1:
        return ObjectArray([y for x in arrays for y in x.tolist()])
    return np.concatenate(arrays)


def operate(name, function, left, right):
    """An operator on an array and an array or a scalar."""
    listed = is_listlike(right)
    if name.lstrip("r") in LOGIC and not listed and left.dtype.kind == "f":
        raise TypeError(f"Cannot perform '{name}{'_' * (name[-3:] != 'xor')}' with a dtyped [{left.dtype}] array and scalar of type [{'bool' if right is not None else 'NoneType'}]")
    if listed and not isinstance(right, (np.ndarray, ObjectArray)):
        right = to_array(right)
        listed = len(right) != 1 or len(left) == 1 or name in COMPARISONS
        right = right if listed else right[0]
    objects = isinstance(left, ObjectArray) or isinstance(right, (ObjectArray, str)) or right is None
    if objects and isinstance(left, Categorical) and left.dtype.ordered and name in ("lt", "le", "gt", "ge") and not listed:
        return operate(name, function, left.codes, left._known[right])
    if objects:
        items = left.tolist() if hasattr(left, "tolist") else left
        rights = right.tolist() if listed else [right] * len(items)
        if len(items) != len(rights):
            raise ValueError("Lengths must match to compare" if name in COMPARISONS else f"operands could not be broadcast together with shapes ({len(items)},) ({len(rights)},) ")
        if name in COMPARISONS:
            return np.array([_compare(function, a, b) for a, b in zip(items, rights)], dtype=bool)
        made = [_binary(function, a, b) for a, b in zip(items, rights)]
        if name in LOGIC:
            return np.array([bool(x) and x == x for x in made], dtype=bool)
        return ObjectArray(made)
    if listed and name in COMPARISONS and len(left) != len(right):
        raise ValueError("Lengths must match to compare")
    with np.errstate(all="ignore"):
        if name in ("floordiv", "mod", "rfloordiv", "rmod") and left.dtype.kind in "iu":
            below = right if name[0] != "r" else left
            if np.any(np.asarray(below) == 0):
                left = left.astype(np.float64)
                if name == "floordiv":
                    return np.where(np.asarray(right) == 0, left / right, function(left, right))
        return function(left, right)


def argsort(values, ascending=True, na_position="last"):
    """The places of the values in order. Equal values keep their order, missing ones come last."""
    gaps = isna(values)
    if isinstance(values, Categorical):
        values = values.codes
    whole, missing = np.flatnonzero(~gaps).tolist(), np.flatnonzero(gaps).tolist()
    items = values.tolist()
    whole.sort(key=lambda i: items[i], reverse=not ascending)
    return np.array(whole + missing if na_position == "last" else missing + whole, dtype=np.int64)


def factorize(values, sort=False, use_na_sentinel=True):
    """A number for each value, and the different values. Missing values have the number -1, or their own."""
    if not use_na_sentinel and np.any(isna(values)) and not isinstance(values, Categorical):
        if sort:
            codes, uniques = factorize(values, True)
            return [code if code >= 0 else len(uniques) for code in codes], [*uniques, NAN]
        known = {}
        codes = [known.setdefault(None if is_missing(x) else x, len(known)) for x in values.tolist()]
        return codes, [NAN if x is None else x for x in known]
    if isinstance(values, Categorical):
        return values.codes.tolist(), list(values.categories)
    known, codes = {}, []
    for x in values.tolist():
        codes.append(-1 if is_missing(x) else known.setdefault(x, len(known)))
    uniques = list(known)
    if sort:
        try:
            order = sorted(range(len(uniques)), key=lambda i: uniques[i])
        except TypeError:
            order = sorted(range(len(uniques)), key=lambda i: (isinstance(uniques[i], str), uniques[i]))
        new = [0] * len(order)
        for place, old in enumerate(order):
            new[old] = place
        codes = [new[code] if code >= 0 else -1 for code in codes]
        uniques = [uniques[i] for i in order]
    return codes, uniques


def unique(values):
    """The different values in the order in which they come."""
    seen, items = {}, []
    for x in values.tolist():
        key = NAN if is_missing(x) and not x is None else x
        if key not in seen:
            seen[key] = True
            items.append(x)
    if isinstance(values, ObjectArray):
        return values._like(items)
    return np.array(items, dtype=values.dtype)


def scalar(value):
    """A number of NumPy as Python's own."""
    return value.item() if isinstance(value, np.generic) else value
