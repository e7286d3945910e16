"""Texts of dates and times: formats, their parsing, and ISO 8601."""

import re
from datetime import _days_in, _ordinal, _shown_offset, date, datetime, timedelta, timezone

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"]


def format_time(value, format):
    """strftime for date, time and datetime."""
    day = value if isinstance(value, date) else date(1900, 1, 1)
    hour, minute, second = getattr(value, "_hour", 0), getattr(value, "_minute", 0), getattr(value, "_second", 0)
    clock = f"{hour:02}:{minute:02}:{second:02}"
    in_year = day.toordinal() - _ordinal(day.year, 1, 1) + 1

    def zone(separator):
        offset = value.utcoffset() if hasattr(value, "utcoffset") else None
        if offset is None:
            return ""
        return _shown_offset(offset, separator)

    codes = {
        "a": lambda: _DAYS[day.weekday()][:3],
        "A": lambda: _DAYS[day.weekday()],
        "w": lambda: str(day.isoweekday() % 7),
        "d": lambda: f"{day.day:02}",
        "e": lambda: f"{day.day:2}",
        "b": lambda: _MONTHS[day.month - 1][:3],
        "h": lambda: _MONTHS[day.month - 1][:3],
        "B": lambda: _MONTHS[day.month - 1],
        "m": lambda: f"{day.month:02}",
        "y": lambda: f"{day.year % 100:02}",
        "Y": lambda: str(day.year),
        "C": lambda: f"{day.year // 100:02}",
        "H": lambda: f"{hour:02}",
        "I": lambda: f"{hour % 12 or 12:02}",
        "p": lambda: "AM" if hour < 12 else "PM",
        "M": lambda: f"{minute:02}",
        "S": lambda: f"{second:02}",
        "f": lambda: f"{getattr(value, '_microsecond', 0):06}",
        "z": lambda: zone(""),
        "Z": lambda: (value.tzname() or "") if hasattr(value, "tzname") else "",
        "j": lambda: f"{in_year:03}",
        "U": lambda: f"{(in_year + 6 - day.isoweekday() % 7) // 7:02}",
        "W": lambda: f"{(in_year + 6 - day.weekday()) // 7:02}",
        "G": lambda: str(day.isocalendar()[0]),
        "V": lambda: f"{day.isocalendar()[1]:02}",
        "u": lambda: str(day.isoweekday()),
        "c": lambda: f"{_DAYS[day.weekday()][:3]} {_MONTHS[day.month - 1][:3]} {day.day:2} {clock} {day.year}",
        "x": lambda: f"{day.month:02}/{day.day:02}/{day.year % 100:02}",
        "D": lambda: f"{day.month:02}/{day.day:02}/{day.year % 100:02}",
        "F": lambda: f"{day.year}-{day.month:02}-{day.day:02}",
        "X": lambda: clock,
        "T": lambda: clock,
        "R": lambda: clock[:5],
        "r": lambda: f"{hour % 12 or 12:02}{clock[2:]} {'AM' if hour < 12 else 'PM'}",
        "s": lambda: str(int(value.timestamp())) if isinstance(value, datetime) else "",
        "n": lambda: "\n",
        "t": lambda: "\t",
        "%": lambda: "%",
        ":z": lambda: zone(":"),
        "-d": lambda: str(day.day),
        "-m": lambda: str(day.month),
        "-H": lambda: str(hour),
        "-I": lambda: str(hour % 12 or 12),
        "-M": lambda: str(minute),
        "-S": lambda: str(second),
        "-j": lambda: str(in_year),
        "-y": lambda: str(day.year % 100),
    }

    def fill(found):
        make = codes.get(found[1])
        return found[0] if make is None else make()

    return re.sub(r"%([:-]?[a-zA-Z%])", fill, format)


def _names(names):
    return "(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + ")"


_PATTERNS = {
    "a": _names(name[:3] for name in _DAYS), "A": _names(_DAYS), "b": _names(name[:3] for name in _MONTHS),
    "B": _names(_MONTHS), "d": r"(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])", "m": r"(1[0-2]|0[1-9]|[1-9])", "Y": r"(\d\d\d\d)",
    "y": r"(\d\d)", "H": r"(2[0-3]|[01]\d|\d)", "I": r"(1[0-2]|0[1-9]|[1-9])", "M": r"([0-5]\d|\d)",
    "S": r"(6[01]|[0-5]\d|\d)", "f": r"(\d{1,6})", "p": "(am|pm)",
    "j": r"(36[0-6]|3[0-5]\d|[12]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])",
    "z": r"([+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|Z)", "Z": "(utc|gmt)", "w": "([0-6])", "u": "([1-7])",
    "U": r"(5[0-3]|[0-4]\d|\d)", "W": r"(5[0-3]|[0-4]\d|\d)", "G": r"(\d\d\d\d)", "V": r"(5[0-3]|0[1-9]|[1-4]\d|\d)",
}
_COMBINED = {"c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S", "T": "%H:%M:%S", "D": "%m/%d/%y",
             "F": "%Y-%m-%d", "R": "%H:%M"}


