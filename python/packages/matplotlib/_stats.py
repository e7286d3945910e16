"""Methods of axes that summarize data: histograms, boxes, pies."""

import math

import numpy as np

from .cbook import bin_edges, iterable
from ._rc import rcParams
from .artist import Artist, normalize
from .lines import Line2D
from .colors import to_rgba
from .patches import Polygon, Rectangle, Shadow, Wedge
from ._plots import pick


def _samples(x):
    """Data as a list of arrays, one for each data set."""
    if hasattr(x, "columns"):
        x = x.to_numpy().T
    elif hasattr(x, "to_numpy"):
        x = x.to_numpy()
    if isinstance(x, np.ndarray):
        if x.ndim == 0:
            return [x.reshape(1).astype(float)]
        return [x.astype(float) if x.dtype.kind in "biuf" else x] if x.ndim == 1 else [x[:, i].astype(float) for i in range(x.shape[1])]
    x = list(x)
    if x and iterable(x[0]) and not isinstance(x[0], str):
        return [np.asarray(part.to_numpy() if hasattr(part, "to_numpy") else part, float).ravel() for part in x]
    return [x if x and isinstance(x[0], str) else np.asarray(x, float)]


class Stats:
    def hist(self, x, bins=None, *, range=None, density=False, weights=None, cumulative=False, bottom=None, histtype="bar", align="mid", orientation="vertical", rwidth=None, log=False, color=None, label=None, stacked=False, data=None, **options):
        for name, value, known in (("histtype", histtype, ("bar", "barstacked", "step", "stepfilled")), ("align", align, ("left", "mid", "right")), ("orientation", orientation, ("horizontal", "vertical"))):
            if value not in known:
                raise ValueError(f"{value!r} is not a valid value for {name}; supported values are {', '.join(map(repr, known))}")
        self._drawn.add("hist")
        options = normalize(options, Rectangle)
        bins = rcParams["hist.bins"] if bins is None else bins
        along = self.xaxis if orientation == "vertical" else self.yaxis
        sets = [along.convert_units(s) for s in _samples(pick(data, x))]
        stacked = stacked or histtype == "barstacked"
        weights = [None] * len(sets) if weights is None else _samples(pick(data, weights))
        colors = [self._next_color(fill=False) for _ in sets] if color is None else [color] if isinstance(color, (str, tuple)) and not (isinstance(color, tuple) and len(color) and isinstance(color[0], str)) else list(color)
        if len(colors) != len(sets):
            raise ValueError(f"The 'color' keyword argument must have one color per dataset, but {len(sets)} datasets and {len(colors)} colors were provided")
        joined = np.concatenate(sets) if sets else np.zeros(0)
        edges = bin_edges(joined[np.isfinite(joined)], bins, range)
        counts = [np.histogram(s[np.isfinite(s)], edges, weights=None if w is None else w[np.isfinite(s)])[0].astype(float) for s, w in zip(sets, weights)]
        widths = np.diff(edges)
        if density and not stacked:
            with np.errstate(divide="ignore", invalid="ignore"):
                counts = [c / widths / c.sum() for c in counts]
        if stacked:
            counts = list(np.cumsum(np.stack(counts), axis=0))
            if density:
                counts = [c / widths / counts[-1].sum() for c in counts]
        if cumulative:
            back = cumulative < 0
            turn = (lambda c: c[::-1]) if back else (lambda c: c)
            counts = [turn(np.cumsum(turn(c * widths if density else c))) for c in counts]
        labels = [label] if label is None or isinstance(label, str) else list(label)
        labels += [None] * len(sets)
        found = []
        if histtype.startswith("bar"):
            found = self._hist_bars(counts, edges, widths, bottom, histtype, align, orientation, rwidth, log, colors, stacked, options)
            for container, name in zip(found, labels):
                # The label stands at the first bar and at the container.
                if name is not None and container.patches:
                    container.patches[0]._label = str(name)
        else:
            found = self._hist_steps(counts, edges, bottom, histtype, orientation, log, colors, stacked, align, labels, options)
        if len(sets) == 1:
            return counts[0], edges, found[0]
        return np.stack(counts) if counts else np.zeros((0, 0)), edges, found

    def _hist_bars(self, counts, edges, widths, bottom, histtype, align, orientation, rwidth, log, colors, stacked, options):
        sets = len(counts)
        inside = min(max(rwidth, 0), 1) if rwidth is not None else 0.8 if sets > 1 and not stacked else 1.0
        shift, width, step = 0.0, widths * inside, 0.0
        if not stacked and histtype == "bar":
            width = widths * inside / sets
            shift, step = -0.5 * width * (sets - 1), width
        at = edges[:-1] + widths / 2 + {"left": -widths / 2, "mid": 0.0, "right": widths / 2}[align] + shift
        if log:
            (self.yaxis if orientation == "vertical" else self.xaxis).set_scale("log")
        found = []
        base = np.zeros(len(edges) - 1) if bottom is None else np.broadcast_to(np.asarray(bottom, float), (len(edges) - 1,))
        below = base
        draw = self.bar if orientation == "vertical" else self.barh
        for count, color in zip(counts, colors):
            heights = count - (below - base) if stacked else count
            found.append(draw(at, heights, width, below, align="center", color=color, **options))
            if stacked:
                below = base + count
            at = at + step
        return found

    def _hist_steps(self, counts, edges, bottom, histtype, orientation, log, colors, stacked, align, labels, options):
        filled = histtype == "stepfilled"
        base = 0.0 if bottom is None else bottom
        x = np.repeat(edges, 2)
        if align != "mid":
            x = x - np.diff(edges)[0] / 2 * (1 if align == "left" else -1)
        if log:
            (self.yaxis if orientation == "vertical" else self.xaxis).set_scale("log")
        found, below = [], np.zeros(len(edges) - 1) + base
        made = []
        for i, count in enumerate(counts):
            top = np.concatenate([[0.0], np.repeat(count, 2), [0.0]])
            y = top + (base if isinstance(base, (int, float)) else 0)
            y[0] = y[-1] = below[0] if filled else (base if isinstance(base, (int, float)) else base[0])
            if filled:
                lower = np.repeat(below, 2)
                xs, ys = np.concatenate([x, x[1:-1][::-1]]), np.concatenate([y, lower[::-1]])
            else:
                xs, ys = x, y
            if stacked:
                below = count + base
            xy = np.stack([xs, ys] if orientation == "vertical" else [ys, xs], 1)
            look = dict(options)
            if filled:
                look.setdefault("facecolor", colors[i])
            else:
                look.setdefault("edgecolor", colors[i])
                look["fill"] = False
            polygon = Polygon(xy, closed=filled, label=labels[i] if labels[i] is not None else "", **look)
            polygon._sticky = ((), [0.0]) if orientation == "vertical" else ([0.0], ())
            made.append(polygon)
        # The last is drawn first, so that the first ones stay visible.
        for polygon in reversed(made):
            self._add(polygon)
        found = [[p] for p in made]
        return found

    def hist2d(self, x, y, bins=10, *, range=None, density=False, weights=None, cmin=None, cmax=None, data=None, **options):
        x, y = np.asarray(pick(data, x), float), np.asarray(pick(data, y), float)
        if x.size != y.size:
            raise ValueError("x and y must have the same length.")
        bins = list(bins) if iterable(bins) and len(bins) == 2 else [bins, bins]
        xedges, yedges = (bin_edges(v, b, r) for v, b, r in zip((x, y), bins, range or (None, None)))
        counts, xedges, yedges = np.histogram2d(x, y, (xedges, yedges), density=density, weights=weights)
        if cmin is not None:
            counts = np.where(counts < cmin, np.nan, counts)
        if cmax is not None:
            counts = np.where(counts > cmax, np.nan, counts)
        mesh = self.pcolormesh(xedges, yedges, counts.T, **options)
        self.set_xlim(xedges[0], xedges[-1])
        self.set_ylim(yedges[0], yedges[-1])
        return counts, xedges, yedges, mesh

    # Boxes.

    def boxplot(self, x, notch=None, sym=None, vert=None, orientation="vertical", whis=None, positions=None, widths=None, patch_artist=None, bootstrap=None, usermedians=None, conf_intervals=None, meanline=None, showmeans=None, showcaps=None, showbox=None, showfliers=None, boxprops=None, tick_labels=None, labels=None, flierprops=None, medianprops=None, meanprops=None, capprops=None, whiskerprops=None, manage_ticks=True, autorange=False, zorder=None, capwidths=None, label=None, *, data=None):
        if notch:
            raise NotImplementedError("this matplotlib has no notches in boxplot")
        self._drawn.add("boxplot")
        x = pick(data, x)
        tick_labels = labels if tick_labels is None else tick_labels
        up = orientation == "vertical" if vert is None else bool(vert)
        sets = _samples(x) if not isinstance(x, dict) else [np.asarray(v, float) for v in x.values()]
        count = len(sets)
        if tick_labels is not None and len(tick_labels) != count:
            raise ValueError("Dimensions of labels and X must be compatible")
        positions = [i + 1 for i, _ in enumerate(sets)] if positions is None else list(positions)
        if len(positions) != count:
            raise ValueError("List of boxplot statistics and `positions` values must have same the length")
        if widths is None:
            widths = [min(max(0.15 * (max(positions) - min(positions)), 0.15), 0.5)] * count if count else []
        elif not iterable(widths):
            widths = [widths] * count
        whis = 1.5 if whis is None else whis
        zorder = 2 if zorder is None else zorder
        found = {name: [] for name in ("whiskers", "caps", "boxes", "medians", "fliers", "means")}

        def line(kind, xs, ys, look, props):
            above = 0.1 if kind in ("medians", "means") else 0.0
            look = {"color": "black", "linewidth": 1.0, "linestyle": "-", "zorder": zorder + above, "label": "" if kind == "boxes" else "_nolegend_", **look, **normalize(props or {}, Line2D)}
            (made,) = self.plot(*((xs, ys) if up else (ys, xs)), **look)
            found[kind].append(made)
            return made

        medians = [None] * count if usermedians is None else list(usermedians)
        if len(medians) != count:
            raise ValueError("'usermedians' and 'x' have different lengths")
        for position, width, values, median in zip(positions, widths, sets, medians):
            values = values[np.isfinite(values)]
            if not values.size:
                values = np.array([np.nan])
            q1, med, q3 = np.percentile(values, [25, 50, 75]).tolist()
            med = med if median is None else median
            if iterable(whis):
                low, high = np.percentile(values, whis).tolist()
            else:
                low, high = q1 - whis * (q3 - q1), q3 + whis * (q3 - q1)
            inner = values[values >= low]
            down = float(inner.min()) if inner.size and inner.min() <= q1 else q1
            inner = values[values <= high]
            top = float(inner.max()) if inner.size and inner.max() >= q3 else q3
            fliers = np.concatenate([values[values < down], values[values > top]])
            left, right = position - width / 2, position + width / 2
            cap = width / 2 if capwidths is None else capwidths
            if showbox is not False:
                xs, ys = [left, right, right, left, left], [q1, q1, q3, q3, q1]
                if patch_artist:
                    look = {"edgecolor": "black", "facecolor": "white", "linewidth": 1.0, "zorder": zorder}
                    props = normalize(boxprops or {}, Rectangle)
                    if "color" in props:
                        look["edgecolor"] = props.pop("color")
                    look["facecolor"] = rcParams["patch.facecolor"]
                    box = Polygon(np.stack([xs, ys] if up else [ys, xs], 1), closed=True, **{**look, **props})
                    found["boxes"].append(self._add(box))
                else:
                    line("boxes", xs, ys, {}, boxprops)
            line("whiskers", [position] * 2, [q1, down], {}, whiskerprops)
            line("whiskers", [position] * 2, [q3, top], {}, whiskerprops)
            if showcaps is not False:
                for end in (down, top):
                    line("caps", [position - cap / 2, position + cap / 2], [end, end], {}, capprops)
            line("medians", [left, right], [med, med], {"color": "C1"}, medianprops)
            if showmeans:
                mean = float(values.mean())
                if meanline:
                    line("means", [left, right], [mean, mean], {"color": "C2", "label": "", "linestyle": "--"}, meanprops)
                else:
                    line("means", [position], [mean], {"color": "C2", "label": "", "linestyle": "None", "marker": "^", "markerfacecolor": "C2", "markeredgecolor": "C2"}, meanprops)
            if showfliers is not False and sym != "":
                look = {"linestyle": "None", "marker": "o", "markerfacecolor": "none", "markeredgecolor": "black"}
                if sym:
                    from ._plots import format_parts

                    _, marker, color = format_parts(sym)
                    look["marker"] = marker or "o"
                    if color:
                        look.update(color=color, markerfacecolor=color, markeredgecolor=color)
                line("fliers", np.full(len(fliers), float(position)), fliers, look, flierprops)
        if label is not None and found["boxes"]:
            names = [label] + ["_nolegend_"] * count if isinstance(label, str) else list(label)
            for part, name in zip(found["boxes" if patch_artist else "medians"], names):
                part.set_label(name)
        if manage_ticks:
            axis = self.xaxis if up else self.yaxis
            names = [str(n) for n in tick_labels] if tick_labels is not None else [str(p) for p in positions]
            axis.set_ticks(positions, names)
            axis.state.auto = True
            low, high = min(positions) - 0.5, max(positions) + 0.5
            held = Artist(visible=False, label="_nolegend_")
            held._limits = lambda: ([np.array([low, high])], []) if up else ([], [np.array([low, high])])
            held._sticky = ([low, high], ()) if up else ((), [low, high])
            held._held = True
            self._add(held)
        return found

    # Pies.

    def pie(self, x, *, explode=None, labels=None, colors=None, autopct=None, pctdistance=0.6, shadow=False, labeldistance=1.1, startangle=0, radius=1, counterclock=True, wedgeprops=None, textprops=None, center=(0, 0), frame=False, rotatelabels=False, normalize=True, hatch=None, data=None):
        x = np.asarray(pick(data, x).to_numpy() if hasattr(pick(data, x), "to_numpy") else pick(data, x), float).ravel()
        if (x < 0).any():
            raise ValueError("Wedge sizes 'x' must be non negative values")
        total = float(x.sum())
        if not math.isfinite(total):
            raise ValueError("Wedge sizes must be finite numbers")
        if normalize:
            if not total:
                raise ValueError("All wedge sizes are zero")
            x = x / total
        elif total > 1:
            raise ValueError("Cannot plot an unnormalized pie with sum(x) > 1")
        labels = pick(data, labels)
        labels = [""] * len(x) if labels is None else [str(n) for n in labels]
        explode = [0] * len(x) if explode is None else list(explode)
        if len(labels) != len(x):
            raise ValueError(f"'labels' must be of length 'x', not {len(labels)}")
        if len(explode) != len(x):
            raise ValueError(f"'explode' must be of length 'x', not {len(explode)}")
        wedges, texts, numbers, middles = [], [], [], []
        theta = startangle / 360
        textprops = textprops or {}
        for i, (part, name, out) in enumerate(zip(x.tolist(), labels, explode)):
            end = theta + part if counterclock else theta - part
            middle = 2 * math.pi * (theta + end) / 2
            cx, cy = center[0] + out * math.cos(middle), center[1] + out * math.sin(middle)
            color = colors[i % len(colors)] if colors is not None else self._next_color(fill=True)
            low, high = sorted((theta, end))
            wedge = Wedge((cx, cy), radius, 360 * low, 360 * high, **{"facecolor": color, "clip_on": False, "label": name, "hatch": hatch[i % len(hatch)] if isinstance(hatch, (list, tuple)) else hatch, **(wedgeprops or {})})
            wedges.append(self._add(wedge))
            if shadow:
                dark = tuple([0.3 * c for c in to_rgba(wedge.get_facecolor())[:3]])
                self._add(Shadow((cx - 0.02, cy - 0.02), radius, 360 * low, 360 * high, facecolor=dark, edgecolor=dark, alpha=0.5, clip_on=False, label="_nolegend_", zorder=wedge.get_zorder() - 1e-9))

            def place(distance):
                return cx + distance * radius * math.cos(middle), cy + distance * radius * math.sin(middle)

            if labeldistance is not None:
                lx, ly = place(labeldistance)
                look = {"fontsize": rcParams["xtick.labelsize"], "ha": "left" if lx > 0 else "right", "va": "center", "clip_on": False, **textprops}
                if rotatelabels:
                    look["rotation"] = math.degrees(middle) + (0 if lx > 0 else 180)
                texts.append(self.text(lx, ly, name, **look))
            middles.append((cx, cy, middle, part))
            theta = end
        for cx, cy, middle, part in middles if autopct is not None else []:
            if isinstance(autopct, str):
                text = autopct % (100 * part)
            elif callable(autopct):
                text = autopct(100 * part)
            else:
                raise TypeError("autopct must be callable or a format string")
            tx, ty = cx + pctdistance * radius * math.cos(middle), cy + pctdistance * radius * math.sin(middle)
            numbers.append(self.text(tx, ty, text, **{"ha": "center", "va": "center", "clip_on": False, **textprops}))
        if not frame:
            self._frame = False
            self.set_xlim(-1.25 + center[0], 1.25 + center[0])
            self.set_ylim(-1.25 + center[1], 1.25 + center[1])
            self.set_xticks([])
            self.set_yticks([])
        self.set_aspect("equal")
        return (wedges, texts) if autopct is None else (wedges, texts, numbers)
