//! Sums, averages, extremes and different values of events, and single events' fields, as signals: takes the cells of
//! events, gives truths and points.
//!
//! ```text
//! max, min     the place of the greatest (least) piece with an event in it                    exact
//! last, first  the place of the last (first) cell with an event in it                         exact
//! sum, avg, distinct
//!              a variable whose classes are the stretches that rules tell apart, of which     never too few;
//!              those may be chosen which so many events in the cells can come to              the witness is run
//! ```
//!
//! What is asked twice of the same field is joined in pairs: what one query lets through and the other does not makes the
//! difference. Knows nothing of how values are written.

use super::{
    asked::{Amount, Steps},
    cells::{Cell, Cells},
    reachable::{BEYOND, FARTHEST, Share},
    signatures::Held,
};
use crate::{
    analyze::{
        circuit::{FAR, Map, NO, Signal, UNSURE, Var, YES},
        lower::{Freedom, Lowering, interval},
        numbers::stretches,
        space::{Key, of_one_event, question_in_full},
        vars::leaf,
    },
    model::{AggregateFunction, Comparison, EventId, Operand, QueryId, Question, RuleId, Which},
    value::{Bound, Interval, Kind, Number, Points, Scalar, Value},
};

/// A whole one in millionths.
const ONE: i64 = 1_000_000;

/// Of more integers than this any average is taken to be possible.
const MOST_LISTED: i64 = 30;

/// Amounts that are chosen.
pub(in crate::analyze) type Amounts = Vec<Chooser>;

/// An amount whose stretch is chosen.
#[derive(Clone, Debug)]
pub(in crate::analyze) struct Chooser {
    pub(super) amount: Amount,
    pub(super) event: EventId,
    pub(super) var: Var,
    /// By class: the first and the last of a stretch; none: unknown.
    pub(super) stretches: Vec<Option<(i64, i64)>>,
    /// The cells whose events count, and whether they do.
    pub(super) members: Vec<(usize, Signal)>,
}

