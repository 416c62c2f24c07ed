//! Events as they were chosen, written out: takes the number of events of each cell and the stretches of sums and of
//! different values, gives values that come to them where they are found.
//!
//! Values begin as plain as their pieces allow. Each sum that is not yet where it was chosen to be moves the values that
//! fewest other sums count, a few rounds long; what does not come true then is not shown. Knows nothing of searching.

use super::{
    EventSpace,
    amounts::Chooser,
    cells::Cell,
    reachable::{BEYOND, FARTHEST},
};
use crate::{
    analyze::{circuit::YES, lower::Lowering, vars::Chosen},
    model::{AggregateFunction, EventId, PropertyId},
    value::{Micros, Number, Value},
};

/// Most rounds in which values are moved.
const ROUNDS: usize = 40;
/// Most texts that are tried to find one more.
const TRIES: usize = 40;
/// A whole one in millionths.
const ONE: i128 = 1_000_000;

/// No sum can hold this: in millionths it has more than 128 bits.
const TOO_LARGE: f64 = 1e33;

/// An event as it is written.
struct Written<'c> {
    cell: &'c Cell,
    place: usize,
    values: Vec<Option<Value>>,
}

/// A sum that is to come to so much.
struct Wanted {
    /// Which events count.
    members: Vec<usize>,
    low: i128,
    high: i128,
}

