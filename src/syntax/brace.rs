//! Takes a text whose braces do not pair, gives it back with pairs, and blames the brace that is one too many or too few.
//!
//! Heads of items at the beginning of a line are trusted most: no brace reaches past one. Inside an item the
//! indentation tells which of several braces is meant:
//!
//! ```text
//! score fit {
//!   match industry {          <- never closed: the next `}` stands under `score`
//!     "Software" => +10
//! }
//! ```

use std::ops::Range;

use super::{header::View, scan::TokenKind};
use crate::base::{Diagnostic, Span, code};

/// Findings and the edits that make braces pair.
#[derive(Debug, Default)]
pub(super) struct Braces {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) edits: Vec<(Range<usize>, &'static str)>,
    /// Where a brace was put in or taken out.
    pub(super) doubtful: Vec<Span>,
}

/// Looks at every item by itself.
pub(super) fn pair(view: View<'_>) -> Braces {
    let mut braces = Braces::default();
    if net(view, 0..view.tokens.len()) == Some(0) {
        return braces;
    }
    for region in regions(view) {
        if net(view, region.clone()) != Some(0) {
            Region { view, end: region.end, braces: &mut braces }.mend(region);
        }
    }
    braces.edits.sort_by_key(|(range, _)| range.start);
    braces
}

/// Opening less closing braces; none where a closing one comes too early.
fn net(view: View<'_>, region: Range<usize>) -> Option<usize> {
    region.into_iter().try_fold(0usize, |depth, at| match view.word(at) {
        "{" => Some(depth + 1),
        "}" => depth.checked_sub(1),
        _ => Some(depth),
    })
}

/// The stretches between full heads of items in the first column.
fn regions(view: View<'_>) -> Vec<Range<usize>> {
    let is_head =
        |at: &usize| view.tokens.get(*at).is_some_and(|token| token.first && token.indent == 0) && view.item(*at);
    let mut starts: Vec<usize> = (1..view.tokens.len()).filter(is_head).collect();
    starts.insert(0, 0);
    starts.push(view.tokens.len());
    let mut regions: Vec<Range<usize>> = Vec::new();
    for (start, end) in starts.iter().zip(starts.iter().skip(1)) {
        // A test's own `contact` and `event` may stand in the first column.
        if let Some(last) = regions.last_mut()
            && view.is(last.start, "test")
            && view.one_of(*start, &["contact", "event"])
            && net(view, last.clone()).is_some_and(|net| net > 0)
            && net(view, *start..*end).is_none()
        {
            last.end = *end;
        } else {
            regions.push(*start..*end);
        }
    }
    regions
}

struct Region<'a> {
    view: View<'a>,
    end: usize,
    braces: &'a mut Braces,
}

