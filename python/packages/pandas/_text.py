"""The accessors str and cat."""

import re

import numpy as np

from . import _values as v
from ._index import make_index
from ._series import Series


class Texts:
    """Methods of texts for each value of a series."""

    def __init__(self, series, finish=None):
        self._series, self._finish = series, finish

    def _each(self, function, gap=v.NAN, kinds=str):
        items = [function(x) if isinstance(x, kinds) else None if x is None and gap is not False else gap for x in self._series.tolist()]
        made = v.from_list(items) if items and not any(isinstance(x, str) for x in items) else v.ObjectArray(items)
        made = self._series._like(made)
        return made if self._finish is None else self._finish(made)

    def len(self):
        return self._each(len, kinds=(str, list, tuple))

    def contains(self, pat, case=True, flags=0, na=None, regex=True):
        if regex:
            pattern = re.compile(pat, flags if case else flags | re.IGNORECASE)
            return self._each(lambda x: pattern.search(x) is not None, v.NAN if na is None else na)
        if not case:
            return self._each(lambda x: pat.upper() in x.upper(), v.NAN if na is None else na)
        return self._each(lambda x: pat in x, v.NAN if na is None else na)

    def match(self, pat, case=True, flags=0, na=None):
        pattern = re.compile(pat, flags if case else flags | re.IGNORECASE)
        return self._each(lambda x: pattern.match(x) is not None, v.NAN if na is None else na)

    def fullmatch(self, pat, case=True, flags=0, na=None):
        pattern = re.compile(pat, flags if case else flags | re.IGNORECASE)
        return self._each(lambda x: pattern.fullmatch(x) is not None, v.NAN if na is None else na)

    def startswith(self, pat, na=None):
        return self._each(lambda x: x.startswith(pat), v.NAN if na is None else na)

    def endswith(self, pat, na=None):
        return self._each(lambda x: x.endswith(pat), v.NAN if na is None else na)

    def replace(self, pat, repl=None, n=-1, case=None, flags=0, regex=False):
        if regex or hasattr(pat, "sub") or callable(repl):
            pattern = re.compile(pat, flags if case is not False else flags | re.IGNORECASE) if isinstance(pat, str) else pat
            return self._each(lambda x: pattern.sub(repl, x, max(n, 0)))
        if case is False:
            pattern = re.compile(re.escape(pat), re.IGNORECASE)
            return self._each(lambda x: pattern.sub(lambda _: repl, x, max(n, 0)))
        return self._each(lambda x: x.replace(pat, repl, n))

    def _split(self, function, expand):
        lists = self._each(function)
        return self._expanded(lists) if expand else lists

    def _expanded(self, lists):
        from ._frame import DataFrame

        rows = [x if isinstance(x, (list, tuple)) else [x] for x in lists.tolist()]
        count = max([len(x) for x in rows], default=0)
        rows = [list(x) + [x[0] if len(x) == 1 and v.is_missing(x[0]) else None] * (count - len(x)) for x in rows]
        return DataFrame._of([v.ObjectArray([row[i] for row in rows]) for i in range(count)], self._series.index, make_index(range(count)))

    def split(self, pat=None, n=-1, expand=False, regex=None):
        n = -1 if n in (0, None) else n
        if regex or regex is None and pat is not None and len(pat) > 1:
            return self._split(lambda x: re.split(pat, x, max(n, 0)), expand)
        return self._split(lambda x: x.split(pat, n), expand)

    def rsplit(self, pat=None, n=-1, expand=False):
        return self._split(lambda x: x.rsplit(pat, n or -1), expand)

    def partition(self, sep=" ", expand=True):
        return self._split(lambda x: x.partition(sep), expand)

    def get(self, i):
        def item(x):
            if isinstance(x, dict):
                return x.get(i)
            return x[i] if -len(x) <= i < len(x) else v.NAN

        return self._each(item, kinds=(str, list, tuple, dict))

    def slice(self, start=None, stop=None, step=None):
        return self._each(lambda x: x[start:stop:step], kinds=(str, list, tuple))

    def __getitem__(self, key):
        return self._each(lambda x: x[key], kinds=(str, list, tuple)) if isinstance(key, slice) else self.get(key)

    def join(self, sep):
        return self._each(lambda x: sep.join(x), kinds=(str, list, tuple))

    def cat(self, others=None, sep=None, na_rep=None):
        sep = sep or ""
        if others is None:
            return sep.join(na_rep if v.is_missing(x) else x for x in self._series.tolist() if na_rep is not None or not v.is_missing(x))
        lists = others if isinstance(others, (list, tuple)) and others and v.is_listlike(others[0]) else [others]
        items = zip(self._series.tolist(), *[v.to_array(x).tolist() for x in lists])
        rows = [[na_rep if v.is_missing(x) and na_rep is not None else x for x in row] for row in items]
        return self._series._like(v.ObjectArray([v.NAN if any(v.is_missing(x) for x in row) else sep.join(row) for row in rows]))

    def count(self, pat, flags=0):
        pattern = re.compile(pat, flags)
        return self._each(lambda x: len(pattern.findall(x)))

    def findall(self, pat, flags=0):
        pattern = re.compile(pat, flags)
        return self._each(pattern.findall)

    def extract(self, pat, flags=0, expand=True):
        from ._frame import DataFrame

        pattern = re.compile(pat, flags)
        if not pattern.groups:
            raise ValueError("pattern contains no capture groups")
        rows = []
        for x in self._series.tolist():
            found = pattern.search(x) if isinstance(x, str) else None
            rows.append([v.NAN if y is None else y for y in found.groups()] if found else [v.NAN] * pattern.groups)
        names = {place: name for name, place in pattern.groupindex.items()}
        arrays = [v.ObjectArray([row[i] for row in rows]) for i in range(pattern.groups)]
        if pattern.groups == 1 and not expand:
            return Series._of(arrays[0], self._series.index, names.get(1, self._series.name))
        return DataFrame._of(arrays, self._series.index, make_index([names.get(i + 1, i) for i in range(pattern.groups)]))

    def repeat(self, repeats):
        return self._each(lambda x: x * repeats)

    def pad(self, width, side="left", fillchar=" "):
        name = {"left": "rjust", "right": "ljust", "both": "center"}[side]
        return self._each(lambda x: getattr(x, name)(width, fillchar))

    def encode(self, encoding, errors="strict"):
        return self._each(lambda x: x.encode(encoding, errors))

    def get_dummies(self, sep="|"):
        from ._frame import DataFrame

        sets = [set(x.split(sep)) if isinstance(x, str) else set() for x in self._series.tolist()]
        names = sorted({x for own in sets for x in own if x})
        return DataFrame({name: np.array([int(name in own) for own in sets]) for name in names}, index=self._series.index)


