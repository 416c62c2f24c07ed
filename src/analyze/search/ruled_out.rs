//! Proofs without contacts: takes a goal, says whether it is proven that nobody reaches it.
//!
//! Most of what is asked here is quickly seen to be possible, and then nobody wants to know for whom: no contact is run.

use super::{Search, is_possible};
use crate::analyze::{Goal, cone::Cone, lower::Lowering};

impl Search<'_> {
    /// Whether it is proven that no contact reaches the goal.
    pub fn rules_out(&self, goal: &Goal) -> bool {
        let cone = Cone::of_goal(self.plan, goal);
        if self.too_wide(&cone).is_some() {
            return false;
        }
        let space = if self.is_loose(&cone) { self.apart() } else { self.space() };
        let tried = self.attempt(space, &cone, |lowering: &mut Lowering<'_>| lowering.goal(goal));
        !tried.is_partial && !is_possible(tried.upper)
    }
}
