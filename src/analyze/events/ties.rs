//! What ties an amount to events: takes an amount whose stretch is chosen and the cells of events, gives what has to be
//! true so that so many events can come to it.
//!
//! ```text
//! sum        between what the events hold at least and at most
//! average    times how many there are, it is a sum
//! different  at least one for each piece with an event in it, at most as many as there are events
//! ```
//!
//! What is asked twice of the same field is tied in pairs: what one query lets through and the other does not makes the
//! difference. Knows nothing of what is asked of amounts.

use super::{
    amounts::{Chooser, ONE},
    cells::{Cell, Cells},
    reachable::{BEYOND, Share},
    signatures::Held,
};
use crate::{
    analyze::{
        circuit::{FAR, Map, NO, Signal, YES},
        lower::Lowering,
        numbers::stretches,
        vars::leaf,
    },
    model::{AggregateFunction, QueryId},
    value::{Bound, Interval, Scalar},
};

/// Of more integers than this any average is taken to be possible.
const MOST_LISTED: i64 = 30;

impl Lowering<'_> {
    /// A sum lies between what the events hold at least and at most.
    pub(super) fn bind_sum(&mut self, chooser: &Chooser, cells: &Cells) {
        let upper = self.shares(chooser, cells, &|held| held.high);
        let lower = self.shares(chooser, cells, &|held| held.low.map(|low| -low));
        self.bind(upper, chooser.firsts(-1));
        self.bind(lower, chooser.lasts(1));
        self.bind_unknown(chooser, cells, Vec::new());
    }

    /// An average of n events: n times it, less or more a half for the rounding, is their sum.
    pub(super) fn bind_average(&mut self, chooser: &Chooser, cells: &Cells) {
        let known = self.shares(chooser, cells, &|_| Some(1));
        let some = self.can_reach(known, vec![Signal::Constant(-1)]);
        let none = self.circuit.not(some.clone());
        let is_unknown = chooser.is(|stretch| stretch.is_none());
        let known = self.circuit.any(vec![is_unknown, some]);
        self.must.push(known);
        self.bind_unknown(chooser, cells, vec![none]);
        for (at, stretch) in chooser.stretches.iter().enumerate() {
            let Some((first, last)) = *stretch else { continue };
            let twice = |end: i64| end.saturating_mul(2);
            let above = (first > -BEYOND).then(|| {
                self.shares(chooser, cells, &|held| {
                    Some(twice(held.high?).saturating_sub(twice(first)).saturating_add(1))
                })
            });
            let below = (last < BEYOND).then(|| {
                self.shares(chooser, cells, &|held| {
                    Some(twice(last).saturating_sub(twice(held.low?)).saturating_add(1))
                })
            });
            for shares in above.into_iter().chain(below) {
                let can = self.can_reach(shares, Vec::new());
                self.bind_class(chooser, at, can);
            }
            if self.is_of_integers(chooser.amount, chooser.event) && last.saturating_sub(first) < ONE {
                self.bind_fraction(chooser, cells, at, (first, last));
            }
        }
    }

    /// An average of integers that is a fraction needs so many of them that their sum is an integer.
    fn bind_fraction(&mut self, chooser: &Chooser, cells: &Cells, class: usize, (first, last): (i64, i64)) {
        let is_whole = |number: &i64| {
            let least = (number * (2 * first - 1)).div_euclid(2 * ONE);
            let most = (number * (2 * last + 1)).div_euclid(2 * ONE);
            least < most || (number * (2 * first - 1)).rem_euclid(2 * ONE) == 0
        };
        let fits = (1..=MOST_LISTED).filter(is_whole).map(|number| Interval::point(Scalar::Integer(number)));
        let more = Interval::new(Bound::Excluded(Scalar::Integer(MOST_LISTED)), Bound::Unbounded);
        let fits = stretches(&fits.chain([more]).collect::<Vec<_>>(), false);
        let (mut numbers, mut can) = (Vec::new(), Vec::new());
        for (at, lets) in &chooser.members {
            let Some(cell) = cells.cells.get(*at) else { continue };
            if cell.signature.held.get(&chooser.amount.property()).is_none_or(|held| held.value.is_none()) {
                continue;
            }
            let number = leaf(cell.var, (0..).take(cell.cap + 1));
            numbers.push(self.circuit.gate(lets.clone(), number, true));
            let is_more = |at: usize| if cell.is_endless && at == cell.cap { YES } else { NO };
            can.push(self.circuit.all(vec![lets.clone(), leaf(cell.var, (0..=cell.cap).map(is_more))]));
        }
        can.push(self.circuit.sum(numbers, Map::Inside(fits)));
        let can = self.circuit.any(can);
        self.bind_class(chooser, class, can);
    }

    /// Different values are at least one for each piece with an event in it, and at most as many as there are.
    pub(super) fn bind_different(&mut self, chooser: &Chooser, cells: &Cells) {
        let mut pieces: Vec<(i64, Option<i64>, Vec<Signal>)> = Vec::new();
        let mut upper = Vec::new();
        let mut at_place = (0, None);
        for (at, lets) in &chooser.members {
            let Some(cell) = cells.cells.get(*at) else { continue };
            let (place, different) = match cell.signature.held.get(&chooser.amount.property()) {
                Some(held) if held.value.is_none() => continue,
                Some(held) => (held.place, held.different),
                // The time itself.
                None => {
                    if at_place.1.as_ref() != Some(&cell.at) {
                        at_place = (at_place.0 + 1, Some(cell.at.clone()));
                    }
                    (at_place.0, None)
                }
            };
            let some = leaf(cell.var, (0..=cell.cap).map(|number| if number == 0 { NO } else { YES }));
            let some = self.circuit.all(vec![lets.clone(), some]);
            match pieces.iter_mut().find(|(of, ..)| *of == place) {
                Some((.., parts)) => parts.push(some),
                None => pieces.push((place, different, vec![some])),
            }
            if different != Some(1) {
                upper.push(Share::new(cell, lets.clone(), Some(1)));
            }
        }
        let (mut least, mut single) = (vec![chooser.lasts(-1)], vec![chooser.firsts(-1)]);
        for (_, different, parts) in pieces {
            let some = self.circuit.any(parts);
            let one = self.circuit.map(some, Map::Award(1));
            least.push(one.clone());
            if different == Some(1) {
                single.push(one);
            }
        }
        let enough = self.circuit.sum(least, Map::Inside([(-FAR, 0)].into()));
        self.must.push(enough);
        let can = self.can_reach(upper, single);
        self.must.push(can);
    }

    /// What an amount has to do with another of the same field.
    pub(super) fn bind_pair(&mut self, one: &Chooser, two: &Chooser, cells: &Cells) {
        use AggregateFunction::{Avg, Sum};
        if one.event != two.event || one.amount.field != two.amount.field {
            return;
        }
        match (one.amount.function, two.amount.function) {
            (Some(Sum), Some(Sum)) | (None, None) => {
                let property = one.amount.property();
                let held = |cell: &Cell| cell.signature.held.get(&property).cloned();
                let is_sum = one.amount.function.is_some();
                let known = |cell: &Cell| held(cell).filter(|held| held.value.is_some());
                let high = |cell: &Cell| known(cell).map_or(Some(0), |held| if is_sum { held.high } else { Some(1) });
                let low = |cell: &Cell| match known(cell) {
                    Some(held) if is_sum => held.low.map(|low| -low),
                    _ => Some(0),
                };
                let high = |cell: &Cell| if is_sum || held(cell).is_some() { high(cell) } else { Some(1) };
                for (more, less) in [(one, two), (two, one)] {
                    let shares = self.shares_of_difference(more.amount.query, less.amount.query, &high, &low);
                    let can = self.can_reach(shares.unwrap_or_default(), vec![more.firsts(-1), less.lasts(1)]);
                    self.must.push(can);
                }
            }
            (Some(Avg), Some(Sum)) if one.amount.query == two.amount.query => self.bind_average_to_sum(one, two, cells),
            (Some(Sum), Some(Avg)) if one.amount.query == two.amount.query => self.bind_average_to_sum(two, one, cells),
            _ => {}
        }
    }

    fn bind_average_to_sum(&mut self, average: &Chooser, sum: &Chooser, cells: &Cells) {
        for (at, stretch) in average.stretches.iter().enumerate() {
            let Some((first, last)) = *stretch else { continue };
            let twice = |end: i64| end.saturating_mul(2);
            if first > -BEYOND {
                let shares = self.shares(average, cells, &|_| Some(1 - twice(first)));
                let can = self.can_reach(shares, vec![sum.lasts(2)]);
                self.bind_class(average, at, can);
            }
            if last < BEYOND {
                let shares = self.shares(average, cells, &|_| Some(1 + twice(last)));
                let can = self.can_reach(shares, vec![sum.firsts(-2)]);
                self.bind_class(average, at, can);
            }
        }
    }

    /// Unknown is only what cannot be added up, or what is said besides.
    fn bind_unknown(&mut self, chooser: &Chooser, cells: &Cells, mut or: Vec<Signal>) {
        for (at, lets) in &chooser.members {
            let Some(cell) = cells.cells.get(*at) else { continue };
            if cell.signature.held.get(&chooser.amount.property()).is_some_and(|held| held.is_too_large) {
                let some = leaf(cell.var, (0..=cell.cap).map(|number| if number == 0 { NO } else { YES }));
                or.push(self.circuit.all(vec![lets.clone(), some]));
            }
        }
        or.push(chooser.is(|stretch| stretch.is_some()));
        let can = self.circuit.any(or);
        self.must.push(can);
    }

    fn bind(&mut self, shares: Vec<Share>, more: Signal) {
        let can = self.can_reach(shares, vec![more]);
        self.must.push(can);
    }

    /// A class may be chosen only where something is true.
    fn bind_class(&mut self, chooser: &Chooser, class: usize, can: Signal) {
        let others = leaf(chooser.var, (0..chooser.stretches.len()).map(|at| if at == class { NO } else { YES }));
        let can = self.circuit.any(vec![others, can]);
        self.must.push(can);
    }

    /// What the known values of the events that count add; none: as much as one likes.
    fn shares(&self, chooser: &Chooser, cells: &Cells, each: &dyn Fn(&Held) -> Option<i64>) -> Vec<Share> {
        let share = |(at, lets): &(usize, Signal)| {
            let cell = cells.cells.get(*at)?;
            let held = cell.signature.held.get(&chooser.amount.property()).filter(|held| held.value.is_some())?;
            Some(Share::new(cell, lets.clone(), each(held)))
        };
        chooser.members.iter().filter_map(share).collect()
    }

    /// What events add that the one query lets through and the other does not, and those that only the other does.
    pub(super) fn shares_of_difference(
        &mut self,
        one: QueryId,
        two: QueryId,
        more: &dyn Fn(&Cell) -> Option<i64>,
        less: &dyn Fn(&Cell) -> Option<i64>,
    ) -> Option<Vec<Share>> {
        let ((cells, ones), (other_cells, twos)) = (self.members(one)?, self.members(two)?);
        let mut shares = Vec::new();
        for (cells, own, others, each) in [(&cells, &ones, &twos, more), (&other_cells, &twos, &ones, less)] {
            let is_one_kind =
                self.plan.query(one).map(|step| step.event) == self.plan.query(two).map(|step| step.event);
            for (at, lets) in own {
                let Some(cell) = cells.cells.get(*at) else { continue };
                let also = others.iter().find(|(other, _)| is_one_kind && other == at).map(|(_, lets)| lets.clone());
                let alone = match also {
                    Some(also) => {
                        let not = self.circuit.not(also);
                        self.circuit.all(vec![lets.clone(), not])
                    }
                    None => lets.clone(),
                };
                if !matches!(alone, Signal::Constant(truth) if truth != YES) {
                    shares.push(Share::new(cell, alone, each(cell)));
                }
            }
        }
        Some(shares)
    }
}
