//! Walks a plan for one contact: rules, groups, scores, stages, lists and claims from conditions.

use std::cell::Cell;

use super::{
    Contact, EventRow, Held, Limited, Outcome, RuleOutcome, Scratch, StageOutcome, arithmetic, scratch::Answer,
    term::Term,
};
use crate::{
    model::{
        Formula, GroupId, Limit, ListId, MatchSubject, Node, Operand, PointsOf, RuleId, ScoreBody, ScoreId, StageId,
    },
    plan::{ArmStep, AtomId, AwardStep, ListStep, Logic, Plan, RuleBodyStep, RuleStep},
    value::{AsOf, Points},
};

/// What a plan says of a contact, and the answers that led there.
#[derive(Debug)]
pub struct Evaluation<'a> {
    pub(super) plan: &'a Plan,
    pub(super) contact: &'a Contact,
    pub(super) as_of: &'a AsOf,
    pub(super) scratch: Scratch,
}

/// Runs the plan for a contact.
pub fn evaluate<'a>(plan: &'a Plan, contact: &'a Contact, as_of: &'a AsOf) -> Evaluation<'a> {
    evaluate_with(Scratch::default(), plan, contact, as_of)
}

/// The same with memory that an earlier run used; [`Evaluation::into_scratch`] gives it back.
pub fn evaluate_with<'a>(
    mut scratch: Scratch,
    plan: &'a Plan,
    contact: &'a Contact,
    as_of: &'a AsOf,
) -> Evaluation<'a> {
    scratch.prepare(plan);
    let mut evaluation = Evaluation { plan, contact, as_of, scratch };
    for node in plan.order() {
        evaluation.compute(*node);
    }
    for at in 0..plan.claims().len() {
        let truth = plan.claims().get(at).and_then(|claim| evaluation.logic(claim));
        put(&mut evaluation.scratch.outcome.claims, at, truth);
    }
    evaluation
}

/// Runs these parts of the plan alone, for whoever asks about little of it: each part behind all that it needs. Of
/// everything else the outcome says nothing. With memory that an earlier run used.
pub fn evaluate_only<'a>(
    mut scratch: Scratch,
    plan: &'a Plan,
    contact: &'a Contact,
    as_of: &'a AsOf,
    nodes: &[Node],
) -> Evaluation<'a> {
    scratch.prepare_for(plan, nodes);
    let mut evaluation = Evaluation { plan, contact, as_of, scratch };
    for node in nodes {
        evaluation.compute(*node);
    }
    evaluation
}

