//! Takes the bytes of an input, gives UTF-8 text in pieces. Refuses what is no text, and replaces nothing in silence.
//!
//! UTF-8 passes through unchecked: whoever cuts it into records checks it and can name the line.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{DataError, kind};

/// Bytes asked for at a time.
const PIECE: usize = 64 * 1024;

/// Bytes without a byte order mark that are enough to tell UTF-16.
const UTF16_SAMPLE: usize = 64;

/// An input, decoded as it is read.
pub(super) struct Source {
    reader: Box<dyn Read + Send>,
    /// `None`: UTF-8.
    decoder: Option<Decoder>,
    /// Bytes read and not decoded yet.
    raw: Vec<u8>,
    /// Where `raw` begins in the file.
    offset: u64,
    /// The reader has given everything.
    ended: bool,
    /// Nothing more comes.
    done: bool,
}

/// Why no more text comes.
pub(super) enum SourceError {
    /// The system's word.
    Io(io::Error),
    /// The bytes at `offset` do not fit the encoding.
    Malformed { encoding: &'static str, offset: u64 },
}

/// What was found at the start.
pub(super) struct Opened {
    pub(super) source: Source,
    /// Bytes of the byte order mark, which `source` does not give.
    pub(super) skipped: u64,
    pub(super) notes: Vec<String>,
}

impl Source {
    /// Looks at the first bytes. Waits for a whole line or 16 bytes, whichever comes first.
    pub(super) fn open(mut reader: Box<dyn Read + Send>, label: Option<&str>, name: &str) -> Result<Opened, DataError> {
        let given = match label {
            Some(label) => Some(
                Encoding::for_label_no_replacement(label.trim().as_bytes())
                    .ok_or_else(|| DataError::UnknownEncoding { label: label.to_owned() })?,
            ),
            None => None,
        };
        let mut raw = Vec::new();
        let mut ended = false;
        while !ended && raw.len() < kind::ENOUGH && !raw.contains(&b'\n') {
            let read = read_piece(&mut reader, &mut raw);
            ended = read.map_err(|source| DataError::Read { name: name.to_owned(), source })? == 0;
        }
        kind::refuse_binary(&raw, name)?;

        let mut notes = Vec::new();
        let marked = Encoding::for_bom(&raw);
        let encoding = match (marked, given) {
            (Some((marked, _)), given) => {
                if let Some(given) = given.filter(|given| *given != marked) {
                    let (marked, given) = (marked.name(), given.name());
                    notes.push(format!("the file says by its first bytes that it is {marked}, so {given} is not used"));
                } else if marked != UTF_8 {
                    notes.push(format!("the text is {}", marked.name()));
                }
                marked
            }
            (None, Some(given)) => given,
            (None, None) => match unmarked_utf16(&raw) {
                Some(found) => {
                    notes.push(format!("the text is {}", found.name()));
                    found
                }
                None => UTF_8,
            },
        };
        if encoding != UTF_16LE && encoding != UTF_16BE && raw.contains(&0) {
            let (what, advice) = ("no text", "give a CSV, TSV or JSONL file");
            return Err(DataError::Binary { name: name.to_owned(), what, advice });
        }
        let skipped = marked.map_or(0, |(_, length)| length);
        raw.drain(..skipped);
        let skipped = skipped as u64;
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        Ok(Opened { source: Source { reader, decoder, raw, offset: skipped, ended, done: false }, skipped, notes })
    }

    /// Appends the next piece of text to `to`; `false` where there is none.
    pub(super) fn read(&mut self, to: &mut Vec<u8>) -> Result<bool, SourceError> {
        if self.decoder.is_some() {
            return self.decode(to);
        }
        if !self.raw.is_empty() {
            to.append(&mut self.raw);
            return Ok(true);
        }
        if !self.done {
            self.done = self.ended || read_piece(&mut self.reader, to).map_err(SourceError::Io)? == 0;
        }
        Ok(!self.done)
    }

    fn decode(&mut self, to: &mut Vec<u8>) -> Result<bool, SourceError> {
        let before = to.len();
        while !self.done && to.len() == before {
            if self.raw.is_empty() && !self.ended {
                self.ended = read_piece(&mut self.reader, &mut self.raw).map_err(SourceError::Io)? == 0;
            }
            let Some(decoder) = &mut self.decoder else { return Ok(false) };
            // At most three bytes of UTF-8 for one of any other encoding, and a few for what was held back.
            to.resize(before + 3 * self.raw.len() + 16, 0);
            let (_, room) = to.split_at_mut(before);
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(&self.raw, room, self.ended);
            to.truncate(before + written);
            self.raw.drain(..read);
            self.offset += read as u64;
            match result {
                DecoderResult::Malformed(length, beyond) => {
                    // What was decoded before stands in `to`, so that the line of the fault can be counted.
                    let offset = self.offset.saturating_sub(u64::from(length) + u64::from(beyond));
                    self.done = true;
                    return Err(SourceError::Malformed { encoding: decoder.encoding().name(), offset });
                }
                DecoderResult::InputEmpty => self.done = self.ended,
                DecoderResult::OutputFull => {}
            }
        }
        Ok(to.len() > before)
    }
}

/// Bytes read; 0 at the end.
fn read_piece(reader: &mut dyn Read, to: &mut Vec<u8>) -> io::Result<usize> {
    let before = to.len();
    to.resize(before + PIECE, 0);
    let (_, room) = to.split_at_mut(before);
    let read = loop {
        match reader.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other,
        }
    };
    to.truncate(before + read.as_ref().map_or(0, |read| *read));
    read
}

/// Latin letters, digits and separators leave every second byte of UTF-16 zero; other text has few zero bytes at most.
fn unmarked_utf16(raw: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| {
        let bytes = raw.iter().take(UTF16_SAMPLE).skip(from).step_by(2);
        (bytes.clone().filter(|byte| **byte == 0).count(), bytes.count())
    };
    let ((first, pairs), (second, _)) = (zeros(0), zeros(1));
    match (first, second) {
        (few, most) if most * 2 > pairs && few * 4 < most => Some(UTF_16LE),
        (most, few) if most * 2 > pairs && few * 4 < most => Some(UTF_16BE),
        _ => None,
    }
}
