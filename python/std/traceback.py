"""Prints exceptions, by `sys.excepthook`."""

import sys
from io import StringIO


def _text(value, trace):
    console, out = sys.stderr, StringIO()
    sys.stderr = out
    try:
        sys.excepthook(type(value), value, trace)
    finally:
        sys.stderr = console
    return out.getvalue()


def format_exception(exc, /, value=None, tb=None, limit=None, chain=True, **options):
    """The lines that an uncaught exception prints."""
    value = exc if isinstance(exc, BaseException) else value
    if value is None:
        return ["NoneType: None\n"]
    return _text(value, value.__traceback__ if tb is None else tb).splitlines(keepends=True)


def format_exception_only(exc, /, value=None, **options):
    value = exc if isinstance(exc, BaseException) else value
    if value is None:
        return ["NoneType: None\n"]
    kind, text = type(value), str(value)
    place = "" if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "."
    name = place + kind.__qualname__
    notes = [f"{note}\n" for note in getattr(value, "__notes__", ())]
    return [f"{name}: {text}\n" if text else f"{name}\n", *notes]


def print_exception(exc, /, value=None, tb=None, limit=None, file=None, chain=True, **options):
    print("".join(format_exception(exc, value, tb)), file=file or sys.stderr, end="")


def format_exc(limit=None, chain=True):
    """The traceback of the exception that is being handled."""
    return "".join(format_exception(sys.exception()))


def print_exc(limit=None, file=None, chain=True):
    print_exception(sys.exception(), file=file)


def walk_tb(tb):
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


class FrameSummary:
    """A line of a traceback."""

    def __init__(self, filename, lineno, name):
        from linecache import getline

        self.filename, self.lineno, self.name = filename, lineno, name
        self.line = getline(filename, lineno).strip()

    def __iter__(self):
        return iter((self.filename, self.lineno, self.name, self.line))

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"


def extract_tb(tb, limit=None):
    return [FrameSummary(f.f_code.co_filename, lineno, f.f_code.co_name) for f, lineno in walk_tb(tb)]


def format_list(extracted_list):
    return [f'  File "{f.filename}", line {f.lineno}, in {f.name}\n    {f.line}\n' for f in extracted_list]


def format_tb(tb, limit=None):
    return format_list(extract_tb(tb))


def print_tb(tb, limit=None, file=None):
    print("".join(format_tb(tb)), file=file or sys.stderr, end="")
