//! The words that are no names without backquotes. Takes a word, tells whether it is one.
//!
//! The grammar has them a second time, as its rule `reserved`; a test holds the two together.

/// All of them. The other words of the language are names wherever none of its forms stands.
pub(crate) const RESERVED: [&str; 30] = [
    "and",
    "or",
    "not",
    "is",
    "in",
    "has",
    "contains",
    "starts",
    "ends",
    "matches",
    "before",
    "after",
    "within",
    "where",
    "when",
    "up",
    "per",
    "until",
    "otherwise",
    "unknown",
    "known",
    "true",
    "false",
    "except",
    "expect",
    "between",
    "limit",
    "exactly",
    "never",
    "always",
];

/// Whether `word` cannot be a name without backquotes.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}
