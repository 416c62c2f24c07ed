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
use crate::plan::Plan;

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

fn reset<T: Default>(places: &mut Vec<T>, len: usize) {
    places.clear();
    places.resize_with(len, T::default);
}
