"""Finds files by patterns."""

import os
from fnmatch import fnmatchcase


def has_magic(s):
    return any(c in s for c in "*?[")


def escape(pathname):
    return "".join(f"[{c}]" if c in "*?[" else c for c in pathname)


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    return list(iglob(pathname, root_dir=root_dir, recursive=recursive, include_hidden=include_hidden))


def iglob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    """The paths that match; with `recursive`, `**` stands for any folders."""
    pathname = os.fspath(pathname)
    start = "/" if pathname.startswith("/") else ""
    parts = [part for part in pathname.split("/") if part]
    if pathname.endswith("/") and parts:
        parts.append("")
    yield from _find(start, parts, os.fspath(root_dir or ""), recursive, include_hidden)


def _find(base, parts, root, recursive, hidden):
    place = os.path.join(root, base) if root else base
    if not parts:
        if base and os.path.exists(place):
            yield base
        return
    part, rest = parts[0], parts[1:]
    if part == "":
        if os.path.isdir(place):
            yield base + "/"
        return
    if not has_magic(part):
        yield from _find(os.path.join(base, part), rest, root, recursive, hidden)
        return
    if not os.path.isdir(place or "."):
        return
    names = [name for name in os.listdir(place or ".") if hidden or part.startswith(".") or not name.startswith(".")]
    if part == "**" and recursive:
        if rest or base:
            yield from _find(base, rest, root, recursive, hidden)
        for name in names:
            path = os.path.join(base, name)
            if os.path.isdir(os.path.join(root, path)):
                yield from _find(path, parts, root, recursive, hidden)
            elif not rest:
                yield path
        return
    for name in names:
        if fnmatchcase(name, part):
            yield from _find(os.path.join(base, name), rest, root, recursive, hidden)
