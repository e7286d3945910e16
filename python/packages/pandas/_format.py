"""Printed forms, as pandas prints them."""

import numpy as np

from . import _values as v
from ._options import option_context, options


def written(text, buf):
    """A text, or nothing where it goes into a file."""
    if buf is None:
        return text
    if hasattr(buf, "write"):
        buf.write(text)
    else:
        with open(str(buf), "w", encoding="utf-8") as file:
            file.write(text)
    return None


def with_floats(form):
    """A context in which floats are printed by a function or a form such as "%.2f"."""
    if isinstance(form, str):
        pattern = form
        form = lambda x: pattern % x if "%" in pattern else pattern.format(x)
    return option_context("display.float_format", options["display.float_format"] if form is None else form)


def adjoin(space, columns):
    """Columns of texts side by side. All but the last are padded."""
    last = len(columns) - 1
    padded = []
    for i, column in enumerate(columns):
        width = max([len(x) for x in column], default=0) + (space if i < last else 0)
        padded.append([x.ljust(width) for x in column])
    return [("".join(row)) for row in zip(*padded)]


def trim_zeros(texts, decimal="."):
    """Takes away the zeros at the end that all numbers share, but not the first after the point."""
    def number(text):
        return decimal in text and text.strip().lstrip("-").replace(decimal, "").isdigit()

    while any(number(x) for x in texts) and all(x.endswith("0") and not x.endswith(decimal + "0") for x in texts if number(x)):
        texts = [x[:-1] if number(x) else x for x in texts]
    return texts


def float_texts(values, na="NaN"):
    """Floats with the digits that they share."""
    form, precision = options["display.float_format"], options["display.precision"]
    items = values.tolist()

    def texts(spec):
        return [na if x != x else format(x, spec) for x in items]

    if form is not None:
        return [na if x != x else form(x) for x in items]
    shown = trim_zeros(texts(f" .{precision}f"))
    large = any(abs(x) > 1e6 for x in items)
    small = any(0 < abs(x) < 10.0 ** -precision for x in items)
    if small or large and max([len(x) for x in shown], default=0) > precision + 6:
        shown = texts(f" .{precision}e")
    return shown


def one_text(value, na="NaN"):
    """The printed form of an object in a column."""
    if value is None:
        return "None"
    if v.is_missing(value):
        return na
    if isinstance(value, str):
        return value.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    if isinstance(value, float):
        form = options["display.float_format"]
        return form(value) if form else trim_zeros([f"{value:.{options['display.precision']}f}"])[0]
    if isinstance(value, (list, tuple, np.ndarray, v.ObjectArray)):
        inner = ", ".join([one_text(x) if isinstance(x, str) else str(x) for x in value])
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    return str(value)


def texts_of(values, na="NaN", space=" "):
    """The values of a column as texts of different lengths, with a place for the sign."""
    if isinstance(values, v.ObjectArray):
        if isinstance(values, v.Categorical) and v.to_array(values.categories).dtype.kind != "O":
            return texts_of(v.to_array(values.tolist()), na)
        shown, items = [], values.tolist()
        if isinstance(values, v.Categorical) and any(v.is_missing(x) for x in items):
            # As in pandas, bounds become floats beside missing values.
            items = [x._floats() if hasattr(x, "_floats") else x for x in items]
        for x in items:
            text = one_text(x, na)
            shown.append(text if isinstance(x, float) and text.startswith("-") else space + text)
        return shown
    if values.dtype.kind == "f":
        return [x if space else x.lstrip() for x in float_texts(values, na)]
    if values.dtype.kind == "b":
        return [f"{space}{x}" for x in values.tolist()]
    return [f"{x:{space}d}" for x in values.tolist()]


def fixed_width(texts, left=False, minimum=0):
    """Texts with the same width. Long ones are cut."""
    widest, limit = max([minimum] + [len(x) for x in texts]), options["display.max_colwidth"]
    if limit is not None and widest > limit:
        widest = limit
        texts = [x[: widest - 3] + "..." if len(x) > widest else x for x in texts]
    return [x.ljust(widest) if left else x.rjust(widest) for x in texts]


def label_texts(index):
    """The labels of an index with one level."""
    values = index.values
    if isinstance(values, v.ObjectArray):
        shown = ["NaN" if v.is_missing(x) and x is not None else one_label(x) for x in values.tolist()]
        return shown
    shown = texts_of(values)
    while any(x[:1] == " " for x in shown) and all(x[:1] == " " or x == "NaN" for x in shown):
        shown = [x[1:] if x[:1] == " " else x for x in shown]
    width = max([len(x) for x in shown], default=0)
    return [x.ljust(width) for x in shown]


