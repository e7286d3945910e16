"""Exponentials and logarithms of Decimal, in whole numbers that stand for fractions of `scale`."""

import math


def _atanh_inverse(n, scale):
    """atanh(1 / n)."""
    term = total = scale // n
    k = 1
    while term:
        term //= n * n
        k += 2
        total += term // k
    return total


def log_ten(scale):
    return 46 * _atanh_inverse(31, scale) + 34 * _atanh_inverse(49, scale) + 20 * _atanh_inverse(161, scale)


def _exp(x, scale):
    """The series of exp for a small x, which is squared back."""
    halvings = max(x.bit_length() - scale.bit_length() + 8, 0)
    x >>= halvings
    term = total = scale
    n = 1
    while abs(term) > 1:
        term = term * x // (scale * n)
        total, n = total + term, n + 1
    for _ in range(halvings):
        total = total * total // scale
    return total


def exponential(above, below, places):
    """Coefficient and exponent of exp(above / below) with so many digits."""
    scale = 10 ** (places + 10)
    size = max(len(str(abs(above))) - len(str(below)), 0) + 2
    ten = log_ten(scale * 10**size)
    power = above * scale * 10**size // (below * ten)
    rest = (above * scale * 10**size // below - power * ten) // 10**size
    return _exp(rest, scale), power - places - 10


def logarithm(digits, exp, places):
    """Coefficient (with its sign) and exponent of the logarithm of digits * 10**exp."""
    size = len(str(digits))
    # A result near 0 loses as many digits as the number agrees with 1.
    near = max(size, places) if -2 <= exp + size <= 2 else 0
    scale = 10 ** (places + 20 + 2 * near)
    estimate = math.log(digits / 10**size) if size < 300 else math.log(int(str(digits)[:17]) / 10**17)
    guess = int(estimate * 10**15) * scale // 10**15
    quotient = digits * scale // 10**size * scale // _exp(guess, scale)
    # log(quotient) by the series of atanh: the quotient is within 1e-14 of 1.
    ratio = (quotient - scale) * scale // (quotient + scale)
    total, term, k = 0, ratio, 1
    while abs(term) > 1:
        total += term // k
        term = term * ratio // scale * ratio // scale
        k += 2
    return guess + 2 * total + (exp + size) * log_ten(scale), -(len(str(scale)) - 1)
