"""Colour bars."""

import numpy as np

from .cbook import flat_axes
from .collections import QuadMesh
from ._rc import rcParams
from .colors import BoundaryNorm, LogNorm
from .patches import Polygon
from .ticker import FixedLocator


def make_axes(figure, parents, options):
    """Axes for a colour bar at a side of others, which become smaller."""
    parents = flat_axes(parents)
    location = options.pop("location", None)
    orientation = options.pop("orientation", None)
    if location is None:
        location = {"horizontal": "bottom"}.get(orientation, "right")
    lying = location in ("top", "bottom")
    fraction, shrink, aspect = options.pop("fraction", 0.15), options.pop("shrink", 1.0), options.pop("aspect", 20)
    pad = options.pop("pad", (0.15 if location == "bottom" else 0.05) if lying else 0.05)
    # An image with an aspect of its own stands at the side of the bar.
    sides = {"left": (0.0, 0.5), "right": (1.0, 0.5), "top": (0.5, 1.0), "bottom": (0.5, 0.0)}
    options.pop("anchor", None)
    panchor = options.pop("panchor", sides[location])
    if panchor is not False:
        for ax in parents:
            ax._anchor = panchor
    boxes = [ax._points_place() for ax in parents]
    x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
    x1, y1 = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    width, height = x1 - x0, y1 - y0
    # Fractions of the axes that were there: the bar, and the room beside it.
    spec = parents[0]._spec if len(parents) == 1 and parents[0]._fixed is None else None
    if spec is not None:
        from .axes import Axes

        first = location in ("left", "top")
        ratios = [1 - fraction - pad, fraction]
        gap = pad / (1 - pad) * 2 if pad < 1 else 0.1
        if lying:
            grid = spec.subgridspec(2, 1, hspace=gap, height_ratios=ratios[::-1] if first else ratios)
            main, side = (grid[1, 0], grid[0, 0]) if first else (grid[0, 0], grid[1, 0])
        else:
            grid = spec.subgridspec(1, 2, wspace=gap, width_ratios=ratios[::-1] if first else ratios)
            main, side = (grid[0, 1], grid[0, 0]) if first else (grid[0, 0], grid[0, 1])
        for twin in parents[0]._twins:
            twin._spec = main
        cax = Axes(figure, None, label="<colorbar>")
        cax._spec, cax._fixed = side, None
    else:
        from .axes import Axes

        if lying:
            bar = (x0, y0 if location == "bottom" else y1 - fraction * height, width, fraction * height)
        else:
            bar = (x1 - fraction * width if location == "right" else x0, y0, fraction * width, height)
        for ax, (bx, by, bw, bh) in zip(parents, boxes):
            part = 1 - fraction - pad
            if lying:
                base = y0 + (fraction + pad) * height if location == "bottom" else y0
                ax.set_position((bx, base + (by - y0) * part, bw, bh * part))
            else:
                base = x0 + (fraction + pad) * width if location == "left" else x0
                ax.set_position((base + (bx - x0) * part, by, bw * part, bh))
        cax = Axes(figure, bar, label="<colorbar>")
    cax._bar = (location, shrink, aspect)
    cax._colorbar, cax._colorbar_of = True, parents[0]
    figure._axes.append(cax)
    return cax, {"orientation": "horizontal" if lying else "vertical", "ticklocation": location, **options}


def _bar_rectangle(cax, plain):
    """The bar is `aspect` times as long as it is wide and stands in the middle of its room, at the side of the axes."""

    def rectangle(active=True):
        left, bottom, width, height = plain(False)
        location, shrink, aspect = cax._bar
        if location in ("left", "right"):
            high = height * shrink
            wide = min(high / aspect, width)
            high = min(high, wide * aspect) if wide == width else high
            return (left if location == "right" else left + width - wide), bottom + (height - high) / 2, wide, high
        wide = width * shrink
        high = min(wide / aspect, height)
        wide = min(wide, high * aspect) if high == height else wide
        return left + (width - wide) / 2, (bottom + height - high if location == "bottom" else bottom), wide, high

    return rectangle


