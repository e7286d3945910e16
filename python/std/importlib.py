"""Imports by name."""

import sys


def import_module(name, package=None):
    """The module of this name; a name that begins with points is relative to the package."""
    if name.startswith("."):
        if not package:
            raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
        level = len(name) - len(name.lstrip("."))
        above = package.rsplit(".", level - 1)[0] if level > 1 else package
        name = f"{above}.{name[level:]}" if name[level:] else above
    __import__(name)
    return sys.modules[name]


def invalidate_caches():
    pass
