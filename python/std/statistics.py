"""Statistics. Means and variances are exact: the sums are fractions, and only the result is rounded."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, namedtuple
from fractions import Fraction


class StatisticsError(ValueError):
    pass


def _exact(values):
    """The kind of the values, their sum as a Fraction, and their number."""
    kind, sums, count, special = int, {}, 0, None
    for value in values:
        if type(value) is not kind:
            kind = _common(kind, type(value))
        count += 1
        try:
            above, below = value.as_integer_ratio()
        except AttributeError:
            raise TypeError(f"can't convert type '{type(value).__name__}' to numerator/denominator") from None
        except (OverflowError, ValueError):
            special = value if special is None else special + value
            continue
        sums[below] = sums.get(below, 0) + above
    if special is not None:
        return kind, special, count
    return kind, sum((Fraction(above, below) for below, above in sums.items()), Fraction(0)), count


def _common(a, b):
    if a is b or b is bool or issubclass(a, b):
        return a
    if a is int or issubclass(b, a):
        return b
    if b is int:
        return a
    if issubclass(a, float) or issubclass(b, float):
        if issubclass(a, (float, Fraction)) and issubclass(b, (float, Fraction)):
            return float
    raise TypeError(f"don't know how to coerce {a.__name__} and {b.__name__}")


def _convert(value, kind):
    """The exact result as the kind of number that the data have."""
    if type(value) is kind or not isinstance(value, Fraction):
        return value
    if issubclass(kind, int) and value.denominator != 1:
        kind = float
    try:
        return kind(value)
    except TypeError:
        return kind(value.numerator) / kind(value.denominator)


def _known(data, message):
    values = list(data)
    if not values:
        raise StatisticsError(message)
    return values


def mean(data):
    kind, total, n = _exact(data)
    if n < 1:
        raise StatisticsError("mean requires at least one data point")
    return _convert(total / n, kind)


def fmean(data, weights=None):
    values = _known(data, "fmean requires at least one data point")
    if weights is None:
        return math.fsum(values) / len(values)
    weights = list(weights)
    if len(weights) != len(values):
        raise StatisticsError("data and weights must be the same length")
    below = math.fsum(weights)
    if not below:
        raise StatisticsError("sum of weights must be non-zero")
    return math.sumprod(values, weights) / below


def geometric_mean(data):
    values = _known(data, "Must have a non-empty dataset")
    if any(value < 0 for value in values):
        raise StatisticsError(f"No negative inputs allowed: {next(v for v in values if v < 0)!r}")
    if not all(values):
        return 0.0
    return math.exp(math.fsum(map(math.log, values)) / len(values))


def harmonic_mean(data, weights=None):
    values = _known(data, "harmonic_mean requires at least one data point")
    if weights is None:
        weights = [1] * len(values)
    weights = list(weights)
    if len(weights) != len(values):
        raise StatisticsError("Number of weights does not match data size")
    if any(value < 0 for value in values):
        raise StatisticsError("harmonic mean does not support negative values")
    if len(values) == 1:
        return values[0]
    if not all(values):
        return 0
    kind, total, _ = _exact(w / v for v, w in zip(values, weights))
    return _convert(_exact(weights)[1] / total, kind)


def median(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    middle, odd = divmod(len(values), 2)
    return values[middle] if odd else (values[middle - 1] + values[middle]) / 2


def median_low(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    return values[(len(values) - 1) // 2]


def median_high(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    return values[len(values) // 2]


def median_grouped(data, interval=1.0):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    x = values[len(values) // 2]
    below, upto = bisect_left(values, x), bisect_right(values, x)
    return float(x) - interval / 2.0 + interval * (len(values) / 2 - below) / (upto - below)


def mode(data):
    """The first of the most frequent values."""
    counts = Counter(iter(data)).most_common(1)
    if not counts:
        raise StatisticsError("no mode for empty data")
    return counts[0][0]


def multimode(data):
    counts = Counter(iter(data))
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method="exclusive"):
    """The n - 1 values that cut the data into n equal parts."""
    if n < 1:
        raise StatisticsError("n must be at least 1")
    values = sorted(data)
    if len(values) < 2:
        if len(values) == 1:
            return values * (n - 1)
        raise StatisticsError("must have at least one data point")
    if method not in ("inclusive", "exclusive"):
        raise ValueError(f"Unknown method: {method!r}")
    inclusive, size = method == "inclusive", len(values)
    out = []
    for i in range(1, n):
        if inclusive:
            j, delta = divmod(i * (size - 1), n)
        else:
            j = min(max(i * (size + 1) // n, 1), size - 1)
            delta = i * (size + 1) - j * n
            j -= 1
        out.append((values[j] * (n - delta) + values[j + 1] * delta) / n)
    return out


def _squares(data, center=None):
    """The kind, the exact sum of squared differences to the center or mean, the exact mean, and the number."""
    values = list(data)
    kind, total, n = _exact(values)
    if center is None:
        center = total / n if n else 0
        if not isinstance(total, Fraction):
            return kind, total - total, center, n
    center = Fraction(*center.as_integer_ratio())
    return kind, sum(((Fraction(*value.as_integer_ratio()) - center) ** 2 for value in values), Fraction(0)), center, n


def variance(data, xbar=None):
    kind, squares, _, n = _squares(data, xbar)
    if n < 2:
        raise StatisticsError("variance requires at least two data points")
    return _convert(squares / (n - 1), kind)


def pvariance(data, mu=None):
    kind, squares, _, n = _squares(data, mu)
    if n < 1:
        raise StatisticsError("pvariance requires at least one data point")
    return _convert(squares / n, kind)


def _root(value):
    """The square root of a Fraction, rounded once."""
    if not isinstance(value, Fraction):
        return math.sqrt(value)
    above, below = value.numerator, value.denominator
    if above == 0:
        return 0.0
    # A whole root with at least 55 bits; its last bit stands for all that follow.
    shift = (above.bit_length() - below.bit_length() - 112) // 2
    if shift >= 0:
        below <<= 2 * shift
    else:
        above <<= -2 * shift
    whole = above // below
    root = math.isqrt(whole)
    root |= root * root != whole or whole * below != above
    return root * 2**shift / 1 if shift >= 0 else root / 2**-shift


def stdev(data, xbar=None):
    _, squares, _, n = _squares(data, xbar)
    if n < 2:
        raise StatisticsError("stdev requires at least two data points")
    return _root(squares / (n - 1))


def pstdev(data, mu=None):
    _, squares, _, n = _squares(data, mu)
    if n < 1:
        raise StatisticsError("pstdev requires at least one data point")
    return _root(squares / n)


def _centered(x, y, name):
    x, y = list(x), list(y)
    if len(x) != len(y):
        raise StatisticsError(f"{name} requires that both inputs have same number of data points")
    if len(x) < 2:
        raise StatisticsError(f"{name} requires at least two data points")
    return x, y


def covariance(x, y, /):
    x, y = _centered(x, y, "covariance")
    xbar, ybar = math.fsum(x) / len(x), math.fsum(y) / len(y)
    return math.sumprod([a - xbar for a in x], [b - ybar for b in y]) / (len(x) - 1)


def _ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    ordered = sorted(values)
    ranks = [0.0] * len(values)
    for i in order:
        low, high = bisect_left(ordered, values[i]), bisect_right(ordered, values[i])
        ranks[i] = (low + high - 1) / 2 + (1 - len(values)) / 2
    return ranks


def correlation(x, y, /, *, method="linear"):
    x, y = _centered(x, y, "correlation")
    if method not in ("linear", "ranked"):
        raise ValueError(f"Unknown method: {method!r}")
    if method == "ranked":
        x, y = _ranks(x), _ranks(y)
    else:
        xbar, ybar = math.fsum(x) / len(x), math.fsum(y) / len(y)
        x, y = [a - xbar for a in x], [b - ybar for b in y]
    sxx, syy = math.sumprod(x, x), math.sumprod(y, y)
    if not sxx or not syy:
        raise StatisticsError("at least one of the inputs is constant")
    # One step of Newton's method takes the rounding of the product out of the root.
    root = math.sqrt(sxx * syy)
    root += math.sumprod((sxx, root), (syy, -root)) / (2.0 * root)
    return math.sumprod(x, y) / root


LinearRegression = namedtuple("LinearRegression", ("slope", "intercept"))


def linear_regression(x, y, /, *, proportional=False):
    """The line with the least squares."""
    x, y = _centered(x, y, "linear regression")
    xbar = ybar = 0.0
    if not proportional:
        xbar, ybar = math.fsum(x) / len(x), math.fsum(y) / len(y)
        x, y = [a - xbar for a in x], [b - ybar for b in y]
    sxx = math.sumprod(x, x)
    if not sxx:
        raise StatisticsError("x is constant")
    slope = (math.sumprod(x, y) + 0.0) / sxx
    return LinearRegression(slope=slope, intercept=0.0 if proportional else ybar - slope * xbar)


# The coefficients of AS 241, the highest power first: near the middle, in the tails and far out in them.
_MIDDLE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
     1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
     687.1870074920579083, 42.313330701600911252, 1.0),
)
_NEAR = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)


def _polynomial(coefficients, x):
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


class NormalDist:
    """A normal distribution."""

    __slots__ = ("_mu", "_sigma")

    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError("sigma must be non-negative")
        self._mu, self._sigma = float(mu), float(sigma)

    @classmethod
    def from_samples(cls, data):
        values = list(data)
        return cls(fmean(values), stdev(values))

    mean = median = mode = property(lambda self: self._mu)
    stdev = property(lambda self: self._sigma)
    variance = property(lambda self: self._sigma * self._sigma)

    def samples(self, n, *, seed=None):
        import random

        draw = random.random if seed is None else random.Random(seed).random
        return [self.inv_cdf(draw()) for _ in range(n)]

    def pdf(self, x):
        if not self._sigma:
            raise StatisticsError("pdf() not defined when sigma is zero")
        variance = self._sigma * self._sigma
        diff = x - self._mu
        return math.exp(diff * diff / (-2.0 * variance)) / math.sqrt(math.tau * variance)

    def cdf(self, x):
        if not self._sigma:
            raise StatisticsError("cdf() not defined when sigma is zero")
        return 0.5 * math.erfc((self._mu - x) / (self._sigma * math.sqrt(2.0)))

    def inv_cdf(self, p):
        """The value below which this share lies, by Wichura's algorithm AS 241."""
        if p <= 0.0 or p >= 1.0:
            raise StatisticsError("p must be in the range 0.0 < p < 1.0")
        q = p - 0.5
        if abs(q) <= 0.425:
            r = 0.180625 - q * q
            x = _polynomial(_MIDDLE[0], r) * q / _polynomial(_MIDDLE[1], r)
            return self._mu + x * self._sigma
        r = math.sqrt(-math.log(p if q <= 0.0 else 1.0 - p))
        coefficients, r = (_NEAR, r - 1.6) if r <= 5.0 else (_FAR, r - 5.0)
        x = _polynomial(coefficients[0], r) / _polynomial(coefficients[1], r)
        return self._mu + (-x if q < 0.0 else x) * self._sigma

    def quantiles(self, n=4):
        return [self.inv_cdf(i / n) for i in range(1, n)]

    def zscore(self, x):
        if not self._sigma:
            raise StatisticsError("zscore() not defined when sigma is zero")
        return (x - self._mu) / self._sigma

    def __add__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu + other._mu, math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu + other, self._sigma)

    def __sub__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu - other._mu, math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu - other, self._sigma)

    def __mul__(self, factor):
        return NormalDist(self._mu * factor, self._sigma * abs(factor))

    def __truediv__(self, factor):
        return NormalDist(self._mu / factor, self._sigma / abs(factor))

    def __neg__(self):
        return NormalDist(-self._mu, self._sigma)

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other):
        if not isinstance(other, NormalDist):
            return NotImplemented
        return (self._mu, self._sigma) == (other._mu, other._sigma)

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return f"NormalDist(mu={self._mu!r}, sigma={self._sigma!r})"
