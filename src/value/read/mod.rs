//! Reading: takes a raw cell and what is declared about it, gives a value, or unknown and what was wrong.
//!
//! The one place where data becomes values; semantics 2 and 4. Knows nothing of sources, columns or required properties.

mod boolean;
mod choice;
mod date;
mod number;
mod quote;

use std::borrow::Cow;

use serde::Serialize;

use self::quote::quoted;
use super::{Cell, Interval, Kind, Scalar, Value, Zone, fold};

/// All that is declared about reading a property or a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// The type.
    pub kind: Kind,
    /// Texts that stand for "unknown", of the source and of the property, as declared.
    pub unknown: Vec<String>,
    /// Taken in place of unknown.
    pub default: Option<Value>,
    /// What numbers and dates may be; others become unknown.
    pub range: Option<Interval>,
    /// How dates are written, in `strftime`'s notation, where not as ISO 8601 says.
    pub format: Option<String>,
}

/// What reading depends on beside the cell and its declaration.
#[derive(Clone, Copy, Debug)]
pub struct ReadContext<'a> {
    /// Where dates and datetimes without an offset are at home.
    pub zone: &'a Zone,
    /// How the source writes two and a half.
    pub decimals: DecimalMark,
}

/// What stands between the whole part of a number and its fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// `2.5`.
    #[default]
    Point,
    /// `2,5`; in such a source `2.500` is no number, for a point may separate thousands.
    Comma,
    /// `2.5` is read, but nothing in the source shows whether `2.500` is two and a half or two and a half thousand.
    Unsaid,
}

/// What a cell was read as.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Read {
    /// The value; `None` is unknown.
    pub value: Option<Value>,
    /// Why the cell could not be read, for people: "`12,5` is not a whole number".
    pub problem: Option<String>,
    /// Whether the value is the declared default.
    pub defaulted: bool,
}

/// A declaration made ready for many cells.
#[derive(Clone, Debug)]
pub struct PreparedReading<'r> {
    reading: &'r Reading,
    /// Trimmed and folded.
    markers: Vec<String>,
}

/// Reads one cell. For many, a [`PreparedReading`] is faster.
pub fn read(cell: &Cell, as_: &Reading, context: &ReadContext<'_>) -> Read {
    PreparedReading::new(as_).read(cell, context)
}

impl<'r> PreparedReading<'r> {
    /// Folds the markers once.
    pub fn new(reading: &'r Reading) -> Self {
        let markers = reading.unknown.iter().map(|marker| fold(marker.trim())).collect();
        Self { reading, markers }
    }

    /// Reads one cell.
    pub fn read(&self, cell: &Cell, context: &ReadContext<'_>) -> Read {
        let (value, problem) = match &self.reading.kind {
            Kind::ManyOf(dropdown) => self.read_many(cell, dropdown),
            _ => self.read_single(cell, context).map_or_else(|problem| (None, Some(problem)), |value| (value, None)),
        };
        match (value, &self.reading.default) {
            (None, Some(default)) => Read { value: Some(default.clone()), problem, defaulted: true },
            (value, _) => Read { value, problem, defaulted: false },
        }
    }

    fn read_single(&self, cell: &Cell, context: &ReadContext<'_>) -> Result<Option<Value>, String> {
        let cell = only_member(cell);
        let (text, context) = match cell {
            Cell::Absent | Cell::Null => return Ok(None),
            Cell::Text(text) => (text.trim(), *context),
            // The decimal mark of JSON is the point, whatever the source writes in texts.
            Cell::Number(digits) => (digits.as_str(), ReadContext { decimals: DecimalMark::Point, ..*context }),
            Cell::Boolean(true) => ("true", *context),
            Cell::Boolean(false) => ("false", *context),
            Cell::List(members) if members.is_empty() => return Ok(None),
            Cell::List(members) => return Err(format!("a list of {} values where one is expected", members.len())),
            Cell::Object(_) => return Err("a value with fields of its own where a plain one is expected".to_owned()),
        };
        if self.is_unknown(text) {
            return Ok(None);
        }
        let value = self.value_of(text, matches!(cell, Cell::Number(_)), &context)?;
        match &self.reading.range {
            Some(range) if is_outside(&value, range) => {
                Err(format!("{} lies outside of `{range}`, the declared range", quoted(text)))
            }
            _ => Ok(Some(value)),
        }
    }

