//! What an operand of the model reads: the property or field whose values it has, and for want of what it is unknown.
//!
//! Takes a model without errors. Knows nothing of the rule text.

use std::collections::BTreeSet;

use crate::model::{
    AggregateFunction, DefineBody, EventId, FieldId, Model, Operand, Property, PropertyId, QueryId, Which,
};

/// Something that can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Missing {
    /// The contact's property.
    Property(PropertyId),
    /// The field of the event that is looked at.
    Field(EventId, FieldId),
    /// There may be no such event.
    Event(QueryId),
    /// `last page_view.url`, `max of purchase.amount`: there may be no such event, or none that has the field.
    FieldOf { query: QueryId, field: FieldId, word: &'static str },
}

/// The declaration whose values, and no others, an operand has. `event` is the kind that is looked at.
pub(super) fn declaration<'m>(model: &'m Model, operand: &Operand, event: Option<EventId>) -> Option<&'m Property> {
    match operand {
        Operand::Property(id) => model.schema.properties.get(*id),
        Operand::Field(field) => declared_field(model, event?, *field),
        Operand::Pick { query, field, .. }
        | Operand::Aggregate { function: AggregateFunction::Min | AggregateFunction::Max, query, field } => {
            declared_field(model, model.queries.get(*query)?.event, *field)
        }
        Operand::Define(id) => match &model.defines.get(*id)?.body {
            DefineBody::Operand(operand) => declaration(model, operand, None),
            DefineBody::Condition(_) => None,
        },
        _ => None,
    }
}

/// A field of an event.
pub(super) fn declared_field(model: &Model, event: EventId, field: FieldId) -> Option<&Property> {
    Some(&model.schema.events.get(event)?.fields.get(field)?.0)
}

/// Whether an operand has whole numbers alone, none below 0: numbers of events and of days since one.
pub(super) fn counts(model: &Model, operand: &Operand) -> bool {
    match operand {
        Operand::Count(_) | Operand::Distinct { .. } | Operand::DaysSinceEvent { .. } => true,
        Operand::Define(id) => match model.defines.get(*id).map(|define| &define.body) {
            Some(DefineBody::Operand(operand)) => counts(model, operand),
            _ => false,
        },
        _ => false,
    }
}

/// Everything for want of which an operand can be unknown.
pub(super) fn missing(model: &Model, operand: &Operand, event: Option<EventId>) -> BTreeSet<Missing> {
    let mut found = BTreeSet::new();
    collect(model, operand, event, &mut found);
    found
}

fn collect(model: &Model, operand: &Operand, event: Option<EventId>, found: &mut BTreeSet<Missing>) {
    let can_be = |property: Option<&Property>| property.is_some_and(Property::can_be_unknown);
    match operand {
        Operand::Property(id) | Operand::Part { property: id, .. } | Operand::DaysSince(id) => {
            if can_be(model.schema.properties.get(*id)) {
                found.insert(Missing::Property(*id));
            }
        }
        Operand::Field(field) | Operand::FieldPart { field, .. } | Operand::FieldDaysSince(field) => {
            if let Some(event) = event
                && can_be(declared_field(model, event, *field))
            {
                found.insert(Missing::Field(event, *field));
            }
        }
        Operand::DaysSinceEvent { query, .. } => {
            found.insert(Missing::Event(*query));
        }
        Operand::Pick { query, which, field } => {
            let word = match which {
                Which::Last => "last",
                Which::First => "first",
            };
            found.insert(of_events(model, *query, *field, word));
        }
        Operand::Aggregate { function, query, field } => {
            let word = match function {
                // The sum of nothing is 0.
                AggregateFunction::Sum => return,
                AggregateFunction::Min => "min of",
                AggregateFunction::Max => "max of",
                AggregateFunction::Avg => "avg of",
            };
            found.insert(of_events(model, *query, *field, word));
        }
        Operand::Arithmetic { left, right, .. } => {
            collect(model, left, event, found);
            collect(model, right, event, found);
        }
        Operand::Negate(of) => collect(model, of, event, found),
        Operand::Define(id) => {
            if let Some(DefineBody::Operand(operand)) = model.defines.get(*id).map(|define| &define.body) {
                collect(model, operand, None, found);
            }
        }
        Operand::Literal(_)
        | Operand::Relative { .. }
        | Operand::Points(_)
        | Operand::Count(_)
        | Operand::Distinct { .. } => {}
    }
}

/// A field of the events of a query that is known wherever there is an event is missing only where there is none.
fn of_events(model: &Model, query: QueryId, field: FieldId, word: &'static str) -> Missing {
    let declared = model.queries.get(query).and_then(|query| declared_field(model, query.event, field));
    if declared.is_some_and(Property::can_be_unknown) {
        Missing::FieldOf { query, field, word }
    } else {
        Missing::Event(query)
    }
}

/// What is missing, as a rule asks for it: `revenue`, `form`, `email_open within 30 days`, `last page_view.url`.
pub(super) fn place_in_words(model: &Model, missing: Missing) -> String {
    let field_name = |event: EventId, field: FieldId| {
        declared_field(model, event, field).map(|field| crate::format::name(&field.name)).unwrap_or_default()
    };
    match missing {
        Missing::Property(id) => crate::format::name(&model.schema.properties.at(id).name),
        Missing::Field(event, field) => field_name(event, field),
        Missing::Event(query) => model.queries.at(query).text.clone(),
        Missing::FieldOf { query, field, word } => {
            let query = model.queries.at(query);
            let event = crate::format::name(&model.schema.events.at(query.event).name);
            let rest = query.text.strip_prefix(&event).unwrap_or_default();
            format!("{word} {event}.{}{rest}", field_name(query.event, field))
        }
    }
}
