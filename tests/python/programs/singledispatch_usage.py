"""functools.singledispatch and singledispatchmethod."""
from functools import singledispatch, singledispatchmethod
from collections.abc import Mapping, Sequence


@singledispatch
def describe(value, extra=""):
    """Describes."""
    return f"something {value!r}{extra}"


@describe.register
def _(value: int, extra=""):
    return f"int {value}{extra}"


@describe.register(list)
@describe.register(tuple)
def _(value, extra=""):
    return f"{type(value).__name__} of {len(value)}{extra}"


@describe.register
def _(value: float | complex, extra=""):
    return f"inexact {value}"


@describe.register(Mapping)
def _(value, extra=""):
    return f"mapping {dict(value)}"


@describe.register
def _(value: Sequence, extra=""):
    return f"sequence {value!r}"


class Base:
    pass


class Child(Base):
    pass


describe.register(Base, lambda value, extra="": "base or below")
for value in (1, True, [1], (1, 2), 2.5, 1j, {"a": 1}, "text", {1}, Child(), None, range(2)):
    print(describe(value))
print(describe(1, "!"), describe.dispatch(bool)(True), describe.dispatch(str)("x"), describe.__name__, describe.__doc__, int in describe.registry)
try:
    describe()
except TypeError as error:
    print(error)


class Formatter:
    @singledispatchmethod
    def show(self, arg):
        return f"any {arg}"

    @show.register
    def _(self, arg: int):
        return f"number {arg}"

    @show.register(str)
    def _(self, arg):
        return f"text {arg}"

    @singledispatchmethod
    @classmethod
    def make(cls, arg):
        return cls.__name__, arg

    @make.register
    @classmethod
    def _(cls, arg: int):
        return cls.__name__, "int", arg


f = Formatter()
print(f.show(1), f.show("a"), f.show(None), Formatter.make("x"), f.make(3))
