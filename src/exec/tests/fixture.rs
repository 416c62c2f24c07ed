use crate::{
    exec::{Contact, Evaluation, Outcome, evaluate},
    model::Condition,
    plan::tests::rule_set::{RuleSet, points},
    value::{AsOf, Date, Instant, Points, Value, Zone},
};

pub(super) fn as_of(text: &str) -> AsOf {
    AsOf::parse(text, &Zone::utc(), 1).unwrap()
}

pub(super) fn contact(values: Vec<Option<Value>>) -> Contact {
    Contact { values, key: "1".to_owned(), events: Vec::new() }
}

pub(super) fn run(set: &RuleSet, values: Vec<Option<Value>>) -> Outcome {
    run_at(set, values, "2026-03-10")
}

pub(super) fn run_at(set: &RuleSet, values: Vec<Option<Value>>, time: &str) -> Outcome {
    evaluate(&set.plan(), &contact(values), &as_of(time)).outcome().clone()
}

/// What a condition says of values, in the order in which properties were made.
pub(super) fn truth(set: &mut RuleSet, condition: Condition, values: Vec<Option<Value>>) -> Option<bool> {
    truth_at(set, condition, values, "2026-03-10")
}

pub(super) fn truth_at(
    set: &mut RuleSet,
    condition: Condition,
    values: Vec<Option<Value>>,
    time: &str,
) -> Option<bool> {
    set.claim(true, condition);
    *run_at(set, values, time).claims.last().unwrap()
}

pub(super) fn pts(text: &str) -> Points {
    points(text)
}

pub(super) fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

pub(super) fn integer(integer: i64) -> Option<Value> {
    Some(Value::Integer(integer))
}

pub(super) fn number(number: f64) -> Option<Value> {
    Some(Value::Number(number))
}

pub(super) fn boolean(truth: bool) -> Option<Value> {
    Some(Value::Boolean(truth))
}

pub(super) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(super) fn date(text: &str) -> Option<Value> {
    Some(Value::Date(day(text)))
}

pub(super) fn datetime(text: &str) -> Option<Value> {
    Some(Value::Instant(Instant::parse(text, &Zone::utc()).unwrap()))
}

pub(super) fn with_evaluation<T>(
    set: &RuleSet,
    values: Vec<Option<Value>>,
    look: impl FnOnce(&Evaluation<'_>) -> T,
) -> T {
    look(&evaluate(&set.plan(), &contact(values), &as_of("2026-03-10")))
}
