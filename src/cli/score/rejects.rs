//! Writes what could not be read: to a file, or to standard error. A file that nobody named is there only when
//! something could not be read.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use super::{progress::Progress, target::Target};
use crate::{
    base::harmless,
    cli::{Exit, output},
    data::{AtomicFile, Reject, RejectsWriter},
    intake::Finding,
    model::{PropertyId, Schema},
};

/// Findings that standard error shows, where there is no file for them.
const SHOWN: u64 = 10;

/// The rejects of a run.
pub(super) struct Rejects<'m> {
    schema: &'m Schema,
    key: Option<PropertyId>,
    to: To,
    count: u64,
}

enum To {
    /// The file begins with the first reject.
    File { path: PathBuf, is_named: bool, writer: Option<RejectsWriter<AtomicFile>> },
    /// The first few, or all.
    Messages { all: bool },
}

impl<'m> Rejects<'m> {
    /// Where rejects go; with `all` each is told on standard error where there is no file.
    pub(super) fn new(target: &Target, schema: &'m Schema, key: Option<PropertyId>, all: bool) -> Self {
        let to = match &target.rejects {
            Some(path) => To::File { path: path.clone(), is_named: target.is_rejects_named, writer: None },
            None => To::Messages { all },
        };
        Self { schema, key, to, count: 0 }
    }

    /// Adds one.
    pub(super) fn row(&mut self, finding: &Finding, progress: &Progress) -> Result<(), Exit> {
        self.count += 1;
        match &mut self.to {
            To::File { path, writer, .. } => {
                let written = begun(path, writer).and_then(|writer| write(writer, finding, self.schema));
                written.map_err(|error| cannot(path, &error))
            }
            To::Messages { all } => {
                if *all || self.count <= SHOWN {
                    let sentence = harmless(&format!("{}\n", finding.sentence(self.schema, self.key)));
                    progress.aside(|| output::message(&sentence));
                }
                Ok(())
            }
        }
    }

    /// Completes the file and gives its path. Where there were none, a file that somebody named has only a header, and
    /// one beside the scores that an earlier run left goes.
    pub(super) fn finish(self) -> Result<Option<String>, Exit> {
        match self.to {
            To::File { path, writer: Some(writer), .. } => {
                completed(writer).map_err(|error| cannot(&path, &error))?;
                Ok(Some(path.display().to_string()))
            }
            To::File { path, is_named: true, writer: None } => {
                let written = AtomicFile::create(&path).map(RejectsWriter::new).and_then(completed);
                written.map_err(|error| cannot(&path, &error))?;
                Ok(None)
            }
            To::File { path, is_named: false, writer: None } => {
                if fs::symlink_metadata(&path).is_ok_and(|about| about.is_file()) && is_ours(&path) {
                    fs::remove_file(&path).map_err(|error| cannot(&path, &error))?;
                }
                Ok(None)
            }
            To::Messages { all } => {
                let more = self.count.saturating_sub(SHOWN);
                if more > 0 && !all {
                    output::message(&format!("and {more} more: give --rejects FILE to see them all\n"));
                }
                Ok(None)
            }
        }
    }
}

fn begun<'w>(
    path: &Path,
    writer: &'w mut Option<RejectsWriter<AtomicFile>>,
) -> io::Result<&'w mut RejectsWriter<AtomicFile>> {
    Ok(match writer.take() {
        Some(begun) => writer.insert(begun),
        None => writer.insert(RejectsWriter::new(AtomicFile::create(path)?)),
    })
}

fn completed(writer: RejectsWriter<AtomicFile>) -> io::Result<()> {
    writer.finish().and_then(AtomicFile::commit)
}

/// Whether an earlier run wrote the file, by its first line.
fn is_ours(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let header = RejectsWriter::<AtomicFile>::header();
    // A byte more than the header: a longer line is another one.
    let mut line = Vec::new();
    let read = BufReader::new(file).take(header.len() as u64 + 1).read_until(b'\n', &mut line);
    read.is_ok() && line == format!("{header}\n").as_bytes()
}

fn write(writer: &mut RejectsWriter<AtomicFile>, finding: &Finding, schema: &Schema) -> io::Result<()> {
    writer.row(&Reject {
        line: finding.line,
        record: finding.record,
        key: &finding.key,
        field: &finding.subject.field(schema),
        value: &finding.value,
        reason: &finding.reason_and_file(),
        effect: finding.effect.word(),
    })
}

fn cannot(path: &Path, error: &io::Error) -> Exit {
    output::error(&format!("the rejects cannot be written to `{}`: {error}", path.display()));
    Exit::Failed
}
