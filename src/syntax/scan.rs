//! Takes a text, gives its tokens and comments by position.
//!
//! Coarser than the grammar: it knows where a text, a number or a mark ends, and which lines begin where, so that
//! recovery, comments and spans can go by tokens. It never fails; what is unfinished ends with its line.

use std::ops::Range;

use super::reserved::is_reserved;

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Line, from 0.
    pub(super) line: u32,
    /// Nothing but blanks stands before it on its line.
    pub(super) first: bool,
    /// Width of the blanks its line begins with.
    pub(super) indent: u32,
}

impl Token {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    /// A name in backquotes; `closed` says whether the second one is there.
    Backquoted {
        closed: bool,
    },
    /// Digits with an optional fraction, and a sign where none of an operator can stand.
    Number,
    /// `2026-03-01`, with or without a time.
    Date,
    /// A text; `closed` says whether its second quote is there.
    Text {
        closed: bool,
    },
    /// `/…/` behind `matches`.
    Regex {
        closed: bool,
    },
    /// Punctuation, as long as possible.
    Mark,
}

/// A comment: from `#` to the last character that is no blank.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ScannedComment {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) line: u32,
    /// Nothing but blanks stands before it on its line.
    pub(super) alone: bool,
}

/// Everything in a text but blanks.
#[derive(Clone, Debug, Default)]
pub(super) struct Scanned {
    pub(super) tokens: Vec<Token>,
    pub(super) comments: Vec<ScannedComment>,
}

const MARKS: [&str; 17] =
    ["..=", "=>", "..", "==", "!=", ">=", "<=", "<>", "&&", "||", "->", "=<", "≥", "≤", "≠", "**", "::"];

/// Finds tokens and comments.
pub(super) fn scan(text: &str) -> Scanned {
    let mut scanner = Scanner { text, at: 0, line: 0, first: true, line_start: 0, indent: 0, out: Scanned::default() };
    while let Some(c) = scanner.peek() {
        scanner.step(c);
    }
    scanner.out
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    first: bool,
    line_start: usize,
    indent: u32,
    out: Scanned,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self, c: char) {
        if c == '\n' {
            self.at += 1;
            self.line += 1;
            self.first = true;
            self.line_start = self.at;
        } else if c.is_whitespace() || (c == '\u{feff}' && self.at == 0) {
            self.at += c.len_utf8();
        } else if c == '#' {
            let len = self.rest().find(['\n', '\r']).unwrap_or(self.rest().len());
            let body = self.rest().get(..len).unwrap_or("").trim_end();
            let end = self.at + body.len();
            self.out.comments.push(ScannedComment { start: self.at, end, line: self.line, alone: self.first });
            self.at += len;
        } else {
            self.token(c);
        }
    }

    fn token(&mut self, c: char) {
        let rest = self.rest();
        if self.first {
            let blanks = self.text.get(self.line_start..self.at).unwrap_or("");
            self.indent = blanks.chars().map(|c| if c == '\t' { 4 } else { u32::from(c != '\u{feff}') }).sum();
        }
        let (kind, len) = if starts_word(c) {
            (TokenKind::Word, word_len(rest))
        } else if c.is_ascii_digit() || (matches!(c, '+' | '-') && self.sign_can_stand_here(rest)) {
            number(rest)
        } else if c == '"' {
            let (len, closed) = quoted_len(rest, '"', true);
            (TokenKind::Text { closed }, len)
        } else if c == '`' {
            let (len, closed) = quoted_len(rest, '`', false);
            (TokenKind::Backquoted { closed }, len)
        } else if c == '/' && self.after_matches() {
            let (len, closed) = quoted_len(rest, '/', true);
            (TokenKind::Regex { closed }, len)
        } else {
            let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
            (TokenKind::Mark, mark.map_or(c.len_utf8(), |mark| mark.len()))
        };
        let (start, end) = (self.at, self.at + len);
        self.out.tokens.push(Token { kind, start, end, line: self.line, first: self.first, indent: self.indent });
        self.first = false;
        self.at = end;
    }

    fn last(&self) -> Option<(&Token, &'t str)> {
        let token = self.out.tokens.last()?;
        Some((token, self.text.get(token.range())?))
    }

    /// `-` is the sign of `-3` unless an operand ends right before it (`visits -3` subtracts).
    fn sign_can_stand_here(&self, rest: &str) -> bool {
        if !rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
            return false;
        }
        match self.last() {
            None => true,
            Some((token, text)) => match token.kind {
                TokenKind::Mark => !matches!(text, ")" | "}"),
                TokenKind::Word => is_reserved(text) || text == "score",
                _ => false,
            },
        }
    }

    fn after_matches(&self) -> bool {
        let mut words = self.out.tokens.iter().rev().map(|token| self.text.get(token.range()).unwrap_or(""));
        let is_match = |word: &str| word.len() >= 5 && word.to_ascii_lowercase().starts_with("mat");
        match words.next() {
            Some("exactly") => words.next().is_some_and(is_match),
            Some(word) => is_match(word),
            None => false,
        }
    }
}

fn starts_word(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn word_len(rest: &str) -> usize {
    rest.find(|c: char| !(c == '_' || c.is_alphanumeric() || is_mark_of_a_letter(c))).unwrap_or(rest.len())
}

/// Combining marks belong to the letter before them.
fn is_mark_of_a_letter(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && pest::unicode::XID_CONTINUE(c)
}

fn digits_len(rest: &str) -> usize {
    rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
}

fn number(rest: &str) -> (TokenKind, usize) {
    let sign = usize::from(rest.starts_with(['+', '-']));
    let body = rest.get(sign..).unwrap_or("");
    if let Some(len) = date_len(body).filter(|_| sign == 0) {
        return (TokenKind::Date, len);
    }
    let whole = digits_len(body);
    let fraction = body.get(whole..).and_then(|rest| rest.strip_prefix('.')).map_or(0, digits_len);
    let len = if fraction > 0 { whole + 1 + fraction } else { whole };
    (TokenKind::Number, sign + len)
}

/// `2026-03-01`, then as much of `T10:00:00+01:00` as is there.
fn date_len(body: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    let shape = |from: usize, shape: &[u8]| {
        shape.iter().enumerate().all(|(i, want)| match (want, bytes.get(from + i)) {
            (b'0', Some(have)) => have.is_ascii_digit(),
            (want, Some(have)) => want == have,
            (_, None) => false,
        })
    };
    if !shape(0, b"0000-00-00") {
        return None;
    }
    let mut len = 10;
    if shape(len, b"T00:00") {
        len += 6;
        if shape(len, b":00") {
            len += 3;
            if shape(len, b".0") {
                len += 1 + digits_len(body.get(len + 1..).unwrap_or(""));
            }
        }
        if shape(len, b"Z") {
            len += 1;
        } else if shape(len, b"+00:00") || shape(len, b"-00:00") {
            len += 6;
        }
    }
    Some(len)
}

/// Length with both marks, and whether the second is there; without it, up to the end of the line.
fn quoted_len(rest: &str, mark: char, escapes: bool) -> (usize, bool) {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == mark {
            return (at + c.len_utf8(), true);
        }
        if c == '\n' || c == '\r' {
            return (rest.get(..at).unwrap_or("").trim_end().len(), false);
        }
        if c == '\\' && escapes && !chars.clone().next().is_none_or(|(_, c)| c == '\n' || c == '\r') {
            chars.next();
        }
    }
    (rest.trim_end().len(), false)
}
