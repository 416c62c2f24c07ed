//! Reads a table to its end: takes records, gives what was seen of each column.

use std::collections::HashMap;

use super::column::{Column, Context};
use crate::{
    data::{Cells, DataError, Fault, Format, Table},
    value::{Cell, ReadContext, Zone},
};

/// Fields of JSONL that are looked at; what comes later is named in no schema.
const MOST_FIELDS: usize = 5000;

/// All that was seen.
pub(super) struct Sample {
    /// One for each column; for JSONL one for each name of a field, in the order first seen.
    pub columns: Vec<Column>,
    /// Records that could be read.
    pub records: u64,
    /// Whether the records have fields of their own, as in JSONL, in place of common columns.
    pub has_fields: bool,
    /// Records that could not be read, and what was wrong with the first.
    pub faults: Option<(u64, String)>,
}

/// Reads every record.
pub(super) fn read(table: &mut Table) -> Result<Sample, DataError> {
    let has_fields = table.format == Format::Jsonl;
    let zone = Zone::utc();
    let values = ReadContext { zone: &zone, decimals: table.decimals };
    let mut context = Context { values, wide: Context::room(table.headers.len()) };
    let mut columns: Vec<Column> = table.headers.iter().map(|header| Column::new(&header.name)).collect();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut sample = Sample { columns: Vec::new(), records: 0, has_fields, faults: None };
    let mut text = Cell::Text(String::new());
    for record in table {
        let record = match record {
            Ok(record) => record,
            Err(Fault { fatal: Some(error), .. }) => return Err(*error),
            Err(fault) => {
                let first = || (0, format!("line {}, {}", fault.line, fault.reason));
                sample.faults.get_or_insert_with(first).0 += 1;
                continue;
            }
        };
        sample.records += 1;
        match &record.cells {
            Cells::Columns(row) => {
                for (column, cell) in columns.iter_mut().zip(row.iter()) {
                    if let Cell::Text(text) = &mut text {
                        text.clear();
                        text.push_str(cell);
                    }
                    column.see(&text, &context);
                }
            }
            Cells::Fields(fields) => {
                for (name, cell) in fields {
                    let at = match places.get(name) {
                        Some(at) => *at,
                        None if columns.len() >= MOST_FIELDS => continue,
                        None => {
                            columns.push(Column::new(name));
                            places.insert(name.clone(), columns.len() - 1);
                            context.wide = Context::room(columns.len());
                            columns.len() - 1
                        }
                    };
                    if let Some(column) = columns.get_mut(at) {
                        column.see(cell, &context);
                    }
                }
            }
        }
    }
    sample.columns = columns;
    Ok(sample)
}
