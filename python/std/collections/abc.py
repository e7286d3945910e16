"""Abstract classes of containers, with the methods that follow from the abstract ones."""

from _collections import deque
from abc import ABCMeta, abstractmethod
from types import GenericAlias


def _has(cls, *names):
    """True if the class has all these methods, NotImplemented if not; None takes a method away."""
    for name in names:
        owner = next((base for base in cls.__mro__ if name in base.__dict__), None)
        if owner is None or owner.__dict__[name] is None:
            return NotImplemented
    return True


def _protocol(name, *methods, bases=()):
    """An abstract class that is recognized by its methods alone."""

    def hook(cls, other):
        return _has(other, *methods) if cls is made else NotImplemented

    namespace = {
        "__slots__": (), "__module__": "collections.abc", "__subclasshook__": classmethod(hook),
        "__class_getitem__": classmethod(GenericAlias),
    }
    inherited = {n for base in bases for n in getattr(base, "__abstractmethods__", ())}
    for method in methods:
        if method not in inherited and not any(hasattr(base, method) for base in bases):
            namespace[method] = _abstract(method, name)
    made = ABCMeta(name, bases, namespace)
    return made


def _abstract(method, owner):
    def function(self, *args, **kwargs):
        raise NotImplementedError

    function.__name__, function.__qualname__ = method, f"{owner}.{method}"
    return abstractmethod(function)


Hashable = _protocol("Hashable", "__hash__")
Sized = _protocol("Sized", "__len__")
Container = _protocol("Container", "__contains__")
Iterable = _protocol("Iterable", "__iter__")
Awaitable = _protocol("Awaitable", "__await__")
AsyncIterable = _protocol("AsyncIterable", "__aiter__")
Buffer = _protocol("Buffer", "__buffer__")
Callable = _protocol("Callable", "__call__")
Reversible = _protocol("Reversible", "__reversed__", "__iter__", bases=(Iterable,))
Collection = _protocol("Collection", "__len__", "__iter__", "__contains__", bases=(Sized, Iterable, Container))
Coroutine = _protocol("Coroutine", "__await__", "send", "throw", "close", bases=(Awaitable,))
AsyncIterator = _protocol("AsyncIterator", "__anext__", "__aiter__", bases=(AsyncIterable,))


class _CallableAlias(GenericAlias):
    """Callable[[int], str]: the arguments are kept flat."""

    def __new__(cls, origin, args):
        if not (isinstance(args, tuple) and len(args) == 2):
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        taken, result = args
        flat = (*taken, result) if isinstance(taken, (list, tuple)) else (taken, result)
        return super().__new__(cls, origin, flat)

    def __repr__(self):
        *taken, result = [_type_name(arg) for arg in self.__args__]
        shown = "..." if self.__args__[0] is ... else f"[{', '.join(taken)}]"
        return f"collections.abc.Callable[{shown}, {result}]"


def _type_name(kind):
    if kind is ...:
        return "..."
    if isinstance(kind, type) and not isinstance(kind, GenericAlias):
        return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return repr(kind)


Callable.__class_getitem__ = classmethod(_CallableAlias)


class Iterator(Iterable):
    __slots__ = ()

    @abstractmethod
    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self

    @classmethod
    def __subclasshook__(cls, other):
        return _has(other, "__iter__", "__next__") if cls is Iterator else NotImplemented


class Generator(Iterator):
    __slots__ = ()

    def __next__(self):
        return self.send(None)

    @abstractmethod
    def send(self, value):
        raise StopIteration

    @abstractmethod
    def throw(self, typ, val=None, tb=None):
        raise typ if val is None else val

    def close(self):
        try:
            self.throw(GeneratorExit)
        except (GeneratorExit, StopIteration):
            return
        raise RuntimeError("generator ignored GeneratorExit")

    @classmethod
    def __subclasshook__(cls, other):
        names = ("__iter__", "__next__", "send", "throw", "close")
        return _has(other, *names) if cls is Generator else NotImplemented


class Sequence(Reversible, Collection):
    __slots__ = ()

    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        i = 0
        try:
            while True:
                yield self[i]
                i += 1
        except IndexError:
            return

    def __contains__(self, value):
        return any(v is value or v == value for v in self)

    def __reversed__(self):
        for i in reversed(range(len(self))):
            yield self[i]

    def index(self, value, start=0, stop=None):
        start, stop, _ = slice(start, stop).indices(len(self))
        for i in range(start, stop):
            v = self[i]
            if v is value or v == value:
                return i
        raise ValueError

    def count(self, value):
        return sum(1 for v in self if v is value or v == value)


class MutableSequence(Sequence):
    __slots__ = ()

    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        raise IndexError

    def append(self, value):
        self.insert(len(self), value)

    def clear(self):
        while len(self):
            self.pop()

    def reverse(self):
        n = len(self)
        for i in range(n // 2):
            self[i], self[n - i - 1] = self[n - i - 1], self[i]

    def extend(self, values):
        for value in list(values) if values is self else values:
            self.append(value)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def remove(self, value):
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


from collections._abc_maps import (
    ItemsView, KeysView, Mapping, MappingView, MutableMapping, MutableSet, Set, ValuesView,
)

for _abc, _kinds in {
    Sequence: (tuple, str, bytes, range), MutableSequence: (list, bytearray, deque),
}.items():
    for _kind in _kinds:
        _abc.register(_kind)
