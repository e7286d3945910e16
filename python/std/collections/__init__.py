"""Containers beside dict, list, set and tuple."""

import sys
from _collections import defaultdict, deque
from itertools import chain, repeat, starmap


class OrderedDict(dict):
    """A dict whose order can be changed and counts in comparisons."""

    def move_to_end(self, key, last=True):
        value = self[key]
        if last:
            dict.__delitem__(self, key)
            dict.__setitem__(self, key, value)
            return
        others = [(other, dict.__getitem__(self, other)) for other in self if other != key]
        dict.clear(self)
        dict.__setitem__(self, key, value)
        for other, kept in others:
            dict.__setitem__(self, other, kept)

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        key = next(reversed(self) if last else iter(self))
        return key, self.pop(key)

    def copy(self):
        return self.__class__(self)

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, value=None):
        new = cls()
        for key in iterable:
            new[key] = value
        return new

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and all(a == b for a, b in zip(self, other))
        return dict.__eq__(self, other)

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    __hash__ = None

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.__class__(self)
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.__class__(other)
        new.update(self)
        return new

    def __repr__(self):
        return f"{type(self).__name__}({dict.__repr__(self) if self else ''})"


class Counter(dict):
    """A dict that counts."""

    def __init__(self, iterable=None, /, **kwds):
        super().__init__()
        self.update(iterable, **kwds)

    def __missing__(self, key):
        return 0

    def total(self):
        return sum(self.values())

    def most_common(self, n=None):
        ranked = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return ranked if n is None else ranked[: max(n, 0)]

    def elements(self):
        return chain.from_iterable(starmap(repeat, self.items()))

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError("Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")

    def update(self, iterable=None, /, **kwds):
        """Adds counts."""
        self._count(iterable, 1)
        if kwds:
            self._count(kwds, 1)

    def subtract(self, iterable=None, /, **kwds):
        self._count(iterable, -1)
        if kwds:
            self._count(kwds, -1)

    def _count(self, source, sign):
        if source is None:
            return
        get = self.get
        if hasattr(source, "items"):
            if not self and sign > 0:
                super().update(source)
                return
            for key, count in source.items():
                self[key] = get(key, 0) + sign * count
        else:
            for key in source:
                self[key] = get(key, 0) + sign

    def copy(self):
        return self.__class__(self)

    __copy__ = copy

    def __delitem__(self, key):
        if key in self:
            super().__delitem__(key)

    def __repr__(self):
        name = type(self).__name__
        if not self:
            return f"{name}()"
        try:
            shown = dict(self.most_common())
        except TypeError:
            shown = dict(self)
        return f"{name}({shown!r})"

    def _every(self, other, compare):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(compare(self[key], other[key]) for counts in (self, other) for key in counts)

    def __eq__(self, other):
        return self._every(other, lambda a, b: a == b)

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __le__(self, other):
        return self._every(other, lambda a, b: a <= b)

    def __ge__(self, other):
        return self._every(other, lambda a, b: a >= b)

    def __lt__(self, other):
        at_most = self <= other
        return at_most and self != other

    def __gt__(self, other):
        at_least = self >= other
        return at_least and self != other

    __hash__ = None

    def _combine(self, other, combine):
        if not isinstance(other, Counter):
            return NotImplemented
        new = Counter()
        for key in dict.fromkeys(chain(self, other)):
            count = combine(self[key], other[key])
            if count > 0:
                new[key] = count
        return new

    def __add__(self, other):
        return self._combine(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._combine(other, lambda a, b: a - b)

    def __or__(self, other):
        return self._combine(other, max)

    def __and__(self, other):
        return self._combine(other, min)

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self

    def _become(self, other):
        if other is NotImplemented:
            return other
        self.clear()
        super().update(other)
        return self

    def __iadd__(self, other):
        return self._become(self + other)

    def __isub__(self, other):
        return self._become(self - other)

    def __ior__(self, other):
        return self._become(self | other)

    def __iand__(self, other):
        return self._become(self & other)


# The keywords of Python, which cannot be names of fields.
_KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else except finally for from "
    "global if import in is lambda nonlocal not or pass raise return try while with yield".split()
)


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    """A tuple class with named fields."""
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    names, typename = [str(name) for name in field_names], str(typename)
    if rename:
        for i, name in enumerate(names):
            if not name.isidentifier() or name in _KEYWORDS or name.startswith("_") or name in names[:i]:
                names[i] = f"_{i}"
    for name in [typename, *names]:
        if not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        if name in _KEYWORDS:
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
    for i, name in enumerate(names):
        if name.startswith("_") and not rename:
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in names[:i]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
    defaults = tuple(defaults or ())
    if len(defaults) > len(names):
        raise TypeError("Got more default values than field names")
    fields, count = tuple(names), len(names)
    shown = ", ".join(f"{name}=%r" for name in fields)

    # Made from source, so that a wrong call is refused with the names of the fields.
    arguments = ", ".join(fields) + ("," if count == 1 else "")
    made = {"new": tuple.__new__, "__name__": f"namedtuple_{typename}"}
    exec(f"def __new__(_cls, {arguments}): return new(_cls, ({arguments}))", made)
    __new__ = made["__new__"]
    __new__.__defaults__ = defaults or None
    __new__.__doc__ = f"Create new instance of {typename}({', '.join(fields)})"

    @classmethod
    def _make(cls, iterable):
        result = tuple.__new__(cls, iterable)
        if len(result) != count:
            raise TypeError(f"Expected {count} arguments, got {len(result)}")
        return result

    def _replace(self, /, **kwds):
        result = self._make([kwds.pop(name, value) for name, value in zip(fields, self)])
        if kwds:
            raise TypeError(f"Got unexpected field names: {list(kwds)!r}")
        return result

    def __repr__(self):
        return f"{type(self).__name__}({shown % tuple(self)})"

    def _asdict(self):
        return dict(zip(fields, self))

    def __getnewargs__(self):
        return tuple(self)

    namespace = {
        "__doc__": f"{typename}({', '.join(fields)})",
        "__slots__": (),
        "_fields": fields,
        "_field_defaults": dict(zip(fields[count - len(defaults) :], defaults)),
        "__new__": __new__,
        "_make": _make,
        "_replace": _replace,
        "__replace__": _replace,
        "__repr__": __repr__,
        "_asdict": _asdict,
        "__getnewargs__": __getnewargs__,
        "__match_args__": fields,
        "__module__": module or sys._getframe(1).f_globals.get("__name__", "__main__"),
    }
    for method in (__new__, _make.__func__, _replace, __repr__, _asdict, __getnewargs__):
        method.__qualname__ = f"{typename}.{method.__name__}"
    for position, name in enumerate(fields):
        namespace[name] = _TupleField(position)
    return type(typename, (tuple,), namespace)


class _TupleField:
    """The attribute for one item of a named tuple."""

    def __init__(self, position):
        self.position, self.__doc__ = position, f"Alias for field number {position}"

    def __get__(self, instance, owner=None):
        return self if instance is None else tuple.__getitem__(instance, self.position)

    def __set__(self, instance, value):
        raise AttributeError("can't set attribute")

    def __delete__(self, instance):
        raise AttributeError("can't delete attribute")


from collections._user import ChainMap, UserDict, UserList, UserString

__all__ = [
    "ChainMap", "Counter", "OrderedDict", "UserDict", "UserList", "UserString", "defaultdict", "deque", "namedtuple",
]
