//! `idle-limit`: limits that never cut anything off: takes groups, scores and rules with a limit, gives findings with the
//! points that are proven to be the end.
//!
//! A limit at just the most points there are is a safeguard, and meant; so is a score up to 10, 100 or 1000, which is a
//! scale. Where points have no proven end, nothing is told.

use std::collections::BTreeSet;

use super::{
    Ground,
    told::{THE_LEAST, THE_MOST, Told},
};
use crate::{
    analyze::{Bound, Goal, Matter, Measure, Wanted},
    base::{Diagnostic, Span, code},
    model::{PointsOf, RuleId},
    plan::points_name,
    value::Points,
};

/// Scores that end here are scales.
const SCALES: [&str; 3] = ["10", "100", "1000"];

pub(super) fn limits(ground: &Ground<'_>, idle: &BTreeSet<RuleId>, out: &mut Vec<Diagnostic>) {
    let model = ground.model();
    for (id, group) in model.groups.iter() {
        let Some(span) = group.span else { continue };
        out.extend(group.limit.max.and_then(|max| most(ground, PointsOf::Group(id), max, span)));
        out.extend(group.limit.min.and_then(|min| least(ground, PointsOf::Group(id), min, span)));
    }
    for (id, score) in model.scores.iter() {
        let Some(span) = score.span else { continue };
        let is_scale = |max: &Points| SCALES.contains(&max.to_string().as_str());
        let max = score.limit.max.filter(|max| !is_scale(max));
        out.extend(max.and_then(|max| most(ground, PointsOf::Score(id), max, span)));
        out.extend(score.limit.min.and_then(|min| least(ground, PointsOf::Score(id), min, span)));
    }
    for (id, rule) in model.rules.iter() {
        let is_over = rule.until.is_some_and(|until| until < ground.as_of.date);
        if let (Some(up_to), Some(span)) = (rule.up_to, rule.span)
            && !is_over
            && !idle.contains(&id)
        {
            out.extend(up_to_never(ground, id, up_to, span));
        }
    }
}

/// The points before the limit lie so.
fn lie(of: PointsOf, low: Option<Points>, high: Option<Points>) -> Goal {
    Goal::of(Matter::Points(Measure::BeforeLimit(of), low, high), Wanted::True)
}

fn most(ground: &Ground<'_>, of: PointsOf, max: Points, span: Span) -> Option<Diagnostic> {
    if !ground.rules_out(&lie(of, Some(max), None)) {
        return None;
    }
    let bound = ground.quick().bounds(Measure::BeforeLimit(of)).max;
    let name = points_name(ground.model(), of);
    let proven = bound.proven.filter(|most| *most < max)?;
    let end =
        if bound.is_exact() { format!("the most `{name}` can be is") } else { format!("`{name}` is never more than") };
    let message = format!("{end} {proven}, so its limit of {max} never takes anything away");
    Some(idle(ground, of, span, message, &bound, true))
}

fn least(ground: &Ground<'_>, of: PointsOf, min: Points, span: Span) -> Option<Diagnostic> {
    if !ground.rules_out(&lie(of, None, Some(min))) {
        return None;
    }
    let bound = ground.quick().bounds(Measure::BeforeLimit(of)).min;
    let name = points_name(ground.model(), of);
    let proven = bound.proven.filter(|least| min < *least)?;
    let end =
        if bound.is_exact() { format!("the least `{name}` can be is") } else { format!("`{name}` is never less than") };
    let message = format!("{end} {proven}, so its limit of {min} never adds anything");
    Some(idle(ground, of, span, message, &bound, false))
}

/// `up to` that is never reached, be the points given or taken.
fn up_to_never(ground: &Ground<'_>, id: RuleId, up_to: Points, span: Span) -> Option<Diagnostic> {
    let of = PointsOf::Rule(id);
    let magnitude = Points::from_scaled(up_to.scaled().saturating_abs());
    let opposite = Points::from_scaled(magnitude.scaled().saturating_neg());
    if !ground.rules_out(&lie(of, Some(magnitude), None)) || !ground.rules_out(&lie(of, None, Some(opposite))) {
        return None;
    }
    let bounds = ground.quick().bounds(Measure::BeforeLimit(of));
    let (least, most) = (bounds.min.proven?, bounds.max.proven?);
    let bound = if least.scaled().saturating_abs() > most.scaled().saturating_abs() { bounds.min } else { bounds.max };
    let farthest = bound.proven?;
    if farthest.scaled().saturating_abs() >= magnitude.scaled() {
        return None;
    }
    let message =
        format!("this rule gives {} at most, so `up to {magnitude}` never takes anything away", farthest.signed());
    Some(idle(ground, of, span, message, &bound, farthest > Points::ZERO))
}

fn idle(ground: &Ground<'_>, of: PointsOf, span: Span, message: String, bound: &Bound, is_most: bool) -> Diagnostic {
    let found = Diagnostic::new(&code::IDLE_LIMIT, span, message)
        .help("leave the limit out, or set it where it is meant to cut");
    match &bound.reached {
        Some((points, witness)) if bound.is_exact() => {
            let farthest = ground.quick().plain_points(witness, Measure::BeforeLimit(of), *points);
            ground.shown_as(found, Told::of(&farthest, if is_most { THE_MOST } else { THE_LEAST }))
        }
        _ => found,
    }
}
