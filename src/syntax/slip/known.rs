//! Takes the place of a mistake, gives what beginners write there and how it is written in Merit.
//!
//! Each is told by its own tokens, so that none is a guess; where more than one meaning is left, the fix is unsafe or
//! there is none, and the thing is left out of the tree.

use std::ops::Range;

use super::{Candidate, Slips};
use crate::{
    base::{Applicability, Diagnostic, Edit, code},
    syntax::{chunk::Place, notation::points_behind_a_name, reserved::is_reserved, scan::TokenKind},
};

const CLAUSES: [&str; 7] = ["up", "until", "owner", "allow", "halving", "fading", "per"];

impl Slips<'_> {
    /// Slips that are certain, the first that fits.
    pub(super) fn known(&mut self) {
        self.lost_test();
        self.points_of_a_name();
        self.but();
        self.in_list();
        self.several_values();
        self.between_two();
        self.plus();
        self.points_for();
        self.bare_description();
        self.forgotten_brace();
        self.quoted_name();
        self.comma_between_conditions();
        self.garbled_and();
        self.quantity();
    }

    fn propose(&mut self, edits: Vec<(Range<usize>, String)>, finding: Diagnostic, drop: bool) {
        self.list.push(Candidate { edits, finding, whole: false, drop });
    }

    /// The finding for text that is written otherwise.
    fn otherwise(&mut self, range: Range<usize>, with: &str, message: String) {
        let span = self.span(range.clone());
        let finding = Diagnostic::new(&code::SYNTAX, span, message).unsafe_fix(format!("write `{with}`"), span, with);
        self.propose(vec![(range, with.to_owned())], finding, false);
    }

    /// `"six visits" { …`.
    fn lost_test(&mut self) {
        let begins = self.place == Place::File && self.at == 0 && self.view.is_text(0) && self.view.is(1, "{");
        let Some(name) = self.token(0).filter(|_| begins) else { return };
        let place = name.start..name.start;
        let finding = Diagnostic::new(&code::SYNTAX, self.span(name.range()), "expected `test` before this name")
            .safe_fix("write `test`", self.span(place.clone()), "test ");
        self.propose(vec![(place, "test ".to_owned())], finding, false);
    }

    /// `define student = … score -10`.
    fn points_of_a_name(&mut self) {
        let view = self.view;
        let named = view.one_of(0, &["define", "let", "set", "list", "never", "always"]);
        let Some(at) = (3..view.tokens.len()).find(|at| named && points_behind_a_name(view, *at)) else { return };
        let (Some(first), Some(last)) = (self.token(at), view.tokens.last()) else { return };
        let points = view.text.get(first.start..last.end);
        let message = match view.word(0) {
            "define" => format!("a `define` names something; points stand in a rule: `when {} {points}`", view.word(1)),
            "list" => format!("a list gives no points; they stand in a rule: `when in list {} {points}`", view.word(1)),
            word @ ("never" | "always") => format!("`{word}` gives no points; they stand in a rule: `when … {points}`"),
            word => format!("a `{word}` names something; points stand in a rule: `when … {points}`"),
        };
        let finding = Diagnostic::new(&code::SYNTAX, self.span(first.start..last.end), message);
        self.propose(vec![(first.start..last.end, String::new())], finding, false);
    }

    fn but(&mut self) {
        let Some(token) = self.token(self.at).filter(|_| self.view.is(self.at, "but")) else { return };
        let range = token.range();
        let message = if self.view.is(0, "list") {
            "`but` is no word of Merit; write `and not …` or `except …`"
        } else {
            "`but` is no word of Merit; write `and` or `and not …`"
        };
        let finding = Diagnostic::new(&code::FOREIGN_WORD, self.span(range.clone()), message);
        self.propose(vec![(range, "and".to_owned())], finding, true);
    }

    /// `when list hot`.
    fn in_list(&mut self) {
        for list in [Some(self.at), self.before(1)].into_iter().flatten() {
            let asks = ["when", "and", "or", "not", "where", "except", "never", "always", "expect", "(", "="];
            let asked = list.checked_sub(1).is_some_and(|before| self.view.one_of(before, &asks));
            if asked
                && self.view.is(list, "list")
                && self.view.is_name(list + 1)
                && let Some((one, two)) = self.token(list).zip(self.token(list + 1))
            {
                let whole = format!("in list {}", self.view.word(list + 1));
                let place = one.start..one.start;
                let finding = Diagnostic::new(
                    &code::SYNTAX,
                    self.span(one.start..two.end),
                    format!("whether a contact is in a list is asked by `{whole}`"),
                )
                .safe_fix(format!("write `{whole}`"), self.span(place.clone()), "in ");
                self.propose(vec![(place, "in ".to_owned())], finding, false);
            }
        }
    }

    fn is_value(&self, at: usize) -> bool {
        self.view.is_name(at)
            || matches!(self.kind(at), Some(TokenKind::Text { .. } | TokenKind::Number | TokenKind::Date))
    }

    /// `is "Retail", "Software"`.
    fn several_values(&mut self) {
        let Some(first) = self.before(1).filter(|first| self.view.is(self.at, ",") && self.is_value(*first)) else {
            return;
        };
        let Some(operator) = first.checked_sub(1) else { return };
        let mut values = vec![self.view.word(first)];
        let mut last = first;
        while self.view.one_of(last + 1, &[",", "or", "and"]) {
            let more = if self.view.is(last + 1, ",") && self.view.one_of(last + 2, &["or", "and"]) {
                last + 3
            } else {
                last + 2
            };
            if !self.is_value(more) || self.compared(more + 1) {
                break;
            }
            values.push(self.view.word(more));
            last = more;
        }
        let Some((first, last)) = self.token(first).zip(self.token(last)).filter(|_| values.len() > 1) else { return };
        let set = format!("{{ {} }}", values.join(", "));
        let is_not = self.view.is(operator, "not") && operator.checked_sub(1).is_some_and(|is| self.view.is(is, "is"));
        let start_at = if is_not { operator - 1 } else { operator };
        let (start, whole) = match self.view.word(operator) {
            "is" | "=" | "==" | "in" => {
                (self.token(start_at).map_or(first.start, |token| token.start), format!("in {set}"))
            }
            "not" if is_not => (self.token(start_at).map_or(first.start, |token| token.start), format!("not in {set}")),
            "!=" => (self.token(start_at).map_or(first.start, |token| token.start), format!("not in {set}")),
            "contains" | "has" | "word" | "with" => (first.start, format!("any of {set}")),
            _ => return,
        };
        self.otherwise(start..last.end, &whole, format!("several values stand in braces: `{whole}`"));
    }

    fn compared(&self, at: usize) -> bool {
        let words = [
            "is", "in", "has", "contains", "starts", "ends", "matches", "before", "after", "within", "between", "does",
        ];
        self.view.one_of(at, &words)
            || self.view.one_of(at, &["<", "<=", ">", ">=", "==", "!=", "=", "≥", "≤"])
            || (self.view.is(at, "not") && self.view.one_of(at + 1, &words))
    }

    /// `5 < views < 10`.
    fn between_two(&mut self) {
        let at = self.at;
        let Some(low) = at.checked_sub(3).filter(|_| self.view.is_name(at - 1)) else { return };
        let (one, two) = (self.view.word(at - 2), self.view.word(at));
        let turned = match one {
            "<" => ">",
            "<=" => ">=",
            ">" => "<",
            ">=" => "<=",
            _ => return,
        };
        let same_way = one.get(..1) == two.get(..1) && matches!(two, "<" | "<=" | ">" | ">=");
        let Some((first, last)) = self.token(low).zip(self.token(at + 1)).filter(|_| same_way) else { return };
        let name = self.view.word(at - 1);
        let whole = format!("{name} {turned} {} and {name} {two} {}", self.view.word(low), self.view.word(at + 1));
        let negated = low.checked_sub(1).is_some_and(|before| self.view.one_of(before, &["not", "!"]));
        let whole = if negated { format!("({whole})") } else { whole };
        self.otherwise(first.start..last.end, &whole, format!("`{name}` is compared with two values: write `{whole}`"));
    }

    /// `score plus 5`.
    fn plus(&mut self) {
        for at in [Some(self.at), self.before(1)].into_iter().flatten() {
            let sign = match self.view.word(at) {
                "plus" => "+",
                "minus" => "-",
                _ => continue,
            };
            let behind = at.checked_sub(1).is_some_and(|before| self.view.one_of(before, &["score", "=>"]));
            let number = self.token(at + 1).filter(|token| token.kind == TokenKind::Number && behind);
            if let Some((word, number)) = self.token(at).zip(number) {
                let whole = format!("{sign}{}", self.view.word(at + 1));
                let message = format!("points are written with a sign: `{whole}`");
                self.safe(&code::FOREIGN_WORD, word.start..number.end, &whole, message);
            }
        }
    }

    /// The number of points right before the place, with `score` before it, from that word on.
    fn points_before(&self) -> Option<(usize, String)> {
        let number = self.before(1).filter(|number| self.kind(*number) == Some(TokenKind::Number))?;
        let score = number.checked_sub(1).filter(|score| self.view.is(*score, "score"))?;
        let points = self.view.word(number);
        let sign = if points.starts_with(['+', '-']) { "" } else { "+" };
        Some((score, format!("score {sign}{points}")))
    }

    /// `score 5 if demo`.
    fn points_for(&mut self) {
        let Some((score, points)) = self.points_before().filter(|_| self.place.has_rules()) else { return };
        let begins = score == 0 || (score == 2 && self.view.is(1, ":"));
        if !begins || !self.view.one_of(self.at, &["if", "for", "where", "because"]) {
            return;
        }
        let end = (self.at + 1..self.view.tokens.len())
            .find(|at| {
                self.view.one_of(*at, &CLAUSES)
                    || (self.view.is_text(*at) && !self.view.wants_more(*at - 1) && !self.is_operand(*at))
            })
            .unwrap_or(self.view.tokens.len());
        let (Some(first), Some(condition), Some(last)) =
            (self.token(score), self.token(self.at + 1), self.token(end - 1))
        else {
            return;
        };
        let head = if self.view.is(self.at + 1, "each") { "" } else { "when " };
        let whole = format!("{head}{} {points}", self.view.text.get(condition.start..last.end));
        let range = first.start..last.end;
        let span = self.span(range.clone());
        let finding = Diagnostic::new(
            &code::POINTS_FIRST,
            span,
            format!("points stand behind the condition: `{whole}`"),
        )
        .fix(format!("write `{whole}`"), Applicability::Unsafe, vec![Edit { span, text: whole.clone() }]);
        self.propose(vec![(range, whole)], finding, false);
    }

    /// `score +3 Many visits`.
    fn bare_description(&mut self) {
        if self.points_before().is_none() {
            return;
        }
        let near = |word: &str| {
            let word = word.to_lowercase();
            CLAUSES
                .iter()
                .chain(&["limit", "points", "max", "score", "when", "each", "and", "or"])
                .any(|clause| strsim::damerau_levenshtein(&word, clause) <= 1)
                || ["if", "for", "unless", "because", "where", "every", "then", "maximum", "cap"]
                    .contains(&word.as_str())
        };
        let all_words = (self.at..self.view.tokens.len()).all(|at| {
            self.view.is_name(at)
                && self.kind(at) == Some(TokenKind::Word)
                && self.token(at).zip(self.token(self.at)).is_some_and(|(one, two)| one.line == two.line)
        });
        let Some((first, last)) = self.token(self.at).zip(self.view.tokens.last()) else { return };
        // One word alone may be a misspelt one of ours.
        let fits = all_words && !near(self.view.word(self.at)) && self.view.tokens.len() > self.at + 1;
        if fits {
            let whole = format!("\"{}\"", self.view.text.get(first.start..last.end));
            self.otherwise(first.start..last.end, &whole, format!("a description stands in quotes: `{whole}`"));
        }
    }

    /// `score engagement when …`.
    fn forgotten_brace(&mut self) {
        let heads = self.place == Place::File && self.view.is(0, "score") && self.view.is_name(1);
        let Some((name, last)) = self.token(1).zip(self.view.tokens.last()).filter(|_| heads && self.at == 2) else {
            return;
        };
        if self.view.one_of(2, &["when", "match", "each"]) {
            let head = self.view.word(1);
            let message = format!("expected `{{` after `score {head}`");
            let finding = Diagnostic::new(&code::UNCLOSED_BLOCK, self.span(name.range()), message)
                .help("the rules of a score stand between `{` and `}`");
            // On several lines the `}` may belong further down.
            let finding = if name.line == last.line {
                let edit = |at: usize, text: &str| Edit { span: self.span(at..at), text: text.to_owned() };
                finding.fix(
                    "write `{` and `}`",
                    Applicability::Unsafe,
                    vec![edit(name.end, " {"), edit(last.end, " }")],
                )
            } else {
                finding
            };
            let edits = vec![(name.end..name.end, " {".to_owned()), (last.end..last.end, " }".to_owned())];
            self.propose(edits, finding, false);
        }
    }

    /// `industry is "A", size is 3`.
    fn comma_between_conditions(&mut self) {
        let before = self.before(1).is_some_and(|value| self.is_value(value));
        let joins = self.view.is(self.at, ",") && before && self.is_value(self.at + 1) && self.compared(self.at + 2);
        let Some(comma) = self.token(self.at).filter(|_| joins && self.place != Place::Match) else { return };
        let span = self.span(comma.range());
        let finding = Diagnostic::new(&code::SYNTAX, span, "conditions are joined by `and` or `or`, not by `,`")
            .unsafe_fix("write `and`", span, " and")
            .unsafe_fix("write `or`", span, " or");
        self.propose(vec![(comma.range(), " and".to_owned())], finding, true);
    }

    /// `segment is lost adn visits >= 2`.
    fn garbled_and(&mut self) {
        let word = self.view.word(self.at);
        let near = self.kind(self.at) == Some(TokenKind::Word)
            && !is_reserved(word)
            && strsim::damerau_levenshtein(word, "and") <= 2
            && word.contains(['a', 'n'])
            && word.len() > 2;
        let before = self.before(1).is_some_and(|value| self.is_value(value));
        let behind = self.view.is_name(self.at + 1)
            && (self.compared(self.at + 2) || self.view.one_of(self.at + 2, &["count", "."]));
        let Some(token) = self.token(self.at).filter(|_| near && before && behind && self.place != Place::Match) else {
            return;
        };
        let range = token.range();
        self.otherwise(range, "and", format!("`{word}` looks like a misspelling of `and`"));
    }

    /// A word before `of` that is too far from `any`, `all` and `none`.
    fn quantity(&mut self) {
        let operators = ["has", "have", "contains", "contain", "with", "word", "exactly"];
        let Some(word) = self.before(1).filter(|word| self.view.is(self.at, "of") && self.view.is_name(*word)) else {
            return;
        };
        let found = self.view.word(word);
        let near = ["any", "all", "none", "one"].iter().any(|meant| strsim::damerau_levenshtein(found, meant) <= 1);
        let behind = word.checked_sub(1).is_some_and(|operator| self.view.one_of(operator, &operators));
        let Some(token) = self.token(word).filter(|_| behind && !near) else { return };
        let span = self.span(token.range());
        let message = format!("expected `any`, `all` or `none` before `of`, found `{found}`");
        let finding = Diagnostic::new(&code::SYNTAX, span, message)
            .unsafe_fix("write `any`", span, "any")
            .unsafe_fix("write `all`", span, "all")
            .unsafe_fix("write `none`", span, "none");
        self.propose(vec![(token.range(), "any".to_owned())], finding, true);
    }
}
