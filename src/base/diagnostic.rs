use serde::Serialize;

use super::{Code, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Note,
    /// Probably not what was meant; fails a run with `--deny-warnings`.
    Warning,
    /// The rules cannot be used.
    Error,
}

/// A second place that a finding concerns, with what to know about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, lower case, no final period.
    pub message: String,
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Keeps or restores the one meaning the author can have had; `check --fix` applies it.
    Safe,
    /// One of several readings; shown, never applied.
    Unsafe,
}

/// Replace the text of `span` (empty: insert).
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The text to replace.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A mend that a machine can make.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as an order: "write `+3`".
    pub message: String,
    /// Whether `--fix` may apply it.
    pub applicability: Applicability,
    /// The edits, none overlapping another.
    pub edits: Vec<Edit>,
}

/// One finding about the rules or the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Its entry in the table of codes.
    pub code: &'static Code,
    /// Error, warning or note, after the lint levels were applied.
    pub severity: Severity,
    /// What is wrong, lower case, no final period, user text in backticks.
    pub message: String,
    /// The place to blame; `None` for findings about the whole rule set.
    pub span: Option<Span>,
    /// What is at `span`; empty where the message says it all.
    pub at: String,
    /// Other places concerned: the declaration, the first of two.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Vec<String>,
    /// Fixes a machine can make.
    pub fixes: Vec<Fix>,
    /// A contact that shows the finding, as property values.
    pub witness: Option<serde_json::Value>,
    /// The same contact as people may put it into a test.
    pub example: Option<Example>,
}

/// A contact that shows a finding, in the words of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What it is an example of, as it stands before a colon: `for example`.
    pub of: String,
    /// `as of 2026-03-01`.
    pub as_of: String,
    /// Some time is written out, so that the day belongs to it.
    pub is_dated: bool,
    /// `contact { visits: 6 }`; none where nothing is known.
    pub contact: Option<String>,
    /// `event page_view { at: 2 days ago }`, one an event.
    pub events: Vec<String>,
    /// `expect fit is 10`: what is so as the rules are now.
    pub expected: Vec<String>,
}

impl Diagnostic {
    /// A finding at `span` with the code's own severity.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::whole(code, message) }
    }

    /// A finding about the whole rule set.
    pub fn whole(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            span: None,
            at: String::new(),
            labels: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            witness: None,
            example: None,
        }
    }

    /// Says what is at the blamed place.
    #[must_use]
    pub fn at(mut self, message: impl Into<String>) -> Self {
        self.at = message.into();
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, message: impl Into<String>) -> Self {
        self.help.push(message.into());
        self
    }

    /// Offers a fix that `check --fix` may apply.
    #[must_use]
    pub fn safe_fix(self, message: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fix(message, Applicability::Safe, vec![Edit { span, text: text.into() }])
    }

    /// Offers a fix that a person has to choose.
    #[must_use]
    pub fn unsafe_fix(self, message: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fix(message, Applicability::Unsafe, vec![Edit { span, text: text.into() }])
    }

    /// Offers a fix of several edits.
    #[must_use]
    pub fn fix(mut self, message: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { message: message.into(), applicability, edits });
        self
    }

    /// Whether this makes the rules unusable.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A diagnostic about this has been given already; whoever meets it says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported;
