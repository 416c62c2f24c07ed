//! Writes rows as CSV or JSONL: takes texts, plain numbers and booleans, gives lines that end in LF.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use super::OutputFormat;

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field<'a> {
    /// Text.
    Text(&'a str),
    /// A number as plain decimal text, such as `-12.5`; JSON reads it as it is.
    Number(&'a str),
    /// `true` or `false`.
    Boolean(bool),
    /// A blank in CSV, `null` in JSONL.
    Nothing,
}

/// Writes rows of the same columns.
pub struct Writer<W: Write> {
    columns: Vec<String>,
    guard_formulas: bool,
    /// CSV only: the header is still to be written.
    header_due: bool,
    output: Output<W>,
}

enum Output<W: Write> {
    Csv(Box<csv::Writer<W>>),
    /// With the columns' names as JSON texts.
    Jsonl(W, Vec<String>),
}

impl<W: Write> Writer<W> {
    /// A writer for these columns. With `guard_formulas`, a text in CSV that a spreadsheet would run as a formula gets
    /// a `'` in front (OWASP, "CSV injection"), the names of columns too; numbers never do.
    pub fn new(to: W, format: OutputFormat, columns: &[String], guard_formulas: bool) -> Self {
        let output = match format {
            OutputFormat::Csv => {
                let mut csv = csv::WriterBuilder::new();
                Output::Csv(Box::new(csv.terminator(csv::Terminator::Any(b'\n')).from_writer(to)))
            }
            OutputFormat::Jsonl => Output::Jsonl(to, columns.iter().map(|name| json_text(name)).collect()),
        };
        let header_due = format == OutputFormat::Csv;
        Self { columns: columns.to_vec(), guard_formulas, header_due, output }
    }

    /// Writes one row; the header before the first.
    ///
    /// # Errors
    /// Where the output fails, or the row has not one value for each column.
    pub fn row(&mut self, fields: &[Field<'_>]) -> io::Result<()> {
        self.write_header()?;
        if fields.len() != self.columns.len() {
            return Err(io::Error::other(format!("{} values for {} columns", fields.len(), self.columns.len())));
        }
        let guard = self.guard_formulas;
        match &mut self.output {
            Output::Csv(csv) => {
                for field in fields {
                    match field {
                        Field::Text(text) => csv.write_field(&*guarded(text, guard))?,
                        Field::Number(text) => csv.write_field(text)?,
                        Field::Boolean(true) => csv.write_field("true")?,
                        Field::Boolean(false) => csv.write_field("false")?,
                        Field::Nothing => csv.write_field("")?,
                    }
                }
                Ok(csv.write_record(None::<&[u8]>)?)
            }
            Output::Jsonl(to, names) => object(to, names.iter().map(String::as_str).zip(fields.iter().copied())),
        }
    }

    /// Writes a row that has columns of its own. CSV has no such rows: there it is a row with the first value only.
    ///
    /// # Errors
    /// Where the output fails.
    pub fn other_row(&mut self, fields: &[(&str, Field<'_>)]) -> io::Result<()> {
        if let Output::Jsonl(to, _) = &mut self.output {
            let names: Vec<String> = fields.iter().map(|(name, _)| json_text(name)).collect();
            return object(to, names.iter().map(String::as_str).zip(fields.iter().map(|(_, field)| *field)));
        }
        let first = fields.first().map(|(_, field)| *field);
        let row: Vec<Field<'_>> =
            first.into_iter().chain(std::iter::repeat(Field::Nothing)).take(self.columns.len()).collect();
        self.row(&row)
    }

    /// Hands everything written so far on.
    ///
    /// # Errors
    /// Where the output fails.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Csv(csv) => csv.flush(),
            Output::Jsonl(to, _) => to.flush(),
        }
    }

    /// Completes the output, with a header even where no row was written, and gives back what was written to.
    ///
    /// # Errors
    /// Where the output fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_header()?;
        self.flush()?;
        match self.output {
            Output::Csv(csv) => csv.into_inner().map_err(|error| io::Error::other(error.to_string())),
            Output::Jsonl(to, _) => Ok(to),
        }
    }

    fn write_header(&mut self) -> io::Result<()> {
        if let Output::Csv(csv) = &mut self.output
            && self.header_due
        {
            self.header_due = false;
            let guard = self.guard_formulas;
            csv.write_record(self.columns.iter().map(|name| guarded(name, guard).into_owned()))?;
        }
        Ok(())
    }
}

/// The text as a cell of CSV.
fn guarded(text: &str, guard: bool) -> Cow<'_, str> {
    if guard && is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Whether a spreadsheet would run a text, by how it begins.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// One line of JSONL; the names are JSON texts.
fn object<'f>(to: &mut impl Write, fields: impl Iterator<Item = (&'f str, Field<'f>)>) -> io::Result<()> {
    to.write_all(b"{")?;
    for (at, (name, field)) in fields.enumerate() {
        write!(to, "{}{name}:", if at == 0 { "" } else { "," })?;
        match field {
            Field::Text(text) => serde_json::to_writer(&mut *to, text)?,
            Field::Number(number) => to.write_all(number.as_bytes())?,
            Field::Boolean(value) => write!(to, "{value}")?,
            Field::Nothing => to.write_all(b"null")?,
        }
    }
    to.write_all(b"}\n")
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
