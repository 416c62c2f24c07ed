//! A contact that reaches a goal: takes a goal and a contact to begin with, changes one thing at a time for what brings
//! it nearest, and gives the contact if it gets there.
//!
//! Hill climbing over the values of a [`Pool`]. Where no single change helps, it first makes one more rule give points, and
//! then begins anew from contacts that differ by chance.
//! Everything is tried in one order, so that the same rules give the same contacts.

mod moves;

use moves::with_value;

use super::{
    Subject,
    coverage::Reached,
    distance::Measure,
    goal::{Aim, Goal},
    needs::Needs,
    pool::Pool,
};
use crate::{exec::evaluate, model::TestCase, plan::Plan, value::AsOf};

/// Changes on the way to one goal.
const STEPS: usize = 24;
/// New beginnings where a search got stuck.
const ROUNDS: usize = 40;
/// Events that a test has at most.
const EVENTS: usize = 210;
/// Contacts that are tried for one on whom the part decides.
const DECIDING: usize = 800;

/// Numbers by chance, the same ones each time: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014).
struct Chance(u64);

impl Chance {
    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let end = end.max(1) as u64;
        usize::try_from((mixed ^ (mixed >> 31)) % end).unwrap_or(0)
    }

    fn pick<'v, T>(&mut self, of: &'v [T]) -> Option<&'v T> {
        of.get(self.below(of.len()))
    }
}

/// How much is tried before a search is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Contacts that are tried for one goal.
    pub tries: usize,
    /// Rules that are run in all: of a large rule set, fewer contacts are tried.
    pub work: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self { tries: 40_000, work: 300_000_000 }
    }
}

/// What came of a search.
pub(super) enum Found {
    /// A contact that reaches the goal.
    Contact(Box<TestCase>),
    /// None of all that were tried.
    None,
    /// As many were tried as may be.
    Stopped,
}

