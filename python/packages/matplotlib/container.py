"""Artists that were drawn together."""


class Container(tuple):
    """A tuple of artists with one label."""

    def __new__(cls, parts, *_, **__):
        return tuple.__new__(cls, parts)

    def __init__(self, parts, label=None):
        self._label = label

    def get_label(self):
        return self._label

    def set_label(self, label):
        self._label = str(label)

    def remove(self):
        for part in self.get_children():
            part.remove()

    def get_children(self):
        found = []
        for part in self:
            found += list(part) if isinstance(part, (tuple, list)) else [part] if part is not None else []
        return found


class BarContainer(Container):
    def __init__(self, patches, errorbar=None, *, datavalues=None, orientation=None, label=None):
        self.patches, self.errorbar, self.datavalues, self.orientation = list(patches), errorbar, datavalues, orientation
        super().__init__(patches, label)

    def __repr__(self):
        return f"<BarContainer object of {len(self)} artists>"


class ErrorbarContainer(Container):
    def __init__(self, lines, has_xerr=False, has_yerr=False, label=None):
        self.lines, self.has_xerr, self.has_yerr = lines, has_xerr, has_yerr
        super().__init__(lines, label)

    def __repr__(self):
        return "<ErrorbarContainer object of 3 artists>"


class StemContainer(Container):
    def __init__(self, parts, label=None):
        self.markerline, self.stemlines, self.baseline = parts
        super().__init__(parts, label)

    def __repr__(self):
        return "<StemContainer object of 3 artists>"
