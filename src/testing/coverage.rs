//! Which goals tests reach: takes a plan and runs of it, counts for each goal the tests that reach it.
//!
//! Knows nothing of whether tests pass: a test that fails has reached what it has reached.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Subject,
    edge::{Edges, scalar},
    goal::{Aim, Goal, conditions, goals, ors},
};
use crate::{
    check::Clock,
    exec::{Evaluation, evaluate},
    model::{MatchSubject, Model, Node, TestCase},
    plan::{AtomId, Logic, Plan, RuleBodyStep},
    value::Date,
};

/// How much of a rule set its tests reach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Every goal with the number of tests that reach it, in the order of the model.
    pub goals: Vec<(Goal, usize)>,
}

impl Coverage {
    /// How many goals are reached.
    pub fn covered(&self) -> usize {
        self.goals.iter().filter(|(_, hits)| *hits > 0).count()
    }

    /// Goals that no test reaches.
    pub fn missing(&self) -> impl Iterator<Item = &Goal> {
        self.goals.iter().filter(|(_, hits)| *hits == 0).map(|(goal, _)| goal)
    }

    /// Covered ÷ goals in percent, from 0 to 100; 100 where there is nothing to cover.
    pub fn percent(&self) -> f64 {
        if self.goals.is_empty() { 100.0 } else { self.covered() as f64 / self.goals.len() as f64 * 100.0 }
    }
}

/// How much of a rule set these tests reach.
pub fn coverage<'t>(model: &Arc<Model>, tests: impl IntoIterator<Item = &'t TestCase>) -> Coverage {
    let plan = Plan::new(model.clone());
    let reached = Reached::new(&plan);
    let mut hits = vec![0; reached.goals().len()];
    for test in tests {
        let subject = Subject::of(&plan, test);
        for goal in reached.by(&subject, test.as_of.is_some()) {
            hits.iter_mut().skip(goal).take(1).for_each(|hits| *hits += 1);
        }
    }
    Coverage { goals: reached.goals.into_iter().zip(hits).collect() }
}

/// The goals of a plan, and a means to tell which of them a contact reaches.
#[derive(Debug)]
pub struct Reached<'p> {
    plan: &'p Plan,
    edges: Edges,
    goals: Vec<Goal>,
    /// What hangs on time, which a test without a moment does not reach.
    timed: BTreeSet<Node>,
}

impl<'p> Reached<'p> {
    /// The goals of a plan.
    pub fn new(plan: &'p Plan) -> Self {
        let edges = Edges::of(plan);
        let goals = goals(plan, &edges);
        let clock = Clock::of(plan.model());
        let timed = goals.iter().map(|goal| goal.node).filter(|node| clock.reads(*node)).collect();
        Self { plan, edges, goals, timed }
    }

