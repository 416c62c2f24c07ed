//! Why a contact scores as it does, and what would change it: takes a plan, a contact and an as-of, gives an
//! [`Explanation`].
//!
//! Everything it says comes from running the plan, what is proposed too. Knows nothing of data files and of how an
//! explanation is shown.

mod change;
mod counted;
mod explanation;
mod happen;
mod later;
mod near;
mod next;
mod other;
mod outlook;
mod requirement;
#[cfg(test)]
mod tests;
mod texts;
mod trace;
mod trial;

pub use change::{ChangeError, changed};
pub use explanation::{
    Ahead, ArmCount, Atom, Change, Counted, Course, Each, Events, Expiry, Explanation, Given, GroupTrace, Known,
    ListTrace, MissingValue, More, Move, NearMiss, Proposal, RuleTrace, ScoreChange, ScoreTrace, StageTrace, Stretch,
    Turn, TurnBefore, WhatIf,
};
pub use later::{Later, ListTurn, RuleTurn, ScoreTurn, StageTurn, YEAR, later};

use self::trial::Trials;
use crate::{
    base::Sources,
    compile::rules_hash,
    exec::{Contact, evaluate},
    plan::Plan,
    value::AsOf,
};

/// Explains what the rule set says of a contact. `sources` are the texts that the model's spans point into; where they
/// are empty, lines are 0.
pub fn explain(plan: &Plan, sources: &Sources, contact: &Contact, as_of: &AsOf) -> Explanation {
    let contact = &later::until(contact, as_of);
    let evaluation = evaluate(plan, contact, as_of);
    let outcome = evaluation.outcome();
    let later = later(plan, contact, as_of, outcome, YEAR);
    let trials = Trials::new(plan, contact, as_of, outcome);
    let (near, missing) = near::near(&trials);
    let next = next::next(&trials);
    Explanation {
        key: contact.key.clone(),
        as_of: as_of.to_string(),
        rules_hash: rules_hash(plan.model()),
        scores: trace::scores(plan, &evaluation),
        rules: trace::rules(plan, &evaluation, sources, as_of),
        stages: trace::stages(plan, &evaluation, sources, as_of),
        lists: trace::lists(plan, &evaluation),
        broken: trace::broken(plan, &evaluation),
        next,
        near,
        missing,
        expires: outlook::expires(plan.model(), &later),
        turns: outlook::turns(&later),
        courses: outlook::courses(plan.model(), &later),
        moves: outlook::moves(plan.model(), &later),
    }
}
