//! Questions in words: takes a question and whether it stands under `not`, gives what is looked at, what it is and what
//! it should be.

use std::collections::BTreeSet;

use super::{Atom, Counted, counted};
use crate::{
    exec::Evaluation,
    model::{
        AggregateFunction, Comparison, Condition, DefineBody, DefineId, Model, Operand, Property, Quantifier, QueryId,
        Question, Test, TextOperator, TextTest,
    },
    plan::{Plan, operand_text},
    value::{AsOf, Bound, Dropdown, Edge, Interval, Kind, Moment, Scalar, Unit, Value, Window},
};

/// Every test of a condition in order of text, each once; those of `define`s in place of their names.
pub(super) fn atoms(evaluation: &Evaluation<'_>, plan: &Plan, as_of: &AsOf, condition: &Condition) -> Vec<Atom> {
    let mut tests = Vec::new();
    collect(plan.model(), condition, true, &mut BTreeSet::new(), &mut tests);
    let mut seen: Vec<(&Question, bool)> = Vec::new();
    tests.retain(|(test, wanted)| {
        let is_new = !seen.contains(&(&test.question, *wanted));
        seen.push((&test.question, *wanted));
        is_new
    });
    tests.into_iter().map(|(test, wanted)| atom(evaluation, plan, as_of, test, wanted)).collect()
}

/// `walked` has the definitions that were gone through already, so that nested ones cost no more than flat ones.
fn collect<'m>(
    model: &'m Model,
    condition: &'m Condition,
    wanted: bool,
    walked: &mut BTreeSet<(DefineId, bool)>,
    found: &mut Vec<(&'m Test, bool)>,
) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect(model, part, wanted, walked, found));
        }
        Condition::Not(part) => collect(model, part, !wanted, walked, found),
        Condition::Test(test) => found.push((test, wanted)),
        Condition::Define(define) => {
            let body = model.defines.get(*define).map(|define| &define.body);
            if let (Some(DefineBody::Condition(body)), true) = (body, walked.insert((*define, wanted))) {
                collect(model, body, wanted, walked, found);
            }
        }
        Condition::Constant(_) => {}
    }
}

fn atom(evaluation: &Evaluation<'_>, plan: &Plan, as_of: &AsOf, test: &Test, wanted: bool) -> Atom {
    let model = plan.model();
    let answer = plan.find(&test.question).and_then(|atom| evaluation.atom(atom));
    let counted = asked_count(plan, &test.question).map(|query| {
        let of = model.queries.get(query).map_or_else(String::new, |query| query.text.clone());
        (of, counted::counted(plan, evaluation, &[query], as_of))
    });
    let (subject, actual) = match &counted {
        Some((of, counted)) => (of.clone(), counted_text(of, counted)),
        None => subject(evaluation, model, &test.question),
    };
    let text = match (&test.question, wanted) {
        (Question::AnyEvent(_), false) => format!("no {subject}"),
        (_, true) => test.text.clone(),
        (_, false) => format!("not {}", test.text),
    };
    let required = |most| required(evaluation, plan, &test.question, wanted, most);
    Atom {
        text,
        subject,
        actual,
        words: required(LISTED),
        required: required(usize::MAX),
        holds: answer.map(|answer| answer == wanted),
        counted: counted.map(|(_, counted)| counted),
        absent: asked_operand(&test.question).and_then(|operand| absent(plan, evaluation, operand)),
    }
}

/// The query whose events a question counts.
fn asked_count(plan: &Plan, question: &Question) -> Option<QueryId> {
    let operand = match question {
        Question::AnyEvent(query) => return Some(*query),
        Question::Within { operand, .. } | Question::Compare { left: operand, .. } => operand,
        _ => return None,
    };
    match plan.resolved(operand) {
        Operand::Count(query) => Some(*query),
        _ => None,
    }
}

/// The events that are not there for an operand to have a value.
pub(super) fn absent(plan: &Plan, evaluation: &Evaluation<'_>, operand: &Operand) -> Option<String> {
    let query = match plan.resolved(operand) {
        Operand::Pick { query, .. } | Operand::DaysSinceEvent { query, .. } => query,
        Operand::Aggregate { function, query, .. } if *function != AggregateFunction::Sum => query,
        _ => return None,
    };
    let of = &plan.model().queries.get(*query)?.text;
    evaluation.matching(*query).is_empty().then(|| of.clone())
}

