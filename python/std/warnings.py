"""Warnings: printed once for each line, unless a filter says otherwise."""

import sys

_ACTIONS = ("default", "error", "ignore", "always", "all", "module", "once")
# Each filter is (action, pattern of the message, category, pattern of the module, line).
_filters = []
_once, _version = {}, 0


class WarningMessage:
    """A warning that catch_warnings has recorded."""

    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        self.message, self.category, self.filename, self.lineno = message, category, filename, lineno
        self.file, self.line, self.source = file, line, source

    def __str__(self):
        return (
            f"{{message : {self.message!r}, category : {self.category.__name__!r}, filename : {self.filename!r}, "
            f"lineno : {self.lineno}, line : {self.line!r}}}"
        )


def formatwarning(message, category, filename, lineno, line=None):
    if line is None:
        from linecache import getline

        line = getline(filename, lineno)
    line = line.strip()
    return f"{filename}:{lineno}: {category.__name__}: {message}\n" + (f"  {line}\n" if line else "")


def showwarning(message, category, filename, lineno, file=None, line=None):
    file = sys.stderr if file is None else file
    if file is not None:
        file.write(formatwarning(message, category, filename, lineno, line))


def _add_filter(new, append):
    global _version
    _version += 1
    if new in _filters and not append:
        _filters.remove(new)
    if new not in _filters:
        _filters.insert(len(_filters) if append else 0, new)


def _check(action, category, lineno):
    if action not in _ACTIONS:
        raise ValueError(f"invalid action: {action!r}")
    if not isinstance(category, type) or not issubclass(category, Warning):
        raise TypeError(f"category must be a Warning subclass, not {category!r}")
    if not isinstance(lineno, int):
        raise TypeError("lineno must be an int")
    if lineno < 0:
        raise ValueError("lineno must be an int >= 0")


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    """Adds a filter; the text's beginning and the module are given as regular expressions."""
    _check(action, category, lineno)
    _add_filter((action, message, category, module, lineno), append)


def simplefilter(action, category=Warning, lineno=0, append=False):
    _check(action, category, lineno)
    _add_filter((action, "", category, "", lineno), append)


def resetwarnings():
    global _version
    _version += 1
    _filters.clear()


def _matches(pattern, text, flags=0):
    if not pattern:
        return True
    import re

    return re.compile(pattern, flags).match(text) is not None


def _action(text, category, module, lineno):
    for action, message, kind, module_pattern, line in _filters:
        if (
            issubclass(category, kind)
            and line in (0, lineno)
            and _matches(message, text, 2)
            and _matches(module_pattern and module_pattern + r"\Z", module)
        ):
            return action
    return "default"


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    if isinstance(message, Warning):
        category = message.__class__
    elif category is None:
        category = UserWarning
    if not isinstance(category, type) or not issubclass(category, Warning):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    try:
        frame = sys._getframe(max(stacklevel, 1))
    except ValueError:
        space, filename, lineno = sys.__dict__, "<sys>", 0
    else:
        space, filename, lineno = frame.f_globals, frame.f_code.co_filename, frame.f_lineno
    registry = space.setdefault("__warningregistry__", {})
    warn_explicit(message, category, filename, lineno, space.get("__name__", "<string>"), registry, space, source)


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    registry = {} if registry is None else registry
    module = filename.removesuffix(".py") if module is None else module
    if registry.get("version") != _version:
        registry.clear()
        registry["version"] = _version
    if isinstance(message, Warning):
        text, category = str(message), message.__class__
    else:
        text, message = message, category(message)
    key = (text, category, lineno)
    if registry.get(key):
        return
    action = _action(text, category, module, lineno)
    if action == "ignore":
        return
    if action == "error":
        raise message
    if action == "once":
        registry = _once
    if action in ("once", "module"):
        key = (text, category, 0 if action == "module" else None)
        if registry.get(key):
            return
    if action in ("default", "once", "module"):
        registry[key] = 1
    _showwarnmsg(WarningMessage(message, category, filename, lineno, source=source))


def _showwarnmsg(warning):
    showwarning(warning.message, warning.category, warning.filename, warning.lineno, warning.file, warning.line)


class catch_warnings:
    """Restores the filters at the end of the block; with `record`, collects the warnings in a list."""

    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record, self._filter = record, None if action is None else (action, category, lineno, append)

    def __enter__(self):
        global _showwarnmsg, _version
        self._saved = _filters[:], _showwarnmsg, showwarning
        _version += 1
        if self._filter is not None:
            simplefilter(*self._filter)
        if not self._record:
            return None
        recorded = []
        _showwarnmsg = recorded.append
        return recorded

    def __exit__(self, *details):
        global _showwarnmsg, _version, showwarning
        _filters[:], _showwarnmsg, showwarning = self._saved
        _version += 1


class deprecated:
    """Marks a function or class as deprecated: its use warns."""

    def __init__(self, message, /, *, category=DeprecationWarning, stacklevel=1):
        self.message, self.category, self.stacklevel = message, category, stacklevel

    def __call__(self, thing, /):
        message, category, level = self.message, self.category, self.stacklevel + 1
        if isinstance(thing, type):
            make = thing.__new__

            def __new__(cls, /, *args, **kwargs):
                if cls is thing:
                    warn(message, category=category, stacklevel=level)
                return make(cls) if make is object.__new__ else make(cls, *args, **kwargs)

            thing.__new__ = __new__
            thing.__deprecated__ = message
            return thing
        from functools import wraps

        @wraps(thing)
        def wrapper(*args, **kwargs):
            if category is not None:
                warn(message, category=category, stacklevel=level)
            return thing(*args, **kwargs)

        thing.__deprecated__ = wrapper.__deprecated__ = message
        return wrapper


for _kind in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
    simplefilter("ignore", _kind)
filterwarnings("default", category=DeprecationWarning, module="__main__")
