//! Takes the place of a mistake, gives what people ask of events in their own words: how often, when, what it was like.
//!
//! Goes by the words alone, as `event` does. A fix that takes a name for an event's is for a person to choose.

use super::{Candidate, Slips, event::COMPARISONS};
use crate::{
    base::{Diagnostic, code},
    syntax::{chunk::Place, scan::TokenKind},
};

impl Slips<'_> {
    /// Slips of the questions that events are asked, the first that fits.
    pub(super) fn asked(&mut self) {
        for at in self.at.saturating_sub(9)..=self.at + 1 {
            self.counted(at);
            self.at_least(at);
            self.dotted_event(at);
            self.at_date(at);
            self.yesterday(at);
            self.bare_last(at);
        }
        self.within_period();
        self.window_behind_field();
        self.history();
        self.fields_of_test_event();
        self.bare_text();
        self.in_a_list();
    }

    /// Replaces all tokens of `range` by a finding that has no fix; nothing more is said of the thing.
    fn told(&mut self, range: std::ops::Range<usize>, with: &str, message: String, help: &[String]) {
        let ends = range.end.checked_sub(1).and_then(|last| self.token(range.start).zip(self.token(last)));
        let Some((first, last)) = ends else { return };
        let range = first.start..last.end;
        let finding = Diagnostic::new(&code::SYNTAX, self.span(range.clone()), message);
        let finding = help.iter().fold(finding, |finding, help| finding.help(help.clone()));
        self.list.push(Candidate { edits: vec![(range, with.to_owned())], finding, whole: false, drop: true });
    }

    fn is_ordered(&self, at: usize) -> bool {
        self.view.one_of(at, &[">", ">=", "<", "<=", "≥", "≤"])
    }

    /// `page_view in the last 30 days > 5`, `page views within 30 days > 5`.
    fn counted(&mut self, at: usize) {
        let forms = ["any", "no", "each", "last", "first", "distinct", "days", "fired", "sum", "min", "max", "avg"];
        if !self.is_asked(at) || self.view.one_of(at, &forms) {
            return;
        }
        let names = (at..at + 4).take_while(|at| self.view.is_name(*at) && !self.view.is(*at, "over")).count();
        let end = at + names;
        let counts = end.checked_sub(1).is_none_or(|last| self.view.one_of(last, &["count", "last", "past"]));
        let Some((behind, window)) = self.window_here(end).filter(|_| names > 0 && !counts) else { return };
        if !self.is_ordered(behind) {
            return;
        }
        let event = if names == 1 {
            self.view.word(at).to_owned()
        } else {
            let Some(name) = super::snake(&self.words_of(at..end)) else { return };
            name.strip_suffix('s').unwrap_or(&name).to_owned()
        };
        let with = format!("{event} count {window}");
        let limit = self.words_of(behind..behind + 2);
        self.instead(&code::SYNTAX, at..behind, &with, format!("how many there are is asked by `{with} {limit}`"));
        self.doubt();
    }

    /// `page_view at least 3 times`, `visits at least 3`.
    fn at_least(&mut self, at: usize) {
        let (operator, number) = match (self.view.word(at), self.view.word(at + 1)) {
            ("at", "least") => (">=", at + 2),
            ("at", "most") => ("<=", at + 2),
            ("more", "than") => (">", at + 2),
            ("less" | "fewer", "than") => ("<", at + 2),
            ("exactly", _) => ("is", at + 1),
            _ => (">=", at),
        };
        let times = self.view.one_of(number + 1, &["times", "time"]);
        if self.kind(number) != Some(TokenKind::Number) || (!times && !self.view.is(at, "at")) {
            return;
        }
        let is_start =
            |back: usize| at.checked_sub(back).filter(|start| self.is_asked(*start) && self.view.is_name(*start));
        let number_text = self.view.word(number);
        if !times {
            let counted = is_start(2).filter(|_| self.view.is(at - 1, "count"));
            if !self.is_length(number) && (is_start(1).is_some() || counted.is_some()) {
                let with = format!("{operator} {number_text}");
                self.instead(&code::SYNTAX, at..number + 1, &with, format!("this is written `{with}`"));
            }
            return;
        }
        let before = (3..6).find_map(|back| {
            let start = is_start(back)?;
            self.window_here(start + 1).filter(|(end, _)| *end == at).map(|(_, window)| (start, window))
        });
        let plain = is_start(1).or_else(|| is_start(2).filter(|_| self.view.is(at - 1, "count")));
        let (start, window, end) = match (before, plain, self.window_here(number + 2)) {
            (Some((start, window)), ..) => (start, format!(" {window}"), number + 2),
            (None, Some(start), Some((end, window))) => (start, format!(" {window}"), end),
            (None, Some(start), None) => (start, String::new(), number + 2),
            (None, None, _) => return,
        };
        let with = format!("{} count{window} {operator} {number_text}", self.view.word(start));
        self.instead(&code::SYNTAX, start..end, &with, format!("how many there are is asked like a number: `{with}`"));
        self.doubt();
    }

    /// `any page_view.url contains "/x"`.
    fn dotted_event(&mut self, at: usize) {
        let begins = self.view.is(at, "each") || (self.view.one_of(at, &["any", "no"]) && self.is_asked(at));
        let field = at + 3;
        let part = self.view.one_of(field + 1, &["url", "email", "host", "path", "domain"]);
        if begins
            && self.view.is_name(at + 1)
            && self.view.is(at + 2, ".")
            && self.view.is_name(field)
            && (self.is_compared(field + 1) || part)
        {
            let with = format!("{} where {}", self.words_of(at..at + 2), self.view.word(field));
            let message = format!("what an event must be like stands behind `where`: `{with} …`");
            self.instead(&code::SYNTAX, at..field + 1, &with, message);
        }
    }

    /// Where the date or the `30 days ago` ends that begins there.
    fn end_of_date(&self, at: usize) -> Option<usize> {
        match self.kind(at)? {
            TokenKind::Date => Some(at + 1),
            TokenKind::Number if self.is_length(at) && self.view.is(at + 2, "ago") => Some(at + 3),
            _ => None,
        }
    }

    /// `any page_view after 2026-01-01`, `no page_view between 2026-01-01 and 2026-02-01`.
    fn at_date(&mut self, at: usize) {
        if !self.view.one_of(at, &["after", "before", "between", "since"]) || !self.is_behind_event(at) {
            return;
        }
        let Some(end) = self.end_of_date(at + 1) else { return };
        let end = if self.view.is(at, "between") {
            let second = Some(end).filter(|and| self.view.is(*and, "and")).and_then(|and| self.end_of_date(and + 1));
            let Some(end) = second else { return };
            end
        } else {
            end
        };
        if self.is_behind_field(at) && !self.is_ordered(end) {
            return;
        }
        let Some((first, last)) = self.token(at).zip(self.token(end - 1)) else { return };
        let asked = self.view.text.get(first.start..last.end);
        let with = match asked.strip_prefix("since ") {
            Some(date) => format!("where not at before {date}"),
            None => format!("where at {asked}"),
        };
        self.instead(&code::SYNTAX, at..end, &with, format!("dates are asked of the time `at`: `{with}`"));
    }

    /// `any page_view yesterday`.
    fn yesterday(&mut self, at: usize) {
        if self.view.is(at, "yesterday") && self.is_behind_event(at) {
            let with = "where days since at is 1";
            self.instead(&code::SYNTAX, at..at + 1, with, format!("yesterday is asked of the time `at`: `{with}`"));
        }
    }

    /// `last page_view > 90 days ago`, `last page_view within 14 days`, `first form_submission is "x"`.
    fn bare_last(&mut self, at: usize) {
        let asks = self.view.one_of(at, &["last", "first"]) && self.is_asked(at) && self.view.is_name(at + 1);
        let next = at + 2;
        let than = self.view.one_of(next, &["more", "less", "fewer"]) && self.view.is(next + 1, "than");
        if !asks || !(self.is_compared(next) || than) || self.is_near_a_joint(at + 1) {
            return;
        }
        let (which, event) = (self.view.word(at), self.view.word(at + 1));
        let operator = match self.view.word(next) {
            "before" | "more" => ">",
            "less" | "fewer" => "<",
            "within" => "<=",
            word if self.is_ordered(next) => word,
            _ => "",
        };
        let number = if than { next + 2 } else { next + 1 };
        let ago = number + 2;
        let says_when =
            self.is_length(number) && (operator == "<=" || self.is_ordered(next) || self.view.is(ago, "ago"));
        let per_unit = match self.view.word(number + 1) {
            "day" | "days" => Some(1),
            "week" | "weeks" => Some(7),
            _ => None,
        };
        let days = per_unit.zip(self.view.word(number).parse::<u32>().ok());
        let end = if self.view.is(ago, "ago") { ago + 1 } else { ago };
        if which == "last" && self.view.is(next, "within") && self.is_length(number) && !self.is_ordered(end) {
            let with = format!("any {}", self.words_of(at + 1..ago));
            self.instead(&code::SYNTAX, at..ago, &with, format!("whether there is one is asked by `{with}`"));
        } else if let Some((per_unit, number)) = days.filter(|_| says_when && !operator.is_empty()) {
            let with = format!("days since {which} {event} {operator} {}", number.saturating_mul(per_unit));
            self.instead(&code::SYNTAX, at..end, &with, format!("how long ago it was is asked by `{with}`"));
            self.doubt();
        } else if self.end_of_date(next + 1).is_some() || self.view.is(next, "between") {
            let with = format!("{which} {event}.at");
            self.instead(&code::SYNTAX, at..next, &with, format!("dates are asked of the time `at`: `{with} …`"));
        } else {
            let message = format!("`{which} {event}` does not say which field is looked at");
            let help = [
                format!("a field stands behind a dot: `{which} {event}.FIELD {} …`", self.view.word(next)),
                format!("how long ago it was is `days since {which} {event}`"),
            ];
            self.told(at..next, &format!("{which} {event}.at"), message, &help);
        }
    }

    /// `any page_view within this month`, `created within last quarter`.
    fn within_period(&mut self) {
        let Some(at) = (self.at.saturating_sub(3)..=self.at).find(|at| self.view.one_of(*at, &["within", "during"]))
        else {
            return;
        };
        let is_period = self.view.one_of(at + 1, &["this", "last", "next"])
            && self.view.one_of(at + 2, &["week", "month", "quarter", "year"]);
        let named = at.checked_sub(1).is_some_and(|before| self.view.is_name(before));
        if !is_period || !named {
            return;
        }
        let period = self.words_of(at + 1..at + 3);
        let with = if self.is_behind_event(at) { format!("where at in {period}") } else { format!("in {period}") };
        self.instead(&code::SYNTAX, at..at + 3, &with, format!("calendar periods are asked by `in`: `{with}`"));
    }

    /// `page_view.url contains "/x" within 14 days`.
    fn window_behind_field(&mut self) {
        let at = self.at;
        let Some((end, window)) = self.window_here(at) else { return };
        let start = (0..at).rev().find(|start| self.is_asked(*start));
        let Some(start) =
            start.filter(|start| !start.checked_sub(1).is_some_and(|before| self.view.is(before, "where")))
        else {
            return;
        };
        let fits = self.view.is_name(start)
            && self.view.is(start + 1, ".")
            && self.view.is_name(start + 2)
            && self.is_compared(start + 3);
        let Some((first, last)) = self.token(start + 2).zip(self.token(at - 1)).filter(|_| fits) else { return };
        let asked = self.view.text.get(first.start..last.end);
        let with = format!("any {} {window} where {asked}", self.view.word(start));
        let message = format!("`{window}` belongs to the event: `{with}`");
        self.instead(&code::SYNTAX, start..end, &with, message);
        self.doubt();
    }

    /// `industry was "x"`, `industry has ever been "x"`, `industry changed within 30 days`.
    fn history(&mut self) {
        for at in self.at.saturating_sub(3)..=self.at {
            let Some(name) = at.checked_sub(1).filter(|name| self.view.is_name(*name)) else { continue };
            if self.view.is(at, "changed") && !self.is_asked(name) {
                continue;
            }
            let words = |end: usize| at..at + end;
            let (range, with) = match (self.view.word(at), self.view.word(at + 1), self.view.word(at + 2)) {
                ("has", "ever" | "always" | "never" | "once", "been") => (words(3), "is"),
                ("has" | "had", "been", _) | ("was", "ever" | "once" | "never" | "previously" | "not", _) => {
                    (words(2), "is")
                }
                ("was", ..) => (words(1), "is"),
                ("has", "changed", "to" | "from") => (words(3), "is"),
                ("changed", "to" | "from", _) => (words(2), "is"),
                ("has", "changed", "within") => (words(2), ""),
                ("has", "changed", _) => (words(2), "is known"),
                ("changed", "within", _) => (words(1), ""),
                ("changed", "in", "the" | "last") => (words(1), ""),
                ("changed", ..) => (words(1), "is known"),
                _ => continue,
            };
            let property = self.view.word(name);
            let message = format!("`{property}` is what it is today; rules know nothing of its past");
            let help = [
                format!("what it is today is asked by `{property} is …`"),
                format!(
                    "the history of a property is an event, such as `event {property}_change {{ at: datetime, to: text }}`: `any {property}_change within 30 days`"
                ),
            ];
            self.told(range, with, message, &help);
        }
    }

    /// `event page_view at 1 day ago` in a test.
    fn fields_of_test_event(&mut self) {
        let begins = self.place == Place::Test && self.view.is(0, "event") && self.view.is_name(1);
        if !begins || !self.view.is_name(2) || (2..self.view.tokens.len()).any(|at| self.view.is(at, "{")) {
            return;
        }
        let value = if self.view.is(3, ":") { 4 } else { 3 };
        let Some((first, last)) = self.token(value).zip(self.view.tokens.last()) else { return };
        let fields = format!("{{ {}: {} }}", self.view.word(2), self.view.text.get(first.start..last.end));
        let message = format!("the fields of an event stand in `{{ }}`: `event {} {fields}`", self.view.word(1));
        self.instead(&code::SYNTAX, 2..self.view.tokens.len(), &fields, message);
    }

    /// `contact { industry: Software }` in a test.
    fn bare_text(&mut self) {
        let at = self.at;
        let is_value = matches!(self.place, Place::Test | Place::Facts)
            && at >= 2
            && self.view.is(at - 1, ":")
            && self.view.is_name(at)
            && self.view.is_name(at - 2);
        let Some(first) = self.token(at).filter(|_| is_value) else { return };
        let end = (at..self.view.tokens.len())
            .take_while(|at| {
                self.view.is_name(*at)
                    && !self.view.is(*at + 1, ":")
                    && self.token(*at).is_some_and(|token| token.line == first.line)
            })
            .last();
        let Some((end, last)) = end.and_then(|end| Some((end, self.token(end)?))) else { return };
        let with = format!("\"{}\"", self.view.text.get(first.start..last.end));
        self.instead(&code::SYNTAX, at..end + 1, &with, format!("texts stand in quotes: `{with}`"));
        self.doubt();
    }

    /// `expect in call`.
    fn in_a_list(&mut self) {
        let Some(word) = self.before(1).filter(|word| self.view.is(*word, "in") && self.view.is_name(self.at)) else {
            return;
        };
        let asks = ["when", "where", "except", "never", "always", "expect"];
        let not = word.checked_sub(1).filter(|not| self.view.is(*not, "not"));
        let asked = not.unwrap_or(word).checked_sub(1).is_some_and(|before| self.view.one_of(before, &asks));
        // `in lits call`: the first of two names was to be `list`.
        let two = self.view.is_name(self.at + 1) && !self.view.points(self.at + 1);
        if asked && !two && !self.view.is(self.at, "list") && !COMPARISONS.contains(&self.view.word(self.at + 1)) {
            let whole = format!("in list {}", self.view.word(self.at));
            let message = format!("whether a contact is in a list is asked by `{whole}`");
            self.instead(&code::SYNTAX, word..self.at + 1, &whole, message);
        }
    }
}
