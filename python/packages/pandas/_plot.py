"""Drawing by matplotlib."""

import math

import numpy as np

KINDS = ("line", "bar", "barh", "hist", "box", "area", "pie", "scatter")


class Plot:
    """What series.plot and frame.plot give: a call, or a method for each kind."""

    def __init__(self, owner):
        self._owner = owner

    def __call__(self, x=None, y=None, kind="line", ax=None, subplots=False, sharex=None, sharey=None, layout=None, figsize=None, use_index=True, title=None, grid=None, legend=None, style=None, logx=False, logy=False, loglog=False, xticks=None, yticks=None, xlim=None, ylim=None, xlabel=None, ylabel=None, rot=None, fontsize=None, colormap=None, table=False, yerr=None, xerr=None, secondary_y=False, include_bool=False, color=None, stacked=None, **options):
        import matplotlib.pyplot as plt

        owner = self._owner
        if kind in ("kde", "density", "hexbin"):
            raise NotImplementedError(f"this pandas has no plot kind {kind!r}; use kind='hist' or plt.hist2d")
        if kind not in KINDS:
            raise ValueError(f"{kind} is not a valid plot kind Valid plot kinds: {KINDS}")
        if secondary_y:
            raise NotImplementedError("this pandas has no secondary_y; use ax.twinx()")
        if owner.ndim == 1 and x is not None and kind != "scatter" and isinstance(x, str) and x in KINDS:
            kind, x = x, None
        if kind == "scatter":
            if owner.ndim == 1:
                raise ValueError("plot kind scatter can only be used for data frames")
            if x is None or y is None:
                raise ValueError("scatter requires an x and y column")
        frame = owner if owner.ndim == 2 else owner.to_frame("" if owner.name is None else owner.name)
        data, names = self._numbers(frame, x, y, kind, include_bool)
        if kind == "pie" and owner.ndim == 2 and y is None and not subplots:
            raise ValueError("pie requires either y column or 'subplots=True'")
        legend = owner.ndim == 2 if legend is None else legend
        axes = self._axes(plt, ax, subplots, sharex, sharey, layout, figsize, len(names), kind)
        colors = self._colors(color, colormap, names)
        draw = _Drawing(frame, data, names, x if kind != "scatter" else None, kind, use_index, style, colors, stacked, rot, options, yerr, xerr, axes, subplots)
        if kind == "scatter":
            _scatter(axes[0], frame, x, y, color, colormap, options)
        else:
            draw.draw()
        for i, one in enumerate(axes[: len(names)] if subplots else axes[:1]):
            if kind in ("line", "area", "bar", "barh", "hist") and legend:
                handles, labels = one.get_legend_handles_labels()
                if labels:
                    name = frame.columns.name if owner.ndim == 2 else None
                    one.legend(loc="best", title=None if name is None else str(name))
                    if legend == "reverse":
                        one.legend(handles[::-1], labels[::-1], loc="best")
            elif kind == "pie" and legend and owner.ndim == 2:
                one.legend(loc="best")
            self._adorn(one, kind, grid, logx or loglog, logy or loglog, xticks, yticks, xlim, ylim, xlabel, ylabel, fontsize)
        if title is not None:
            if subplots:
                if isinstance(title, (list, tuple)):
                    for one, text in zip(axes, title):
                        one.set_title(text)
                else:
                    axes[0].figure.suptitle(title)
            else:
                axes[0].set_title(title)
        if subplots:
            return np.array(axes, dtype=object) if layout is None else np.array(axes, dtype=object).reshape(_grid(len(axes), layout))
        return axes[0]

    def _numbers(self, frame, x, y, kind, include_bool):
        """The columns to draw, as arrays, and their names."""
        kinds = "iuf" + ("b" if include_bool else "")
        if kind == "scatter":
            return [], [y]
        if y is not None:
            names = list(y) if isinstance(y, (list, tuple)) else [y]
        else:
            names = [n for n in frame.columns if not (x is not None and n == x)]
            names = [n for n in names if frame[n].dtype.kind in kinds]
        if not names:
            raise TypeError("no numeric data to plot")
        arrays = [frame[n].to_numpy() for n in names]
        whole = all(x.dtype.kind in "iu" for x in arrays)
        return [x if whole else x.astype(float) for x in arrays], names

    def _axes(self, plt, ax, subplots, sharex, sharey, layout, figsize, count, kind):
        if subplots:
            rows, columns = _grid(count, layout) if layout is not None else (count, 1)
            if ax is not None:
                return ax.ravel().tolist() if hasattr(ax, "ravel") else list(ax)
            share = (ax is None and kind not in ("pie",)) if sharex is None else sharex
            fig, axes = plt.subplots(rows, columns, figsize=figsize, sharex=share, sharey=bool(sharey), squeeze=False)
            axes = axes.ravel().tolist()
            for one in axes[count:]:
                one.set_visible(False)
            return axes
        if ax is None:
            if self._owner.ndim == 2 or figsize is not None:
                plt.figure(figsize=figsize)
            ax = plt.gca()
        elif figsize is not None:
            ax.figure.set_size_inches(figsize)
        return [ax]

    def _colors(self, color, colormap, names):
        import matplotlib

        if isinstance(color, dict):
            return [color.get(n) for n in names]
        if color is not None:
            return [color] * len(names) if isinstance(color, str) or isinstance(color, tuple) and len(color) in (3, 4) and not isinstance(color[0], str) else [color[i % len(color)] for i in range(len(names))]
        if colormap is not None:
            cmap = matplotlib.colormaps[colormap] if isinstance(colormap, str) else colormap
            return [cmap(t) for t in np.linspace(0, 1, len(names)).tolist()]
        # Without colours matplotlib takes the next ones of the axes.
        return [None] * len(names)

    @staticmethod
    def _adorn(ax, kind, grid, logx, logy, xticks, yticks, xlim, ylim, xlabel, ylabel, fontsize):
        if grid is not None:
            ax.grid(grid)
        if logx:
            ax.set_xscale("log")
        if logy:
            ax.set_yscale("log")
        if xticks is not None:
            ax.set_xticks(xticks)
        if yticks is not None:
            ax.set_yticks(yticks)
        if xlim is not None:
            ax.set_xlim(xlim)
        if ylim is not None:
            ax.set_ylim(ylim)
        if xlabel is not None:
            ax.set_xlabel(xlabel)
        if ylabel is not None:
            ax.set_ylabel(ylabel)
        if fontsize is not None:
            ax.tick_params(labelsize=fontsize)


