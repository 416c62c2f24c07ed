//! What a `match` forgets: `missing-unknown`, `missing-values`, `gap`, `idle-otherwise` (semantics 5).

use crate::{
    base::{Diagnostic, Span, code},
    check::matches::choices_taken,
    model::{Condition, MatchSubject, Model, Operand, Question, Rule, RuleBody, Test},
    value::{Bound, Interval, Kind, Scalar},
};

pub(super) fn matches(model: &Model, out: &mut Vec<Diagnostic>) {
    for rule in model.rules.values() {
        let RuleBody::Match { subject, arms, otherwise, unknown } = &rule.body else { continue };
        let Some(span) = rule.span else { continue };
        if unknown.is_none() && super::negation::can_be_unknown(model, subject) {
            out.push(
                Diagnostic::new(&code::MISSING_UNKNOWN, span, "contacts without a value get nothing here, though no arm says so")
                    .help("say what a missing value gives: `unknown => 0`"),
            );
        }
        if let Some(left_out) = left_out(model, subject, arms) {
            match (left_out.is_empty(), otherwise) {
                (true, Some(_)) => out.push(
                    Diagnostic::new(&code::IDLE_OTHERWISE, span, "every value has an arm of its own, so `otherwise` never takes one")
                        .help("delete the `otherwise` arm: a new value is then reported instead of scored in silence"),
                ),
                (false, None) => out.push(missing(span, &left_out)),
                _ => {}
            }
        } else if otherwise.is_none() {
            gaps(model, rule, span, subject, out);
        }
    }
}

/// The values of a closed subject that no arm takes; `None` where its values cannot be listed.
fn left_out(model: &Model, subject: &MatchSubject, arms: &[crate::model::Arm]) -> Option<Vec<String>> {
    let taken = choices_taken(arms);
    let names: Vec<String> = match subject {
        MatchSubject::Stage(stage) => model.stages[*stage].names.iter().map(|arm| format!("`{}`", arm.name)).collect(),
        MatchSubject::Operand(Operand::Property(id)) => match model.schema.properties[*id].kind() {
            Kind::OneOf(dropdown) => dropdown.values.iter().map(|value| format!("`\"{}\"`", value.name)).collect(),
            Kind::Boolean => {
                let has = |wanted: bool| {
                    arms.iter().any(|arm| {
                        matches!(
                            (&arm.condition, wanted),
                            (Condition::Test(Test { question: Question::True(_), .. }), true) | (Condition::Not(_), false)
                        )
                    })
                };
                return Some([true, false].into_iter().filter(|value| !has(*value)).map(|value| format!("`{value}`")).collect());
            }
            _ => return None,
        },
        MatchSubject::Operand(_) => return None,
    };
    Some(
        names
            .into_iter()
            .enumerate()
            .filter(|(at, _)| !taken.contains_key(&u32::try_from(*at).unwrap_or(u32::MAX)))
            .map(|(_, name)| name)
            .collect(),
    )
}

fn missing(span: Span, left_out: &[String]) -> Diagnostic {
    let shown = left_out.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    let more = if left_out.len() > 8 { format!(" and {} more", left_out.len() - 8) } else { String::new() };
    let (values, have) = if left_out.len() == 1 { ("this value has", "its") } else { ("these values have", "their") };
    Diagnostic::new(&code::MISSING_VALUES, span, format!("{values} no arm: {shown}{more}"))
        .help(format!("give each {have} points, be it `=> 0`, or add `otherwise => 0`"))
}

/// Holes between the ranges of a `match` on a number, and at the ends of the declared range.
///
/// ```text
/// declared  0 ├──────────────────────────────
/// arms          [2══5]   [7═════════════════
/// gaps      ├─┤      ├─┤
/// ```
fn gaps(model: &Model, rule: &Rule, span: Span, subject: &MatchSubject, out: &mut Vec<Diagnostic>) {
    let RuleBody::Match { arms, .. } = &rule.body else { return };
    let (integers, declared) = match subject {
        MatchSubject::Operand(Operand::Property(id)) => {
            let property = &model.schema.properties[*id];
            match property.kind() {
                Kind::Integer => (true, property.reading.range),
                Kind::Number => (false, property.reading.range),
                _ => return,
            }
        }
        MatchSubject::Operand(Operand::DaysSince(_)) => (true, None),
        _ => return,
    };
    let mut taken: Vec<Interval> = arms.iter().flat_map(|arm| intervals(&arm.condition)).collect();
    taken.sort_by(|a, b| low_of(a).partial_cmp(&low_of(b)).unwrap_or(std::cmp::Ordering::Equal));
    let whole = declared.unwrap_or(Interval::new(Bound::Unbounded, Bound::Unbounded));
    let mut from = whole.low;
    let mut holes = Vec::new();
    for interval in &taken {
        let hole = Interval::new(from, opposite(interval.low));
        if interval.low != Bound::Unbounded && !hole.is_empty(integers) {
            holes.push(hole);
        }
        from = opposite(interval.high);
    }
    let ends_open = taken.last().is_some_and(|last| last.high == Bound::Unbounded);
    if !ends_open {
        let hole = Interval::new(from, whole.high);
        if !hole.is_empty(integers) {
            holes.push(hole);
        }
    }
    if holes.is_empty() {
        return;
    }
    let shown: Vec<String> = holes.iter().map(|hole| format!("`{hole}`")).collect();
    out.push(
        Diagnostic::new(&code::GAP, span, format!("no arm takes {}, so it gives nothing", shown.join(" and ")))
            .help("close the gap, or say that it is meant: `otherwise => 0`"),
    );
}

fn intervals(condition: &Condition) -> Vec<Interval> {
    match condition {
        Condition::Any(parts) => parts.iter().flat_map(intervals).collect(),
        Condition::Test(Test { question: Question::Within { intervals, .. }, .. }) => intervals.clone(),
        _ => Vec::new(),
    }
}

fn low_of(interval: &Interval) -> f64 {
    match interval.low {
        Bound::Unbounded => f64::NEG_INFINITY,
        Bound::Included(low) | Bound::Excluded(low) => match low {
            #[expect(clippy::cast_precision_loss, reason = "only an order of arms, which do not overlap")]
            Scalar::Integer(low) => low as f64,
            Scalar::Number(low) => low,
            _ => 0.0,
        },
    }
}

/// Where one interval ends, the next begins.
fn opposite(bound: Bound) -> Bound {
    match bound {
        Bound::Unbounded => Bound::Unbounded,
        Bound::Included(at) => Bound::Excluded(at),
        Bound::Excluded(at) => Bound::Included(at),
    }
}
