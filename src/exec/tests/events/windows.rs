//! Which events a query lets through by their time.

use proptest::prelude::*;

use super::super::{fixture::*, happened::*};
use crate::{
    model::{EventId, Operand, QueryId},
    plan::tests::rule_set::*,
    value::{AsOf, Date, Duration, Edge, Instant, Kind, Moment, TimeValue, Unit, Value, Window, Zone},
};

fn visit(set: &mut RuleSet) -> EventId {
    kind(set, "visit", Kind::Datetime, &[])
}

/// Which of these events a query lets through, by their places.
fn taken(set: &RuleSet, query: QueryId, event: EventId, times: &[&str], as_of: &AsOf) -> Vec<bool> {
    times.iter().map(|time| count_at(set, query, &at(event, &[time]), as_of) == 1).collect()
}

fn window(set: &mut RuleSet, event: EventId, window: Window) -> QueryId {
    query_with(set, event, |query| query.window = Some(window))
}

#[test]
fn s28_days_are_dates_and_hours_are_exact() {
    let mut set = RuleSet::default();
    let visit = visit(&mut set);
    let (day, hours) = (recent(&mut set, visit, 1, Unit::Day), recent(&mut set, visit, 24, Unit::Hour));
    let minutes = recent(&mut set, visit, 90, Unit::Minute);
    let as_of = as_of("2026-03-10T12:00");
    let times = [
        "2026-03-10T12:00",
        "2026-03-10T10:30:00.000001",
        "2026-03-10T10:30",
        "2026-03-10T00:00",
        "2026-03-09T23:59:59",
    ];
    assert_eq!(taken(&set, day, visit, &times, &as_of), [true, true, true, true, false]);
    assert_eq!(taken(&set, hours, visit, &times, &as_of), [true; 5]);
    assert_eq!(taken(&set, minutes, visit, &times, &as_of), [true, true, false, false, false]);
    let edge = ["2026-03-09T12:00:00.000001", "2026-03-09T12:00"];
    assert_eq!(taken(&set, hours, visit, &edge, &as_of), [true, false]);
}

#[test]
fn s28_a_day_of_23_or_25_hours_is_a_day() {
    let mut set = RuleSet::default();
    let visit = visit(&mut set);
    let (days, hours) = (recent(&mut set, visit, 1, Unit::Day), recent(&mut set, visit, 24, Unit::Hour));
    // Clocks go forward on 29 March and back on 25 October.
    let spring = in_zone("Europe/Berlin", "2026-03-29T23:59:59");
    let times = ["2026-03-29T00:00+01:00", "2026-03-28T23:59:59+01:00", "2026-03-28T23:00+01:00"];
    assert_eq!(taken(&set, days, visit, &times, &spring), [true, false, false]);
    assert_eq!(taken(&set, hours, visit, &times, &spring), [true, true, true]);
    let autumn = in_zone("Europe/Berlin", "2026-10-25T23:59:59");
    let times = ["2026-10-25T00:00+02:00", "2026-10-25T00:59:59+02:00", "2026-10-25T01:00+02:00"];
    assert_eq!(taken(&set, days, visit, &times, &autumn), [true, true, true]);
    assert_eq!(taken(&set, hours, visit, &times, &autumn), [false, false, true]);
}

#[test]
fn s28_months_have_different_lengths_and_leap_days() {
    let mut set = RuleSet::default();
    let visit = visit(&mut set);
    let (month, year) = (recent(&mut set, visit, 1, Unit::Month), recent(&mut set, visit, 1, Unit::Year));
    let quarter = recent(&mut set, visit, 1, Unit::Quarter);
    let first = |query, as_of: &str| {
        let mut day = day("2022-01-01");
        let as_of = super::super::fixture::as_of(as_of);
        while count_at(&set, query, &at(visit, &[&format!("{day}T12:00")]), &as_of) == 0 {
            day = day.plus_days(1);
        }
        day.to_string()
    };
    assert_eq!(first(month, "2026-03-31"), "2026-03-01");
    assert_eq!(first(month, "2024-03-31"), "2024-03-01");
    assert_eq!(first(month, "2024-03-29"), "2024-03-01");
    assert_eq!(first(month, "2023-03-29"), "2023-03-01");
    assert_eq!(first(month, "2024-03-28"), "2024-02-29");
    assert_eq!(first(month, "2026-02-28"), "2026-01-29");
    assert_eq!(first(year, "2024-02-29"), "2023-03-01");
    assert_eq!(first(year, "2025-02-28"), "2024-02-29");
    assert_eq!(first(quarter, "2026-05-31"), "2026-03-01");
}

