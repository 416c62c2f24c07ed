//! Numbers, dates and fields of events.

use super::super::{fixture::*, happened::*};
use crate::{
    exec::{Contact, evaluate},
    model::{
        AggregateFunction::{Avg, Max, Min, Sum},
        ArithmeticOperator, Award, Comparison, EventId, Operand, Quantifier, Question, TextOperator, Which,
    },
    plan::tests::rule_set::*,
    value::{Bound, Decimal, Interval, Kind, Scalar, Value},
};

/// `purchase { at, amount, items }`.
fn purchase(set: &mut RuleSet) -> EventId {
    kind(set, "purchase", Kind::Date, &[("amount", Kind::Number), ("items", Kind::Integer)])
}

fn bought(event: EventId, amounts: &[f64]) -> Rows {
    amounts.iter().map(|amount| (event, vec![date("2026-03-01"), number(*amount)])).collect()
}

#[test]
fn s9_of_no_events_sums_and_counts_are_0_and_the_rest_is_unknown() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    let nothing = vec![];
    for (operand, shown) in [
        (Operand::Count(query), "0"),
        (Operand::Distinct { query, field: field(1) }, "0"),
        (sum(query, 1), "0"),
        (sum(query, 2), "0"),
        (aggregate(Min, query, 1), "unknown"),
        (aggregate(Max, query, 1), "unknown"),
        (aggregate(Avg, query, 1), "unknown"),
        (last(query, 1), "unknown"),
        (first(query, 1), "unknown"),
        (days(query, Which::Last), "unknown"),
        (days(query, Which::First), "unknown"),
    ] {
        assert_eq!(value(&set, &operand, &nothing), shown, "{operand:?}");
    }
    assert_eq!(holds(&set, any_of(query), &nothing), Some(false));
    assert_eq!(holds(&set, not(any_of(query)), &nothing), Some(true));
    assert_eq!(holds(&set, compare(days(query, Which::Last), Comparison::Greater, literal(3)), &nothing), None);
}

#[test]
fn s9_a_contact_whose_kinds_are_missing_has_no_events() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    set.claim(true, any_of(query));
    set.rule(each(query, "1", None));
    let plan = set.plan();
    let as_of = as_of(TODAY);
    let outcome = evaluate(&plan, &Contact::default(), &as_of).into_outcome();
    assert_eq!((outcome.claims[0], outcome.rules[0].points), (Some(false), pts("0")));
}

#[test]
fn s8_aggregates_skip_unknown_fields() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    let row = |amount, items| (purchase, vec![date("2026-03-01"), amount, items]);
    let rows = vec![row(number(2.0), None), row(None, None), row(number(5.0), None), row(number(0.5), None)];
    let shown = |function| value(&set, &aggregate(function, query, 1), &rows);
    assert_eq!([Sum, Avg, Min, Max].map(shown), ["7.5", "2.5", "0.5", "5"]);
    assert_eq!(value(&set, &Operand::Distinct { query, field: field(1) }, &rows), "3");
    assert_eq!(value(&set, &Operand::Count(query), &rows), "4");
    // All are unknown, as of no events.
    let shown = |function| value(&set, &aggregate(function, query, 2), &rows);
    assert_eq!([Sum, Avg, Min, Max].map(shown), ["0", "unknown", "unknown", "unknown"]);
    assert_eq!(value(&set, &Operand::Distinct { query, field: field(2) }, &rows), "0");
}

#[test]
fn s10_sums_are_exact_and_compare_exactly_with_what_rules_write() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    let rows = bought(purchase, &[0.1, 0.2]);
    let is = |comparison, number| {
        let condition = compare(sum(query, 1), comparison, Operand::Literal(Value::Number(number)));
        let turned = compare(Operand::Literal(Value::Number(number)), comparison, sum(query, 1));
        let interval = Interval::new(Bound::Included(Scalar::Number(number)), Bound::Unbounded);
        let within = asks(Question::Within { operand: sum(query, 1), intervals: vec![interval] });
        [condition, turned, within].map(|condition| holds(&set, condition, &rows).unwrap())
    };
    assert_eq!(is(Comparison::Equal, 0.3), [true, true, true]);
    assert_eq!(is(Comparison::Less, 0.300_001), [true, false, false]);
    assert_eq!(is(Comparison::Greater, 0.299_999), [true, false, true]);
    assert_eq!(holds(&set, compare(sum(query, 1), Comparison::Equal, sum(query, 1)), &rows), Some(true));
    assert_eq!(holds(&set, compare(sum(query, 1), Comparison::Less, literal(1)), &rows), Some(true));
}

