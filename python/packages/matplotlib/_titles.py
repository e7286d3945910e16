"""The titles and labels of axes, and how their ticks look."""

from . import ticker
from ._rc import rcParams
from .transforms import Transform


class Titles:
    def set_title(self, label, fontdict=None, loc=None, pad=None, *, y=None, **options):
        loc = (loc or rcParams["axes.titlelocation"]).lower()
        if loc not in self._titles:
            raise ValueError(f"{loc!r} is not a valid value for loc; supported values are 'left', 'center', 'right'")
        title = self._titles[loc]
        if pad is not None:
            self._title_pad = float(pad)
        if y is not None:
            self._title_y = y
        title.set_text(label)
        title.set(**{**(fontdict or {}), **options})
        return title

    def get_title(self, loc="center"):
        return self._titles[loc.lower()]._text

    def _place_titles(self):
        """Puts the titles above the axes and above what stands on the axes."""
        left, bottom, width, height = self._rectangle()
        scale = self.figure.dpi / 72
        top = bottom + height
        if self._title_y is not None:
            at = bottom + height * self._title_y + self._title_pad
        else:
            boxes = []
            for axes in self._twins:
                axis = axes.xaxis
                if axes.axison and axis.visible and (axis._params["major"]["labeltop"] or axis.label_side == "top" and axis.label._text):
                    boxes += [b for b in axis._layout()]
            for title in self._titles.values():
                text = title._text
                for axes in self._twins:
                    axes.yaxis._layout()
                    offset = axes.yaxis.offsetText
                    box = offset._box() if axes.axison and axes.yaxis.visible else None
                    if text and box:
                        title._transform = Transform(self, "pixels", "pixels")
                        title._x, title._y = self._title_x(title, left, width) * scale, (top + self._title_pad) * scale
                        mine = title._box()
                        if mine and mine[0] < box[2] and box[0] < mine[2] and mine[1] < box[3]:
                            boxes.append(box)
            at = max([top] + [box[3] for box in boxes]) + self._title_pad
        for title in self._titles.values():
            title._transform = Transform(self, "pixels", "pixels")
            title._x, title._y = self._title_x(title, left, width) * scale, at * scale
        return [box for title in self._titles.values() for box in [title._box()] if box]

    def _title_x(self, title, left, width):
        loc = next(k for k, t in self._titles.items() if t is title)
        return left + width * {"left": 0.0, "center": 0.5, "right": 1.0}[loc]

    def _set_label(self, name, text, fontdict, labelpad, loc, options):
        axis = self._axis_map[name]
        if labelpad is not None:
            axis.labelpad = labelpad
        places = ("left", "center", "right") if name == "x" else ("bottom", "center", "top")
        if loc is not None:
            if loc not in places:
                raise ValueError(f"{loc!r} is not a valid value for loc; supported values are {', '.join(map(repr, places))}")
            axis._place = loc
            axis.label._horizontalalignment = {"left": "left", "bottom": "left", "center": "center", "right": "right", "top": "right"}[loc]
        return axis.set_label_text(text, **{**(fontdict or {}), **options})

    def set_xlabel(self, xlabel, fontdict=None, labelpad=None, *, loc=None, **options):
        return self._set_label("x", xlabel, fontdict, labelpad, loc, options)

    def set_ylabel(self, ylabel, fontdict=None, labelpad=None, *, loc=None, **options):
        return self._set_label("y", ylabel, fontdict, labelpad, loc, options)

    def label_outer(self, remove_inner_ticks=False):
        """Keeps labels of ticks and axes at the edges of the grid only."""
        spec = self._spec
        if spec is None:
            return
        if not spec.is_last_row():
            self.xaxis.set_label_text("")
            self.xaxis.set_tick_params("both", labelbottom=False)
        if not spec.is_first_col():
            self.yaxis.set_label_text("")
            self.yaxis.set_tick_params("both", labelleft=False)

    def tick_params(self, axis="both", **options):
        if axis not in ("x", "y", "both"):
            raise ValueError(f"{axis!r} is not a valid value for axis; supported values are 'x', 'y', 'both'")
        options.setdefault("which", "major")
        if axis in ("x", "both"):
            self.xaxis.set_tick_params(**{k: v for k, v in options.items() if k not in ("left", "right", "labelleft", "labelright")})
        if axis in ("y", "both"):
            self.yaxis.set_tick_params(**{k: v for k, v in options.items() if k not in ("top", "bottom", "labeltop", "labelbottom")})

    def ticklabel_format(self, *, axis="both", style=None, scilimits=None, useOffset=None, useLocale=None, useMathText=None):
        if style not in (None, "", "sci", "scientific", "plain"):
            raise ValueError(f"{style!r} is not a valid value for style; supported values are 'sci', 'scientific', 'plain'")
        for name in "xy" if axis == "both" else axis:
            formatter = self._axis_map[name].state.major_formatter
            if not isinstance(formatter, ticker.ScalarFormatter):
                raise AttributeError("This method only works with the ScalarFormatter")
            if style:
                formatter.set_scientific(style != "plain")
                if style == "plain":
                    formatter.set_useOffset(False)
            if scilimits is not None:
                formatter.set_powerlimits(scilimits)
            if useOffset is not None:
                formatter.set_useOffset(useOffset)
            if useMathText is not None:
                formatter.set_useMathText(useMathText)

    def locator_params(self, axis="both", tight=None, **options):
        for name in "xy" if axis == "both" else axis:
            self._axis_map[name].state.major_locator.set_params(**options)

    def minorticks_on(self):
        self.xaxis.minorticks_on()
        self.yaxis.minorticks_on()

    def minorticks_off(self):
        for axis in (self.xaxis, self.yaxis):
            axis.set_minor_locator(ticker.NullLocator())

    def grid(self, visible=None, which="major", axis="both", **options):
        if axis not in ("x", "y", "both"):
            raise ValueError(f"{axis!r} is not a valid value for axis; supported values are 'x', 'y', 'both'")
        for name in "xy" if axis == "both" else axis:
            self._axis_map[name].grid(visible, which, **options)

    def get_xaxis(self):
        return self.xaxis

    def get_yaxis(self):
        return self.yaxis

    def get_xaxis_transform(self, which="grid"):
        return Transform(self, "data", "axes")

    def get_yaxis_transform(self, which="grid"):
        return Transform(self, "axes", "data")
