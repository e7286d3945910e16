"""Writes SVG."""

import math

import _drawing
import _pictures

import numpy as np

from . import _text
from ._rc import font_size, rcParams

# Stands for the first part of names until the picture is done. No text has this sign.
MARK = "\x01"
FAMILY = "DejaVu Sans, Verdana, Arial, sans-serif"
_GENERIC = {"serif": "DejaVu Serif, Georgia, serif", "monospace": "DejaVu Sans Mono, Consolas, monospace", "sans-serif": FAMILY, "cursive": "cursive", "fantasy": "fantasy"}
DASHES = {"--": (3.7, 1.6), "-.": (6.4, 1.6, 1, 1.6), ":": (1, 1.65)}
STYLES = {"solid": "-", "dashed": "--", "dashdot": "-.", "dotted": ":", "none": "None", " ": "None", "": "None", "None": "None", "-": "-", "--": "--", "-.": "-.", ":": ":"}


def escape(text):
    """A text inside of an element or an attribute. Signs that XML forbids become the sign for what is missing."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return "".join(c if c >= " " and c not in "\ufffe\uffff" or c == "\n" else "\ufffd" for c in text)


def number(value):
    """A number with at most two decimals."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if text != "-0.00" else "0"


def css(rgba):
    return "#" + "".join(f"{int(round(v * 255)):02x}" for v in rgba[:3])


def paint(kind, rgba):
    """The attributes for a fill or a stroke."""
    if rgba is None or rgba[3] == 0:
        return f' {kind}="none"' if kind == "fill" else ""
    text = f' {kind}="{css(rgba)}"'
    return text if rgba[3] == 1 else f'{text} {kind}-opacity="{rgba[3]:.3g}"'


def linestyle(style):
    """A style of lines: a name, or a tuple (start, lengths)."""
    if isinstance(style, str):
        if style not in STYLES:
            raise ValueError(f"{style!r} is not a valid value for ls; supported values are '-', '--', '-.', ':', 'None', ' ', '', 'solid', 'dashed', 'dashdot', 'dotted'")
        return STYLES[style]
    if style is None:
        return "None"
    start, lengths = style
    return (start, tuple(lengths)) if lengths else "-"


def stroke(rgba, width, style="-", cap=None, join=None):
    """The attributes for a line."""
    if rgba is None or rgba[3] == 0 or not width or style == "None":
        return ""
    text = paint("stroke", rgba)
    if width != 1:
        text += f' stroke-width="{number(width)}"'
    if style != "-":
        lengths = DASHES[style] if isinstance(style, str) else style[1]
        text += ' stroke-dasharray="' + " ".join(number(v * max(width, 0.1)) for v in lengths) + '"'
        if not isinstance(style, str) and style[0]:
            text += f' stroke-dashoffset="{number(style[0] * width)}"'
    if cap not in (None, "butt"):
        text += f' stroke-linecap="{"square" if cap == "projecting" else cap}"'
    if join not in (None, "miter"):
        text += f' stroke-linejoin="{join}"'
    return text


