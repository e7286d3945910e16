"""Colours, colour maps and norms."""

import numpy as np

from .cbook import iterable
from . import _tables

CSS4_COLORS = {}
_words = _tables.NAMES.split()
for _name, _hex in zip(_words[::2], _words[1::2]):
    CSS4_COLORS[_name] = "#" + _hex.upper()
_hexes = _tables.LISTS["tab10"]
TABLEAU_COLORS = {
    f"tab:{name}": "#" + _hexes[6 * i : 6 * i + 6]
    for i, name in enumerate("blue orange green red purple brown pink gray olive cyan".split())
}
BASE_COLORS = {"b": (0, 0, 1), "g": (0, 0.5, 0), "r": (1, 0, 0), "c": (0, 0.75, 0.75), "m": (0.75, 0, 0.75), "y": (0.75, 0.75, 0), "k": (0, 0, 0), "w": (1, 1, 1)}
_names = {**CSS4_COLORS, **TABLEAU_COLORS, "tab:grey": TABLEAU_COLORS["tab:gray"]}


def _hex(text):
    digits = text[1:]
    if len(digits) in (3, 4):
        digits = "".join(d + d for d in digits)
    if len(digits) not in (6, 8):
        return None
    try:
        parts = [int(digits[i : i + 2], 16) / 255 for i in range(0, len(digits), 2)]
    except ValueError:
        return None
    return tuple(parts) if len(parts) == 4 else (*parts, 1.0)


def _named(text):
    if text.lower() == "none":
        return (0.0, 0.0, 0.0, 0.0)
    if text in BASE_COLORS:
        return (*map(float, BASE_COLORS[text]), 1.0)
    if text[:1] == "C" and text[1:].isdigit():
        from . import rcParams

        cycle = rcParams["axes.prop_cycle"].colors
        return to_rgba(cycle[int(text[1:]) % len(cycle)])
    if text[:1] == "#":
        return _hex(text)
    name = text.lower()
    if name in _names:
        return _hex(_names[name])
    if name.startswith("xkcd:") and name[5:] in _names:
        return _hex(_names[name[5:]])
    try:
        grey = float(text)
    except ValueError:
        return None
    if not 0 <= grey <= 1:
        raise ValueError(f"Invalid string grayscale value {text!r}. Value must be within 0-1 range")
    return (grey, grey, grey, 1.0)


def to_rgba(c, alpha=None):
    """A colour as (red, green, blue, alpha)."""
    if isinstance(c, tuple) and len(c) == 2 and not _number(c[0]):
        c, alpha = c[0], c[1] if alpha is None else alpha
    if isinstance(c, str):
        rgba = _named(c)
        if rgba is None:
            raise ValueError(f"Invalid RGBA argument: {c!r}")
        if c.lower() == "none":
            return rgba
    else:
        try:
            rgba = tuple(float(v) for v in c)
        except (TypeError, ValueError):
            raise ValueError(f"Invalid RGBA argument: {c!r}") from None
        if len(rgba) not in (3, 4):
            raise ValueError("RGBA sequence must have length 3 or 4")
        if not all(0 <= v <= 1 for v in rgba):
            raise ValueError("RGBA values should be within 0-1 range")
        if len(rgba) == 3:
            rgba = (*rgba, 1.0)
    if alpha is not None:
        if not 0 <= alpha <= 1:
            raise ValueError("'alpha' must be between 0 and 1, inclusive")
        rgba = (*rgba[:3], float(alpha))
    return rgba


def to_rgb(c):
    return to_rgba(c)[:3]


def to_hex(c, keep_alpha=False):
    return "#" + "".join(f"{round(v * 255):02x}" for v in to_rgba(c)[: 4 if keep_alpha else 3])


def rgb2hex(c, keep_alpha=False):
    return to_hex(c, keep_alpha)


def is_color_like(c):
    try:
        to_rgba(c)
    except (TypeError, ValueError):
        return False
    return True