    fn value_of(&self, text: &str, is_json: bool, context: &ReadContext<'_>) -> Result<Value, String> {
        let format = self.reading.format.as_deref();
        match &self.reading.kind {
            Kind::Text | Kind::Email | Kind::Url => Ok(Value::Text(text.to_owned())),
            Kind::Integer if is_json => {
                number::integer(&number::without_exponent(text), DecimalMark::Point).map(Value::Integer)
            }
            Kind::Integer => number::integer(text, context.decimals).map(Value::Integer),
            Kind::Number => number::real(text, context.decimals).map(Value::Number),
            Kind::Boolean => boolean::boolean(text).map(Value::Boolean),
            Kind::Date => date::date(text, format, context.zone).map(Value::Date),
            Kind::Datetime => date::datetime(text, format, context.zone).map(Value::Instant),
            Kind::OneOf(dropdown) | Kind::ManyOf(dropdown) => choice::one(text, dropdown).map(Value::Choice),
        }
    }

    /// The known members; a problem beside them names the others.
    fn read_many(&self, cell: &Cell, dropdown: &super::Dropdown) -> (Option<Value>, Option<String>) {
        let parts: Vec<Cow<'_, str>> = match cell {
            Cell::Text(text) if !self.is_unknown(text.trim()) => text.split(';').map(Cow::Borrowed).collect(),
            Cell::List(members) => members.iter().map(member_text).collect(),
            Cell::Object(_) => {
                return (None, Some("a value with fields of its own where a list is expected".to_owned()));
            }
            other => vec![member_text(other)],
        };
        let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !self.is_unknown(part)).collect();
        // A value that is known in part is not known: a `has none of` would else be true of what could not be read.
        match choice::many(&parts, dropdown) {
            (_, Some(problem)) => (None, Some(problem)),
            (places, None) => ((!places.is_empty()).then_some(Value::Choices(places)), None),
        }
    }

    /// Blank, or one of the markers.
    fn is_unknown(&self, trimmed: &str) -> bool {
        if trimmed.is_empty() {
            return true;
        }
        if self.markers.is_empty() {
            return false;
        }
        if trimmed.is_ascii() {
            return self.markers.iter().any(|marker| marker.eq_ignore_ascii_case(trimmed));
        }
        self.markers.contains(&fold(trimmed))
    }
}

fn is_outside(value: &Value, range: &Interval) -> bool {
    let scalar = match value {
        Value::Integer(number) => Scalar::Integer(*number),
        Value::Number(number) => Scalar::Number(*number),
        Value::Date(date) => Scalar::Date(*date),
        Value::Instant(instant) => Scalar::Instant(*instant),
        Value::Text(_) | Value::Boolean(_) | Value::Choice(_) | Value::Choices(_) => return false,
    };
    !range.contains(&scalar)
}

/// The cell in a list of one, however deep.
fn only_member(mut cell: &Cell) -> &Cell {
    while let Cell::List(members) = cell
        && let [only] = members.as_slice()
    {
        cell = only;
    }
    cell
}

/// A member of a list as text; nothing for `null`, and what is no plain value as it is shown, which is in no dropdown.
fn member_text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Absent | Cell::Null => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Number(text) => Cow::Borrowed(text),
        Cell::Boolean(true) => Cow::Borrowed("true"),
        Cell::Boolean(false) => Cow::Borrowed("false"),
        Cell::List(_) | Cell::Object(_) => Cow::Owned(cell.shown()),
    }
}

#[cfg(test)]
mod tests;
