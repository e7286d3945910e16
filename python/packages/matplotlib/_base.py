"""Axes without what they draw: place, view, titles, legend."""

import math

from ._rc import font_size, rcParams
from .artist import Artist
from ._titles import Titles
from ._view import View
from .axis import Axis
from .image import AxesImage
from .lines import Line2D
from .collections import Collection
from .patches import Patch, Rectangle
from .spines import Spine, Spines
from .text import Text
from .transforms import Bbox, Transform


class _Parts(list):
    """Artists of one kind, as axes.lines."""

    def __call__(self, *_):
        return list(self)


def _kind(cls):
    return property(lambda self: _Parts(a for a in self._artists if isinstance(a, cls) and a is not self.patch))


class AxesBase(Artist, View, Titles):
    PROPERTIES = {"navigate": True, "facecolor": None, "autoscalex_on": True, "autoscaley_on": True}
    ALIASES = {"fc": "facecolor"}
    name = "rectilinear"

    def __init__(self, figure, position, *, sharex=None, sharey=None, label="", frameon=True, facecolor=None, xscale=None, yscale=None, projection=None, **options):
        if projection not in (None, "rectilinear"):
            instead = {"3d": ": mplot3d is not here; draw contours with plt.contourf or colours with plt.scatter(x, y, c=z)", "polar": ": plot r * np.cos(t) and r * np.sin(t)"}
            raise NotImplementedError(f"this matplotlib has no projection {projection!r}" + instead.get(projection, ""))
        self.figure = figure
        self.axes = self
        self._artists, self._position, self._spec = [], position, None
        self._fixed = position
        super().__init__(label=label)
        self.transData, self.transAxes = Transform(self, "data", "data"), Transform(self, "axes", "axes")
        self._frame, self.axison = frameon, True
        self._aspect, self._adjustable, self._anchor = "auto", "box", "C"
        self._margins = [rcParams["axes.xmargin"], rcParams["axes.ymargin"]]
        self.use_sticky_edges = True
        self._twins = [self]
        self.legend_ = None
        self.patch = Rectangle((0, 0), 1, 1, facecolor=facecolor or rcParams["axes.facecolor"], edgecolor="none", linewidth=0, transform=self.transAxes)
        self.patch.axes, self.patch.figure = self, figure
        self._shares = (sharex, sharey)
        self.spines = Spines()
        for side in ("left", "right", "bottom", "top"):
            self.spines[side] = Spine(self, side)
        self.xaxis, self.yaxis = Axis(self, "x"), Axis(self, "y")
        for axis, other in ((self.xaxis, sharex), (self.yaxis, sharey)):
            if other is not None:
                axis.state = getattr(other, axis.name + "axis").state
                axis.state.axes.append(self)
        self._axis_map = {"x": self.xaxis, "y": self.yaxis}
        self.clear(first=True)
        for name, scale in (("x", xscale), ("y", yscale)):
            if scale:
                self._axis_map[name].set_scale(scale)
        self.set(**options)

    lines, patches, collections, images = _kind(Line2D), _kind(Patch), _kind(Collection), _kind(AxesImage)
    texts = property(lambda self: _Parts(a for a in self._artists if isinstance(a, Text)))
    containers = property(lambda self: self._containers)
    artists = property(lambda self: _Parts())

    def clear(self, first=False):
        if not first:
            self._artists = []
            for axis, name in ((self.xaxis, "x"), (self.yaxis, "y")):
                state = axis.state
                fresh = Axis(self, name)
                fresh.state = state
                self._axis_map[name] = fresh
                state.scale, state.units, state.categories = "linear", None, {}
                state.view, state.auto, state.stale, state.touched, state.inverted = (0.0, 1.0), True, False, False, False
                fresh._default_ticker()
            self.xaxis, self.yaxis = self._axis_map["x"], self._axis_map["y"]
            for side in self.spines:
                dict.__setitem__(self.spines, side, Spine(self, side))
        self._containers, self._seen, self._drawn = [], [], set()
        self.child_axes = []
        self._turn, self._fill_turn = 0, 0
        self.legend_ = None
        size, weight = font_size(rcParams["axes.titlesize"]), rcParams["axes.titleweight"]
        color = rcParams["axes.titlecolor"]
        self._titles = {loc: Text(x, 1.0, "", fontsize=size, fontweight=weight, color="auto" if color == "auto" else color, ha=loc, va="baseline") for loc, x in (("left", 0.0), ("center", 0.5), ("right", 1.0))}
        for text in self._titles.values():
            text.axes, text.figure = self, self.figure
        self.title = self._titles["center"]
        self._title_pad, self._title_y = rcParams["axes.titlepad"], None
        self.axison = True
        below = rcParams["axes.axisbelow"]
        self._below = {True: 0.5, "line": 1.5, False: 2.5}[below]
        if rcParams["axes.grid"]:
            for axis in (self.xaxis, self.yaxis):
                if rcParams["axes.grid.axis"] in ("both", axis.name):
                    axis.grid(True, which=rcParams["axes.grid.which"])

    def cla(self):
        self.clear()

    # Place.

    def _points_place(self):
        """The place that the grid gives, as parts of the figure."""
        if self._spec is not None and self._fixed is None:
            return self._spec._place(self.figure)
        return self._fixed

    def _rectangle(self, active=True):
        """Left, bottom, width and height in points."""
        left, bottom, width, height = self._points_place()
        w, h = self.figure._points()
        left, bottom, width, height = left * w, bottom * h, width * w, height * h
        aspect = self._aspect
        if active and aspect != "auto" and self._adjustable == "box":
            ratio = self._data_ratio()
            wanted = aspect * ratio
            if not wanted or not math.isfinite(wanted):
                return left, bottom, width, height
            new_width, new_height = (width, width * wanted) if width * wanted <= height else (height / wanted, height)
            x, y = {"C": (0.5, 0.5), "SW": (0, 0), "S": (0.5, 0), "SE": (1, 0), "E": (1, 0.5), "NE": (1, 1), "N": (0.5, 1), "NW": (0, 1), "W": (0, 0.5)}[self._anchor] if isinstance(self._anchor, str) else self._anchor
            left, bottom = left + (width - new_width) * x, bottom + (height - new_height) * y
            width, height = new_width, new_height
        return left, bottom, width, height

    def _data_ratio(self):
        parts = []
        for axis in (self.xaxis, self.yaxis):
            low, high = axis._forward(axis.get_view_interval()).tolist()
            parts.append(max(abs(high - low), 1e-30))
        return parts[1] / parts[0]

    def _clip_rectangle(self):
        left, bottom, width, height = self._rectangle()
        return left, self.figure._points()[1] - bottom - height, width, height

    def get_position(self, original=False):
        self.apply_aspect()
        left, bottom, width, height = self._rectangle(not original)
        w, h = self.figure._points()
        return Bbox.from_bounds(left / w, bottom / h, width / w, height / h)

    def set_position(self, pos, which="both"):
        self._fixed = tuple(getattr(pos, "bounds", pos))

    @property
    def bbox(self):
        return self.get_window_extent()

    def get_window_extent(self, renderer=None):
        left, bottom, width, height = (v * self.figure.dpi / 72 for v in self._rectangle())
        return Bbox.from_bounds(left, bottom, width, height)

    def get_subplotspec(self):
        return self._spec

    def set_subplotspec(self, spec):
        self._spec, self._fixed = spec, None

    def get_gridspec(self):
        return self._spec and self._spec.get_gridspec()

    def set_aspect(self, aspect, adjustable=None, anchor=None, share=False):
        if aspect == "equal":
            aspect = 1.0
        elif aspect != "auto":
            aspect = float(aspect)
            if aspect <= 0 or not math.isfinite(aspect):
                raise ValueError("aspect must be finite and positive ")
        self._aspect = aspect
        if adjustable is not None:
            self.set_adjustable(adjustable)
        if anchor is not None:
            self._anchor = anchor

    def get_aspect(self):
        return self._aspect

    def set_adjustable(self, adjustable, share=False):
        if adjustable not in ("box", "datalim"):
            raise ValueError(f"{adjustable!r} is not a valid value for adjustable; supported values are 'box', 'datalim'")
        self._adjustable = adjustable

    def set_box_aspect(self, aspect=None):
        self._box_aspect = aspect
        if aspect is not None:
            self._aspect, self._adjustable = "auto", "box"
            left, bottom, width, height = self._points_place()
            w, h = self.figure._points()
            size = min(width * w, height * h / aspect)
            self._fixed = (left + (width - size / w) / 2, bottom + (height - size * aspect / h) / 2, size / w, size * aspect / h)

    def apply_aspect(self, position=None):
        """With adjustable="datalim" the views grow until the units have the wanted lengths."""
        if self._aspect == "auto" or self._adjustable != "datalim":
            return
        _, _, width, height = self._rectangle()
        x, y = self.xaxis.get_view_interval(), self.yaxis.get_view_interval()
        xs, ys = abs(x[1] - x[0]), abs(y[1] - y[0])
        if not xs or not ys:
            return
        wanted = self._aspect * ys / xs * width / height
        if abs(wanted - 1) < 0.005:
            return
        # The direction that has room grows.
        state = self.xaxis.state if wanted > 1 else self.yaxis.state
        view, size = (x, xs * wanted) if wanted > 1 else (y, ys / wanted)
        middle, sign = (view[0] + view[1]) / 2, 1 if view[1] >= view[0] else -1
        state.view = (float(middle - sign * size / 2), float(middle + sign * size / 2))

    # Artists.

    def _children(self):
        return self._artists

    def get_children(self):
        return [*self._artists, *self.spines.values(), *self._titles.values(), self.patch]

    def findobj(self, match=None, include_self=True):
        return [a for a in [*self._artists, self.patch] if match is None or isinstance(match, type) and isinstance(a, match)]

    def _add(self, artist, autoscale="xy"):
        artist.axes, artist.figure = self, self.figure
        self._artists.append(artist)
        if isinstance(artist, Line2D) and artist._given is not None and artist._transform is None:
            artist._x, artist._y = self.xaxis.convert_units(artist._given[0]), self.yaxis.convert_units(artist._given[1])
        if isinstance(artist, (Line2D, Collection)) and not artist._label and not hasattr(artist, "levels"):
            artist._label = f"_child{len(self._artists) - 1}"
        # The view keeps showing what was added, even if the artist changes.
        self._seen.append(artist._limits())
        self._request(autoscale)
        return artist

    def _request(self, directions="xy"):
        for name in directions:
            state = self._axis_map[name].state
            if state.auto:
                state.stale = True

    def add_line(self, line):
        return self._add(line, "")

    def add_patch(self, patch):
        return self._add(patch, "")

    def add_artist(self, artist):
        if type(artist).__name__ == "Legend":
            artist._kept = True
            return self._add(artist, "")
        return self._add(artist, "")

    def add_collection(self, collection, autolim=True):
        return self._add(collection, "xy" if autolim is True else "")

    def add_image(self, image):
        return self._add(image, "")

    def add_container(self, container):
        self._containers.append(container)
        return container

    def _remove(self, artist):
        if artist is self:
            self.figure.delaxes(self)
        elif artist is self.legend_:
            self.legend_ = None
        elif artist in self._artists:
            self._artists.remove(artist)
        else:
            raise NotImplementedError("cannot remove artist")

    def remove(self):
        self.figure.delaxes(self)

    def has_data(self):
        return any(isinstance(a, (Collection, AxesImage, Line2D, Patch)) for a in self._artists)

    def get_lines(self):
        return list(self.lines)

    def get_images(self):
        return list(self.images)

    def get_legend(self):
        return self.legend_

    # Colours in turn.

    def set_prop_cycle(self, *args, **options):
        from ._rc import cycler

        self._cycle = None if args == (None,) else cycler(*args, **options)
        self._turn = self._fill_turn = 0

    def _next_color(self, fill=False):
        colors = (getattr(self, "_cycle", None) or rcParams["axes.prop_cycle"]).colors
        if fill:
            self._fill_turn += 1
            return colors[(self._fill_turn - 1) % len(colors)]
        self._turn += 1
        return colors[(self._turn - 1) % len(colors)]

    # Other axes at the same place.

    def _twin(self, name):
        options = {"sharex": self} if name == "x" else {"sharey": self}
        twin = type(self)(self.figure, self._fixed, **options)
        twin._spec = self._spec
        twin.patch.set_visible(False)
        self.figure._axes.append(twin)
        self.figure._current = twin
        self._twins.append(twin)
        twin._twins = self._twins
        if name == "x":
            self.yaxis.tick_left()
            twin.yaxis.tick_right()
            twin.yaxis.set_label_position("right")
            twin.xaxis.set_visible(False)
        else:
            self.xaxis.tick_bottom()
            twin.xaxis.tick_top()
            twin.xaxis.set_label_position("top")
            twin.yaxis.set_visible(False)
        return twin

    def twinx(self):
        return self._twin("x")

    def twiny(self):
        return self._twin("y")

    def sharex(self, other):
        self.xaxis.state = other.xaxis.state
        self.xaxis.state.axes.append(self)

    def sharey(self, other):
        self.yaxis.state = other.yaxis.state
        self.yaxis.state.axes.append(self)

    def inset_axes(self, bounds, *, transform=None, zorder=5, **options):
        left, bottom, width, height = self._points_place()
        x, y, w, h = bounds
        inset = type(self)(self.figure, (left + x * width, bottom + y * height, w * width, h * height), **options)
        self.child_axes.append(inset)
        return inset

    # Drawing.

    def _tight(self):
        """The box in points of all that belongs to the axes."""
        self.apply_aspect()
        left, bottom, width, height = self._rectangle()
        boxes = []
        if self.axison:
            boxes.append((left, bottom, left + width, bottom + height))
            boxes += self.xaxis._layout() + self.yaxis._layout()
        elif any(not isinstance(a, Text) for a in self._artists):
            boxes.append((left, bottom, left + width, bottom + height))
        boxes += self._place_titles()
        for artist in self._artists:
            if isinstance(artist, Text) and artist._visible and not artist._clip_on and artist._in_layout:
                box = artist._box()
                if box:
                    boxes.append(box)
        if self.legend_ is not None:
            boxes.append(self.legend_._box())
        if not boxes:
            boxes.append((left, bottom, left + width, bottom + height))
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))

    def get_tightbbox(self, renderer=None, **_):
        scale = self.figure.dpi / 72
        left, bottom, right, top = (v * scale for v in self._tight())
        return Bbox([[left, bottom], [right, top]])

    def draw(self, page):
        self.apply_aspect()
        self._place_titles()
        if self.axison and self._frame and self.patch._visible:
            self.patch.draw(page)
        parts = [(a._zorder, a) for a in self._artists if a._visible]
        if self.axison:
            for axis in (self.xaxis, self.yaxis):
                parts.append((self._below if axis._zorder is None else axis._zorder, axis))
            if self._frame:
                parts += [(2.5, s) for s in self.spines.values() if s._visible]
        parts += [(3, t) for t in self._titles.values() if t._visible]
        parts += [(5, child) for child in self.child_axes if child._visible]
        if self.legend_ is not None and self.legend_._visible:
            parts.append((5, self.legend_))
        for _, artist in sorted(parts, key=lambda part: part[0]):
            artist.draw(page)


def _axis_methods():
    """get_xticks, set_yscale and the like: methods of an axis with its letter in their name."""
    table = {
        "{}axis_date": ("axis_date",), "get_{}ticks": ("get_ticklocs",), "set_{}ticks": ("set_ticks",), "get_{}ticklabels": ("get_ticklabels",), "set_{}ticklabels": ("set_ticklabels",), "get_{}majorticklabels": ("get_ticklabels",),
        "get_{}label": ("get_label_text",), "get_{}scale": ("get_scale",), "set_{}scale": ("set_scale",), "set_{}inverted": ("set_inverted",), "{}axis_inverted": ("get_inverted",), "get_{}inverted": ("get_inverted",),
    }
    for letter in "xy":
        for pattern, (method,) in table.items():
            def call(self, *args, _letter=letter, _method=method, **options):
                return getattr(self._axis_map[_letter], _method)(*args, **options)

            setattr(AxesBase, pattern.format(letter), call)
        setattr(AxesBase, f"invert_{letter}axis", lambda self, _letter=letter: self._axis_map[_letter].set_inverted(not self._axis_map[_letter].get_inverted()))


_axis_methods()
