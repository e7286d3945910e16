"""numbers, isinstance with abstract numbers, numeric protocols."""
import numbers
from fractions import Fraction

for value in (1, True, 1.5, 1j, Fraction(1, 2), "1"):
    print(repr(value), [isinstance(value, kind) for kind in (numbers.Number, numbers.Complex, numbers.Real, numbers.Rational, numbers.Integral)])


class Meters:
    def __init__(self, n):
        self.n = n

    def __float__(self):
        return float(self.n)

    def __int__(self):
        return int(self.n)

    def __index__(self):
        return int(self.n)

    def __round__(self, digits=0):
        return ("rounded", digits)

    def __abs__(self):
        return Meters(abs(self.n))

    def __divmod__(self, other):
        return "divmod"

    def __rdivmod__(self, other):
        return "rdivmod"

    def __rpow__(self, other):
        return "rpow"


m = Meters(-3.7)
print(float(m), int(m), round(m), round(m, 2), abs(m).n, divmod(m, 2), divmod(2, m), 2**m, [10, 20, 30, 40, 50][Meters(2)], bin(Meters(5)), range(Meters(3)), "ab" * Meters(2), [1] * Meters(2), chr(Meters(65)))
for action in ("float('a')", "int(Meters)", "float(Meters)", "'abc'[m.n]", "range(1.0)", "m + 1", "round(object())", "abs(object())", "int(object())", "float(object())", "complex([])", "index(m)"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")


class BadInt:
    def __int__(self): return "x"
    def __float__(self): return 1
    def __index__(self): return 1.5
    def __bool__(self): return 5
    def __len__(self): return 1.5
    def __str__(self): return 5
    def __hash__(self): return 1.5
    def __iter__(self): return 5
    def __contains__(self, x): return "truthy"


bad = BadInt()
for function in (int, float, bool, len, str, hash, iter, hex, lambda x: [1][x], lambda x: 1 in x, lambda x: f"{x}", list, range, bytes):
    try:
        print(function(bad))
    except Exception as error:
        print(type(error).__name__, error)
