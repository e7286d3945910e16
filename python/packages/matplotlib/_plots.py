"""Methods of axes that draw lines, points, bars and texts."""

import numpy as np

from .cbook import iterable, together
from . import markers
from ._rc import rcParams
from .artist import normalize
from .collections import FillBetweenPolyCollection, LineCollection, PathCollection, PolyCollection
from .colors import BASE_COLORS, is_color_like, to_rgba_array
from .container import BarContainer, ErrorbarContainer, StemContainer
from .lines import AxLine, Line2D
from .patches import FancyArrow, Polygon, Rectangle
from .text import Annotation, Text


def format_parts(fmt):
    """Style, marker and colour from a text like "ro--"."""
    if fmt != "0" and fmt != "1" and is_color_like(fmt):
        return None, None, fmt
    style = marker = color = None
    i = 0
    while i < len(fmt):
        two, c = fmt[i : i + 2], fmt[i]
        if two in ("--", "-."):
            found, kind, i = two, 0, i + 2
        elif c in "-:":
            found, kind, i = c, 0, i + 1
        elif c == " ":
            i += 1
            continue
        elif c in BASE_COLORS:
            found, kind, i = c, 2, i + 1
        elif c == "C" and fmt[i + 1 : i + 2].isdigit():
            end = i + 1
            while fmt[end : end + 1].isdigit():
                end += 1
            found, kind, i = fmt[i:end], 2, end
        elif c in "ov^<>s8pP*hH+xXDd.,|_1234":
            found, kind, i = c, 1, i + 1
        else:
            raise ValueError(f"{fmt!r} is not a valid format string (unrecognized character {c!r})")
        if (style, marker, color)[kind] is not None:
            raise ValueError(f"{fmt!r} is not a valid format string (two {('linestyle', 'marker', 'color')[kind]} symbols)")
        style, marker, color = (found if kind == 0 else style, found if kind == 1 else marker, found if kind == 2 else color)
    return style, marker, color


def columns(values):
    """Data for `plot` as an array: text and dates stay what they are."""
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
        return values.reshape(1) if values.ndim == 0 else values
    if not iterable(values) or isinstance(values, str):
        values = [values]
    values = list(values)
    if values and (isinstance(values[0], str) or hasattr(values[0], "toordinal")):
        return values
    if values and iterable(values[0]) and values[0] and isinstance(values[0], (list, tuple)):
        return np.asarray(values, float)
    try:
        return np.asarray([np.nan if v is None else v for v in values], float) if any(v is None for v in values) else np.asarray(values)
    except (TypeError, ValueError):
        return values


def _shape(values):
    return getattr(values, "shape", (len(values),))


def pick(data, value):
    """The column of `data` that a text names; what has items but no places, such as dict.values(), as a list."""
    if iterable(value) and not hasattr(value, "__getitem__"):
        return list(value)
    if data is not None and isinstance(value, str):
        try:
            return data[value]
        except (KeyError, ValueError, IndexError):
            return value
    return value


