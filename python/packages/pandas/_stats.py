"""Statistics of a column's values."""

import numpy as np

from . import _values as v


def numbers(values):
    """The values as numbers, for a mean and the like."""
    if not isinstance(values, v.ObjectArray):
        return values
    try:
        return np.array([v.NAN if v.is_missing(x) else x if not isinstance(x, str) else refuse(values) for x in values], dtype=np.float64)
    except (TypeError, ValueError):
        refuse(values)


def refuse(values):
    if isinstance(values, v.Categorical):
        raise TypeError("'Categorical' does not support this reduction")
    items = values.tolist()
    text = "".join(items) if all(isinstance(x, str) for x in items) else str(items[0] if items else "")
    if all(isinstance(x, str) for x in items):
        raise TypeError(f"Could not convert string '{text}' to numeric")
    raise TypeError(f"Could not convert {text} to numeric")


def known(values):
    """The values that are not missing."""
    gaps = v.isna(values)
    return values[~gaps] if np.any(gaps) else values


def _sum(values, skipna, min_count=0, **_):
    if isinstance(values, v.ObjectArray):
        items = [x for x in values if not v.is_missing(x)]
        if not items:
            return 0
        total = items[0]
        for x in items[1:]:
            total = total + x
        return total
    if values.dtype.kind == "f":
        gaps = np.isnan(values)
        if skipna and np.any(gaps):
            if len(values) - np.sum(gaps) < min_count:
                return np.float64(v.NAN)
            values = np.where(gaps, 0.0, values)
    if len(values) < min_count:
        return np.float64(v.NAN)
    return np.sum(values)


def _prod(values, skipna, **_):
    values = numbers(values)
    return np.prod(known(values) if skipna else values)


def _mean(values, skipna, **_):
    values = numbers(values)
    count = np.sum(~v.isna(values)) if skipna else len(values)
    if count == 0:
        return v.NAN
    return np.float64(_sum(values.astype(np.float64), skipna) / count)


def _var(values, skipna, ddof=1, **_):
    values = numbers(values)
    values = values.astype(np.float64) if values.dtype.kind != "f" else values
    gaps = np.isnan(values)
    count = len(values) - np.sum(gaps)
    if count <= ddof or not skipna and np.any(gaps):
        return np.float64(v.NAN)
    clean = np.where(gaps, 0.0, values)
    squares = (np.sum(clean) / count - clean) ** 2
    return np.sum(np.where(gaps, 0.0, squares)) / (count - ddof)


def _std(values, skipna, ddof=1, **_):
    with np.errstate(all="ignore"):
        return np.sqrt(_var(values, skipna, ddof))


def _sem(values, skipna, ddof=1, **_):
    return _std(values, skipna, ddof) / np.sqrt(len(known(values)))


def _median(values, skipna, **_):
    values = numbers(values)
    values = known(values) if skipna else values
    return np.median(values) if len(values) else np.float64(v.NAN)


def _extreme(which):
    def compute(values, skipna, **_):
        if isinstance(values, v.Categorical):
            codes = known(values).codes
            return values.categories[int(which(codes.tolist()))]
        if isinstance(values, v.ObjectArray):
            items = [x for x in values if not v.is_missing(x)]
            return which(items) if items else v.NAN
        clean = known(values) if skipna else values
        if len(clean) == 0:
            return np.float64(v.NAN)
        return np.min(clean) if which is min else np.max(clean)

    return compute


def _count(values, skipna, **_):
    return np.sum(~v.isna(values))


def _any(values, skipna, **_):
    return np.bool_(any(bool(x) for x in known(values).tolist()))


def _all(values, skipna, **_):
    return np.bool_(all(bool(x) for x in known(values).tolist()))


def _nunique(values, skipna, dropna=True, **_):
    items = v.unique(values).tolist()
    return len([x for x in items if not (dropna and v.is_missing(x))])


def _moments(values):
    values = known(numbers(values)).astype(np.float64)
    away = values - np.mean(values) if len(values) else values
    return len(values), away


def _skew(values, skipna, **_):
    n, away = _moments(values)
    if n < 3:
        return np.float64(v.NAN)
    second, third = np.sum(away ** 2), np.sum(away ** 3)
    if second == 0:
        return np.float64(0.0)
    return np.float64((n * (n - 1) ** 0.5 / (n - 2)) * (third / second ** 1.5))