    /// The goals, in the order of the model.
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The places of the goals that a contact reaches. What hangs on time counts only where there is a moment.
    pub fn by(&self, subject: &Subject, at_a_moment: bool) -> Vec<usize> {
        let evaluation = evaluate(self.plan, &subject.contact, &subject.as_of);
        let mut walk: Option<(Node, Walk<'_>)> = None;
        let mut found = Vec::new();
        for (place, goal) in self.goals.iter().enumerate() {
            if !at_a_moment && self.timed.contains(&goal.node) {
                continue;
            }
            if walk.as_ref().is_none_or(|(node, _)| *node != goal.node) {
                walk = Some((goal.node, Walk::of(self.plan, &evaluation, subject.as_of.date, goal.node)));
            }
            if let Some((_, walk)) = &walk
                && self.is_reached(&goal.aim, &evaluation, walk)
            {
                found.push(place);
            }
        }
        found
    }

    fn is_reached(&self, aim: &Aim, evaluation: &Evaluation<'_>, walk: &Walk<'_>) -> bool {
        let outcome = evaluation.outcome();
        match aim {
            Aim::Fires(rule, fires) => {
                outcome.rules.get(rule.index()).is_some_and(|rule| (rule.fired == Some(true)) == *fires)
            }
            Aim::Arm(rule, arm) => outcome.rules.get(rule.index()).is_some_and(|rule| rule.arm == Some(*arm)),
            Aim::EventArm(rule, arm) => evaluation.event_points(*rule).iter().any(|points| points.arm == Some(*arm)),
            Aim::StageArm(stage, arm) => outcome.stages.get(stage.index()).is_some_and(|stage| stage.arm == *arm),
            Aim::Side { line, cut, above } => {
                walk.asked
                    .iter()
                    .any(|atom| self.edges.at(*atom).is_some_and(|(at, turns)| at == *line && turns.contains(cut)))
                    && self.piece(evaluation, *line) == Some(cut + usize::from(*above))
            }
            Aim::Or { number, part } => walk.ors.get(*number).is_some_and(|answers| {
                answers.as_ref().is_some_and(|answers| {
                    answers.iter().enumerate().all(|(at, answer)| (*answer == Some(true)) == (Some(at) == *part))
                })
            }),
        }
    }

    /// The piece of a line that the contact's number lies in; none where it is unknown.
    fn piece(&self, evaluation: &Evaluation<'_>, line: usize) -> Option<usize> {
        let line = self.edges.line_at(line)?;
        Some(line.piece(&scalar(&evaluation.operand(&line.operand)?)?))
    }
}

/// What a node asks of a contact: it stops where the answer is settled, as the interpreter does.
struct Walk<'a> {
    plan: &'a Plan,
    evaluation: &'a Evaluation<'a>,
    today: Date,
    asked: Vec<AtomId>,
    /// Every `or` of the node in order of text, with the answers of its parts where it was asked.
    ors: Vec<Option<Vec<Option<bool>>>>,
    places: Vec<&'a [Logic]>,
}

impl<'a> Walk<'a> {
    fn of(plan: &'a Plan, evaluation: &'a Evaluation<'a>, today: Date, node: Node) -> Self {
        let conditions = conditions(plan, node);
        let mut places = Vec::new();
        conditions.iter().for_each(|logic| ors(logic, &mut places));
        let mut walk = Self { plan, evaluation, today, asked: Vec::new(), ors: vec![None; places.len()], places };
        if walk.is_asked(node) {
            let first_of_several = matches!(node, Node::Stage(_) | Node::Rule(_));
            for condition in conditions {
                if walk.logic(condition) == Some(true) && first_of_several {
                    break;
                }
            }
        }
        walk
    }

    /// Not a rule whose last day is over, and no arms where the subject is unknown.
    fn is_asked(&self, node: Node) -> bool {
        let Node::Rule(id) = node else { return true };
        let Some(rule) = self.plan.rule(id) else { return false };
        let is_over = rule.until.is_some_and(|until| self.today > until);
        let is_known = match &rule.body {
            RuleBodyStep::Match { subject: MatchSubject::Operand(operand), .. } => {
                self.evaluation.operand(operand).is_some()
            }
            _ => true,
        };
        !is_over && is_known
    }

    fn logic(&mut self, logic: &'a Logic) -> Option<bool> {
        match logic {
            Logic::All(parts) => self.search(parts, false),
            Logic::Any(parts) => {
                if let Some(at) = self.places.iter().position(|place| std::ptr::eq(*place, parts.as_slice())) {
                    let answers = parts.iter().map(|part| self.evaluation.logic(part)).collect();
                    if let Some(place) = self.ors.get_mut(at) {
                        *place = Some(answers);
                    }
                }
                self.search(parts, true)
            }
            Logic::Not(part) => self.logic(part).map(|truth| !truth),
            Logic::Atom(atom) => {
                self.asked.push(*atom);
                self.evaluation.atom(*atom)
            }
            Logic::Define(_) | Logic::Constant(_) => self.evaluation.logic(logic),
        }
    }

    fn search(&mut self, parts: &'a [Logic], decisive: bool) -> Option<bool> {
        let mut answer = Some(!decisive);
        for part in parts {
            match self.logic(part) {
                Some(truth) if truth == decisive => return Some(decisive),
                Some(_) => {}
                None => answer = None,
            }
        }
        answer
    }
}
