use proptest::prelude::*;

use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn day(text: &str) -> TimeValue {
    TimeValue::Date(date(text))
}

fn instant(text: &str) -> Instant {
    Instant::parse(text, &Zone::utc()).unwrap()
}

fn time(text: &str) -> TimeValue {
    TimeValue::Instant(instant(text))
}

fn as_of(text: &str) -> AsOf {
    AsOf::parse(text, &Zone::utc(), 1).unwrap()
}

/// The dates of 2024 to 2027 that a window holds, first and last; no date between is missing.
fn span(window: Window, as_of: &AsOf) -> String {
    let days = date("2024-01-01").days()..date("2028-01-01").days();
    let held: Vec<Date> =
        days.map(Date::from_days).filter(|&day| window.contains(TimeValue::Date(day), as_of)).collect();
    let (Some(first), Some(last)) = (held.first(), held.last()) else { return "none".to_owned() };
    assert_eq!(usize::try_from(last.days() - first.days() + 1), Ok(held.len()));
    format!("{first} to {last}")
}

#[test]
fn s28_within_counts_dates_back_from_as_of() {
    let as_of = as_of("2026-03-31T10:00");
    let within = |amount, unit| span(Window::within(Duration::new(amount, unit)), &as_of);
    assert_eq!(within(1, Unit::Day), "2026-03-31 to 2026-03-31");
    assert_eq!(within(30, Unit::Day), "2026-03-02 to 2026-03-31");
    assert_eq!(within(2, Unit::Week), "2026-03-18 to 2026-03-31");
    assert_eq!(within(1, Unit::Month), "2026-03-01 to 2026-03-31");
    assert_eq!(within(1, Unit::Quarter), "2026-01-01 to 2026-03-31");
    assert_eq!(within(1, Unit::Year), "2025-04-01 to 2026-03-31");
    assert_eq!(within(0, Unit::Day), "none");
}

#[test]
fn s28_within_counts_an_instant_by_its_date() {
    let (as_of, window) = (as_of("2026-03-31T10:00"), Window::within(Duration::new(3, Unit::Day)));
    assert!(window.contains(time("2026-03-31T23:00"), &as_of));
    assert!(window.contains(time("2026-03-29T00:00"), &as_of));
    assert!(!window.contains(time("2026-03-28T23:59"), &as_of));
    assert!(!window.contains(time("2026-04-01T00:00"), &as_of));
}

#[test]
fn s28_within_next_counts_dates_from_as_of() {
    let as_of = as_of("2026-01-31");
    let within = |amount, unit| span(Window::within_next(Duration::new(amount, unit)), &as_of);
    assert_eq!(within(1, Unit::Day), "2026-01-31 to 2026-01-31");
    assert_eq!(within(7, Unit::Day), "2026-01-31 to 2026-02-06");
    assert_eq!(within(1, Unit::Month), "2026-01-31 to 2026-02-27");
}

#[test]
fn s28_hours_and_minutes_are_exact() {
    let as_of = as_of("2026-03-31T10:00");
    let window = Window::within(Duration::new(2, Unit::Hour));
    assert!(window.contains(time("2026-03-31T10:00"), &as_of));
    assert!(window.contains(time("2026-03-31T08:00:00.000001"), &as_of));
    assert!(!window.contains(time("2026-03-31T08:00"), &as_of));
    assert!(!window.contains(time("2026-03-31T10:00:00.000001"), &as_of));
    let next = Window::within_next(Duration::new(30, Unit::Minute));
    assert!(next.contains(time("2026-03-31T10:00"), &as_of));
    assert!(next.contains(time("2026-03-31T10:29:59"), &as_of));
    assert!(!next.contains(time("2026-03-31T10:30"), &as_of));
    assert!(!next.contains(time("2026-03-31T09:59:59"), &as_of));
}

#[test]
fn s29_periods_are_whole_and_follow_the_calendar() {
    let as_of = as_of("2026-03-04");
    let period = |unit, offset| span(Window::period(unit, offset), &as_of);
    assert_eq!(period(Unit::Month, 0), "2026-03-01 to 2026-03-31");
    assert_eq!(period(Unit::Month, -1), "2026-02-01 to 2026-02-28");
    assert_eq!(period(Unit::Quarter, -1), "2025-10-01 to 2025-12-31");
    assert_eq!(period(Unit::Year, 1), "2027-01-01 to 2027-12-31");
    assert_eq!(period(Unit::Week, 0), "2026-03-02 to 2026-03-08");
}

#[test]
fn s29_a_fiscal_year_from_april_shifts_quarters_and_years() {
    let fiscal = AsOf { fiscal_start: 4, ..as_of("2026-03-04") };
    let period = |unit, offset| span(Window::period(unit, offset), &fiscal);
    assert_eq!(period(Unit::Year, 0), "2025-04-01 to 2026-03-31");
    assert_eq!(period(Unit::Quarter, 0), "2026-01-01 to 2026-03-31");
    assert_eq!(period(Unit::Quarter, 1), "2026-04-01 to 2026-06-30");
    assert_eq!(period(Unit::Month, 0), "2026-03-01 to 2026-03-31");
}

#[test]
fn s30_a_date_against_a_time_compares_dates() {
    let as_of = as_of("2026-03-31");
    let ten = Moment::Instant(instant("2026-03-01T10:00"));
    let first = Moment::Date(date("2026-03-01"));
    assert!(!Window::after(first).contains(time("2026-03-01T23:00"), &as_of));
    assert!(Window::after(first).contains(time("2026-03-02T00:00"), &as_of));
    assert!(Window::on(first).contains(time("2026-03-01T23:00"), &as_of));
    assert!(Window::on(ten).contains(day("2026-03-01"), &as_of));
    assert!(!Window::before(ten).contains(day("2026-03-01"), &as_of));
    assert!(Window::before(ten).contains(day("2026-02-28"), &as_of));
}

