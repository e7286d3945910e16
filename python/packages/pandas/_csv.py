"""Tables as text: read_csv and to_csv."""

import csv
import io

import numpy as np

from . import _values as v
from ._frame import DataFrame
from ._index import MultiIndex, RangeIndex, make_index

GAPS = {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}


class EmptyDataError(ValueError):
    """The file has no columns."""


class ParserError(ValueError):
    """The file is no table."""


def lines_of(source, encoding):
    """The text of a path or an open file."""
    if hasattr(source, "read"):
        text = source.read()
        return text.decode(encoding or "utf-8") if isinstance(text, bytes) else text
    path = str(source)
    if "://" in path:
        raise NotImplementedError(f"this pandas cannot download {path}: add the file to the cell's files")
    with open(path, encoding=encoding or "utf-8", newline="") as file:
        text = file.read()
    return text[1:] if text[:1] == "\ufeff" else text


def split_rows(text, sep, quotechar, comment, skipinitialspace, quoting):
    """The rows as lists of texts. Tables without quotes need no parser."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if comment:
        lines = [x.split(comment)[0] for x in lines]
    if sep is None or sep in ("\\s+", r"\s+") or len(sep) > 1:
        import re

        pattern = re.compile(sep or r"\s+")
        blank = sep in ("\\s+", None)
        return [pattern.split(x.strip() if blank else x) for x in lines if x.strip()]
    if quotechar not in text:
        rows = [x.split(sep) for x in lines if x.strip() or sep in x and sep != " "]
    else:
        rows = [x for x in csv.reader(io.StringIO("\n".join(lines)), delimiter=sep, quotechar=quotechar, skipinitialspace=skipinitialspace, quoting=quoting) if x and not (len(x) == 1 and not x[0].strip())]
    return [[x.lstrip() for x in row] for row in rows] if skipinitialspace else rows


def number_column(texts, gaps, decimal, thousands):
    """A column of numbers or truths; nothing if it is text."""
    whole, items = True, []
    for x in texts:
        if x in gaps:
            items.append(None)
            continue
        y = x.strip()
        if thousands:
            y = y.replace(thousands, "")
        if decimal != ".":
            y = y.replace(decimal, ".")
        try:
            if whole:
                if "_" in y:
                    raise ValueError
                items.append(int(y))
                continue
        except ValueError:
            pass
        whole = False
        try:
            if "_" in y:
                return None
            items.append(float(y))
        except ValueError:
            return None
    known = [x for x in items if x is not None]
    if not known:
        return np.full(len(items), v.NAN) if items else None
    if len(known) == len(items) and whole:
        try:
            return np.array(items, dtype=np.int64)
        except OverflowError:
            return v.ObjectArray(list(texts))
    return np.array([v.NAN if x is None else x for x in items], dtype=np.float64)


TRUTHS = {"True": True, "TRUE": True, "true": True, "False": False, "FALSE": False, "false": False}


def column(texts, gaps, dtype, decimal, thousands):
    """The values of a column."""
    if dtype is not None:
        target = v.dtype_of(dtype)
        items = [v.NAN if x in gaps else x for x in texts]
        if target.kind in "iufb":
            items = [TRUTHS.get(x, x) if target.kind == "b" else x for x in items]
            if target.kind in "iu" and any(v.is_missing(x) for x in items):
                raise ValueError("Integer column has NA values in column {label}")
            return v.cast(v.ObjectArray(items), target)
        return v.cast(v.ObjectArray(items), "category") if target.name == "category" else v.ObjectArray(items)
    made = number_column(texts, gaps, decimal, thousands)
    if made is not None:
        return made
    if all(x in TRUTHS or x in gaps for x in texts):
        items = [TRUTHS.get(x, v.NAN) for x in texts]
        return v.from_list(items)
    return v.ObjectArray([v.NAN if x in gaps else x for x in texts])


def read_csv(filepath_or_buffer, sep=",", delimiter=None, header="infer", names=None, index_col=None, usecols=None, dtype=None, skiprows=None, skipfooter=0, nrows=None, na_values=None, keep_default_na=True, thousands=None, decimal=".", encoding=None, comment=None, quotechar='"', quoting=0, skipinitialspace=False, true_values=None, false_values=None, parse_dates=None, delim_whitespace=False, engine=None, low_memory=True, on_bad_lines="error", **others):
    """A frame from a table in a file."""
    if parse_dates:
        raise NotImplementedError("this pandas has no dates: read_csv without parse_dates leaves them as text")
    if others:
        raise NotImplementedError(f"this pandas has no option {next(iter(others))!r} of read_csv")
    sep = r"\s+" if delim_whitespace else delimiter if delimiter is not None else sep
    text = lines_of(filepath_or_buffer, encoding)
    if isinstance(skiprows, int) and skiprows:
        text = "\n".join(text.split("\n")[skiprows:])
    elif skiprows is not None and skiprows != 0:
        gone = skiprows if callable(skiprows) else set(skiprows).__contains__
        text = "\n".join(x for i, x in enumerate(text.split("\n")) if not gone(i))
    rows = split_rows(text, sep, quotechar, comment, skipinitialspace, quoting)
    if skipfooter:
        rows = rows[:-skipfooter]
    if header == "infer":
        header = 0 if names is None else None
    if not rows and names is None:
        raise EmptyDataError("No columns to parse from file")
    if header is not None:
        labels, rows = list(rows[header]), rows[header + 1 :]
        labels = distinct(labels)
    else:
        labels = None
    if nrows is not None:
        rows = rows[:nrows]
    count = max([len(x) for x in rows], default=0)
    if labels is None:
        labels = list(range(count))
    named = list(names) if names is not None else labels
    implicit = 0
    if rows and count > len(named):
        if all(len(x) == count and x[-1] == "" for x in rows) and names is None:
            rows = [x[:-1] for x in rows]
            count -= 1
        elif index_col is not False and len(rows[0]) > len(named):
            implicit = len(rows[0]) - len(named)
        for line, row in enumerate(rows):
            if len(row) > len(named) + implicit:
                raise ParserError(f"Error tokenizing data. C error: Expected {len(named) + implicit} fields in line {line + 1 + (0 if header is None else header + 1)}, saw {len(row)}\n")
    labels = [None] * implicit + named
    gaps = set(GAPS) if keep_default_na else set()
    by_column = {}
    if isinstance(na_values, dict):
        by_column = {label: gaps | {str(x) for x in (y if v.is_listlike(y) else [y])} for label, y in na_values.items()}
    elif na_values is not None:
        gaps |= {str(x) for x in (na_values if v.is_listlike(na_values) else [na_values])}
    width = len(labels)
    filled = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    texts = list(zip(*filled)) if filled else [()] * width
    chosen = range(width)
    if usecols is not None:
        if callable(usecols):
            chosen = [i for i, x in enumerate(labels) if usecols(x)]
        else:
            missing = [x for x in usecols if x not in labels and not isinstance(x, int)]
            if missing:
                raise ValueError(f"Usecols do not match columns, columns expected but not found: {missing}")
            chosen = [i for i, x in enumerate(labels) if x in usecols or i in usecols]
    arrays = []
    for i in chosen:
        label = labels[i]
        kind = dtype.get(label) if isinstance(dtype, dict) else dtype
        try:
            arrays.append(column(texts[i], by_column.get(label, gaps), kind, decimal, thousands))
        except ValueError as error:
            raise ValueError(str(error).replace("{label}", str(i))) from None
    labels = [labels[i] for i in chosen]
    frame = DataFrame._of(arrays, RangeIndex(len(rows)), make_index(labels) if any(not isinstance(x, int) for x in labels) or names is not None or implicit else RangeIndex(len(labels)))
    if implicit and index_col is None:
        index_col = list(range(implicit)) if implicit > 1 else 0
    if index_col is None or index_col is False:
        return frame
    places = [x if isinstance(x, int) else frame.columns.get_loc(x) for x in (index_col if isinstance(index_col, list) else [index_col])]
    parts = [arrays[i] for i in places]
    rest = frame._pick([i for i in range(len(labels)) if i not in places])
    heads = [None if labels[i] is None or str(labels[i]).startswith("Unnamed: ") else labels[i] for i in places]
    rest.index = make_index(parts[0]).rename(heads[0]) if len(parts) == 1 else MultiIndex(zip(*[x.tolist() for x in parts]), heads)
    return rest


def distinct(labels):
    """Names of columns: names for those without one, numbers for those that come twice."""
    seen, made = {}, []
    for i, x in enumerate(labels):
        x = x if x else f"Unnamed: {i}"
        if x in seen:
            made.append(f"{x}.{seen[x]}")
        else:
            made.append(x)
        seen[x] = seen.get(x, 0) + 1
    return made


def to_csv(data, path=None, sep=",", na_rep="", float_format=None, columns=None, header=True, index=True, index_label=None, mode="w", encoding=None, quoting=0, lineterminator="\n", decimal=".", **others):
    """The table as text, or in a file."""
    if others:
        raise NotImplementedError(f"this pandas has no option {next(iter(others))!r} of to_csv")
    frame = data if data.ndim == 2 else data.to_frame(data.name)
    frame = frame if columns is None else frame[list(columns)]

    def cell(x):
        if v.is_missing(x):
            return na_rep
        if isinstance(x, float):
            text = (float_format % x if isinstance(float_format, str) and "%" in float_format else format(x, float_format.strip("{:}")) if float_format else repr(x))
            return text.replace(".", decimal) if decimal != "." else text
        return str(x)

    lists = [[cell(x) for x in values.tolist()] for values in frame._columns]
    names = frame.index.names
    if index:
        lists = [[cell(x) for x in frame.index.get_level_values(i)] for i in range(len(names))] + lists
    if quoting == csv.QUOTE_MINIMAL and len(lists) > 1:
        # Faster than the writer: numbers need no quotes.
        special = (sep, '"', "\n", "\r")

        def quoted(x):
            return '"' + x.replace('"', '""') + '"' if any(c in x for c in special) else x

        numbers = [False] * (len(lists) - frame.shape[1]) + [x.dtype.kind != "O" and decimal == "." for x in frame._columns]
        lists = [x if number else [quoted(y) for y in x] for x, number in zip(lists, numbers)]
        body = lineterminator.join([sep.join(row) for row in zip(*lists)])
        lists, body = [], body + lineterminator * bool(body)
    else:
        body = ""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sep, lineterminator=lineterminator, quoting=quoting)
    if header is not False:
        heads = list(header) if v.is_listlike(header) else frame.columns.tolist()
        labels = index_label if index_label is not None else ["" if x is None else x for x in names]
        writer.writerow(((labels if isinstance(labels, list) else [labels]) if index else []) + ["" if x is None else x for x in heads])
    for row in zip(*lists):
        writer.writerow(row)
    text = out.getvalue() + body
    if path is None:
        return text
    if hasattr(path, "write"):
        path.write(text)
        return None
    with open(str(path), mode, encoding=encoding or "utf-8") as file:
        file.write(text)
    return None
