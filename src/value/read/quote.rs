//! A piece of data as a problem shows it. Knows nothing of what is wrong with it.

use crate::value::cell::shown;

/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// The text in backticks, control characters escaped, cut after 60 characters with `…`.
pub(super) fn quoted(text: &str) -> String {
    let whole = shown(text);
    let mut characters = whole.chars();
    let begin: String = characters.by_ref().take(SHOWN).collect();
    let cut = if characters.next().is_some() { "…" } else { "" };
    format!("`{begin}{cut}`")
}