#[test]
fn s30_two_times_compare_exactly() {
    let as_of = as_of("2026-03-31");
    let ten = Moment::Instant(instant("2026-03-01T10:00"));
    assert!(Window::after(ten).contains(time("2026-03-01T10:01"), &as_of));
    assert!(!Window::on(ten).contains(time("2026-03-01T10:01"), &as_of));
    assert!(Window::at_least(ten).contains(time("2026-03-01T10:00"), &as_of));
    assert!(Window::at_most(ten).contains(time("2026-03-01T10:00"), &as_of));
    assert!(!Window::at_most(ten).contains(time("2026-03-01T10:01"), &as_of));
}

#[test]
fn s30_the_date_of_a_time_is_the_zones() {
    let tokyo = AsOf::parse("2026-03-31", &Zone::named("Asia/Tokyo").unwrap(), 1).unwrap();
    let late = time("2026-03-01T23:00Z");
    assert!(Window::on(Moment::Date(date("2026-03-02"))).contains(late, &tokyo));
    assert_eq!(late.days_since(&tokyo), 29);
}

#[test]
fn s31_days_since_may_be_negative() {
    let as_of = as_of("2026-03-31T00:00");
    assert_eq!(day("2026-03-01").days_since(&as_of), 30);
    assert_eq!(time("2026-03-30T23:59").days_since(&as_of), 1);
    assert_eq!(day("2026-04-02").days_since(&as_of), -2);
}

#[test]
fn s31_an_anniversary_returns_every_year_after_the_first() {
    let as_of = as_of("2026-12-29");
    let week = Window::within_next(Duration::new(7, Unit::Day));
    assert!(day("2020-12-29").anniversary_in(&week, &as_of));
    assert!(day("2020-01-04").anniversary_in(&week, &as_of));
    assert!(!day("2020-01-05").anniversary_in(&week, &as_of));
    assert!(!day("2020-12-28").anniversary_in(&week, &as_of));
    assert!(!day("2026-12-30").anniversary_in(&week, &as_of), "the date itself is no anniversary");
    assert!(day("2026-01-02").anniversary_in(&week, &as_of));
    assert!(day("2020-06-01").anniversary_in(&Window::after(Moment::Date(date("2026-06-01"))), &as_of));
    assert!(!day("2020-06-01").anniversary_in(&Window::before(Moment::Date(date("2021-06-01"))), &as_of));
}

#[test]
fn s31_29_february_returns_on_28_february_in_common_years() {
    let leap = day("2024-02-29");
    let on = |text: &str| Window::on(Moment::Date(date(text)));
    let as_of = as_of("2026-01-01");
    assert!(leap.anniversary_in(&on("2026-02-28"), &as_of));
    assert!(!leap.anniversary_in(&on("2026-03-01"), &as_of));
    assert!(leap.anniversary_in(&on("2028-02-29"), &as_of));
    assert!(!leap.anniversary_in(&on("2028-02-28"), &as_of));
}

#[test]
fn windows_go_out_as_the_oracle_reads_them() {
    let json = serde_json::to_string(&Window::within(Duration::new(30, Unit::Day))).unwrap();
    let expected = r#"{"low":{"Excluded":{"Ago":{"amount":30,"unit":"Day"}}},"high":{"Included":{"Ago":{"amount":0,"unit":"Day"}}}}"#;
    assert_eq!(json, expected);
    let json =
        serde_json::to_string(&[Window::period(Unit::Year, 0).low, Edge::Included(Moment::AsOf), Edge::Unbounded]);
    assert_eq!(
        json.unwrap(),
        r#"[{"Included":{"PeriodStart":{"unit":"Year","offset":0}}},{"Included":"AsOf"},"Unbounded"]"#
    );
}

proptest! {
    #[test]
    fn s31_an_anniversary_is_found_by_trying_every_year(
        start in 10_000..22_000_i32,
        today in 19_000..22_000_i32,
        length in 0..900_u32,
    ) {
        let (start, as_of) = (Date::from_days(start), AsOf::on(Date::from_days(today), &Zone::utc(), 1));
        for window in [Window::within(Duration::new(length, Unit::Day)), Window::within_next(Duration::new(length, Unit::Day))] {
            let (year, month, day) = start.ymd();
            let expected = (year + 1..2200)
                .map(|year| Date::from_ymd(year, month, day).or(Date::from_ymd(year, month, day - 1)).unwrap())
                .any(|anniversary| window.contains(TimeValue::Date(anniversary), &as_of));
            prop_assert_eq!(TimeValue::Date(start).anniversary_in(&window, &as_of), expected);
        }
    }

    #[test]
    fn s28_within_n_days_holds_n_dates(today in 0..40_000_i32, length in 0..100_u32) {
        let as_of = AsOf::on(Date::from_days(today), &Zone::utc(), 1);
        let around = || (today - 120..today + 120).map(|days| TimeValue::Date(Date::from_days(days)));
        let held = |window: Window| around().filter(|&day| window.contains(day, &as_of)).count();
        prop_assert_eq!(held(Window::within(Duration::new(length, Unit::Day))), length as usize);
        prop_assert_eq!(held(Window::within_next(Duration::new(length, Unit::Day))), length as usize);
    }
}
