use serde_json::{Value, json};

use crate::base::{Position, Sources, Span};

/// A span for programs: file, and lines and columns from 1, columns in Unicode characters; the end is one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The path as the user would type it.
    pub file: &'a str,
    /// Where it begins.
    pub start: Position,
    /// One past where it ends.
    pub end: Position,
}

impl<'a> Place<'a> {
    /// The place of a span; what has none is about the whole rule set, and placed at the beginning of its first file.
    pub fn new(span: Option<Span>, sources: &'a Sources) -> Self {
        let whole = || sources.iter().next().map(|(id, source)| (source, Span::new(id, 0, 0)));
        let found = span.and_then(|span| Some((sources.get(span.source)?, span))).or_else(whole);
        let Some((source, span)) = found else {
            let start = Position { line: 1, column: 1 };
            return Self { file: "", start, end: start };
        };
        Self { file: &source.path, start: source.position(span.start), end: source.position(span.end) }
    }

    /// `file`, `line`, `column`, `end_line`, `end_column`.
    pub(super) fn json(&self) -> Value {
        json!({
            "file": self.file,
            "line": self.start.line,
            "column": self.start.column,
            "end_line": self.end.line,
            "end_column": self.end.column,
        })
    }
}
