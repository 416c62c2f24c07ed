//! What the readers give: the columns' headers, and records of cells.

use crate::value::cell::{Cell, shown};

/// A column's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name as written, not trimmed; empty for a column without a name.
    pub name: String,
    /// The column, from 0: where its cells stand in a record.
    pub column: usize,
}

/// One record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The record, from 1, the header not counted.
    pub number: u64,
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its values.
    pub cells: Cells,
}

/// The values of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// From CSV or TSV: one text for each column.
    Columns(Columns),
    /// From JSONL: fields in the order written, no name twice.
    Fields(Vec<(String, Cell)>),
}

impl Cells {
    /// The value at a column, or at a field's place; [`Cell::Absent`] where there is none.
    pub fn cell(&self, at: usize) -> Cell {
        match self {
            Self::Columns(columns) => columns.get(at).map_or(Cell::Absent, |text| Cell::Text(text.to_owned())),
            Self::Fields(fields) => fields.get(at).map_or(Cell::Absent, |(_, cell)| cell.clone()),
        }
    }

    /// The text at a column of CSV, or of a JSONL field that holds text.
    pub fn text(&self, at: usize) -> Option<&str> {
        match self {
            Self::Columns(columns) => columns.get(at),
            Self::Fields(fields) => match fields.get(at) {
                Some((_, Cell::Text(text))) => Some(text),
                _ => None,
            },
        }
    }

    /// The fields of a JSONL record; none for CSV.
    pub fn fields(&self) -> &[(String, Cell)] {
        match self {
            Self::Columns(_) => &[],
            Self::Fields(fields) => fields,
        }
    }
}

/// The texts of one CSV record, kept in one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns(pub(super) csv::StringRecord);

impl Columns {
    /// The text of a column, as written but for quotes.
    pub fn get(&self, column: usize) -> Option<&str> {
        self.0.get(column)
    }

    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter()
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no column.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Header {
    /// The name as messages show it.
    pub fn shown(&self) -> String {
        shown(self.name.trim())
    }
}
