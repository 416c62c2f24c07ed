//! A contact that reaches a goal: takes a goal and a contact to begin with, changes one thing at a time for what brings
//! it nearest, and gives the contact if it gets there.
//!
//! Hill climbing over the values of a [`Pool`]. Where no single change helps, it first makes one more rule give points.
//! Everything is tried in one order, so that the same rules give the same contacts.

use super::{
    Subject,
    coverage::Reached,
    distance::Measure,
    goal::{Aim, Goal},
    needs::Needs,
    pool::{Place, Pool},
};
use crate::{
    exec::evaluate,
    model::{EventId, TestCase, TestEvent},
    plan::Plan,
    value::{AsOf, Duration, Kind, Unit, Value},
};

/// Contacts that are tried for one goal.
const TRIES: usize = 40_000;
/// Rules that are run in all: of a large rule set, fewer contacts are tried.
const WORK: usize = 300_000_000;
/// Changes on the way to one goal.
const STEPS: usize = 24;
/// Events that a test has at most.
const EVENTS: usize = 60;

/// Looks for contacts of one plan.
pub(super) struct Search<'a> {
    reached: &'a Reached<'a>,
    pool: Pool,
    /// Contacts that may still be tried for this goal.
    left: usize,
    /// Contacts that may still be tried in all.
    in_all: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(reached: &'a Reached<'a>, as_of: &AsOf) -> Self {
        let in_all = WORK / (reached.goals().len() + 10);
        Self { reached, pool: Pool::of(reached.plan(), as_of), left: 0, in_all }
    }

    /// Whether as much was tried as may be.
    pub(super) fn is_over(&self) -> bool {
        self.in_all == 0
    }

    /// A contact that reaches the goal, with nothing in it that the goal does not need.
    pub(super) fn find(&mut self, place: usize, from: &TestCase) -> Option<TestCase> {
        self.left = TRIES.min(self.in_all);
        let goal = self.reached.goals().get(place)?.clone();
        let mut draft = self.climb(&goal, from.clone(), true);
        if !self.is_reached(place, &draft) {
            return None;
        }
        self.simplify(place, from, &mut draft);
        Some(draft)
    }

    fn plan(&self) -> &'a Plan {
        self.reached.plan()
    }

    fn is_reached(&mut self, place: usize, draft: &TestCase) -> bool {
        self.in_all = self.in_all.saturating_sub(1);
        self.reached.by(&Subject::of(self.plan(), draft), true).contains(&place)
    }

    fn measure(&mut self, goal: &Goal, draft: &TestCase) -> f64 {
        self.left = self.left.saturating_sub(1);
        self.in_all = self.in_all.saturating_sub(1);
        let subject = Subject::of(self.plan(), draft);
        let evaluation = evaluate(self.plan(), &subject.contact, &subject.as_of);
        Measure { reached: self.reached, evaluation: &evaluation, as_of: &subject.as_of }.of(goal)
    }

    fn climb(&mut self, goal: &Goal, from: TestCase, by_rules: bool) -> TestCase {
        let needs = Needs::of(self.plan(), goal.node);
        let mut draft = from;
        let mut distance = self.measure(goal, &draft);
        for _ in 0..STEPS {
            if distance <= 0.0 || self.left == 0 {
                break;
            }
            let mut best: Option<(f64, TestCase)> = None;
            for next in self.moves(&draft, &needs) {
                if self.left == 0 {
                    break;
                }
                let reached = self.measure(goal, &next);
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
            if self.measure(&rule, draft) <= 0.0 {
                continue;
            }
            let next = self.climb(&rule, draft.clone(), false);
            let reached = self.measure(goal, &next);
            if reached < best.as_ref().map_or(distance, |(best, _)| *best) - 1e-9 {
                best = Some((reached, next));
            }
        }
        best
    }

    /// Takes away what is not needed: values that could be as they were, events that need not be.
    fn simplify(&mut self, place: usize, from: &TestCase, draft: &mut TestCase) {
        for at in (0..draft.events.len()).rev() {
            let mut less = draft.clone();
            less.events.remove(at);
            if self.is_reached(place, &less) {
                *draft = less;
            }
        }
        for (at, value) in from.values.iter().enumerate() {
            if draft.values.get(at) == Some(value) {
                continue;
            }
            let less = with_value(draft, at, value.clone());
            if self.is_reached(place, &less) {
                *draft = less;
            }
        }
        if draft.as_of != from.as_of {
            let less = TestCase { as_of: from.as_of.clone(), ..draft.clone() };
            if self.is_reached(place, &less) {
                *draft = less;
            }
        }
        for at in 0..draft.events.len() {
            self.simplify_event(place, at, draft);
        }
    }

    fn simplify_event(&mut self, place: usize, at: usize, draft: &mut TestCase) {
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
            if self.is_reached(place, &less) {
                *draft = less;
            }
        }
    }

    /// Every contact that differs from this one in one thing that the goal hangs on.
    fn moves(&self, draft: &TestCase, needs: &Needs) -> Vec<TestCase> {
        let mut moves = Vec::new();
        let model = self.plan().model();
        for (id, property) in model.schema.properties.iter().filter(|(id, _)| needs.properties.contains(id)) {
            let now = draft.values.get(id.index());
            for value in self.pool.values(Place::Property(id)) {
                if now != Some(value) {
                    moves.push(with_value(draft, id.index(), value.clone()));
                }
                if let (Kind::ManyOf(_), Some(Some(Value::Choices(ticked))), Some(Value::Choices(places))) =
                    (property.kind(), now, value)
                {
                    moves.extend(toggled(ticked, places).map(|value| with_value(draft, id.index(), Some(value))));
                }
            }
        }
        for (to, from) in self.pool.pairs.iter().filter(|(to, _)| needs.properties.contains(to)) {
            let Some(Some(value)) = draft.values.get(from.index()) else { continue };
            moves.extend(near(value).into_iter().map(|value| with_value(draft, to.index(), Some(value))));
        }
        for moment in &self.pool.moments {
            if draft.as_of.as_ref() != Some(moment) {
                moves.push(TestCase { as_of: Some(moment.clone()), ..draft.clone() });
            }
        }
        self.event_moves(draft, needs, &mut moves);
        moves
    }

    fn event_moves(&self, draft: &TestCase, needs: &Needs, moves: &mut Vec<TestCase>) {
        let Some(as_of) = &draft.as_of else { return };
        for (at, event) in draft.events.iter().enumerate() {
            let mut less = draft.clone();
            less.events.remove(at);
            moves.push(less);
            // Events that are the same are changed together with the first of them.
            if at > 0 && draft.events.get(at - 1) == Some(event) {
                continue;
            }
            for next in self.changed(event, as_of) {
                let mut other = draft.clone();
                if let Some(place) = other.events.get_mut(at) {
                    place.clone_from(&next);
                }
                moves.push(other);
            }
        }
        for event in &needs.events {
            let Some(plain) = self.plain(*event, as_of) else { continue };
            let kinds: Vec<TestEvent> = [plain.clone()].into_iter().chain(self.changed(&plain, as_of)).collect();
            for kind in kinds {
                for count in &self.pool.counts {
                    if draft.events.len() + count <= EVENTS && (*count == 1 || kind == plain || *count <= 3) {
                        moves.push(more(draft, &kind, *count));
                    }
                }
            }
        }
        for query in needs.queries.iter().filter_map(|query| self.plan().model().queries.get(*query)) {
            let Some(last) = query.since_last.and_then(|event| self.plain(event, as_of)) else { continue };
            let Some(plain) = self.plain(query.event, as_of) else { continue };
            for kind in [plain.clone()].into_iter().chain(self.changed(&plain, as_of)) {
                for count in self.pool.counts.iter().filter(|count| draft.events.len() + **count < EVENTS) {
                    // What is looked at lies a day behind what it comes after.
                    let before = more(draft, &last, 1);
                    moves.extend(self.moved(before, last.event, 2, as_of).map(|before| more(&before, &kind, *count)));
                }
            }
        }
        // More of what is there: as many again as are missing for a count.
        for (at, event) in draft.events.iter().enumerate() {
            if at > 0 && draft.events.get(at - 1) == Some(event) {
                continue;
            }
            for count in self.pool.counts.iter().filter(|count| draft.events.len() + **count <= EVENTS) {
                moves.push(more(draft, event, *count));
                moves.push(self.different(draft, event, *count));
                // Points may fade as they are added up, so that more events are of use only when they lie further back.
                moves.extend(
                    self.pool
                        .days
                        .iter()
                        .filter_map(|days| self.moved(more(draft, event, *count), event.event, *days, as_of)),
                );
            }
        }
    }

    /// An event of today about which nothing is known but what the schema gives.
    fn plain(&self, id: EventId, as_of: &AsOf) -> Option<TestEvent> {
        let event = self.plan().model().schema.events.get(id)?;
        let mut values: Vec<Option<Value>> =
            event.fields.values().map(|field| field.0.reading.default.clone()).collect();
        let kind = event.fields.get(event.at)?.0.kind();
        *values.get_mut(event.at.index())? = Some(days_ago(1, kind, as_of));
        Some(TestEvent { event: id, values })
    }

    /// Every event that differs from this one in one field.
    fn changed(&self, event: &TestEvent, as_of: &AsOf) -> Vec<TestEvent> {
        let Some(declared) = self.plan().model().schema.events.get(event.event) else { return Vec::new() };
        let mut changed = Vec::new();
        for (id, field) in declared.fields.iter() {
            let values: Vec<Option<Value>> = if id == declared.at {
                self.pool.days.iter().map(|days| Some(days_ago(*days, field.0.kind(), as_of))).collect()
            } else {
                self.pool.values(Place::Field(event.event, id)).to_vec()
            };
            for value in values.into_iter().filter(|value| event.values.get(id.index()) != Some(value)) {
                let mut next = event.clone();
                if let Some(place) = next.values.get_mut(id.index()) {
                    *place = value;
                }
                changed.push(next);
            }
        }
        changed
    }

    /// The same with every event of a kind on one day.
    fn moved(&self, mut draft: TestCase, event: EventId, days: i64, as_of: &AsOf) -> Option<TestCase> {
        let declared = self.plan().model().schema.events.get(event)?;
        let at = days_ago(days, declared.fields.get(declared.at)?.0.kind(), as_of);
        for event in draft.events.iter_mut().filter(|other| other.event == event) {
            event.values.get_mut(declared.at.index())?.replace(at.clone());
        }
        Some(draft)
    }

    /// More events like one, with texts that differ from each other.
    fn different(&self, draft: &TestCase, event: &TestEvent, count: usize) -> TestCase {
        let mut next = draft.clone();
        let declared = self.plan().model().schema.events.get(event.event);
        for number in 0..count {
            let mut other = event.clone();
            for (place, field) in other.values.iter_mut().zip(declared.iter().flat_map(|event| event.fields.values())) {
                match (place.as_mut(), field.0.kind()) {
                    (Some(Value::Text(text)), _) => text.push_str(&format!("{}", number + 2)),
                    (None, Kind::Text) => *place = Some(Value::Text(format!("number {}", number + 2))),
                    (None, Kind::Url) => *place = Some(Value::Text(format!("https://www.example.com/{}", number + 2))),
                    _ => {}
                }
            }
            next.events.push(other);
        }
        next
    }
}

