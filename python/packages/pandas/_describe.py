"""describe() and info()."""

import numpy as np

from . import _values as v
from ._format import one_label, size_text
from ._index import make_index


def percent_text(q):
    text = f"{q * 100:.1f}"
    return (text[:-2] if text.endswith(".0") else text) + "%"


def describe_series(series, percentiles=None):
    """Count, mean and so on, or count and most frequent value."""
    from ._series import Series

    values = series._values
    if isinstance(values, v.ObjectArray) or values.dtype.kind == "b":
        counts = series.value_counts()
        count = int(series.count())
        top, freq = (counts.index[0], counts.iloc[0]) if len(counts) else (v.NAN, v.NAN)
        wrap = v.from_list if isinstance(values, v.Categorical) else v.ObjectArray
        return Series(wrap([count, len(counts[counts > 0]), top, v.scalar(freq)]), index=["count", "unique", "top", "freq"], name=series.name)
    percentiles = [0.25, 0.5, 0.75] if percentiles is None else sorted(set(list(percentiles) + [0.5]))
    made = [float(series.count()), series.mean(), series.std(), series.min()]
    made += [series.quantile(q) for q in percentiles] + [series.max()]
    names = ["count", "mean", "std", "min"] + [percent_text(q) for q in percentiles] + ["max"]
    return Series(np.array([float(x) for x in made], dtype=np.float64), index=names, name=series.name)


def describe_frame(frame, percentiles=None, include=None, exclude=None):
    from ._frame import DataFrame

    if frame.shape[1] == 0:
        raise ValueError("Cannot describe a DataFrame without columns")
    if include == "all":
        chosen = frame
    elif include is not None or exclude is not None:
        chosen = frame.select_dtypes(include, exclude)
    else:
        chosen = frame._pick([i for i, x in enumerate(frame._columns) if x.dtype.kind in "iuf"])
        chosen = chosen if chosen.shape[1] else frame
    parts = [describe_series(chosen._column(i), percentiles) for i in range(chosen.shape[1])]
    parts_by_length = sorted(parts, key=len)
    rows = []
    for part in parts_by_length:
        for label in part.index:
            if label not in rows:
                rows.append(label)
    if len({tuple(part.index.tolist()) for part in parts}) > 1:
        texts = ["count", "unique", "top", "freq"]
        rows = texts + [x for x in rows if x not in texts]
    index = make_index(rows)
    return DataFrame._of([v.to_array(part.reindex(index)._values) if len(part) != len(rows) else part._values for part in parts], index, chosen.columns)


def kinds_text(arrays):
    counts = {}
    for x in arrays:
        counts[str(x.dtype)] = counts.get(str(x.dtype), 0) + 1
    return "dtypes: " + ", ".join(f"{name}({counts[name]})" for name in sorted(counts))


def index_line(index):
    if len(index) == 0:
        return f"{type(index).__name__}: 0 entries"
    return f"{type(index).__name__}: {len(index)} entries, {one_label(index[0])} to {one_label(index[-1])}"


def memory_line(arrays, index):
    total = sum(x.nbytes for x in arrays) + index.nbytes
    plus = any(x.dtype == v.OBJECT for x in arrays) or index.dtype == v.OBJECT
    return f"memory usage: {size_text(total, '+' if plus else '')}"


def frame_info(frame, verbose=None):
    """The text of info()."""
    lines = ["<class 'pandas.core.frame.DataFrame'>", index_line(frame.index)]
    count = frame.shape[1]
    if count == 0:
        return "\n".join(lines + ["Empty DataFrame"]) + "\n"
    last = [kinds_text(frame._columns), memory_line(frame._columns, frame.index)]
    if verbose is False or verbose is None and count > 100:
        return "\n".join([*lines, "Columns: " + index_line(frame.columns).split(": ", 1)[1], *last])
    lines.append(f"Data columns (total {count} columns):")
    known = [f"{int(np.sum(~v.isna(x)))} non-null" for x in frame._columns]
    parts = [
        [" # "] + ["---"] + [f" {i}" for i in range(count)],
        ["Column"] + [""] + [one_label(x) for x in frame.columns],
        ["Non-Null Count"] + [""] + known,
        ["Dtype"] + [""] + [str(x.dtype) for x in frame._columns],
    ]
    for part in parts[1:]:
        width = len(part[0])
        part[1] = "-" * max(width, 0)
    widths = [max(len(x) for x in part) for part in parts]
    for part, width in zip(parts[:1], widths):
        part[1] = "-" * max(width, 3)
    for row in zip(*parts):
        lines.append("  ".join(x.ljust(width) for x, width in zip(row, widths)))
    return "\n".join(lines + last)


def series_info(series):
    name = str(series.name)
    known = f"{int(series.count())} non-null"
    lines = ["<class 'pandas.core.series.Series'>", index_line(series.index), f"Series name: {name}"]
    lines += [f"Non-Null Count  Dtype{' ' * max(len(str(series.dtype)) - 5, 0)}", f"--------------  {'-' * 5}{' ' * max(len(str(series.dtype)) - 5, 0)}"]
    lines += [f"{known:<14}  {series.dtype!s:<5}", kinds_text([series._values]), memory_line([series._values], series.index)]
    return "\n".join(lines)
