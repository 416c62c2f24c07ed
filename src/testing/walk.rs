//! What is asked of a contact or of one of its events: takes the conditions of a part and a run, gives the edges beside
//! which a question was asked, and what every `or` was true by.
//!
//! It ends where the answer is settled, as the interpreter does: what stands behind that is not asked.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    asked::{Asked, ors},
    day::WindowEnd,
    edge::{Edges, scalar, scalar_of, time, time_of},
};
use crate::{
    exec::{Evaluation, EventRow},
    plan::{AtomId, Logic},
    value::AsOf,
};

/// What was asked, of the contact or of one event.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The place of the conditions among those that the part asks.
    pub(super) asked: usize,
    /// Questions about numbers: the line, the cut, and whether the number lies beside it above.
    pub(super) sides: BTreeSet<(usize, usize, bool)>,
    /// Questions about dates that lie at one end of what is asked for.
    pub(super) ends: BTreeSet<(AtomId, WindowEnd)>,
    /// Questions with a set of numbers, and whether the number is in it.
    pub(super) sets: BTreeSet<(AtomId, bool)>,
    /// By `or` in order of text.
    pub(super) ors: BTreeMap<usize, TrueBy>,
}

/// What an `or` that was asked was true by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrueBy {
    Nothing,
    Only(usize),
    Several,
}

impl Walk {
    /// Walks through conditions.
    pub(super) fn of(
        edges: &Edges,
        evaluation: &Evaluation<'_>,
        as_of: &AsOf,
        (place, asked): (usize, &Asked<'_>),
        event: Option<EventRow<'_>>,
    ) -> Self {
        let mut found = Vec::new();
        asked.conditions.iter().for_each(|logic| ors(logic, &mut found));
        let ors = found.into_iter().enumerate().map(|(at, parts)| (parts.as_ptr(), at)).collect();
        let mut walking = Walking {
            evaluation,
            event,
            ors,
            questions: BTreeMap::new(),
            walk: Self { asked: place, ..Self::default() },
        };
        for condition in &asked.conditions {
            if walking.logic(condition) == Some(true) && asked.first {
                break;
            }
        }
        let Walking { questions, mut walk, .. } = walking;
        for (atom, answer) in questions {
            walk.question(edges, evaluation, as_of, event, (atom, answer));
        }
        walk
    }

    fn question(
        &mut self,
        edges: &Edges,
        evaluation: &Evaluation<'_>,
        as_of: &AsOf,
        event: Option<EventRow<'_>>,
        (atom, answer): (AtomId, Option<bool>),
    ) {
        if let Some((at, turns)) = edges.at(atom)
            && let Some(line) = edges.line_at(at)
            && let Some(value) = match (line.event, event) {
                (None, _) => evaluation.operand(&line.operand).and_then(|held| scalar(&held)),
                (Some(_), Some(event)) => scalar_of(&line.operand, event, as_of),
                (Some(_), None) => None,
            }
        {
            for cut in turns {
                let beside = [false, true].into_iter().filter(|above| line.beside(*cut, *above).contains(&value));
                self.sides.extend(beside.map(|above| (at, *cut, above)));
            }
            if let Some(answer) = answer.filter(|_| edges.is_set(atom)) {
                self.sets.insert((atom, answer));
            }
        }
        if let Some((operand, window)) = edges.window(atom)
            && let Some(value) = match event.and_then(|event| time_of(operand, event)) {
                Some(value) => Some(value),
                None => evaluation.operand(operand).and_then(|held| time(&held)),
            }
        {
            let at = WindowEnd::all(window).into_iter().filter(|end| end.is_at(window, value, as_of));
            self.ends.extend(at.map(|end| (atom, end)));
        }
    }
}

struct Walking<'a> {
    evaluation: &'a Evaluation<'a>,
    event: Option<EventRow<'a>>,
    /// Every `or` by where its parts lie.
    ors: BTreeMap<*const Logic, usize>,
    questions: BTreeMap<AtomId, Option<bool>>,
    walk: Walk,
}

impl Walking<'_> {
    fn answer(&self, logic: &Logic) -> Option<bool> {
        match self.event {
            Some(event) => self.evaluation.logic_of(logic, event),
            None => self.evaluation.logic(logic),
        }
    }

    fn logic(&mut self, logic: &Logic) -> Option<bool> {
        match logic {
            Logic::All(parts) => self.search(parts, false),
            Logic::Any(parts) => {
                if let Some(at) = self.ors.get(&parts.as_ptr()).copied() {
                    let true_by = self.true_by(parts);
                    self.walk.ors.insert(at, true_by);
                }
                self.search(parts, true)
            }
            Logic::Not(part) => self.logic(part).map(|truth| !truth),
            Logic::Atom(atom) => {
                let answer = self.answer(logic);
                self.questions.insert(*atom, answer);
                answer
            }
            Logic::Define(_) | Logic::Constant(_) => self.answer(logic),
        }
    }

    fn true_by(&self, parts: &[Logic]) -> TrueBy {
        let mut held = parts.iter().enumerate().filter(|(_, part)| self.answer(part) == Some(true)).map(|(at, _)| at);
        match (held.next(), held.next()) {
            (None, _) => TrueBy::Nothing,
            (Some(only), None) => TrueBy::Only(only),
            (Some(_), Some(_)) => TrueBy::Several,
        }
    }

    fn search(&mut self, parts: &[Logic], decisive: bool) -> Option<bool> {
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
