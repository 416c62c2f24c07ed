//! The table of all codes: each finding's number, name, severity and one-line title.
//!
//! Numbers never change their meaning and are never given twice. The page of a code
//! (`merit explain`) is `docs/findings/<name>.md`.

use super::Severity;

/// One kind of finding.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// `M0201`: stable for ever.
    pub code: &'static str,
    /// `unknown-property`: what people write in `allow` and in `merit.toml`.
    pub name: &'static str,
    /// The level where nothing else is said.
    pub severity: Severity,
    /// One line for lists.
    pub title: &'static str,
}

macro_rules! codes {
    ($($ident:ident = $code:literal $name:literal $severity:ident $title:literal;)*) => {
        $(
            #[doc = $title]
            pub static $ident: Code = Code { code: $code, name: $name, severity: Severity::$severity, title: $title };
        )*
        /// Every code, by number.
        pub static ALL: &[&Code] = &[$(&$ident),*];
    };
}

codes! {
    // M01: the text cannot be read as Merit
    SYNTAX = "M0101" "syntax" Error "the text is not written as Merit expects";
}

/// The code with this number or name, case ignored.
pub fn find(code_or_name: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.code.eq_ignore_ascii_case(code_or_name) || code.name.eq_ignore_ascii_case(code_or_name))
}
