//! What is computed over a field of many events: sums, averages, extremes and how many different values there are; each
//! once a contact.

use std::collections::HashSet;

use super::{Evaluation, FieldValue, Matching, term::Term};
use crate::{
    model::{AggregateFunction, FieldId, QueryId},
    value::{Date, Instant, Micros, MicrosSum, Number},
};

/// What was computed; none beside a function: how many different values.
pub(super) type Asked = (QueryId, FieldId, Option<AggregateFunction>);

/// A number that was computed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Amount {
    Integer(i64),
    Number(f64),
    Micros(Micros),
}

/// A value as it counts when different ones are counted.
#[derive(PartialEq, Eq, Hash)]
enum Different<'a> {
    /// Folded.
    Text(&'a str),
    Integer(i64),
    /// The bits of a number; none is NaN or a negative zero, so equal numbers have equal bits.
    Number(u64),
    Boolean(bool),
    Date(Date),
    Instant(Instant),
    Choice(u32),
    Choices(&'a [u32]),
}

impl Evaluation<'_> {
    /// `sum of purchase.amount`; none: unknown.
    pub(super) fn aggregate(&self, function: AggregateFunction, query: QueryId, field: FieldId) -> Option<Term<'_>> {
        self.amount((query, field, Some(function)), |events| match function {
            AggregateFunction::Sum => sum(events, field)?.sum().map(Amount::Micros),
            AggregateFunction::Avg => sum(events, field)?.average().map(Amount::Micros),
            AggregateFunction::Min => {
                numbers(events, field).reduce(|one, two| if two < one { two } else { one }).map(amount)
            }
            AggregateFunction::Max => {
                numbers(events, field).reduce(|one, two| if two > one { two } else { one }).map(amount)
            }
        })
    }

    /// `distinct page_view.url count`.
    pub(super) fn distinct(&self, query: QueryId, field: FieldId) -> Option<Term<'_>> {
        self.amount((query, field, None), |events| {
            let known = events.iter().filter_map(|event| {
                Some(match event.value(field)? {
                    FieldValue::Text(text) => Different::Text(event.folded(field).unwrap_or(text)),
                    FieldValue::Integer(integer) => Different::Integer(integer),
                    FieldValue::Number(number) => Different::Number((number + 0.0).to_bits()),
                    FieldValue::Boolean(boolean) => Different::Boolean(boolean),
                    FieldValue::Date(date) => Different::Date(date),
                    FieldValue::Instant(instant) => Different::Instant(instant),
                    FieldValue::Choice(place) => Different::Choice(place),
                    FieldValue::Choices(places) => Different::Choices(places),
                })
            });
            i64::try_from(known.collect::<HashSet<_>>().len()).ok().map(Amount::Integer)
        })
    }

    /// The amount that was computed before, or is now.
    fn amount(&self, asked: Asked, compute: impl FnOnce(Matching<'_>) -> Option<Amount>) -> Option<Term<'_>> {
        let events = self.matching(asked.0);
        let known = self.scratch.amounts.borrow().get(&asked).copied();
        let amount = match known {
            Some(amount) => amount,
            // Of nothing it is computed sooner than kept.
            None if events.is_empty() => compute(events),
            None => {
                let amount = compute(events);
                self.scratch.amounts.borrow_mut().insert(asked, amount);
                amount
            }
        };
        Some(match amount? {
            Amount::Integer(integer) => Term::Integer(integer),
            Amount::Number(number) => Term::Number(number),
            Amount::Micros(micros) => Term::Micros(micros),
        })
    }
}

/// None where one value does not fit 128 bits.
fn sum(events: Matching<'_>, field: FieldId) -> Option<MicrosSum> {
    let mut sum = MicrosSum::default();
    for number in numbers(events, field) {
        sum.add(Micros::rounded(number)?);
    }
    Some(sum)
}

/// The known ones.
fn numbers(events: Matching<'_>, field: FieldId) -> impl Iterator<Item = Number> {
    events.iter().filter_map(move |event| match event.value(field)? {
        FieldValue::Integer(integer) => Some(Number::Integer(integer)),
        FieldValue::Number(number) => Some(Number::Real(number)),
        _ => None,
    })
}

fn amount(number: Number) -> Amount {
    match number {
        Number::Integer(integer) => Amount::Integer(integer),
        Number::Real(real) => Amount::Number(real),
    }
}
