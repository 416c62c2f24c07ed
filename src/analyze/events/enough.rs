//! How many events make every difference: takes a rule that gives points for each, gives the number past which all that is
//! asked has one answer.
//!
//! ```text
//! each page_view score +2                       stage: hot when total >= 60
//! group web limit ..=20                         opted_out: -25 in the same score
//! 10 in the group are enough: past its limit    (60 + 25) / 2 are enough without one: past all that is compared
//! ```
//!
//! Knows nothing of cells.

use std::collections::BTreeSet;

use crate::{
    analyze::{Goal, Matter, Measure, circuit::FAR, cone::Cone, lower::Lowering, numbers::stretches},
    model::{Award, Formula, Limit, Model, Operand, PointsOf, Question, RuleBody, RuleId, ScoreBody, ScoreId},
    plan::{AwardStep, Plan, RuleBodyStep},
    regions::operands,
    value::{Decimal, Points},
};

/// What is asked of points in a search.
#[derive(Clone, Debug, Default)]
pub(in crate::analyze) struct PointsAsked {
    /// The farthest from 0 that any are compared with.
    farthest: i64,
    /// Whose are looked at as they are.
    bare: Vec<Measure>,
    /// Some are compared with each other, or steps are counted in them.
    is_open: bool,
}

/// The ways in which points have no end.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::analyze) struct Endless {
    /// More and more of them.
    pub(in crate::analyze) up: bool,
    /// Fewer and fewer.
    pub(in crate::analyze) down: bool,
}

impl PointsAsked {
    /// What the questions and rules of a cone ask.
    pub(in crate::analyze) fn of(plan: &Plan, cone: &Cone) -> Self {
        let mut asked = Self::default();
        let is_points = |operand: &Operand| matches!(plan.resolved(operand), Operand::Points(_));
        for atom in cone.atoms.iter().filter_map(|id| plan.atoms().get(*id)) {
            let ends = match &atom.question {
                Question::Within { operand, intervals } if is_points(operand) => Some(stretches(intervals, true)),
                Question::Known(operand) if is_points(operand) => None,
                Question::Compare { left, comparison, right } if is_points(left) || is_points(right) => {
                    let interval = match (plan.resolved(left), plan.resolved(right)) {
                        (Operand::Points(_), Operand::Literal(value)) => {
                            crate::analyze::lower::interval(*comparison, value)
                        }
                        (Operand::Literal(value), Operand::Points(_)) => {
                            crate::analyze::lower::interval(*comparison, value)
                        }
                        _ => None,
                    };
                    asked.is_open |= interval.is_none();
                    interval.map(|interval| stretches(&[interval], true))
                }
                question => {
                    let mut question = question.clone();
                    asked.is_open |= operands(&mut question).into_iter().any(|operand| has_points(plan, operand));
                    None
                }
            };
            let ends = ends.iter().flat_map(|ends| ends.iter()).flat_map(|(low, high)| [*low, *high]);
            ends.for_each(|end| asked.compared_with(end));
        }
        for rule in cone.rules.iter().filter_map(|rule| plan.rule(*rule)) {
            if let RuleBodyStep::When { award: AwardStep::Per { of, .. }, .. } = &rule.body {
                asked.is_open |= has_points(plan, of);
            }
        }
        asked
    }

    /// And those of a goal.
    pub(in crate::analyze) fn add(&mut self, goal: &Goal) {
        for (matter, _) in &goal.wants {
            if let Matter::Points(_, low, high) = matter {
                low.iter().chain(high).for_each(|end| self.compared_with(end.scaled()));
            }
        }
    }

    /// And points that are looked at as they are.
    pub(in crate::analyze) fn add_bare(&mut self, measure: Measure) {
        self.bare.push(measure);
    }

    /// Whether points are looked at as they are.
    pub(in crate::analyze) fn has_bare(&self, measure: Measure) -> bool {
        self.bare.contains(&measure)
    }

    fn compared_with(&mut self, end: i64) {
        if end.abs() < FAR {
            self.farthest = self.farthest.max(end.saturating_abs().saturating_add(1));
        }
    }
}

