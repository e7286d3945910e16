"""Where the ticks of an axis are, and what is written at them."""

import math

import numpy as np

from ._rc import rcParams


def nonsingular(vmin, vmax, expander=0.001, tiny=1e-15, increasing=True):
    """An interval that is not empty."""
    vmin, vmax = float(vmin), float(vmax)
    if not (math.isfinite(vmin) and math.isfinite(vmax)):
        return -expander, expander
    swapped = vmax < vmin
    if swapped:
        vmin, vmax = vmax, vmin
    largest = max(abs(vmin), abs(vmax))
    if largest < 1e6 / tiny * 2.2250738585072014e-308:
        vmin, vmax = -expander, expander
    elif vmax - vmin <= largest * tiny:
        if vmax == 0 and vmin == 0:
            vmin, vmax = -expander, expander
        else:
            vmin, vmax = vmin - expander * abs(vmin), vmax + expander * abs(vmax)
    if swapped and not increasing:
        vmin, vmax = vmax, vmin
    return vmin, vmax


class Locator:
    axis = None
    MAXTICKS = 1000

    def set_axis(self, axis):
        self.axis = axis

    def __call__(self):
        return self.tick_values(*self.axis.get_view_interval())

    def nonsingular(self, v0, v1):
        return nonsingular(v0, v1, expander=0.05)

    def view_limits(self, vmin, vmax):
        return nonsingular(vmin, vmax)

    def _checked(self, locs):
        if len(locs) > self.MAXTICKS:
            raise ValueError(f"Locator attempting to generate {len(locs)} ticks, which exceeds Locator.MAXTICKS ({self.MAXTICKS})")
        return locs


class NullLocator(Locator):
    def tick_values(self, vmin, vmax):
        return np.array([])


class FixedLocator(Locator):
    def __init__(self, locs, nbins=None):
        self.locs = np.asarray(locs, float)
        self.nbins = max(nbins, 2) if nbins is not None else None

    def tick_values(self, vmin, vmax):
        if self.nbins is None:
            return self.locs
        step = max(int(math.ceil(len(self.locs) / self.nbins)), 1)
        # Of the ways to leave out ticks the one with the tick nearest to 0.
        return min((self.locs[i::step] for i in range(step)), key=lambda ticks: np.abs(ticks).min() if ticks.size else math.inf)


class IndexLocator(Locator):
    def __init__(self, base, offset):
        self._base, self.offset = base, offset

    def tick_values(self, vmin, vmax):
        return self._checked(np.arange(vmin + self.offset, vmax + 1, self._base))


class MultipleLocator(Locator):
    def __init__(self, base=1.0, offset=0.0):
        self._base, self._offset = float(base), offset

    def tick_values(self, vmin, vmax):
        vmin, vmax = sorted((vmin - self._offset, vmax - self._offset))
        step = self._base
        if not (vmax - vmin) / step < 1e5:
            self._checked(range(10**9))
        low = math.ceil(vmin / step - 1e-10)
        count = (vmax - low * step + 0.001 * step) // step
        return self._checked((low - 1 + np.arange(count + 3)) * step + self._offset)


class LinearLocator(Locator):
    def __init__(self, numticks=11, presets=None):
        self.numticks = numticks

    def tick_values(self, vmin, vmax):
        return np.linspace(vmin, vmax, self.numticks)


