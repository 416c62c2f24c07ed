//! `--watch`: waits until one of the files that were looked at changes, asking the disk a few times a second.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

use crate::project::{CONFIG_NAME, Disk, Entry, Files};

const PAUSE: Duration = Duration::from_millis(300);

/// What a path looked like: a file's time and size, or a folder's entries; `None` where nothing was.
#[derive(Debug, PartialEq)]
enum Look {
    File(SystemTime, u64),
    Folder(Vec<Entry>),
}

/// What the watched paths looked like.
#[derive(Debug, Default)]
pub(super) struct Watched {
    looks: BTreeMap<PathBuf, Option<Look>>,
}

impl Watched {
    /// Looks at all these paths, and at the `merit.toml` that may appear in a folder.
    ///
    /// What was known before keeps its old look, so that a change made while the rules were checked is not missed.
    pub(super) fn also(before: Watched, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut before = before.looks;
        let mut looks = BTreeMap::new();
        let paths = paths.into_iter().flat_map(|path| {
            let config = path.is_dir().then(|| path.join(CONFIG_NAME));
            std::iter::once(path).chain(config)
        });
        for path in paths {
            let look = before.remove(&path).unwrap_or_else(|| look(&path));
            looks.insert(path, look);
        }
        Self { looks }
    }

    /// The same paths as they look now.
    pub(super) fn again(&self) -> Self {
        Self { looks: self.looks.keys().map(|path| (path.clone(), look(path))).collect() }
    }

    /// Returns when something looks different.
    pub(super) fn wait(&self) {
        while self.looks.iter().all(|(path, before)| look(path) == *before) {
            thread::sleep(PAUSE);
        }
    }
}

fn look(path: &Path) -> Option<Look> {
    let about = fs::metadata(path).ok()?;
    if about.is_dir() {
        return Some(Look::Folder(Disk.list(path).ok()?));
    }
    Some(Look::File(about.modified().ok()?, about.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_a_file_and_a_new_file_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.merit");
        fs::write(&file, "a").unwrap();
        let watched = Watched::also(Watched::default(), [folder.path().to_path_buf(), file.clone()]);
        assert_eq!(watched.again().looks, watched.looks);
        fs::write(&file, "ab").unwrap();
        watched.wait();
        let watched = watched.again();
        fs::write(folder.path().join("b.merit"), "").unwrap();
        watched.wait();
    }
}
