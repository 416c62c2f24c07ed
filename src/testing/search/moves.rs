//! What may be changed about a contact: takes a contact and what a goal hangs on, gives every contact that differs in one
//! thing, and some that differ in several.

use super::{Chance, EVENTS, Search};
use crate::{
    model::{EventId, TestCase, TestEvent},
    testing::{needs::Needs, pool::Place},
    value::{AsOf, Duration, Kind, Unit, Value},
};

impl Search<'_> {
    /// A contact that differs in several things, by chance.
    pub(super) fn shaken(&self, draft: &TestCase, needs: &Needs, chance: &mut Chance) -> TestCase {
        let mut next = draft.clone();
        for id in &needs.properties {
            if chance.below(2) == 0
                && let Some(value) = chance.pick(self.pool.values(Place::Property(*id)))
            {
                next = with_value(&next, id.index(), value.clone());
            }
        }
        let Some(as_of) = &draft.as_of else { return next };
        next.events.retain(|_| chance.below(3) > 0);
        for event in &needs.events {
            for _ in 0..chance.below(3) {
                let Some(plain) = self.plain(*event, as_of) else { continue };
                let kinds = self.changed(&plain, as_of);
                let count = 1 + chance.below(3);
                if let Some(kind) = chance.pick(&kinds).filter(|_| next.events.len() + count <= EVENTS) {
                    next = more(&next, kind, count);
                }
            }
        }
        next
    }

    /// Every contact that differs from this one in one thing that the goal hangs on.
    pub(super) fn moves(&self, draft: &TestCase, needs: &Needs) -> Vec<TestCase> {
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

pub(super) fn with_value(draft: &TestCase, at: usize, value: Option<Value>) -> TestCase {
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
