"""Rectangles, and how positions become points of the page."""

import numpy as np


class Bbox:
    """A rectangle from (x0, y0) to (x1, y1)."""

    def __init__(self, points):
        (self.x0, self.y0), (self.x1, self.y1) = [[float(v) for v in p] for p in points]

    @staticmethod
    def from_bounds(x0, y0, width, height):
        return Bbox([[x0, y0], [x0 + width, y0 + height]])

    @staticmethod
    def from_extents(x0, y0, x1, y1):
        return Bbox([[x0, y0], [x1, y1]])

    @staticmethod
    def union(boxes):
        return Bbox([[min(b.x0 for b in boxes), min(b.y0 for b in boxes)], [max(b.x1 for b in boxes), max(b.y1 for b in boxes)]])

    width = property(lambda self: self.x1 - self.x0)
    height = property(lambda self: self.y1 - self.y0)
    xmin = property(lambda self: min(self.x0, self.x1))
    xmax = property(lambda self: max(self.x0, self.x1))
    ymin = property(lambda self: min(self.y0, self.y1))
    ymax = property(lambda self: max(self.y0, self.y1))
    bounds = property(lambda self: (self.x0, self.y0, self.width, self.height))
    extents = property(lambda self: np.array([self.x0, self.y0, self.x1, self.y1]))
    p0 = property(lambda self: np.array([self.x0, self.y0]))
    p1 = property(lambda self: np.array([self.x1, self.y1]))
    min = property(lambda self: np.array([self.xmin, self.ymin]))
    max = property(lambda self: np.array([self.xmax, self.ymax]))
    intervalx = property(lambda self: np.array([self.x0, self.x1]))
    intervaly = property(lambda self: np.array([self.y0, self.y1]))

    def get_points(self):
        return np.array([[self.x0, self.y0], [self.x1, self.y1]])

    def __iter__(self):
        return iter(self.get_points())

    def __array__(self, dtype=None, copy=None):
        return self.get_points()

    def overlaps(self, other):
        return self.xmin <= other.xmax and other.xmin <= self.xmax and self.ymin <= other.ymax and other.ymin <= self.ymax

    def __repr__(self):
        return f"Bbox([[{self.x0}, {self.y0}], [{self.x1}, {self.y1}]])"


class Transform:
    """Makes positions points of the page. Each direction counts in "data", "axes", "figure" or "pixels"."""

    def __init__(self, owner, kind_x, kind_y):
        self._owner, self._kinds = owner, (kind_x, kind_y)

    def _points(self, direction, values):
        kind = self._kinds[direction]
        values = np.asarray(values, dtype=float)
        owner = self._owner
        figure = owner.figure if kind in ("data", "axes") else getattr(owner, "figure", owner) or owner
        if kind == "pixels":
            return values * 72 / figure.dpi
        if kind == "figure":
            return values * figure._points()[direction]
        left, bottom, width, height = owner._rectangle()
        start, size = ((left, width), (bottom, height))[direction]
        if kind == "data":
            values = (owner.xaxis, owner.yaxis)[direction]._part(values)
        return start + values * size

    def page(self, x, y):
        """Positions in points from the top left corner of the figure."""
        owner = self._owner
        figure = getattr(owner, "figure", None) or owner
        return self._points(0, x), figure._points()[1] - self._points(1, y)

    def up(self, x, y):
        """Positions in points from the bottom left corner."""
        return self._points(0, x), self._points(1, y)

    def _dpi(self):
        return (getattr(self._owner, "figure", None) or self._owner).dpi / 72

    def transform(self, values):
        """Positions in pixels from the bottom left corner, as in Matplotlib."""
        values = np.asarray(values, float)
        x, y = self.up(values[..., 0], values[..., 1])
        return np.stack([x, y], -1) * self._dpi()

    transform_point = transform

    def inverted(self):
        return _Inverted(self)

    def is_data(self, direction):
        return self._kinds[direction] == "data"

    def __add__(self, other):
        raise NotImplementedError("this matplotlib cannot join transforms with +; use transData, transAxes, transFigure or blended_transform_factory")

    __sub__ = __add__


class _Inverted:
    def __init__(self, base):
        self._base = base

    def transform(self, values):
        base = self._base
        owner = base._owner
        values = np.asarray(values, float)
        parts = []
        for direction in (0, 1):
            points = values[..., direction] / base._dpi()
            if base.is_data(direction):
                start, size = owner._rectangle()[direction], owner._rectangle()[direction + 2]
                parts.append((owner.xaxis, owner.yaxis)[direction]._unpart((points - start) / size))
            else:
                zero, one = base._points(direction, 0.0), base._points(direction, 1.0)
                parts.append((points - zero) / (one - zero))
        return np.stack(parts, -1)

    transform_point = transform


def blended_transform_factory(x_transform, y_transform):
    """Takes x from one transform and y from another."""
    owner = x_transform._owner if x_transform._kinds[0] in ("data", "axes") else y_transform._owner
    return Transform(owner, x_transform._kinds[0], y_transform._kinds[1])