class Plots:
    def plot(self, *args, scalex=True, scaley=True, data=None, **options):
        options = normalize(options, Line2D)
        lines = []
        args = list(args)
        if data is not None:
            given = [a for a in args if isinstance(a, str)]
            args = [pick(data, a) for a in args]
            if len(given) >= 2 and "label" not in options:
                options["label"] = given[1]
        while args:
            count = 1
            while count < len(args) and count < 2 and not isinstance(args[count], str):
                count += 1
            part, args = args[:count], args[count:]
            fmt = ""
            if args and isinstance(args[0], str):
                fmt = args.pop(0)
            lines += self._plot_pair(part, fmt, options)
        for line in lines:
            self._add(line, ("x" if scalex else "") + ("y" if scaley else ""))
        return lines

    def _plot_pair(self, part, fmt, options):
        if any(p is None for p in part):
            raise ValueError("x, y, and format string must not be None")
        style, marker, color = format_parts(fmt) if fmt else (None, None, None)
        if len(part) == 1:
            y = columns(part[0])
            index = getattr(part[0], "index", None)
            x = columns(index) if index is not None and hasattr(index, "to_numpy") else np.arange(len(y))
        else:
            x, y = columns(part[0]), columns(part[1])
        if len(x) != len(y):
            raise ValueError(f"x and y must have same first dimension, but have shapes {_shape(x)} and {_shape(y)}")
        two = [v.ndim if isinstance(v, np.ndarray) else 1 for v in (x, y)]
        if max(two) > 2:
            raise ValueError(f"x and y can be no greater than 2D, but have shapes {_shape(x)} and {_shape(y)}")
        xs = [x[:, i] for i in range(x.shape[1])] if two[0] == 2 else [x]
        ys = [y[:, i] for i in range(y.shape[1])] if two[1] == 2 else [y]
        count = max(len(xs), len(ys))
        if len(xs) not in (1, count) or len(ys) not in (1, count):
            raise ValueError(f"x has {len(xs)} columns but y has {len(ys)} columns")
        labels = options.get("label")
        lines = []
        for i in range(count):
            mine = dict(options)
            if isinstance(labels, (list, tuple)) and count > 1:
                if len(labels) != count:
                    raise ValueError(f"label must be scalar or have the same length as the input data, but found {len(labels)} for {count} datasets.")
                mine["label"] = labels[i]
            if marker is not None and style is None:
                mine.setdefault("linestyle", "None")
            if style is not None:
                mine.setdefault("linestyle", style)
            if marker is not None:
                mine.setdefault("marker", marker)
            if color is not None:
                mine.setdefault("color", color)
            if mine.get("color") is None:
                mine["color"] = self._next_color()
            lines.append(self._line(xs[i % len(xs)], ys[i % len(ys)], mine))
        return lines

    def _line(self, x, y, options):
        line = Line2D([], [], **options)
        line.axes, line.figure = self, self.figure
        line.set_data(x, y)
        return line

    def _log_plot(self, names, args, options):
        for name in names:
            own = {k[: -len(name)] if k.endswith(name) and k != name else k: options.pop(k) for k in list(options) if k in ("base" + name, "base", "subs", "nonpositive", "nonpositive" + name)}
            self._axis_map[name].set_scale("log", **own)
        return self.plot(*args, **options)

    def semilogx(self, *args, **options):
        return self._log_plot("x", args, options)

    def semilogy(self, *args, **options):
        return self._log_plot("y", args, options)

    def loglog(self, *args, **options):
        return self._log_plot("xy", args, options)

    def step(self, x, y, *args, where="pre", data=None, **options):
        if where not in ("pre", "post", "mid"):
            raise ValueError(f"{where!r} is not a valid value for where; supported values are 'pre', 'post', 'mid'")
        return self.plot(x, y, *args, data=data, drawstyle="steps-" + where, **options)

    def scatter(self, x, y, s=None, c=None, *, marker=None, cmap=None, norm=None, vmin=None, vmax=None, alpha=None, linewidths=None, edgecolors=None, plotnonfinite=False, data=None, **options):
        x, y, s, c = (pick(data, v) if name != "c" or not is_color_like(v) else v for name, v in (("x", x), ("y", y), ("s", s), ("c", c)))
        x, y = self.xaxis.convert_units(x), self.yaxis.convert_units(y)
        if x.size != y.size:
            raise ValueError("x and y must be the same size")
        face, edge, color = options.pop("facecolors", options.pop("facecolor", None)), options.pop("edgecolor", edgecolors), options.pop("color", None)
        linewidths = options.pop("linewidth", options.pop("lw", linewidths))
        if color is not None:
            if c is not None:
                raise ValueError("Supply a 'c' argument or a 'color' kwarg but not both; they differ but their functionalities overlap.")
            face, edge = color if face is None else face, color if edge is None else edge
        sizes = np.array([rcParams["lines.markersize"] ** 2.0]) if s is None else np.atleast_1d(np.asarray(s, float)).ravel()
        if len(sizes) not in (1, x.size):
            raise ValueError("s must be a scalar, or float array-like with the same size as x and y")
        marker = markers.check(getattr(marker, "marker", marker) or rcParams["scatter.marker"])
        values = None
        if c is None:
            face = self._next_color(fill=True) if face is None else face
        else:
            values, colors = self._values_or_colors(c, x.size)
            if colors is not None:
                face = colors
        if edge is None:
            edge = rcParams["scatter.edgecolors"]
        made = PathCollection(x, y, sizes, marker, cmap=cmap, norm=norm, vmin=vmin, vmax=vmax, facecolor=face, edgecolor=edge, linewidth=(rcParams["patch.linewidth"] if markers.is_filled(marker) else rcParams["lines.linewidth"]) if linewidths is None else linewidths, alpha=alpha, array=values, **options)
        if values is not None:
            made.autoscale_None()
        self._add(made)
        return made

    @staticmethod
    def _values_or_colors(c, size):
        if isinstance(c, str):
            return None, to_rgba_array(c)
        if not hasattr(c, "dtype") and not isinstance(c, str) and len(c) and isinstance(c[0] if isinstance(c, (list, tuple)) else None, str):
            # Texts like "0.5" are greys.
            colors = to_rgba_array(list(c))
        else:
            try:
                values = np.asarray(c.to_numpy() if hasattr(c, "to_numpy") else c, float)
            except (TypeError, ValueError):
                values = None
            if values is not None and values.shape in ((1, 4), (1, 3)) and size != values.size:
                return None, to_rgba_array(values)
            if values is not None and values.size == size and not (values.ndim == 2 and values.shape[1] in (3, 4) and values.shape[0] == size and size != values.size):
                return values.ravel(), None
            if values is not None and values.ndim == 1 and values.size in (3, 4):
                return None, to_rgba_array(tuple(values.tolist()))
            if values is not None and not (values.ndim == 2 and values.shape[1] in (3, 4)):
                raise ValueError(f"'c' argument has {values.size} elements, which is inconsistent with 'x' and 'y' with size {size}.")
            colors = to_rgba_array(values if values is not None else c)
        if len(colors) not in (0, 1, size):
            raise ValueError(f"'c' argument has {len(colors)} elements, which is inconsistent with 'x' and 'y' with size {size}.")
        return None, colors

    # Bars.

    def bar(self, x, height, width=0.8, bottom=None, *, align="center", data=None, **options):
        return self._bars(pick(data, x), pick(data, height), width, bottom, align, options, False)

    def barh(self, y, width, height=0.8, left=None, *, align="center", data=None, **options):
        return self._bars(pick(data, y), pick(data, width), height, left, align, options, True)

    def _bars(self, at, size, thick, base, align, options, lying):
        if align not in ("center", "edge"):
            raise ValueError(f"{align!r} is not a valid value for align; supported values are 'center', 'edge'")
        options = normalize(options, Rectangle)
        along, across = (self.yaxis, self.xaxis) if lying else (self.xaxis, self.yaxis)
        places, sizes = along.convert_units(at), _whole(size, across.convert_units(size))
        log = options.pop("log", False)
        if log:
            across.set_scale("log")
        base = 0 if base is None else base
        thick = np.atleast_1d(np.asarray(thick, float))
        bases = np.atleast_1d(np.asarray(base.to_numpy() if hasattr(base, "to_numpy") else base))
        count = max(len(places), len(sizes), len(thick), len(bases)) if len(places) and len(sizes) else 0
        if not count:
            places, sizes, thick, bases = (np.zeros(0) for _ in range(4))
        try:
            places, sizes, thick, bases = (np.broadcast_to(v, (count,)).copy() for v in (places, sizes, thick, bases))
        except ValueError:
            raise ValueError(f"shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape {places.shape} and arg 1 with shape {sizes.shape}.") from None
        error = {"x" if lying else "y": options.pop("xerr" if lying else "yerr", None), "y" if lying else "x": options.pop("yerr" if lying else "xerr", None)}
        error_options = dict(options.pop("error_kw", None) or {})
        capsize, ecolor = options.pop("capsize", None), options.pop("ecolor", "k")
        color = options.pop("color", None)
        face = options.pop("facecolor", None)
        color = face if face is not None else color
        if color is None:
            color = self._next_color(fill=True)
        faces = to_rgba_array(color) if not (isinstance(color, str) and color.lower() == "none") else np.zeros((1, 4))
        edge = options.pop("edgecolor", None)
        edges = to_rgba_array(edge) if edge is not None and not (isinstance(edge, str) and edge.lower() == "none") else None
        width = options.pop("linewidth", None)
        widths = [None] if width is None else np.atleast_1d(np.asarray(width, float)).tolist()
        hatches = options.pop("hatch", None)
        hatches = hatches if isinstance(hatches, (list, tuple)) else [hatches]
        ticks = options.pop("tick_label", None)
        label = options.pop("label", "")
        labels = list(label) if isinstance(label, (list, tuple)) else ["_nolegend_"] * count
        if len(labels) != count:
            raise ValueError(f"number of labels ({len(labels)}) does not match number of bars ({count}).")
        starts = places - thick / 2 if align == "center" else places
        # With a negative thickness the bars lie on the other side of their places.
        bars = []
        sticky = sorted(set(bases.tolist()))
        for i in range(count):
            xy, w, h = ((bases[i], starts[i]), sizes[i], thick[i]) if lying else ((starts[i], bases[i]), thick[i], sizes[i])
            bar = Rectangle((xy[0].item(), xy[1].item()), w.item(), h.item(), facecolor=tuple(faces[i % len(faces)]), edgecolor=None if edges is None else tuple(edges[i % len(edges)]), linewidth=widths[i % len(widths)], hatch=hatches[i % len(hatches)], label=labels[i], **options)
            bar._sticky = (sticky, ()) if lying else ((), sticky)
            bars.append(self._add(bar))
        errorbar = None
        if any(e is not None for e in error.values()):
            error_options.setdefault("ecolor", ecolor)
            if capsize is not None:
                error_options.setdefault("capsize", capsize)
            ends = bases + sizes
            x, y = (ends, starts + thick / 2) if lying else (starts + thick / 2, ends)
            error_options.setdefault("label", "_nolegend_")
            errorbar = self.errorbar(x, y, yerr=error["y"], xerr=error["x"], fmt="none", **error_options)
        container = BarContainer(bars, errorbar, orientation="horizontal" if lying else "vertical", datavalues=sizes, label=label if isinstance(label, str) and label else f"_container{len(self._containers)}")
        if isinstance(label, (list, tuple)):
            container._label = f"_container{len(self._containers)}"
        container.axes = self
        self.add_container(container)
        if ticks is not None:
            ticks = [ticks] if isinstance(ticks, str) else list(ticks)
            along.set_ticks(places, ticks * (count if len(ticks) == 1 else 1))
        return container

    def bar_label(self, container, labels=None, *, fmt="%g", label_type="edge", padding=0, **options):
        found = []
        lying = container.orientation == "horizontal"
        for i, bar in enumerate(container.patches):
            value = float(container.datavalues[i])
            x, y, w, h = bar._x0, bar._y0, bar._width, bar._height
            text = str(labels[i]) if labels is not None else fmt(value) if callable(fmt) else fmt.format(value) if "{" in fmt else fmt % value
            negative = value < 0
            if label_type == "center":
                place, shift, ha, va = (x + w / 2, y + h / 2), (0, 0), "center", "center"
            else:
                # The number stands beyond the end of the bar.
                place = (x + w, y + h / 2) if lying else (x + w / 2, y + h)
                sign = -1 if negative else 1
                shift = (sign * padding, 0) if lying else (0, sign * padding)
                ha, va = (("right" if negative else "left"), "center") if lying else ("center", "top" if negative else "bottom")
            found.append(self.annotate(text, place, xytext=shift, textcoords="offset points", **{"ha": ha, "va": va, **options}))
        return found

    def errorbar(self, x, y, yerr=None, xerr=None, fmt="", *, ecolor=None, elinewidth=None, capsize=None, barsabove=False, lolims=False, uplims=False, xlolims=False, xuplims=False, errorevery=1, capthick=None, data=None, **options):
        if np.any(lolims) or np.any(uplims) or np.any(xlolims) or np.any(xuplims):
            raise NotImplementedError("this matplotlib has no limits in errorbar; draw arrows with plt.annotate")
        x, y = self.xaxis.convert_units(pick(data, x)), self.yaxis.convert_units(pick(data, y))
        options = normalize(options, Line2D)
        label = options.pop("label", None)
        line = None
        if fmt.lower() != "none":
            (line,) = self._plot_pair([x, y], fmt, {**options, "label": "_nolegend_"})
            line._zorder = options.get("zorder", 2) + 0.1
            self._add(line)
            base = line._color
        else:
            base = options.get("color") or self._next_color()
        color = base if ecolor is None else ecolor
        capsize = rcParams["errorbar.capsize"] if capsize is None else capsize
        width = elinewidth if elinewidth is not None else options.get("linewidth", rcParams["lines.linewidth"])
        bars, caps = [], []
        every = slice(None, None, errorevery) if isinstance(errorevery, int) else slice(errorevery[0], None, errorevery[1])
        for name, error in (("x", xerr), ("y", yerr)):
            if error is None:
                continue
            error = np.asarray(pick(data, error).to_numpy() if hasattr(pick(data, error), "to_numpy") else pick(data, error), float)
            if error.ndim == 2 and len(error) == 2:
                below, above = error
            else:
                below = above = error
            middle = x if name == "x" else y
            try:
                below, above = np.broadcast_to(below, middle.shape), np.broadcast_to(above, middle.shape)
            except ValueError:
                raise ValueError(f"'{name}err' (shape: {error.shape}) must be a scalar or a 1D or (2, n) array-like whose shape matches '{name}' (shape: {middle.shape})") from None
            if (np.minimum(below, above) < 0).any():
                raise ValueError(f"'{name}err' must not contain negative values")
            low, high = (middle - below)[every], (middle + above)[every]
            xs, ys = x[every], y[every]
            ends = [(low, ys, high, ys), (xs, low, xs, high)][name == "y"]
            segments = np.stack([np.stack(ends[:2], 1), np.stack(ends[2:], 1)], 1)
            bar = LineCollection(segments, colors=color, linewidth=width, zorder=options.get("zorder", 2), alpha=options.get("alpha"), label="_nolegend_")
            bars.append(self._add(bar))
            if capsize > 0:
                for end in (low, high):
                    look = {"marker": "|" if name == "x" else "_", "linestyle": "None", "markersize": 2.0 * capsize, "color": base, "markeredgecolor": color, "label": "_nolegend_", "zorder": options.get("zorder", 2)}
                    if capthick is not None:
                        look["markeredgewidth"] = capthick
                    cap = self._line(end if name == "x" else xs, ys if name == "x" else end, look)
                    cap._alpha = options.get("alpha")
                    caps.append(self._add(cap))
        container = ErrorbarContainer((line, tuple(caps), tuple(bars)), has_xerr=xerr is not None, has_yerr=yerr is not None, label=f"_container{len(self._containers)}" if label is None else label)
        return self.add_container(container)

    def stem(self, *args, linefmt=None, markerfmt=None, basefmt=None, bottom=0, label=None, orientation="vertical", data=None):
        args = [pick(data, a) for a in args]
        if len(args) > 1 and isinstance(args[1], str):
            args = [args[0]], args[1:]
            args = [*args[0], *args[1]]
        places = args[0] if len(args) > 1 and not isinstance(args[1], str) else None
        heads = args[1] if places is not None else args[0]
        heads = self.yaxis.convert_units(heads)
        places = np.arange(len(heads), dtype=float) if places is None else self.xaxis.convert_units(places)
        more = [a for a in args if isinstance(a, str)]
        linefmt = more[0] if more else linefmt
        style, marker, color = format_parts(linefmt) if linefmt else (None, None, None)
        mark_style, mark, mark_color = format_parts(markerfmt) if markerfmt else (None, None, None)
        color = color or "C0"
        base_style, _, base_color = format_parts(basefmt) if basefmt else (None, None, None)
        up = orientation == "vertical"
        if up:
            lines = self.vlines(places, bottom, heads, colors=color, linestyles=style or "-", label="_nolegend_")
        else:
            lines = self.hlines(places, bottom, heads, colors=color, linestyles=style or "-", label="_nolegend_")
        look = {"color": mark_color or color, "linestyle": mark_style or "None", "marker": mark or "o", "label": "_nolegend_"}
        xy = (places, heads) if up else (heads, places)
        (top,) = self.plot(*xy, **look)
        ends = [float(places.min()), float(places.max())] if len(places) else []
        flat = [bottom] * len(ends)
        (base,) = self.plot(*((ends, flat) if up else (flat, ends)), color=base_color or "C3", linestyle=base_style or "-", label="_nolegend_")
        return self.add_container(StemContainer((top, lines, base), label=label if label is not None else f"_container{len(self._containers)}"))

    # Areas.

    def fill_between(self, x, y1, y2=0, where=None, interpolate=False, step=None, *, data=None, **options):
        return self._between("x", x, y1, y2, where, interpolate, step, data, options)

    def fill_betweenx(self, y, x1, x2=0, where=None, step=None, interpolate=False, *, data=None, **options):
        return self._between("y", y, x1, x2, where, interpolate, step, data, options)

    def _between(self, name, at, one, two, where, interpolate, step, data, options):
        first, second = (self.xaxis, self.yaxis) if name == "x" else (self.yaxis, self.xaxis)
        at = first.convert_units(pick(data, at))
        one, two = second.convert_units(pick(data, one)), second.convert_units(pick(data, two))
        try:
            one, two = np.broadcast_to(one, at.shape).astype(float), np.broadcast_to(two, at.shape).astype(float)
        except ValueError:
            raise ValueError(f"'{name}' and the other arguments must have the same size: {at.shape}, {one.shape} and {two.shape}") from None
        seen = np.isfinite(at) & np.isfinite(one) & np.isfinite(two)
        if where is not None:
            where = np.asarray(where.to_numpy() if hasattr(where, "to_numpy") else where, bool)
            if where.shape != at.shape:
                raise ValueError(f"where size {where.shape} does not match '{name}' size {at.shape}")
            seen &= where
        edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(int), [0]]))).reshape(-1, 2)
        polygons = []
        for start, end in edges.tolist():
            a, u, v = at[start:end], one[start:end], two[start:end]
            if step is not None:
                helper = Line2D([], [], drawstyle="steps-" + step)
                (a2, u), (_, v) = helper._steps(a, u), helper._steps(a, v)
                a = a2
            if not len(a):
                continue
            if interpolate and where is not None:
                a, u, v = _meet(at, one, two, start, end, a, u, v)
            along = np.concatenate([a[:1], a, a[-1:], a[::-1], a[:1]])
            across = np.concatenate([v[:1], u, v[-1:], v[::-1], v[:1]])
            polygons.append(np.stack([along, across] if name == "x" else [across, along], 1))
        options = normalize(options, PolyCollection)
        if not {"color", "facecolor"} & set(options):
            options["facecolor"] = self._next_color(fill=True)
        made = FillBetweenPolyCollection(polygons, **options)
        self._add(made)
        return made

    def fill(self, *args, data=None, **options):
        options = normalize(options, Polygon)
        args, found = [pick(data, a) for a in args], []
        while args:
            x = args.pop(0)
            y = args.pop(0)
            color = format_parts(args.pop(0))[2] if args and isinstance(args[0], str) else None
            xy = np.stack([self.xaxis.convert_units(x), self.yaxis.convert_units(y)], 1)
            mine = dict(options)
            if not {"color", "facecolor"} & set(mine):
                mine["facecolor"] = color or self._next_color(fill=True)
            found.append(self._add(Polygon(xy, closed=True, **mine)))
        return found

    def stackplot(self, x, *args, labels=(), colors=None, hatch=None, baseline="zero", data=None, **options):
        if baseline != "zero":
            raise NotImplementedError("this matplotlib has stackplot with baseline='zero' only")
        rows = [columns(pick(data, a)) for a in args]
        if len(rows) == 1 and isinstance(args[0], dict):
            raise TypeError("stackplot takes lists; use *data.values() and labels=data.keys()")
        stack = np.asarray(rows[0], float) if len(rows) == 1 and rows[0].ndim == 2 else np.stack([np.asarray(r, float) for r in rows])
        stack = np.cumsum(stack, axis=0)
        labels = [*labels, *[None] * len(stack)]
        colors = list(colors) if colors is not None else None
        found = []
        for i in range(len(stack)):
            color = colors[i % len(colors)] if colors else self._next_color()
            area = self.fill_between(x, stack[i - 1] if i else 0, stack[i], facecolor=color, label=labels[i], **options)
            area._sticky = ((), [0.0]) if not i else ((), ())
            found.append(area)
        return found

    # Lines across the axes.

    def _across(self, kind, value, low, high, options):
        axis = self._axis_map["y" if kind == "h" else "x"]
        (value,) = axis.convert_units(value).tolist()
        ends, flat = [low, high], [value, value]
        before = sorted(axis.get_view_interval().tolist())
        line = Line2D(*((ends, flat) if kind == "h" else (flat, ends)), **normalize(options, Line2D))
        line.axes = self
        line._transform = self.get_yaxis_transform() if kind == "h" else self.get_xaxis_transform()
        line._uses = (kind == "v", kind == "h")
        outside = value < before[0] or value > before[1]
        self._add(line, axis.name if outside else "")
        return line

    def axhline(self, y=0, xmin=0, xmax=1, **options):
        return self._across("h", y, xmin, xmax, options)

    def axvline(self, x=0, ymin=0, ymax=1, **options):
        return self._across("v", x, ymin, ymax, options)

    def axline(self, xy1, xy2=None, *, slope=None, **options):
        if (xy2 is None) == (slope is None):
            raise TypeError("Exactly one of 'xy2' and 'slope' must be given")
        options = normalize(options, Line2D)
        return self._add(AxLine(xy1, xy2, slope, **options))

    def _span(self, kind, low, high, start, end, options):
        axis = self._axis_map["y" if kind == "h" else "x"]
        low, high = axis.convert_units([low, high]).tolist()
        if kind == "h":
            patch = Rectangle((start, low), end - start, high - low, **options)
        else:
            patch = Rectangle((low, start), high - low, end - start, **options)
        patch._transform = self.get_yaxis_transform() if kind == "h" else self.get_xaxis_transform()
        self._add(patch, axis.name)
        return patch

    def axhspan(self, ymin, ymax, xmin=0, xmax=1, **options):
        return self._span("h", ymin, ymax, xmin, xmax, options)

    def axvspan(self, xmin, xmax, ymin=0, ymax=1, **options):
        return self._span("v", xmin, xmax, ymin, ymax, options)

    def _many(self, name, at, low, high, colors, styles, label, options):
        along, across = (self.yaxis, self.xaxis) if name == "h" else (self.xaxis, self.yaxis)
        at, low, high = along.convert_units(at), across.convert_units(low), across.convert_units(high)
        at, low, high = together(at, low, high)
        ends = ((low, at), (high, at)) if name == "h" else ((at, low), (at, high))
        segments = np.stack([np.stack(end, 1) for end in ends], 1)
        color = options.pop("color", colors)
        width = options.pop("linewidth", options.pop("lw", options.pop("linewidths", None)))
        made = LineCollection(segments, colors="C0" if color is None else color, linestyle=styles, label=label, linewidth=width, **options)
        self._add(made)
        return made

    def hlines(self, y, xmin, xmax, colors=None, linestyles="solid", label="", *, data=None, **options):
        styles = options.pop("linestyle", options.pop("ls", linestyles))
        label = label or (y if data is not None and isinstance(y, str) else "")
        y, xmin, xmax = (pick(data, value) for value in (y, xmin, xmax))
        return self._many("h", y, xmin, xmax, rcParams["lines.color"] if colors is None else colors, styles, label, options)

    def vlines(self, x, ymin, ymax, colors=None, linestyles="solid", label="", *, data=None, **options):
        styles = options.pop("linestyle", options.pop("ls", linestyles))
        label = label or (x if data is not None and isinstance(x, str) else "")
        x, ymin, ymax = (pick(data, value) for value in (x, ymin, ymax))
        return self._many("v", x, ymin, ymax, rcParams["lines.color"] if colors is None else colors, styles, label, options)

    def eventplot(self, positions, *, orientation="horizontal", lineoffsets=1, linelengths=1, linewidths=None, colors=None, **options):
        rows = [np.asarray(p, float) for p in positions] if len(positions) and iterable(positions[0]) else [np.asarray(positions, float)]
        offsets = np.broadcast_to(np.arange(len(rows)) if lineoffsets == 1 and len(rows) > 1 else lineoffsets, (len(rows),))
        draw = self.vlines if orientation == "horizontal" else self.hlines
        return [draw(row, o - linelengths / 2, o + linelengths / 2, colors=colors[i % len(colors)] if isinstance(colors, list) else colors, linewidths=linewidths, **options) for i, (row, o) in enumerate(zip(rows, offsets.tolist()))]

    # Texts.

    def text(self, x, y, s, fontdict=None, **options):
        made = Text(x, y, s, **{**(fontdict or {}), **options})
        return self._add(made, "")

    def annotate(self, text, xy, xytext=None, xycoords="data", textcoords=None, arrowprops=None, annotation_clip=None, **options):
        return self._add(Annotation(text, xy, xytext, xycoords, textcoords, arrowprops, annotation_clip, **options), "")

    def arrow(self, x, y, dx, dy, **options):
        return self._add(FancyArrow(x, y, dx, dy, **options), "xy")


