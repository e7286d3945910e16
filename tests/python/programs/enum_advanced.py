"""Enum: tuples as values, __init__, _missing_, own __new__, Flag, IntFlag, auto names."""
from enum import Enum, Flag, IntFlag, auto, nonmember, member


class Planet(Enum):
    MERCURY = (3.303e23, 2.4397e6)
    EARTH = (5.976e24, 6.37814e6)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @property
    def gravity(self):
        return 6.67300e-11 * self.mass / self.radius**2


print(Planet.EARTH, f"{Planet.EARTH.gravity:.2f}", Planet.MERCURY.value, Planet((5.976e24, 6.37814e6)))


class Status(Enum):
    ON = "on"
    OFF = "off"

    @classmethod
    def _missing_(cls, value):
        return next((m for m in cls if m.value == str(value).lower()), None)


print(Status("ON"), Status("oFF"))
try:
    Status("x")
except ValueError as error:
    print(error)


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


p = Perm.R | Perm.X
print(p, repr(p), Perm.RW, Perm(0), repr(Perm(0)), ~Perm.R, Perm.R & Perm.W, bool(Perm.R & Perm.W), Perm.R in p, Perm.W in p, list(p), list(Perm), len(p), p ^ Perm.R, Perm(7), Perm(3) is Perm.RW, p.value, p.name)
try:
    Perm(8)
except ValueError as error:
    print(error)
try:
    Perm.R | 1
except TypeError as error:
    print(error)


class Bits(IntFlag):
    A = 1
    B = 2
    C = 4


b = Bits.A | Bits.C
print(b, repr(b), b + 1, Bits(9), repr(Bits(9)), ~Bits.A, repr(~Bits.A), b & 1, b == 5, Bits.A | 8, isinstance(b, int), f"{b}", Bits.B in b)


class Ordered(Enum):
    LOW = 1
    HIGH = 2

    def __lt__(self, other):
        return self.value < other.value if self.__class__ is other.__class__ else NotImplemented


print(sorted([Ordered.HIGH, Ordered.LOW]), max(Ordered), Ordered.LOW < Ordered.HIGH)


class Named(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower() + str(count)

    FIRST = auto()
    SECOND = auto()
    helper = nonmember(5)

    @member
    def function():
        return "called"


print(list(Named)[:2], Named.helper, Named.function.value(), len(Named))


class Coded(Enum):
    def __new__(cls, value, label):
        self = object.__new__(cls)
        self._value_ = value
        self.label = label
        return self

    A = (1, "first")
    B = (2, "second")


print(Coded(2), Coded.B.label, Coded.A.value, list(Coded))


class Text(str, Enum):
    X = "x"

    def describe(self):
        return f"{self.name}={self.value}"


class Base(Enum):
    def hello(self):
        return f"hello {self.name}"


class Child(Base):
    ONE = 1


print(Text.X, repr(Text.X), Text.X == "x", Text.X.upper(), Text.X.describe(), f"{Text.X}", Text("x"), Child.ONE.hello(), [m for m in Child])
print({c: c.value for c in Perm}, Perm["R"], Perm.RW.name, Perm.__members__.keys(), Planet.EARTH == Planet.EARTH, hash(Perm.R) == hash(Perm(1)))
