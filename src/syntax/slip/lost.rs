//! Takes the place of a mistake, proposes the word or mark that is missing or one too many there.

use super::{Candidate, Slips};
use crate::{
    base::{Diagnostic, Span, code},
    syntax::{chunk::Place, message, reserved::is_reserved, scan::TokenKind},
};

/// Words and marks that get lost, most likely first.
const LOSABLE: [&str; 33] = [
    ":",
    "=>",
    ",",
    "when",
    "score",
    "of",
    "word",
    "with",
    "to",
    "every",
    "over",
    "is",
    "from",
    "count",
    "since",
    "ago",
    "any of",
    "where",
    ")",
    "(",
    "{",
    "}",
    "days",
    "key",
    "one of",
    "match",
    "each",
    "otherwise",
    "group",
    "than",
    "as of",
    "|",
    "=",
];

/// What can be missing in one way only: its neighbours stand nowhere else.
const CERTAIN: [&str; 10] = [":", "=>", "of", "to", "every", "over", "than", "=", "when", "as of"];

impl Slips<'_> {
    /// A word or mark that is missing here.
    pub(super) fn lost(&mut self) {
        let place = self.token(self.at).map_or_else(|| self.end_before(), |token| token.start);
        let before = self.before(1).map_or("", |at| self.view.word(at)).to_owned();
        self.garbled();
        for lost in LOSABLE {
            let range = place..place;
            let blame = self.blame();
            let glue_left = matches!(lost, ":" | "," | ")");
            let insert = if glue_left { self.end_before() } else { place };
            let is_word = lost.starts_with(|c: char| c.is_ascii_alphabetic());
            let same_line = self
                .before(1)
                .and_then(|at| self.token(at))
                .is_none_or(|before| self.token(self.at).is_some_and(|token| token.line == before.line));
            let message = if before.is_empty() || (is_word && same_line) {
                format!("expected `{lost}` before {}", message::quote(self.view.word(self.at)))
            } else {
                format!("expected `{lost}` after {}", message::quote(&before))
            };
            let text = if glue_left {
                lost.to_owned()
            } else if place == self.end_before() {
                format!(" {lost} ")
            } else {
                format!("{lost} ")
            };
            let span = self.span(insert..insert);
            let sure = CERTAIN.contains(&lost) && (lost != "=>" || self.between_value_and_points())
                || lost == "," && self.between_elements();
            let finding = Diagnostic::new(&code::SYNTAX, blame, message);
            let order = format!("write `{lost}`");
            let finding = if sure {
                finding.safe_fix(order, span, text.clone())
            } else {
                finding.unsafe_fix(order, span, text.clone())
            };
            let edit = if glue_left { insert..insert } else { range };
            // These hardly ever fit by chance, so that they count even if more is wrong behind.
            let telling = matches!(lost, "of" | "word" | "with" | "to" | "every" | "over" | ":" | "=>" | "any of");
            self.list.push(Candidate { edits: vec![(edit, text)], finding, whole: !telling, drop: false });
        }
        self.garbled_joint();
    }

    /// A rule that begins with its condition.
    pub(super) fn lost_when(&mut self) {
        let start = if self.view.is(1, ":") { 2 } else { 0 };
        let Some(first) = self.token(start).filter(|_| matches!(self.place, Place::Score | Place::Group | Place::File))
        else {
            return;
        };
        let message = format!("expected `when` before {}", message::quote(self.view.word(start)));
        let span = self.span(first.start..first.start);
        let finding =
            Diagnostic::new(&code::SYNTAX, self.span(first.range()), message).safe_fix("write `when`", span, "when ");
        self.list.push(Candidate {
            edits: vec![(first.start..first.start, "when ".to_owned())],
            finding,
            whole: true,
            drop: false,
        });
    }

    pub(super) fn sets(&mut self) {
        let Some((brace, before)) = self.token(self.at).zip(self.before(1)).filter(|_| self.view.is(self.at, "{"))
        else {
            return;
        };
        let Some(word) = self.token(before) else { return };
        if self.view.is(before, "is")
            || (self.view.is(before, "not") && before.checked_sub(1).is_some_and(|at| self.view.is(at, "is")))
        {
            let start = if self.view.is(before, "not") {
                self.token(before - 1).map_or(word.start, |is| is.start)
            } else {
                word.start
            };
            let with = if self.view.is(before, "not") { "not in" } else { "in" };
            let span = self.span(start..word.end);
            let finding = Diagnostic::new(&code::SYNTAX, span, "`is` compares with one value, a set has several")
                .help(
                    "`in { … }` holds for any of them; a property that can have several values has `is exactly { … }`",
                )
                .unsafe_fix(format!("write `{with}`"), span, with);
            self.list.push(Candidate {
                edits: vec![(start..word.end, with.to_owned())],
                finding,
                whole: false,
                drop: false,
            });
        } else if self.view.one_of(before, &["contains", "with", "word", "has"]) {
            let place = self.span(brace.start..brace.start);
            let words = self.view.text.get(word.range()).to_owned();
            let finding = Diagnostic::new(
                &code::SYNTAX,
                self.span(brace.range()),
                format!("expected `any of` or `all of` between `{words}` and the set"),
            )
            .unsafe_fix("write `any of`", place, "any of ")
            .unsafe_fix("write `all of`", place, "all of ");
            self.list.push(Candidate {
                edits: vec![(brace.start..brace.start, "any of ".to_owned())],
                finding,
                whole: false,
                drop: false,
            });
        }
    }

    /// A comparison that is missing: which one, nobody can know.
    pub(super) fn comparison(&mut self) {
        let Some(place) = self.token(self.at).map(|token| token.start).filter(|_| self.at > 0) else { return };
        let before = message::quote(self.before(1).map_or("", |at| self.view.word(at)));
        let message = format!("expected a comparison such as `is` or `>=` after {before}");
        let span = self.span(place..place);
        let finding = Diagnostic::new(&code::SYNTAX, self.blame(), message)
            .unsafe_fix("write `is`", span, "is ")
            .unsafe_fix("write `>=`", span, ">= ");
        self.list.push(Candidate { edits: vec![(place..place, "is ".to_owned())], finding, whole: true, drop: false });
        self.garbled_comparison();
    }

    /// A word that is too far from the only one that can stand there.
    fn garbled(&mut self) {
        let Some(token) = self.token(self.at).filter(|token| token.kind == TokenKind::Word) else { return };
        let (span, found) = (self.span(token.range()), self.view.word(self.at));
        if is_reserved(found) {
            return;
        }
        for meant in ["of", "to", "word", "with", "every", "over", "when", "score", "from", "where", "within"] {
            let finding =
                Diagnostic::new(&code::SYNTAX, span, format!("expected `{meant}`, found {}", message::quote(found)))
                    .unsafe_fix(format!("write `{meant}`"), span, meant);
            self.list.push(Candidate {
                edits: vec![(token.range(), meant.to_owned())],
                finding,
                whole: true,
                drop: false,
            });
        }
    }

    /// A word in the place of a comparison that is too far from any to tell which.
    fn garbled_comparison(&mut self) {
        let Some(token) = self.token(self.at).filter(|token| token.kind == TokenKind::Word) else { return };
        if is_reserved(self.view.word(self.at)) {
            return;
        }
        let span = self.span(token.range());
        let found = message::quote(self.view.word(self.at));
        for meant in ["is", "in", "contains"] {
            let finding = Diagnostic::new(
                &code::SYNTAX,
                span,
                format!("expected a comparison such as `is` or `in`, found {found}"),
            );
            self.list.push(Candidate {
                edits: vec![(token.range(), meant.to_owned())],
                finding,
                whole: true,
                drop: false,
            });
        }
    }

    /// A word between two conditions that is too far from `and` and `or` to tell which.
    fn garbled_joint(&mut self) {
        let word = self.token(self.at).filter(|token| token.kind == TokenKind::Word);
        let Some(token) = word.filter(|_| !super::word::is_keyword(self.view.word(self.at))) else { return };
        let (span, found) = (self.span(token.range()), message::quote(self.view.word(self.at)));
        let finding = Diagnostic::new(&code::SYNTAX, span, format!("expected `and` or `or`, found {found}"))
            .unsafe_fix("write `and`", span, "and")
            .unsafe_fix("write `or`", span, "or");
        self.list.push(Candidate { edits: vec![(token.range(), "and".to_owned())], finding, whole: true, drop: true });
    }

    /// A token that is one too many.
    pub(super) fn surplus(&mut self) {
        let before = self.before(1).filter(|before| !self.view.wants_more(*before));
        for at in [Some(self.at), before].into_iter().flatten() {
            let Some(token) = self.token(at) else { continue };
            let span = self.span(token.range());
            let found = message::quote(self.view.word(at));
            let finding = Diagnostic::new(&code::SYNTAX, span, format!("{found} has no place here"));
            // Without a mark that stands alone nothing is lost; a word may have been meant for something.
            let idle = self.view.one_of(at, &["(", ")", "[", "]", "@", "~", "^", "\\", "?"]);
            let finding = if idle { finding.unsafe_fix("take it out", span, "") } else { finding };
            self.list.push(Candidate {
                edits: vec![(token.range(), String::new())],
                finding,
                whole: true,
                drop: !idle,
            });
        }
    }

    /// Between a value of an arm and its points.
    fn between_value_and_points(&self) -> bool {
        let is_word = |at: usize| {
            self.kind(at) == Some(TokenKind::Word) && !self.view.one_of(at, &["otherwise", "unknown", "else"])
        };
        self.kind(self.at) == Some(TokenKind::Number) && !self.before(1).is_some_and(is_word)
            || self.view.one_of(self.at, &["+", "-"])
    }

    /// Between two texts of a set.
    fn between_elements(&self) -> bool {
        self.view.is_text(self.at) && self.before(1).is_some_and(|before| self.view.is_text(before))
    }

    fn end_before(&self) -> usize {
        self.before(1).and_then(|at| self.token(at)).map_or(0, |token| token.end)
    }

    /// The token at the place if it is on the same line, else the end of the last good one.
    fn blame(&self) -> Span {
        message::blame(self.view, self.at)
    }
}
