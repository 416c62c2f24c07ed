use proptest::prelude::*;

use super::*;

fn instant(text: &str) -> Instant {
    Instant::parse(text, &Zone::utc()).unwrap()
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn as_of(text: &str) -> AsOf {
    AsOf::parse(text, &Zone::named("Europe/Berlin").unwrap(), 1).unwrap()
}

#[test]
fn instants_are_read_in_every_usual_spelling() {
    let ten = instant("2026-03-01T10:00:00Z");
    for text in [
        "2026-03-01T10:00",
        "2026-03-01 10:00",
        "2026-03-01T10:00:00.000",
        "2026-03-01T12:00+02:00",
        "2026-03-01T12:00:00+0200",
        "2026-03-01 05:00-05",
        "2026-03-01T10:00z",
    ] {
        assert_eq!(instant(text), ten, "{text}");
    }
    assert_eq!(instant("1970-01-01T00:00:00.1234569Z").micros(), 123_456);
    assert_eq!(instant("1970-01-01T00:00:01.5").micros(), 1_500_000);
    for text in [
        "2026-03-01",
        "2026-03-01T",
        "2026-03-01T24:00",
        "2026-03-01T10:60",
        "2026-03-01T10:00:60",
        "2026-03-01  10:00",
        "2026-03-01T10",
        "2026-03-01T10:00:",
        "2026-03-01T10:00:00.",
        "2026-03-01T10:00+2",
        "2026-03-01T10:00+",
        "2026-03-01T10:00+02:00Z",
        "2026-02-30T10:00",
        "2026-03-01T10:00 Z",
        "2026-03-01T1:00",
        "2026-03-01T10:00+é0",
    ] {
        assert_eq!(Instant::parse(text, &Zone::utc()), None, "{text}");
    }
}

#[test]
fn an_instant_without_offset_is_local() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    assert_eq!(Instant::parse("2026-03-01T10:00", &berlin), Some(instant("2026-03-01T09:00Z")));
    assert_eq!(Instant::parse("2026-03-01T10:00Z", &berlin), Some(instant("2026-03-01T10:00Z")));
}

#[test]
fn instants_show_in_utc() {
    assert_eq!(instant("2026-03-01T10:00+02:00").to_string(), "2026-03-01T08:00:00Z");
    assert_eq!(instant("1969-12-31T23:59:59.25Z").to_string(), "1969-12-31T23:59:59.25Z");
    assert_eq!(Instant::MIN.to_string(), "0001-01-01T00:00:00Z");
    assert_eq!(Instant::MAX.to_string(), "9999-12-31T23:59:59.999999Z");
    assert_eq!(Instant::from_micros(i64::MAX), Instant::MAX);
    assert_eq!(serde_json::to_string(&instant("1970-01-01T00:00:01Z")).unwrap(), "1000000");
}

#[test]
fn s27_a_bare_date_means_everything_before_the_next_midnight() {
    let day = as_of("2026-03-01");
    assert_eq!(day.instant, instant("2026-03-01T22:59:59.999999Z"));
    assert_eq!(day.date, date("2026-03-01"));
    assert!(day.is_whole_day());
    // The day of the change to summer time has 23 hours.
    assert_eq!(as_of("2026-03-29").instant, instant("2026-03-29T21:59:59.999999Z"));
    assert_eq!(AsOf::on(Date::MAX, &Zone::utc(), 1).instant, Instant::MAX);
}

#[test]
fn s27_as_of_may_be_a_time_and_nothing_else() {
    let time = as_of("2026-03-29T02:30");
    assert_eq!(time.instant, instant("2026-03-29T01:30Z"));
    assert_eq!(as_of("2026-03-01T23:30Z").date, date("2026-03-02"));
    let error = AsOf::parse("yesterday", &Zone::utc(), 1).unwrap_err();
    assert_eq!(error, "`yesterday` is not a date such as `2026-03-01` or a time such as `2026-03-01T10:00`");
    assert!(AsOf::now(&Zone::utc(), 1).date > date("2025-01-01"));
}

#[test]
fn as_of_moves_by_days_and_keeps_the_time_of_day() {
    assert_eq!(as_of("2026-03-28T10:00").plus_days(1).instant, instant("2026-03-29T08:00Z"));
    assert_eq!(as_of("2026-03-28").plus_days(1), as_of("2026-03-29"));
    assert_eq!(as_of("2026-03-28").plus_days(-30), as_of("2026-02-26"));
    assert_eq!(as_of("2026-03-28T10:00").plus_days(0), as_of("2026-03-28T10:00"));
}

#[test]
fn s32_days_ago_keeps_the_time_of_day() {
    let now = as_of("2026-03-31T10:00");
    assert_eq!(now.before(Duration::new(3, Unit::Day)), instant("2026-03-28T09:00Z"));
    assert_eq!(now.before(Duration::new(1, Unit::Month)), instant("2026-02-28T09:00Z"));
    assert_eq!(now.before(Duration::new(90, Unit::Minute)), instant("2026-03-31T06:30Z"));
    assert_eq!(now.after(Duration::new(1, Unit::Week)), instant("2026-04-07T08:00Z"));
    assert_eq!(now.after(Duration::new(u32::MAX, Unit::Hour)), Instant::MAX);
}

#[test]
fn as_of_shows_the_day_or_the_local_time() {
    assert_eq!(as_of("2026-03-01").to_string(), "2026-03-01");
    assert_eq!(as_of("2026-03-01T10:00").to_string(), "2026-03-01T10:00:00+01:00");
    assert_eq!(AsOf::parse("2026-03-01 10:00", &Zone::utc(), 1).unwrap().to_string(), "2026-03-01T10:00:00Z");
    assert_eq!(as_of("1800-03-01T10:00").to_string(), "1800-03-01T09:06:32Z");
    let json = serde_json::to_string(&as_of("2026-03-01T10:00")).unwrap();
    assert_eq!(json, r#"{"instant":1772355600000000,"date":"2026-03-01","zone":"Europe/Berlin","fiscal_start":1}"#);
}

proptest! {
    #[test]
    fn instants_read_back_what_they_write(micros in Instant::MIN.0..=Instant::MAX.0) {
        let instant = Instant::from_micros(micros);
        prop_assert_eq!(Instant::parse(&instant.to_string(), &Zone::utc()), Some(instant));
        let as_of = AsOf::at(instant, &Zone::named("America/New_York").unwrap(), 1);
        prop_assert_eq!(AsOf::parse(&as_of.to_string(), &as_of.zone, 1).map(|back| back.instant), Ok(instant));
    }

    #[test]
    fn user_text_never_panics(text in "\\PC*", odd in "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+\\-Zé]{0,16}") {
        let _ = (Instant::parse(&text, &Zone::utc()), Instant::parse(&odd, &Zone::utc()), Date::parse(&text));
    }
}