def _grid(count, layout):
    """Rows and columns; one of them may be -1."""
    rows, columns = layout
    if rows <= 0 and columns <= 0:
        raise ValueError("At least one dimension of layout must be positive")
    rows = math.ceil(count / columns) if rows <= 0 else rows
    columns = math.ceil(count / rows) if columns <= 0 else columns
    if rows * columns < count:
        raise ValueError(f"Layout of {rows}x{columns} must be larger than required size {count}")
    return rows, columns


def _scatter(ax, frame, x, y, color, colormap, options):
    c = options.pop("c", None)
    s = options.pop("s", None)
    if isinstance(s, str) and s in frame.columns:
        s = frame[s].to_numpy()
    bar = None
    if isinstance(c, str) and c in frame.columns:
        column = frame[c]
        if column.dtype.kind not in "iufb":
            raise ValueError(f"'{c}' is no column of numbers; give colours with c=list")
        bar, c = c, column.to_numpy()
    elif c is None:
        c = color
    if c is None:
        import matplotlib

        c = matplotlib.rcParams["patch.facecolor"]
    wants_bar = options.pop("colorbar", bar is not None)
    cmap = options.pop("cmap", colormap)
    label = options.pop("label", None)
    made = ax.scatter(frame[x].to_numpy(), frame[y].to_numpy(), s=20 if s is None else s, c=c, cmap=cmap if bar is None or cmap is not None else None, **({"label": label} if label else {}), **options)
    if bar is not None and wants_bar:
        ax.figure.colorbar(made, ax=ax, label=bar)
    ax.set_xlabel(str(x))
    ax.set_ylabel(str(y))
    if label:
        ax.legend(loc="best")