class MaxNLocator(Locator):
    def __init__(self, nbins=10, steps=None, integer=False, symmetric=False, prune=None, min_n_ticks=2):
        self.set_params(nbins, steps, integer, symmetric, prune, min_n_ticks)

    def set_params(self, nbins=None, steps=None, integer=None, symmetric=None, prune=None, min_n_ticks=None):
        if nbins is not None:
            self._nbins = nbins if nbins == "auto" else int(nbins)
        if steps is not None or not hasattr(self, "_steps"):
            steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] if steps is None else list(steps)
            self._steps = ([1] if steps[0] != 1 else []) + steps + ([10] if steps[-1] != 10 else [])
        for name, value in (("_integer", integer), ("_symmetric", symmetric), ("_min", min_n_ticks)):
            if value is not None:
                setattr(self, name, value)
        self._prune = prune

    def _raw(self, vmin, vmax):
        bins = self._nbins
        if bins == "auto":
            bins = min(max(self.axis.get_tick_space(), max(1, self._min - 1)), 9) if self.axis is not None else 9
        if not 1 <= bins <= self.MAXTICKS:
            raise ValueError(f"nbins is from 1 to {self.MAXTICKS}, not {bins}")
        span, middle = abs(vmax - vmin), (vmax + vmin) / 2
        # Far from 0 the ticks are counted from a round number near by.
        offset = 0.0 if abs(middle) / span < 100 else math.copysign(10 ** (math.log10(abs(middle)) // 1), middle)
        scale = 10 ** (math.log10(span / bins) // 1)
        low, high = vmin - offset, vmax - offset
        steps = [s * scale for s in [0.1 * s for s in self._steps[:-1]] + self._steps + [10 * self._steps[1]]]
        if self._integer:
            steps = [s for s in steps if s < 1 or abs(s - round(s)) < 0.001]
        raw = (high - low) / bins
        large = [i for i, s in enumerate(steps) if s >= raw]
        last = large[0] if large else len(steps) - 1
        ticks = np.array([])
        for step in steps[last::-1]:
            if self._integer and math.floor(high) - math.ceil(low) >= self._min - 1:
                step = max(1, step)
            best = (low // step) * step
            first, end = _below(low - best, step, offset), _above(high - best, step, offset)
            ticks = np.arange(first, end + 1) * step + best
            if np.count_nonzero((ticks <= high) & (ticks >= low)) >= self._min:
                break
        return ticks + offset

    def tick_values(self, vmin, vmax):
        if self._symmetric:
            vmax = max(abs(vmin), abs(vmax))
            vmin = -vmax
        vmin, vmax = nonsingular(vmin, vmax, expander=1e-13, tiny=1e-14)
        locs = self._raw(vmin, vmax)
        if self._prune in ("lower", "both"):
            locs = locs[1:]
        if self._prune in ("upper", "both"):
            locs = locs[:-1]
        return self._checked(locs)

    def view_limits(self, dmin, dmax):
        dmin, dmax = nonsingular(dmin, dmax, expander=1e-12, tiny=1e-13)
        if rcParams["axes.autolimit_mode"] == "round_numbers":
            locs = self._raw(dmin, dmax)
            return locs[0], locs[-1]
        return dmin, dmax


def _close(part, edge, step, offset):
    room = 1e-10 if offset == 0 else min(0.4999, max(1e-10, 10 ** (math.log10(abs(offset) / step) - 12)))
    return abs(part - edge) < room


def _below(x, step, offset):
    whole, rest = divmod(x, step)
    return whole + 1 if _close(rest / step, 1, step, offset) else whole


def _above(x, step, offset):
    whole, rest = divmod(x, step)
    return whole if _close(rest / step, 0, step, offset) else whole + 1


class AutoLocator(MaxNLocator):
    def __init__(self):
        super().__init__(nbins="auto", steps=[1, 2, 2.5, 5, 10])


class AutoMinorLocator(Locator):
    def __init__(self, n=None):
        self.ndivs = n

    def __call__(self):
        major = np.unique(self.axis.get_majorticklocs())
        if len(major) < 2:
            return np.array([])
        step = major[1] - major[0]
        digits = round(10 ** (math.log10(step) % 1), 3)
        parts = self.ndivs if isinstance(self.ndivs, int) else 5 if digits in (1, 2.5, 5, 10) else 4
        small = step / parts
        low, high = sorted(self.axis.get_view_interval())
        first = round((low - major[0]) / small)
        last = round((high - major[0]) / small) + 1
        return self._checked(np.arange(first, last) * small + major[0])

    def tick_values(self, vmin, vmax):
        raise NotImplementedError("Cannot get tick locations for a AutoMinorLocator")


class LogLocator(Locator):
    def __init__(self, base=10.0, subs=(1.0,), *, numticks=None):
        self._base, self._subs, self.numticks = float(base), subs, numticks

    def nonsingular(self, vmin, vmax):
        if vmin > vmax:
            vmin, vmax = vmax, vmin
        if not (math.isfinite(vmin) and math.isfinite(vmax)) or vmax <= 0:
            return 1.0, 10.0
        low = self.axis.get_minpos() if self.axis is not None else 1e-300
        if not math.isfinite(low):
            low = 1e-300
        if vmin <= 0:
            vmin = low
        if vmin == vmax:
            b = self._base
            at = _log(vmin, b)
            down, up = math.floor(at), math.ceil(at)
            vmin, vmax = b ** float(down - (down == at)), b ** float(up + (up == at))
        return vmin, vmax

    def view_limits(self, vmin, vmax):
        return self.nonsingular(vmin, vmax)

    def _decades(self, first, last, middle, count):
        """The exponents of the ticks, one beyond each end, and their distance."""
        inside = last - first + 1
        stride = inside // (count + 1) + 1
        count = min(count, math.ceil(inside / stride))
        if count == 0:
            return [first - 1, last + 1], last - first + 2
        if count == 1:
            at = round(middle)
            stride = max(at - first + 1, last + 1 - at)
            return [at - stride, at, at + stride], stride
        stride = (inside - 1) // (count - 1)
        if stride < inside / count:
            stride = inside // count
        # Exponents that are multiples of the stride are best, if as many of them are in view.
        least, most = max(inside - stride * count, 0), min(inside - stride * (count - 1), stride)
        shift = -first % stride
        if not least <= shift < most:
            shift = least
        return list(range(first + shift - stride, last + stride + 1, stride)), stride

    def tick_values(self, vmin, vmax):
        count = self.numticks
        if count is None or count == "auto":
            count = min(max(self.axis.get_tick_space(), 2), 9) if self.axis is not None else 9
        b = self._base
        if vmin <= 0:
            vmin = self.axis.get_minpos() if self.axis is not None else 0
            if vmin <= 0 or not math.isfinite(vmin):
                raise ValueError("Data cannot be log-scaled because all values are <= 0.")
        if vmax < vmin:
            vmin, vmax = vmax, vmin
        low, high = _log(vmin, b), _log(vmax, b)
        first, last = math.ceil(low), math.floor(high)
        inside = last - first + 1
        subs = self._subs
        if isinstance(subs, str):
            if inside >= 10 or b < 3:
                if subs == "auto":
                    return np.array([])
                subs = [1.0]
            else:
                subs = np.arange(2.0 if subs == "auto" else 1.0, b)
        subs = np.asarray(subs, float)
        decades, stride = self._decades(first, last, (low + high) / 2, count)
        if len(subs) == 1 and subs[0] == 1:
            return self._checked(b ** np.array(decades, float))
        locs = np.array([])
        if stride == 1 or inside <= 1:
            locs = (subs[None, :] * b ** np.arange(first - 1, last + 1, dtype=float)[:, None]).ravel()
        seen = len(decades) - 2 + np.count_nonzero((vmin <= locs) & (locs <= vmax))
        if len(subs) > 1 and stride == 1 and seen <= 1:
            return AutoLocator().tick_values(vmin, vmax)
        return self._checked(locs)


def _log(x, base):
    return math.log10(x) if base == 10 else math.log2(x) if base == 2 else math.log(x) / math.log(base)


class SymmetricalLogLocator(Locator):
    def __init__(self, transform=None, subs=None, linthresh=None, base=10.0):
        self._base, self._linthresh = base, linthresh

    def tick_values(self, vmin, vmax):
        t, b = self._linthresh, self._base
        ticks = {0.0} if vmin <= 0 <= vmax else set()
        for sign, end in ((1, vmax), (-1, -vmin)):
            if end > t:
                first, last = math.floor(math.log(t) / math.log(b) + 1e-9), math.floor(math.log(end) / math.log(b) + 1e-9)
                step = max((last - first) // 7, 1)
                ticks |= {sign * b ** float(e) for e in range(first, last + 1, step)}
        return np.array(sorted(ticks))


class Formatter:
    axis = None
    locs = ()

    def set_axis(self, axis):
        self.axis = axis

    def __call__(self, x, pos=None):
        raise NotImplementedError("Derived must override")

    def format_ticks(self, values):
        self.set_locs(values)
        return [self(value, i) for i, value in enumerate(values)]

    def set_locs(self, locs):
        self.locs = locs

    def get_offset(self):
        return ""

    @staticmethod
    def fix_minus(s):
        return s.replace("-", "\u2212") if rcParams["axes.unicode_minus"] else s


class NullFormatter(Formatter):
    def __call__(self, x, pos=None):
        return ""


class FixedFormatter(Formatter):
    def __init__(self, seq):
        self.seq = seq

    def __call__(self, x, pos=None):
        return self.seq[pos] if pos is not None and pos < len(self.seq) else ""


class FuncFormatter(Formatter):
    def __init__(self, func):
        self.func = func

    def __call__(self, x, pos=None):
        return self.func(x, pos)


class FormatStrFormatter(Formatter):
    def __init__(self, fmt):
        self.fmt = fmt

    def __call__(self, x, pos=None):
        return self.fmt % x


class StrMethodFormatter(Formatter):
    def __init__(self, fmt):
        self.fmt = fmt

    def __call__(self, x, pos=None):
        text = self.fmt.format(x=x, pos=pos)
        return self.fix_minus(text) if x < 0 else text


class PercentFormatter(Formatter):
    def __init__(self, xmax=100, decimals=None, symbol="%", is_latex=False):
        self.xmax, self.decimals, self._symbol = xmax, decimals, symbol

    def __call__(self, x, pos=None):
        low, high = self.axis.get_view_interval()
        value, decimals = 100 * x / self.xmax, self.decimals
        if decimals is None:
            span = 100 * abs(high - low) / self.xmax
            decimals = 0 if span <= 0 else min(max(math.ceil(2 - math.log10(2 * span)), 0), 5)
        return self.fix_minus(f"{value:0.{int(decimals)}f}") + (self._symbol or "")


class ScalarFormatter(Formatter):
    def __init__(self, useOffset=None, useMathText=None, useLocale=None):
        self.offset, self._scientific, self._power, self._decimals = 0, True, 0, 0
        self._limits = rcParams["axes.formatter.limits"]
        self._math = rcParams["axes.formatter.use_mathtext"] if useMathText is None else useMathText
        self.set_useOffset(rcParams["axes.formatter.useoffset"] if useOffset is None else useOffset)

    def set_useOffset(self, val):
        if isinstance(val, bool):
            self.offset, self._use_offset = 0, val
        else:
            self.offset, self._use_offset = val, False

    def set_scientific(self, b):
        self._scientific = bool(b)

    def set_powerlimits(self, lims):
        if len(lims) != 2:
            raise ValueError("'lims' must be a sequence of length 2")
        self._limits = lims

    def set_useMathText(self, val):
        self._math = bool(val)

    def __call__(self, x, pos=None):
        if not len(self.locs):
            return ""
        value = (x - self.offset) / 10.0**self._power
        text = f"{0 if abs(value) < 1e-8 else value:.{self._decimals}f}"
        return self.fix_minus(f"$\\mathdefault{{{text}}}$" if self._math else text)

    def set_locs(self, locs):
        self.locs = locs
        if not len(locs):
            return
        low, high = sorted(self.axis.get_view_interval())
        values = [float(v) for v in locs]
        inside = [v for v in values if low <= v <= high]
        if self._use_offset:
            self.offset = self._find_offset(inside)
        self._power = self._find_power(inside, low, high)
        self._decimals = self._find_decimals(values, low, high)

    def _find_offset(self, inside):
        """A number that all ticks share, if it makes their labels shorter."""
        if not inside:
            return 0
        low, high = min(inside), max(inside)
        if low == high or low <= 0 <= high:
            return 0
        small, large = sorted((abs(low), abs(high)))
        top = math.ceil(math.log10(large))
        power = top
        while small // 10.0**power == large // 10.0**power:
            power -= 1
        power += 1
        if (large - small) / 10.0**power <= 1e-2:
            power = top
            while large // 10.0**power - small // 10.0**power <= 1:
                power -= 1
            power += 1
        share = large // 10.0**power
        if share < 10 ** (rcParams["axes.formatter.offset_threshold"] - 1):
            return 0
        return math.copysign(1, low) * share * 10.0**power

    def _find_power(self, inside, low, high):
        if not self._scientific:
            return 0
        first, last = self._limits
        if first == last != 0:
            return first
        if not inside:
            return 0
        largest = high - low if self.offset else max(abs(v) for v in inside)
        power = math.floor(math.log10(largest)) if largest else 0
        return power if power <= first or power >= last else 0

    def _find_decimals(self, values, low, high):
        def scaled(v):
            return (v - self.offset) / 10.0**self._power

        ticks = [scaled(v) for v in values]
        wide = ticks if len(ticks) > 1 else ticks + [scaled(low), scaled(high)]
        span = max(wide) - min(wide) or max(abs(v) for v in wide) or 1
        power = math.floor(math.log10(span))
        digits = max(0, 3 - power)
        room = 1e-3 * 10.0**power
        # Digits are taken away as long as no label changes.
        while digits >= 0 and max(abs(v - round(v, digits)) for v in ticks) < room:
            digits -= 1
        return digits + 1

    def format_data(self, value):
        if not value:
            return "0"
        e = math.floor(math.log10(abs(value)))
        s = round(value / 10.0**e, 10)
        head = self.fix_minus("%d" % s if s % 1 == 0 else "%1.10g" % s)
        if e == 0:
            return head
        exponent = self.fix_minus("%d" % e)
        if self._math:
            power = "10^{%s}" % exponent
            return power if s == 1 else f"{head} \\times {power}"
        return f"{head}e{exponent}"

    def get_offset(self):
        if not len(self.locs) or not (self._power or self.offset):
            return ""
        shift = ("+" if self.offset > 0 else "") + self.format_data(self.offset) if self.offset else ""
        if self._math:
            power = f"\\times\\mathdefault{{{self.format_data(10.0**self._power)}}}" if self._power else ""
            return self.fix_minus(f"${power}\\mathdefault{{{shift}}}$")
        return self.fix_minus((f"1e{self._power}" if self._power else "") + shift)


class LogFormatter(Formatter):
    """Powers as 10^n; between them only what a short axis needs."""

    def __init__(self, base=10.0, labelOnlyBase=False, minor_thresholds=(1, 0.4), linthresh=None):
        self._base, self.labelOnlyBase, self._thresholds, self._shown = float(base), labelOnlyBase, minor_thresholds, None

    def set_locs(self, locs=None):
        self.locs = locs
        if not math.isfinite(self._thresholds[0]):
            self._shown = None
            return
        b = self._base
        low, high = sorted(self.axis.get_view_interval())
        if low <= 0:
            self._shown = {1}
            return
        low, high = _log(low, b), _log(high, b)
        if math.floor(high) - math.floor(math.nextafter(low, -math.inf)) > self._thresholds[0]:
            self._shown = {1}
        elif high - low > self._thresholds[1]:
            c = np.geomspace(1, b, int(b) // 2 + 1)
            self._shown = {int(round(v)) for v in c.tolist()}
        else:
            self._shown = set(range(1, int(b) + 1))

    def __call__(self, x, pos=None):
        if x == 0:
            return "$\\mathdefault{0}$"
        sign, size, b = "-" if x < 0 else "", abs(x), self._base
        fx = _log(size, b)
        whole = abs(fx - round(fx)) < 1e-9
        exponent = round(fx) if whole else math.floor(fx)
        part = round(size / b ** float(exponent))
        if self.labelOnlyBase and not whole:
            return ""
        if self._shown is not None and part not in self._shown:
            return ""
        base = "%d" % b if b % 1 == 0 else "%s" % b
        if whole:
            return (f"$\\mathdefault{{{sign}{base}^{{{exponent}}}}}$")
        if abs(size / b ** float(exponent) - part) < 1e-9:
            return (f"$\\mathdefault{{{sign}{part}\\times{base}^{{{exponent}}}}}$")
        return (f"$\\mathdefault{{{sign}{base}^{{{fx:.2f}}}}}$")


LogFormatterMathtext = LogFormatterSciNotation = LogFormatterExponent = LogFormatter


class EngFormatter(Formatter):
    PREFIXES = {-24: "y", -21: "z", -18: "a", -15: "f", -12: "p", -9: "n", -6: "\u00b5", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E", 21: "Z", 24: "Y"}

    def __init__(self, unit="", places=None, sep=" ", **_):
        self.unit, self.places, self.sep = unit, places, sep

    def __call__(self, x, pos=None):
        power = min(max(math.floor(math.log10(abs(x)) / 3) * 3, -24), 24) if x else 0
        value = x / 10.0**power
        text = f"{value:g}" if self.places is None else f"{value:.{self.places}f}"
        tail = self.PREFIXES[power] + self.unit
        return self.fix_minus(text) + (self.sep + tail if tail else "")
