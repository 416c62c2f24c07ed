//! What a `match` forgets: `missing-unknown`, `missing-values`, `gap`, `idle-otherwise` (semantics 5).

use std::cmp::Ordering;

use crate::{
    base::{Diagnostic, Sources, Span, code},
    check::{
        declared::Declared,
        matches::choices_taken,
        reads::{self, Missing},
    },
    model::{Condition, EventId, MatchSubject, Model, Operand, Question, RuleBody, StageId, Test},
    syntax::tree,
    value::{Bound, Interval, Kind, Scalar},
};

pub(super) fn matches(model: &Model, sources: &Sources, declared: &Declared<'_>, out: &mut Vec<Diagnostic>) {
    for (rule, site) in model.rules.values().zip(&declared.rules) {
        let Some(span) = rule.span else { continue };
        let (subject, arms, otherwise, unknown) = match &rule.body {
            RuleBody::Match { subject: MatchSubject::Stage(stage), arms, otherwise, unknown } => {
                (Subject::Stage(*stage), arms, otherwise, unknown)
            }
            RuleBody::Match { subject: MatchSubject::Operand(operand), arms, otherwise, unknown } => {
                (Subject::Operand(operand, None), arms, otherwise, unknown)
            }
            RuleBody::MatchEach { query, subject, arms, otherwise, unknown } => {
                let event = model.queries.at(*query).event;
                (Subject::Operand(subject, Some(event)), arms, otherwise, unknown)
            }
            RuleBody::When { .. } | RuleBody::Each { .. } => continue,
        };
        if let Subject::Operand(operand, event) = subject
            && unknown.is_none()
            && super::negation::can_be_unknown(model, operand, event)
        {
            out.push(missing_unknown(model, operand, event, &site.rule.body, span));
        }
        if let Some(left_out) = left_out(model, subject, arms) {
            match (left_out.is_empty(), otherwise) {
                (true, Some(_)) => out.push(idle_otherwise(&site.rule.body, span)),
                (false, None) => out.push(add_arms(missing(span, subject, &left_out), &site.rule.body, &left_out)),
                _ => {}
            }
        } else if otherwise.is_none() {
            gaps(model, span, subject, arms, out);
            if let Some(gap) = out.pop_if(|found| found.code == &code::GAP && found.span == Some(span)) {
                let gap = close(model, sources, subject, arms, gap);
                out.push(add_otherwise(gap, &site.rule.body));
            }
        }
    }
}

/// What a `match` looks at, with the kind of event where it is each event's field.
#[derive(Clone, Copy)]
enum Subject<'m> {
    Stage(StageId),
    Operand(&'m Operand, Option<EventId>),
}

impl Subject<'_> {
    /// Who has the value that is looked at.
    fn whose(self) -> &'static str {
        if let Subject::Operand(_, Some(_)) = self { "events" } else { "contacts" }
    }
}

