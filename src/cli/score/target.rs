//! Which files a run writes: takes the arguments, refuses those that would destroy something.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::Args;
use crate::cli::{Exit, data_args, output};

/// The files a run writes.
#[derive(Debug)]
pub(super) struct Target {
    /// The scores; none: standard output.
    pub(super) output: Option<PathBuf>,
    /// The rejects; none: standard error.
    pub(super) rejects: Option<PathBuf>,
    /// Whether somebody named the file of the rejects; otherwise its name comes from that of the scores.
    pub(super) is_rejects_named: bool,
}

impl Target {
    /// Where scores and rejects go. That no file is read and written in the same run is checked here.
    pub(super) fn new(args: &Args) -> Result<Self, Exit> {
        let output = args.output.clone().filter(|path| !is_standard_output(path));
        // A device or a pipe has no place beside it.
        let beside = output.as_ref().filter(|path| is_file(path));
        let rejects = args.rejects.clone().or_else(|| beside.map(|path| with_ending(path)));
        let target = Self { output, rejects, is_rejects_named: args.rejects.is_some() };
        let (data, what) = (Some(&args.data).filter(|data| !data_args::is_standard_input(data)), "the data");
        target.apart(target.output.as_ref(), data, "scores", what)?;
        target.apart(target.rejects.as_ref(), data, "rejects", what)?;
        target.apart(target.rejects.as_ref(), target.output.as_ref(), "rejects", "the scores")?;
        for events in args.events.paths().map(PathBuf::from) {
            target.apart(target.output.as_ref(), Some(&events), "scores", "events")?;
            target.apart(target.rejects.as_ref(), Some(&events), "rejects", "events")?;
        }
        Ok(target)
    }

    /// Refuses to write over what the rules were read from; `files` are real paths.
    pub(super) fn spare_rules(&self, files: &[PathBuf]) -> Result<(), Exit> {
        for (written, what) in [(&self.output, "scores"), (&self.rejects, "rejects")] {
            let Some(written) = written else { continue };
            if files.iter().any(|file| is_same(written, file)) {
                let path = written.display();
                output::error(&format!(
                    "the {what} would be written to `{path}`, which is one of the rules; name another file"
                ));
                return Err(Exit::Failed);
            }
        }
        Ok(())
    }

    /// Whether the scores go to standard output.
    pub(super) fn is_stream(&self) -> bool {
        self.output.is_none()
    }

    fn apart(&self, written: Option<&PathBuf>, other: Option<&PathBuf>, what: &str, whose: &str) -> Result<(), Exit> {
        let (Some(written), Some(other)) = (written, other) else { return Ok(()) };
        if !is_same(written, other) {
            return Ok(());
        }
        let path = written.display();
        output::error(&format!(
            "the {what} would be written to `{path}`, which is the file of {whose}; name another file"
        ));
        Err(Exit::Failed)
    }
}

/// `OUT.rejects.csv`.
fn with_ending(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".rejects.csv");
    PathBuf::from(name)
}

/// Whether two paths lead to the same file, links followed. Devices are nobody's file.
fn is_same(one: &Path, two: &Path) -> bool {
    if one == two {
        return !one.starts_with("/dev");
    }
    match (fs::canonicalize(one), fs::canonicalize(two)) {
        (Ok(one), Ok(two)) => one == two && one.is_file(),
        _ => false,
    }
}

/// Whether the output is a file, there or not, and neither `-` nor a device or a pipe.
pub(super) fn is_file(path: &Path) -> bool {
    !is_standard_output(path) && !path.starts_with("/dev") && (path.is_file() || !path.exists())
}

fn is_standard_output(path: &Path) -> bool {
    path.as_os_str() == "-"
}