def same_color(c1, c2):
    return np.array_equal(to_rgba_array(c1), to_rgba_array(c2))


def _number(value):
    return isinstance(value, (int, float)) or getattr(value, "ndim", None) == 0


def to_rgba_array(c, alpha=None):
    """Colours as an array of shape (n, 4)."""
    if isinstance(c, str):
        return np.zeros((0, 4)) if c.lower() == "none" else np.array([to_rgba(c, alpha)])
    if isinstance(c, np.ndarray) and c.ndim == 2 and c.shape[1] in (3, 4):
        rgba = np.ones((len(c), 4))
        rgba[:, : c.shape[1]] = c
        if len(c) and (rgba.min() < 0 or rgba.max() > 1):
            raise ValueError("RGBA values should be within 0-1 range")
        if alpha is not None:
            rgba[:, 3] = alpha
        return rgba
    if isinstance(c, tuple) and (len(c) in (3, 4) and all(map(_number, c)) or len(c) == 2 and _number(c[1])) or isinstance(c, np.ndarray) and c.ndim == 1 and c.dtype.kind == "f" and len(c) in (3, 4):
        return np.array([to_rgba(c, alpha)])
    colors = list(c)
    alphas = alpha if iterable(alpha) else [alpha] * len(colors)
    known = {}
    rows = []
    for color, a in zip(colors, alphas):
        key = (color, a) if isinstance(color, str) else None
        rgba = known.get(key) if key else None
        if rgba is None:
            rgba = to_rgba(color, a)
            if key:
                known[key] = rgba
        rows.append(rgba)
    return np.array(rows) if rows else np.zeros((0, 4))


class Colormap:
    """A table of colours for numbers from 0 to 1, and for whole numbers the colours by their place."""

    def __init__(self, name, N=256):
        self.name, self.N = name, N
        self._under = self._over = None
        self._bad = (0.0, 0.0, 0.0, 0.0)
        self._table = None

    def _lut(self):
        if self._table is None:
            self._table = self._make()
        return self._table

    def __call__(self, X, alpha=None, bytes=False):
        values = np.asarray(X)
        lut = self._lut()
        if values.dtype.kind == "f":
            bad = np.isnan(values)
            clear = np.where(bad, 0, values)
            place = np.clip(np.floor(clear * self.N), -1, self.N).astype(int)
            place = np.where(clear == 1, self.N - 1, place)
        else:
            bad = None
            place = np.clip(values.astype(int), -1, self.N)
        full = np.concatenate([lut, [self._under or lut[0], self._over or lut[-1], self._bad]])
        # The colours for what is below, above and not a number stand at the end.
        place = np.where(place < 0, self.N, np.where(place >= self.N, self.N + 1, place))
        if bad is not None:
            place = np.where(bad, self.N + 2, place)
        rgba = full[place]
        if alpha is not None:
            rgba = np.array(rgba)
            rgba[..., 3] = alpha
        if bytes:
            return np.round(rgba * 255).astype(np.uint8) if values.ndim else tuple(int(round(v * 255)) for v in rgba)
        return rgba if values.ndim else tuple(float(v) for v in rgba)

    def set_under(self, color="k", alpha=None):
        self._under = to_rgba(color, alpha)

    def set_over(self, color="k", alpha=None):
        self._over = to_rgba(color, alpha)

    def set_bad(self, color="k", alpha=None):
        self._bad = to_rgba(color, alpha)

    def copy(self):
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__)
        return made

    __copy__ = copy

    def __eq__(self, other):
        return isinstance(other, Colormap) and np.array_equal(self._lut(), other._lut())

    def _renamed(self, name, rows):
        return ListedColormap(rows, name)

    def reversed(self, name=None):
        return self._renamed(name or (self.name[:-2] if self.name.endswith("_r") else self.name + "_r"), self._lut()[::-1])

    def resampled(self, lutsize):
        return self._renamed(self.name, self(np.linspace(0, 1, lutsize)))

    def __repr__(self):
        kind = "Colormap" if isinstance(self, _Stored) else type(self).__name__
        return f"<matplotlib.colors.{kind} {self.name!r}>"


