//! The cheapest ways to a better arm: takes single changes with what they lead to, gives those that reach one, and where
//! they are few, pairs and longer ways. Each way was run.
//!
//! ```text
//! first    one property, or    every other value is already run
//!          events of a kind
//! then     two of them         the cheapest pairs, as many as there is time for
//! else     several             again and again what brings the arm's score most; what turns out needless is left out
//! ```

use std::{cmp::Ordering, collections::BTreeSet};

use super::{
    Proposal, ScoreChange,
    other::Other,
    trace::arm_name,
    trial::{Trial, Trials},
};
use crate::{
    exec::Outcome,
    model::{Condition, DefineBody, DefineId, Model, Operand, PointsOf, Question, Stage},
    value::Points,
};

/// Ways to one arm that are told.
const TOLD: usize = 3;
/// Changes that pairs are made of; the cheapest.
const PAIRED: usize = 400;
/// Pairs that are run for one arm.
const PAIRS: usize = 2_000;
/// Properties in one way at most.
const LONGEST: usize = 6;

/// The ways for each stage: to the next better arm, and to those above where they cost less.
pub(super) fn next(trials: &Trials<'_>) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for (at, (stage, now)) in trials.model().stages.values().zip(&trials.now.stages).enumerate() {
        let mut cheapest: Option<Cost> = None;
        for name in (0..now.name).rev() {
            let is_next = name + 1 == now.name;
            // An arm above is worth no more than the next one costs.
            let longest = if is_next { LONGEST } else { cheapest.as_ref().map_or(LONGEST, |cost| cost.properties) };
            let target = Target { stage: at, name, score: score_of(trials.model(), stage, name) };
            let mut ways = ways(trials, &target, longest);
            if !is_next && let Some(cheapest) = &cheapest {
                ways.retain(|way| cost(way).order(cheapest) == Ordering::Less);
            }
            if let Some(first) = ways.first() {
                let first = cost(first);
                if cheapest.as_ref().is_none_or(|cheapest| first.order(cheapest) == Ordering::Less) {
                    cheapest = Some(first);
                }
            }
            proposals.extend(ways.iter().map(|way| proposal(trials, stage, &target, way)));
        }
    }
    proposals
}

/// The arm that is to be reached.
struct Target {
    stage: usize,
    name: u32,
    /// The score that the arm looks at.
    score: Option<usize>,
}

impl Target {
    fn is_reached(&self, outcome: &Outcome) -> bool {
        outcome.stages.get(self.stage).is_some_and(|stage| stage.name == self.name)
    }
}

/// What a way costs; the less of it, the sooner it is told.
struct Cost {
    properties: usize,
    /// Properties among them that say who the contact is.
    facts: usize,
    /// Properties among them that would be on a day to come.
    ahead: usize,
    steps: u32,
    relative: f64,
}

impl Cost {
    fn order(&self, other: &Self) -> Ordering {
        let properties = self.properties.cmp(&other.properties);
        let facts = self.facts.cmp(&other.facts);
        let ahead = self.ahead.cmp(&other.ahead);
        properties
            .then(facts)
            .then(ahead)
            .then(self.steps.cmp(&other.steps))
            .then(self.relative.total_cmp(&other.relative))
    }
}

fn cost(way: &[&Other]) -> Cost {
    Cost {
        properties: way.len(),
        facts: way.iter().filter(|other| other.is_fact).count(),
        ahead: way.iter().filter(|other| other.is_ahead).count(),
        steps: way.iter().fold(0, |sum, other| sum.saturating_add(other.steps)),
        relative: way.iter().map(|other| other.relative).sum(),
    }
}

/// The cheapest ways to an arm, each with other properties and no more of them than `longest`.
fn ways<'t>(trials: &'t Trials<'_>, target: &Target, longest: usize) -> Vec<Vec<&'t Other>> {
    let mut ways: Vec<Vec<&Other>> = Vec::new();
    for trial in &trials.singles {
        let is_new = !ways.iter().flatten().any(|other| other.touches_same(&trial.other));
        if is_new && target.is_reached(&trial.outcome) {
            ways.push(vec![&trial.other]);
        }
    }
    if ways.len() < TOLD && longest > 1 {
        let missing = TOLD - ways.len();
        let pairs = pairs(trials, target, &ways, missing);
        ways.extend(pairs);
    }
    if ways.is_empty() && longest > 2 {
        ways.extend(long(trials, target));
    }
    // Nobody becomes somebody else: who a contact is, is proposed only where nothing else is left.
    let facts = |way: &[&Other]| cost(way).facts;
    let least = ways.iter().map(|way| facts(way)).min();
    ways.retain(|way| Some(facts(way)) == least);
    ways.truncate(TOLD);
    ways
}

