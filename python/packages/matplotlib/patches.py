"""Filled shapes."""

import math

import numpy as np

from . import _svg
from ._rc import rcParams
from .artist import Artist
from .colors import to_rgba


class Patch(Artist):
    """A filled shape with an edge."""

    _edge_default = False

    PROPERTIES = {"facecolor": None, "edgecolor": None, "linewidth": None, "linestyle": "-", "hatch": None, "fill": True, "zorder": 1, "joinstyle": "miter", "capstyle": "butt", "antialiased": True, "color": None}
    ALIASES = {"fc": "facecolor", "ec": "edgecolor", "lw": "linewidth", "ls": "linestyle", "aa": "antialiased"}

    def __init__(self, **options):
        color = options.pop("color", None)
        options = {k: v for k, v in options.items() if v is not None or k in ("label",)}
        super().__init__(**options)
        if color is not None:
            self.set_color(color)
        if self._linewidth is None:
            self._linewidth = rcParams["patch.linewidth"]

    def set_color(self, color):
        self._facecolor = self._edgecolor = self._rgba(color) and color

    def set_facecolor(self, color):
        if color is not None:
            self._rgba(color)
        self._facecolor = color

    def set_edgecolor(self, color):
        if color is not None:
            self._rgba(color)
        self._edgecolor = color

    def set_linewidth(self, width):
        self._linewidth = None if width is None else float(width)

    def set_linestyle(self, style):
        self._linestyle = _svg.linestyle(style)

    def _face(self):
        if not self._fill:
            return (*to_rgba(rcParams["patch.facecolor"] if self._facecolor is None else self._facecolor)[:3], 0.0)
        return self._rgba(rcParams["patch.facecolor"] if self._facecolor is None else self._facecolor)

    def _edge(self):
        if self._edgecolor is None:
            if rcParams["patch.force_edgecolor"] or not self._fill or self._edge_default:
                return self._rgba(rcParams["patch.edgecolor"])
            return (0.0, 0.0, 0.0, 0.0)
        return self._rgba(self._edgecolor)

    def get_facecolor(self):
        return self._face()

    def get_edgecolor(self):
        return self._edge()

    def _outline(self):
        """The points of the shape, in the units of its transform."""
        raise NotImplementedError

    def get_extents(self):
        from .transforms import Bbox

        x, y = self._outline()
        x, y = self._trans().up(x, y)
        scale = self.figure.dpi / 72
        return Bbox([[x.min() * scale, y.min() * scale], [x.max() * scale, y.max() * scale]])

    def _limits(self):
        x, y = self._outline()
        trans = self._trans()
        return [np.asarray(x, float)] if trans.is_data(0) else [], [np.asarray(y, float)] if trans.is_data(1) else []

    def _stroke(self):
        return _svg.stroke(self._edge(), self._linewidth, self._linestyle, self._capstyle, self._joinstyle)

    def _clip(self, page):
        axes = self.axes
        return page.clip(axes._clip_rectangle()) if self._clip_on and axes is not None and self is not axes.patch else ""

    def draw(self, page):
        x, y = self._trans().page(*self._outline())
        self._paint(page, page.data(x, y, closed=self._is_closed()))

    def _is_closed(self):
        return True

    def _paint(self, page, d):
        clip = self._clip(page)
        page.path(d, self._face(), self._stroke(), clip)
        if self._hatch:
            name = _hatch(page, self._hatch, self._edge())
            page.out.append(f'<path d="{d}" fill="url(#{name})"{clip}/>')


_HATCHES = {"/": "M0 9L9 0", "\\": "M0 0L9 9", "|": "M4.5 0V9", "-": "M0 4.5H9", "+": "M4.5 0V9M0 4.5H9", "x": "M0 0L9 9M0 9L9 0", "o": "M6 4.5A1.5 1.5 0 1 0 3 4.5A1.5 1.5 0 1 0 6 4.5", "O": "M8 4.5A3.5 3.5 0 1 0 1 4.5A3.5 3.5 0 1 0 8 4.5", ".": "M5 4.5A.5.5 0 1 0 4 4.5A.5.5 0 1 0 5 4.5", "*": "M4.5 1L5.5 6L2 3H7L3.5 6Z"}


