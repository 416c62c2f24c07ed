//! Parts of conditions: takes a condition as the model and as the plan have it, gives each part with its words, its place and
//! what it reads.
//!
//! Knows nothing of findings.

use std::{cell::OnceCell, collections::BTreeSet};

use super::Ground;
use crate::{
    analyze::{
        Goal, Matter, Wanted,
        cone::Cone,
        space::{operand_reads, question_reads},
    },
    base::Span,
    format::name,
    model::{Condition, EventId, FieldId, Model, Operand, PropertyId, Question, Test},
    plan::Logic,
    regions::operands,
};

/// A condition, or a part of one.
#[derive(Clone, Debug)]
pub(super) struct Part<'m> {
    pub(super) condition: &'m Condition,
    pub(super) logic: &'m Logic,
    reads: OnceCell<Reads>,
}

/// What a part reads, however deep.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    pub(super) properties: BTreeSet<PropertyId>,
    /// Points, stages or lists.
    pub(super) results: bool,
    pub(super) events: bool,
    /// The kinds of events that are counted.
    pub(super) kinds: BTreeSet<EventId>,
    /// What is asked of them.
    pub(super) fields: BTreeSet<(EventId, FieldId)>,
    /// As what the contact's properties are asked: a date is something else than the days since.
    pub(super) as_what: BTreeSet<String>,
}

impl<'m> Part<'m> {
    pub(super) fn new(condition: &'m Condition, logic: &'m Logic) -> Self {
        Self { condition, logic, reads: OnceCell::new() }
    }

    /// The parts of an `and` or `or`, or what is negated.
    pub(super) fn inner(&self) -> Vec<Part<'m>> {
        match (self.condition, self.logic) {
            (Condition::All(parts), Logic::All(logics)) | (Condition::Any(parts), Logic::Any(logics)) => {
                parts.iter().zip(logics).map(|(part, logic)| Part::new(part, logic)).collect()
            }
            (Condition::Not(part), Logic::Not(logic)) => vec![Part::new(part, logic)],
            _ => Vec::new(),
        }
    }

    /// What it reads.
    pub(super) fn reads(&self, ground: &Ground<'_>) -> &Reads {
        self.reads.get_or_init(|| {
            let mut cone = Cone::default();
            cone.matter(ground.plan, &Matter::Condition(self.logic.clone()));
            let queries = cone.queries.iter().filter_map(|id| ground.plan.query(*id));
            let kinds: BTreeSet<EventId> = queries.map(|query| query.event).collect();
            let mut reads = Reads { events: !kinds.is_empty(), kinds, ..Reads::default() };
            for atom in cone.atoms.iter().filter_map(|id| ground.plan.atoms().get(*id)) {
                let of_atom = question_reads(&atom.question);
                for operand in operands(&mut atom.question.clone()) {
                    fields(ground.model(), atom.event, operand, &mut reads.fields);
                    if !operand_reads(operand).properties.is_empty() {
                        reads.as_what.insert(format!("{operand:?}"));
                    }
                }
                reads.properties.extend(of_atom.properties);
                reads.results |= of_atom.results;
                reads.events |= of_atom.events;
            }
            reads
        })
    }

    /// In the words of the rules.
    pub(super) fn text(&self, model: &Model) -> String {
        text(model, self.condition)
    }

    /// Where it is asked, as far as that is known: a negation may begin before.
    pub(super) fn span(&self) -> Option<Span> {
        match self.condition {
            Condition::Test(test) => test.span,
            Condition::Not(part) => Part::new(part, self.logic).span(),
            Condition::All(parts) | Condition::Any(parts) => {
                let (first, last) = (parts.first()?, parts.last()?);
                let of = |part| Part::new(part, self.logic).span();
                let (first, last) = (of(first)?, of(last)?);
                (first.source == last.source).then(|| first.to(last))
            }
            Condition::Define(_) | Condition::Constant(_) => None,
        }
    }

    /// Whether it asks if something is there at all, which people say on purpose, also where it follows.
    pub(super) fn is_guard(&self) -> bool {
        match self.condition {
            Condition::Test(Test { question: Question::Known(_) | Question::AnyEvent(_), .. }) => true,
            Condition::Not(_) => self.inner().iter().any(Part::is_guard),
            _ => false,
        }
    }
}

