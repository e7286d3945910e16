"""Decimal numbers with a chosen precision."""

import math
import numbers
import re
from collections import namedtuple

from _decimal_context import (
    BasicContext, Context, ConversionSyntax, DecimalException, DefaultContext, DivisionByZero, DivisionImpossible,
    DivisionUndefined, ExtendedContext, FloatOperation, Inexact, InvalidOperation, MAX_EMAX, MAX_PREC, MIN_EMIN,
    Overflow, ROUND_05UP, ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP,
    ROUND_UP, Rounded, _round_off, getcontext, localcontext, setcontext,
)

DecimalTuple = namedtuple("DecimalTuple", "sign digits exponent", module="decimal")
_TEXT = re.compile(
    r"(?P<sign>[-+])?(?:(?=\d|\.\d)(?P<whole>\d*)(?:\.(?P<part>\d*))?(?:E(?P<exponent>[-+]?\d+))?"
    r"|(?P<infinity>Inf(?:inity)?)|(?P<signal>s)?NaN(?P<payload>\d*))\Z",
    re.IGNORECASE,
)


class Decimal:
    """A decimal number: a sign, a whole coefficient and an exponent."""

    __slots__ = ("_sign", "_digits", "_exp", "_special")

    def __new__(cls, value="0", context=None):
        if isinstance(value, Decimal):
            return cls._of(value._sign, value._digits, value._exp, value._special)
        if isinstance(value, int):
            return cls._of(value < 0, abs(int(value)), 0)
        if isinstance(value, float):
            return cls.from_float(value)
        if isinstance(value, (tuple, list)):
            if len(value) != 3:
                raise ValueError("argument must be a sequence of length 3")
            sign, digits, exponent = value
            return cls._of(bool(sign), int("".join(map(str, digits)) or "0"), exponent)
        if not isinstance(value, str):
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")
        found = _TEXT.match(value.strip().replace("_", ""))
        if found is None:
            return (context or getcontext())._signal(ConversionSyntax, _NAN)
        negative = found["sign"] == "-"
        if found["infinity"]:
            return cls._of(negative, 0, 0, "Infinity")
        if found["whole"] is None:
            return cls._of(negative, int(found["payload"] or 0), 0, "sNaN" if found["signal"] else "NaN")
        part = found["part"] or ""
        return cls._of(negative, int((found["whole"] + part) or "0"), int(found["exponent"] or 0) - len(part))

    @classmethod
    def _of(cls, negative, digits, exp, special=None):
        self = object.__new__(cls)
        self._sign, self._digits, self._exp, self._special = bool(negative), digits, exp, special
        return self

    @classmethod
    def from_float(cls, f):
        if isinstance(f, int):
            return cls(f)
        if not math.isfinite(f):
            return cls(repr(f))
        above, below = abs(f).as_integer_ratio()
        # The denominator is a power of 2, so that this power of 5 makes it one of 10.
        places = below.bit_length() - 1
        return cls._of(math.copysign(1.0, f) < 0, above * 5**places, -places)

    def _fixed(self, context=None):
        """The number in the precision of the context."""
        context = context or getcontext()
        if self._special:
            return self
        excess = len(str(self._digits)) - context.prec
        if excess <= 0 or not self._digits:
            return self
        digits, exp = _round_off(self._digits, excess, self._sign, context.rounding), self._exp + excess
        if len(str(digits)) > context.prec:
            digits, exp = digits // 10, exp + 1
        if exp + len(str(digits)) - 1 > context.Emax:
            return context._signal(Overflow, Decimal._of(self._sign, 0, 0, "Infinity"))
        context.flags[Inexact] = context.flags[Inexact] or digits * 10 ** (exp - self._exp) != self._digits
        return Decimal._of(self._sign, digits, exp)

    def _nan(self, other=None):
        """The NaN that an operation passes on, or None."""
        for value in (self, other):
            if value is not None and value.is_nan():
                quiet = Decimal._of(value._sign, value._digits, 0, "NaN")
                return getcontext()._signal(InvalidOperation, quiet) if value._special == "sNaN" else quiet
        return None

    def is_nan(self):
        return self._special in ("NaN", "sNaN")

    def is_infinite(self):
        return self._special == "Infinity"

    def is_finite(self):
        return self._special is None

    def is_zero(self):
        return not self._special and self._digits == 0

    def is_signed(self):
        return self._sign

    def adjusted(self):
        return 0 if self._special else self._exp + len(str(self._digits)) - 1

    def as_tuple(self):
        exponent = {"Infinity": "F", "NaN": "n", "sNaN": "N", None: self._exp}[self._special]
        digits = () if self.is_nan() and not self._digits else tuple(map(int, str(self._digits)))
        return DecimalTuple(int(self._sign), digits, exponent)

    def as_integer_ratio(self):
        if self._special:
            if self.is_nan():
                raise ValueError("cannot convert NaN to integer ratio")
            raise OverflowError("cannot convert Infinity to integer ratio")
        above = -self._digits if self._sign else self._digits
        above, below = above * 10 ** max(self._exp, 0), 10 ** max(-self._exp, 0)
        common = math.gcd(above, below)
        return above // common, below // common

    def __repr__(self):
        return f"Decimal('{self}')"

    def __str__(self):
        sign = "-" if self._sign else ""
        if self._special:
            return sign + self._special + (str(self._digits) if self._digits else "")
        digits, exp = str(self._digits), self._exp
        point = exp + len(digits)
        if exp <= 0 and point > -6:
            if exp == 0:
                return sign + digits
            return sign + (digits[:point] + "." + digits[point:] if point > 0 else "0." + "0" * -point + digits)
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{sign}{text}{'E' if getcontext().capitals else 'e'}{point - 1:+}"

    def __format__(self, spec):
        from _decimal_format import format_decimal

        return format_decimal(self, spec)

    def __float__(self):
        if self._special == "sNaN":
            raise ValueError("cannot convert signaling NaN to float")
        return float(str(self))

    def __int__(self):
        if self._special:
            if self.is_nan():
                raise ValueError("cannot convert NaN to integer")
            raise OverflowError("cannot convert Infinity to integer")
        whole = self._digits * 10**self._exp if self._exp >= 0 else self._digits // 10**-self._exp
        return -whole if self._sign else whole

    __trunc__ = __int__

    def __floor__(self):
        return int(self.to_integral_value(ROUND_FLOOR))

    def __ceil__(self):
        return int(self.to_integral_value(ROUND_CEILING))

    def __round__(self, n=None):
        if n is None:
            if self._special:
                int(self)
            return int(self.to_integral_value(ROUND_HALF_EVEN))
        return self.quantize(Decimal._of(0, 1, -n))

    def __bool__(self):
        return bool(self._special) or self._digits != 0

    def __hash__(self):
        if self._special:
            if self._special == "sNaN":
                raise TypeError("Cannot hash a signaling NaN value.")
            return object.__hash__(self) if self.is_nan() else hash(float(self))
        from fractions import Fraction

        return hash(Fraction(*self.as_integer_ratio()))

    def _compared(self, other):
        """-1, 0 or 1; None for NaN."""
        if self.is_nan() or other.is_nan():
            return None
        if self._special or other._special:
            a, b = float(self) if self._special else 0.0, float(other) if other._special else 0.0
        else:
            (a, below), (b, other_below) = self.as_integer_ratio(), other.as_integer_ratio()
            a, b = a * other_below, b * below
        return (a > b) - (a < b)

    def compare(self, other):
        other = _decimal(other)
        return self._nan(other) or Decimal(self._compared(other))

    def __neg__(self):
        return self._nan() or self.copy_negate().__pos__()

    def __pos__(self):
        # The sign is that of 0 + self.
        negative = self._sign and (bool(self) or getcontext().rounding == ROUND_FLOOR)
        return self._nan() or Decimal._of(negative, self._digits, self._exp, self._special)._fixed()

    def __abs__(self):
        return self._nan() or Decimal._of(False, self._digits, self._exp, self._special)._fixed()

    def copy_abs(self):
        return Decimal._of(False, self._digits, self._exp, self._special)

    def copy_negate(self):
        return Decimal._of(not self._sign, self._digits, self._exp, self._special)

    def _added(self, other):
        nan = self._nan(other)
        if nan is not None:
            return nan
        if self._special or other._special:
            if self._special and other._special and self._sign != other._sign:
                return getcontext()._signal(InvalidOperation, _NAN)
            return self if self._special else other
        exp = min(self._exp, other._exp)
        a = (-1 if self._sign else 1) * self._digits * 10 ** (self._exp - exp)
        b = (-1 if other._sign else 1) * other._digits * 10 ** (other._exp - exp)
        negative = a + b < 0
        if a + b == 0:
            negative = self._sign and other._sign or self._sign != other._sign and getcontext().rounding == ROUND_FLOOR
        return Decimal._of(negative, abs(a + b), exp)._fixed()

    def _multiplied(self, other):
        nan = self._nan(other)
        if nan is not None:
            return nan
        negative = self._sign != other._sign
        if self._special or other._special:
            if not self or not other:
                return getcontext()._signal(InvalidOperation, _NAN)
            return Decimal._of(negative, 0, 0, "Infinity")
        return Decimal._of(negative, self._digits * other._digits, self._exp + other._exp)._fixed()

    def _divided(self, other, context=None):
        context, nan, negative = context or getcontext(), self._nan(other), self._sign != other._sign
        if nan is not None:
            return nan
        if self._special:
            infinite = Decimal._of(negative, 0, 0, "Infinity")
            return context._signal(InvalidOperation, _NAN) if other._special else infinite
        if other._special:
            return Decimal._of(negative, 0, context.Emin - context.prec + 1)
        if not other:
            if not self:
                return context._signal(DivisionUndefined, _NAN)
            return context._signal(DivisionByZero, Decimal._of(negative, 0, 0, "Infinity"))
        ideal = self._exp - other._exp
        if not self:
            return Decimal._of(negative, 0, ideal)
        shift = max(len(str(other._digits)) - len(str(self._digits)) + context.prec + 1, 0)
        quotient, rest = divmod(self._digits * 10**shift, other._digits)
        exp = ideal - shift
        if rest:
            # The digit decides the rounding; it must not look like an exact half.
            quotient += quotient % 5 == 0
        else:
            while exp < ideal and quotient % 10 == 0:
                quotient, exp = quotient // 10, exp + 1
        return Decimal._of(negative, quotient, exp)._fixed(context)

    def _divmod(self, other):
        """The quotient without fraction and the remainder, which has the sign of self."""
        context, nan, negative = getcontext(), self._nan(other), self._sign != other._sign
        if nan is not None:
            return nan, nan
        if self._special:
            infinite = Decimal._of(negative, 0, 0, "Infinity")
            bad = context._signal(InvalidOperation, _NAN)
            return (bad if other._special else infinite), bad
        if not other:
            if not self:
                bad = context._signal(DivisionUndefined, _NAN)
                return bad, bad
            context._signal((InvalidOperation, DivisionByZero), _NAN)
            return Decimal._of(negative, 0, 0, "Infinity"), _NAN
        if other._special:
            return Decimal._of(negative, 0, 0), self._fixed()
        exp = min(self._exp, other._exp)
        a, b = self._digits * 10 ** (self._exp - exp), other._digits * 10 ** (other._exp - exp)
        if a // b >= 10**context.prec:
            bad = context._signal(DivisionImpossible, _NAN)
            return bad, bad
        return Decimal._of(negative, a // b, 0), Decimal._of(self._sign, a % b, exp)._fixed()

    def _modulo(self, other):
        if not self._special and not other._special and not other and self:
            return getcontext()._signal(InvalidOperation, _NAN)
        return self._divmod(other)[1]

    def _power(self, other):
        nan, context = self._nan(other), getcontext()
        if nan is not None:
            return nan
        if other.is_finite() and other == int(other):
            n = int(other)
            if n == 0:
                return Decimal(1) if self else context._signal(InvalidOperation, _NAN)
            if self._special or not self:
                return Decimal._of(self._sign and n % 2, 0, 0, "Infinity" if bool(self._special) == (n > 0) else None)
            if n < 0:
                return Decimal(1)._divided(Decimal._of(self._sign and n % 2, self._digits**-n, self._exp * -n), context)
            return Decimal._of(self._sign and n % 2, self._digits**n, self._exp * n)._fixed()
        if self._sign:
            return context._signal(InvalidOperation, _NAN)
        wide = context.copy()
        wide.prec += 10
        with localcontext(wide):
            result = (other * self.ln()).exp()
        return result._fixed()

    def __pow__(self, other, modulo=None):
        if not isinstance(other, (int, Decimal)):
            return NotImplemented
        return Decimal(pow(int(self), int(other), int(modulo))) if modulo is not None else self._power(_decimal(other))

    def __rpow__(self, other):
        return _decimal(other)._power(self) if isinstance(other, int) else NotImplemented

    def sqrt(self, context=None):
        context, nan = context or getcontext(), self._nan()
        if nan is not None:
            return nan
        if self._sign and self:
            return context._signal(InvalidOperation, _NAN)
        if self._special or not self:
            return self if self._special else Decimal._of(self._sign, 0, self._exp // 2)
        # An even exponent, and one digit more than the precision.
        shift = max(2 * (context.prec + 1) - len(str(self._digits)), 0)
        shift += (self._exp - shift) % 2
        digits, exp, ideal = self._digits * 10**shift, (self._exp - shift) // 2, self._exp // 2
        root = math.isqrt(digits)
        if root * root != digits:
            root += root % 5 == 0
        else:
            while exp < ideal and root % 10 == 0:
                root, exp = root // 10, exp + 1
        return Decimal._of(False, root, exp)._half_even(context)

    def exp(self, context=None):
        if self._special or not self:
            return self._nan() or (Decimal(1) if not self else Decimal(0) if self._sign else self)
        context = context or getcontext()
        if self.adjusted() > 6 or self.copy_abs() > 2302586:
            tiny = Decimal._of(False, 0, context.Emin - context.prec + 1)
            return tiny if self._sign else context._signal(Overflow, Decimal._of(False, 0, 0, "Infinity"))
        if self.adjusted() < -context.prec - 2:
            places = context.prec + 1
            return Decimal._of(False, 10**places + (-1 if self._sign else 1), -places)._half_even(context)
        from _decimal_log import exponential

        return Decimal._of(False, *exponential(*self.as_integer_ratio(), context.prec + 5))._half_even(context)

    def _half_even(self, context):
        """The number in the precision of the context; functions round in this way whatever the context says."""
        wide = context.copy()
        wide.rounding = ROUND_HALF_EVEN
        return self._fixed(wide)

    def ln(self, context=None):
        context = context or getcontext()
        if self._special or self._sign or not self:
            if self == 0:
                return Decimal._of(True, 0, 0, "Infinity")
            return self._nan() or (context._signal(InvalidOperation, _NAN) if self._sign else self)
        if self == 1:
            return Decimal(0)
        from _decimal_log import logarithm

        digits, exp = logarithm(self._digits, self._exp, context.prec + 5)
        return Decimal._of(digits < 0, abs(digits), exp)._half_even(context)

    def log10(self, context=None):
        context = context or getcontext()
        if self._special or self._sign or not self:
            return self.ln(context)
        if self._digits == 10 ** (len(str(self._digits)) - 1):
            return Decimal(self.adjusted())
        wide = Context(prec=context.prec + 10)
        return self.ln(wide)._divided(Decimal(10).ln(wide), wide)._half_even(context)

    def quantize(self, exp, rounding=None, context=None):
        """The number rounded to the exponent of another."""
        context, exp = context or getcontext(), _decimal(exp)
        nan = self._nan(exp)
        if nan is not None:
            return nan
        if self._special or exp._special:
            return self if self._special and exp._special else context._signal(InvalidOperation, _NAN)
        digits = _round_off(self._digits, exp._exp - self._exp, self._sign, rounding or context.rounding)
        if len(str(digits)) > context.prec:
            return context._signal(InvalidOperation, _NAN)
        return Decimal._of(self._sign, digits, exp._exp)

    def normalize(self, context=None):
        nan = self._nan()
        if nan is not None or self._special:
            return self if nan is None else nan
        value = self._fixed(context)
        digits, exp = value._digits, value._exp
        while digits and digits % 10 == 0:
            digits, exp = digits // 10, exp + 1
        return Decimal._of(value._sign, digits, exp if digits else 0)

    def to_integral_value(self, rounding=None, context=None):
        if self._special or self._exp >= 0:
            return self
        return Decimal._of(self._sign, _round_off(self._digits, -self._exp, self._sign,
                                                  rounding or (context or getcontext()).rounding), 0)

    to_integral = to_integral_exact = to_integral_value

    def max(self, other):
        return other if _decimal(other) > self else self

    def min(self, other):
        return other if _decimal(other) < self else self

    def same_quantum(self, other):
        return self._exp == _decimal(other)._exp

    real = property(lambda self: self)
    imag = property(lambda self: Decimal(0))

    def conjugate(self):
        return self

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _decimal(value):
    return value if isinstance(value, Decimal) else Decimal(value)


def _operators(function, symbol):
    def operate(a, b):
        if isinstance(b, float):
            raise TypeError(f"unsupported operand type(s) for {symbol}: 'decimal.Decimal' and 'float'")
        return function(a, _decimal(b)) if isinstance(b, (int, Decimal)) else NotImplemented

    def reflect(b, a):
        if isinstance(a, float):
            raise TypeError(f"unsupported operand type(s) for {symbol}: 'float' and 'decimal.Decimal'")
        return function(_decimal(a), b) if isinstance(a, int) else NotImplemented

    return operate, reflect


def _floor_divided(a, b):
    if a.is_finite() and not b and a or a.is_infinite() and b.is_finite():
        return a._divided(b)
    return a._divmod(b)[0]


def _subtracted(a, b):
    return a._nan(b) or a._added(b.copy_negate())


for _name, _symbol, _function in (
    ("add", "+", Decimal._added), ("sub", "-", _subtracted), ("mul", "*", Decimal._multiplied),
    ("truediv", "/", Decimal._divided), ("floordiv", "//", _floor_divided), ("mod", "%", Decimal._modulo),
    ("divmod", "divmod()", Decimal._divmod),
):
    _operate, _reflect = _operators(_function, _symbol)
    setattr(Decimal, f"__{_name}__", _operate)
    setattr(Decimal, f"__r{_name}__", _reflect)


def _comparison(accept, ordered):
    def compare(self, other):
        if isinstance(other, float):
            other = Decimal.from_float(other)
        elif isinstance(other, numbers.Rational) and not isinstance(other, int):
            self, other = self * other.denominator, Decimal(other.numerator)
        elif not isinstance(other, (int, Decimal)):
            return NotImplemented
        result = self._compared(_decimal(other))
        if result is None:
            if ordered:
                getcontext()._signal(InvalidOperation, _NAN)
            return accept is _UNEQUAL
        return accept(result)

    return compare


_UNEQUAL = lambda c: c != 0
for _name, _accept in {
    "eq": lambda c: c == 0, "ne": _UNEQUAL, "lt": lambda c: c < 0, "le": lambda c: c <= 0, "gt": lambda c: c > 0,
    "ge": lambda c: c >= 0,
}.items():
    setattr(Decimal, f"__{_name}__", _comparison(_accept, _name not in ("eq", "ne")))
numbers.Number.register(Decimal)
_NAN = Decimal._of(False, 0, 0, "NaN")
