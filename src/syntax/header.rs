//! Takes tokens, tells what begins at one of them: an item, an entry, an arm, a field.
//!
//! Goes by the first tokens of each form only, so that it also knows forms that are broken further on.

use super::{
    reserved::is_reserved,
    scan::{Token, TokenKind},
    text::Text,
};

/// A text with its tokens, asked by number.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) text: &'a Text,
    pub(super) tokens: &'a [Token],
}

impl<'a> View<'a> {
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| self.text.get(token.range()))
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.word(at) == word
    }

    pub(super) fn one_of(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at))
    }

    /// A word that may be a name, or one in backquotes.
    pub(super) fn is_name(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| match token.kind {
            TokenKind::Word => !is_reserved(self.word(at)),
            TokenKind::Backquoted { .. } => true,
            _ => false,
        })
    }

    pub(super) fn is_text(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| matches!(token.kind, TokenKind::Text { .. }))
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
    }

    /// `pricing:`, on one line.
    pub(super) fn label(&self, at: usize) -> bool {
        self.is_name(at) && self.is(at + 1, ":") && self.tokens.get(at + 1).is_some_and(|colon| !colon.first)
    }

    /// `score +3`, `score 3`.
    pub(super) fn points(&self, at: usize) -> bool {
        self.is(at, "score") && (self.is_number(at + 1) || self.one_of(at + 1, &["+", "-"]))
    }

    /// The whole head of an item that is no bare rule.
    pub(super) fn item(&self, at: usize) -> bool {
        let named = |next: &[&str]| {
            self.is_name(at + 1) && (self.one_of(at + 2, next) || (next.contains(&"\"") && self.is_text(at + 2)))
        };
        match self.word(at) {
            "use" => self.is_text(at + 1),
            "contact" => self.is(at + 1, "{"),
            "event" => named(&["{"]),
            "let" | "define" => named(&["="]),
            "set" => named(&["=", "from"]),
            "score" => named(&["{", "=", "limit", "owner", "\""]),
            "stage" => named(&["{", "owner", "\""]),
            "list" => named(&["when", "from", "owner", "\""]),
            "never" | "always" => true,
            "test" => self.is_text(at + 1) || (self.is(at + 1, "table") && self.is_text(at + 2)),
            _ => false,
        }
    }

    /// A rule or a group; `behind_label` says that a rule's name stands before.
    pub(super) fn entry(&self, at: usize) -> bool {
        match self.word(at) {
            _ if self.label(at) => true,
            "when" => true,
            "each" => self.is_name(at + 1) && !self.one_of(at + 2, &["is", "in", ">=", "<=", "<", ">", "and", "or"]),
            "match" => (self.is_name(at + 1) || self.is(at + 1, "days")) && !self.one_of(at + 1, &["score"]),
            "group" => self.is_name(at + 1) && (self.one_of(at + 2, &["{", "limit", "owner"]) || self.is_text(at + 2)),
            _ => false,
        }
    }

    /// Whether the token before cannot end anything, so that what follows belongs to it.
    pub(super) fn wants_more(&self, at: usize) -> bool {
        self.one_of(
            at,
            &[
                "when", "and", "or", "not", "is", "in", "(", ",", ":", "=", "=>", "score", "per", "to", "of", "where",
                "within", "until", "except", "before", "after", "+", "-", "*", "/", "<", ">", "<=", ">=", "==", "!=",
                "contains", "with", "matches", "has", "between", "limit", "exactly", "&&", "||", "never", "always",
                "expect", ".",
            ],
        )
    }

    /// Whether the token can only go on with what stands before it.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let glued = self.tokens.get(at).zip(self.tokens.get(at + 1)).is_some_and(|(one, two)| one.end == two.start);
        if self.one_of(at, &["+", "-"]) && glued {
            return false;
        }
        self.one_of(
            at,
            &[
                "and", "or", "is", "in", "has", "contains", "starts", "ends", "matches", "before", "after", "within",
                "where", "per", "up", "until", "except", "between", "limit", "=>", "=", ",", ")", "{", "+", "-", "*",
                "/", "<", ">", "<=", ">=", "==", "!=", "&&", "||", ":", "..", "..=", "|",
            ],
        ) || (self
            .one_of(at, &["halving", "fading", "owner", "allow", "from", "since", "required", "default", "format"])
            && !self.is(at + 1, ":"))
    }
}
