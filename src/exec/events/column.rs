//! The values of one field of many events: takes values, gives them back by row.

use std::collections::HashMap;

use crate::value::{Date, Instant, Kind, Value, fold};

/// Stands for a text or a place that is not known.
const UNKNOWN: u32 = u32::MAX;

/// The values of one field.
#[derive(Debug)]
pub(super) enum Column {
    /// Numbers of texts, [`UNKNOWN`] for none; each text is kept once.
    Texts { numbers: Vec<u32>, texts: Texts },
    /// Unknown: 0, and marked beside it.
    Integers { values: Vec<i64>, unknown: Vec<bool> },
    /// NaN stands for unknown: no value that was read is one.
    Numbers(Vec<f64>),
    /// None: unknown.
    Booleans(Vec<Option<bool>>),
    /// None: unknown.
    Dates(Vec<Option<Date>>),
    /// None: unknown.
    Instants(Vec<Option<Instant>>),
    /// Places in the dropdown, [`UNKNOWN`] for none.
    Choices(Vec<u32>),
    /// Ticked boxes; none: unknown.
    Sets(Vec<Option<Box<[u32]>>>),
}

/// Texts by their numbers.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Box<str>>,
    // While texts are added.
    numbers: HashMap<Box<str>, u32>,
    // Once all are there: folded, none where that is the text itself.
    folded: Vec<Option<Box<str>>>,
}

/// A value of a field, where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldValue<'a> {
    /// Of `text`, `email` and `url`.
    Text(&'a str),
    /// Of `integer`.
    Integer(i64),
    /// Of `number`.
    Number(f64),
    /// Of `boolean`.
    Boolean(bool),
    /// Of `date`.
    Date(Date),
    /// Of `datetime`.
    Instant(Instant),
    /// Of `one of`: the place among the declared values.
    Choice(u32),
    /// Of `many of`: places, sorted, distinct.
    Choices(&'a [u32]),
}

impl Column {
    /// An empty column for values of a type.
    pub(super) fn new(kind: &Kind) -> Self {
        match kind {
            Kind::Text | Kind::Email | Kind::Url => Self::Texts { numbers: Vec::new(), texts: Texts::default() },
            Kind::Integer => Self::Integers { values: Vec::new(), unknown: Vec::new() },
            Kind::Number => Self::Numbers(Vec::new()),
            Kind::Boolean => Self::Booleans(Vec::new()),
            Kind::Date => Self::Dates(Vec::new()),
            Kind::Datetime => Self::Instants(Vec::new()),
            Kind::OneOf(_) => Self::Choices(Vec::new()),
            Kind::ManyOf(_) => Self::Sets(Vec::new()),
        }
    }

    /// Adds a value; one of another type is unknown.
    pub(super) fn push(&mut self, value: Option<Value>) {
        match self {
            Self::Texts { numbers, texts } => numbers.push(match value {
                Some(Value::Text(text)) => texts.number(text),
                _ => UNKNOWN,
            }),
            Self::Integers { values, unknown } => {
                let integer = if let Some(Value::Integer(integer)) = value { Some(integer) } else { None };
                values.push(integer.unwrap_or_default());
                unknown.push(integer.is_none());
            }
            Self::Numbers(values) => {
                values.push(if let Some(Value::Number(number)) = value { number } else { f64::NAN });
            }
            Self::Booleans(values) => {
                values.push(if let Some(Value::Boolean(truth)) = value { Some(truth) } else { None });
            }
            Self::Dates(values) => values.push(if let Some(Value::Date(date)) = value { Some(date) } else { None }),
            Self::Instants(values) => {
                values.push(if let Some(Value::Instant(instant)) = value { Some(instant) } else { None });
            }
            Self::Choices(places) => places.push(if let Some(Value::Choice(place)) = value { place } else { UNKNOWN }),
            Self::Sets(sets) => sets.push(match value {
                Some(Value::Choices(places)) => Some(places.into_boxed_slice()),
                _ => None,
            }),
        }
    }

    /// The value of a row; none: unknown.
    pub(super) fn get(&self, row: usize) -> Option<FieldValue<'_>> {
        match self {
            Self::Texts { numbers, texts } => {
                texts.texts.get(*numbers.get(row)? as usize).map(|text| FieldValue::Text(text))
            }
            Self::Integers { values, unknown } => {
                (!unknown.get(row)?).then_some(FieldValue::Integer(*values.get(row)?))
            }
            Self::Numbers(values) => values.get(row).filter(|number| !number.is_nan()).copied().map(FieldValue::Number),
            Self::Booleans(values) => values.get(row)?.map(FieldValue::Boolean),
            Self::Dates(values) => values.get(row)?.map(FieldValue::Date),
            Self::Instants(values) => values.get(row)?.map(FieldValue::Instant),
            Self::Choices(places) => {
                places.get(row).filter(|place| **place != UNKNOWN).copied().map(FieldValue::Choice)
            }
            Self::Sets(sets) => sets.get(row)?.as_deref().map(FieldValue::Choices),
        }
    }

    /// The folded text of a row, once the table is complete; none: unknown, or no text.
    pub(super) fn folded(&self, row: usize) -> Option<&str> {
        let Self::Texts { numbers, texts } = self else { return None };
        let number = *numbers.get(row)? as usize;
        texts.folded.get(number)?.as_deref().or_else(|| texts.texts.get(number).map(AsRef::as_ref))
    }

    /// The rows in another order, and nothing kept that only adding needs.
    pub(super) fn ordered(self, order: &[u32]) -> Self {
        match self {
            Self::Texts { numbers, texts } => {
                Self::Texts { numbers: permuted(&numbers, order), texts: texts.complete() }
            }
            Self::Integers { values, unknown } => {
                let unknown = permuted(&unknown, order);
                Self::Integers { values: permuted(&values, order), unknown }
            }
            Self::Numbers(values) => Self::Numbers(permuted(&values, order)),
            Self::Booleans(values) => Self::Booleans(permuted(&values, order)),
            Self::Dates(values) => Self::Dates(permuted(&values, order)),
            Self::Instants(values) => Self::Instants(permuted(&values, order)),
            Self::Choices(places) => Self::Choices(permuted(&places, order)),
            Self::Sets(sets) => Self::Sets(permuted(&sets, order)),
        }
    }
}

impl Texts {
    fn number(&mut self, text: String) -> u32 {
        if let Some(number) = self.numbers.get(text.as_str()) {
            return *number;
        }
        let text = text.into_boxed_str();
        // A table has fewer rows than numbers, so there is one for each text.
        let number = u32::try_from(self.texts.len()).unwrap_or(UNKNOWN);
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    /// No text will be added: each is folded now, once for all events and questions.
    fn complete(self) -> Self {
        let folded = |text: &str| Some(fold(text).into_boxed_str()).filter(|folded| &**folded != text);
        let folded = self.texts.iter().map(|text| folded(text)).collect();
        Self { texts: self.texts, numbers: HashMap::new(), folded }
    }
}

fn permuted<T: Clone>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().filter_map(|row| values.get(*row as usize).cloned()).collect()
}