#[test]
fn s29_weeks_begin_on_monday_and_fiscal_years_where_settings_say() {
    let mut set = RuleSet::default();
    let visit = visit(&mut set);
    let week = window(&mut set, visit, Window::period(Unit::Week, 0));
    let last_quarter = window(&mut set, visit, Window::period(Unit::Quarter, -1));
    let year = window(&mut set, visit, Window::period(Unit::Year, 0));
    // A Tuesday; fiscal years begin in February.
    let as_of = AsOf::parse("2026-03-10T12:00", &Zone::utc(), 2).unwrap();
    let times = ["2026-03-08T23:59:59", "2026-03-09T00:00", "2026-03-10T12:00"];
    assert_eq!(taken(&set, week, visit, &times, &as_of), [false, true, true]);
    let times = ["2025-10-31T23:59", "2025-11-01T00:00", "2026-01-31T23:59", "2026-02-01T00:00"];
    assert_eq!(taken(&set, last_quarter, visit, &times, &as_of), [false, true, true, false]);
    assert_eq!(taken(&set, year, visit, &times, &as_of), [false, false, false, true]);
}

#[test]
fn s28_an_event_on_a_date_is_in_a_window_all_day() {
    let mut set = RuleSet::default();
    let bought = kind(&mut set, "bought", Kind::Date, &[]);
    let days = recent(&mut set, bought, 2, Unit::Day);
    let times = ["2026-03-08", "2026-03-09", "2026-03-10"];
    assert_eq!(taken(&set, days, bought, &times, &as_of("2026-03-10T00:00:01")), [false, true, true]);
}

#[test]
fn since_last_means_strictly_later_instants() {
    let mut set = RuleSet::default();
    let (visit, reply) = (visit(&mut set), kind(&mut set, "reply", Kind::Datetime, &[]));
    let since = query_with(&mut set, visit, |query| query.since_last = Some(reply));
    let count = |visits: &[&str], replies: &[&str]| {
        let rows = [at(visit, visits), at(reply, replies)].concat();
        count_at(&set, since, &rows, &as_of(TODAY))
    };
    let visits = ["2026-03-01T10:00", "2026-03-01T10:00:00.000001", "2026-03-02T00:00"];
    assert_eq!(count(&visits, &["2026-03-01T10:00"]), 2);
    assert_eq!(count(&visits, &["2026-03-01T10:00", "2026-02-01T00:00"]), 2);
    assert_eq!(count(&visits, &["2026-03-02T00:00"]), 0);
    // Without a reply there is nothing to be later than.
    assert_eq!(count(&visits, &[]), 0);
    // One after as-of does not exist.
    assert_eq!(count(&visits, &["2026-03-11T00:00"]), 0);
    assert_eq!(count(&visits, &["2026-02-11T00:00", "2026-03-11T00:00"]), 3);
}

#[test]
fn since_last_compares_dates_where_one_side_has_no_time() {
    let mut set = RuleSet::default();
    let (visit, bought) = (visit(&mut set), kind(&mut set, "bought", Kind::Date, &[]));
    let visits_since = query_with(&mut set, visit, |query| query.since_last = Some(bought));
    let bought_since = query_with(&mut set, bought, |query| query.since_last = Some(visit));
    let count = |query, time: &str, date: &str, zone| {
        let rows = [at(visit, &[time]), at(bought, &[date])].concat();
        count_at(&set, query, &rows, &in_zone(zone, TODAY))
    };
    assert_eq!(count(visits_since, "2026-03-01T23:30Z", "2026-03-01", "UTC"), 0);
    assert_eq!(count(visits_since, "2026-03-01T23:30Z", "2026-03-01", "Europe/Berlin"), 1);
    assert_eq!(count(visits_since, "2026-03-01T23:30Z", "2026-02-28", "UTC"), 1);
    assert_eq!(count(bought_since, "2026-03-01T23:30Z", "2026-03-02", "UTC"), 1);
    assert_eq!(count(bought_since, "2026-03-01T23:30Z", "2026-03-02", "Europe/Berlin"), 0);
    assert_eq!(count(bought_since, "2026-03-01T23:30Z", "2026-03-01", "UTC"), 0);
}

#[test]
fn since_the_last_of_its_own_kind_there_is_none() {
    let mut set = RuleSet::default();
    let visit = visit(&mut set);
    let since = query_with(&mut set, visit, |query| query.since_last = Some(visit));
    assert_eq!(count_at(&set, since, &at(visit, &["2026-03-01T10:00", "2026-03-02T10:00"]), &as_of(TODAY)), 0);
}

