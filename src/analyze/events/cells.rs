//! The events of a contact in cells: takes what a goal asks of one kind of event, gives cells such that events of one
//! cell are the same to all that is asked, each with a number of events as its variable.
//!
//! ```text
//!                  older      30 days ago … 7     within 7 days      slices of time
//! url has /pricing   n₁            n₂                 n₃
//! any other url      n₄            n₅                 n₆             page_view count within 30 days = n₂ + n₃ + n₅ + n₆
//! ```
//!
//! More events in a cell than any threshold or cap can tell apart need not be looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::signatures::Signature;
use crate::{
    analyze::{
        circuit::{Signal, Var},
        lower::{Freedom, Lowering, atom_of},
        numbers::stretches,
        space::{Key, Slice, TimeCuts, question_reads},
    },
    model::{EventId, Operand, PropertyId, Question, RuleId, Which},
    plan::{DecayTable, RuleBodyStep},
    value::{Bound, Date, Interval, Points, Scalar, TimeValue, Value},
};

/// Most events of one cell that are looked at.
pub(in crate::analyze) const MOST_EVENTS: i64 = 400;
/// And of all cells together where not all is looked at, about.
const SOME_EVENTS: usize = 240;
/// Most cells of one kind of event.
const MOST_CELLS: usize = 240;

/// The events of one kind in one search.
#[derive(Debug, Default)]
pub(in crate::analyze) struct Cells {
    /// The earliest first; of one time, as a source would have them.
    pub(in crate::analyze) cells: Vec<Cell>,
}

/// Events that nothing tells apart.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Cell {
    /// How many there are.
    pub(in crate::analyze) var: Var,
    /// Most of them.
    pub(in crate::analyze) cap: usize,
    /// As many as there may be stand for more, too.
    pub(in crate::analyze) is_endless: bool,
    pub(in crate::analyze) at: Value,
    /// Days from then to as-of.
    pub(in crate::analyze) days: i64,
    /// The least and the most days of events that it stands for.
    pub(in crate::analyze) ages: (i64, i64),
    pub(in crate::analyze) date: Date,
    pub(in crate::analyze) signature: Signature,
}