fn asked_operand(question: &Question) -> Option<&Operand> {
    match question {
        Question::Known(operand)
        | Question::True(operand)
        | Question::Within { operand, .. }
        | Question::Compare { left: operand, .. }
        | Question::Text { operand, .. }
        | Question::Matches { operand, .. }
        | Question::Choice { operand, .. }
        | Question::Choices { operand, .. }
        | Question::Time { operand, .. }
        | Question::Anniversary { operand, .. } => Some(operand),
        Question::Stage { .. } | Question::AnyEvent(_) | Question::Fired(_) | Question::InList(_) => None,
    }
}

/// `3 page_view within 7 days, the latest on 2026-02-27`, `none`.
fn counted_text(of: &str, counted: &Counted) -> String {
    let latest = counted.latest_words.as_deref().map_or_else(String::new, |words| match counted.count {
        1 => format!(", {words}"),
        _ => format!(", the latest {words}"),
    });
    if counted.count == 0 { "none".to_owned() } else { format!("{} {of}{latest}", counted.count) }
}

/// What a question looks at, and what that is.
fn subject(evaluation: &Evaluation<'_>, model: &Model, question: &Question) -> (String, String) {
    match question {
        Question::Stage { stage, .. } => {
            let name = evaluation.outcome().stages.get(stage.index()).map_or(0, |stage| stage.name);
            let stage = model.stages.get(*stage);
            let arm = stage.and_then(|stage| stage.names.get(usize::try_from(name).ok()?));
            let text = |name: Option<&String>| name.cloned().unwrap_or_default();
            (text(stage.map(|stage| &stage.name)), text(arm.map(|arm| &arm.name)))
        }
        Question::InList(list) => {
            let name = model.lists.get(*list).map_or("", |list| list.name.as_str());
            let is_in = evaluation.outcome().lists.get(list.index()) == Some(&true);
            (format!("list {name}"), if is_in { "in" } else { "not in" }.to_owned())
        }
        _ => asked_operand(question).map_or_else(<(String, String)>::default, |operand| {
            (operand_text(model, operand), actual(evaluation, operand))
        }),
    }
}

/// The value of an operand without the quotes of the language.
pub(super) fn actual(evaluation: &Evaluation<'_>, operand: &Operand) -> String {
    let shown = evaluation.shown(operand);
    match evaluation.operand(operand) {
        Some(crate::exec::Held::Value(Value::Text(text))) => text,
        Some(crate::exec::Held::Value(Value::Choice(_))) => bare(&shown),
        Some(crate::exec::Held::Value(Value::Choices(places))) if places.is_empty() => "none of them".to_owned(),
        Some(crate::exec::Held::Value(Value::Choices(_))) => {
            let inner = shown.trim_start_matches("{ ").trim_end_matches(" }");
            inner.split("\", \"").map(bare).collect::<Vec<_>>().join(", ")
        }
        _ => shown,
    }
}

fn bare(quoted: &str) -> String {
    let inner = quoted.strip_prefix('"').unwrap_or(quoted);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    inner.replace("\\\"", "\"").replace("\\\\", "\\")
}

