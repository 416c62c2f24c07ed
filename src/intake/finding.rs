use crate::{
    model::{PropertyId, Schema},
    value::cell::shown,
};

/// A value or a record that could not be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line the record begins on, from 1.
    pub line: u64,
    /// The record, from 1.
    pub record: u64,
    /// The record's key; empty where it is not known.
    pub key: String,
    /// The property concerned; none where it is the whole record.
    pub property: Option<PropertyId>,
    /// The value as written, control characters escaped; 81 characters at most.
    pub value: String,
    /// What is wrong, lower case, no final period.
    pub reason: String,
    /// What became of it.
    pub effect: Effect,
}

/// What became of a value or a record that could not be used as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The value is unknown; of a `many of` property, the members that could be read are kept.
    Unknown,
    /// The declared default is taken.
    Default,
    /// The record is left out.
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

    /// As a sentence ends: `read as unknown`.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Unknown => "read as unknown",
            Self::Default => "the default is taken",
            Self::Rejected => "the record is rejected",
        }
    }
}

impl Finding {
    /// The property's name; empty where the whole record is concerned.
    pub fn field<'s>(&self, schema: &'s Schema) -> &'s str {
        self.property.and_then(|property| schema.properties.get(property)).map_or("", |property| &property.name)
    }

    /// On one line: ``line 7, record 6 (id 42): visits `abc` is not a whole number; read as unknown``. `key` is the
    /// property that tells contacts apart.
    pub fn sentence(&self, schema: &Schema, key: Option<PropertyId>) -> String {
        let Self { line, record, .. } = self;
        let whose = match key.and_then(|key| schema.properties.get(key)) {
            Some(key) if !self.key.is_empty() => format!(" ({} {})", key.name, shown(&self.key)),
            _ => String::new(),
        };
        format!("line {line}, record {record}{whose}: {}; {}", self.problem(schema), self.effect.phrase())
    }

    /// The property and what is wrong with it: ``visits `abc` is not a whole number``.
    pub fn problem(&self, schema: &Schema) -> String {
        match self.field(schema) {
            "" => self.reason.clone(),
            // A reason that begins with the value reads on; others are a sentence of their own.
            field if self.reason.starts_with('`') => format!("{field} {}", self.reason),
            field => format!("{field}: {}", self.reason),
        }
    }
}
