//! Contacts that show a finding: takes what is to be so, gives a contact that the row interpreter has been asked about.
//!
//! Of a property it is enough to try one of the values in question, on a contact of whom nothing else is known. Everything
//! else, and what that does not show, is the search's to find. Knows nothing of findings.

use super::{
    Ground,
    asked::{Sort, Thing},
    stretch::{Stretch, Values},
};
use crate::{
    analyze::{Answer, Goal, Matter, Search, Wanted, Witness},
    model::{Operand, PropertyId, RuleId},
    regions::{
        line::{Edge, Piece, Scale},
        piece,
    },
    value::{Bound, Date, Kind, TimeValue, Value},
};

/// A contact whose thing has one of the values, and who reaches the goal.
pub(super) fn with_values(ground: &Ground<'_>, thing: &Thing, values: &Values, goal: &Goal) -> Option<Witness> {
    let (property, value) = value_of(ground, thing, values)?;
    let mut witness = ground.anybody()?.clone();
    *witness.values.get_mut(property.index())? = Some(value);
    witness.matters = [property].into();
    ground.search().shows(&witness, goal).then_some(witness)
}

/// A contact for whom both rules do something, found by trying and then by search.
pub(super) fn of_both(ground: &Ground<'_>, thing: &Thing, values: &Values, rules: [RuleId; 2]) -> Answer {
    let goal = both_fire(rules);
    match with_values(ground, thing, values, &goal) {
        Some(witness) => Answer::Found(Box::new(ground.search().plain(&witness, &goal))),
        None => found(ground.search(), &goal),
    }
}

/// A contact that reaches a goal, as plain as can be.
pub(super) fn found(search: &Search<'_>, goal: &Goal) -> Answer {
    match search.find(goal) {
        Answer::Found(witness) => Answer::Found(Box::new(search.plain(&witness, goal))),
        answer => answer,
    }
}

/// Both rules do something.
pub(super) fn both_fire([one, other]: [RuleId; 2]) -> Goal {
    Goal::of(Matter::Fired(one), Wanted::True).and(Matter::Fired(other), Wanted::True)
}

/// The value of a property with which a thing has one of the values.
fn value_of(ground: &Ground<'_>, thing: &Thing, values: &Values) -> Option<(PropertyId, Value)> {
    match (&thing.operand, values, &thing.sort) {
        (Operand::Property(property), Values::Places(places), _) => Some((*property, Value::Choice(*places.first()?))),
        (Operand::Property(property), Values::Line(line), Sort::Line { scale, .. }) => {
            Some((*property, some_value(*scale, line.first()?)?))
        }
        (Operand::DaysSince(property), Values::Line(line), Sort::Line { scale, .. }) => {
            let Some(Value::Integer(days)) = some_value(*scale, line.first()?) else { return None };
            let date: Date = ground.as_of.date.plus_days(days.checked_neg()?);
            let kind = ground.model().schema.properties.get(*property)?.kind();
            let value = match kind {
                Kind::Date => Value::Date(date),
                _ => Value::Instant(ground.as_of.zone.midnight(date)),
            };
            // The calendar ends somewhere.
            let held = match value {
                Value::Instant(instant) => TimeValue::Instant(instant),
                _ => TimeValue::Date(date),
            };
            (held.days_since(ground.as_of) == days).then_some((*property, value))
        }
        _ => None,
    }
}

/// A value of a stretch, as round as can be.
fn some_value(scale: Scale, stretch: &Stretch) -> Option<Value> {
    let edge = |bound: Bound, is_low: bool| match bound {
        Bound::Unbounded => None,
        Bound::Included(constant) => Some(Edge { constant, behind: !is_low }),
        Bound::Excluded(constant) => Some(Edge { constant, behind: is_low }),
    };
    let (low, high) = (edge(stretch.low, true), edge(stretch.high, false));
    piece(&Piece { scale, start: stretch.start, end: stretch.end - 1, low, high }).representative
}