fn required(evaluation: &Evaluation<'_>, plan: &Plan, question: &Question, wanted: bool, most: usize) -> String {
    let model = plan.model();
    let not = |text: String| if wanted { text } else { format!("not {text}") };
    match question {
        Question::Known(_) => if wanted { "known" } else { "unknown" }.to_owned(),
        Question::True(_) => wanted.to_string(),
        Question::Within { operand, intervals } => {
            let whole = is_whole(model, plan.resolved(operand));
            match (wanted, intervals.as_slice()) {
                (false, [one]) => outside(one, whole),
                _ => not(intervals.iter().map(|interval| inside(interval, whole)).collect::<Vec<_>>().join(", or ")),
            }
        }
        Question::Compare { comparison, right, .. } => {
            let text = operand_text(model, right);
            let right = match plan.resolved(right) {
                Operand::Literal(Value::Text(text)) => text.clone(),
                Operand::Literal(_) => text,
                Operand::Relative { .. } => text,
                _ => format!("{text} ({})", actual(evaluation, right)),
            };
            let dates = is_time(model, plan, question);
            compared(*comparison, wanted, &right, dates)
        }
        Question::Text { test, .. } => text_test(test, wanted, most),
        Question::Matches { pattern, .. } => {
            format!("{} the pattern /{pattern}/", if wanted { "fits" } else { "does not fit" })
        }
        Question::Choice { operand, among } => not(one_of(&names(model, plan.resolved(operand), among), most)),
        Question::Choices { operand, quantifier, among } => {
            let names = names(model, plan.resolved(operand), among);
            let list = listed(&names, most, None);
            match (quantifier, wanted, names.as_slice()) {
                (Quantifier::Exactly, true, []) => "none at all".to_owned(),
                (Quantifier::Exactly, _, _) => not(format!("exactly {list}")),
                (Quantifier::Any | Quantifier::All, true, [one]) => format!("with {one}"),
                (Quantifier::Any | Quantifier::All, false, [one]) | (Quantifier::None, true, [one]) => {
                    format!("without {one}")
                }
                (Quantifier::None, false, [one]) => format!("with {one}"),
                (Quantifier::Any, true, _) | (Quantifier::None, false, _) => format!("any of {list}"),
                (Quantifier::Any, false, _) | (Quantifier::None, true, _) => format!("none of {list}"),
                (Quantifier::All, _, _) => not(format!("all of {list}")),
            }
        }
        Question::Time { window, .. } => not(window_text(window)),
        Question::Anniversary { window, .. } => {
            format!("{}anniversary {}", if wanted { "" } else { "no " }, window_text(window))
        }
        Question::Stage { stage, arms } => {
            let stage = model.stages.get(*stage);
            let names: Vec<String> = stage.map_or_else(Vec::new, |stage| {
                let name = |place: &u32| Some(stage.names.get(usize::try_from(*place).ok()?)?.name.clone());
                arms.iter().filter_map(name).collect()
            });
            not(one_of(&names, most))
        }
        Question::AnyEvent(_) => if wanted { "at least one" } else { "none" }.to_owned(),
        Question::Fired(_) => String::new(),
        Question::InList(_) => if wanted { "in" } else { "not in" }.to_owned(),
    }
}

fn one_of(names: &[String], most: usize) -> String {
    match names {
        [one] => one.clone(),
        several => format!("one of {}", listed(several, most, None)),
    }
}

/// Names that words tell of a set before the rest is counted.
const LISTED: usize = 8;

/// `a, b, c`, `a, b or c`, `a, b and 40 more`.
fn listed(names: &[String], most: usize, last: Option<&str>) -> String {
    if names.len() > most {
        let told: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
        return format!("{} and {} more", told.join(", "), names.len() - most);
    }
    match (last, names) {
        (Some(word), [first @ .., last]) if !first.is_empty() => format!("{} {word} {last}", first.join(", ")),
        _ => names.join(", "),
    }
}

fn names(model: &Model, operand: &Operand, among: &[u32]) -> Vec<String> {
    let dropdown = declared(model, operand).and_then(|property| property.kind().dropdown());
    let name = |dropdown: &Dropdown, place: &u32| dropdown.name(*place).map(str::to_owned);
    dropdown.map_or_else(Vec::new, |dropdown| among.iter().filter_map(|place| name(dropdown, place)).collect())
}

/// The property, or the field of events, whose values an operand has.
fn declared<'m>(model: &'m Model, operand: &Operand) -> Option<&'m Property> {
    match operand {
        Operand::Property(property) => model.schema.properties.get(*property),
        Operand::Pick { query, field, .. }
        | Operand::Aggregate { function: AggregateFunction::Min | AggregateFunction::Max, query, field } => {
            let event = model.schema.events.get(model.queries.get(*query)?.event)?;
            event.fields.get(*field).map(|field| &field.0)
        }
        _ => None,
    }
}

