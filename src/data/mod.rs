//! Readers and writers: takes CSV, TSV and JSONL, gives records of raw cells one by one, and writes rows back.
//!
//! What cannot be read is a [`Fault`] of one record or a [`DataError`] of the whole file, never a wrong row.
//! Knows nothing of rules, schemas or types.

mod atomic;
mod bind;
mod csv_rows;
mod dialect;
mod error;
mod format;
mod json_lines;
mod kind;
mod record;
mod rejects;
mod source;
mod table;
mod window;
mod write;

#[cfg(test)]
mod tests;

pub use atomic::AtomicFile;
pub use bind::{Binding, FieldResolver, Found, bind};
pub use error::{DataError, Fault};
pub use format::{Format, OutputFormat, ReadOptions};
pub use record::{Cells, Columns, Header, Record};
pub use rejects::{Reject, RejectsWriter};
pub use table::{Table, open, open_path};
pub use write::{Field, Writer};
