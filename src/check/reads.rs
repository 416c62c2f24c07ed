//! What an operand of the model reads: the property or field whose values it has, and for want of what it is unknown.
//!
//! Takes a model without errors. Knows nothing of the rule text.

use std::collections::BTreeSet;

use crate::model::{AggregateFunction, DefineBody, EventId, FieldId, Model, Operand, Property, PropertyId, QueryId};

/// Something that can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Missing {
    /// The contact's property.
    Property(PropertyId),
    /// The field of the event that is looked at.
    Field(EventId, FieldId),
    /// There may be no such event.
    Event(QueryId),
    /// The field of one event of the query, or of all of them.
    FieldOf(QueryId, FieldId),
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
        Operand::Pick { query, field, .. } | Operand::Aggregate { query, field, function: _ } => {
            if matches!(operand, Operand::Aggregate { function: AggregateFunction::Sum, .. }) {
                return;
            }
            let declared = model.queries.get(*query).and_then(|query| declared_field(model, query.event, *field));
            found.insert(if can_be(declared) { Missing::FieldOf(*query, *field) } else { Missing::Event(*query) });
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
