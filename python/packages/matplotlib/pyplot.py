"""The figures that are open, and functions that draw on the newest."""

import numpy as np

import matplotlib

from . import cm, style
from ._rc import cycler, rc, rc_context, rcdefaults, rcParams
from .artist import getp, setp
from .axes import _ABSENT, Axes
from .colors import Normalize, get_cmap
from .figure import Figure
from .gridspec import GridSpec
from .image import imread, imsave
from .lines import Line2D
from .patches import Circle, Polygon, Rectangle
from .text import Annotation, Text
from .ticker import AutoLocator, FixedFormatter, FixedLocator, FormatStrFormatter, FuncFormatter, Locator, LogLocator, MaxNLocator, MultipleLocator, NullFormatter, NullLocator, ScalarFormatter

_figures = {}
_current = None
colormaps = matplotlib.colormaps
LARGEST_COUNT = 200


def figure(num=None, figsize=None, dpi=None, *, facecolor=None, edgecolor=None, frameon=True, FigureClass=Figure, clear=False, **options):
    """Opens a figure, or makes one that is open the current one."""
    global _current
    if isinstance(num, Figure):
        num = num.number
    for key, one in _figures.items():
        if num is not None and (key == num or getattr(one, "_name", None) == num):
            _current = key
            if clear:
                one.clear()
            return one
    name = num if isinstance(num, str) else None
    if num is None or name is not None:
        num = max(_figures, default=0) + 1
    if len(_figures) >= LARGEST_COUNT:
        raise RuntimeError(f"{LARGEST_COUNT} figures are open; close some with plt.close()")
    made = FigureClass(figsize=figsize, dpi=dpi, facecolor=facecolor, edgecolor=edgecolor, **options)
    made.number, made._name = num, name
    _figures[num] = made
    _current = num
    return made


def gcf():
    return _figures[_current] if _current in _figures else figure()


def gca():
    return gcf().gca()


def sca(ax):
    figure(ax.figure)
    ax.figure.sca(ax)


def clf():
    gcf().clear()


def cla():
    gca().clear()


def close(fig=None):
    """Closes a figure; without one the current, with "all" all of them."""
    global _current
    if fig == "all":
        _figures.clear()
    elif fig is None:
        _figures.pop(_current, None)
    else:
        keys = [k for k, f in _figures.items() if f is fig or k == fig or getattr(f, "_name", None) == fig]
        for key in keys:
            del _figures[key]
    if _current not in _figures:
        _current = max(_figures, default=None)


def get_fignums():
    return sorted(_figures)


def get_figlabels():
    return [_figures[n]._name or "" for n in get_fignums()]


def fignum_exists(num):
    return num in _figures or any(f._name == num for f in _figures.values())


def show(*args, **options):
    """Shows the open figures and closes them."""
    for num in get_fignums():
        fig = _figures[num]
        # Without axes there is nothing to see.
        if fig._axes or fig._texts:
            fig.show()
    close("all")


def pause(interval):
    pass


def draw():
    pass


def ion():
    rcParams["interactive"] = True


def ioff():
    rcParams["interactive"] = False


def isinteractive():
    return rcParams["interactive"]


def switch_backend(newbackend):
    matplotlib.use(newbackend)


def savefig(*args, **options):
    return gcf().savefig(*args, **options)


def axes(arg=None, **options):
    """Adds axes to the current figure."""
    fig = gcf()
    return fig.add_subplot(**options) if arg is None else fig.add_axes(arg, **options)


def delaxes(ax=None):
    ax = gca() if ax is None else ax
    ax.remove()


def subplot(*args, **options):
    """Makes the axes at a place of a grid the current ones, and adds them if they are not there."""
    fig = gcf()
    spec = fig._spec(args)
    for ax in fig._axes:
        if ax._spec is not None and ax._spec == spec and not options and not getattr(ax, "_colorbar", False):
            return fig.sca(ax)
    made = fig.add_subplot(spec, **options)
    return made


def subplots(nrows=1, ncols=1, *, sharex=False, sharey=False, squeeze=True, width_ratios=None, height_ratios=None, subplot_kw=None, gridspec_kw=None, **fig_kw):
    """A figure with a grid of axes."""
    if nrows * ncols > 400:
        raise ValueError(f"{nrows * ncols} axes are too many: at most 400 can be in a figure")
    fig = figure(**fig_kw)
    return fig, fig.subplots(nrows, ncols, sharex=sharex, sharey=sharey, squeeze=squeeze, width_ratios=width_ratios, height_ratios=height_ratios, subplot_kw=subplot_kw, gridspec_kw=gridspec_kw)


def subplot_mosaic(mosaic, *, sharex=False, sharey=False, width_ratios=None, height_ratios=None, empty_sentinel=".", subplot_kw=None, gridspec_kw=None, per_subplot_kw=None, **fig_kw):
    fig = figure(**fig_kw)
    return fig, fig.subplot_mosaic(mosaic, sharex=sharex, sharey=sharey, width_ratios=width_ratios, height_ratios=height_ratios, empty_sentinel=empty_sentinel, subplot_kw=subplot_kw, gridspec_kw=gridspec_kw)


def subplot2grid(shape, loc, rowspan=1, colspan=1, fig=None, **options):
    fig = gcf() if fig is None else fig
    grid = GridSpec(*shape, figure=fig)
    return fig.add_subplot(grid[loc[0] : loc[0] + rowspan, loc[1] : loc[1] + colspan], **options)


def twinx(ax=None):
    return (gca() if ax is None else ax).twinx()