#[test]
fn s10_each_value_and_the_average_are_rounded_half_away_from_zero() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    let shown = |function, amounts: &[f64]| value(&set, &aggregate(function, query, 1), &bought(purchase, amounts));
    assert_eq!(shown(Sum, &[0.000_000_5, 0.000_000_5]), "0.000002");
    assert_eq!(shown(Sum, &[-0.000_000_5, 0.000_000_4]), "-0.000001");
    assert_eq!(shown(Avg, &[1.0, 1.0, 0.0]), "0.666667");
    assert_eq!(shown(Avg, &[-1.0, -1.0, 0.0]), "-0.666667");
    assert_eq!(shown(Avg, &[12.0, 13.0]), "12.5");
    assert_eq!(shown(Sum, &[1e20, -1e20, 0.25]), "0.25");
    assert_eq!(shown(Min, &[1.0, -0.5]), "-0.5");
    let items = vec![(purchase, vec![date("2026-03-01"), None, integer(i64::MAX)]); 3];
    assert_eq!(value(&set, &sum(query, 2), &items), "27670116110564327421");
    assert_eq!(value(&set, &aggregate(Avg, query, 2), &items), "9223372036854775807");
    assert_eq!(value(&set, &aggregate(Max, query, 2), &items), "9223372036854775807");
}

#[test]
fn s10_beyond_128_bits_a_sum_is_unknown() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    let shown = |function, amounts: &[f64]| value(&set, &aggregate(function, query, 1), &bought(purchase, amounts));
    assert_eq!(shown(Sum, &[1e32, 1e32]), "unknown");
    assert_eq!(shown(Avg, &[1e32, 1e32]), "unknown");
    assert_eq!(shown(Sum, &[1e300]), "unknown");
    assert_eq!(shown(Max, &[1e300]), "1".to_owned() + &"0".repeat(300));
    // Only the whole sum counts, whatever the order.
    assert_eq!(shown(Sum, &[1e32, 1e32, -1e32]), "1".to_owned() + &"0".repeat(32));
}

#[test]
fn s21_in_arithmetic_sums_are_numbers() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    let rows = bought(purchase, &[0.1, 0.2]);
    let compute = |operator, right: Operand| {
        let operand = Operand::Arithmetic { operator, left: Box::new(sum(query, 1)), right: Box::new(right) };
        value(&set, &operand, &rows)
    };
    assert_eq!(compute(ArithmeticOperator::Add, literal(1)), "1.3");
    assert_eq!(compute(ArithmeticOperator::Multiply, literal(3)), "0.8999999999999999");
    assert_eq!(compute(ArithmeticOperator::Divide, Operand::Count(query)), "0.15");
    assert_eq!(compute(ArithmeticOperator::Subtract, sum(query, 1)), "0");
    assert_eq!(value(&set, &Operand::Negate(Box::new(sum(query, 1))), &rows), "-0.3");
}

#[test]
fn s26_per_of_sums_and_counts_is_exact() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    let per =
        |points: &str, step: &str, of| Award::Per { points: pts(points), step: Decimal::parse(step).unwrap(), of };
    set.rule(when(None, per("1", "0.1", sum(query, 1))));
    set.rule(when(None, per("0.5", "2", Operand::Count(query))));
    set.rule_with(when(None, per("-1", "0.000001", sum(query, 1))), |rule| rule.up_to = Some(pts("20")));
    let points = |amounts: &[f64]| {
        let outcome = outcome(&set, &bought(purchase, amounts));
        outcome.rules.iter().map(|rule| (rule.points.to_string(), rule.fired == Some(true))).collect::<Vec<_>>()
    };
    let given =
        |one: &str, two: &str, three: &str| [one, two, three].map(|points| (points.to_owned(), points != "0")).to_vec();
    assert_eq!(points(&[]), given("0", "0", "0"));
    // As doubles these are 0.6 and a little more, and 0.3 and a little less.
    assert_eq!(points(&[0.1, 0.2, 0.3]), given("6", "0.5", "-20"));
    assert_eq!(points(&[0.7, -0.4, 0.0, 0.0]), given("3", "1", "-20"));
    assert_eq!(points(&[-0.7]), given("0", "0", "0"));
}

