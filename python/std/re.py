"""Regular expressions, over the native `_re`.

`_re.compile(pattern, flags)` raises ValueError(message, position) for a wrong pattern. It returns a program with
`count` (the number of groups), `groups` (a dict from names to numbers), `flags` and `find(text, pos, endpos, mode)`. `find`
returns None, or a tuple with (start, end) or None for each group; mode 0 searches, 1 matches at pos, 2 matches all,
3 searches for a match that is not an empty one at pos.
"""

import enum

import _re
from types import GenericAlias

__all__ = [
    "A", "ASCII", "DOTALL", "I", "IGNORECASE", "L", "LOCALE", "M", "MULTILINE", "Match", "NOFLAG", "Pattern",
    "PatternError", "RegexFlag", "S", "U", "UNICODE", "VERBOSE", "X", "compile", "error", "escape", "findall",
    "finditer", "fullmatch", "match", "purge", "search", "split", "sub", "subn",
]


class RegexFlag(enum.IntFlag):
    NOFLAG = 0
    ASCII = A = 256
    IGNORECASE = I = 2
    LOCALE = L = 4
    UNICODE = U = 32
    MULTILINE = M = 8
    DOTALL = S = 16
    VERBOSE = X = 64
    DEBUG = 128

    def _numeric_repr_(value):
        return hex(value)

    _numeric_repr_ = staticmethod(_numeric_repr_)

    def __repr__(self):
        if not self:
            return "re.NOFLAG"
        names = [f"re.{member.name}" for member in type(self) if member in self]
        rest = self._value_ & ~type(self)._singles_mask_
        return "|".join([*names, hex(rest)] if rest else names)

    __str__ = object.__str__


globals().update(RegexFlag.__members__)
_KNOWN = [member for member in RegexFlag]


class PatternError(Exception):
    """A pattern that cannot be compiled."""

    __module__ = "re"

    def __init__(self, msg, pattern=None, pos=None):
        self.msg, self.pattern, self.pos, self.lineno, self.colno = msg, pattern, pos, None, None
        if pattern is not None and pos is not None:
            newline = b"\n" if isinstance(pattern, bytes) else "\n"
            self.lineno = pattern.count(newline, 0, pos) + 1
            self.colno = pos - pattern.rfind(newline, 0, pos)
            msg = f"{msg} at position {pos}"
            if newline in pattern:
                msg = f"{msg} (line {self.lineno}, column {self.colno})"
        super().__init__(msg)


error = PatternError
_cache = {}
_CACHE_SIZE = 256


