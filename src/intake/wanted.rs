//! What is read of a record: takes declarations, gives the values that are wanted. Knows nothing of tables.

use std::collections::BTreeSet;

use super::Subject;
use crate::{
    base::Span,
    model::{Event, EventId, FieldId, Property, PropertyId, Schema},
    plan::Plan,
    value::{Kind, PreparedReading},
};

/// The names that a column may have: the declared one, and those behind `from`.
pub(super) type Names<'p> = (&'p str, &'p [String]);

/// One value that is read.
#[derive(Debug)]
pub(super) struct Wanted<'p> {
    pub(super) subject: Subject,
    pub(super) names: Names<'p>,
    pub(super) kind: &'p Kind,
    pub(super) reading: PreparedReading<'p>,
    pub(super) need: Need,
    /// Where it is declared.
    pub(super) span: Option<Span>,
}

/// Why a value is read; the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// It tells contacts apart.
    Key,
    /// It says whose event it is.
    Owner,
    /// It says when an event was.
    Time,
    /// The schema requires it.
    Required,
    /// Rules read it.
    Rules,
}

impl Need {
    /// Whether a record without the value is of no use.
    pub(super) fn is_must(self) -> bool {
        self != Self::Rules
    }

    /// Whether it is what contacts and their events are joined by.
    pub(super) fn is_key(self) -> bool {
        matches!(self, Self::Key | Self::Owner)
    }

    /// As a message goes on behind the name.
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Key => "which tells contacts apart",
            Self::Owner => "which says whose event it is",
            Self::Time => "which says when an event was",
            Self::Required => "which the schema requires",
            Self::Rules => "which the rules read",
        }
    }

    /// Why a record without the value cannot be used.
    pub(super) fn nothing(self) -> &'static str {
        match self {
            Self::Key => "no value, and without a key nobody knows whose record it is",
            Self::Owner => "no value, and without a key nobody knows whose event it is",
            Self::Time => "no value, and without it nobody knows when the event was",
            Self::Required | Self::Rules => "no value, and it is required",
        }
    }
}

impl<'p> Wanted<'p> {
    fn new(subject: Subject, property: &'p Property, need: Need) -> Self {
        Self {
            subject,
            names: (&property.name, &property.from),
            kind: property.kind(),
            reading: PreparedReading::new(&property.reading),
            need,
            span: property.span,
        }
    }

    /// Where its value goes among those of the contact or the event; none for the owner of an event.
    pub(super) fn place(&self) -> Option<usize> {
        match self.subject {
            Subject::Property(property) => Some(property.index()),
            Subject::EventField(_, field) => Some(field.index()),
            Subject::EventKey(..) | Subject::Event(_) | Subject::Record => None,
        }
    }
}

/// What is wanted of a contact: the key first, then required properties, so that a record is rejected before the rest
/// of it is read. Where another property is the key, the schema's own is one like any other, wanted only where rules
/// read it. Beside it the names of all other properties, whose columns are not free to be taken.
pub(super) fn of_contacts(plan: &Plan, key: Option<PropertyId>) -> (Vec<Wanted<'_>>, Vec<Names<'_>>) {
    let (mut wanted, mut others) = (Vec::new(), Vec::new());
    let schema = &plan.model().schema;
    for (id, property) in schema.properties.iter() {
        let need = if key == Some(id) {
            Need::Key
        } else if property.required && schema.key != Some(id) {
            Need::Required
        } else if plan.needed().contains(&id) {
            Need::Rules
        } else {
            others.push((property.name.as_str(), property.from.as_slice()));
            continue;
        };
        wanted.push(Wanted::new(Subject::Property(id), property, need));
    }
    wanted.sort_by_key(|wanted| wanted.need);
    (wanted, others)
}

/// What is wanted of an event, likewise: whose it is, where `key` has to be looked for; when it was; the fields that
/// are kept.
pub(super) fn of_events<'p>(
    schema: &'p Schema,
    id: EventId,
    event: &'p Event,
    kept: Option<&BTreeSet<FieldId>>,
    key: Option<PropertyId>,
) -> (Vec<Wanted<'p>>, Vec<Names<'p>>) {
    let (mut wanted, mut others) = (Vec::new(), Vec::new());
    if let Some((key, property)) = key.and_then(|key| Some((key, schema.properties.get(key)?))) {
        // Names behind `key from` take the place of the contact's: an `id` beside them is most often the event's own.
        let names = match event.key_from.first() {
            Some(first) => (first.as_str(), event.key_from.as_slice()),
            None => (property.name.as_str(), property.from.as_slice()),
        };
        let owner = Wanted::new(Subject::EventKey(id, key), property, Need::Owner);
        wanted.push(Wanted { names, span: event.span, ..owner });
    }
    for (field, declared) in event.fields.iter() {
        let need = if field == event.at {
            Need::Time
        } else if !kept.is_some_and(|kept| kept.contains(&field)) {
            others.push((declared.0.name.as_str(), declared.0.from.as_slice()));
            continue;
        } else if declared.0.required {
            Need::Required
        } else {
            Need::Rules
        };
        wanted.push(Wanted::new(Subject::EventField(id, field), &declared.0, need));
    }
    wanted.sort_by_key(|wanted| wanted.need);
    (wanted, others)
}
