//! Proof that no score overflows (semantics 5 of the language page): bounds of every sum, in 128 bits.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{Diagnostic, Span, code},
    model::{Award, Formula, Limit, Model, Node, PointsOf, RuleBody, ScoreBody},
    value::{Bound, Number, Points, Scalar},
};

/// Least and most points, in ten-thousandths.
type Reach = (i128, i128);

/// Reports every score that could leave the 64 bits that points have.
pub(super) fn overflow(model: &Model, out: &mut Vec<Diagnostic>) {
    proven(model, out);
}

/// The least and most points that each rule, group and score can have, in ten-thousandths; wider than what contacts
/// reach, for what excludes what is not looked at.
pub fn bounds(model: &Model) -> BTreeMap<Node, (i128, i128)> {
    proven(model, &mut Vec::new())
}

fn proven(model: &Model, out: &mut Vec<Diagnostic>) -> BTreeMap<Node, Reach> {
    let mut reach: BTreeMap<Node, Reach> = BTreeMap::new();
    // What is made of a sum that is reported, and so follows from it.
    let mut tainted: BTreeSet<Node> = BTreeSet::new();
    for node in &model.order {
        let (bounds, limit, span, name, parts) = match node {
            Node::Rule(id) => {
                let rule = &model.rules.at(*id);
                let (low, high) = rule_reach(model, &rule.body);
                let bounds = match rule.up_to {
                    Some(most) => {
                        let most = i128::from(most.scaled());
                        (low.clamp(-most, most), high.clamp(-most, most))
                    }
                    None => (low, high),
                };
                (bounds, Limit::default(), rule.span, "this rule".to_owned(), Vec::new())
            }
            Node::Group(id) => {
                let group = &model.groups.at(*id);
                let parts: Vec<Node> = group.rules.iter().map(|rule| Node::Rule(*rule)).collect();
                (total(&parts, &reach), group.limit, group.span, format!("`{}`", group.name), parts)
            }
            Node::Score(id) => {
                let score = &model.scores.at(*id);
                let mut parts = Vec::new();
                let sum = match &score.body {
                    ScoreBody::Sum { groups, rules } => {
                        parts.extend(groups.iter().map(|group| Node::Group(*group)));
                        parts.extend(rules.iter().map(|rule| Node::Rule(*rule)));
                        total(&parts, &reach)
                    }
                    ScoreBody::Derived(formula) => {
                        formula_parts(formula, &mut parts);
                        formula_reach(formula, &reach)
                    }
                };
                (sum, score.limit, score.span, format!("`{}`", score.name), parts)
            }
            Node::Define(_) | Node::Stage(_) | Node::List(_) => continue,
        };
        let follows = parts.iter().any(|part| tainted.contains(part));
        let overflows = bounds.0 < i128::from(i64::MIN) || bounds.1 > i128::from(i64::MAX);
        if overflows && !follows {
            out.push(finding(span, &name));
        }
        // A sum that is limited on both sides can be counted on again.
        if (overflows || follows) && (limit.min.is_none() || limit.max.is_none()) {
            tainted.insert(*node);
        }
        let bounds = limited(bounds, limit);
        reach.insert(*node, (bounds.0.max(i128::from(i64::MIN)), bounds.1.min(i128::from(i64::MAX))));
    }
    reach
}

fn finding(span: Option<Span>, name: &str) -> Diagnostic {
    let message = format!("{name} could reach more points than can be counted");
    let diagnostic = match span {
        Some(span) => Diagnostic::new(&code::POSSIBLE_OVERFLOW, span, message),
        None => Diagnostic::whole(&code::POSSIBLE_OVERFLOW, message),
    };
    diagnostic.help(
        "points stay below 922 trillion: use smaller points, or limit the groups and scores that are added up here",
    )
}

