"""pandas for Pupil's interpreter: tables with labels, on NumPy's arrays."""

import numpy as _np

from . import _values as _v
from ._csv import read_csv
from ._cut import Interval, cut, qcut
from ._frame import DataFrame
from ._index import Index, MultiIndex, RangeIndex
from ._merge import concat, merge
from ._options import Options as _Options
from ._options import get_option, option_context, reset_option, set_option
from ._reshape import crosstab, get_dummies, melt, pivot, pivot_table
from ._series import Series
from ._values import Categorical, CategoricalDtype

__version__ = "2.3 (Pupil)"
options = _Options()
for _class, _module in ((DataFrame, "frame"), (Series, "series"), (Index, "indexes.base"), (RangeIndex, "indexes.range"), (MultiIndex, "indexes.multi")):
    _class.__module__ = "pandas.core." + _module
NA = None
NaT = None


def isna(obj):
    """True for None and NaN; for a collection a mask."""
    if isinstance(obj, (Series, DataFrame, Index)):
        return obj.isna()
    return _v.isna(_v.to_array(obj)) if _v.is_listlike(obj) else _v.is_missing(obj)


def notna(obj):
    """The opposite of isna."""
    made = isna(obj)
    return not made if isinstance(made, bool) else ~made


isnull, notnull = isna, notna


def unique(values):
    return _v.unique(_v.to_array(values))


def value_counts(values, **options):
    return Series(values).value_counts(**options)


def factorize(values, sort=False, use_na_sentinel=True):
    codes, uniques = _v.factorize(_v.to_array(values), sort, use_na_sentinel)
    uniques = _v.to_array(uniques)
    return _np.array(codes, dtype=_np.int64), Index(uniques) if isinstance(values, (Series, Index)) else uniques


class NamedAgg:
    """A column and its statistic, for agg."""

    def __init__(self, column, aggfunc):
        self.column, self.aggfunc = column, aggfunc


def to_numeric(arg, errors="raise", downcast=None):
    """Texts as numbers, also of a smaller type. The types of integers are int64, int32 and uint8."""
    if downcast not in (None, "integer", "signed", "unsigned", "float"):
        raise ValueError("invalid downcasting method provided")
    listed, items = _v.is_listlike(arg), []
    values = _v.to_array(arg if listed else [arg])
    for place, x in enumerate(values.tolist()):
        try:
            if isinstance(x, str):
                x = int(x) if x.strip().lstrip("+-").isdigit() else float(x)
        except ValueError:
            if errors == "raise":
                raise ValueError(f'Unable to parse string "{x}" at position {place}') from None
            if errors == "ignore":
                return arg
            x = _v.NAN
        items.append(x)
    made = _v.from_list(items)
    for kind in {"float": ("float32",), "unsigned": ("uint8", "int32")}.get(downcast, () if downcast is None else ("int32", "int64")):
        with _np.errstate(all="ignore"):
            smaller = made.astype(kind) if kind[0] == "f" or _np.all(_np.isfinite(made)) else made
        if _np.allclose(smaller, made, 0, 5e-4 if kind[0] == "f" else 0, True) and (downcast != "unsigned" or _np.min(made) >= 0):
            made = smaller
            break
    return arg._like(made) if isinstance(arg, Series) else made if listed else made[0]


def set_eng_float_format(*args, **options):
    raise NotImplementedError("this pandas has no set_eng_float_format: use set_option('display.float_format', ...)")


def __getattr__(name):
    if name == "plotting":
        import importlib

        return importlib.import_module("pandas.plotting")
    if name in ("to_datetime", "date_range", "Timestamp", "Timedelta", "DatetimeIndex", "to_timedelta", "Period", "period_range"):
        raise NotImplementedError(f"this pandas has no dates and times, so no pd.{name}: keep them as text, or use the module datetime")
    if name.startswith("read_"):
        raise NotImplementedError(f"this pandas has no pd.{name}: it reads tables by read_csv")
    raise AttributeError(f"module 'pandas' has no attribute '{name}'")