def _hatch(page, hatch, rgba):
    """The name of a pattern of lines. A sign that stands several times makes it denser."""
    if rgba[3] == 0:
        rgba = to_rgba(rcParams["hatch.color"])
    unknown = [c for c in hatch if c not in _HATCHES]
    if unknown:
        raise ValueError(f"Unknown hatch symbol: {unknown[0]!r}. Use some of {''.join(_HATCHES)}")
    name = f"{page.id}h{len(page.out)}"
    size = 24 / max(hatch.count(c) for c in hatch)
    d = "".join(_HATCHES[c] for c in dict.fromkeys(hatch))
    page.out.append(f'<defs><pattern id="{name}" width="{size:.3g}" height="{size:.3g}" patternUnits="userSpaceOnUse" viewBox="0 0 9 9"><path d="{d}" fill="none"{_svg.stroke(rgba, 9 / size * rcParams["hatch.linewidth"])}/></pattern></defs>')
    return name


class Rectangle(Patch):
    PROPERTIES = {"xy": (0, 0), "width": 1.0, "height": 1.0, "angle": 0.0}

    def __init__(self, xy, width, height, *, angle=0.0, rotation_point="xy", **options):
        super().__init__(**options)
        self._x0, self._y0 = _xy(xy)
        self._width, self._height, self._angle = _plain(width), _plain(height), angle

    get_x = lambda self: self._x0
    get_y = lambda self: self._y0
    get_xy = lambda self: (self._x0, self._y0)
    xy = property(get_xy, lambda self, xy: self.set_xy(xy))

    def set_x(self, x):
        self._x0 = x

    def set_y(self, y):
        self._y0 = y

    def set_xy(self, xy):
        self._x0, self._y0 = xy

    def set_bounds(self, *args):
        self._x0, self._y0, self._width, self._height = args if len(args) == 4 else args[0]

    def get_bbox(self):
        from .transforms import Bbox

        return Bbox.from_bounds(self._x0, self._y0, self._width, self._height)

    def _outline(self):
        dx, dy = np.array([0, self._width, self._width, 0.0]), np.array([0, 0, self._height, self._height])
        if self._angle:
            c, s = math.cos(math.radians(self._angle)), math.sin(math.radians(self._angle))
            dx, dy = c * dx - s * dy, s * dx + c * dy
        x, y = self._x0, self._y0
        if self.axes is not None and isinstance(x, str):
            x, y = self.axes.xaxis.convert_units(x)[0], self.axes.yaxis.convert_units(y)[0]
        return x + dx, y + dy

    def draw(self, page):
        if self._hatch or self._angle:
            return super().draw(page)
        x, y = self._trans().page(*self._outline())
        x0, y0, w, h = float(x[0]), float(y[0]), float(x[2] - x[0]), float(y[2] - y[0])
        if all(map(math.isfinite, (x0, y0, w, h))):
            far = 1e4
            x1, y1 = min(max(x0 + w, -far), far), min(max(y0 + h, -far), far)
            x0, y0 = min(max(x0, -far), far), min(max(y0, -far), far)
            page.rectangle(x0, y0, x1 - x0, y1 - y0, self._face(), self._stroke(), self._clip(page))


