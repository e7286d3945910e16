"""Dataclasses: frozen, inheritance, keyword-only, slots, InitVar, ClassVar, errors of the definition."""
from dataclasses import KW_ONLY, FrozenInstanceError, InitVar, dataclass, field, fields, make_dataclass, replace
from typing import ClassVar


@dataclass(frozen=True)
class Frozen:
    x: int
    tags: tuple = ()


f = Frozen(1, ("a",))
print(hash(f) == hash(Frozen(1, ("a",))), {f: "key"}[Frozen(1, ("a",))], f)
for action in ("f.x = 2", "del f.x", "f.new = 1"):
    try:
        exec(action)
    except FrozenInstanceError as error:
        print(f"{action}: {type(error).__name__}: {error}", isinstance(error, AttributeError))


@dataclass
class Animal:
    name: str
    legs: int = 4
    kingdom: ClassVar[str] = "animalia"


@dataclass
class Bird(Animal):
    legs: int = 2
    can_fly: bool = True


@dataclass(kw_only=True)
class Dog(Animal):
    breed: str
    age: int = 0


print(Bird("owl"), Bird("emu", can_fly=False), Dog("Rex", breed="pug"), Animal.kingdom, [f.name for f in fields(Bird)], Bird.__mro__[1].__name__, Animal("x") == Bird("x", 4))


@dataclass
class Mixed:
    a: int
    _: KW_ONLY
    b: int = 1
    c: int


@dataclass
class Init:
    width: int
    scale: InitVar[int] = 2
    area: int = field(init=False, default=0)

    def __post_init__(self, scale):
        self.area = self.width * scale


@dataclass(slots=True)
class Slotted:
    x: int
    y: int = 5


print(Mixed(1, c=3), Init(3), Init(3, 10), Slotted(1), Slotted.__slots__, hasattr(Slotted(1), "__dict__"))
for action in ("Mixed(1, 2, c=3)", "Mixed(1)", "Dog('x', 4, 'pug')", "Slotted(1).z = 3", "Init(1, 2, 3)"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
for body in ("x: int = 1\n y: int", "x: list = []", "x: dict = {}", "x: int = field(default=1, default_factory=int)", "x = field()", "x: int = 1\n def __lt__(self, o): pass"):
    try:
        exec(f"@dataclass(order=True)\nclass Bad:\n {body}")
        print(body, "ok")
    except Exception as error:
        print(f"{body!r}: {type(error).__name__}: {error}")
try:
    @dataclass
    class Thawed(Frozen):
        pass
except TypeError as error:
    print(error)


@dataclass(eq=False)
class Identity:
    x: int


@dataclass(repr=False, unsafe_hash=True)
class Hashed:
    x: int
    ignored: int = field(default=0, compare=False, hash=False)


print(Identity(1) == Identity(1), hash(Hashed(1)) == hash(Hashed(1, 2)), Hashed(1) == Hashed(1, 5), "object at" in repr(Hashed(1)))
C = make_dataclass("C", ["x", ("y", int), ("z", int, field(default=5))], namespace={"double": lambda self: self.y * 2})
print(C(1, 2), C(1, 2).double(), replace(C(1, 2), z=0))


@dataclass
class Account:
    owner: str
    _balance: float = field(default=0.0, repr=False)

    @property
    def balance(self):
        return self._balance

    @classmethod
    def empty(cls, owner):
        return cls(owner)

    def __str__(self):
        return f"{self.owner}: {self.balance:.2f}"


account = Account.empty("Bo")
print(account, repr(account), f"{account}", [account])