def parse_time(cls, text, format):
    """datetime.strptime."""
    for value in (text, format):
        if not isinstance(value, str):
            raise TypeError(f"strptime() argument {1 if value is text else 2} must be str, not {type(value).__name__}")
    wanted = re.sub(r"%([cxXTDFR])", lambda found: _COMBINED[found[1]], format)
    codes, pattern, i = [], [], 0
    while i < len(wanted):
        c = wanted[i]
        i += 1
        if c.isspace():
            while wanted[i : i + 1].isspace():
                i += 1
            pattern.append(r"\s+")
        elif c != "%":
            pattern.append(re.escape(c))
        else:
            code = wanted[i : i + 1]
            i += 1
            if code == "%":
                pattern.append("%")
                continue
            if not code:
                raise ValueError(f"stray % in format '{format}'")
            if code not in _PATTERNS:
                raise ValueError(f"'{code}' is a bad directive in format '{format}'")
            codes.append(code)
            pattern.append(_PATTERNS[code])
    found = re.match("".join(pattern), text, re.IGNORECASE)
    if found is None:
        raise ValueError(f"time data {text!r} does not match format {format!r}")
    if found.end() != len(text):
        raise ValueError(f"unconverted data remains: {text[found.end() :]}")
    return _moment(cls, dict(zip(codes, found.groups())))


def _position(names, text):
    return next(i for i, name in enumerate(names) if name[:3].lower() == text[:3].lower())


def _moment(cls, found):
    year, month, day = None, 1, 1
    if "Y" in found:
        year = int(found["Y"])
    elif "y" in found:
        year = int(found["y"])
        year += 2000 if year <= 68 else 1900
    if "m" in found:
        month = int(found["m"])
    elif "b" in found or "B" in found:
        month = _position(_MONTHS, found.get("B") or found["b"]) + 1
    if "d" in found:
        day = int(found["d"])
    hour = int(found.get("H", 0))
    if "I" in found:
        hour = int(found["I"]) % 12 + (12 if found.get("p", "").lower() == "pm" else 0)
    weekday = next((_position(_DAYS, found[code]) for code in "Aa" if code in found), None)
    if "u" in found:
        weekday = int(found["u"]) - 1
    elif "w" in found:
        weekday = (int(found["w"]) - 1) % 7
    if "G" in found and "V" in found and weekday is not None:
        day_found = date.fromisocalendar(int(found["G"]), int(found["V"]), weekday + 1)
        year, month, day = day_found.year, day_found.month, day_found.day
    elif "j" in found or weekday is not None and ("U" in found or "W" in found):
        first = date(year or 1900, 1, 1)
        number = int(found["j"]) - 1 if "j" in found else None
        if number is None:
            start = 6 if "U" in found else 0
            in_week = (weekday - start) % 7
            number = (int(found.get("U") or found["W"]) - 1) * 7 + (start - first.weekday()) % 7 + in_week
        that = first + timedelta(number)
        year, month, day = that.year, that.month, that.day
    if year is None:
        # 29 February without a year is taken from a leap year and then refused in 1900.
        year = 1900
    if day > _days_in(year, month):
        raise ValueError("day is out of range for month")
    zone = _zone(found["z"]) if "z" in found else None
    if zone is not None and "Z" in found:
        zone = timezone(zone.utcoffset(None), found["Z"])
    micro = int(found.get("f", "0").ljust(6, "0"))
    return cls(year, month, day, hour, int(found.get("M", 0)), int(found.get("S", 0)), micro, zone)


def _zone(text):
    if text in "Zz":
        return timezone.utc
    sign, digits = (-1 if text[0] == "-" else 1), text[1:].replace(":", "")
    whole, _, part = digits.partition(".")
    hours, minutes, seconds = int(whole[:2]), int(whole[2:4] or 0), int(whole[4:6] or 0)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=int(part.ljust(6, "0") or 0))
    return timezone.utc if not offset else timezone(sign * offset)


_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-?W(\d\d)(?:-?(\d))?)", re.ASCII)
_ISO_TIME = re.compile(
    r"(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?|(\d\d)(?:(\d\d)(?:[.,](\d+))?)?)?"
    r"([+-]\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?|Z)?\Z",
    re.ASCII,
)


def iso_date(text):
    """Year, month and day; IndexError if the text is none."""
    found = _ISO_DATE.fullmatch(text)
    if found is None:
        raise IndexError
    year, month, day, month2, day2, week, weekday = found.groups()
    if week is not None:
        day_found = date.fromisocalendar(int(year), int(week), int(weekday or 1))
        return day_found.year, day_found.month, day_found.day
    return int(year), int(month or month2), int(day or day2)


def iso_time(text):
    """Hour, minute, second, microsecond and time zone; IndexError if the text is none."""
    found = _ISO_TIME.match(text)
    if found is None:
        raise IndexError
    hour, minute, second, part, minute2, second2, part2, zone = found.groups()
    micro = int((part or part2 or "0")[:6].ljust(6, "0"))
    return int(hour), int(minute or minute2 or 0), int(second or second2 or 0), micro, _zone(zone) if zone else None


def iso_datetime(text):
    for end in (10, 8, 7):
        if len(text) == end or _ISO_DATE.fullmatch(text[:end]) and not text[end : end + 1].isdigit():
            day = iso_date(text[:end])
            return (*day, *iso_time(text[end + 1 :])) if len(text) > end else day
    raise IndexError
