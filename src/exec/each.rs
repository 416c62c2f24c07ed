//! Rules that give points for every event: takes a rule and the events its query lets through, gives what each is worth
//! and their exact sum.

use super::{Evaluation, EventRow, RuleOutcome, evaluation::clamped};
use crate::{
    model::{QueryId, RuleId},
    plan::RuleBodyStep,
    value::Points,
};

/// What one event is worth.
#[derive(Clone, Copy, Debug)]
pub struct EventPoints<'a> {
    /// The event.
    pub event: EventRow<'a>,
    /// Its points, after decay and before `up to`.
    pub points: Points,
    /// Of a `match`: the place of the arm that it took, as [`RuleOutcome::arm`] has it.
    pub arm: Option<usize>,
}

impl Evaluation<'_> {
    /// What each event is worth to an `each` or a `match` on events, the earliest first; of other rules, and past
    /// `until`, nothing.
    pub fn event_points(&self, rule: RuleId) -> Vec<EventPoints<'_>> {
        let step = self.plan.rule(rule).filter(|step| !self.has_ended(step));
        step.map_or_else(Vec::new, |step| self.worth(&step.body).collect())
    }

    /// The sum over all events, before `up to`.
    pub(super) fn each(&self, body: &RuleBodyStep) -> RuleOutcome {
        let mut outcome = RuleOutcome { fired: Some(false), ..RuleOutcome::default() };
        let mut sum = 0_i128;
        for worth in self.worth(body) {
            outcome.events = outcome.events.saturating_add(1);
            sum += i128::from(worth.points.scaled());
            let counts = match body {
                RuleBodyStep::MatchEach { arms, .. } => worth.arm.is_some_and(|arm| arm <= arms.len()),
                _ => true,
            };
            if counts {
                outcome.fired = Some(true);
            }
        }
        outcome.before_limit = clamped(sum);
        outcome
    }

    fn worth<'b>(&'b self, body: &'b RuleBodyStep) -> impl Iterator<Item = EventPoints<'b>> {
        let query = query_of(body).into_iter();
        query.flat_map(|query| self.matching(query).iter()).map(|event| self.worth_of(body, event))
    }

    fn worth_of<'b>(&self, body: &RuleBodyStep, event: EventRow<'b>) -> EventPoints<'b> {
        let (points, arm) = match body {
            RuleBodyStep::Each { points, table: None, .. } => (*points, None),
            RuleBodyStep::Each { points, table: Some(table), .. } => {
                (event.days(self.as_of).map_or(*points, |days| table.after(days)), None)
            }
            RuleBodyStep::MatchEach { subject, arms, otherwise, unknown, .. } => {
                let is_known = self.is_known(subject, Some(event));
                let mut numbered = arms.iter().enumerate().filter(|_| is_known);
                match numbered.find(|(_, arm)| self.logic_of(&arm.condition, event) == Some(true)) {
                    Some((at, arm)) => (arm.points, Some(at)),
                    None if is_known => (otherwise.unwrap_or_default(), otherwise.map(|_| arms.len())),
                    None => (unknown.unwrap_or_default(), unknown.map(|_| arms.len() + 1)),
                }
            }
            RuleBodyStep::When { .. } | RuleBodyStep::Match { .. } => (Points::ZERO, None),
        };
        EventPoints { event, points, arm }
    }
}

fn query_of(body: &RuleBodyStep) -> Option<QueryId> {
    match body {
        RuleBodyStep::Each { query, .. } | RuleBodyStep::MatchEach { query, .. } => Some(*query),
        RuleBodyStep::When { .. } | RuleBodyStep::Match { .. } => None,
    }
}
