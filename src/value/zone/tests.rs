use proptest::prelude::*;

use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

#[test]
fn s27_a_time_in_a_gap_moves_forward_and_of_an_overlap_the_earlier_is_taken() {
    let berlin = zone("Europe/Berlin");
    // 02:30 does not exist on 29 March 2026, and is 03:30 summer time, UTC+2.
    assert_eq!(berlin.local(date("2026-03-29"), 2, 30, 0, 0).to_string(), "2026-03-29T01:30:00Z");
    assert_eq!(berlin.local(date("2026-03-29"), 3, 30, 0, 0).to_string(), "2026-03-29T01:30:00Z");
    // 02:30 comes twice on 25 October 2026, first in summer time.
    assert_eq!(berlin.local(date("2026-10-25"), 2, 30, 0, 0).to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(berlin.local(date("2026-07-01"), 10, 0, 0, 5).to_string(), "2026-07-01T08:00:00.000005Z");
    let new_york = zone("america/new_york");
    assert_eq!(new_york.name(), "America/New_York");
    assert_eq!(new_york.local(date("2026-03-08"), 2, 30, 0, 0).to_string(), "2026-03-08T07:30:00Z");
    assert_eq!(new_york.local(date("2026-11-01"), 1, 30, 0, 0).to_string(), "2026-11-01T05:30:00Z");
}

#[test]
fn s27_a_day_begins_where_its_gap_ends() {
    // In Beirut the clocks went from 00:00 to 01:00, in Toronto in 1919 from 23:30 to 00:30.
    assert_eq!(zone("Asia/Beirut").midnight(date("2024-03-31")).to_string(), "2024-03-30T22:00:00Z");
    let toronto = zone("America/Toronto");
    assert_eq!(toronto.midnight(date("1919-03-31")).to_string(), "1919-03-31T04:30:00Z");
    assert_eq!(toronto.date_of(Instant::parse("1919-03-31T04:30:00Z", &toronto).unwrap()), date("1919-03-31"));
    assert_eq!(toronto.date_of(Instant::parse("1919-03-31T04:29:59Z", &toronto).unwrap()), date("1919-03-30"));
    // Samoa skipped 30 December 2011.
    let apia = zone("Pacific/Apia");
    assert_eq!(apia.midnight(date("2011-12-30")), apia.midnight(date("2011-12-31")));
}

#[test]
fn a_date_depends_on_the_zone() {
    let instant = Instant::parse("2026-03-01T23:30Z", &Zone::utc()).unwrap();
    assert_eq!(Zone::utc().date_of(instant), date("2026-03-01"));
    assert_eq!(zone("Asia/Tokyo").date_of(instant), date("2026-03-02"));
    assert_eq!(zone("America/Los_Angeles").date_of(instant), date("2026-03-01"));
}

#[test]
fn the_ends_of_time_hold() {
    for name in ["UTC", "Asia/Tokyo", "America/Los_Angeles"] {
        let zone = zone(name);
        assert!(zone.date_of(Instant::MAX) >= date("9999-12-30"));
        assert!(zone.date_of(Instant::MIN) <= date("0001-01-02"));
        assert!(zone.midnight(Date::MAX) <= Instant::MAX);
        assert!(zone.midnight(Date::MIN) >= Instant::MIN);
    }
}

#[test]
fn utc_has_one_meaning_under_all_its_names() {
    assert_eq!(zone("utc"), Zone::utc());
    assert_eq!(zone("Etc/UTC").rules, None);
    assert_eq!(serde_json::to_string(&zone("Asia/Seoul")).unwrap(), "\"Asia/Seoul\"");
}

#[test]
fn an_unknown_zone_is_told_with_the_nearest() {
    assert_eq!(Zone::named("Berlin").unwrap_err(), "there is no time zone `Berlin`; did you mean `Europe/Berlin`?");
    assert_eq!(
        Zone::named("Europe/Berln").unwrap_err(),
        "there is no time zone `Europe/Berln`; did you mean `Europe/Berlin`?"
    );
    assert_eq!(
        Zone::named("nowhere at all").unwrap_err(),
        "there is no time zone `nowhere at all`; a time zone is named like `Europe/Berlin` or `UTC`"
    );
    assert!(Zone::named("").is_err());
    assert!(Zone::named("Etc/Unknown").is_err());
}

proptest! {
    #[test]
    fn s27_a_date_begins_at_its_midnight(days in -36_000..60_000_i32, name in prop_oneof!["Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "America/Toronto", "Atlantic/Azores", "Australia/Lord_Howe", "UTC"]) {
        let (zone, date) = (zone(&name), Date::from_days(days));
        let midnight = zone.midnight(date);
        prop_assert_eq!(zone.date_of(midnight), date);
        prop_assert!(zone.date_of(midnight.plus_micros(-1)) < date);
    }

    #[test]
    fn an_instant_comes_back_from_its_local_time(micros in -3_000_000_000_000_000..9_000_000_000_000_000_i64) {
        let zone = zone("Europe/Berlin");
        let instant = Instant::from_micros(micros);
        let clock = zone.local_micros(instant).rem_euclid(DAY);
        let back = zone.at(zone.date_of(instant), clock);
        // In an overlap it is the same time of the first pass.
        prop_assert!(back == instant || instant.micros() - back.micros() == 3_600_000_000);
    }
}
