//! What an operand or a question hangs on: takes one, gives the properties, points and events in it.

use std::collections::BTreeSet;

use crate::{
    model::{DefineBody, Model, Operand, PropertyId, QueryId, Question, Which},
    regions::operands,
};

/// What something hangs on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::analyze) struct Reads {
    /// Properties of the contact.
    pub(in crate::analyze) properties: BTreeSet<PropertyId>,
    /// Points, stages or lists.
    pub(in crate::analyze) results: bool,
    /// The events of the contact.
    pub(in crate::analyze) events: bool,
    /// Fields of the event that is looked at.
    pub(in crate::analyze) fields: bool,
}

/// What a question hangs on.
pub(in crate::analyze) fn question_reads(question: &Question) -> Reads {
    let mut reads = Reads::default();
    match question {
        Question::Stage { .. } | Question::InList(_) | Question::Fired(_) => reads.results = true,
        Question::AnyEvent(_) => reads.events = true,
        _ => {}
    }
    for operand in operands(&mut question.clone()) {
        collect(operand, &mut reads);
    }
    reads
}

/// What an operand hangs on.
pub(in crate::analyze) fn operand_reads(operand: &Operand) -> Reads {
    let mut reads = Reads::default();
    collect(operand, &mut reads);
    reads
}

fn collect(operand: &Operand, reads: &mut Reads) {
    match operand {
        Operand::Property(property) | Operand::Part { property, .. } | Operand::DaysSince(property) => {
            reads.properties.insert(*property);
        }
        Operand::Arithmetic { left, right, .. } => {
            collect(left, reads);
            collect(right, reads);
        }
        Operand::Negate(of) => collect(of, reads),
        Operand::Points(_) => reads.results = true,
        Operand::Field(_) | Operand::FieldPart { .. } | Operand::FieldDaysSince(_) => reads.fields = true,
        Operand::Count(_)
        | Operand::DaysSinceEvent { .. }
        | Operand::Aggregate { .. }
        | Operand::Distinct { .. }
        | Operand::Pick { .. } => reads.events = true,
        Operand::Literal(_) | Operand::Relative { .. } | Operand::Define(_) => {}
    }
}

/// The operand with what names stand for put in their place, inside arithmetic too.
pub(in crate::analyze) fn in_full(model: &Model, operand: &Operand) -> Operand {
    match crate::regions::resolved(model, operand) {
        Operand::Arithmetic { operator, left, right } => Operand::Arithmetic {
            operator: *operator,
            left: Box::new(in_full(model, left)),
            right: Box::new(in_full(model, right)),
        },
        Operand::Negate(of) => Operand::Negate(Box::new(in_full(model, of))),
        Operand::Define(define) => match model.defines.get(*define).map(|define| &define.body) {
            Some(DefineBody::Operand(body)) => body.clone(),
            _ => Operand::Define(*define),
        },
        other => other.clone(),
    }
}

/// The question with its operands in full.
pub(in crate::analyze) fn question_in_full(model: &Model, question: &Question) -> Question {
    let mut question = question.clone();
    for operand in operands(&mut question) {
        *operand = in_full(model, operand);
    }
    question
}

/// The question about an event as one about a record whose properties are the event's fields.
pub(in crate::analyze) fn of_record(question: &Question) -> Question {
    let mut question = question.clone();
    for operand in operands(&mut question) {
        *operand = operand_of_record(operand);
    }
    question
}

/// The operand likewise.
pub(in crate::analyze) fn operand_of_record(operand: &Operand) -> Operand {
    match operand {
        Operand::Field(field) => Operand::Property(PropertyId::new(field.index())),
        Operand::FieldPart { field, part } => Operand::Part { property: PropertyId::new(field.index()), part: *part },
        Operand::FieldDaysSince(field) => Operand::DaysSince(PropertyId::new(field.index())),
        Operand::Arithmetic { operator, left, right } => Operand::Arithmetic {
            operator: *operator,
            left: Box::new(operand_of_record(left)),
            right: Box::new(operand_of_record(right)),
        },
        Operand::Negate(of) => Operand::Negate(Box::new(operand_of_record(of))),
        other => other.clone(),
    }
}

/// A question about the fields of one event of many (`last page_view.url`), as one about a record whose properties are
/// that event's fields; and which event. None where anything else is asked as well.
pub(in crate::analyze) fn of_one_event(question: &Question) -> Option<(QueryId, Which, Question)> {
    let mut question = question.clone();
    let mut picked = None;
    for operand in operands(&mut question) {
        *operand = operand_of_one_event(operand, &mut picked)?;
    }
    picked.map(|(query, which)| (query, which, question))
}

fn operand_of_one_event(operand: &Operand, picked: &mut Option<(QueryId, Which)>) -> Option<Operand> {
    Some(match operand {
        Operand::Pick { query, which, field } => {
            if *picked.get_or_insert((*query, *which)) != (*query, *which) {
                return None;
            }
            Operand::Property(PropertyId::new(field.index()))
        }
        Operand::Arithmetic { operator, left, right } => Operand::Arithmetic {
            operator: *operator,
            left: Box::new(operand_of_one_event(left, picked)?),
            right: Box::new(operand_of_one_event(right, picked)?),
        },
        Operand::Negate(of) => Operand::Negate(Box::new(operand_of_one_event(of, picked)?)),
        Operand::Literal(_) | Operand::Relative { .. } => operand.clone(),
        _ => return None,
    })
}
