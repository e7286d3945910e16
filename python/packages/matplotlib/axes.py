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


# What is not here, and what to use instead.
_ABSENT = {
    "violinplot": "plt.boxplot or plt.hist", "hexbin": "plt.hist2d", "streamplot": "plt.quiver", "barbs": "plt.quiver", "table": "a pandas DataFrame", "stairs": "plt.step or plt.bar", "broken_barh": "plt.barh with left", "plot_surface": "plt.contourf",
    "acorr": "np.correlate and plt.stem", "xcorr": "np.correlate and plt.stem", "specgram": "plt.imshow", "psd": "plt.plot", "csd": "plt.plot", "magnitude_spectrum": "plt.plot", "tricontour": "plt.contour", "tricontourf": "plt.contourf", "tripcolor": "plt.pcolormesh", "triplot": "plt.plot",
}


def _absent(name):
    def refuse(self, *args, **options):
        raise NotImplementedError(f"this matplotlib has no {name}; use {_ABSENT[name]}")

    setattr(Axes, name, refuse)


for _name in _ABSENT:
    _absent(_name)
Subplot = Axes
