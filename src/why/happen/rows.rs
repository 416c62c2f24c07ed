//! One contact's events with some more: takes rows and the values of new events, gives rows in which these come last.

use std::sync::Arc;

use crate::{
    exec::{EventRows, EventTableBuilder, FieldValue},
    model::EventId,
    plan::Plan,
    value::{AsOf, Kind, TimeValue, Value},
};

/// The events with `more` of them at as-of; each has the values of its fields, without the time. None where the kind is
/// not there or a table is full.
pub(super) fn with_more(
    plan: &Plan,
    event: EventId,
    rows: Option<&EventRows>,
    more: &[Vec<Option<Value>>],
    as_of: &AsOf,
) -> Option<EventRows> {
    let kind = plan.model().schema.events.get(event)?;
    let none = std::collections::BTreeSet::new();
    let mut builder = EventTableBuilder::new(kind, plan.needed_events().get(&event).unwrap_or(&none));
    if let Some((rows, table)) = rows.and_then(|rows| Some((rows, rows.table()?))) {
        for row in rows.rows() {
            let field = |field| table.value(row, field).map(value);
            let mut values: Vec<Option<Value>> = kind.fields.ids().map(field).collect();
            *values.get_mut(kind.at.index())? = table.at(row).map(time);
            builder.push(0, &mut values).then_some(())?;
        }
    }
    let now = match kind.fields.get(kind.at)?.0.kind() {
        Kind::Date => Value::Date(as_of.date),
        _ => Value::Instant(as_of.instant),
    };
    for values in more {
        let mut values = values.clone();
        *values.get_mut(kind.at.index())? = Some(now.clone());
        builder.push(0, &mut values).then_some(())?;
    }
    let (table, ranges) = builder.finish();
    Some(EventRows::new(Arc::clone(&table), ranges.first()?.clone()))
}

fn time(at: TimeValue) -> Value {
    match at {
        TimeValue::Date(date) => Value::Date(date),
        TimeValue::Instant(instant) => Value::Instant(instant),
    }
}

pub(super) fn value(field: FieldValue<'_>) -> Value {
    match field {
        FieldValue::Text(text) => Value::Text(text.to_owned()),
        FieldValue::Integer(integer) => Value::Integer(integer),
        FieldValue::Number(number) => Value::Number(number),
        FieldValue::Boolean(truth) => Value::Boolean(truth),
        FieldValue::Date(date) => Value::Date(date),
        FieldValue::Instant(instant) => Value::Instant(instant),
        FieldValue::Choice(place) => Value::Choice(place),
        FieldValue::Choices(places) => Value::Choices(places.to_vec()),
    }
}
