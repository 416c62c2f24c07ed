//! Events that a `where` or an arm would take: takes a condition over the fields of an event, gives values that may
//! make it true.
//!
//! These are guesses, and the interpreter has the last word: what it does not let through is not proposed.

use crate::{
    model::{Comparison, Condition, Event, FieldId, Operand, Part, Quantifier, Question},
    value::{AsOf, Bound, Interval, Kind, Scalar, Value},
};

/// Guesses for one condition at most.
const GUESSES: usize = 12;

/// The values of some fields of one event; all others are unknown.
pub(super) type Guess = Vec<(FieldId, Value)>;

/// Guesses for a condition that should be true, or false. What asks nothing of the event needs no value.
pub(super) fn guesses(event: &Event, condition: &Condition, wanted: bool, as_of: &AsOf) -> Vec<Guess> {
    let mut found = match (condition, wanted) {
        (Condition::All(parts), true) | (Condition::Any(parts), false) => {
            let mut together: Vec<Guess> = vec![Guess::new()];
            for part in parts {
                let of_part = guesses(event, part, wanted, as_of);
                together = together.iter().flat_map(|one| of_part.iter().filter_map(|two| merged(one, two))).collect();
                together.truncate(GUESSES);
            }
            together
        }
        (Condition::Any(parts), true) | (Condition::All(parts), false) => {
            parts.iter().flat_map(|part| guesses(event, part, wanted, as_of)).collect()
        }
        (Condition::Not(part), _) => guesses(event, part, !wanted, as_of),
        (Condition::Test(test), _) => of_question(event, &test.question, wanted, as_of),
        (Condition::Define(_) | Condition::Constant(_), _) => vec![Guess::new()],
    };
    found.truncate(GUESSES);
    found
}

/// Both together; none where they want different values of one field.
fn merged(one: &Guess, two: &Guess) -> Option<Guess> {
    let mut both = one.clone();
    for (field, value) in two {
        match both.iter().find(|(known, _)| known == field) {
            Some((_, known)) if known != value => return None,
            Some(_) => {}
            None => both.push((*field, value.clone())),
        }
    }
    Some(both)
}

pub(super) fn of_question(event: &Event, question: &Question, wanted: bool, as_of: &AsOf) -> Vec<Guess> {
    let one = |field: FieldId, values: Vec<Value>| values.into_iter().map(|value| vec![(field, value)]).collect();
    match question {
        Question::Known(Operand::Field(field)) if wanted => one(*field, sample(event, *field, as_of)),
        Question::True(Operand::Field(field)) => one(*field, vec![Value::Boolean(wanted)]),
        Question::Within { operand: Operand::Field(field), intervals } => {
            let is_whole = kind(event, *field) == Some(&Kind::Integer);
            one(*field, numbers(intervals, wanted).into_iter().filter_map(|at| number(at, is_whole)).collect())
        }
        Question::Within { operand: Operand::FieldDaysSince(field), intervals } => {
            let date = |days: f64| as_of.date.plus_days((days.ceil() as i64).saturating_neg());
            let dates = numbers(intervals, wanted).into_iter().map(date);
            one(*field, dates.map(|date| dated(event, *field, date, as_of)).collect())
        }
        Question::Compare {
            left: Operand::Field(field),
            comparison: Comparison::Equal,
            right: Operand::Literal(value),
        } if wanted => one(*field, vec![value.clone()]),
        Question::Text { operand, test } => {
            let (field, part) = match operand {
                Operand::Field(field) => (*field, None),
                Operand::FieldPart { field, part } => (*field, Some(*part)),
                _ => return vec![Guess::new()],
            };
            let is_sought = (test.quantifier == Quantifier::None) != wanted;
            let needles = match test.quantifier {
                _ if !is_sought => vec!["other".to_owned()],
                Quantifier::All => vec![test.needles.join(" ")],
                _ => test.needles.clone(),
            };
            let value = |needle: &String| match kind(event, field).and_then(Kind::dropdown) {
                Some(dropdown) => dropdown.find(needle).map(Value::Choice),
                None => Some(Value::Text(whole(part, needle))),
            };
            one(field, needles.iter().filter_map(value).take(GUESSES).collect())
        }
        Question::Choice { operand: Operand::Field(field), among } => {
            let len = kind(event, *field).and_then(Kind::dropdown).map_or(0, |dropdown| dropdown.len());
            let all = (0..).take(len).filter(|place| among.contains(place) == wanted);
            one(*field, all.take(GUESSES).map(Value::Choice).collect())
        }
        Question::Choices { operand: Operand::Field(field), quantifier, among } => match (quantifier, wanted) {
            (Quantifier::None, true) | (Quantifier::Any | Quantifier::All, false) => {
                one(*field, vec![Value::Choices(Vec::new())])
            }
            _ => one(*field, vec![Value::Choices(among.clone())]),
        },
        Question::Time { operand: Operand::Field(field), .. } => {
            one(*field, vec![dated(event, *field, as_of.date, as_of)])
        }
        // It asks nothing of the event, or something that is not guessed.
        _ => vec![Guess::new()],
    }
}

