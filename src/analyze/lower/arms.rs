//! The arms of a `match` as signals: takes whether its subject is known and the condition of each arm, gives which arm is
//! taken, its points, and whether the rule fired.
//!
//! ```text
//! classes of visits    unknown   0   5   20   90
//! 0..10 => +1          ?         yes yes no   no
//! 5..50 => +2          ?         no  yes yes  no
//! taken                unknown   1st 1st 2nd  otherwise
//! ```
//!
//! Where all conditions look at the same variable, one pass over its classes tells the arm of each, however many there
//! are. Knows nothing of what conditions mean.

use std::{rc::Rc, sync::Arc};

use super::{Lowering, RuleSignals};
use crate::{
    analyze::{
        circuit::{Map, NO, Signal, Var, YES},
        vars::leaf,
    },
    model::RuleId,
    value::Points,
};

/// The points of each arm.
#[derive(Debug)]
pub(super) struct ArmPoints {
    pub(super) arms: Vec<Points>,
    pub(super) otherwise: Option<Points>,
    pub(super) unknown: Option<Points>,
}

/// Which arm was taken; behind all `otherwise` and `unknown`.
#[derive(Debug, Default)]
pub(super) enum Arms {
    #[default]
    None,
    /// The truth of each.
    Each(Vec<Signal>),
    /// The place of the arm by the class of one variable, but for those that have no points.
    OfOne(Var, Vec<Option<usize>>),
}

/// Every class of one variable with the arm that takes it.
#[derive(Debug)]
struct Places {
    var: Var,
    of: Vec<Option<usize>>,
}

impl ArmPoints {
    /// The points at a place, and whether anything is written there.
    fn at(&self, place: usize) -> Option<Points> {
        let behind = [self.otherwise, self.unknown];
        match self.arms.get(place) {
            Some(points) => Some(*points),
            None => behind.get(place - self.arms.len()).copied().flatten(),
        }
    }
}

impl Lowering<'_> {
    /// Whether a `match` takes an arm, by its place.
    pub(in crate::analyze) fn arm(&mut self, rule: RuleId, arm: usize) -> Signal {
        let signals = self.rule(rule);
        match &*signals.arms {
            Arms::None => Signal::Constant(NO),
            Arms::Each(arms) => arms.get(arm).cloned().unwrap_or(Signal::Constant(NO)),
            Arms::OfOne(var, taken) => {
                let is_taken = taken.iter().map(|taken| if *taken == Some(arm) { YES } else { NO });
                self.circuit.map(leaf(*var, is_taken), Map::Same)
            }
        }
    }

    /// What a `match` does.
    pub(super) fn taken(&mut self, known: Signal, conditions: Vec<Signal>, points: &ArmPoints) -> RuleSignals {
        match places(&known, &conditions, points) {
            Some(places) => self.taken_by_class(places, points),
            None => self.taken_one_by_one(known, conditions, points),
        }
    }

    fn taken_by_class(&mut self, Places { var, of }: Places, points: &ArmPoints) -> RuleSignals {
        let given = of.iter().map(|place| place.and_then(|place| points.at(place)).map_or(0, Points::scaled));
        let before = self.circuit.map(leaf(var, given), Map::Same);
        let does = |place: &Option<usize>| place.is_some_and(|place| place <= points.arms.len());
        let fired = of.iter().map(|place| if does(place) { YES } else { NO });
        let fired = self.circuit.map(leaf(var, fired), Map::Same);
        RuleSignals { before: before.clone(), points: before, fired, arms: Rc::new(Arms::OfOne(var, of)) }
    }

    fn taken_one_by_one(&mut self, known: Signal, conditions: Vec<Signal>, points: &ArmPoints) -> RuleSignals {
        let circuit = &mut self.circuit;
        let mut none = circuit.map(known.clone(), Map::Surely);
        let mut taken = Vec::with_capacity(conditions.len() + 2);
        let mut given = Vec::with_capacity(conditions.len() + 2);
        for (condition, points) in conditions.into_iter().zip(&points.arms) {
            let holds = circuit.map(condition, Map::Surely);
            let takes = circuit.all(vec![none.clone(), holds.clone()]);
            given.push(circuit.map(takes.clone(), Map::Award(points.scaled())));
            taken.push(takes);
            let fails = circuit.not(holds);
            none = circuit.all(vec![none, fails]);
        }
        let not_known = {
            let surely = circuit.map(known, Map::Surely);
            circuit.not(surely)
        };
        let fired = {
            let otherwise = points.otherwise.map(|_| none.clone());
            circuit.any(taken.iter().cloned().chain(otherwise).collect())
        };
        for (points, takes) in [(points.otherwise, none), (points.unknown, not_known)] {
            given.push(circuit.map(takes.clone(), Map::Award(points.unwrap_or_default().scaled())));
            taken.push(if points.is_some() { takes } else { Signal::Constant(NO) });
        }
        let before = circuit.sum(given, Map::Same);
        RuleSignals { before: before.clone(), points: before, fired, arms: Rc::new(Arms::Each(taken)) }
    }
}

/// The first arm that takes each class; none where several variables, or none, decide.
fn places(known: &Signal, conditions: &[Signal], points: &ArmPoints) -> Option<Places> {
    let leaves = || {
        [known].into_iter().chain(conditions).filter_map(|signal| match signal {
            Signal::Leaf(leaf) => Some(leaf),
            Signal::Constant(_) | Signal::Node(_) => None,
        })
    };
    let first = leaves().next()?;
    let is_plain = |signal: &&Signal| !matches!(signal, Signal::Node(_));
    if !conditions.iter().chain([known]).all(|signal| is_plain(&signal)) || leaves().any(|leaf| leaf.var != first.var) {
        return None;
    }
    let truths = |signal: &Signal| -> Option<Arc<[i64]>> {
        match signal {
            Signal::Leaf(leaf) => Some(Arc::clone(&leaf.table)),
            // The same all over.
            Signal::Constant(YES) => Some(first.table.iter().map(|_| YES).collect()),
            Signal::Constant(_) | Signal::Node(_) => None,
        }
    };
    let (otherwise, unknown) = (points.arms.len(), points.arms.len() + 1);
    let mut left: Vec<usize> = vec![unknown; first.table.len()];
    if let Some(known) = truths(known) {
        left.iter_mut().zip(&*known).filter(|(_, known)| **known == YES).for_each(|(place, _)| *place = otherwise);
    }
    for (arm, condition) in conditions.iter().enumerate() {
        let Some(truths) = truths(condition) else { continue };
        for (place, truth) in left.iter_mut().zip(&*truths) {
            if *truth == YES && *place == otherwise {
                *place = arm;
            }
        }
    }
    let of = left.into_iter().map(|place| points.at(place).map(|_| place)).collect();
    Some(Places { var: first.var, of })
}
