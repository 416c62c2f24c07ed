//! Takes the place of a mistake that is no known slip, gives a finding in the language's own words.
//!
//! What could stand there is found by trying: the text up to the place with a sample behind it.

use super::{chunk::Place, header::View, mend::Patient, slip};
use crate::base::{Diagnostic, Span, code};

/// A sample, and what it is called.
type Sample = (&'static str, &'static str);

const CONDITION: &[Sample] = &[
    ("is known", "a comparison such as `is` or `>=`"),
    ("x", "a property or a value"),
    (")", "`)`"),
    ("\"x\"", "a text in quotes"),
    ("2", "a number"),
    ("30 days", "a duration such as `30 days`"),
    ("days", "a unit such as `days`"),
    ("{ \"x\" }", "a set such as `{ \"A\", \"B\" }`"),
    ("of x", "`of`"),
    ("2026-01-01", "a date"),
    ("/x/", "a pattern such as `/^head of/`"),
];

fn samples(place: Place) -> &'static [Sample] {
    match place {
        Place::Score | Place::Group | Place::File => &[
            ("score +1", "`score` and the points after this condition"),
            ("+1", "points such as `+5`"),
            ("when x score +1", "`when` and a condition"),
            ("when x", "`when` and a condition"),
            ("x { }", "a name and `{`"),
            ("x = 1", "a name and `=`"),
            ("= 1", "`=` and a value"),
            ("{ }", "`{`"),
            ("\"x\"", "a text in quotes"),
            ("to 5", "`to`"),
            ("x", "a property or a value"),
        ],
        Place::Match => &[
            ("=> +1", "`=>` and points"),
            ("+1", "points such as `+5`"),
            ("\"x\" => +1", "a value, then `=>` and points"),
        ],
        Place::Stage => {
            &[("when x", "`when` and a condition"), ("x when x", "the arm's name"), ("x", "a name or a value")]
        }
        Place::Contact | Place::Event => &[
            (": text", "`:` and a type"),
            ("text", "a type such as `text` or `integer`"),
            ("x: text", "a name, then `:` and a type"),
            ("0..5", "a range such as `0..100`"),
            ("\"x\"", "a text in quotes"),
            ("{ \"x\" }", "a set such as `{ \"A\", \"B\" }`"),
            ("1", "a value"),
            ("unknown { \"x\" }", "`unknown` and a set"),
        ],
        Place::Test => &[
            ("as of 2026-01-01", "`as of`, `contact`, `event` or `expect`"),
            ("{ }", "`{`"),
            ("2026-01-01", "a date"),
            ("x", "a condition"),
        ],
        Place::Facts => &[(": 1", "`:` and a value"), ("1", "a value"), ("x: 1", "a name, then `:` and a value")],
        Place::Table => &[("1", "a value or a name"), ("| 1", "`|`")],
    }
}