fn kind(event: &Event, field: FieldId) -> Option<&Kind> {
    event.fields.get(field).map(|field| field.0.kind())
}

/// A value of the field's type.
fn sample(event: &Event, field: FieldId, as_of: &AsOf) -> Vec<Value> {
    let value = match kind(event, field) {
        None => return Vec::new(),
        Some(Kind::Text | Kind::Email | Kind::Url) => Value::Text("text".to_owned()),
        Some(Kind::Integer) => Value::Integer(1),
        Some(Kind::Number) => Value::Number(1.0),
        Some(Kind::Boolean) => Value::Boolean(true),
        Some(Kind::Date | Kind::Datetime) => dated(event, field, as_of.date, as_of),
        Some(Kind::OneOf(_)) => Value::Choice(0),
        Some(Kind::ManyOf(_)) => Value::Choices(vec![0]),
    };
    vec![value]
}

fn dated(event: &Event, field: FieldId, date: crate::value::Date, as_of: &AsOf) -> Value {
    match kind(event, field) {
        Some(Kind::Datetime) => Value::Instant(as_of.zone.midnight(date)),
        _ => Value::Date(date),
    }
}

/// Numbers in the intervals, or outside, at their ends.
pub(super) fn numbers(intervals: &[Interval], wanted: bool) -> Vec<f64> {
    let mut found = Vec::new();
    for interval in intervals {
        for (bound, inwards) in [(interval.low, 1.0), (interval.high, -1.0)] {
            let (at, is_inside) = match bound {
                Bound::Unbounded => continue,
                Bound::Included(at) => (at, true),
                Bound::Excluded(at) => (at, false),
            };
            #[expect(clippy::cast_precision_loss, reason = "a guess, which the interpreter judges")]
            let at = match at {
                Scalar::Integer(at) => at as f64,
                Scalar::Number(at) => at,
                _ => continue,
            };
            found.push(match (wanted, is_inside) {
                (true, true) | (false, false) => at,
                (true, false) => at + inwards,
                (false, true) => at - inwards,
            });
        }
    }
    found
}

/// A number of a field's type.
pub(super) fn number(at: f64, is_whole: bool) -> Option<Value> {
    if !at.is_finite() {
        return None;
    }
    Some(if is_whole { Value::Integer(at.ceil() as i64) } else { Value::Number(at) })
}

/// A text that has this part.
fn whole(part: Option<Part>, needle: &str) -> String {
    match part {
        None => needle.to_owned(),
        Some(Part::Domain) => format!("name@{needle}"),
        Some(Part::Host) => format!("https://{needle}/"),
        Some(Part::Path) => format!("https://www.example.com/{}", needle.trim_start_matches('/')),
    }
}