def one_label(label):
    if isinstance(label, tuple):
        return "(" + ", ".join(one_label(x) for x in label) + ")"
    if isinstance(label, float):
        return str(label)
    return one_text(label)


def level_texts(index):
    """The labels of each level. A label that repeats the one above is left out."""
    if index.nlevels == 1:
        return [label_texts(index)]
    columns = [label_texts(index.get_level_values(i)) for i in range(index.nlevels)]
    shown = [list(column) for column in columns]
    for row in range(len(index) - 1, 0, -1):
        for level in range(index.nlevels - 1):
            if any(column[row] != column[row - 1] for column in columns[: level + 1]):
                break
            shown[level][row] = ""
    return shown


def name_text(name):
    return "" if name is None else one_label(name)


def truncated(count, limit, least):
    """How many rows stand above and below the dots; nothing if all are shown."""
    if not limit or count <= limit:
        return None
    return max((min(least, limit) if least else limit) // 2, 1)


def series_text(series, limit="display", dtype=True, name=True, length="truncate", index=True, header=True, na="NaN"):
    if len(series) == 0:
        inner = f"Name: {name_text(series.name)}, " if series.name is not None else ""
        return f"Series([], {inner}dtype: {series.dtype})"
    limit, least = (options["display.max_rows"], options["display.min_rows"]) if limit == "display" else (limit, limit)
    half = truncated(len(series), limit, least)
    shown = series if half is None else series.iloc[list(range(half)) + list(range(len(series) - half, len(series)))]
    texts = fixed_width(texts_of(shown.values, na))
    names = series.index.names
    named = header and index and any(x is not None for x in names)
    levels = level_texts(shown.index)
    if named and len(names) > 1:
        levels = [[name_text(name)] + x for name, x in zip(names, levels)]
    levels = [fixed_width(x, left=True) for x in levels]
    labels = adjoin(2, levels)
    top = [labels.pop(0) if len(names) > 1 else name_text(names[0])] if named else []
    if half is not None:
        dots = "..." if len(texts[half - 1]) > 3 else ".."
        texts.insert(half, dots.center(len(texts[half - 1])) if len(texts[half - 1]) > 3 else dots.rjust(len(texts[half - 1])))
        labels.insert(half, "")
    lines = adjoin(3, [labels, texts]) if index else texts
    lines = top + lines
    foot = []
    if name and series.name is not None:
        foot.append(f"Name: {name_text(series.name)}")
    if length is True or length == "truncate" and half is not None:
        foot.append(f"Length: {len(series)}")
    if dtype:
        foot.append(f"dtype: {series.dtype}")
    if foot:
        lines.append(", ".join(foot))
    if dtype and isinstance(series.dtype, v.CategoricalDtype):
        lines.append(v.categories_text(series.dtype))
    return "\n".join(lines)


def numeric(values):
    return values.dtype.kind in "iufb"


class Table:
    """A frame's texts, in columns."""

    def __init__(self, frame, rows, least, columns, index=True, header=True, na="NaN"):
        self.frame, self.index, self.header, self.na = frame, index, header, na
        self.half = truncated(len(frame), rows, least)
        self.sides = None
        if columns and frame.shape[1] > columns:
            self.cut(columns)

    def cut(self, columns):
        """Shows so many columns only."""
        if self.frame.shape[1] > columns:
            left = max(columns // 2, 1)
            self.sides = (left, columns // 2)

    def shown_frame(self):
        frame = self.frame
        if self.sides is not None:
            left, right = self.sides
            count = frame.shape[1]
            frame = frame.iloc[:, list(range(left)) + list(range(count - right, count))]
        if self.half is not None:
            frame = frame.iloc[list(range(self.half)) + list(range(len(frame) - self.half, len(frame)))]
        return frame

    def columns(self):
        """The columns: texts with the same width, the header above."""
        frame = self.shown_frame()
        heads = level_texts(frame.columns)
        named_rows = self.index and any(x is not None for x in frame.index.names)
        named_columns = self.header and any(x is not None for x in frame.columns.names)
        result = []
        for place, values in enumerate(frame._columns):
            # As in pandas, the type is that of the whole frame's column at this place.
            space = " " if len(heads) == 1 and numeric(self.frame._columns[place]) else ""
            head = [space + x[place] for x in heads] + [""] * named_rows if self.header else []
            texts = fixed_width(texts_of(values, self.na, " " * self.index), minimum=max([len(x) for x in head], default=0))
            width = max([len(x) for x in head + texts], default=0)
            result.append([x.rjust(width) for x in head] + texts)
        if self.index:
            texts = level_texts(frame.index)
            if named_rows:
                texts = [[name_text(name)] + x for name, x in zip(frame.index.names, texts)]
            labels = adjoin(1, [fixed_width(x, left=True) for x in texts])
            above = [name_text(x) for x in frame.columns.names] if named_columns else [""] * len(heads)
            result.insert(0, (above if self.header else []) + (labels if self.header or not named_rows else labels[1:]))
        head = (len(heads) + named_rows) * self.header
        dots_column = None
        if self.sides is not None:
            dots_column = self.sides[0] + self.index
            result.insert(dots_column, [" ..."] * (head + len(frame)))
        if self.half is not None:
            for place, column in enumerate(result):
                width = len(column[head + self.half - 1])
                if place == dots_column:
                    text = " ..."
                elif place == 0 and self.index:
                    text = ("..." if width > 3 else "..").ljust(width)
                else:
                    text = ("..." if width > 3 else "..").rjust(width)
                column.insert(head + self.half, text)
        return result


def frame_text(frame, rows, least, columns, width, index=True, header=True, na="NaN", dimensions=False):
    if frame.shape[0] == 0 or frame.shape[1] == 0:
        text = f"Empty DataFrame\nColumns: [{', '.join(label_texts(frame.columns))}]\nIndex: [{', '.join(label_texts(frame.index))}]"
        return text
    table = Table(frame, rows, least, columns, index, header, na)
    parts = table.columns()
    if columns == 0 and width:
        fit(table, parts, width)
        parts = table.columns() if table.sides else parts
        text = "\n".join(adjoin(1, parts))
    elif width and len(adjoin(1, parts)[0]) > width:
        text = wrapped(parts, width, index)
    else:
        text = "\n".join(adjoin(1, parts))
    if dimensions and (table.half is not None or table.sides is not None):
        text += f"\n\n[{frame.shape[0]} rows x {frame.shape[1]} columns]"
    return text


def fit(table, parts, width):
    """Leaves out columns in the middle until a line is short enough."""
    widths = [max(len(x) for x in part) for part in parts]
    over = max(len(x) for x in adjoin(1, parts)) - width + 1
    if over <= 1:
        return
    while over > 0 and len(widths) > 1:
        over -= widths.pop(round(len(widths) / 2)) + 1
    table.cut(max(len(widths) - table.index, 2))


def wrapped(parts, width, index):
    """Blocks of columns below each other."""
    label = parts.pop(0) if index else None
    room = width - (max(len(x) for x in label) + 1 if index else 0)
    blocks, block, used = [], [], 0
    for part in parts:
        size = len(part[0]) + 1
        if block and used + size > room - 1:
            blocks.append(block)
            block, used = [], 0
        block.append(part)
        used += size
    blocks.append(block)
    texts = []
    for place, block in enumerate(blocks):
        last = place == len(blocks) - 1
        end = [] if last and len(blocks) == 1 else [[" \\" if not last else " "] + [" " if last else "  "] * (len(block[0]) - 1)]
        texts.append("\n".join(adjoin(1, ([label] if index else []) + block + end)))
    return "\n\n".join(texts)


def index_text(index):
    """The printed form of an index."""
    kind = type(index).__name__
    if kind == "RangeIndex":
        name = "" if index.name is None else f", name={index.name!r}"
        return f"RangeIndex(start={index.start}, stop={index.stop}, step={index.step}{name})"
    items = index.tolist()
    pad = " " * (len(kind) + 1)
    if kind == "MultiIndex":
        rows = adjoin(1, [fixed_width([repr(t[i]) + "," * (i < index.nlevels - 1) for t in items]) for i in range(index.nlevels)])
        names = "" if all(x is None for x in index.names) else f"names={list(index.names)!r}"
        tail = names + (f", length={len(items)}" if len(items) > 100 else "")
        if len(items) > 100:
            rows = rows[:10] + ["..."] + rows[-10:]
        body = f",\n{pad} ".join("(" + row + ")" if row != "..." else row for row in rows)
        return f"MultiIndex([{body}],\n{pad}{tail})" if rows else f"MultiIndex([], {names})"
    bounds = getattr(items[0], "_dtype_text", None) if items else None
    if isinstance(index.values, v.ObjectArray):
        shown = [str(x) if bounds else repr(x) if not (isinstance(x, float) and x != x) else "nan" for x in items]
    else:
        shown = [str(x) for x in items]
    if isinstance(index.values, v.Categorical):
        kind, pad = "CategoricalIndex", " " * 17
        categories = [repr(x) if isinstance(x, str) else str(x) for x in index.dtype.categories]
        attributes = f"categories=[{', '.join(categories)}], ordered={index.dtype.ordered}, dtype='category'"
    else:
        kind, pad = ("IntervalIndex", " " * 14) if bounds else (kind, pad)
        attributes = f"dtype='{bounds or index.dtype}'"
    if index.name is not None:
        attributes += f", name={index.name!r}"
    long = len(items) > 100
    if long:
        attributes += f", length={len(items)}"
    text = ", ".join(shown)
    if len(items) < 3 or not long and len(kind) + len(text) < 76:
        return f"{kind}([{text}], {attributes})"
    return index_block(shown, kind, pad, attributes, long, isinstance(index.values, v.ObjectArray) and not bounds)


def index_block(shown, kind, pad, attributes, long, texts):
    """An index of several lines."""
    if long:
        shown = shown[:10] + shown[-10:]
    width = max(len(x) for x in shown)
    if not texts and len(", ".join(shown)) >= 80:
        shown = [x.rjust(width) for x in shown]
    lines, line = [], f"{kind}(["
    for place, x in enumerate(shown):
        end = "" if place == len(shown) - 1 else ", "
        if len(line) + len(x) + len(end.rstrip()) + (2 if not end else 0) >= 80:
            lines.append(line.rstrip())
            line = pad + " "
        line += x + end
        if long and place == 9:
            lines.append(line.rstrip())
            lines.append(pad + " ...")
            line = pad + " "
    lines.append(line + "],")
    return "\n".join(lines) + f"\n{pad}{attributes})"


def size_text(count, plus):
    """A number of bytes in words."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1024:
            break
        count /= 1024
    return f"{count:.1f}{plus} {unit}"


def html(frame, index=True, limits=(), na="NaN"):
    """A frame as a table of a page."""
    rows, least, columns = (None, None, None) if limits is None else (options["display.max_rows"], options["display.min_rows"], options["display.max_columns"] or 20)
    table = Table(frame, rows, least, columns, index, True, na)
    levels = frame.columns.nlevels
    with_names = index and any(x is not None for x in frame.index.names)
    labels = max(frame.index.nlevels, 1) if index else 0
    shown = table.shown_frame()
    names = [name_text(x) for x in frame.columns.names]
    heads, rows_of = level_texts(shown.columns), level_texts(shown.index)
    body = [[x.strip() for x in texts_of(values, na)] for values in shown._columns]
    cells = [["" if i < labels - 1 else names[level] for i in range(labels)] + head for level, head in enumerate(heads)]
    if with_names:
        cells.append([name_text(x) for x in frame.index.names] + [""] * len(body))
    cells += [list(row) for row in zip(*(rows_of if index else []), *body)]
    if table.sides is not None:
        cells = [row[: labels + table.sides[0]] + ["..."] + row[labels + table.sides[0] :] for row in cells]
    top = levels + with_names
    if table.half is not None:
        cells.insert(top + table.half, ["..."] * len(cells[0]))

    def safe(text):
        return text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    lines = ['<table border="1" class="dataframe">', "  <thead>"]
    for row, texts in enumerate(cells):
        if row == top:
            lines += ["  </thead>", "  <tbody>"]
        lines.append('    <tr style="text-align: right;">' if row == 0 else "    <tr>")
        for place, text in enumerate(texts):
            tag = "th" if row < top or place < labels else "td"
            lines.append(f"      <{tag}>{safe(text)}</{tag}>")
        lines.append("    </tr>")
    if len(cells) == top:
        lines += ["  </thead>", "  <tbody>"]
    lines += ["  </tbody>", "</table>"]
    if table.half is not None or table.sides is not None:
        lines.append(f"<p>{frame.shape[0]} rows × {frame.shape[1]} columns</p>")
    return "\n".join(lines)