/// The values of a closed subject that no arm takes; `None` where its values cannot be listed.
fn left_out(model: &Model, subject: Subject<'_>, arms: &[crate::model::Arm]) -> Option<Vec<String>> {
    let taken = choices_taken(arms);
    let names: Vec<String> = match subject {
        Subject::Stage(stage) => model.stages.at(stage).names.iter().map(|arm| format!("`{}`", arm.name)).collect(),
        Subject::Operand(operand, event) => match reads::declaration(model, operand, event)?.kind() {
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

fn missing_unknown(
    model: &Model,
    operand: &Operand,
    event: Option<EventId>,
    written: &tree::RuleBody,
    span: Span,
) -> Diagnostic {
    let without = match reads::missing(model, operand, event).first() {
        Some(Missing::Event(query)) => format!("any `{}`", model.queries.at(*query).text),
        Some(missing) => format!("`{}`", reads::place_in_words(model, *missing)),
        None => "a value".to_owned(),
    };
    let who = Subject::Operand(operand, event).whose();
    let message = format!("{who} without {without} get nothing here, though no arm says so");
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

fn missing(span: Span, subject: Subject<'_>, left_out: &[String]) -> Diagnostic {
    let shown = left_out.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    let more = if left_out.len() > 8 { format!(" and {} more", left_out.len() - 8) } else { String::new() };
    let (values, give) = match (subject, left_out.len()) {
        (Subject::Stage(_), 1) => ("this arm of the stage has", "give it its"),
        (Subject::Stage(_), _) => ("these arms of the stage have", "give each its"),
        (Subject::Operand(..), 1) => ("this value has", "give it its"),
        (Subject::Operand(..), _) => ("these values have", "give each its"),
    };
    let lacks = if matches!(subject, Subject::Stage(_)) { "points" } else { "arm" };
    Diagnostic::new(&code::MISSING_VALUES, span, format!("{values} no {lacks}: {shown}{more}"))
        .help(format!("{give} points, be it `=> 0`, or add `otherwise => 0`"))
}

/// Every value of a list has an arm, and none is left.
fn idle_otherwise(written: &tree::RuleBody, span: Span) -> Diagnostic {
    let message = "every value has an arm of its own, so `otherwise` never takes one";
    let help = "delete the `otherwise` arm: a new value is then reported instead of scored in silence";
    let arms = if let tree::RuleBody::Match { arms, .. } = written { arms.as_slice() } else { &[] };
    let alone = arms.iter().find(|arm| matches!(arm.patterns.as_slice(), [tree::ArmPattern::Otherwise(_)]));
    match alone {
        Some(arm) => Diagnostic::new(&code::IDLE_OTHERWISE, arm.span, message).help(help).unsafe_fix(
            "delete the arm",
            arm.span,
            "",
        ),
        None => Diagnostic::new(&code::IDLE_OTHERWISE, span, message).help(help),
    }
}

/// The finding with an arm for each value that has none, and with one for all of them.
fn add_arms(found: Diagnostic, written: &tree::RuleBody, left_out: &[String]) -> Diagnostic {
    let tree::RuleBody::Match { arms, .. } = written else { return found };
    let Some(last) = arms.last() else { return found };
    let values = left_out.iter().map(|value| value.trim_matches('`'));
    // What has to be written otherwise is left to people.
    if values
        .clone()
        .any(|value| value.contains('\\') || value.trim_matches('"').contains('"') || format_name(value) != value)
    {
        return add_otherwise(found, written);
    }
    let arms: String = values.map(|value| format!(" {value} => 0")).collect();
    let message =
        if left_out.len() == 1 { format!("add the arm `{}`", arms.trim()) } else { "add an arm for each".to_owned() };
    add_otherwise(found.unsafe_fix(message, last.span.after(), arms), written)
}

/// A value as the language writes it, where it is a name.
fn format_name(value: &str) -> String {
    let is_literal = value.starts_with('"') || value == "true" || value == "false";
    if is_literal { value.to_owned() } else { crate::format::name(value) }
}

/// The finding with an arm for all that is left.
fn add_otherwise(found: Diagnostic, written: &tree::RuleBody) -> Diagnostic {
    let tree::RuleBody::Match { arms, .. } = written else { return found };
    let Some(last) = arms.last() else { return found };
    found.unsafe_fix("add the arm `otherwise => 0`", last.span.after(), " otherwise => 0")
}

/// Holes between the ranges of a `match`, and at the ends of the declared range; all other texts for one on texts.
///
/// ```text
/// declared  0 ├──────────────────────────────
/// arms          [2══5]   [7═════════════════
/// gaps      ├─┤      ├─┤
/// ```
fn gaps(model: &Model, span: Span, subject: Subject<'_>, arms: &[crate::model::Arm], out: &mut Vec<Diagnostic>) {
    let Subject::Operand(operand, event) = subject else { return };
    let declared = reads::declaration(model, operand, event);
    let counts = reads::counts(model, operand);
    let integers = counts
        || matches!(operand, Operand::DaysSince(_) | Operand::FieldDaysSince(_))
        || declared.is_some_and(|declared| matches!(declared.kind(), Kind::Integer));
    let range = if counts {
        Some(Interval::new(Bound::Included(Scalar::Integer(0)), Bound::Unbounded))
    } else {
        declared.and_then(|declared| declared.reading.range)
    };
    let mut taken = Vec::new();
    for arm in arms {
        if !intervals(&arm.condition, &mut taken) {
            out.push(gap(span, "other texts", subject.whose()));
            return;
        }
    }
    taken.sort_by(begins);
    let whole = range.unwrap_or(Interval::ALL);
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
        out.push(gap(span, &shown.join(" and "), subject.whose()));
    }
}

/// The finding with the upper of two ranges begun where the lower ends, where that is all that is missing between them:
/// `1000000..10000000` and `10000001..`. Days may not be written as numbers are, and are left to people.
fn close(
    model: &Model,
    sources: &Sources,
    subject: Subject<'_>,
    arms: &[crate::model::Arm],
    found: Diagnostic,
) -> Diagnostic {
    let Subject::Operand(operand, event) = subject else { return found };
    let declared = reads::declaration(model, operand, event);
    let integers = reads::counts(model, operand)
        || matches!(operand, Operand::DaysSince(_) | Operand::FieldDaysSince(_))
        || declared.is_some_and(|declared| matches!(declared.kind(), Kind::Integer));
    // Ranges that an arm takes alone.
    let mut ranges: Vec<(Interval, &crate::model::Arm)> = Vec::new();
    for arm in arms {
        let mut taken = Vec::new();
        if let (true, [only]) = (intervals(&arm.condition, &mut taken), taken.as_slice()) {
            ranges.push((*only, arm));
        }
    }
    ranges.sort_by(|(one, _), (two, _)| begins(one, two));
    ranges.iter().zip(ranges.iter().skip(1)).fold(found, |found, ((lower, low_arm), (upper, high_arm))| {
        let hole = Interval::new(opposite(lower.high), opposite(upper.low));
        if lower.high == Bound::Unbounded || hole.is_empty(integers) {
            return found;
        }
        let first = match lower.high {
            Bound::Included(Scalar::Integer(last)) if integers => last.checked_add(1).map(Scalar::Integer),
            Bound::Excluded(last) => Some(last),
            _ => None,
        };
        let (grown, arm) = match (first, upper.low) {
            (Some(first), _) => (Interval::new(Bound::Included(first), upper.high), high_arm),
            (None, Bound::Included(begin)) => (Interval::new(lower.low, Bound::Excluded(begin)), low_arm),
            _ => return found,
        };
        let Some(span) = arm.span else { return found };
        let written = Span { end: span.start.saturating_add(u32::try_from(arm.text.len()).unwrap_or(0)), ..span };
        if sources.text(written) != arm.text || !arm.text.contains("..") {
            return found;
        }
        let text = grown.to_string();
        found.unsafe_fix(format!("write `{text}` in place of `{}`", arm.text), written, text)
    })
}

fn gap(span: Span, what: &str, whose: &str) -> Diagnostic {
    Diagnostic::new(&code::GAP, span, format!("no arm takes {what}; these {whose} get nothing"))
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
