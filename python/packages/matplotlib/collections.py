"""Many shapes that are drawn as one artist."""

import numpy as np

from . import _svg, markers
from ._rc import rcParams
from .artist import Artist
from .lines import MANY
from .colors import ScalarMappable, to_rgba, to_rgba_array


class Collection(Artist, ScalarMappable):
    """Shapes that share properties; each may have its own colour and width."""

    PROPERTIES = {"facecolor": None, "edgecolor": None, "linewidth": None, "linestyle": "-", "zorder": 1, "hatch": None, "antialiased": True, "color": None, "capstyle": None, "joinstyle": None, "urls": None}
    ALIASES = {"fc": "facecolor", "facecolors": "facecolor", "ec": "edgecolor", "edgecolors": "edgecolor", "lw": "linewidth", "linewidths": "linewidth", "ls": "linestyle", "linestyles": "linestyle", "dashes": "linestyle", "antialiaseds": "antialiased", "aa": "antialiased"}

    def __init__(self, *, cmap=None, norm=None, vmin=None, vmax=None, array=None, **options):
        color = options.pop("color", None)
        super().__init__(**{k: v for k, v in options.items() if v is not None})
        self._init_norm(norm, cmap, vmin, vmax)
        if color is not None:
            self.set_color(color)
        if array is not None:
            self.set_array(array)

    def set_color(self, color):
        self._facecolor = self._edgecolor = color
        to_rgba_array(color)

    def set_facecolor(self, color):
        if color is not None and not (isinstance(color, str) and color in ("face", "none")):
            to_rgba_array(color)
        self._facecolor = color

    def set_edgecolor(self, color):
        if color is not None and not (isinstance(color, str) and color in ("face", "none")):
            to_rgba_array(color)
        self._edgecolor = color

    def set_linestyle(self, style):
        self._linestyle = _svg.linestyle(style) if isinstance(style, str) or isinstance(style, tuple) and not isinstance(style[0], (str, tuple)) else [_svg.linestyle(s) for s in style]

    def _mapped(self):
        self.autoscale_None()
        values = np.asarray(self._A)
        return self.cmap(self.norm(values.ravel()), self._alpha)

    def get_facecolor(self):
        if self._A is not None and not (isinstance(self._facecolor, str) and self._facecolor == "none"):
            return self._mapped()
        color = rcParams["patch.facecolor"] if self._facecolor is None else self._facecolor
        return to_rgba_array(color, self._alpha)

    def get_edgecolor(self):
        edge = self._edgecolor
        if isinstance(edge, str) and edge == "face":
            return self.get_facecolor()
        if edge is None:
            return np.zeros((0, 4))
        return to_rgba_array(edge, self._alpha)

    def _one_width(self):
        width = rcParams["patch.linewidth"] if self._linewidth is None else self._linewidth
        return np.atleast_1d(np.asarray(width, float))

    def get_linewidth(self):
        return self._one_width()

    def get_offsets(self):
        return np.zeros((1, 2))

    def _clip(self, page):
        return page.clip(self.axes._clip_rectangle()) if self._clip_on and self.axes is not None else ""


def _row(rows, i):
    return tuple(rows[i % len(rows)]) if len(rows) else None