def _plain(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return float(np.asarray(value, float)) if not isinstance(value, str) else value
    return value


def _xy(xy):
    x, y = xy
    return _plain(x), _plain(y)


class Polygon(Patch):
    PROPERTIES = {"closed": True}

    def __init__(self, xy, *, closed=True, **options):
        super().__init__(**options)
        self._closed = closed
        self.set_xy(xy)

    def set_xy(self, xy):
        xy = np.asarray(xy, float)
        if xy.ndim != 2 or xy.shape[1] != 2:
            raise ValueError(f"'path' must be an array of shape (n, 2), not {xy.shape}")
        if self._closed and len(xy) and not (len(xy) > 1 and (xy[0] == xy[-1]).all()):
            xy = np.concatenate([xy, xy[:1]])
        self._points = xy

    def get_xy(self):
        return self._points

    xy = property(get_xy, set_xy)

    def _is_closed(self):
        return self._closed

    def _outline(self):
        return self._points[:, 0], self._points[:, 1]


class Ellipse(Patch):
    PROPERTIES = {"width": 1.0, "height": 1.0, "angle": 0.0}

    def __init__(self, xy, width, height, *, angle=0, **options):
        super().__init__(**options)
        self.center, self._width, self._height, self._angle = _xy(xy), width, height, angle

    def get_center(self):
        return self.center

    def set_center(self, xy):
        self.center = _xy(xy)

    def _outline(self):
        t = np.linspace(0, 2 * np.pi, 100, endpoint=False)
        if isinstance(self, Arc):
            # The angles are those of places on the ellipse, not of the circle that it is made from.
            ends = [math.degrees(math.atan2(self._width * math.sin(math.radians(a)), self._height * math.cos(math.radians(a)))) for a in (self.theta1, self.theta2)]
            around = (ends[1] - ends[0]) % 360 or 360
            t = np.radians(np.linspace(ends[0], ends[0] + around, 100))
        dx, dy = self._width / 2 * np.cos(t), self._height / 2 * np.sin(t)
        c, s = math.cos(math.radians(self._angle)), math.sin(math.radians(self._angle))
        return self.center[0] + c * dx - s * dy, self.center[1] + s * dx + c * dy


class Circle(Ellipse):
    def __init__(self, xy, radius=5, **options):
        super().__init__(xy, 2 * radius, 2 * radius, **options)

    def get_radius(self):
        return self._width / 2

    def set_radius(self, radius):
        self._width = self._height = 2 * radius

    radius = property(get_radius, set_radius)


class Wedge(Patch):
    PROPERTIES = {}

    def __init__(self, center, r, theta1, theta2, *, width=None, **options):
        super().__init__(**options)
        self.center, self.r, self.theta1, self.theta2, self.width = center, r, theta1, theta2, width

    def set_width(self, width):
        self.width = width

    def _outline(self):
        whole = abs(self.theta2 - self.theta1) >= 360
        # The outermost places, at multiples of 90 degrees, are among the points.
        outer = [a for a in range(-720, 1081, 90) if self.theta1 < a < self.theta2]
        t = np.radians(np.sort(np.concatenate([np.linspace(self.theta1, self.theta2, max(int(abs(self.theta2 - self.theta1) / 3), 1) + 2), outer])))
        x, y = self.r * np.cos(t), self.r * np.sin(t)
        if self.width is not None:
            part = (self.r - self.width) / self.r
            x, y = np.concatenate([x, x[::-1] * part]), np.concatenate([y, y[::-1] * part])
        elif not whole:
            x, y = np.append(x, 0.0), np.append(y, 0.0)
        return self.center[0] + x, self.center[1] + y


class Shadow(Wedge):
    """The dark shape behind a part of a pie. The view does not grow for it."""

    def _limits(self):
        return [], []


class Arc(Ellipse):
    """A part of the line around an ellipse, from one angle to another."""

    def __init__(self, xy, width, height, *, angle=0.0, theta1=0.0, theta2=360.0, **options):
        super().__init__(xy, width, height, angle=angle, **{**options, "fill": False})
        self.theta1, self.theta2 = theta1, theta2

    def _is_closed(self):
        return False


class RegularPolygon(Polygon):
    def __init__(self, xy, numVertices, *, radius=5, orientation=0, **options):
        t = 2 * np.pi / numVertices * np.arange(numVertices) + np.pi / 2 + orientation
        super().__init__(np.stack([xy[0] + radius * np.cos(t), xy[1] + radius * np.sin(t)], 1), **options)


class FancyBboxPatch(Rectangle):
    """A rectangle with room around it; its corners are round if the style says so."""

    _edge_default = True

    def __init__(self, xy, width, height, boxstyle="round", **options):
        self._style, self._pad = box_style(boxstyle)
        options.pop("mutation_scale", None)
        super().__init__(xy, width, height, **options)

    def _outline(self):
        p = self._pad
        return self._x0 + np.array([-p, self._width + p, self._width + p, -p]), self._y0 + np.array([-p, -p, self._height + p, self._height + p])


def box_style(style):
    """The name and the padding of a style of boxes: "round,pad=0.5"."""
    name, *parts = str(style).split(",")
    values = dict(part.split("=") for part in parts if "=" in part)
    return name.strip(), float({k.strip(): v for k, v in values.items()}.get("pad", 0.3))


class FancyArrow(Polygon):
    """An arrow with a filled head, in data."""

    _edge_default = True

    def __init__(self, x, y, dx, dy, *, width=0.001, length_includes_head=False, head_width=None, head_length=None, shape="full", overhang=0, head_starts_at_zero=False, **options):
        head_width = 3 * width if head_width is None else head_width
        head_length = 1.5 * head_width if head_length is None else head_length
        distance = math.hypot(dx, dy)
        length = distance if length_includes_head else distance + head_length
        c, s = (dx / distance, dy / distance) if distance else (1.0, 0.0)
        w, h, neck = width / 2, head_width / 2, length - head_length
        rows = np.array([[0, w], [neck, w], [neck, h], [length, 0], [neck, -h], [neck, -w], [0, -w]], float)
        super().__init__(np.stack([x + c * rows[:, 0] - s * rows[:, 1], y + s * rows[:, 0] + c * rows[:, 1]], 1), **options)


class FancyArrowPatch(Patch):
    """An arrow between two places."""

    def __init__(self, posA, posB, *, arrowstyle="simple", mutation_scale=1, shrinkA=2, shrinkB=2, connectionstyle=None, **options):
        options.setdefault("color", None)
        super().__init__(**options)
        self._ends, self._look, self._scale, self._bend, self._shrink = (posA, posB), arrowstyle, mutation_scale, connectionstyle, (shrinkA, shrinkB)

    def _outline(self):
        return np.array([self._ends[0][0], self._ends[1][0]], float), np.array([self._ends[0][1], self._ends[1][1]], float)

    def draw(self, page):
        x, y = self._trans().page(*self._outline())
        arrow(page, (x[0], y[0]), (x[1], y[1]), {"arrowstyle": self._look, "linewidth": self._linewidth, "color": self._edgecolor or "black", "mutation_scale": self._scale, "connectionstyle": self._bend}, self._shrink)


def arrow(page, start, end, props, shrink=(2, 2)):
    """Draws an arrow between two places of the page."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    if not length or not math.isfinite(length):
        return
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    x0, y0, x1, y1 = x0 + ux * shrink[0], y0 + uy * shrink[0], x1 - ux * shrink[1], y1 - uy * shrink[1]
    rgba = to_rgba(props.get("color") or props.get("edgecolor", props.get("ec", "black")), props.get("alpha"))
    face = to_rgba(props.get("color") or props.get("facecolor", props.get("fc", "C0")), props.get("alpha"))
    width = props.get("linewidth", props.get("lw", 1.0))
    scale = props.get("mutation_scale") or 10
    look = props.get("arrowstyle")
    if look is None or look in ("simple", "fancy", "wedge"):
        # A filled arrow: its width and its head in points.
        w = props.get("width", 4 if look is None else 0.2 * scale) / 2
        head = props.get("headwidth", 12 if look is None else 0.5 * scale) / 2
        long = props.get("headlength", 12 if look is None else 0.5 * scale)
        neck = max(math.hypot(x1 - x0, y1 - y0) - long, 0.0)
        rows = [(0, w), (neck, w), (neck, head), (neck + long, 0), (neck, -head), (neck, -w), (0, -w)]
        x = [x0 + ux * a - uy * b for a, b in rows]
        y = [y0 + uy * a + ux * b for a, b in rows]
        page.path(page.data(x, y, closed=True), face, _svg.stroke(rgba, width))
        return
    look, *values = look.split(",")
    sizes = {k.strip(): float(v) for k, v in (part.split("=") for part in values)}
    bend = 0.0
    if props.get("connectionstyle") and "rad=" in props["connectionstyle"]:
        bend = float(props["connectionstyle"].split("rad=")[1].split(",")[0])
    cx, cy = (x0 + x1) / 2 + bend * (y1 - y0) * -1, (y0 + y1) / 2 - bend * (x1 - x0) * -1
    n = _svg.number
    d = f"M{n(x0)} {n(y0)}" + (f"Q{n(cx)} {n(cy)} " if bend else "L") + f"{n(x1)} {n(y1)}"
    style = props.get("linestyle", props.get("ls", "-"))
    page.path(d, None, _svg.stroke(rgba, width, _svg.linestyle(style), join="round"))
    long, wide = sizes.get("head_length", 0.4) * scale, sizes.get("head_width", 0.2) * scale
    for at, (tx, ty), (fx, fy) in (("end", (x1, y1), (cx, cy)), ("start", (x0, y0), (cx, cy))):
        drawn = (">" in look) if at == "end" else ("<" in look)
        if not drawn:
            if "]" in look and at == "end" or "[" in look and at == "start" or look == "|-|":
                drawn_bar = wide or 2
                d = math.hypot(tx - fx, ty - fy) or 1
                ax, ay = (tx - fx) / d, (ty - fy) / d
                page.path(page.data([tx - ay * drawn_bar * 2, tx + ay * drawn_bar * 2], [ty + ax * drawn_bar * 2, ty - ax * drawn_bar * 2]), None, _svg.stroke(rgba, width))
            continue
        d = math.hypot(tx - fx, ty - fy) or 1
        ax, ay = (tx - fx) / d, (ty - fy) / d
        x = [tx - ax * long - ay * wide, tx, tx - ax * long + ay * wide]
        y = [ty - ay * long + ax * wide, ty, ty - ay * long - ax * wide]
        filled = "|>" in look if at == "end" else "<|" in look
        page.path(page.data(x, y, closed=filled), rgba if filled else None, _svg.stroke(rgba, width, join="round", cap="round"))
