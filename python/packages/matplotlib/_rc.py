"""The settings (rcParams) and styles."""

from ._tables import LISTS

BACKENDS = ("agg", "svg", "inline", "module://matplotlib_inline.backend_inline", "tkagg", "qtagg", "qt5agg", "macosx", "webagg", "nbagg", "ipympl", "widget", "notebook", "pdf", "ps", "cairo", "template", "gtk3agg", "wxagg")


class Cycler:
    """A list of colours that lines take in turn."""

    def __init__(self, colors):
        self.colors = list(colors)

    def by_key(self):
        return {"color": list(self.colors)}

    def __iter__(self):
        return iter([{"color": color} for color in self.colors])

    def __len__(self):
        return len(self.colors)

    def __eq__(self, other):
        return isinstance(other, Cycler) and self.colors == other.colors

    def __repr__(self):
        return f"cycler('color', {self.colors})"


def cycler(*args, **kwargs):
    """A cycle of colours: cycler(color=[...]) or cycler("color", [...])."""
    if len(args) == 1 and isinstance(args[0], Cycler):
        return args[0]
    if len(args) == 2:
        kwargs = {args[0]: args[1]}
    if list(kwargs) != ["color"] and list(kwargs) != ["c"]:
        raise NotImplementedError("this matplotlib has cycles of colours only: cycler(color=[...])")
    colors = next(iter(kwargs.values()))
    return Cycler(list(colors))


def _hexes(name):
    text = LISTS[name]
    return ["#" + text[i : i + 6] for i in range(0, len(text), 6)]


DEFAULTS = {
    "axes.axisbelow": "line", "axes.edgecolor": "black", "axes.facecolor": "white", "axes.formatter.limits": [-5, 6],
    "axes.formatter.use_mathtext": False, "axes.formatter.useoffset": True, "axes.formatter.offset_threshold": 4,
    "axes.grid": False, "axes.grid.axis": "both", "axes.grid.which": "major", "axes.labelcolor": "black", "axes.labelpad": 4.0,
    "axes.labelsize": "medium", "axes.labelweight": "normal", "axes.linewidth": 0.8, "axes.prop_cycle": Cycler(_hexes("tab10")),
    "axes.spines.bottom": True, "axes.spines.left": True, "axes.spines.right": True, "axes.spines.top": True,
    "axes.titlecolor": "auto", "axes.titlelocation": "center", "axes.titlepad": 6.0, "axes.titlesize": "large", "axes.titleweight": "normal",
    "axes.unicode_minus": True, "axes.xmargin": 0.05, "axes.ymargin": 0.05, "axes.autolimit_mode": "data",
    "errorbar.capsize": 0.0, "figure.autolayout": False, "figure.constrained_layout.use": False, "figure.dpi": 100.0,
    "figure.edgecolor": "white", "figure.facecolor": "white", "figure.figsize": [6.4, 4.8], "figure.max_open_warning": 20,
    "figure.subplot.bottom": 0.11, "figure.subplot.hspace": 0.2, "figure.subplot.left": 0.125, "figure.subplot.right": 0.9,
    "figure.subplot.top": 0.88, "figure.subplot.wspace": 0.2, "figure.titlesize": "large", "figure.titleweight": "normal",
    "font.family": ["sans-serif"], "font.sans-serif": ["DejaVu Sans"], "font.serif": ["DejaVu Serif"], "font.monospace": ["DejaVu Sans Mono"],
    "font.size": 10.0, "font.style": "normal", "font.weight": "normal",
    "grid.alpha": 1.0, "grid.color": "#b0b0b0", "grid.linestyle": "-", "grid.linewidth": 0.8, "hatch.color": "black", "hatch.linewidth": 1.0, "hist.bins": 10,
    "image.aspect": "equal", "image.cmap": "viridis", "image.interpolation": "auto", "image.origin": "upper", "interactive": False,
    "legend.edgecolor": "0.8", "legend.facecolor": "inherit", "legend.fontsize": "medium", "legend.frameon": True, "legend.framealpha": 0.8,
    "legend.loc": "best", "legend.title_fontsize": None, "legend.fancybox": True, "legend.shadow": False,
    "lines.color": "C0", "lines.linestyle": "-", "lines.linewidth": 1.5, "lines.marker": "None", "lines.markeredgewidth": 1.0, "lines.markersize": 6.0,
    "mathtext.fontset": "dejavusans", "patch.edgecolor": "black", "patch.facecolor": "C0", "patch.force_edgecolor": False, "patch.linewidth": 1.0,
    "pdf.fonttype": 3, "savefig.bbox": None, "savefig.dpi": "figure", "savefig.facecolor": "auto", "savefig.format": "png", "savefig.pad_inches": 0.1, "savefig.transparent": False,
    "scatter.edgecolors": "face", "scatter.marker": "o", "svg.fonttype": "path", "text.color": "black", "text.usetex": False, "timezone": "UTC",
    "xtick.bottom": True, "xtick.color": "black", "xtick.direction": "out", "xtick.labelcolor": "inherit", "xtick.labelsize": "medium",
    "xtick.labelbottom": True, "xtick.labeltop": False, "xtick.major.pad": 3.5, "xtick.major.size": 3.5, "xtick.major.width": 0.8, "xtick.minor.pad": 3.4, "xtick.minor.size": 2.0,
    "xtick.minor.visible": False, "xtick.minor.width": 0.6, "xtick.top": False,
    "ytick.color": "black", "ytick.direction": "out", "ytick.labelcolor": "inherit", "ytick.labelleft": True, "ytick.labelright": False, "ytick.labelsize": "medium", "ytick.left": True,
    "ytick.major.pad": 3.5, "ytick.major.size": 3.5, "ytick.major.width": 0.8, "ytick.minor.pad": 3.4, "ytick.minor.size": 2.0,
    "ytick.minor.visible": False, "ytick.minor.width": 0.6, "ytick.right": False,
}


