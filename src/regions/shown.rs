//! Regions in words, and a value of each.

use super::{
    Region, Subject,
    line::{Edge, Piece, Scale, number},
    plainest::{is_plain, plainest},
};
use crate::{
    model::{Model, Part},
    value::{Date, Dropdown, Instant, Number, Scalar, Value},
};

/// Names shown of a class of a dropdown's values before the rest is counted.
const NAMES: usize = 3;

/// `visits`, `email domain`, `days since created`, `interests has "Security"`.
pub(super) fn subject_name(model: &Model, subject: Subject) -> String {
    let Some(property) = model.schema.properties.get(subject.property()) else { return String::new() };
    let name = &property.name;
    match subject {
        Subject::Property(_) => name.clone(),
        Subject::Part(_, Part::Domain) => format!("{name} domain"),
        Subject::Part(_, Part::Host) => format!("{name} host"),
        Subject::Part(_, Part::Path) => format!("{name} path"),
        Subject::DaysSince(_) => format!("days since {name}"),
        Subject::Member(_, member) => match property.kind().dropdown() {
            Some(dropdown) => format!("{name} has {}", choice(dropdown, member)),
            None => name.clone(),
        },
    }
}

/// The region of a piece of a line.
pub(crate) fn piece(piece: &Piece) -> Region {
    match piece.scale {
        Scale::Whole => whole(piece),
        Scale::Real => real(piece),
        Scale::Day | Scale::Moment => time(piece),
    }
}

fn time(piece: &Piece) -> Region {
    let value = |at: i128| match piece.scale {
        Scale::Day => Some(Value::Date(Date::from_days(i32::try_from(at).ok()?))),
        _ => Some(Value::Instant(Instant::from_micros(i64::try_from(at).ok()?))),
    };
    let shown = |at: i128| match value(at) {
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Instant(instant)) => instant.to_string(),
        _ => String::new(),
    };
    let (start, end) = (piece.start, piece.end);
    let (shown, representative) = match (piece.low, piece.high) {
        _ if start == end => (shown(start), start),
        (None, None) => ("any".to_owned(), 0.clamp(start, end)),
        (None, Some(_)) => (format!("..{}", shown(end + 1)), end),
        (Some(_), None) => (format!("{}..", shown(start)), start),
        (Some(_), Some(_)) if piece.scale == Scale::Day => (format!("{}..={}", shown(start), shown(end)), start),
        (Some(_), Some(_)) => (format!("{}..{}", shown(start), shown(end + 1)), start),
    };
    Region { shown, representative: value(representative) }
}

fn whole(piece: &Piece) -> Region {
    let (start, end) = (piece.start, piece.end);
    let (shown, representative) = match (piece.low, piece.high) {
        _ if start == end => (start.to_string(), start),
        (None, None) => ("any".to_owned(), 0.clamp(start, end)),
        (None, Some(_)) => (format!("..{}", end + 1), end),
        (Some(_), None) => (format!("{start}.."), start),
        (Some(_), Some(_)) => (format!("{start}..={end}"), start),
    };
    Region { shown, representative: i64::try_from(representative).ok().map(Value::Integer) }
}

/// ```text
/// cut before 2, cut before 5     2..5
/// cut behind 2, cut behind 5     above 2..=5
/// cut before 2, cut behind 2     2
/// ```
fn real(piece: &Piece) -> Region {
    let low = piece.low.map(|edge| (if edge.behind { "above " } else { "" }, edge.constant));
    let high = piece.high.map(|edge| (if edge.behind { "..=" } else { ".." }, edge.constant));
    let shown = match (low, high) {
        (Some((_, low)), Some(_)) if piece.start == piece.end => low.to_string(),
        (None, None) => "any".to_owned(),
        (None, Some((dots, high))) => format!("{dots}{high}"),
        (Some((word @ "above ", low)), None) => format!("{word}{low}"),
        (Some((_, low)), None) => format!("{low}.."),
        (Some((word, low)), Some((dots, high))) => format!("{word}{low}{dots}{high}"),
    };
    Region { shown, representative: inside(piece).map(Value::Number) }
}

/// A number of the piece, as round as can be had cheaply.
fn inside(piece: &Piece) -> Option<f64> {
    let end = |at: i128| i64::try_from(at).ok().map(number);
    let (first, last) = (end(piece.start)?, end(piece.end)?);
    let constant = |edge: Option<Edge>| edge.and_then(|edge| float(edge.constant));
    let candidates = match (constant(piece.low), constant(piece.high)) {
        (None, None) => vec![0.0],
        (Some(low), None) => vec![low, low.floor() + 1.0],
        (None, Some(high)) => vec![high, high.ceil() - 1.0],
        (Some(low), Some(high)) => vec![low, low.floor() + 1.0, f64::midpoint(low, high), high],
    };
    let mut candidates = candidates.into_iter().filter(|number| first <= *number && *number <= last);
    candidates
        .clone()
        .find(|number| is_plain(*number))
        .or_else(|| plainest(first, last))
        .or(candidates.next())
        .or(Some(first))
}

fn float(constant: Scalar) -> Option<f64> {
    match constant {
        Scalar::Integer(integer) => Some(Number::Integer(integer).to_f64()),
        Scalar::Number(number) => Some(number),
        Scalar::Points(points) => Some(Number::Integer(points.scaled()).to_f64() / 10_000.0),
        Scalar::Date(_) | Scalar::Instant(_) => None,
    }
}

/// `"Software"`.
pub(super) fn choice(dropdown: &Dropdown, place: u32) -> String {
    quoted(dropdown.name(place).unwrap_or_default())
}

/// `"Software"`, `"A", "B"`, `any other value`.
pub(super) fn class(dropdown: &Dropdown, members: &[u32], in_no_question: bool) -> String {
    if in_no_question && members.len() > 1 {
        let all = members.len() == dropdown.len();
        return if all { "any" } else { "any other value" }.to_owned();
    }
    let mut shown: Vec<String> = members.iter().take(NAMES).map(|member| choice(dropdown, *member)).collect();
    if members.len() > NAMES {
        shown.push(format!("{} more", members.len() - NAMES));
    }
    shown.join(", ")
}

/// The text between quotes, as the language writes it.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text that stands for all that no question names.
pub(super) fn other_text(subject: Subject) -> &'static str {
    match subject {
        Subject::Part(_, Part::Domain | Part::Host) => "other.example",
        Subject::Part(_, Part::Path) => "/other",
        _ => "something else",
    }
}