class ListedColormap(Colormap):
    def __init__(self, colors, name="unnamed", N=None):
        if N is not None:
            colors = [colors[i % len(colors)] for i in range(N)]
        self.colors = [colors] if isinstance(colors, str) else colors
        super().__init__(name, len(self.colors))

    def _make(self):
        return to_rgba_array(self.colors)


class LinearSegmentedColormap(Colormap):
    def __init__(self, name, segmentdata, N=256, gamma=1.0):
        if gamma != 1:
            raise NotImplementedError("this matplotlib has no gamma in colour maps")
        super().__init__(name, N)
        self._segments = segmentdata

    @staticmethod
    def from_list(name, colors, N=256, gamma=1.0):
        colors = list(colors)
        if colors and not isinstance(colors[0], str) and len(colors[0]) == 2:
            places, colors = zip(*colors)
        else:
            places = np.linspace(0, 1, len(colors))
        rows = to_rgba_array(list(colors))
        data = {key: [(p, v, v) for p, v in zip(places, rows[:, i])] for i, key in enumerate(("red", "green", "blue", "alpha"))}
        return LinearSegmentedColormap(name, data, N, gamma)

    def _make(self):
        at = np.linspace(0, 1, self.N)
        table = np.ones((self.N, 4))
        for i, key in enumerate(("red", "green", "blue", "alpha")):
            rows = self._segments.get(key)
            if rows is not None:
                places, left, right = (np.array(part, float) for part in zip(*rows))
                # Two values at one place make a step.
                table[:, i] = np.clip(np.interp(at, np.repeat(places, 2), np.stack([left, right], 1).ravel()), 0, 1)
        return table


class _Stored(Colormap):
    """A map from the table of control points."""

    def __init__(self, name, points):
        super().__init__(name, 510 if name == "twilight" else 256)
        self._points = points

    def _make(self):
        raw = np.array([int(self._points[i : i + 2], 16) for i in range(0, len(self._points), 2)]).reshape(-1, 4)
        table = np.ones((self.N, 4))
        at = np.linspace(0, 255, self.N)
        for i in range(3):
            table[:, i] = np.round(np.interp(at, raw[:, 0], raw[:, i + 1])) / 255
        return table

    @property
    def colors(self):
        return self._lut()[:, :3].tolist()


class Normalize:
    """Brings numbers from vmin to vmax to numbers from 0 to 1."""

    def __init__(self, vmin=None, vmax=None, clip=False):
        self.vmin, self.vmax, self.clip = vmin, vmax, clip

    def _forward(self, values):
        return values

    def _backward(self, values):
        return values

    def __call__(self, value, clip=None):
        values = np.asarray(value, dtype=float)
        self.autoscale_None(values)
        low, high = float(self.vmin), float(self.vmax)
        if low == high:
            result = np.zeros_like(values)
        elif low > high:
            raise ValueError("minvalue must be less than or equal to maxvalue")
        else:
            if self.clip if clip is None else clip:
                values = np.clip(values, low, high)
            f0, f1 = self._forward(np.array([low, high]))
            result = (self._forward(values) - f0) / (f1 - f0)
        return result if result.ndim else float(result)

    def inverse(self, value):
        f0, f1 = self._forward(np.array([self.vmin, self.vmax], dtype=float))
        return self._backward(f0 + np.asarray(value, float) * (f1 - f0))

    def _usable(self, values):
        return values[np.isfinite(values)]

    def autoscale(self, A):
        self.vmin = self.vmax = None
        self.autoscale_None(A)

    def autoscale_None(self, A):
        if self.vmin is None or self.vmax is None:
            values = self._usable(np.asarray(A, dtype=float).ravel())
            if self.vmin is None:
                self.vmin = float(values.min()) if values.size else 0.0
            if self.vmax is None:
                self.vmax = float(values.max()) if values.size else 1.0

    def scaled(self):
        return self.vmin is not None and self.vmax is not None


