"""Methods of axes that draw grids of numbers: images, contours, meshes, arrows."""

import math

import _drawing

import numpy as np

from . import _svg, _text
from ._rc import rcParams
from .collections import Collection, QuadMesh
from .colors import ListedColormap, LogNorm, to_rgba_array
from ._plots import pick
from .image import AxesImage
from .ticker import LogLocator, MaxNLocator


class ContourSet(Collection):
    """Lines or areas of equal height."""

    PROPERTIES = {"zorder": 1}

    def __init__(self, axes, x, y, z, levels, filled, colors, extend, linewidths, linestyles, cmap, norm, vmin, vmax, alpha, hatches, origin, **options):
        self.levels = np.asarray(levels, float)
        self.filled, self.extend = filled, extend
        low, high = float(self.levels[0]), float(self.levels[-1])
        edges = self.levels.tolist()
        if filled:
            if extend in ("min", "both"):
                edges = [-math.inf, *edges]
            if extend in ("max", "both"):
                edges = [*edges, math.inf]
            middle = [(a + b) / 2 for a, b in zip(edges, edges[1:])]
            if extend in ("min", "both"):
                middle[0] = low - 1e-10 * max(abs(low), 1) if low else -1e-250
            if extend in ("max", "both"):
                middle[-1] = high + 1e-10 * max(abs(high), 1)
        else:
            middle = edges
        self._edges, self.cvalues = edges, np.array(middle)
        if colors is not None:
            colors = [colors] if isinstance(colors, str) else list(colors)
            super().__init__(alpha=alpha, **options)
            rows = to_rgba_array(colors)
            self._own = rows[np.arange(len(middle)) % len(rows)]
            self.cmap = ListedColormap(rows)
        else:
            super().__init__(cmap=cmap, norm=norm, vmin=vmin, vmax=vmax, alpha=alpha, **options)
            self._own = None
            # Colours go from the first level to the last.
            if self.norm.vmin is None:
                self.norm.vmin = float(self.levels[0])
            if self.norm.vmax is None:
                self.norm.vmax = float(self.levels[-1])
            self._A = self.cvalues
        self.axes, self.figure = axes, axes.figure
        self._grid = (x, y, z)
        self._sizes = linewidths
        self._looks = linestyles
        self._hatches = hatches
        self._sticky = ([float(x.min()), float(x.max())], [float(y.min()), float(y.max())])
        self.labelTexts = []
        self._zorder = options.get("zorder", 1 if filled else 2)

    def colors_of_levels(self):
        rows = self._own if self._own is not None else self.cmap(self.norm(self.cvalues))
        rows = np.array(rows)
        if self._alpha is not None:
            rows[:, 3] = self._alpha
        return rows

    def get_facecolor(self):
        return self.colors_of_levels() if self.filled else np.zeros((0, 4))

    def get_edgecolor(self):
        return np.zeros((0, 4)) if self.filled else self.colors_of_levels()

    @property
    def collections(self):
        return [self]

    @property
    def layers(self):
        return self.cvalues

    def get_linewidths(self):
        width = rcParams["lines.linewidth"] if self._sizes is None else self._sizes
        return np.atleast_1d(np.asarray(width, float))

    get_linewidth = get_linewidths

    def _limits(self):
        x, y, _ = self._grid
        return [x], [y]

    def _curves(self, level):
        x, y, z = self._grid
        if self.filled and level == self._edges[0]:
            # The lowest area has the points at its lower level, too.
            level = math.nextafter(level, -math.inf)
        return _drawing.contour(x, y, z, level, self.filled)

    def draw(self, page):
        clip, trans = self._clip(page), self._trans()
        rows = self.colors_of_levels()
        if not self.filled:
            widths = self.get_linewidths()
            looks = self._looks if isinstance(self._looks, (list, tuple)) else [self._looks]
            for i, level in enumerate(self.levels.tolist()):
                style = looks[i % len(looks)]
                if style is None:
                    # Lines below 0 are dashed if all lines have one colour.
                    style = "--" if self._own is not None and len(np.unique(self._own, axis=0)) == 1 and level < 0 else "-"
                x, y = self._curves(level)
                x, y = trans.page(x, y)
                for text in self.labelTexts:
                    if text._inline == level:
                        # The line is left out behind its label.
                        px, py = trans.page(text._x, text._y)
                        x = np.where(np.hypot(x - px, y - py) < text._room, np.nan, x)
                page.path(page.data(x, y), None, _svg.stroke(tuple(rows[i]), float(widths[i % len(widths)]), _svg.linestyle(style)), clip)
            return
        known = {}

        def data(level):
            if level not in known:
                if level == -math.inf:
                    x, y, _ = self._grid
                    xs, ys = trans.page([x[0], x[-1], x[-1], x[0], x[0]], [y[0], y[0], y[-1], y[-1], y[0]])
                elif level == math.inf:
                    return ""
                else:
                    xs, ys = trans.page(*self._curves(level))
                known[level] = page.data(xs, ys)
            return known[level]

        for i in range(len(self._edges) - 1):
            d = data(self._edges[i]) + data(self._edges[i + 1])
            # A thin line of its colour closes the gap to the next area.
            line = _svg.stroke(tuple(rows[i]), 0.3) if rows[i][3] == 1 else ""
            page.path(d, tuple(rows[i]), line, f' fill-rule="evenodd"{clip}')
            if self._hatches and self._hatches[i % len(self._hatches)] and d:
                from .patches import _hatch

                name = _hatch(page, self._hatches[i % len(self._hatches)], (0.0, 0.0, 0.0, 1.0))
                page.out.append(f'<path d="{d}" fill="url(#{name})" fill-rule="evenodd"{clip}/>')

    def clabel(self, levels=None, *, fontsize=None, inline=True, inline_spacing=5, fmt=None, colors=None, use_clabeltext=False, manual=False, rightside_up=True, zorder=None):
        if self.filled:
            raise ValueError("Filled contours should not be labeled")
        wanted = self.levels.tolist() if levels is None else list(levels)
        rows, placed = self.colors_of_levels(), []
        for i, level in enumerate(self.levels.tolist()):
            if level not in wanted:
                continue
            x, y = self._curves(level)
            ends = [-1, *np.flatnonzero(np.isnan(x)).tolist()]
            length, start = max([(b - a, a) for a, b in zip(ends, ends[1:])], default=(0, 0))
            if length < 4:
                continue
            # Of some places along the curve the farthest from other labels.
            xs, ys = self._trans().up(x, y)
            spots = [start + 2 + (length - 4) * part // 8 for part in (4, 2, 6, 1, 3, 5, 7)]
            at = max(spots, key=lambda k: min([math.hypot(xs[k] - a, ys[k] - b) for a, b in placed], default=0))
            placed.append((float(xs[at]), float(ys[at])))
            px, py = xs[[at - 1, at + 1]], ys[[at - 1, at + 1]]
            angle = math.degrees(math.atan2(py[1] - py[0], px[1] - px[0]))
            angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
            text = fmt[level] if isinstance(fmt, dict) else fmt % level if isinstance(fmt, str) else fmt(level) if callable(fmt) else _plain(level, self.levels)
            color = tuple(rows[i]) if colors is None else colors if isinstance(colors, str) else colors[i % len(colors)]
            label = self.axes.text(float(x[at]), float(y[at]), text, fontsize=fontsize, rotation=angle, color=color, ha="center", va="center", zorder=zorder or 3, clip_on=True)
            label._inline = level if inline else None
            label._room = _text.width(text, label._fontsize) / 2 + inline_spacing * 0.4
            self.labelTexts.append(label)
        return self.labelTexts


QuadContourSet = ContourSet


def _plain(level, levels):
    """A level with as few decimals as all levels need."""
    digits = next((d for d in range(6) if np.allclose(np.round(levels, d), levels, rtol=1e-6, atol=1e-9)), 6)
    return f"{level:.{digits}f}".replace("-", "\u2212")


class Quiver(Collection):
    """Arrows at places."""

    def __init__(self, axes, x, y, u, v, angles, scale, scale_units, units, width, pivot, headwidth, headlength, headaxislength, **options):
        super().__init__(**options)
        self.X, self.Y, self.U, self.V = x, y, u, v
        self._options = (angles, scale, scale_units, width, pivot, headwidth, headlength, headaxislength)

    def get_offsets(self):
        return np.stack([self.X, self.Y], 1)

    def set_UVC(self, U, V, C=None):
        self.U, self.V = np.asarray(U, float).ravel(), np.asarray(V, float).ravel()
        if C is not None:
            self.set_array(C)

    def _limits(self):
        return [self.X], [self.Y]

    def draw(self, page):
        angles, scale, scale_units, width, pivot, head, long, neck = self._options
        left, top, w, h = self.axes._clip_rectangle()
        trans = self._trans()
        x, y = trans.page(self.X, self.Y)
        count = max(len(self.X), 1)
        span = min(max(math.sqrt(count), 8), 25)
        thick = 0.06 * w / span if width is None else width * w
        size = np.hypot(self.U, self.V)
        if angles == "xy" or scale_units in ("xy", "x", "y"):
            x2, y2 = trans.page(self.X + self.U, self.Y + self.V)
            dx, dy = x2 - x, y2 - y
            if angles != "xy":
                length = np.hypot(dx, dy)
                dx, dy = self.U / np.where(size, size, 1) * length, -self.V / np.where(size, size, 1) * length
        else:
            dx, dy = self.U, -self.V
        if scale_units in ("xy", "x", "y"):
            factor = 1 / (scale or 1)
        else:
            # As many arrows of the mean length as fit side by side.
            mean = float(size[size > 0].mean()) if (size > 0).any() else 1.0
            scale = 1.8 * mean * max(10, math.sqrt(count)) if scale is None else scale
            unit = {"height": h, "inches": 72.0, "dots": 72 / self.axes.figure.dpi}.get(scale_units, w)
            factor = unit / scale
            if angles == "xy":
                length = np.hypot(dx, dy)
                dx, dy = dx / np.where(length, length, 1) * size, dy / np.where(length, length, 1) * size
        dx, dy = dx * factor, dy * factor
        back = {"tail": 0.0, "tip": 1.0, "mid": 0.5, "middle": 0.5}[pivot]
        x, y = x - dx * back, y - dy * back
        rows = self.get_facecolor()
        clip = self._clip(page)
        paths = {}
        for i, (a, b, p, q) in enumerate(zip(x.tolist(), y.tolist(), dx.tolist(), dy.tolist())):
            length = math.hypot(p, q)
            if not math.isfinite(length + a + b):
                continue
            if length < thick:
                d = f"M{a - thick / 2:.2f} {b:.2f}a{thick / 2:.2f} {thick / 2:.2f} 0 1 0 {thick:.2f} 0a{thick / 2:.2f} {thick / 2:.2f} 0 1 0 {-thick:.2f} 0Z"
            else:
                c, s = p / length, q / length
                part = min(1.0, length / (thick * long))
                tip, wide, inner = thick * long * part, thick * head / 2 * part, thick * neck * part
                half = thick / 2
                points = ((0, half), (length - inner, half), (length - tip, wide), (length, 0), (length - tip, -wide), (length - inner, -half), (0, -half))
                d = "M" + "L".join(f"{a + c * m - s * n:.2f} {b + s * m + c * n:.2f}" for m, n in points) + "Z"
            paths.setdefault(tuple(rows[i % len(rows)]), []).append(d)
        for rgba, parts in paths.items():
            page.path("".join(parts), rgba, "", clip)


class Grids:
    def imshow(self, X, cmap=None, norm=None, *, aspect=None, interpolation=None, alpha=None, vmin=None, vmax=None, origin=None, extent=None, interpolation_stage=None, filternorm=True, filterrad=4.0, resample=None, url=None, data=None, **options):
        image = AxesImage(self, cmap=cmap, norm=norm, interpolation=interpolation, origin=origin, extent=extent, vmin=vmin, vmax=vmax, alpha=alpha, **options)
        X = pick(data, X)
        image.set_data(X.numpy() if hasattr(X, "numpy") and not isinstance(X, np.ndarray) else X)
        if image._A.ndim == 2:
            image.autoscale_None()
        self.set_aspect(rcParams["image.aspect"] if aspect is None else aspect)
        self._add(image, "")
        if not image._label:
            image._label = f"_image{len(self.images) - 1}"
        self._image_view(image)
        return image

    def _image_view(self, image):
        x0, x1, y0, y1 = image.get_extent()
        image._sticky = ([x0, x1], [y0, y1])
        image._sticky = (sorted(image._sticky[0]), sorted(image._sticky[1]))
        if self.xaxis.state.auto:
            self.set_xlim(x0, x1, auto=None)
        if self.yaxis.state.auto:
            self.set_ylim(y0, y1, auto=None)
            self.yaxis.state.inverted = y1 < y0
        self.xaxis.state.stale = self.yaxis.state.stale = False

    def matshow(self, Z, **options):
        Z = np.asarray(Z)
        image = self.imshow(Z, **{"origin": "upper", "interpolation": "nearest", "aspect": "equal", **options})
        self.title.set_y(1.05)
        self.xaxis.tick_top()
        self.xaxis.set_ticks_position("both")
        self.xaxis.set_tick_params("both", labeltop=True, labelbottom=False)
        for axis in (self.xaxis, self.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=9, steps=[1, 2, 5, 10], integer=True))
        return image

    def spy(self, Z, **options):
        return self.matshow(np.asarray(Z) != 0, cmap="binary", **options)

    # Contours.

    def contour(self, *args, data=None, **options):
        return self._contours([pick(data, arg) for arg in args], False, options)

    def contourf(self, *args, data=None, **options):
        return self._contours([pick(data, arg) for arg in args], True, options)

    def clabel(self, CS, levels=None, **options):
        return CS.clabel(levels, **options)

    def _contours(self, args, filled, options):
        args = list(args)
        name = "contourf" if filled else "contour"
        if not 1 <= len(args) <= 4:
            raise TypeError(f"{name}() takes from 1 to 4 positional arguments but {len(args)} were given")
        levels = options.pop("levels", None)
        if len(args) in (2, 4):
            levels = args.pop()
        z = np.asarray(args[-1], dtype=float)
        if z.ndim != 2:
            raise TypeError(f"Input z must be 2D, not {z.ndim}D")
        rows, columns = z.shape
        if rows < 2 or columns < 2:
            raise TypeError(f"Input z must be at least a (2, 2) shaped array, but has shape {z.shape}")
        extent, origin = options.pop("extent", None), options.pop("origin", None)
        if len(args) == 1:
            x, y = np.arange(columns, dtype=float), np.arange(rows, dtype=float)
            if extent is not None:
                x, y = np.linspace(extent[0], extent[1], columns), np.linspace(extent[2], extent[3], rows)
        else:
            x, y = np.asarray(args[0], float), np.asarray(args[1], float)
            if x.ndim == 2 and y.ndim == 2:
                if x.shape != z.shape or y.shape != z.shape:
                    raise TypeError(f"Shapes of x {x.shape} and z {z.shape} do not match")
                if not ((x == x[0]).all() and (y == y[:, :1]).all()):
                    raise NotImplementedError("this matplotlib has contours on grids of rows and columns only (np.meshgrid)")
                x, y = x[0], y[:, 0]
            elif len(x) != columns:
                raise TypeError(f"Length of x ({len(x)}) must match number of columns in z ({columns})")
            elif len(y) != rows:
                raise TypeError(f"Length of y ({len(y)}) must match number of rows in z ({rows})")
        ok = z[np.isfinite(z)]
        low, high = (float(ok.min()), float(ok.max())) if ok.size else (0.0, 1.0)
        norm, locator = options.pop("norm", None), options.pop("locator", None)
        extend = options.pop("extend", "neither")
        colors = options.pop("colors", None)
        if levels is None or isinstance(levels, (int, np.integer)):
            log = isinstance(norm, LogNorm)
            if locator is None:
                locator = LogLocator() if log else MaxNLocator(7 + 1 if levels is None else int(levels) + 1, min_n_ticks=1)
            found = np.asarray(locator.tick_values(low, high))
            # Levels outside of the data are left out but for one at each end.
            under, over = np.flatnonzero(found < low), np.flatnonzero(found > high)
            first = under[-1] if len(under) else 0
            last = over[0] + 1 if len(over) else len(found)
            if extend in ("min", "both"):
                first += 1
            if extend in ("max", "both"):
                last -= 1
            if last - first < 3:
                first, last = 0, min(3, len(found))
            levels = found[first:last]
            if not filled:
                inside = levels[(levels > low) & (levels < high)]
                if not inside.size:
                    inside = levels
        else:
            levels = np.asarray(levels, float).ravel()
            if not filled:
                inside = levels[(levels > low) & (levels < high)]
                if not len(inside):
                    import warnings

                    warnings.warn("No contour levels were found within the data range.")
        if len(levels) > 1000:
            raise ValueError(f"{len(levels)} levels are too many: at most 1000 can be drawn")
        if len(levels) > 1 and (np.diff(levels) <= 0).any():
            raise ValueError("Contour levels must be increasing")
        if filled and len(levels) < 2:
            raise ValueError("Filled contours require at least 2 levels.")
        made = ContourSet(self, x, y, np.ascontiguousarray(z), levels, filled, colors, extend, options.pop("linewidths", None), options.pop("linestyles", None), options.pop("cmap", None), norm, options.pop("vmin", None), options.pop("vmax", None), options.pop("alpha", None), options.pop("hatches", None), origin, **{k: v for k, v in options.items() if k not in ("antialiased", "corner_mask", "algorithm", "nchunk")})
        self._add(made)
        return made

    # Meshes.

    def pcolormesh(self, *args, alpha=None, norm=None, cmap=None, vmin=None, vmax=None, shading=None, antialiased=False, data=None, **options):
        args = [pick(data, arg) for arg in args]
        C = np.asarray(args[-1], float)
        if C.ndim != 2:
            raise ValueError(f"pcolormesh takes an array of two dimensions, not {C.ndim}")
        rows, columns = C.shape
        if len(args) == 1:
            x, y = np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0))
        elif len(args) == 3:
            x, y = (np.asarray(a, float) for a in args[:2])
            if x.ndim == 1:
                x = np.repeat(x[None, :], y.shape[0], axis=0)
            if y.ndim == 1:
                y = np.repeat(y[:, None], x.shape[1], axis=1)
            if x.shape == C.shape and shading != "flat":
                # The values stand in the middle of their cells.
                x, y = (_between(_between(v, 1), 0) for v in (x, y))
            if x.shape != (rows + 1, columns + 1) or y.shape != x.shape:
                raise TypeError(f"Dimensions of C {C.shape} should be one smaller than X({x.shape[1]}) and Y({x.shape[0]}) while using shading='flat' see help(pcolormesh)")
        else:
            raise TypeError(f"pcolormesh() takes 1 or 3 positional arguments but {len(args)} were given")
        if C.size > 1_000_000:
            raise ValueError(f"a mesh of {C.size} cells is too large: at most 1000000 can be shown")
        edge = options.pop("edgecolors", options.pop("edgecolor", "none"))
        width = options.pop("linewidth", options.pop("lw", options.pop("linewidths", None)))
        mesh = QuadMesh(x, y, cmap=cmap, norm=norm, vmin=vmin, vmax=vmax, alpha=alpha, array=C, edgecolor=None if isinstance(edge, str) and edge == "none" else edge, linewidth=width, **options)
        mesh.autoscale_None()
        mesh._sticky = (sorted([float(x.min()), float(x.max())]), sorted([float(y.min()), float(y.max())]))
        return self._add(mesh)

    def pcolor(self, *args, **options):
        return self.pcolormesh(*args, **options)

    def quiver(self, *args, angles="uv", scale=None, scale_units=None, units="width", width=None, pivot="tail", headwidth=3, headlength=5, headaxislength=4.5, cmap=None, data=None, color=None, **options):
        args = [np.asarray(pick(data, a), float) for a in args]
        if len(args) in (2, 3):
            u, v = args[0], args[1]
            shape = u.shape if u.ndim == 2 else (1, u.size)
            x, y = np.meshgrid(np.arange(shape[1], dtype=float), np.arange(shape[0], dtype=float))
        elif len(args) in (4, 5):
            x, y, u, v = args[:4]
            if x.ndim == 1 and y.ndim == 1 and u.ndim == 2:
                x, y = np.meshgrid(x, y)
        else:
            raise TypeError(f"quiver takes from 2 to 5 positional arguments but {len(args)} were given")
        c = args[-1] if len(args) in (3, 5) else None
        x, y, u, v = (a.ravel() for a in (x, y, u, v))
        if not x.size == y.size == u.size == v.size:
            raise ValueError(f"Argument U has a size {u.size} which does not match {x.size}, the number of arrow positions")
        made = Quiver(self, x, y, u, v, angles, scale, scale_units, units, width, pivot, headwidth, headlength, headaxislength, cmap=cmap, facecolor="k" if color is None else color, linewidth=0.0, array=None if c is None else c.ravel(), **options)
        return self._add(made)


def _between(values, axis):
    """The places between values, and one beyond each end."""
    v = values if axis == 0 else values.T
    if len(v) == 1:
        v = np.concatenate([v - 0.5, v + 0.5])
    else:
        half = np.diff(v, axis=0) / 2
        v = np.concatenate([v[:1] - half[:1], v[:-1] + half, v[-1:] + half[-1:]])
    return v if axis == 0 else v.T