fn pairs<'t>(trials: &'t Trials<'_>, target: &Target, singles: &[Vec<&Other>], most: usize) -> Vec<Vec<&'t Other>> {
    // A property that is enough by itself makes no pair.
    let is_enough = |other: &Other| singles.iter().flatten().any(|single| single.touches_same(other));
    let useful: Vec<&Trial> = trials.singles.iter().filter(|trial| !is_enough(&trial.other)).take(PAIRED).collect();
    let mut pairs: Vec<[&Other; 2]> = Vec::new();
    for (at, one) in useful.iter().enumerate() {
        let later = useful.iter().skip(at + 1).filter(|two| !two.other.touches_same(&one.other));
        pairs.extend(later.map(|two| [&one.other, &two.other]));
    }
    // Stable: of equal ones, the first in text order stays first.
    pairs.sort_by(|one, two| cost(one).order(&cost(two)));
    let mut found: Vec<Vec<&Other>> = Vec::new();
    for pair in pairs.into_iter().take(PAIRS) {
        let same = |way: &Vec<&Other>| way.iter().zip(&pair).all(|(one, two)| one.touches_same(two));
        if found.iter().any(same) {
            continue;
        }
        if target.is_reached(&trials.run(&pair)) {
            found.push(pair.to_vec());
            if found.len() == most {
                break;
            }
        }
    }
    found
}

/// A way of several properties, found by taking again and again the change that brings most; none where that leads
/// nowhere.
fn long<'t>(trials: &'t Trials<'_>, target: &Target) -> Option<Vec<&'t Other>> {
    let points = |outcome: &Outcome| score_points(outcome, target.score).or_else(|| Some(trials.gain(outcome)));
    let mut way: Vec<&Other> = Vec::new();
    let mut reached = points(&trials.now)?;
    while way.len() < LONGEST {
        let free = trials.singles.iter().filter(|trial| !way.iter().any(|other| other.touches_same(&trial.other)));
        let mut best: Option<(Points, bool, &Other)> = None;
        for trial in free {
            let outcome = trials.run(&[way.as_slice(), &[&trial.other]].concat());
            let (gained, arrives) = (points(&outcome)?, target.is_reached(&outcome));
            if best.is_none_or(|(most, arrived, _)| (arrives, gained) > (arrived, most)) {
                best = Some((gained, arrives, &trial.other));
            }
        }
        let (gained, arrives, other) = best?;
        way.push(other);
        if arrives {
            return Some(needed(trials, target, way));
        }
        if gained <= reached {
            return None;
        }
        reached = gained;
    }
    None
}

/// The way without what it does not need.
fn needed<'t>(trials: &Trials<'_>, target: &Target, mut way: Vec<&'t Other>) -> Vec<&'t Other> {
    let mut at = 0;
    while at < way.len() {
        let mut shorter = way.clone();
        shorter.remove(at);
        if target.is_reached(&trials.run(&shorter)) { way = shorter } else { at += 1 }
    }
    way
}

fn proposal(trials: &Trials<'_>, stage: &Stage, target: &Target, way: &[&Other]) -> Proposal {
    let outcome = trials.run(way);
    let (to, label) = arm_name(stage, target.name);
    let change = |score: usize| -> Option<ScoreChange> {
        Some(ScoreChange {
            name: trials.model().scores.values().nth(score)?.name.clone(),
            from: score_points(&trials.now, Some(score))?,
            to: score_points(&outcome, Some(score))?,
        })
    };
    let most = || {
        let all = (0..trials.now.scores.len()).filter_map(change);
        all.reduce(|most, next| if next.points().scaled().abs() > most.points().scaled().abs() { next } else { most })
    };
    Proposal {
        stage: stage.name.clone(),
        to,
        label,
        changes: way.iter().map(|other| trials.change(other)).collect(),
        score: target.score.and_then(change).or_else(most),
    }
}

fn score_points(outcome: &Outcome, score: Option<usize>) -> Option<Points> {
    outcome.scores.get(score?).map(|score| score.points)
}

/// The first score that the arm's condition looks at.
fn score_of(model: &Model, stage: &Stage, name: u32) -> Option<usize> {
    stage
        .arms
        .iter()
        .filter(|arm| arm.name == name)
        .find_map(|arm| score_in(model, &arm.condition, &mut BTreeSet::new()))
}

fn score_in(model: &Model, condition: &Condition, walked: &mut BTreeSet<DefineId>) -> Option<usize> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|part| score_in(model, part, walked)),
        Condition::Not(part) => score_in(model, part, walked),
        Condition::Test(test) => match &test.question {
            Question::Within { operand, .. } => score_at(model, operand),
            Question::Compare { left, right, .. } => score_at(model, left).or_else(|| score_at(model, right)),
            _ => None,
        },
        Condition::Define(define) => match &model.defines.get(*define)?.body {
            DefineBody::Condition(body) if walked.insert(*define) => score_in(model, body, walked),
            _ => None,
        },
        Condition::Constant(_) => None,
    }
}

fn score_at(model: &Model, operand: &Operand) -> Option<usize> {
    match crate::regions::resolved(model, operand) {
        Operand::Points(PointsOf::Score(score)) => Some(score.index()),
        Operand::Arithmetic { left, right, .. } => score_at(model, left).or_else(|| score_at(model, right)),
        Operand::Negate(of) => score_at(model, of),
        _ => None,
    }
}
