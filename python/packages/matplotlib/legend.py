"""Legends."""

import numpy as np

from .cbook import iterable
from . import _svg, _text
from ._rc import font_size, rcParams
from .artist import Artist
from .collections import Collection, LineCollection, PathCollection
from .container import BarContainer, Container, ErrorbarContainer, StemContainer
from .lines import Line2D
from .patches import Patch, Rectangle
from .text import Text
from .transforms import Bbox

LOCATIONS = {"best": 0, "upper right": 1, "upper left": 2, "lower left": 3, "lower right": 4, "right": 5, "center left": 6, "center right": 7, "lower center": 8, "upper center": 9, "center": 10}
# Where the box stands in its room: parts of the free width and height.
_ANCHORS = {1: (1, 1), 2: (0, 1), 3: (0, 0), 4: (1, 0), 5: (1, 0.5), 6: (0, 0.5), 7: (1, 0.5), 8: (0.5, 0), 9: (0.5, 1), 10: (0.5, 0.5)}


def handles_of(axes):
    """The artists of axes that have labels, and these labels."""
    found = []
    for one in axes:
        found += [a for a in one._artists if isinstance(a, (Line2D, Patch, Collection))] + list(one._containers)
    pairs = [(a, a.get_label()) for a in found]
    return [(a, label) for a, label in pairs if label and not label.startswith("_")]