class PathCollection(Collection):
    """Marks at places, each with its own size and colour."""

    PROPERTIES = {"offsets": None}

    def __init__(self, x, y, sizes, marker, **options):
        super().__init__(**options)
        self._x, self._y, self._sizes, self._marker = x, y, np.asarray(sizes, float), marker

    def get_offsets(self):
        return np.stack([self._x, self._y], 1)

    def set_offsets(self, offsets):
        offsets = np.asarray(offsets, float).reshape(-1, 2)
        self._x, self._y = offsets[:, 0], offsets[:, 1]

    def get_sizes(self):
        return self._sizes

    def set_sizes(self, sizes, dpi=None):
        self._sizes = np.atleast_1d(np.asarray(sizes, float))

    def _limits(self):
        ok = np.isfinite(self._x) & np.isfinite(self._y)
        return [self._x[ok]], [self._y[ok]]

    def legend_elements(self, prop="colors", num="auto", fmt=None, func=lambda x: x, **options):
        """Handles and labels for a legend of the colours or sizes."""
        from .lines import Line2D

        values = np.unique(np.asarray(self._A if prop == "colors" else self._sizes))
        if num == "auto" and len(values) > 9 or isinstance(num, int) and num < len(values):
            from .ticker import MaxNLocator

            locs = MaxNLocator(nbins=num if isinstance(num, int) else 9, min_n_ticks=(num if isinstance(num, int) else 9) - 1, steps=[1, 2, 2.5, 3, 5, 6, 8, 10]).tick_values(float(func(values.min())), float(func(values.max())))
            values = locs[(locs >= func(values.min())) & (locs <= func(values.max()))]
        handles, labels = [], []
        size = float(np.mean(self._sizes)) ** 0.5
        for value in values.tolist():
            color = self.cmap(self.norm(value)) if prop == "colors" else options.get("color", tuple(self.get_facecolor()[0]))
            handles.append(Line2D([0], [0], linestyle="None", marker=self._marker, color=color, markersize=size if prop == "colors" else value**0.5, alpha=options.get("alpha", self._alpha)))
            shown = func(value)
            labels.append(fmt.format(x=shown) if isinstance(fmt, str) else f"$\\mathdefault{{{shown:g}}}$".replace("-", "\u2212"))
        return handles, labels

    def draw(self, page):
        faces, edges, widths = self.get_facecolor(), self.get_edgecolor(), self._one_width()
        if not markers.is_filled(self._marker):
            faces, edges = np.zeros((0, 4)), faces if isinstance(self._edgecolor, str) and self._edgecolor == "face" else edges
        if self._marker == "o" and len(widths) == 1 and self._alpha is None and isinstance(self._edgecolor, str) and self._edgecolor == "face" and (faces[:, 3] == 1).all():
            # An edge of the colour of the face is a larger circle.
            edges, grown = np.zeros((0, 4)), float(widths[0])
        else:
            grown = 0.0
        x, y = self._trans().page(self._x, self._y)
        seen = np.isfinite(x) & np.isfinite(y)
        sizes = np.sqrt(np.abs(self._sizes)) + grown
        room = float(sizes.max()) if len(sizes) else 0.0
        if self._clip_on and self.axes is not None:
            left, top, w, h = self.axes._clip_rectangle()
            seen &= (x > left - room) & (x < left + w + room) & (y > top - room) & (y < top + h + room)
        index = np.flatnonzero(seen)
        xs, ys = np.round(x[index], 2).tolist(), np.round(y[index], 2).tolist()
        one = len(faces) <= 1 and len(edges) <= 1 and len(sizes) == 1 and len(widths) == 1
        join = "round" if self._marker in "o." else None
        if len(sizes) == 1:
            names = [page.mark(markers.path(self._marker, sizes[0]))] * len(xs)
        else:
            # Sizes that differ by less than a twentieth of a point look the same.
            marks = [round(float(s) * 20) / 20 for s in sizes[index % len(sizes)]] if len(sizes) else []
            names = [page.mark(markers.path(self._marker, s)) for s in marks]

        if one and grown and len(xs) > MANY:
            page.dots(x[index], y[index], float(sizes[0]), _row(faces, 0), self._clip(page))
            return

        def look(i):
            return (_svg.paint("fill", _row(faces, i)) or ' fill="none"') + _svg.stroke(_row(edges, i), float(widths[i % len(widths)]), join=join)

        if one:
            page.out.append(f"<g{look(0)}{self._clip(page)}>")
            page.out.append("".join([f'<use href="#{n}" x="{a:g}" y="{b:g}"/>' for n, a, b in zip(names, xs, ys)]))
        else:
            known = {}
            page.out.append(f"<g{self._clip(page)}>")
            keys = (np.round(faces * 255).astype(int) if len(faces) else np.zeros((1, 4), int)).tolist()
            simple = len(edges) <= 1 and len(widths) == 1 or isinstance(self._edgecolor, str) and self._edgecolor == "face" and len(widths) == 1
            parts = []
            for i, n, a, b in zip(index.tolist(), names, xs, ys):
                key = tuple(keys[i % len(keys)]) if simple else i
                text = known.get(key)
                if text is None:
                    text = known[key] = look(i)
                parts.append(f'<use href="#{n}" x="{a:g}" y="{b:g}"{text}/>')
            page.out.append("".join(parts))
        page.out.append("</g>")


