//! What a question looks at.

use std::borrow::Cow;

use super::asked;
use crate::{
    model::{DefineBody, Model, Operand, Part, PropertyId, Question},
    value::{email_domain, url_host, url_path},
};

/// One thing that questions look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The value of a property.
    Property(PropertyId),
    /// Part of an e-mail address or a URL.
    Part(PropertyId, Part),
    /// Days from a date to as-of.
    DaysSince(PropertyId),
    /// Whether a value of a `many of` property is ticked. All members of a property are unknown together.
    Member(PropertyId, u32),
}

impl Subject {
    /// The property that it is read from.
    pub fn property(self) -> PropertyId {
        match self {
            Subject::Property(property)
            | Subject::Part(property, _)
            | Subject::DaysSince(property)
            | Subject::Member(property, _) => property,
        }
    }

    /// By property, then by what is looked at in it.
    fn rank(self) -> (PropertyId, u8, u32) {
        match self {
            Subject::Property(property) => (property, 0, 0),
            Subject::Part(property, Part::Domain) => (property, 1, 0),
            Subject::Part(property, Part::Host) => (property, 1, 1),
            Subject::Part(property, Part::Path) => (property, 1, 2),
            Subject::DaysSince(property) => (property, 2, 0),
            Subject::Member(property, member) => (property, 3, member),
        }
    }
}

impl PartialOrd for Subject {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Subject {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// What a question looks at, where that is one thing; also for opaque questions. `define`s must be [`resolved`] in it.
pub fn subject_of(question: &Question) -> Option<Subject> {
    asked::asked(question).map(|(subject, _)| subject)
}

/// The operand that the names of `define`s around it stand for; the operand itself where a name leads nowhere.
pub fn resolved<'a>(model: &'a Model, operand: &'a Operand) -> &'a Operand {
    let mut operand = operand;
    // Names cannot form a circle; were there one, as many steps as there are names are enough.
    for _ in 0..model.defines.len() {
        let Operand::Define(define) = operand else { break };
        match model.defines.get(*define).map(|define| &define.body) {
            Some(DefineBody::Operand(body)) => operand = body,
            _ => break,
        }
    }
    operand
}

/// The question with the operands that names stand for, so that a name does not hide that two questions are the same.
pub fn in_full(model: &Model, question: &Question) -> Question {
    let mut question = question.clone();
    for operand in operands(&mut question) {
        *operand = resolved(model, operand).clone();
    }
    question
}

/// The operands that a question has.
pub(crate) fn operands(question: &mut Question) -> Vec<&mut Operand> {
    match question {
        Question::Known(operand)
        | Question::True(operand)
        | Question::Within { operand, .. }
        | Question::Text { operand, .. }
        | Question::Matches { operand, .. }
        | Question::Choice { operand, .. }
        | Question::Choices { operand, .. }
        | Question::Time { operand, .. }
        | Question::Anniversary { operand, .. } => vec![operand],
        Question::Compare { left, right, .. } => vec![left, right],
        Question::Stage { .. } | Question::InList(_) | Question::AnyEvent(_) | Question::Fired(_) => Vec::new(),
    }
}

/// The subject that an operand is.
pub(super) fn subject_of_operand(operand: &Operand) -> Option<Subject> {
    match operand {
        Operand::Property(property) => Some(Subject::Property(*property)),
        Operand::Part { property, part } => Some(Subject::Part(*property, *part)),
        Operand::DaysSince(property) => Some(Subject::DaysSince(*property)),
        _ => None,
    }
}

/// A part of a text; none where it has none.
pub(crate) fn part_of(whole: &str, part: Part) -> Option<Cow<'_, str>> {
    match part {
        Part::Domain => email_domain(whole).map(Cow::Borrowed),
        Part::Host => url_host(whole).map(Cow::Owned),
        Part::Path => url_path(whole).map(Cow::Owned),
    }
}
