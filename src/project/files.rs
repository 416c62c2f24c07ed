use std::path::{Path, PathBuf};

/// The largest rule file and `merit.toml`, in bytes: 4 MiB.
pub const MAX_RULE_BYTES: u64 = 4 << 20;

/// The largest file of a `set` or `list`, in bytes: 64 MiB.
pub const MAX_ASSET_BYTES: u64 = 64 << 20;

/// Where files come from: a disk, memory, later a revision of a repository.
pub trait Files {
    /// The text of a file of `most` bytes at most.
    fn read(&self, path: &Path, most: u64) -> Result<String, ReadError>;

    /// What stands directly in a folder, sorted by name. A link counts as what it leads to, a dead one as a file;
    /// what is neither file nor folder is left out.
    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ReadError>;

    /// What stands at `path`, links followed.
    fn kind(&self, path: &Path) -> Option<Kind>;

    /// The one real path of a file or folder that exists: no links, no `.` and `..`.
    fn canonical(&self, path: &Path) -> Result<PathBuf, ReadError>;
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without the folder.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the two things there are")]
pub enum Kind {
    File,
    Folder,
}

/// Why a file cannot be read; as text it continues "the file cannot be read: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("there is no such file")]
    Missing,
    /// It is a folder.
    #[error("it is a folder")]
    Folder,
    /// It has more bytes than allowed.
    #[error("it is larger than {} MiB", most >> 20)]
    TooLarge {
        /// The bound, in bytes.
        most: u64,
    },
    /// It is not text in UTF-8.
    #[error("it is not UTF-8 text (byte {offset})")]
    NotUtf8 {
        /// The first byte that does not belong, from 0.
        offset: usize,
        /// The text with every wrong stretch replaced; up to `offset` it is the file's own.
        lossy: String,
    },
    /// The system refuses.
    #[error("{0}")]
    System(String),
}

/// The text of these bytes.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 {
        offset: error.utf8_error().valid_up_to(),
        lossy: String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}
