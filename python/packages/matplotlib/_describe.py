"""Describes figures in words, for those who cannot see them."""

from ._text import plain
from .collections import Collection, PathCollection, PolyCollection, QuadMesh
from .container import BarContainer, ErrorbarContainer, StemContainer
from .image import AxesImage
from .lines import Line2D
from .patches import Patch, Wedge


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
    lines = [a for a in artists if isinstance(a, Line2D) and a._label != "_nolegend_"]
    images = [a for a in artists if isinstance(a, AxesImage)]

    def any_of(kind, parts=artists):
        return any(isinstance(a, kind) for a in parts)

    kinds = (
        ("Pie chart", any_of(Wedge)),
        ("Histogram", "hist" in axes._drawn),
        ("Box plot", "boxplot" in axes._drawn),
        ("Bar chart", any_of(BarContainer, axes._containers) and "hist" not in axes._drawn),
        ("Stem chart", any_of(StemContainer, axes._containers)),
        ("Line chart", "boxplot" not in axes._drawn and any(a._linestyle != "None" for a in lines)),
        ("Scatter chart", any_of(PathCollection) or any(a._linestyle == "None" and a._marker != "None" for a in lines)),
        ("Chart with error bars", any_of(ErrorbarContainer, axes._containers)),
        (f"Image of {images[0].get_size()[1]} x {images[0].get_size()[0]} pixels" if images else "", bool(images)),
        ("Contour chart", any(hasattr(a, "levels") for a in artists)),
        ("Colour mesh", any_of(QuadMesh)),
        ("Area chart", any_of(PolyCollection)),
        ("Arrows", any(hasattr(a, "set_UVC") for a in artists)),
    )
    found = [name for name, drawn in kinds if drawn]
    if not found and any(isinstance(a, (Collection, Line2D, Patch)) for a in artists):
        found.append("Drawing")
    return found


def _axes(axes):
    kinds = _kinds(axes)
    title = " ".join(plain(t._text).replace("\n", " ") for t in axes._titles.values() if t._text)
    head = " and ".join([kinds[0], *[k.lower() for k in kinds[1:]]]) if kinds else "Empty chart"
    text = f"{head}: {title}." if title else f"{head}."
    pie = [a._label for a in axes._artists if isinstance(a, Wedge) and a._label]
    if pie:
        return f"{text} Parts: {', '.join(pie)}."
    if axes.axison and kinds and kinds[0].startswith("Image"):
        labels = [f"{name}: {plain(axis.label._text)}" for name, axis in axes._axis_map.items() if axis.label._text]
        if labels:
            text += " " + "; ".join(labels) + "."
    elif axes.axison and kinds:
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
