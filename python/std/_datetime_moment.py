"""The class datetime."""

import time as _clock
from _datetime_classes import _DAYS, _KEEP, _MONTHS, _clock_text, date, time
from datetime import _check_time, _from_ordinal, _module_of, _ordinal, timedelta, timezone

__name__ = "datetime"
_EPOCH = _ordinal(1970, 1, 1)


class datetime(date):
    """A day and a time of day."""

    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        self = date.__new__(cls, year, month, day)
        _check_time(hour, minute, second, microsecond, fold, tzinfo)
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._fold = tzinfo, fold
        return self

    hour, minute, second = time.hour, time.minute, time.second
    microsecond, tzinfo, fold = time.microsecond, time.tzinfo, time.fold

    @classmethod
    def _at(cls, microseconds, zone=None):
        """The moment so many microseconds after the first day of year 0."""
        days, rest = divmod(microseconds, 86400000000)
        if not 1 <= days <= 3652059:
            raise OverflowError("date value out of range")
        seconds, rest = divmod(rest, 1000000)
        return cls(*_from_ordinal(days), seconds // 3600, seconds // 60 % 60, seconds % 60, rest, zone)

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        utc = cls._at(round(timestamp * 10**6) + _EPOCH * 86400000000)
        if tz is not None:
            return tz.fromutc(utc.replace(tzinfo=tz))
        moment = _clock.localtime(timestamp // 1)
        return cls(*moment[:6], utc._microsecond)

    @classmethod
    def utcfromtimestamp(cls, t):
        return cls._at(round(t * 10**6) + _EPOCH * 86400000000)

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_clock.time(), tz)

    today = now

    @classmethod
    def utcnow(cls):
        return cls.utcfromtimestamp(_clock.time())

    @classmethod
    def combine(cls, date, time, tzinfo=_KEEP):
        zone = time._tzinfo if tzinfo is _KEEP else tzinfo
        return cls(date.year, date.month, date.day, *time.__getnewargs__()[:4], zone, fold=time._fold)

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, date_string):
        from _strptime import iso_datetime

        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            return cls(*iso_datetime(date_string))
        except IndexError:
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None

    @classmethod
    def strptime(cls, date_string, format):
        from _strptime import parse_time

        return parse_time(cls, date_string, format)

    def __getnewargs__(self):
        clock = (self._hour, self._minute, self._second, self._microsecond)
        return self._year, self._month, self._day, *clock, self._tzinfo

    def _microseconds(self):
        seconds = (self._hour * 60 + self._minute) * 60 + self._second
        return (self.toordinal() * 86400 + seconds) * 1000000 + self._microsecond

    def _key(self):
        offset = self.utcoffset()
        return self._microseconds() - (0 if offset is None else offset._total())

    def timestamp(self):
        if self._tzinfo is None:
            return _clock.mktime(self.timetuple()) + self._microsecond / 10**6
        return (self._key() - _EPOCH * 86400000000) / 10**6

    def date(self):
        return date(self._year, self._month, self._day)

    def time(self):
        return time(self._hour, self._minute, self._second, self._microsecond, fold=self._fold)

    def timetz(self):
        return time(*self.__getnewargs__()[3:], fold=self._fold)

    def timetuple(self):
        dst = self.dst()
        day = self.toordinal() - _ordinal(self._year, 1, 1) + 1
        flag = -1 if dst is None else int(bool(dst))
        return _clock.struct_time((*self.__getnewargs__()[:6], self.weekday(), day, flag))

    def utctimetuple(self):
        return (self - (self.utcoffset() or timedelta(0))).replace(tzinfo=timezone.utc).timetuple()

    def astimezone(self, tz=None):
        if tz is None:
            tz = timezone(timedelta(seconds=getattr(_clock.localtime(), "tm_gmtoff", 0)))
        offset = self.utcoffset()
        if offset is None:
            offset = timedelta(seconds=getattr(_clock.localtime(), "tm_gmtoff", 0))
        return tz.fromutc((self - offset).replace(tzinfo=tz))

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=_KEEP, *, fold=None):
        news = (year, month, day, hour, minute, second, microsecond)
        parts = [old if new is None else new for old, new in zip(self.__getnewargs__(), news)]
        zone = self._tzinfo if tzinfo is _KEEP else tzinfo
        return type(self)(*parts, zone, fold=self._fold if fold is None else fold)

    __replace__ = replace

    def ctime(self):
        clock = f"{self._hour:02}:{self._minute:02}:{self._second:02}"
        return f"{_DAYS[self.weekday()]} {_MONTHS[self._month - 1]} {self._day:2} {clock} {self._year:04}"

    def isoformat(self, sep="T", timespec="auto"):
        return f"{self._year:04}-{self._month:02}-{self._day:02}{sep}{_clock_text(self, timespec)}"

    def __str__(self):
        return self.isoformat(sep=" ")

    def __repr__(self):
        parts = list(self.__getnewargs__()[:7])
        while len(parts) > 5 and parts[-1] == 0:
            parts.pop()
        zone = f", tzinfo={self._tzinfo!r}" if self._tzinfo is not None else ""
        return f"{_module_of(self)}({', '.join(map(str, parts))}{zone}{', fold=1' if self._fold else ''})"

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(self)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(self)

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        return (self.utcoffset() is None) == (other.utcoffset() is None) and self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return type(self)._at(self._microseconds() + other._total(), self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return type(self)._at(self._microseconds() - other._total(), self._tzinfo)
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta._of(self._key() - other._key())


