"""Dates and times."""

MINYEAR, MAXYEAR = 1, 9999
_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
_DAYS_PER_400_YEARS = 146097


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year, month):
    return 29 if month == 2 and _is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _ordinal(year, month, day):
    """The number of a day; 1 is the first day of year 1."""
    before = year - 1
    leap = month > 2 and _is_leap(year)
    return before * 365 + before // 4 - before // 100 + before // 400 + _BEFORE_MONTH[month] + leap + day


def _from_ordinal(n):
    cycles, n = divmod(n - 1, _DAYS_PER_400_YEARS)
    centuries, n = divmod(n, 36524)
    fours, n = divmod(n, 1461)
    ones, n = divmod(n, 365)
    year = cycles * 400 + centuries * 100 + fours * 4 + ones + 1
    if ones == 4 or centuries == 4:
        return year - 1, 12, 31
    month = 1
    while n >= _days_in(year, month):
        n -= _days_in(year, month)
        month += 1
    return year, month, n + 1


def _check_date(year, month, day):
    for value in (year, month, day):
        _whole(value)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in(year, month):
        raise ValueError("day is out of range for month")


def _check_time(hour, minute, second, microsecond, fold, tzinfo_):
    for value in (hour, minute, second, microsecond):
        _whole(value)
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    if tzinfo_ is not None and not isinstance(tzinfo_, tzinfo):
        raise TypeError(
            f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tzinfo_).__name__}'"
        )


def _whole(value):
    if not hasattr(type(value), "__index__"):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def _shown_offset(offset, separator=":"):
    if offset is None:
        return ""
    sign = "-" if offset.days < 0 else "+"
    total = abs(offset)
    minutes, seconds = divmod(total.days * 86400 + total.seconds, 60)
    text = f"{sign}{minutes // 60:02}{separator}{minutes % 60:02}"
    if seconds or total.microseconds:
        text += f"{separator}{seconds:02}"
        text += f".{total.microseconds:06}" if total.microseconds else ""
    return text


class timedelta:
    """A span of time."""

    __slots__ = ("_days", "_seconds", "_microseconds")

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        total, rest = 0, 0.0
        # Whole parts are added exactly; only the fractions are floats.
        for name, value, factor in (
            ("days", days, 86400000000), ("seconds", seconds, 1000000), ("microseconds", microseconds, 1),
            ("milliseconds", milliseconds, 1000), ("minutes", minutes, 60000000), ("hours", hours, 3600000000),
            ("weeks", weeks, 604800000000),
        ):
            if isinstance(value, int):
                total += value * factor
            elif isinstance(value, float):
                whole = int(value)
                total += whole * factor
                rest += (value - whole) * factor
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        if rest:
            whole = int(rest // 1)
            total, rest = total + whole, rest - whole
            total += rest > 0.5 or rest == 0.5 and total % 2
        return cls._of(total)

    @classmethod
    def _of(cls, microseconds):
        self = object.__new__(cls)
        seconds, self._microseconds = divmod(microseconds, 1000000)
        self._days, self._seconds = divmod(seconds, 86400)
        if not -(2**31) <= self._days < 2**31:
            raise OverflowError("Python int too large to convert to C int")
        if not -999999999 <= self._days <= 999999999:
            raise OverflowError(f"days={self._days}; must have magnitude <= 999999999")
        return self

    days = property(lambda self: self._days)
    seconds = property(lambda self: self._seconds)
    microseconds = property(lambda self: self._microseconds)

    def _total(self):
        return (self._days * 86400 + self._seconds) * 1000000 + self._microseconds

    def total_seconds(self):
        return self._total() / 10**6

    def __getnewargs__(self):
        return self._days, self._seconds, self._microseconds

    def __repr__(self):
        parts = [f"{name}={value}" for name in ("days", "seconds", "microseconds") if (value := getattr(self, name))]
        return f"{_module_of(self)}({', '.join(parts) or '0'})"

    def __str__(self):
        minutes, seconds = divmod(self._seconds, 60)
        text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        if self._days:
            text = f"{self._days} day{'s' if abs(self._days) != 1 else ''}, {text}"
        return text + (f".{self._microseconds:06}" if self._microseconds else "")

    def __add__(self, other):
        return timedelta._of(self._total() + other._total()) if isinstance(other, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        return timedelta._of(self._total() - other._total()) if isinstance(other, timedelta) else NotImplemented

    def __neg__(self):
        return timedelta._of(-self._total())

    def __pos__(self):
        return self

    def __abs__(self):
        return timedelta._of(abs(self._total()))

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._of(self._total() * other)
        if isinstance(other, float):
            above, below = other.as_integer_ratio()
            return timedelta._of(_nearest(self._total() * above, below))
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._total() / other._total()
        if isinstance(other, int):
            return timedelta._of(_nearest(self._total(), other))
        if isinstance(other, float):
            above, below = other.as_integer_ratio()
            return timedelta._of(_nearest(self._total() * below, above))
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._total() // other._total()
        return timedelta._of(self._total() // other) if isinstance(other, int) else NotImplemented

    def __mod__(self, other):
        return timedelta._of(self._total() % other._total()) if isinstance(other, timedelta) else NotImplemented

    def __divmod__(self, other):
        return (self // other, self % other) if isinstance(other, timedelta) else NotImplemented

    def __eq__(self, other):
        return self._total() == other._total() if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._total() < other._total() if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._total() <= other._total() if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._total() > other._total() if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._total() >= other._total() if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        return hash(self._total())

    def __bool__(self):
        return self._total() != 0


def _nearest(a, b):
    """a / b as the nearest whole number; half goes to the even one."""
    if b < 0:
        a, b = -a, -b
    quotient, rest = divmod(a, b)
    return quotient + (2 * rest > b or 2 * rest == b and quotient % 2)


def _module_of(self):
    kind = type(self)
    return f"{kind.__module__}.{kind.__qualname__}"


timedelta.min, timedelta.max = timedelta(-999999999), timedelta(999999999, 86399, 999999)
timedelta.resolution = timedelta(microseconds=1)


class tzinfo:
    """Base of time zones."""

    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        offset, dst = dt.utcoffset(), dt.dst()
        if offset is None or dst is None:
            raise ValueError("fromutc: tzinfo.utcoffset() or dst() returned None")
        local = dt + (offset - dst)
        return local + local.dst()


class timezone(tzinfo):
    """A time zone with a fixed distance from UTC."""

    def __init__(self, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if not -timedelta(1) < offset < timedelta(1):
            raise ValueError(
                "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), "
                f"not {offset!r}."
            )
        self._offset, self._name = offset, name

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        return f"{_module_of(self)}({self._offset!r}{'' if self._name is None else f', {self._name!r}'})"

    def __str__(self):
        return self.tzname(None)

    def utcoffset(self, dt):
        return self._offset

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + (_shown_offset(self._offset) if self._offset else "")

    def dst(self, dt):
        return None

    def fromutc(self, dt):
        return dt + self._offset

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


UTC = timezone.utc = timezone(timedelta(0))
timezone.min, timezone.max = timezone(-timedelta(hours=23, minutes=59)), timezone(timedelta(hours=23, minutes=59))

from _datetime_classes import date, datetime, time

date.min, date.max, date.resolution = date(1, 1, 1), date(9999, 12, 31), timedelta(1)
time.min, time.max, time.resolution = time(), time(23, 59, 59, 999999), timedelta(microseconds=1)
datetime.min, datetime.max = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
__all__ = ["MAXYEAR", "MINYEAR", "UTC", "date", "datetime", "time", "timedelta", "timezone", "tzinfo"]
