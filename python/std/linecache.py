"""Lines of source code."""

import sys


def getlines(filename, module_globals=None):
    # The interpreter knows the sources that it runs.
    source = sys._getsource(filename) if hasattr(sys, "_getsource") else None
    return [] if source is None else source.splitlines(keepends=True)


def getline(filename, lineno, module_globals=None):
    lines = getlines(filename)
    return lines[lineno - 1] if 0 < lineno <= len(lines) else ""


def checkcache(filename=None):
    pass


def clearcache():
    pass
