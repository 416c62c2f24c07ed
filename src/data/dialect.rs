//! How a CSV file is written: which character separates, how decimals are written, where the header is.
//!
//! Takes text of the first records, gives answers; reads nothing itself.

use std::borrow::Cow;

use super::window::{Boundary, LineCounter};
use crate::value::DecimalMark;

/// What may separate columns; of equally frequent ones the first is taken.
const SEPARATORS: [Separator; 4] = [Separator(b','), Separator(b';'), Separator(b'\t'), Separator(b'|')];

/// Records that a suspected preamble is judged by.
const JUDGED: usize = 20;

/// What separates the columns of a file; always one ASCII character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Separator(u8);

impl Separator {
    pub(super) const COMMA: Self = Self(b',');
    pub(super) const TAB: Self = Self(b'\t');

    /// The most frequent of the candidates outside quotes, a comma where none occurs or two are tied.
    pub(super) fn of_header(header: &str) -> Self {
        let counts = SEPARATORS.map(|separator| (separator, separator.split_roughly(header)));
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
        match counts.iter().filter(|(_, count)| *count == most).collect::<Vec<_>>().as_slice() {
            [(separator, _)] => *separator,
            _ => Self::COMMA,
        }
    }

    /// What a first line of `sep=;` says, which Excel writes and obeys.
    pub(super) fn declared(line: &str) -> Option<Self> {
        let mut rest = line.strip_prefix("sep=")?.chars();
        match (rest.next().and_then(|c| u8::try_from(c).ok()), rest.next()) {
            (Some(byte), None) if byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'"' => Some(Self(byte)),
            _ => None,
        }
    }

    /// As messages call it.
    pub(super) fn shown(self) -> Cow<'static, str> {
        match self.0 {
            b'\t' => "tabs".into(),
            byte => format!("`{}`", char::from(byte)).into(),
        }
    }

    pub(super) fn character(self) -> char {
        char::from(self.0)
    }

    /// The number of times it occurs outside quotes, where a quote opens after any candidate.
    fn split_roughly(self, record: &str) -> usize {
        let mut count = 0;
        let mut quoted = false;
        let mut begins = true;
        for byte in record.bytes() {
            if quoted {
                quoted = byte != b'"';
                continue;
            }
            // A doubled quote closes and opens again, which comes to the same.
            quoted = byte == b'"' && begins;
            begins = byte == b'"' || SEPARATORS.contains(&Self(byte));
            count += usize::from(byte == self.0);
        }
        count
    }
}

/// Finds the end of a CSV record: a line end outside quotes. A quote opens only where a field begins (RFC 4180).
pub(super) struct RecordEnd {
    /// `None`: any candidate, as long as the separator is not known.
    separator: Option<Separator>,
    at: usize,
    state: State,
    inner: LineCounter,
    opened: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A field begins.
    Begins,
    /// Outside quotes, or after the closing one.
    Bare,
    Quoted,
    /// After a quote inside a quoted field: it closes unless another follows.
    Closing,
}

impl RecordEnd {
    pub(super) fn new(separator: Option<Separator>) -> Self {
        Self { separator, at: 0, state: State::Begins, inner: LineCounter::default(), opened: 0 }
    }

    fn separates(&self, byte: u8) -> bool {
        match self.separator {
            Some(separator) => separator.0 == byte,
            None => SEPARATORS.contains(&Separator(byte)),
        }
    }
}

impl Boundary for RecordEnd {
    fn reset(&mut self) {
        *self = Self::new(self.separator);
    }

    fn find(&mut self, record: &[u8]) -> Option<usize> {
        for &byte in record.get(self.at..).unwrap_or_default() {
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, byte) => {
                    self.inner.see(byte);
                    State::Quoted
                }
                (State::Closing, b'"') => State::Quoted,
                (State::Begins, b'"') => {
                    self.opened = self.inner.lines;
                    State::Quoted
                }
                (_, b'\r' | b'\n') => return Some(self.at),
                (_, byte) if self.separates(byte) => State::Begins,
                _ => State::Bare,
            };
            self.at += 1;
        }
        None
    }

    fn inner_lines(&self) -> u64 {
        self.inner.lines
    }

    fn open_quote(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.opened)
    }
}

