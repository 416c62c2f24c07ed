use crate::{base::Span, value::Unit};

/// A name as written; `text` is without backquotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Backquotes included.
    pub span: Span,
}

/// A name with what it is part of: `engagement.visits`, `form_submission.form`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The first name.
    pub head: Name,
    /// The name behind the dot.
    pub member: Option<Name>,
    /// Both.
    pub span: Span,
}

/// Text in quotes, escapes resolved (`\"`, `\\`, `\n`, `\t`).
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    /// Without quotes.
    pub text: String,
    /// Quotes included.
    pub span: Span,
}

/// A constant as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// What it is.
    pub kind: LiteralKind,
    /// Where.
    pub span: Span,
}

/// What a constant is. Numbers, dates and datetimes keep their spelling; `check` reads them.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralKind {
    /// `-12.5`; digits, at most one dot, an optional sign.
    Number(String),
    /// `"Software"`.
    Text(String),
    /// `true`, `false`.
    Boolean(bool),
    /// `2026-03-01`.
    Date(String),
    /// `2026-03-01T10:00:00+01:00`, seconds and offset optional.
    Datetime(String),
    /// `30 days ago`.
    Ago(Duration),
    /// `3 days from now`.
    FromNow(Duration),
}

/// `30 days`, `1 month`.
#[derive(Clone, Debug, PartialEq)]
pub struct Duration {
    /// The digits as written.
    pub amount: String,
    /// The unit, singular or plural.
    pub unit: Unit,
    /// Both.
    pub span: Span,
}
