"""What was drawn, as data that JSON can hold. It runs in the real Matplotlib and in Pupil's."""

import numpy as np
from matplotlib import colors


def numbers(values, limit=400):
    """Numbers as a list; of many, every n-th and their sum."""
    values = np.asarray(values, dtype=float).ravel()
    shown = [None if not np.isfinite(v) else float(v) for v in values[: limit // 2]]
    if len(values) <= limit // 2:
        return shown
    return shown + ["and", len(values), float(np.nansum(values))]


def rgba(color):
    return [round(float(v), 4) for v in colors.to_rgba(color)]


def rows(color_array):
    """Colours, of many the first ones."""
    return numbers(np.round(np.asarray(color_array, float), 4).ravel()[:200])


def line(one):
    x, y = one.get_data(orig=False)
    return {
        "x": numbers(x), "y": numbers(y), "color": rgba(one.get_color()), "width": one.get_linewidth(), "style": one.get_linestyle(), "marker": str(one.get_marker() or "None"), "size": one.get_markersize(),
        "label": one.get_label(), "alpha": one.get_alpha(), "drawstyle": one.get_drawstyle(), "zorder": one.get_zorder(), "face": rgba(one.get_markerfacecolor()),
    }


def patch(one):
    found = {"kind": type(one).__name__.replace("PathPatch", "Polygon"), "face": rgba(one.get_facecolor()), "edge": rgba(one.get_edgecolor()), "label": one.get_label() or "", "width": one.get_linewidth()}
    if found["kind"] == "Rectangle":
        found["box"] = numbers([*one.get_xy(), one.get_width(), one.get_height()])
    elif found["kind"] == "Wedge":
        found["wedge"] = numbers([*one.center, one.r, one.theta1, one.theta2])
    elif type(one).__name__ == "Polygon":
        xy = one.get_xy()
        found["box"] = numbers([*xy.min(axis=0), *xy.max(axis=0)])
    return found


def collection(one):
    kind = type(one).__name__
    found = {"kind": kind, "label": one.get_label(), "zorder": one.get_zorder(), "alpha": one.get_alpha()}
    if kind in ("QuadContourSet", "ContourSet"):
        found["kind"] = "ContourSet"
        found.pop("label")
        found["levels"] = numbers(one.levels)
        found["colors"] = rows(one.get_facecolor() if one.filled else one.get_edgecolor())
        return found
    found["face"] = rows(one.get_facecolor())
    found["width"] = numbers(one.get_linewidth())
    if kind == "PathCollection":
        found.update(edge=rows(one.get_edgecolor()), offsets=numbers(one.get_offsets()), sizes=numbers(one.get_sizes()))
    elif kind == "LineCollection":
        found.update(edge=rows(one.get_edgecolor()), segments=[numbers(s) for s in one.get_segments()])
    elif kind in ("FillBetweenPolyCollection", "PolyCollection"):
        found["boxes"] = [numbers([*p.vertices.min(axis=0), *p.vertices.max(axis=0)]) for p in one.get_paths()]
    if one.get_array() is not None:
        found["values"], found["clim"], found["cmap"] = numbers(one.get_array()), numbers(one.get_clim()), one.get_cmap().name
    return found


def image(one):
    found = {"shape": list(one.get_array().shape), "extent": numbers(one.get_extent()), "alpha": one.get_alpha()}
    if one.get_array().ndim == 2:
        found["clim"], found["cmap"] = numbers(one.get_clim()), one.get_cmap().name
        found["colors"] = rows(one.to_rgba(one.get_array()))
    return found


def text(one):
    return {"text": one.get_text(), "place": [str(v) if isinstance(v, str) else float(v) for v in one.get_position()], "size": round(one.get_fontsize(), 3), "color": rgba(one.get_color()), "rotation": one.get_rotation(), "ha": one.get_ha(), "va": one.get_va(), "weight": str(one.get_fontweight() or "normal")}


def axis(one):
    labels = [label.get_text() for label in one.get_ticklabels()]
    return {
        "ticks": numbers(one.get_majorticklocs()), "labels": labels, "minor": len(one.get_minorticklocs()), "offset": one.get_offset_text().get_text(), "scale": one.get_scale(), "label": one.get_label_text(), "rotation": [label.get_rotation() for label in one.get_ticklabels()][:1],
    }


def legend(one, axes):
    box = one.get_window_extent()
    around = axes.get_window_extent()
    place = [(box.x0 - around.x0) / around.width, (box.y0 - around.y0) / around.height, box.width / around.width, box.height / around.height]
    return {"texts": [t.get_text() for t in one.get_texts()], "title": one.get_title().get_text(), "place~": place}


def axes(one):
    found = {
        "position~": numbers(one.get_position().bounds), "xlim": numbers(one.get_xlim()), "ylim": numbers(one.get_ylim()), "titles": [one.get_title(loc) for loc in ("left", "center", "right")], "x": axis(one.xaxis), "y": axis(one.yaxis),
        "lines": [line(a) for a in one.lines], "patches": [patch(a) for a in one.patches], "collections": [collection(a) for a in one.collections], "images": [image(a) for a in one.images], "texts": [text(a) for a in one.texts],
        "on": one.axison, "face": rgba(one.get_facecolor()), "spines": [bool(one.spines[s].get_visible()) for s in ("left", "right", "bottom", "top")],
    }
    if one.get_label() == "<colorbar>":
        # How the colours of a bar are drawn is no concern of a program.
        for name in ("collections", "spines", "lines", "patches"):
            del found[name]
        found["x"].pop("scale"), found["y"].pop("scale")
    if one.get_legend() is not None:
        found["legend"] = legend(one.get_legend(), one)
    return found


def figures(plt):
    found = []
    for number in plt.get_fignums():
        fig = plt.figure(number)
        fig.canvas.draw()
        found.append({"size": numbers(fig.get_size_inches()), "title": fig.get_suptitle(), "axes": [axes(a) for a in fig.axes]})
    return found
