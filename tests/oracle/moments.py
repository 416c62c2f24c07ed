"""Time: as-of, calendar arithmetic, windows (s27-s32).

A date is a `datetime.date`, a moment an aware `datetime.datetime` in UTC. Windows are asked with day numbers
(`date.toordinal()`), so that a window may reach past the first and the last year without harm.
"""

from calendar import isleap, monthrange
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}
DAYS = {"Day": 1, "Week": 7}
EXACT = {"Minute": timedelta(minutes=1), "Hour": timedelta(hours=1)}


class AsOf:
    """The moment everything is asked for, its time zone, and the first month of the fiscal year."""

    def __init__(self, text, zone="UTC", fiscal_start=1):
        self.zone = ZoneInfo(zone)
        self.fiscal_start = fiscal_start
        self.moment = read_as_of(text, self.zone)
        self.date = self.date_of(self.moment)

    def date_of(self, value):
        """s30: the calendar date of a date or of a moment in the time zone."""
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value

    def days_since(self, value):
        """s31: calendar days to as-of, negative for later dates."""
        return (self.date - self.date_of(value)).days

    def moved(self, count, unit):
        """s32: as-of moved by a duration. Calendar units keep the time of day, hours and minutes are exact."""
        if unit in EXACT:
            return self.moment + count * EXACT[unit]
        local = self.moment.astimezone(self.zone).replace(tzinfo=None)
        day = date.fromordinal(in_range(shifted(local.date(), count, unit)))
        return resolved(datetime.combine(day, local.time()), self.zone)


def read_as_of(text, zone):
    """s27: a bare date is the last moment before the next midnight; a datetime without offset is of the zone."""
    text = text.strip()
    if len(text) == len("2026-03-01"):
        midnight = datetime.combine(date.fromisoformat(text) + timedelta(days=1), datetime.min.time())
        return resolved(midnight, zone) - TICK
    moment = datetime.fromisoformat(text[:-1] + "+00:00" if text[-1] in "Zz" else text)
    return moment.astimezone(UTC) if moment.tzinfo else resolved(moment, zone)


def read(text, form, zone):
    """A date, or a moment: `2026-03-01`, `2026-03-01T10:15`, with seconds, `Z` or an offset, or in the format declared."""
    if form is not None:
        return resolved(datetime.strptime(text, form), zone)
    return date.fromisoformat(text) if len(text) == 10 else read_as_of(text, zone)


def resolved(local, zone):
    """s27: in a DST gap forward, in an overlap the earlier. Both are what `fold=0` means (PEP 495)."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def compare(left, right, as_of):
    """s30: -1, 0 or 1: two moments exactly, anything with a date by calendar date."""
    if not (isinstance(left, datetime) and isinstance(right, datetime)):
        left, right = as_of.date_of(left), as_of.date_of(right)
    return (left > right) - (left < right)


# --- calendar arithmetic ---------------------------------------------------------------------------------------------


def shifted(day, count, unit):
    """s28: the number of the day that lies `count` units after `day` (before, where negative), clamped to its month."""
    if unit in DAYS:
        return day.toordinal() + count * DAYS[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + count * MONTHS[unit], 12)
    if not 1 <= year <= 9999:
        return (year - 1) * 366  # outside of every calendar date, on the right side
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def in_range(number):
    return max(date.min.toordinal(), min(number, date.max.toordinal()))


def period_start(day, unit, fiscal_start):
    """s29: the first day of the calendar month, fiscal quarter, fiscal year or week (from Monday) that holds `day`."""
    if unit == "Day":
        return day
    if unit == "Week":
        return date.fromordinal(in_range(day.toordinal() - day.weekday()))
    back = (day.month - fiscal_start) % MONTHS[unit]
    return date.fromordinal(in_range(shifted(day.replace(day=1), -back, "Month")))


def yearly(day, year):
    """s31: the anniversary in a year; that of 29 February is 28 February in common years."""
    leapling = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, 2, 28) if leapling else day.replace(year=year)