impl Region<'_> {
    fn mend(&mut self, region: Range<usize>) {
        let count = |brace: &str| region.clone().filter(|at| self.view.is(*at, brace)).count();
        let (opening, closing) = (count("{"), count("}"));
        let mut too_many = closing.saturating_sub(opening);
        let mut open: Vec<usize> = Vec::new();
        for at in region.clone() {
            if self.view.is(at, "{") {
                open.push(at);
            } else if self.view.is(at, "}") {
                let Some(place) = self.closes(&open, at, too_many > 0) else {
                    too_many = too_many.saturating_sub(1);
                    self.stray_close(region.start, at, &open);
                    continue;
                };
                for unclosed in open.drain(place..).skip(1).rev().collect::<Vec<_>>() {
                    self.unclosed(unclosed, at);
                }
            }
        }
        for unclosed in open.into_iter().rev() {
            self.unclosed(unclosed, self.end);
        }
    }

    /// Which of the open braces this one closes.
    fn closes(&self, open: &[usize], at: usize, too_many: bool) -> Option<usize> {
        let top = open.len().checked_sub(1)?;
        let (close, last) = (self.view.tokens.get(at)?, self.view.tokens.get(*open.get(top)?)?);
        if too_many && !close.first && self.goes_on_inside(*open.get(top)?, at + 1, top) {
            return None;
        }
        if !close.first {
            return (last.line == close.line || !too_many).then_some(top);
        }
        if last.indent == close.indent {
            return Some(top);
        }
        let same = |place: &usize| {
            open.get(*place).and_then(|at| self.view.tokens.get(*at)).is_some_and(|token| token.indent == close.indent)
        };
        (0..top).rev().find(same).or((!too_many).then_some(top))
    }

    /// Whether what stands at `next`, on the line of the block's open brace, must belong to the block; `outer` blocks
    /// are open around it.
    fn goes_on_inside(&self, open: usize, next: usize, outer: usize) -> bool {
        let view = self.view;
        let line = |at: usize| view.tokens.get(at).map(|token| token.line);
        let begins = view.item(next)
            || view.one_of(next, &["}", "{", "when", "each", "match", "group", "allow", "up", "until", "owner"])
            || (view.label(next) && view.one_of(next + 2, &["when", "each", "match", "score"]));
        if outer > 0 {
            return line(open) == line(next)
                && view.points(next)
                && self.head(open).is_some_and(|head| view.is(head, "group"));
        }
        line(open) == line(next) && self.head(open).is_some() && !begins && !view.is_text(next)
    }

    /// Either this one is too many, or a head above in the same column forgot its `{`.
    fn stray_close(&mut self, start: usize, at: usize, open: &[usize]) {
        let view = self.view;
        let Some(close) = view.tokens.get(at) else { return };
        let from = open.last().map_or(start, |last| last + 1);
        let head = (from..at).rev().find(|head| {
            view.tokens.get(*head).is_some_and(|token| token.first && token.indent == close.indent)
                && view.one_of(*head, &["score", "stage", "group", "match", "contact", "event", "test"])
        });
        if let Some(head) = head.filter(|_| close.first) {
            let line = view.tokens.get(head).map_or(0, |token| token.line);
            let last = (head..at).take_while(|at| view.tokens.get(*at).is_some_and(|token| token.line == line)).last();
            let has_brace = last.is_some_and(|last| (head..=last).any(|at| view.is(at, "{")));
            if let Some(token) = last.and_then(|last| view.tokens.get(last)).filter(|_| !has_brace) {
                let span = view.text.span(token.end..token.end);
                let name = self.name(head, last.map_or(head, |last| last + 1));
                let finding = Diagnostic::new(&code::UNCLOSED_BLOCK, span, format!("expected `{{` after {name}"))
                    .label(view.text.span(close.range()), "this `}` would close it")
                    .safe_fix("write `{`", span, " {");
                self.braces.diagnostics.push(finding);
                self.braces.edits.push((token.end..token.end, " {"));
                return;
            }
        }
        if !close.first && self.head_on_line(from, at) {
            return;
        }
        let span = view.text.span(close.range());
        let finding =
            Diagnostic::new(&code::STRAY_BRACE, span, "this `}` closes nothing").unsafe_fix("take it out", span, "");
        self.braces.diagnostics.push(finding);
        self.braces.edits.push((close.range(), " "));
    }

    /// `match x "A" => 0 }`: the head stands on the brace's own line.
    fn head_on_line(&mut self, from: usize, at: usize) -> bool {
        let view = self.view;
        let line = |at: usize| view.tokens.get(at).map(|token| token.line);
        let head = (from..at).rev().find(|head| {
            line(*head) == line(at)
                && view.one_of(*head, &["stage", "group", "match", "contact", "event", "score", "test"])
                && view.tokens.get(*head).is_some_and(|token| token.first)
        });
        let Some(last) = head.map(|head| if view.is(head, "contact") { head } else { head + 1 }) else { return false };
        let (Some(head), Some(token)) = (head, view.tokens.get(last).filter(|_| last < at)) else { return false };
        if (head..at).any(|at| view.is(at, "{")) {
            return false;
        }
        let span = view.text.span(token.end..token.end);
        let message = format!("expected `{{` after {}", self.name(head, last + 1));
        let finding = Diagnostic::new(&code::UNCLOSED_BLOCK, span, message).safe_fix("write `{`", span, " {");
        self.braces.diagnostics.push(finding);
        self.braces.edits.push((token.end..token.end, " {"));
        true
    }

    /// `before` is the token that shows it: the block should have ended there.
    fn unclosed(&mut self, open: usize, before: usize) {
        let view = self.view;
        let (Some(brace), Some(last)) =
            (view.tokens.get(open), before.checked_sub(1).and_then(|at| view.tokens.get(at)))
        else {
            return;
        };
        let span = view.text.span(brace.range());
        let head = self.head(open);
        let next_line = view.tokens.get(open + 1).is_none_or(|next| next.first);
        if let Some(head) = head {
            let end = last.end.max(brace.end);
            let place = view.text.span(end..end);
            let name = self.name(head, open);
            let finding = Diagnostic::new(&code::UNCLOSED_BLOCK, span, format!("the `{{` of {name} is never closed"))
                .at("opened here")
                .unsafe_fix("write `}` where the block ends", place, if next_line { "\n}" } else { " }" });
            self.braces.diagnostics.push(finding);
            self.braces.edits.push((end..end, " }"));
            return;
        }
        let values = (open + 1..before).take_while(|at| self.value(*at, open)).last();
        let takes_set = open.checked_sub(1).is_some_and(|at| {
            view.one_of(
                at,
                &["in", "of", "=", "is", "exactly", "default", "unknown", "contains", "with", ",", ":", "|"],
            )
        });
        if let (true, Some(value)) = (takes_set, values.and_then(|at| view.tokens.get(at))) {
            let end = view.text.span(value.end..value.end);
            let finding = Diagnostic::new(&code::UNCLOSED_BLOCK, span, "the `{` of this set is never closed")
                .at("opened here")
                .unsafe_fix("write `}` behind the last value", end, " }");
            self.braces.diagnostics.push(finding);
            self.braces.edits.push((value.end..value.end, " }"));
            return;
        }
        let finding =
            Diagnostic::new(&code::STRAY_BRACE, span, "this `{` has no place here").unsafe_fix("take it out", span, "");
        self.braces.diagnostics.push(finding);
        self.braces.edits.push((brace.range(), " "));
        self.braces.doubtful.push(span);
    }

    /// The word that begins the head a block's brace belongs to.
    fn head(&self, open: usize) -> Option<usize> {
        let view = self.view;
        for at in (0..open).rev() {
            if view.one_of(at, &["{", "}", "when", "=>", "="]) {
                return None;
            }
            let word = view.one_of(at, &["score", "stage", "group", "match", "contact", "event", "test"]);
            if word && !view.is(at + 1, ":") && (at + 1 == open || view.is_name(at + 1) || view.is_text(at + 1)) {
                return Some(at);
            }
            if open - at > 24 {
                return None;
            }
        }
        None
    }

    /// `score fit`, in backquotes.
    fn name(&self, head: usize, open: usize) -> String {
        let last = (head + 1).min(open.saturating_sub(1)).max(head);
        let (start, end) = (self.view.tokens.get(head), self.view.tokens.get(last));
        let text = start.zip(end).map_or("", |(start, end)| self.view.text.get(start.start..end.end));
        format!("`{text}`")
    }

    /// A value of a set or a comma between two; a word must stand behind a comma or the brace.
    fn value(&self, at: usize, open: usize) -> bool {
        let after_comma = at == open + 1 || self.view.is(at - 1, ",");
        match self.view.tokens.get(at).map(|token| token.kind) {
            Some(TokenKind::Text { .. } | TokenKind::Number | TokenKind::Date) => true,
            Some(TokenKind::Word | TokenKind::Backquoted { .. }) => {
                after_comma && self.view.is_name(at) || self.view.is(at, "as")
            }
            _ => self.view.is(at, ","),
        }
    }
}
