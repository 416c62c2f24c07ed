use serde::Serialize;

use super::{EventId, FieldId, PropertyId};
use crate::{
    base::{Arena, Span},
    value::{Kind, Reading},
};

/// What a contact is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Schema {
    /// Its properties, in the order declared.
    pub properties: Arena<Property>,
    /// The property that tells contacts apart, where one is declared.
    pub key: Option<PropertyId>,
    /// What contacts do, in the order declared.
    pub events: Arena<Event>,
}

impl Schema {
    /// The property of this name.
    pub fn find(&self, name: &str) -> Option<PropertyId> {
        self.properties.iter().find(|(_, property)| property.name == name).map(|(id, _)| id)
    }

    /// The event of this name.
    pub fn find_event(&self, name: &str) -> Option<EventId> {
        self.events.iter().find(|(_, event)| event.name == name).map(|(id, _)| id)
    }
}

/// One kind of event: something that contacts do at a time.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// Its name in the rules.
    pub name: String,
    /// `##` lines.
    pub docs: Vec<String>,
    /// The names that the column with the contact's key may have; empty: those of the contact's key.
    pub key_from: Vec<String>,
    /// When it was: a field of type `datetime` or `date`, always known.
    pub at: FieldId,
    /// Its fields, in the order declared.
    pub fields: Arena<Field>,
    /// Where it is declared.
    #[serde(skip)]
    pub span: Option<Span>,
}

impl Event {
    /// The field of this name.
    pub fn find(&self, name: &str) -> Option<FieldId> {
        self.fields.iter().find(|(_, field)| field.0.name == name).map(|(id, _)| id)
    }
}

/// One field of an event; declared and read as a property is.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Field(pub Property);

/// One property of a contact.
#[derive(Clone, Debug, Serialize)]
pub struct Property {
    /// Its name in the rules.
    pub name: String,
    /// `##` lines.
    pub docs: Vec<String>,
    /// Type, unknown markers, default, range and format: all that reading a value needs.
    pub reading: Reading,
    /// A record without it is rejected.
    pub required: bool,
    /// The names it may have in the data; empty: its own name.
    pub from: Vec<String>,
    /// Where it is declared.
    #[serde(skip)]
    pub span: Option<Span>,
}

impl Property {
    /// Its type.
    pub fn kind(&self) -> &Kind {
        &self.reading.kind
    }

    /// Whether a contact may be without it: not where there is a default, and not where it is required.
    pub fn can_be_unknown(&self) -> bool {
        self.reading.default.is_none() && !self.required
    }
}
