"""Axes: where data is drawn."""

from ._base import AxesBase
from ._grids import Grids
from ._plots import Plots
from ._stats import Stats
from .legend import Legends


class Axes(AxesBase, Plots, Stats, Grids, Legends):
    """A rectangle with an x and a y axis, in which data is drawn."""

    def __repr__(self):
        parts = [f"label={self._label!r}"] if self._label else []
        titles = {loc: t._text for loc, t in self._titles.items() if t._text}
        parts += [f"title={titles}"] if titles else []
        parts += [f"{n}label={a.label._text!r}" for n, a in self._axis_map.items() if a.label._text]
        return "<Axes: " + ", ".join(parts) + ">"


Subplot = Axes
