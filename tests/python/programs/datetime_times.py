"""datetime.datetime, time and timezone."""
from datetime import UTC, date, datetime, time, timedelta, timezone

dt = datetime(2024, 3, 5, 14, 7, 9, 123456)
print(dt, repr(dt), dt.date(), dt.time(), dt.hour, dt.minute, dt.second, dt.microsecond, dt.isoformat(), dt.isoformat(" ", "minutes"), dt.isoformat(timespec="milliseconds"), dt.replace(hour=0, microsecond=0), datetime(2024, 1, 1), repr(datetime(2024, 1, 1)), dt.weekday(), dt.ctime())
print(dt.strftime("%H:%M:%S.%f %I %p %c %X"), f"{dt:%Y-%m-%d %H:%M}", f"{dt:%d. %B %Y}", dt + timedelta(hours=12), dt - datetime(2024, 1, 1), datetime.combine(date(2024, 1, 2), time(3, 4)), dt < datetime(2025, 1, 1), dt == datetime(2024, 3, 5, 14, 7, 9, 123456), dt.timetuple()[:7], datetime.min, datetime.max)
for text, form in [("2024-03-05 14:07", "%Y-%m-%d %H:%M"), ("5 Mar 2024", "%d %b %Y"), ("Tuesday March 05, 24 02:07 PM", "%A %B %d, %y %I:%M %p"), ("14:07:09.5", "%H:%M:%S.%f"), ("2024-065", "%Y-%j"), ("20240305T140709+0530", "%Y%m%dT%H%M%S%z"), ("03/05/24", "%x"), ("100%", "%j%%"), ("  2024", " %Y"), ("2024 10 1", "%Y %W %w")]:
    print(datetime.strptime(text, form))
for text, form in [("2024-13-05", "%Y-%m-%d"), ("2024", "%Y-%m"), ("2024-01-01 x", "%Y-%m-%d"), ("31 Feb 2024", "%d %b %Y"), ("x", "%Q"), ("a", "%")]:
    try:
        print(datetime.strptime(text, form))
    except ValueError as error:
        print(error)
for text in ("2024-03-05", "2024-03-05T14:07", "2024-03-05 14:07:09.123", "2024-03-05T14:07:09+02:00", "2024-03-05T14:07:09Z", "20240305T140709"):
    print(repr(datetime.fromisoformat(text)))
u = datetime(2024, 3, 5, 12, tzinfo=timezone.utc)
east = timezone(timedelta(hours=5, minutes=30))
print(u, repr(u), u.astimezone(east), u.timestamp(), datetime.fromtimestamp(0, UTC), u.tzname(), u.utcoffset(), u == u.astimezone(east), east, repr(east), timezone(timedelta(hours=-3), "BRT"), repr(timezone(timedelta(hours=-3), "BRT")), datetime.fromtimestamp(1709640429.5, timezone.utc), u.isoformat(), (u.astimezone(east) - u), u.strftime("%z %Z"), timezone.utc, repr(UTC))
t = time(9, 5)
print(t, repr(t), time(9, 5, 7), repr(time(1, 2, 3, 4)), t.strftime("%I:%M %p"), t < time(10), time.fromisoformat("04:23:01.5"), t.replace(minute=0), time(0), time.max, f"{t:%H h}", time(12, tzinfo=UTC), t == time(9, 5, 0), t.isoformat("seconds"))
for action in ("datetime(2024, 1, 1, 24)", "datetime(2024, 1, 1, 1, 60)", "time(25)", "time(1, 2, 61)", "datetime(2024, 1, 1) < u", "datetime(2024, 1, 1) - u", "datetime.fromisoformat('bad')", "timezone(timedelta(days=1))", "time.fromisoformat('25:00')", "datetime(2024, 1, 1, tzinfo=5)", "timezone(5)", "datetime(2024, 1)"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(datetime(2024, 1, 1) == u, isinstance(dt, date), datetime.now() > datetime(2020, 1, 1), (datetime.max - datetime.min).days, round((datetime(2024, 3, 5) - datetime(2024, 1, 1)) / timedelta(days=7), 3))
