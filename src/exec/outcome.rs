//! What a rule set says of one contact: points, stages, lists, claims. Data only; every engine gives the same.

use crate::value::Points;

/// What a rule set says of one contact; each part side by side with the model's arena of the same name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rules.
    pub rules: Vec<RuleOutcome>,
    /// Groups.
    pub groups: Vec<Limited>,
    /// Scores.
    pub scores: Vec<Limited>,
    /// Stages.
    pub stages: Vec<StageOutcome>,
    /// Whether the contact is in the list.
    pub lists: Vec<bool>,
    /// Whether the condition of the claim is true; none: unknown. It is the condition's truth, not whether the claim
    /// holds: a `never` holds where this is not true, an `always` where it is.
    pub claims: Vec<Option<bool>>,
}

/// What a rule did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleOutcome {
    /// Whether it did what it is there for: a `when` that was true, a `match` that took an arm other than `unknown`, a
    /// `per` of at least one step, a decay without a condition that leaves something, an `each` that counted an event, a
    /// `match` on events that took one with an arm other than `unknown`. None where its condition is unknown.
    pub fired: Option<bool>,
    /// After `up to`.
    pub points: Points,
    /// Before `up to`.
    pub before_limit: Points,
    /// Of a `match`: the place of the arm that was taken. Behind the arms with values, `otherwise` and `unknown`
    /// follow, in this order, whether or not they are written; none where neither an arm nor a written `otherwise` or
    /// `unknown` took the contact, and for all other rules.
    pub arm: Option<usize>,
    /// Of an `each` and a `match` on events: how many events were looked at.
    pub events: u32,
}

/// Points with a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limited {
    /// After the limit.
    pub points: Points,
    /// Before the limit.
    pub before_limit: Points,
}

/// What a stage says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageOutcome {
    /// The place in the stage's names.
    pub name: u32,
    /// The place of the arm that took the contact; none: `otherwise`.
    pub arm: Option<usize>,
}
