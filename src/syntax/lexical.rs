//! Takes a text, gives it back readable: wrong quotes, foreign comments and signs, unfinished texts and nesting past
//! the bound are reported and mended, so that the grammar only meets mistakes of grammar.
//!
//! Works on tokens alone. What cannot be mended for certain is noted as doubtful, so that nothing more is said there.

use std::ops::Range;

use super::{
    scan::{Scanned, Token, TokenKind, scan},
    text::Text,
};
use crate::base::{Applicability, Diagnostic, Edit, Span, code};

/// How deeply parentheses and `where` may nest.
const MOST_NESTING: usize = 64;

/// What the mending found.
#[derive(Debug, Default)]
pub(super) struct Lexical {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Where the text had to be guessed.
    pub(super) doubtful: Vec<Span>,
}

/// The readable text with its tokens.
pub(super) fn readable(original: Text, scanned: Scanned, lexical: &mut Lexical) -> (Text, Scanned) {
    let (mut text, mut scanned) = (original, scanned);
    // One finding can hide another on its line (a quote, a comment); each round uncovers the next.
    for _ in 0..8 {
        let mut round = Round { text: &text, edits: Vec::new(), lexical, skip_line: None };
        round.controls();
        if round.edits.is_empty() {
            round.tokens(&scanned.tokens);
            round.depth(&scanned.tokens);
            round.edits.sort_by_key(|(range, _)| range.start);
        }
        let edits = round.edits;
        if edits.is_empty() {
            break;
        }
        let edits: Vec<(Range<usize>, &str)> =
            edits.iter().map(|(range, with)| (range.clone(), with.as_str())).collect();
        let made = text.edited(0..text.as_str().len(), &edits);
        scanned = scan(made.as_str());
        text = made;
    }
    (text, scanned)
}

/// Backslashes in texts that stand for nothing. The tree keeps them as they are.
pub(super) fn escapes(text: &Text, tokens: &[Token], diagnostics: &mut Vec<Diagnostic>) {
    if !text.as_str().contains('\\') {
        return;
    }
    for token in tokens.iter().filter(|token| matches!(token.kind, TokenKind::Text { closed: true })) {
        let mut chars = text.get(token.range()).char_indices();
        while let Some((at, c)) = chars.next() {
            if c != '\\' {
                continue;
            }
            let Some((_, next)) = chars.next() else { break };
            if !matches!(next, 'n' | 't' | '"' | '\\') {
                let span = text.span(token.start + at..token.start + at + 1 + next.len_utf8());
                let finding =
                    Diagnostic::new(&code::FOREIGN_MARK, span, format!("`\\{next}` stands for nothing in a text"))
                        .help("a backslash itself is written twice")
                        .safe_fix(format!("write `\\\\{next}`"), span, format!("\\\\{next}"));
                diagnostics.push(finding);
            }
        }
    }
}

/// Whether the text holds characters that nobody can see and none can mean.
pub(super) fn has_controls(text: &str) -> bool {
    text.bytes().any(|byte| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f)
}

/// Whether there is a `2026-1-5`, which the grammar would take for a subtraction.
pub(super) fn has_short_date(text: &str, tokens: &[Token]) -> bool {
    let word = |token: &Token| text.get(token.range()).unwrap_or("");
    tokens.windows(5).any(|five| match five {
        [year, dash, month, dash_too, day] => {
            year.kind == TokenKind::Number
                && year.end - year.start == 4
                && word(dash) == "-"
                && word(dash_too) == "-"
                && [month, day].into_iter().all(|part| part.kind == TokenKind::Number && part.end - part.start <= 2)
                && day.end - year.start == five.iter().map(|token| token.end - token.start).sum::<usize>()
        }
        _ => false,
    })
}

/// Whether the text needs more than the grammar may be given.
pub(super) fn is_too_deep(text: &str, tokens: &[Token]) -> bool {
    let mut depth = Depth::default();
    tokens.iter().any(|token| depth.step(token, text.get(token.range()).unwrap_or("")))
}

#[derive(Default)]
struct Depth {
    open: usize,
    wheres: usize,
}

impl Depth {
    /// Whether this token goes past the bound. Words that never stand in parentheses begin anew, so that
    /// forgotten parentheses do not add up over a file.
    fn step(&mut self, token: &Token, word: &str) -> bool {
        match word {
            "(" => self.open += 1,
            ")" => self.open = self.open.saturating_sub(1),
            "where" => self.wheres += 1,
            "when" | "never" | "always" | "expect" | "except" | "=>" => *self = Self::default(),
            _ if token.first && token.indent == 0 && word != ")" => *self = Self::default(),
            _ => {}
        }
        self.open + self.wheres > MOST_NESTING
    }
}

struct Round<'a> {
    text: &'a Text,
    edits: Vec<(Range<usize>, String)>,
    lexical: &'a mut Lexical,
    /// What follows on this line is read anew in the next round.
    skip_line: Option<u32>,
}

