"""Reads JSON."""

import re

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"n": ("null", None), "t": ("true", True), "f": ("false", False)}
_CONSTANTS = {"N": "NaN", "I": "Infinity", "-": "-Infinity"}


class JSONDecodeError(ValueError):
    """Text that is not JSON; says where."""

    __module__ = "json.decoder"

    def __init__(self, msg, doc, pos):
        self.msg, self.doc, self.pos = msg, doc, pos
        self.lineno = doc.count("\n", 0, pos) + 1
        self.colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {self.lineno} column {self.colno} (char {pos})")


class JSONDecoder:
    """Reads JSON, with functions for objects and numbers of one's own."""

    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, strict=True,
                 object_pairs_hook=None):
        self.object_hook, self.object_pairs_hook, self.strict = object_hook, object_pairs_hook, strict
        self.parse_float, self.parse_int = parse_float or float, parse_int or int
        self.parse_constant = parse_constant or float

    def decode(self, s):
        value, end = self._value(s, self._skip(s, 0))
        end = self._skip(s, end)
        if end != len(s):
            raise JSONDecodeError("Extra data", s, end)
        return value

    def raw_decode(self, s, idx=0):
        """The value that begins at the index, and the index of its end."""
        return self._value(s, idx)

    @staticmethod
    def _skip(s, i):
        return _SPACE.match(s, i).end() if s[i : i + 1] in (" ", "\t", "\n", "\r") else i

    def _value(self, s, i):
        c = s[i : i + 1]
        if c == '"':
            return self._string(s, i)
        if c == "{":
            return self._object(s, i + 1)
        if c == "[":
            return self._array(s, i + 1)
        if c in _WORDS:
            word, value = _WORDS[c]
            if s.startswith(word, i):
                return value, i + len(word)
        found = _NUMBER.match(s, i) if c else None
        if found:
            whole, fraction, exponent = found.groups("")
            number = self.parse_float(whole + fraction + exponent) if fraction or exponent else self.parse_int(whole)
            return number, found.end()
        if c in _CONSTANTS and s.startswith(_CONSTANTS[c], i):
            return self.parse_constant(_CONSTANTS[c]), i + len(_CONSTANTS[c])
        raise JSONDecodeError("Expecting value", s, i)

    def _string(self, s, start):
        parts, i = [], start + 1
        while True:
            end = _PLAIN.match(s, i).end()
            parts.append(s[i:end])
            c = s[end : end + 1]
            if c == '"':
                return "".join(parts), end + 1
            if c == "\\":
                text, i = self._escape(s, start, end + 1)
                parts.append(text)
            elif not c:
                raise JSONDecodeError("Unterminated string starting at", s, start)
            elif self.strict:
                raise JSONDecodeError("Invalid control character at", s, end)
            else:
                parts.append(c)
                i = end + 1

    def _escape(self, s, start, i):
        c = s[i : i + 1]
        if c in _ESCAPES:
            return _ESCAPES[c], i + 1
        if not c:
            raise JSONDecodeError("Unterminated string starting at", s, start)
        if c != "u":
            raise JSONDecodeError("Invalid \\escape", s, i - 1)
        code, i = self._hex(s, i + 1), i + 5
        if 0xD800 <= code < 0xDC00 and s.startswith("\\u", i):
            low = self._hex(s, i + 2)
            if 0xDC00 <= low < 0xE000:
                return chr(0x10000 + ((code - 0xD800) << 10 | low - 0xDC00)), i + 6
        return chr(code), i

    @staticmethod
    def _hex(s, i):
        found = _HEX.match(s, i)
        if not found:
            raise JSONDecodeError("Invalid \\uXXXX escape", s, i - 1)
        return int(found[0], 16)

    def _array(self, s, i):
        values, i = [], self._skip(s, i)
        if s[i : i + 1] == "]":
            return values, i + 1
        while True:
            value, i = self._value(s, i)
            values.append(value)
            i = self._skip(s, i)
            c = s[i : i + 1]
            if c == "]":
                return values, i + 1
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", s, i)
            comma, i = i, self._skip(s, i + 1)
            if s[i : i + 1] == "]":
                raise JSONDecodeError("Illegal trailing comma before end of array", s, comma)

    def _object(self, s, i):
        pairs, i = [], self._skip(s, i)
        if s[i : i + 1] == "}":
            return self._made(pairs), i + 1
        while True:
            if s[i : i + 1] != '"':
                raise JSONDecodeError("Expecting property name enclosed in double quotes", s, i)
            key, i = self._string(s, i)
            i = self._skip(s, i)
            if s[i : i + 1] != ":":
                raise JSONDecodeError("Expecting ':' delimiter", s, i)
            value, i = self._value(s, self._skip(s, i + 1))
            pairs.append((key, value))
            i = self._skip(s, i)
            c = s[i : i + 1]
            if c == "}":
                return self._made(pairs), i + 1
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", s, i)
            comma, i = i, self._skip(s, i + 1)
            if s[i : i + 1] == "}":
                raise JSONDecodeError("Illegal trailing comma before end of object", s, comma)

    def _made(self, pairs):
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs)
        return dict(pairs) if self.object_hook is None else self.object_hook(dict(pairs))
