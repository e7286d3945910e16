"""calendar."""
import calendar

print(calendar.isleap(2024), calendar.isleap(1900), calendar.isleap(2000), calendar.leapdays(2000, 2025), calendar.monthrange(2024, 2), calendar.weekday(2024, 3, 5), list(calendar.day_name), list(calendar.month_abbr), calendar.month_name[3], calendar.day_abbr[0])
print(calendar.month(2024, 2))
print(calendar.monthcalendar(2024, 2))
print(calendar.TextCalendar(calendar.SUNDAY).formatmonth(2023, 10))
print(calendar.calendar(2024, m=4)[:700])
calendar.setfirstweekday(calendar.SUNDAY)
print(calendar.month(2024, 9), calendar.firstweekday())
try:
    calendar.monthrange(2024, 13)
except ValueError as error:
    print(error)
print(calendar.timegm((2024, 3, 5, 12, 0, 0)), [d for d in calendar.Calendar().itermonthdays(2024, 2)][:6], calendar.Calendar(6).monthdays2calendar(2024, 2)[0], list(calendar.Calendar().iterweekdays()), calendar.Calendar().monthdatescalendar(2024, 2)[0][0])
