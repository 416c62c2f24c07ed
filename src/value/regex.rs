//! Patterns: takes a regular expression, gives whether it is found in a text (semantics 16).
//!
//! Built on the `regex` crate: linear time, bounded size, Unicode. Knows nothing of other text operators.

use regex::RegexBuilder;

use super::nfc;

/// Bytes that a compiled pattern may take.
const MOST_BYTES: usize = 1 << 20;

/// A regular expression that can be searched for.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    exactly: bool,
    regex: regex::Regex,
}

impl Pattern {
    /// The pattern with this source; `exactly` keeps case. `^` and `$` are the ends of the text.
    ///
    /// # Errors
    ///
    /// A message for people, lower case: what is wrong with the source, or that it is too big.
    pub fn new(source: &str, exactly: bool) -> Result<Self, String> {
        RegexBuilder::new(&nfc(source))
            .case_insensitive(!exactly)
            .size_limit(MOST_BYTES)
            .dfa_size_limit(MOST_BYTES)
            .build()
            .map(|regex| Self { source: source.to_owned(), exactly, regex })
            .map_err(|error| explanation(&error))
    }

    /// Whether it is found anywhere in a text that is in NFC.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// The pattern as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether case counts.
    pub fn exactly(&self) -> bool {
        self.exactly
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.exactly == other.exactly
    }
}
impl Eq for Pattern {}

fn explanation(error: &regex::Error) -> String {
    let text = error.to_string();
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return "the pattern is too big; smaller counts such as `{1,20}` make it smaller".to_owned();
    }
    // The crate draws the pattern with a pointer below it and says what is wrong in the last line.
    let reason = text.lines().rev().find_map(|line| line.trim().strip_prefix("error: ")).unwrap_or(&text);
    for (theirs, ours) in REASONS {
        if reason.starts_with(theirs) {
            return (*ours).to_owned();
        }
    }
    format!("the pattern cannot be read: {}", reason.trim_end_matches('.'))
}

const NOT_REGULAR: &str = "look-ahead and back-references are not part of Merit's patterns: they can take for ever on \
                           some texts; write two conditions joined with `and` or `and not` instead";

/// How the crate begins what it says, and what people are told instead.
const REASONS: &[(&str, &str)] = &[
    ("look-around", NOT_REGULAR),
    ("backreferences", NOT_REGULAR),
    ("unclosed group", "a `(` has no `)`; to find the character itself, write `\\(`"),
    ("unopened group", "a `)` has no `(`; to find the character itself, write `\\)`"),
    ("unclosed character class", "a `[` has no `]`; to find the character itself, write `\\[`"),
    ("unclosed counted repetition", "a `{` has no `}`; to find the character itself, write `\\{`"),
    (
        "repetition operator missing expression",
        "`*`, `+`, `?` and `{` repeat what stands before them, and nothing does; \
      to find the character itself, write it with a `\\` before it",
    ),
    (
        "repetition quantifier expects a valid decimal",
        "between `{` and `}` stands a number or two, such as `{2,5}`; \
      to find the character itself, write `\\{`",
    ),
    ("invalid repetition count range", "in a count such as `{2,5}` the smaller number stands first"),
    ("invalid character class range", "in a range such as `[a-z]` the smaller character stands first"),
    ("unrecognized escape sequence", "a `\\` stands before a letter that has no meaning with it"),
    ("incomplete escape sequence", "a `\\` stands at the end; to find the character itself, write `\\\\`"),
    ("Unicode property not found", "there is no Unicode property of this name"),
    ("exceed the maximum number of nested", "parentheses stand too deep inside each other"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(source: &str, text: &str) -> bool {
        Pattern::new(source, false).unwrap().is_match(text)
    }

    #[test]
    fn s16_matches_searches_anywhere_and_ignores_case() {
        assert!(found("demo|trial", "Asked for a DEMO"));
        assert!(found("ÉCOLE", "l'école"));
        assert!(found(r"\d{3}", "١٢٣"));
        assert!(!found("^demo", "a demo"));
    }

    #[test]
    fn s16_exactly_keeps_case() {
        let pattern = Pattern::new("VP", true).unwrap();
        assert!(pattern.is_match("VP Sales"));
        assert!(!pattern.is_match("vp sales"));
    }

    #[test]
    fn s16_anchors_are_the_ends_of_the_text() {
        assert!(found("^a\nb$", "a\nb"));
        assert!(!found("^b", "a\nb"));
        assert!(!found("a$", "a\n"));
    }

    #[test]
    fn s16_a_pattern_is_composed_as_texts_are() {
        assert!(found("e\u{301}cole", "école"));
    }

    #[test]
    fn s16_what_is_not_regular_is_explained() {
        for source in ["(?=a)b", "(?!a)b", "(?<=a)b", "(?<!a)b", r"(a)\1"] {
            let message = Pattern::new(source, false).unwrap_err();
            assert!(
                message.starts_with("look-ahead and back-references are not part of Merit's patterns"),
                "{message}"
            );
        }
    }

    #[test]
    fn mistakes_are_told_without_words_of_the_trade() {
        let message = |source: &str| Pattern::new(source, false).unwrap_err();
        assert_eq!(message("(a"), "a `(` has no `)`; to find the character itself, write `\\(`");
        assert_eq!(message("a)"), "a `)` has no `(`; to find the character itself, write `\\)`");
        assert_eq!(message("[a"), "a `[` has no `]`; to find the character itself, write `\\[`");
        assert_eq!(message("a{2"), "a `{` has no `}`; to find the character itself, write `\\{`");
        assert!(message("*a").contains("repeat what stands before them"));
        assert!(message("a{x}").contains("stands a number or two"));
        assert!(message("a{5,2}").contains("the smaller number stands first"));
        assert!(message("[z-a]").contains("the smaller character stands first"));
        assert!(message(r"\y").contains("has no meaning"));
        assert!(message("a\\").contains("stands at the end"));
        assert!(message(r"\p{Nope}").contains("no Unicode property"));
        assert!(message(&format!("{}{}", "(".repeat(300), ")".repeat(300))).contains("stand too deep"));
        assert!(message(r"(\w{1,200}){200}").contains("too big"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn s16_any_source_gives_a_pattern_or_one_line(source in any::<String>(), text in any::<String>()) {
            match Pattern::new(&source, false) {
                Ok(pattern) => { pattern.is_match(&text); }
                Err(message) => prop_assert_eq!(message.lines().count(), 1),
            }
        }
    }
}
