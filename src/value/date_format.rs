//! Spellings of dates: whether a declared `format` can be read back, and how people see an instant.

use jiff::{civil, fmt::strtime};

use super::{Instant, Zone};

impl Instant {
    /// Local date and time in the zone, `2026-03-01 14:30:00`; the fraction only where there is one.
    pub fn shown(self, zone: &Zone) -> String {
        let local = Instant::from_micros(zone.local_micros(self)).to_string();
        local.replace('T', " ").trim_end_matches('Z').to_owned()
    }
}

/// Whether dates can be read by this strftime format; the error says why not, for people.
pub fn check_format(format: &str) -> Result<(), String> {
    let sample = civil::date(2021, 12, 31).at(23, 58, 59, 0);
    let written = strtime::format(format, sample).map_err(|_| "it has a sign that stands for nothing".to_owned())?;
    let read = strtime::parse(format, &written).and_then(|parts| parts.to_date());
    match read {
        Ok(date) if date == sample.date() => Ok(()),
        _ => Err("it does not give day, month and year, each once".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_gives_day_month_and_year() {
        assert_eq!(check_format("%d/%m/%Y"), Ok(()));
        assert_eq!(check_format("%Y-%m-%dT%H:%M:%S"), Ok(()));
        assert!(check_format("%d/%m").is_err());
        assert!(check_format("%Q!").is_err());
        assert!(check_format("").is_err());
    }
}
