"""namedtuple and typing.NamedTuple."""
from collections import namedtuple
from typing import NamedTuple

Point = namedtuple("Point", ["x", "y"])
p = Point(1, y=2)
print(p, p.x, p[1], p + (3,), p == (1, 2), len(p), *p, p._asdict(), p._replace(y=5), Point._fields, Point._make([7, 8]), p.index(2), hash(p) == hash((1, 2)))
x, y = p
print(x, y, max(p), sorted([Point(2, 1), Point(1, 9)]), isinstance(p, tuple), f"{p}", "%s %s" % p, {p: 1}[1, 2], Point.__doc__, Point.x.__doc__, Point.__name__)
Color = namedtuple("Color", "red green blue alpha", defaults=[0, 255])
print(Color(1, 2), Color(1, 2, 3, 4), Color._field_defaults, namedtuple("R", "a class a", rename=True)._fields)
for action in ("Point()", "Point(1)", "Point(1, 2, 3)", "Point(1, z=2)", "p.x = 5", "p.z", "p[5]", "Point._make([1])", "p._replace(z=1)", "namedtuple('A', 'a a')", "namedtuple('A', '_a')", "namedtuple('A', 'def')", "namedtuple('1A', 'a')", "namedtuple('A', 'a', defaults=[1, 2])", "del p.x"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")


class Employee(NamedTuple):
    """An employee."""

    name: str
    id: int = 3

    def greet(self):
        return f"hi {self.name}"

    @property
    def upper(self):
        return self.name.upper()


e = Employee("Ann")
print(e, e.greet(), e.upper, e.id, Employee.__annotations__, Employee._field_defaults, Employee.__doc__, e._asdict(), e == ("Ann", 3))


class Point3(namedtuple("Base", "x y z")):
    __slots__ = ()

    def length(self):
        return (self.x**2 + self.y**2 + self.z**2) ** 0.5


print(Point3(1, 2, 2), Point3(1, 2, 2).length(), Point3.__mro__[1].__name__)
match p:
    case Point(x=1, y=b):
        print("matched", b)
match e:
    case Employee(name, 3):
        print(name)
N = NamedTuple("N", [("a", int), ("b", str)])
print(N(1, "x"), N.__annotations__)
