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
        Measure,
        circuit::Var,
        lower::{Freedom, Lowering},
        numbers::stretches,
        space::{Key, TimeCuts, question_reads},
    },
    model::{EventId, Operand, PointsOf, PropertyId, Question},
    plan::{DecayTable, RuleBodyStep},
    value::{Bound, Date, Interval, Points, Scalar, TimeValue, Value},
};

/// Most events of one cell that are looked at.
const MOST_EVENTS: usize = 400;
/// Most cells of one kind of event.
const MOST_CELLS: usize = 240;

/// The events of one kind in one search.
#[derive(Debug, Default)]
pub(in crate::analyze) struct Cells {
    /// The earliest first.
    pub(in crate::analyze) cells: Vec<Cell>,
    /// Most events of a cell.
    pub(in crate::analyze) cap: usize,
}

/// Events that nothing tells apart.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Cell {
    /// How many there are.
    pub(in crate::analyze) var: Var,
    pub(in crate::analyze) at: Value,
    /// Days from then to as-of.
    pub(in crate::analyze) days: i64,
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
        if of_fields.iter().any(is_mixed) {
            self.is_partial = true;
        }
        let since = self.since_kinds();
        let cuts = self.cuts(event, of_time.clone());
        let (times, complete) = space.slices(at, &cuts, since.len() + 1);
        let found = of_event.signatures(&of_fields);
        let cap = self.most_events(event);
        self.is_partial |= !complete || !found.complete || cap > MOST_EVENTS || since.len() > 2;
        if found.is_free {
            self.note(Freedom::Events);
        }
        let cap = cap.min(MOST_EVENTS);
        let family = self.vars.family();
        let mut cells = Vec::new();
        for time in times {
            let mut values = vec![None; space.properties().len()];
            if let Some(place) = values.get_mut(at.index()) {
                *place = Some(time.clone());
            }
            let truths = space.truths(&values, &of_time);
            let value = match time {
                Value::Date(date) => TimeValue::Date(date),
                Value::Instant(instant) => TimeValue::Instant(instant),
                _ => continue,
            };
            for signature in &found.kinds {
                let mut signature = signature.clone();
                signature.truths.extend(of_time.iter().copied().zip(truths.iter().copied()));
                if cells.len() >= MOST_CELLS {
                    self.is_partial = true;
                    break;
                }
                cells.push(Cell {
                    var: self.vars.add(family, cap + 1),
                    at: time.clone(),
                    days: value.days_since(self.as_of).max(0),
                    date: value.date(&self.as_of.zone),
                    signature,
                });
            }
        }
        Cells { cells, cap }
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
        let rules = self.cone.rules.iter().filter(|rule| {
            matches!(self.plan.rule(**rule).map(|step| &step.body), Some(RuleBodyStep::MatchEach { query, .. })
                if self.plan.query(*query).is_some_and(|step| step.event == event))
        });
        atoms.map(|id| Key::Atom(*id)).chain(rules.map(|rule| Key::Known(*rule))).collect()
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
        let tables: Vec<&DecayTable> = tables.collect();
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

    /// How many events of one cell make every difference that can be made.
    fn most_events(&mut self, event: EventId) -> usize {
        let plan = self.plan;
        let mut most = 1_i64;
        let is_of = |query: &crate::model::QueryId| plan.query(*query).is_some_and(|step| step.event == event);
        for atom in self.cone.atoms.iter().filter_map(|id| plan.atoms().get(*id)) {
            if let Some((Operand::Count(query), intervals)) = self.about_number(&atom.question)
                && is_of(query)
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
                RuleBodyStep::Each { query, points, .. } => (query, vec![*points]),
                RuleBodyStep::MatchEach { query, arms, otherwise, unknown, .. } => {
                    (query, arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown).collect())
                }
                RuleBodyStep::When { award: crate::plan::AwardStep::Per { points, step: every, of }, .. } => {
                    if let Operand::Count(query) = plan.resolved(of)
                        && is_of(query)
                    {
                        let steps = self.enough(id, points.scaled().abs());
                        let every = i64::try_from(every.to_f64().ceil() as i128).unwrap_or(i64::MAX);
                        most = most.max(steps.unwrap_or(1).saturating_mul(every.max(1)));
                        if steps.is_none() {
                            self.unlimited = true;
                        }
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
                self.is_partial = true;
            }
            match worths.iter().map(|worth| worth.abs()).min().map(|least| self.enough(id, least)) {
                Some(Some(enough)) => most = most.max(enough),
                Some(None) => self.unlimited = true,
                None => {}
            }
        }
        usize::try_from(most.saturating_add(1)).unwrap_or(usize::MAX)
    }

    /// How many times so many points are enough for a rule, or for the group it stands in; none where nothing is.
    fn enough(&self, id: crate::model::RuleId, each: i64) -> Option<i64> {
        let each = each.max(1);
        let times = |points: i64| points.saturating_add(each - 1) / each;
        let own = PointsOf::Rule(id);
        if self.bare.contains(&Measure::BeforeLimit(own)) {
            return None;
        }
        if let Some(up_to) = self.plan.rule(id).and_then(|step| step.up_to) {
            return Some(times(up_to.scaled().saturating_abs()));
        }
        // What else the group adds up may have to be made up for.
        let model = self.plan.model();
        let rule = model.rules.get(id)?;
        let (limit, rules) = match rule.group.and_then(|group| model.groups.get(group)) {
            Some(group) => (group.limit, group.rules.as_slice()),
            None => return None,
        };
        let of_group = rule.group.map(|group| Measure::BeforeLimit(PointsOf::Group(group)));
        if self.bare.contains(&Measure::Of(own)) || of_group.is_some_and(|group| self.bare.contains(&group)) {
            return None;
        }
        let (low, high) = (limit.min?.scaled(), limit.max?.scaled());
        let others = rules.iter().filter(|other| **other != id).map(|other| most_points(model, *other));
        let others = others.fold(0_i64, i64::saturating_add);
        Some(times(low.saturating_abs().saturating_add(high.saturating_abs()).saturating_add(others)))
    }
}

/// The most points that a rule gives or takes by itself, where that is plain.
fn most_points(model: &crate::model::Model, id: crate::model::RuleId) -> i64 {
    use crate::model::{Award, RuleBody};
    let Some(rule) = model.rules.get(id) else { return 0 };
    if let Some(up_to) = rule.up_to {
        return up_to.scaled().saturating_abs();
    }
    match &rule.body {
        RuleBody::When { award: Award::Flat(points) | Award::Decay { points, .. }, .. } => {
            points.scaled().saturating_abs()
        }
        RuleBody::Match { arms, otherwise, unknown, .. } => {
            let all = arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown);
            all.map(|points| points.scaled().saturating_abs()).max().unwrap_or_default()
        }
        RuleBody::When { award: Award::Per { .. }, .. } | RuleBody::Each { .. } | RuleBody::MatchEach { .. } => {
            i64::MAX
        }
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
