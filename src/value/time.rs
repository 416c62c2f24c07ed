//! Points in time and as-of: takes text and a time zone, gives microseconds and the date they fall on.
//!
//! Knows nothing of events, properties or windows. Dates and durations are those of the calendar.

use std::fmt;

use serde::{Serialize, Serializer};

pub use super::calendar::{Date, Duration, Unit};
use super::{Zone, calendar::digits};

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;
/// Microseconds in a day.
pub(super) const DAY: i64 = 86_400 * SECOND;

/// A point in time, of the years 1 to 9999 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Instant = Instant(Date::MIN.days() as i64 * DAY);
    /// 9999-12-31T23:59:59.999999Z.
    pub const MAX: Instant = Instant((Date::MAX.days() as i64 + 1) * DAY - 1);

    /// The instant so many microseconds after 1970-01-01T00:00:00Z, or the nearest end of the years 1 to 9999.
    pub fn from_micros(micros: i64) -> Instant {
        Instant(micros.clamp(Instant::MIN.0, Instant::MAX.0))
    }

    /// Microseconds since 1970-01-01T00:00:00Z, negative before.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads `2026-03-01T10:00`: a date, `T` or one blank, hours and minutes; seconds and their fraction may follow
    /// (from the seventh digit on it is cut), then `Z` or an offset such as `+02:00`. Without an offset it is local in
    /// the zone.
    pub fn parse(text: &str, zone: &Zone) -> Option<Instant> {
        let (date, rest) = text.split_once(['T', ' '])?;
        let date = Date::parse(date)?;
        let (clock, offset) = match rest.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, Some(0)),
            None => match rest.find(['+', '-']).and_then(|at| rest.split_at_checked(at)) {
                Some((clock, offset)) => (clock, Some(offset_micros(offset)?)),
                None => (rest, None),
            },
        };
        let micros = clock_micros(clock)?;
        Some(match offset {
            Some(offset) => Instant::from_micros(i64::from(date.days()) * DAY + micros - offset),
            None => zone.at(date, micros),
        })
    }

    /// Microseconds later, or earlier for a negative number.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Instant {
        Instant::from_micros(self.0.saturating_add(micros))
    }
}

/// `10:00`, `10:00:59`, `10:00:59.123456` as microseconds since midnight.
fn clock_micros(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':');
    let hours = digits(parts.next()?, 2).filter(|&hours| hours < 24)?;
    let minutes = digits(parts.next()?, 2).filter(|&minutes| minutes < 60)?;
    let (seconds, fraction) = match parts.next() {
        Some(text) => text.split_once('.').map_or((text, None), |(seconds, fraction)| (seconds, Some(fraction))),
        None => ("00", None),
    };
    let seconds = digits(seconds, 2).filter(|&seconds| seconds < 60)?;
    let micros = match fraction {
        Some(fraction) if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) => return None,
        Some(fraction) => {
            fraction.bytes().chain(std::iter::repeat(b'0')).take(6).fold(0, |sum, b| sum * 10 + i64::from(b - b'0'))
        }
        None => 0,
    };
    Some(i64::from(hours * 3600 + minutes * 60 + seconds) * SECOND + micros)
}

/// `+02:00`, `-0530` or `+02` as microseconds.
fn offset_micros(text: &str) -> Option<i64> {
    let (sign, clock) = match text.strip_prefix('-') {
        Some(clock) => (-1, clock),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match clock.split_once(':') {
        Some(parts) => parts,
        None if clock.len() == 2 => (clock, "00"),
        None => clock.split_at_checked(2)?,
    };
    let hours = digits(hours, 2).filter(|&hours| hours < 24)?;
    let minutes = digits(minutes, 2).filter(|&minutes| minutes < 60)?;
    Some(sign * i64::from(hours * 60 + minutes) * 60 * SECOND)
}

/// The date and clock of microseconds since 1970 on some clock: `2026-03-01T10:00:00`, a fraction only where there is one.
fn write_clock(f: &mut fmt::Formatter<'_>, date: Date, micros: i64) -> fmt::Result {
    let (seconds, fraction) = (micros / SECOND, micros % SECOND);
    write!(f, "{date}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    if fraction == 0 {
        return Ok(());
    }
    write!(f, ".{}", format!("{fraction:06}").trim_end_matches('0'))
}

/// RFC 3339 in UTC: `2026-03-01T10:00:00Z`, with a fraction only where there is one.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_clock(f, Zone::utc().date_of(*self), self.0.rem_euclid(DAY))?;
        write!(f, "Z")
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

/// The moment that results are for, and the calendar they are reckoned by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AsOf {
    /// The last instant that counts.
    pub instant: Instant,
    /// The date of that instant in the zone.
    pub date: Date,
    /// Where dates begin and end.
    pub zone: Zone,
    /// The month that fiscal years begin in, 1 to 12.
    pub fiscal_start: u8,
}

