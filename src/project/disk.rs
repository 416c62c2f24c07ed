use std::{
    fs, io,
    io::Read,
    path::{Path, PathBuf},
};

use super::{Entry, Files, Kind, ReadError, files::text};

/// The files of this machine; relative paths count from the working folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, most: u64) -> Result<String, ReadError> {
        let about = fs::metadata(path).map_err(system)?;
        if about.is_dir() {
            return Err(ReadError::Folder);
        }
        // Asked before it is opened: opening a pipe would wait for somebody to write into it.
        if !about.is_file() {
            return Err(ReadError::System("it is a device or a pipe".to_owned()));
        }
        let mut bytes = Vec::new();
        fs::File::open(path).map_err(system)?.take(most + 1).read_to_end(&mut bytes).map_err(system)?;
        if bytes.len() as u64 > most {
            return Err(ReadError::TooLarge { most });
        }
        text(bytes)
    }

    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ReadError> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder).map_err(system)? {
            let entry = entry.map_err(system)?;
            let kind = match fs::metadata(entry.path()) {
                Ok(about) if about.is_dir() => Kind::Folder,
                Ok(about) if about.is_file() => Kind::File,
                Ok(_) => continue,
                Err(_) => Kind::File,
            };
            // A name that is not Unicode cannot be written in a `use` nor shown; rule files have other names.
            if let Ok(name) = entry.file_name().into_string() {
                entries.push(Entry { name, kind });
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        let about = fs::metadata(path).ok()?;
        Some(if about.is_dir() { Kind::Folder } else { Kind::File })
    }

    fn canonical(&self, path: &Path) -> Result<PathBuf, ReadError> {
        fs::canonicalize(path).map_err(system)
    }
}

fn system(error: io::Error) -> ReadError {
    match error.kind() {
        // `scoring.merit/more` is as little there as `nothing.merit`.
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::Missing,
        io::ErrorKind::PermissionDenied => ReadError::System("you have no right to read it".to_owned()),
        _ => ReadError::System(error.to_string().to_lowercase()),
    }
}