#[test]
fn s12_identical_rows_count_twice() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    set.rule(each(query, "2", None));
    let rows = bought(purchase, &[12.5, 12.5]);
    assert_eq!(value(&set, &Operand::Count(query), &rows), "2");
    assert_eq!(value(&set, &sum(query, 1), &rows), "25");
    assert_eq!(value(&set, &Operand::Distinct { query, field: field(1) }, &rows), "1");
    assert_eq!(outcome(&set, &rows).rules[0].points, pts("4"));
}

#[test]
fn s13_of_a_tie_the_later_row_is_the_last_and_the_earlier_the_first() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[("url", Kind::Text)]);
    let query = all(&mut set, visit);
    let row = |time, url| (visit, vec![moment(time), url]);
    let noon = "2026-03-01T12:00";
    let rows = vec![
        row(noon, text("one")),
        row("2026-03-01T11:59:59", text("before")),
        row(noon, text("two")),
        row("2026-03-01T12:00:00.000001", text("behind")),
        row(noon, text("three")),
    ];
    assert_eq!(value(&set, &last(query, 1), &rows), "\"behind\"");
    assert_eq!(value(&set, &first(query, 1), &rows), "\"before\"");
    let noon_only: Rows = rows.iter().filter(|(_, values)| values[0] == moment(noon)).cloned().collect();
    assert_eq!(value(&set, &last(query, 1), &noon_only), "\"three\"");
    assert_eq!(value(&set, &first(query, 1), &noon_only), "\"one\"");
    let turned: Rows = noon_only.into_iter().rev().collect();
    assert_eq!(value(&set, &last(query, 1), &turned), "\"one\"");
}

#[test]
fn s13_dates_tie_all_day() {
    let mut set = RuleSet::default();
    let purchase = purchase(&mut set);
    let query = all(&mut set, purchase);
    assert_eq!(value(&set, &last(query, 1), &bought(purchase, &[5.0, 3.0, 4.0])), "4");
    assert_eq!(value(&set, &first(query, 1), &bought(purchase, &[5.0, 3.0, 4.0])), "5");
}

#[test]
fn the_last_events_field_is_unknown_even_where_an_earlier_one_is_known() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[("url", Kind::Text)]);
    let query = all(&mut set, visit);
    let known = only(&mut set, visit, asks(Question::Known(of(1))));
    let row = |time, url| (visit, vec![moment(time), url]);
    let rows = vec![row("2026-03-01T12:00", text("/a")), row("2026-03-02T12:00", None)];
    assert_eq!(value(&set, &last(query, 1), &rows), "unknown");
    assert_eq!(value(&set, &first(query, 1), &rows), "\"/a\"");
    assert_eq!(value(&set, &last(known, 1), &rows), "\"/a\"");
    assert_eq!(value(&set, &last(query, 0), &rows), "2026-03-02 12:00:00");
}

#[test]
fn what_is_picked_is_asked_as_a_property_is() {
    let mut set = RuleSet::default();
    let boxes = dropdown(&["Newsletter", "Webinar"]);
    let form = kind(&mut set, "form", Kind::Datetime, &[("form", Kind::OneOf(boxes)), ("note", Kind::Text)]);
    let query = all(&mut set, form);
    let row = |time, place, note| (form, vec![moment(time), Some(Value::Choice(place)), note]);
    let rows = vec![row("2026-03-01T12:00", 0, None), row("2026-03-02T12:00", 1, text("ÉCOLE"))];
    let choice = |among: &[u32]| asks(Question::Choice { operand: last(query, 1), among: among.to_vec() });
    assert_eq!(holds(&set, choice(&[1]), &rows), Some(true));
    assert_eq!(holds(&set, choice(&[0]), &rows), Some(false));
    assert_eq!(holds(&set, choice(&[0]), &vec![]), None);
    let is = |operand, needle: &str| asks(text_question(operand, TextOperator::Is, Quantifier::Any, false, &[needle]));
    assert_eq!(holds(&set, is(last(query, 2), "école"), &rows), Some(true));
    assert_eq!(holds(&set, is(last(query, 1), "WEBINAR"), &rows), Some(true));
    assert_eq!(holds(&set, is(first(query, 2), "école"), &rows), None);
    let same = compare(last(query, 2), Comparison::Equal, Operand::Literal(Value::Text("école".to_owned())));
    assert_eq!(holds(&set, same, &rows), Some(true));
    let time = compare(first(query, 0), Comparison::Less, last(query, 0));
    assert_eq!(holds(&set, time, &rows), Some(true));
}