class _Drawing:
    """One call of plot, drawn on its axes."""

    def __init__(self, frame, data, names, x, kind, use_index, style, colors, stacked, rot, options, yerr, xerr, axes, subplots):
        self.frame, self.data, self.names, self.kind, self.colors = frame, data, names, kind, colors
        self.style, self.stacked, self.rot, self.options = style, stacked, rot, options
        self.errors = {k: e for k, e in (("yerr", yerr), ("xerr", xerr)) if e is not None}
        self.axes, self.subplots = axes, subplots
        if subplots:
            self.colors = [f"C{i}" if c is None else c for i, c in enumerate(colors)]
        self.index = frame.index.tolist() if x is None else frame[x].tolist()
        self.index_name = frame.index.name if x is None else x
        if not use_index:
            self.index = list(range(len(self.index)))
        self.numeric = all(isinstance(i, (int, float, np.generic)) and not isinstance(i, bool) for i in self.index)

    def ax(self, i):
        return self.axes[i] if self.subplots else self.axes[0]

    def label(self, i):
        name = self.names[i]
        return self.options.get("label", name if not isinstance(name, tuple) else "(" + ", ".join(map(str, name)) + ")") if len(self.names) == 1 else str(name)

    def draw(self):
        getattr(self, "_" + self.kind)()

    def _columns(self):
        options = {k: o for k, o in self.options.items() if k != "label"}
        return [(i, self.ax(i), data, str(self.label(i)), options) for i, data in enumerate(self.data)]

    def _name_index(self, ax, direction="x"):
        if self.index_name is not None:
            getattr(ax, f"set_{direction}label")(str(self.index_name))

    def _places(self):
        return list(self.index) if self.numeric else list(range(len(self.index)))

    def _line(self):
        places = self._places()
        for i, ax, data, label, options in self._columns():
            style = self.style if isinstance(self.style, str) else self.style[i] if isinstance(self.style, (list, tuple)) and i < len(self.style) else self.style.get(self.names[i]) if isinstance(self.style, dict) else None
            look = {"label": label, **options}
            if self.colors[i] is not None and not any(c in "bgrcmykw" for c in style or ""):
                look["color"] = self.colors[i]
            if self.stacked:
                data = np.sum(np.stack(self.data[: i + 1]), axis=0)
            if self.errors:
                ax.errorbar(places, data, **self.errors, **look)
            else:
                ax.plot(places, data, *([style] if style else []), **look)
        for ax in self.axes[: len(self.data)] if self.subplots else self.axes[:1]:
            self._name_index(ax)
            if not self.numeric:
                self._text_ticks(ax)
            if self.rot is not None:
                ax.tick_params(axis="x", rotation=self.rot)

    def _text_ticks(self, ax):
        """Writes the index at the ticks that are whole numbers in it."""
        ticks = ax.get_xticks().tolist()
        names = [str(self.index[int(t)]) if t == int(t) and -len(self.index) <= t < len(self.index) else "" for t in ticks]
        view, auto = ax.get_xlim(), ax.xaxis.state.auto
        ax.set_xticks(ticks, names)
        ax.set_xlim(view, auto=auto)

    def _area(self):
        stacked = self.stacked is not False
        places = self._places()
        base = np.zeros(len(places))
        below = np.zeros(len(places))
        if stacked:
            both = [(d >= 0).all() or (d <= 0).all() for d in self.data]
            if not all(both):
                raise ValueError("When stacked is True, each column must be either all positive or all negative.")
        for i, ax, data, label, options in self._columns():
            data = np.where(np.isnan(data), 0, data)
            start = (below if (data < 0).any() else base) if stacked and not self.subplots else np.zeros(len(places))
            top = start + data
            alpha = options.get("alpha", None if stacked else 0.5)
            look = {k: o for k, o in options.items() if k != "alpha"}
            (line,) = ax.plot(places, top, color=self.colors[i], alpha=alpha, **look)
            ax.fill_between(places, start, top, facecolor=line.get_color(), alpha=alpha, label=label)
            if stacked and not self.subplots:
                base, below = (base, top) if (data < 0).any() else (top, below)
        for ax in self.axes[: len(self.data)] if self.subplots else self.axes[:1]:
            self._name_index(ax)
            if not self.numeric:
                self._text_ticks(ax)
            if all((d[~np.isnan(d)] >= 0).all() for d in self.data):
                ax.set_ylim(bottom=0)

    def _bar(self, lying=False):
        count = len(self.index)
        width = self.options.pop("width", 0.5)
        place = self.options.pop("position", 0.5)
        align = self.options.pop("align", "center")
        log = self.options.pop("log", False)
        ticks = np.arange(count, dtype=float)
        k = len(self.data)
        stacked = bool(self.stacked)
        if stacked or self.subplots:
            shift, size = width * place, width
        else:
            shift, size = width * place, width / k
        edge = 0 if align == "edge" else size / 2 if not (stacked or self.subplots) else width / 2
        at = ticks - shift
        up, down = np.zeros(count), np.zeros(count)
        for i, ax, data, label, options in self._columns():
            clear = np.where(np.isnan(data), 0, data)
            start = np.where(clear > 0, up, down) if stacked and not self.subplots else np.zeros(count)
            here = at + edge + (0 if stacked or self.subplots else i * size)
            color = self.colors[i] if self.colors[i] is not None else f"C{i}"
            draw = ax.barh if lying else ax.bar
            look = {("left" if lying else "bottom"): start, "align": "center", "label": label, "color": color, **self.errors, **options}
            draw(here, clear, size, log=log, **look)
            up, down = up + np.where(clear > 0, clear, 0), down + np.where(clear < 0, clear, 0)
        low = at[0] - 0.25 if count else 0
        high = at[-1] + 0.25 + (size if stacked or self.subplots else size * k) if count else 1
        names = [", ".join(map(str, i)) if isinstance(i, tuple) else str(i) for i in self.index]
        names = ["(" + n + ")" if isinstance(i, tuple) else n for n, i in zip(names, self.index)]
        for ax in self.axes[: len(self.data)] if self.subplots else self.axes[:1]:
            if lying:
                ax.set_ylim((low, high))
                ax.set_yticks(ticks)
                ax.set_yticklabels(names)
                if self.rot is not None:
                    ax.tick_params(axis="y", rotation=self.rot)
            else:
                ax.set_xlim((low, high))
                ax.set_xticks(ticks)
                ax.set_xticklabels(names, rotation=90 if self.rot is None else self.rot)
            self._name_index(ax, "y" if lying else "x")

    def _barh(self):
        self._bar(lying=True)

    def _hist(self):
        bins = self.options.pop("bins", 10)
        span = self.options.pop("range", None)
        stacked = self.options.pop("stacked", self.stacked) or False
        orientation = self.options.get("orientation", "vertical")
        clear = [d[~np.isnan(d)] for d in self.data]
        if isinstance(bins, (int, np.integer)):
            joined = np.concatenate(clear)
            low, high = (float(joined.min()), float(joined.max())) if span is None else span
            if low == high:
                low, high = low - 0.5, high + 0.5
            bins = np.linspace(low, high, int(bins) + 1)
        base = np.zeros(len(bins) - 1)
        for i, (_, ax, _, label, options) in enumerate(self._columns()):
            n, _, _ = ax.hist(clear[i], bins=bins, bottom=base if stacked else None, label=label, color=self.colors[i], **options)
            base = base + n
            ax.set_ylabel("Frequency") if orientation == "vertical" else ax.set_xlabel("Frequency")

    def _box(self):
        ax = self.axes[0]
        if self.subplots:
            for i, one, data, label, options in self._columns():
                draw_boxes(one, [data], [label], options, "C0")
        else:
            options = {k: o for k, o in self.options.items() if k != "label"}
            draw_boxes(ax, self.data, [str(self.label(i)) for i in range(len(self.data))], options, "C0")
        if self.rot is not None:
            ax.tick_params(axis="x", rotation=self.rot)

    def _pie(self):
        for i, ax, data, label, options in self._columns():
            labels = options.pop("labels", [str(n) for n in self.index])
            values = np.where(np.isnan(data), 0, data)
            if (values < 0).any():
                raise ValueError("pie plot doesn't allow negative values")
            labels = [n if value else "" for n, value in zip(labels, values.tolist())] if labels is not None else None
            made = ax.pie(values, labels=labels, **options)
            ax.set_ylabel(label)
            if labels is not None:
                for wedge, name in zip(made[0], self.index):
                    wedge.set_label(str(name))