def _methods():
    def simple(name):
        return lambda self, *args, **options: self._each(lambda x: getattr(x, name)(*args, **options))

    for name in (
        "lower upper title capitalize swapcase casefold strip lstrip rstrip zfill center ljust rjust find rfind index rindex isalpha isdigit isnumeric "
        "isalnum isupper islower isspace istitle isdecimal removeprefix removesuffix"
    ).split():
        setattr(Texts, name, simple(name))


_methods()


class Categories:
    """The categories of a series."""

    def __init__(self, series):
        self._series, self._values = series, series._values

    categories = property(lambda self: make_index(self._values.categories))
    ordered = property(lambda self: self._values.ordered)

    @property
    def codes(self):
        return Series._of(self._values.codes, self._series.index)

    def _new(self, values, categories, ordered=None):
        return self._series._like(v.Categorical(values, categories, self.ordered if ordered is None else ordered))

    def rename_categories(self, new):
        old = self._values.categories
        table = new if isinstance(new, dict) else {x: new(x) for x in old} if callable(new) else dict(zip(old, new))
        return self._new([table.get(x, x) for x in self._values], [table.get(x, x) for x in old])

    def set_categories(self, new, ordered=None):
        return self._new(self._values, list(new), ordered)

    def reorder_categories(self, new, ordered=None):
        if set(new) != set(self._values.categories):
            raise ValueError("items in new_categories are not the same as in old categories")
        return self._new(self._values, list(new), ordered)

    def add_categories(self, new):
        return self._new(self._values, self._values.categories + (list(new) if v.is_listlike(new) else [new]))

    def remove_unused_categories(self):
        used = set(x for x in self._values if not v.is_missing(x))
        return self._new(self._values, [x for x in self._values.categories if x in used])

    def as_ordered(self):
        return self._new(self._values, self._values.categories, True)

    def as_unordered(self):
        return self._new(self._values, self._values.categories, False)