class PolyCollection(Collection):
    """Polygons in data."""

    def __init__(self, verts, closed=True, **options):
        super().__init__(**options)
        self._verts = [np.asarray(v, float) for v in verts]
        self._closed = closed

    def get_paths(self):
        return [_Path(v) for v in self._verts]

    def set_verts(self, verts, closed=True):
        self._verts = [np.asarray(v, float) for v in verts]

    def _limits(self):
        ok = [v[np.isfinite(v).all(axis=1)] for v in self._verts if len(v)]
        trans = self._trans()
        return [v[:, 0] for v in ok] if trans.is_data(0) else [], [v[:, 1] for v in ok] if trans.is_data(1) else []

    def draw(self, page):
        faces, edges, widths = self.get_facecolor(), self.get_edgecolor(), self._one_width()
        clip, trans = self._clip(page), self._trans()
        styles = self._linestyle if isinstance(self._linestyle, list) else [self._linestyle]
        for i, v in enumerate(self._verts):
            if len(v):
                line = _svg.stroke(_row(edges, i), float(widths[i % len(widths)]), styles[i % len(styles)], self._capstyle, self._joinstyle)
                d = page.data(*trans.page(v[:, 0], v[:, 1]), closed=self._closed)
                page.path(d, _row(faces, i) if self._closed else None, line, clip)
                if self._hatch and d:
                    from .patches import _hatch

                    name = _hatch(page, self._hatch, _row(edges, i) or to_rgba("black"))
                    page.out.append(f'<path d="{d}" fill="url(#{name})"{clip}/>')


class FillBetweenPolyCollection(PolyCollection):
    pass


class PatchCollection(Collection):
    """Patches that are drawn as one."""

    def __init__(self, patches, match_original=False, **options):
        super().__init__(**options)
        self._patches, self._match = list(patches), match_original

    def _outlines(self):
        return [p._outline() for p in self._patches]

    def _limits(self):
        outlines = self._outlines()
        return [o[0] for o in outlines], [o[1] for o in outlines]

    def draw(self, page):
        faces, edges, widths = self.get_facecolor(), self.get_edgecolor(), self._one_width()
        clip, trans = self._clip(page), self._trans()
        for i, patch in enumerate(self._patches):
            face, edge = (patch._face(), patch._edge()) if self._match else (_row(faces, i), _row(edges, i))
            page.path(page.data(*trans.page(*patch._outline()), closed=True), face, _svg.stroke(edge, float(widths[i % len(widths)])), clip)


class _Path:
    """The points of a shape."""

    def __init__(self, vertices):
        self.vertices = vertices

    def __len__(self):
        return len(self.vertices)


