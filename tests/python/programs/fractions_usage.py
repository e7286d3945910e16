"""fractions.Fraction."""
import math
from fractions import Fraction as F

print(F(1, 2), repr(F(6, 4)), F(3), F("3/4"), F("0.125"), F("-1.5e2"), F(" 7 "), F(0.5), F(0.1), F(3, -6), F(), F(F(1, 2), F(3, 4)), F("1_000/3"))
a, b = F(1, 2), F(1, 3)
print(a + b, a - b, a * b, a / b, a // b, a % b, divmod(F(7, 2), F(2, 3)), -a, abs(F(-1, 2)), a**2, a**-2, F(4, 9) ** F(1, 2), 2**F(3), a + 1, 1 + a, a * 0.5, 1 / a, 2 - a, a + 0.25, 10 // F(3, 2), sum([a, b, F(1, 6)]))
print(a == 0.5, a == F(2, 4), a < b, a > 0.3, a <= 1, F(2) == 2, hash(F(1, 2)) == hash(0.5), hash(F(3)) == hash(3), {F(1, 2): "x"}[0.5], sorted([a, b, 0.4]), max(a, b), bool(F(0)), a != b)
print(a.numerator, a.denominator, float(b), int(F(7, 2)), round(F(7, 2)), round(F(5, 2)), round(F(22, 7), 3), math.floor(F(-7, 2)), math.ceil(F(-7, 2)), math.trunc(F(-7, 2)), F(math.pi).limit_denominator(1000), F(3.14159).limit_denominator(10), F("3.1415926535").limit_denominator(), a.as_integer_ratio(), F(4, 2).is_integer(), F.from_float(0.75))
print(f"{F(1, 3):.3f} {F(1, 2)} {F(22, 7):.10f} {F(1, 2):>6} {F(-5, 2):+.1f} {F(1, 4):.0%} {F(10**9, 7):,.2f} {F(1, 3):8.2f}|", [F(1, 2)], str(F(5, 1)), repr(F(-1, 3)))
for action in ("F(1, 0)", "F('a')", "F(1.5, 2)", "F('1/0')", "F(1, 2) / 0", "F(0) ** -1", "F(1, 2) < 'a'", "F(1, 2) + 'a'", "F([])", "F(float('inf'))", "F(float('nan'))", "F(1, 2) % 0", "F('1/2/3')", "F(None)"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
harmonic = sum(F(1, n) for n in range(1, 11))
print(harmonic, float(harmonic), F(2, 3) ** 5, pow(F(1, 2), 3), F(1, 3).limit_denominator(2))
