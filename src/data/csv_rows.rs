//! Reads CSV and TSV: takes a window onto text, gives headers, then one record or fault after another.
//!
//! The cutting is our own, because the `csv` crate cannot tell a quote that is never closed from a long field,
//! accepts text after a closing quote, and loses count of lines; a property test holds the fields against it.

use std::collections::VecDeque;

use super::dialect::{self, Decimals, RecordEnd, Separator};
use super::window::{Piece, Window, line_ends};
use super::{Cells, Columns, DataError, Fault, Format, Header, Record};
use crate::value::{DecimalMark, cell::shown};

/// Records read ahead to learn how the file is written.
const AHEAD: usize = 200;

/// Text read ahead at most, in bytes.
const AHEAD_BYTES: usize = 1024 * 1024;

/// The records of a CSV or TSV file.
pub(super) struct CsvRows {
    window: Window,
    boundary: RecordEnd,
    separator: Separator,
    /// Fields that a record has to have.
    expected: usize,
    /// Records read ahead: the line, and the text.
    ahead: VecDeque<(u64, String)>,
    number: u64,
}

/// What is known before the first record.
pub(super) struct Start {
    pub(super) rows: CsvRows,
    pub(super) headers: Vec<Header>,
    pub(super) decimals: DecimalMark,
    pub(super) notes: Vec<String>,
}

impl CsvRows {
    pub(super) fn open(mut window: Window, format: Format) -> Result<Start, DataError> {
        let separator = find_separator(&mut window, format)?;
        let mut boundary = RecordEnd::new(Some(separator));
        let (header_line, headers) = read_header(&mut window, &mut boundary, separator)?;

        let mut ahead = VecDeque::new();
        let mut bytes = 0;
        while ahead.len() < AHEAD && bytes < AHEAD_BYTES {
            let Some(piece) = window.next(&mut boundary)? else { break };
            bytes += piece.text.len();
            ahead.push_back((piece.line, piece.text.to_owned()));
        }
        if let [_] = headers.as_slice()
            && let Some(below) = dialect::header_below(ahead.iter().map(|(_, text)| text.as_str()))
            && let Some((line, _)) = ahead.get(below)
        {
            return Err(DataError::Preamble { name: window.name().to_owned(), first: header_line, header: *line });
        }

        let seen = decimals(&ahead, separator);
        let decimals = seen.mark(separator);
        let mut notes = Vec::new();
        if format == Format::Csv && separator != Separator::COMMA {
            let decimals = if decimals == DecimalMark::Comma { ", decimals by `,`" } else { "" };
            notes.push(format!("columns are separated by {}{decimals}", separator.shown()));
        }
        if separator.character() == ';' && seen.commas && seen.points {
            notes.push("numbers are written both like `2,5` and like `2.5`; only the point is read as decimal".into());
        }
        let expected = expected_width(&headers, &ahead, separator, &mut notes);
        let rows = CsvRows { window, boundary, separator, expected, ahead, number: 0 };
        Ok(Start { rows, headers, decimals, notes })
    }

    pub(super) fn next(&mut self) -> Option<Result<Record, Fault>> {
        if let Some((line, text)) = self.ahead.pop_front() {
            self.number += 1;
            return Some(judge(self.number, Piece { line, text: &text }, self.separator, self.expected));
        }
        match self.window.next(&mut self.boundary) {
            Ok(Some(piece)) => {
                self.number += 1;
                Some(judge(self.number, piece, self.separator, self.expected))
            }
            Ok(None) => None,
            Err(error) => Some(Err(Fault::fatal(self.number + 1, error))),
        }
    }
}

/// The separator of the header line; a line that only declares it is passed over.
fn find_separator(window: &mut Window, format: Format) -> Result<Separator, DataError> {
    let mut any = RecordEnd::new(None);
    let no_header = DataError::NoHeader { name: window.name().to_owned() };
    let Some(piece) = window.peek(&mut any)? else { return Err(no_header) };
    if let Some(declared) = Separator::declared(piece.text.trim_end_matches(',')) {
        window.next(&mut any)?;
        return Ok(declared);
    }
    Ok(if format == Format::Tsv { Separator::TAB } else { Separator::of_header(piece.text) })
}

