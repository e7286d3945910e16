"""abc: abstract methods and properties, virtual subclasses, collections.abc."""
from abc import ABC, ABCMeta, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping, MutableSequence, Sequence, Set, Sized


class Shape(ABC):
    @abstractmethod
    def area(self):
        """The area."""

    @property
    @abstractmethod
    def name(self):
        ...

    @classmethod
    @abstractmethod
    def unit(cls):
        ...

    def describe(self):
        return f"{self.name}: {self.area()}"


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

    name = property(lambda self: "square")

    @classmethod
    def unit(cls):
        return cls(1)


class Partial(Shape):
    def area(self):
        return super().area()


print(Square(3).describe(), Square.unit().area(), isinstance(Square(1), Shape), sorted(Shape.__abstractmethods__), sorted(Partial.__abstractmethods__), Square.__abstractmethods__)
for cls in (Shape, Partial):
    try:
        cls()
    except TypeError as error:
        print(error)


class One(metaclass=ABCMeta):
    @abstractmethod
    def only(self): ...


try:
    One()
except TypeError as error:
    print(error)


@One.register
class Virtual:
    pass


print(isinstance(Virtual(), One), issubclass(Virtual, One), One in Virtual.__mro__, issubclass(int, One))


class Quacks(ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return hasattr(other, "quack") or NotImplemented


class Duck:
    def quack(self): ...


print(isinstance(Duck(), Quacks), issubclass(int, Quacks))
print([isinstance([], t) for t in (Iterable, Sized, Sequence, MutableSequence, Hashable, Mapping, Callable)], [isinstance({}, t) for t in (Mapping, MutableMapping, Iterable, Sequence)], isinstance("a", Sequence), isinstance(iter([]), Iterator), isinstance([], Iterator), isinstance({1}, Set), isinstance(print, Callable), isinstance(5, Iterable), isinstance((x for x in []), Iterator), isinstance(range(3), Sequence), isinstance({}.keys(), Set), issubclass(dict, Mapping))


class Hand(Sequence):
    def __init__(self, *cards):
        self.cards = cards

    def __getitem__(self, i):
        return self.cards[i]

    def __len__(self):
        return len(self.cards)


class Squares(Mapping):
    def __getitem__(self, key):
        if key > 3:
            raise KeyError(key)
        return key * key

    def __iter__(self):
        return iter(range(4))

    def __len__(self):
        return 4


h, s = Hand("a", "b", "a"), Squares()
print(h.index("b"), h.count("a"), "b" in h, list(reversed(h)), list(h), dict(s), 2 in s, 9 in s, s.get(7, "none"), list(s.values()), list(s.items())[:2], s == {0: 0, 1: 1, 2: 4, 3: 9}, s.keys() & {1, 9})


class Log(MutableMapping):
    def __init__(self):
        self.data = {}

    def __getitem__(self, k): return self.data[k]
    def __setitem__(self, k, v): print("set", k); self.data[k] = v
    def __delitem__(self, k): del self.data[k]
    def __iter__(self): return iter(self.data)
    def __len__(self): return len(self.data)


l = Log()
l.update(a=1, b=2)
print(l.pop("a"), l.setdefault("c", 3), l.pop("zz", None), len(l), l.popitem(), dict(l))
try:
    l.pop("zz")
except KeyError as error:
    print(repr(error))
try:
    Sequence()
except TypeError as error:
    print(error)
