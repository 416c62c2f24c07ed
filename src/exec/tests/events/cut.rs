//! Events after as-of do not exist, and the order of rows does not matter.

use proptest::prelude::*;

use super::super::{fixture::*, happened::*};
use crate::{
    exec::Outcome,
    model::{AggregateFunction, Award, Comparison, DecayCurve, EventId, Operand, Question, Which},
    plan::tests::rule_set::*,
    value::{AsOf, Instant, Kind, Unit, Value, Zone},
};

/// Rules of all kinds on `buy { at, amount, what }` and `open { at }`.
fn everything(set: &mut RuleSet, at: &Kind) -> (EventId, EventId) {
    let buy = kind(set, "buy", at.clone(), &[("amount", Kind::Number), ("what", Kind::Text)]);
    let open = kind(set, "open", at.clone(), &[]);
    let every = all(set, buy);
    let recent = recent(set, buy, 3, Unit::Day);
    let since = query_with(set, buy, |query| query.since_last = Some(open));
    let large = only(set, buy, asks(Question::Within { operand: of(1), intervals: vec![at_least(2)] }));
    for query in [every, recent, since, large] {
        set.rule(each(query, "1.25", Some(DecayCurve::Halving { days: 2 })));
        set.rule(when(Some(any_of(query)), Award::Flat(pts("2"))));
        set.rule(when(None, Award::Per { points: pts("1"), step: 2.into(), of: sum(query, 1) }));
        set.rule(when(None, Award::Per { points: pts("1"), step: 1.into(), of: Operand::Count(query) }));
        for function in [AggregateFunction::Avg, AggregateFunction::Min, AggregateFunction::Max] {
            set.claim(true, compare(aggregate(function, query, 1), Comparison::Greater, literal(2)));
        }
        for which in [Which::Last, Which::First] {
            set.claim(true, compare(days(query, which), Comparison::Greater, literal(1)));
        }
        let distinct = Operand::Distinct { query, field: field(2) };
        set.claim(true, compare(distinct, Comparison::Greater, literal(1)));
    }
    let of_text = |text: &str| Operand::Literal(Value::Text(text.to_owned()));
    set.claim(true, compare(last(every, 2), Comparison::Equal, of_text("a")));
    set.claim(true, compare(first(since, 2), Comparison::Equal, of_text("b")));
    set.rule(match_each(every, of(2), vec![(compare(of(2), Comparison::Equal, of_text("a")), "3")], None, Some("1")));
    (buy, open)
}

fn told(set: &RuleSet, rows: &Rows, as_of: &AsOf) -> Outcome {
    outcome_at(set, rows, as_of)
}

#[test]
fn s27_an_event_after_as_of_changes_nothing() {
    let mut set = RuleSet::default();
    let (buy, open) = everything(&mut set, &Kind::Datetime);
    let row = |time: &str| (buy, vec![moment(time), number(3.0), text("a")]);
    let mut rows = vec![row("2026-03-07T10:00"), row("2026-03-09T10:00"), (open, vec![moment("2026-03-08T10:00")])];
    let as_of = as_of("2026-03-09T12:00");
    let before = told(&set, &rows, &as_of);
    rows.push(row("2026-03-09T12:00:01"));
    rows.push(row("2026-03-09T12:00:00.000001"));
    rows.push(row("2027-03-09T12:00"));
    rows.insert(0, (open, vec![moment("2026-03-09T12:00:01")]));
    assert_eq!(told(&set, &rows, &as_of), before);
    rows.push(row("2026-03-09T12:00"));
    assert_ne!(told(&set, &rows, &as_of), before, "an event at as-of exists");
}

#[test]
fn s27_a_whole_day_as_of_has_the_events_before_midnight_in_the_zone() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[]);
    let query = all(&mut set, visit);
    let count = |zone, time| count_at(&set, query, &at(visit, &[time]), &in_zone(zone, "2026-03-10"));
    assert_eq!(count("UTC", "2026-03-10T23:59:59.999999Z"), 1);
    assert_eq!(count("UTC", "2026-03-11T00:00Z"), 0);
    assert_eq!(count("Europe/Berlin", "2026-03-10T22:59:59Z"), 1);
    assert_eq!(count("Europe/Berlin", "2026-03-10T23:00Z"), 0);
    assert_eq!(count("America/New_York", "2026-03-11T03:59:59Z"), 1);
}

#[test]
fn s31_an_event_on_a_date_exists_on_the_date_of_as_of() {
    let mut set = RuleSet::default();
    let (buy, open) = everything(&mut set, &Kind::Date);
    let row = |time: &str| (buy, vec![date(time), number(3.0), text("a")]);
    let mut rows = vec![row("2026-03-07"), row("2026-03-09"), (open, vec![date("2026-03-08")])];
    let as_of = as_of("2026-03-09T00:00");
    let before = told(&set, &rows, &as_of);
    rows.push(row("2026-03-10"));
    rows.push((open, vec![date("2026-03-10")]));
    assert_eq!(told(&set, &rows, &as_of), before);
    rows.push(row("2026-03-09"));
    assert_ne!(told(&set, &rows, &as_of), before);
}

#[test]
fn a_contact_has_only_its_own_events() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[]);
    let query = all(&mut set, visit);
    // `did` gives the same events to two other contacts.
    assert_eq!(count_at(&set, query, &at(visit, &["2026-03-01T10:00", "2026-03-02T10:00"]), &as_of(TODAY)), 2);
}

proptest! {
    #[test]
    fn s13_the_order_of_rows_changes_nothing_but_ties(
        (rows, shuffled) in prop::collection::vec((0_i64..500, -3_i64..9, prop::option::of(0_u8..3)), 0..25)
            .prop_map(|rows| {
                // No two at one time.
                let mut seen = std::collections::BTreeSet::new();
                rows.into_iter().filter(|(hour, ..)| seen.insert(*hour)).collect::<Vec<_>>()
            })
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        opens in prop::collection::vec(0_i64..500, 0..3),
    ) {
        let mut set = RuleSet::default();
        let (buy, open) = everything(&mut set, &Kind::Datetime);
        let hour = |hour: i64| {
            let start = Instant::parse("2026-03-01T00:00Z", &Zone::utc()).unwrap();
            Some(Value::Instant(start.plus_micros(hour * 3_600_000_000)))
        };
        let made = |rows: &[(i64, i64, Option<u8>)], opens: &[i64]| -> Rows {
            let bought = rows.iter().map(|(at, amount, what)| {
                let what = what.and_then(|what| text(["a", "B", "b"][usize::from(what)]));
                (buy, vec![hour(*at), number(*amount as f64 / 2.0), what])
            });
            bought.chain(opens.iter().map(|at| (open, vec![hour(*at)]))).collect()
        };
        let as_of = as_of(TODAY);
        let turned: Vec<i64> = opens.iter().rev().copied().collect();
        prop_assert_eq!(told(&set, &made(&rows, &opens), &as_of), told(&set, &made(&shuffled, &turned), &as_of));
    }
}