class Legend(Artist):
    """A box that names what is drawn."""

    PROPERTIES = {"zorder": 5}

    def __init__(self, parent, handles, labels, *, loc=None, numpoints=None, markerscale=None, markerfirst=True, reverse=False, scatterpoints=1, scatteryoffsets=None, prop=None, fontsize=None, labelcolor=None, borderpad=None, labelspacing=None, handlelength=None, handleheight=None, handletextpad=None, borderaxespad=None, columnspacing=None, ncols=1, mode=None, fancybox=None, shadow=None, title=None, title_fontsize=None, framealpha=None, edgecolor=None, facecolor=None, linewidth=None, bbox_to_anchor=None, bbox_transform=None, frameon=None, handler_map=None, title_fontproperties=None, alignment="center", ncol=1, draggable=False):
        super().__init__()
        self._is_axes = hasattr(parent, "transData")
        self.axes = parent if self._is_axes else None
        self.figure = parent.figure if self._is_axes else parent
        self.parent = parent
        if prop and "size" in prop:
            fontsize = prop["size"]
        self._size = font_size(rcParams["legend.fontsize"] if fontsize is None else fontsize)
        pairs = [(h, str(label)) for h, label in zip(handles, labels)]
        if reverse:
            pairs.reverse()
        self.legend_handles = [h for h, _ in pairs]
        options = {"fontsize": self._size}
        if prop and "weight" in prop:
            options["fontweight"] = prop["weight"]
        self.texts = [Text(0, 0, label, **options) for _, label in pairs]
        for text in self.texts:
            text.figure, text.axes = self.figure, self.axes
        if labelcolor is not None:
            for i, (text, handle) in enumerate(zip(self.texts, self.legend_handles)):
                text.set_color(handle.get_color() if labelcolor == "linecolor" else labelcolor if isinstance(labelcolor, str) else labelcolor[i])
        title_options = title_fontproperties or {}
        self._title = Text(0, 0, title or "", fontsize=font_size(title_fontsize if title_fontsize is not None else rcParams["legend.title_fontsize"] if rcParams["legend.title_fontsize"] else self._size), ha="left", va="baseline", **title_options)
        self._title.figure, self._title.axes = self.figure, self.axes
        loc = (rcParams["legend.loc"] if self._is_axes else "upper right") if loc is None else loc
        self._loc = loc
        if isinstance(loc, str):
            if loc not in LOCATIONS:
                raise ValueError(f"{loc!r} is not a valid value for loc; supported values are {', '.join(map(repr, LOCATIONS))}")
            self._loc = LOCATIONS[loc]
        elif iterable(loc):
            self._loc = tuple(float(v) for v in loc)
            if len(self._loc) != 2:
                raise ValueError(f"loc must be string, coordinate tuple, or an integer 0-10, not {loc!r}")
        elif loc not in range(11):
            raise ValueError(f"loc must be string, coordinate tuple, or an integer 0-10, not {loc!r}")
        self._anchor, self._anchor_transform = bbox_to_anchor, bbox_transform
        self._columns = max(int(ncols if ncols != 1 else ncol), 1)
        self._mode = mode

        def measure(value, default):
            return (default if value is None else value) * self._size

        self._pad, self._spacing, self._length = measure(borderpad, 0.4), measure(labelspacing, 0.5), measure(handlelength, 2.0)
        self._height, self._gap, self._axes_pad, self._column_gap = measure(handleheight, 0.7), measure(handletextpad, 0.8), measure(borderaxespad, 0.5), measure(columnspacing, 2.0)
        self._scale = 1.0 if markerscale is None else markerscale
        self._first = markerfirst
        face = rcParams["legend.facecolor"] if facecolor is None else facecolor
        face = rcParams["axes.facecolor"] if face == "inherit" else face
        alpha = rcParams["legend.framealpha"] if framealpha is None else framealpha
        edge = rcParams["legend.edgecolor"] if edgecolor is None else edgecolor
        edge = rcParams["axes.edgecolor"] if edge == "inherit" else edge
        frame = rcParams["legend.frameon"] if frameon is None else frameon
        self._frame = Rectangle((0, 0), 1, 1, facecolor=face, edgecolor=edge, linewidth=1.0 if linewidth is None else linewidth, alpha=alpha)
        self._frame.set_visible(frame)
        self._fancy = rcParams["legend.fancybox"] if fancybox is None else fancybox

    def get_texts(self):
        return list(self.texts)

    def get_title(self):
        return self._title

    def set_title(self, title, prop=None):
        self._title.set_text(title)

    def get_frame(self):
        return self._frame

    def get_lines(self):
        return [h for h in self.legend_handles if isinstance(h, Line2D)]

    def get_patches(self):
        return [h for h in self.legend_handles if isinstance(h, Patch)]

    def set_frame_on(self, b):
        self._frame.set_visible(b)

    def set_bbox_to_anchor(self, bbox, transform=None):
        self._anchor, self._anchor_transform = bbox, transform

    def set_loc(self, loc):
        self._loc = LOCATIONS.get(loc, loc)

    def set_ncols(self, ncols):
        self._columns = ncols

    def set_draggable(self, *_):
        pass

    def remove(self):
        self.parent._remove(self)

    # Layout.

    def _rows(self):
        """The items of each column."""
        count = len(self.texts)
        columns = min(self._columns, count) or 1
        small, more = divmod(count, columns)
        found, at = [], 0
        for i in range(columns):
            size = small + (i < more)
            found.append(list(range(at, at + size)))
            at += size
        return found

    def _measure(self):
        lines = [_text.extent(t._text, t._fontsize, t._font()["bold"]) for t in self.texts]
        columns = self._rows()
        widths = [max((lines[i][0] for i in column), default=0) + self._length + self._gap for column in columns]
        heights = [max(line[1], self._height) for line in lines]
        tall = max((sum(heights[i] for i in column) + self._spacing * (len(column) - 1) for column in columns), default=0)
        wide = sum(widths) + self._column_gap * (len(columns) - 1)
        title = _text.extent(self._title._text, self._title._fontsize, self._title._font()["bold"]) if self._title._text else None
        top = title[1] + self._spacing if title else 0
        width = max(wide, title[0] if title else 0) + 2 * self._pad
        return columns, widths, heights, lines, wide, width, tall + top + 2 * self._pad, title

    def _room(self):
        """The rectangle that the box stands in, in points."""
        points = self.figure._points()
        base = self.parent._rectangle() if self._is_axes else (0, 0, *points)
        if self._anchor is None:
            return base
        anchor = tuple(getattr(self._anchor, "bounds", self._anchor))
        x, y, w, h = anchor if len(anchor) == 4 else (*anchor, 0, 0)
        if self._anchor_transform is not None:
            (x0, x1), (y0, y1) = (v.tolist() for v in self._anchor_transform.up(np.array([x, x + w]), np.array([y, y + h])))
            return x0, y0, x1 - x0, y1 - y0
        return base[0] + x * base[2], base[1] + y * base[3], w * base[2], h * base[3]

    def _corner(self, width, height):
        """The left bottom corner in points."""
        if isinstance(self._loc, tuple):
            left, bottom, w, h = self._room()
            return left + self._loc[0] * w, bottom + self._loc[1] * h
        if self._loc == 0:
            if not self._is_axes:
                return self._corner_at(1, width, height)
            return self._best(width, height)
        return self._corner_at(self._loc, width, height)

    def _corner_at(self, code, width, height):
        left, bottom, w, h = self._room()
        pad = self._axes_pad
        x, y = _ANCHORS[code]
        return left + pad + (w - 2 * pad - width) * x, bottom + pad + (h - 2 * pad - height) * y

    def _best(self, width, height):
        """The place that hides the least."""
        points, boxes, lines = [], [], []
        axes = self.parent
        for artist in axes._artists:
            if not artist._visible:
                continue
            if isinstance(artist, Line2D):
                x, y = artist._trans().up(artist._x, artist._y)
                points.append((x, y))
                lines.append((x, y))
            elif isinstance(artist, Rectangle):
                xs, ys = artist._trans().up(*artist._outline())
                boxes.append((xs.min(), ys.min(), xs.max(), ys.max()))
            elif isinstance(artist, Patch):
                lines.append(artist._trans().up(*artist._outline()))
            elif isinstance(artist, PathCollection):
                points.append(artist._trans().up(artist._x, artist._y))
            elif isinstance(artist, Text):
                box = artist._box()
                if box:
                    boxes.append(box)
            elif isinstance(artist, Collection) and hasattr(artist, "_verts"):
                for v in artist._verts:
                    lines.append(artist._trans().up(v[:, 0], v[:, 1]))
        best = None
        boxes = np.array(boxes, float).reshape(-1, 4)
        for code in range(1, 11):
            x0, y0 = self._corner_at(code, width, height)
            x1, y1 = x0 + width, y0 + height
            bad = sum(int(np.count_nonzero((x > x0) & (x < x1) & (y > y0) & (y < y1))) for x, y in points)
            bad += int(np.count_nonzero((boxes[:, 0] < x1) & (boxes[:, 2] > x0) & (boxes[:, 1] < y1) & (boxes[:, 3] > y0)))
            bad += sum(_crosses(x, y, x0, y0, x1, y1) for x, y in lines)
            if best is None or bad < best[0]:
                best = (bad, x0, y0)
            if not bad:
                break
        return best[1], best[2]

    def _box(self):
        _, _, _, _, _, width, height, _ = self._measure()
        if self._mode == "expand":
            width = self._room()[2] - 2 * self._axes_pad
        x, y = self._corner(width, height)
        return x, y, x + width, y + height

    def get_window_extent(self, renderer=None):
        scale = self.figure.dpi / 72
        x0, y0, x1, y1 = (v * scale for v in self._box())
        return Bbox([[x0, y0], [x1, y1]])

    # Drawing.

    def draw(self, page):
        columns, widths, heights, lines, wide, width, height, title = self._measure()
        if self._mode == "expand":
            grown = self._room()[2] - 2 * self._axes_pad
            self_gap = self._column_gap + max(grown - width, 0) / max(len(columns) - 1, 1)
            width = max(grown, width)
        else:
            self_gap = self._column_gap
        left, bottom = self._corner(width, height)
        frame = self._frame
        if frame._visible:
            more = f' rx="{_svg.number(0.2 * self._size)}"' if self._fancy else ""
            page.rectangle(left, page.height - bottom - height, width, height, frame._face(), frame._stroke(), more)
        top = page.height - bottom - height + self._pad
        if title:
            t = self._title
            page.text(t._text, left + width / 2, top, t._font(), t._rgba(t._color), "center", "top")
            top += title[1] + self._spacing
        x = left + self._pad + (max(width - 2 * self._pad - wide, 0) / 2 if self._mode != "expand" else 0)
        for column, wide_column in zip(columns, widths):
            y = top
            for i in column:
                text = self.texts[i]
                middle = y + heights[i] - (heights[i] - lines[i][1]) / 2 - lines[i][1] + text._fontsize * (_text.ASCENT - 0.35)
                hx = x if self._first else x + lines[i][0] + self._gap
                _draw_handle(page, self.legend_handles[i], hx, middle, self._length, self._height, self._scale)
                tx = x + self._length + self._gap if self._first else x
                if text._visible:
                    page.text(text._text, tx, y, text._font(), text._rgba(text._color), "left", "top")
                y += heights[i] + self._spacing
            x += wide_column + self_gap