def _whole(given, numbers):
    """Whole numbers stay whole, because programs write them beside the bars."""
    given = given.to_numpy() if hasattr(given, "to_numpy") else given
    # Beyond, floats leave whole numbers out.
    if not np.all(np.abs(numbers) < 2.0**53):
        return numbers
    if isinstance(given, np.ndarray):
        return numbers.astype(np.int64) if given.dtype.kind in "iu" else numbers
    items = list(given) if iterable(given) else [given]
    return numbers.astype(np.int64) if items and all(isinstance(v, (int, np.integer)) and not isinstance(v, bool) for v in items) else numbers


def _meet(at, one, two, start, end, a, u, v):
    """Adds the places where two curves meet to the ends of a part."""
    for edge, inner, front in ((start - 1, start, True), (end, end - 1, False)):
        if 0 <= edge < len(at):
            d0, d1 = one[inner] - two[inner], one[edge] - two[edge]
            if d0 != d1 and np.isfinite(d1):
                part = d0 / (d0 - d1)
                if 0 <= part <= 1:
                    x = at[inner] + part * (at[edge] - at[inner])
                    y = one[inner] + part * (one[edge] - one[inner])
                    a, u, v = ((np.append(x, s) if front else np.append(s, x)) if s is a else (np.append(y, s) if front else np.append(s, y)) for s in (a, u, v))
    return a, u, v