def draw_boxes(ax, sets, labels, options, caps="k"):
    """Boxes with the colours of pandas."""
    color = options.pop("color", None)
    parts = {"boxes": "C0", "whiskers": "C0", "medians": "C2", "caps": caps}
    parts.update(color if isinstance(color, dict) else {} if color is None else {k: color for k in parts})
    vert = options.pop("vert", True)
    made = ax.boxplot([d[~np.isnan(d)] for d in sets], orientation="vertical" if vert else "horizontal", **options)
    axis = ax.xaxis if vert else ax.yaxis
    axis.set_ticklabels(labels)
    for part, shade in parts.items():
        for artist in made[part]:
            if not options.get(part.rstrip("s").replace("boxe", "box") + "props"):
                artist.set(color=shade, alpha=1)
    return made


def boxplot(frame, column=None, by=None, ax=None, fontsize=None, rot=0, grid=True, figsize=None, layout=None, return_type=None, **options):
    """frame.boxplot: boxes of columns, or of one column for the values of another."""
    import matplotlib.pyplot as plt

    names = [n for n in frame.columns if frame[n].dtype.kind in "iufb"] if column is None else list(column) if isinstance(column, (list, tuple)) else [column]
    if by is None:
        if ax is None:
            if figsize is not None:
                plt.figure(figsize=figsize)
            ax = plt.gca()
        made = draw_boxes(ax, [frame[n].to_numpy().astype(float) for n in names], [str(n) for n in names], options)
        ax.tick_params(axis="x", rotation=rot)
        if fontsize is not None:
            ax.tick_params(labelsize=fontsize)
        ax.grid(grid)
        return made if return_type == "dict" else ax
    names = [n for n in names if n != by]
    if ax is None:
        columns = 1 if len(names) == 1 else 2
        rows, columns = _grid(len(names), layout or (-1, columns))
        fig, axes = plt.subplots(rows, columns, figsize=figsize, sharex=True, sharey=True, squeeze=False)
        axes = axes.ravel().tolist()
    else:
        axes = [ax]
    groups = list(frame.groupby(by))
    for one, name in zip(axes, names):
        draw_boxes(one, [g[name].to_numpy().astype(float) for _, g in groups], [str(key[0] if isinstance(key, tuple) and len(key) == 1 else key) for key, _ in groups], dict(options))
        one.set_title(str(name))
        one.set_xlabel(str(by) if not isinstance(by, list) else "[" + ", ".join(map(str, by)) + "]")
        one.grid(grid)
        one.tick_params(axis="x", rotation=rot)
    for one in axes[len(names) :]:
        one.set_visible(False)
    figure = axes[0].figure
    figure.suptitle(f"Boxplot grouped by {by}")
    figure.subplots_adjust(bottom=0.15, top=0.9, left=0.1, right=0.9, wspace=0.2)
    return axes[0] if len(names) == 1 else np.array(axes, dtype=object)


