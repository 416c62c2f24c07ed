//! Takes decoded text, gives it one record at a time with exact line numbers; holds one record and a piece of the next.
//!
//! A record ends where a [`Boundary`] says so. Line ends are LF, CRLF and CR, mixed as they come.

use super::source::{Opened, Source, SourceError};
use super::{DataError, ReadOptions};
use std::io::Read;
use std::str;

/// A record longer than this is a mistake, most often a quote that is never closed.
const LONGEST: usize = 16 * 1024 * 1024;

/// The part of an input that is being read.
pub(super) struct Window {
    source: Source,
    name: String,
    buffer: Vec<u8>,
    /// Where the unread part of `buffer` begins.
    start: usize,
    /// Where `buffer` begins in the file; exact for UTF-8, which is where it is asked for.
    base: u64,
    /// The line on which the unread part begins, from 1.
    line: u64,
    /// The character before the unread part is a CR, so that a LF belongs to the same line end.
    after_cr: bool,
}

/// Finds where a record ends.
pub(super) trait Boundary {
    /// Begins a record.
    fn reset(&mut self);
    /// The length of the record without its line end, or `None` where it goes on beyond `record`.
    /// Called again with more of the same record, it looks at the new part only.
    fn find(&mut self, record: &[u8]) -> Option<usize>;
    /// Line ends inside the record so far.
    fn inner_lines(&self) -> u64;
    /// Where the record so far ends inside a quote: line ends before that quote.
    fn open_quote(&self) -> Option<u64>;
}

/// One record's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'w> {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// Its text without the line end; never empty.
    pub(super) text: &'w str,
}

impl Window {
    pub(super) fn open(
        reader: impl Read + Send + 'static,
        options: &ReadOptions,
    ) -> Result<(Self, Vec<String>), DataError> {
        let Opened { source, skipped, notes } =
            Source::open(Box::new(reader), options.encoding.as_deref(), &options.name)?;
        let name = options.name.clone();
        Ok((Self { source, name, buffer: Vec::new(), start: 0, base: skipped, line: 1, after_cr: false }, notes))
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The next record, blank lines skipped.
    pub(super) fn next(&mut self, boundary: &mut impl Boundary) -> Result<Option<Piece<'_>>, DataError> {
        let Some(length) = self.locate(boundary)? else { return Ok(None) };
        let (begin, line) = (self.start, self.line);
        self.start += length;
        self.line += boundary.inner_lines();
        self.piece(begin, length, line).map(Some)
    }

    /// The record that `next` would give.
    pub(super) fn peek(&mut self, boundary: &mut impl Boundary) -> Result<Option<Piece<'_>>, DataError> {
        let Some(length) = self.locate(boundary)? else { return Ok(None) };
        self.piece(self.start, length, self.line).map(Some)
    }

    fn piece(&self, begin: usize, length: usize, line: u64) -> Result<Piece<'_>, DataError> {
        let bytes = self.buffer.get(begin..begin + length).unwrap_or_default();
        match str::from_utf8(bytes) {
            Ok(text) => Ok(Piece { line, text }),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                Err(DataError::NotUtf8 {
                    name: self.name.clone(),
                    offset: self.base + (begin + good.len()) as u64,
                    line: line + line_ends(good),
                })
            }
        }
    }

    /// Skips line ends, then finds the length of the record that follows.
    fn locate(&mut self, boundary: &mut impl Boundary) -> Result<Option<usize>, DataError> {
        loop {
            match self.unread().first().copied() {
                Some(b'\n') => {
                    self.line += u64::from(!self.after_cr);
                    self.after_cr = false;
                }
                Some(b'\r') => {
                    self.line += 1;
                    self.after_cr = true;
                }
                Some(_) => break,
                None if self.more()? => continue,
                None => return Ok(None),
            }
            self.start += 1;
        }
        self.after_cr = false;
        boundary.reset();
        loop {
            if let Some(length) = boundary.find(self.unread()) {
                return Ok(Some(length));
            }
            if self.unread().len() > LONGEST {
                return Err(self.too_long(boundary));
            }
            if !self.more()? {
                return match boundary.open_quote() {
                    Some(lines) => {
                        Err(DataError::UnterminatedQuote { name: self.name.clone(), line: self.line + lines })
                    }
                    None => Ok(Some(self.unread().len())),
                };
            }
        }
    }

    fn too_long(&self, boundary: &impl Boundary) -> DataError {
        let hint = match boundary.open_quote() {
            Some(lines) => format!("; the quote that opens on line {} may never be closed", self.line + lines),
            None => String::new(),
        };
        DataError::TooLong { name: self.name.clone(), line: self.line, hint }
    }

    fn unread(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    fn more(&mut self) -> Result<bool, DataError> {
        self.buffer.drain(..self.start);
        self.base += self.start as u64;
        self.start = 0;
        self.source.read(&mut self.buffer).map_err(|error| match error {
            SourceError::Io(source) => DataError::Read { name: self.name.clone(), source },
            SourceError::Malformed { encoding, offset } => DataError::NotEncoded {
                name: self.name.clone(),
                encoding,
                offset,
                line: self.line + line_ends(&self.buffer),
            },
        })
    }
}

/// Line ends in a text, CRLF counted once.
pub(super) fn line_ends(text: &[u8]) -> u64 {
    let mut counter = LineCounter::default();
    text.iter().for_each(|byte| counter.see(*byte));
    counter.lines
}

/// Counts line ends as they come by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LineCounter {
    pub(super) lines: u64,
    after_cr: bool,
}

impl LineCounter {
    pub(super) fn see(&mut self, byte: u8) {
        self.lines += u64::from(byte == b'\r' || byte == b'\n' && !self.after_cr);
        self.after_cr = byte == b'\r';
    }
}
