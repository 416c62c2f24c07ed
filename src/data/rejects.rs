//! Writes what could not be read: takes the finding and what became of it, gives one CSV row each.

use std::io::{self, Write};

use super::{Field, OutputFormat, Writer};

const COLUMNS: [&str; 7] = ["line", "record", "key", "field", "value", "reason", "effect"];

/// One finding for the rejects file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reject<'a> {
    /// The line the record begins on, from 1.
    pub line: u64,
    /// The record, from 1.
    pub record: u64,
    /// The record's key; empty where it is not known.
    pub key: &'a str,
    /// The column or field; empty where the whole record is concerned.
    pub field: &'a str,
    /// The value as written.
    pub value: &'a str,
    /// What is wrong with it.
    pub reason: &'a str,
    /// What became of it: `unknown`, `default` or `rejected`.
    pub effect: &'a str,
}

/// Writes the rejects file: always CSV, all texts guarded against formulas.
pub struct RejectsWriter<W: Write> {
    rows: Writer<W>,
}

impl<W: Write> RejectsWriter<W> {
    /// A writer of rejects; the header comes with the first, or at the end.
    pub fn new(to: W) -> Self {
        Self { rows: Writer::new(to, OutputFormat::Csv, &COLUMNS.map(String::from), true) }
    }

    /// The first line of every such file, without its end.
    pub fn header() -> String {
        COLUMNS.join(",")
    }

    /// Writes one finding.
    ///
    /// # Errors
    /// Where the output fails.
    pub fn row(&mut self, reject: &Reject<'_>) -> io::Result<()> {
        self.rows.row(&[
            Field::Number(&reject.line.to_string()),
            Field::Number(&reject.record.to_string()),
            Field::Text(reject.key),
            Field::Text(reject.field),
            Field::Text(reject.value),
            Field::Text(reject.reason),
            Field::Text(reject.effect),
        ])
    }

    /// Completes the file and gives back what was written to.
    ///
    /// # Errors
    /// Where the output fails.
    pub fn finish(self) -> io::Result<W> {
        self.rows.finish()
    }
}
