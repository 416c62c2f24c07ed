//! Takes a `never` or `always` in the words of other languages, gives how it is written in Merit.
//!
//! ```text
//! if A then B, always A implies B, always B when A      never A and not B
//! never A except B, never A unless B                    never A and not B
//! always A except B                                     always A or B
//! never A when B                                        never A and B
//! ```

use std::ops::Range;

use super::{Candidate, Slips};
use crate::{
    base::{Diagnostic, code},
    syntax::{chunk::Place, scan::TokenKind},
};

/// Words that end the condition of a promise.
const CLAUSES: [&str; 2] = ["owner", "allow"];

const IMPLIES: [&str; 7] = ["implies", "imply", "then", "=>", "->", "⇒", "→"];

const ONLY_WHERE: [&str; 4] = ["when", "if", "whenever", "where"];

/// Words for "more than" and "less than".
const BEYOND: [(&str, &str); 8] = [
    ("above", ">"),
    ("over", ">"),
    ("exceeds", ">"),
    ("exceed", ">"),
    ("exceeding", ">"),
    ("below", "<"),
    ("under", "<"),
    ("beneath", "<"),
];

/// Whether the word joins two conditions, or compares, in other languages.
pub(super) fn is_joint(word: &str) -> bool {
    IMPLIES.contains(&word)
        || ONLY_WHERE.contains(&word)
        || ["except", "unless"].contains(&word)
        || BEYOND.iter().any(|(beyond, _)| *beyond == word)
}

