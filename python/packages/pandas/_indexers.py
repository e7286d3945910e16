"""loc, iloc, at and iat."""

import numpy as np

from . import _values as v
from ._base import is_mask, mask_places, places_of


class Indexer:
    def __init__(self, owner):
        self._owner = owner
        self._frame = owner.ndim == 2

    def _split(self, key):
        """The keys of rows and columns."""
        if isinstance(key, tuple) and self._frame and not (len(key) != 2 and self._owner.index.nlevels > 1):
            if len(key) > 2:
                raise IndexingError("Too many indexers")
            return key if len(key) == 2 else (key[0], slice(None))
        if isinstance(key, tuple) and not self._frame and self._owner.index.nlevels == 1:
            if len(key) > 1:
                raise IndexingError("Too many indexers")
            return key[0], slice(None)
        return key, slice(None)

    def __getitem__(self, key):
        owner = self._owner
        if isinstance(key, tuple):
            key = tuple(part(owner) if callable(part) else part for part in key)
        elif callable(key):
            key = key(owner)
        rows, columns = self._split(key)
        if self._frame and isinstance(rows, tuple) is False and isinstance(key, tuple) and owner.index.nlevels > 1 and self._rows_only(key):
            rows, columns = key, slice(None)
        rows = self._places(rows, owner.index)
        if not self._frame:
            return owner._values[rows] if isinstance(rows, int) else owner._take(rows)
        columns = self._places(columns, owner.columns)
        if isinstance(columns, int):
            series = owner._column(columns)
            return series._values[rows] if isinstance(rows, int) else series._take(rows)
        picked = owner if len(columns) == owner.shape[1] and list(columns) == list(range(len(columns))) else owner._pick(columns)
        if isinstance(rows, int):
            return picked._row(rows, True)
        if isinstance(rows, Dropped):
            made = picked._take(rows.places)
            made.index = made.index.droplevel(0) if rows.levels == 1 else made.index
            return made
        return picked._take(rows)

    def _rows_only(self, key):
        """True if a tuple names a row of several levels, not a row and a column."""
        try:
            return key in self._owner.index and not (len(key) == 2 and v.is_listlike(key[1]))
        except TypeError:
            return False

    def __setitem__(self, key, value):
        owner = self._owner
        key = key(owner) if callable(key) else key
        rows, columns = self._split(key)
        if not self._frame:
            rows = self._places_to_set(rows, owner)
            owner._set_places([rows] if isinstance(rows, int) else rows, value)
            return
        before, whole = owner.shape[1], isinstance(columns, slice) and columns == slice(None)
        rows = self._places_to_set(rows, owner, whole)
        columns = self._columns_to_set(columns, owner)
        single = isinstance(columns, int)
        columns = [columns] if single else list(columns)
        one_row = isinstance(rows, int)
        rows = [rows] if one_row else rows
        if isinstance(value, dict):
            value = [value.get(owner.columns[place], v.NAN) for place in columns]
        if hasattr(value, "columns"):
            value = value.reindex(owner.index[np.array(rows)]) if not value.index.equals(owner.index[np.array(rows)]) else value
            parts = [value[owner.columns[place]]._values for place in columns]
        elif hasattr(value, "index") and hasattr(value, "_values"):
            if one_row and not single:
                parts = [value.get(owner.columns[place], v.NAN) for place in columns]
            else:
                labels = owner.index[np.array(rows, dtype=np.int64)]
                value = value if value.index.equals(labels) else value.reindex(labels)
                parts = [value._values] * len(columns)
        elif v.is_listlike(value):
            value = value if hasattr(value, "ndim") else list(value)
            if single:
                parts = [value]
            elif getattr(value, "ndim", 1) == 2 or not one_row and value and v.is_listlike(value[0]):
                rows_of = [list(row) for row in value]
                parts = [[row[i] for row in rows_of] for i in range(len(columns))]
            elif len(value) == len(columns):
                parts = list(value)
            else:
                raise ValueError("Must have equal len keys and value when setting with an iterable")
        else:
            parts = [value] * len(columns)
        for place, part in zip(columns, parts):
            if place >= before and len(rows) == len(owner):
                owner._columns[place] = owner._new_values(part)
            else:
                owner._columns[place] = set_at(owner._columns[place], rows, part)

    def _columns_to_set(self, key, owner):
        return self._places(key, owner.columns)


