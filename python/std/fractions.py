"""Exact fractions."""

import math
import numbers
import re

_TEXT = re.compile(
    r"\s*(?P<sign>[-+]?)(?=\d|\.\d)(?P<whole>\d*|\d+(?:_\d+)*)"
    r"(?:(?:\s*/\s*(?P<below>\d+(?:_\d+)*))?"
    r"|(?:\.(?P<decimal>\d*|\d+(?:_\d+)*))?(?:E(?P<exponent>[-+]?\d+(?:_\d+)*))?)\s*\Z",
    re.IGNORECASE,
)


class Fraction(numbers.Rational):
    """A fraction in lowest terms."""

    __slots__ = ("_numerator", "_denominator")

    def __new__(cls, numerator=0, denominator=None):
        self = super().__new__(cls)
        if denominator is None:
            self._numerator, self._denominator = _parts(numerator)
            return self
        if not (isinstance(numerator, numbers.Rational) and isinstance(denominator, numbers.Rational)):
            raise TypeError("both arguments should be Rational instances")
        if denominator == 0:
            raise ZeroDivisionError(f"Fraction({numerator}, 0)")
        above = numerator.numerator * denominator.denominator
        below = denominator.numerator * numerator.denominator
        common = math.gcd(above, below) * (-1 if below < 0 else 1)
        self._numerator, self._denominator = above // common, below // common
        return self

    @classmethod
    def from_float(cls, f):
        if isinstance(f, numbers.Integral):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError(f"{cls.__name__}.from_float() only takes floats, not {f!r} ({type(f).__name__})")
        return cls(*f.as_integer_ratio())

    @classmethod
    def from_decimal(cls, dec):
        return cls(*dec.as_integer_ratio())

    @property
    def numerator(self):
        return self._numerator

    @property
    def denominator(self):
        return self._denominator

    def is_integer(self):
        return self._denominator == 1

    def as_integer_ratio(self):
        return self._numerator, self._denominator

    def limit_denominator(self, max_denominator=1000000):
        """The closest fraction with a denominator up to the limit."""
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._denominator <= max_denominator:
            return Fraction(self)
        # The convergents of the continued fraction.
        p0, q0, p1, q1 = 0, 1, 1, 0
        n, d = self._numerator, self._denominator
        while q0 + (n // d) * q1 <= max_denominator:
            a = n // d
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q0 + a * q1
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        # The last convergent, or the last semiconvergent if that is closer.
        if 2 * d * (q0 + k * q1) <= self._denominator:
            return Fraction(p1, q1)
        return Fraction(p0 + k * p1, q0 + k * q1)

    def __repr__(self):
        return f"{type(self).__name__}({self._numerator}, {self._denominator})"

    def __str__(self):
        return str(self._numerator) if self._denominator == 1 else f"{self._numerator}/{self._denominator}"

    def __format__(self, spec):
        found = re.match(r"(.*?)(,|_)?(?:\.(\d+))?([eEfFgG%])\Z", spec)
        if found is None:
            return format(str(self), spec)
        # The digits come from whole numbers, so that no float rounds them.
        if found[4] in "fF%" and found[1].strip("<>=^+- #0123456789") == "":
            places = 6 if found[3] is None else int(found[3])
            value = self * 100 if found[4] == "%" else self
            scaled = round(value * 10**places)
            digits = str(abs(scaled)).rjust(places + 1, "0")
            whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
            if found[2]:
                whole = f"{int(whole):{found[2]}}"
            sign = "-" if scaled < 0 or value < 0 else "+" if "+" in found[1] else " " if " " in found[1] else ""
            body = whole + ("." + rest if places else "") + ("%" if found[4] == "%" else "")
            width = found[1].lstrip("<>=^+- #")
            if width.startswith("0"):
                return sign + body.rjust(int(width) - len(sign), "0")
            align = next((c for c in found[1] if c in "<>^"), ">")
            return format(sign + body, f"{align}{width}")
        return format(float(self), spec)

    def __hash__(self):
        # Equal to the hash of an equal int or float.
        try:
            inverse = pow(self._denominator, -1, _MODULUS)
        except ValueError:
            result = _INFINITE
        else:
            result = hash(hash(abs(self._numerator)) * inverse)
        result = result if self._numerator >= 0 else -result
        return -2 if result == -1 else result

    def __eq__(self, other):
        if isinstance(other, numbers.Rational):
            return self._numerator == other.numerator and self._denominator == other.denominator
        if isinstance(other, complex) and other.imag == 0:
            other = other.real
        if isinstance(other, float):
            return self == Fraction.from_float(other) if math.isfinite(other) else 0.0 == other
        return NotImplemented

    def _compare(self, other, compare):
        if isinstance(other, numbers.Rational):
            return compare(self._numerator * other.denominator, self._denominator * other.numerator)
        if isinstance(other, float):
            return compare(self, Fraction.from_float(other)) if math.isfinite(other) else compare(0.0, other)
        return NotImplemented

    def __lt__(self, other):
        return self._compare(other, lambda a, b: a < b)

    def __gt__(self, other):
        return self._compare(other, lambda a, b: a > b)

    def __le__(self, other):
        return self._compare(other, lambda a, b: a <= b)

    def __ge__(self, other):
        return self._compare(other, lambda a, b: a >= b)

    def __pos__(self):
        return Fraction(self._numerator, self._denominator)

    def __neg__(self):
        return Fraction(-self._numerator, self._denominator)

    def __abs__(self):
        return Fraction(abs(self._numerator), self._denominator)

    def __bool__(self):
        return bool(self._numerator)

    def __trunc__(self):
        return -(-self._numerator // self._denominator) if self._numerator < 0 else self._numerator // self._denominator

    __int__ = __trunc__

    def __floor__(self):
        return self._numerator // self._denominator

    def __ceil__(self):
        return -(-self._numerator // self._denominator)

    def __round__(self, ndigits=None):
        if ndigits is None:
            below, rest = divmod(self._numerator, self._denominator)
            up = rest * 2 > self._denominator or rest * 2 == self._denominator and below % 2
            return below + bool(up)
        shift = 10 ** abs(ndigits)
        return Fraction(round(self * shift), shift) if ndigits > 0 else Fraction(round(self / shift) * shift)

    def __pow__(a, b):
        if not isinstance(b, numbers.Rational):
            return float(a) ** b if isinstance(b, (float, complex)) else NotImplemented
        if b.denominator != 1:
            return float(a) ** float(b)
        power = b.numerator
        if power >= 0:
            return Fraction(a._numerator**power, a._denominator**power)
        if a._numerator == 0:
            raise ZeroDivisionError(f"Fraction({a._denominator ** -power}, 0)")
        return Fraction(a._denominator**-power, a._numerator**-power)

    def __rpow__(b, a):
        if b._denominator == 1 and b._numerator >= 0:
            return a**b._numerator
        return Fraction(a.numerator, a.denominator) ** b if isinstance(a, numbers.Rational) else a ** float(b)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _parts(value):
    """Numerator and denominator of a number or text."""
    if isinstance(value, numbers.Rational):
        return value.numerator, value.denominator
    if isinstance(value, str):
        found = _TEXT.match(value)
        if found is None:
            raise ValueError(f"Invalid literal for Fraction: {value!r}")
        above, below = int(found["whole"] or 0), int(found["below"] or 1)
        decimal = (found["decimal"] or "").replace("_", "")
        above, below = above * 10 ** len(decimal) + int(decimal or 0), below * 10 ** len(decimal)
        exponent = int(found["exponent"] or 0)
        above, below = above * 10 ** max(exponent, 0), below * 10 ** max(-exponent, 0)
        if below == 0:
            raise ZeroDivisionError(f"Fraction({above}, 0)")
        common = math.gcd(above, below)
        return (-above if found["sign"] == "-" else above) // common, below // common
    if hasattr(value, "as_integer_ratio"):
        return value.as_integer_ratio()
    raise TypeError("argument should be a string or a Rational instance")


def _operators(forward, fallback):
    """The operator and its reflection: exact for rationals, in floats for floats."""

    def operate(a, b):
        if isinstance(b, Fraction):
            return forward(a, b)
        if isinstance(b, int):
            return forward(a, Fraction(b))
        return fallback(float(a), b) if isinstance(b, (float, complex)) else NotImplemented

    def reflect(b, a):
        if isinstance(a, numbers.Rational):
            return forward(Fraction(a), b)
        return fallback(a, float(b)) if isinstance(a, (float, complex)) else NotImplemented

    return operate, reflect


def _add(a, b):
    return Fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)


def _divide(a, b):
    above, below = a.numerator * b.denominator, a.denominator * b.numerator
    if below == 0:
        raise ZeroDivisionError(f"Fraction({above}, 0)")
    return Fraction(above, below)


def _floor_divide(a, b):
    return (a.numerator * b.denominator) // (a.denominator * b.numerator)


def _modulo(a, b):
    below = a.denominator * b.denominator
    return Fraction((a.numerator * b.denominator) % (b.numerator * a.denominator), below)


for _name, _forward, _fallback in (
    ("add", _add, lambda a, b: a + b),
    ("sub", lambda a, b: _add(a, -b), lambda a, b: a - b),
    ("mul", lambda a, b: Fraction(a.numerator * b.numerator, a.denominator * b.denominator), lambda a, b: a * b),
    ("truediv", _divide, lambda a, b: a / b),
    ("floordiv", _floor_divide, lambda a, b: a // b),
    ("mod", _modulo, lambda a, b: a % b),
    ("divmod", lambda a, b: (_floor_divide(a, b), _modulo(a, b)), divmod),
):
    _operate, _reflect = _operators(_forward, _fallback)
    setattr(Fraction, f"__{_name}__", _operate)
    setattr(Fraction, f"__r{_name}__", _reflect)
# The prime and the value for infinity of Python's hashes of numbers.
_MODULUS, _INFINITE = 2**61 - 1, 314159
