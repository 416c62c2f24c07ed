"""Time: as-of, calendar arithmetic, windows (s27-s32).

A date is a `datetime.date`, a moment an aware `datetime.datetime` in UTC. The calendar has the years 1 to 9999, and
arithmetic stays at its ends.
"""

import re
from calendar import isleap, monthrange
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAYS = {"Day": 1, "Week": 7}
MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}
EXACT = {"Minute": timedelta(minutes=1), "Hour": timedelta(hours=1)}


class AsOf:
    """The moment everything is asked for, its time zone, and the first month of the fiscal year."""

    def __init__(self, text, zone="UTC", fiscal_start=1):
        self.zone = ZoneInfo(zone)
        self.fiscal_start = fiscal_start
        value = read_date(text.strip()) or read_time(text.strip())
        if value is None:
            raise ValueError(f"`{text}` is neither a date nor a date and time")
        self.whole_day = not isinstance(value, datetime)
        self.moment = end_of(value, self.zone) if self.whole_day else resolved(value, self.zone)
        self.date = self.date_of(self.moment)

    def date_of(self, value):
        """s30: the calendar date of a date or of a moment in the time zone."""
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value

    def days_since(self, value):
        """s31: calendar days to as-of, negative for later dates."""
        return (self.date - self.date_of(value)).days

    def moved(self, count, unit):
        """s32: as-of moved by a duration. Hours and minutes are exact, else the time of day (or the whole day) stays."""
        if unit in EXACT:
            return self.moment + count * EXACT[unit]
        day = shifted(self.date, count, unit)
        if self.whole_day:
            return end_of(day, self.zone)
        return resolved(datetime.combine(day, self.moment.astimezone(self.zone).time()), self.zone)

    def resolve(self, moment):
        """s28, s29: an edge of a window as a date or a moment. Calendar units give dates, hours and minutes moments."""
        (name, content), = moment.items() if isinstance(moment, dict) else [(moment, None)]
        if name == "AsOf":
            return self.moment
        if name == "Date":
            return date.fromisoformat(content)
        if name == "Instant":
            return EPOCH + content * TICK
        if name == "PeriodStart":
            start = period_start(self.date, content["unit"], self.fiscal_start)
            return shifted(start, content["offset"], content["unit"])
        count, unit = {"Ago": -1, "FromNow": 1}[name] * content["amount"], content["unit"]
        return self.moved(count, unit) if unit in EXACT else shifted(self.date, count, unit)


def in_window(value, window, as_of):
    """s28, s29: whether a date or moment lies between the edges."""
    return inside(value, window["low"], 1, as_of) and inside(value, window["high"], -1, as_of)


def inside(value, edge, side, as_of):
    """Whether a value lies on the inner side of an edge: behind a low one (1), before a high one (-1)."""
    if edge == "Unbounded":
        return True
    (name, moment), = edge.items()
    order = side * compare(value, as_of.resolve(moment), as_of)
    return order > 0 or (order == 0 and name == "Included")


def returns_in(value, window, as_of):
    """s31: whether a return of the date, one year later or more, lies in the window."""
    day = as_of.date_of(value)
    for year in range(day.year + 1, 10_000):
        anniversary = yearly(day, year)
        if not inside(anniversary, window["high"], -1, as_of):
            return False
        if inside(anniversary, window["low"], 1, as_of):
            return True
    return False


def compare(left, right, as_of):
    """s30: -1, 0 or 1: two moments exactly, anything with a date by calendar date."""
    if not (isinstance(left, datetime) and isinstance(right, datetime)):
        left, right = as_of.date_of(left), as_of.date_of(right)
    return (left > right) - (left < right)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_date(text):
    """`2026-03-01`, or None."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # 2026-02-30
        return None


def read_time(text):
    """`2026-03-01T10:00`, with seconds, a fraction (cut from the seventh digit on), and `Z` or an offset, or None.
    Without `Z` and offset it is a local time, which has no `tzinfo`."""
    clock = r"([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    written = re.fullmatch(f"([0-9-]{{10}})[T ]{clock}(?:([Zz])|([+-][0-9]{{2}}):?([0-9]{{2}})?)?", text)
    if not written or not read_date(written[1]):
        return None
    day, minutes, seconds, fraction, utc, hours_off, minutes_off = written.groups()
    offset = "+00:00" if utc else f"{hours_off}:{minutes_off or '00'}" if hours_off else ""
    try:
        return datetime.fromisoformat(f"{day}T{minutes}:{seconds or '00'}.{(fraction or '')[:6]:<06}{offset}")
    except ValueError:  # 25:00
        return None


def read_epoch(text):
    """Milliseconds since 1970, 12 or 13 digits; or None."""
    return EPOCH + int(text) * 1000 * TICK if re.fullmatch("[0-9]{12,13}", text) else None


def read_format(text, form):
    """A time in `strftime`'s notation, a date where the format has no hour, or None. Years have four digits."""
    try:
        value = datetime.strptime(text, form)
    except ValueError:
        return None
    if value.year < 1000:
        return None
    return value if re.search("%[HIklTRXc]", form) else value.date()


def resolved(value, zone):
    """s27: a local time as a moment: in a DST gap forward, in an overlap the earlier, which is what `fold=0` means
    (PEP 495). A moment stays what it is."""
    return (value if value.tzinfo else value.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def midnight(day, zone):
    """s27: the first moment of a day. Where the clock jumps over midnight it is the moment of the jump.

    In a gap, `fold=1` gives a moment before the jump and `fold=0` one at it or after it; between them it is searched.
    """
    local = datetime.combine(day, time.min)
    early, late = local.replace(tzinfo=zone, fold=1).astimezone(UTC), resolved(local, zone)
    while late - early > TICK:
        middle = early + (late - early) // 2
        if middle.astimezone(zone).date() < day:
            early = middle
        else:
            late = middle
    return late


def end_of(day, zone):
    """s27: the last moment before the next midnight."""
    return midnight(day + timedelta(days=1), zone) - TICK


# --- the calendar ----------------------------------------------------------------------------------------------------


def shifted(day, count, unit):
    """s28: the date `count` units later (earlier, where negative), the day clamped to its month."""
    if unit in DAYS:
        number = day.toordinal() + count * DAYS[unit]
        return date.fromordinal(max(date.min.toordinal(), min(number, date.max.toordinal())))
    year, month = divmod(day.year * 12 + day.month - 1 + count * MONTHS[unit], 12)
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_start(day, unit, fiscal_start):
    """s29: the first day of the week (from Monday), month, fiscal quarter or fiscal year that holds a day."""
    if unit in DAYS:
        return shifted(day, -day.weekday() if unit == "Week" else 0, "Day")
    return shifted(day.replace(day=1), -((day.month - fiscal_start) % MONTHS[unit]), "Month")


def yearly(day, year):
    """s31: the same day of another year; 29 February is 28 February in common years."""
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not isleap(year) else day.replace(year=year)
