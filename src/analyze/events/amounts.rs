//! Sums, averages and different values of events as signals: takes the cells of events, gives truths and points.
//!
//! Each is a variable whose classes are the stretches that rules tell apart, of which those may be chosen which so many
//! events in the cells can come to (see `ties`). Never too few; the witness is run. Knows nothing of how values are
//! written.

use super::{
    asked::Amount,
    cells::Cell,
    reachable::{BEYOND, FARTHEST},
};
use crate::{
    analyze::{
        circuit::{NO, Signal, UNSURE, Var, YES},
        lower::{Freedom, Lowering, interval},
        numbers::stretches,
        space::{Key, of_one_event, question_in_full},
        vars::leaf,
    },
    model::{AggregateFunction, Comparison, EventId, Operand, QueryId, Question, RuleId},
    value::{Kind, Value},
};

/// A whole one in millionths.
pub(super) const ONE: i64 = 1_000_000;

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
        self.note(Freedom::Amounts);
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

    pub(super) fn is_of_integers(&self, amount: Amount, event: EventId) -> bool {
        let kind = self.plan.model().schema.events.get(event);
        kind.and_then(|kind| kind.fields.get(amount.field)).is_some_and(|field| *field.0.kind() == Kind::Integer)
    }
}

impl Chooser {
    /// The first of each stretch, so many times.
    pub(super) fn firsts(&self, times: i64) -> Signal {
        leaf(
            self.var,
            self.stretches.iter().map(|stretch| stretch.map_or(BEYOND, |(first, _)| first.saturating_mul(times))),
        )
    }

    /// The last of each stretch, so many times.
    pub(super) fn lasts(&self, times: i64) -> Signal {
        let unknown = if times < 0 { -BEYOND } else { BEYOND };
        leaf(
            self.var,
            self.stretches.iter().map(|stretch| stretch.map_or(unknown, |(_, last)| last.saturating_mul(times))),
        )
    }

    /// Whether the stretch is such a one.
    pub(super) fn is(&self, such: impl Fn(&Option<(i64, i64)>) -> bool) -> Signal {
        leaf(self.var, self.stretches.iter().map(|stretch| if such(stretch) { YES } else { NO }))
    }
}
