//! Proof that no score overflows (semantics 5 of the language page): bounds of every sum, in 128 bits.

use std::collections::BTreeMap;

use crate::{
    base::{Diagnostic, code},
    model::{Award, Formula, Limit, Model, Node, Operand, PointsOf, RuleBody, ScoreBody},
    value::{Bound, Number, Points, Scalar},
};

/// Least and most points, in ten-thousandths.
type Reach = (i128, i128);

/// Reports every score that could leave the 64 bits that points have.
pub(super) fn overflow(model: &Model, out: &mut Vec<Diagnostic>) {
    let mut reach: BTreeMap<Node, Reach> = BTreeMap::new();
    for node in &model.order {
        let (bounds, span, name) = match node {
            Node::Rule(id) => {
                let rule = &model.rules[*id];
                let (low, high) = rule_reach(model, &rule.body);
                let bounds = match rule.up_to {
                    Some(most) => {
                        let most = i128::from(most.scaled());
                        (low.clamp(-most, most), high.clamp(-most, most))
                    }
                    None => (low, high),
                };
                (bounds, rule.span, &rule.id)
            }
            Node::Group(id) => {
                let group = &model.groups[*id];
                let sum = total(group.rules.iter().map(|rule| Node::Rule(*rule)), &reach);
                report(sum, group.span, &group.name, out);
                (limited(sum, group.limit), group.span, &group.name)
            }
            Node::Score(id) => {
                let score = &model.scores[*id];
                let sum = match &score.body {
                    ScoreBody::Sum { groups, rules } => total(
                        groups.iter().map(|group| Node::Group(*group)).chain(rules.iter().map(|rule| Node::Rule(*rule))),
                        &reach,
                    ),
                    ScoreBody::Derived(formula) => formula_reach(formula, &reach),
                };
                report(sum, score.span, &score.name, out);
                (limited(sum, score.limit), score.span, &score.name)
            }
            Node::Define(_) | Node::Stage(_) | Node::List(_) => continue,
        };
        if matches!(node, Node::Rule(_)) {
            report(bounds, span, name, out);
        }
        // Clamped, so that one report does not bring others behind it.
        reach.insert(*node, (bounds.0.max(i128::from(i64::MIN)), bounds.1.min(i128::from(i64::MAX))));
    }
}

fn report(bounds: Reach, span: Option<crate::base::Span>, name: &str, out: &mut Vec<Diagnostic>) {
    if bounds.0 >= i128::from(i64::MIN) && bounds.1 <= i128::from(i64::MAX) {
        return;
    }
    let message = format!("`{name}` could reach more points than can be counted");
    let diagnostic = match span {
        Some(span) => Diagnostic::new(&code::POSSIBLE_OVERFLOW, span, message),
        None => Diagnostic::whole(&code::POSSIBLE_OVERFLOW, message),
    };
    out.push(diagnostic.help("points stay below 922 trillion: use smaller points, or limit the groups and scores that are added up here"));
}

fn total(parts: impl Iterator<Item = Node>, reach: &BTreeMap<Node, Reach>) -> Reach {
    parts.filter_map(|part| reach.get(&part)).fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
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
            let most = match of {
                Operand::Property(id) => match model.schema.properties[*id].reading.range.map(|range| range.high) {
                    Some(Bound::Included(high) | Bound::Excluded(high)) => match high {
                        Scalar::Integer(high) => Some(Number::Integer(high)),
                        Scalar::Number(high) => Some(Number::Real(high)),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            };
            // `per` saturates, so even a sum without end stays within 64 bits until it is added to others.
            let most = most.map_or(i128::from(i64::MAX), |most| i128::from(Points::steps(step, &most)) * i128::from(points.scaled()));
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
    }
}

fn formula_reach(formula: &Formula, reach: &BTreeMap<Node, Reach>) -> Reach {
    match formula {
        Formula::Points(of) => {
            let node = match of {
                PointsOf::Score(id) => Node::Score(*id),
                PointsOf::Group(id) => Node::Group(*id),
                PointsOf::Rule(id) => Node::Rule(*id),
            };
            reach.get(&node).copied().unwrap_or((0, 0))
        }
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
