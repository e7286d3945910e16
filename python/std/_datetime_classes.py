"""The classes date, time and datetime."""

import time as _clock
from datetime import (
    _check_date, _check_time, _from_ordinal, _module_of, _ordinal, _shown_offset, _whole, timedelta,
)

__name__ = "datetime"
_KEEP = object()
_DAYS, _MONTHS = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _compared(kinds):
    """Gives a class its comparisons, by its `_key`, with the objects that `kinds` allows."""

    def decorate(cls):
        for name in ("__lt__", "__le__", "__gt__", "__ge__"):

            def compare(self, other, name=name):
                if not kinds(self, other):
                    return NotImplemented
                if (self.utcoffset() is None) != (other.utcoffset() is None) if hasattr(self, "utcoffset") else False:
                    raise TypeError(f"can't compare offset-naive and offset-aware {type(self).__name__}s")
                return getattr(self._key(), name)(other._key())

            compare.__name__ = name
            setattr(cls, name, compare)
        return cls

    return decorate


@_compared(lambda a, b: isinstance(b, date) and isinstance(a, datetime) == isinstance(b, datetime))
class date:
    """A day."""

    __slots__ = ("_year", "_month", "_day")

    def __new__(cls, year, month=None, day=None):
        _whole(year)
        if month is None or day is None:
            missing, position = ("month", 2) if month is None else ("day", 3)
            raise TypeError(f"function missing required argument '{missing}' (pos {position})")
        _check_date(year, month, day)
        self = object.__new__(cls)
        self._year, self._month, self._day = year, month, day
        return self

    year = property(lambda self: self._year)
    month = property(lambda self: self._month)
    day = property(lambda self: self._day)

    @classmethod
    def fromtimestamp(cls, timestamp):
        return cls(*_clock.localtime(timestamp)[:3])

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_clock.time())

    @classmethod
    def fromordinal(cls, n):
        if not 1 <= n <= 3652059:
            raise ValueError(f"ordinal must be >= 1" if n < 1 else f"year {_from_ordinal(n)[0]} is out of range")
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, date_string):
        from _strptime import iso_date

        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            return cls(*iso_date(date_string))
        except IndexError:
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None

    @classmethod
    def fromisocalendar(cls, year, week, day):
        if not 1 <= day <= 7:
            raise ValueError(f"Invalid weekday: {day} (range is [1, 7])")
        first = _ordinal(year, 1, 4)
        first -= (first + 6) % 7
        weeks = 53 if date.fromordinal(first + 52 * 7 + 3)._year == year else 52
        if not 1 <= week <= weeks:
            raise ValueError(f"Invalid week: {week}")
        return cls.fromordinal(first + (week - 1) * 7 + day - 1)

    @classmethod
    def strptime(cls, date_string, format):
        return datetime.strptime(date_string, format).date()

    def _key(self):
        return self._year, self._month, self._day

    def __getnewargs__(self):
        return self._year, self._month, self._day

    def __repr__(self):
        return f"{_module_of(self)}({self._year}, {self._month}, {self._day})"

    def isoformat(self):
        return f"{self._year:04}-{self._month:02}-{self._day:02}"

    def __str__(self):
        return self.isoformat()

    def ctime(self):
        return f"{_DAYS[self.weekday()]} {_MONTHS[self._month - 1]} {self._day:2} 00:00:00 {self._year:04}"

    def strftime(self, format):
        from _strptime import format_time

        return format_time(self, format)

    def __format__(self, spec):
        if not isinstance(spec, str):
            raise TypeError(f"must be str, not {type(spec).__name__}")
        return self.strftime(spec) if spec else str(self)

    def timetuple(self):
        parts = (*self._key()[:3], 0, 0, 0, self.weekday(), self.toordinal() - _ordinal(self._year, 1, 1) + 1, -1)
        return _clock.struct_time(parts)

    def toordinal(self):
        return _ordinal(self._year, self._month, self._day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.toordinal() % 7 or 7

    def isocalendar(self):
        # The week belongs to the year of its Thursday.
        thursday = date.fromordinal(self.toordinal() + 3 - self.weekday())
        week = (thursday.toordinal() - _ordinal(thursday._year, 1, 1)) // 7 + 1
        return IsoCalendarDate((thursday._year, week, self.isoweekday()))

    def replace(self, year=None, month=None, day=None):
        parts = [old if new is None else new for old, new in zip(self._key(), (year, month, day))]
        return type(self)(*parts)

    __replace__ = replace

    def __eq__(self, other):
        if not isinstance(other, date) or isinstance(other, datetime):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return _shifted(type(self), self.toordinal() + other.days)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return _shifted(type(self), self.toordinal() - other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented


def _shifted(cls, ordinal):
    if not 1 <= ordinal <= 3652059:
        raise OverflowError("date value out of range")
    return cls.fromordinal(ordinal)


class IsoCalendarDate(tuple):
    """The year, the week and the weekday of the ISO calendar."""

    __slots__ = ()
    year, week, weekday = (property(lambda self, i=i: self[i]) for i in range(3))

    def __repr__(self):
        return "datetime.IsoCalendarDate(year=%d, week=%d, weekday=%d)" % self


def _clock_text(self, timespec):
    hms, parts = f"{self._hour:02}:{self._minute:02}:{self._second:02}", self._microsecond
    if timespec == "auto":
        timespec = "microseconds" if parts else "seconds"
    forms = {
        "hours": hms[:2], "minutes": hms[:5], "seconds": hms, "milliseconds": f"{hms}.{parts // 1000:03}",
        "microseconds": f"{hms}.{parts:06}",
    }
    if timespec not in forms:
        raise ValueError("Unknown timespec value")
    return forms[timespec] + _shown_offset(self.utcoffset())


@_compared(lambda a, b: isinstance(b, time))
class time:
    """A time of day."""

    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        _check_time(hour, minute, second, microsecond, fold, tzinfo)
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._fold = tzinfo, fold
        return self

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    @classmethod
    def fromisoformat(cls, time_string):
        from _strptime import iso_time

        try:
            return cls(*iso_time(time_string.removeprefix("T")))
        except IndexError:
            raise ValueError(f"Invalid isoformat string: {time_string!r}") from None

    def __getnewargs__(self):
        return self._hour, self._minute, self._second, self._microsecond, self._tzinfo

    def _key(self):
        seconds = (self._hour * 60 + self._minute) * 60 + self._second
        key = timedelta(seconds=seconds, microseconds=self._microsecond)
        return key - self.utcoffset() if self.utcoffset() is not None else key

    def __eq__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        return (self.utcoffset() is None) == (other.utcoffset() is None) and self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def isoformat(self, timespec="auto"):
        return _clock_text(self, timespec)

    __str__ = isoformat

    def __repr__(self):
        parts = [self._hour, self._minute, self._second, self._microsecond]
        while len(parts) > 2 and parts[-1] == 0:
            parts.pop()
        zone = f", tzinfo={self._tzinfo!r}" if self._tzinfo is not None else ""
        return f"{_module_of(self)}({', '.join(map(str, parts))}{zone}{', fold=1' if self._fold else ''})"

    def strftime(self, format):
        from _strptime import format_time

        return format_time(self, format)

    __format__ = date.__format__

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(None)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=_KEEP, *, fold=None):
        news = (hour, minute, second, microsecond)
        parts = [old if new is None else new for old, new in zip(self.__getnewargs__(), news)]
        zone = self._tzinfo if tzinfo is _KEEP else tzinfo
        return type(self)(*parts, zone, fold=self._fold if fold is None else fold)

    __replace__ = replace


from _datetime_moment import datetime
