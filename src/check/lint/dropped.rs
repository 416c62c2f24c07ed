//! The words of `unknown-dropped`: who is left out, and both ways to say what is meant.

use crate::{
    base::{Applicability, Diagnostic, Edit, Span, code},
    check::reads::{Missing, declared_field, place_in_words},
    model::{Model, QueryId, Test},
    value::{Bound, Interval, Scalar},
};

/// A negation that is unknown where something is missing.
pub(super) fn by_negation(model: &Model, test: &Test, span: Span, negated: bool, missing: Missing) -> Diagnostic {
    let said = if negated { in_words(&test.text) } else { test.text.clone() };
    let Words { who, name, there, absent, declared } = words(model, missing);
    let mut found = Diagnostic::new(
        &code::UNKNOWN_DROPPED,
        span,
        format!("{who} without {name} are left out here, though nothing says so"),
    )
    .at(format!("neither true nor false where {name} is missing"))
    .help(format!("to leave them out on purpose, write `{there} and …`"))
    .help(format!("to take them in, write `({absent} or …)`"));
    if let Some(declared) = declared {
        found = found.label(declared, format!("{name} can be missing"));
    }
    if let Missing::Field(..) = missing {
        found = found.help(format!("if every event has one, declare {name} as `required`"));
    }
    let fix = |message: String, text: String| (message, vec![Edit { span, text }]);
    // The test's own words are replaced as a whole only where its negation is part of them (`is not`, `not in`); else the
    // `not` stays before what is written, so that all of it is turned round.
    if is_wrapped(test, negated) {
        let text = &test.text;
        let known = fix(format!("leave them out: `not ({text} or {absent})`"), format!("({text} or {absent})"));
        let unknown = fix(format!("take them in: `not ({text} and {there})`"), format!("({text} and {there})"));
        for (message, edits) in [known, unknown] {
            found = found.fix(message, Applicability::Unsafe, edits);
        }
        return found;
    }
    let known = fix(format!("leave them out: `{there} and {said}`"), format!("({there} and {said})"));
    let unknown = fix(format!("take them in: `{absent} or {said}`"), format!("({absent} or {said})"));
    for (message, edits) in [known, unknown] {
        found = found.fix(message, Applicability::Unsafe, edits);
    }
    found
}

/// `days since last email_open >= 90`.
pub(super) fn by_days(model: &Model, test: &Test, span: Span, query: QueryId, intervals: &[Interval]) -> Diagnostic {
    let query = model.queries.at(query);
    let event = crate::format::name(&model.schema.events.at(query.event).name);
    let mut found = Diagnostic::new(
        &code::UNKNOWN_DROPPED,
        span,
        format!("contacts who never had one `{event}` are left out here, though nothing says so"),
    )
    .at("unknown where there was none");
    // Not within the last 90 days: 90 days ago or more, or never.
    let days = match intervals {
        [Interval { low: Bound::Included(Scalar::Integer(days)), high: Bound::Unbounded }] => Some(*days),
        [Interval { low: Bound::Excluded(Scalar::Integer(days)), high: Bound::Unbounded }] => days.checked_add(1),
        _ => None,
    };
    let there = format!("any {}", query.text);
    match days {
        Some(days) if (1..=100_000).contains(&days) && query.window.is_none() && query.since_last.is_none() => {
            let rest = query.text.strip_prefix(&event).unwrap_or_default();
            let unit = if days == 1 { "day" } else { "days" };
            let fixed = format!("no {event} within {days} {unit}{rest}");
            found = found.unsafe_fix(format!("take them in: `{fixed}`"), span, fixed);
        }
        _ => found = found.help(format!("to take them in, write `(no {} or …)`", query.text)),
    }
    found.unsafe_fix(
        format!("leave them out: `{there} and {}`", test.text),
        span,
        format!("({there} and {})", test.text),
    )
}

struct Words {
    /// `contacts`, `events`.
    who: &'static str,
    /// What is missing.
    name: String,
    /// The condition that it is there, and that it is not.
    there: String,
    absent: String,
    /// Where it is declared.
    declared: Option<Span>,
}

fn words(model: &Model, missing: Missing) -> Words {
    let known = |who: &'static str, name: String, declared: Option<Span>| Words {
        who,
        there: format!("{name} is known"),
        absent: format!("{name} is unknown"),
        name: format!("`{name}`"),
        declared,
    };
    match missing {
        Missing::Property(id) => {
            let property = model.schema.properties.at(id);
            known("contacts", crate::format::name(&property.name), property.span)
        }
        Missing::Field(event, field) => {
            let field = declared_field(model, event, field);
            let name = field.map(|field| crate::format::name(&field.name)).unwrap_or_default();
            known("events", name, field.and_then(|field| field.span))
        }
        Missing::FieldOf { query, .. } => {
            let text = place_in_words(model, missing);
            let open = model.queries.at(query).filter.is_some();
            known("contacts", if open { format!("({text})") } else { text }, None)
        }
        Missing::Event(query) => {
            let text = &model.queries.at(query).text;
            Words {
                who: "contacts",
                name: format!("any `{text}`"),
                there: format!("any {text}"),
                absent: format!("no {text}"),
                declared: None,
            }
        }
    }
}

/// A negated test as people write it.
fn in_words(text: &str) -> String {
    // Not in what is quoted.
    let split =
        |word: &str| text.split_once(word).filter(|(of, _)| !of.contains('"') && of.matches('`').count() % 2 == 0);
    match (split(" is "), split(" in ")) {
        (Some((of, value)), None) => format!("{of} is not {value}"),
        (None, Some((of, values))) => format!("{of} not in {values}"),
        _ => format!("not {text}"),
    }
}

/// Whether the `not` stands outside of the test's own span, where a replacement would negate it twice.
fn is_wrapped(test: &Test, negated: bool) -> bool {
    let Some(span) = test.span else { return true };
    let length = (span.end - span.start) as usize;
    // A negated test whose text lacks its negation is written `is not` or `not in` when the source is longer.
    negated && length <= test.text.len()
}
