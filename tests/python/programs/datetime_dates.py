"""datetime.date and timedelta."""
from datetime import date, timedelta

d = date(2024, 2, 29)
print(d, repr(d), d.year, d.month, d.day, d.weekday(), d.isoweekday(), d.isocalendar(), d.toordinal(), date.fromordinal(738945), d.replace(year=2023, day=1), d.timetuple()[:8], d.ctime(), d.isoformat(), date.fromisoformat("2024-12-25"), date.fromisoformat("20241225"), date.fromisoformat("2024-W01-1"), date.fromisocalendar(2020, 53, 5))
print(d + timedelta(days=1), d - timedelta(weeks=1), date(2024, 12, 25) - d, (date(2024, 12, 25) - d).days, d < date(2024, 3, 1), d == date(2024, 2, 29), max(d, date(2025, 1, 1)), date.min, date.max, {d: 1}[date(2024, 2, 29)], sorted([date(2024, 5, 1), d]))
print(d.strftime("%Y/%m/%d %A %a %B %b %j %U %W %y %d %% %x %G-W%V-%u %w"), f"{d:%d.%m.%Y}", f"{d}", format(d, "%b %d"), [date(2024, 1, 31) + timedelta(n) for n in (1, 30)])
t = timedelta(days=1, hours=2, minutes=30, seconds=15, milliseconds=5, microseconds=7)
print(t, repr(t), t.days, t.seconds, t.microseconds, t.total_seconds(), timedelta(hours=-1), repr(timedelta(hours=-1)), timedelta(), repr(timedelta()), timedelta(days=-1, seconds=5), timedelta(0.5), timedelta(weeks=2), timedelta(microseconds=1.5), timedelta(seconds=0.1) * 3)
print(t * 2, t / 2, t // timedelta(hours=1), t % timedelta(hours=1), divmod(t, timedelta(hours=5)), -t, abs(-t), t + timedelta(1), t - timedelta(1), t > timedelta(1), t == timedelta(1), timedelta(hours=1) / timedelta(minutes=7), t * 0.1, sum([timedelta(1), timedelta(2)], timedelta()), bool(timedelta(0)), timedelta(days=1) == timedelta(hours=24), timedelta.max, timedelta(1) // 3)
for action in ("date(2023, 2, 29)", "date(2024, 13, 1)", "date(0, 1, 1)", "date(2024, 1, 32)", "date(2024, 1)", "date('2024')", "date.fromisoformat('2024-1-5')", "date.fromisoformat('x')", "date.max + timedelta(1)", "timedelta('a')", "timedelta(10**10)", "date(2024, 1, 1.5)", "date.fromisoformat(5)", "date.min - timedelta(1)", "date.fromordinal(0)", "date.fromisocalendar(2021, 53, 1)"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
for action in ("d < 5", "d + 5", "d - 'a'", "t < 5", "t + 1"):
    try:
        eval(action)
    except TypeError:
        print(action, "refused")
start = date(2024, 1, 29)
while start.weekday() != 4:
    start += timedelta(days=1)
print(start, (date(2025, 1, 1) - date(2024, 1, 1)).days, sum((date(2024, m, 13)).weekday() == 4 for m in range(1, 13)))


def age(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


print(age(date(2000, 3, 1), date(2024, 2, 29)), age(date(2000, 2, 29), date(2024, 2, 29)), isinstance(date.today(), date), date.today() - date.today())