impl Lowering<'_> {
    /// Events as they were chosen: their kind and the values of their fields.
    pub(in crate::analyze) fn chosen_events(&self, chosen: &Chosen) -> Vec<(EventId, Vec<Option<Value>>)> {
        let mut events = Vec::new();
        for (event, cells) in &self.kinds {
            let (Some(EventSpace { space, .. }), Some(kind)) =
                (self.events.get(event.index()), self.plan.model().schema.events.get(*event))
            else {
                continue;
            };
            let mut written = Vec::new();
            for (place, cell) in cells.cells.iter().enumerate() {
                let mut values: Vec<_> = space.properties().ids().map(|id| space.any_value(id)).collect();
                for (property, value) in &cell.signature.values {
                    if let Some(place) = values.get_mut(property.index()) {
                        place.clone_from(value);
                    }
                }
                if let Some(place) = values.get_mut(kind.at.index()) {
                    *place = Some(cell.at.clone());
                }
                written.extend((0..chosen.class(cell.var)).map(|_| Written { cell, place, values: values.clone() }));
            }
            self.settle(*event, chosen, &mut written);
            events.extend(written.into_iter().map(|written| (*event, written.values)));
        }
        events
    }

    /// Gives the events values that come to what was chosen.
    fn settle(&self, event: EventId, chosen: &Chosen, written: &mut [Written<'_>]) {
        let choosers: Vec<&Chooser> = self.amounts.iter().filter(|chooser| chooser.event == event).collect();
        let mut fields: Vec<PropertyId> = choosers.iter().map(|chooser| chooser.amount.property()).collect();
        fields.dedup();
        for field in fields {
            let mut wanted = Vec::new();
            for chooser in choosers.iter().filter(|chooser| chooser.amount.property() == field) {
                let is_member = |event: &Written<'_>| {
                    let lets = chooser.members.iter().find(|(place, _)| *place == event.place).map(|(_, lets)| lets);
                    let has_value = event.values.get(field.index()).is_some_and(Option::is_some);
                    has_value && lets.is_some_and(|lets| self.circuit.value(lets, &|var| chosen.class(var)) == YES)
                };
                let members: Vec<usize> =
                    written.iter().enumerate().filter(|(_, event)| is_member(event)).map(|(at, _)| at).collect();
                let stretch = chooser.stretches.get(chosen.class(chooser.var)).copied().flatten();
                match (chooser.amount.function, stretch) {
                    (_, None) => too_large(&members, field, written),
                    (None, Some((first, _))) => self.differ(event, field, &members, first, written),
                    (Some(function), Some((first, last))) => {
                        let each = match function {
                            AggregateFunction::Avg => i128::try_from(members.len()).unwrap_or(1),
                            _ => 1,
                        };
                        let low = if first > -FARTHEST { i128::from(first) * each } else { i128::MIN };
                        let high = if last < BEYOND { i128::from(last) * each } else { i128::MAX };
                        wanted.push(Wanted { members, low, high });
                    }
                }
            }
            reach(&wanted, field, written);
        }
    }

    /// Gives some of the events other values, so that there are enough different ones.
    fn differ(&self, event: EventId, field: PropertyId, members: &[usize], wanted: i64, written: &mut [Written<'_>]) {
        let Some(EventSpace { space, .. }) = self.events.get(event.index()) else { return };
        let wanted = usize::try_from(wanted).unwrap_or(0);
        let value_of = |written: &[Written<'_>], at: usize| written.get(at)?.values.get(field.index())?.clone();
        for at in members {
            let values: Vec<Value> = members.iter().filter_map(|at| value_of(written, *at)).collect();
            let own = value_of(written, *at);
            let alike = values.iter().filter(|value| Some(*value) == own.as_ref()).count();
            let mut different: Vec<&Value> = Vec::new();
            for value in &values {
                if !different.contains(&value) {
                    different.push(value);
                }
            }
            if different.len() >= wanted {
                return;
            }
            let (Some(own), true, Some(event)) = (own, alike > 1, written.get_mut(*at)) else { continue };
            let held = event.cell.signature.held.get(&field);
            let keys: Vec<_> = event
                .cell
                .signature
                .truths
                .keys()
                .copied()
                .filter(|key| space.question(*key).is_some_and(|question| super::signatures::reads(question, field)))
                .collect();
            let before = space.truths(&event.values, &keys);
            let others = (1..=TRIES).filter_map(|number| another(&own, i64::try_from(number).ok()?));
            for other in others.filter(|other| !values.contains(other)) {
                let mut tried = event.values.clone();
                if let Some(place) = tried.get_mut(field.index()) {
                    *place = Some(other.clone());
                }
                let fits = held.is_none_or(|held| lies_in(held.low, held.high, &other));
                if fits && space.truths(&tried, &keys) == before {
                    event.values = tried;
                    break;
                }
            }
        }
    }
}

/// A value like another, but not the same.
fn another(value: &Value, number: i64) -> Option<Value> {
    Some(match value {
        Value::Text(text) => Value::Text(format!("{text}{number}")),
        Value::Integer(integer) => Value::Integer(integer.checked_add(alternately(number))?),
        #[expect(clippy::cast_precision_loss, reason = "small numbers are exact")]
        Value::Number(real) => Value::Number(real + alternately(number) as f64),
        Value::Date(date) => Value::Date(date.plus_days(-number)),
        _ => return None,
    })
}

/// 1, -1, 2, -2 …
fn alternately(number: i64) -> i64 {
    if number % 2 == 0 { -number / 2 } else { (number + 1) / 2 }
}

fn lies_in(low: Option<i64>, high: Option<i64>, value: &Value) -> bool {
    millionths(value).is_none_or(|amount| {
        low.is_none_or(|low| i128::from(low) <= amount) && high.is_none_or(|high| amount <= i128::from(high))
    })
}

fn millionths(value: &Value) -> Option<i128> {
    let number = match value {
        Value::Integer(integer) => Number::Integer(*integer),
        Value::Number(number) => Number::Real(*number),
        _ => return None,
    };
    Micros::rounded(number).map(Micros::millionths)
}

/// Puts a value where it can be no sum any more.
fn too_large(members: &[usize], field: PropertyId, written: &mut [Written<'_>]) {
    for at in members {
        let Some(event) = written.get_mut(*at) else { continue };
        let Some(held) = event.cell.signature.held.get(&field).filter(|held| held.is_too_large) else { continue };
        let fits = |number: &f64| match &held.ends {
            Some((Value::Number(first), Value::Number(last))) => (first..=last).contains(&number),
            _ => true,
        };
        let number = [TOO_LARGE, -TOO_LARGE, f64::MAX].into_iter().find(fits).unwrap_or(f64::MIN);
        if let Some(place) = event.values.get_mut(field.index()) {
            *place = Some(Value::Number(number));
        }
        return;
    }
}

/// Moves values until every sum is what it is to be, or some rounds are over.
fn reach(wanted: &[Wanted], field: PropertyId, written: &mut [Written<'_>]) {
    let amount = |event: &Written<'_>| event.values.get(field.index())?.as_ref().and_then(millionths);
    for _ in 0..ROUNDS {
        let mut is_moved = false;
        for sum in wanted {
            let now: i128 = sum.members.iter().filter_map(|at| amount(written.get(*at)?)).sum();
            let mut missing = if now < sum.low { sum.low - now } else { (sum.high - now).min(0) };
            // Those that fewest others count.
            let mut order = sum.members.clone();
            order.sort_by_key(|at| wanted.iter().filter(|other| other.members.contains(at)).count());
            for at in order {
                let Some(event) = written.get_mut(at).filter(|_| missing != 0) else { continue };
                let Some(moved) = moved(event, field, missing) else { continue };
                let before = amount(event).unwrap_or_default();
                if let Some(place) = event.values.get_mut(field.index()) {
                    *place = Some(moved);
                }
                let by = amount(event).unwrap_or_default() - before;
                is_moved |= by != 0;
                missing = if missing > 0 { (missing - by).max(0) } else { (missing - by).min(0) };
            }
        }
        if !is_moved {
            return;
        }
    }
}

/// The value moved by so many millionths, as far as its piece goes; of an integer to the next one.
fn moved(event: &Written<'_>, field: PropertyId, by: i128) -> Option<Value> {
    let held = event.cell.signature.held.get(&field)?;
    let value = event.values.get(field.index())?.as_ref()?;
    let (low, high) = (held.low.map_or(i128::MIN, i128::from), held.high.map_or(i128::MAX, i128::from));
    let to = millionths(value)?.saturating_add(by).clamp(low, high);
    Some(match value {
        Value::Integer(_) => {
            let up = by > 0 && to.rem_euclid(ONE) != 0;
            Value::Integer(i64::try_from(to.div_euclid(ONE) + i128::from(up)).ok()?)
        }
        _ => {
            // What is rounded to the end of a piece may lie behind it.
            let at = |to: i128| Value::Number(Micros::from_millionths(to).to_f64());
            let is_inside = |value: &Value| match (value, &held.ends) {
                (Value::Number(number), Some((Value::Number(first), Value::Number(last)))) => {
                    (first..=last).contains(&number)
                }
                _ => false,
            };
            [at(to), at(to - 1), at(to + 1)].into_iter().find(is_inside)?
        }
    })
}