class IndexingError(Exception):
    """Too many keys, or a mask with other labels."""


class Dropped:
    """Places of rows whose first levels were given."""

    def __init__(self, places, levels):
        self.places, self.levels = places, levels


def set_at(values, rows, value):
    """Sets values at some places; the array, or one with another type."""
    values = v.fits(values, value)
    rows = np.array(rows, dtype=np.int64)
    if v.is_listlike(value):
        value = value if isinstance(value, (np.ndarray, v.ObjectArray)) else v.to_array(value)
        if len(value) != len(rows):
            raise ValueError("cannot set using a list-like indexer with a different length than the value")
        if isinstance(value, v.ObjectArray) and not isinstance(values, v.ObjectArray):
            values = v.ObjectArray(values.tolist())
    elif value is None and not isinstance(values, v.ObjectArray):
        value = v.NAN
    values[rows] = value
    return values


class Loc(Indexer):
    """By labels."""

    def _places(self, key, index):
        if isinstance(key, slice):
            if key == slice(None):
                return range(len(index))
            return index._slice(key)
        if is_mask(key):
            other = getattr(key, "index", None)
            if other is not None and not isinstance(key, list) and not other.equals(index) and set(other.tolist()) != set(index.tolist()):
                raise IndexingError("Unalignable boolean Series provided as indexer (index of the boolean Series and of the indexed object do not match).")
            if len(key) != len(index) and isinstance(key, list):
                raise IndexError(f"Boolean index has wrong length: {len(key)} instead of {len(index)}")
            return mask_places(key, index)
        if v.is_listlike(key) and not isinstance(key, tuple):
            places, missing = [], []
            items = v.to_array(key).tolist() if not isinstance(key, (list, set)) else list(key)
            for label in items:
                try:
                    places += index._find(label)
                except KeyError:
                    missing.append(label)
            if missing:
                raise KeyError(missing_text(missing, items, index))
            return np.array(places, dtype=np.int64)
        try:
            found = index._find(key)
        except KeyError:
            raise KeyError(key) from None
        if index.nlevels > 1 and not (isinstance(key, tuple) and len(key) == index.nlevels):
            return Dropped(found, len(key) if isinstance(key, tuple) else 1) if self._frame and index is self._owner.index else found
        return found[0] if len(found) == 1 else np.array(found, dtype=np.int64)

    def __getitem__(self, key):
        made = Indexer.__getitem__(self, key)
        owner = self._owner
        if not self._frame and owner.index.nlevels > 1 and hasattr(made, "index") and not v.is_listlike(key) and not isinstance(key, slice):
            made.index = made.index.droplevel(0)
        return made

    def _places_to_set(self, key, owner, whole=True):
        if not v.is_listlike(key) and not isinstance(key, slice) and key not in owner.index or isinstance(key, tuple) and key not in owner.index:
            owner._add_row(key, whole)
            return len(owner.index) - 1
        places = self._places(key, owner.index)
        return places.places if isinstance(places, Dropped) else places

    def _columns_to_set(self, key, owner):
        labels = [key] if not v.is_listlike(key) and not isinstance(key, slice) or isinstance(key, tuple) else key
        if not isinstance(labels, slice) and not is_mask(labels):
            for label in labels:
                if label not in owner.columns:
                    owner[label] = v.NAN
        return self._places(key, owner.columns)


def missing_text(missing, items, index):
    """The text of the error for labels that are not there."""
    from ._index import make_index

    if len(missing) == len(items):
        return f"None of [{make_index(v.to_array(items))!r}] are in the [index]"
    return f"{missing} not in index"


class ILoc(Indexer):
    """By places."""

    def _places(self, key, index):
        if isinstance(key, (int, np.integer)):
            place, count = int(key), len(index)
            if not -count <= place < count:
                raise IndexError("single positional indexer is out-of-bounds")
            return place % count
        if isinstance(key, (str, float)):
            raise TypeError("Cannot index by location index with a non-integer key")
        return places_of(key, len(index))

    def _places_to_set(self, key, owner, whole=True):
        try:
            return self._places(key, owner.index)
        except IndexError:
            raise IndexError("iloc cannot enlarge its target object") from None


class At(Loc):
    """One value by its labels."""


class IAt(ILoc):
    """One value by its places."""
