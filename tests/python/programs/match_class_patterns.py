"""match on classes: attributes, __match_args__, built-ins, nesting."""
from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


@dataclass
class Line:
    start: Point
    end: Point
    color: str = "black"


class Plain:
    def __init__(self, a):
        self.a = a


class Args:
    __match_args__ = ("first", "second")

    def __init__(self, first, second):
        self.first, self.second = first, second


def describe(shape):
    match shape:
        case Point(0, 0):
            return "origin"
        case Point(x, 0) | Point(0, x):
            return f"on an axis at {x}"
        case Point(x=x, y=y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case Line(Point(0), Point(x=9) as end, color="red"):
            return f"red line to {end}"
        case Line(start, color=c):
            return f"{c} line from {start}"
        case Plain(a=[int(n), *_]):
            return f"plain with {n} first"
        case Plain(b=_):
            return "never"
        case Args("x", second=s):
            return f"args {s}"
        case int(n) | float(n):
            return f"number {n}"
        case str() | bytes():
            return "text"
        case list([a, *_]):
            return f"list with {a}"
        case dict():
            return "dict"
        case tuple() as t:
            return f"tuple {t}"
        case bool():
            return "shadowed by int"
        case type():
            return f"class {shape.__name__}"
    return "nothing"


p = Point
for shape in (p(0, 0), p(3, 0), p(0, 4), p(2, 2), p(1, 2), Line(p(0, 1), p(9, 9), "red"), Line(p(1, 1), p(2, 2)), Plain([5, 6]), Plain("x"), Args("x", 2), Args("y", 2), 5, 2.5, True, "s", b"", [1, 2], [], {}, (1,), int, None):
    print(describe(shape))
for pattern in ("Point(1, 2, 3)", "Plain(1)", "int(1, 2)", "Point(1, x=1)", "five()", "Args(1, 2, 3)"):
    five = 5
    try:
        exec(f"match Point(1, 2) if 'Point' in {pattern!r} else Plain(1) if 'Plain' in {pattern!r} else Args(1, 2) if 'Args' in {pattern!r} else 1:\n case {pattern}: print('matched')")
    except Exception as error:
        print(f"{pattern}: {type(error).__name__}: {error}")
for source in ("match 1:\n case x: pass\n case 1: pass", "match 1:\n case x | 1: pass", "match 1:\n case [x, x]: pass", "match 1:\n case {**r, 'a': 1}: pass", "match 1:\n case (1 | x): pass", "match 1:\n case [*a, *b]: pass"):
    try:
        compile(source, "pattern", "exec")
    except SyntaxError as error:
        print(error.msg)
