"""Dates on axes: days since 1970."""

import calendar
import datetime
import math

import numpy as np

from .cbook import iterable
from .ticker import Formatter, Locator

_EPOCH = datetime.datetime(1970, 1, 1)


def date2num(d):
    """Days since 1970 for a date, or for each of several."""
    if iterable(d) and not isinstance(d, str):
        return np.array([date2num(one) for one in d])
    if isinstance(d, datetime.datetime):
        d = d.replace(tzinfo=None) - (d.utcoffset() or datetime.timedelta())
        return (d - _EPOCH).total_seconds() / 86400
    if isinstance(d, datetime.date):
        return float(d.toordinal() - _EPOCH.toordinal())
    return float(d)


def num2date(x, tz=None):
    if iterable(x):
        return [num2date(one) for one in x]
    return _EPOCH + datetime.timedelta(microseconds=round(float(x) * 86400e6))


def datestr2num(d):
    return date2num(datetime.datetime.fromisoformat(d))


# Steps between ticks: a name, how many of it, and its days.
_STEPS = [("microsecond", n, n / 86400e6) for n in (1, 10, 100, 1000, 10000, 100000)]
_STEPS += [("second", n, n / 86400) for n in (1, 5, 10, 15, 30)] + [("minute", n, n / 1440) for n in (1, 5, 10, 15, 30)]
_UNITS = ("year", "month", "day", "hour", "minute", "second", "microsecond")


def _start(unit, value):
    """A date with everything below a unit at its start."""
    place = _UNITS.index(unit)
    parts = [getattr(value, u) for u in _UNITS[: place + 1]] + [1, 1, 0, 0, 0, 0, 0][place + 1 :]
    return datetime.datetime(*parts)


