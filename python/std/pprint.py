"""Shows nested data over several lines."""

import re
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import is_dataclass
from io import StringIO
from types import MappingProxyType, SimpleNamespace

__all__ = ["PrettyPrinter", "isreadable", "isrecursive", "pformat", "pp", "pprint", "saferepr"]


class _Key:
    """Orders keys of different types: by the type and the place in memory where they cannot be compared."""

    __slots__ = ("obj",)

    def __init__(self, obj):
        self.obj = obj

    def __lt__(self, other):
        try:
            return self.obj < other.obj
        except TypeError:
            return (str(type(self.obj)), id(self.obj)) < (str(type(other.obj)), id(other.obj))


def _sorted_items(items):
    return sorted(items, key=lambda item: (_Key(item[0]), _Key(item[1])))


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True,
                 underscore_numbers=False):
        if indent < 0:
            raise ValueError("indent must be >= 0")
        if depth is not None and depth <= 0:
            raise ValueError("depth must be > 0")
        if not width:
            raise ValueError("width must be != 0")
        self._indent, self._width, self._depth, self._stream = indent, width, depth, stream
        self._compact, self._sort, self._underscores = compact, sort_dicts, underscore_numbers

    def pprint(self, object):
        stream = sys.stdout if self._stream is None else self._stream
        stream.write(self.pformat(object) + "\n")

    def pformat(self, object):
        out = StringIO()
        self._format(object, out.write, 0, 0, set(), 0)
        return out.getvalue()

    def format(self, object, context, maxlevels, level):
        recursive = [False]
        return self._repr(object, set(context), level, recursive), not recursive[0], recursive[0]

    def _repr(self, obj, context, level, recursive=None):
        """The text on one line."""
        kind, show = type(obj), type(obj).__repr__
        if isinstance(obj, int) and show is int.__repr__:
            return f"{obj:_d}" if self._underscores else repr(obj)
        containers = (dict.__repr__, list.__repr__, tuple.__repr__)
        if show not in containers:
            return repr(obj)
        brackets = {dict.__repr__: "{}", list.__repr__: "[]", tuple.__repr__: "()"}[show]
        if not obj:
            return brackets
        if id(obj) in context:
            if recursive is not None:
                recursive[0] = True
            return f"<Recursion on {kind.__name__} with id={id(obj)}>"
        if self._depth is not None and level >= self._depth:
            return f"{brackets[0]}...{',' if kind is tuple and len(obj) == 1 else ''}{brackets[1]}"
        context.add(id(obj))
        level += 1
        if show is dict.__repr__:
            items = _sorted_items(obj.items()) if self._sort else obj.items()
            parts = [": ".join([self._repr(part, context, level, recursive) for part in item]) for item in items]
        else:
            parts = [self._repr(part, context, level, recursive) for part in obj]
        context.discard(id(obj))
        comma = "," if show is tuple.__repr__ and len(obj) == 1 else ""
        return f"{brackets[0]}{', '.join(parts)}{comma}{brackets[1]}"

    def _format(self, obj, write, indent, allowance, context, level):
        """Writes the object; `allowance` is the number of characters that follow it on its last line."""
        if id(obj) in context:
            write(f"<Recursion on {type(obj).__name__} with id={id(obj)}>")
            return
        text = self._repr(obj, context, level)
        if len(text) > self._width - indent - allowance:
            show = _LAYOUTS.get(type(obj).__repr__)
            if show is None and is_dataclass(obj) and not isinstance(obj, type) and obj.__dataclass_params__.repr:
                show = PrettyPrinter._dataclass
            if show is not None:
                context.add(id(obj))
                show(self, obj, write, indent, allowance, context, level + 1)
                context.discard(id(obj))
                return
        write(text)

    def _lead(self, write):
        write(" " * (self._indent - 1))

    def _dict(self, obj, write, indent, allowance, context, level):
        write("{")
        self._lead(write)
        items = _sorted_items(obj.items()) if self._sort else obj.items()
        self._pairs(list(items), write, indent, allowance + 1, context, level)
        write("}")

    def _pairs(self, items, write, indent, allowance, context, level):
        indent += self._indent
        for i, (key, value) in enumerate(items):
            last, shown = i == len(items) - 1, self._repr(key, context, level)
            write(shown + ": ")
            self._format(value, write, indent + len(shown) + 2, allowance if last else 1, context, level)
            if not last:
                write(",\n" + " " * indent)

    def _list(self, obj, write, indent, allowance, context, level):
        write("[")
        self._items(obj, write, indent, allowance + 1, context, level)
        write("]")

    def _tuple(self, obj, write, indent, allowance, context, level):
        end = ",)" if len(obj) == 1 else ")"
        write("(")
        self._items(obj, write, indent, allowance + len(end), context, level)
        write(end)

    def _set(self, obj, write, indent, allowance, context, level):
        name, end = type(obj).__name__, "}"
        if type(obj) is set:
            write("{")
        else:
            write(name + "({")
            end, indent = "})", indent + len(name) + 1
        self._items(sorted(obj, key=_Key), write, indent, allowance + len(end), context, level)
        write(end)

    def _items(self, items, write, indent, allowance, context, level):
        self._lead(write)
        indent += self._indent
        line, separator = ",\n" + " " * indent, ""
        free = room = self._width - indent + 1
        items = list(items)
        for i, item in enumerate(items):
            last = i == len(items) - 1
            if last:
                room -= allowance
                free -= allowance
            if self._compact:
                text = self._repr(item, context, level)
                needed = len(text) + 2
                if free < needed:
                    free = room
                    separator = separator and line
                if free >= needed:
                    free -= needed
                    write(separator + text)
                    separator = ", "
                    continue
            write(separator)
            separator = line
            self._format(item, write, indent, allowance if last else 1, context, level)

    def _str(self, obj, write, indent, allowance, context, level):
        """Long text as several literals, cut at lines and words."""
        lines, chunks, text = obj.splitlines(True), [], ""
        if level == 1:
            indent, allowance = indent + 1, allowance + 1
        room = self._width - indent
        for i, line in enumerate(lines):
            text, last = repr(line), i == len(lines) - 1
            if len(text) <= room - (allowance if last else 0):
                chunks.append(text)
                continue
            words, current = re.findall(r"\S*\s*", line)[:-1], ""
            for j, word in enumerate(words):
                fits = room - (allowance if last and j == len(words) - 1 else 0)
                if len(repr(current + word)) > fits:
                    if current:
                        chunks.append(repr(current))
                    current = word
                else:
                    current += word
            if current:
                chunks.append(repr(current))
        if len(chunks) == 1:
            write(text)
            return
        joined = ("\n" + " " * indent).join(chunks)
        write(f"({joined})" if level == 1 else joined)

    def _fields(self, name, fields, write, indent, allowance, context, level):
        write(name + "(")
        indent += len(name) + 1
        for i, (key, value) in enumerate(fields):
            last = i == len(fields) - 1
            write(key + "=")
            if id(value) in context:
                write("...")
            else:
                self._format(value, write, indent + len(key) + 1, allowance if last else 1, context, level)
            if not last:
                write(",\n" + " " * indent)
        write(")")

    def _dataclass(self, obj, write, indent, allowance, context, level):
        fields = [(f.name, getattr(obj, f.name)) for f in obj.__dataclass_fields__.values() if f.repr]
        self._fields(type(obj).__name__, fields, write, indent, allowance, context, level)

    def _namespace(self, obj, write, indent, allowance, context, level):
        name = "namespace" if type(obj) is SimpleNamespace else type(obj).__name__
        self._fields(name, list(vars(obj).items()), write, indent, allowance, context, level)

    def _ordered_dict(self, obj, write, indent, allowance, context, level):
        name = type(obj).__name__
        write(name + "(")
        self._format(list(obj.items()), write, indent + len(name) + 1, allowance + 1, context, level)
        write(")")

    def _counter(self, obj, write, indent, allowance, context, level):
        name = type(obj).__name__
        write(name + "({")
        self._lead(write)
        self._pairs(obj.most_common(), write, indent + len(name) + 1, allowance + 2, context, level)
        write("})")

    def _default_dict(self, obj, write, indent, allowance, context, level):
        name = type(obj).__name__
        indent += len(name) + 1
        write(f"{name}({self._repr(obj.default_factory, context, level)},\n{' ' * indent}")
        self._dict(obj, write, indent, allowance + 1, context, level)
        write(")")

    def _deque(self, obj, write, indent, allowance, context, level):
        name = type(obj).__name__
        indent += len(name) + 1
        write(name + "([")
        self._items(obj, write, indent, allowance + 2 if obj.maxlen is None else 2, context, level)
        write("])" if obj.maxlen is None else f"],\n{' ' * indent}maxlen={obj.maxlen})")

    def _mapping_proxy(self, obj, write, indent, allowance, context, level):
        write("mappingproxy(")
        self._format(obj.copy(), write, indent + 13, allowance + 1, context, level)
        write(")")


