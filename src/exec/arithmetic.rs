//! Numbers and points in conditions: hands them to `value`, which knows what comparison and arithmetic mean.

use std::cmp::Ordering;

use super::term::Term;
use crate::{
    model::ArithmeticOperator,
    value::{Number, Points, Scalar},
};

/// A number or points as what has an order; none for anything else.
pub(super) fn scalar(term: &Term<'_>) -> Option<Scalar> {
    match term {
        Term::Integer(integer) => Some(Scalar::Integer(*integer)),
        Term::Number(number) => Some(Scalar::Number(*number)),
        Term::Points(points) => Some(Scalar::Points(*points)),
        _ => None,
    }
}

/// The exact order of two numbers or points; none for anything else.
pub(super) fn order(one: &Term<'_>, two: &Term<'_>) -> Option<Ordering> {
    scalar(one)?.compare(&scalar(two)?)
}

/// A number as what can be reckoned with: points by their nearest double.
pub(super) fn number(term: &Term<'_>) -> Option<Number> {
    match term {
        Term::Integer(integer) => Some(Number::Integer(*integer)),
        Term::Number(number) => Some(Number::Real(*number)),
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
