use std::sync::Arc;

use super::Subject;
use crate::{
    model::{PropertyId, Schema},
    value::cell::shown,
};

/// A value, a record or an event that could not be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file of events it stands in; none: the data of the contacts.
    pub file: Option<EventFile>,
    /// The line the record begins on, from 1.
    pub line: u64,
    /// The record, from 1.
    pub record: u64,
    /// The record's key; empty where it is not known.
    pub key: String,
    /// What is concerned.
    pub subject: Subject,
    /// The value as written, control characters escaped; 81 characters at most.
    pub value: String,
    /// What is wrong, lower case, no final period.
    pub reason: String,
    /// What became of it.
    pub effect: Effect,
}

/// A file of events, as findings name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFile {
    /// How messages call it.
    pub name: Arc<str>,
    /// Whether other files have events of the same kind, so that a line alone says nothing.
    pub is_one_of_several: bool,
}

/// What became of a value or a record that could not be used as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The value is unknown; of a `many of` property, the members that could be read are kept.
    Unknown,
    /// The declared default is taken.
    Default,
    /// The record or the event is left out.
    Rejected,
}

impl Effect {
    /// As the rejects file writes it: `unknown`, `default` or `rejected`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Default => "default",
            Self::Rejected => "rejected",
        }
    }
}

impl Finding {
    /// Whether a contact's record is left out; that of an event leaves the contact where it is.
    pub fn rejects_record(&self) -> bool {
        self.effect == Effect::Rejected && self.subject.event().is_none()
    }

    /// On one line: ``line 7, record 6 (id 42): visits `abc` is not a whole number; read as unknown``, with the file
    /// before it where it is one of events. `key` is the property that tells contacts apart.
    pub fn sentence(&self, schema: &Schema, key: Option<PropertyId>) -> String {
        let Self { line, record, .. } = self;
        let file = self.file.as_ref().map_or_else(String::new, |file| format!("{}, ", file.name));
        let whose = match key.and_then(|key| schema.properties.get(key)) {
            Some(key) if !self.key.is_empty() => format!(" ({} {})", key.name, shown(&self.key)),
            _ => String::new(),
        };
        format!("{file}line {line}, record {record}{whose}: {}; {}", self.problem(schema), self.consequence())
    }

    /// The property and what is wrong with it: ``visits `abc` is not a whole number``.
    pub fn problem(&self, schema: &Schema) -> String {
        match self.subject.field(schema) {
            field if field.is_empty() => self.reason.clone(),
            // A reason that begins with the value reads on; others are a sentence of their own.
            field if self.reason.starts_with('`') => format!("{field} {}", self.reason),
            field => format!("{field}: {}", self.reason),
        }
    }

    /// What is wrong, for a list in which lines of several files stand: with the file's name where it is needed.
    pub fn reason_and_file(&self) -> String {
        match &self.file {
            Some(file) if file.is_one_of_several => format!("{} (in {})", self.reason, file.name),
            _ => self.reason.clone(),
        }
    }

    fn consequence(&self) -> &'static str {
        match self.effect {
            Effect::Unknown => "read as unknown",
            Effect::Default => "the default is taken",
            Effect::Rejected if matches!(self.subject, Subject::Event(_)) && self.file.is_none() => "not counted",
            Effect::Rejected if self.subject.event().is_some() => "the event is rejected",
            Effect::Rejected => "the record is rejected",
        }
    }
}
