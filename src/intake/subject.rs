use crate::model::{EventId, FieldId, PropertyId, Schema};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A whole record of a contact.
    Record,
    /// A property of a contact.
    Property(PropertyId),
    /// A whole event of this kind, or all that a record has of them.
    Event(EventId),
    /// The key that says whose event of this kind it is; it is read as this property is.
    EventKey(EventId, PropertyId),
    /// A field of an event.
    EventField(EventId, FieldId),
}

impl Subject {
    /// The kind of event concerned; none where it is a contact.
    pub fn event(self) -> Option<EventId> {
        match self {
            Self::Record | Self::Property(_) => None,
            Self::Event(event) | Self::EventKey(event, _) | Self::EventField(event, _) => Some(event),
        }
    }

    /// Whether it is a whole record or event and not one value of it.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Record | Self::Event(_))
    }

    /// As the rejects file names it: `visits`, `page_view.url`, `page_view`; empty for a whole record.
    pub fn field(self, schema: &Schema) -> String {
        let property = |id| schema.properties.get(id).map_or("", |property| property.name.as_str());
        let event = |id| schema.events.get(id).map_or("", |event| event.name.as_str());
        match self {
            Self::Record => String::new(),
            Self::Property(id) => property(id).to_owned(),
            Self::Event(id) => event(id).to_owned(),
            Self::EventKey(id, key) => format!("{}.{}", event(id), property(key)),
            Self::EventField(id, field) => {
                let field = schema.events.get(id).and_then(|event| event.fields.get(field));
                format!("{}.{}", event(id), field.map_or("", |field| &field.0.name))
            }
        }
    }
}
