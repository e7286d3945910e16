"""Figures: the pages that axes stand on."""

import math

import numpy as np

from . import _svg
from ._describe import describe
from ._layout import tight_params
from ._rc import font_size, rcParams
from .artist import Artist
from .axes import Axes
from .gridspec import GridSpec, SubplotParams
from .legend import Legends
from .patches import Rectangle
from .text import Text
from .transforms import Bbox, Transform

LARGEST = 100


class Figure(Artist, Legends):
    """A page with axes, titles and legends."""

    PROPERTIES = {"zorder": 0, "frameon": True}

    def __init__(self, figsize=None, dpi=None, *, facecolor=None, edgecolor=None, linewidth=0.0, frameon=None, subplotpars=None, tight_layout=None, constrained_layout=None, layout=None, **options):
        super().__init__(**options)
        self.figure = self
        self.number = None
        self._axes, self._current, self._texts = [], None, []
        self.patches, self.lines, self.images = [], [], []
        self.legend_ = None
        self.dpi = float(rcParams["figure.dpi"] if dpi is None else dpi)
        if not 1 <= self.dpi <= 10000:
            raise ValueError(f"dpi must be from 1 to 10000, not {self.dpi:g}")
        self.set_size_inches(rcParams["figure.figsize"] if figsize is None else figsize)
        self.patch = Rectangle((0, 0), 1, 1, facecolor=rcParams["figure.facecolor"] if facecolor is None else facecolor, edgecolor="none")
        self.subplotpars = subplotpars or SubplotParams()
        self.transFigure = Transform(self, "figure", "figure")
        self._suptitle = self._supxlabel = self._supylabel = None
        self._layout = None
        if layout not in (None, "tight", "constrained", "compressed", "none"):
            raise ValueError(f"Invalid value for 'layout': {layout!r}")
        if layout in ("tight", "constrained", "compressed") or tight_layout or constrained_layout or layout is None and (rcParams["figure.autolayout"] or rcParams["figure.constrained_layout.use"]):
            # Both kinds of layout make room for labels; here they are one.
            self._layout = tight_layout if isinstance(tight_layout, dict) else {}
        self.canvas = _Canvas(self)
        self._facecolor_set = facecolor is not None

    axes = property(lambda self: list(self._axes), lambda self, value: None)
    texts = property(lambda self: list(self._texts))
    legends = property(lambda self: [self.legend_] if self.legend_ is not None else [])
    bbox = property(lambda self: Bbox.from_bounds(0, 0, *(v * self.dpi for v in self._size)))

    def _points(self):
        return self._size[0] * 72, self._size[1] * 72

    def set_size_inches(self, w, h=None, forward=True):
        size = tuple(float(v) for v in ((w, h) if h is not None else w))
        if len(size) != 2 or not all(math.isfinite(v) and v > 0 for v in size):
            raise ValueError(f"figure size must be positive finite not {size}")
        if max(size) > LARGEST:
            raise ValueError(f"a figure of {size[0]:g} x {size[1]:g} inches is too large: figsize is in inches, up to {LARGEST}")
        self._size = size

    def get_size_inches(self):
        return np.array(self._size)

    def get_figwidth(self):
        return self._size[0]

    def get_figheight(self):
        return self._size[1]

    def set_figwidth(self, val):
        self.set_size_inches(val, self._size[1])

    def set_figheight(self, val):
        self.set_size_inches(self._size[0], val)

    def get_dpi(self):
        return self.dpi

    def set_dpi(self, val):
        self.dpi = float(val)

    def set_facecolor(self, color):
        self.patch.set_facecolor(color)
        self._facecolor_set = True

    def get_facecolor(self):
        return self.patch.get_facecolor()

    def set_layout_engine(self, layout=None, **options):
        self._layout = options if layout in ("tight", "constrained", "compressed") else None

    set_tight_layout = set_constrained_layout = lambda self, on=True: self.set_layout_engine("tight" if on else None)

    # Axes.

    def add_axes(self, *args, **options):
        if len(args) != 1:
            raise TypeError("add_axes() takes one rectangle (left, bottom, width, height), or axes")
        if isinstance(args[0], Axes):
            axes = args[0]
        else:
            rect = tuple(float(v) for v in args[0])
            if len(rect) != 4 or not all(map(math.isfinite, rect)):
                raise ValueError(f"all entries in rect must be finite not {args[0]}")
            axes = Axes(self, rect, **_no_polar(options))
        return self._joined(axes)

    def _joined(self, axes):
        if axes not in self._axes:
            self._axes.append(axes)
        self._current = axes
        return axes

    def add_subplot(self, *args, **options):
        spec = self._spec(args)
        axes = Axes(self, None, **_no_polar(options))
        axes._spec, axes._fixed = spec, None
        return self._joined(axes)

    def _spec(self, args):
        if not args:
            args = (1, 1, 1)
        if len(args) == 1:
            (one,) = args
            if hasattr(one, "rowspan"):
                return one
            if isinstance(one, GridSpec):
                return one[:, :]
            if not isinstance(one, int) or not 100 <= one <= 999:
                raise ValueError(f"Single argument to subplot must be a three-digit integer, not {one!r}")
            args = tuple(int(d) for d in str(one))
        if len(args) != 3:
            raise TypeError(f"subplot() takes 1 or 3 positional arguments but {len(args)} were given")
        rows, columns, place = args
        grid = self._grid(rows, columns)
        if isinstance(place, tuple):
            first, last = place
            if not 1 <= first <= last <= rows * columns:
                raise ValueError(f"num must be a tuple (first, last) with 1 <= first <= last <= {rows * columns}, not {place!r}")
            columns_of = sorted(((first - 1) % columns, (last - 1) % columns))
            return grid[(first - 1) // columns : (last - 1) // columns + 1, columns_of[0] : columns_of[1] + 1]
        if isinstance(place, bool) or not 1 <= place <= rows * columns:
            raise ValueError(f"num must be an integer with 1 <= num <= {rows * columns}, not {place!r}")
        return grid[int(place) - 1]

    def _grid(self, rows, columns):
        for axes in self._axes:
            grid = axes._spec and axes._spec.get_gridspec()
            if grid and grid.get_geometry() == (rows, columns) and grid._parent is None and grid._widths == [1] * columns and grid._heights == [1] * rows:
                return grid
        return GridSpec(rows, columns, figure=self)

    def add_gridspec(self, nrows=1, ncols=1, **options):
        return GridSpec(nrows, ncols, figure=self, **options)

    def subplots(self, nrows=1, ncols=1, *, sharex=False, sharey=False, squeeze=True, width_ratios=None, height_ratios=None, subplot_kw=None, gridspec_kw=None):
        options = dict(gridspec_kw or {})
        for name, ratios in (("width_ratios", width_ratios), ("height_ratios", height_ratios)):
            if ratios is not None:
                options[name] = ratios
        grid = self.add_gridspec(nrows, ncols, **options)
        nrows, ncols = grid.get_geometry()
        known = {True: "all", False: "none"}
        shares = []
        for name, share in (("sharex", sharex), ("sharey", sharey)):
            share = known[share] if isinstance(share, (bool, int)) else share
            if share not in ("all", "row", "col", "none"):
                raise ValueError(f"{share!r} is not a valid value for {name}; supported values are 'all', 'row', 'col', 'none', False, True")
            shares.append(share)
        found = np.full((nrows, ncols), None, dtype=object)
        for r in range(nrows):
            for c in range(ncols):
                with_whom = {"none": None, "all": found[0, 0], "row": found[r, 0], "col": found[0, c]}
                found[r, c] = self.add_subplot(grid[r, c], sharex=with_whom[shares[0]], sharey=with_whom[shares[1]], **(subplot_kw or {}))
        # Inner labels of shared axes are hidden.
        for r in range(nrows):
            for c in range(ncols):
                if shares[0] in ("col", "all") and r < nrows - 1:
                    found[r, c].xaxis.set_tick_params("both", labelbottom=False)
                if shares[1] in ("row", "all") and c > 0:
                    found[r, c].yaxis.set_tick_params("both", labelleft=False)
        if not squeeze:
            return found
        return found[0, 0] if found.size == 1 else found.reshape(-1) if 1 in (nrows, ncols) else found

    def subplot_mosaic(self, mosaic, *, sharex=False, sharey=False, width_ratios=None, height_ratios=None, empty_sentinel=".", subplot_kw=None, per_subplot_kw=None, gridspec_kw=None):
        if isinstance(mosaic, str):
            mosaic = [list(row.strip()) for row in mosaic.replace(";", "\n").split("\n") if row.strip()]
        options = dict(gridspec_kw or {})
        options.update({k: v for k, v in (("width_ratios", width_ratios), ("height_ratios", height_ratios)) if v is not None})
        grid = self.add_gridspec(len(mosaic), len(mosaic[0]), **options)
        places = {}
        for r, row in enumerate(mosaic):
            if len(row) != len(mosaic[0]):
                raise ValueError("All of the rows must be the same length")
            for c, name in enumerate(row):
                if name != empty_sentinel:
                    places.setdefault(name, []).append((r, c))
        made = {}
        for name, cells in places.items():
            rows, columns = sorted(r for r, _ in cells), sorted(c for _, c in cells)
            first = next(iter(made.values()), None)
            made[name] = self.add_subplot(grid[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], sharex=first if sharex else None, sharey=first if sharey else None, **(subplot_kw or {}))
        return made

    def delaxes(self, ax):
        self._axes.remove(ax)
        for axis in (ax.xaxis, ax.yaxis):
            if ax in axis.state.axes and len(axis.state.axes) > 1:
                axis.state.axes.remove(ax)
        if self._current is ax:
            self._current = self._axes[-1] if self._axes else None

    def gca(self):
        return self._current if self._current is not None else self.add_subplot()

    def sca(self, a):
        self._current = a
        return a

    def get_axes(self):
        return self.axes

    def clear(self, keep_observers=False):
        self._axes, self._current, self._texts, self.legend_ = [], None, [], None
        self._suptitle = self._supxlabel = self._supylabel = None

    clf = clear

    # Texts.

    def _title(self, name, text, x, y, size, options):
        made = Text(options.pop("x", x), options.pop("y", y), text, **{"transform": self.transFigure, "fontsize": font_size(rcParams["figure.titlesize"]), **options})
        made.figure = self
        setattr(self, name, made)
        return made

    def suptitle(self, t, **options):
        return self._title("_suptitle", t, 0.5, 0.98, None, {"ha": "center", "va": "top", "fontweight": rcParams["figure.titleweight"], **_long(options)})

    def supxlabel(self, t, **options):
        return self._title("_supxlabel", t, 0.5, 0.01, None, {"ha": "center", "va": "bottom", **_long(options)})

    def supylabel(self, t, **options):
        return self._title("_supylabel", t, 0.02, 0.5, None, {"ha": "left", "va": "center", "rotation": 90, **_long(options)})

    def get_suptitle(self):
        return self._suptitle._text if self._suptitle else ""

    def text(self, x, y, s, fontdict=None, **options):
        made = Text(x, y, s, **{"transform": self.transFigure, **(fontdict or {}), **options})
        made.figure = self
        self._texts.append(made)
        return made

    def _remove(self, artist):
        if artist is self.legend_:
            self.legend_ = None
        else:
            self._texts.remove(artist)

    # Layout.

    def subplots_adjust(self, left=None, bottom=None, right=None, top=None, wspace=None, hspace=None):
        self.subplotpars.update(left=left, bottom=bottom, right=right, top=top, wspace=wspace, hspace=hspace)

    def tight_layout(self, *, pad=1.08, h_pad=None, w_pad=None, rect=None):
        options = tight_params(self, pad, h_pad, w_pad, rect)
        if options:
            self.subplots_adjust(**options)

    def autofmt_xdate(self, bottom=0.2, rotation=30, ha="right", which="major"):
        for axes in self._axes:
            spec = axes._spec
            if spec is None or spec.is_last_row():
                for label in axes.get_xticklabels():
                    label.set(rotation=rotation, ha=ha)
            else:
                axes.xaxis.set_tick_params("both", labelbottom=False)
                axes.set_xlabel("")
        self.subplots_adjust(bottom=bottom)

    def align_labels(self, axs=None):
        pass

    align_xlabels = align_ylabels = align_titles = align_labels

    def colorbar(self, mappable, cax=None, ax=None, use_gridspec=True, **options):
        from .colorbar import Colorbar, make_axes

        if ax is None:
            ax = getattr(mappable, "axes", None)
            if ax is None and cax is None:
                raise ValueError("Unable to determine Axes to steal space for Colorbar. Either provide the *cax* argument to use as the Axes for the Colorbar, provide the *ax* argument to steal space from it, or add *mappable* to an Axes.")
        current = self._current
        if cax is None:
            cax, options = make_axes(self, ax, options)
        made = Colorbar(cax, mappable, **options)
        self._current = current
        return made

    # The picture.

    def _box(self):
        """The box in points of all that is drawn."""
        boxes = [axes._tight() for axes in self._axes if axes._visible]
        for text in [*self._texts, self._suptitle, self._supxlabel, self._supylabel]:
            if text is not None:
                box = text._box()
                if box:
                    boxes.append(box)
        if self.legend_ is not None:
            boxes.append(self.legend_._box())
        return boxes

    def draw_without_rendering(self):
        self.to_svg()

    def draw(self, page=None):
        pass

    def _settle(self):
        if self._layout is not None:
            # The labels of ticks depend on the place, so that the layout is done twice.
            for _ in range(2):
                self.tight_layout(**{k: v for k, v in self._layout.items() if k in ("pad", "h_pad", "w_pad", "rect")})

    def to_svg(self, tight=None, pad=0.1, facecolor=None, transparent=False, dpi=None):
        """The picture as SVG. `tight` cuts it to what is drawn; with "grow" it only becomes larger."""
        self._settle()
        width, height = self._points()
        page = _svg.Page(width, height, self.dpi)
        face = self.patch._face() if facecolor in (None, "auto") else self.patch._rgba(facecolor)
        if transparent:
            face = (0.0, 0.0, 0.0, 0.0)
        for axes in sorted((a for a in self._axes if a._visible), key=lambda a: a._zorder):
            axes.draw(page)
        for text in [*self._texts, self._suptitle, self._supxlabel, self._supylabel]:
            if text is not None and text._visible:
                text.draw(page)
        if self.legend_ is not None:
            self.legend_.draw(page)
        view = (0.0, 0.0, width, height)
        boxes = self._box() if tight else []
        if boxes:
            x0, y0, x1, y1 = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
            edge = pad * 72
            x0, y0, x1, y1 = x0 - edge, y0 - edge, x1 + edge, y1 + edge
            if tight == "grow":
                x0, y0 = (x0 if x0 + edge < -0.5 else 0.0), (y0 if y0 + edge < -0.5 else 0.0)
                x1, y1 = (x1 if x1 - edge > width + 0.5 else width), (y1 if y1 - edge > height + 0.5 else height)
            far = LARGEST * 72
            x0, y0, x1, y1 = max(x0, -far), max(y0, -far), min(x1, far), min(y1, far)
            view = (x0, height - y1, x1 - x0, y1 - y0)
        back = ""
        if face[3]:
            n = _svg.number
            back = f'<rect x="{n(view[0])}" y="{n(view[1])}" width="{n(view[2])}" height="{n(view[3])}"{_svg.paint("fill", face)}/>'
        return page.svg((self.dpi if dpi in (None, "figure") else float(dpi)) / 72, describe(self), back, view)

    def savefig(self, fname, *, transparent=None, dpi=None, format=None, bbox_inches=None, pad_inches=None, facecolor="auto", edgecolor="auto", backend=None, metadata=None, orientation=None, papertype=None, bbox_extra_artists=None, pil_kwargs=None):
        name = getattr(fname, "name", "") if hasattr(fname, "write") else str(fname)
        if format is None:
            end = name.rsplit("/", 1)[-1]
            format = end.rsplit(".", 1)[1] if "." in end else rcParams["savefig.format"]
        format = format.lower()
        if format != "svg":
            if format in ("png", "jpg", "jpeg", "pdf", "eps", "ps", "tif", "tiff", "webp", "pgf", "raw", "rgba", "gif", "svgz"):
                instead = "file, format='svg'" if hasattr(fname, "write") else repr((name[: -len(format) - 1] if name.lower().endswith("." + format) else name) + ".svg")
                raise NotImplementedError(f"this matplotlib draws SVG and cannot write {format.upper()}: write plt.savefig({instead}) instead")
            raise ValueError(f"Format {format!r} is not supported (supported formats: svg)")
        bbox_inches = rcParams["savefig.bbox"] if bbox_inches is None else bbox_inches
        pad = rcParams["savefig.pad_inches"] if pad_inches is None else pad_inches
        transparent = rcParams["savefig.transparent"] if transparent is None else transparent
        svg = self.to_svg(tight=bbox_inches == "tight", pad=pad, facecolor=rcParams["savefig.facecolor"] if facecolor == "auto" else facecolor, transparent=transparent, dpi=rcParams["savefig.dpi"] if dpi is None else dpi)
        if hasattr(fname, "write"):
            try:
                fname.write(svg)
            except TypeError:
                fname.write(svg.encode())
            return
        if "." not in name.rsplit("/", 1)[-1]:
            name += ".svg"
        with open(name, "w") as file:
            file.write(svg)

    def show(self, warn=True):
        import _display

        _display.show(self.to_svg(tight="grow"), describe(self))

    def get_children(self):
        return [self.patch, *self._axes, *self._texts]

    def waitforbuttonpress(self, timeout=-1):
        pass

    def __repr__(self):
        w, h = (v * self.dpi for v in self._size)
        return f"<Figure size {w:g}x{h:g} with {len(self._axes)} Axes>"

    __str__ = lambda self: f"Figure({self._size[0] * self.dpi:g}x{self._size[1] * self.dpi:g})"


def _long(options):
    short = {"size": "fontsize", "weight": "fontweight", "horizontalalignment": "ha", "verticalalignment": "va"}
    return {short.get(k, k): v for k, v in options.items()}


def _no_polar(options):
    return {**options, "projection": "polar"} if options.pop("polar", False) else options


class _Canvas:
    """What a figure is drawn on: here only a name for it."""

    def __init__(self, figure):
        self.figure = figure

    def draw(self):
        self.figure.to_svg()

    draw_idle = draw

    def flush_events(self):
        pass

    def get_renderer(self):
        return None

    def mpl_connect(self, *_):
        return 0

    def set_window_title(self, title):
        pass

    def get_width_height(self):
        return tuple(int(v * self.figure.dpi) for v in self.figure._size)
