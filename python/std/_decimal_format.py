"""Format specifications of Decimal."""

import re
from _decimal_context import _round_off, getcontext
from decimal import Decimal

_SPEC = re.compile(
    r"(?:(?P<fill>.)?(?P<align>[<>=^]))?(?P<sign>[-+ ])?(?P<z>z)?(?P<alt>#)?(?P<zero>0)?(?P<width>\d+)?(?P<comma>[,_])?"
    r"(?:\.(?P<precision>\d+))?(?P<type>[eEfFgGn%])?\Z",
    re.DOTALL,
)


def format_decimal(value, spec):
    found = _SPEC.match(spec)
    if found is None:
        raise ValueError("invalid format string")
    kind, precision = found["type"], found["precision"]
    places = None if precision is None else int(precision)
    body = _body(value, kind, places)
    if found["comma"] and not value._special:
        whole, rest = re.match(r"(\d+)(.*)", body, re.DOTALL).groups()
        body = f"{int(whole):{found['comma']}}{rest}"
    negative = value._sign
    sign = "-" if negative else found["sign"] if found["sign"] in ("+", " ") else ""
    width, fill, align = int(found["width"] or 0), found["fill"] or " ", found["align"] or ">"
    if found["zero"] and not found["align"]:
        fill, align = " " if value._special else "0", "="
    if align == "=" and not value._special:
        return sign + body.rjust(width - len(sign), fill)
    return {"=": str.rjust, "<": str.ljust, ">": str.rjust, "^": str.center}[align](sign + body, width, fill)


def _body(value, kind, places):
    """The digits without the sign."""
    if value._special:
        return str(value.copy_abs()) + ("%" if kind == "%" else "")
    digits, exp, rounding = value._digits, value._exp, getcontext().rounding
    if kind is None and places is None:
        return str(value.copy_abs())
    if kind == "%":
        exp += 2
    if kind in ("e", "E"):
        if places is not None:
            if not digits:
                return f"{0:.{places}f}{kind}{exp + places:+}"
            digits, exp = _significant(value, digits, exp, places + 1, rounding)
        text = str(digits)
        if places is not None:
            text, exp = text.ljust(places + 1, "0"), exp - max(places + 1 - len(text), 0)
        shown = text[0] + ("." + text[1:] if len(text) > 1 else "")
        return f"{shown}{kind}{exp + len(text) - 1:+}"
    if kind in ("f", "F", "%"):
        if places is not None:
            digits, exp = _round_off(digits, -places - exp, value._sign, rounding), -places
        elif exp > 0:
            digits, exp = digits * 10**exp, 0
        text = str(digits).rjust(1 - exp, "0")
        shown = text[: len(text) + exp] + ("." + text[exp:] if exp else "")
        return shown + ("%" if kind == "%" else "")
    if places is not None and len(str(digits)) > max(places, 1):
        digits, exp = _significant(value, digits, exp, max(places, 1), rounding)
    text = str(Decimal._of(False, digits, exp))
    return text.replace("E", "e") if kind in ("g", "n") else text


def _significant(value, digits, exp, count, rounding):
    excess = len(str(digits)) - count
    if excess <= 0:
        return digits, exp
    digits = _round_off(digits, excess, value._sign, rounding)
    if len(str(digits)) > count:
        return digits // 10, exp + excess + 1
    return digits, exp + excess
