//! Kinds of events, queries and rows for tests.

use super::fixture::*;
use crate::{
    exec::{Contact, Evaluation, EventRows, EventTableBuilder, Outcome, evaluate},
    model::{AggregateFunction, Arm, Condition, DecayCurve, EventId, Operand, QueryId, Question, RuleBody, Which},
    plan::{
        Plan,
        tests::rule_set::{RuleSet, asks, field, points, query_with},
    },
    value::{AsOf, Duration, Instant, Unit, Value, Window, Zone},
};

/// Events in the order of their source: the kind, and the values of its fields, `at` first.
pub(super) type Rows = Vec<(EventId, Vec<Option<Value>>)>;

pub(super) fn all(set: &mut RuleSet, event: EventId) -> QueryId {
    query_with(set, event, |_| ())
}

pub(super) fn recent(set: &mut RuleSet, event: EventId, amount: u32, unit: Unit) -> QueryId {
    query_with(set, event, |query| query.window = Some(Window::within(Duration::new(amount, unit))))
}

pub(super) fn only(set: &mut RuleSet, event: EventId, filter: Condition) -> QueryId {
    query_with(set, event, |query| query.filter = Some(filter))
}

pub(super) fn any_of(query: QueryId) -> Condition {
    asks(Question::AnyEvent(query))
}

pub(super) fn sum(query: QueryId, number: usize) -> Operand {
    aggregate(AggregateFunction::Sum, query, number)
}

pub(super) fn aggregate(function: AggregateFunction, query: QueryId, number: usize) -> Operand {
    Operand::Aggregate { function, query, field: field(number) }
}

pub(super) fn last(query: QueryId, number: usize) -> Operand {
    Operand::Pick { query, which: Which::Last, field: field(number) }
}

pub(super) fn first(query: QueryId, number: usize) -> Operand {
    Operand::Pick { query, which: Which::First, field: field(number) }
}

pub(super) fn days(query: QueryId, which: Which) -> Operand {
    Operand::DaysSinceEvent { query, which }
}

pub(super) fn each(query: QueryId, each: &str, curve: Option<DecayCurve>) -> RuleBody {
    RuleBody::Each { query, points: points(each), curve }
}

pub(super) fn match_each(
    query: QueryId,
    subject: Operand,
    arms: Vec<(Condition, &str)>,
    otherwise: Option<&str>,
    unknown: Option<&str>,
) -> RuleBody {
    let arm = |(condition, text)| Arm { condition, points: points(text), text: String::new(), span: None };
    RuleBody::MatchEach {
        query,
        subject,
        arms: arms.into_iter().map(arm).collect(),
        otherwise: otherwise.map(points),
        unknown: unknown.map(points),
    }
}

/// Events of one kind at these times, in UTC where they say nothing else, without other fields.
pub(super) fn at(event: EventId, times: &[&str]) -> Rows {
    times.iter().map(|time| (event, vec![moment(time)])).collect()
}

/// A date, or a moment in UTC.
pub(super) fn moment(time: &str) -> Option<Value> {
    match crate::value::Date::parse(time) {
        Some(date) => Some(Value::Date(date)),
        None => Some(Value::Instant(Instant::parse(time, &Zone::utc()).unwrap())),
    }
}

/// A contact who did this. Of each kind only what the plan needs is kept; another contact's events stand before and
/// behind.
pub(super) fn did(plan: &Plan, values: Vec<Option<Value>>, rows: &Rows) -> Contact {
    let mut contact = contact(values);
    for (id, event) in plan.model().schema.events.iter() {
        let Some(kept) = plan.needed_events().get(&id) else {
            contact.events.push(EventRows::default());
            continue;
        };
        let mut builder = EventTableBuilder::new(event, kept);
        for (event, values) in rows.iter().filter(|(event, _)| *event == id) {
            let fields = plan.model().schema.events.at(*event).fields.len();
            let mut values = values.clone();
            values.resize(fields, None);
            for contact in [0, 1, 2] {
                assert!(builder.push(contact, &mut values.clone()));
            }
        }
        let (table, ranges) = builder.finish();
        contact.events.push(ranges.get(1).map_or_else(EventRows::default, |rows| EventRows::new(table, rows.clone())));
    }
    contact
}

pub(super) const TODAY: &str = "2026-03-10";

pub(super) fn looked_at<T>(set: &RuleSet, rows: &Rows, as_of: &AsOf, look: impl FnOnce(&Evaluation<'_>) -> T) -> T {
    let plan = set.plan();
    look(&evaluate(&plan, &did(&plan, vec![None; set.model.schema.properties.len()], rows), as_of))
}

pub(super) fn outcome(set: &RuleSet, rows: &Rows) -> Outcome {
    outcome_at(set, rows, &as_of(TODAY))
}

pub(super) fn outcome_at(set: &RuleSet, rows: &Rows, as_of: &AsOf) -> Outcome {
    looked_at(set, rows, as_of, |evaluation| evaluation.outcome().clone())
}

/// The value of an operand as people would write it.
pub(super) fn value(set: &RuleSet, operand: &Operand, rows: &Rows) -> String {
    value_at(set, operand, rows, &as_of(TODAY))
}

pub(super) fn value_at(set: &RuleSet, operand: &Operand, rows: &Rows, as_of: &AsOf) -> String {
    let mut set = RuleSet { model: set.model.clone() };
    // So that the plan needs what it reads.
    set.claim(true, asks(Question::Known(operand.clone())));
    looked_at(&set, rows, as_of, |evaluation| evaluation.shown(operand))
}

pub(super) fn holds(set: &RuleSet, condition: Condition, rows: &Rows) -> Option<bool> {
    let mut set = RuleSet { model: set.model.clone() };
    set.claim(true, condition);
    *outcome(&set, rows).claims.last().unwrap()
}

pub(super) fn count_at(set: &RuleSet, query: QueryId, rows: &Rows, as_of: &AsOf) -> usize {
    looked_at(set, rows, as_of, |evaluation| evaluation.matching(query).len())
}

pub(super) fn in_zone(zone: &str, time: &str) -> AsOf {
    AsOf::parse(time, &Zone::named(zone).unwrap(), 1).unwrap()
}