class Pattern:
    """A compiled pattern."""

    def __init__(self, pattern, flags):
        is_bytes = isinstance(pattern, (bytes, bytearray))
        if not is_bytes and not isinstance(pattern, str):
            raise TypeError("first argument must be string or compiled pattern")
        flags = int(flags)
        if is_bytes and flags & 32:
            raise ValueError("cannot use UNICODE flag with a bytes pattern")
        if flags & 256 and flags & 32:
            raise ValueError("ASCII and UNICODE flags are incompatible")
        # Bytes are matched as the characters with the same numbers.
        text = pattern.decode("latin-1") if is_bytes else pattern
        try:
            self._program = _re.compile(text, flags | 256 if is_bytes else flags)
        except ValueError as refused:
            message, position = refused.args
            raise PatternError(message, pattern, position) from None
        self.pattern, self._is_bytes = pattern, is_bytes
        # The flags that stand in the pattern are among the program's.
        found = self._program.flags
        self.flags = found & ~256 | flags & 256 if is_bytes else found if found & 256 else found | 32
        self.groups, self.groupindex = self._program.count, dict(self._program.groups)

    def _text(self, string):
        if isinstance(string, str):
            if self._is_bytes:
                raise TypeError("cannot use a bytes pattern on a string-like object")
            return string
        if not isinstance(string, (bytes, bytearray)):
            raise TypeError(f"expected string or bytes-like object, got {type(string).__name__!r}")
        if not self._is_bytes:
            raise TypeError("cannot use a string pattern on a bytes-like object")
        return string.decode("latin-1")

    def _find(self, string, pos, endpos, mode):
        text = self._text(string)
        pos, endpos = min(max(pos, 0), len(text)), len(text) if endpos is None else min(max(endpos, 0), len(text))
        spans = self._program.find(text, pos, endpos, mode)
        return None if spans is None else Match(self, string, pos, endpos, spans)

    def search(self, string, pos=0, endpos=None):
        return self._find(string, pos, endpos, 0)

    def match(self, string, pos=0, endpos=None):
        return self._find(string, pos, endpos, 1)

    def fullmatch(self, string, pos=0, endpos=None):
        return self._find(string, pos, endpos, 2)

    def _spans(self, text, pos, endpos):
        """The spans of all matches."""
        find, mode = self._program.find, 0
        while (spans := find(text, pos, endpos, mode)) is not None:
            yield spans
            begin, pos = spans[0]
            # After an empty match, the next one at the same place must not be empty.
            mode = 3 if begin == pos else 0

    def finditer(self, string, pos=0, endpos=None):
        text = self._text(string)
        pos, endpos = min(max(pos, 0), len(text)), len(text) if endpos is None else min(max(endpos, 0), len(text))
        return (Match(self, string, pos, endpos, spans) for spans in self._spans(text, pos, endpos))

    def findall(self, string, pos=0, endpos=None):
        text = self._text(string)
        pos, endpos = min(max(pos, 0), len(text)), len(text) if endpos is None else min(max(endpos, 0), len(text))
        groups = slice(1, None) if self.groups else slice(0, 1)
        found, empty = [], string[:0]
        for spans in self._spans(text, pos, endpos):
            parts = [empty if span is None else string[span[0] : span[1]] for span in spans[groups]]
            found.append(tuple(parts) if self.groups > 1 else parts[0])
        return found

    def split(self, string, maxsplit=0):
        parts, last = [], 0
        for count, spans in enumerate(self._spans(self._text(string), 0, len(string)), 1):
            if maxsplit < 0:
                break
            begin, end = spans[0]
            parts.append(string[last:begin])
            parts.extend(None if span is None else string[span[0] : span[1]] for span in spans[1:])
            last = end
            if count == maxsplit:
                break
        parts.append(string[last:])
        return parts

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def subn(self, repl, string, count=0):
        text = self._text(string)
        fill = repl if callable(repl) else _template(repl, self)
        parts, last, made = [], 0, 0
        for spans in self._spans(text, 0, len(text)):
            if count < 0:
                break
            begin, end = spans[0]
            parts.append(string[last:begin])
            parts.append(fill(Match(self, string, 0, len(text), spans)))
            last, made = end, made + 1
            if made == count:
                break
        parts.append(string[last:])
        return string[:0].join(part for part in parts if part is not None), made

    def __repr__(self):
        shown, flags = repr(self.pattern), self.flags
        if not self._is_bytes and flags & (4 | 32 | 256) == 32:
            flags &= ~32
        names = [f"re.{member.name}" for member in _KNOWN if flags & member._value_]
        rest = flags & ~sum(member._value_ for member in _KNOWN)
        names += [hex(rest)] if rest else []
        return f"re.compile({shown[:200]}{', ' * bool(names)}{'|'.join(names)})"

    def __eq__(self, other):
        if not isinstance(other, Pattern):
            return NotImplemented
        return (self.flags, self.pattern) == (other.flags, other.pattern) and self._is_bytes == other._is_bytes

    def __hash__(self):
        return hash((self.flags, self.pattern))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    __class_getitem__ = classmethod(GenericAlias)


