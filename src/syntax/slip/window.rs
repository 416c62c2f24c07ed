//! Takes the place of a mistake, proposes the right place for `within 30 days` and `since last purchase`.

use super::{Slips, event::COMPARISONS};
use crate::syntax::scan::TokenKind;

impl Slips<'_> {
    /// `page_view count >= 3 within 30 days`.
    pub(super) fn window_behind_number(&mut self) {
        let at = self.at;
        let Some(subject) = at.checked_sub(3).filter(|_| self.is_window(at)) else { return };
        let is_event = self.view.is(subject, "count") || (subject > 0 && self.view.is(subject - 1, "."));
        let compared =
            self.view.one_of(at - 2, &COMPARISONS) || self.view.one_of(at - 2, &["contains", "with", "word"]);
        let compared = compared && (self.kind(at - 1) == Some(TokenKind::Number) || self.view.is_text(at - 1));
        if !is_event || !compared {
            return;
        }
        self.moved(
            at,
            self.token(subject).map_or(0, |token| token.end),
            |window| format!(" {window}"),
            "the comparison",
        );
    }

    /// `any page_view where url contains "a" within 30 days`.
    pub(super) fn window_behind_where(&mut self) {
        let at = self.at;
        let filter = (0..at).rev().find(|before| self.view.is(*before, "where"));
        let Some(filter) = filter.and_then(|filter| self.token(filter)).filter(|_| self.is_window(at)) else { return };
        self.moved(at, filter.start, |window| format!("{window} "), "`where`");
    }

    /// `within 30 days`, `since last purchase`.
    fn is_window(&self, at: usize) -> bool {
        (self.view.is(at, "within") && self.is_length(at + 1))
            || (self.view.is(at, "since") && self.view.is(at + 1, "last") && self.view.is_name(at + 2))
    }

    fn moved(&mut self, at: usize, to: usize, insert: impl Fn(&str) -> String, what: &str) {
        let window = self.words_of(at..at + 3);
        let ends = at.checked_sub(1).and_then(|before| self.token(before)).zip(self.token(at + 2));
        let Some((before, last)) = ends else { return };
        let edits = vec![(to..to, insert(&window)), (before.end..last.end, String::new())];
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