def _shifted(date, months):
    """A date some months later. Short months end earlier."""
    months += date.year * 12 + date.month - 1
    year, month = max(months // 12, 1), months % 12 + 1
    return date.replace(year=year, month=month, day=min(date.day, calendar.monthrange(year, month)[1]))


def _before(low, high):
    """A view's length before its start, in months and a rest. Intervals of locators count from there."""
    months = (high.year - low.year) * 12 + high.month - low.month
    months -= _shifted(low, months) > high
    return _shifted(low, -months) - (high - _shifted(low, months))


class _Rule(Locator):
    """Ticks at dates with a unit that is a multiple of a number."""

    def __init__(self, unit, interval=1, by=None, start=(1, 1), free=False):
        """`by` are the wanted numbers of the unit; `start` is the month and day of a year, or the day of a month. A `free` rule counts from before the view."""
        self.unit, self.interval, self.by, self.start, self.free = unit, interval, by, start, free

    def tick_values(self, vmin, vmax):
        if not all(map(math.isfinite, (vmin, vmax))) or not -700000 < vmin <= vmax < 2900000:
            raise ValueError(f"these are no dates: {vmin:g} to {vmax:g} days after 1970-01-01")
        low, high = num2date(vmin), num2date(vmax)
        found = []
        if self.unit == "year":
            first, last = low.year // self.interval * self.interval, -(-high.year // self.interval) * self.interval
            for year in range(max(first, 1), min(last, 9999) + 1, self.interval):
                found.append(datetime.datetime(year, *self.start))
        elif self.unit in ("month", "day"):
            year, month, since = low.year, low.month, _before(low, high)
            while (year, month) <= (high.year, high.month):
                if self.unit == "month":
                    days = _listed(self.start[1]) if month in self.by and ((year - since.year) * 12 + month - since.month) % self.interval == 0 else ()
                else:
                    days = self.by
                last = calendar.monthrange(year, month)[1]
                # Negative days count from the end of the month.
                found += sorted([datetime.datetime(year, month, day if day > 0 else last + 1 + day) for day in days if day and -last <= day <= last])
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            if self.unit == "day":
                found = [day for day in found if (day.date() - since.date()).days % self.interval == 0]
        elif self.by is not None:
            above = "day" if self.unit == "hour" else "hour"
            at = _start(above, low)
            while at <= high and len(found) <= self.MAXTICKS:
                found += [at + datetime.timedelta(**{self.unit + "s": number}) for number in self.by]
                at += datetime.timedelta(**{above + "s": 1})
        else:
            size = {"hour": 3600, "minute": 60, "second": 1, "microsecond": 1e-6}[self.unit] * self.interval
            at = _start(self.unit, _before(low, high)) if self.free else _start("day", low)
            seconds = math.floor((low - at).total_seconds() / size) * size
            end = (high - at).total_seconds()
            while seconds <= end and len(found) <= self.MAXTICKS:
                found.append(at + datetime.timedelta(seconds=seconds))
                seconds += size
        days = np.array([date2num(d) for d in found])
        if self.unit == "year":
            return self._checked(days)
        return self._checked(days[(days >= vmin) & (days <= vmax)] if len(days) else days)

    def nonsingular(self, v0, v1):
        return _room(v0, v1)


def _room(v0, v1):
    if not (math.isfinite(v0) and math.isfinite(v1)):
        return date2num(datetime.date(1970, 1, 1)), date2num(datetime.date(1970, 1, 2))
    if v1 < v0:
        v0, v1 = v1, v0
    return (v0 - 730.5, v1 + 730.5) if v0 == v1 else (v0, v1)


class AutoDateLocator(Locator):
    """Ticks at round dates, from five to nine."""

    def __init__(self, tz=None, minticks=5, maxticks=None, interval_multiples=True):
        self.minticks = minticks
        self._rule = None

    def nonsingular(self, v0, v1):
        return _room(v0, v1)

    def view_limits(self, vmin, vmax):
        return vmin, vmax

    def tick_values(self, vmin, vmax):
        self._rule = self._choose(*sorted((vmin, vmax)))
        return self._rule.tick_values(*sorted((vmin, vmax)))

    def _choose(self, vmin, vmax):
        low, high = num2date(vmin), num2date(vmax)
        months = (high.year - low.year) * 12 + high.month - low.month - (high.day < low.day)
        counts = {"year": months // 12, "month": months, "day": math.floor(vmax - vmin), "hour": math.floor((vmax - vmin) * 24), "minute": math.floor((vmax - vmin) * 1440), "second": math.floor((vmax - vmin) * 86400)}
        intervals = {"year": (1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500, 1000), "month": (1, 2, 3, 4, 6), "day": (1, 2, 4, 7, 14), "hour": (1, 2, 3, 4, 6, 12), "minute": (1, 5, 10, 15, 30), "second": (1, 5, 10, 15, 30)}
        most = {"year": 11, "month": 12, "day": 11, "hour": 12, "minute": 11, "second": 11}
        for unit, count in counts.items():
            if count < self.minticks:
                continue
            for interval in intervals[unit]:
                if count <= interval * (most[unit] - 1):
                    break
            if unit == "month":
                return _Rule(unit, 1, list(range(1, 13, interval)))
            if unit == "day":
                by = {7: [1, 8, 15, 22], 14: [1, 15]}.get(interval) or list(range(1, 32, interval))
                return _Rule(unit, 1, by)
            return _Rule(unit, interval)
        span = vmax - vmin
        for unit, interval, days in _STEPS[:6]:
            if span <= days * 8:
                break
        return _Rule(unit, interval)


def _listed(numbers):
    return numbers if numbers is None else sorted(numbers) if iterable(numbers) else [numbers]


MO, TU, WE, TH, FR, SA, SU = range(7)


class YearLocator(_Rule):
    def __init__(self, base=1, month=1, day=1, tz=None):
        super().__init__("year", base, start=(month, day))


class MonthLocator(_Rule):
    def __init__(self, bymonth=None, bymonthday=1, interval=1, tz=None):
        super().__init__("month", interval, _listed(bymonth) or list(range(1, 13)), (1, bymonthday))


class DayLocator(_Rule):
    def __init__(self, bymonthday=None, interval=1, tz=None):
        super().__init__("day", interval, _listed(bymonthday) or list(range(1, 32)))


class WeekdayLocator(_Rule):
    def __init__(self, byweekday=1, interval=1, tz=None):
        super().__init__("day", interval, _listed(byweekday))

    def tick_values(self, vmin, vmax):
        days = np.arange(math.ceil(vmin), math.floor(vmax) + 1)
        since = math.floor(date2num(_before(num2date(vmin), num2date(vmax))))
        return self._checked(days[np.isin((days + 3) % 7, self.by) & ((days - since) % self.interval == 0)].astype(float))


class HourLocator(_Rule):
    def __init__(self, byhour=None, interval=1, tz=None):
        super().__init__("hour", interval, _listed(byhour), free=True)


class MinuteLocator(_Rule):
    def __init__(self, byminute=None, interval=1, tz=None):
        super().__init__("minute", interval, _listed(byminute), free=True)


class DateFormatter(Formatter):
    def __init__(self, fmt, tz=None, usetex=None):
        self.fmt = fmt

    def __call__(self, x, pos=None):
        return num2date(x).strftime(self.fmt)


class AutoDateFormatter(Formatter):
    """As much of a date as the distance of the ticks needs."""

    FORMATS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "hour": "%m-%d %H", "minute": "%d %H:%M", "second": "%H:%M:%S", "microsecond": "%M:%S.%f"}

    def __init__(self, locator, tz=None, defaultfmt="%Y-%m-%d", usetex=None):
        self._locator, self.defaultfmt = locator, defaultfmt

    def __call__(self, x, pos=None):
        rule = getattr(self._locator, "_rule", self._locator)
        return num2date(x).strftime(self.FORMATS[getattr(rule, "unit", "day")] if rule is not None else self.defaultfmt)


class ConciseDateFormatter(AutoDateFormatter):
    pass
