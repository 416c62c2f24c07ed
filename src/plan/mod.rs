//! What to test for a contact: takes the model and its regions, gives every question once, conditions over questions,
//! and rules, stages and lists over conditions, in an order in which each finds what it needs.
//!
//! It says what to test, not how contacts are walked; it knows nothing of data. `Display` gives the listing that
//! `merit plan` prints.

mod atom;
mod build;
mod listing;
mod logic;
mod needles;
mod step;
#[cfg(test)]
pub(crate) mod tests;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use atom::{Atom, Prepared};
pub use logic::Logic;
pub use needles::Needles;
pub use step::{ArmStep, AwardStep, DecayTable, ListStep, QueryStep, RuleBodyStep, RuleStep, StageStep};
pub use words::{field_operand_text, operand_text, points_name};

use crate::{
    base::{Arena, Id},
    model::{DefineId, EventId, FieldId, ListId, Model, Node, Operand, PropertyId, QueryId, Question, RuleId, StageId},
    regions::Regions,
};

/// Number of a question in a plan.
pub type AtomId = Id<Atom>;

/// A compiled rule set. It does not change, and threads may share it.
#[derive(Debug)]
pub struct Plan {
    model: Arc<Model>,
    regions: Regions,
    atoms: Arena<Atom>,
    // Side by side with the model's arenas.
    defines: Vec<Option<Logic>>,
    rules: Vec<RuleStep>,
    stages: Vec<StageStep>,
    lists: Vec<ListStep>,
    claims: Vec<Logic>,
    queries: Vec<QueryStep>,
    shared_filters: usize,
    needed: BTreeSet<PropertyId>,
    needed_events: BTreeMap<EventId, BTreeSet<FieldId>>,
}

impl Plan {
    /// The plan of a model. Questions that mean the same share an atom; the first one's words name it.
    pub fn new(model: Arc<Model>) -> Self {
        build::build(model)
    }

    /// What it was made of.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// The regions of each subject, not bound to an as-of.
    pub fn regions(&self) -> &Regions {
        &self.regions
    }

    /// Every question, once.
    pub fn atoms(&self) -> &Arena<Atom> {
        &self.atoms
    }

    /// The atom that answers this question about the contact, if a rule, list, stage or claim asks it.
    pub fn find(&self, question: &Question) -> Option<AtomId> {
        let question = crate::regions::in_full(&self.model, question);
        self.atoms.iter().find(|(_, atom)| atom.event.is_none() && atom.question == question).map(|(id, _)| id)
    }

    /// A `define` that is a condition.
    pub fn define(&self, define: DefineId) -> Option<&Logic> {
        self.defines.get(define.index())?.as_ref()
    }

    /// What a rule does.
    pub fn rule(&self, rule: RuleId) -> Option<&RuleStep> {
        self.rules.get(rule.index())
    }

    /// The arms of a stage.
    pub fn stage(&self, stage: StageId) -> Option<&StageStep> {
        self.stages.get(stage.index())
    }

    /// Who is in a list.
    pub fn list(&self, list: ListId) -> Option<&ListStep> {
        self.lists.get(list.index())
    }

    /// The condition of each claim, in the model's order.
    pub fn claims(&self) -> &[Logic] {
        &self.claims
    }

    /// Everything that is computed, each after all it needs.
    pub fn order(&self) -> &[Node] {
        &self.model.order
    }

    /// The properties that a result depends on; the key is not one of them unless a rule reads it.
    pub fn needed(&self) -> &BTreeSet<PropertyId> {
        &self.needed
    }

    /// Which events a query looks at.
    pub fn query(&self, query: QueryId) -> Option<&QueryStep> {
        self.queries.get(query.index())
    }

    /// How many filters several queries share.
    pub fn shared_filters(&self) -> usize {
        self.shared_filters
    }

    /// The kinds of events that a result depends on, and the fields of each that it reads; when an event was, is always
    /// needed, and is named only where its field is read like any other.
    pub fn needed_events(&self) -> &BTreeMap<EventId, BTreeSet<FieldId>> {
        &self.needed_events
    }

    /// The operand without the names of `define`s around it.
    pub fn resolved<'a>(&'a self, operand: &'a Operand) -> &'a Operand {
        crate::regions::resolved(&self.model, operand)
    }
}
