//! Time zones: takes an instant, gives its date, and the way back; the only file of values that knows jiff's zones.
//!
//! The zones' rules are those bundled with the program, never the system's, so that results are the same everywhere.
//! Knows nothing of as-of.

use std::fmt;

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use serde::{Serialize, Serializer};

use super::{Date, Instant, time::DAY};
use crate::base::nearest_few;

/// A time zone of the IANA database. A copy costs next to nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    /// `None` is UTC, which needs no rules.
    rules: Option<TimeZone>,
}

impl Zone {
    /// The zone of a name such as `Europe/Berlin`; case does not count.
    ///
    /// # Errors
    /// The message names the zones with the nearest names.
    pub fn named(name: &str) -> Result<Zone, String> {
        match TimeZone::get(name.trim()) {
            Ok(zone) if zone.is_unknown() => Err(unknown_zone(name)),
            Ok(zone) => {
                let name = zone.iana_name().unwrap_or(name).to_owned();
                let is_utc = ["UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Zulu", "UCT"].contains(&name.as_str());
                Ok(Zone { name, rules: (!is_utc).then_some(zone) })
            }
            Err(_) => Err(unknown_zone(name)),
        }
    }

    /// Universal time.
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), rules: None }
    }

    /// The name in the IANA database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The date that an instant falls on here.
    pub fn date_of(&self, instant: Instant) -> Date {
        let days = self.local_micros(instant).div_euclid(DAY);
        Date::from_days(i32::try_from(days).unwrap_or_default())
    }

    /// The first instant of a date here: midnight, or the first moment after the gap that midnight falls in.
    pub fn midnight(&self, date: Date) -> Instant {
        let midnight = self.at(date, 0);
        let Some(rules) = &self.rules else { return midnight };
        if !matches!(self.offsets(rules, date, 0), Some(AmbiguousOffset::Gap { .. })) {
            return midnight;
        }
        // A gap may begin before midnight, as from 23:30 to 00:30; the day then begins where the gap ends.
        let Ok(just_after) = Timestamp::from_microsecond(midnight.micros().saturating_add(1)) else { return midnight };
        let change = rules.preceding(just_after).next().map(|change| change.timestamp().as_microsecond());
        change.map_or(midnight, Instant::from_micros)
    }

    /// The instant of a local date and time. One that falls in a gap moves forward by the gap's length, of two in an
    /// overlap the earlier one is taken. Hours are below 24, minutes and seconds below 60, `micros` below 1 000 000.
    pub fn local(&self, date: Date, hours: u32, minutes: u32, seconds: u32, micros: u32) -> Instant {
        let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds);
        self.at(date, seconds * 1_000_000 + i64::from(micros))
    }

    /// The instant of a local date and the microseconds that the clock is past 00:00, likewise.
    pub(super) fn at(&self, date: Date, clock: i64) -> Instant {
        let offset = self.rules.as_ref().and_then(|rules| self.offsets(rules, date, clock)).map_or(0, |offsets| {
            // In a gap the offset before it, added to a time that was skipped, ends behind the gap; in an overlap it
            // gives the first of the two.
            match offsets {
                AmbiguousOffset::Unambiguous { offset } => offset.seconds(),
                AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before.seconds(),
            }
        });
        Instant::from_micros(i64::from(date.days()) * DAY + clock - i64::from(offset) * 1_000_000)
    }

    /// Microseconds from 1970-01-01T00:00 on the local clock.
    pub(super) fn local_micros(&self, instant: Instant) -> i64 {
        instant.micros() + i64::from(self.offset_seconds(instant)) * 1_000_000
    }

    /// How far the local clock is ahead of UTC.
    pub(super) fn offset_seconds(&self, instant: Instant) -> i32 {
        let Some(rules) = &self.rules else { return 0 };
        // At the end of the year 9999 there are instants that jiff does not know; they take its last offset.
        let timestamp = Timestamp::from_microsecond(instant.micros()).unwrap_or(Timestamp::MAX);
        rules.to_offset(timestamp).seconds()
    }

    /// The offsets that a local time may have; `None` never happens for a clock below 24 hours.
    fn offsets(&self, rules: &TimeZone, date: Date, clock: i64) -> Option<AmbiguousOffset> {
        let (year, month, day) = date.ymd();
        let (seconds, micros) = (clock / 1_000_000, clock % 1_000_000);
        let local = DateTime::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
            i8::try_from(seconds / 3600).ok()?,
            i8::try_from(seconds / 60 % 60).ok()?,
            i8::try_from(seconds % 60).ok()?,
            i32::try_from(micros * 1000).ok()?,
        );
        Some(rules.to_ambiguous_timestamp(local.ok()?).offset())
    }
}

/// The message for a name that no zone has.
fn unknown_zone(name: &str) -> String {
    let known: Vec<String> = jiff::tz::db().available().map(|known| known.as_str().to_owned()).collect();
    // Many know the city and not the region: `Berlin`.
    let city = |zone: &&str| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(name.trim()));
    let by_city = known.iter().map(String::as_str).find(city);
    match by_city.or_else(|| nearest_few(name, known.iter().map(String::as_str), 1).into_iter().next()) {
        Some(near) => format!("there is no time zone `{name}`; did you mean `{near}`?"),
        None => format!("there is no time zone `{name}`; a time zone is named like `Europe/Berlin` or `UTC`"),
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

#[cfg(test)]
mod tests;