def twiny(ax=None):
    return (gca() if ax is None else ax).twiny()


def xlim(*args, **options):
    ax = gca()
    return ax.set_xlim(*args, **options) if args or options else ax.get_xlim()


def ylim(*args, **options):
    ax = gca()
    return ax.set_ylim(*args, **options) if args or options else ax.get_ylim()


def _ticks(axis, ticks, labels, minor, options):
    if ticks is None:
        if labels is not None:
            raise TypeError(f"{axis.name}ticks(): Parameter 'labels' can't be set without setting 'ticks'")
        found = axis.get_ticklabels(minor=minor)
        for text in found:
            text.set(**options)
        if "rotation" in options or "fontsize" in options or "size" in options:
            # Ticks that come later look the same.
            kept = {"rotation": "labelrotation", "fontsize": "labelsize", "size": "labelsize"}
            axis._params["minor" if minor else "major"].update({kept[k]: {"vertical": 90, "horizontal": 0}.get(v, v) if k == "rotation" else v for k, v in options.items() if k in kept})
        return axis.get_ticklocs(minor=minor), found
    if labels is None:
        axis.set_ticks(ticks, minor=minor)
        found = axis.get_ticklabels(minor=minor)
        for text in found:
            text.set(**options)
        return axis.get_ticklocs(minor=minor), found
    axis.set_ticks(ticks, labels, minor=minor, **options)
    return axis.get_ticklocs(minor=minor), axis.get_ticklabels(minor=minor)


def xticks(ticks=None, labels=None, *, minor=False, **options):
    return _ticks(gca().xaxis, ticks, labels, minor, options)


def yticks(ticks=None, labels=None, *, minor=False, **options):
    return _ticks(gca().yaxis, ticks, labels, minor, options)


def colorbar(mappable=None, cax=None, ax=None, **options):
    if mappable is None:
        mappable = gci()
        if mappable is None:
            raise RuntimeError("No mappable was found to use for colorbar creation. First define a mappable such as an image (with imshow) or a contour set (with contourf).")
    return gcf().colorbar(mappable, cax=cax, ax=ax, **options)


def gci():
    """The newest artist with colours from numbers."""
    return getattr(gcf(), "_image", None)


def sci(im):
    gcf()._image = im


def clim(vmin=None, vmax=None):
    im = gci()
    if im is None:
        raise RuntimeError("You must first define an image, e.g., with imshow")
    im.set_clim(vmin, vmax)


def set_cmap(cmap):
    cmap = get_cmap(cmap)
    rcParams["image.cmap"] = cmap.name
    im = gci()
    if im is not None:
        im.set_cmap(cmap)


def matshow(A, fignum=None, **options):
    A = np.asarray(A)
    if fignum == 0:
        fig = gcf()
    else:
        fig = figure(fignum, figsize=_matrix_size(A.shape))
    ax = fig.add_axes((0.15, 0.09, 0.775, 0.775))
    im = ax.matshow(A, **options)
    sci(im)
    return im


def _matrix_size(shape):
    """The size of a figure for a matrix: as wide and high as it, within limits."""
    ratio = shape[0] / shape[1]
    height = rcParams["figure.figsize"][1]
    size = [height / ratio, height]
    low, high = [4.0, 2.0], [16.0, 16.0]
    size = [s / min(1.0, min(s / m for s, m in zip(size, low))) for s in size]
    size = [s / max(1.0, max(s / m for s, m in zip(size, high))) for s in size]
    return [min(max(s, m), n) for s, m, n in zip(size, low, high)]


def figlegend(*args, **options):
    return gcf().legend(*args, **options)


def figtext(x, y, s, fontdict=None, **options):
    return gcf().text(x, y, s, fontdict, **options)


def box(on=None):
    ax = gca()
    ax.set_frame_on(not ax._frame if on is None else on)


def hist2d(x, y, *args, **options):
    found = gca().hist2d(x, y, *args, **options)
    sci(found[-1])
    return found


def polar(*args, **options):
    axes(projection="polar")


def findobj(o=None, match=None, include_self=True):
    return (gcf() if o is None else o).findobj(match, include_self)


def _function(owner, method, mappable):
    def call(*args, **options):
        made = getattr(owner(), method)(*args, **options)
        if mappable and getattr(made, "_A", None) is not None:
            sci(made)
        return made

    call.__name__ = call.__qualname__ = method
    return call


def _functions():
    table = (
        (gca, False, "annotate arrow autoscale axhline axhspan axis axline axvline axvspan bar bar_label barh boxplot clabel errorbar eventplot fill fill_between fill_betweenx grid hist hlines legend locator_params loglog margins minorticks_off minorticks_on pie plot semilogx semilogy stackplot stem step text tick_params ticklabel_format vlines " + " ".join(_ABSENT)),
        (gca, True, "contour contourf imshow pcolor pcolormesh quiver scatter spy"),
        (gcf, False, "suptitle supxlabel supylabel tight_layout subplots_adjust"),
    )
    for owner, mappable, names in table:
        for name in names.split():
            globals()[name] = _function(owner, name, mappable)
    for name in ("title", "xlabel", "ylabel", "xscale", "yscale"):
        globals()[name] = _function(gca, "set_" + name, False)
    for name in _MAPS:
        globals()[name] = lambda _name=name: set_cmap(_name)


_MAPS = "viridis plasma inferno magma gray hot cool bone copper spring summer autumn winter jet hsv".split()
_functions()


def __getattr__(name):
    raise AttributeError(f"module 'matplotlib.pyplot' has no attribute {name!r}")