fn total(parts: &[Node], reach: &BTreeMap<Node, Reach>) -> Reach {
    parts.iter().filter_map(|part| reach.get(part)).fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

fn limited((low, high): Reach, limit: Limit) -> Reach {
    let min = limit.min.map_or(i128::MIN, |min| i128::from(min.scaled()));
    let max = limit.max.map_or(i128::MAX, |max| i128::from(max.scaled()));
    (low.clamp(min, max), high.clamp(min, max))
}

fn rule_reach(model: &Model, body: &RuleBody) -> Reach {
    let around_zero = |points: Points| {
        let points = i128::from(points.scaled());
        (points.min(0), points.max(0))
    };
    match body {
        RuleBody::When { award: Award::Flat(points) | Award::Decay { points, .. }, .. } => around_zero(*points),
        RuleBody::When { award: Award::Per { points, step, of }, .. } => {
            let range = super::reads::declaration(model, of, None).and_then(|declared| declared.reading.range);
            let most = match range.map(|range| range.high) {
                Some(Bound::Included(high) | Bound::Excluded(high)) => match high {
                    Scalar::Integer(high) => Some(Number::Integer(high)),
                    Scalar::Number(high) => Some(Number::Real(high)),
                    _ => None,
                },
                _ => None,
            };
            // `per` saturates, so even a sum without end stays within 64 bits until it is added to others.
            let most = most.map_or(i128::from(i64::MAX), |most| {
                i128::from(Points::steps(step, &most)) * i128::from(points.scaled())
            });
            let end = if points.scaled() < 0 { -most.abs() } else { most.abs() };
            (end.min(0), end.max(0))
        }
        RuleBody::Match { arms, otherwise, unknown, .. } => arms
            .iter()
            .map(|arm| arm.points)
            .chain(*otherwise)
            .chain(*unknown)
            .map(around_zero)
            .fold((0, 0), |reach, arm| (reach.0.min(arm.0), reach.1.max(arm.1))),
        RuleBody::Each { points, .. } => many_times(around_zero(*points)),
        RuleBody::MatchEach { arms, otherwise, unknown, .. } => many_times(
            arms.iter()
                .map(|arm| arm.points)
                .chain(*otherwise)
                .chain(*unknown)
                .map(around_zero)
                .fold((0, 0), |reach, arm| (reach.0.min(arm.0), reach.1.max(arm.1))),
        ),
    }
}

/// Once for each event of one kind that a contact may have (semantics 12).
fn many_times((low, high): Reach) -> Reach {
    const EVENTS: i128 = 1 << 32;
    (low * EVENTS, high * EVENTS)
}

/// The scores, groups and rules that a formula adds up.
fn formula_parts(formula: &Formula, parts: &mut Vec<Node>) {
    match formula {
        Formula::Points(of) => parts.push(node_of(*of)),
        Formula::Constant(_) => {}
        Formula::Sum(sum) => sum.iter().for_each(|part| formula_parts(part, parts)),
        Formula::Negate(of) | Formula::Product { of, .. } => formula_parts(of, parts),
    }
}

fn node_of(of: PointsOf) -> Node {
    match of {
        PointsOf::Score(id) => Node::Score(id),
        PointsOf::Group(id) => Node::Group(id),
        PointsOf::Rule(id) => Node::Rule(id),
    }
}

fn formula_reach(formula: &Formula, reach: &BTreeMap<Node, Reach>) -> Reach {
    match formula {
        Formula::Points(of) => reach.get(&node_of(*of)).copied().unwrap_or((0, 0)),
        Formula::Constant(points) => (i128::from(points.scaled()), i128::from(points.scaled())),
        Formula::Sum(parts) => parts
            .iter()
            .map(|part| formula_reach(part, reach))
            .fold((0, 0), |sum, part| (sum.0.saturating_add(part.0), sum.1.saturating_add(part.1))),
        Formula::Negate(of) => {
            let (low, high) = formula_reach(of, reach);
            (high.saturating_neg(), low.saturating_neg())
        }
        Formula::Product { factor, of } => {
            let (low, high) = formula_reach(of, reach);
            let product = |end: i128| -> i128 {
                #[expect(clippy::cast_precision_loss, reason = "a bound, widened by more than the loss")]
                let product = end as f64 * factor.to_f64();
                #[expect(clippy::cast_possible_truncation, reason = "casts from floats saturate")]
                let whole = (product * (1.0 + 1e-9)) as i128;
                whole + whole.signum()
            };
            let (a, b) = (product(low), product(high));
            (a.min(b), a.max(b))
        }
    }
}
