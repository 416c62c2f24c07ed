//! Bounds from the bounds of parts: takes a score or group whose ends a search could not settle, gives ends that follow
//! from what is proven of each of its parts by itself.
//!
//! `total = fit + engagement` is never more than the most of the one and of the other, even where the two cannot be so
//! together. Knows nothing of contacts.

use super::Search;
use crate::{
    analyze::{Bound, Bounds, Measure},
    model::{Formula, Limit, PointsOf, ScoreBody},
    value::{Decimal, Points},
};

/// Scores and groups of more parts are left alone: each part is a search.
const MOST_PARTS: usize = 64;

/// The least and the most, in ten-thousandths, where they are proven.
type Range = (Option<i128>, Option<i128>);

impl Search<'_> {
    /// The least and the most points of a score, group or rule.
    pub fn bounds(&self, measure: Measure) -> Bounds {
        let known = self.bounds.borrow().get(&measure).cloned();
        known.unwrap_or_else(|| {
            let bounds = self.composed_bounds(measure);
            self.bounds.borrow_mut().insert(measure, bounds.clone());
            bounds
        })
    }

    fn composed_bounds(&self, measure: Measure) -> Bounds {
        let bounds = self.searched_bounds(measure);
        if bounds.min.is_exact() && bounds.max.is_exact() {
            return bounds;
        }
        let Some((low, high)) = self.of_parts(measure) else { return bounds };
        Bounds {
            min: tighter(bounds.min, low, |one, other| one > other),
            max: tighter(bounds.max, high, |one, other| one < other),
        }
    }

    fn of_parts(&self, measure: Measure) -> Option<Range> {
        let model = self.plan.model();
        let (of, is_limited) = match measure {
            Measure::Of(of) => (of, true),
            Measure::BeforeLimit(of) => (of, false),
        };
        let (range, limit) = match of {
            PointsOf::Rule(_) => return None,
            PointsOf::Group(group) => {
                let group = model.groups.get(group)?;
                (self.sum(group.rules.iter().map(|rule| PointsOf::Rule(*rule)))?, group.limit)
            }
            PointsOf::Score(score) => {
                let score = model.scores.get(score)?;
                let range = match &score.body {
                    ScoreBody::Sum { groups, rules } => {
                        let groups = groups.iter().map(|group| PointsOf::Group(*group));
                        self.sum(groups.chain(rules.iter().map(|rule| PointsOf::Rule(*rule))))?
                    }
                    ScoreBody::Derived(formula) => self.formula(formula),
                };
                (range, score.limit)
            }
        };
        Some(if is_limited { limited(range, limit) } else { range })
    }

    fn sum(&self, parts: impl Iterator<Item = PointsOf>) -> Option<Range> {
        let parts: Vec<PointsOf> = parts.collect();
        (parts.len() <= MOST_PARTS)
            .then(|| parts.iter().fold((Some(0), Some(0)), |sum, part| added(sum, self.part(*part))))
    }

    fn part(&self, of: PointsOf) -> Range {
        let Bounds { min, max } = self.bounds(Measure::Of(of));
        let scaled = |bound: Bound| bound.proven.map(|points| i128::from(points.scaled()));
        (scaled(min), scaled(max))
    }

    fn formula(&self, formula: &Formula) -> Range {
        match formula {
            Formula::Points(of) => self.part(*of),
            Formula::Constant(points) => (Some(points.scaled().into()), Some(points.scaled().into())),
            Formula::Sum(parts) => parts.iter().fold((Some(0), Some(0)), |sum, part| added(sum, self.formula(part))),
            Formula::Negate(of) => {
                let (low, high) = self.formula(of);
                (high.map(|high| -high), low.map(|low| -low))
            }
            Formula::Product { factor, of } => {
                let times = |end: i128| {
                    let end = Points::from_scaled(i64::try_from(end).ok()?);
                    Some(i128::from(end.times(factor).scaled()))
                };
                let (low, high) = self.formula(of);
                let (low, high) = (low.and_then(times), high.and_then(times));
                if *factor < Decimal::ZERO { (high, low) } else { (low, high) }
            }
        }
    }
}

fn added((low, high): Range, (more_low, more_high): Range) -> Range {
    let both = |one: Option<i128>, other: Option<i128>| one?.checked_add(other?);
    (both(low, more_low), both(high, more_high))
}

/// A side without an end ends where the limit says.
fn limited((low, high): Range, limit: Limit) -> Range {
    let min = limit.min.map(|min| i128::from(min.scaled()));
    let max = limit.max.map(|max| i128::from(max.scaled()));
    let inside = |end: i128| {
        let raised = min.map_or(end, |min| end.max(min));
        max.map_or(raised, |max| raised.min(max))
    };
    (low.map(inside).or(min), high.map(inside).or(max))
}

fn tighter(bound: Bound, end: Option<i128>, is_tighter: impl Fn(Points, Points) -> bool) -> Bound {
    let end = end.and_then(|end| i64::try_from(end).ok()).map(Points::from_scaled);
    let Some(end) = end.filter(|end| bound.proven.is_none_or(|proven| is_tighter(*end, proven))) else {
        return bound;
    };
    let mut bound = Bound { proven: Some(end), ..bound };
    if bound.is_exact() {
        bound.reason = None;
    }
    bound
}
