//! What a goal asks of the values of many events: takes the questions and rules that it hangs on, gives the sums,
//! averages, extremes and different values in them, where these are cut, and the single events that are picked.
//!
//! Knows nothing of cells.

use std::collections::BTreeSet;

use super::signatures::{Counted, Signature};
use crate::{
    analyze::{
        lower::Lowering,
        numbers::{millionths, stretches},
        space::{Key, of_one_event, question_in_full},
    },
    model::{AggregateFunction, EventId, FieldId, MatchSubject, Operand, PropertyId, QueryId, Question, RuleId, Which},
    plan::{AwardStep, RuleBodyStep},
    value::{Bound, Decimal, Interval, Micros, Points, Scalar},
};

/// Most steps of one `per` that are told apart.
const MOST_STEPS: i64 = 200;
/// Events of one cell that an average is looked at with.
const FOR_AVERAGES: i64 = 6;
/// Fields of fewer values are cut into each of them, where different ones are counted.
const MOST_VALUES: i64 = 24;
/// Sums beyond this are not told apart.
const FAR_AWAY: i64 = 100_000_000_000;
/// Most events of one cell that a sum is looked at with.
const FOR_SUMS: i64 = 64;

/// Something computed over the events of a query; without a function: how many different values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analyze) struct Amount {
    pub(in crate::analyze) function: Option<AggregateFunction>,
    pub(in crate::analyze) query: QueryId,
    pub(in crate::analyze) field: FieldId,
}

/// Points for each whole step in an amount.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    pub(super) rule: RuleId,
    pub(super) points: Points,
    pub(super) step: Decimal,
}

impl Amount {
    pub(super) fn of(operand: &Operand) -> Option<Self> {
        match operand {
            Operand::Aggregate { function, query, field } => {
                Some(Self { function: Some(*function), query: *query, field: *field })
            }
            Operand::Distinct { query, field } => Some(Self { function: None, query: *query, field: *field }),
            _ => None,
        }
    }

    /// The field as a property of the event's record.
    pub(super) fn property(self) -> PropertyId {
        PropertyId::new(self.field.index())
    }

    /// Whether it is the least or the greatest value.
    pub(super) fn is_extreme(self) -> bool {
        matches!(self.function, Some(AggregateFunction::Min | AggregateFunction::Max))
    }

    /// The amounts, in millionths or in whole numbers, that lie in intervals.
    pub(super) fn stretches(self, intervals: &[Interval]) -> std::sync::Arc<[(i64, i64)]> {
        if self.function.is_some() { millionths(intervals) } else { stretches(intervals, false) }
    }

    /// Whole steps in so much.
    pub(super) fn steps(self, step: &Decimal, amount: i64) -> i64 {
        let millionths = if self.function.is_some() { i128::from(amount) } else { i128::from(amount) * 1_000_000 };
        Points::steps_of(step, Micros::from_millionths(millionths))
    }
}

