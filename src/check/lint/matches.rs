//! What a `match` forgets: `missing-unknown`, `missing-values`, `gap`, `idle-otherwise` (semantics 5).

use std::cmp::Ordering;

use crate::{
    base::{Diagnostic, Span, code},
    check::{declared::Declared, matches::choices_taken},
    model::{Condition, MatchSubject, Model, Operand, Question, RuleBody, Test},
    syntax::tree,
    value::{Bound, Interval, Kind, Scalar},
};

pub(super) fn matches(model: &Model, declared: &Declared<'_>, out: &mut Vec<Diagnostic>) {
    for (rule, site) in model.rules.values().zip(&declared.rules) {
        let RuleBody::Match { subject, arms, otherwise, unknown } = &rule.body else { continue };
        let Some(span) = rule.span else { continue };
        if unknown.is_none() && super::negation::can_be_unknown(model, subject) {
            out.push(missing_unknown(model, subject, &site.rule.body, span));
        }
        if let Some(left_out) = left_out(model, subject, arms) {
            match (left_out.is_empty(), otherwise) {
                (true, Some(_)) => out.push(
                    Diagnostic::new(
                        &code::IDLE_OTHERWISE,
                        span,
                        "every value has an arm of its own, so `otherwise` never takes one",
                    )
                    .help("delete the `otherwise` arm: a new value is then reported instead of scored in silence"),
                ),
                (false, None) => out.push(missing(span, subject, &left_out)),
                _ => {}
            }
        } else if otherwise.is_none() {
            gaps(model, span, subject, arms, out);
        }
    }
}