class LogNorm(Normalize):
    def _forward(self, values):
        return np.log10(np.where(values > 0, values, np.nan))

    def _backward(self, values):
        return 10.0**values

    def _usable(self, values):
        return values[np.isfinite(values) & (values > 0)]


class PowerNorm(Normalize):
    def __init__(self, gamma, vmin=None, vmax=None, clip=False):
        super().__init__(vmin, vmax, clip)
        self.gamma = gamma

    def __call__(self, value, clip=None):
        part = np.asarray(Normalize(self.vmin, self.vmax, self.clip)(value, clip))
        return np.where(part > 0, np.abs(part) ** self.gamma, part)


class TwoSlopeNorm(Normalize):
    def __init__(self, vcenter, vmin=None, vmax=None):
        super().__init__(vmin, vmax)
        self.vcenter = vcenter

    def __call__(self, value, clip=None):
        self.autoscale_None(value)
        return np.interp(np.asarray(value, float), [self.vmin, self.vcenter, self.vmax], [0, 0.5, 1])


class CenteredNorm(Normalize):
    """As much above a middle as below."""

    def __init__(self, vcenter=0, halfrange=None, clip=False):
        super().__init__(None, None, clip)
        self.vcenter = vcenter
        if halfrange is not None:
            self.vmin, self.vmax = float(vcenter - abs(halfrange)), float(vcenter + abs(halfrange))

    @property
    def halfrange(self):
        return None if self.vmax is None else self.vmax - self.vcenter

    def autoscale_None(self, A):
        values = np.asarray(A, float)
        if self.vmax is None and values.size:
            far = float(np.nanmax(np.abs(values - self.vcenter)))
            self.vmin, self.vmax = self.vcenter - far, self.vcenter + far


class NoNorm(Normalize):
    def __call__(self, value, clip=None):
        return value