#[test]
fn within_and_since_last_may_both_stand() {
    let mut set = RuleSet::default();
    let (visit, reply) = (visit(&mut set), kind(&mut set, "reply", Kind::Datetime, &[]));
    let both = query_with(&mut set, visit, |query| {
        query.window = Some(Window::within(Duration::new(3, Unit::Day)));
        query.since_last = Some(reply);
    });
    let visits = ["2026-03-01T10:00", "2026-03-07T23:59", "2026-03-08T00:00", "2026-03-09T10:00"];
    let count = |reply_at: &str| {
        let rows = [at(visit, &visits), at(reply, &[reply_at])].concat();
        count_at(&set, both, &rows, &as_of(TODAY))
    };
    assert_eq!(count("2026-01-01T00:00"), 2);
    assert_eq!(count("2026-03-08T00:00"), 1);
    assert_eq!(count("2026-03-09T10:00"), 0);
}

#[test]
fn dates_go_by_the_zone_even_where_clocks_go_back_over_midnight() {
    let mut set = RuleSet::default();
    let visit = visit(&mut set);
    let on_seventh = window(&mut set, visit, Window::on(Moment::Date(day("2010-11-07"))));
    // In St. John's 7 November began, ended after a minute, and began again an hour later.
    let zone = Zone::named("America/St_Johns").unwrap();
    let as_of = AsOf::on(day("2010-11-08"), &zone, 1);
    let times = [
        "2010-11-07T02:29:59Z",
        "2010-11-07T02:30:00Z",
        "2010-11-07T02:30:59Z",
        "2010-11-07T02:31:00Z",
        "2010-11-07T03:29:59Z",
        "2010-11-07T03:30:00Z",
    ];
    let expected = [false, true, true, false, false, true];
    assert_eq!(taken(&set, on_seventh, visit, &times, &as_of), expected);
    assert_eq!(count_at(&set, on_seventh, &at(visit, &times), &as_of), 3);
}

fn moments() -> impl Strategy<Value = Moment> {
    let near = Date::parse("2010-11-07").unwrap();
    let duration = (0_u32..6, prop_oneof![Just(Unit::Hour), Just(Unit::Day), Just(Unit::Week), Just(Unit::Month)])
        .prop_map(|(amount, unit)| Duration::new(amount, unit));
    prop_oneof![
        (-3_i64..4).prop_map(move |days| Moment::Date(near.plus_days(days))),
        (-9000_i64..9000).prop_map(|ticks| Moment::Instant(tick(ticks))),
        Just(Moment::AsOf),
        duration.clone().prop_map(Moment::Ago),
        duration.prop_map(Moment::FromNow),
        (-1_i32..2).prop_map(|offset| Moment::PeriodStart { unit: Unit::Week, offset }),
    ]
}

fn edges() -> impl Strategy<Value = Edge> {
    prop_oneof![Just(Edge::Unbounded), moments().prop_map(Edge::Included), moments().prop_map(Edge::Excluded),]
}

/// Half minutes from the change of clocks.
fn tick(ticks: i64) -> Instant {
    Instant::parse("2010-11-07T02:31:00Z", &Zone::utc()).unwrap().plus_micros(ticks * 30_000_000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_rows_found_by_halving_are_those_the_window_contains(
        ticks in prop::collection::vec(prop_oneof![-9000_i64..9000, -200_i64..200], 0..40),
        low in edges(),
        high in edges(),
        as_of in -500_i64..9000,
        zone in prop_oneof![Just("UTC"), Just("America/St_Johns"), Just("Pacific/Apia"), Just("Pacific/Kiritimati")],
        dates in any::<bool>(),
    ) {
        let zone = Zone::named(zone).unwrap();
        let as_of = AsOf::at(tick(as_of), &zone, 1);
        let mut set = RuleSet::default();
        let event = kind(&mut set, "event", if dates { Kind::Date } else { Kind::Datetime }, &[]);
        let window = Window { low, high };
        let query = self::window(&mut set, event, window);
        let times = ticks.iter().map(|ticks| tick(*ticks));
        let values: Vec<Value> =
            times.map(|time| if dates { Value::Date(zone.date_of(time)) } else { Value::Instant(time) }).collect();
        let rows: Rows = values.iter().map(|value| (event, vec![Some(value.clone())])).collect();
        let expected = values.iter().filter(|value| match value {
            Value::Date(date) => *date <= as_of.date && window.contains(TimeValue::Date(*date), &as_of),
            Value::Instant(time) => *time <= as_of.instant && window.contains(TimeValue::Instant(*time), &as_of),
            _ => false,
        });
        prop_assert_eq!(count_at(&set, query, &rows, &as_of), expected.count());
        prop_assert_eq!(value_at(&set, &Operand::Count(query), &rows, &as_of), count_at(&set, query, &rows, &as_of).to_string());
    }
}