class RcParams(dict):
    """A dict with a fixed set of names."""

    def __setitem__(self, key, value):
        if key not in DEFAULTS:
            raise KeyError(f"{key} is not a valid rc parameter (see rcParams.keys() for a list of valid parameters)")
        if key == "figure.figsize":
            value = [float(v) for v in value]
        elif key == "axes.prop_cycle":
            value = cycler(value)
        elif key in ("font.family", "font.sans-serif", "font.serif", "font.monospace") and isinstance(value, str):
            value = [v.strip() for v in value.split(",")]
        dict.__setitem__(self, key, value)

    def __missing__(self, key):
        raise KeyError(f"{key} is not a valid rc parameter (see rcParams.keys() for a list of valid parameters)" if key not in DEFAULTS else key)

    def update(self, *args, **kwargs):
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def copy(self):
        made = RcParams()
        made.update(self)
        return made

    def find_all(self, pattern):
        import re

        return {k: v for k, v in self.items() if re.search(pattern, k)}


rcParams = RcParams()
rcParams.update(DEFAULTS)


def rcdefaults():
    rcParams.update(DEFAULTS)


def rc(group, **kwargs):
    """Sets settings of a group: rc("lines", linewidth=2)."""
    short = {"lw": "linewidth", "ls": "linestyle", "c": "color", "fc": "facecolor", "ec": "edgecolor", "mew": "markeredgewidth", "aa": "antialiased"}
    for one in [group] if isinstance(group, str) else group:
        for name, value in kwargs.items():
            rcParams[f"{one}.{short.get(name, name)}"] = value


class rc_context:
    """with rc_context({...}): settings that end with the block."""

    def __init__(self, rc=None, fname=None):
        self._new, self._old = rc, rcParams.copy()
        if rc:
            rcParams.update(rc)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        dict.clear(rcParams)
        rcParams.update(self._old)


