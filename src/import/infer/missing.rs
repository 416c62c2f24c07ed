//! Words that stand for a missing value: which they are, and which of them a whole source uses.

use super::guess::Guess;
use crate::{
    import::comment::{counted, quoted},
    value::fold,
};

/// These mean nothing else anywhere.
const ALWAYS: [&str; 30] = [
    "n/a",
    "n.a.",
    "#n/a",
    "#n/a n/a",
    "#null!",
    "#value!",
    "#ref!",
    "#div/0!",
    "#name?",
    "null",
    "(null)",
    "<null>",
    "nil",
    "nan",
    "\\n",
    "undefined",
    "-",
    "--",
    "---",
    "?",
    "select",
    "select...",
    "please select",
    "- select -",
    "--none--",
    "(blank)",
    "(not set)",
    "not set",
    "unknown",
    "(unknown)",
];

/// These are values of their own among words (`none` of a list of courses, `NA` for Namibia), but not among numbers,
/// dates or answers.
const AMONG_VALUES: [&str; 10] =
    ["none", "(none)", "na", "missing", "not available", "not provided", "not applicable", "no data", "tbd", "."];

/// Whether a text stands for a missing value wherever it is found.
pub(super) fn always(text: &str) -> bool {
    is_among(&ALWAYS, text)
}

/// Whether a text stands for a missing value where all others are numbers, dates or answers.
pub(super) fn among_values(text: &str) -> bool {
    is_among(&AMONG_VALUES, text)
}

fn is_among(words: &[&str], text: &str) -> bool {
    text.len() <= 16 && words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether two markers are the same to the reader of data.
pub(super) fn same(left: &str, right: &str) -> bool {
    fold(left) == fold(right)
}

/// The markers of two properties or more, each with the number of its properties. One that is a value of any other
/// property is not among them.
pub(super) fn common<'g>(guesses: impl Iterator<Item = &'g Guess> + Clone) -> Vec<(String, u64)> {
    let mut found: Vec<(String, u64)> = Vec::new();
    for word in guesses.clone().flat_map(|guess| &guess.unknown) {
        match found.iter_mut().find(|(known, _)| same(known, word)) {
            Some((_, count)) => *count += 1,
            None => found.push((word.clone(), 1)),
        }
    }
    found.retain(|(word, count)| *count > 1 && !guesses.clone().any(|guess| guess.values.contains(&fold(word))));
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}

/// Why the markers of [`common`] are what they are.
pub(super) fn note(markers: &[(String, u64)]) -> String {
    let each: Vec<String> = markers
        .iter()
        .map(|(word, properties)| format!("{} in {}", quoted(word), counted(*properties, "column")))
        .collect();
    format!("What this source writes where nothing is known: {}. Blank counts as well.", each.join(", "))
}
