//! Writes the rows of the scores: to a file that appears when it is complete, or to standard output.

use std::{
    fs::File,
    io::{self, BufWriter, Seek, Write},
};

use super::{Args, target::Target};
use crate::{
    cli::{Exit, output},
    data::{AtomicFile, OutputFormat, Writer},
    intake::Finding,
    scoring::{Layout, Row},
};

/// The output of a run.
pub(super) struct Rows<'m> {
    layout: Layout<'m>,
    format: OutputFormat,
    writer: Writer<To>,
    /// The file's path, where it is one.
    path: Option<String>,
}

enum To {
    File(AtomicFile),
    Stream(BufWriter<io::Stdout>),
    /// Held back until it is known that nothing is rejected.
    Held(BufWriter<File>),
}

impl<'m> Rows<'m> {
    /// Begins the output.
    pub(super) fn new(target: &Target, format: OutputFormat, layout: Layout<'m>, args: &Args) -> Result<Self, Exit> {
        let path = target.output.as_ref().map(|path| path.display().to_string());
        let to = match &target.output {
            Some(file) => AtomicFile::create(file).map(To::File),
            None if args.strict => tempfile::tempfile().map(|file| To::Held(BufWriter::new(file))),
            None => Ok(To::Stream(BufWriter::with_capacity(1 << 16, io::stdout()))),
        };
        let to = to.map_err(|error| cannot(path.as_deref(), &error))?;
        let writer = Writer::new(to, format, &layout.columns(), !args.no_formula_guard);
        Ok(Self { layout, format, writer, path })
    }

    /// Writes one row.
    pub(super) fn row(&mut self, row: &Row) -> Result<(), Exit> {
        let written = self.layout.write(row, self.format, &mut self.writer);
        written.map_err(|error| cannot(self.path.as_deref(), &error))
    }

    /// Answers a record that is rejected.
    pub(super) fn rejected(&mut self, finding: &Finding) -> Result<(), Exit> {
        let written = self.layout.rejected(finding, &mut self.writer);
        written.map_err(|error| cannot(self.path.as_deref(), &error))
    }

    /// Hands everything written so far to whoever reads.
    pub(super) fn flush(&mut self) -> Result<(), Exit> {
        self.writer.flush().map_err(|error| cannot(self.path.as_deref(), &error))
    }

    /// Completes the output; gives the path of the file, where it is one. Without it no file appears.
    pub(super) fn finish(self) -> Result<Option<String>, Exit> {
        let Self { writer, path, .. } = self;
        writer.finish().and_then(To::finish).map_err(|error| cannot(path.as_deref(), &error))?;
        Ok(path)
    }
}

impl To {
    fn finish(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.commit(),
            Self::Stream(mut stream) => stream.flush(),
            Self::Held(held) => {
                let mut file = held.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                let mut stream = io::stdout().lock();
                io::copy(&mut file, &mut stream)?;
                stream.flush()
            }
        }
    }
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stream(stream) => stream.write(bytes),
            Self::Held(held) => held.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
            Self::Held(held) => held.flush(),
        }
    }
}

/// Whether the reader has gone away; the CSV writer wraps what the system said.
fn is_broken_pipe(error: &io::Error) -> bool {
    let wrapped = error.get_ref().and_then(|wrapped| wrapped.downcast_ref::<csv::Error>());
    match wrapped.map(csv::Error::kind) {
        Some(csv::ErrorKind::Io(within)) => within.kind() == io::ErrorKind::BrokenPipe,
        _ => error.kind() == io::ErrorKind::BrokenPipe,
    }
}

/// Says why the output cannot be written. Where nobody reads standard output any more, the run ends quietly and well.
fn cannot(path: Option<&str>, error: &io::Error) -> Exit {
    match path {
        Some(path) => output::error(&format!("`{path}` cannot be written: {error}")),
        None if is_broken_pipe(error) => return Exit::Fine,
        None => output::error(&format!("the output cannot be written: {error}")),
    }
    Exit::Failed
}
