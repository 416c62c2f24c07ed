use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{Entry, Files, Kind, ReadError, files::text, path::lexical};

/// Files that exist only here: for tests, and for texts that come from elsewhere. There are no links.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file; folders come of themselves.
    #[must_use]
    pub fn with(mut self, path: impl AsRef<Path>, content: impl Into<Vec<u8>>) -> Self {
        if let Some(path) = lexical(path.as_ref()) {
            self.files.insert(path, content.into());
        }
        self
    }
}

impl Files for Memory {
    fn read(&self, path: &Path, most: u64) -> Result<String, ReadError> {
        let path = self.canonical(path)?;
        let bytes = self.files.get(&path).ok_or(ReadError::Folder)?;
        if bytes.len() as u64 > most {
            return Err(ReadError::TooLarge { most });
        }
        text(bytes.clone())
    }

    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ReadError> {
        let folder = self.canonical(folder)?;
        let mut entries: Vec<Entry> = Vec::new();
        for path in self.files.keys() {
            let Ok(below) = path.strip_prefix(&folder) else { continue };
            let mut parts = below.components();
            let Some(name) = parts.next().and_then(|name| name.as_os_str().to_str()) else { continue };
            let kind = if parts.next().is_some() { Kind::Folder } else { Kind::File };
            entries.push(Entry { name: name.to_owned(), kind });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries.dedup();
        Ok(entries)
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        let path = lexical(path)?;
        if self.files.contains_key(&path) {
            return Some(Kind::File);
        }
        self.files.keys().any(|file| file.starts_with(&path)).then_some(Kind::Folder)
    }

    fn canonical(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let path = lexical(path).ok_or(ReadError::Missing)?;
        if self.kind(&path).is_none() { Err(ReadError::Missing) } else { Ok(path) }
    }
}
