"""Dataclasses: defaults, repr, comparison, order, __post_init__, replace, asdict."""
from dataclasses import asdict, astuple, dataclass, field, fields, is_dataclass, replace


@dataclass
class Point:
    x: int
    y: int = 0

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5


@dataclass(order=True)
class Student:
    sort_key: tuple = field(init=False, repr=False)
    name: str
    grades: list[float] = field(default_factory=list)
    active: bool = True

    def __post_init__(self):
        self.sort_key = (-sum(self.grades), self.name)


p, q = Point(1, 2), Point(1, 2)
print(p, p == q, p is q, p != Point(1), Point(3), Point(y=5, x=4), p.norm(), p == (1, 2))
s = Student("Ann", [1.0, 2.5])
print(s, sorted([s, Student("Bob", [9.0]), Student("Abe")]), s < Student("Zoe"), s.sort_key)
print(asdict(s), astuple(p), replace(p, y=9), [f.name for f in fields(Student)], is_dataclass(p), is_dataclass(Point), is_dataclass(5))
for action in ("Point()", "Point(1, 2, 3)", "Point(z=1)", "Point(1, x=2)", "p < q", "hash(p)", "{p}", "Student('x') < 5", "asdict(Point)", "fields(5)", "replace(p, q=1)", "replace(s, sort_key=1)", "astuple(3)"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
a, b = Student("a"), Student("b")
a.grades.append(1)
print(b.grades, Point.__match_args__, Point.__doc__, Student.__doc__, Point.y, hasattr(Point, "x"), Point.__annotations__)


@dataclass
class Nested:
    point: Point
    points: list[Point]
    by_name: dict[str, Point]


n = Nested(p, [q, Point(0)], {"a": Point(7)})
print(n)
print(asdict(n), astuple(n))
print(n == replace(n), replace(n) is n, asdict(n)["points"] is n.points)
f = fields(Point)[1]
print(f.name, f.type, f.default, f.init, f.repr, f.compare, f.kw_only)
print(fields(Student)[0].metadata)


@dataclass
class Tree:
    value: int
    children: list = field(default_factory=list)


t = Tree(1)
t.children.append(t)
print(t, Tree(1, [Tree(2)]))


@dataclass
class Circle:
    radius: float
    name: str = "circle"

    def __repr__(self):
        return f"<{self.name} {self.radius}>"

    def __eq__(self, other):
        return self.radius == other.radius


print(Circle(1), Circle(1) == Circle(1, "x"))
