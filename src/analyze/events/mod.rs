//! Events in a circuit: takes what rules ask of events, gives counts, days and points as signals over how many events
//! there are in each cell.
//!
//! Knows nothing of searching.

mod amounts;
mod asked;
mod cells;
mod enough;
mod grown;
mod outermost;
mod reachable;
mod signatures;
mod ties;
mod write;

use std::rc::Rc;

use self::cells::{Cell, Cells, Members, at_least_one, is_later};
pub(super) use self::{
    amounts::Amounts,
    cells::{ByKind, MOST_EVENTS},
    enough::{Endless, PointsAsked},
    signatures::EventSpace,
};
use super::{
    circuit::{FAR, Map, NO, Signal, UNSURE, YES},
    lower::{Freedom, Lowering, RuleSignals, atom_of},
    numbers::stretches,
    space::{Key, question_reads},
    vars::leaf,
};
use crate::{
    model::{EventId, Operand, QueryId, Question, RuleId, Which},
    plan::{ArmStep, Logic, QueryStep, RuleBodyStep},
    value::Points,
};

impl Lowering<'_> {
    /// The truth of a question about events, or about events and more.
    pub(super) fn about_events(&mut self, key: Key, question: &Question) -> Signal {
        if let Question::AnyEvent(query) = question {
            let count = self.count(*query);
            return self.circuit.map(count, Map::Inside(stretches(&[at_least_one()], false)));
        }
        if let Question::Known(operand) = question {
            return match self.plan.resolved(operand) {
                Operand::Count(_) | Operand::Distinct { .. } => Signal::Constant(YES),
                Operand::DaysSinceEvent { query, .. } => {
                    let query = *query;
                    self.about_events(key, &Question::AnyEvent(query))
                }
                _ => {
                    self.about_values(key, question).unwrap_or_else(|| self.free_truth(Freedom::Compared(atom_of(key))))
                }
            };
        }
        let found = self.about_number(question).map(|(operand, intervals)| (operand.clone(), intervals));
        match found {
            Some((Operand::Count(query), intervals)) => {
                let count = self.count(query);
                self.circuit.map(count, Map::Inside(stretches(&intervals, false)))
            }
            Some((Operand::DaysSinceEvent { query, which }, intervals)) => {
                let days = self.days(query, which);
                self.circuit.map(days, Map::InsideKnown(stretches(&intervals, false)))
            }
            _ => self.about_values(key, question).unwrap_or_else(|| self.free_truth(Freedom::Compared(atom_of(key)))),
        }
    }

    /// How many events a query lets through; exact as far as anything asks.
    pub(super) fn count(&mut self, query: QueryId) -> Signal {
        self.over(query, |_, number| number)
    }

    /// Days since the last or first event of a query; beyond what is counted where there is none.
    fn days(&mut self, query: QueryId, which: Which) -> Signal {
        let none = if which == Which::Last { FAR } else { -FAR };
        let Some((cells, members)) = self.members(query) else { return Signal::Constant(none) };
        self.farthest(&cells, &members, none, |_, cell| Some(cell.days))
    }

    /// The least or the most that an event is worth which a query lets through, the furthest from `none`; `none` where
    /// there is no such event.
    fn farthest(
        &mut self,
        cells: &Cells,
        members: &[(usize, Signal)],
        none: i64,
        worth: impl Fn(usize, &Cell) -> Option<i64>,
    ) -> Signal {
        let mut parts = vec![Signal::Constant(none)];
        for (at, lets) in members {
            let Some((cell, worth)) = cells.cells.get(*at).and_then(|cell| Some((cell, worth(*at, cell)?))) else {
                continue;
            };
            let of_cell = leaf(cell.var, (0..=cell.cap).map(|number| if number == 0 { none } else { worth }));
            if let Signal::Constant(YES) = lets {
                parts.push(of_cell);
                continue;
            }
            // As if there were none where the event is not let through.
            let open = self.circuit.map(lets.clone(), Map::Award(-2 * none));
            let shut = self.circuit.sum(vec![open, Signal::Constant(none)], Map::Same);
            let both = vec![of_cell, shut];
            parts.push(if none > 0 { self.circuit.most(both) } else { self.circuit.least(both) });
        }
        if none > 0 { self.circuit.least(parts) } else { self.circuit.most(parts) }
    }

    /// The cells of a query's kind of event, and by their places those that it may let through, and whether it does.
    fn members(&mut self, query: QueryId) -> Option<(Rc<Cells>, Members)> {
        let (step, cells) = self.cells_of(query)?;
        let mut members = Vec::new();
        for (at, cell) in cells.cells.iter().enumerate() {
            match self.lets_through(&step, cell) {
                Signal::Constant(truth) if truth != YES => {}
                lets => members.push((at, lets)),
            }
        }
        Some((cells, members))
    }

    /// The sum over the events of a query of what some number of each cell is worth.
    fn over(&mut self, query: QueryId, worth: impl Fn(&Cell, i64) -> i64) -> Signal {
        let Some((cells, members)) = self.members(query) else { return Signal::Constant(0) };
        let mut parts = Vec::new();
        for (at, lets) in members {
            let Some(cell) = cells.cells.get(at) else { continue };
            let table: Vec<i64> = (0..).take(cell.cap + 1).map(|number| worth(cell, number)).collect();
            let rises = table.iter().all(|entry| *entry >= 0);
            parts.push(self.circuit.gate(lets, leaf(cell.var, table), rises));
        }
        self.circuit.sum(parts, Map::Same)
    }

    /// The points of an `each` or a `match` on events.
    pub(super) fn on_events(&mut self, id: RuleId, body: &RuleBodyStep) -> RuleSignals {
        match body {
            RuleBodyStep::Each { query, points, table } => {
                let each = |cell: &Cell| table.as_ref().map_or(*points, |table| table.after(cell.days)).scaled();
                let before = match table {
                    Some(table) if self.is_coarse => {
                        let of_age = |days: i64| table.after(days).scaled();
                        self.grown(id, *query, &|cell| {
                            let (one, two) = (of_age(cell.ages.0), of_age(cell.ages.1));
                            (one.min(two), one.max(two))
                        })
                    }
                    _ => self.over(*query, |cell, number| each(cell).saturating_mul(number)),
                };
                let count = self.count(*query);
                let fired = self.circuit.map(count, Map::Inside(stretches(&[at_least_one()], false)));
                RuleSignals::new(before, fired)
            }
            RuleBodyStep::MatchEach { query, arms, otherwise, unknown, .. } => {
                let taken = |cell: &Cell| arm_of(id, cell, arms, otherwise.is_some(), unknown.is_some());
                let given = |cell: &Cell| match taken(cell) {
                    Some(arm) if arm < arms.len() => arms.get(arm).map_or(0, |arm| arm.points.scaled()),
                    Some(arm) if arm == arms.len() => otherwise.map_or(0, Points::scaled),
                    Some(_) => unknown.map_or(0, Points::scaled),
                    None => 0,
                };
                let all = arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown).map(Points::scaled);
                let is_mixed = all.clone().any(|points| points > 0) && all.clone().any(|points| points < 0);
                let before = if is_mixed && self.is_coarse {
                    self.grown(id, *query, &|cell| (given(cell), given(cell)))
                } else {
                    self.over(*query, |cell, number| given(cell).saturating_mul(number))
                };
                let does = |cell: &Cell| taken(cell).is_some_and(|arm| arm <= arms.len());
                let did = self.over(*query, |cell, number| if does(cell) { number } else { 0 });
                let fired = self.circuit.map(did, Map::Inside(stretches(&[at_least_one()], false)));
                RuleSignals::new(before, fired)
            }
            RuleBodyStep::When { .. } | RuleBodyStep::Match { .. } => {
                RuleSignals::new(Signal::Constant(0), Signal::Constant(NO))
            }
        }
    }

    fn cells_of(&mut self, query: QueryId) -> Option<(QueryStep, Rc<Cells>)> {
        let step = self.plan.query(query)?.clone();
        let cells = self.cells(step.event);
        Some((step, cells))
    }

    fn cells(&mut self, event: EventId) -> Rc<Cells> {
        if let Some(cells) = self.kinds.get(&event) {
            return Rc::clone(cells);
        }
        let cells = Rc::new(self.make_cells(event));
        self.kinds.insert(event, Rc::clone(&cells));
        cells
    }

    /// Whether a query lets the events of a cell through: true or false.
    fn lets_through(&mut self, step: &QueryStep, cell: &Cell) -> Signal {
        let time = match &cell.at {
            crate::value::Value::Date(date) => crate::value::TimeValue::Date(*date),
            crate::value::Value::Instant(instant) => crate::value::TimeValue::Instant(*instant),
            _ => return Signal::Constant(NO),
        };
        if step.window.is_some_and(|window| !window.contains(time, self.as_of)) {
            return Signal::Constant(NO);
        }
        let mut parts = Vec::new();
        if let Some(filter) = &step.filter {
            let holds = self.filter(filter, cell);
            parts.push(self.circuit.map(holds, Map::Surely));
        }
        if let Some(since) = step.since_last {
            parts.push(self.is_since(since, cell));
        }
        self.circuit.all(parts)
    }

    /// Whether the last event of a kind is earlier than a cell's.
    fn is_since(&mut self, since: EventId, cell: &Cell) -> Signal {
        let others = self.cells(since);
        let mut earlier = Vec::new();
        let mut parts = Vec::new();
        for other in &others.cells {
            let some = |none: i64, some: i64| {
                leaf(other.var, (0..=other.cap).map(|number| if number == 0 { none } else { some }))
            };
            if is_later(cell, other) { earlier.push(some(NO, YES)) } else { parts.push(some(YES, NO)) }
        }
        parts.push(self.circuit.any(earlier));
        self.circuit.all(parts)
    }

    /// The truth of a `where` for the events of a cell.
    fn filter(&mut self, logic: &Logic, cell: &Cell) -> Signal {
        match logic {
            Logic::All(parts) => {
                let parts = parts.iter().map(|part| self.filter(part, cell)).collect();
                self.circuit.all(parts)
            }
            Logic::Any(parts) => {
                let parts = parts.iter().map(|part| self.filter(part, cell)).collect();
                self.circuit.any(parts)
            }
            Logic::Not(part) => {
                let part = self.filter(part, cell);
                self.circuit.not(part)
            }
            Logic::Atom(id) => {
                let plan = self.plan;
                let Some(atom) = plan.atoms().get(*id) else { return Signal::Constant(UNSURE) };
                if !question_reads(&atom.question).fields {
                    return self.logic(logic);
                }
                match cell.signature.truths.get(&Key::Atom(*id)) {
                    Some(truth) => Signal::Constant(*truth),
                    None => {
                        // A field against the contact: each event by itself, which one truth for the cell does not show.
                        self.is_partial = true;
                        self.free_truth(Freedom::Field(*id))
                    }
                }
            }
            Logic::Define(_) | Logic::Constant(_) => self.logic(logic),
        }
    }
}

/// Which arm the events of a cell take, as the interpreter numbers them.
fn arm_of(id: RuleId, cell: &Cell, arms: &[ArmStep], otherwise: bool, unknown: bool) -> Option<usize> {
    let truth = |key: &Key| cell.signature.truths.get(key).copied().unwrap_or(UNSURE);
    if truth(&Key::Known(id)) != YES {
        return unknown.then_some(arms.len() + 1);
    }
    arms.iter().position(|arm| constant(&arm.condition, &truth) == YES).or(otherwise.then_some(arms.len()))
}

/// The truth of an arm's condition, which looks at nothing but the event.
fn constant(logic: &Logic, truth: &dyn Fn(&Key) -> i64) -> i64 {
    match logic {
        Logic::All(parts) => parts.iter().map(|part| constant(part, truth)).min().unwrap_or(YES),
        Logic::Any(parts) => parts.iter().map(|part| constant(part, truth)).max().unwrap_or(NO),
        Logic::Not(part) => YES - constant(part, truth),
        Logic::Atom(id) => truth(&Key::Atom(*id)),
        Logic::Constant(is) => {
            if *is {
                YES
            } else {
                NO
            }
        }
        Logic::Define(_) => UNSURE,
    }
}
