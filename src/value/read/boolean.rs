//! `boolean`: the words for yes and no that exports use.

use super::quote::quoted;

const YES: [&str; 6] = ["true", "yes", "y", "t", "1", "on"];
const NO: [&str; 6] = ["false", "no", "n", "f", "0", "off"];

/// The answer that a text gives, in any case.
pub(super) fn boolean(text: &str) -> Result<bool, String> {
    let is = |words: [&str; 6]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(YES) {
        Ok(true)
    } else if is(NO) {
        Ok(false)
    } else {
        Err(format!("{} is not yes or no; these are read: true, yes, y, t, 1, on, and their opposites", quoted(text)))
    }
}
