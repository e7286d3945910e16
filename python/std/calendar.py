"""Calendars."""

from datetime import date
from enum import IntEnum, global_enum


@global_enum
class Month(IntEnum):
    JANUARY = 1
    FEBRUARY = 2
    MARCH = 3
    APRIL = 4
    MAY = 5
    JUNE = 6
    JULY = 7
    AUGUST = 8
    SEPTEMBER = 9
    OCTOBER = 10
    NOVEMBER = 11
    DECEMBER = 12


@global_enum
class Day(IntEnum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


day_name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
day_abbr = [name[:3] for name in day_name]
month_name = ["", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December"]
month_abbr = [name[:3] for name in month_name]
mdays = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


class IllegalMonthError(ValueError, IndexError):
    def __init__(self, month):
        self.month = month

    def __str__(self):
        return f"bad month number {self.month!r}; must be 1-12"


class IllegalWeekdayError(ValueError):
    def __init__(self, weekday):
        self.weekday = weekday

    def __str__(self):
        return f"bad weekday number {self.weekday!r}; must be 0 (Monday) to 6 (Sunday)"


def isleap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def leapdays(y1, y2):
    """The leap years from y1 up to, but without, y2."""

    def before(year):
        return (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400

    return before(y2) - before(y1)


def weekday(year, month, day):
    # The calendar repeats every 400 years.
    return Day(date(year if 1 <= year <= 9999 else 2000 + year % 400, month, day).weekday())


def monthrange(year, month):
    """The weekday of the first day, and the number of days."""
    if not 1 <= month <= 12:
        raise IllegalMonthError(month)
    return weekday(year, month, 1), mdays[month] + (month == 2 and isleap(year))


class Calendar:
    """Weeks and months as lists."""

    def __init__(self, firstweekday=0):
        self.firstweekday = firstweekday

    def iterweekdays(self):
        return iter([(self.firstweekday + i) % 7 for i in range(7)])

    def itermonthdays(self, year, month):
        first, days = monthrange(year, month)
        before = (first - self.firstweekday) % 7
        yield from [0] * before
        yield from range(1, days + 1)
        yield from [0] * (-(before + days) % 7)

    def itermonthdays2(self, year, month):
        for i, day in enumerate(self.itermonthdays(year, month), self.firstweekday):
            yield day, i % 7

    def itermonthdates(self, year, month):
        first = date(year, month, 1).toordinal()
        start = first - (monthrange(year, month)[0] - self.firstweekday) % 7
        for i in range(len(list(self.itermonthdays(year, month)))):
            yield date.fromordinal(start + i)

    def _weeks(self, days):
        days = list(days)
        return [days[i : i + 7] for i in range(0, len(days), 7)]

    def monthdayscalendar(self, year, month):
        return self._weeks(self.itermonthdays(year, month))

    def monthdays2calendar(self, year, month):
        return self._weeks(self.itermonthdays2(year, month))

    def monthdatescalendar(self, year, month):
        return self._weeks(self.itermonthdates(year, month))


class TextCalendar(Calendar):
    """Months and years as text."""

    def formatday(self, day, weekday, width):
        return ("" if day == 0 else f"{day:2}").center(width)

    def formatweek(self, theweek, width):
        return " ".join(self.formatday(day, weekday, width) for day, weekday in theweek)

    def formatweekday(self, day, width):
        return (day_name if width >= 9 else day_abbr)[day][:width].center(width)

    def formatweekheader(self, width):
        return " ".join(self.formatweekday(day, width) for day in self.iterweekdays())

    def formatmonthname(self, theyear, themonth, width, withyear=True):
        return (f"{month_name[themonth]} {theyear}" if withyear else month_name[themonth]).center(width)

    def formatmonth(self, theyear, themonth, w=0, l=0):
        w, l = max(2, w), max(1, l)
        lines = [self.formatmonthname(theyear, themonth, 7 * (w + 1) - 1), self.formatweekheader(w)]
        lines += [self.formatweek(week, w) for week in self.monthdays2calendar(theyear, themonth)]
        return "".join(line.rstrip() + "\n" * l for line in lines)

    def prmonth(self, theyear, themonth, w=0, l=0):
        print(self.formatmonth(theyear, themonth, w, l), end="")

    def formatyear(self, theyear, w=2, l=1, c=6, m=3):
        w, l, c = max(2, w), max(1, l), max(2, c)
        width, gap = (w + 1) * 7 - 1, " " * c
        out = [str(theyear).center(width * m + c * (m - 1)).rstrip(), "\n" * l]
        for start in range(1, 13, m):
            months = range(start, min(start + m, 13))
            weeks = [self.monthdays2calendar(theyear, month) for month in months]
            out.append("\n" * l)
            out.append(gap.join(self.formatmonthname(theyear, k, width, False) for k in months).rstrip() + "\n" * l)
            out.append(gap.join([self.formatweekheader(w)] * len(months)).rstrip() + "\n" * l)
            for row in range(max(map(len, weeks))):
                cells = [self.formatweek(week[row], w) if row < len(week) else " " * width for week in weeks]
                out.append(gap.join(cells).rstrip() + "\n" * l)
        return "".join(out)

    def pryear(self, theyear, w=0, l=0, c=6, m=3):
        print(self.formatyear(theyear, w, l, c, m), end="")


_text = TextCalendar()
month, prmonth, monthcalendar = _text.formatmonth, _text.prmonth, _text.monthdayscalendar
calendar, prcal, week, weekheader = _text.formatyear, _text.pryear, _text.formatweek, _text.formatweekheader


def firstweekday():
    return _text.firstweekday


def setfirstweekday(firstweekday):
    if not 0 <= firstweekday <= 6:
        raise IllegalWeekdayError(firstweekday)
    _text.firstweekday = firstweekday


def timegm(tuple):
    """The seconds since 1970 of a time in UTC."""
    year, month, day, hour, minute, second = tuple[:6]
    days = date(year, month, 1).toordinal() - date(1970, 1, 1).toordinal() + day - 1
    return ((days * 24 + hour) * 60 + minute) * 60 + second
