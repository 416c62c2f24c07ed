use proptest::prelude::*;

use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

#[test]
fn dates_read_and_write_iso() {
    assert_eq!(date("1970-01-01").days(), 0);
    assert_eq!(date("2000-03-01").days(), 11_017);
    assert_eq!(date("2026-03-01").ymd(), (2026, 3, 1));
    assert_eq!(date("0001-01-01"), Date::MIN);
    assert_eq!(date("9999-12-31"), Date::MAX);
    assert_eq!(serde_json::to_string(&date("2026-03-01")).unwrap(), "\"2026-03-01\"");
    for text in [
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "0000-01-01",
        "26-03-01",
        "2026-3-1",
        "2026-03-01 ",
        "+026-03-01",
        "2026-03-01-",
        "",
        "2026/03/01",
        "20260301",
    ] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
}

#[test]
fn s28_a_month_before_31_march_is_the_last_of_february() {
    let month = Duration::new(1, Unit::Month);
    assert_eq!(date("2026-03-31").minus(month), date("2026-02-28"));
    assert_eq!(date("2024-03-31").minus(month), date("2024-02-29"));
    assert_eq!(date("2026-01-31").plus(month), date("2026-02-28"));
    assert_eq!(date("2026-01-15").minus(month), date("2025-12-15"));
    assert_eq!(date("2024-02-29").plus(Duration::new(1, Unit::Year)), date("2025-02-28"));
    assert_eq!(date("2026-05-31").minus(Duration::new(1, Unit::Quarter)), date("2026-02-28"));
    assert_eq!(date("2026-03-01").minus(Duration::new(2, Unit::Week)), date("2026-02-15"));
}

#[test]
fn dates_stay_within_the_years_1_to_9999() {
    let ages = Duration::new(u32::MAX, Unit::Year);
    assert_eq!(date("2026-03-01").plus(ages), Date::MAX);
    assert_eq!(date("2026-03-01").minus(ages), Date::MIN);
    assert_eq!(Date::MAX.plus(Duration::new(1, Unit::Day)), Date::MAX);
    assert_eq!(date("2026-03-01").plus_days(i64::MIN), Date::MIN);
    assert_eq!(date("2026-03-01").plus_months(i64::MAX), Date::MAX);
    assert_eq!(Date::MIN.period_start(Unit::Year, i32::MIN, 4), Date::MIN);
    assert_eq!(Date::from_days(i32::MAX), Date::MAX);
}

#[test]
fn s29_weeks_begin_on_monday() {
    // 2 March 2026 is a Monday.
    assert_eq!(date("2026-03-02").period_start(Unit::Week, 0, 1), date("2026-03-02"));
    assert_eq!(date("2026-03-08").period_start(Unit::Week, 0, 1), date("2026-03-02"));
    assert_eq!(date("2026-03-01").period_start(Unit::Week, 0, 1), date("2026-02-23"));
    assert_eq!(date("2026-03-04").period_start(Unit::Week, -1, 1), date("2026-02-23"));
    assert_eq!(date("1969-12-28").period_start(Unit::Week, 1, 1), date("1969-12-29"));
}

#[test]
fn s29_fiscal_years_shift_quarters_and_years() {
    let day = date("2026-03-31");
    assert_eq!(day.period_start(Unit::Year, 0, 1), date("2026-01-01"));
    assert_eq!(day.period_start(Unit::Year, 0, 4), date("2025-04-01"));
    assert_eq!(day.period_start(Unit::Year, 1, 4), date("2026-04-01"));
    assert_eq!(day.period_start(Unit::Quarter, 0, 4), date("2026-01-01"));
    assert_eq!(day.period_start(Unit::Quarter, 0, 2), date("2026-02-01"));
    assert_eq!(day.period_start(Unit::Quarter, -1, 2), date("2025-11-01"));
    assert_eq!(date("2026-01-15").period_start(Unit::Quarter, 0, 12), date("2025-12-01"));
    assert_eq!(day.period_start(Unit::Month, -1, 4), date("2026-02-01"));
    assert_eq!(day.period_start(Unit::Day, -1, 4), date("2026-03-30"));
}

#[test]
fn durations_show_as_people_count() {
    assert_eq!(Duration::new(30, Unit::Day).to_string(), "30 days");
    assert_eq!(Duration::new(1, Unit::Month).to_string(), "1 month");
    assert_eq!(Duration::new(2, Unit::Week).days(), Some(14));
    assert_eq!(Duration::new(2, Unit::Month).days(), None);
    assert_eq!(Duration::new(2, Unit::Hour).micros(), Some(7_200_000_000));
    assert_eq!(Duration::new(u32::MAX, Unit::Hour).micros(), Some(i64::MAX));
    assert_eq!(Duration::new(2, Unit::Day).micros(), None);
    let json = serde_json::to_string(&Duration::new(30, Unit::Day)).unwrap();
    assert_eq!(json, r#"{"amount":30,"unit":"Day"}"#);
}

#[test]
fn every_day_has_one_date_and_the_next_follows() {
    let mut next = (1, 1, 1);
    for days in FIRST_DAY..=LAST_DAY {
        let date = Date::from_days(days);
        assert_eq!(date.ymd(), next);
        let (year, month, day) = next;
        assert_eq!(Date::from_ymd(year, month, day), Some(date));
        next = match () {
            () if day < month_length(year, month) => (year, month, day + 1),
            () if month < 12 => (year, month + 1, 1),
            () => (year + 1, 1, 1),
        };
    }
    assert_eq!(next, (10_000, 1, 1));
}

proptest! {
    #[test]
    fn s29_a_date_lies_in_its_period(days in -700_000..2_900_000_i32, fiscal in 1..=12_u8) {
        let date = Date::from_days(days);
        for (unit, shortest, longest) in [(Unit::Week, 7, 7), (Unit::Month, 28, 31), (Unit::Quarter, 89, 92), (Unit::Year, 365, 366)] {
            let (start, end) = (date.period_start(unit, 0, fiscal), date.period_start(unit, 1, fiscal));
            prop_assert!(start <= date && date < end);
            prop_assert!((shortest..=longest).contains(&(end.days() - start.days())));
            prop_assert_eq!(end.period_start(unit, -1, fiscal), start);
        }
    }

    #[test]
    fn s28_moving_by_months_clamps_the_day_alone(days in -700_000..2_900_000_i32, months in -200..200_i64) {
        let date = Date::from_days(days);
        let moved = date.plus_months(months);
        let ((y, m, d), (year, month, day)) = (date.ymd(), moved.ymd());
        prop_assert_eq!(i64::from(y) * 12 + i64::from(m) + months, i64::from(year) * 12 + i64::from(month));
        prop_assert_eq!(day, d.min(month_length(year, month)));
    }
}
