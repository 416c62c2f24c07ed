//! A question as regions see it: takes a question, gives its subject and what it says of it.

use super::{Subject, subject::subject_of_operand};
use crate::{
    model::{Comparison, Operand, Quantifier, Question, TextOperator},
    value::{Bound, Duration, Interval, Moment, Scalar, Value, Window, fold},
};

/// What a question says of its subject.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// It is known.
    Known,
    /// It is true (or false), or it is ticked (or not).
    Truth(bool),
    /// It lies in one of these.
    Intervals(Vec<Interval>),
    /// Folded, it is one of these, or none of them.
    Texts { needles: Vec<String>, among: bool },
    /// It is one of these places of a dropdown.
    Places(Vec<u32>),
    /// It lies in a window of time.
    Window(Window),
    /// Something that regions cannot tell.
    Opaque,
}

/// The subject of a question and what the question says of it; none where it looks at several things or at none.
pub(crate) fn asked(question: &Question) -> Option<(Subject, Asked)> {
    match question {
        Question::Known(operand) => with(operand, Asked::Known),
        Question::True(operand) => with(operand, Asked::Truth(true)),
        Question::Within { operand, intervals } => with(operand, Asked::Intervals(intervals.clone())),
        Question::Compare { left, comparison, right } => match (left, right) {
            (subject, Operand::Literal(value)) => with(subject, compared(*comparison, value)),
            (Operand::Literal(value), subject) => with(subject, compared(turned(*comparison), value)),
            (subject, Operand::Relative { duration, ago }) => {
                with(subject, timed(*comparison, relative(*duration, *ago)))
            }
            (Operand::Relative { duration, ago }, subject) => {
                with(subject, timed(turned(*comparison), relative(*duration, *ago)))
            }
            _ => None,
        },
        Question::Text { operand, test } => {
            if test.operator != TextOperator::Is || test.exactly || test.quantifier == Quantifier::Exactly {
                return with(operand, Asked::Opaque);
            }
            let mut needles: Vec<String> = test.needles.iter().map(|needle| fold(needle)).collect();
            needles.sort_unstable();
            needles.dedup();
            if test.quantifier == Quantifier::All && needles.len() > 1 {
                // No text is two texts at once.
                needles.clear();
            }
            with(operand, Asked::Texts { needles, among: test.quantifier != Quantifier::None })
        }
        Question::Matches { operand, .. } => with(operand, Asked::Opaque),
        Question::Choice { operand, among } => with(operand, Asked::Places(among.clone())),
        Question::Choices { operand: Operand::Property(property), quantifier, among } => {
            match (quantifier, among.as_slice()) {
                (Quantifier::Exactly, _) => Some((Subject::Property(*property), Asked::Opaque)),
                (quantifier, [member]) => {
                    Some((Subject::Member(*property, *member), Asked::Truth(*quantifier != Quantifier::None)))
                }
                _ => None,
            }
        }
        Question::Time { operand, window } => with(operand, Asked::Window(*window)),
        Question::Anniversary { operand, .. } => with(operand, Asked::Opaque),
        Question::Choices { .. }
        | Question::Stage { .. }
        | Question::InList(_)
        | Question::AnyEvent(_)
        | Question::Fired(_) => None,
    }
}

fn with(operand: &Operand, asked: Asked) -> Option<(Subject, Asked)> {
    subject_of_operand(operand).map(|subject| (subject, asked))
}

/// The comparison with its sides exchanged.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        Comparison::Equal => Comparison::Equal,
    }
}

fn relative(duration: Duration, ago: bool) -> Moment {
    if ago { Moment::Ago(duration) } else { Moment::FromNow(duration) }
}

fn timed(comparison: Comparison, moment: Moment) -> Asked {
    Asked::Window(match comparison {
        Comparison::Less => Window::before(moment),
        Comparison::LessOrEqual => Window::at_most(moment),
        Comparison::Greater => Window::after(moment),
        Comparison::GreaterOrEqual => Window::at_least(moment),
        Comparison::Equal => Window::on(moment),
    })
}

fn compared(comparison: Comparison, value: &Value) -> Asked {
    let scalar = match value {
        Value::Integer(integer) => Scalar::Integer(*integer),
        Value::Number(number) => Scalar::Number(*number),
        Value::Date(date) => return timed(comparison, Moment::Date(*date)),
        Value::Instant(instant) => return timed(comparison, Moment::Instant(*instant)),
        Value::Boolean(truth) if comparison == Comparison::Equal => return Asked::Truth(*truth),
        Value::Text(needle) if comparison == Comparison::Equal => {
            return Asked::Texts { needles: vec![fold(needle)], among: true };
        }
        _ => return Asked::Opaque,
    };
    let (low, high) = match comparison {
        Comparison::Less => (Bound::Unbounded, Bound::Excluded(scalar)),
        Comparison::LessOrEqual => (Bound::Unbounded, Bound::Included(scalar)),
        Comparison::Greater => (Bound::Excluded(scalar), Bound::Unbounded),
        Comparison::GreaterOrEqual => (Bound::Included(scalar), Bound::Unbounded),
        Comparison::Equal => (Bound::Included(scalar), Bound::Included(scalar)),
    };
    Asked::Intervals(vec![Interval { low, high }])
}