def _crosses(x, y, x0, y0, x1, y1):
    """1 if a line goes through a box, else 0."""
    if len(x) < 2:
        return 0
    a, b, c, d = x[:-1], y[:-1], x[1:], y[1:]
    near = (np.minimum(a, c) < x1) & (np.maximum(a, c) > x0) & (np.minimum(b, d) < y1) & (np.maximum(b, d) > y0)
    if not near.any():
        return 0
    a, b, c, d = a[near], b[near], c[near], d[near]
    # A segment misses the box if all corners are on one of its sides.
    sides = [np.sign((c - a) * (cy - b) - (d - b) * (cx - a)) for cx in (x0, x1) for cy in (y0, y1)]
    total = sides[0] + sides[1] + sides[2] + sides[3]
    return int((np.abs(total) < 4).any())


def _draw_handle(page, handle, x, y, length, height, scale):
    """Draws the sign of an artist: `x` is its left end and `y` its middle."""
    if isinstance(handle, StemContainer):
        handle = handle.markerline
    if isinstance(handle, ErrorbarContainer):
        line, _, bars = handle.lines
        if bars:
            half = length / 4
            d = ""
            if handle.has_yerr:
                d += f"M{x + length / 2:.2f} {y - half:.2f}v{2 * half:.2f}"
            if handle.has_xerr:
                d += f"M{x + length / 2 - half:.2f} {y:.2f}h{2 * half:.2f}"
            page.path(d, None, _svg.stroke(tuple(bars[0].get_edgecolor()[0]), float(bars[0]._one_width()[0])))
        if line is None:
            return
        handle = line
    if isinstance(handle, BarContainer):
        if not handle.patches:
            return
        handle = handle.patches[0]
    if isinstance(handle, (tuple, list)):
        for part in handle:
            _draw_handle(page, part, x, y, length, height, scale)
        return
    if isinstance(handle, Line2D):
        if handle._linestyle != "None" and handle._linewidth:
            page.path(f"M{x:.2f} {y:.2f}h{length:.2f}", None, handle._stroke())
        if handle._marker != "None":
            size, handle._markersize = handle._markersize, handle._markersize * scale
            handle._mark(page, np.array([x + length / 2]), np.array([y]))
            handle._markersize = size
    elif isinstance(handle, Patch):
        face = handle._face()
        page.rectangle(x, y - height / 2, length, height, face if face[3] else None, handle._stroke())
        if handle._hatch:
            from .patches import _hatch

            name = _hatch(page, handle._hatch, handle._edge())
            page.out.append(f'<rect x="{x:.2f}" y="{y - height / 2:.2f}" width="{length:.2f}" height="{height:.2f}" fill="url(#{name})"/>')
    elif isinstance(handle, LineCollection):
        style = handle._linestyle[0] if isinstance(handle._linestyle, list) else handle._linestyle
        colors = handle.get_edgecolor()
        page.path(f"M{x:.2f} {y:.2f}h{length:.2f}", None, _svg.stroke(tuple(colors[0]) if len(colors) else None, float(handle._one_width()[0]), style))
    elif isinstance(handle, PathCollection):
        faces, edges = handle.get_facecolor(), handle.get_edgecolor()
        sizes = handle._sizes
        size = float(sizes[0] if len(sizes) == 1 else (sizes.max() + sizes.min()) / 2) ** 0.5 * scale if len(sizes) else 6.0
        mark = Line2D([0], [0], linestyle="None", marker=handle._marker, markersize=size, markerfacecolor=tuple(faces[0]) if len(faces) else "none", markeredgecolor=tuple(edges[0]) if len(edges) else "none", markeredgewidth=float(handle._one_width()[0]))
        mark._mark(page, np.array([x + length / 2]), np.array([y]))
    elif isinstance(handle, Collection):
        faces, edges = handle.get_facecolor(), handle.get_edgecolor()
        page.rectangle(x, y - height / 2, length, height, tuple(faces[0]) if len(faces) else None, _svg.stroke(tuple(edges[0]) if len(edges) else None, float(handle._one_width()[0])))


