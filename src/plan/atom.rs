//! Questions, each once: takes a question of the model, gives it with all that can be made ready before any contact
//! is seen.
//!
//! Knows nothing of contacts.

use super::Needles;
use crate::{
    model::{EventId, Question},
    regions::{RegionSet, Subject},
    value::Pattern,
};

/// One question of the rule set, however often it is asked.
#[derive(Clone, Debug)]
pub struct Atom {
    /// What is asked, with the operands of `define`s put in place of their names.
    pub question: Question,
    /// What is ready for it.
    pub prepared: Prepared,
    /// In the words of the first place that asks it.
    pub text: String,
    /// What it looks at, where that is one thing.
    pub subject: Option<Subject>,
    /// The kind of event whose fields it reads: it has an answer for each event, not for the contact.
    pub event: Option<EventId>,
    /// Where it is true, among the subject's regions; none where regions cannot tell.
    pub regions: Option<RegionSet>,
}

/// What could be made ready for a question.
#[derive(Clone, Debug)]
pub enum Prepared {
    /// Nothing: the question is asked as it stands.
    Nothing,
    /// The needles of a text question.
    Needles(Needles),
    /// The regular expression of `matches`; none where it has a fault, which `check` reports, and the answer is unknown.
    Pattern(Option<Pattern>),
}

impl Prepared {
    /// What can be made ready for a question.
    pub fn of(question: &Question) -> Self {
        match question {
            Question::Text { test, .. } => Prepared::Needles(Needles::new(test)),
            Question::Matches { pattern, exactly, .. } => Prepared::Pattern(Pattern::new(pattern, *exactly).ok()),
            _ => Prepared::Nothing,
        }
    }
}
