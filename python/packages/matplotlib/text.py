"""Text."""

import math

from . import _svg, _text
from ._rc import font_size, rcParams
from .artist import Artist
from .patches import arrow, box_style
from .transforms import Bbox, Transform


def _words(value):
    return "" if value is None else str(value)


def _check(name, known):
    def check(value):
        if value not in known:
            raise ValueError(f"{value!r} is not a valid value for {name}; supported values are {', '.join(map(repr, known))}")
        return value

    return check


class Text(Artist):
    """A text at a place."""

    PROPERTIES = {"text": "", "x": 0, "y": 0, "color": None, "fontsize": None, "fontweight": None, "fontstyle": None, "fontfamily": None, "horizontalalignment": "left", "verticalalignment": "baseline", "multialignment": None, "rotation": 0.0, "rotation_mode": None, "bbox": None, "linespacing": 1.2, "wrap": False, "zorder": 3, "clip_on": False, "fontproperties": None, "usetex": False, "backgroundcolor": None, "fontvariant": None, "fontstretch": None, "math_fontfamily": None, "parse_math": True}
    ALIASES = {"size": "fontsize", "weight": "fontweight", "style": "fontstyle", "family": "fontfamily", "fontname": "fontfamily", "name": "fontfamily", "ha": "horizontalalignment", "va": "verticalalignment", "ma": "multialignment", "c": "color"}
    CHECKS = {"text": _words, "horizontalalignment": _check("align", ("center", "right", "left")), "verticalalignment": _check("align", ("baseline", "bottom", "center", "center_baseline", "top")), "fontsize": font_size}

    def __init__(self, x=0, y=0, text="", **options):
        fontdict = options.pop("fontdict", None)
        super().__init__(**{**(fontdict or {}), **options})
        self._x, self._y = x, y
        self.set_text(text)
        if self._fontsize is None:
            self._fontsize = font_size(None)
        if self._color is None:
            self._color = rcParams["text.color"]

    def __repr__(self):
        return f"{type(self).__name__}({self._x}, {self._y}, {self._text!r})"

    def set_color(self, color):
        if isinstance(color, str) and color == "auto":
            color = rcParams["text.color"]
        self._rgba(color)
        self._color = color

    def set_rotation(self, angle):
        self._rotation = {None: 0.0, "horizontal": 0.0, "vertical": 90.0}[angle] if angle is None or isinstance(angle, str) and angle in ("horizontal", "vertical") else float(angle)

    def set_position(self, xy):
        self._x, self._y = xy

    def get_position(self):
        return self._x, self._y

    def get_unitless_position(self):
        return self._x, self._y

    def set_fontproperties(self, fp):
        if isinstance(fp, dict):
            self.set(**fp)
        elif fp is not None:
            self.set(**getattr(fp, "_options", {}))

    set_font = set_fontproperties

    def _font(self):
        return _svg.font(self._fontsize, self._fontweight, self._fontstyle, self._fontfamily)

    def _place(self):
        """The place in points from the bottom left corner."""
        x, y = self._x, self._y
        if self.axes is not None and (isinstance(x, str) or isinstance(y, str) or hasattr(x, "year") or hasattr(y, "year")):
            x = self.axes.xaxis.convert_units(x)[0] if self._trans().is_data(0) else x
            y = self.axes.yaxis.convert_units(y)[0] if self._trans().is_data(1) else y
        x, y = self._trans().up(x, y)
        return float(x), float(y)

    def _box(self):
        """Left, bottom, right and top in points; nothing for an empty text."""
        if not self._text or not self._visible:
            return None
        x, y = self._place()
        if not (math.isfinite(x) and math.isfinite(y)):
            return None
        return self._box_at(x, y)

    def _box_at(self, x, y):
        size = self._fontsize
        wide, high, step = _text.extent(self._text, size, self._font()["bold"], self._linespacing)
        if self._bbox is not None:
            pad = self._padding()
        else:
            pad = 0.0
        ascent, lines = size * _text.ASCENT, self._text.count("\n")
        left = {"left": 0, "center": -wide / 2, "right": -wide}[self._horizontalalignment]
        above = {"top": 0, "center": high / 2, "bottom": high, "baseline": ascent + lines * step, "center_baseline": ascent / 2 + lines * step / 2}[self._verticalalignment]
        angle = math.radians(self._rotation % 360)
        if not angle:
            return (x + left - pad, y + above - high - pad, x + left + wide + pad, y + above + pad)
        c, s = math.cos(angle), math.sin(angle)
        if self._rotation_mode == "anchor":
            corners = [(left + a * wide, above - b * high) for a in (0, 1) for b in (0, 1)]
            turned = [(c * a - s * b, s * a + c * b) for a, b in corners]
            xs, ys = [t[0] for t in turned], [t[1] for t in turned]
            return (x + min(xs) - pad, y + min(ys) - pad, x + max(xs) + pad, y + max(ys) + pad)
        # The turned box is aligned, not the text.
        w, h = abs(c) * wide + abs(s) * high, abs(s) * wide + abs(c) * high
        left = {"left": 0, "center": -w / 2, "right": -w}[self._horizontalalignment]
        above = {"top": 0, "center": h / 2, "bottom": h, "baseline": h, "center_baseline": h / 2}[self._verticalalignment]
        return (x + left - pad, y + above - h - pad, x + left + w + pad, y + above + pad)

    def get_window_extent(self, renderer=None, dpi=None):
        box = self._box() or (0, 0, 0, 0)
        scale = self.figure.dpi / 72
        return Bbox([[box[0] * scale, box[1] * scale], [box[2] * scale, box[3] * scale]])

    get_tightbbox = get_window_extent

    def _padding(self):
        bbox = self._bbox
        if "boxstyle" in bbox:
            return box_style(bbox["boxstyle"])[1] * self._fontsize
        return bbox.get("pad", 4)

    def draw(self, page):
        if not self._text:
            return
        x, y = self._place()
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        if self._clip_on and self.axes is not None:
            left, top, w, h = self.axes._clip_rectangle()
            if not (left - 1 <= x <= left + w + 1 and top - 1 <= page.height - y <= top + h + 1):
                return
        self._draw_at(page, x, y)

    def _draw_at(self, page, x, y):
        font = self._font()
        if self._bbox is not None or self._backgroundcolor is not None:
            self._draw_box(page, x, y)
        ha, va, angle = self._horizontalalignment, self._verticalalignment, self._rotation % 360
        more = ""
        py = page.height - y
        if angle and self._rotation_mode != "anchor":
            # The text is drawn around the middle of its turned box.
            bbox, self._bbox = self._bbox, None
            left, bottom, right, top = self._box_at(x, y)
            self._bbox = bbox
            x, py = (left + right) / 2, page.height - (bottom + top) / 2
            align = self._multialignment or ("left" if "\n" in self._text else None)
            ha = va = "center"
            page.text(self._text, x, py, font, self._rgba(self._color), ha, va, angle, align, self._linespacing, more)
            return
        page.text(self._text, x, py, font, self._rgba(self._color), ha, va, angle, self._multialignment or (ha if "\n" in self._text else None), self._linespacing, more)

    def _draw_box(self, page, x, y):
        bbox = dict(self._bbox or {"facecolor": self._backgroundcolor, "edgecolor": self._backgroundcolor, "pad": 2})
        left, bottom, right, top = self._box_at(x, y)
        alpha = bbox.get("alpha")
        color = bbox.get("color")
        face = bbox.get("facecolor", bbox.get("fc", color if color is not None else rcParams["patch.facecolor"]))
        edge = bbox.get("edgecolor", bbox.get("ec", color if color is not None else "black"))
        line = _svg.stroke(self._rgba(edge, alpha), bbox.get("linewidth", bbox.get("lw", 1.0)), _svg.linestyle(bbox.get("linestyle", bbox.get("ls", "-"))))
        name, pad = box_style(bbox.get("boxstyle", "square"))
        if name.startswith("round"):
            line += f' rx="{_svg.number(pad * self._fontsize)}"'
        page.rectangle(left, page.height - top, right - left, top - bottom, self._rgba(face, alpha), line)


