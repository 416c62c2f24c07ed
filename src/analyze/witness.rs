//! A contact that shows something: takes values and events, gives the contact that can be run, and its JSON.
//!
//! Knows nothing of how it was found.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Map, Value as Json};

use crate::{
    base::{SourceId, Span},
    exec::{Contact, EventRows, EventTableBuilder},
    model::{EventId, Model, Property, PropertyId, TestCase, TestEvent},
    value::{AsOf, Decimal, Number, Value, Zone},
};

/// A contact that shows something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Witness {
    /// The value of each property in the schema's order; none: unknown.
    pub values: Vec<Option<Value>>,
    /// In the order in which a source has them; the value of each field.
    pub events: Vec<(EventId, Vec<Option<Value>>)>,
    /// What tells it apart, where no property does.
    pub key: String,
    /// The properties that matter for what it shows; all others are as if nobody had written them.
    pub matters: BTreeSet<PropertyId>,
}

impl Witness {
    /// The contact as the interpreter takes it.
    pub fn contact(&self, model: &Model) -> Contact {
        let events = model.schema.events.iter().map(|(id, event)| {
            let mut builder = EventTableBuilder::new(event, &event.fields.ids().collect());
            for (_, values) in self.events.iter().filter(|(kind, _)| *kind == id) {
                builder.push(0, &mut values.clone());
            }
            let (table, rows) = builder.finish();
            rows.first().map_or_else(EventRows::default, |rows| EventRows::new(Arc::clone(&table), rows.clone()))
        });
        let zone = Zone::named(&model.settings.timezone).unwrap_or_else(|_| Zone::utc());
        let of_key = model.schema.key.and_then(|key| {
            let kind = model.schema.properties.get(key)?.kind();
            Some(self.values.get(key.index())?.as_ref()?.as_key(kind, &zone))
        });
        Contact {
            values: self.values.clone(),
            key: of_key.unwrap_or_else(|| self.key.clone()),
            events: events.collect(),
        }
    }

    /// The contact as a test has it, that expects nothing yet; without a key that does not matter.
    pub fn test_case(&self, model: &Model, as_of: &AsOf) -> TestCase {
        let mut values = self.values.clone();
        if let Some(key) = model.schema.key.filter(|key| !self.matters.contains(key))
            && let Some(value) = values.get_mut(key.index())
        {
            *value = None;
        }
        let events = self.events.iter().map(|(event, values)| TestEvent { event: *event, values: values.clone() });
        TestCase {
            name: String::new(),
            row: None,
            as_of: Some(as_of.clone()),
            values,
            events: events.collect(),
            expectations: Vec::new(),
            span: Span::new(SourceId(0), 0, 0),
        }
    }

    /// Whether each of its numbers can be written in a rule file; some sums cannot be had otherwise.
    pub fn can_be_written(&self) -> bool {
        let of_events = self.events.iter().flat_map(|(_, values)| values);
        self.values.iter().chain(of_events).flatten().all(|value| match value {
            Value::Number(number) => Decimal::parse(&Number::Real(*number).to_string()).is_some(),
            _ => true,
        })
    }

    /// Plain JSON: the values that are known and matter, or that are not what the schema gives anyway, and the events
    /// where there are any. A key that does not matter is left out: it would be any.
    pub fn to_json(&self, model: &Model) -> Json {
        let mut json = record(model.schema.properties.iter().filter_map(|(id, property)| {
            let value = self.values.get(id.index())?.as_ref()?;
            let is_any = model.schema.key == Some(id) && !self.matters.contains(&id);
            (!is_any && self.is_told(id, property, value)).then_some((property, value))
        }));
        let mut events = Map::new();
        for (id, kind) in model.schema.events.iter() {
            let of_kind = self.events.iter().filter(|(of, _)| *of == id).map(|(_, values)| {
                let known =
                    kind.fields.values().zip(values).filter_map(|(field, value)| Some((&field.0, value.as_ref()?)));
                Json::Object(record(known))
            });
            let of_kind: Vec<Json> = of_kind.collect();
            if !of_kind.is_empty() {
                events.insert(kind.name.clone(), Json::Array(of_kind));
            }
        }
        if !events.is_empty() {
            json.insert("events".to_owned(), Json::Object(events));
        }
        Json::Object(json)
    }

    /// Whether a value is worth telling.
    pub fn is_told(&self, id: PropertyId, property: &Property, value: &Value) -> bool {
        self.matters.contains(&id) || property.reading.default.as_ref() != Some(value)
    }
}

fn record<'r>(values: impl Iterator<Item = (&'r Property, &'r Value)>) -> Map<String, Json> {
    values.map(|(property, value)| (property.name.clone(), value.to_json(property.kind()))).collect()
}
