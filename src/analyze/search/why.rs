//! Why something is not proven: takes what was decided freely in a search and what the goal hangs on, gives the reason in
//! the words of the rules. Knows nothing of searching.

use super::Search;
use crate::{
    analyze::{Reason, cone::Cone, events::MOST_EVENTS, lower::Freedom},
    model::Question,
    plan::{Atom, AtomId},
    regions::Subject,
};

impl Search<'_> {
    /// Why what was decided freely so may be had in truth, or not.
    pub(super) fn why(&self, freedom: Freedom, cone: &Cone) -> Reason {
        let text = |id: AtomId| self.plan().atoms().get(id).map(|atom| atom.text.clone());
        match freedom {
            Freedom::Pattern => self.why_text(cone),
            Freedom::Computed(asked) => Reason::Computed(asked.and_then(text)),
            Freedom::Compared(asked) => Reason::ComputedEvents(asked.and_then(text)),
            Freedom::Field(asked) => text(asked).map_or(Reason::Events, Reason::Field),
            Freedom::Amounts => Reason::Amounts,
            Freedom::Fading => Reason::Fading,
            Freedom::Many => Reason::ManyEvents { most: MOST_EVENTS },
            Freedom::Kinds => Reason::Events,
        }
    }

    /// What it is about the texts.
    pub(super) fn why_text(&self, cone: &Cone) -> Reason {
        let atoms = || cone.atoms.iter().filter_map(|id| self.plan().atoms().get(*id));
        let asks_pattern = |atom: &&Atom| matches!(atom.question, Question::Matches { .. });
        let asks_part = |atom: &&Atom| matches!(atom.subject, Some(Subject::Part(..)));
        let told = |atom: &Atom| atom.text.clone();
        let pattern = atoms().find(asks_pattern).map(told).map(Reason::Pattern);
        pattern.or_else(|| atoms().find(asks_part).map(told).map(Reason::Part)).unwrap_or(Reason::Text)
    }
}
