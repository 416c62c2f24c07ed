//! What can be wrong with a whole file, and with one record of it.

use std::io;

/// One record that cannot be read. The reader goes on with the next.
#[derive(Debug)]
pub struct Fault {
    /// The record, from 1, the header not counted.
    pub number: u64,
    /// The line it begins on, from 1.
    pub line: u64,
    /// What is wrong, lower case, no final period.
    pub reason: String,
    /// The start of the record as messages show it; 81 characters at most.
    pub text: String,
    /// Set where nothing after this record can be read; no further record follows.
    pub fatal: Option<Box<DataError>>,
}

/// What makes a whole file unreadable.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file cannot be opened.
    #[error("cannot open `{name}`: {source}")]
    Open {
        /// The input.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// Reading failed midway.
    #[error("cannot read `{name}`: {source}")]
    Read {
        /// The input.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// Neither the ending nor an option names a format.
    #[error("cannot tell the format of `{name}`; name it with `--input-format csv`, `tsv` or `jsonl`")]
    UnknownFormat {
        /// The input.
        name: String,
    },
    /// `--encoding` names an encoding that does not exist.
    #[error(
        "there is no encoding called `{label}`; common ones are `utf-8`, `utf-16le`, `windows-1252`, `iso-8859-15`, \
         `windows-1250`, `macintosh`, `shift_jis`, `gb18030` and `euc-kr`"
    )]
    UnknownEncoding {
        /// What was given.
        label: String,
    },
    /// The bytes are not UTF-8, and nobody said what they are.
    #[error(
        "`{name}` is not UTF-8: the byte at offset {offset}, on line {line}, does not fit; \
         give `--encoding windows-1252` if the file comes from a Western European spreadsheet"
    )]
    NotUtf8 {
        /// The input.
        name: String,
        /// The first byte that does not fit, from 0.
        offset: u64,
        /// Its line, from 1.
        line: u64,
    },
    /// The bytes are not in the encoding that was given or found.
    #[error("`{name}` is not {encoding}: the bytes at offset {offset}, on line {line}, do not fit")]
    NotEncoded {
        /// The input.
        name: String,
        /// The encoding's name.
        encoding: &'static str,
        /// The first byte that does not fit, from 0.
        offset: u64,
        /// Their line, from 1.
        line: u64,
    },
    /// Not a text at all.
    #[error("`{name}` is {what}; {advice}")]
    Binary {
        /// The input.
        name: String,
        /// What it is: `an Excel workbook`.
        what: &'static str,
        /// What to do: `save it as CSV`.
        advice: &'static str,
    },
    /// A quote opens and is never closed.
    #[error("the quote that opens on line {line} of `{name}` is never closed")]
    UnterminatedQuote {
        /// The input.
        name: String,
        /// The line on which it opens, from 1.
        line: u64,
    },
    /// A record larger than anything that can be meant.
    #[error("the record that begins on line {line} of `{name}` is longer than 16 MiB{hint}")]
    TooLong {
        /// The input.
        name: String,
        /// The line on which it begins, from 1.
        line: u64,
        /// Empty, or what the cause may be.
        hint: String,
    },
    /// There is no line that names the columns.
    #[error("`{name}` has no header: its first line has to name the columns")]
    NoHeader {
        /// The input.
        name: String,
    },
    /// The line that names the columns is broken.
    #[error(
        "the header on line {line} of `{name}` cannot be read: text follows a closing quote; \
         a quote inside quotes has to be doubled"
    )]
    BadHeader {
        /// The input.
        name: String,
        /// Its line, from 1.
        line: u64,
    },
    /// Lines stand above the header.
    #[error(
        "line {first} of `{name}` is not the header, which seems to be on line {header}; \
         remove the lines above it"
    )]
    Preamble {
        /// The input.
        name: String,
        /// The first line that is not blank, from 1.
        first: u64,
        /// The line on which the header seems to be, from 1.
        header: u64,
    },
    /// One JSON document over many lines, instead of one object on each.
    #[error(
        "`{name}` is one JSON document, not one object on each line; \
         rewrite it with `jq -c '.[]'` if it is a list"
    )]
    NotJsonLines {
        /// The input.
        name: String,
    },
}

impl DataError {
    /// The line that the error names, from 1.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::NotUtf8 { line, .. }
            | Self::NotEncoded { line, .. }
            | Self::UnterminatedQuote { line, .. }
            | Self::TooLong { line, .. }
            | Self::BadHeader { line, .. } => Some(*line),
            Self::Preamble { first, .. } => Some(*first),
            _ => None,
        }
    }
}
