//! Takes the comments of a text, gives the `##` lines directly above a place.

use std::collections::HashMap;

use super::{scan::ScannedComment, text::Text};
use crate::{base::Span, syntax::tree::Comment};

/// The `##` comments that stand alone on their lines, by line.
#[derive(Clone, Debug, Default)]
pub(super) struct Docs {
    by_line: HashMap<u32, String>,
    line_starts: Vec<usize>,
    /// Where the first character of each line stands that is no blank.
    text_starts: Vec<usize>,
}

impl Docs {
    /// Of the original text.
    pub(super) fn new(text: &str, comments: &[ScannedComment]) -> Self {
        let by_line: HashMap<u32, String> = comments
            .iter()
            .filter(|comment| comment.alone)
            .filter_map(|comment| {
                let (is_doc, body) = parts(text.get(comment.start..comment.end)?);
                is_doc.then(|| (comment.line, body.to_owned()))
            })
            .collect();
        let line_starts = if by_line.is_empty() {
            Vec::new()
        } else {
            std::iter::once(0)
                .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1))
                .collect()
        };
        let text_starts = line_starts
            .iter()
            .map(|start| {
                let line = text.get(*start..).unwrap_or("");
                start + line.len() - line.trim_start_matches([' ', '\t', '\u{feff}']).len()
            })
            .collect();
        Self { by_line, line_starts, text_starts }
    }

    /// The lines directly above the line of `offset` in the original, in order; a blank line detaches. None where
    /// something stands before `offset` on its line: they belong to that.
    pub(super) fn above(&self, offset: u32) -> Vec<String> {
        if self.by_line.is_empty() {
            return Vec::new();
        }
        let line = self.line_starts.partition_point(|start| *start <= offset as usize).saturating_sub(1);
        if self.text_starts.get(line).is_some_and(|first| *first < offset as usize) {
            return Vec::new();
        }
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let mut lines: Vec<String> = (0..line).rev().map_while(|above| self.by_line.get(&above).cloned()).collect();
        lines.reverse();
        lines
    }
}

/// The comments as the tree keeps them.
pub(super) fn comments(text: &Text, scanned: &[ScannedComment]) -> Vec<Comment> {
    let comment = |comment: &ScannedComment| {
        let (is_doc, body) = parts(text.get(comment.start..comment.end));
        let span: Span = text.span(comment.start..comment.end);
        Comment { span, is_doc, text: body.to_owned() }
    };
    scanned.iter().map(comment).collect()
}

/// Whether it is `##`, and what stands behind the marks and one blank. A line of more than two `#` is an ornament.
fn parts(comment: &str) -> (bool, &str) {
    let body = comment.strip_prefix('#').unwrap_or(comment);
    let (is_doc, body) = match body.strip_prefix('#') {
        Some(rest) if !rest.starts_with('#') => (true, rest),
        _ => (false, body),
    };
    (is_doc, body.strip_prefix(' ').unwrap_or(body))
}