/// Looks for contacts of one plan.
pub(super) struct Search<'a> {
    reached: &'a Reached<'a>,
    pool: Pool,
    effort: Effort,
    /// Contacts that may still be tried for this goal.
    left: usize,
    /// Contacts that may still be tried in all.
    in_all: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(reached: &'a Reached<'a>, as_of: &AsOf, effort: Effort) -> Self {
        let in_all = effort.work / (reached.goals().len() + 10);
        Self { reached, pool: Pool::of(reached.plan(), as_of), effort, left: 0, in_all }
    }

    /// Whether as much was tried as may be.
    pub(super) fn is_over(&self) -> bool {
        self.in_all == 0
    }

    /// A contact that reaches the goal, with nothing in it that the goal does not need. Where it can be, it is one for
    /// whom the part that is tested gives something.
    pub(super) fn find(&mut self, place: usize, from: &TestCase) -> Found {
        let Some(goal) = self.reached.goals().get(place).cloned() else { return Found::None };
        self.left = self.effort.tries.min(self.in_all);
        let mut draft = self.climb(&goal, from.clone(), true, false);
        let needs = Needs::of(self.plan(), goal.node);
        let mut chance = Chance(place as u64);
        for round in 0..ROUNDS {
            if self.left == 0 || self.measure(&goal, &draft, false) <= 0.0 {
                break;
            }
            // From where it got stuck, and from contacts that have nothing to do with it.
            let begin = if round % 2 == 0 { &draft } else { from };
            let shaken = self.shaken(begin, &needs, &mut chance);
            let next = self.climb(&goal, shaken, round % 4 == 3, false);
            if self.measure(&goal, &next, false) < self.measure(&goal, &draft, false) {
                draft = next;
            }
        }
        if !self.is_reached(place, &draft) {
            return if self.left == 0 || self.in_all == 0 { Found::Stopped } else { Found::None };
        }
        let mut decides = false;
        if matches!(goal.aim, Aim::Side { .. } | Aim::End { .. } | Aim::Set { .. } | Aim::Or { part: Some(_), .. }) {
            self.left = DECIDING.min(self.effort.tries).min(self.in_all);
            let next = self.climb(&goal, draft.clone(), false, true);
            decides = self.measure(&goal, &next, true) <= 0.0 && self.is_reached(place, &next);
            if decides {
                draft = next;
            }
        }
        self.simplify((place, &goal, decides), from, &mut draft);
        Found::Contact(Box::new(draft))
    }

    fn plan(&self) -> &'a Plan {
        self.reached.plan()
    }

    fn is_reached(&mut self, place: usize, draft: &TestCase) -> bool {
        self.in_all = self.in_all.saturating_sub(1);
        self.reached.by(&Subject::of(self.plan(), draft), true).contains(&place)
    }

    fn is_as_good(&mut self, (place, goal, decides): (usize, &Goal, bool), draft: &TestCase) -> bool {
        self.is_reached(place, draft) && (!decides || self.measure(goal, draft, true) <= 0.0)
    }

    /// How far a contact is from the goal; with `decides`, also from that the part gives something.
    fn measure(&mut self, goal: &Goal, draft: &TestCase, decides: bool) -> f64 {
        self.left = self.left.saturating_sub(1);
        self.in_all = self.in_all.saturating_sub(1);
        let subject = Subject::of(self.plan(), draft);
        let evaluation = evaluate(self.plan(), &subject.contact, &subject.as_of);
        let measure = Measure { reached: self.reached, evaluation: &evaluation, as_of: &subject.as_of };
        measure.of(goal) * 4.0 + if decides { measure.result(goal.node) } else { 0.0 }
    }

    fn climb(&mut self, goal: &Goal, from: TestCase, by_rules: bool, decides: bool) -> TestCase {
        let needs = Needs::of(self.plan(), goal.node);
        let mut draft = from;
        let mut distance = self.measure(goal, &draft, decides);
        for _ in 0..STEPS {
            if distance <= 0.0 || self.left == 0 {
                break;
            }
            let mut best: Option<(f64, TestCase)> = None;
            for next in self.moves(&draft, &needs) {
                if self.left == 0 {
                    break;
                }
                let reached = self.measure(goal, &next, decides);
                if reached < best.as_ref().map_or(distance, |(best, _)| *best) - 1e-9 {
                    best = Some((reached, next));
                }
                if reached <= 0.0 {
                    break;
                }
            }
            let better = best.or_else(|| if by_rules { self.by_a_rule(goal, &needs, &draft, distance) } else { None });
            let Some((nearer, next)) = better else { break };
            (distance, draft) = (nearer, next);
        }
        draft
    }

    /// One more rule that gives points, where that brings the contact nearer.
    fn by_a_rule(&mut self, goal: &Goal, needs: &Needs, draft: &TestCase, distance: f64) -> Option<(f64, TestCase)> {
        let mut best: Option<(f64, TestCase)> = None;
        let rules: Vec<Goal> = self
            .reached
            .goals()
            .iter()
            .filter(|other| goal.node != other.node && needs.nodes.contains(&other.node))
            .filter(|other| matches!(other.aim, Aim::Fires(..) | Aim::Arm(..) | Aim::EventArm(..)))
            .cloned()
            .collect();
        for rule in rules {
            if self.left == 0 {
                break;
            }
            if self.measure(&rule, draft, false) <= 0.0 {
                continue;
            }
            let next = self.climb(&rule, draft.clone(), false, false);
            let reached = self.measure(goal, &next, false);
            if reached < best.as_ref().map_or(distance, |(best, _)| *best) - 1e-9 {
                best = Some((reached, next));
            }
        }
        best
    }

    /// Takes away what is not needed: values that could be as they were, events that need not be.
    fn simplify(&mut self, place: (usize, &Goal, bool), from: &TestCase, draft: &mut TestCase) {
        for at in (0..draft.events.len()).rev() {
            let mut less = draft.clone();
            less.events.remove(at);
            if self.is_as_good(place, &less) {
                *draft = less;
            }
        }
        for (at, value) in from.values.iter().enumerate() {
            if draft.values.get(at) == Some(value) {
                continue;
            }
            let less = with_value(draft, at, value.clone());
            if self.is_as_good(place, &less) {
                *draft = less;
            }
        }
        if draft.as_of != from.as_of {
            let less = TestCase { as_of: from.as_of.clone(), ..draft.clone() };
            if self.is_as_good(place, &less) {
                *draft = less;
            }
        }
        for at in 0..draft.events.len() {
            self.simplify_event(place, at, draft);
        }
    }

    fn simplify_event(&mut self, place: (usize, &Goal, bool), at: usize, draft: &mut TestCase) {
        let Some(event) = draft.events.get(at).map(|event| event.event) else { return };
        let Some(declared) = self.plan().model().schema.events.get(event) else { return };
        for (field, property) in declared.fields.iter().filter(|(field, _)| *field != declared.at) {
            let mut less = draft.clone();
            let Some(value) = less.events.get_mut(at).and_then(|event| event.values.get_mut(field.index())) else {
                continue;
            };
            if *value == property.0.reading.default {
                continue;
            }
            value.clone_from(&property.0.reading.default);
            if self.is_as_good(place, &less) {
                *draft = less;
            }
        }
    }
}