impl AsOf {
    /// Reads a date, `2026-03-01`, as everything before the next midnight in the zone, or a date and time as
    /// [`Instant::parse`] does.
    ///
    /// # Errors
    /// The message says what was expected.
    pub fn parse(text: &str, zone: &Zone, fiscal_start: u8) -> Result<AsOf, String> {
        let text = text.trim();
        if let Some(date) = Date::parse(text) {
            return Ok(AsOf::on(date, zone, fiscal_start));
        }
        match Instant::parse(text, zone) {
            Some(instant) => Ok(AsOf::at(instant, zone, fiscal_start)),
            None => Err(format!("`{text}` is not a date such as `2026-03-01` or a time such as `2026-03-01T10:00`")),
        }
    }

    /// This very second by the system's clock; what is finer would only be in the way of who reads it.
    pub fn now(zone: &Zone, fiscal_start: u8) -> AsOf {
        AsOf::at(Instant::from_micros(jiff::Timestamp::now().as_second() * SECOND), zone, fiscal_start)
    }

    /// A whole day: everything before the next midnight in the zone.
    pub fn on(date: Date, zone: &Zone, fiscal_start: u8) -> AsOf {
        AsOf { instant: end_of(date, zone), date, zone: zone.clone(), fiscal_start }
    }

    /// An instant.
    pub fn at(instant: Instant, zone: &Zone, fiscal_start: u8) -> AsOf {
        AsOf { instant, date: zone.date_of(instant), zone: zone.clone(), fiscal_start }
    }

    /// The same so many days later, or earlier: the same time of day, or the whole day where this is one.
    #[must_use]
    pub fn plus_days(&self, days: i64) -> AsOf {
        self.on_date(self.date.plus_days(days))
    }

    /// The instant a duration before as-of. Hours and minutes are exact; else it is the same time of day on the earlier
    /// date.
    pub fn before(&self, duration: Duration) -> Instant {
        match duration.micros() {
            Some(micros) => self.instant.plus_micros(micros.saturating_neg()),
            None => self.on_date(self.date.minus(duration)).instant,
        }
    }

    /// The instant a duration after as-of, likewise.
    pub fn after(&self, duration: Duration) -> Instant {
        match duration.micros() {
            Some(micros) => self.instant.plus_micros(micros),
            None => self.on_date(self.date.plus(duration)).instant,
        }
    }

    /// Whether this is everything before a midnight, as a bare date means it.
    pub fn is_whole_day(&self) -> bool {
        self.instant == end_of(self.date, &self.zone)
    }

    fn on_date(&self, date: Date) -> AsOf {
        if date == self.date {
            return self.clone();
        }
        if self.is_whole_day() {
            return AsOf::on(date, &self.zone, self.fiscal_start);
        }
        let clock = self.zone.local_micros(self.instant).rem_euclid(DAY);
        AsOf::at(self.zone.at(date, clock), &self.zone, self.fiscal_start)
    }
}

/// The last microsecond of a date in a zone.
fn end_of(date: Date, zone: &Zone) -> Instant {
    if date == Date::MAX { Instant::MAX } else { zone.midnight(date.plus_days(1)).plus_micros(-1) }
}

/// A whole day as its date, else the local time with its offset: `2026-03-01T10:00:00+01:00`. [`AsOf::parse`] reads both.
impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole_day() {
            return write!(f, "{}", self.date);
        }
        // Offsets with seconds, before the 20th century, have no place in RFC 3339: such a time is written in UTC.
        let minutes = self.zone.offset_seconds(self.instant) / 60;
        if minutes == 0 || self.zone.offset_seconds(self.instant) % 60 != 0 {
            return write!(f, "{}", self.instant);
        }
        write_clock(f, self.date, self.zone.local_micros(self.instant).rem_euclid(DAY))?;
        let sign = if minutes < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }
}

#[cfg(test)]
mod tests;
