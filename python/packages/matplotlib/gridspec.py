"""Grids of axes in a figure."""

from ._rc import rcParams

SIDES = ("left", "right", "bottom", "top", "wspace", "hspace")


class SubplotParams:
    """The edges of a grid and the room between its cells."""

    def __init__(self, **options):
        for side in SIDES:
            value = options.get(side)
            setattr(self, side, rcParams["figure.subplot." + side] if value is None else value)

    def update(self, **options):
        left, right, bottom, top = (getattr(self, s) if options.get(s) is None else options[s] for s in SIDES[:4])
        if left >= right:
            raise ValueError("left cannot be >= right")
        if bottom >= top:
            raise ValueError("bottom cannot be >= top")
        for side, value in options.items():
            if value is not None:
                setattr(self, side, value)


class GridSpec:
    """Rows and columns that axes stand in."""

    def __init__(self, nrows, ncols, figure=None, left=None, bottom=None, right=None, top=None, wspace=None, hspace=None, width_ratios=None, height_ratios=None):
        for name, value in (("rows", nrows), ("columns", ncols)):
            if isinstance(value, bool) or int(value) != value or value <= 0:
                raise ValueError(f"Number of {name} must be a positive integer, not {value!r}")
        self.nrows, self.ncols, self.figure = int(nrows), int(ncols), figure
        self._own = dict(zip(SIDES, (left, right, bottom, top, wspace, hspace)))
        self._parent = None
        self.set_width_ratios(width_ratios)
        self.set_height_ratios(height_ratios)

    def set_width_ratios(self, width_ratios):
        if width_ratios is not None and len(width_ratios) != self.ncols:
            raise ValueError("Expected the given number of width ratios to match the number of columns of the grid")
        self._widths = [1] * self.ncols if width_ratios is None else list(width_ratios)

    def set_height_ratios(self, height_ratios):
        if height_ratios is not None and len(height_ratios) != self.nrows:
            raise ValueError("Expected the given number of height ratios to match the number of rows of the grid")
        self._heights = [1] * self.nrows if height_ratios is None else list(height_ratios)

    def get_geometry(self):
        return self.nrows, self.ncols

    def update(self, **options):
        self._own.update(options)

    def tight_layout(self, figure, **options):
        figure.tight_layout(**options)

    def __getitem__(self, key):
        if isinstance(key, tuple):
            rows, columns = (_range(k, n) for k, n in zip(key, self.get_geometry()))
        elif isinstance(key, slice):
            first, last = _range(key, self.nrows * self.ncols)
            rows, columns = (first // self.ncols, last // self.ncols), (first % self.ncols, last % self.ncols)
        else:
            first, _ = _range(key, self.nrows * self.ncols)
            rows, columns = (first // self.ncols,) * 2, (first % self.ncols,) * 2
        return SubplotSpec(self, rows, columns)

    def _edges(self, figure):
        """The area of the grid and the room between cells, as parts of the figure."""
        if self._parent is not None:
            x, y, w, h = self._parent._place(figure)
            gaps = [rcParams["figure.subplot." + s] if self._own[s] is None else self._own[s] for s in ("wspace", "hspace")]
            return x, x + w, y, y + h, *gaps
        params = figure.subplotpars
        return [getattr(params, side) if self._own[side] is None else self._own[side] for side in SIDES]

    def _cells(self, figure):
        """The starts and ends of columns and rows."""
        left, right, bottom, top, wspace, hspace = self._edges(figure)
        found = []
        for ratios, total, gap in ((self._widths, right - left, wspace), (self._heights, top - bottom, hspace)):
            count = len(ratios)
            cell = total / (count + gap * (count - 1))
            share = cell * count / sum(ratios)
            at, places = 0.0, []
            for ratio in ratios:
                places.append((at, at + ratio * share))
                at += ratio * share + gap * cell
            found.append(places)
        return [(left + a, left + b) for a, b in found[0]], [(top - b, top - a) for a, b in found[1]]


def _range(key, count):
    if isinstance(key, slice):
        start, stop, _ = key.indices(count)
        if stop <= start:
            raise IndexError("GridSpec slice would result in no space allocated for subplot")
        return start, stop - 1
    place = key + count if key < 0 else key
    if not 0 <= place < count:
        raise IndexError(f"index {key} is out of bounds for axis 0 with size {count}")
    return place, place


class SubplotSpec:
    """Some cells of a grid."""

    def __init__(self, grid, rows, columns):
        self._grid, self._rows, self._columns = grid, rows, columns
        self.rowspan, self.colspan = range(rows[0], rows[1] + 1), range(columns[0], columns[1] + 1)

    def get_gridspec(self):
        return self._grid

    def _place(self, figure):
        columns, rows = self._grid._cells(figure)
        left, right = columns[self._columns[0]][0], columns[self._columns[1]][1]
        bottom, top = rows[self._rows[1]][0], rows[self._rows[0]][1]
        return left, bottom, right - left, top - bottom

    def get_position(self, figure):
        from .transforms import Bbox

        return Bbox.from_bounds(*self._place(figure))

    def is_first_row(self):
        return self._rows[0] == 0

    def is_last_row(self):
        return self._rows[1] == self._grid.nrows - 1

    def is_first_col(self):
        return self._columns[0] == 0

    def is_last_col(self):
        return self._columns[1] == self._grid.ncols - 1

    def _key(self):
        return id(self._grid), self._rows, self._columns

    def __eq__(self, other):
        return isinstance(other, SubplotSpec) and self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def subgridspec(self, nrows, ncols, **options):
        return GridSpecFromSubplotSpec(nrows, ncols, self, **options)


class GridSpecFromSubplotSpec(GridSpec):
    def __init__(self, nrows, ncols, subplot_spec, wspace=None, hspace=None, height_ratios=None, width_ratios=None):
        super().__init__(nrows, ncols, wspace=wspace, hspace=hspace, height_ratios=height_ratios, width_ratios=width_ratios)
        self._parent = subplot_spec