fn with_value(draft: &TestCase, at: usize, value: Option<Value>) -> TestCase {
    let mut next = draft.clone();
    if let Some(place) = next.values.get_mut(at) {
        *place = value;
    }
    next
}

/// The same with more events of one kind beside those that are alike.
fn more(draft: &TestCase, event: &TestEvent, count: usize) -> TestCase {
    let mut next = draft.clone();
    let at = next.events.iter().rposition(|other| other == event).map_or(next.events.len(), |at| at + 1);
    next.events.splice(at..at, std::iter::repeat_n(event.clone(), count));
    next
}

/// Ticked boxes with one more, and with one less.
fn toggled(ticked: &[u32], places: &[u32]) -> impl Iterator<Item = Value> {
    let with: Vec<u32> =
        ticked.iter().chain(places).copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let without: Vec<u32> = ticked.iter().filter(|place| !places.contains(place)).copied().collect();
    [with, without].into_iter().filter(|places| !places.is_empty()).map(Value::Choices)
}

/// A value and its neighbours.
fn near(value: &Value) -> Vec<Value> {
    match value {
        Value::Integer(at) => [-1, 0, 1].map(|step| Value::Integer(at.saturating_add(step))).to_vec(),
        Value::Number(at) => [-1.0, 0.0, 1.0].map(|step| Value::Number(at + step)).to_vec(),
        Value::Date(at) => [-1, 0, 1].map(|days| Value::Date(at.plus_days(days))).to_vec(),
        Value::Instant(at) => {
            [-1, 0, 1].map(|days: i64| Value::Instant(at.plus_micros(days * 86_400_000_000))).to_vec()
        }
        other => vec![other.clone()],
    }
}

/// So many days before as-of; of today, an hour ago.
fn days_ago(days: i64, kind: &Kind, as_of: &AsOf) -> Value {
    let amount = u32::try_from(days).unwrap_or(0);
    let duration = if amount == 0 { Duration::new(1, Unit::Hour) } else { Duration::new(amount, Unit::Day) };
    match kind {
        Kind::Date => Value::Date(as_of.date.plus_days(-days)),
        _ => Value::Instant(as_of.before(duration)),
    }
}
