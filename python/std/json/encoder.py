"""Writes JSON."""

import re

_SPECIAL = re.compile(r'["\\\x00-\x1f]')
_SPECIAL_ASCII = re.compile(r'["\\\x00-\x1f]|[^\x00-\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(found):
    c = found[0]
    if c in _ESCAPES:
        return _ESCAPES[c]
    code = ord(c)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 | code >> 10:04x}\\u{0xDC00 | code & 0x3FF:04x}"


class JSONEncoder:
    """Writes JSON; subclasses override `default` for other objects."""

    item_separator, key_separator = ", ", ": "

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False,
                 indent=None, separators=None, default=None):
        self.skipkeys, self.ensure_ascii, self.check_circular = skipkeys, ensure_ascii, check_circular
        self.allow_nan, self.sort_keys, self.indent = allow_nan, sort_keys, indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        return "".join(self.iterencode(o))

    def iterencode(self, o):
        """The parts of the text."""
        indent = " " * self.indent if isinstance(self.indent, int) else self.indent
        parts = []
        self._write(o, parts.append, indent, "\n", {})
        return iter(parts)

    def _string(self, text):
        if text.isascii() and text.isalnum():
            return f'"{text}"'
        return f'"{(_SPECIAL_ASCII if self.ensure_ascii else _SPECIAL).sub(_escape, text)}"'

    def _float(self, number):
        if number != number:
            text = "NaN"
        elif number in (float("inf"), float("-inf")):
            text = "Infinity" if number > 0 else "-Infinity"
        else:
            return float.__repr__(number)
        if not self.allow_nan:
            raise ValueError(f"Out of range float values are not JSON compliant: {number!r}")
        return text

    def _atom(self, o):
        """The text of an object without contents, or None."""
        if isinstance(o, str):
            return self._string(o)
        if o is None:
            return "null"
        if o is True:
            return "true"
        if o is False:
            return "false"
        if isinstance(o, int):
            return int.__repr__(o)
        return self._float(o) if isinstance(o, float) else None

    def _write(self, o, write, indent, newline, inside):
        atom = self._atom(o)
        if atom is not None:
            write(atom)
            return
        if self.check_circular:
            if id(o) in inside:
                raise ValueError("Circular reference detected")
            inside[id(o)] = o
        if isinstance(o, (list, tuple)):
            self._contents((("", value) for value in o), write, indent, newline, inside, "[]")
        elif isinstance(o, dict):
            self._contents(self._items(o), write, indent, newline, inside, "{}")
        else:
            self._write(self.default(o), write, indent, newline, inside)
        inside.pop(id(o), None)

    def _items(self, o):
        items = sorted(o.items()) if self.sort_keys else o.items()
        for key, value in items:
            if isinstance(key, str):
                text = key
            elif isinstance(key, float):
                text = self._float(key)
            elif key is None or isinstance(key, int):
                text = self._atom(key)
            elif self.skipkeys:
                continue
            else:
                raise TypeError(f"keys must be str, int, float, bool or None, not {key.__class__.__name__}")
            yield self._string(text) + self.key_separator, value

    def _contents(self, items, write, indent, newline, inside, brackets):
        inner, separator, first = newline, self.item_separator, True
        if indent is not None:
            inner = newline + indent
            separator += inner
        for prefix, value in items:
            write((brackets[0] + (inner if indent is not None else "") if first else separator) + prefix)
            first = False
            self._write(value, write, indent, inner, inside)
        write(brackets if first else (newline if indent is not None else "") + brackets[1])
