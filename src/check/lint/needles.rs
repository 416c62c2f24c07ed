//! `short-contains`: `contains "cto"` also hits `director`.

use crate::{
    base::{Diagnostic, Sources, Span, code},
    model::{Condition, Model, Question, TextOperator},
};

/// Needles of this many characters or fewer are found inside longer words too often.
const SHORT: usize = 3;

pub(super) fn short(model: &Model, sources: &Sources, out: &mut Vec<Diagnostic>) {
    super::negation::each_condition(model, &mut |condition, _| visit(condition, sources, out));
}

fn visit(condition: &Condition, sources: &Sources, out: &mut Vec<Diagnostic>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| visit(part, sources, out)),
        Condition::Not(inner) => visit(inner, sources, out),
        Condition::Define(_) | Condition::Constant(_) => {}
        Condition::Test(test) => {
            let Question::Text { test: text, .. } = &test.question else { return };
            if text.operator != TextOperator::Contains {
                return;
            }
            let short: Vec<String> = text
                .needles
                .iter()
                .filter(|needle| needle.chars().count() <= SHORT && needle.chars().all(char::is_alphanumeric))
                .filter(|needle| needle.is_ascii())
                .map(|needle| format!("`\"{needle}\"`"))
                .collect();
            let (Some(first), Some(span)) = (short.first(), test.span) else { return };
            let inside = text.needles.iter().find_map(|needle| Some((needle, inside(needle)?)));
            let reason = match inside {
                Some((needle, word)) => format!("`\"{needle}\"` is also in `{word}`"),
                None => "short texts are often parts of longer words".to_owned(),
            };
            let found = Diagnostic::new(
                &code::SHORT_CONTAINS,
                span,
                format!("`contains` finds {} inside other words too", short.join(", ")),
            )
            .at(format!("{first} is short"));
            let found = match as_word(sources, span) {
                Some((place, fixed)) => {
                    found.help(reason).unsafe_fix(format!("to find whole words, write `{fixed}`"), place, "has word")
                }
                None => found.help(format!("{reason}: to find whole words, write `has word`")),
            };
            out.push(found.help("where it is meant, say so behind the rule: `allow short-contains \"why\"`"));
        }
    }
}

/// Common words of titles, companies and pages, in which short texts are found that stand for something else.
const WORDS: [&str; 40] = [
    "director",
    "recruiter",
    "digital",
    "capital",
    "security",
    "hospital",
    "auditor",
    "university",
    "marketing",
    "retail",
    "chairman",
    "maintenance",
    "email",
    "president",
    "specialist",
    "chrome",
    "three",
    "vpn",
    "scholar",
    "coordinator",
    "consultant",
    "office",
    "operations",
    "engineer",
    "representative",
    "procurement",
    "manager",
    "executive",
    "developer",
    "assistant",
    "international",
    "department",
    "education",
    "administrator",
    "technology",
    "customer",
    "human",
    "health",
    "finance",
    "partner",
];

/// A common word that has the text inside.
fn inside(needle: &str) -> Option<&'static str> {
    let needle = needle.to_lowercase();
    if needle.chars().count() > SHORT || needle.is_empty() {
        return None;
    }
    WORDS.into_iter().find(|word| word.contains(&needle) && **word != needle)
}

/// Where `contains` stands, and the question with `has word` in its place.
fn as_word(sources: &Sources, span: Span) -> Option<(Span, String)> {
    let written = sources.text(span);
    let (before, behind) = written.split_once("contains ")?;
    if before.contains(['"', '`']) || before.contains("not ") {
        return None;
    }
    let start = (span.start as usize).checked_add(before.len())?;
    Some((Span::new(span.source, start, start + "contains".len()), format!("{before}has word {behind}")))
}
