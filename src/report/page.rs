//! The page of each code: what `merit explain` shows. A code without a page does not pass the tests.

use crate::base::{Code, code};

macro_rules! pages {
    ($($ident:ident $name:literal)*) => {
        /// The page of a code, in Markdown.
        pub fn page(of: &Code) -> Option<&'static str> {
            const PAGES: &[(&Code, &str)] =
                &[$((&code::$ident, include_str!(concat!("../../docs/findings/", $name, ".md")))),*];
            PAGES.iter().find(|(code, _)| *code == of).map(|(_, page)| *page)
        }
    };
}

pages! {
    SYNTAX "syntax"
    TOO_DEEP "too-deep"
    BAD_CONFIG "bad-config"
    MISSING_FILE "missing-file"
    OUTSIDE_ROOT "outside-root"
    NOT_UTF8 "not-utf8"
    FILE_TOO_LARGE "file-too-large"
    UNREADABLE_FILE "unreadable-file"
}
