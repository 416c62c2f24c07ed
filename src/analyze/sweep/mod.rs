//! The search for the largest value of a circuit: takes a circuit, a root and what has to be true, gives the classes of
//! the variables that make the root largest, or what the root can be at most.
//!
//! Variables are looked at one after the other. What was decided so far is summed up in a *state*: the values of the
//! nodes that are open. Two ways to the same state are one, so that a sum of many independent rules has few states,
//! where it has very many contacts. This is a decision diagram built level by level (Bergman, Ciré, van Hoeve, Hooker,
//! *Decision Diagrams for Optimization*, 2016), or bucket elimination along a line (Dechter 1999).
//!
//! ```text
//! group a limit ..=10: +5 if x, +7 if y, +4 if z         largest value
//! x   {0} {5}                       two states
//! y   {0} {7} {5} {≥10}             5 + 7 is past the limit: settled, whatever z is
//! z   ≥10                           nothing else can be larger: bound, as Land and Doig (1960) prune
//! ```
//!
//! Four things keep states few: what differs without effect is settled or dropped ([`frontier`]); of states that agree in
//! all but one node that is good to be large, the best stays; states that cannot beat what was found are cut off; and
//! past a number of states only the most promising are kept, and the answer is no longer a proof: then `upper` says what
//! those left out could have reached at most. Knows nothing of contacts or rules.

mod choices;
mod climb;
mod course;
mod frontier;
mod order;

use self::{climb::climb, course::Course, frontier::Frontier};
use super::circuit::{Circuit, NodeId, Var};

/// How far a search may go; counted in steps, not in time, so that it ends at the same place everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Most states behind one variable.
    pub states: usize,
    /// Most elementary steps of one answer; a hundred million take about a second.
    pub steps: u64,
}

/// So many answers may use up their steps before others get fewer.
const HARD: u64 = 4;
/// A part of the steps of an answer that is left for long.
const LATE: u64 = 16;
/// So many answers may use up their steps before those that come get the last part only.
const LATER: u64 = 24;
/// A part of the steps of an answer that is always left.
const LAST: u64 = 64;

impl Default for Budget {
    fn default() -> Self {
        Self { states: 4_000, steps: 8_000_000 }
    }
}

impl Budget {
    /// What is left of it for the next answer, after so many steps for others: hard questions share the steps of a few,
    /// so that many of them are no matter of minutes. What is easy needs few steps, and gets them however late it comes.
    pub(super) fn after(self, spent: u64) -> Self {
        let late = if spent < self.steps.saturating_mul(LATER) { self.steps / LATE } else { self.steps / LAST };
        let left = self.steps.saturating_mul(HARD).saturating_sub(spent).max(late);
        Self { steps: self.steps.min(left), ..self }
    }
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub(super) struct Searched {
    /// The largest value found, and the class of each variable; none where nothing is possible or was found.
    pub(super) best: Option<Found>,
    /// What the root could be at most where the search left something out; none where it left nothing out.
    pub(super) beyond: Option<i64>,
    /// Steps taken.
    pub(super) steps: u64,
}

impl Searched {
    /// Whether nothing better is possible than what was found.
    pub(super) fn is_proven(&self) -> bool {
        match (&self.best, self.beyond) {
            (_, None) => true,
            (Some((best, _)), Some(beyond)) => beyond <= *best,
            (None, Some(_)) => false,
        }
    }

    /// What the root can be at most; none where nothing is possible.
    pub(super) fn upper(&self) -> Option<i64> {
        self.best.as_ref().map(|(best, _)| *best).max(self.beyond)
    }
}

/// States of the first, quick pass, whose find cuts off much of the second.
const NARROW: usize = 48;

/// Looks for the largest value of `root` while all of `must` are true. None where values could be too large to be counted.
pub(super) fn search(
    circuit: &Circuit,
    root: NodeId,
    must: &[NodeId],
    families: impl Fn(Var) -> usize,
    classes: impl Fn(Var) -> usize,
    budget: Budget,
) -> Option<Searched> {
    let course = Course::new(circuit, root, must, families, classes)?;
    let mut steps = course.steps;
    let narrow = NARROW.min(budget.states);
    // Where not even a narrow pass comes to its end, something is soonest found by going up.
    let is_long = course.length(narrow) > budget.steps;
    let mut best = None;
    let up = |best: &mut Option<Found>, steps: &mut u64, share: u64| {
        let (found, taken) = climb(circuit, &course, root, must, best.as_ref().map(|(_, classes)| &**classes), share);
        *steps += taken;
        if value(&found) > value(best) {
            *best = found;
        }
    };
    let most = course.nodes.get(course.root).map(|root| root.range.1);
    if is_long {
        // A circuit that took long to be made is worth some steps.
        up(&mut best, &mut steps, (budget.steps / 4).max(course.steps));
        if best.is_some() && value(&best) >= most {
            return Some(Searched { best, beyond: None, steps });
        }
    }
    let quick = walk(&course, narrow, budget.steps.saturating_sub(steps), value(&best));
    steps += quick.steps;
    let mut beyond = quick.beyond;
    // What a pass cut off is no better than what was found before it.
    best = quick.best.or(best);
    let is_open = |best: &Option<Found>, beyond: Option<i64>| beyond.is_some() && beyond > value(best);
    if is_open(&best, beyond) && !is_long {
        up(&mut best, &mut steps, budget.steps / 8);
    }
    if is_open(&best, beyond) && steps < budget.steps {
        let wide = walk(&course, budget.states, budget.steps - steps, value(&best));
        steps += wide.steps;
        best = wide.best.or(best);
        beyond = wide.beyond.min(beyond.or(wide.beyond));
    }
    Some(Searched { best, beyond, steps })
}

/// The value of a root, and the class of each variable.
type Found = (i64, Vec<(Var, u32)>);

fn value(of: &Option<Found>) -> Option<i64> {
    of.as_ref().map(|(value, _)| *value)
}

/// One pass.
fn walk(course: &Course, states: usize, steps: u64, incumbent: Option<i64>) -> Searched {
    let mut frontier = Frontier::new(course, incumbent);
    let mut beyond: Option<i64> = None;
    let mut taken = 0_u64;
    for level in 0..course.levels.len() {
        // Out of steps, what is left is walked with few states, so that a witness may still be found.
        let width = if taken >= steps { 1 } else { states };
        beyond = beyond.max(frontier.advance(level, width, steps, &mut taken));
    }
    let best = frontier.best();
    Searched { best, beyond, steps: taken }
}

#[cfg(test)]
mod tests;
