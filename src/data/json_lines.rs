//! Reads JSONL: takes a window onto text, gives one record or fault for each line that is not blank.
//!
//! Reads no line before it is asked for, so that a pipe is answered record by record.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::window::{Boundary, Piece, Window};
use super::{Cells, DataError, Fault, Record};
use crate::value::cell::{Cell, shown};

/// The records of a JSONL file.
pub(super) struct JsonLines {
    window: Window,
    boundary: LineEnd,
    number: u64,
}

impl JsonLines {
    pub(super) fn new(window: Window) -> Self {
        Self { window, boundary: LineEnd::default(), number: 0 }
    }

    pub(super) fn next(&mut self) -> Option<Result<Record, Fault>> {
        loop {
            let piece = match self.window.next(&mut self.boundary) {
                Ok(Some(piece)) => piece,
                Ok(None) => return None,
                Err(error) => return Some(Err(Fault::fatal(self.number + 1, error))),
            };
            if piece.text.trim().is_empty() {
                continue;
            }
            self.number += 1;
            let read = read(self.number, piece);
            if self.number == 1 && read.is_err() && begins_document(piece.text) {
                let name = self.window.name().to_owned();
                return Some(Err(Fault::fatal(self.number, DataError::NotJsonLines { name })));
            }
            return Some(read);
        }
    }
}

/// A first line such as `[` or `{`, or a whole list of objects.
fn begins_document(line: &str) -> bool {
    let bare: String = line.split_whitespace().collect();
    matches!(bare.as_str(), "[" | "{") || bare.starts_with("[{")
}

fn read(number: u64, piece: Piece<'_>) -> Result<Record, Fault> {
    let line = piece.line;
    let fault = |reason: String| Fault { number, line, reason, text: shown(piece.text), fatal: None };
    match serde_json::from_str(piece.text) {
        Ok(Json(Cell::Object(fields))) => Ok(Record { number, line, cells: Cells::Fields(fields) }),
        Ok(Json(other)) => Err(fault(format!("{} where an object `{{…}}` is expected", kind(&other)))),
        Err(error) => Err(fault(explain(&error, piece.text))),
    }
}

fn kind(cell: &Cell) -> &'static str {
    match cell {
        Cell::Absent | Cell::Null => "`null`",
        Cell::Text(_) => "a text",
        Cell::Number(_) => "a number",
        Cell::Boolean(_) => "`true` or `false`",
        Cell::List(_) => "a list",
        Cell::Object(_) => "an object",
    }
}

fn explain(error: &serde_json::Error, line: &str) -> String {
    let whole = error.to_string();
    let said = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(said, _)| said);
    match error.classify() {
        Category::Data => said.to_owned(),
        Category::Eof => "the line ends in the middle of a JSON value; it seems to be cut off".to_owned(),
        Category::Syntax | Category::Io => {
            let before = line.bytes().take(error.column().saturating_sub(1)).filter(|byte| !is_continuation(*byte));
            format!("not valid JSON at column {}: {said}", before.count() + 1)
        }
    }
}

/// Whether a byte is inside a character of UTF-8, not its first.
fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

/// Finds the end of a line.
#[derive(Default)]
struct LineEnd {
    at: usize,
}

impl Boundary for LineEnd {
    fn reset(&mut self) {
        self.at = 0;
    }

    fn find(&mut self, record: &[u8]) -> Option<usize> {
        let rest = record.get(self.at..).unwrap_or_default();
        let found = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.at += found.unwrap_or(rest.len());
        found.map(|_| self.at)
    }

    fn inner_lines(&self) -> u64 {
        0
    }

    fn open_quote(&self) -> Option<u64> {
        None
    }
}

/// A JSON value, read without losing digits or doubled names.
struct Json(Cell);

/// How `serde_json` hands over a number that no 64-bit integer holds: as an object with this one name.
const NUMBER: &str = "$serde_json::private::Number";

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor).map(Json)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Cell;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Cell, E> {
        Ok(Cell::Boolean(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Cell, E> {
        Ok(Cell::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Cell, E> {
        Ok(Cell::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Cell, E> {
        Ok(Cell::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Cell, E> {
        Ok(Cell::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Cell, A::Error> {
        let mut list = Vec::new();
        while let Some(Json(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Cell::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Cell, A::Error> {
        let mut fields: Vec<(String, Cell)> = Vec::new();
        while let Some((name, Json(value))) = entries.next_entry::<String, Json>()? {
            fields.push((name, value));
        }
        if let [(name, Cell::Text(number))] = fields.as_slice()
            && name == NUMBER
            && serde_json::from_str::<serde_json::Number>(number).is_ok()
        {
            // It writes every exponent with a sign; people seldom do.
            return Ok(Cell::Number(number.replace("e+", "e")));
        }
        let mut seen = HashSet::with_capacity(fields.len());
        if let Some((twice, _)) = fields.iter().find(|(name, _)| !seen.insert(name.as_str())) {
            return Err(A::Error::custom(format!("the field `{}` stands twice in one object", shown(twice))));
        }
        Ok(Cell::Object(fields))
    }
}
