//! Paths as text: joined, shown and made plain without asking a disk.

use std::path::{Component, Path, PathBuf};

/// Whether the name is a rule file's.
pub(super) fn is_rules(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "merit")
}

/// Whether a path written in a rule file begins at the root of a disk, on this system or another.
pub(super) fn is_absolute(path: &str) -> bool {
    let mut chars = path.chars();
    let first = chars.next();
    matches!(first, Some('/' | '\\')) || (first.is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':'))
}

/// The path without `.` and `..`; `None` where `..` leads above its beginning.
pub(super) fn lexical(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.pop() => {}
            Component::ParentDir => return None,
            part => plain.push(part),
        }
    }
    Some(plain)
}

/// The path as text for messages: `/` between its parts on every system.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// `folder` as typed, with `rest` behind it: `rules` and `../x.merit` give `x.merit`, `.` and `a` give `a`.
pub(super) fn join_shown(folder: &Path, rest: &str) -> String {
    let mut path = if folder == Path::new(".") { PathBuf::new() } else { folder.to_path_buf() };
    for part in Path::new(rest).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(path.components().next_back(), Some(Component::Normal(_))) => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    shown(&path)
}