impl Evaluation<'_> {
    /// What the rule set says.
    pub fn outcome(&self) -> &Outcome {
        &self.scratch.outcome
    }

    /// Gives up the evaluation and keeps its memory for the next one.
    pub fn into_scratch(self) -> Scratch {
        self.scratch
    }

    /// Gives up the evaluation and keeps what the rule set says.
    pub fn into_outcome(self) -> Outcome {
        self.scratch.outcome
    }

    /// The answer to a question; none: unknown, as is one about a field, which has an answer for each event.
    pub fn atom(&self, atom: AtomId) -> Option<bool> {
        self.answer(atom, None)
    }

    /// The truth of a condition; none: unknown. Asks no more than it needs.
    pub fn logic(&self, logic: &Logic) -> Option<bool> {
        self.truth(logic, None)
    }

    /// The truth of a condition while an event is looked at; none: unknown.
    pub fn logic_of(&self, logic: &Logic, event: EventRow<'_>) -> Option<bool> {
        self.truth(logic, Some(event))
    }

    /// The value of an operand; none: unknown.
    pub fn operand(&self, operand: &Operand) -> Option<Held> {
        self.term(operand, None).map(Term::into_held)
    }

    /// The value of an operand as people would write it: `"Software"`, `12`, `unknown`.
    pub fn shown(&self, operand: &Operand) -> String {
        self.term(operand, None).map_or_else(|| "unknown".to_owned(), |term| term.shown(&self.as_of.zone))
    }

    /// A question about the contact is answered once, one about an event each time it is asked.
    fn answer(&self, atom: AtomId, event: Option<EventRow<'_>>) -> Option<bool> {
        let place = self.scratch.atoms.get(atom.index());
        if let Some(Answer::Answered(answer)) = place.map(Cell::get) {
            return answer;
        }
        let atom = self.plan.atoms().get(atom)?;
        match atom.event {
            None => Answer::keep(place, || self.ask(atom, None)),
            Some(kind) => self.ask(atom, Some(event.filter(|event| event.event() == kind)?)),
        }
    }

    fn truth(&self, logic: &Logic, event: Option<EventRow<'_>>) -> Option<bool> {
        match logic {
            Logic::All(parts) => self.search(parts, false, event),
            Logic::Any(parts) => self.search(parts, true, event),
            Logic::Not(part) => self.truth(part, event).map(|truth| !truth),
            Logic::Atom(atom) => self.answer(*atom, event),
            // A define is the contact's, wherever its name stands.
            Logic::Define(define) => {
                Answer::keep(self.scratch.defines.get(define.index()), || self.logic(self.plan.define(*define)?))
            }
            Logic::Constant(truth) => Some(*truth),
        }
    }

    /// `and` looks for a false part, `or` for a true one; where there is none, an unknown part leaves it open.
    fn search(&self, parts: &[Logic], decisive: bool, event: Option<EventRow<'_>>) -> Option<bool> {
        let mut answer = Some(!decisive);
        for part in parts {
            match self.truth(part, event) {
                Some(truth) if truth == decisive => return Some(decisive),
                Some(_) => {}
                None => answer = None,
            }
        }
        answer
    }

    fn compute(&mut self, node: Node) {
        match node {
            // A define is computed when somebody asks.
            Node::Define(_) => {}
            Node::Rule(rule) => {
                let outcome = self.rule(rule);
                put(&mut self.scratch.outcome.rules, rule.index(), outcome);
            }
            Node::Group(group) => {
                let outcome = self.group(group);
                put(&mut self.scratch.outcome.groups, group.index(), outcome);
            }
            Node::Score(score) => {
                let outcome = self.score(score);
                put(&mut self.scratch.outcome.scores, score.index(), outcome);
            }
            Node::Stage(stage) => {
                let outcome = self.stage(stage);
                put(&mut self.scratch.outcome.stages, stage.index(), outcome);
            }
            Node::List(list) => {
                let outcome = self.list(list);
                put(&mut self.scratch.outcome.lists, list.index(), outcome);
            }
        }
    }

    fn rule(&self, rule: RuleId) -> RuleOutcome {
        let idle = RuleOutcome { fired: Some(false), ..RuleOutcome::default() };
        let Some(step) = self.plan.rule(rule) else { return idle };
        if self.has_ended(step) {
            return idle;
        }
        let outcome = match &step.body {
            RuleBodyStep::When { condition, award } => {
                match condition.as_ref().map_or(Some(true), |condition| self.logic(condition)) {
                    Some(true) => self.award(award, condition.is_some()),
                    Some(false) => idle,
                    None => RuleOutcome { fired: None, ..idle },
                }
            }
            RuleBodyStep::Match { subject, arms, otherwise, unknown } => {
                self.matched(subject, arms, *otherwise, *unknown)
            }
            RuleBodyStep::Each { .. } | RuleBodyStep::MatchEach { .. } => self.each(&step.body),
        };
        let points = step.up_to.map_or(outcome.before_limit, |up_to| outcome.before_limit.capped(up_to));
        RuleOutcome { points, ..outcome }
    }

    /// `until D` includes D.
    pub(super) fn has_ended(&self, step: &RuleStep) -> bool {
        step.until.is_some_and(|until| self.as_of.date > until)
    }

    /// The award of a rule whose condition, where it has one, is true.
    fn award(&self, award: &AwardStep, has_condition: bool) -> RuleOutcome {
        let (fired, before_limit) = match award {
            AwardStep::Flat(points) => (true, *points),
            AwardStep::Per { points, step, of } => {
                let steps = self.term(of, None).map_or(0, |term| arithmetic::steps(&term, step));
                (steps > 0, clamped(i128::from(points.scaled()) * i128::from(steps)))
            }
            AwardStep::Decay { table, since } => match self.term(since, None).and_then(|term| self.days_since(&term)) {
                Some(days) => {
                    let left = table.after(days);
                    (has_condition || left != Points::default(), left)
                }
                None => (has_condition, Points::default()),
            },
        };
        RuleOutcome { fired: Some(fired), points: before_limit, before_limit, ..RuleOutcome::default() }
    }

    fn matched(
        &self,
        subject: &MatchSubject,
        arms: &[ArmStep],
        otherwise: Option<Points>,
        unknown: Option<Points>,
    ) -> RuleOutcome {
        let known = match subject {
            MatchSubject::Operand(operand) => self.is_known(operand, None),
            MatchSubject::Stage(_) => true,
        };
        let mut numbered = arms.iter().enumerate();
        let (fired, arm, points) = if known {
            match numbered.find(|(_, arm)| self.logic(&arm.condition) == Some(true)) {
                Some((at, arm)) => (true, Some(at), Some(arm.points)),
                None => (otherwise.is_some(), otherwise.map(|_| arms.len()), otherwise),
            }
        } else {
            (false, unknown.map(|_| arms.len() + 1), unknown)
        };
        let points = points.unwrap_or_default();
        RuleOutcome { fired: Some(fired), points, before_limit: points, arm, ..RuleOutcome::default() }
    }

    fn group(&self, group: GroupId) -> Limited {
        let Some(group) = self.plan.model().groups.get(group) else { return Limited::default() };
        limited(clamped(group.rules.iter().map(|rule| self.scaled(PointsOf::Rule(*rule))).sum()), group.limit)
    }

    fn score(&self, score: ScoreId) -> Limited {
        let Some(score) = self.plan.model().scores.get(score) else { return Limited::default() };
        let scaled = match &score.body {
            ScoreBody::Sum { groups, rules } => {
                let groups = groups.iter().map(|group| self.scaled(PointsOf::Group(*group)));
                let rules = rules.iter().map(|rule| self.scaled(PointsOf::Rule(*rule)));
                groups.chain(rules).sum()
            }
            ScoreBody::Derived(formula) => self.formula(formula),
        };
        limited(clamped(scaled), score.limit)
    }

    /// In ten-thousandths of a point.
    fn formula(&self, formula: &Formula) -> i128 {
        match formula {
            Formula::Points(of) => self.scaled(*of),
            Formula::Constant(points) => i128::from(points.scaled()),
            Formula::Sum(parts) => parts.iter().map(|part| self.formula(part)).fold(0, i128::saturating_add),
            Formula::Negate(of) => self.formula(of).saturating_neg(),
            Formula::Product { factor, of } => i128::from(clamped(self.formula(of)).times(factor).scaled()),
        }
    }

    fn stage(&self, stage: StageId) -> StageOutcome {
        let Some(step) = self.plan.stage(stage) else { return StageOutcome::default() };
        let arms = step.arms.iter().enumerate();
        let mut taken = arms.filter(|(_, (_, condition))| self.logic(condition) == Some(true));
        match taken.next() {
            Some((at, (name, _))) => StageOutcome { name: *name, arm: Some(at) },
            None => StageOutcome { name: step.otherwise, arm: None },
        }
    }

    fn list(&self, list: ListId) -> bool {
        match self.plan.list(list) {
            Some(ListStep::When { condition, except }) => {
                let excepted = || except.as_ref().is_some_and(|except| self.logic(except) == Some(true));
                self.logic(condition) == Some(true) && !excepted()
            }
            Some(ListStep::Keys(keys)) => keys.contains(&self.contact.key),
            None => false,
        }
    }

    /// The points of a score, group or rule, after its limits.
    pub(super) fn points_of(&self, of: PointsOf) -> Points {
        let outcome = &self.scratch.outcome;
        let points = match of {
            PointsOf::Score(score) => outcome.scores.get(score.index()).map(|limited| limited.points),
            PointsOf::Group(group) => outcome.groups.get(group.index()).map(|limited| limited.points),
            PointsOf::Rule(rule) => outcome.rules.get(rule.index()).map(|rule| rule.points),
        };
        points.unwrap_or_default()
    }

    fn scaled(&self, of: PointsOf) -> i128 {
        i128::from(self.points_of(of).scaled())
    }
}

/// Points of so many ten-thousandths. The checker proves that no sum is beyond 64 bits; were one, it would end there.
pub(super) fn clamped(scaled: i128) -> Points {
    Points::from_scaled(i64::try_from(scaled).unwrap_or(if scaled < 0 { i64::MIN } else { i64::MAX }))
}

fn limited(before_limit: Points, limit: Limit) -> Limited {
    Limited { points: before_limit.clamp_to(limit.min, limit.max), before_limit }
}

fn put<T>(places: &mut [T], at: usize, value: T) {
    if let Some(place) = places.get_mut(at) {
        *place = value;
    }
}
