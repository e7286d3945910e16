"""Paths as text."""

import _files

curdir, pardir, extsep, sep, pathsep, altsep, devnull = ".", "..", ".", "/", ":", None, "/dev/null"


def _text(path):
    from os import fspath

    return fspath(path)


def join(a, *p):
    path = _text(a)
    try:
        for part in map(_text, p):
            if part.startswith("/") or not path:
                path = part
            else:
                path += part if path.endswith("/") else "/" + part
    except (TypeError, AttributeError):
        kinds = [type(part).__name__ for part in (a, *p)]
        raise TypeError(f"join() argument must be str, bytes, or os.PathLike object, not {kinds[-1]!r}") from None
    return path


def split(p):
    """The folder and the name."""
    p = _text(p)
    cut = p.rfind("/") + 1
    head, tail = p[:cut], p[cut:]
    return (head.rstrip("/") or head), tail


def basename(p):
    return split(p)[1]


def dirname(p):
    return split(p)[0]


def splitext(p):
    """The path without its ending, and the ending with its point."""
    p = _text(p)
    start = p.rfind("/") + 1
    point = p.rfind(".")
    # Points at the beginning of a name begin no ending.
    if point > start and p[start:point].strip("."):
        return p[:point], p[point:]
    return p, ""


def splitdrive(p):
    return "", _text(p)


def isabs(s):
    return _text(s).startswith("/")


def normpath(path):
    """The path without empty parts, `.` and, where possible, `..`."""
    path = _text(path)
    if not path:
        return "."
    root = "/" if path.startswith("/") else ""
    if path.startswith("//") and not path.startswith("///"):
        root = "//"
    parts = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and (parts and parts[-1] != ".."):
            parts.pop()
        elif part != ".." or not root:
            parts.append(part)
    return root + "/".join(parts) or "."


def abspath(path):
    from os import getcwd

    return normpath(join(getcwd(), path))


realpath = abspath


def relpath(path, start=None):
    if not path:
        raise ValueError("no path specified")
    here = [part for part in abspath(start or ".").split("/") if part]
    there = [part for part in abspath(path).split("/") if part]
    shared = len(commonprefix([here, there]))
    return "/".join([".."] * (len(here) - shared) + there[shared:]) or "."


def commonprefix(m):
    """The longest beginning that all have."""
    if not m:
        return ""
    low, high = min(m), max(m)
    for i, part in enumerate(low):
        if part != high[i]:
            return low[:i]
    return low


def commonpath(paths):
    """The longest path that is a beginning of all."""
    paths = [_text(path) for path in paths]
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    if len({isabs(path) for path in paths}) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    shared = commonprefix([[part for part in path.split("/") if part not in ("", ".")] for path in paths])
    return ("/" if isabs(paths[0]) else "") + "/".join(shared)


def exists(path):
    return _files.kind(_text(path)) is not None


lexists = exists


def isfile(path):
    return _files.kind(_text(path)) == "file"


def isdir(s):
    return _files.kind(_text(s)) == "folder"


def islink(path):
    return False


def getsize(filename):
    from os import stat

    return stat(filename).st_size


def samefile(f1, f2):
    return abspath(f1) == abspath(f2)


def normcase(s):
    return _text(s)


def expanduser(path):
    from os import environ

    path = _text(path)
    home = environ.get("HOME", "/")
    return home.rstrip("/") + path[1:] or "/" if path == "~" or path.startswith("~/") else path


def expandvars(path):
    import re
    from os import environ

    return re.sub(r"\$(\w+|\{[^}]*\})", lambda found: environ.get(found[1].strip("{}"), found[0]), _text(path))