impl Lowering<'_> {
    /// How many times so many points of a rule make every difference that more of them could make. Where they have no end,
    /// that is noted, and so many make every difference but for the points themselves.
    pub(super) fn enough(&mut self, id: RuleId, each: i64) -> i64 {
        let is_up = each > 0;
        let model = self.plan.model().clone();
        let size = each.saturating_abs().max(1);
        let times = |points: i64| points.saturating_add(size - 1) / size;
        let Some(rule) = model.rules.get(id) else { return 1 };
        let own = PointsOf::Rule(id);
        let is_bare = |asked: &PointsAsked, measure: Measure| asked.bare.contains(&measure);
        let mut is_endless = is_bare(&self.asked, Measure::BeforeLimit(own));
        let most = self.asked.farthest;
        if let (Some(up_to), false) = (rule.up_to, is_endless) {
            return times(up_to.scaled().saturating_abs());
        }
        is_endless |= is_bare(&self.asked, Measure::Of(own));
        let side = |limit: Limit| if is_up { limit.max } else { limit.min };
        if let Some((group_id, group)) = rule.group.and_then(|group| Some((group, model.groups.get(group)?))) {
            is_endless |= is_bare(&self.asked, Measure::BeforeLimit(PointsOf::Group(group_id)));
            if let (Some(end), false) = (side(group.limit), is_endless) {
                let against = against(&model, group.rules.iter().copied(), id, is_up);
                return times(most.max(end.scaled().saturating_abs()).saturating_add(against));
            }
            is_endless |= is_bare(&self.asked, Measure::Of(PointsOf::Group(group_id)));
        }
        let of_score = PointsOf::Score(rule.score);
        let limit = model.scores.get(rule.score).map(|score| score.limit).unwrap_or_default();
        is_endless |= is_bare(&self.asked, Measure::BeforeLimit(of_score));
        let limits = limits(&model).saturating_add(most);
        let of_one = |of: &RuleId| model.rules.get(*of).is_some_and(|of| of.score == rule.score);
        if let (Some(end), false) = (side(limit), is_endless) {
            let against = against(&model, model.rules.ids().filter(of_one), id, is_up);
            return times(limits.max(end.scaled().saturating_abs()).saturating_add(against));
        }
        is_endless |= is_bare(&self.asked, Measure::Of(of_score));
        let derived = derived_from(&model, rule.score);
        let is_turned = derived.iter().any(|score| turns(&model, *score));
        for score in &derived {
            let limit = model.scores.get(*score).map(|score| score.limit).unwrap_or_default();
            let is_ended = side(limit).is_some() && (!is_turned || (limit.min.is_some() && limit.max.is_some()));
            is_endless |= is_bare(&self.asked, Measure::BeforeLimit(PointsOf::Score(*score)));
            is_endless |= !is_ended && is_bare(&self.asked, Measure::Of(PointsOf::Score(*score)));
        }
        if is_endless {
            self.endless.up |= is_up || is_turned;
            self.endless.down |= !is_up || is_turned;
        }
        self.is_partial |= self.asked.is_open || derived.iter().any(|score| shrinks(&model, *score));
        // In a derived score, points of either sign may stand against it.
        let more = if is_turned { against(&model, model.rules.ids(), id, !is_up) } else { 0 };
        let against = against(&model, model.rules.ids(), id, is_up);
        times(limits.saturating_add(against).saturating_add(more))
    }
}

