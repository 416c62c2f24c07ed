//! Takes the place of a mistake, proposes one word for a name of several, or for one in quotes.

use std::ops::Range;

use super::Slips;
use crate::{
    base::{Diagnostic, code},
    syntax::{chunk::Place, reserved::is_reserved, scan::TokenKind},
};

/// What a name stands behind, where it is declared.
const HEADS: [&str; 8] = ["score", "group", "stage", "list", "let", "set", "define", "event"];

impl Slips<'_> {
    /// `Job Title contains "HR"`, `score Fit Score {`, `Record ID: text`.
    pub(super) fn names_with_blanks(&mut self) {
        let is_word =
            |at: usize| self.kind(at) == Some(TokenKind::Word) && !is_reserved(self.view.word(at)) && self.in_line(at);
        let start = (0..self.at).rev().take_while(|at| is_word(*at)).last();
        let Some(mut start) = start else { return };
        let mut end = (start..self.view.tokens.len()).take_while(|at| is_word(*at)).last().unwrap_or(start) + 1;
        if let Some(points) = (start + 1..end).find(|at| self.view.points(*at)) {
            end = points;
        }
        if self.view.is(start, "match") {
            start += 1;
        }
        let forms =
            ["any", "no", "sum", "min", "max", "avg", "days", "distinct", "fired", "anniversary", "the", "each"];
        if self.view.one_of(start, &forms) || is_reserved(&self.view.word(start).to_lowercase()) {
            return;
        }
        let declared = start == 0 && HEADS.contains(&self.view.word(0)) && end > 2;
        if declared {
            start = 1;
            let clauses = ["limit", "owner", "from", "when"];
            end = (start + 1..end).find(|at| self.view.one_of(*at, &clauses)).unwrap_or(end);
        }
        let behind = start.checked_sub(1);
        let asks = ["when", "and", "or", "not", "where", "(", "except", "never", "always", "match", "expect", "per"];
        let fits = if declared {
            self.view.one_of(end, &["{", "=", "when", "limit", "owner", "from"]) || self.view.is_text(end)
        } else if start == 0 && self.view.is(end, ":") {
            self.place != Place::File || !HEADS.contains(&self.view.word(0))
        } else {
            let subject = self.view.is(behind.unwrap_or(0), "match") && self.view.is(end, "{");
            behind.is_some_and(|behind| self.view.one_of(behind, &asks))
                && (subject || self.is_compared(end) || self.view.points(end))
        };
        // `set free_mail form "free_mail.txt"`, `when azny page_view where …`.
        let is_form = declared && self.view.is(0, "set") && self.view.is_text(end)
            || !declared && (end..self.view.tokens.len()).any(|at| self.view.is(at, "where"));
        if is_form {
            return;
        }
        let misspelt =
            (start + 1..end).any(|at| if declared { self.is_near_a_clause(at) } else { self.is_near_a_joint(at) });
        let Some((first, last)) = self.token(start).zip(self.token(end.saturating_sub(1))) else { return };
        if !fits || misspelt || end < start + 2 || self.at > end {
            return;
        }
        let written = self.view.text.get(first.start..last.end);
        let Some(name) = snake(written) else { return };
        // `page_view url contains "/x"`: who writes a name in one word means two by two.
        let event = self.view.word(start);
        if !declared && end == start + 2 && event.contains('_') && self.is_compared(end) {
            let with = format!("any {event} where {}", self.view.word(start + 1));
            let span = self.span(first.start..last.end);
            let message = format!("a field of an event is asked by `{with} …`");
            let finding = Diagnostic::new(&code::SYNTAX, span, message)
                .unsafe_fix(format!("write `{with}`"), span, &with)
                .help(format!("where it is one name, it is one word: `{name}`"));
            let edits = vec![(first.start..last.end, with)];
            self.list.push(super::Candidate { edits, finding, whole: false, drop: true });
            return;
        }
        self.one_word(first.start..last.end, &name, &name, !declared);
    }

    /// `score "Fit Score" {`.
    pub(super) fn quoted_name(&mut self) {
        let Some(token) =
            self.token(1).filter(|_| self.at == 1 && self.view.is_text(1) && HEADS.contains(&self.view.word(0)))
        else {
            return;
        };
        let written = self.view.word(1);
        let Some(name) = snake(written) else { return };
        let labelled = self.view.one_of(0, &["score", "group", "stage", "list"]);
        let whole = if labelled { format!("{name} {written}") } else { name };
        self.one_word(token.range(), &whole, &whole, false);
    }

    fn one_word(&mut self, range: Range<usize>, name: &str, with: &str, drop: bool) {
        let span = self.span(range.clone());
        let finding = Diagnostic::new(
            &code::SYNTAX,
            span,
            format!("a name is one word: write `{name}`, or put it in backquotes"),
        )
        .unsafe_fix(format!("write `{name}`"), span, with);
        let finding = match name.split_once('_') {
            Some((word @ ("last" | "first"), event)) => finding.help(format!(
                "where `{event}` is an event: `days since {word} {event}`, `{word} {event}.FIELD`, `any {event}`"
            )),
            _ => finding,
        };
        self.list.push(super::Candidate { edits: vec![(range, with.to_owned())], finding, whole: false, drop });
    }

    fn in_line(&self, at: usize) -> bool {
        let line = |at: usize| self.token(at).map(|token| token.line);
        line(at) == line(self.at) || self.before(1).is_some_and(|before| line(at) == line(before) && at <= before)
    }

    pub(super) fn is_compared(&self, at: usize) -> bool {
        let words =
            ["is", "in", "has", "contains", "starts", "ends", "matches", "before", "after", "within", "between", "not"];
        self.view.one_of(at, &words) || self.view.one_of(at, &["<", "<=", ">", ">=", "==", "!=", "=", "≥", "≤"])
    }

    fn is_near_a_clause(&self, at: usize) -> bool {
        let word = self.view.word(at);
        let far = if word.len() > 5 { 2 } else { 1 };
        ["limit", "owner", "from", "when"].iter().any(|clause| strsim::damerau_levenshtein(word, clause) <= far)
    }

    /// A word between two others that may be a misspelt `and`, or the comparison of another language.
    pub(super) fn is_near_a_joint(&self, at: usize) -> bool {
        let word = self.view.word(at).to_lowercase();
        let joints =
            ["and", "or", "not", "is", "in", "any", "no", "of", "count", "when", "where", "score", "within", "from"];
        joints.iter().any(|joint| strsim::damerau_levenshtein(&word, joint) <= usize::from(joint.len() > 2))
            || super::word::is_foreign(&word)
            || ["since", "domain", "host", "path", "word", "but", "list", "score", "stage"].contains(&word.as_str())
            || super::promise::is_joint(&word)
    }
}

/// `Fit Score` is `fit_score`; none where nothing of a name is left.
pub(in crate::syntax) fn snake(written: &str) -> Option<String> {
    let mut name = String::new();
    for c in written.chars() {
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    (name.starts_with(|c: char| c.is_alphabetic()) && !is_reserved(&name)).then_some(name)
}
