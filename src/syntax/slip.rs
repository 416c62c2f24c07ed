//! Takes the place of a mistake, gives what people probably meant there, the most telling first.
//!
//! Only proposes; the grammar decides in `mend` which proposal reads on.

use std::ops::Range;

use super::{
    chunk::Place,
    header::View,
    mend::Patient,
    scan::{Token, TokenKind, is_reserved},
};
use crate::base::{Applicability, Code, Diagnostic, Edit, Span, code, nearest_few};

/// One way to mend the place.
#[derive(Debug)]
pub(super) struct Candidate {
    /// In the offsets of the piece, in order.
    pub(super) edits: Vec<(Range<usize>, String)>,
    pub(super) finding: Diagnostic,
    /// Only right if nothing else is wrong in the thing.
    pub(super) whole: bool,
}

/// Words of the language that a misspelling may be meant for.
const KEYWORDS: [&str; 76] = [
    "when",
    "score",
    "otherwise",
    "unknown",
    "limit",
    "owner",
    "until",
    "group",
    "match",
    "each",
    "per",
    "up",
    "to",
    "and",
    "or",
    "not",
    "is",
    "in",
    "has",
    "contains",
    "starts",
    "ends",
    "with",
    "matches",
    "word",
    "any",
    "all",
    "none",
    "of",
    "before",
    "after",
    "within",
    "where",
    "known",
    "true",
    "false",
    "except",
    "expect",
    "between",
    "exactly",
    "never",
    "always",
    "contact",
    "event",
    "stage",
    "list",
    "set",
    "let",
    "define",
    "use",
    "test",
    "table",
    "from",
    "as",
    "default",
    "required",
    "key",
    "format",
    "one",
    "many",
    "halving",
    "every",
    "fading",
    "over",
    "since",
    "allow",
    "days",
    "ago",
    "count",
    "last",
    "next",
    "first",
    "distinct",
    "domain",
    "no",
    "host",
];

/// Words of other languages.
const FOREIGN: [(&str, &str); 34] = [
    ("if", "when"),
    ("elif", "when"),
    ("elseif", "when"),
    ("case", "when"),
    ("switch", "match"),
    ("else", "otherwise"),
    ("default", "otherwise"),
    ("then", "score"),
    ("points", "score"),
    ("point", "score"),
    ("pts", "score"),
    ("give", "score"),
    ("add", "score"),
    ("scores", "score"),
    ("equals", "is"),
    ("are", "is"),
    ("isnt", "is not"),
    ("includes", "contains"),
    ("include", "contains"),
    ("like", "contains"),
    ("null", "unknown"),
    ("none", "unknown"),
    ("empty", "unknown"),
    ("blank", "unknown"),
    ("missing", "unknown"),
    ("yes", "true"),
    ("exists", "is known"),
    ("max", "limit"),
    ("cap", "limit"),
    ("unless", "except"),
    ("but", "except"),
    ("import", "use"),
    ("const", "let"),
    ("var", "let"),
];

/// Words and marks that get lost, most likely first.
const LOSABLE: [&str; 44] = [
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
    "in",
    "up to",
    "per",
    "where",
    "within",
    "not",
    "and",
    ")",
    "(",
    "{",
    "}",
    "days",
    "last",
    "key",
    "one of",
    "match",
    "each",
    "otherwise",
    "group",
    "than",
    "as of",
    "|",
    "stage",
    "list",
    "set",
    "define",
    "=",
];

/// Everything worth a try at the place.
pub(super) fn candidates(patient: &mut Patient<'_>) -> Vec<Candidate> {
    let mut slips = Slips { view: patient.view(), at: patient.at, place: patient.place, list: Vec::new() };
    slips.split();
    slips.points();
    slips.clauses();
    slips.sets();
    slips.words(patient.at);
    slips.marks();
    if let Some(before) = patient.at.checked_sub(1) {
        slips.words(before);
    }
    slips.reserved();
    if patient.lacks_name() {
        // Any word would do here, so none is the one that is missing.
        return slips.list;
    }
    slips.lost_when();
    slips.comparison();
    slips.lost();
    slips.surplus();
    slips.list
}

