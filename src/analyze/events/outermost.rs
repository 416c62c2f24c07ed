//! The least and the greatest value of events, and fields of the last and the first event, as signals: takes the cells of
//! events, gives truths and points.
//!
//! ```text
//! max, min     the place of the greatest (least) piece with an event in it
//! last, first  the place of the last (first) cell with an event in it
//! ```
//!
//! All are exact. Knows nothing of sums.

use super::{
    asked::{Amount, Steps},
    cells::Cell,
    reachable::FARTHEST,
    signatures::Held,
};
use crate::{
    analyze::{
        circuit::{FAR, Map, Signal, UNSURE, YES},
        lower::Lowering,
        numbers::stretches,
        space::Key,
    },
    model::{AggregateFunction, QueryId, Question, Which},
    value::{Bound, Interval, Number, Points, Scalar, Value},
};

impl Lowering<'_> {
    /// A question about the fields of the last or the first event of a query.
    pub(super) fn about_one(&mut self, key: Key, query: QueryId, which: Which) -> Option<Signal> {
        let (cells, members) = self.members(query)?;
        let none = if which == Which::Last { -FAR } else { FAR };
        let place = self.farthest(&cells, &members, none, |at, _| i64::try_from(at).ok());
        let point = |at: usize| Interval::point(Scalar::Integer(i64::try_from(at).unwrap_or(FAR)));
        let cells_with = |wanted: i64| {
            let is_wanted = |cell: &Cell| cell.signature.truths.get(&key) == Some(&wanted);
            let places = cells.cells.iter().enumerate().filter(|(_, cell)| is_wanted(cell)).map(|(at, _)| point(at));
            places.collect::<Vec<Interval>>()
        };
        let (yes, mut maybe) = (cells_with(YES), cells_with(UNSURE));
        maybe.extend_from_slice(&yes);
        // `is known` is false without an event, and everything else unknown.
        if !self.asks_known(key) {
            let bound = Bound::Included(Scalar::Integer(FAR - 1));
            maybe.push(Interval::new(bound, Bound::Unbounded));
            maybe.push(Interval::new(Bound::Unbounded, Bound::Included(Scalar::Integer(1 - FAR))));
        }
        let yes = self.circuit.map(place.clone(), Map::Inside(stretches(&yes, false)));
        let maybe = self.circuit.map(place, Map::Inside(stretches(&maybe, false)));
        let maybe = self.circuit.all(vec![maybe, Signal::Constant(UNSURE)]);
        Some(self.circuit.any(vec![yes, maybe]))
    }

    fn asks_known(&self, key: Key) -> bool {
        match key {
            Key::Atom(id) => matches!(self.plan.atoms().get(id).map(|atom| &atom.question), Some(Question::Known(_))),
            _ => true,
        }
    }

    /// A question about the least or the greatest value; without intervals, whether it is known.
    pub(super) fn about_extreme(&mut self, amount: Amount, intervals: Option<&[Interval]>) -> Option<Signal> {
        let (cells, members) = self.members(amount.query)?;
        let none = amount.none();
        let held = |cell: &Cell| cell.signature.held.get(&amount.property()).cloned();
        let place = |cell: &Cell| held(cell).filter(|held| held.value.is_some()).map(|held| held.place);
        let farthest = self.farthest(&cells, &members, none, |_, cell| place(cell));
        let Some(intervals) = intervals else {
            return Some(self.circuit.map(farthest, Map::Inside([(1 - FAR, FAR - 1)].into())));
        };
        let is_inside = |held: &Held| {
            let scalar = match held.value {
                Some(Value::Integer(integer)) => Scalar::Integer(integer),
                Some(Value::Number(number)) => Scalar::Number(number),
                _ => return false,
            };
            intervals.iter().any(|interval| interval.contains(&scalar))
        };
        let places = cells.cells.iter().filter_map(held).filter(is_inside);
        let places: Vec<Interval> = places.map(|held| Interval::point(Scalar::Integer(held.place))).collect();
        Some(self.circuit.map(farthest, Map::InsideKnown(stretches(&places, false))))
    }

    /// The points for each whole step in the least or the greatest value; 0 where there is none.
    pub(super) fn extreme_award(&mut self, amount: Amount, steps: &Steps) -> Option<Signal> {
        let (cells, members) = self.members(amount.query)?;
        let none = amount.none();
        let size = steps.points.scaled().saturating_abs();
        let given = |_: usize, cell: &Cell| {
            let number = match cell.signature.held.get(&amount.property())?.value.as_ref()? {
                Value::Integer(integer) => Number::Integer(*integer),
                Value::Number(number) => Number::Real(*number),
                _ => return None,
            };
            Some(size.saturating_mul(Points::steps(&steps.step, &number)).min(FARTHEST))
        };
        let farthest = self.farthest(&cells, &members, none, given);
        let known = self.circuit.map(farthest.clone(), Map::Inside([(1 - FAR, FAR - 1)].into()));
        let given = self.circuit.map(farthest, Map::Clamp { low: 0, high: FARTHEST });
        let given = self.circuit.gate(known, given, true);
        Some(if steps.points.scaled() < 0 { self.circuit.map(given, Map::Negate) } else { given })
    }
}

impl Amount {
    /// What stands for the least or the greatest value of nothing.
    fn none(self) -> i64 {
        if self.function == Some(AggregateFunction::Max) { -FAR } else { FAR }
    }
}
