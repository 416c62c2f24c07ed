//! Contacts as plain as can be: takes a contact that shows something, gives one that shows the same and of whom less is
//! said.
//!
//! Each event and each value is left out in turn, and stays out where the interpreter still says what is to be shown. It is
//! the simplest case of delta debugging (Zeller and Hildebrandt 2002): what is left cannot lose one thing more, though
//! perhaps two. Knows nothing of how a contact was found.

use super::{Goal, Measure, Search, Witness, cone::Cone};
use crate::{
    exec::Evaluation,
    value::{Duration, Points, Unit, Value},
};

/// With more events than this, events are left as they are: each try looks at all of them.
const MOST_EVENTS: usize = 200;

impl Search<'_> {
    /// A contact that reaches the goal as this one does.
    pub fn plain(&self, witness: &Witness, goal: &Goal) -> Witness {
        self.left(witness, &Cone::of_goal(self.plan(), goal), &|evaluation| goal.is_met(evaluation))
    }

    /// A contact that has these points of something, as this one has.
    pub fn plain_points(&self, witness: &Witness, measure: Measure, points: Points) -> Witness {
        self.left(witness, &Cone::of_points(self.plan(), measure), &|evaluation| measure.points(evaluation) == points)
    }

    fn left(&self, witness: &Witness, cone: &Cone, shows: &dyn Fn(&Evaluation<'_>) -> bool) -> Witness {
        let model = self.plan().model();
        let parts = self.in_order(cone);
        let is_shown = |witness: &Witness| self.run(witness, &parts, shows);
        let mut left = witness.clone();
        if left.events.len() <= MOST_EVENTS {
            for at in (0..left.events.len()).rev() {
                let mut without = left.clone();
                without.events.remove(at);
                if is_shown(&without) {
                    left = without;
                }
            }
            self.move_to_now(&mut left, &is_shown);
        }
        for (id, property) in model.schema.properties.iter() {
            let default = &property.reading.default;
            if default.is_none() && property.required {
                continue;
            }
            let Some(value) = left.values.get(id.index()) else { continue };
            if value != default {
                let mut without = left.clone();
                if let Some(value) = without.values.get_mut(id.index()) {
                    value.clone_from(default);
                }
                if !is_shown(&without) {
                    continue;
                }
                left = without;
            }
            left.matters.remove(&id);
        }
        left
    }

    /// Lets events be an hour old, or of today, where it does not matter when they were.
    fn move_to_now(&self, left: &mut Witness, is_shown: &dyn Fn(&Witness) -> bool) {
        let model = self.plan().model();
        let as_of = self.as_of();
        for at in 0..left.events.len() {
            let mut moved = left.clone();
            let Some((kind, values)) = moved.events.get_mut(at) else { continue };
            let Some(event) = model.schema.events.get(*kind) else { continue };
            let Some(time) = values.get_mut(event.at.index()) else { continue };
            let now = match time {
                Some(Value::Date(_)) => Value::Date(as_of.date),
                Some(Value::Instant(_)) => Value::Instant(as_of.before(Duration::new(1, Unit::Hour))),
                _ => continue,
            };
            *time = Some(now);
            if is_shown(&moved) {
                *left = moved;
            }
        }
    }
}
