"""The sides of the frame of axes."""

import numpy as np

from . import _svg
from ._rc import rcParams
from .cbook import iterable


class Spine:
    """One side of the frame."""

    def __init__(self, axes, side):
        self.axes, self.side = axes, side
        self._visible, self._color, self._width, self._style, self._position, self._alpha = rcParams["axes.spines." + side], rcParams["axes.edgecolor"], rcParams["axes.linewidth"], "-", None, None
        self._bounds = None

    def set_visible(self, visible):
        self._visible = bool(visible)

    def get_visible(self):
        return self._visible

    def set_color(self, color):
        self.axes.patch._rgba(color)
        self._color = color

    set_edgecolor = set_ec = set_color

    def get_edgecolor(self):
        return self.axes.patch._rgba(self._color, self._alpha)

    def set_linewidth(self, width):
        self._width = float(width)

    set_lw = set_linewidth

    def get_linewidth(self):
        return self._width

    def set_linestyle(self, style):
        self._style = _svg.linestyle(style)

    def set_alpha(self, alpha):
        self._alpha = alpha

    def set_bounds(self, low=None, high=None):
        self._bounds = low if high is None and iterable(low) else (low, high)

    def set_zorder(self, zorder):
        pass

    def set_position(self, position):
        if position == "center":
            position = ("axes", 0.5)
        elif position == "zero":
            position = ("data", 0)
        if len(position) != 2 or position[0] not in ("outward", "axes", "data"):
            raise ValueError("position[0] should be one of 'outward', 'axes', or 'data'")
        self._position = position

    def get_position(self):
        return self._position or ("outward", 0.0)

    def set(self, **options):
        for name, value in options.items():
            getattr(self, "set_" + name)(value)

    def _at(self):
        left, bottom, width, height = self.axes._rectangle()
        side = self.side
        upright = side in ("left", "right")
        start, length = (left, width) if upright else (bottom, height)
        far = side in ("right", "top")
        if self._position is None:
            return start + length * far
        kind, value = self._position
        if kind == "outward":
            return start + length * far + (value if far else -value)
        if kind == "axes":
            return start + length * value
        axis = self.axes.xaxis if upright else self.axes.yaxis
        return start + length * float(axis._part(np.array(float(value))))

    def draw(self, page):
        left, bottom, width, height = self.axes._rectangle()
        at = self._at()
        upright = self.side in ("left", "right")
        start, length = (bottom, height) if upright else (left, width)
        end = start + length
        if self._bounds is not None:
            axis = self.axes.yaxis if upright else self.axes.xaxis
            parts = [start + length * float(axis._part(np.array(float(v)))) if v is not None else edge for v, edge in zip(self._bounds, (start, end))]
            start, end = parts
        snap, high = page.snap, page.height
        d = f"M{snap(at)} {snap(high - start)}V{snap(high - end)}" if upright else f"M{snap(start)} {snap(high - at)}H{snap(end)}"
        page.path(d, None, _svg.stroke(self.get_edgecolor(), self._width, self._style, "square"))


class Spines(dict):
    """The four sides by name."""

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(f"'Spines' object does not contain a '{name}' spine")

    def __getitem__(self, key):
        if isinstance(key, (list, tuple)):
            return _Several([self[k] for k in key])
        if isinstance(key, slice):
            return _Several(list(self.values()))
        return dict.__getitem__(self, key)


class _Several:
    """Spines that are told the same."""

    def __init__(self, spines):
        self._spines = spines

    def __getattr__(self, name):
        def call(*args, **options):
            for spine in self._spines:
                getattr(spine, name)(*args, **options)

        return call
