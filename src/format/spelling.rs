//! How names, texts, numbers of points and durations are spelled.
//!
//! Takes leaves of the tree, gives their text; knows nothing of lines.

use icu_properties::{
    CodePointSetData,
    props::{XidContinue, XidStart},
};

use crate::{
    syntax::{
        is_reserved,
        tree::{Duration, Literal, LiteralKind, Name, Path, Points, PointsValue},
    },
    value::Unit,
};

/// Words that would take in the name behind them where a value is expected.
const STARTERS: [&str; 3] = ["any", "no", "fired"];

/// A name, in backquotes where it needs them.
pub(super) fn name(name: &Name) -> String {
    plain_or_quoted(&name.text)
}

/// A name's text, in backquotes where it needs them.
pub(super) fn plain_or_quoted(text: &str) -> String {
    if is_plain(text) && !is_reserved(text) { text.to_owned() } else { backquoted(text) }
}

fn is_plain(text: &str) -> bool {
    let (start, inside) = (CodePointSetData::new::<XidStart>(), CodePointSetData::new::<XidContinue>());
    let starts = text.chars().next().is_some_and(|first| first == '_' || start.contains(first));
    starts && text.chars().all(|c| c == '_' || inside.contains(c))
}

/// A path where a value is expected.
pub(super) fn path(path: &Path) -> String {
    match &path.member {
        Some(member) => format!("{}.{}", name(&path.head), name(member)),
        None => head(&path.head),
    }
}

/// A name that begins a value.
pub(super) fn head(text: &Name) -> String {
    if STARTERS.contains(&text.text.as_str()) { backquoted(&text.text) } else { name(text) }
}

/// A name that is the step of a `per`, where some words begin an operand of several words.
pub(super) fn step(text: &Name) -> String {
    let begins = ["days", "anniversary", "sum", "min", "max", "avg", "last", "first", "distinct"];
    if begins.contains(&text.text.as_str()) { backquoted(&text.text) } else { head(text) }
}

/// A path behind `days since`, where `last` and `first` begin something else.
pub(super) fn since(path: &Path) -> String {
    let taken = path.member.is_none() && ["last", "first"].contains(&path.head.text.as_str());
    if taken { backquoted(&path.head.text) } else { name_path(path) }
}

/// A path where nothing but a path is expected.
pub(super) fn name_path(path: &Path) -> String {
    match &path.member {
        Some(_) => self::path(path),
        None => name(&path.head),
    }
}

/// A path behind `has`, where `word` begins something else.
pub(super) fn needle(path: &Path) -> String {
    if path.member.is_none() && path.head.text == "word" { backquoted("word") } else { name_path(path) }
}

fn backquoted(text: &str) -> String {
    format!("`{text}`")
}

/// Text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A regex between its slashes.
pub(super) fn regex(text: &str) -> String {
    format!("/{}/", text.replace('/', "\\/"))
}

/// A constant.
pub(super) fn literal(literal: &Literal) -> String {
    match &literal.kind {
        LiteralKind::Number(text) | LiteralKind::Date(text) | LiteralKind::Datetime(text) => text.clone(),
        LiteralKind::Text(text) => quoted(text),
        LiteralKind::Boolean(value) => value.to_string(),
        LiteralKind::Ago(span) => format!("{} ago", duration(span)),
        LiteralKind::FromNow(span) => format!("{} from now", duration(span)),
    }
}

/// `30 days`, `1 month`.
pub(super) fn duration(duration: &Duration) -> String {
    let plural = if duration.amount == "1" { "" } else { "s" };
    format!("{} {}{plural}", duration.amount, unit(duration.unit))
}

/// One of a unit.
pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Minute => "minute",
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
    }
}

/// `+3`, `-bofu`, `0`.
pub(super) fn points(points: &Points) -> String {
    let sign = points.sign.map(String::from).unwrap_or_default();
    format!("{sign}{}", points_value(&points.value))
}

/// An amount of points without its sign.
pub(super) fn points_value(value: &PointsValue) -> String {
    match value {
        PointsValue::Number(text) => text.clone(),
        PointsValue::Name(text) => name(text),
    }
}