def arguments(axes, args, options):
    """The handles and labels of a call of legend."""
    handles, labels = options.pop("handles", None), options.pop("labels", None)
    if len(args) > 2:
        raise TypeError("legend() takes up to 2 positional arguments")
    if len(args) == 2:
        handles, labels = args
    elif len(args) == 1:
        labels = args[0]
        if not isinstance(labels, str) and len(labels) and not isinstance(labels[0] if hasattr(labels, "__getitem__") else "", str) and hasattr(labels[0], "get_label"):
            handles, labels = labels, None
    if handles is not None and labels is None:
        labels = [h.get_label() for h in handles]
    elif labels is not None and handles is None:
        # Labels alone are for the artists in their order.
        handles = [a for one in axes for a in [*one._artists, *one._containers] if isinstance(a, (Line2D, Patch, Collection, Container)) and a.get_label() != "_nolegend_"]
    elif handles is None:
        pairs = handles_of(axes)
        handles, labels = [p[0] for p in pairs], [p[1] for p in pairs]
        if not pairs:
            import warnings

            warnings.warn("No artists with labels found to put in legend.  Note that artists whose label start with an underscore are ignored when legend() is called with no argument.")
    return list(handles), list(labels)


class Legends:
    """Methods of axes and figures."""

    def legend(self, *args, **options):
        axes = [self] if hasattr(self, "transData") else self._axes
        handles, labels = arguments(axes, args, options)
        self.legend_ = Legend(self, handles, labels, **options)
        return self.legend_

    def get_legend_handles_labels(self, legend_handler_map=None):
        pairs = handles_of([self])
        return [p[0] for p in pairs], [p[1] for p in pairs]
