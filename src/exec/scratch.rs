//! What the interpreter remembers while it is at one contact; kept from contact to contact so that its memory is used
//! again.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
};

use super::{
    Outcome,
    aggregate::{Amount, Asked},
    query::Rows,
};
use crate::{model::Node, plan::Plan};

/// Reusable memory for [`evaluate_with`](super::evaluate_with).
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) atoms: Vec<Cell<Answer>>,
    pub(super) defines: Vec<Cell<Answer>>,
    // Three places a property behind one for the property itself: its parts.
    pub(super) folded: Vec<OnceCell<Option<String>>>,
    // The rows that each query lets through.
    pub(super) matching: Vec<OnceCell<Rows>>,
    // What each shared filter says of the contact's events of its kind.
    pub(super) filtered: Vec<RefCell<Vec<Answer>>>,
    // Empty lists for rows, that had some of an earlier contact.
    pub(super) lists: RefCell<Vec<Vec<u32>>>,
    pub(super) amounts: RefCell<HashMap<Asked, Option<Amount>>>,
    pub(super) outcome: Outcome,
    // Where only some nodes were computed, which: the outcome of all others says nothing still.
    computed: Option<Vec<Node>>,
}

/// What is known of a question so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Answer {
    #[default]
    NotAsked,
    Answered(Option<bool>),
}

impl Answer {
    /// The answer kept in a place, or the one found now and kept.
    pub(super) fn keep(place: Option<&Cell<Self>>, find: impl FnOnce() -> Option<bool>) -> Option<bool> {
        match place.map(Cell::get) {
            Some(Self::Answered(answer)) => answer,
            Some(Self::NotAsked) => {
                let answer = find();
                place.inspect(|place| place.set(Self::Answered(answer)));
                answer
            }
            None => find(),
        }
    }
}

/// Places for folded texts a property has: itself, its domain, host and path.
pub(super) const FOLDED: usize = 4;

impl Scratch {
    /// Forgets the last contact and makes room for the plan.
    pub(super) fn prepare(&mut self, plan: &Plan) {
        self.forget_answers(plan);
        self.forget_outcome(plan);
        self.computed = None;
    }

    /// The same where only some nodes will be computed: in a large plan that is soon done, time and again.
    pub(super) fn prepare_for(&mut self, plan: &Plan, nodes: &[Node]) {
        self.forget_answers(plan);
        let before = self.computed.take().filter(|_| self.fits(plan));
        if let Some(computed) = &before {
            let outcome = &mut self.outcome;
            for node in computed {
                match node {
                    Node::Rule(id) => renew(&mut outcome.rules, id.index()),
                    Node::Group(id) => renew(&mut outcome.groups, id.index()),
                    Node::Score(id) => renew(&mut outcome.scores, id.index()),
                    Node::Stage(id) => renew(&mut outcome.stages, id.index()),
                    Node::List(id) => renew(&mut outcome.lists, id.index()),
                    Node::Define(_) => {}
                }
            }
        } else {
            self.forget_outcome(plan);
        }
        let mut computed = before.unwrap_or_default();
        computed.clear();
        computed.extend(nodes);
        self.computed = Some(computed);
    }

    /// Whether the outcome of the last run has the places of this plan.
    fn fits(&self, plan: &Plan) -> bool {
        let (model, outcome) = (plan.model(), &self.outcome);
        outcome.rules.len() == model.rules.len()
            && outcome.groups.len() == model.groups.len()
            && outcome.scores.len() == model.scores.len()
            && outcome.stages.len() == model.stages.len()
            && outcome.lists.len() == model.lists.len()
            && outcome.claims.len() == plan.claims().len()
    }

    fn forget_answers(&mut self, plan: &Plan) {
        let model = plan.model();
        reset(&mut self.atoms, plan.atoms().len());
        reset(&mut self.defines, model.defines.len());
        let lists = self.lists.get_mut();
        lists.extend(self.matching.iter_mut().filter_map(OnceCell::take).filter_map(Rows::into_memory));
        reset(&mut self.matching, model.queries.len());
        self.filtered.resize_with(plan.shared_filters(), RefCell::default);
        self.filtered.iter_mut().for_each(|answers| forget(answers.get_mut()));
        self.amounts.get_mut().clear();
        reset(&mut self.folded, model.schema.properties.len() * FOLDED);
    }

    fn forget_outcome(&mut self, plan: &Plan) {
        let model = plan.model();
        reset(&mut self.outcome.rules, model.rules.len());
        reset(&mut self.outcome.groups, model.groups.len());
        reset(&mut self.outcome.scores, model.scores.len());
        reset(&mut self.outcome.stages, model.stages.len());
        reset(&mut self.outcome.lists, model.lists.len());
        reset(&mut self.outcome.claims, plan.claims().len());
    }
}

/// Memory for more events than this is not kept for the next contact.
pub(super) const KEPT: usize = 4096;

/// Empties a list and keeps its memory, where that is not too much.
pub(super) fn forget<T>(list: &mut Vec<T>) {
    list.clear();
    list.shrink_to(KEPT);
}

fn renew<T: Default>(places: &mut [T], at: usize) {
    if let Some(place) = places.get_mut(at) {
        *place = T::default();
    }
}

fn reset<T: Default>(places: &mut Vec<T>, len: usize) {
    places.clear();
    places.resize_with(len, T::default);
}
