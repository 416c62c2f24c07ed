//! A text as it is read: the original, or the original after edits, with the way back to the original's offsets.
//!
//! Takes edits in its own offsets, gives a new text that still knows where everything came from. Knows nothing of
//! the language.

use std::ops::Range;

use crate::base::{SourceId, Span};

/// A text and where each of its stretches came from.
#[derive(Clone, Debug)]
pub(super) struct Text {
    source: SourceId,
    text: String,
    // INVARIANT: in order, without gaps, covering `text`.
    stretches: Vec<Stretch>,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    at: usize,
    len: usize,
    origin: usize,
    origin_len: usize,
    /// Copied byte for byte; else it stands for the whole of the original stretch.
    copied: bool,
}

impl Text {
    /// The original itself.
    pub(super) fn original(source: SourceId, text: &str) -> Self {
        let len = text.len();
        let stretches = vec![Stretch { at: 0, len, origin: 0, origin_len: len, copied: true }];
        Self { source, text: text.to_owned(), stretches }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The text of a range, empty where it is none.
    pub(super) fn get(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or("")
    }

    /// The place in the original.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = if range.is_empty() { self.origin_end(range.start) } else { self.origin_start(range.start) };
        let end = if range.is_empty() { start } else { self.origin_end(range.end) };
        Span::new(self.source, start, end)
    }

    fn origin_start(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|stretch| stretch.at + stretch.len <= at);
        match self.stretches.get(next) {
            Some(stretch) if stretch.copied => stretch.origin + (at - stretch.at),
            Some(stretch) => stretch.origin,
            None => self.stretches.last().map_or(0, |last| last.origin + last.origin_len),
        }
    }

    fn origin_end(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|stretch| stretch.at + stretch.len < at);
        match self.stretches.get(next) {
            Some(stretch) if stretch.copied => stretch.origin + at.saturating_sub(stretch.at),
            Some(stretch) if at <= stretch.at => stretch.origin,
            Some(stretch) => stretch.origin + stretch.origin_len,
            None => self.stretches.last().map_or(0, |last| last.origin + last.origin_len),
        }
    }

    /// A piece of this text after `edits` (in this text's offsets, inside `range`, in order, none overlapping).
    pub(super) fn edited(&self, range: Range<usize>, edits: &[(Range<usize>, &str)]) -> Self {
        let mut made =
            Self { source: self.source, text: String::with_capacity(range.len() + 16), stretches: Vec::new() };
        let mut at = range.start;
        for (replaced, with) in edits {
            if replaced.start < at || replaced.end > range.end {
                continue;
            }
            made.copy(self, at..replaced.start);
            let span = self.span(replaced.clone());
            let origin = span.start as usize;
            let stretch = Stretch {
                at: made.text.len(),
                len: with.len(),
                origin,
                origin_len: span.end as usize - origin,
                copied: false,
            };
            made.text.push_str(with);
            made.stretches.push(stretch);
            at = replaced.end;
        }
        made.copy(self, at..range.end);
        made
    }

    fn copy(&mut self, from: &Self, range: Range<usize>) {
        for stretch in &from.stretches {
            let start = stretch.at.max(range.start);
            let end = (stretch.at + stretch.len).min(range.end);
            if start >= end && !(stretch.len == 0 && range.start <= stretch.at && stretch.at < range.end) {
                continue;
            }
            let part = Stretch { at: self.text.len(), len: end - start, ..*stretch };
            let part = if stretch.copied {
                Stretch { origin: stretch.origin + (start - stretch.at), origin_len: end - start, ..part }
            } else {
                part
            };
            self.text.push_str(from.get(start..end));
            self.stretches.push(part);
        }
    }
}
