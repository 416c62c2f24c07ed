//! Opens an input of any format: takes its bytes, gives headers, notes and records.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::csv_rows::{CsvRows, Start};
use super::json_lines::JsonLines;
use super::window::Window;
use super::{DataError, Fault, Format, Header, ReadOptions, Record};
use crate::value::DecimalMark;

/// An opened input. Holds one record, up to 1 MiB read ahead, and what [`Table::look_ahead`] looked at, however long the
/// input is.
pub struct Table {
    /// The columns of CSV or TSV in order; empty for JSONL.
    pub headers: Vec<Header>,
    /// What was found and is worth saying, such as which separator the file uses.
    pub notes: Vec<String>,
    /// How decimals are written, as far as the first records show.
    pub decimals: DecimalMark,
    /// The format read.
    pub format: Format,
    rows: Option<Rows>,
    /// What was looked at and is still to be given.
    ahead: VecDeque<Result<Record, Fault>>,
}

enum Rows {
    Csv(Box<CsvRows>),
    Jsonl(Box<JsonLines>),
}

/// Opens an input; for CSV and TSV reads the header and up to 200 records ahead.
///
/// # Errors
/// Where nothing of the input can be read: see [`DataError`].
pub fn open(reader: impl Read + Send + 'static, options: ReadOptions) -> Result<Table, DataError> {
    let (window, mut notes) = Window::open(reader, &options)?;
    let format = options.format.or_else(|| Format::of_path(&options.name));
    let format = format.ok_or(DataError::UnknownFormat { name: options.name })?;
    if format == Format::Jsonl {
        let rows = Some(Rows::Jsonl(Box::new(JsonLines::new(window))));
        return Ok(Table {
            headers: Vec::new(),
            notes,
            decimals: DecimalMark::Point,
            format,
            rows,
            ahead: VecDeque::new(),
        });
    }
    let Start { rows, headers, decimals, notes: more } = CsvRows::open(window, format)?;
    notes.extend(more);
    Ok(Table { headers, notes, decimals, format, rows: Some(Rows::Csv(Box::new(rows))), ahead: VecDeque::new() })
}

/// Opens a file, or standard input for `-`.
///
/// # Errors
/// Where the file cannot be opened, and as [`open`].
pub fn open_path(path: &Path, options: ReadOptions) -> Result<Table, DataError> {
    if path.as_os_str() == "-" {
        return open(io::stdin(), options);
    }
    let cannot = |source| DataError::Open { name: options.name.clone(), source };
    let file = File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err(cannot(io::Error::other("it is a folder")));
    }
    open(file, options)
}

impl Table {
    /// Looks at up to `most` of the records that come next; gives how many there were. They are given all the same.
    pub fn look_ahead(&mut self, most: usize, mut look: impl FnMut(&Record)) -> usize {
        while self.ahead.len() < most {
            let Some(next) = self.read() else { break };
            self.ahead.push_back(next);
        }
        let records = self.ahead.iter().take(most).filter_map(|next| next.as_ref().ok());
        records.inspect(|record| look(record)).count()
    }

    fn read(&mut self) -> Option<Result<Record, Fault>> {
        let next = match self.rows.as_mut()? {
            Rows::Csv(rows) => rows.next(),
            Rows::Jsonl(rows) => rows.next(),
        };
        if let None | Some(Err(Fault { fatal: Some(_), .. })) = &next {
            self.rows = None;
        }
        next
    }
}

impl Iterator for Table {
    type Item = Result<Record, Fault>;

    /// The next record, or what is wrong with it. After a fault that is `fatal` there is none.
    fn next(&mut self) -> Option<Self::Item> {
        self.ahead.pop_front().or_else(|| self.read())
    }
}