struct Slips<'a> {
    view: View<'a>,
    at: usize,
    place: Place,
    list: Vec<Candidate>,
}

impl<'a> Slips<'a> {
    fn token(&self, at: usize) -> Option<&'a Token> {
        self.view.tokens.get(at)
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.view.text.span(range)
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.token(at).map(|token| token.kind)
    }

    fn glued(&self, at: usize) -> bool {
        self.token(at).zip(self.token(at + 1)).is_some_and(|(one, two)| one.end == two.start)
    }

    fn before(&self, back: usize) -> Option<usize> {
        self.at.checked_sub(back)
    }

    /// Replaces `range` by `with`, which is certainly meant.
    fn safe(&mut self, code: &'static Code, range: Range<usize>, with: &str, message: impl Into<String>) {
        let span = self.span(range.clone());
        let order = if with.is_empty() { "take it out".to_owned() } else { format!("write `{with}`") };
        let finding = Diagnostic::new(code, span, message).safe_fix(order, span, with);
        self.list.push(Candidate { edits: vec![(range, with.to_owned())], finding, whole: false });
    }

    /// Blanks inside what is one piece, and pieces that need a blank between.
    fn split(&mut self) {
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
        } else if word == ","
            && self.glued(at + 1)
            && self.view.word(at + 2).len() == 3
            && self.kind(at + 2) == Some(TokenKind::Number)
        {
            let whole = format!("{digits}{}", self.view.word(at + 2));
            let end = self.token(at + 2).map_or(next.end, |token| token.end);
            self.safe(
                &code::SPLIT_TOKEN,
                token.start..end,
                &whole,
                "a number is written without marks between its digits",
            );
        } else if next.kind == TokenKind::Word {
            let whole = format!("{digits} {word}");
            self.safe(&code::SPLIT_TOKEN, token.start..next.end, &whole, format!("a blank is missing: `{whole}`"));
        } else if word == "%" {
            self.safe(&code::FOREIGN_MARK, next.range(), "", "numbers are written without `%`");
        }
    }

    /// Points in the wrong place, or with `points` behind them.
    fn points(&mut self) {
        let signed = |slips: &Self, at: usize| -> Option<Range<usize>> {
            let token = slips.token(at).filter(|token| token.kind == TokenKind::Number)?;
            let sign = at.checked_sub(1).filter(|sign| slips.view.one_of(*sign, &["+", "-"]) && slips.glued(*sign));
            Some(sign.and_then(|sign| slips.token(sign)).map_or(token.start, |sign| sign.start)..token.end)
        };
        let is_points_word = |word: &str| matches!(word, "score" | "points" | "point" | "pts");
        for at in self.at.saturating_sub(2)..=self.at {
            let Some(token) = self.token(at).filter(|_| is_points_word(self.view.word(at))) else { continue };
            let word = self.view.word(at);
            let Some(points) = at.checked_sub(1).and_then(|before| signed(self, before)) else { continue };
            let amount = self.view.text.get(points.clone());
            let score_before =
                (1..=3).filter_map(|back| at.checked_sub(back)).any(|before| self.view.is(before, "score"));
            if score_before && word != "score" {
                self.safe(&code::FOREIGN_WORD, token.range(), "", format!("`{word}` is not written behind the points"));
            } else if !self.token(at + 1).is_some_and(|next| next.kind == TokenKind::Number) {
                let whole = format!("score {amount}");
                self.safe(
                    &code::POINTS_FIRST,
                    points.start..token.end,
                    &whole,
                    format!("the points stand behind `score`: `{whole}`"),
                );
            }
        }
        // `when visits > 3 +3`: what looks like a sum are points without `score`.
        for at in [self.at.checked_sub(1), Some(self.at)].into_iter().flatten() {
            if let Some(points) = signed(self, at).filter(|points| {
                matches!(self.place, Place::Score | Place::Group | Place::File)
                    && self.view.text.get(points.clone()).starts_with(['+', '-'])
                    && !at.checked_sub(2).is_some_and(|before| self.view.is(before, "score"))
            }) {
                let amount = self.view.text.get(points.clone()).to_owned();
                let place = points.start..points.start;
                let span = self.span(points.clone());
                let finding =
                    Diagnostic::new(&code::SYNTAX, span, format!("expected `score` before the points `{amount}`"))
                        .safe_fix("write `score`", self.span(place.clone()), "score ");
                self.list.push(Candidate { edits: vec![(place, "score ".to_owned())], finding, whole: false });
            }
        }
        self.points_before_condition();
    }

    /// `score +3 when visits > 3`, `+3 when visits > 3`.
    fn points_before_condition(&mut self) {
        let start = if self.view.is(1, ":") { 2 } else { 0 };
        let Some(when) = (start..start + 4).find(|at| self.view.is(*at, "when")).filter(|when| *when > start) else {
            return;
        };
        let (Some(first), Some(last), Some(word)) = (self.token(start), self.token(when - 1), self.token(when)) else {
            return;
        };
        let points = self.view.text.get(first.start..last.end).to_owned();
        let amount = points.strip_prefix("score").unwrap_or(&points).trim();
        if !amount.starts_with(['+', '-', '0']) {
            return;
        }
        let clauses = ["up", "until", "owner", "allow", "halving", "fading"];
        let end = (when..self.view.tokens.len())
            .find(|at| {
                self.view.is_text(*at)
                    && !self.view.wants_more(*at - 1)
                    && self.place != Place::Match
                    && !self.is_operand(*at)
                    || self.view.one_of(*at, &clauses)
            })
            .unwrap_or(self.view.tokens.len());
        let Some(end) = end.checked_sub(1).and_then(|at| self.token(at)) else { return };
        let condition = self.view.text.get(word.start..end.end);
        let whole = format!("{condition} score {amount}");
        let range = first.start..end.end;
        let (points_span, whole_span) = (self.span(first.start..last.end), self.span(range.clone()));
        let finding = Diagnostic::new(&code::POINTS_FIRST, points_span, "the points stand behind the condition").fix(
            format!("write `{whole}`"),
            Applicability::Safe,
            vec![Edit { span: whole_span, text: whole.clone() }],
        );
        self.list.push(Candidate { edits: vec![(range, whole)], finding, whole: false });
    }

    /// Whether a text there is compared with, and not a description.
    fn is_operand(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| {
            self.view.one_of(before, &["word", "with", "contains", "is", "has", "exactly", "{", ","])
        })
    }

    /// `limit` at a rule, `{` without `in`.
    fn clauses(&mut self) {
        let is_rule = matches!(self.place, Place::Score | Place::Group | Place::File);
        for at in [Some(self.at), self.before(1)].into_iter().flatten() {
            let Some(token) = self.token(at) else { continue };
            if is_rule && self.view.one_of(at, &["limit", "max", "cap", "maximum", "most"]) {
                let next = self.token(at + 1);
                let dots = next.filter(|_| self.view.one_of(at + 1, &["..=", ".."]));
                let end = dots.map_or(token.end, |dots| dots.end);
                let tail = if dots.is_some() { "up to " } else { "up to" };
                let finding = "a rule has `up to`, only groups and scores have `limit`";
                self.safe(&code::FOREIGN_WORD, token.start..end, tail, finding);
            }
            if self.view.is(at, "up") && !self.view.is(at + 1, "to") {
                let span = self.span(token.end..token.end);
                let finding = Diagnostic::new(&code::SYNTAX, self.span(token.range()), "expected `to` after `up`")
                    .safe_fix("write `up to`", span, " to");
                self.list.push(Candidate {
                    edits: vec![(token.end..token.end, " to".to_owned())],
                    finding,
                    whole: false,
                });
            }
        }
    }

    fn sets(&mut self) {
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
            self.list.push(Candidate { edits: vec![(start..word.end, with.to_owned())], finding, whole: false });
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
            });
        }
    }

    /// A word that stands for one of ours.
    fn words(&mut self, at: usize) {
        let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Word) else { return };
        let word = self.view.word(at);
        let lower = word.to_lowercase();
        if lower != word && (KEYWORDS.contains(&lower.as_str()) || is_reserved(&lower)) {
            self.safe(
                &code::FOREIGN_WORD,
                token.range(),
                &lower,
                format!("`{word}` is written in small letters: `{lower}`"),
            );
        }
        for (_, ours) in FOREIGN.iter().filter(|(foreign, _)| *foreign == lower) {
            self.safe(&code::FOREIGN_WORD, token.range(), ours, format!("`{word}` is written `{ours}`"));
        }
        if lower == "then" && self.view.is(at + 1, "score") {
            self.list.pop();
            self.safe(&code::FOREIGN_WORD, token.range(), "", "no `then` stands before `score`");
        }
        if KEYWORDS.contains(&word) && is_reserved(word) {
            return;
        }
        let letters = |word: &str| {
            let mut letters: Vec<char> = word.chars().collect();
            letters.sort_unstable();
            letters
        };
        let shuffled = KEYWORDS.into_iter().filter(|keyword| *keyword != lower && letters(keyword) == letters(&lower));
        let near = nearest_few(&lower, KEYWORDS, 4);
        for meant in shuffled.chain(near) {
            self.safe(
                &code::MISSPELT_WORD,
                token.range(),
                meant,
                format!("`{word}` looks like a misspelling of `{meant}`"),
            );
        }
    }

    /// A mark that stands for another.
    fn marks(&mut self) {
        for at in [Some(self.at), self.before(1)].into_iter().flatten() {
            let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Mark) else { continue };
            let mark = self.view.word(at);
            let meant: &[&str] = match mark {
                "=" => &[":", "=>"],
                ":" => &["=", "=>"],
                "->" => &["=>"],
                "-" if self.view.is(at + 1, ">") => &[],
                "=>" => &[">=", ":", "="],
                "=<" => &["<="],
                "==" => &["=", ":", "=>"],
                "::" => &[":"],
                ">" | ">=" => &["=>"],
                "&" => &["and"],
                "|" => &["or", ","],
                "[" => &["{", "("],
                "]" => &["}", ")"],
                "(" => &["{"],
                ")" => &["}"],
                "." => &[","],
                ".." => &["..="],
                _ => &[],
            };
            for with in meant {
                // A colon stands in fields, an arrow in arms.
                if (*with == ":" && self.place == Place::File) || (*with == "=>" && self.place != Place::Match) {
                    continue;
                }
                self.safe(&code::FOREIGN_MARK, token.range(), with, format!("expected `{with}`, found `{mark}`"));
            }
        }
        self.brackets();
    }

    /// `[…]` and `(…)` for a set.
    fn brackets(&mut self) {
        let Some(open) = self.token(self.at).filter(|_| self.view.one_of(self.at, &["[", "("])) else { return };
        let closes = if self.view.is(self.at, "[") { "]" } else { ")" };
        let Some(close) =
            (self.at..self.view.tokens.len()).find(|at| self.view.is(*at, closes)).and_then(|at| self.token(at))
        else {
            return;
        };
        let span = self.span(open.start..close.end);
        let edits = vec![
            Edit { span: self.span(open.range()), text: "{".to_owned() },
            Edit { span: self.span(close.range()), text: "}".to_owned() },
        ];
        let finding = Diagnostic::new(&code::FOREIGN_MARK, span, "a set stands between `{` and `}`").fix(
            "write `{` and `}`",
            Applicability::Safe,
            edits,
        );
        self.list.push(Candidate {
            edits: vec![(open.range(), "{".to_owned()), (close.range(), "}".to_owned())],
            finding,
            whole: false,
        });
    }

    /// A reserved word used as a name.
    fn reserved(&mut self) {
        let at = self.at;
        let Some(token) = self.token(at).filter(|token| token.kind == TokenKind::Word) else { return };
        let word = self.view.word(at);
        if !is_reserved(word) {
            return;
        }
        let quoted = format!("`{word}`");
        let span = self.span(token.range());
        let finding = Diagnostic::new(&code::RESERVED_NAME, span, format!("`{word}` is a word of the language"))
            .help("a name that is one stands in backquotes")
            .safe_fix("put it in backquotes", span, quoted.clone());
        self.list.push(Candidate { edits: vec![(token.range(), quoted)], finding, whole: true });
    }

    /// A word or mark that is missing here.
    fn lost(&mut self) {
        let place = self.token(self.at).map_or_else(|| self.end_before(), |token| token.start);
        let before = self.before(1).map_or("", |at| self.view.word(at)).to_owned();
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
                format!("expected `{lost}` before {}", super::message::quote(self.view.word(self.at)))
            } else {
                format!("expected `{lost}` after {}", super::message::quote(&before))
            };
            let text = if glue_left {
                lost.to_owned()
            } else if place == self.end_before() {
                format!(" {lost} ")
            } else {
                format!("{lost} ")
            };
            let span = self.span(insert..insert);
            let finding =
                Diagnostic::new(&code::SYNTAX, blame, message).safe_fix(format!("write `{lost}`"), span, text.clone());
            let edit = if glue_left { insert..insert } else { range };
            // These hardly ever fit by chance, so that they count even if more is wrong behind.
            let telling = matches!(lost, "of" | "word" | "with" | "to" | "every" | "over" | ":" | "=>" | "any of");
            self.list.push(Candidate { edits: vec![(edit, text)], finding, whole: !telling });
        }
    }

    /// A rule that begins with its condition.
    fn lost_when(&mut self) {
        let start = if self.view.is(1, ":") { 2 } else { 0 };
        let Some(first) = self.token(start).filter(|_| matches!(self.place, Place::Score | Place::Group | Place::File))
        else {
            return;
        };
        let message = format!("expected `when` before {}", super::message::quote(self.view.word(start)));
        let span = self.span(first.start..first.start);
        let finding =
            Diagnostic::new(&code::SYNTAX, self.span(first.range()), message).safe_fix("write `when`", span, "when ");
        self.list.push(Candidate { edits: vec![(first.start..first.start, "when ".to_owned())], finding, whole: true });
    }

    /// A comparison that is missing: which one, nobody can know.
    fn comparison(&mut self) {
        let Some(place) = self.token(self.at).map(|token| token.start).filter(|_| self.at > 0) else { return };
        let before = super::message::quote(self.before(1).map_or("", |at| self.view.word(at)));
        let message = format!("expected a comparison such as `is` or `>=` after {before}");
        let span = self.span(place..place);
        let finding = Diagnostic::new(&code::SYNTAX, self.blame(), message)
            .unsafe_fix("write `is`", span, "is ")
            .unsafe_fix("write `>=`", span, ">= ");
        self.list.push(Candidate { edits: vec![(place..place, "is ".to_owned())], finding, whole: true });
    }

    fn end_before(&self) -> usize {
        self.before(1).and_then(|at| self.token(at)).map_or(0, |token| token.end)
    }

    /// The token at the place if it is on the same line, else the end of the last good one.
    fn blame(&self) -> Span {
        super::message::blame(self.view, self.at)
    }

    /// A token that is one too many.
    fn surplus(&mut self) {
        let before = self.before(1).filter(|before| !self.view.wants_more(*before));
        for at in [Some(self.at), before].into_iter().flatten() {
            let Some(token) = self.token(at) else { continue };
            let span = self.span(token.range());
            let found = super::message::quote(self.view.word(at));
            let finding = Diagnostic::new(&code::SYNTAX, span, format!("{found} has no place here")).unsafe_fix(
                "take it out",
                span,
                "",
            );
            self.list.push(Candidate { edits: vec![(token.range(), String::new())], finding, whole: true });
        }
    }
}