/// Text stands between the closing quote of a field and the next separator.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AfterQuote {
    /// The field, from 1.
    pub(super) field: usize,
}

/// The fields of a record without their quotes.
pub(super) fn split(record: &str, separator: Separator, fields: usize) -> Result<csv::StringRecord, AfterQuote> {
    let separator = separator.character();
    let mut split = csv::StringRecord::with_capacity(record.len(), fields);
    let mut rest = Some(record);
    while let Some(text) = rest {
        let (field, after) = match text.strip_prefix('"') {
            Some(quoted) => {
                let (field, after) = unquote(quoted);
                let (between, after) = cut(after, separator);
                if !between.trim_matches([' ', '\t']).is_empty() {
                    return Err(AfterQuote { field: split.len() + 1 });
                }
                (Cow::Owned(field), after)
            }
            None => {
                let (field, after) = cut(text, separator);
                (Cow::Borrowed(field), after)
            }
        };
        split.push_field(&field);
        rest = after;
    }
    Ok(split)
}

fn cut(text: &str, separator: char) -> (&str, Option<&str>) {
    text.split_once(separator).map_or((text, None), |(field, rest)| (field, Some(rest)))
}

/// Takes what follows an opening quote, gives the field and what follows its closing quote.
fn unquote(mut rest: &str) -> (String, &str) {
    let mut field = String::new();
    while let Some((text, after)) = rest.split_once('"') {
        field.push_str(text);
        match after.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => return (field, after),
        }
    }
    field.push_str(rest);
    (field, "")
}

/// Where the header seems to be, as an index into `records`, when the line before them has one field only.
///
/// That is so where from some record on all have the same number of fields. Two are enough with `,` and tabs;
/// `;` and `|` occur in plain text, so they need three.
pub(super) fn header_below<'r>(records: impl Iterator<Item = &'r str> + Clone) -> Option<usize> {
    SEPARATORS.iter().find_map(|separator| {
        let least = if matches!(separator.0, b',' | b'\t') { 2 } else { 3 };
        let widths: Vec<usize> =
            records.clone().take(JUDGED).map(|record| separator.split_roughly(record) + 1).collect();
        let first = widths.iter().position(|width| *width >= least)?;
        let (_, table) = widths.split_at(first);
        (table.len() >= 2 && table.windows(2).all(|pair| pair.first() == pair.last())).then_some(first)
    })
}

/// How decimals are written, as far as seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decimals {
    pub(super) commas: bool,
    pub(super) points: bool,
}

impl Decimals {
    /// Only where `;` separates columns may the comma be decimal. Where neither mark was seen there, or both were, the
    /// point may separate thousands.
    pub(super) fn mark(self, separator: Separator) -> DecimalMark {
        match (separator.0, self.commas, self.points) {
            (b';', true, false) => DecimalMark::Comma,
            (b';', false, true) => DecimalMark::Point,
            (b';', ..) => DecimalMark::Unsaid,
            _ => DecimalMark::Point,
        }
    }

    pub(super) fn see(&mut self, field: &str) {
        let number = field.trim();
        let number = number.strip_prefix(['-', '+']).unwrap_or(number);
        self.commas |= is_decimal(number, '.', ',');
        self.points |= is_decimal(number, ',', '.');
    }
}

/// Digits, perhaps in groups of three, one decimal mark, digits: `2,5`, `1.234,56`. Three digits behind the only mark
/// decide nothing, `1.200` may be twelve hundred; but `0.200` may not.
fn is_decimal(number: &str, group: char, mark: char) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((whole, part)) = number.split_once(mark) else { return false };
    let is_grouped = whole.contains(group);
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let is_sure = is_grouped || part.len() != 3 || first.len() > 3 || first.starts_with('0');
    is_sure && digits(part) && digits(first) && groups.all(|more| digits(more) && more.len() == 3)
}
