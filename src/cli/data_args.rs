//! DATA and the options that say how to read it, for every command that reads contacts.

mod events;
mod input;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use clap::{Args, ValueEnum};

pub(super) use events::{EventArgs, missing_in_first};
pub(super) use input::{Input, Opening};

use super::{Exit, Rules, output};
use crate::{
    base::nearest,
    data::{self, DataError, Format, ReadOptions, Table},
    model::PropertyId,
    scoring::OnDuplicate,
};

/// How to read DATA.
#[derive(Args, Clone, Debug)]
pub struct DataArgs {
    /// Format of DATA, where its ending does not tell; of files of events too
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Encoding of DATA and of files of events, such as windows-1252; without it, UTF-8 or what the file itself says
    #[arg(long, value_name = "ENCODING")]
    pub encoding: Option<String>,
    /// What to do with a record whose key was there before: keep both, or reject the later one
    #[arg(long, value_name = "WHAT", default_value = "keep")]
    pub on_duplicate: DuplicateArg,
}

/// A format of DATA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// Columns separated by commas, semicolons, tabs or bars
    Csv,
    /// Columns separated by tabs
    Tsv,
    /// One JSON object on each line
    Jsonl,
}

/// What becomes of a record whose key was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DuplicateArg {
    /// Score it like every other
    Keep,
    /// Reject it
    Reject,
}

impl From<DuplicateArg> for OnDuplicate {
    fn from(arg: DuplicateArg) -> Self {
        match arg {
            DuplicateArg::Keep => Self::Keep,
            DuplicateArg::Reject => Self::Reject,
        }
    }
}

/// Opened data.
pub(super) struct Data {
    pub(super) table: Table,
    /// How messages call it.
    pub(super) name: String,
    /// Bytes read so far.
    pub(super) read: Arc<AtomicU64>,
    /// Bytes that there are; none for standard input and pipes.
    pub(super) size: Option<u64>,
}

impl DataArgs {
    /// The format, by option or ending; standard input is CSV where nothing is said.
    pub(super) fn format(&self, path: &Path) -> Option<Format> {
        match self.input_format {
            Some(InputFormat::Csv) => Some(Format::Csv),
            Some(InputFormat::Tsv) => Some(Format::Tsv),
            Some(InputFormat::Jsonl) => Some(Format::Jsonl),
            None if is_standard_input(path) => Some(Format::Csv),
            None => Format::of_path(path),
        }
    }

    /// Opens DATA; what is wrong with it is said.
    pub(super) fn open(&self, path: &Path) -> Result<Data, Exit> {
        self.try_open(path, self.format(path)).map_err(failed)
    }

    /// Opens a file of events: its ending goes before the format of DATA, which may be another one.
    fn open_events(&self, path: &Path) -> Result<Data, Exit> {
        self.try_open(path, Format::of_path(path).or_else(|| self.format(path))).map_err(failed)
    }

    fn try_open(&self, path: &Path, format: Option<Format>) -> Result<Data, DataError> {
        let from_pipe = is_standard_input(path);
        let name = if from_pipe { "standard input".to_owned() } else { path.display().to_string() };
        let options = ReadOptions { format, encoding: self.encoding.clone(), name: name.clone() };
        let read = Arc::new(AtomicU64::new(0));
        if from_pipe {
            let table = data::open(Counted { from: io::stdin(), read: Arc::clone(&read) }, options)?;
            return Ok(Data { table, name, read, size: None });
        }
        let cannot = |source| DataError::Open { name: name.clone(), source };
        let file = File::open(path).map_err(cannot)?;
        let about = file.metadata().map_err(cannot)?;
        if about.is_dir() {
            return Err(cannot(io::Error::other("it is a folder")));
        }
        let size = about.is_file().then_some(about.len());
        let table = data::open(Counted { from: file, read: Arc::clone(&read) }, options)?;
        Ok(Data { table, name, read, size })
    }
}

/// Whether DATA is `-`.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The property that tells contacts apart: the one named on the command line, else the schema's.
pub(super) fn key_property(rules: &Rules, named: Option<&str>) -> Result<Option<PropertyId>, Exit> {
    let schema = &rules.model.schema;
    let Some(name) = named else { return Ok(schema.key) };
    schema.find(name).map(Some).ok_or_else(|| {
        let like = nearest(name, schema.properties.values().map(|property| property.name.as_str()));
        let hint = like.map_or_else(String::new, |like| format!("; did you mean `{like}`?"));
        output::error(&format!("the schema has no property `{name}` that could be the key{hint}"));
        Exit::Failed
    })
}

fn failed(error: DataError) -> Exit {
    output::error(&error.to_string());
    Exit::Failed
}

/// Counts the bytes that are read.
struct Counted<R> {
    from: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(to)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
