//! `swallowed-by-limit`: rules whose points a limit always takes away again: takes rules with flat points, gives findings.
//!
//! ```text
//! limit 0..=10        rest          with +5      kept
//! not swallowed       4             9            9
//! swallowed           10, 12, …     15, 17, …    10 as without
//! ```
//!
//! Points P > 0 change nothing where the rest is at the upper end already, or still at the lower end with them; so the sum
//! before the limit is P or more above the upper end, or not above the lower one. That no contact for whom the rule fires has
//! a sum between is one question. Likewise for P < 0.

use std::collections::{BTreeSet, HashMap};

use super::{Ground, beside, part, part::Part};
use crate::{
    analyze::{Answer, Goal, Matter, Measure, Wanted},
    base::{Diagnostic, code},
    exec::evaluate,
    model::{Award, Condition, Limit, PointsOf, Rule, RuleBody, RuleId},
    plan::{RuleBodyStep, points_name},
    value::Points,
};

/// Rules that are run for contacts, all in all.
const MOST_RUN: usize = 3_000_000;

pub(super) fn swallowed(ground: &Ground<'_>, idle: &BTreeSet<RuleId>, out: &mut Vec<Diagnostic>) {
    let model = ground.model();
    let mut tries = MOST_RUN / model.rules.ids().count().max(1);
    let mut sums: HashMap<PointsOf, (i64, i64)> = HashMap::new();
    for (id, rule) in model.rules.iter() {
        let RuleBody::When { condition, award: Award::Flat(points) } = &rule.body else { continue };
        let is_over = rule.until.is_some_and(|until| until < ground.as_of.date);
        let points = rule.up_to.map_or(*points, |most| points.capped(most));
        let Some((of, limit)) = limit(ground, rule).filter(|_| points != Points::ZERO) else { continue };
        if is_over || idle.contains(&id) {
            continue;
        }
        let (lowest, highest) = *sums.entry(of).or_insert_with(|| ground.sums(of));
        if !may_be_swallowed(limit, points, lowest, highest) || tries == 0 {
            continue;
        }
        tries -= 1;
        let kept = kept(limit, points);
        let condition = condition.as_ref().unwrap_or(&Condition::Constant(true));
        if is_seen(ground, id, condition, of, kept) {
            continue;
        }
        let goal = Goal::of(Matter::Fired(id), Wanted::True)
            .and(Matter::Points(Measure::BeforeLimit(of), kept.0, kept.1), Wanted::True);
        if ground.rules_out(&goal) {
            out.extend(found(ground, (id, rule), of, points));
        }
    }
}

/// The nearest limit that its points meet. A group without one passes them on.
fn limit(ground: &Ground<'_>, rule: &Rule) -> Option<(PointsOf, Limit)> {
    let model = ground.model();
    let is_set = |limit: &Limit| limit.min.is_some() || limit.max.is_some();
    let of_group = rule.group.and_then(|id| Some((PointsOf::Group(id), model.groups.get(id)?.limit)));
    let of_score = || Some((PointsOf::Score(rule.score), model.scores.get(rule.score)?.limit));
    of_group.filter(|(_, limit)| is_set(limit)).or_else(of_score).filter(|(_, limit)| is_set(limit))
}

/// Whether all others together could reach an end at all, by a look at points only.
fn may_be_swallowed(limit: Limit, points: Points, lowest: i64, highest: i64) -> bool {
    let points = points.scaled();
    let (rest_low, rest_high) = (lowest.saturating_sub(points.min(0)), highest.saturating_sub(points.max(0)));
    let at_top = limit.max.is_some_and(|max| max.scaled() <= rest_high.saturating_add(points.min(0)));
    let at_bottom = limit.min.is_some_and(|min| rest_low.saturating_add(points.max(0)) <= min.scaled());
    at_top || at_bottom
}

/// The sums before the limit at which the points are not lost.
fn kept(limit: Limit, points: Points) -> (Option<Points>, Option<Points>) {
    let points = points.scaled();
    let low = limit.min.map(|min| Points::from_scaled(min.scaled().saturating_add(points.min(0)).saturating_add(1)));
    let high = limit.max.map(|max| Points::from_scaled(max.scaled().saturating_add(points.max(0)).saturating_sub(1)));
    (low, high)
}

/// Whether the first contact that comes to mind shows that the points are not lost.
fn is_seen(
    ground: &Ground<'_>,
    id: RuleId,
    condition: &Condition,
    of: PointsOf,
    (low, high): (Option<Points>, Option<Points>),
) -> bool {
    let kept = Goal::of(Matter::Fired(id), Wanted::True)
        .and(Matter::Points(Measure::BeforeLimit(of), low, high), Wanted::True);
    let Some(RuleBodyStep::When { condition: Some(logic), .. }) = ground.plan.rule(id).map(|step| &step.body) else {
        return false;
    };
    if Part::new(condition, logic).reads(ground).results {
        return false;
    }
    match ground.quick().find(&part::is(logic, Wanted::True)) {
        Answer::Found(witness) => {
            let contact = witness.contact(ground.model());
            kept.is_met(&evaluate(ground.plan, &contact, ground.as_of))
        }
        Answer::Impossible | Answer::Undecided(_) => false,
    }
}

fn found(ground: &Ground<'_>, (id, rule): (RuleId, &Rule), of: PointsOf, points: Points) -> Option<Diagnostic> {
    let name = points_name(ground.model(), of);
    let message = format!(
        "these {} points change nothing: whoever gets them is at the limit of `{name}` without them",
        points.signed()
    );
    let mut found = Diagnostic::new(&code::SWALLOWED_BY_LIMIT, rule.span?, message);
    let limited = match of {
        PointsOf::Group(group) => ground.model().groups.get(group)?.span,
        PointsOf::Score(score) => ground.model().scores.get(score)?.span,
        PointsOf::Rule(_) => None,
    };
    found.labels.extend(limited.map(|span| crate::base::Label { span, message: "its limit cuts them off".to_owned() }));
    // The rules that fill the limit by themselves.
    for other in ground.model().rules.iter().filter(|(_, other)| is_beside(rule, other, of)).take(200) {
        let without = Goal::of(Matter::Fired(id), Wanted::True).and(Matter::Fired(other.0), Wanted::NotTrue);
        if other.0 != id && found.labels.len() < 4 && ground.quick().rules_out(&without) {
            found = beside(found, other.1, "fires wherever that one does");
        }
    }
    let found = found.help("raise the limit, or delete the rule");
    match ground.quick().find(&Goal::of(Matter::Fired(id), Wanted::True)) {
        Answer::Found(witness) => Some(ground.shown(found, &witness)),
        Answer::Undecided(_) => Some(found),
        Answer::Impossible => None,
    }
}

fn is_beside(rule: &Rule, other: &Rule, of: PointsOf) -> bool {
    match of {
        PointsOf::Group(group) => other.group == Some(group),
        PointsOf::Score(_) => other.score == rule.score,
        PointsOf::Rule(_) => false,
    }
}

impl Ground<'_> {
    /// The least and the most that can be added up before the limit, by a look at points only.
    fn sums(&self, of: PointsOf) -> (i64, i64) {
        let (low, high) = crate::analyze::declared::declared(self.model(), self.as_of, Measure::BeforeLimit(of));
        let end = |end: Option<i128>, far: i64| end.and_then(|end| i64::try_from(end).ok()).unwrap_or(far);
        (end(low, i64::MIN / 4), end(high, i64::MAX / 4))
    }
}