class Page:
    """A picture that is being drawn. Positions are points from the top left corner."""

    _count = 0

    def __init__(self, width, height, dpi=72):
        Page._count += 1
        self.scale = dpi / 72
        self.id, self.width, self.height = MARK, width, height
        self.box = (-width, -height, 2 * width, 2 * height)
        self.out, self._clips, self._marks = [], {}, {}

    def snap(self, place):
        """The middle of the pixel that a thin line runs through, as text."""
        return number((math.floor(place * self.scale) + 0.5) / self.scale)

    def clip(self, rectangle):
        """The attribute that cuts at a rectangle (left, top, width, height)."""
        if rectangle is None:
            return ""
        key = " ".join(map(number, rectangle))
        if key not in self._clips:
            name = self._clips[key] = f"{self.id}c{len(self._clips)}"
            x, y, w, h = key.split(" ")
            self.out.append(f'<clipPath id="{name}"><rect x="{x}" y="{y}" width="{w}" height="{h}"/></clipPath>')
        return f' clip-path="url(#{self._clips[key]})"'

    def mark(self, d):
        """The name of a path that is drawn at many places."""
        if d not in self._marks:
            name = self._marks[d] = f"{self.id}m{len(self._marks)}"
            self.out.append(f'<defs><path id="{name}" d="{d}"/></defs>')
        return self._marks[d]

    def data(self, x, y, closed=False, step=0.0):
        """The data of a path through these points."""
        x, y = np.asarray(x, float), np.asarray(y, float)
        if closed and len(x):
            x, y = np.append(x, x[0]), np.append(y, y[0])
        w, h = self.width, self.height
        # Closed paths must not be cut, so their box is large.
        far = 30 if closed else 1
        d = _drawing.path(x, y, (-far * w, -far * h, (1 + far) * w, (1 + far) * h), step)
        return d + "Z" if closed and d else d

    def dots(self, x, y, size, rgba, more=""):
        """Opaque circles of one size and colour. Of those at one pixel one is drawn."""
        x, y = np.round(x * self.scale).astype(int), np.round(y * self.scale).astype(int)
        _, first = np.unique(x * 100_000 + y, return_index=True)
        x, y = (np.round(v[first] / self.scale, 1).tolist() for v in (x, y))
        d = "".join([f"M{a:g} {b:g}h0" for a, b in zip(x, y)])
        self.path(d, None, stroke(rgba, size, cap="round"), more)

    def path(self, d, fill=None, line="", more=""):
        if d:
            self.out.append(f'<path d="{d}"{paint("fill", fill)}{line}{more}/>')

    def rectangle(self, x, y, w, h, fill=None, line="", more=""):
        if w < 0:
            x, w = x + w, -w
        if h < 0:
            y, h = y + h, -h
        if fill is None and not line or x > 30 * self.width or y > 30 * self.height:
            return
        self.out.append(f'<rect x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}"{paint("fill", fill)}{line}{more}/>')

    def image(self, pixels, x, y, w, h, smooth=False, more=""):
        """An array of uint8 with 3 or 4 channels."""
        data = _drawing.base64(_pictures.encode(np.ascontiguousarray(pixels), "PNG", 75))
        how = "" if smooth else ' image-rendering="pixelated"'
        self.out.append(f'<image x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}" preserveAspectRatio="none"{how}{more} href="data:image/png;base64,{data}"/>')

    def text(self, text, x, y, font, rgba, ha="left", va="baseline", angle=0.0, align=None, spacing=1.2, more=""):
        """A text at a place, of several lines if it has some."""
        if rgba[3] == 0 or not text:
            return
        size = font["size"]
        lines = text.split("\n")
        wide, high, step = _text.extent(text, size, font["bold"], spacing)
        left = {"left": 0, "center": -wide / 2, "right": -wide}[ha]
        top = {"top": 0, "center": -high / 2, "bottom": -high, "baseline": -size * _text.ASCENT - (len(lines) - 1) * step, "center_baseline": -size * _text.ASCENT / 2 - (len(lines) - 1) * step / 2}[va]
        align = align or ha
        anchor = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}[align]
        shift = left + {"left": 0, "center": wide / 2, "right": wide}[align]
        attributes = f' font-size="{number(size)}"{font["more"]}{paint("fill", rgba) if css(rgba) != "#000000" or rgba[3] < 1 else ""}{anchor}'
        if angle:
            x0, y0 = x, y
            more += f' transform="rotate({number(-angle)} {number(x0)} {number(y0)})"'
        for i, line in enumerate(lines):
            if line:
                place = f' x="{number(x + shift)}" y="{number(y + top + size * _text.ASCENT + i * step)}"'
                self.out.append(f"<text{place}{attributes}{more}>{_spans(line, size)}</text>")

    def svg(self, scale, alt, background="", view=None):
        """The whole picture. `view` is the part of the page that is shown."""
        left, top, width, height = view or (0, 0, self.width, self.height)
        alt = escape(alt)
        # Names differ from those of other pictures, also of other sessions in one document.
        body = "".join(self.out)
        body = body.replace(MARK, f"p{Page._count}-{hash(body) % 16**8:x}")
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width * scale)}" height="{number(height * scale)}" viewBox="{" ".join(map(number, (left, top, width, height)))}" role="img" aria-label="{alt}"'
        family = rcParams["font.family"]
        family = family[0] if family else "sans-serif"
        if family == "sans-serif" and rcParams["font.sans-serif"]:
            named = [f for f in rcParams["font.sans-serif"] if f != "DejaVu Sans"]
            family = ", ".join([*named[:3], FAMILY])
        else:
            family = _GENERIC.get(family, f"{family}, {FAMILY}")
        return f'{head} font-family="{escape(family)}"><title>{alt}</title>{background}{body}</svg>'


def _spans(line, size):
    found = _text.runs(line)
    if len(found) == 1 and found[0][1:] == (1.0, 0.0, ""):
        text = escape(found[0][0])
        # Several spaces stay several.
        return text.replace("  ", "\u00a0 ")
    parts, at = [], 0.0
    for letters, part, rise, style in found:
        shift = f' dy="{number((at - rise) * size)}"' if rise != at else ""
        at = rise
        small = f' font-size="{number(size * part)}"' if part != 1 else ""
        slant = ' font-style="italic"' if "i" in style else ""
        heavy = ' font-weight="bold"' if "b" in style else ""
        parts.append(f"<tspan{shift}{small}{slant}{heavy}>{escape(letters)}</tspan>" if shift or small or slant or heavy else escape(letters))
    return "".join(parts)


def font(size=None, weight=None, style=None, family=None):
    """What a text needs to know about its letters."""
    weight = rcParams["font.weight"] if weight is None else weight
    style = rcParams["font.style"] if style is None else style
    bold = weight in ("bold", "heavy", "black", "semibold", "demibold", "demi", "extra bold") or not isinstance(weight, str) and weight >= 600
    more = ' font-weight="bold"' if bold else ""
    if style in ("italic", "oblique"):
        more += f' font-style="{style}"'
    if isinstance(family, (list, tuple)):
        family = ", ".join(family)
    if family is not None:
        more += f' font-family="{escape(_GENERIC.get(family, f"{family}, {FAMILY}"))}"'
    return {"size": font_size(size), "bold": bold, "more": more}