/// The finding for a mistake that no mend explains.
pub(super) fn plain(patient: &mut Patient<'_>) -> Diagnostic {
    let view = patient.view();
    let at = patient.at;
    let span = blame(view, at);
    let found = view.word(at);
    let last = at.checked_sub(1).map(|before| view.word(before)).unwrap_or("");
    if last == "score" && patient.takes("+1") {
        return Diagnostic::new(&code::MISSING_POINTS, span, "expected points after `score`")
            .help("points look like `+5`, `-10` or `0`");
    }
    let good = view.text.get(0..patient.end_before()).to_owned();
    if at > 0 && patient.reach(&good).is_none() && !found.is_empty() {
        let message = format!("{} has no place here", quote(found));
        return Diagnostic::new(&code::SYNTAX, span, message)
            .at(format!("this {} is complete before it", noun(patient.place)));
    }
    let mut expected: Vec<&str> = Vec::new();
    let has_conditions =
        !matches!(patient.place, Place::Contact | Place::Event | Place::Facts | Place::Match | Place::Table);
    let open_end = has_conditions && at > 0 && !matches!(last, "score" | "=>") && view.wants_more(at - 1);
    let first: &[Sample] = match last {
        "limit" => &[("0..5", "a range such as `0..=100`")],
        "in" => &[("{ \"x\" }", "a set such as `{ \"A\", \"B\" }` or a range such as `2..=5`")],
        "until" => &[("2026-01-01", "a date such as `2026-12-31`")],
        _ if open_end => &[("x", "a property or a value")],
        _ => &[],
    };
    for (sample, called) in
        first.iter().chain(samples(patient.place)).chain(if has_conditions { CONDITION } else { &[] })
    {
        if open_end && !expected.is_empty() {
            break;
        }
        if expected.len() < 2 && !expected.contains(called) && patient.takes(sample) {
            expected.push(called);
        }
    }
    // A whole condition wants its points; that a comparison could follow is beside the point.
    if expected.first().is_some_and(|first| {
        first.starts_with("`score`")
            || first.starts_with("a name and")
            || first.starts_with("`=>`")
            || first.starts_with("points")
    }) {
        expected.truncate(1);
    }
    let missing = expected.first().is_some_and(|first| first.starts_with("`score`"));
    let mut message = if expected.is_empty() {
        if found.is_empty() {
            format!("this {} is not complete", noun(patient.place))
        } else {
            format!("{} has no place here", quote(found))
        }
    } else {
        format!("expected {}", expected.join(" or "))
    };
    if !expected.is_empty() && !last.is_empty() && !missing {
        message.push_str(&format!(" after {}", quote(last)));
    }
    let code = if missing { &code::MISSING_POINTS } else { &code::SYNTAX };
    let finding = Diagnostic::new(code, span, message);
    if missing { finding.help("for example `score +5`") } else { finding }
}

/// The finding for a thing that lacks what it begins with: it is blamed itself, not what stands before it.
pub(super) fn headless(view: View<'_>, place: Place) -> Option<Diagnostic> {
    let span = view.text.span(view.tokens.first()?.range());
    let finding = |message: &str| Diagnostic::new(&code::SYNTAX, span, message);
    match place {
        Place::Match if view.one_of(0, &["=>", "->"]) => Some(
            finding(&format!("expected a value before `{}`", view.word(0)))
                .at("this arm does not say which value gets the points"),
        ),
        Place::File | Place::Score | Place::Group if view.is(0, ":") => {
            Some(finding("expected the rule's name before `:`").unsafe_fix("take it out", span, ""))
        }
        Place::Contact if view.is(0, ":") => Some(finding("this property has no name")),
        Place::Event if view.is(0, ":") => Some(finding("this field has no name")),
        Place::Facts if view.is(0, ":") => Some(finding("this value has no name")),
        Place::Stage if view.is(0, "when") => Some(finding("this arm of the stage has no name")),
        Place::Stage if view.is_text(0) && view.is(1, "when") => {
            let unnamed =
                finding("this arm of the stage has no name").help("a name is one word before the text in quotes");
            let place = view.text.span(view.tokens.first()?.start..view.tokens.first()?.start);
            Some(match slip::snake(view.word(0)) {
                Some(name) => unnamed.unsafe_fix(format!("write `{name} {}`", view.word(0)), place, format!("{name} ")),
                None => unnamed,
            })
        }
        _ => None,
    }
}

/// The token there if it is on the line of the last good one, else the empty place behind that one.
pub(super) fn blame(view: View<'_>, at: usize) -> Span {
    let before = at.checked_sub(1).and_then(|before| view.tokens.get(before));
    match (before, view.tokens.get(at)) {
        (Some(before), Some(token)) if before.line == token.line => view.text.span(token.range()),
        (Some(before), _) => view.text.span(before.end..before.end),
        (None, Some(token)) => view.text.span(token.range()),
        (None, None) => view.text.span(0..0),
    }
}

/// In backquotes, shortened where it is long.
pub(super) fn quote(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    if text.contains('`') { format!("{short}{dots}") } else { format!("`{short}{dots}`") }
}

fn noun(place: Place) -> &'static str {
    match place {
        Place::File => "item",
        Place::Contact => "property",
        Place::Event => "field",
        Place::Score | Place::Group => "rule",
        Place::Match | Place::Stage => "arm",
        Place::Test | Place::Table => "line",
        Place::Facts => "value",
    }
}