class LineCollection(Collection):
    """Lines that share properties."""

    PROPERTIES = {"zorder": 2}

    def __init__(self, segments, *, colors=None, **options):
        options.setdefault("linewidth", options.pop("linewidths", None))
        super().__init__(**options)
        self.set_segments(segments)
        if colors is not None:
            self.set_color(colors)

    def set_segments(self, segments):
        self._segments = [np.asarray(s, float).reshape(-1, 2) for s in segments]

    set_verts = set_segments

    def get_segments(self):
        return self._segments

    def get_paths(self):
        return [_Path(s) for s in self._segments]

    def set_color(self, color):
        to_rgba_array(color)
        self._edgecolor = color

    set_colors = set_color

    def get_edgecolor(self):
        if self._A is not None:
            return self._mapped()
        return to_rgba_array(rcParams["lines.color"] if self._edgecolor is None else self._edgecolor, self._alpha)

    get_color = get_colors = get_edgecolor

    def get_facecolor(self):
        return np.zeros((0, 4))

    def _one_width(self):
        return np.atleast_1d(np.asarray(rcParams["lines.linewidth"] if self._linewidth is None else self._linewidth, float))

    def _limits(self):
        trans = self._trans()
        ok = [s[np.isfinite(s).all(axis=1)] for s in self._segments]
        return [s[:, 0] for s in ok] if trans.is_data(0) else [], [s[:, 1] for s in ok] if trans.is_data(1) else []

    def draw(self, page):
        colors, widths = self.get_edgecolor(), self._one_width()
        styles = self._linestyle if isinstance(self._linestyle, list) else [self._linestyle]
        clip, trans = self._clip(page), self._trans()
        if not self._segments:
            return
        if len(colors) <= 1 and len(widths) == 1 and len(styles) == 1:
            # Lines that look the same are one path.
            gap = np.full((1, 2), np.nan)
            joined = np.concatenate([part for s in self._segments for part in (s, gap)])
            page.path(page.data(*trans.page(joined[:, 0], joined[:, 1])), None, _svg.stroke(_row(colors, 0), float(widths[0]), styles[0]), clip)
            return
        for i, s in enumerate(self._segments):
            line = _svg.stroke(_row(colors, i), float(widths[i % len(widths)]), styles[i % len(styles)])
            page.path(page.data(*trans.page(s[:, 0], s[:, 1])), None, line, clip)


class QuadMesh(Collection):
    """A grid of coloured quadrilaterals."""

    def __init__(self, x, y, **options):
        super().__init__(**options)
        self._x, self._y = x, y
        self._sticky = ((), ())

    def get_coordinates(self):
        return np.stack([self._x, self._y], -1)

    def _limits(self):
        return [self._x.ravel()], [self._y.ravel()]

    def _regular(self):
        """True if the cells are rectangles of equal size on linear axes."""
        axes = self.axes
        x, y = self._x[0], self._y[:, 0]
        if axes.get_xscale() != "linear" or axes.get_yscale() != "linear" or not ((self._x == x).all() and (self._y.T == y).all()):
            return False
        return all(np.allclose(np.diff(v), v[1] - v[0], rtol=1e-6) for v in (x, y))

    def draw(self, page):
        trans, clip = self._trans(), self._clip(page)
        rows, columns = self._x.shape[0] - 1, self._x.shape[1] - 1
        if not rows or not columns:
            return
        if self._edgecolor in (None, "none", "face") and self._regular():
            rgba = self.get_facecolor().reshape(rows, columns, 4)
            pixels = np.round(rgba * 255).astype(np.uint8)
            px, py = trans.page(self._x[0, [0, -1]], self._y[[0, -1], 0])
            pixels = pixels if py[0] < py[1] else pixels[::-1]
            pixels = pixels if px[0] < px[1] else pixels[:, ::-1]
            page.image(pixels, float(px.min()), float(py.min()), abs(float(px[1] - px[0])), abs(float(py[1] - py[0])), False, clip)
            return
        px, py = (np.round(part, 2).tolist() for part in trans.page(self._x, self._y))
        faces = self.get_facecolor().tolist()
        edges, width = self.get_edgecolor(), float(self._one_width()[0])
        page.out.append(f"<g{clip}>")
        for r in range(rows):
            for c in range(columns):
                face = faces[(r * columns + c) % len(faces)]
                if face[3]:
                    corners = " ".join(f"{px[a][b]:g} {py[a][b]:g}" for a, b in ((r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c)))
                    edge = _row(edges, r * columns + c)
                    page.path(f"M{corners}Z", face, _svg.stroke(edge, width) if edge else f' stroke="{_svg.css(face)}" stroke-width=".2"' if face[3] == 1 else "")
        page.out.append("</g>")