impl Round<'_> {
    fn report(&mut self, finding: Diagnostic) {
        self.lexical.diagnostics.push(finding);
    }

    fn edit(&mut self, range: Range<usize>, with: &str) {
        self.edits.push((range, with.to_owned()));
    }

    fn controls(&mut self) {
        if !has_controls(self.text.as_str()) {
            return;
        }
        let is_control = |c: char| (c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')) || c == '\u{7f}';
        let mut run: Option<Range<usize>> = None;
        for (at, c) in self.text.as_str().char_indices().chain([(self.text.as_str().len(), ' ')]) {
            if is_control(c) {
                run = Some(run.map_or(at, |run| run.start)..at + 1);
            } else if let Some(range) = run.take() {
                let span = self.text.span(range.clone());
                let finding =
                    Diagnostic::new(&code::UNREADABLE_CHARACTER, span, "a control character that no one can see")
                        .help("it often comes along when text is copied from elsewhere")
                        .safe_fix("take it out", span, "");
                self.report(finding);
                self.edit(range, " ");
            }
        }
    }

    fn tokens(&mut self, tokens: &[Token]) {
        let mut done = 0;
        for (index, token) in tokens.iter().enumerate() {
            if token.start < done || self.skip_line == Some(token.line) {
                continue;
            }
            let next = tokens.get(index + 1).filter(|next| next.start == token.end);
            match token.kind {
                TokenKind::Text { closed: false } => self.unclosed(token, '"'),
                TokenKind::Backquoted { closed: false } => self.unclosed(token, '`'),
                TokenKind::Regex { closed: false } => self.unclosed(token, '/'),
                TokenKind::Mark => done = self.mark(token, next).unwrap_or(done),
                TokenKind::Number => self.number(token, tokens.get(index + 1..index + 5).unwrap_or(&[])),
                _ => {}
            }
        }
    }

    /// A text without its second quote ends where something of the language follows, at the latest with its line.
    fn unclosed(&mut self, token: &Token, mark: char) {
        let body = self.text.get(token.range());
        let stops: &[&str] = if mark == '"' {
            &[" => ", " score ", " }", ", \"", " # ", " owner ", " when ", " up to "]
        } else if mark == '`' {
            &[" ", ":"]
        } else {
            &[" score ", " and ", " or "]
        };
        let stop = stops.iter().filter_map(|stop| body.get(1..)?.find(stop).map(|at| at + 1)).min();
        let open_brace = body.strip_suffix('{').map(|before| before.trim_end().len());
        let len = stop.or(open_brace).unwrap_or(body.len()).max(1);
        let end = self.text.span(token.start + len..token.start + len);
        let what = match mark {
            '"' => "this text has no closing quote",
            '`' => "this name has no closing backquote",
            _ => "this pattern has no closing `/`",
        };
        let opening = self.text.span(token.start..token.start + 1);
        let finding = Diagnostic::new(&code::UNCLOSED_TEXT, opening, what)
            .at("it begins here")
            .help("a text begins and ends on one line")
            .unsafe_fix(format!("close it with `{mark}`"), end, mark.to_string());
        let line = self.text.span(token.range());
        self.lexical.doubtful.push(line);
        self.report(finding);
        self.edit(token.start + len..token.start + len, &mark.to_string());
        self.skip_line = Some(token.line);
    }

    /// Gives the place up to which the text is dealt with.
    fn mark(&mut self, token: &Token, next: Option<&Token>) -> Option<usize> {
        let mark = self.text.get(token.range());
        let c = mark.chars().next()?;
        let span = self.text.span(token.range());
        if let Some(close) = closing_quote(c) {
            return self.quotes(token, c, close);
        }
        let next_is = |want: &str| next.is_some_and(|next| self.text.get(next.range()) == want);
        if (mark == "/" && next_is("/")) || (mark == "-" && next_is("-") && self.begins_comment(token)) {
            let range = token.start..token.end + 1;
            let span = self.text.span(range.clone());
            let finding =
                Diagnostic::new(&code::FOREIGN_MARK, span, "comments begin with `#`").safe_fix("write `#`", span, "#");
            self.report(finding);
            self.edit(range, "#");
            self.skip_line = Some(token.line);
            return None;
        }
        if matches!(c, ';' | '；') {
            let finding =
                Diagnostic::new(&code::FOREIGN_MARK, span, "lines end without `;`").safe_fix("take it out", span, "");
            self.report(finding);
            self.edit(token.range(), " ");
            return None;
        }
        if matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}') {
            let finding = Diagnostic::new(&code::UNREADABLE_CHARACTER, span, "a character that no one can see")
                .safe_fix("take it out", span, "");
            self.report(finding);
            self.edit(token.range(), " ");
            return None;
        }
        if matches!(c, '–' | '—' | '−' | '‐' | '‑') && self.between_digits(token) {
            // A range or a date, perhaps: `notation` knows.
            return None;
        }
        let plain = plain(c)?;
        let finding = Diagnostic::new(&code::FOREIGN_MARK, span, format!("`{c}` is written `{plain}`")).safe_fix(
            format!("write `{plain}`"),
            span,
            plain.clone(),
        );
        self.report(finding);
        self.edit(token.range(), &plain);
        None
    }

    fn between_digits(&self, token: &Token) -> bool {
        let all = self.text.as_str();
        self.text.get(0..token.start).trim_end().ends_with(|c: char| c.is_ascii_digit())
            && self.text.get(token.end..all.len()).trim_start().starts_with(|c: char| c.is_ascii_digit())
    }

    /// `--` begins a comment in other languages; between two values it could be a calculation.
    fn begins_comment(&self, token: &Token) -> bool {
        token.first
            || self.text.get(token.start.saturating_sub(1)..token.start).trim().is_empty() && {
                let after = self.text.get(token.end + 1..token.end + 2);
                after.trim().is_empty()
            }
    }

    fn quotes(&mut self, token: &Token, open: char, close: char) -> Option<usize> {
        let rest = self.text.get(token.start..self.text.as_str().len());
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        let body = line.get(open.len_utf8()..).unwrap_or("");
        let found = body.find(|c| c == close || (close != '\'' && closing_quote(c).is_some_and(|_| c != '\'')));
        let Some(at) = found else {
            let span = self.text.span(token.range());
            let finding = Diagnostic::new(
                &code::WRONG_QUOTES,
                span,
                format!("texts stand between straight double quotes, not `{open}`"),
            )
            .help("write `\"` on both sides");
            self.lexical.doubtful.push(self.text.span(token.start..token.start + line.trim_end().len()));
            self.report(finding);
            self.edit(token.range(), " ");
            return None;
        };
        let inside = body.get(..at).unwrap_or("");
        let end = token.start + open.len_utf8() + at;
        let close_len = body.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let whole = self.text.span(token.start..end + close_len);
        let escaped = inside.replace('\\', "\\\\").replace('"', "\\\"");
        let finding = Diagnostic::new(&code::WRONG_QUOTES, whole, "texts stand between straight double quotes").fix(
            format!("write `\"{inside}\"`"),
            Applicability::Safe,
            vec![Edit { span: whole, text: format!("\"{escaped}\"") }],
        );
        self.report(finding);
        self.edit(token.start..end + close_len, &format!("\"{escaped}\""));
        // What was read as tokens inside may have swallowed the rest of the line.
        if inside.contains(['"', '#', '`']) {
            self.skip_line = Some(token.line);
        }
        Some(end + close_len)
    }

    /// `2026-1-5` would be a subtraction.
    fn number(&mut self, token: &Token, behind: &[Token]) {
        let [dash, month, dash_too, day] = behind else { return };
        let glued = token.end == dash.start
            && dash.end == month.start
            && month.end == dash_too.start
            && dash_too.end == day.start;
        let text = |token: &Token| self.text.get(token.range());
        let short = |token: &Token| token.kind == TokenKind::Number && text(token).len() <= 2;
        if !glued
            || text(dash) != "-"
            || text(dash_too) != "-"
            || text(token).len() != 4
            || !short(month)
            || !short(day)
        {
            return;
        }
        let date = format!("{}-{:0>2}-{:0>2}", text(token), text(month), text(day));
        let range = token.start..day.end;
        let span = self.text.span(range.clone());
        let finding =
            Diagnostic::new(&code::SPLIT_TOKEN, span, "a date has two digits for the month and two for the day")
                .safe_fix(format!("write `{date}`"), span, date.clone());
        self.report(finding);
        self.edit(range, &date);
    }

    /// Takes out what nests past the bound, so that the grammar can read the rest.
    fn depth(&mut self, tokens: &[Token]) {
        let mut depth = Depth::default();
        let mut reported = false;
        for token in tokens {
            let word = self.text.get(token.range());
            let was = depth.open + depth.wheres;
            let beyond = depth.step(token, word);
            if was <= MOST_NESTING && !beyond {
                reported = false;
            }
            if beyond && matches!(word, "(" | "where") {
                if !reported {
                    let span = self.text.span(token.range());
                    let finding = Diagnostic::new(&code::TOO_DEEP, span, "more than 64 levels of nesting")
                        .help("give a part of the condition a name with `define`");
                    self.lexical.doubtful.push(span);
                    self.report(finding);
                    reported = true;
                }
                self.edit(token.range(), if word == "(" { " " } else { "and" });
            } else if was > MOST_NESTING && word == ")" {
                self.edit(token.range(), " ");
            }
        }
    }
}

fn closing_quote(c: char) -> Option<char> {
    Some(match c {
        '“' | '„' | '‟' | '”' => '”',
        '«' => '»',
        '»' => '«',
        '‘' | '‚' | '’' => '’',
        '\'' => '\'',
        '＂' => '＂',
        '「' => '」',
        _ => return None,
    })
}

/// What a sign from another keyboard stands for.
fn plain(c: char) -> Option<String> {
    let code = u32::from(c);
    if (0xff01..=0xff5e).contains(&code) {
        return char::from_u32(code - 0xfee0).map(String::from);
    }
    Some(
        match c {
            '、' => ",",
            '–' | '—' | '−' | '‐' | '‑' => "-",
            '…' => "..",
            '×' => "*",
            '÷' => "/",
            '→' | '⇒' => "=>",
            _ => return None,
        }
        .to_owned(),
    )
}