def _grid(face, line="white", **more):
    return {"axes.grid": True, "axes.axisbelow": True, "axes.facecolor": face, "axes.edgecolor": line, "grid.color": line, **more}


_seaborn = {
    "figure.facecolor": "white", "text.color": ".15", "axes.labelcolor": ".15", "legend.frameon": False, "axes.grid": True, "axes.axisbelow": True,
    "axes.linewidth": 0, "xtick.color": ".15", "ytick.color": ".15", "xtick.major.size": 0, "ytick.major.size": 0, "xtick.minor.size": 0, "ytick.minor.size": 0,
    "axes.facecolor": "#EAEAF2", "axes.edgecolor": "white", "grid.color": "white", "grid.linestyle": "-", "image.cmap": "Greys",
}
_white = {**_seaborn, "axes.facecolor": "white", "axes.edgecolor": ".15", "axes.linewidth": 1.25, "axes.grid": False, "grid.color": ".8"}
_context = {
    "axes.labelsize": 11, "axes.titlesize": 12, "figure.figsize": [8, 5.5], "grid.linewidth": 1, "legend.fontsize": 10, "lines.linewidth": 1.75, "lines.markersize": 7, "lines.markeredgewidth": 0,
    "patch.linewidth": 0.3, "xtick.labelsize": 10, "ytick.labelsize": 10, "xtick.major.pad": 7, "ytick.major.pad": 7, "xtick.major.width": 1, "ytick.major.width": 1,
}
_deep = {"axes.prop_cycle": Cycler(["#4C72B0", "#55A868", "#C44E52", "#8172B2", "#CCB974", "#64B5CD"]), "patch.facecolor": "#4C72B0"}