impl Slips<'_> {
    /// `if A then B`, `always A implies B`, `never A except B`, `always B when A`.
    pub(super) fn promises(&mut self) {
        if self.place != Place::File {
            return;
        }
        let view = self.view;
        let (word, begin) = match view.word(0) {
            word @ ("never" | "always") if view.one_of(1, &["if", "when"]) => (word, 2),
            word @ ("never" | "always") => (word, 1),
            "if" | "whenever" => ("always", 1),
            _ => return,
        };
        let is_promised = view.one_of(0, &["never", "always"]);
        let end = self.end_of_claim(begin);
        let Some(joint) = self.joint(begin, end, is_promised && begin == 1) else { return };
        // `if A then score +5` and `if A then +5` are rules.
        let gives = (begin..end).any(|at| view.one_of(at, &["score", "points"]) && !view.is_name(at + 1));
        if gives || self.kind(joint + 1) == Some(TokenKind::Number) {
            return;
        }
        let (one, two) = (self.part(begin, joint), self.part(joint + 1, end));
        let (Some(one), Some(two)) = (one, two) else { return };
        let is = |words: &[&str]| view.one_of(joint, words);
        let meant = if word == "never" && is(&ONLY_WHERE) {
            format!("never {} and {}", one.joined(), two.joined())
        } else if is(&["except", "unless"]) {
            match word {
                "never" => format!("never {} and {}", one.joined(), two.negated()),
                _ => format!("always {} or {}", one.text, two.text),
            }
        } else if word == "never" {
            // `never A implies B` and `never if A then B`: that A goes along with B is not to be.
            format!("never {} and {}", one.joined(), two.joined())
        } else if is(&ONLY_WHERE) {
            format!("never {} and {}", two.joined(), one.negated())
        } else {
            format!("never {} and {}", one.joined(), two.negated())
        };
        let Some((first, last)) = self.token(0).zip(self.token(end - 1)) else { return };
        let span = self.span(first.start..last.end);
        let written = match (is_promised, view.word(joint)) {
            (false, joint) => format!("{} … {joint} …", view.word(0)),
            (true, joint) if begin == 2 => format!("{word} {} … {joint} …", view.word(1)),
            (true, joint) => format!("{word} … {joint} …"),
        };
        let message = format!("`{written}` is written `{meant}`");
        let finding = Diagnostic::new(&code::SYNTAX, span, message)
            .help("`never` says what no contact may be, `always` what every contact is")
            .unsafe_fix(format!("write `{meant}`"), span, meant.clone());
        self.list.push(Candidate { edits: vec![(first.start..last.end, meant)], finding, whole: false, drop: false });
    }

    /// `total above 100`, `total is below 100`, `total greater than 100`.
    pub(super) fn beyond(&mut self) {
        for at in [Some(self.at), self.before(1), self.before(2), self.before(3)].into_iter().flatten() {
            let than = self.view.is(at + 1, "than");
            let (operator, end) = match self.view.word(at) {
                "greater" | "more" | "higher" | "larger" | "bigger" if than => (">", at + 2),
                "less" | "fewer" | "lower" | "smaller" if than => ("<", at + 2),
                word => match BEYOND.iter().find(|(beyond, _)| *beyond == word) {
                    Some((_, operator)) => (*operator, at + 1),
                    None => continue,
                },
            };
            let Some(before) = at.checked_sub(1) else { continue };
            let start = if self.view.one_of(before, &["is", "are"]) { before } else { at };
            let is_named = start.checked_sub(1).is_some_and(|name| self.view.is_name(name));
            let is_compared = self.kind(end) == Some(TokenKind::Number) || self.view.is_name(end);
            // `more than 30 days ago` and `more than 3 times` are asked of dates and events.
            let is_time = self.is_length(end) || self.view.one_of(end + 1, &["times", "time", "ago"]);
            let Some((first, last)) = self.token(start).zip(self.token(end)) else { continue };
            if !is_named || !is_compared || is_time {
                continue;
            }
            let with = format!("{operator} {}", self.view.word(end));
            let range = first.start..last.end;
            self.safe(&code::FOREIGN_WORD, range, &with, format!("this is written `{with}`"));
            self.doubt();
            return;
        }
    }

    /// `never score total > 100`, `when stage lifecycle is sql`.
    pub(super) fn kind_before_name(&mut self) {
        let asks = ["when", "and", "or", "not", "where", "except", "never", "always", "expect", "("];
        for at in (self.at.saturating_sub(2)..=self.at).rev() {
            let asked = at.checked_sub(1).is_some_and(|before| self.view.one_of(before, &asks));
            let kind = self.view.word(at);
            if !asked || !matches!(kind, "score" | "stage") || !self.view.is_name(at + 1) {
                continue;
            }
            let behind = self.view.is(at + 2, ".") || self.is_compared(at + 2);
            if !behind && !BEYOND.iter().any(|(beyond, _)| self.view.is(at + 2, beyond)) {
                continue;
            }
            let Some((first, second)) = self.token(at).zip(self.token(at + 1)) else { continue };
            let name = self.view.word(at + 1);
            // `fit > 100`, as far as it is so simple.
            let asked = match self.token(at + 3).filter(|_| self.is_compared(at + 2)) {
                Some(last) => self.view.text.get(second.start..last.end),
                None => name,
            };
            let message = format!("a {kind} is asked by its name alone: `{asked}`");
            let span = self.span(first.start..second.end);
            let finding =
                Diagnostic::new(&code::SYNTAX, span, message).unsafe_fix(format!("leave out `{kind}`"), span, name);
            let edits = vec![(first.start..second.end, name.to_owned())];
            self.list.push(Candidate { edits, finding, whole: false, drop: false });
            return;
        }
    }

    /// Where the condition of a promise ends: before its description and its clauses.
    fn end_of_claim(&self, begin: usize) -> usize {
        let len = self.view.tokens.len();
        let is_end = |at: &usize| {
            self.view.one_of(*at, &CLAUSES) && self.view.tokens.get(*at).is_some_and(|_| !self.is_compared(*at + 1))
                || self.view.is_text(*at) && *at > begin && !self.view.wants_more(*at - 1)
        };
        (begin + 1..len).find(is_end).unwrap_or(len)
    }

    /// The one word between two conditions that joins them; none where there are several, or where it joins what stands in
    /// parentheses.
    fn joint(&self, begin: usize, end: usize, is_plain: bool) -> Option<usize> {
        let mut depth = 0_usize;
        let mut joints = Vec::new();
        for at in begin..end {
            match self.view.word(at) {
                "(" | "{" => depth += 1,
                ")" | "}" => depth = depth.saturating_sub(1),
                // The `where` of an event is taken by the grammar.
                "where" if at != self.at => {}
                word if depth == 0 => {
                    let joins = IMPLIES.contains(&word)
                        || is_plain && (["except", "unless"].contains(&word) || ONLY_WHERE.contains(&word));
                    if joins && at > begin {
                        joints.push(at);
                    }
                }
                _ => {}
            }
        }
        match joints.as_slice() {
            [joint] if joint + 1 < end => Some(*joint),
            _ => None,
        }
    }

    fn part(&self, begin: usize, end: usize) -> Option<Part> {
        let range: Range<usize> = self.token(begin)?.start..self.token(end.checked_sub(1)?)?.end;
        let mut depth = 0_usize;
        let (mut has_or, mut has_and, mut is_in_where) = (false, false, false);
        for at in begin..end {
            match self.view.word(at) {
                "(" | "{" => depth += 1,
                ")" | "}" => depth = depth.saturating_sub(1),
                "or" if depth == 0 => has_or = true,
                "and" if depth == 0 => has_and = true,
                "where" => is_in_where = true,
                _ => {}
            }
        }
        Some(Part { text: self.view.text.get(range).to_owned(), has_or, is_one: !has_or && !has_and, is_in_where })
    }
}

/// A condition in the words of the user.
struct Part {
    text: String,
    has_or: bool,
    /// Nothing is joined in it.
    is_one: bool,
    is_in_where: bool,
}

impl Part {
    /// As a part of an `and`.
    fn joined(&self) -> String {
        if self.has_or { format!("({})", self.text) } else { self.text.clone() }
    }

    fn negated(&self) -> String {
        let text = &self.text;
        if !self.is_one {
            return format!("not ({text})");
        }
        if let Some(rest) = text.strip_prefix("not ") {
            return rest.to_owned();
        }
        if self.is_in_where
            || text.contains('"') && text.split('"').next().is_none_or(|before| !before.contains(" is "))
        {
            return format!("not {text}");
        }
        let turned = |from: &str, to: &str| {
            let (of, rest) = text.split_once(from)?;
            Some(format!("{of}{to}{rest}"))
        };
        turned(" is not ", " is ")
            .or_else(|| turned(" is known", " is unknown"))
            .or_else(|| turned(" is unknown", " is known"))
            .or_else(|| turned(" not in ", " in "))
            .or_else(|| turned(" is ", " is not ").filter(|_| !text.starts_with("days ")))
            .or_else(|| text.strip_prefix("any ").map(|rest| format!("no {rest}")))
            .or_else(|| text.strip_prefix("no ").map(|rest| format!("any {rest}")))
            .unwrap_or_else(|| format!("not {text}"))
    }
}