/// Whether only whole numbers come into question, so that `..10` is `9 or less`.
fn is_whole(model: &Model, operand: &Operand) -> bool {
    match operand {
        Operand::DaysSince(_) | Operand::DaysSinceEvent { .. } | Operand::Count(_) | Operand::Distinct { .. } => true,
        other => declared(model, other).is_some_and(|property| *property.kind() == Kind::Integer),
    }
}

fn is_time(model: &Model, plan: &Plan, question: &Question) -> bool {
    let Question::Compare { left, right, .. } = question else { return false };
    [left, right].into_iter().any(|side| match plan.resolved(side) {
        Operand::Relative { .. } | Operand::Literal(Value::Date(_) | Value::Instant(_)) => true,
        other => declared(model, other).is_some_and(|of| matches!(of.kind(), Kind::Date | Kind::Datetime)),
    })
}

fn compared(comparison: Comparison, wanted: bool, right: &str, dates: bool) -> String {
    let comparison = match (wanted, comparison) {
        (true, comparison) => comparison,
        (false, Comparison::Less) => Comparison::GreaterOrEqual,
        (false, Comparison::LessOrEqual) => Comparison::Greater,
        (false, Comparison::Greater) => Comparison::LessOrEqual,
        (false, Comparison::GreaterOrEqual) => Comparison::Less,
        (false, Comparison::Equal) => return format!("not {right}"),
    };
    match (comparison, dates) {
        (Comparison::Less, false) => format!("less than {right}"),
        (Comparison::LessOrEqual, false) => format!("{right} or less"),
        (Comparison::Greater, false) => format!("more than {right}"),
        (Comparison::GreaterOrEqual, false) => format!("{right} or more"),
        (Comparison::Less, true) => format!("before {right}"),
        (Comparison::LessOrEqual, true) => format!("{right} or before"),
        (Comparison::Greater, true) => format!("after {right}"),
        (Comparison::GreaterOrEqual, true) => format!("{right} or after"),
        (Comparison::Equal, _) => right.to_owned(),
    }
}

fn text_test(test: &TextTest, wanted: bool, most: usize) -> String {
    let several = test.needles.len() > 1;
    // `not any of` is `none of`, and the other way round.
    let quantifier = match (test.quantifier, wanted) {
        (Quantifier::Any, false) => Quantifier::None,
        (Quantifier::None, false) => Quantifier::Any,
        (quantifier, _) => quantifier,
    };
    let verb = match (test.operator, quantifier == Quantifier::None) {
        (TextOperator::Is, false) => "",
        (TextOperator::Is, true) => "not ",
        (TextOperator::Contains, false) => "contains ",
        (TextOperator::Contains, true) => "does not contain ",
        (TextOperator::StartsWith, false) => "starts with ",
        (TextOperator::StartsWith, true) => "does not start with ",
        (TextOperator::EndsWith, false) => "ends with ",
        (TextOperator::EndsWith, true) => "does not end with ",
        (TextOperator::HasWord, false) if several && quantifier == Quantifier::All => "contains the words ",
        (TextOperator::HasWord, false) => "contains the word ",
        (TextOperator::HasWord, true) => "does not contain the word ",
    };
    let list = match (test.operator, quantifier) {
        (_, Quantifier::All) => listed(&test.needles, most, Some("and")),
        (TextOperator::Is, Quantifier::Any) => one_of(&test.needles, most),
        _ => listed(&test.needles, most, Some("or")),
    };
    let exactly = if test.exactly { ", in this spelling" } else { "" };
    let not = if !wanted && matches!(test.quantifier, Quantifier::All | Quantifier::Exactly) { "not: " } else { "" };
    format!("{not}{verb}{list}{exactly}")
}

/// `6 or more`, `2 to 5`, `less than 10`.
fn inside(interval: &Interval, whole: bool) -> String {
    let interval = if whole { counted(interval) } else { *interval };
    match (interval.low, interval.high) {
        (Bound::Unbounded, Bound::Unbounded) => "any value".to_owned(),
        (Bound::Included(low), Bound::Unbounded) => format!("{low} or more"),
        (Bound::Excluded(low), Bound::Unbounded) => format!("more than {low}"),
        (Bound::Unbounded, Bound::Included(high)) => format!("{high} or less"),
        (Bound::Unbounded, Bound::Excluded(high)) => format!("less than {high}"),
        (Bound::Included(low), Bound::Included(high)) if low == high => low.to_string(),
        (Bound::Included(low), Bound::Included(high)) => format!("{low} to {high}"),
        (Bound::Included(low), Bound::Excluded(high)) => format!("{low} or more, less than {high}"),
        (Bound::Excluded(low), Bound::Included(high)) => format!("more than {low}, {high} at most"),
        (Bound::Excluded(low), Bound::Excluded(high)) => format!("more than {low}, less than {high}"),
    }
}

