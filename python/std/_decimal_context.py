"""Contexts and signals of Decimal."""

# The classes show themselves as members of decimal.
__name__ = "decimal"

ROUND_DOWN, ROUND_UP, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP = (
    "ROUND_DOWN", "ROUND_UP", "ROUND_CEILING", "ROUND_FLOOR", "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN",
    "ROUND_05UP",
)
MAX_PREC = MAX_EMAX = 999999999999999999
MIN_EMIN = -MAX_EMAX


class DecimalException(ArithmeticError):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionImpossible(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class Inexact(DecimalException):
    pass


class Rounded(DecimalException):
    pass


class Overflow(Inexact, Rounded):
    pass


class FloatOperation(DecimalException, TypeError):
    pass


class Context:
    """The precision, the rounding and the signals that raise."""

    def __init__(self, prec=None, rounding=None, Emin=-999999, Emax=999999, capitals=1, clamp=0, flags=None,
                 traps=None):
        self.prec, self.rounding = 28 if prec is None else prec, rounding or ROUND_HALF_EVEN
        self.Emin, self.Emax, self.capitals, self.clamp = Emin, Emax, capitals, clamp
        chosen = (InvalidOperation, DivisionByZero, Overflow) if traps is None else traps
        signals = (InvalidOperation, FloatOperation, DivisionByZero, Overflow, Inexact, Rounded)
        self.traps = dict(chosen) if isinstance(chosen, dict) else {signal: signal in chosen for signal in signals}
        self.flags = {signal: signal in (flags or ()) for signal in signals}

    def __setattr__(self, name, value):
        if name == "prec" and not 1 <= value <= MAX_PREC:
            raise ValueError("valid range for prec is [1, MAX_PREC]")
        if name == "rounding" and value not in _ROUNDINGS:
            raise TypeError(f"valid values for rounding are:\n  [{', '.join(_SHOWN_ROUNDINGS)}]")
        object.__setattr__(self, name, value)

    def copy(self):
        return Context(self.prec, self.rounding, self.Emin, self.Emax, self.capitals, self.clamp, (),
                       [signal for signal, on in self.traps.items() if on])

    def clear_flags(self):
        self.flags = dict.fromkeys(self.flags, False)

    def _signal(self, condition, result):
        """Raises the condition if its signal is trapped; else the result stands."""
        conditions = condition if isinstance(condition, tuple) else (condition,)
        signal = next(kind for kind in conditions[0].__mro__ if kind in self.flags)
        self.flags[signal] = True
        if self.traps[signal]:
            raise signal(list(conditions))
        return result

    def create_decimal(self, num="0"):
        from decimal import Decimal

        return Decimal(num)._fixed(self)

    def sqrt(self, a):
        from decimal import Decimal

        return Decimal(a).sqrt(self)

    def divide(self, a, b):
        from decimal import Decimal

        return Decimal(a)._divided(Decimal(b), self)

    def __repr__(self):
        on = [[kind.__name__ for kind, value in kinds.items() if value] for kinds in (self.flags, self.traps)]
        return (
            f"Context(prec={self.prec}, rounding={self.rounding}, Emin={self.Emin}, Emax={self.Emax}, "
            f"capitals={self.capitals}, clamp={self.clamp}, flags=[{', '.join(on[0])}], traps=[{', '.join(on[1])}])"
        )


# For each rounding: is the magnitude increased? It depends on the digits that are kept, on whether the rest is below
# (-1), at (0) or above (1) one half, and on the sign.
_ROUNDINGS = {
    ROUND_DOWN: lambda last, half, negative: False,
    ROUND_UP: lambda last, half, negative: True,
    ROUND_CEILING: lambda last, half, negative: not negative,
    ROUND_FLOOR: lambda last, half, negative: negative,
    ROUND_HALF_UP: lambda last, half, negative: half >= 0,
    ROUND_HALF_DOWN: lambda last, half, negative: half > 0,
    ROUND_HALF_EVEN: lambda last, half, negative: half > 0 or half == 0 and last % 2 == 1,
    ROUND_05UP: lambda last, half, negative: last % 10 in (0, 5),
}
_SHOWN_ROUNDINGS = (ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
                    ROUND_05UP)


def _round_off(digits, places, negative, rounding):
    """The coefficient without its last places."""
    if places <= 0:
        return digits * 10**-places
    unit = 10**places
    kept, rest = divmod(digits, unit)
    return kept + bool(rest and _ROUNDINGS[rounding](kept, (2 * rest > unit) - (2 * rest < unit), negative))


DefaultContext, BasicContext = Context(), Context(9, ROUND_HALF_UP)
ExtendedContext = Context(9, traps=[])
_current = Context()


def getcontext():
    return _current


def setcontext(context):
    global _current
    _current = context


class localcontext:
    """A context for a block."""

    def __init__(self, ctx=None, **options):
        self._new = (ctx or getcontext()).copy()
        for name, value in options.items():
            setattr(self._new, name, value)

    def __enter__(self):
        self._saved = getcontext()
        setcontext(self._new)
        return self._new

    def __exit__(self, *details):
        setcontext(self._saved)