impl Lowering<'_> {
    /// The truth of a question about values of events.
    pub(super) fn about_values(&mut self, key: Key, question: &Question) -> Option<Signal> {
        let plan = self.plan;
        if let Question::Compare { left, comparison, right } = question
            && let (Operand::Count(left), Operand::Count(right)) = (plan.resolved(left), plan.resolved(right))
        {
            return self.compared_counts(*left, *comparison, *right);
        }
        if let Some((query, which, _)) = of_one_event(&question_in_full(plan.model(), question)) {
            return self.about_one(key, query, which);
        }
        let (amount, intervals) = match question {
            Question::Known(operand) => (Amount::of(plan.resolved(operand))?, None),
            question => {
                let (operand, intervals) = self.about_number(question)?;
                (Amount::of(operand)?, Some(intervals))
            }
        };
        if amount.is_extreme() {
            return self.about_extreme(amount, intervals.as_deref());
        }
        let chooser = self.chooser(amount)?;
        let inside = intervals.map(|intervals| amount.stretches(&intervals));
        let truth = |stretch: &Option<(i64, i64)>| match (stretch, &inside) {
            (None, None) => NO,
            (None, Some(_)) => UNSURE,
            (Some(_), None) => YES,
            (Some((first, _)), Some(inside)) => {
                let first = (*first).max(-FARTHEST);
                if inside.iter().any(|(low, high)| *low <= first && first <= *high) { YES } else { NO }
            }
        };
        Some(leaf(chooser.var, chooser.stretches.iter().map(truth)))
    }

    /// The points of a rule for each whole step in an amount; none where they are no such points.
    pub(in crate::analyze) fn counted_award(&mut self, id: RuleId, of: &Operand) -> Option<Signal> {
        let amount = Amount::of(self.plan.resolved(of))?;
        let (_, steps) = self.stepped_amounts().into_iter().find(|(_, steps)| steps.rule == id)?;
        if amount.is_extreme() {
            return self.extreme_award(amount, &steps);
        }
        let chooser = self.chooser(amount)?;
        let given = |stretch: &Option<(i64, i64)>| {
            let first = stretch.map_or(0, |(first, _)| first.max(0));
            steps.points.scaled().saturating_mul(amount.steps(&steps.step, first))
        };
        Some(leaf(chooser.var, chooser.stretches.iter().map(given)))
    }

    /// A question about the fields of the last or the first event of a query.
    fn about_one(&mut self, key: Key, query: QueryId, which: Which) -> Option<Signal> {
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
    fn about_extreme(&mut self, amount: Amount, intervals: Option<&[Interval]>) -> Option<Signal> {
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
    fn extreme_award(&mut self, amount: Amount, steps: &Steps) -> Option<Signal> {
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

    /// How many events of one query against how many of another.
    fn compared_counts(&mut self, left: QueryId, comparison: Comparison, right: QueryId) -> Option<Signal> {
        let inside = stretches(&[interval(comparison, &Value::Integer(0))?], false);
        // The difference, in stretches of one answer.
        let starts: Vec<i64> = [-BEYOND, 0, 1].into();
        let stretches: Vec<(i64, i64)> = starts.iter().copied().zip([-1, 0, BEYOND]).collect();
        let var = self.choice(stretches.len());
        let ends = |of: &dyn Fn(&(i64, i64)) -> i64| leaf(var, stretches.iter().map(of));
        for (one, two, more) in [(left, right, ends(&|(first, _)| -first)), (right, left, ends(&|(_, last)| *last))] {
            let shares = self.shares_of_difference(one, two, &|_| Some(1), &|_| Some(-1))?;
            let can = self.can_reach(shares, vec![more]);
            self.must.push(can);
        }
        let truth = |(first, _): &(i64, i64)| {
            let first = (*first).max(-FARTHEST);
            if inside.iter().any(|(low, high)| *low <= first && first <= *high) { YES } else { NO }
        };
        Some(leaf(var, stretches.iter().map(truth)))
    }

    fn choice(&mut self, classes: usize) -> Var {
        self.note(Freedom::Events);
        let family = self.vars.family();
        self.vars.add(family, classes)
    }

    /// The amount as something that is chosen.
    fn chooser(&mut self, amount: Amount) -> Option<Chooser> {
        if let Some(known) = self.amounts.iter().find(|known| known.amount == amount) {
            return Some(known.clone());
        }
        let event = self.plan.query(amount.query)?.event;
        let (cells, members) = self.members(amount.query)?;
        let least = if amount.function.is_some() { -BEYOND } else { 0 };
        let cuts = self.amount_cuts(amount);
        let starts: Vec<i64> = [least].into_iter().chain(cuts.into_iter().filter(|cut| *cut > least)).collect();
        let lasts = starts.iter().skip(1).map(|next| next - 1).chain([BEYOND]);
        let is_sum = amount.function == Some(AggregateFunction::Sum);
        let whole = if is_sum && self.is_of_integers(amount, event) { ONE } else { 1 };
        // Between whole numbers there is no sum of them.
        let narrowed = |(first, last): (i64, i64)| {
            let first = if first > least { first.saturating_add(whole - 1).div_euclid(whole) * whole } else { first };
            let last = if last < BEYOND { last.div_euclid(whole) * whole } else { last };
            (first <= last).then_some(Some((first, last)))
        };
        let mut stretches: Vec<Option<(i64, i64)>> = starts.iter().copied().zip(lasts).filter_map(narrowed).collect();
        let is_too_large =
            |cell: &Cell| cell.signature.held.get(&amount.property()).is_some_and(|held| held.is_too_large);
        let of_all = members.iter().any(|(at, _)| cells.cells.get(*at).is_some_and(is_too_large));
        match amount.function {
            None => {}
            Some(AggregateFunction::Sum) if !of_all => {}
            Some(_) => stretches.push(None),
        }
        let var = self.choice(stretches.len());
        let chooser = Chooser { amount, event, var, stretches, members };
        match amount.function {
            None => self.bind_different(&chooser, &cells),
            Some(AggregateFunction::Avg) => self.bind_average(&chooser, &cells),
            Some(_) => self.bind_sum(&chooser, &cells),
        }
        for other in self.amounts.clone() {
            self.bind_pair(&chooser, &other, &cells);
        }
        self.amounts.push(chooser.clone());
        Some(chooser)
    }

    fn is_of_integers(&self, amount: Amount, event: EventId) -> bool {
        let kind = self.plan.model().schema.events.get(event);
        kind.and_then(|kind| kind.fields.get(amount.field)).is_some_and(|field| *field.0.kind() == Kind::Integer)
    }

    /// A sum lies between what the events hold at least and at most.
    fn bind_sum(&mut self, chooser: &Chooser, cells: &Cells) {
        let upper = self.shares(chooser, cells, &|held| held.high);
        let lower = self.shares(chooser, cells, &|held| held.low.map(|low| -low));
        self.bind(upper, chooser.firsts(-1));
        self.bind(lower, chooser.lasts(1));
        self.bind_unknown(chooser, cells, Vec::new());
    }

    /// An average of n events: n times it, less or more a half for the rounding, is their sum.
    fn bind_average(&mut self, chooser: &Chooser, cells: &Cells) {
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
    fn bind_different(&mut self, chooser: &Chooser, cells: &Cells) {
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
    fn bind_pair(&mut self, one: &Chooser, two: &Chooser, cells: &Cells) {
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
    fn shares_of_difference(
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

impl Amount {
    /// What stands for the least or the greatest value of nothing.
    fn none(self) -> i64 {
        if self.function == Some(AggregateFunction::Max) { -FAR } else { FAR }
    }
}

impl Chooser {
    /// The first of each stretch, so many times.
    fn firsts(&self, times: i64) -> Signal {
        leaf(
            self.var,
            self.stretches.iter().map(|stretch| stretch.map_or(BEYOND, |(first, _)| first.saturating_mul(times))),
        )
    }

    /// The last of each stretch, so many times.
    fn lasts(&self, times: i64) -> Signal {
        let unknown = if times < 0 { -BEYOND } else { BEYOND };
        leaf(
            self.var,
            self.stretches.iter().map(|stretch| stretch.map_or(unknown, |(_, last)| last.saturating_mul(times))),
        )
    }

    /// Whether the stretch is such a one.
    fn is(&self, such: impl Fn(&Option<(i64, i64)>) -> bool) -> Signal {
        leaf(self.var, self.stretches.iter().map(|stretch| if such(stretch) { YES } else { NO }))
    }
}