_LAYOUTS = {
    dict.__repr__: PrettyPrinter._dict, list.__repr__: PrettyPrinter._list, tuple.__repr__: PrettyPrinter._tuple,
    set.__repr__: PrettyPrinter._set, frozenset.__repr__: PrettyPrinter._set, str.__repr__: PrettyPrinter._str,
    SimpleNamespace.__repr__: PrettyPrinter._namespace, OrderedDict.__repr__: PrettyPrinter._ordered_dict,
    Counter.__repr__: PrettyPrinter._counter, defaultdict.__repr__: PrettyPrinter._default_dict,
    deque.__repr__: PrettyPrinter._deque, MappingProxyType.__repr__: PrettyPrinter._mapping_proxy,
}


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
           underscore_numbers=False):
    """Prints the object."""
    PrettyPrinter(indent, width, depth, stream, compact=compact, sort_dicts=sort_dicts,
                  underscore_numbers=underscore_numbers).pprint(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    """The text that pprint prints."""
    return PrettyPrinter(indent, width, depth, compact=compact, sort_dicts=sort_dicts,
                         underscore_numbers=underscore_numbers).pformat(object)


def saferepr(object):
    return PrettyPrinter()._repr(object, set(), 0)


def isrecursive(object):
    return PrettyPrinter().format(object, (), 0, 0)[2]


def isreadable(object):
    return PrettyPrinter().format(object, (), 0, 0)[1]
