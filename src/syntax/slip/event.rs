//! Takes the place of a mistake, gives what people write of events there and how it is written in Merit.
//!
//! Goes by the words alone: whether a name is one of an event, nobody knows here.

use std::ops::Range;

use super::{Candidate, Slips};
use crate::{
    base::{Applicability, Code, Diagnostic, Edit, code},
    syntax::{chunk::Place, scan::TokenKind},
};

/// How far before the place of the mistake a form may have begun.
const FURTHEST: usize = 9;

const UNITS: [&str; 14] = [
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "quarter", "quarters",
    "year", "years",
];

pub(super) const COMPARISONS: [&str; 9] = [">", ">=", "<", "<=", "≥", "≤", "==", "is", "in"];

impl Slips<'_> {
    /// Slips about events, the first that fits.
    pub(super) fn events(&mut self) {
        for at in self.at.saturating_sub(FURTHEST)..=self.at + 1 {
            self.times(at);
            self.number_of(at);
            self.other_aggregate(at);
            self.without_field(at);
            self.count_of_any(at);
            self.of_any(at);
            self.last_days(at);
            self.period(at);
            self.after_last(at);
            self.none(at);
            self.decay(at);
            self.part_of_pick(at);
        }
        self.key_of_event();
        self.window_behind_number();
        self.window_before_count();
        self.window_behind_where();
        self.for_each();
        self.each_when();
        self.open_where();
        self.behind_parentheses();
        self.second_where();
        self.dotted_part();
    }

    pub(super) fn instead(
        &mut self,
        code: &'static Code,
        tokens: Range<usize>,
        with: &str,
        message: impl Into<String>,
    ) {
        let ends = tokens.end.checked_sub(1).and_then(|last| self.token(tokens.start).zip(self.token(last)));
        if let Some((first, last)) = ends {
            let next = self.token(tokens.end).filter(|_| with.is_empty());
            self.safe(code, first.start..next.map_or(last.end, |next| next.start), with, message);
        }
    }

    /// Several edits that belong together and are certainly meant.
    pub(super) fn together(&mut self, at: usize, edits: Vec<(Range<usize>, String)>, order: &str, message: String) {
        let Some(token) = self.token(at) else { return };
        let spans =
            edits.iter().map(|(range, text)| Edit { span: self.span(range.clone()), text: text.clone() }).collect();
        let finding =
            Diagnostic::new(&code::SYNTAX, self.span(token.range()), message).fix(order, Applicability::Safe, spans);
        self.list.push(Candidate { edits, finding, whole: false, drop: false });
    }

    pub(super) fn is_asked(&self, at: usize) -> bool {
        let words =
            ["when", "and", "or", "not", "where", "(", "except", "never", "always", "expect", "per", "=", "match"];
        at.checked_sub(1).is_some_and(|before| self.view.one_of(before, &words))
    }

    pub(super) fn is_length(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Number) && self.view.one_of(at + 1, &UNITS)
    }

    pub(super) fn words_of(&self, tokens: Range<usize>) -> String {
        tokens.map(|at| self.view.word(at)).collect::<Vec<_>>().join(" ")
    }

    /// Whether `sum of deal.amount` or `last deal.amount` ends right before.
    pub(super) fn is_behind_field(&self, at: usize) -> bool {
        at >= 4
            && self.view.is_name(at - 1)
            && self.view.is(at - 2, ".")
            && self.view.is_name(at - 3)
            && self.view.one_of(at - 4, &["of", "last", "first"])
    }

    /// Whether an event's name ends right before: `any page_view ‸`, `page_view count ‸`, `sum of deal.amount ‸`.
    pub(super) fn is_behind_event(&self, at: usize) -> bool {
        let named = self.is_behind_field(at)
            || at >= 2 && self.view.is_name(at - 1) && self.view.one_of(at - 2, &["any", "no", "each"]);
        named || (at >= 2 && self.view.is(at - 1, "count") && self.view.is_name(at - 2))
    }

    /// `at least 3 page_view within 30 days`.
    fn times(&mut self, at: usize) {
        let (operator, number) = match (self.view.word(at), self.view.word(at + 1)) {
            ("at", "least") => (">=", at + 2),
            ("at", "most") => ("<=", at + 2),
            ("more", "than") => (">", at + 2),
            ("less" | "fewer", "than") => ("<", at + 2),
            ("exactly", _) => ("is", at + 1),
            _ => return,
        };
        let name = number + 1;
        let is_number = self.kind(number) == Some(TokenKind::Number);
        if !self.is_asked(at) || !is_number || !self.view.is_name(name) || self.view.one_of(name, &UNITS) {
            return;
        }
        let (event, number) = (self.view.word(name), self.view.word(number));
        let (end, window) = match self.window_here(name + 1) {
            Some((end, window)) => (end, format!(" {window}")),
            None => (name + 1, String::new()),
        };
        let with = format!("{event} count{window} {operator} {number}");
        self.instead(&code::SYNTAX, at..end, &with, format!("how many there are is asked like a number: `{with}`"));
    }

    /// `number of page_view`, `count page_view`.
    fn number_of(&mut self, at: usize) {
        let name = match (self.view.word(at), self.view.word(at + 1)) {
            ("number" | "count", "of") => at + 2,
            ("count", _) => at + 1,
            _ => return,
        };
        if !self.is_asked(at) || !self.view.is_name(name) || self.view.is(name + 1, ".") || self.view.points(name) {
            return;
        }
        let with = format!("{} count", self.view.word(name));
        self.instead(&code::SYNTAX, at..name + 1, &with, format!("events are counted by `{with}`"));
        if name == at + 1 {
            self.doubt();
        }
    }

    /// `average of purchase.amount`, `total purchase.amount`.
    fn other_aggregate(&mut self, at: usize) {
        let ours = match self.view.word(at) {
            "average" | "mean" => "avg of",
            "total" => "sum of",
            "maximum" | "largest" | "highest" | "biggest" => "max of",
            "minimum" | "smallest" | "lowest" => "min of",
            _ => return,
        };
        let name = if self.view.is(at + 1, "of") { at + 2 } else { at + 1 };
        if self.is_asked(at) && self.view.is_name(name) && self.view.is(name + 1, ".") {
            let theirs = self.words_of(at..name);
            self.instead(&code::FOREIGN_WORD, at..name, ours, format!("`{theirs}` is written `{ours}`"));
        }
    }

    /// `sum of purchase > 3`, `distinct page_view count`: which field is missing.
    fn without_field(&mut self, at: usize) {
        let (name, form) = match (self.view.word(at), self.view.word(at + 1)) {
            (word @ ("sum" | "min" | "max" | "avg"), "of") => (at + 2, format!("{word} of")),
            (word @ "distinct", _) if self.view.is(at + 2, "count") => (at + 1, word.to_owned()),
            _ => return,
        };
        let Some(token) = self.token(name).filter(|_| self.view.is_name(name) && !self.view.is(name + 1, ".")) else {
            return;
        };
        let event = self.view.word(name);
        let finding = Diagnostic::new(
            &code::SYNTAX,
            self.span(token.range()),
            format!("`{form} {event}` does not say of which field"),
        )
        .help(format!(
            "a field stands behind a dot: `{form} {event}.FIELD{}`",
            if form == "distinct" { " count" } else { "" }
        ))
        .help(format!("where `{event}` is the field, its event stands before it: `{form} EVENT.{event}`"))
        .help(format!("how many there are is `{event} count`"));
        let place = token.end..token.end;
        self.list.push(Candidate { edits: vec![(place, ".at".to_owned())], finding, whole: false, drop: true });
    }

    /// `any page_view count >= 3`, `no page_view count`, `each page_view count`.
    fn count_of_any(&mut self, at: usize) {
        if !self.view.one_of(at, &["any", "no", "each"]) || !self.view.is_name(at + 1) || !self.view.is(at + 2, "count")
        {
            return;
        }
        let (word, name) = (self.view.word(at), self.view.word(at + 1));
        let compared = (at + 3..at + 7).any(|at| self.view.one_of(at, &COMPARISONS));
        if word == "any" && compared {
            if let Some((any, name)) = self.token(at).zip(self.token(at + 1)) {
                let message = "`any` asks whether there is one; a count is compared without it";
                self.safe(&code::SYNTAX, any.start..name.start, "", message);
            }
            return;
        }
        let message = if word == "each" {
            format!("`each {name}` gives points for every one of them; nothing is counted")
        } else {
            format!("`{word} {name}` asks whether there is one; nothing is counted")
        };
        self.instead(&code::SYNTAX, at + 2..at + 3, "", message);
        if compared {
            self.doubt();
        }
    }

    /// `any of page_view`, `each any page_view`.
    fn of_any(&mut self, at: usize) {
        let begins = self.view.is(at, "each") || (self.view.one_of(at, &["any", "no"]) && self.is_asked(at));
        let extra = ["of", "any", "every", "each", "single", "the", "all"];
        if begins && self.view.one_of(at + 1, &extra) && self.view.is_name(at + 2) && !self.view.is(at + 3, ":") {
            let (word, name) = (self.view.word(at), self.view.word(at + 2));
            let message = format!("the event stands right behind `{word}`: `{word} {name}`");
            self.instead(&code::SYNTAX, at + 1..at + 2, "", message);
        }
    }

    /// `any page_view in the last 7 days`, `page_view count last 7 days`, `any page_view today`.
    fn last_days(&mut self, at: usize) {
        if !self.is_behind_event(at) {
            return;
        }
        let window = self.window_here(at).filter(|_| !self.view.one_of(at, &["within", "since"]));
        if let Some((end, with)) = window {
            // `last deal.at in the last 30 days` is a question by itself.
            if !self.is_behind_field(at) || !self.view.is(at, "in") || self.is_compared(end) {
                self.instead(&code::SYNTAX, at..end, &with, format!("this is written `{with}`"));
            }
        } else if self.view.is(at, "today") {
            self.instead(&code::SYNTAX, at..at + 1, "within 1 day", "today is written `within 1 day`");
        }
    }

    /// `any page_view this month`.
    fn period(&mut self, at: usize) {
        let which = if self.view.is(at, "in") { at + 1 } else { at };
        let is_period = self.view.one_of(which, &["this", "last", "next"])
            && self.view.one_of(which + 1, &["week", "month", "quarter", "year"]);
        let is_whole = self.is_behind_field(at) && self.view.is(at, "in") && !self.is_compared(which + 2);
        if is_period && self.is_behind_event(at) && !is_whole {
            let with = format!("where at in {}", self.words_of(which..which + 2));
            let message = format!("calendar periods are asked of the time `at`: `{with}`");
            self.instead(&code::SYNTAX, at..which + 2, &with, message);
        }
    }

    /// `any page_view after last purchase`, `since purchase`, `days since the last page_view`, `time since last page_view`.
    fn after_last(&mut self, at: usize) {
        if !self.view.one_of(at, &["since", "after"]) {
            return;
        }
        let the = usize::from(self.view.is(at + 1, "the"));
        let last = at + 1 + the;
        if self.is_behind_event(at) {
            let is_last = self.view.is(last, "last");
            // `since lats purchase`: the first of two names was to be `last`.
            let spoiled = !is_last && self.view.is_name(last + 1) && !self.view.points(last + 1);
            let name = if is_last || spoiled { last + 1 } else { last };
            if self.view.is_name(name) && (!is_last || the == 1 || self.view.is(at, "after")) {
                let with = format!("since last {}", self.view.word(name));
                self.instead(&code::SYNTAX, at..name + 1, &with, format!("this is written `{with}`"));
                if !is_last {
                    self.doubt();
                }
            }
            return;
        }
        let days = at.checked_sub(1).filter(|days| self.view.one_of(*days, &["days", "time"]));
        let Some(days) = days.filter(|_| self.view.is(at, "since") && self.view.one_of(last, &["last", "first"]))
        else {
            return;
        };
        if the == 1 || self.view.is(days, "time") {
            let with = format!("days since {}", self.view.word(last));
            self.instead(&code::SYNTAX, days..last + 1, &with, format!("this is written `{with}`"));
        }
    }

    /// `when never page_view`.
    fn none(&mut self, at: usize) {
        if self.view.one_of(at, &["never", "none", "zero"]) && self.is_asked(at) && self.view.is_name(at + 1) {
            let message = format!("that there is none is asked by `no {}`", self.view.word(at + 1));
            self.instead(&code::FOREIGN_WORD, at..at + 1, "no", message);
        }
    }

    /// `half-life 30 days`, `decay over 30 days`.
    fn decay(&mut self, at: usize) {
        let (mut length, word, is_sure) = match (self.view.word(at), self.view.word(at + 1), self.view.word(at + 2)) {
            ("half", "-", "life") => (at + 3, "halving every", true),
            ("half", "life", _) => (at + 2, "halving every", true),
            ("halflife" | "half_life" | "halves" | "halve" | "halved" | "halving", ..) => {
                (at + 1, "halving every", true)
            }
            ("decay" | "decays" | "decaying" | "fade" | "fades" | "fading", ..) => (at + 1, "fading over", false),
            _ => return,
        };
        if self.view.one_of(length, &["of", "every", "over", "in", "within", "after", "is"]) {
            length += 1;
        }
        // Without a word behind it, that word is lost.
        let ours = self.view.one_of(at, &["halving", "fading"]);
        if self.is_length(length) && !(ours && (length == at + 1 || self.words_of(at..length) == word)) {
            let start = at.checked_sub(1).filter(|with| self.view.is(*with, "with")).unwrap_or(at);
            let theirs = self.words_of(start..length).replace(" - ", "-");
            self.instead(&code::FOREIGN_WORD, start..length, word, format!("`{theirs}` is written `{word}`"));
            if !is_sure {
                self.doubt();
            }
        }
    }

    /// Where a rule begins, behind its name if it has one.
    fn start(&self) -> usize {
        if self.view.is(1, ":") { 2 } else { 0 }
    }

    /// `kye from "Customer"` in an event.
    fn key_of_event(&mut self) {
        if self.place == Place::Event && self.at == 1 && self.view.is_name(0) && self.view.is(1, "from") {
            let message = format!("expected `key` before `from`, found `{}`", self.view.word(0));
            self.instead(&code::SYNTAX, 0..1, "key", message);
            self.doubt();
        }
    }

    /// `for each page_view`, `every page_view`.
    fn for_each(&mut self) {
        let start = self.start();
        let end = match (self.view.word(start), self.view.word(start + 1)) {
            ("for", "each" | "every" | "any") => start + 2,
            ("foreach" | "every" | "for" | "per", _) => start + 1,
            _ => return,
        };
        if self.place.has_rules() && self.view.is_name(end) && !self.view.is(end, "score") {
            let theirs = self.words_of(start..end);
            self.instead(&code::FOREIGN_WORD, start..end, "each", format!("`{theirs}` is written `each`"));
        }
    }

    /// `each page_view when url contains "a"`.
    fn each_when(&mut self) {
        let words = ["when", "if", "with", "whose", "which", "that", "having"];
        if self.view.is(self.start(), "each") && self.view.one_of(self.at, &words) {
            let message = "what an event must be like stands behind `where`";
            self.instead(&code::SYNTAX, self.at..self.at + 1, "where", message);
        }
    }

    /// `each page_view where url contains "a" and seconds > 3 score +1`.
    fn open_where(&mut self) {
        let at = self.at;
        let filter = (0..at).rev().find(|before| self.view.is(*before, "where"));
        let first = filter.map(|filter| filter + 1);
        let Some(first) = first.filter(|first| self.view.one_of(at, &["and", "or"]) && !self.view.is(*first, "("))
        else {
            return;
        };
        let each = self.view.is(self.start(), "each");
        let end = (at..self.view.tokens.len()).find(|end| {
            if each { self.view.points(*end) } else { self.view.is(*end, "{") && self.view.is(self.start(), "match") }
        });
        let last = end.and_then(|end| end.checked_sub(1)).and_then(|last| self.token(last));
        if let Some((first, last)) = self.token(first).zip(last) {
            let edits = vec![(first.start..first.start, "(".to_owned()), (last.end..last.end, ")".to_owned())];
            let message = "several conditions behind `where` stand in parentheses".to_owned();
            self.together(at, edits, "put them in parentheses", message);
        }
    }

    /// `any page_view where (amount - tax) > 100`: what `where` asks ends with its parentheses.
    fn behind_parentheses(&mut self) {
        let at = self.at;
        let Some(close) = self.before(1).filter(|close| self.view.is(*close, ")") && self.is_compared(at)) else {
            return;
        };
        let mut depth = 0usize;
        let open = (0..=close).rev().find(|at| {
            match self.view.word(*at) {
                ")" => depth += 1,
                "(" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        let behind_where = |open: usize| {
            let before = (0..open).rev().find(|at| !self.view.is(*at, "not"));
            before.is_some_and(|before| self.view.is(before, "where"))
        };
        let Some(open) = open.filter(|open| behind_where(*open)) else { return };
        let end = (at..self.view.tokens.len())
            .find(|end| self.view.one_of(*end, &["and", "or", "except", "{", ")", ","]) || self.view.points(*end))
            .unwrap_or(self.view.tokens.len());
        let asked = self.words_of(at..end);
        let message = format!("a condition in parentheses is all of a `where`; `{asked}` stands outside");
        // Of `(a and b) > 3` nobody knows what is meant.
        let is_value =
            (open + 1..close).all(|at| !self.is_compared(at) && !self.view.one_of(at, &["and", "or", "not"]));
        let Some(((close, token), last)) = self.token(close).zip(self.token(at)).zip(self.token(end - 1)) else {
            return;
        };
        if is_value {
            let edits = vec![(close.range(), String::new()), (last.end..last.end, ")".to_owned())];
            self.together(at, edits, "put it into the parentheses", message);
            self.doubt();
        } else {
            let range = token.start..last.end;
            let finding = Diagnostic::new(&code::SYNTAX, self.span(range.clone()), message);
            self.list.push(Candidate { edits: vec![(range, String::new())], finding, whole: false, drop: true });
        }
    }

    /// `any page_view where url contains "a" and where seconds > 3`.
    fn second_where(&mut self) {
        let at = self.at;
        let joined = at.checked_sub(1).is_some_and(|before| self.view.one_of(before, &["and", "or"]));
        let Some(token) = self.token(at).filter(|_| joined && self.view.is(at, "where")) else { return };
        let joint = self.view.word(at - 1);
        let finding =
            Diagnostic::new(&code::SYNTAX, self.span(token.range()), "several conditions stand behind one `where`")
                .help(format!("put them in parentheses: `where (… {joint} …)`"));
        let range = token.range();
        self.list.push(Candidate { edits: vec![(range, String::new())], finding, whole: false, drop: true });
    }

    /// `last page_view.url path is "/pricing"`.
    fn part_of_pick(&mut self, at: usize) {
        let picks = self.view.one_of(at, &["last", "first"]) && self.view.is_name(at + 1) && self.view.is(at + 2, ".");
        let part = if self.view.one_of(at + 4, &["url", "email"]) { at + 5 } else { at + 4 };
        if !picks || !self.view.one_of(part, &["host", "path", "domain"]) {
            return;
        }
        let field = self.words_of(at..at + 2) + "." + self.view.word(at + 3);
        let Some((first, last)) = self.token(at + 4).zip(self.token(part)) else { return };
        let range = first.start..last.end;
        let message = format!("`{field}` is looked at as a whole, without its {}", self.view.word(part));
        let finding = Diagnostic::new(&code::SYNTAX, self.span(range.clone()), message)
            .help(format!("ask `{field} contains \"…\"` or `{field} matches /…/`"));
        self.list.push(Candidate { edits: vec![(range, String::new())], finding, whole: false, drop: true });
    }

    /// `page_view.url.host`.
    fn dotted_part(&mut self) {
        let at = self.at;
        let part = self.view.word(at + 1);
        if self.view.is(at, ".") && matches!(part, "host" | "path" | "domain") && at > 0 && self.view.is_name(at - 1) {
            let message = format!("a part stands behind a blank: `{} {part}`", self.view.word(at - 1));
            self.instead(&code::SYNTAX, at..at + 1, " ", message);
        }
    }
}
