//! Contacts as plain as can be: takes a contact that shows something, gives one that shows the same and of whom less is
//! said.
//!
//! ```text
//! 320 form_submission, 22 email_open     found
//! 20 form_submission                     found again, with at most one event of each sort and time
//! 3 form_submission                      less is left out, and still shows it
//! ```
//!
//! What is found has as many events as the search came upon first, so contacts with few are looked for first. Then whole
//! kinds of events, chunks of them, single ones, values and words are left out, and stay out where the interpreter still
//! says what is to be shown: delta debugging (Zeller and Hildebrandt 2002), in which what is left cannot lose one thing
//! more, though perhaps two. Knows nothing of how a contact was found.

use std::cell::Cell;

use super::{
    Goal, Matter, Measure, Search, Wanted, Witness,
    cone::Cone,
    space::{is_allowed, plainer},
};
use crate::{
    exec::Evaluation,
    model::{Property, PropertyId},
    value::{AsOf, Duration, Kind, Points, Unit, Value},
};

/// Contacts with more events are looked for again, with few.
const FEW_EVENTS: usize = 2;
/// Most events of each sort and time that are tried, one after the other.
const SOME: [usize; 3] = [1, 2, 4];
/// Days after which most rules do not care how many there were.
const OLD: i64 = 400;
/// Times are not moved to days further back.
const MOST_DAYS: u32 = 3650;
/// Most events that are looked at in all tries together, a contact counting as one; some tenths of a second.
const MOST_LOOKED_AT: usize = 60_000;