class BoundaryNorm(Normalize):
    """Gives each interval between boundaries its place in a colour map."""

    def __init__(self, boundaries, ncolors, clip=False, extend="neither"):
        if extend not in ("neither", "min", "max", "both"):
            raise ValueError(f"{extend!r} is not a valid value for extend; supported values are 'neither', 'min', 'max', 'both'")
        regions = len(boundaries) - 1 + {"neither": 0, "both": 2}.get(extend, 1)
        if regions > ncolors:
            raise ValueError(f"There are {regions} color bins including extensions, but ncolors = {ncolors}; ncolors must equal or exceed the number of bins")
        super().__init__(boundaries[0], boundaries[-1], clip)
        self.boundaries, self.Ncmap, self.N, self.extend = np.asarray(boundaries), ncolors, len(boundaries), extend

    def __call__(self, value, clip=None):
        values = np.asarray(value, float)
        below = self.extend in ("min", "both")
        place = np.searchsorted(self.boundaries, values, side="right") - 1 + below
        regions = self.N - 1 + below + (self.extend in ("max", "both"))
        if self.Ncmap > regions:
            if regions == 1:
                place = np.where(place == 0, (self.Ncmap - 1) // 2, place)
            else:
                place = (place * ((self.Ncmap - 1) / (regions - 1))).astype(int)
        place = np.where(values < self.vmin, -1, np.where(values >= self.vmax, self.Ncmap, place))
        return place if place.ndim else int(place)


class _Maps(dict):
    """The maps by name, each made when it is first asked for."""

    def __missing__(self, name):
        base = name[:-2] if isinstance(name, str) and name.endswith("_r") else name
        base = {"grey": "gray"}.get(base, base)
        if base == "binary":
            made = LinearSegmentedColormap.from_list("binary", ["#ffffff", "#000000"])
        elif base in _tables.MAPS:
            made = _Stored(base, _tables.MAPS[base])
        elif base in _tables.LISTS:
            hexes = _tables.LISTS[base]
            made = ListedColormap([tuple(int(hexes[i + j : i + j + 2], 16) / 255 for j in (0, 2, 4)) for i in range(0, len(hexes), 6)], base)
        else:
            raise KeyError(f"{name!r} is not a known colormap name")
        self[name] = made if base == name or not name.endswith("_r") else made.reversed()
        return self[name]

    def names(self):
        known = ["binary", *_tables.MAPS, *_tables.LISTS]
        return known + [n + "_r" for n in known]

    def __iter__(self):
        return iter(self.names())

    def __contains__(self, name):
        return name in self.names() or name in list(self.keys())

    def __call__(self):
        return sorted(self.names())

    def register(self, cmap, *, name=None, force=False):
        self[name or cmap.name] = cmap

    def get_cmap(self, cmap):
        return get_cmap(cmap)


colormaps = _Maps()


def get_cmap(name=None, lut=None):
    """The colour map with this name."""
    from . import rcParams

    if isinstance(name, Colormap):
        return name
    if name is None:
        name = rcParams["image.cmap"]
    if not isinstance(name, str):
        raise TypeError(f"get_cmap expects None or an instance of a str or Colormap . you passed {name!r} of type {type(name)}")
    try:
        found = colormaps[name]
    except KeyError:
        close = ", ".join(sorted(n for n in colormaps.names() if name.lower()[:3] == n.lower()[:3]))
        raise ValueError(f"{name!r} is not a valid value for cmap; supported values are {close or ', '.join(sorted(colormaps.names()))}") from None
    if lut is None:
        return found
    if isinstance(found, ListedColormap):
        return found.resampled(lut)
    return ListedColormap(found(np.linspace(0, 1, lut)), name)


class ScalarMappable:
    """Numbers that a norm and a colour map make colours."""

    def __init__(self, norm=None, cmap=None):
        self._A = None
        self._own_norm = norm
        self.norm = norm if isinstance(norm, Normalize) else LogNorm() if norm == "log" else Normalize()
        self.cmap = get_cmap(cmap)
        self.colorbar = None

    def _init_norm(self, norm, cmap, vmin, vmax):
        ScalarMappable.__init__(self, norm, cmap)
        if isinstance(norm, Normalize) and (vmin is not None or vmax is not None):
            raise ValueError("Passing a Normalize instance simultaneously with vmin/vmax is not supported.  Please pass vmin/vmax directly to the norm when creating it.")
        if vmin is not None:
            self.norm.vmin = vmin
        if vmax is not None:
            self.norm.vmax = vmax

    def set_array(self, A):
        self._A = None if A is None else np.asarray(A)

    def get_array(self):
        return self._A

    def set_cmap(self, cmap):
        self.cmap = get_cmap(cmap)

    def get_cmap(self):
        return self.cmap

    def set_norm(self, norm):
        self.norm = norm or Normalize()

    def set_clim(self, vmin=None, vmax=None):
        if vmax is None and iterable(vmin):
            vmin, vmax = vmin
        if vmin is not None:
            self.norm.vmin = vmin
        if vmax is not None:
            self.norm.vmax = vmax

    def get_clim(self):
        return self.norm.vmin, self.norm.vmax

    def autoscale(self):
        self.norm.autoscale(self._A)

    def autoscale_None(self):
        if self._A is not None:
            self.norm.autoscale_None(self._A)

    def to_rgba(self, x, alpha=None, bytes=False, norm=True):
        values = np.asarray(x)
        if values.ndim == 3 and values.shape[2] in (3, 4):
            values = values / 255 if values.dtype.kind in "iu" else values
            return values
        return self.cmap(self.norm(values) if norm else values, alpha, bytes)
