//! The words of `unknown-dropped`: who is left out, and both ways to say what is meant.

use super::negation::Around;
use crate::{
    base::{Applicability, Diagnostic, Edit, Fix, Sources, Span, code},
    check::reads::{Missing, declared_field, place_in_words},
    model::{Model, QueryId, Test},
    value::{Bound, Interval, Scalar},
};

/// A negation that is unknown where something is missing. `around`: what it is a part of.
pub(super) fn by_negation(
    model: &Model,
    sources: &Sources,
    test: &Test,
    (span, negated, around): (Span, bool, Around),
    missing: Missing,
) -> Diagnostic {
    let Words { who, name, there, absent, declared } = words(model, missing);
    let mut found = Diagnostic::new(
        &code::UNKNOWN_DROPPED,
        span,
        format!("{who} without {name} are left out here, though nothing says so"),
    )
    .at(format!("neither true nor false where {name} is missing"));
    if let Some(declared) = declared {
        found = found.label(declared, format!("{name} can be missing"));
    }
    if let Missing::Field(..) = missing {
        found = found.help(format!("if every event has one, declare {name} as `required`"));
    }
    let mut fix = |message: String, span: Span, text: String| {
        found.fixes.push(Fix { message, applicability: Applicability::Unsafe, edits: vec![Edit { span, text }] });
    };
    // The test's own words are replaced as a whole where its negation is part of them (`is not`, `not in`) or stands right
    // before them; else the `not` stays before what is written, so that all of it is turned round.
    let (said, span) = match (is_wrapped(test, negated), with_not(sources, span)) {
        (true, Some(whole)) => (format!("not {}", test.text), whole),
        (true, None) => {
            let text = &test.text;
            let (known, unknown) = (format!("{text} or {absent}"), format!("{text} and {there}"));
            fix(format!("leave them out: `not ({known})`"), span, format!("({known})"));
            fix(format!("take them in: `not ({unknown})`"), span, format!("({unknown})"));
            return found;
        }
        (false, _) => (if negated { in_words(&test.text) } else { test.text.clone() }, span),
    };
    let is_in_parens = is_in_parens(sources, span);
    let put = |text: &str, alone: &[Around]| {
        if is_in_parens || alone.contains(&around) { text.to_owned() } else { format!("({text})") }
    };
    let (known, unknown) = (format!("{there} and {said}"), format!("{absent} or {said}"));
    fix(format!("leave them out: `{known}`"), span, put(&known, &[Around::Nothing, Around::And, Around::Or]));
    fix(format!("take them in: `{unknown}`"), span, put(&unknown, &[Around::Nothing, Around::Or]));
    found
}

/// The place with the `not` right before it.
fn with_not(sources: &Sources, span: Span) -> Option<Span> {
    let before = sources.get(span.source)?.text.get(..span.start as usize)?;
    let kept = before.trim_end().strip_suffix("not")?;
    let is_word = kept.is_empty() || kept.ends_with(|c: char| c.is_whitespace() || c == '(');
    is_word.then(|| Span::new(span.source, kept.len(), span.end as usize))
}

/// Whether nothing but parentheses is around the place.
fn is_in_parens(sources: &Sources, span: Span) -> bool {
    let Some(source) = sources.get(span.source) else { return false };
    let before = source.text.get(..span.start as usize).unwrap_or("").trim_end();
    let behind = source.text.get(span.end as usize..).unwrap_or("").trim_start();
    before.ends_with('(') && behind.starts_with(')')
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