def _extended(plain, lengths, upright):
    """The bar without the room of its pointed ends."""

    def rectangle(active=True):
        left, bottom, width, height = plain(active)
        room = 1 + sum(lengths)
        if upright:
            return left, bottom + height * lengths[0] / room, width, height / room
        return left + width * lengths[0] / room, bottom, width / room, height

    return rectangle


class Colorbar:
    """Shows which numbers the colours stand for."""

    def __init__(self, ax, mappable=None, *, orientation="vertical", ticklocation="auto", label="", ticks=None, format=None, extend=None, drawedges=False, boundaries=None, values=None, spacing="uniform", alpha=None, location=None, extendfrac=None, extendrect=False, cmap=None, norm=None, shrink=None, aspect=None, pad=None, fraction=None):
        from .colors import ScalarMappable

        if mappable is None:
            mappable = ScalarMappable(norm, cmap)
        if getattr(mappable, "_A", None) is not None:
            mappable.autoscale_None()
        elif not mappable.norm.scaled():
            mappable.norm.vmin, mappable.norm.vmax = 0.0, 1.0
        self.ax, self.mappable, self.orientation = ax, mappable, orientation
        mappable.colorbar = self
        if hasattr(ax, "_bar"):
            ax._rectangle = _bar_rectangle(ax, ax._rectangle)
        upright = orientation == "vertical"
        norm, cmap = mappable.norm, mappable.cmap
        self.vmin, self.vmax = float(norm.vmin), float(norm.vmax)
        levels = getattr(mappable, "levels", None)
        self.axis = ax.yaxis if upright else ax.xaxis
        extend = extend or getattr(mappable, "extend", None) or getattr(norm, "extend", None) or "neither"
        if extend not in ("neither", "min", "max", "both"):
            raise ValueError(f"{extend!r} is not a valid value for extend; supported values are 'neither', 'min', 'max', 'both'")
        ends = np.array([extend in ("min", "both"), extend in ("max", "both")])
        if levels is not None:
            boundaries = levels
        elif boundaries is None and isinstance(norm, BoundaryNorm):
            boundaries = norm.boundaries
        # The colours, those of the pointed ends too.
        if boundaries is not None:
            edges = np.asarray(boundaries, float)
            middles = np.concatenate([[edges[0] - 0.5], (edges[1:] + edges[:-1]) / 2, [edges[-1] + 0.5]])[1 - ends[0] : len(edges) + ends[1]]
            if values is not None and len(values) != len(middles):
                raise ValueError(f"there are {len(middles)} colors between boundaries, but {len(values)} values")
            rows = mappable.colors_of_levels() if getattr(mappable, "filled", False) else cmap(norm(middles if values is None else np.asarray(values)))
            if spacing == "uniform" and len(edges) > 2 and (np.diff(edges) > 0).all():
                even = np.arange(len(edges)) / (len(edges) - 1)
                self.axis.set_scale("function", functions=(lambda x: np.interp(x, edges, even), lambda y: np.interp(y, even, edges)))
        else:
            edges = np.asarray(norm.inverse(np.linspace(0, 1, cmap.N + 1)), float)
            edges[0], edges[-1] = self.vmin, self.vmax
            rows = cmap(np.concatenate([[-1.0], (np.arange(cmap.N) + 0.5) / cmap.N, [2.0]])[1 - ends[0] : cmap.N + 1 + ends[1]])
        alpha = getattr(mappable, "_alpha", None) if alpha is None else alpha
        if isinstance(alpha, (int, float)):
            rows = np.array(rows)
            rows[:, 3] = alpha
        if self.vmin == self.vmax:
            edges = np.linspace(self.vmin - 0.1, self.vmax + 0.1, len(edges))
        if boundaries is not None:
            self.vmin, self.vmax = float(edges[0]), float(edges[-1])
        if isinstance(norm, LogNorm):
            self.axis.set_scale("log")
        rows = np.asarray(rows, float)
        if extendfrac in (None, "auto"):
            parts = [1 / (len(edges) - 1)] * 2 if extendfrac else [0.05, 0.05]
        else:
            parts = list(extendfrac) if np.ndim(extendfrac) else [extendfrac] * 2
        lengths = (ends * parts).tolist()
        for i in np.flatnonzero(ends).tolist():
            side = ("bottom", "top") if upright else ("left", "right")
            ax.spines[side[i]].set_visible(False)
            tip = -lengths[0] if i == 0 else 1 + lengths[1]
            outline = np.array([[0, i], [0, tip], [1, tip], [1, i]] if extendrect else [[0, i], [0.5, tip], [1, i]])
            ax._add(Polygon(outline if upright else outline[:, ::-1], closed=False, facecolor=tuple(rows[-i]), edgecolor="black", linewidth=rcParams["axes.linewidth"], transform=ax.transAxes, clip_on=False), "")
        if ends.any():
            ax._rectangle = _extended(ax._rectangle, lengths, upright)
            rows = rows[int(ends[0]) : len(rows) - int(ends[1])]
        if getattr(mappable, "filled", True):
            self.solids = _solid(edges, rows, upright)
            ax._add(self.solids, "")
        across = ax.hlines if upright else ax.vlines
        if not getattr(mappable, "filled", True):
            across(levels, 0, 1, colors=mappable.colors_of_levels(), linewidth=mappable.get_linewidths())
        elif drawedges:
            across(edges[1:-1], 0, 1, colors="black", linewidth=rcParams["axes.linewidth"])
        ax.set_xlim(0, 1) if upright else ax.set_ylim(0, 1)
        self.axis.set_view((float(edges[0]), float(edges[-1])), auto=False)
        other = ax.xaxis if upright else ax.yaxis
        other.set_ticks([])
        place = ticklocation if ticklocation != "auto" else "right" if upright else "bottom"
        self.axis.set_ticks_position(place)
        self.axis.set_label_position(place)
        if ticks is not None:
            self.set_ticks(ticks)
        elif boundaries is not None:
            self.axis.set_major_locator(FixedLocator(edges, nbins=10))
        if format is not None:
            from .ticker import FormatStrFormatter

            self.axis.set_major_formatter(FormatStrFormatter(format) if isinstance(format, str) and "%" in format else format)
        if label:
            self.set_label(label)
        self.outline = ax.spines[:]

    def set_label(self, label, *, loc=None, **options):
        if self.orientation == "vertical":
            self.ax.set_ylabel(label, loc=loc, **options)
        else:
            self.ax.set_xlabel(label, loc=loc, **options)

    def set_ticks(self, ticks, *, labels=None, minor=False, **options):
        if hasattr(ticks, "tick_values"):
            self.axis.set_major_locator(ticks)
        else:
            self.axis.set_major_locator(FixedLocator(np.asarray(ticks, float)))
        if labels is not None:
            self.axis.set_ticklabels(labels, **options)

    def set_ticklabels(self, ticklabels, *, minor=False, **options):
        self.axis.set_ticklabels(ticklabels, **options)

    def get_ticks(self, minor=False):
        return self.axis.get_ticklocs(minor=minor)

    def minorticks_on(self):
        self.axis.minorticks_on()

    def minorticks_off(self):
        self.ax.minorticks_off()

    def update_normal(self, mappable=None):
        pass

    def set_alpha(self, alpha):
        self.solids._alpha = alpha

    def remove(self):
        self.ax.remove()


def _solid(edges, rows, upright):
    """The colours of a colour bar."""
    across, along = np.repeat([[0.0, 1.0]], len(edges), axis=0), np.stack([edges] * 2, 1)
    return QuadMesh(across, along, facecolor=rows) if upright else QuadMesh(along.T, across.T, facecolor=rows)
