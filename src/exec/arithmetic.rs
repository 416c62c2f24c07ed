//! Numbers and points in conditions: hands them to `value`, which knows what comparison and arithmetic mean.

use std::cmp::Ordering;

use super::term::Term;
use crate::{
    model::ArithmeticOperator,
    value::{Decimal, Interval, Number, Points, Scalar},
};

/// Whether a number or points lies in one of the intervals; none for anything else.
pub(super) fn is_within(term: &Term<'_>, intervals: &[Interval]) -> Option<bool> {
    if let Term::Micros(amount) = term {
        return Some(intervals.iter().any(|interval| interval.contains_amount(*amount)));
    }
    let scalar = scalar(term)?;
    Some(intervals.iter().any(|interval| interval.contains(&scalar)))
}

/// The exact order of two numbers or points; none for anything else.
pub(super) fn order(one: &Term<'_>, two: &Term<'_>) -> Option<Ordering> {
    match (one, two) {
        (Term::Micros(one), Term::Micros(two)) => Some(one.cmp(two)),
        (Term::Micros(one), two) => one.compare(&scalar(two)?),
        (one, Term::Micros(two)) => two.compare(&scalar(one)?).map(Ordering::reverse),
        (one, two) => scalar(one)?.compare(&scalar(two)?),
    }
}

/// How many whole steps are in a number; 0 for anything else.
pub(super) fn steps(term: &Term<'_>, step: &Decimal) -> i64 {
    match term {
        Term::Micros(amount) => Points::steps_of(step, *amount),
        other => number(other).map_or(0, |number| Points::steps(step, &number)),
    }
}

/// A number or points as what has an order; none for anything else.
fn scalar(term: &Term<'_>) -> Option<Scalar> {
    match term {
        Term::Integer(integer) => Some(Scalar::Integer(*integer)),
        Term::Number(number) => Some(Scalar::Number(*number)),
        Term::Points(points) => Some(Scalar::Points(*points)),
        _ => None,
    }
}

/// A number as what can be reckoned with: points and exact amounts by their nearest double.
fn number(term: &Term<'_>) -> Option<Number> {
    match term {
        Term::Integer(integer) => Some(Number::Integer(*integer)),
        Term::Number(number) => Some(Number::Real(*number)),
        Term::Micros(amount) => Some(Number::Real(amount.to_f64())),
        #[expect(clippy::cast_precision_loss, reason = "arithmetic on anything but integers is that of doubles")]
        Term::Points(points) => Some(Number::Real(points.scaled() as f64 / 10_000.0)),
        _ => None,
    }
}

/// `left operator right`; none for what overflows or has no result.
pub(super) fn compute<'a>(operator: ArithmeticOperator, left: &Term<'_>, right: &Term<'_>) -> Option<Term<'a>> {
    let (left, right) = (number(left)?, number(right)?);
    term(match operator {
        ArithmeticOperator::Add => left.add(right),
        ArithmeticOperator::Subtract => left.subtract(right),
        ArithmeticOperator::Multiply => left.multiply(right),
        ArithmeticOperator::Divide => left.divide(right),
    }?)
}

/// The number with its sign changed.
pub(super) fn negate<'a>(of: &Term<'_>) -> Option<Term<'a>> {
    match of {
        Term::Points(points) => points.scaled().checked_neg().map(|scaled| Term::Points(Points::from_scaled(scaled))),
        other => term(number(other)?.negate()?),
    }
}

fn term<'a>(number: Number) -> Option<Term<'a>> {
    Some(match number {
        Number::Integer(integer) => Term::Integer(integer),
        Number::Real(real) => Term::Number(real),
    })
}