fn read_header(
    window: &mut Window,
    boundary: &mut RecordEnd,
    separator: Separator,
) -> Result<(u64, Vec<Header>), DataError> {
    let name = window.name().to_owned();
    let Some(piece) = window.next(boundary)? else { return Err(DataError::NoHeader { name }) };
    let Ok(fields) = dialect::split(piece.text, separator, 0) else {
        return Err(DataError::BadHeader { name, line: piece.line });
    };
    if fields.iter().all(|field| field.trim().is_empty()) {
        return Err(DataError::NoHeader { name });
    }
    let headers = fields.iter().enumerate().map(|(column, name)| Header { name: name.to_owned(), column });
    Ok((piece.line, headers.collect()))
}

fn decimals(ahead: &VecDeque<(u64, String)>, separator: Separator) -> Decimals {
    let mut decimals = Decimals::default();
    if separator.character() == ';' {
        let records = ahead.iter().filter_map(|(_, text)| dialect::split(text, separator, 0).ok());
        records.for_each(|fields| fields.iter().for_each(|field| decimals.see(field)));
    }
    decimals
}

/// As many fields as the header has, unless the file shows a habit: separators at the end of the header line only,
/// or at the end of every line but the header's. One record is too few to show a habit.
fn expected_width(
    headers: &[Header],
    ahead: &VecDeque<(u64, String)>,
    separator: Separator,
    notes: &mut Vec<String>,
) -> usize {
    let width = headers.len();
    let named = headers.iter().rposition(|header| !header.name.trim().is_empty()).map_or(width, |last| last + 1);
    let fields: Vec<_> = ahead.iter().filter_map(|(_, text)| dialect::split(text, separator, width).ok()).collect();
    if fields.len() < 2 {
        return width;
    }
    if named < width && fields.iter().all(|fields| fields.len() == named) {
        return named;
    }
    if fields.iter().all(|fields| fields.len() == width + 1 && fields.get(width).is_some_and(str::is_empty)) {
        notes.push(format!("every line but the header ends with {}, which is passed over", separator.shown()));
        return width + 1;
    }
    width
}

fn judge(number: u64, piece: Piece<'_>, separator: Separator, expected: usize) -> Result<Record, Fault> {
    let line = piece.line;
    let fault = |mut reason: String| {
        // A stray quote takes the lines after it along; say which ones are lost.
        let more = line_ends(piece.text.as_bytes());
        if more > 0 {
            reason.push_str(&format!("; the record runs to line {}", line + more));
        }
        Fault { number, line, reason, text: shown(piece.text), fatal: None }
    };
    match dialect::split(piece.text, separator, expected) {
        Ok(fields) if fields.len() == expected => Ok(Record { number, line, cells: Cells::Columns(Columns(fields)) }),
        Ok(fields) => {
            let found = if fields.len() == 1 { "1 field".to_owned() } else { format!("{} fields", fields.len()) };
            let due = if expected == 1 { "1 is".to_owned() } else { format!("{expected} are") };
            let wrapped = fields.len() == 1
                && piece.text.starts_with('"')
                && fields.get(0).is_some_and(|field| field.contains(separator.character()));
            let hint = if wrapped { "; the whole row seems to be wrapped in quotes" } else { "" };
            Err(fault(format!("{found} where {due} expected{hint}")))
        }
        Err(after) => Err(fault(format!(
            "text follows the closing quote of field {}; a quote inside quotes has to be doubled",
            after.field
        ))),
    }
}

impl Fault {
    /// The end of reading.
    pub(super) fn fatal(number: u64, error: DataError) -> Self {
        let line = error.line().unwrap_or_default();
        Self { number, line, reason: error.to_string(), text: String::new(), fatal: Some(Box::new(error)) }
    }
}
