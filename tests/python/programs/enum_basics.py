"""Enum: members, values, iteration, aliases, methods, auto, errors."""
from enum import Enum, IntEnum, StrEnum, auto, unique


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    @property
    def hex(self):
        return f"#{self.value:06x}"

    @classmethod
    def default(cls):
        return cls.RED

    def __str__(self):
        return self.name.lower()


print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color["BLUE"], Color.CRIMSON is Color.RED, Color.default(), Color.GREEN.hex)
print(list(Color), len(Color), [c.name for c in Color], Color.RED in Color, 1 in Color, 9 in Color, "RED" in Color, list(reversed(Color)), dict(Color.__members__))
print(Color.RED == Color.RED, Color.RED == 1, Color.RED is Color(1), Color.RED != Color.BLUE, {Color.RED: "r"}[Color.CRIMSON], isinstance(Color.RED, Color), type(Color.RED), Color, bool(Color.RED))
print(f"{Color.RED} {Color.RED!r} {Color.RED:>6}|", "%s" % Color.RED, str(Color.RED), [Color.RED])
for action in ("Color(7)", "Color['PINK']", "Color.PINK", "Color.RED = 5", "del Color.RED", "Color.RED < Color.BLUE", "Color.RED.value = 3", "Color()", "Color.RED + 1"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
try:
    class More(Color):
        PINK = 4
except TypeError as error:
    print(error)
try:
    class Twice(Enum):
        A = 1
        A = 2
except TypeError as error:
    print(error)
try:
    @unique
    class Same(Enum):
        A = 1
        B = 1
        C = 1
except ValueError as error:
    print(error)


class Shape(Enum):
    CIRCLE = auto()
    SQUARE = auto()
    OTHER = 10
    LAST = auto()


class Size(IntEnum):
    SMALL = 1
    LARGE = 10


class Mode(StrEnum):
    READ = "r"
    WRITE = auto()


print(list(Shape), Size.LARGE, repr(Size.LARGE), Size.LARGE > 5, Size.SMALL + 1, sorted([Size.LARGE, Size.SMALL]), f"{Size.LARGE:03d}", "abc"[Size.SMALL], Size(10), Size.SMALL == 1)
print(Mode.READ, repr(Mode.READ), Mode.READ == "r", Mode.WRITE.upper(), f"{Mode.WRITE}", "r" in Mode, "-".join([Mode.READ, Mode.WRITE]), {"r": 1}[Mode.READ])
match Color.GREEN:
    case Color.RED:
        print("red")
    case Color.GREEN:
        print("matched green")
Animal = Enum("Animal", "CAT DOG")
Planet = Enum("Planet", {"EARTH": 3, "MARS": 4})
print(list(Animal), Planet.MARS, Enum("E", ["A", "B"], start=0).B.value, Animal.CAT.value)
