//! What limits by themselves say of points: takes the model, gives the least and the most points that what is written
//! allows, without a look at conditions.
//!
//! Wider than the truth, and always right: it stands in where a search has not looked at all events. Knows nothing of
//! contacts.

use super::Measure;
use crate::{
    model::{Award, Formula, Limit, Model, PointsOf, RuleBody, RuleId, ScoreBody},
    value::{AsOf, Points},
};

/// The least and the most, in ten-thousandths; none: no end.
pub(super) type Range = (Option<i128>, Option<i128>);

/// What can be said of points without a look at conditions.
pub(super) fn declared(model: &Model, as_of: &AsOf, measure: Measure) -> Range {
    match measure {
        Measure::Of(of) => after_limit(model, as_of, of),
        Measure::BeforeLimit(of) => before_limit(model, as_of, of),
    }
}

fn after_limit(model: &Model, as_of: &AsOf, of: PointsOf) -> Range {
    let before = before_limit(model, as_of, of);
    match of {
        PointsOf::Rule(rule) => match model.rules.get(rule).and_then(|rule| rule.up_to) {
            Some(up_to) => {
                let most = Points::from_scaled(up_to.scaled().saturating_abs());
                let least = Points::from_scaled(most.scaled().saturating_neg());
                clamped(before, Limit { min: Some(least), max: Some(most) })
            }
            None => before,
        },
        PointsOf::Group(group) => clamped(before, model.groups.get(group).map(|group| group.limit).unwrap_or_default()),
        PointsOf::Score(score) => clamped(before, model.scores.get(score).map(|score| score.limit).unwrap_or_default()),
    }
}

fn before_limit(model: &Model, as_of: &AsOf, of: PointsOf) -> Range {
    let sum = |parts: &mut dyn Iterator<Item = PointsOf>| {
        parts.fold((Some(0), Some(0)), |all, part| added(all, after_limit(model, as_of, part)))
    };
    match of {
        PointsOf::Rule(rule) => of_rule(model, as_of, rule),
        PointsOf::Group(group) => match model.groups.get(group) {
            Some(group) => sum(&mut group.rules.iter().copied().map(PointsOf::Rule)),
            None => (Some(0), Some(0)),
        },
        PointsOf::Score(score) => match model.scores.get(score).map(|score| &score.body) {
            Some(ScoreBody::Sum { groups, rules }) => {
                let groups = groups.iter().copied().map(PointsOf::Group);
                sum(&mut groups.chain(rules.iter().copied().map(PointsOf::Rule)))
            }
            Some(ScoreBody::Derived(formula)) => of_formula(model, as_of, formula),
            None => (Some(0), Some(0)),
        },
    }
}

fn of_formula(model: &Model, as_of: &AsOf, formula: &Formula) -> Range {
    match formula {
        Formula::Points(of) => after_limit(model, as_of, *of),
        Formula::Constant(points) => (Some(points.scaled().into()), Some(points.scaled().into())),
        Formula::Sum(parts) => {
            parts.iter().fold((Some(0), Some(0)), |all, part| added(all, of_formula(model, as_of, part)))
        }
        Formula::Negate(of) => {
            let (low, high) = of_formula(model, as_of, of);
            (high.map(|high| -high), low.map(|low| -low))
        }
        Formula::Product { factor, of } => {
            let times = |end: i128| -> Option<i128> {
                let end = i64::try_from(end).ok()?;
                Some(Points::from_scaled(end).times(factor).scaled().into())
            };
            let (low, high) = of_formula(model, as_of, of);
            let (low, high) = (low.and_then(times), high.and_then(times));
            if *factor < crate::value::Decimal::ZERO { (high, low) } else { (low, high) }
        }
    }
}

fn of_rule(model: &Model, as_of: &AsOf, rule: RuleId) -> Range {
    let Some(rule) = model.rules.get(rule) else { return (Some(0), Some(0)) };
    if rule.until.is_some_and(|until| as_of.date > until) {
        return (Some(0), Some(0));
    }
    let around = |points: &mut dyn Iterator<Item = Points>| {
        points.fold((Some(0), Some(0)), |(low, high): Range, points| {
            let points = i128::from(points.scaled());
            (low.map(|low| low.min(points)), high.map(|high| high.max(points)))
        })
    };
    let arms = |arms: &[crate::model::Arm], otherwise: &Option<Points>, unknown: &Option<Points>| {
        around(&mut arms.iter().map(|arm| arm.points).chain(*otherwise).chain(*unknown))
    };
    // As many times as there are events, or steps.
    let endless = |(low, high): Range| (low.filter(|low| *low == 0), high.filter(|high| *high == 0));
    match &rule.body {
        RuleBody::When { award: Award::Flat(points) | Award::Decay { points, .. }, .. } => {
            around(&mut [*points].into_iter())
        }
        RuleBody::When { award: Award::Per { points, .. }, .. } | RuleBody::Each { points, .. } => {
            endless(around(&mut [*points].into_iter()))
        }
        RuleBody::Match { arms: own, otherwise, unknown, .. } => arms(own, otherwise, unknown),
        RuleBody::MatchEach { arms: own, otherwise, unknown, .. } => endless(arms(own, otherwise, unknown)),
    }
}

fn added((low, high): Range, (more_low, more_high): Range) -> Range {
    let both = |one: Option<i128>, two: Option<i128>| Some(one?.saturating_add(two?));
    (both(low, more_low), both(high, more_high))
}

fn clamped((low, high): Range, limit: Limit) -> Range {
    let end = |end: Option<i128>, without: Option<Points>| match end {
        Some(end) => {
            let raised = limit.min.map_or(end, |min| end.max(min.scaled().into()));
            Some(limit.max.map_or(raised, |max| raised.min(max.scaled().into())))
        }
        None => without.map(|end| end.scaled().into()),
    };
    (end(low, limit.min), end(high, limit.max))
}
