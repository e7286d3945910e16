"""Describes figures in words, for those who cannot see them."""

from ._text import plain
from .collections import Collection, PathCollection, QuadMesh
from .container import BarContainer
from .image import AxesImage
from .lines import Line2D
from .patches import Wedge


def _number(value):
    return f"{value:.3g}"


def _range(axis, name):
    label = plain(axis.label._text).replace("\n", " ")
    if not axis.visible:
        return ""
    state = axis.state
    if state.units == "categories":
        names = list(state.categories)
        shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    else:
        low, high = axis.get_view_interval().tolist()
        parts = axis.axes._data_span(axis.direction)
        low, high = parts if parts else sorted((low, high))
        if state.units == "dates":
            from .dates import num2date

            shown = f"{num2date(low):%Y-%m-%d} to {num2date(high):%Y-%m-%d}"
        else:
            shown = f"{_number(low)} to {_number(high)}"
    return f"{name}: {label + ', ' if label else ''}{shown}"


def _kinds(axes):
    """What is drawn, most important first."""
    artists = axes._artists
    found = []
    if any(isinstance(a, Wedge) for a in artists):
        found.append("Pie chart")
    if any(isinstance(c, BarContainer) for c in axes._containers):
        bars = [c for c in axes._containers if isinstance(c, BarContainer)]
        touching = all(len(c.patches) > 1 and abs(c.patches[0]._x0 + c.patches[0]._width - c.patches[1]._x0) < 1e-9 * max(1, abs(c.patches[1]._x0)) for c in bars)
        found.append("Histogram" if touching else "Bar chart")
    if any(isinstance(a, Line2D) and a._linestyle != "None" and not a._label.startswith("_nolegend") for a in artists):
        found.append("Line chart")
    if any(isinstance(a, PathCollection) for a in artists) or any(isinstance(a, Line2D) and a._linestyle == "None" and a._marker != "None" for a in artists):
        found.append("Scatter chart")
    if any(isinstance(a, AxesImage) for a in artists):
        sizes = [a.get_size() for a in artists if isinstance(a, AxesImage)]
        found.append(f"Image of {sizes[0][1]} x {sizes[0][0]} pixels")
    if any(hasattr(a, "levels") for a in artists):
        found.append("Contour chart")
    if any(isinstance(a, QuadMesh) for a in artists):
        found.append("Colour mesh")
    if not found and any(isinstance(a, (Collection, Line2D)) for a in artists):
        found.append("Chart")
    return found


def _axes(axes):
    kinds = _kinds(axes)
    title = " ".join(plain(t._text).replace("\n", " ") for t in axes._titles.values() if t._text)
    head = " and ".join([kinds[0], *[k.lower() for k in kinds[1:]]]) if kinds else "Empty chart"
    text = f"{head}: {title}." if title else f"{head}."
    pie = [a._label for a in axes._artists if isinstance(a, Wedge) and a._label]
    if pie:
        return f"{text} Parts: {', '.join(pie)}."
    if axes.axison and kinds and not kinds[0].startswith("Image"):
        ranges = [r for r in (_range(axes.xaxis, "x"), _range(axes.yaxis, "y")) if r]
        if ranges:
            text += " " + "; ".join(ranges) + "."
    names = []
    for kind, word in ((Line2D, "Lines"), (PathCollection, "Points")):
        labels = [plain(a._label) for a in axes._artists if isinstance(a, kind) and a._label and not a._label.startswith("_")]
        if labels:
            names.append(f" {word}: {', '.join(labels)}.")
    bars = [plain(c._label) for c in axes._containers if isinstance(c, BarContainer) and c._label and not c._label.startswith("_")]
    if bars:
        names.append(f" Bars: {', '.join(bars)}.")
    return text + "".join(names)


def describe(figure):
    """The figure in words."""
    shown = [a for a in figure._axes if a._visible and not getattr(a, "_colorbar", False)]
    title = plain(figure._suptitle._text).replace("\n", " ") + ". " if figure._suptitle and figure._suptitle._text else ""
    parts = [_axes(a) for a in shown]
    if not parts:
        return title + "An empty figure."
    if len(parts) == 1:
        return title + parts[0]
    more = f" And {len(parts) - 9} more." if len(parts) > 9 else ""
    return f"{title}{len(parts)} charts. " + " ".join(f"({i + 1}) {p}" for i, p in enumerate(parts[:9])) + more
