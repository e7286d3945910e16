"""Lines."""

import numpy as np

from .cbook import iterable, together
from . import _svg, markers
from ._rc import rcParams
from .artist import Artist


# So many circles are drawn as points of one path.
MANY = 5000


def _float(value):
    return float(value)


class Line2D(Artist):
    """A line through points, with marks at them."""

    PROPERTIES = {
        "color": None, "linestyle": "-", "linewidth": None, "marker": "None", "markersize": None, "markeredgecolor": "auto", "markeredgewidth": None, "markerfacecolor": "auto", "markerfacecoloralt": "none", "drawstyle": "default",
        "zorder": 2, "solid_capstyle": "projecting", "dash_capstyle": "butt", "solid_joinstyle": "round", "dash_joinstyle": "round", "markevery": None, "fillstyle": "full", "antialiased": True, "gapcolor": None, "dashes": None, "pickradius": 5,
    }
    ALIASES = {"c": "color", "ls": "linestyle", "lw": "linewidth", "ms": "markersize", "mec": "markeredgecolor", "mew": "markeredgewidth", "mfc": "markerfacecolor", "ds": "drawstyle", "aa": "antialiased"}
    CHECKS = {"linewidth": _float, "markersize": _float, "markeredgewidth": _float}

    def __init__(self, xdata, ydata, **options):
        options = {"linewidth": rcParams["lines.linewidth"], "linestyle": rcParams["lines.linestyle"], "marker": rcParams["lines.marker"], "color": rcParams["lines.color"], "markersize": rcParams["lines.markersize"], "markeredgewidth": rcParams["lines.markeredgewidth"], **{k: v for k, v in options.items() if v is not None}}
        super().__init__(**options)
        self._uses = (True, True)
        self.set_data(xdata, ydata)

    def set_color(self, color):
        self._rgba(color)
        self._color = color

    def set_linestyle(self, style):
        if isinstance(style, str) and style.startswith("steps"):
            self._drawstyle = style
            return
        self._linestyle = _svg.linestyle(style)

    def set_dashes(self, lengths):
        self._linestyle = (0, tuple(lengths)) if lengths and lengths != (None, None) else "-"

    def get_linestyle(self):
        return self._linestyle if isinstance(self._linestyle, str) else "--"

    def set_marker(self, marker):
        self._marker = markers.check(getattr(marker, "marker", marker))

    def set_data(self, *args):
        x, y = args if len(args) == 2 else args[0]
        self._given = (x, y)
        axes = self.axes
        self._x = _numbers(x, axes.xaxis if axes is not None else None)
        self._y = _numbers(y, axes.yaxis if axes is not None else None)
        if len(self._x) != len(self._y):
            if len(self._x) == 1 or len(self._y) == 1:
                self._x, self._y = together(self._x, self._y)
            else:
                raise ValueError(f"shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape ({len(self._x)},) and arg 1 with shape ({len(self._y)},).")

    def set_xdata(self, x):
        if not iterable(x):
            raise RuntimeError("x must be a sequence")
        self.set_data(x, self._given[1] if len(self._given[1]) == len(x) else np.resize(self._y, len(x)))

    def set_ydata(self, y):
        if not iterable(y):
            raise RuntimeError("y must be a sequence")
        x = self._given[0]
        self._given = (x, y)
        self._y = _numbers(y, self.axes.yaxis if self.axes is not None else None)
        if len(self._x) == len(self._y):
            return
        self.set_data(x, y)

    def get_xdata(self, orig=True):
        return self._given[0] if orig else self._x

    def get_ydata(self, orig=True):
        return self._given[1] if orig else self._y

    def get_data(self, orig=True):
        return self.get_xdata(orig), self.get_ydata(orig)

    def get_xydata(self):
        return np.stack([self._x, self._y], 1)

    def _limits(self):
        trans = self._trans()
        ok = np.isfinite(self._x) & np.isfinite(self._y)
        x = self._x[ok] if trans.is_data(0) and self._uses[0] else np.zeros(0)
        y = self._y[ok] if trans.is_data(1) and self._uses[1] else np.zeros(0)
        return [x], [y]

    def get_markeredgecolor(self):
        if isinstance(self._markeredgecolor, str) and self._markeredgecolor == "auto":
            return self._color
        return self._markeredgecolor

    def get_markerfacecolor(self):
        if isinstance(self._markerfacecolor, str) and self._markerfacecolor == "auto":
            return "none" if self._fillstyle == "none" else self._color
        return self._markerfacecolor

    def _steps(self, x, y):
        style = self._drawstyle
        if not style.startswith("steps") or len(x) < 2:
            return x, y
        if style == "steps-mid":
            middle = (x[1:] + x[:-1]) / 2
            return np.concatenate([x[:1], np.repeat(middle, 2), x[-1:]]), np.repeat(y, 2)
        if style == "steps-post":
            return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        return np.repeat(x, 2)[:-1], np.repeat(y, 2)[1:]

    def _stroke(self):
        dashed = self._linestyle != "-"
        return _svg.stroke(self._rgba(self._color), self._linewidth, self._linestyle, self._dash_capstyle if dashed else self._solid_capstyle, self._dash_joinstyle if dashed else self._solid_joinstyle)

    def _places(self, x, y):
        every = self._markevery
        if every is None:
            return x, y
        if isinstance(every, int):
            every = slice(None, None, every)
        elif isinstance(every, tuple):
            every = slice(every[0], None, every[1])
        elif isinstance(every, float):
            every = slice(None, None, max(int(every * len(x)), 1))
        return x[every], y[every]

    def _mark(self, page, x, y, clip=""):
        """Draws marks at places of the page."""
        if self._marker == "None" or not self._markersize and self._marker != ",":
            return
        ok = np.isfinite(x) & np.isfinite(y) & (np.abs(x) < 1e5) & (np.abs(y) < 1e5)
        fill = self._rgba(self.get_markerfacecolor()) if markers.is_filled(self._marker) else None
        edge = self._rgba(self.get_markeredgecolor())
        width = self._markeredgewidth if self._marker != "," else 0
        line = _svg.stroke(edge, width, join="miter" if self._marker not in "o." else None)
        if len(x) > MANY and self._marker in "o." and fill == edge and fill[3] == 1:
            page.dots(x[ok], y[ok], self._markersize * (0.5 if self._marker == "." else 1) + width, fill, clip)
            return
        name = page.mark(markers.path(self._marker, self._markersize))
        x, y = np.round(x[ok], 2).tolist(), np.round(y[ok], 2).tolist()
        page.out.append(f"<g{_svg.paint('fill', fill)}{line}{clip}>")
        page.out.append("".join([f'<use href="#{name}" x="{a:g}" y="{b:g}"/>' for a, b in zip(x, y)]))
        page.out.append("</g>")

    def draw(self, page):
        axes = self.axes
        clip = page.clip(axes._clip_rectangle()) if self._clip_on and axes is not None else ""
        trans = self._trans()
        # What lies far outside of the view is not written.
        x, y = trans.page(self._x, self._y)
        if self._linestyle != "None" and self._linewidth:
            dpi = (self.figure or axes.figure).dpi
            page.path(page.data(*self._steps(x, y), step=72 / dpi if len(x) > 1000 else 0.0), None, self._stroke(), clip)
        if self._marker != "None":
            if axes is not None and self._clip_on and len(x) > 1000:
                left, top, w, h = axes._clip_rectangle()
                r = self._markersize
                seen = (x > left - r) & (x < left + w + r) & (y > top - r) & (y < top + h + r)
                x, y = x[seen], y[seen]
            self._mark(page, *self._places(x, y), clip)


def _numbers(values, axis):
    """Numbers from what the user gave: text becomes categories and dates days."""
    if axis is not None:
        return axis.convert_units(values)
    return np.atleast_1d(np.asarray(values, dtype=float)).ravel()


class AxLine(Line2D):
    """A line without ends through a point."""

    def __init__(self, xy1, xy2, slope, **options):
        super().__init__([0, 1], [0, 1], **options)
        self._point, self._other, self._slope = xy1, xy2, slope

    def _limits(self):
        points = [p for p in (self._point, self._other) if p is not None]
        return [np.array([float(p[0]) for p in points])], [np.array([float(p[1]) for p in points])]

    def draw(self, page):
        kept = self._x, self._y
        x0, x1 = self.axes.get_xlim()
        (px, py), slope = self._point, self._slope
        self._x, self._y = np.array([x0, x1], float), np.array(self.axes.get_ylim(), float)
        if slope is None:
            dx, dy = self._other[0] - px, self._other[1] - py
            slope = dy / dx if dx else None
        if slope is None:
            self._x = np.array([px, px], float)
        else:
            self._y = py + slope * (self._x - px)
        super().draw(page)
        self._x, self._y = kept