def hist(owner, column=None, by=None, grid=True, xlabelsize=None, xrot=None, ylabelsize=None, yrot=None, ax=None, sharex=False, sharey=False, figsize=None, layout=None, bins=10, legend=False, **options):
    """frame.hist and series.hist."""
    import matplotlib.pyplot as plt

    if by is not None:
        raise NotImplementedError("this pandas has no hist(by=...); draw the groups in a loop")
    if owner.ndim == 1:
        if ax is None:
            if figsize is not None and not plt.get_fignums():
                plt.figure(figsize=figsize)
            ax = plt.gca()
        values = owner.to_numpy().astype(float)
        ax.hist(values[~np.isnan(values)], bins=bins, **({"label": str(owner.name)} if legend else {}), **options)
        ax.grid(grid)
        axes = [ax]
        result = ax
    else:
        names = [n for n in owner.columns if owner[n].dtype.kind in "iuf"] if column is None else list(column) if isinstance(column, (list, tuple)) else [column]
        if not names:
            raise ValueError("hist method requires numerical or datetime columns, nothing to plot.")
        if ax is not None:
            axes = ax.ravel().tolist() if hasattr(ax, "ravel") else [ax]
            result = ax
        else:
            square = {1: (1, 1), 2: (1, 2), 3: (2, 2), 4: (2, 2)}.get(len(names))
            if layout is not None:
                rows, columns = _grid(len(names), layout)
            elif square:
                rows, columns = square
            else:
                columns = math.ceil(math.sqrt(len(names)))
                rows = math.ceil(len(names) / columns)
            fig, result = plt.subplots(rows, columns, figsize=figsize, sharex=sharex, sharey=sharey, squeeze=False)
            axes = result.ravel().tolist()
            fig.subplots_adjust(hspace=0.3, wspace=0.3)
        for one, name in zip(axes, names):
            values = owner[name].to_numpy().astype(float)
            one.hist(values[~np.isnan(values)], bins=bins, **({"label": str(name)} if legend else {}), **options)
            one.set_title(str(name))
            one.grid(grid)
            if legend:
                one.legend()
        for one in axes[len(names) :]:
            one.set_visible(False)
    for one in axes:
        for name, size, angle in (("x", xlabelsize, xrot), ("y", ylabelsize, yrot)):
            more = {k: o for k, o in (("labelsize", size), ("rotation", angle)) if o is not None}
            if more:
                one.tick_params(axis=name, **more)
    return result


