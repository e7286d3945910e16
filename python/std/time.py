"""Times; UTC is the only time zone."""

from _time import monotonic, perf_counter, perf_counter_ns, process_time, sleep, time, time_ns

__all__ = ["asctime", "ctime", "gmtime", "localtime", "mktime", "monotonic", "perf_counter", "perf_counter_ns",
           "process_time", "sleep", "strftime", "strptime", "struct_time", "time", "time_ns"]  # fmt: skip

timezone = altzone = daylight = 0
tzname = ("UTC", "UTC")
_FIELDS = ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"]


class struct_time(tuple):
    """A time in nine parts, which have names, too."""

    __match_args__ = tuple(_FIELDS)
    n_fields = 11
    n_sequence_fields = 9
    tm_zone, tm_gmtoff = "UTC", 0

    def __new__(cls, parts):
        made = super().__new__(cls, parts)
        if len(made) != 9:
            raise TypeError(f"time.struct_time() takes an at least 9-sequence ({len(made)}-sequence given)")
        return made

    def __repr__(self):
        parts = ", ".join(f"{name}={value}" for name, value in zip(_FIELDS, self))
        return f"time.struct_time({parts})"


for _number, _name in enumerate(_FIELDS):
    setattr(struct_time, _name, property(lambda self, number=_number: self[number]))


def gmtime(seconds=None):
    from datetime import datetime, timedelta

    moment = datetime(1970, 1, 1) + timedelta(seconds=int(time() if seconds is None else seconds))
    return struct_time((*moment.timetuple()[:8], 0))


localtime = gmtime


def mktime(parts):
    from datetime import datetime

    return float((datetime(*parts[:6]) - datetime(1970, 1, 1)).total_seconds())


def _moment(parts):
    from datetime import datetime

    return datetime(*(gmtime() if parts is None else parts)[:6])


def strftime(format, parts=None):
    return _moment(parts).strftime(format)


def strptime(text, format="%a %b %d %H:%M:%S %Y"):
    from datetime import datetime

    return datetime.strptime(text, format).timetuple()


def asctime(parts=None):
    return _moment(parts).ctime()


def ctime(seconds=None):
    return asctime(gmtime(seconds))
