//! What each kind of file gives, as tables of cases.

use std::io::{self, Cursor, Read};

use super::{Cells, DataError, Fault, Format, ReadOptions, Record, Table, open};

mod binding;
mod csv_files;
mod encodings;
mod jsonl_files;
mod real_files;
mod writing;

/// Gives its bytes one at a time, as a slow pipe would.
struct Trickle(Cursor<Vec<u8>>);

impl Read for Trickle {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let room = to.len().min(1);
        self.0.read(&mut to[..room])
    }
}

fn csv(bytes: impl AsRef<[u8]>) -> Result<Table, DataError> {
    open_as(bytes, Format::Csv)
}

fn open_as(bytes: impl AsRef<[u8]>, format: Format) -> Result<Table, DataError> {
    let options = ReadOptions { format: Some(format), ..ReadOptions::named("x") };
    open(Cursor::new(bytes.as_ref().to_vec()), options)
}

/// Every record as `line: a|b|c`, every fault as `line! reason`.
fn lines(table: Table) -> Vec<String> {
    table.map(|row| row.map_or_else(|fault| shown_fault(&fault), |record| shown_record(&record))).collect()
}

fn shown_record(record: &Record) -> String {
    let cells: Vec<String> = match &record.cells {
        Cells::Columns(columns) => columns.iter().map(|text| text.escape_debug().to_string()).collect(),
        Cells::Fields(fields) => fields.iter().map(|(name, cell)| format!("{name}={cell:?}")).collect(),
    };
    format!("{}: {}", record.line, cells.join("|"))
}

fn shown_fault(fault: &Fault) -> String {
    format!("{}! {}", fault.line, fault.reason)
}

fn error(table: Result<Table, DataError>) -> String {
    table.err().map_or_else(|| panic!("the file was accepted"), |error| error.to_string())
}