STYLES = {
    "default": DEFAULTS,
    "classic": {},
    "ggplot": _grid("#E5E5E5", **{
        "patch.linewidth": 0.5, "patch.facecolor": "#348ABD", "patch.edgecolor": "#EEEEEE", "font.size": 10.0, "axes.linewidth": 1, "axes.titlesize": "x-large", "axes.labelsize": "large", "axes.labelcolor": "#555555",
        "axes.prop_cycle": Cycler(["#E24A33", "#348ABD", "#988ED5", "#777777", "#FBC15E", "#8EBA42", "#FFB5B8"]), "xtick.color": "#555555", "ytick.color": "#555555", "grid.linestyle": "-", "figure.facecolor": "white", "figure.edgecolor": "0.50",
    }),
    "bmh": {
        "lines.linewidth": 2.0, "patch.linewidth": 0.5, "patch.facecolor": "#348ABD", "patch.edgecolor": "#eeeeee", "axes.facecolor": "#eeeeee", "axes.edgecolor": "#bcbcbc", "axes.grid": True, "axes.titlesize": "x-large", "axes.labelsize": "large",
        "axes.prop_cycle": Cycler(["#348ABD", "#A60628", "#7A68A6", "#467821", "#D55E00", "#CC79A7", "#56B4E9", "#009E73", "#F0E442", "#0072B2"]), "grid.color": "#b2b2b2", "grid.linestyle": "--", "grid.linewidth": 0.5, "xtick.direction": "in", "ytick.direction": "in", "legend.fancybox": True,
    },
    "dark_background": {
        **{k: "white" for k in ("lines.color", "patch.edgecolor", "text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color", "grid.color")},
        **{k: "black" for k in ("axes.facecolor", "figure.facecolor", "figure.edgecolor")},
        "axes.prop_cycle": Cycler(["#8dd3c7", "#feffb3", "#bfbbd9", "#fa8174", "#81b1d2", "#fdb462", "#b3de69", "#bc82bd", "#ccebc4", "#ffed6f"]),
    },
    "fivethirtyeight": _grid("#f0f0f0", "#f0f0f0", **{
        "lines.linewidth": 4, "legend.fancybox": True, "axes.prop_cycle": Cycler(["#008fd5", "#fc4f30", "#e5ae38", "#6d904f", "#8b8b8b", "#810f7c"]), "axes.labelsize": "large", "axes.linewidth": 3.0, "axes.titlesize": "x-large",
        "patch.edgecolor": "#f0f0f0", "patch.linewidth": 0.5, "grid.linestyle": "-", "grid.linewidth": 1.0, "grid.color": "#cbcbcb", "xtick.major.size": 0, "xtick.minor.size": 0, "ytick.major.size": 0, "ytick.minor.size": 0,
        "font.size": 14.0, "figure.subplot.left": 0.08, "figure.subplot.right": 0.95, "figure.subplot.bottom": 0.07, "figure.facecolor": "#f0f0f0",
    }),
    "grayscale": {"image.cmap": "gray", "axes.prop_cycle": Cycler(["0.00", "0.40", "0.60", "0.70"]), "figure.facecolor": "0.75", "axes.facecolor": "white", "lines.color": "black", "patch.facecolor": "gray", "patch.edgecolor": "black"},
    "tableau-colorblind10": {"axes.prop_cycle": Cycler(["#006BA4", "#FF800E", "#ABABAB", "#595959", "#5F9ED1", "#C85200", "#898989", "#A2C8EC", "#FFBC79", "#CFCFCF"])},
    "seaborn-v0_8": {**_seaborn, **_context, **_deep},
    "seaborn-v0_8-darkgrid": _seaborn,
    "seaborn-v0_8-whitegrid": {**_white, "axes.edgecolor": ".8", "axes.linewidth": 1, "axes.grid": True},
    "seaborn-v0_8-dark": {**_seaborn, "axes.grid": False},
    "seaborn-v0_8-white": _white,
    "seaborn-v0_8-ticks": {**_white, "xtick.major.size": 6, "ytick.major.size": 6, "xtick.minor.size": 3, "ytick.minor.size": 3},
    "seaborn-v0_8-notebook": _context,
    "seaborn-v0_8-deep": _deep,
    "seaborn-v0_8-paper": {**_context, "figure.figsize": [6.4, 4.4]},
    "seaborn-v0_8-talk": {**_context, "figure.figsize": [10.4, 7.15], "lines.linewidth": 2.275},
    "seaborn-v0_8-poster": {**_context, "figure.figsize": [12.8, 8.8], "lines.linewidth": 2.8},
    "seaborn-v0_8-colorblind": {"axes.prop_cycle": Cycler(["#0072B2", "#009E73", "#D55E00", "#CC79A7", "#F0E442", "#56B4E9"])},
    "seaborn-v0_8-muted": {"axes.prop_cycle": Cycler(["#4878CF", "#6ACC65", "#D65F5F", "#B47CC7", "#C4AD66", "#77BEDB"])},
    "seaborn-v0_8-pastel": {"axes.prop_cycle": Cycler(["#92C6FF", "#97F0AA", "#FF9F9A", "#D0BBFF", "#FFFEA3", "#B0E0E6"])},
    "seaborn-v0_8-bright": {"axes.prop_cycle": Cycler(["#003FFF", "#03ED3A", "#E8000B", "#8A2BE2", "#FFC400", "#00D7FF"])},
}
SIZES = {"xx-small": 0.579, "x-small": 0.694, "small": 0.833, "medium": 1.0, "large": 1.2, "x-large": 1.44, "xx-large": 1.728, "larger": 1.2, "smaller": 0.833, None: 1.0}


def font_size(size):
    """A size of letters in points."""
    if isinstance(size, str) or size is None:
        if size not in SIZES:
            try:
                return float(size)
            except ValueError:
                raise ValueError(f"{size!r} is not a valid font size. Use a number of points or one of {[k for k in SIZES if k]}") from None
        return SIZES[size] * rcParams["font.size"]
    size = float(size)
    return max(size, 1.0)