impl Lowering<'_> {
    /// Every amount that is compared with constants, and the intervals.
    pub(super) fn compared_amounts(&self) -> Vec<(Amount, Vec<Interval>)> {
        let atoms = self.cone.atoms.iter().filter_map(|id| self.plan.atoms().get(*id));
        atoms
            .filter_map(|atom| match &atom.question {
                Question::Known(operand) => Some((Amount::of(self.plan.resolved(operand))?, Vec::new())),
                question => {
                    let (operand, intervals) = self.about_number(question)?;
                    Some((Amount::of(operand)?, intervals))
                }
            })
            .collect()
    }

    /// Every amount that rules give points for by steps.
    pub(super) fn stepped_amounts(&self) -> Vec<(Amount, Steps)> {
        let rules = self.cone.rules.iter().filter_map(|rule| Some((*rule, self.plan.rule(*rule)?)));
        rules
            .filter_map(|(rule, step)| match &step.body {
                RuleBodyStep::When { award: AwardStep::Per { points, step, of }, .. } => {
                    let steps = Steps { rule, points: *points, step: *step };
                    Some((Amount::of(self.plan.resolved(of))?, steps))
                }
                _ => None,
            })
            .collect()
    }

    /// The fields of a kind of event that are counted, and where their values are cut.
    pub(super) fn counted(&mut self, event: EventId) -> Counted {
        let mut counted = Counted::new();
        let plan = self.plan;
        let at = plan.model().schema.events.get(event).map(|kind| kind.at.index());
        let is_of = |amount: &Amount| {
            plan.query(amount.query).is_some_and(|step| step.event == event) && at != Some(amount.field.index())
        };
        for (amount, intervals) in self.compared_amounts().into_iter().filter(|(amount, _)| is_of(amount)) {
            let cuts = counted.entry(amount.property()).or_default();
            if amount.is_extreme() {
                cuts.extend(intervals);
            } else if amount.function.is_none() {
                cuts.extend(self.few_values(event, amount.field));
            }
        }
        for (amount, steps) in self.stepped_amounts().into_iter().filter(|(amount, _)| is_of(amount)) {
            let enough = self.enough(steps.rule, steps.points.scaled());
            let cuts = counted.entry(amount.property()).or_default();
            if amount.is_extreme() {
                let space = self.events.get(event.index()).map(|of| &of.space);
                let found = space.map(|space| space.step_cuts(amount.property(), &steps.step, enough.min(MOST_STEPS)));
                let (found, complete) = found.unwrap_or_default();
                self.is_partial |= !complete || enough > MOST_STEPS;
                cuts.extend(found);
            } else if amount.function.is_none() {
                cuts.extend(self.few_values(event, amount.field));
            }
        }
        counted
    }

    /// Each value of a field that has few, so that different ones can be counted.
    fn few_values(&self, event: EventId, field: FieldId) -> Vec<Interval> {
        let fields = self.plan.model().schema.events.get(event).map(|kind| &kind.fields);
        let range = fields.and_then(|fields| fields.get(field)?.0.reading.range);
        let end = |bound: Bound, by: i64| match bound {
            Bound::Included(Scalar::Integer(end)) => Some(end),
            Bound::Excluded(Scalar::Integer(end)) => end.checked_add(by),
            _ => None,
        };
        let ends = range.and_then(|range| Some((end(range.low, 1)?, end(range.high, -1)?)));
        match ends {
            Some((first, last)) if last.saturating_sub(first) < MOST_VALUES => {
                (first..=last).map(|value| Interval::point(Scalar::Integer(value))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Where an amount is cut: the first of each stretch in which all that is asked of it has one answer.
    pub(super) fn amount_cuts(&mut self, amount: Amount) -> BTreeSet<i64> {
        let mut cuts = BTreeSet::new();
        for (_, intervals) in self.compared_amounts().iter().filter(|(of, _)| *of == amount) {
            self.is_partial |= intervals.iter().any(is_far);
            cuts.extend(amount.stretches(intervals).iter().flat_map(|(first, last)| [*first, last.saturating_add(1)]));
        }
        for (_, steps) in self.stepped_amounts().into_iter().filter(|(of, _)| *of == amount) {
            let enough = self.enough(steps.rule, steps.points.scaled());
            self.is_partial |= enough > MOST_STEPS;
            for wanted in 1..=enough.min(MOST_STEPS) {
                cuts.extend(first_with(|at| amount.steps(&steps.step, at) >= wanted));
            }
        }
        cuts.retain(|cut| cut.abs() < super::reachable::FARTHEST);
        cuts
    }

    /// How many events of one cell make every difference to what is counted, as far as that is known.
    pub(super) fn most_to_count(&mut self, event: EventId, kinds: &[Signature]) -> usize {
        let compared = self.compared_amounts().into_iter().map(|(amount, _)| amount);
        let mut amounts: Vec<Amount> = Vec::new();
        for amount in compared.chain(self.stepped_amounts().into_iter().map(|(amount, _)| amount)) {
            if !amounts.contains(&amount) && self.plan.query(amount.query).is_some_and(|step| step.event == event) {
                amounts.push(amount);
            }
        }
        let mut most = 1;
        for amount in amounts {
            let farthest = self.amount_cuts(amount).last().copied().unwrap_or_default();
            let highs = kinds.iter().filter_map(|kind| kind.held.get(&amount.property())?.high);
            most = most.max(match amount.function {
                None => farthest.min(super::cells::MOST_EVENTS),
                Some(AggregateFunction::Sum) => {
                    let enough = highs.filter(|high| *high > 0).map(|high| farthest / high + 1);
                    enough.max().unwrap_or(1).min(FOR_SUMS)
                }
                Some(AggregateFunction::Avg) => FOR_AVERAGES,
                Some(AggregateFunction::Min | AggregateFunction::Max) => 1,
            });
        }
        usize::try_from(most.max(1) + 1).unwrap_or(2)
    }

    /// Questions about one event of many, of this kind: which one, and the question.
    pub(super) fn asked_of_one(&self, event: EventId) -> Vec<(Key, QueryId, Which)> {
        let is_of = |query: QueryId| self.plan.query(query).is_some_and(|step| step.event == event);
        let model = self.plan.model();
        let atoms = self.cone.atoms.iter().filter_map(|id| {
            let atom = self.plan.atoms().get(*id).filter(|atom| atom.event.is_none())?;
            let (query, which, _) = of_one_event(&question_in_full(model, &atom.question))?;
            is_of(query).then_some((Key::Atom(*id), query, which))
        });
        let rules = self.cone.rules.iter().filter_map(|rule| match &self.plan.rule(*rule)?.body {
            RuleBodyStep::Match { subject: MatchSubject::Operand(subject), .. } => {
                let known = question_in_full(model, &Question::Known(subject.clone()));
                let (query, which, _) = of_one_event(&known)?;
                is_of(query).then_some((Key::Known(*rule), query, which))
            }
            _ => None,
        });
        atoms.chain(rules).collect()
    }

    /// The single events of a kind that are looked at.
    pub(super) fn picked(&self, event: EventId) -> Vec<(QueryId, Which)> {
        let mut picked = Vec::new();
        for (_, query, which) in self.asked_of_one(event) {
            if !picked.contains(&(query, which)) {
                picked.push((query, which));
            }
        }
        picked
    }
}

/// Whether an end lies where amounts are no longer counted.
fn is_far(interval: &Interval) -> bool {
    let is_far = |bound: &Bound| match bound {
        Bound::Included(Scalar::Number(end)) | Bound::Excluded(Scalar::Number(end)) => end.abs() > FAR_AWAY as f64,
        Bound::Included(Scalar::Integer(end)) | Bound::Excluded(Scalar::Integer(end)) => end.abs() > FAR_AWAY,
        _ => false,
    };
    is_far(&interval.low) || is_far(&interval.high)
}

/// The first amount from 0 on for which something holds that goes on holding.
fn first_with(holds: impl Fn(i64) -> bool) -> Option<i64> {
    let (mut low, mut high) = (0, super::reachable::FARTHEST);
    if !holds(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    Some(low)
}