class Match:
    """What a pattern has found."""

    def __init__(self, pattern, string, pos, endpos, spans):
        self.re, self.string, self.pos, self.endpos, self._spans = pattern, string, pos, endpos, spans

    def _index(self, group):
        if isinstance(group, str):
            group = self.re.groupindex.get(group, -1)
        elif not isinstance(group, int):
            group = group.__index__() if hasattr(group, "__index__") else -1
        if not 0 <= group < len(self._spans):
            raise IndexError("no such group")
        return group

    def _get(self, group, default=None):
        span = self._spans[self._index(group)]
        return default if span is None else self.string[span[0] : span[1]]

    def group(self, *groups):
        if len(groups) > 1:
            return tuple([self._get(group) for group in groups])
        return self._get(groups[0] if groups else 0)

    __getitem__ = _get

    def groups(self, default=None):
        return tuple([self._get(i, default) for i in range(1, len(self._spans))])

    def groupdict(self, default=None):
        return {name: self._get(i, default) for name, i in self.re.groupindex.items()}

    def span(self, group=0):
        return self._spans[self._index(group)] or (-1, -1)

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    @property
    def regs(self):
        return tuple([span or (-1, -1) for span in self._spans])

    @property
    def lastindex(self):
        """The group that was closed last."""
        ends = [(span[1], -span[0], -i) for i, span in enumerate(self._spans) if i and span]
        return -max(ends)[2] if ends else None

    @property
    def lastgroup(self):
        return next((name for name, i in self.re.groupindex.items() if i == self.lastindex), None)

    def expand(self, template):
        return _template(template, self.re)(self)

    def __repr__(self):
        return f"<re.Match object; span={self.span()!r}, match={self.group()!r}>"

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    __class_getitem__ = classmethod(GenericAlias)


_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def _template(repl, pattern):
    """A function that fills the replacement's groups from a match."""
    is_bytes = isinstance(repl, (bytes, bytearray))
    text = repl.decode("latin-1") if is_bytes else repl
    if "\\" not in text:
        return lambda match: repl
    pieces, literal, i = [], [], 0

    def refuse(message, position):
        raise PatternError(message, repl, position)

    def group(index, position):
        if index > pattern.groups:
            refuse(f"invalid group reference {index}", position)
        pieces.extend(["".join(literal), index])
        literal.clear()

    while i < len(text):
        if text[i] != "\\":
            literal.append(text[i])
            i += 1
            continue
        if i + 1 == len(text):
            refuse("bad escape (end of pattern)", i)
        c = text[i + 1]
        if c == "g":
            if text[i + 2 : i + 3] != "<":
                refuse("missing <", i + 2)
            close = text.find(">", i + 3)
            name = text[i + 3 : None if close < 0 else close]
            if not name:
                refuse("missing group name", i + 3)
            if close < 0:
                refuse("missing >, unterminated name", i + 3)
            if name.isascii() and name.isdigit():
                group(int(name), i + 3)
            elif not name.isidentifier():
                refuse(f"bad character in group name {name!r}", i + 3)
            elif name not in pattern.groupindex:
                raise IndexError(f"unknown group name {name!r}")
            else:
                group(pattern.groupindex[name], i + 3)
            i = close + 1
        elif c in "0123456789":
            # Octal after 0 and with three digits up to \377; else the number of a group with up to two digits.
            octal = _OCTAL.match(text, i + 1)
            digits = octal[0] if octal else _DIGITS.match(text, i + 1)[0]
            if octal:
                literal.append(chr(int(digits, 8)))
            else:
                group(int(digits), i + 1)
            i += 1 + len(digits)
        else:
            if c not in _ESCAPES and c.isascii() and c.isalpha():
                refuse(f"bad escape \\{c}", i)
            literal.append(_ESCAPES.get(c, "\\" + c))
            i += 2
    pieces.append("".join(literal))
    parts = [part.encode("latin-1") if is_bytes and isinstance(part, str) else part for part in pieces]
    empty = repl[:0]
    return lambda match: empty.join([match._get(part, empty) if isinstance(part, int) else part for part in parts])


_OCTAL, _DIGITS = Pattern("0[0-7]{0,2}|[1-3][0-7]{2}", 256), Pattern("[0-9]{1,2}", 256)


def compile(pattern, flags=0):
    """Compiles a pattern; patterns that were used lately are kept."""
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    key = (type(pattern), pattern, int(flags))
    try:
        return _cache[key]
    except KeyError:
        made = Pattern(pattern, flags)
    except TypeError:
        raise TypeError("first argument must be string or compiled pattern") from None
    if len(_cache) >= _CACHE_SIZE:
        del _cache[next(iter(_cache))]
    _cache[key] = made
    return made


def purge():
    _cache.clear()


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


_SPECIAL = {ord(c): "\\" + c for c in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}


def escape(pattern):
    """Text that a pattern takes literally."""
    if isinstance(pattern, str):
        return pattern.translate(_SPECIAL)
    return pattern.decode("latin-1").translate(_SPECIAL).encode("latin-1")