impl Lowering<'_> {
    /// The cells of a kind of event.
    pub(in crate::analyze) fn make_cells(&mut self, event: EventId) -> Cells {
        let Some(of_event) = self.events.get(event.index()) else { return Cells::default() };
        let space = &of_event.space;
        let Some(kind) = self.plan.model().schema.events.get(event) else { return Cells::default() };
        let at = PropertyId::new(kind.at.index());
        let (mut of_time, mut of_fields) = (Vec::new(), Vec::new());
        for key in self.keys_of(event) {
            let reads = space.question(key).map(|question| question_reads(question).properties).unwrap_or_default();
            if reads.len() == 1 && reads.contains(&at) { of_time.push(key) } else { of_fields.push(key) }
        }
        // A field that is compared with the time of the event is decided freely.
        let is_mixed =
            |key: &Key| space.question(*key).is_none_or(|question| question_reads(question).properties.contains(&at));
        if let Some(key) = of_fields.iter().find(|key| is_mixed(key)) {
            self.is_partial = true;
            self.note(atom_of(*key).map_or(Freedom::Kinds, Freedom::Field));
        }
        let since = self.since_kinds();
        let cuts = self.cuts(event, of_time.clone());
        let (times, complete) = space.slices(at, &cuts, since.len() + 1);
        let counted = self.counted(event);
        let found = of_event.signatures(&of_fields, &counted);
        let cap = self.most_events(event).max(self.most_to_count(event, &found.kinds));
        let most = usize::try_from(MOST_EVENTS).unwrap_or(usize::MAX);
        let turns = self.turns(event);
        self.is_partial |= !complete || !found.complete || since.len() > 2;
        self.falls |= !complete;
        if found.is_free || !complete || !found.complete || since.len() > 2 {
            self.note(if complete { Freedom::Kinds } else { Freedom::Fading });
        }
        let family = self.vars.family();
        let mut cells = Vec::new();
        let of_all = (times.len() * turns.len() * found.kinds.len()).max(1);
        for slice in times {
            let mut values = vec![None; space.properties().len()];
            let Slice { at: time, first, last } = slice;
            if let Some(place) = values.get_mut(at.index()) {
                *place = Some(time.clone());
            }
            let truths = space.truths(&values, &of_time);
            let days_of = |time: &Value| Some(time_of(time)?.days_since(self.as_of).max(0));
            let (Some(value), Some(newest), Some(oldest)) = (time_of(&time), days_of(&last), days_of(&first)) else {
                continue;
            };
            let days = value.days_since(self.as_of).max(0);
            let of_age = if self.is_coarse { 0 } else { self.most_of_age(event, days) };
            if cap.max(of_age) > most {
                self.is_partial = true;
                self.note(Freedom::Many);
            }
            self.falls |= of_age > most;
            // Where not all is looked at anyway, fewer will do.
            let some = if complete { most } else { (SOME_EVENTS / of_all).clamp(10, 40) };
            let of_time_cap = cap.max(of_age.min(some)).min(most);
            let of_turns = turns.iter().flat_map(|one| found.kinds.iter().map(move |signature| (*one, signature)));
            for (is_one, signature) in of_turns {
                let mut signature = signature.clone();
                signature.truths.extend(of_time.iter().copied().zip(truths.iter().copied()));
                if cells.len() >= MOST_CELLS {
                    self.is_partial = true;
                    self.note(Freedom::Kinds);
                    break;
                }
                let cap = if is_one { 1 } else { of_time_cap };
                let cap = self.few.map_or(cap, |few| cap.min(few));
                cells.push(Cell {
                    var: self.vars.add(family, cap + 1),
                    cap,
                    is_endless: !is_one,
                    at: time.clone(),
                    days,
                    ages: (newest, oldest),
                    date: value.date(&self.as_of.zone),
                    signature,
                });
            }
        }
        Cells { cells }
    }

    /// The order of events of one time, as far as the last or the first of them matters: turns one after the other, and
    /// whether one event of each kind is enough for a turn. Events that are nobody's last come first, those that are
    /// nobody's first come last.
    fn turns(&self, event: EventId) -> Vec<bool> {
        let picked = self.picked(event);
        let lasts = picked.iter().filter(|(_, which)| *which == Which::Last).count();
        match (lasts, picked.len() - lasts) {
            (lasts, 0) => [false].into_iter().chain(vec![true; lasts]).collect(),
            (0, firsts) => vec![true; firsts].into_iter().chain([false]).collect(),
            (1, 1) => vec![false; 3],
            (lasts, firsts) => vec![false; 2 * (lasts + firsts) + 1],
        }
    }

    /// What the goal asks of the fields of a kind of event.
    fn keys_of(&self, event: EventId) -> Vec<Key> {
        let atoms = self.cone.atoms.iter().filter(|id| {
            self.plan.atoms().get(**id).is_some_and(|atom| {
                atom.event == Some(event) && {
                    let reads = question_reads(&atom.question);
                    reads.fields && reads.properties.is_empty() && !reads.results && !reads.events
                }
            })
        });
        let picked = self.asked_of_one(event);
        let rules = self.cone.rules.iter().filter(|rule| {
            matches!(self.plan.rule(**rule).map(|step| &step.body), Some(RuleBodyStep::MatchEach { query, .. })
                if self.plan.query(*query).is_some_and(|step| step.event == event))
        });
        let of_each = atoms.map(|id| Key::Atom(*id)).chain(rules.map(|rule| Key::Known(*rule)));
        of_each.chain(picked.into_iter().map(|(key, ..)| key)).collect()
    }

    /// The kinds whose last event others are to be later than.
    pub(in crate::analyze) fn since_kinds(&self) -> BTreeSet<EventId> {
        self.cone.queries.iter().filter_map(|query| self.plan.query(*query)?.since_last).collect()
    }

    /// What cuts the times of a kind of event. Where events are to be later than the last of another kind, all kinds are
    /// cut alike.
    fn cuts(&self, event: EventId, keys: Vec<Key>) -> TimeCuts<'_> {
        let all = !self.since_kinds().is_empty();
        let is_of =
            |query: &crate::model::QueryId| self.plan.query(*query).is_some_and(|step| all || step.event == event);
        let windows =
            self.cone.queries.iter().filter(|query| is_of(query)).filter_map(|query| self.plan.query(*query)?.window);
        let mut days = Vec::new();
        for atom in self.cone.atoms.iter().filter_map(|id| self.plan.atoms().get(*id)) {
            if let Some((Operand::DaysSinceEvent { query, .. }, intervals)) = self.about_number(&atom.question)
                && is_of(query)
            {
                days.extend(intervals);
            }
        }
        let tables = self.cone.rules.iter().filter_map(|rule| match self.plan.rule(*rule).map(|step| &step.body) {
            Some(RuleBodyStep::Each { query, table: Some(table), .. }) if is_of(query) => Some(table),
            _ => None,
        });
        // Points that grow freely need no days.
        let tables: Vec<&DecayTable> = tables.filter(|_| !self.is_coarse).collect();
        TimeCuts { keys, windows: windows.collect(), days, tables }
    }

    /// The operand of a question about a number, and the numbers for which it is true.
    pub(in crate::analyze) fn about_number<'q>(
        &'q self,
        question: &'q Question,
    ) -> Option<(&'q Operand, Vec<Interval>)> {
        match question {
            Question::Within { operand, intervals } => Some((self.plan.resolved(operand), intervals.clone())),
            Question::Compare { left, comparison, right } => {
                let (operand, comparison, literal) = match (self.plan.resolved(left), self.plan.resolved(right)) {
                    (operand, Operand::Literal(value)) => (operand, *comparison, value),
                    (Operand::Literal(value), operand) => (operand, crate::analyze::lower::turned(*comparison), value),
                    _ => return None,
                };
                Some((operand, vec![crate::analyze::lower::interval(comparison, literal)?]))
            }
            _ => None,
        }
    }

    /// How many events of so many days make every difference, where points fall with the days.
    fn most_of_age(&mut self, event: EventId, days: i64) -> usize {
        let plan = self.plan;
        let fall = self.cone.rules.iter().filter_map(|id| match plan.rule(*id).map(|step| &step.body) {
            Some(RuleBodyStep::Each { query, table: Some(table), .. })
                if plan.query(*query).is_some_and(|step| step.event == event) =>
            {
                Some((*id, table.after(days).scaled())).filter(|(_, each)| *each != 0)
            }
            _ => None,
        });
        let fall: Vec<(RuleId, i64)> = fall.collect();
        let most = fall.into_iter().map(|(id, each)| self.enough(id, each)).max().unwrap_or_default();
        usize::try_from(most.saturating_add(1)).unwrap_or(usize::MAX)
    }

    /// How many events of one cell make every difference that can be made, but for those of points that fall.
    fn most_events(&mut self, event: EventId) -> usize {
        let plan = self.plan;
        let mut most = 1_i64;
        let is_of = |query: &crate::model::QueryId| plan.query(*query).is_some_and(|step| step.event == event);
        // Numbers that are compared with each other have to be as large as what the other one is compared with.
        let is_count = |operand: &Operand| matches!(plan.resolved(operand), Operand::Count(_));
        let are_compared = self.cone.atoms.iter().filter_map(|id| plan.atoms().get(*id)).any(
            |atom| matches!(&atom.question, Question::Compare { left, right, .. } if is_count(left) && is_count(right)),
        );
        for atom in self.cone.atoms.iter().filter_map(|id| plan.atoms().get(*id)) {
            if let Some((Operand::Count(query), intervals)) = self.about_number(&atom.question)
                && (are_compared || is_of(query))
            {
                for (low, high) in stretches(&intervals, false).iter() {
                    most = most.max(*low).max(if *high < crate::analyze::circuit::FAR { high + 1 } else { 0 });
                }
            }
        }
        let rules: Vec<_> = self.cone.rules.iter().copied().collect();
        for id in rules {
            let Some(step) = plan.rule(id) else { continue };
            let (query, worths): (_, Vec<Points>) = match &step.body {
                RuleBodyStep::Each { table: Some(_), .. } => continue,
                RuleBodyStep::Each { query, points, .. } => (query, vec![*points]),
                RuleBodyStep::MatchEach { query, arms, otherwise, unknown, .. } => {
                    (query, arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown).collect())
                }
                RuleBodyStep::When { award: crate::plan::AwardStep::Per { points, step: every, of }, .. } => {
                    if let Operand::Count(query) = plan.resolved(of)
                        && is_of(query)
                    {
                        let steps = self.enough(id, points.scaled());
                        let every = i64::try_from(every.to_f64().ceil() as i128).unwrap_or(i64::MAX);
                        most = most.max(steps.saturating_mul(every.max(1)));
                    }
                    continue;
                }
                RuleBodyStep::When { .. } | RuleBodyStep::Match { .. } => continue,
            };
            if !is_of(query) {
                continue;
            }
            let worths: Vec<i64> = worths.iter().map(|points| points.scaled()).filter(|points| *points != 0).collect();
            if worths.iter().any(|worth| *worth > 0) && worths.iter().any(|worth| *worth < 0) {
                if self.is_coarse {
                    continue;
                }
                (self.is_partial, self.falls) = (true, true);
            }
            let up = worths.iter().copied().filter(|worth| *worth > 0).min();
            let down = worths.iter().copied().filter(|worth| *worth < 0).max();
            for least in up.into_iter().chain(down) {
                most = most.max(self.enough(id, least));
            }
        }
        usize::try_from(most.saturating_add(if are_compared { 3 } else { 1 })).unwrap_or(usize::MAX)
    }
}

fn time_of(value: &Value) -> Option<TimeValue> {
    match value {
        Value::Date(date) => Some(TimeValue::Date(*date)),
        Value::Instant(instant) => Some(TimeValue::Instant(*instant)),
        _ => None,
    }
}

/// Whether two cells may lie on the same date where only dates are compared.
pub(in crate::analyze) fn is_later(cell: &Cell, than: &Cell) -> bool {
    match (&cell.at, &than.at) {
        (Value::Instant(one), Value::Instant(two)) => one > two,
        _ => cell.date > than.date,
    }
}

/// All numbers from one on.
pub(in crate::analyze) fn at_least_one() -> Interval {
    Interval::new(Bound::Included(Scalar::Integer(1)), Bound::Unbounded)
}

/// Cells by kind of event.
pub(in crate::analyze) type ByKind = BTreeMap<EventId, std::rc::Rc<Cells>>;

/// The cells whose events a query may let through, by their places, and whether it does.
pub(in crate::analyze) type Members = Vec<(usize, Signal)>;
