"""Makes room for labels between axes and at the edges (tight_layout)."""

import warnings

from ._rc import rcParams


def tight_params(figure, pad, h_pad, w_pad, rect):
    """The parameters of the grid for which no labels overlap."""
    width, height = figure._points()
    font = rcParams["font.size"]
    pads = [font * (pad if p is None else p) for p in (w_pad, h_pad)]
    pad = pad * font
    groups = {}
    rows = columns = 1
    odd = False
    for axes in figure._axes:
        spec = axes._spec
        while spec is not None and spec.get_gridspec()._parent is not None:
            spec = spec.get_gridspec()._parent
        if spec is None or axes._fixed is not None:
            if not getattr(axes, "_colorbar", False):
                odd = True
                continue
            spec = axes._colorbar_of._spec
            if spec is None:
                continue
        grid = spec.get_gridspec()
        if any(v is not None for v in list(grid._own.values())[:4]):
            odd = True
            continue
        groups.setdefault(spec._key(), (spec, []))[1].append(axes)
        rows, columns = _common(rows, grid.nrows), _common(columns, grid.ncols)
    if odd:
        warnings.warn("This figure includes Axes that are not compatible with tight_layout, so results might be incorrect.")
    if not groups:
        return {}
    # How far labels stand out of the axes, at each edge between rows and columns.
    across = [[0.0] * (columns + 1) for _ in range(rows)]
    along = [[0.0] * columns for _ in range(rows + 1)]
    for spec, group in groups.values():
        seen = [a for a in group if a._visible]
        if not seen:
            continue
        boxes = [a._tight() for a in seen]
        left, bottom, right, top = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
        x, y, w, h = _outer(spec, group, width, height)
        grid = spec.get_gridspec()
        fr, fc = rows // grid.nrows, columns // grid.ncols
        r0, r1 = spec._rows[0] * fr, (spec._rows[1] + 1) * fr
        c0, c1 = spec._columns[0] * fc, (spec._columns[1] + 1) * fc
        for r in range(r0, r1):
            across[r][c0] += x - left
            across[r][c1] += right - x - w
        for c in range(c0, c1):
            along[r0][c] += top - y - h
            along[r1][c] += y - bottom
    left = max([max(row[0] for row in across), 0]) + pad
    right = max([max(row[-1] for row in across), 0]) + pad
    top = max([*along[0], 0]) + pad
    bottom = max([*along[-1], 0]) + pad
    for text, name in ((figure._suptitle, "top"), (figure._supxlabel, "bottom"), (figure._supylabel, "left")):
        box = text._box() if text is not None and text._in_layout else None
        if box:
            if name == "top":
                top += box[3] - box[1] + pad
            elif name == "bottom":
                bottom += box[3] - box[1] + pad
            else:
                left += box[2] - box[0] + pad
    left, right, bottom, top = left / width, right / width, bottom / height, top / height
    if rect is not None:
        # The rectangle moves the edges inwards.
        l, b, r, t = rect
        left, bottom = left + (l or 0), bottom + (b or 0)
        right, top = right + (1 - r if r else 0), top + (1 - t if t else 0)
    for a, b, text in ((left, right, "left and right margins cannot be made large"), (bottom, top, "bottom and top margins cannot be made large")):
        if a + b >= 1:
            warnings.warn(f"Tight layout not applied. The {text} enough to accommodate all Axes decorations.")
            return {}
    found = {"left": left, "right": 1 - right, "bottom": bottom, "top": 1 - top}
    for name, count, spaces, room, total, size in (
        ("wspace", columns, [v for row in across for v in row[1:-1]], pads[0] / width, 1 - left - right, width),
        ("hspace", rows, [v for row in along[1:-1] for v in row], pads[1] / height, 1 - top - bottom, height),
    ):
        if count > 1:
            space = max(spaces) / size + room
            cell = (total - space * (count - 1)) / count
            if cell <= 0:
                warnings.warn(f"Tight layout not applied. tight_layout cannot make Axes {'width' if name == 'wspace' else 'height'} small enough to accommodate all Axes decorations.")
                return {}
            found[name] = space / cell
    return found


def _outer(spec, group, width, height):
    x, y, w, h = spec._place(group[0].figure)
    return x * width, y * height, w * width, h * height


def _common(a, b):
    x, y = a, b
    while y:
        x, y = y, x % y
    return a * b // x