class Annotation(Text):
    """A text with an arrow to a place."""

    PROPERTIES = {}

    def __init__(self, text, xy, xytext=None, xycoords="data", textcoords=None, arrowprops=None, annotation_clip=None, **options):
        if xytext is None:
            xytext = xy
            textcoords = xycoords if textcoords is None else textcoords
        super().__init__(*xytext, text, **options)
        self.xy, self.xycoords, self.arrowprops = xy, xycoords, arrowprops
        self.anncoords = xycoords if textcoords is None else textcoords
        self.arrow_patch = arrowprops

    xyann = property(lambda self: self.get_position(), lambda self, xy: self.set_position(xy))

    def _point(self, xy, coords, base):
        axes, figure = self.axes, self.figure
        if isinstance(coords, tuple):
            return self._point(xy, coords[0], base)[0], self._point(xy, coords[1], base)[1]
        if isinstance(coords, Transform):
            trans = coords
        elif coords == "data":
            trans = axes.transData
            x, y = axes.xaxis.convert_units(xy[0])[0], axes.yaxis.convert_units(xy[1])[0]
            xy = (x, y)
        elif coords == "axes fraction":
            trans = axes.transAxes
        elif coords == "figure fraction":
            trans = figure.transFigure
        elif coords in ("offset points", "offset pixels"):
            scale = 1 if coords == "offset points" else 72 / figure.dpi
            return base[0] + xy[0] * scale, base[1] + xy[1] * scale
        elif coords in ("axes points", "figure points"):
            left, bottom = axes._rectangle()[:2] if coords == "axes points" else (0, 0)
            return left + xy[0], bottom + xy[1]
        elif coords in ("figure pixels", "axes pixels"):
            trans = Transform(axes, "pixels", "pixels")
        else:
            raise ValueError(f"{coords!r} is not a valid coordinate. Use 'data', 'axes fraction', 'figure fraction' or 'offset points'")
        x, y = trans.up(*xy)
        return float(x), float(y)

    def _target(self):
        return self._point(self.xy, self.xycoords, None)

    def _place(self):
        return self._point((self._x, self._y), self.anncoords, self._target() if self.anncoords in ("offset points", "offset pixels") or isinstance(self.anncoords, tuple) else None)

    def draw(self, page):
        if self.xycoords == "data" and self.axes is not None and not self._inside():
            return
        x, y = self._place()
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        if self.arrowprops is not None:
            self._draw_arrow(page, x, y)
        if self._text:
            self._draw_at(page, x, y)

    def _inside(self):
        x, y = self._target()
        left, bottom, w, h = self.axes._rectangle()
        return left - 0.01 <= x <= left + w + 0.01 and bottom - 0.01 <= y <= bottom + h + 0.01

    def _draw_arrow(self, page, x, y):
        props = dict(self.arrowprops)
        tx, ty = self._target()
        height = page.height
        shrink = (props.get("shrinkA", 2), props.get("shrinkB", 2))
        if not self._text:
            start = (x, y)
        else:
            # The arrow starts at the middle of the text and is seen from the edge of its box on.
            left, bottom, right, top = self._box_at(x, y)
            pad = 0 if self._bbox is not None else 3
            if "arrowstyle" not in props:
                pad = 3
            cx, cy = (left + right) / 2, (bottom + top) / 2
            dx, dy = tx - cx, ty - cy
            room = min([abs(w / d) for w, d in (((right - left) / 2 + pad, dx), ((top - bottom) / 2 + pad, dy)) if d] or [0])
            if room >= 1:
                return
            start = (cx + dx * room, cy + dy * room)
        if "shrink" in props:
            part = math.hypot(tx - start[0], ty - start[1]) * props["shrink"]
            shrink = (part, part)
        props.setdefault("mutation_scale", self._fontsize)
        arrow(page, (start[0], height - start[1]), (tx, height - ty), props, shrink)