#[test]
fn distinct_texts_are_folded_dropdowns_go_by_place_and_numbers_by_value() {
    let mut set = RuleSet::default();
    let boxes = dropdown(&["A", "B", "C"]);
    let event = kind(
        &mut set,
        "event",
        Kind::Datetime,
        &[
            ("text", Kind::Text),
            ("number", Kind::Number),
            ("form", Kind::OneOf(boxes.clone())),
            ("topics", Kind::ManyOf(boxes)),
            ("flag", Kind::Boolean),
            ("day", Kind::Date),
            ("time", Kind::Datetime),
            ("integer", Kind::Integer),
        ],
    );
    let query = all(&mut set, event);
    let row = |name: Option<Value>, amount, place, topics: &[u32], flag| {
        let topics = Some(Value::Choices(topics.to_vec()));
        let (day, time) = (date("2026-03-01"), moment("2026-03-01T01:00"));
        (event, vec![moment("2026-03-01T10:00"), name, amount, place, topics, flag, day, time, integer(3)])
    };
    let place = |place| Some(Value::Choice(place));
    let rows = vec![
        row(text("École"), number(1.0), place(0), &[0, 1], boolean(true)),
        row(text("E\u{301}COLE"), number(1.0), place(2), &[0], boolean(false)),
        row(text("ecole"), number(1.5), place(0), &[0, 1], None),
        row(None, None, None, &[], boolean(true)),
    ];
    let counts: Vec<String> =
        (1..=8).map(|number| value(&set, &Operand::Distinct { query, field: field(number) }, &rows)).collect();
    assert_eq!(counts, ["2", "2", "2", "3", "2", "1", "1", "1"]);
}

#[test]
fn days_since_are_calendar_days_in_the_zone_of_as_of() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[]);
    let query = all(&mut set, visit);
    let rows = at(visit, &["2026-03-01T23:30Z", "2026-03-08T22:59Z"]);
    let ask = |which, zone, time| value_at(&set, &days(query, which), &rows, &in_zone(zone, time));
    assert_eq!(ask(Which::Last, "UTC", "2026-03-10"), "2");
    assert_eq!(ask(Which::First, "UTC", "2026-03-10"), "9");
    assert_eq!(ask(Which::First, "Europe/Berlin", "2026-03-10"), "8");
    assert_eq!(ask(Which::Last, "Asia/Kolkata", "2026-03-10"), "1");
    // Minutes later it may be another day, or the same for a long time.
    assert_eq!(ask(Which::Last, "UTC", "2026-03-09T00:00:01"), "1");
    assert_eq!(ask(Which::Last, "UTC", "2026-03-08T23:59:59"), "0");
}

#[test]
fn days_since_over_a_change_of_clocks_are_dates_not_hours() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[]);
    let query = all(&mut set, visit);
    // 23 hours lie between, and a date.
    let rows = at(visit, &["2026-03-28T12:00+01:00"]);
    let days_on = |time| value_at(&set, &days(query, Which::Last), &rows, &in_zone("Europe/Berlin", time));
    assert_eq!(days_on("2026-03-29T12:00"), "1");
    assert_eq!(days_on("2026-03-29T00:00"), "1");
    assert_eq!(days_on("2026-03-28T23:59"), "0");
}

#[test]
fn days_since_are_never_negative_where_clocks_go_back_over_midnight() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[]);
    let query = all(&mut set, visit);
    // In St. John's the clocks went from 00:01 on 7 November back to 23:01 on the 6th: 02:31Z is 00:01 of the first.
    let rows = at(visit, &["2010-11-07T02:30:30Z"]);
    let as_of = in_zone("America/St_Johns", "2010-11-07T02:40:00Z");
    assert_eq!(as_of.date, day("2010-11-06"));
    assert_eq!(value_at(&set, &days(query, Which::Last), &rows, &as_of), "0");
}