impl Ground<'_> {
    /// What the schema says of properties, where it says something of their values, for two of them.
    pub(super) fn declared(&self, reads: &Reads) -> Vec<String> {
        let said = reads.properties.iter().filter_map(|id| {
            let property = self.model().schema.properties.get(*id)?;
            let range = property.reading.range.as_ref()?;
            Some(format!("the schema says that `{}` is in {range}", name(&property.name)))
        });
        said.take(2).collect()
    }
}

/// The fields of events that an operand reads, with the kind of event that is looked at.
fn fields(model: &Model, of: Option<EventId>, operand: &Operand, into: &mut BTreeSet<(EventId, FieldId)>) {
    match operand {
        Operand::Field(field) | Operand::FieldPart { field, .. } | Operand::FieldDaysSince(field) => {
            into.extend(of.map(|of| (of, *field)));
        }
        Operand::Aggregate { query, field, .. }
        | Operand::Distinct { query, field }
        | Operand::Pick { query, field, .. } => {
            into.extend(model.queries.get(*query).map(|query| (query.event, *field)));
        }
        Operand::Arithmetic { left, right, .. } => {
            fields(model, of, left, into);
            fields(model, of, right, into);
        }
        Operand::Negate(part) => fields(model, of, part, into),
        _ => {}
    }
}

/// The condition is to be so.
pub(super) fn is(logic: &Logic, wanted: Wanted) -> Goal {
    Goal::of(Matter::Condition(logic.clone()), wanted)
}

/// A condition in the words of the rules.
pub(super) fn text(model: &Model, condition: &Condition) -> String {
    let joined = |parts: &[Condition], word: &str| {
        let texts = parts.iter().map(|part| match part {
            Condition::All(_) | Condition::Any(_) => format!("({})", text(model, part)),
            _ => text(model, part),
        });
        texts.collect::<Vec<_>>().join(word)
    };
    match condition {
        Condition::All(parts) => joined(parts, " and "),
        Condition::Any(parts) => joined(parts, " or "),
        Condition::Not(part) => match &**part {
            Condition::Test(test) => negated(test),
            Condition::All(_) | Condition::Any(_) => format!("not ({})", text(model, part)),
            _ => format!("not {}", text(model, part)),
        },
        Condition::Test(test) => test.text.clone(),
        Condition::Define(define) => model.defines.get(*define).map(|define| name(&define.name)).unwrap_or_default(),
        Condition::Constant(truth) => truth.to_string(),
    }
}

/// As people write it where the language has a word for it: `is not`, `not in`, `is unknown`, `no`.
fn negated(test: &Test) -> String {
    let text = &test.text;
    let instead = match &test.question {
        Question::Known(_) => text.strip_suffix(" is known").map(|of| format!("{of} is unknown")),
        Question::AnyEvent(_) => text.strip_prefix("any ").map(|of| format!("no {of}")),
        Question::InList(_) => Some(format!("not {text}")),
        Question::Choice { .. } | Question::Within { .. } | Question::Text { .. } | Question::Stage { .. } => {
            // Not in what is quoted.
            let split = |word: &str| {
                text.split_once(word).filter(|(of, _)| !of.contains('"') && of.matches('`').count() % 2 == 0)
            };
            match (split(" is "), split(" in ")) {
                (Some((of, value)), None) => Some(format!("{of} is not {value}")),
                (None, Some((of, values))) => Some(format!("{of} not in {values}")),
                _ => None,
            }
        }
        _ => None,
    };
    instead.unwrap_or_else(|| format!("not {text}"))
}
