//! The proleptic Gregorian calendar: takes dates and durations, gives other dates.
//!
//! Knows nothing of clocks, time zones or as-of.

use std::fmt;

use serde::{Serialize, Serializer};

/// Days from 1970-01-01 to 0001-01-01.
const FIRST_DAY: i32 = -719_162;
/// Days from 1970-01-01 to 9999-12-31.
const LAST_DAY: i32 = 2_932_896;

/// A calendar date of the years 1 to 9999, ordered by time. Arithmetic stays at the ends of that range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// What a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the units of the calendar")]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// A length of time on the calendar, or an exact one in hours and minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Duration {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Date {
    /// 0001-01-01.
    pub const MIN: Date = Date(FIRST_DAY);
    /// 9999-12-31.
    pub const MAX: Date = Date(LAST_DAY);

    /// The date so many days after 1970-01-01, or the nearest end of the years 1 to 9999.
    pub fn from_days(days: i32) -> Date {
        Date(days.clamp(FIRST_DAY, LAST_DAY))
    }

    /// Days since 1970-01-01, negative before.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Reads `2026-03-01`: four, two and two digits, nothing around them. `None` for a date that does not exist.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        if parts.next().is_some() {
            return None;
        }
        Date::from_ymd(i32::try_from(year).ok()?, month, day)
    }

    /// The date of a year from 1 to 9999, a month from 1 to 12 and a day from 1; `None` where there is none.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        let exists =
            (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
        exists.then(|| Date(days_from_civil(year, month, day)))
    }

    /// Year, month from 1 and day from 1.
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The date a duration later. Months, quarters and years keep the day, or take the month's last where it has fewer
    /// days; hours and minutes count as their whole days.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Date {
        self.moved(duration, 1)
    }

    /// The date a duration earlier, likewise: a month before 31 March is 28 or 29 February.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Date {
        self.moved(duration, -1)
    }

    /// The date some days later, or earlier for a negative number.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Date {
        let sum = i64::from(self.0).saturating_add(days).clamp(i64::from(FIRST_DAY), i64::from(LAST_DAY));
        Date(i32::try_from(sum).unwrap_or(LAST_DAY))
    }

    /// The date some months later, or earlier; the day is kept, or the month's last taken.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Date {
        let (year, month, day) = self.ymd();
        let total = (i64::from(year) * 12 + i64::from(month) - 1).saturating_add(months);
        let Some(year) = i32::try_from(total.div_euclid(12)).ok().filter(|&year| year <= 9999) else {
            return if months < 0 { Date::MIN } else { Date::MAX };
        };
        let month = u32::try_from(total.rem_euclid(12) + 1).unwrap_or(1);
        Date::from_ymd(year, month, day.min(month_length(year, month))).unwrap_or(Date::MIN)
    }

    /// The first day of the week, month, quarter or year that the date lies in, or of one `offset` periods later.
    /// Weeks begin on Monday, years on the first of month `fiscal_start` (1 to 12), and quarters with them. Units
    /// below the week give the day itself.
    #[must_use]
    pub fn period_start(self, unit: Unit, offset: i32, fiscal_start: u8) -> Date {
        let offset = i64::from(offset);
        let (year, month, _) = self.ymd();
        // Months since the start of a year 0 that began in `fiscal_start`.
        let fiscal = i64::from(year) * 12 + i64::from(month) - i64::from(fiscal_start);
        let length = match unit {
            Unit::Minute | Unit::Hour | Unit::Day => return self.plus_days(offset),
            // 1970-01-01 was a Thursday, three days after its Monday.
            Unit::Week => return self.plus_days(offset * 7 - i64::from((self.0 + 3).rem_euclid(7))),
            Unit::Month => 1,
            Unit::Quarter => 3,
            Unit::Year => 12,
        };
        let back = fiscal.rem_euclid(length);
        // From the first of the month, so that no day has to be clamped; before year 1 there is only its first day.
        Date::from_ymd(year, month, 1).unwrap_or(Date::MIN).plus_months(offset * length - back)
    }

    /// The same day of another year, 28 February for 29 February in a common year; `None` outside the years 1 to 9999.
    pub(super) fn in_year(self, year: i32) -> Option<Date> {
        let (_, month, day) = self.ymd();
        Date::from_ymd(year, month, day.min(month_length(year, month)))
    }

    fn moved(self, duration: Duration, sign: i64) -> Date {
        let amount = sign * i64::from(duration.amount);
        match duration.unit {
            Unit::Minute => self.plus_days(amount / (24 * 60)),
            Unit::Hour => self.plus_days(amount / 24),
            Unit::Day => self.plus_days(amount),
            Unit::Week => self.plus_days(amount * 7),
            Unit::Month => self.plus_months(amount),
            Unit::Quarter => self.plus_months(amount * 3),
            Unit::Year => self.plus_months(amount * 12),
        }
    }
}

impl Duration {
    /// So many of a unit.
    pub const fn new(amount: u32, unit: Unit) -> Duration {
        Duration { amount, unit }
    }

    /// Whether it counts hours or minutes, which are exact, not calendar days.
    pub const fn is_exact(&self) -> bool {
        matches!(self.unit, Unit::Minute | Unit::Hour)
    }

    /// The days of a duration in days or weeks, at most the largest number of 32 bits; `None` for other units.
    pub const fn days(&self) -> Option<u32> {
        match self.unit {
            Unit::Day => Some(self.amount),
            Unit::Week => Some(self.amount.saturating_mul(7)),
            _ => None,
        }
    }

    /// The microseconds of a duration in hours or minutes; `None` for other units.
    pub fn micros(&self) -> Option<i64> {
        let minute = 60_000_000;
        match self.unit {
            Unit::Minute => Some(i64::from(self.amount) * minute),
            Unit::Hour => Some(i64::from(self.amount).saturating_mul(60 * minute)),
            _ => None,
        }
    }
}

impl Unit {
    /// The unit as people count one of it: `day`.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Quarter => "quarter",
            Unit::Year => "year",
        }
    }
}

/// Exactly `count` digits as a number.
pub(super) fn digits(text: &str, count: usize) -> Option<u32> {
    let plain = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date that exists.
///
/// H. Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `days_from_civil`: years begin in March, so that the leap
/// day is the last, and 400 years (an era) always have 146 097 days. Example: 2000-03-01 is the first day of era 5, day
/// 5 · 146 097 − 719 468 = 11 017.
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The way back, `civil_from_days` of the same source.
fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, month.unsigned_abs(), day.unsigned_abs())
}

/// `2026-03-01`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `30 days`, `1 month`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.amount, self.unit.name())
    }
}

#[cfg(test)]
mod tests;