/// The same for a value that must not lie inside.
fn outside(interval: &Interval, whole: bool) -> String {
    let flipped = match (interval.low, interval.high) {
        (Bound::Unbounded, Bound::Included(high)) => Interval::new(Bound::Excluded(high), Bound::Unbounded),
        (Bound::Unbounded, Bound::Excluded(high)) => Interval::new(Bound::Included(high), Bound::Unbounded),
        (Bound::Included(low), Bound::Unbounded) => Interval::new(Bound::Unbounded, Bound::Excluded(low)),
        (Bound::Excluded(low), Bound::Unbounded) => Interval::new(Bound::Unbounded, Bound::Included(low)),
        _ => return format!("not {}", inside(interval, whole)),
    };
    inside(&flipped, whole)
}

/// Of whole numbers between two bounds: both ends included.
fn counted(interval: &Interval) -> Interval {
    let bound = |bound: Bound, step: i64| match bound {
        Bound::Excluded(Scalar::Integer(at)) => Bound::Included(Scalar::Integer(at.saturating_add(step))),
        other => other,
    };
    match (interval.low, interval.high) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => *interval,
        (low, high) => Interval::new(bound(low, 1), bound(high, -1)),
    }
}

/// `within the last 30 days`, `before 2026-01-01`, `this month`.
pub(super) fn window_text(window: &Window) -> String {
    let today = Moment::TODAY;
    match (window.low, window.high) {
        (Edge::Excluded(Moment::Ago(duration)), Edge::Included(end)) if end == today || end == Moment::AsOf => {
            format!("within the last {duration}")
        }
        (Edge::Included(start), Edge::Excluded(Moment::FromNow(duration)))
            if start == today || start == Moment::AsOf =>
        {
            format!("within the next {duration}")
        }
        (
            Edge::Included(Moment::PeriodStart { unit, offset }),
            Edge::Excluded(Moment::PeriodStart { unit: other, offset: end }),
        ) if unit == other && offset.checked_add(1) == Some(end) => period(unit, offset),
        (Edge::Included(low), Edge::Included(high)) if low == high => format!("on {}", moment(low)),
        (low, high) => {
            let low = match low {
                Edge::Unbounded => None,
                Edge::Included(low) => Some(format!("{} or after", moment(low))),
                Edge::Excluded(low) => Some(format!("after {}", moment(low))),
            };
            let high = match high {
                Edge::Unbounded => None,
                Edge::Included(high) => Some(format!("{} or before", moment(high))),
                Edge::Excluded(high) => Some(format!("before {}", moment(high))),
            };
            let both: Vec<String> = [low, high].into_iter().flatten().collect();
            if both.is_empty() { "any time".to_owned() } else { both.join(" and ") }
        }
    }
}

fn period(unit: Unit, offset: i32) -> String {
    let unit = unit.name();
    match offset {
        0 => format!("in this {unit}"),
        -1 => format!("in the last {unit}"),
        1 => format!("in the next {unit}"),
        offset => format!("in the {unit} {offset} from this one"),
    }
}

fn moment(moment: Moment) -> String {
    match moment {
        Moment::Date(date) => date.to_string(),
        Moment::Instant(instant) => instant.to_string(),
        Moment::AsOf => "now".to_owned(),
        today if today == Moment::TODAY => "today".to_owned(),
        Moment::Ago(duration) => format!("{duration} ago"),
        Moment::FromNow(duration) => format!("{duration} from now"),
        Moment::PeriodStart { unit, offset } => {
            format!("the first day {}", period(unit, offset).replacen("in ", "of ", 1))
        }
    }
}
