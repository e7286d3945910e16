"""An axis: its view, scale, units, ticks and labels."""

import math

import numpy as np

from .cbook import iterable
from . import _svg, ticker
from ._rc import font_size, rcParams
from .text import Text
from .transforms import Transform

SCALES = ("linear", "log", "symlog", "asinh", "logit", "function", "functionlog")


class _State:
    """What axes that share an axis have in common."""

    def __init__(self):
        self.view, self.auto, self.stale = (0.0, 1.0), True, False
        self.scale, self.base, self.threshold, self.functions = "linear", 10.0, 2.0, None
        self.units, self.categories = None, {}
        self.axes = []
        self.touched = self.inverted = False


class Axis:
    """The x or y axis of axes."""

    OFFSET_PAD = 3

    def __init__(self, axes, name):
        self.axes, self.name, self.axis_name = axes, name, name
        self.direction = "xy".index(name)
        self.state = _State()
        self.state.axes.append(axes)
        self.visible = True
        self._zorder = None
        tick = name + "tick"
        self._first, self._second = ("bottom", "top") if name == "x" else ("left", "right")
        self._params = {}
        for kind in ("major", "minor"):
            self._params[kind] = {
                "direction": rcParams[tick + ".direction"], "length": rcParams[f"{tick}.{kind}.size"], "width": rcParams[f"{tick}.{kind}.width"], "pad": rcParams[f"{tick}.{kind}.pad"],
                "color": rcParams[tick + ".color"], "labelcolor": rcParams[tick + ".labelcolor"], "labelsize": rcParams[tick + ".labelsize"], "labelrotation": 0.0,
                self._first: rcParams[f"{tick}.{self._first}"], self._second: rcParams[f"{tick}.{self._second}"], "label" + self._first: rcParams[f"{tick}.label{self._first}"], "label" + self._second: rcParams[f"{tick}.label{self._second}"],
                "grid": False, "grid_color": rcParams["grid.color"], "grid_linestyle": rcParams["grid.linestyle"], "grid_linewidth": rcParams["grid.linewidth"], "grid_alpha": rcParams["grid.alpha"], "zorder": None, "labelfontfamily": None,
            }
        self._texts = {"major": [], "minor": []}
        self.label = Text(*((0.5, 0) if name == "x" else (0, 0.5)), "", fontsize=font_size(rcParams["axes.labelsize"]), fontweight=rcParams["axes.labelweight"], color=rcParams["axes.labelcolor"], ha="center", rotation=0 if name == "x" else 90, va="top" if name == "x" else "bottom", rotation_mode=None if name == "x" else "anchor")
        self.label_side, self._place, self.labelpad = self._first, "center", rcParams["axes.labelpad"]
        self.offsetText = Text(0, 0, "", fontsize=font_size(rcParams[tick + ".labelsize"]), color=rcParams[tick + ".color"])
        for text in (self.label, self.offsetText):
            text.axes, text.figure = axes, axes.figure
        self._default_ticker()

    # Locators and formatters, which shared axes have in common.

    def _default_ticker(self):
        state = self.state
        scale = state.scale
        if scale == "log":
            pair = ticker.LogLocator(state.base), ticker.LogFormatterSciNotation(state.base)
            minor = ticker.LogLocator(state.base, subs=np.arange(2.0, state.base) if state.base > 3 else ()), ticker.LogFormatterSciNotation(state.base, labelOnlyBase=False)
            if state.base <= 3:
                minor = ticker.NullLocator(), ticker.NullFormatter()
        elif scale == "symlog":
            pair = ticker.SymmetricalLogLocator(base=state.base, linthresh=state.threshold), ticker.LogFormatterSciNotation(state.base)
            minor = ticker.NullLocator(), ticker.NullFormatter()
        else:
            pair = ticker.AutoLocator(), ticker.ScalarFormatter()
            visible = rcParams[self.name + "tick.minor.visible"]
            minor = ticker.AutoMinorLocator() if visible else ticker.NullLocator(), ticker.NullFormatter()
        self.set_major_locator(pair[0])
        self.set_major_formatter(pair[1])
        self.set_minor_locator(minor[0])
        self.set_minor_formatter(minor[1])
        state.default = True

    def set_major_locator(self, locator):
        self._set("major_locator", locator)

    def set_minor_locator(self, locator):
        self._set("minor_locator", locator)

    def set_major_formatter(self, formatter):
        self._set("major_formatter", _formatter(formatter))

    def set_minor_formatter(self, formatter):
        self._set("minor_formatter", _formatter(formatter))

    def _set(self, name, part):
        self.state.default = False
        part.set_axis(self)
        setattr(self.state, name, part)
        if name == "major_locator" and hasattr(getattr(self.state, "major_formatter", None), "_locator"):
            self.state.major_formatter._locator = part

    get_major_locator = lambda self: self.state.major_locator
    get_minor_locator = lambda self: self.state.minor_locator
    get_major_formatter = lambda self: self.state.major_formatter
    get_minor_formatter = lambda self: self.state.minor_formatter

    def minorticks_on(self):
        scale = self.state.scale
        self.set_minor_locator(ticker.LogLocator(self.state.base, subs=np.arange(2.0, self.state.base)) if scale == "log" else ticker.AutoMinorLocator())

    # The view.

    def get_view_interval(self):
        self._settle()
        return np.array(self.state.view)

    def _settle(self):
        state = self.state
        if state.stale and state.auto:
            state.stale = False
            self.axes._autoscale(self.direction)

    def get_inverted(self):
        low, high = self.get_view_interval()
        return bool(high < low)

    def set_inverted(self, inverted):
        low, high = sorted(self.get_view_interval().tolist())
        self.set_view((high, low) if inverted else (low, high), auto=None)
        self.state.inverted = bool(inverted)

    def set_view(self, view, auto=False):
        state = self.state
        state.view = (float(view[0]), float(view[1]))
        state.touched = True
        if auto is not None:
            state.auto = bool(auto)
        state.stale = False if not state.auto or auto is not None else state.stale

    def get_tick_space(self):
        size = font_size(self._params["major"]["labelsize"]) * (3 if self.name == "x" else 2)
        length = self.axes._rectangle()[2 + self.direction]
        return int(length // size) if size > 0 else 10**6

    def get_minpos(self):
        parts = [values for axes in self.state.axes for limits in axes._seen for values in limits[self.direction]]
        values = np.concatenate([np.asarray(p, float).ravel() for p in parts]) if parts else np.zeros(0)
        values = values[values > 0]
        return float(values.min()) if values.size else math.inf

    # Scales.

    def set_scale(self, value, *, base=None, linthresh=None, functions=None, nonpositive=None, subs=None, linscale=None):
        if value not in SCALES:
            raise ValueError(f"{value!r} is not a valid value for scale; supported values are {', '.join(map(repr, SCALES))}")
        if value in ("asinh", "logit", "functionlog"):
            raise NotImplementedError(f"this matplotlib has no scale {value!r}; use 'linear', 'log', 'symlog' or 'function'")
        state = self.state
        state.scale, state.base, state.threshold, state.functions = value, float(base or 10), float(linthresh or 2), functions
        self._default_ticker()
        self._texts = {"major": [], "minor": []}
        if value == "log" and state.view[0] <= 0 and not state.auto:
            low, high = state.view
            state.view = (self.get_minpos() if low <= 0 else low, high)
        if state.auto:
            if state.touched or state.stale or any(axes._children() for axes in state.axes):
                state.stale = True
            else:
                state.stale = value == "log"

    def get_scale(self):
        return self.state.scale

    def get_transform(self):
        return self

    def _forward(self, values):
        state = self.state
        values = np.asarray(values, float)
        if state.scale == "log":
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(values > 0, np.log10(np.where(values > 0, values, 1.0)), np.where(np.isnan(values), np.nan, -1000.0))
        if state.scale == "symlog":
            t, b = state.threshold, math.log(state.base)
            # The linear part is as long as the first decade.
            far = np.abs(values) > t
            logs = np.sign(values) * t * (1 / (1 - 1 / state.base) + np.log(np.where(far, np.abs(values), t) / t) / b)
            return np.where(far, logs, values / (1 - 1 / state.base))
        if state.scale == "function":
            return np.asarray(state.functions[0](values), float)
        return values

    def _backward(self, values):
        state = self.state
        if state.scale == "log":
            return 10.0 ** np.asarray(values, float)
        if state.scale == "symlog":
            t, k = state.threshold, 1 / (1 - 1 / state.base)
            far = np.abs(values) > t * k
            powers = np.sign(values) * t * state.base ** (np.where(far, np.abs(values) / t, k) - k)
            return np.where(far, powers, values / k)
        if state.scale == "function":
            return np.asarray(state.functions[1](np.asarray(values, float)), float)
        return np.asarray(values, float)

    def _part(self, values):
        """The part of the axis that values are at: 0 at its start and 1 at its end."""
        self._settle()
        if self.state.scale == "linear":
            low, high = self.state.view
            return (values - low) / (high - low) if high != low else values * 0.0
        low, high = self._forward(np.array(self.state.view)).tolist()
        return (self._forward(values) - low) / ((high - low) or 1.0)

    def _unpart(self, parts):
        low, high = self._forward(self.get_view_interval()).tolist()
        return self._backward(low + np.asarray(parts, float) * (high - low))

    # Units.

    def convert_units(self, values):
        """Numbers for what the user gave. Text becomes categories, and dates become days."""
        if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
            return np.atleast_1d(values.astype(float)).ravel() if values.ndim != 1 else values.astype(float)
        if isinstance(values, (str, int, float)) or not iterable(values):
            values = [values]
        elif hasattr(values, "to_numpy"):
            values = values.to_numpy()
        items = values.tolist() if hasattr(values, "tolist") else list(values)
        first = next((v for v in items if v is not None), None)
        if isinstance(first, str):
            return self._categories(items)
        if hasattr(first, "toordinal"):
            from . import dates

            if self.state.units is None:
                self.state.units = "dates"
                locator = dates.AutoDateLocator()
                self.set_major_locator(locator)
                self.set_major_formatter(dates.AutoDateFormatter(locator))
            return np.array([dates.date2num(v) for v in items])
        return np.array([np.nan if v is None else v for v in items], dtype=float).ravel()

    def _categories(self, items):
        state = self.state
        if state.units is None:
            state.units = "categories"
            self.set_major_locator(_CategoryLocator())
            self.set_major_formatter(_CategoryFormatter())
        elif state.units != "categories":
            raise TypeError("text cannot be drawn on an axis of dates")
        places = state.categories
        for item in items:
            if not isinstance(item, str):
                item = str(item)
            places.setdefault(item, len(places))
        return np.array([places[str(item)] for item in items], dtype=float)

    def axis_date(self, tz=None):
        from datetime import date

        self.convert_units([date(1970, 1, 1)])

    def update_units(self, data):
        self.convert_units(data)

    # Ticks.

    def get_majorticklocs(self):
        return np.asarray(self.state.major_locator())

    def get_minorticklocs(self):
        locs = np.asarray(self.state.minor_locator(), float)
        if not locs.size:
            return locs
        major = self.get_majorticklocs()
        span = abs(np.diff(self._forward(self.get_view_interval()))[0]) or 1
        shown, known = self._forward(locs), self._forward(major)
        # A minor tick at the place of a major one is left out.
        near = (np.abs(shown[:, None] - known[None, :]) < 1e-5 * span).any(axis=1) if known.size else np.zeros(len(locs), bool)
        return locs[~near]

    def get_ticklocs(self, *, minor=False):
        return self.get_minorticklocs() if minor else self.get_majorticklocs()

    def _update(self, kind="major"):
        """The labels of all ticks, as texts at their places."""
        locs = self.get_majorticklocs() if kind == "major" else self.get_minorticklocs()
        formatter = getattr(self.state, kind + "_formatter")
        # Some formatters, as that of categories, look at the axis that asks.
        labels = formatter.format_ticks(locs.tolist())
        texts = self._texts[kind]
        while len(texts) < len(locs):
            text = Text(0, 0, "", ha="center", va="top") if self.name == "x" else Text(0, 0, "", ha="right", va="center_baseline")
            text.axes, text.figure = self.axes, self.axes.figure
            self._dress(text, self._params[kind])
            texts.append(text)
        for text, loc, label in zip(texts, locs.tolist(), labels):
            text._text = str(label)
            text.loc = loc
            text._x, text._y = (loc, 0) if self.name == "x" else (0, loc)
        return texts[: len(locs)]

    def _dress(self, text, params):
        color = params["labelcolor"]
        text.set(color=params["color"] if isinstance(color, str) and color == "inherit" else color, fontsize=params["labelsize"], rotation=params["labelrotation"])
        if params["labelfontfamily"]:
            text.set_fontfamily(params["labelfontfamily"])

    def get_ticklabels(self, minor=False, which=None):
        params = self._params["minor" if minor or which == "minor" else "major"]
        if not (params["label" + self._first] or params["label" + self._second]):
            return []
        return self._update("minor" if minor or which == "minor" else "major")

    get_majorticklabels = get_ticklabels

    def get_major_ticks(self, numticks=None):
        return [_Tick(text) for text in self._update()]

    def set_ticks(self, ticks, labels=None, *, minor=False, **options):
        ticks = self.convert_units(ticks) if len(ticks) else np.array([])
        if labels is not None and len(labels) != len(ticks):
            raise ValueError(f"The number of FixedLocator locations ({len(ticks)}), usually from a call to set_ticks, does not match the number of labels ({len(labels)}).")
        (self.set_minor_locator if minor else self.set_major_locator)(ticker.FixedLocator(ticks))
        if len(ticks):
            # All ticks are seen.
            low, high = self.get_view_interval().tolist()
            small, large = float(ticks.min()), float(ticks.max())
            view = (min(low, small), max(high, large)) if high >= low else (max(low, large), min(high, small))
            if view != (low, high):
                self.set_view(view, auto=None)
                self.state.stale = False
                if self.state.auto:
                    self.state.auto = False
        if labels is None and options and not minor:
            raise ValueError("Incorrect use of keyword arguments: {}. Keyword arguments other than 'minor' modify the text labels and can only be used if 'labels' are passed as well.".format(", ".join(map(repr, options))))
        if labels is not None:
            self.set_ticklabels(labels, minor=minor, **options)

    def set_ticklabels(self, labels, *, minor=False, fontdict=None, **options):
        labels = [getattr(label, "_text", label) for label in labels]
        labels = [label if isinstance(label, str) else str(label) for label in labels]
        kind = "minor" if minor else "major"
        locator = getattr(self.state, kind + "_locator")
        if isinstance(locator, ticker.FixedLocator):
            if labels and len(locator.locs) != len(labels):
                raise ValueError(f"The number of FixedLocator locations ({len(locator.locs)}), usually from a call to set_ticks, does not match the number of labels ({len(labels)}).")
            known = dict(zip(locator.locs.tolist(), labels))
            formatter = ticker.FuncFormatter(lambda x, pos: known.get(x, ""))
        else:
            formatter = ticker.FixedFormatter(labels)
        (self.set_minor_formatter if minor else self.set_major_formatter)(formatter)
        texts = self._update(kind)
        for text in texts:
            text.set(**{**(fontdict or {}), **options})
        return texts

    def set_tick_params(self, which="major", reset=False, **options):
        for kind in ("major", "minor") if which == "both" else (which,):
            params = self._params[kind]
            for name, value in options.items():
                name = {"rotation": "labelrotation", "size": "length"}.get(name, name)
                if name == "colors":
                    params["color"] = params["labelcolor"] = value
                elif name == "labelrotation":
                    params[name] = float(value[1] if isinstance(value, tuple) else value)
                elif name in params:
                    params[name] = value
                elif name in ("labelrotation_mode", "labelfontfamily", "gridOn") or name in ("bottom", "top", "left", "right", "labelbottom", "labeltop", "labelleft", "labelright"):
                    pass
                else:
                    raise ValueError(f"keyword {name} is not recognized; valid keywords are {sorted(params)}")
            for text in self._texts[kind]:
                self._dress(text, params)

    def tick_bottom(self):
        self.set_ticks_position(self._first)

    tick_left = tick_bottom

    def tick_top(self):
        self.set_ticks_position(self._second)

    tick_right = tick_top

    def set_ticks_position(self, position):
        first = {self._first: (True, False), self._second: (False, True), "both": (True, True), "none": (False, False), "default": (True, True)}
        if position not in first:
            raise ValueError(f"{position!r} is not a valid value for position; supported values are {list(first)}")
        a, b = first[position]
        labels = {} if position in ("both", "none") else {"label" + self._first: position != self._second, "label" + self._second: position == self._second}
        self.set_tick_params("both", **{self._first: a, self._second: b, **labels})

    def get_ticks_position(self):
        params = self._params["major"]
        return self._second if params[self._second] and not params[self._first] else self._first

    def set_label_position(self, position):
        self.label_side = position

    def get_label_position(self):
        return self.label_side

    def set_label_text(self, label, fontdict=None, **options):
        self.label.set_text(label)
        self.label.set(**{**(fontdict or {}), **options})
        return self.label

    def get_label(self):
        return self.label

    def get_label_text(self):
        return self.label._text

    def get_offset_text(self):
        return self.offsetText

    def set_visible(self, visible):
        self.visible = bool(visible)

    def get_visible(self):
        return self.visible

    def grid(self, visible=None, which="major", **options):
        if which not in ("major", "minor", "both"):
            raise ValueError(f"{which!r} is not a valid value for which; supported values are 'major', 'minor', 'both'")
        short = {"c": "color", "ls": "linestyle", "lw": "linewidth"}
        for kind in ("major", "minor") if which == "both" else (which,):
            params = self._params[kind]
            params["grid"] = bool(options) or not params["grid"] if visible is None else bool(visible)
            for name, value in options.items():
                name = short.get(name, name)
                if name not in ("color", "linestyle", "linewidth", "alpha", "zorder"):
                    raise AttributeError(f"Line2D.set() got an unexpected keyword argument {name!r}")
                params["zorder" if name == "zorder" else "grid_" + name] = value

    # Drawing.

    def _shown(self, kind):
        """The ticks in view: places in points from the axis's start, and texts."""
        texts = self._update(kind)
        left, bottom, width, height = self.axes._rectangle()
        start, length = (left, width) if self.name == "x" else (bottom, height)
        if not texts:
            return []
        parts = self._part(np.array([t.loc for t in texts])).tolist()
        edge = 0.5 / max(length, 1)
        return [(start + p * length, t) for p, t in zip(parts, texts) if -edge <= p <= 1 + edge]

    def _side(self, side):
        """Where a side of the axes is, in points."""
        spine = self.axes.spines[side]
        return spine._at()

    def _label_places(self, kind, side):
        """Puts the labels of ticks beside a side and gives them."""
        params = self._params[kind]
        out = {"out": params["length"], "inout": params["length"] / 2, "in": 0.0}[params["direction"]]
        away = out + params["pad"]
        at = self._side(side)
        sign = -1 if side in ("bottom", "left") else 1
        page = Transform(self.axes, "pixels", "pixels")
        scale = self.axes.figure.dpi / 72
        found = []
        for place, text in self._shown(kind):
            if not text._text:
                continue
            text._transform = page
            x, y = (place, at + sign * away) if self.name == "x" else (at + sign * away, place)
            text._x, text._y = x * scale, y * scale
            if self.name == "x":
                if side == "top" and text._verticalalignment == "top":
                    text._verticalalignment = "bottom"
                elif side == "bottom" and text._verticalalignment == "bottom":
                    text._verticalalignment = "top"
            elif side == "right" and text._horizontalalignment == "right":
                text._horizontalalignment = "left"
            found.append(text)
        return found

    def _boxes(self):
        """The boxes of the labels of ticks, by side."""
        boxes = {self._first: [], self._second: []}
        for kind in ("major", "minor"):
            for side in (self._first, self._second):
                if self._params[kind]["label" + side]:
                    boxes[side] += [box for text in self._label_places(kind, side) for box in [text._box()] if box]
        return boxes

    def _layout(self):
        """Places the label and the offset; gives all boxes that the axis takes."""
        if not self.visible or not self.axes.axison:
            return []
        boxes = self._boxes()
        left, bottom, width, height = self.axes._rectangle()
        scale = self.axes.figure.dpi / 72
        page = Transform(self.axes, "pixels", "pixels")
        side = self.label_side
        mine = boxes[side]
        x_axis = self.name == "x"
        ends = {"bottom": bottom, "top": bottom + height, "left": left, "right": left + width}
        edge = self._side(side)
        low = side in ("bottom", "left")
        place = (1 if low else 3) if x_axis else (0 if low else 2)
        extremes = [box[place] for box in mine] + [ends[side] if not self.axes.spines[side]._position else edge]
        at = min(extremes) - self.labelpad if low else max(extremes) + self.labelpad
        label = self.label
        label._transform = page
        along = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}[self._place]
        if not getattr(self, "_label_fixed", False):
            if x_axis:
                label._x, label._y = (left + along * width) * scale, at * scale
                label._verticalalignment = "top" if low else "bottom"
            else:
                label._x, label._y = at * scale, (bottom + along * height) * scale
                label._verticalalignment = "bottom" if low else "top"
        else:
            x, y = self._label_fixed
            label._transform = Transform(self.axes, "axes", "axes")
            label._x, label._y = x, y
        offset = self.offsetText
        offset._text = self.state.major_formatter.get_offset() if self._params["major"]["label" + self._first] or self._params["major"]["label" + self._second] else ""
        offset._transform = page
        if x_axis:
            floor = min([box[1] for box in boxes["bottom"]] + [bottom])
            offset._x, offset._y = (left + width) * scale, (floor - self.OFFSET_PAD) * scale
            offset._horizontalalignment, offset._verticalalignment = "right", "top"
        else:
            offset._x, offset._y = (left if self._params["major"]["labelleft"] else left + width) * scale, (bottom + height + self.OFFSET_PAD) * scale
            offset._horizontalalignment = "left" if self._params["major"]["labelleft"] else "right"
            offset._verticalalignment = "baseline"
        all_boxes = boxes[self._first] + boxes[self._second]
        return all_boxes + [box for box in (label._box(), offset._box()) if box]

    def draw(self, page):
        if not self.visible:
            return
        self._layout()
        axes = self.axes
        left, bottom, width, height = axes._rectangle()
        x_axis = self.name == "x"
        n, snap, high = _svg.number, page.snap, page.height
        for kind in ("minor", "major"):
            params = self._params[kind]
            if kind == "minor" and isinstance(self.state.minor_locator, ticker.NullLocator):
                continue
            shown = self._shown(kind)
            if params["grid"] and shown:
                rgba = self.label._rgba(params["grid_color"], params["grid_alpha"])
                if x_axis:
                    d = "".join(f"M{snap(p)} {n(high - bottom)}V{n(high - bottom - height)}" for p, _ in shown)
                else:
                    d = "".join(f"M{n(left)} {snap(high - p)}H{n(left + width)}" for p, _ in shown)
                page.path(d, None, _svg.stroke(rgba, params["grid_linewidth"], _svg.linestyle(params["grid_linestyle"])))
            length, width_of = params["length"], params["width"]
            direction = params["direction"]
            for side in (self._first, self._second):
                if params[side] and shown and length:
                    at = self._side(side)
                    sign = -1 if side in ("bottom", "left") else 1
                    out, inner = {"out": (length, 0.0), "in": (0.0, length), "inout": (length / 2, length / 2)}[direction]
                    a, b = at + sign * out, at - sign * inner
                    d = "".join(f"M{snap(p)} {n(high - a)}V{n(high - b)}" if x_axis else f"M{n(a)} {snap(high - p)}H{n(b)}" for p, _ in shown)
                    page.path(d, None, _svg.stroke(self.label._rgba(params["color"]), width_of))
                if params["label" + side]:
                    for text in self._label_places(kind, side):
                        if text._visible:
                            text.draw(page)
        for text in (self.label, self.offsetText):
            if text._visible:
                text.draw(page)


class _Tick:
    def __init__(self, label):
        self.label1 = self.label = label

    def set_visible(self, visible):
        self.label1.set_visible(visible)


class _CategoryLocator(ticker.Locator):
    def tick_values(self, vmin, vmax):
        return np.arange(float(len(self.axis.state.categories)))


class _CategoryFormatter(ticker.Formatter):
    def __call__(self, x, pos=None):
        names = {place: name for name, place in self.axis.state.categories.items()}
        return names.get(int(round(x)), "")


def _formatter(formatter):
    if isinstance(formatter, str):
        return ticker.StrMethodFormatter(formatter)
    if not isinstance(formatter, ticker.Formatter):
        if not callable(formatter):
            raise TypeError("formatter must be an instance of matplotlib.ticker.Formatter, not a " + type(formatter).__name__)
        return ticker.FuncFormatter(formatter)
    return formatter