/// The most points against those of a rule that others give, as far as that is plain.
fn against(model: &Model, rules: impl Iterator<Item = RuleId>, id: RuleId, is_up: bool) -> i64 {
    let size = |points: Points| if (points.scaled() < 0) == is_up { points.scaled().saturating_abs() } else { 0 };
    let one = |rule: RuleId| -> i64 {
        let Some(rule) = model.rules.get(rule) else { return 0 };
        let (most, is_each) = match &rule.body {
            RuleBody::When { award: Award::Flat(points) | Award::Decay { points, .. }, .. } => (size(*points), false),
            RuleBody::When { award: Award::Per { points, .. }, .. } | RuleBody::Each { points, .. } => {
                (size(*points), true)
            }
            RuleBody::Match { arms, otherwise, unknown, .. } | RuleBody::MatchEach { arms, otherwise, unknown, .. } => {
                let all = arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown);
                (all.map(size).max().unwrap_or_default(), matches!(rule.body, RuleBody::MatchEach { .. }))
            }
        };
        match (most, rule.up_to) {
            (0, _) => 0,
            (_, Some(up_to)) => up_to.scaled().saturating_abs(),
            (_, None) if is_each => i64::MAX,
            (most, None) => most,
        }
    };
    rules.filter(|rule| *rule != id).map(one).fold(0, i64::saturating_add)
}

/// All limits together: where they hold points up, or down, others stand against more.
fn limits(model: &Model) -> i64 {
    let size = |limit: &Limit| {
        limit.min.iter().chain(&limit.max).map(|end| end.scaled().saturating_abs()).fold(0, i64::saturating_add)
    };
    let groups = model.groups.iter().map(|(_, group)| size(&group.limit));
    groups.chain(model.scores.iter().map(|(_, score)| size(&score.limit))).fold(0, i64::saturating_add)
}

/// The scores that are computed from one.
fn derived_from(model: &Model, score: ScoreId) -> BTreeSet<ScoreId> {
    let mut found = BTreeSet::from([score]);
    // Each round finds what is computed from what was found before.
    loop {
        let before = found.len();
        for (id, of) in model.scores.iter() {
            if let ScoreBody::Derived(formula) = &of.body
                && found.iter().any(|from| reads(formula, *from, model))
            {
                found.insert(id);
            }
        }
        if found.len() == before {
            found.remove(&score);
            return found;
        }
    }
}

fn reads(formula: &Formula, score: ScoreId, model: &Model) -> bool {
    match formula {
        Formula::Points(PointsOf::Score(of)) => *of == score,
        Formula::Points(PointsOf::Group(group)) => model.groups.get(*group).is_some_and(|group| group.score == score),
        Formula::Points(PointsOf::Rule(rule)) => model.rules.get(*rule).is_some_and(|rule| rule.score == score),
        Formula::Constant(_) => false,
        Formula::Sum(parts) => parts.iter().any(|part| reads(part, score, model)),
        Formula::Negate(of) | Formula::Product { of, .. } => reads(of, score, model),
    }
}

/// Whether a formula turns the sign of something.
fn turns(model: &Model, score: ScoreId) -> bool {
    fn is_turned(formula: &Formula) -> bool {
        match formula {
            Formula::Points(_) | Formula::Constant(_) => false,
            Formula::Sum(parts) => parts.iter().any(is_turned),
            Formula::Negate(_) => true,
            Formula::Product { factor, of } => *factor < Decimal::ZERO || is_turned(of),
        }
    }
    matches!(model.scores.get(score).map(|score| &score.body), Some(ScoreBody::Derived(formula)) if is_turned(formula))
}

/// Whether a formula multiplies something, or adds a constant: then points are not compared as they are.
fn shrinks(model: &Model, score: ScoreId) -> bool {
    fn is_other(formula: &Formula) -> bool {
        match formula {
            Formula::Points(_) => false,
            Formula::Constant(_) | Formula::Product { .. } => true,
            Formula::Sum(parts) => parts.iter().any(is_other),
            Formula::Negate(of) => is_other(of),
        }
    }
    matches!(model.scores.get(score).map(|score| &score.body), Some(ScoreBody::Derived(formula)) if is_other(formula))
}

fn has_points(plan: &Plan, operand: &Operand) -> bool {
    match plan.resolved(operand) {
        Operand::Points(_) => true,
        Operand::Arithmetic { left, right, .. } => has_points(plan, left) || has_points(plan, right),
        Operand::Negate(of) => has_points(plan, of),
        _ => false,
    }
}
