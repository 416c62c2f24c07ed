use clap::Args;

use super::{Exit, output};
use crate::{
    model::Settings,
    value::{AsOf, Zone},
};

/// `--as-of` and `--timezone`, for every command whose answer hangs on time.
///
/// A command flattens them into its arguments, gives them to [`load_rules`](super::load_rules), which puts the time zone into
/// the rules' settings, and asks for the moment with the settings of the rules it got.
#[derive(Args, Clone, Debug, Default)]
pub struct TimeArgs {
    /// The day or moment to look from, such as 2026-03-01 or 2026-03-01T14:30; without it, now
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// The time zone that says where days begin, such as Europe/Berlin; without it, the one in merit.toml
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
}

impl TimeArgs {
    /// Of a command that has a time zone and no moment.
    pub(super) fn in_zone(timezone: Option<String>) -> Self {
        Self { as_of: None, timezone }
    }

    /// The moment given, by the calendar of the rules: a date is the end of that day. Without one, now.
    pub fn as_of(&self, settings: &Settings) -> Result<AsOf, Exit> {
        let zone = zone(&settings.timezone)?;
        match &self.as_of {
            None => Ok(AsOf::now(&zone, settings.fiscal_start)),
            Some(text) => {
                AsOf::parse(text, &zone, settings.fiscal_start).map_err(|reason| failed(&format!("--as-of: {reason}")))
            }
        }
    }

    /// The name of the zone given, in the spelling of the time zone database.
    pub(super) fn zone_name(&self) -> Result<Option<String>, Exit> {
        self.timezone.as_deref().map(|name| zone(name).map(|zone| zone.name().to_owned())).transpose()
    }
}

fn zone(name: &str) -> Result<Zone, Exit> {
    Zone::named(name).map_err(|reason| failed(&format!("--timezone: {reason}")))
}

fn failed(reason: &str) -> Exit {
    output::error(reason);
    Exit::Failed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(as_of: Option<&str>, timezone: Option<&str>) -> TimeArgs {
        TimeArgs { as_of: as_of.map(str::to_owned), timezone: timezone.map(str::to_owned) }
    }

    #[test]
    fn the_moment_is_read_by_the_rules_calendar() {
        let settings = Settings { timezone: "Europe/Berlin".to_owned(), fiscal_start: 4 };
        let as_of = given(Some("2026-03-01"), None).as_of(&settings).unwrap();
        assert_eq!(as_of.to_string(), "2026-03-01");
        assert_eq!(given(Some("2026-13-01"), None).as_of(&settings).map(|_| ()), Err(Exit::Failed));
        assert!(given(None, None).as_of(&settings).is_ok());
    }

    #[test]
    fn the_zone_is_known_or_the_command_fails() {
        assert_eq!(given(None, Some("europe/berlin")).zone_name(), Ok(Some("Europe/Berlin".to_owned())));
        assert_eq!(given(None, Some("Berlni")).zone_name(), Err(Exit::Failed));
        assert_eq!(given(None, None).zone_name(), Ok(None));
    }
}
