//! Proofs without contacts: takes a goal, says whether it is proven that nobody reaches it.
//!
//! Most of what is asked here is quickly seen to be possible, and then nobody wants to know for whom: where little
//! hangs together no contact is run.

use super::{Search, attempt::musts, is_possible};
use crate::{
    analyze::{
        Goal, Matter, Wanted, Witness,
        circuit::{NodeId, Signal},
        cone::Cone,
        lower::Lowering,
    },
    model::RuleId,
};

/// What hangs on fewer rules is searched at once.
const MANY_RULES: usize = 8;
/// Contacts that are kept to be asked about first.
const MOST_SEEN: usize = 16;

impl Search<'_> {
    /// Whether it is proven that no contact reaches the goal.
    pub fn rules_out(&self, goal: &Goal) -> bool {
        let cone = Cone::of_goal(self.plan, goal);
        if self.too_wide(&cone).is_some() {
            return false;
        }
        if cone.rules.len() < MANY_RULES {
            return self.is_out(goal, &cone).0;
        }
        // What hangs on many rules is dear to search, and somebody who was found before often shows it.
        let parts = self.in_order(&cone);
        let is_shown = |witness: &Witness| self.shows_by(witness, goal, &parts);
        if self.seen.borrow().iter().rev().any(is_shown) {
            return false;
        }
        let (is_out, witness) = self.is_out(goal, &cone);
        if let Some(witness) = witness.filter(is_shown) {
            let mut seen = self.seen.borrow_mut();
            if seen.len() == MOST_SEEN {
                seen.pop_front();
            }
            seen.push_back(witness);
        }
        is_out
    }

    fn is_out(&self, goal: &Goal, cone: &Cone) -> (bool, Option<Witness>) {
        let spaces = self.spaces(cone);
        let tried = self.attempt(self.full(&spaces, cone), cone, |lowering: &mut Lowering<'_>| lowering.goal(goal));
        (!tried.is_partial && !is_possible(tried.upper), tried.witness)
    }

    /// Of each of so many arms of a `match`, whether it is proven that it takes no contact: as `rules_out` of each, from
    /// one circuit. Behind the arms stand `otherwise` and `unknown`.
    pub fn rules_out_arms(&self, rule: RuleId, arms: usize) -> Vec<bool> {
        let goal = Goal::of(Matter::Fired(rule), Wanted::True);
        let cone = Cone::of_goal(self.plan, &goal);
        if self.too_wide(&cone).is_some() {
            return vec![false; arms];
        }
        let spaces = self.spaces(&cone);
        let space = self.full(&spaces, &cone);
        let mut lowering = Lowering::new(self.plan, &self.as_of, space, self.events(), &cone);
        lowering.asked.add(&goal);
        let takes: Vec<Signal> = (0..arms).map(|arm| lowering.arm(rule, arm)).collect();
        let must = musts(&mut lowering);
        let is_out = |root: Signal| {
            let is_partial = lowering.is_partial_for(&root);
            let Some(must) = &must else { return !is_partial };
            !is_partial && !self.may_be(&mut lowering, root, must)
        };
        takes.into_iter().map(is_out).collect()
    }

    fn may_be(&self, lowering: &mut Lowering<'_>, root: Signal, must: &[NodeId]) -> bool {
        match root {
            Signal::Constant(value) if must.is_empty() => is_possible(Some(value)),
            Signal::Leaf(leaf) if must.is_empty() => is_possible(leaf.table.iter().max().copied()),
            // Where values are too large to be counted, nothing is known.
            root => self.largest(lowering, root, must).is_none_or(|found| is_possible(found.upper())),
        }
    }
}