/// The values of a closed subject that no arm takes; `None` where its values cannot be listed.
fn left_out(model: &Model, subject: &MatchSubject, arms: &[crate::model::Arm]) -> Option<Vec<String>> {
    let taken = choices_taken(arms);
    let names: Vec<String> = match subject {
        MatchSubject::Stage(stage) => {
            model.stages.at(*stage).names.iter().map(|arm| format!("`{}`", arm.name)).collect()
        }
        MatchSubject::Operand(Operand::Property(id)) => match model.schema.properties.at(*id).kind() {
            Kind::OneOf(dropdown) => dropdown.values.iter().map(|value| format!("`\"{}\"`", value.name)).collect(),
            Kind::Boolean => {
                let has = |wanted: bool| {
                    arms.iter().any(|arm| {
                        matches!(
                            (&arm.condition, wanted),
                            (Condition::Test(Test { question: Question::True(_), .. }), true)
                                | (Condition::Not(_), false)
                        )
                    })
                };
                return Some(
                    [true, false].into_iter().filter(|value| !has(*value)).map(|value| format!("`{value}`")).collect(),
                );
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

fn missing_unknown(model: &Model, subject: &MatchSubject, written: &tree::RuleBody, span: Span) -> Diagnostic {
    let name = match subject {
        MatchSubject::Operand(operand) => super::negation::properties(model, operand).into_iter().next(),
        MatchSubject::Stage(_) => None,
    };
    let property = name.and_then(|id| model.schema.properties.get(id));
    let without = property.map_or("a value".to_owned(), |property| format!("`{}`", property.name));
    let message = format!("contacts without {without} get nothing here, though no arm says so");
    let at = if let tree::RuleBody::Match { subject, .. } = written { subject.span } else { span };
    let mut diagnostic = Diagnostic::new(&code::MISSING_UNKNOWN, at, message)
        .at("can be missing")
        .help("say what a missing value gives: `unknown => 0`");
    if let tree::RuleBody::Match { arms, .. } = written
        && let Some(last) = arms.last()
    {
        diagnostic = diagnostic.unsafe_fix("add the arm `unknown => 0`", last.span.after(), " unknown => 0");
    }
    diagnostic
}

fn missing(span: Span, subject: &MatchSubject, left_out: &[String]) -> Diagnostic {
    let shown = left_out.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    let more = if left_out.len() > 8 { format!(" and {} more", left_out.len() - 8) } else { String::new() };
    let (values, give) = match (subject, left_out.len()) {
        (MatchSubject::Stage(_), 1) => ("this arm of the stage has", "give it its"),
        (MatchSubject::Stage(_), _) => ("these arms of the stage have", "give each its"),
        (MatchSubject::Operand(_), 1) => ("this value has", "give it its"),
        (MatchSubject::Operand(_), _) => ("these values have", "give each its"),
    };
    let lacks = if matches!(subject, MatchSubject::Stage(_)) { "points" } else { "arm" };
    Diagnostic::new(&code::MISSING_VALUES, span, format!("{values} no {lacks}: {shown}{more}"))
        .help(format!("{give} points, be it `=> 0`, or add `otherwise => 0`"))
}

/// Holes between the ranges of a `match`, and at the ends of the declared range; all other texts for one on texts.
///
/// ```text
/// declared  0 ├──────────────────────────────
/// arms          [2══5]   [7═════════════════
/// gaps      ├─┤      ├─┤
/// ```
fn gaps(model: &Model, span: Span, subject: &MatchSubject, arms: &[crate::model::Arm], out: &mut Vec<Diagnostic>) {
    let (integers, declared) = match subject {
        MatchSubject::Operand(Operand::Property(id)) => {
            let property = &model.schema.properties.at(*id);
            (matches!(property.kind(), Kind::Integer), property.reading.range)
        }
        MatchSubject::Operand(operand) => (matches!(operand, Operand::DaysSince(_)), None),
        MatchSubject::Stage(_) => return,
    };
    let mut taken = Vec::new();
    for arm in arms {
        if !intervals(&arm.condition, &mut taken) {
            out.push(gap(span, "other texts"));
            return;
        }
    }
    taken.sort_by(begins);
    let whole = declared.unwrap_or(Interval::ALL);
    let mut from = whole.low;
    let mut holes = Vec::new();
    for interval in &taken {
        if interval.low != Bound::Unbounded {
            holes.push(Interval::new(from, opposite(interval.low)));
        }
        from = opposite(interval.high);
    }
    if taken.last().is_some_and(|last| last.high != Bound::Unbounded) {
        holes.push(Interval::new(from, whole.high));
    }
    let shown: Vec<String> =
        holes.iter().filter(|hole| !hole.is_empty(integers)).map(|hole| shown(hole, integers)).collect();
    if !shown.is_empty() {
        out.push(gap(span, &shown.join(" and ")));
    }
}

fn gap(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&code::GAP, span, format!("no arm takes {what}; these contacts get nothing"))
        .help("close the gap, or say that it is meant: `otherwise => 0`")
}

/// A hole as the language writes it; whole numbers by the first and last that lie in it.
fn shown(hole: &Interval, integers: bool) -> String {
    let whole = |bound: Bound, inward: i64| match bound {
        Bound::Included(Scalar::Integer(at)) => Some(at),
        Bound::Excluded(Scalar::Integer(at)) => at.checked_add(inward),
        _ => None,
    };
    match (whole(hole.low, 1), whole(hole.high, -1)) {
        (Some(low), Some(high)) if integers && low == high => format!("`{low}`"),
        (Some(low), Some(high)) if integers => format!("`{low}..={high}`"),
        (Some(low), None) if integers && hole.high == Bound::Unbounded => format!("`{low}..`"),
        _ => format!("`{hole}`"),
    }
}

/// The intervals an arm takes; false where it takes texts, which have none.
fn intervals(condition: &Condition, taken: &mut Vec<Interval>) -> bool {
    match condition {
        Condition::Any(parts) => parts.iter().all(|part| intervals(part, taken)),
        Condition::Test(Test { question: Question::Within { intervals, .. }, .. }) => {
            taken.extend(intervals);
            true
        }
        Condition::Test(Test { question: Question::Time { window, .. }, .. }) => {
            taken.push(crate::check::time::as_interval(window));
            true
        }
        _ => false,
    }
}

/// Which of two intervals begins first; arms do not overlap, so their low ends are enough.
fn begins(a: &Interval, b: &Interval) -> Ordering {
    let low = |interval: &Interval| match interval.low {
        Bound::Unbounded => None,
        Bound::Included(low) | Bound::Excluded(low) => Some(low),
    };
    match (low(a), low(b)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => a.compare(&b).unwrap_or(Ordering::Equal),
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
