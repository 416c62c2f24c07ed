//! Takes the place of a mistake, proposes the right place for `within 30 days` and `since last purchase`.

use std::ops::Range;

use super::{Slips, event::COMPARISONS};
use crate::syntax::scan::TokenKind;

impl Slips<'_> {
    /// `page_view count >= 3 within 30 days`.
    pub(super) fn window_behind_number(&mut self) {
        let at = self.at;
        let Some((end, window)) = self.window_here(at) else { return };
        let Some(subject) = at.checked_sub(3) else { return };
        let is_event = self.view.is(subject, "count") || (subject > 0 && self.view.is(subject - 1, "."));
        let compared =
            self.view.one_of(at - 2, &COMPARISONS) || self.view.one_of(at - 2, &["contains", "with", "word"]);
        let compared = compared && (self.kind(at - 1) == Some(TokenKind::Number) || self.view.is_text(at - 1));
        if !is_event || !compared {
            return;
        }
        let to = self.token(subject).map_or(0, |token| token.end);
        self.moved(at..end, to, &window, &format!(" {window}"), "the comparison");
    }

    /// `any page_view where url contains "a" within 30 days`, `sum of deal.amount where status is "won" within 1 year > 5`.
    pub(super) fn window_behind_where(&mut self) {
        // What stands before a comparison was read as a question by itself.
        let before = self.before(3).filter(|at| self.view.one_of(self.at, &COMPARISONS) && self.is_window(*at));
        let at = before.unwrap_or(self.at);
        let Some((end, window)) = self.window_here(at).filter(|_| !self.view.one_of(at, &["over", "for"])) else {
            return;
        };
        let filter = (0..at).rev().find(|before| self.view.is(*before, "where"));
        let Some(filter) = filter.and_then(|filter| self.token(filter)) else { return };
        self.moved(at..end, filter.start, &window, &format!("{window} "), "`where`");
    }

    /// `within 30 days`, `since last purchase`.
    fn is_window(&self, at: usize) -> bool {
        (self.view.is(at, "within") && self.is_length(at + 1))
            || (self.view.is(at, "since") && self.view.is(at + 1, "last") && self.view.is_name(at + 2))
    }

    /// Where the window ends that begins there in any words, and how it is written: `in the last 30 days`, `for 2 weeks`.
    pub(super) fn window_here(&self, at: usize) -> Option<(usize, String)> {
        if self.is_window(at) {
            return Some((at + 3, self.words_of(at..at + 3)));
        }
        let mut next = at;
        let words: [&[&str]; 3] = [&["in", "within", "during", "over", "for"], &["the"], &["last", "past"]];
        for words in words {
            next += usize::from(self.view.one_of(next, words));
        }
        (next > at && self.is_length(next)).then(|| (next + 2, format!("within {}", self.words_of(next..next + 2))))
    }

    fn moved(&mut self, tokens: Range<usize>, to: usize, window: &str, insert: &str, what: &str) {
        let at = tokens.start;
        let ends = at.checked_sub(1).zip(tokens.end.checked_sub(1));
        let ends = ends.and_then(|(before, last)| self.token(before).zip(self.token(last)));
        let Some((before, last)) = ends else { return };
        let edits = vec![(to..to, insert.to_owned()), (before.end..last.end, String::new())];
        self.together(
            at,
            edits,
            &format!("move it before {what}"),
            format!("`{window}` belongs to the event and stands before {what}"),
        );
    }

    /// `page_view within 30 days count`.
    pub(super) fn window_before_count(&mut self) {
        let at = self.at;
        let Some(name) = at.checked_sub(4).filter(|_| self.view.is(at, "count")) else { return };
        let fits = self.is_window(name + 1) && self.view.is_name(name);
        if let Some(((name, before), count)) =
            self.token(name).zip(self.token(at - 1)).zip(self.token(at)).filter(|_| fits)
        {
            let edits = vec![(name.end..name.end, " count".to_owned()), (before.end..count.end, String::new())];
            let message = "`count` stands right behind the name of the event".to_owned();
            self.together(at, edits, "move it behind the name", message);
        }
    }
}
