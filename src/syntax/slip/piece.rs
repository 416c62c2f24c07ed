//! Takes the place of a mistake, proposes what is one piece in one piece: points, ranges, numbers.

use super::Slips;
use crate::{
    base::code,
    syntax::{reserved::is_reserved, scan::TokenKind},
};

impl Slips<'_> {
    /// Blanks inside what is one piece, and pieces that need a blank between.
    pub(super) fn split(&mut self) {
        let from = self.at.saturating_sub(2);
        for at in from..=self.at {
            let Some(token) = self.token(at) else { continue };
            let word = self.view.word(at);
            let next = self.token(at + 1);
            let is_end = |kind: TokenKind| matches!(kind, TokenKind::Number | TokenKind::Word | TokenKind::Date);
            if matches!(word, "+" | "-")
                && at.checked_sub(1).is_some_and(|before| self.view.one_of(before, &["score", "=>"]))
                && let Some(next) = next.filter(|next| is_end(next.kind) && next.start > token.end)
            {
                let whole = format!("{word}{}", self.view.word(at + 1));
                self.safe(
                    &code::SPLIT_TOKEN,
                    token.start..next.end,
                    &whole,
                    format!("points are written in one piece: `{whole}`"),
                );
            }
            if matches!(word, ".." | "..=") {
                let low = at
                    .checked_sub(1)
                    .filter(|low| self.kind(*low).is_some_and(is_end) && !is_reserved(self.view.word(*low)));
                let high = Some(at + 1).filter(|high| {
                    self.kind(*high).is_some_and(is_end)
                        && (!is_reserved(self.view.word(*high)))
                        && self.kind(*high) != Some(TokenKind::Word)
                });
                let start = low.and_then(|low| self.token(low)).map_or(token.start, |low| low.start);
                let end = high.and_then(|high| self.token(high)).map_or(token.end, |high| high.end);
                let whole = format!(
                    "{}{word}{}",
                    low.map_or("", |low| self.view.word(low)),
                    high.map_or("", |high| self.view.word(high))
                );
                if end - start > whole.len() {
                    self.safe(
                        &code::SPLIT_TOKEN,
                        start..end,
                        &whole,
                        format!("a range is written in one piece: `{whole}`"),
                    );
                }
            }
            if self.kind(at) == Some(TokenKind::Number) && self.glued(at) {
                self.glued_number(at);
            }
        }
    }

    fn glued_number(&mut self, at: usize) {
        let (Some(token), Some(next)) = (self.token(at), self.token(at + 1)) else { return };
        let (digits, word) = (self.view.word(at), self.view.word(at + 1));
        if next.kind == TokenKind::Word && word.starts_with('_') && word.chars().all(|c| c == '_' || c.is_ascii_digit())
        {
            let whole = format!("{digits}{}", word.replace('_', ""));
            self.safe(
                &code::SPLIT_TOKEN,
                token.start..next.end,
                &whole,
                "a number is written without marks between its digits",
            );
        } else if let Some(unit) = unit(word) {
            let whole = format!("{digits} {unit}");
            self.safe(&code::SPLIT_TOKEN, token.start..next.end, &whole, format!("a duration is written `{whole}`"));
        } else if next.kind == TokenKind::Word {
            let whole = format!("{digits} {word}");
            self.safe(&code::SPLIT_TOKEN, token.start..next.end, &whole, format!("a blank is missing: `{whole}`"));
        }
    }
}

/// What a letter behind a number stands for; `m` may be minutes or months.
fn unit(letter: &str) -> Option<&'static str> {
    Some(match letter {
        "h" => "hours",
        "d" => "days",
        "w" => "weeks",
        "y" => "years",
        _ => return None,
    })
}
