//! `date` and `datetime`: ISO 8601, epoch milliseconds, or the format that is declared. Nothing is guessed.

use jiff::{
    civil::Time,
    fmt::strtime::{self, BrokenDownTime},
};

use super::quote::quoted;
use crate::value::{Date, Instant, Zone};

/// The first year that a declared format may give: `%Y` also reads `21`, which nobody means.
const FIRST_YEAR: i16 = 1000;

/// A calendar date. A moment with an offset gives its date in `zone`, epoch milliseconds their date in UTC.
pub(super) fn date(text: &str, format: Option<&str>, zone: &Zone) -> Result<Date, String> {
    let read = match format {
        Some(format) => formatted(text, format).and_then(|time| formatted_date(&time, zone)),
        None => epoch(text).map(|instant| Zone::utc().date_of(instant)),
    };
    read.or_else(|| iso_date(text, zone)).ok_or_else(|| problem(text, format, &DATE))
}

/// A moment; without an offset in `zone`, without a time its first of the day.
pub(super) fn datetime(text: &str, format: Option<&str>, zone: &Zone) -> Result<Instant, String> {
    let read = match format {
        Some(format) => formatted(text, format).and_then(|time| formatted_instant(&time, zone)),
        None => epoch(text),
    };
    read.or_else(|| iso_datetime(text, zone)).ok_or_else(|| problem(text, format, &DATETIME))
}

fn iso_date(text: &str, zone: &Zone) -> Option<Date> {
    let Some((day, time)) = text.split_once(['T', ' ']) else { return Date::parse(text) };
    if has_offset(time) {
        return Instant::parse(text, zone).map(|instant| zone.date_of(instant));
    }
    // The day as written. The time only has to be one, and UTC has no gaps that could move it.
    Instant::parse(text, &Zone::utc()).and(Date::parse(day))
}

fn iso_datetime(text: &str, zone: &Zone) -> Option<Instant> {
    Date::parse(text).map(|date| zone.midnight(date)).or_else(|| Instant::parse(text, zone))
}

fn has_offset(time: &str) -> bool {
    time.ends_with(['Z', 'z']) || time.contains(['+', '-'])
}

/// Milliseconds since 1970, as HubSpot writes dates: 12 or 13 digits, so from 1973 to 2286.
fn epoch(text: &str) -> Option<Instant> {
    if !matches!(text.len(), 12 | 13) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse::<i64>().ok()?.checked_mul(1000).map(Instant::from_micros)
}

fn formatted(text: &str, format: &str) -> Option<BrokenDownTime> {
    strtime::parse(format, text).ok()
}

fn formatted_date(time: &BrokenDownTime, zone: &Zone) -> Option<Date> {
    if time.offset().is_some() || time.timestamp().is_some() {
        return formatted_instant(time, zone).map(|instant| zone.date_of(instant));
    }
    let date = time.to_date().ok().filter(|date| date.year() >= FIRST_YEAR)?;
    Date::parse(&date.to_string())
}

fn formatted_instant(time: &BrokenDownTime, zone: &Zone) -> Option<Instant> {
    if let Ok(timestamp) = time.to_timestamp() {
        let year = timestamp.to_zoned(jiff::tz::TimeZone::UTC).year();
        return (year >= FIRST_YEAR).then(|| Instant::from_micros(timestamp.as_microsecond()));
    }
    let date = time.to_date().ok().filter(|date| date.year() >= FIRST_YEAR)?;
    if time.hour().is_none() {
        return Date::parse(&date.to_string()).map(|date| zone.midnight(date));
    }
    let clock = time.to_time().unwrap_or(Time::midnight());
    Instant::parse(&date.to_datetime(clock).to_string(), zone)
}

/// What was expected: how messages call it, how ISO 8601 writes it, and a format people may have meant.
struct Expected {
    noun: &'static str,
    iso: &'static str,
    format: &'static str,
}

const DATE: Expected = Expected { noun: "a date", iso: "2026-03-01", format: "%d/%m/%Y" };
const DATETIME: Expected = Expected { noun: "a date with a time", iso: "2026-03-01T10:00", format: "%d/%m/%Y %H:%M" };

fn problem(text: &str, format: Option<&str>, expected: &Expected) -> String {
    let shown = quoted(text);
    let Expected { noun, iso, format: usual } = expected;
    if let Some(format) = format {
        return format!("{shown} is neither written as `{format}`, the declared format, nor like `{iso}`");
    }
    if text.get(..10).is_some_and(|day| has_iso_shape(day) && Date::parse(day).is_none()) {
        return format!("{shown} is not in the calendar");
    }
    if is_serial(text) {
        return format!(
            "{shown} is a spreadsheet's number of a day; export the column as dates, and where they are not like \
             `{iso}`, say in the schema how they are written, such as `format \"{usual}\"`"
        );
    }
    let examples = examples(text).unwrap_or_else(|| vec![(*usual).to_owned()]);
    let examples: Vec<String> = examples.iter().map(|example| format!("`format \"{example}\"`")).collect();
    format!(
        "{shown} is not {noun} like `{iso}`; say in the schema how dates are written, such as {}",
        examples.join(" or ")
    )
}

/// The formats that a text with separators or eight digits may have; two where day and month could change places.
fn examples(text: &str) -> Option<Vec<String>> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(vec!["%Y%m%d".to_owned()]);
    }
    let mark = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = text.split(mark).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let year = if third.len() == 2 { "%y" } else { "%Y" };
    if digits(first) && digits(third) && second.len() == 3 && second.chars().all(char::is_alphabetic) {
        return Some(vec![format!("%d{mark}%b{mark}{year}")]);
    }
    if ![first, second, third].into_iter().all(digits) {
        return None;
    }
    if first.len() == 4 {
        return Some(vec![format!("%Y{mark}%m{mark}%d")]);
    }
    let is_day = |part: &str| part.parse::<u32>().is_ok_and(|number| number > 12);
    let day_first = format!("%d{mark}%m{mark}{year}");
    let month_first = format!("%m{mark}%d{mark}{year}");
    Some(match (is_day(first), is_day(second)) {
        (_, true) => vec![month_first],
        // With points between, the day stands first everywhere.
        (true, false) => vec![day_first],
        (false, false) if mark == '.' => vec![day_first],
        (false, false) => vec![day_first, month_first],
    })
}

/// Four digits, two and two: `2024-02-30`.
fn has_iso_shape(text: &str) -> bool {
    let shape = "dddd-dd-dd";
    text.len() == shape.len()
        && shape.bytes().zip(text.bytes()).all(|(shape, byte)| match shape {
            b'd' => byte.is_ascii_digit(),
            mark => byte == mark,
        })
}

/// `45356`, `45356.5`: days since 1900, for the years 1954 to 2173.
fn is_serial(text: &str) -> bool {
    let (days, part) = text.split_once('.').unwrap_or((text, ""));
    days.len() == 5 && days.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit()) && !days.starts_with('0')
}
