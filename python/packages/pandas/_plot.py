"""Drawing by matplotlib."""

from . import _values as v


class Plot:
    """What series.plot and frame.plot give: a call, or a method for each kind."""

    def __init__(self, owner):
        self._owner = owner

    def __call__(self, x=None, y=None, kind="line", ax=None, figsize=None, title=None, xlabel=None, ylabel=None, legend=True, grid=None, rot=None, bins=10, **options):
        import matplotlib.pyplot as plt

        if ax is None:
            if figsize is not None:
                plt.figure(figsize=figsize)
            elif self._owner.ndim == 2:
                plt.figure()
            ax = plt.gca()
        names = self._draw(ax, x, y, kind, bins, options)
        if title is not None:
            ax.set_title(title)
        if xlabel is not None or kind == "scatter" or isinstance(x, str):
            ax.set_xlabel(xlabel if xlabel is not None else x)
        if ylabel is not None or kind == "scatter":
            ax.set_ylabel(ylabel if ylabel is not None else y)
        if grid:
            ax.grid(True)
        if legend and self._owner.ndim == 2 and kind not in ("scatter", "pie", "box") and names:
            ax.legend()
        return ax

    def _draw(self, ax, x, y, kind, bins, options):
        owner = self._owner
        if kind == "scatter":
            color = options.pop("c", None)
            if isinstance(color, str) and color in owner.columns:
                color = owner[color].to_numpy()
            if color is not None:
                options["c"] = color
            ax.scatter(owner[x].to_numpy(), owner[y].to_numpy(), **options)
            return []
        frame = owner if owner.ndim == 2 else owner.to_frame("" if owner.name is None else owner.name)
        places = frame.index.tolist() if x is None else frame[x].tolist()
        names = [y] if isinstance(y, str) else list(y) if y is not None else [n for n in frame.columns if n != x and frame[n].dtype.kind in "iufb"]
        if not names:
            raise TypeError("no numeric data to plot")
        columns = [frame[n].to_numpy() for n in names]
        if kind == "line":
            for name, values in zip(names, columns):
                ax.plot(places, values, label=str(name), **options)
        elif kind in ("bar", "barh"):
            width, stacked = options.pop("width", 0.5), options.pop("stacked", False)
            spots = list(range(len(places)))
            base = [0] * len(places)
            for i, (name, values) in enumerate(zip(names, columns)):
                size = width if stacked else width / len(names)
                at = spots if stacked else [p - width / 2 + size * (i + 0.5) for p in spots]
                below = {"bottom" if kind == "bar" else "left": list(base)} if stacked else {}
                (ax.bar if kind == "bar" else ax.barh)(at, values, size, label=str(name), **below, **options)
                base = [a + b for a, b in zip(base, values.tolist())]
            (ax.set_xticks if kind == "bar" else ax.set_yticks)(spots, [str(p) for p in places])
        elif kind == "hist":
            for name, values in zip(names, columns):
                ax.hist(values[~v.isna(values)], bins=bins, label=str(name), **options)
        elif kind == "box":
            ax.boxplot([values[~v.isna(values)] for values in columns])
            ax.set_xticks(list(range(1, len(names) + 1)), [str(n) for n in names])
        elif kind == "pie":
            ax.pie(columns[0], labels=[str(p) for p in places], **options)
        elif kind == "area":
            ax.stackplot(places, *columns, labels=[str(n) for n in names], **options)
        else:
            raise ValueError(f"{kind} is not a valid plot kind")
        return names


def _kinds():
    def method(kind):
        return lambda self, x=None, y=None, **options: self(x, y, kind=kind, **options)

    for kind in ("line", "bar", "barh", "hist", "box", "pie", "area", "scatter"):
        setattr(Plot, kind, method(kind))


_kinds()
