//! A file that appears under its name when it is complete, and not before: takes bytes, gives the file or nothing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file being written. Dropped without [`AtomicFile::commit`], it leaves nothing, and what stood there before stays.
pub struct AtomicFile {
    to: To,
}

enum To {
    /// Beside the target, so that the rename stays on one disk.
    Beside(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe, which cannot be replaced.
    Straight(BufWriter<File>),
}

impl AtomicFile {
    /// Begins a file; it has the permissions that any new file would have, or those of the file it replaces.
    /// Devices and pipes (`/dev/null`, `/dev/stdout`, a FIFO) are written straight away.
    ///
    /// # Errors
    /// Where the folder does not exist or cannot be written, or the target is a folder.
    pub fn create(target: &Path) -> io::Result<Self> {
        let stands = fs::metadata(target).ok();
        if stands.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        if target.starts_with("/dev") || stands.as_ref().is_some_and(|stands| !stands.is_file()) {
            let file = OpenOptions::new().append(true).open(target)?;
            return Ok(Self { to: To::Straight(BufWriter::new(file)) });
        }
        // A link is kept, and what it leads to is replaced.
        let target = if stands.is_some() { fs::canonicalize(target)? } else { target.to_owned() };
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".merit-")
            .suffix(".partial")
            .make_in(folder, |path| OpenOptions::new().write(true).create_new(true).open(path))?;
        if let Some(stands) = stands {
            file.as_file().set_permissions(stands.permissions())?;
        }
        Ok(Self { to: To::Beside(BufWriter::new(file), target) })
    }

    /// Lets the file appear under its name, replacing what stood there.
    ///
    /// # Errors
    /// Where not everything could be written; then nothing is left.
    pub fn commit(self) -> io::Result<()> {
        match self.to {
            To::Straight(mut file) => file.flush(),
            To::Beside(file, target) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(target).map_err(|error| error.error)?;
                Ok(())
            }
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Beside(file, _) => file.write(bytes),
            To::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Beside(file, _) => file.flush(),
            To::Straight(file) => file.flush(),
        }
    }
}
