"""The view of axes: limits, margins, which part of the data is seen."""

import math
import warnings

import numpy as np

from .cbook import iterable
from .transforms import Bbox


class View:
    def _autoscale(self, direction):
        axis = (self.xaxis, self.yaxis)[direction]
        state = axis.state
        low, high, sticky = math.inf, -math.inf, []
        log = state.scale == "log"
        any_artist = False
        for axes in state.axes:
            for artist in axes._artists:
                any_artist = True
                sticky += artist._sticky[direction]
            for limits in axes._seen:
                for values in limits[direction]:
                    if log:
                        values = values[values > 0]
                    if values.size:
                        low, high = min(low, float(values.min())), max(high, float(values.max()))
        locator = state.major_locator
        if low == math.inf:
            if not any_artist:
                return
        x0, x1 = locator.nonsingular(low, high)
        margin = self._margins[direction]
        bound0 = bound1 = None
        if self.use_sticky_edges and margin and sticky:
            places = sorted(sticky)
            if log:
                places = [p for p in places if p > 0]
            room = 1e-5 * abs(x1 - x0)
            below = [p for p in places if p < x0 + room or p <= x0 + room]
            above = [p for p in places if p >= x1 - room]
            bound0 = below[-1] if below else None
            bound1 = above[0] if above else None
        if state.scale != "linear":
            a, b = axis._forward(np.array([x0, x1])).tolist()
            step = (b - a) * margin
            n0, n1 = axis._backward(np.array([a - step, b + step])).tolist()
        else:
            step = (x1 - x0) * margin
            n0, n1 = x0 - step, x1 + step
        if not (math.isfinite(n0) and math.isfinite(n1)):
            n0, n1 = x0, x1
        if bound0 is not None:
            n0 = max(n0, bound0)
        if bound1 is not None:
            n1 = min(n1, bound1)
        n0, n1 = locator.view_limits(n0, n1)
        state.view = (n1, n0) if state.inverted else (n0, n1)
        state.touched = True

    def _data_span(self, direction):
        """The smallest and the largest number that is drawn; nothing without data."""
        parts = [v[np.isfinite(v)] for a in self._artists if not getattr(a, "_held", False) for v in map(np.asarray, a._limits()[direction])]
        values = np.concatenate([p.ravel() for p in parts]) if parts else np.zeros(0)
        return (float(values.min()), float(values.max())) if values.size else None

    def relim(self, visible_only=False):
        self._seen = [a._limits() for a in self._artists if a._visible or not visible_only]

    def autoscale_view(self, tight=None, scalex=True, scaley=True):
        self._request(("x" if scalex else "") + ("y" if scaley else ""))

    def autoscale(self, enable=True, axis="both", tight=None):
        for name in "xy" if axis == "both" else axis:
            index = "xy".index(name)
            if enable is not None:
                self._axis_map[name].state.auto = bool(enable)
            if tight:
                self._margins[index] = 0.0
            if enable:
                self._request(name)

    def margins(self, *margins, x=None, y=None, tight=True):
        if margins:
            x, y = margins * 2 if len(margins) == 1 else margins
        if x is None and y is None:
            return tuple(self._margins)
        for index, (name, value) in enumerate((("x", x), ("y", y))):
            if value is not None:
                if value <= -0.5:
                    raise ValueError("margin must be greater than -0.5")
                self._margins[index] = float(value)
                self._request(name)

    def set_xmargin(self, m):
        self.margins(x=m)

    def set_ymargin(self, m):
        self.margins(y=m)

    def _set_limits(self, name, low, high, auto, other):
        axis = self._axis_map[name]
        if high is None and iterable(low) and not isinstance(low, str):
            low, high = low
        old = axis.get_view_interval().tolist()
        ends = []
        for value, before in ((low, old[0]), (high, old[1])):
            value = before if value is None else float(axis.convert_units(value)[0])
            if not math.isfinite(value):
                raise ValueError("Axis limits cannot be NaN or Inf")
            ends.append(value)
        low, high = ends
        if axis.state.scale == "log":
            if low <= 0 or high <= 0:
                warnings.warn(f"Attempt to set non-positive {name}lim on a log-scaled axis will be ignored.")
            low, high = low if low > 0 else old[0], high if high > 0 else old[1]
        if low == high:
            warnings.warn(f"Attempting to set identical low and high {name}lims makes transformation singular; automatically expanding.")
        swapped = low > high
        low, high = axis.state.major_locator.nonsingular(low, high)
        low, high = axis.state.major_locator.view_limits(*sorted((low, high)))
        axis.set_view((high, low) if swapped else (low, high), auto=auto)
        return tuple(axis.state.view)

    def set_xlim(self, left=None, right=None, *, emit=True, auto=False, xmin=None, xmax=None):
        return self._set_limits("x", xmin if left is None else left, xmax if right is None else right, auto, None)

    def set_ylim(self, bottom=None, top=None, *, emit=True, auto=False, ymin=None, ymax=None):
        return self._set_limits("y", ymin if bottom is None else bottom, ymax if top is None else top, auto, None)

    def get_xlim(self):
        return tuple(map(np.float64, self.xaxis.get_view_interval()))

    def get_ylim(self):
        return tuple(map(np.float64, self.yaxis.get_view_interval()))

    def set_xbound(self, lower=None, upper=None):
        self._bound("x", lower, upper)

    def set_ybound(self, lower=None, upper=None):
        self._bound("y", lower, upper)

    def _bound(self, name, lower, upper):
        axis = self._axis_map[name]
        view = axis.get_view_interval().tolist()
        if upper is None and iterable(lower):
            lower, upper = lower
        low, high = sorted(view)
        low, high = low if lower is None else lower, high if upper is None else upper
        self._set_limits(name, *((high, low) if view[0] > view[1] else (low, high)), None, None)

    get_xbound = lambda self: tuple(sorted(self.get_xlim()))
    get_ybound = lambda self: tuple(sorted(self.get_ylim()))

    viewLim = property(lambda self: Bbox([[self.get_xlim()[0], self.get_ylim()[0]], [self.get_xlim()[1], self.get_ylim()[1]]]))

    @property
    def dataLim(self):
        found = []
        for direction in (0, 1):
            parts = [v for a in self._artists for v in a._limits()[direction] if v.size]
            values = np.concatenate(parts) if parts else np.array([math.inf, -math.inf])
            found.append((values.min(), values.max()) if parts else (math.inf, -math.inf))
        return Bbox([[found[0][0], found[1][0]], [found[0][1], found[1][1]]])

    def axis(self, arg=None, /, *, emit=True, **limits):
        if isinstance(arg, bool):
            arg = "on" if arg else "off"
        if isinstance(arg, str):
            if arg in ("on", "off"):
                self.axison = arg == "on"
            elif arg in ("equal", "tight", "scaled", "auto", "image", "square"):
                self.set_aspect("auto", adjustable="box")
                self.autoscale(True)
                if arg == "equal":
                    self.set_aspect("equal", adjustable="datalim")
                elif arg == "scaled":
                    self.set_aspect("equal", adjustable="box", anchor="C")
                    self._freeze()
                elif arg in ("tight", "image"):
                    self._freeze()
                    if arg == "image":
                        self.set_aspect("equal", adjustable="box", anchor="C")
                elif arg == "square":
                    self.set_aspect("equal", adjustable="box", anchor="C")
                    x, y = self.get_xlim(), self.get_ylim()
                    edge = max(x[1] - x[0], y[1] - y[0])
                    self.set_xlim(x[0], x[0] + edge)
                    self.set_ylim(y[0], y[0] + edge)
            else:
                raise ValueError(f"Unrecognized string {arg!r} to axis; try 'on' or 'off'")
        elif arg is not None:
            if len(arg) != 4:
                raise TypeError("the first argument to axis() must be an iterable of the form [xmin, xmax, ymin, ymax]")
            self.set_xlim(arg[0], arg[1], auto=False)
            self.set_ylim(arg[2], arg[3], auto=False)
        if limits:
            unknown = set(limits) - {"xmin", "xmax", "ymin", "ymax"}
            if unknown:
                raise TypeError(f"axis() got an unexpected keyword argument {sorted(unknown)[0]!r}")
            self.set_xlim(limits.get("xmin"), limits.get("xmax"))
            self.set_ylim(limits.get("ymin"), limits.get("ymax"))
        return (*self.get_xlim(), *self.get_ylim())

    def _freeze(self):
        self.get_xlim(), self.get_ylim()
        self.xaxis.state.auto = self.yaxis.state.auto = False

    def set_axis_off(self):
        self.axison = False

    def set_axis_on(self):
        self.axison = True

    def set_frame_on(self, b):
        self._frame = bool(b)

    def set_facecolor(self, color):
        self.patch.set_facecolor(color)

    def get_facecolor(self):
        return self.patch.get_facecolor()

    def set_axisbelow(self, b):
        self._below = {True: 0.5, "line": 1.5, False: 2.5}[b]