impl Search<'_> {
    /// A contact that reaches the goal as this one does.
    pub fn plain(&self, witness: &Witness, goal: &Goal) -> Witness {
        let cone = Cone::of_goal(self.plan(), goal);
        self.plainest(witness, goal, &cone, &|evaluation| goal.is_met(evaluation))
    }

    /// A contact that has these points of something, as this one has.
    pub fn plain_points(&self, witness: &Witness, measure: Measure, points: Points) -> Witness {
        let goal = Goal::of(Matter::Points(measure, Some(points), Some(points)), Wanted::True);
        let cone = Cone::of_points(self.plan(), measure);
        self.plainest(witness, &goal, &cone, &|evaluation| measure.points(evaluation) == points)
    }

    fn plainest(
        &self,
        witness: &Witness,
        goal: &Goal,
        cone: &Cone,
        shows: &dyn Fn(&Evaluation<'_>) -> bool,
    ) -> Witness {
        let parts = self.in_order(cone);
        let looked_at = Cell::new(0);
        let is_shown = |witness: &Witness| {
            looked_at.set(looked_at.get() + witness.events.len() + 1);
            looked_at.get() < MOST_LOOKED_AT && self.run(witness, &parts, shows)
        };
        let with_few = |few: &usize| {
            let found = self.with_few(goal, cone, *few).filter(|found| self.run(found, &parts, shows))?;
            looked_at.set(0);
            Some(self.left(found, &is_shown))
        };
        let found = (witness.events.len() > FEW_EVENTS).then(|| SOME.iter().find_map(with_few)).flatten();
        if let Some(found) = found.filter(|found| found.events.len() < witness.events.len()) {
            return found;
        }
        looked_at.set(0);
        self.left(witness.clone(), &is_shown)
    }

    /// What is left where nothing more can be left out.
    fn left(&self, mut left: Witness, is_shown: &dyn Fn(&Witness) -> bool) -> Witness {
        let model = self.plan().model();
        self.leave_out_events(&mut left, is_shown);
        self.move_events_to_now(&mut left, is_shown);
        self.round_fields(&mut left, is_shown);
        for (id, property) in model.schema.properties.iter() {
            // As if nobody had written it, where that can be.
            let plain = self.space().any_value(id);
            let Some(value) = left.values.get(id.index()) else { continue };
            if *value != plain && !try_value(&mut left, id, plain, is_shown) {
                self.say_less(&mut left, id, property, is_shown);
                continue;
            }
            left.matters.remove(&id);
        }
        left
    }

    /// Leaves out whole kinds of events, then ever smaller chunks.
    fn leave_out_events(&self, left: &mut Witness, is_shown: &dyn Fn(&Witness) -> bool) {
        for kind in self.plan().model().schema.events.ids() {
            let mut without = left.clone();
            without.events.retain(|(of, _)| *of != kind);
            if without.events.len() < left.events.len() && is_shown(&without) {
                *left = without;
            }
        }
        let mut size = left.events.len();
        while size > 0 {
            let mut end = left.events.len();
            while end > 0 {
                let start = end.saturating_sub(size);
                let mut without = left.clone();
                without.events.drain(start..end);
                if is_shown(&without) {
                    *left = without;
                }
                end = start;
            }
            size /= 2;
        }
    }

    /// Lets events be an hour old, or of today, where it does not matter when they were, else just so many days.
    fn move_events_to_now(&self, left: &mut Witness, is_shown: &dyn Fn(&Witness) -> bool) {
        let model = self.plan().model();
        for at in 0..left.events.len() {
            let Some((kind, values)) = left.events.get(at) else { continue };
            let Some(event) = model.schema.events.get(*kind) else { continue };
            let place = event.at.index();
            let Some(Some(time)) = values.get(place) else { continue };
            let is_allowed =
                |time: &Value| event.fields.get(event.at).is_some_and(|at| is_allowed(&at.0, time, self.as_of()));
            for plainer in plainer_times(time, self.as_of()).into_iter().filter(is_allowed) {
                let mut moved = left.clone();
                if let Some(time) = moved.events.get_mut(at).and_then(|(_, values)| values.get_mut(place)) {
                    *time = Some(plainer);
                }
                if is_shown(&moved) {
                    *left = moved;
                    break;
                }
            }
        }
    }

    /// A value of which less is said: fewer words, a time of today, fewer digits.
    fn say_less(&self, left: &mut Witness, id: PropertyId, of: &Property, is_shown: &dyn Fn(&Witness) -> bool) {
        match left.values.get(id.index()) {
            Some(Some(Value::Text(text))) if *of.kind() == Kind::Text => {
                let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
                for at in (0..words.len()).rev() {
                    if words.len() < 2 {
                        break;
                    }
                    let mut fewer = words.clone();
                    fewer.remove(at);
                    if try_value(left, id, Some(Value::Text(fewer.join(" "))), is_shown) {
                        words = fewer;
                    }
                }
            }
            Some(Some(time @ (Value::Date(_) | Value::Instant(_)))) => {
                let times = plainer_times(time, self.as_of());
                for plainer in times.into_iter().filter(|time| is_allowed(of, time, self.as_of())) {
                    if try_value(left, id, Some(plainer), is_shown) {
                        break;
                    }
                }
            }
            Some(Some(value)) => {
                let values = plainer(value, self.as_of());
                for plainer in values.into_iter().filter(|value| is_allowed(of, value, self.as_of())) {
                    if try_value(left, id, Some(plainer), is_shown) {
                        break;
                    }
                }
            }
            _ => {}
        }
    }

    /// Gives the numbers of events fewer digits.
    fn round_fields(&self, left: &mut Witness, is_shown: &dyn Fn(&Witness) -> bool) {
        let model = self.plan().model();
        for at in 0..left.events.len() {
            let Some(event) = left.events.get(at).and_then(|(kind, _)| model.schema.events.get(*kind)) else {
                continue;
            };
            for (field, declared) in event.fields.iter().filter(|(field, _)| *field != event.at) {
                let value = left.events.get(at).and_then(|(_, values)| values.get(field.index())?.as_ref());
                let values = value.map(|value| plainer(value, self.as_of())).unwrap_or_default();
                for plainer in values.into_iter().filter(|value| is_allowed(&declared.0, value, self.as_of())) {
                    let mut other = left.clone();
                    if let Some(place) = other.events.get_mut(at).and_then(|(_, values)| values.get_mut(field.index()))
                    {
                        *place = Some(plainer);
                    }
                    if is_shown(&other) {
                        *left = other;
                        break;
                    }
                }
            }
        }
    }
}

/// Gives a property another value, where that shows as much.
fn try_value(left: &mut Witness, id: PropertyId, value: Option<Value>, is_shown: &dyn Fn(&Witness) -> bool) -> bool {
    let mut other = left.clone();
    if let Some(place) = other.values.get_mut(id.index()) {
        *place = value;
    }
    let is_so = is_shown(&other);
    if is_so {
        *left = other;
    }
    is_so
}

/// Times that people find plainer, the plainest first.
fn plainer_times(time: &Value, as_of: &AsOf) -> Vec<Value> {
    match time {
        Value::Date(_) => vec![Value::Date(as_of.date)],
        Value::Instant(instant) => {
            let now = as_of.before(Duration::new(1, Unit::Hour));
            let days = i64::from(as_of.date.days()) - i64::from(as_of.zone.date_of(*instant).days());
            // That day, and for the sake of windows that end at a time of day, the day before and behind.
            let days =
                [days.min(OLD), days, days - 1, days + 1].into_iter().filter_map(|days| u32::try_from(days).ok());
            let ago = days
                .filter(|days| (1..=MOST_DAYS).contains(days))
                .map(|days| as_of.before(Duration::new(days, Unit::Day)));
            std::iter::once(now).chain(ago).map(Value::Instant).collect()
        }
        _ => Vec::new(),
    }
}
