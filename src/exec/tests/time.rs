use super::fixture::*;
use crate::{
    exec::evaluate,
    model::{Comparison, Operand, Question},
    plan::tests::rule_set::*,
    value::{AsOf, Duration, Kind, Unit, Window, Zone},
};

#[test]
fn s28_within_counts_calendar_days_and_today_is_one() {
    let mut set = RuleSet::default();
    let created = set.date("created");
    let within = || in_window(created, Window::within(Duration::new(3, Unit::Day)));
    for (value, answer) in [("2026-03-07", false), ("2026-03-08", true), ("2026-03-10", true), ("2026-03-11", false)] {
        assert_eq!(truth(&mut set, within(), vec![date(value)]), Some(answer), "{value}");
    }
    assert_eq!(truth(&mut set, within(), vec![None]), None);
}

#[test]
fn s30_a_date_against_a_moment_compares_calendar_dates_in_the_zone() {
    let mut set = RuleSet::default();
    let (a, b) = (set.date("a"), set.property("b", Kind::Datetime));
    let same = compare(Operand::Property(a), Comparison::Equal, Operand::Property(b));
    set.claim(true, same);
    let values = vec![date("2026-03-02"), datetime("2026-03-01T23:30:00Z")];
    let ask = |zone: &str| {
        let as_of = AsOf::parse("2026-03-10", &Zone::named(zone).unwrap(), 1).unwrap();
        evaluate(&set.plan(), &contact(values.clone()), &as_of).outcome().claims[0]
    };
    assert_eq!(ask("UTC"), Some(false));
    assert_eq!(ask("Europe/Berlin"), Some(true));
}

#[test]
fn s30_two_moments_compare_exactly() {
    let mut set = RuleSet::default();
    let (a, b) = (set.property("a", Kind::Datetime), set.property("b", Kind::Datetime));
    let before = compare(Operand::Property(a), Comparison::Less, Operand::Property(b));
    let values = vec![datetime("2026-03-01T10:00:00Z"), datetime("2026-03-01T10:00:01Z")];
    assert_eq!(truth(&mut set, before, values), Some(true));
}

#[test]
fn s31_days_since_a_later_date_are_negative() {
    let mut set = RuleSet::default();
    let due = set.date("due");
    let is = |days| compare(Operand::DaysSince(due), Comparison::Equal, literal(days));
    assert_eq!(truth(&mut set, is(-5), vec![date("2026-03-15")]), Some(true));
    assert_eq!(truth(&mut set, is(0), vec![date("2026-03-10")]), Some(true));
    assert_eq!(truth(&mut set, is(28), vec![date("2026-02-10")]), Some(true));
    assert_eq!(truth(&mut set, is(0), vec![None]), None);
}

#[test]
fn s31_the_anniversary_of_a_leap_day_is_28_february() {
    let mut set = RuleSet::default();
    let born = set.date("born");
    let soon = Window::within_next(Duration::new(7, Unit::Day));
    let question = || asks(Question::Anniversary { operand: Operand::Property(born), window: soon });
    assert_eq!(truth_at(&mut set, question(), vec![date("2024-02-29")], "2026-02-22"), Some(true));
    assert_eq!(truth_at(&mut set, question(), vec![date("2024-02-29")], "2026-03-01"), Some(false));
    assert_eq!(truth_at(&mut set, question(), vec![None], "2026-03-01"), None);
}

#[test]
fn a_date_is_compared_with_a_moment_that_hangs_on_as_of() {
    let mut set = RuleSet::default();
    let created = set.date("created");
    let ago = |comparison| {
        let relative = Operand::Relative { duration: Duration::new(30, Unit::Day), ago: true };
        compare(Operand::Property(created), comparison, relative)
    };
    assert_eq!(truth(&mut set, ago(Comparison::Less), vec![date("2026-02-07")]), Some(true));
    assert_eq!(truth(&mut set, ago(Comparison::Less), vec![date("2026-02-08")]), Some(false));
    assert_eq!(truth(&mut set, ago(Comparison::Equal), vec![date("2026-02-08")]), Some(true));
}