def _kurt(values, skipna, **_):
    n, away = _moments(values)
    if n < 4:
        return np.float64(v.NAN)
    second, fourth = np.sum(away ** 2), np.sum((away ** 2) ** 2)
    if second == 0:
        return np.float64(0.0)
    below = (n - 2) * (n - 3)
    return np.float64(n * (n + 1) * (n - 1) * fourth / (below * second ** 2) - 3 * (n - 1) ** 2 / below)


REDUCTIONS = {
    "sum": _sum, "prod": _prod, "product": _prod, "mean": _mean, "median": _median, "var": _var, "std": _std, "sem": _sem,
    "min": _extreme(min), "max": _extreme(max), "count": _count, "any": _any, "all": _all, "nunique": _nunique,
    "skew": _skew, "kurt": _kurt, "kurtosis": _kurt,
}
# These take texts as well.
FOR_ALL = ("count", "nunique", "any", "all")


def quantile(values, q, interpolation="linear"):
    clean = known(numbers(values))
    if clean.dtype.kind == "b":
        clean = clean.astype(np.float64)
    return np.percentile(clean, np.float64(q) * 100, method=interpolation) if len(clean) else np.float64(v.NAN)


def cumulative(values, name, skipna=True):
    """Running sums and the like. Missing values stay missing and count for nothing, or make all after them missing."""
    if isinstance(values, v.ObjectArray):
        raise TypeError(f"this pandas has no {name} of objects")
    function = {"cumsum": np.cumsum, "cumprod": np.cumprod, "cummax": np.maximum.accumulate, "cummin": np.minimum.accumulate}[name]
    if values.dtype.kind == "b":
        values = values.astype(np.int64)
    if values.dtype.kind != "f" or not skipna:
        return function(values)
    gaps = np.isnan(values)
    neutral = {"cumsum": 0.0, "cumprod": 1.0, "cummax": -np.inf, "cummin": np.inf}[name]
    return np.where(gaps, v.NAN, function(np.where(gaps, neutral, values)))


def correlation(left, right, method="pearson", least=1, table=False):
    left, right = numbers(left).astype(np.float64), numbers(right).astype(np.float64)
    both = ~(np.isnan(left) | np.isnan(right))
    left, right = left[both], right[both]
    if len(left) < (least or 1):
        return v.NAN
    if len(left) < 2:
        return np.float64(v.NAN)
    if method == "spearman":
        left, right = rank(left), rank(right)
    elif method != "pearson":
        raise NotImplementedError(f"this pandas has no correlation {method!r}: use 'pearson' or 'spearman'")
    with np.errstate(all="ignore"):
        if table:
            # A column's correlation with itself is exactly 1.
            left, right = left - np.mean(left), right - np.mean(right)
            return np.sum(left * right) / np.sqrt(np.sum(left ** 2) * np.sum(right ** 2))
        return np.corrcoef(left, right)[0, 1]


def covariance(left, right, ddof=1, least=1):
    left, right = numbers(left).astype(np.float64), numbers(right).astype(np.float64)
    both = ~(np.isnan(left) | np.isnan(right))
    left, right = left[both], right[both]
    if len(left) <= ddof or len(left) < (least or 1):
        return np.float64(v.NAN)
    return np.cov(left, right, ddof=ddof)[0, 1]


def rank(values, method="average", ascending=True, na_option="keep", pct=False):
    """The place of each value in the order, from 1."""
    if na_option != "keep" and values.dtype.kind == "f":
        values = np.where(np.isnan(values), -np.inf if (na_option == "top") == ascending else np.inf, values)
    order = v.argsort(values, ascending).tolist()
    items, gaps = values.tolist(), v.isna(values).tolist()
    ranks = [v.NAN] * len(items)
    at = dense = 0
    while at < len(order) and not gaps[order[at]]:
        end = at
        while end + 1 < len(order) and items[order[end + 1]] == items[order[at]]:
            end += 1
        dense += 1
        for k in range(at, end + 1):
            choices = {"average": (at + end) / 2 + 1, "min": at + 1, "max": end + 1, "first": k + 1, "dense": dense}
            ranks[order[k]] = float(choices[method])
        at = end + 1
    made = np.array(ranks, dtype=np.float64)
    return made / max(dense if method == "dense" else at, 1) if pct else made
