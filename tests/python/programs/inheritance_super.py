"""Inheritance, overriding, super() in all forms, the diamond and the MRO."""


class A:
    def __init__(self, **kwargs):
        print("A", kwargs)

    def who(self):
        return ["A"]

    @classmethod
    def make(cls):
        return cls.__name__


class B(A):
    def __init__(self, b=1, **kwargs):
        print("B", b)
        super().__init__(**kwargs)

    def who(self):
        return ["B"] + super().who()


class C(A):
    def __init__(self, c=2, **kwargs):
        print("C", c)
        super().__init__(**kwargs)

    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def __init__(self, **kwargs):
        print("D")
        super().__init__(**kwargs)

    def who(self):
        return ["D"] + super().who()

    @classmethod
    def make(cls):
        return "D" + super().make()


d = D(b=10, c=20)
print(d.who(), [c.__name__ for c in D.__mro__], D.make(), super(B, d).who(), super(D, D).make(), A.who(d))
print(isinstance(d, A), issubclass(D, C), issubclass(B, (int, A)), isinstance(3, (str, int)), isinstance(d, object), D.__base__, D.__bases__, A.__subclasses__())
try:
    class Wrong(A, B):
        pass
except TypeError as error:
    print(error)
try:
    class Twice(A, A):
        pass
except TypeError as error:
    print(error)
try:
    class Number(5):
        pass
except TypeError as error:
    print(error)
try:
    d.make.nothing
except AttributeError as error:
    print(error)
try:
    super(B, d).missing
except AttributeError as error:
    print(error)
try:
    super(int, d)
except TypeError as error:
    print(error)


class Stack(list):
    def push(self, x):
        self.append(x)
        return self

    def __repr__(self):
        return f"Stack({super().__repr__()})"

    def __getitem__(self, i):
        return super().__getitem__(i) * 10


s = Stack([1]).push(2)
print(s, len(s), s[0], s + [3], s[::-1], isinstance(s, list), s == [1, 2], sorted(s), [*s], type(s.copy()).__name__)


class Upper(str):
    def __new__(cls, text):
        return super().__new__(cls, text.upper())

    def shout(self):
        return self + "!"


print(Upper("abc"), Upper("x").shout(), type(Upper("x") + "y").__name__, Upper("a") == "A", {Upper("k"): 1}["K"], Upper("ab").lower())


class Celsius(float):
    def __str__(self):
        return f"{float(self):.1f} C"


class Count(dict):
    def __missing__(self, key):
        return 0


class Meters(int):
    def __add__(self, other):
        return Meters(super().__add__(other))

    __radd__ = __add__


print(Celsius(3.25), repr(Celsius(1)), Celsius(1) + 1, Count(a=1)["b"], Count(a=1), Count(), Meters(3) + 4, type(1 + Meters(2)).__name__, type(Meters(3) * 2).__name__, sum([Meters(1), Meters(2)]))
