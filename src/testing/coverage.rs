//! Which goals tests reach: takes a plan and runs of it, counts for each goal the tests that reach it.
//!
//! Knows nothing of whether tests pass: a test that fails has reached what it has reached.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Subject,
    asked::{Asked, Of, asked},
    edge::Edges,
    goal::{Aim, Goal, goals},
    walk::{TrueBy, Walk},
};
use crate::{
    check::Clock,
    exec::{Evaluation, evaluate},
    model::{MatchSubject, Model, Node, TestCase},
    plan::{Plan, RuleBodyStep},
    value::AsOf,
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
    asked: BTreeMap<Node, Vec<Asked<'p>>>,
    goals: Vec<Goal>,
    /// What hangs on time, which a test without a moment does not reach.
    timed: BTreeSet<Node>,
}

impl<'p> Reached<'p> {
    /// The goals of a plan.
    pub fn new(plan: &'p Plan) -> Self {
        let edges = Edges::of(plan);
        let asked = asked(plan);
        let goals = goals(plan, &edges, &asked);
        let clock = Clock::of(plan.model());
        let timed = goals.iter().map(|goal| goal.node).filter(|node| clock.reads(*node)).collect();
        Self { plan, edges, asked, goals, timed }
    }

    pub(super) fn plan(&self) -> &'p Plan {
        self.plan
    }

    pub(super) fn edges(&self) -> &Edges {
        &self.edges
    }

    /// What a node asks.
    pub(super) fn asked(&self, node: Node) -> &[Asked<'p>] {
        self.asked.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The goals, in the order of the model.
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The places of the goals that a contact reaches. What hangs on time counts only where there is a moment.
    pub fn by(&self, subject: &Subject, at_a_moment: bool) -> Vec<usize> {
        let evaluation = evaluate(self.plan, &subject.contact, &subject.as_of);
        let mut at: Option<(Node, Vec<Walk>)> = None;
        let mut found = Vec::new();
        for (place, goal) in self.goals.iter().enumerate() {
            if !at_a_moment && self.timed.contains(&goal.node) {
                continue;
            }
            if at.as_ref().is_none_or(|(node, _)| *node != goal.node) {
                at = Some((goal.node, self.walks(&evaluation, &subject.as_of, goal.node)));
            }
            if let Some((_, walks)) = &at
                && is_reached(&goal.aim, &evaluation, walks)
            {
                found.push(place);
            }
        }
        found
    }

    /// All that a node asks of the contact and its events.
    fn walks(&self, evaluation: &Evaluation<'_>, as_of: &AsOf, node: Node) -> Vec<Walk> {
        if let Node::Rule(id) = node
            && self.plan.rule(id).and_then(|rule| rule.until).is_some_and(|until| as_of.date > until)
        {
            return Vec::new();
        }
        let mut walks = Vec::new();
        for (place, asked) in self.asked.get(&node).into_iter().flatten().enumerate() {
            let mut walk = |event| walks.push(Walk::of(&self.edges, evaluation, as_of, (place, asked), event));
            match asked.of {
                Of::Contact if self.is_known(evaluation, node) => walk(None),
                Of::Contact => {}
                Of::Events(event) => evaluation.events(event).for_each(|event| walk(Some(event))),
                Of::Matching(query) => evaluation.matching(query).iter().for_each(|event| walk(Some(event))),
            }
        }
        walks
    }

    /// The arms of a `match` are not asked where its subject is unknown.
    fn is_known(&self, evaluation: &Evaluation<'_>, node: Node) -> bool {
        let Node::Rule(id) = node else { return true };
        match self.plan.rule(id).map(|rule| &rule.body) {
            Some(RuleBodyStep::Match { subject: MatchSubject::Operand(operand), .. }) => {
                evaluation.operand(operand).is_some()
            }
            _ => true,
        }
    }
}

fn is_reached(aim: &Aim, evaluation: &Evaluation<'_>, walks: &[Walk]) -> bool {
    let outcome = evaluation.outcome();
    match aim {
        Aim::Fires(rule, fires) => {
            outcome.rules.get(rule.index()).is_some_and(|rule| (rule.fired == Some(true)) == *fires)
        }
        Aim::Arm(rule, arm) => outcome.rules.get(rule.index()).is_some_and(|rule| rule.arm == Some(*arm)),
        Aim::EventArm(rule, arm) => evaluation.event_points(*rule).iter().any(|points| points.arm == Some(*arm)),
        Aim::StageArm(stage, arm) => outcome.stages.get(stage.index()).is_some_and(|stage| stage.arm == *arm),
        Aim::Side { line, cut, above } => walks.iter().any(|walk| walk.sides.contains(&(*line, *cut, *above))),
        Aim::End { atom, end } => walks.iter().any(|walk| walk.ends.contains(&(*atom, *end))),
        Aim::Set { atom, inside } => walks.iter().any(|walk| walk.sets.contains(&(*atom, *inside))),
        Aim::Or { asked, number, part } => {
            let wanted = part.map_or(TrueBy::Nothing, TrueBy::Only);
            walks.iter().any(|walk| walk.asked == *asked && walk.ors.get(number) == Some(&wanted))
        }
    }
}