def scatter_matrix(frame, alpha=0.5, figsize=None, ax=None, grid=False, diagonal="hist", marker=".", density_kwds=None, hist_kwds=None, range_padding=0.05, **options):
    """Each column of numbers against each other one, with histograms where a column meets itself."""
    import matplotlib.pyplot as plt

    if diagonal != "hist" or ax is not None:
        raise NotImplementedError("this pandas draws scatter_matrix with diagonal='hist' in a figure of its own only")
    frame = frame._numeric()
    count, names, columns = frame.shape[1], frame.columns.tolist(), [x.astype(float) for x in frame._columns]
    fig, axes = plt.subplots(count, count, figsize=figsize, squeeze=False)
    fig.subplots_adjust(wspace=0, hspace=0)
    ends = [(np.nanmin(x), np.nanmax(x)) for x in columns]
    views = [(low - (high - low) * range_padding / 2, high + (high - low) * range_padding / 2) for low, high in ends]
    for i, down in enumerate(columns):
        for j, across in enumerate(columns):
            one, known = axes[i, j], ~(np.isnan(down) | np.isnan(across))
            if i == j:
                one.hist(down[known], **(hist_kwds or {}))
            else:
                one.scatter(across[known], down[known], marker=marker, alpha=alpha, **{"edgecolors": "none", **options})
                one.set_ylim(views[i])
            one.set_xlim(views[j])
            one.set(xlabel=names[j], ylabel=names[i])
            one.yaxis.set_visible(j == 0)
            one.xaxis.set_visible(i == count - 1)
    if count > 1:
        # The first row shows the numbers of its column, not the counts of its histogram.
        low, high = views[0]
        ticks = axes[0, 1].yaxis.get_majorticklocs()
        ticks = ticks[(ticks >= low) & (ticks <= high)]
        bottom, top = axes[0, 0].get_ylim()
        axes[0, 0].set_yticks(bottom + (ticks - low) / (high - low) * (top - bottom), [str(x) for x in (ticks.astype(int) if np.all(ticks == np.floor(ticks)) else ticks).tolist()])
    for one in axes.ravel().tolist():
        plt.setp(one.get_xticklabels(), fontsize=8, rotation=90)
        plt.setp(one.get_yticklabels(), fontsize=8)
    return axes


def _kinds():
    def method(kind):
        return lambda self, x=None, y=None, **options: self(x, y, kind=kind, **options)

    for kind in ("line", "area", "scatter", "bar", "barh"):
        setattr(Plot, kind, method(kind))
    for kind in ("hist", "box", "pie"):
        setattr(Plot, kind, lambda self, by=None, _kind=kind, **options: self(kind=_kind, **({"bins": by} if _kind == "hist" and isinstance(by, int) else {}), **options))
    for kind in ("kde", "density", "hexbin"):
        setattr(Plot, kind, method(kind))


_kinds()
