//! A path → the texts of a rule set, confined to the project's root.
//!
//! Takes a rule file or folder and a [`Files`] to read from; gives the files that belong to the rule set, what
//! `use` and `from` lead to, and what `merit.toml` says. Knows nothing of the language.

mod config;
mod disk;
mod files;
mod memory;
mod path;

pub use config::{Config, LintLevel, config};
pub use disk::Disk;
pub use files::{Entry, Files, Kind, MAX_ASSET_BYTES, MAX_RULE_BYTES, ReadError};
pub use memory::Memory;

use std::path::{Path, PathBuf};

use crate::base::nearest;

/// Name of the file that marks a project's root and holds its settings.
pub const CONFIG_NAME: &str = "merit.toml";

/// A rule set's place: its root, its first files and its settings file.
pub struct Project<'f> {
    files: &'f dyn Files,
    root: PathBuf,
    entries: Vec<Member>,
    config: Option<Member>,
}

/// A file of a project: where it lies, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its real path, links resolved; one per file, however it is reached.
    pub path: PathBuf,
    /// Its path as the user would type it.
    pub shown: String,
    /// Where it was found, links below the rule set's folder not resolved; `use` counts from here.
    place: PathBuf,
}

/// Why a project cannot be opened at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProjectError {
    /// There is nothing at the path given.
    #[error("there is no file or folder `{shown}`{}", also(.like.as_deref()))]
    Missing {
        /// The path as typed.
        shown: String,
        /// A path near to it that exists.
        like: Option<String>,
    },
    /// The path is a file of another kind.
    #[error("`{shown}` is not a rule file: the names of rule files end in `.merit`")]
    NotRules {
        /// The path as typed.
        shown: String,
    },
    /// The folder has no rule files.
    #[error("the folder `{shown}` holds no rule files (files whose names end in `.merit`){}", deeper(.folders))]
    NoRules {
        /// The path as typed.
        shown: String,
        /// Folders in it that do hold some, as the user would type them.
        folders: Vec<String>,
    },
    /// The system refuses.
    #[error("`{shown}` cannot be read: {reason}")]
    Unreadable {
        /// The path as typed.
        shown: String,
        /// What the system says.
        reason: String,
    },
}

/// Why a path named inside a file leads to no file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It begins at the root of the disk.
    Absolute,
    /// It leads out of the root.
    Outside,
    /// It is a link that leads out of the root.
    OutsideByLink,
    /// There is no such file.
    Missing {
        /// A path that may have been meant, written the same way.
        like: Option<String>,
    },
    /// The system refuses.
    Unreadable(String),
}

impl<'f> Project<'f> {
    /// Finds the rule set at `path`: a rule file, or a folder with its rule files, not deeper.
    pub fn open(files: &'f dyn Files, path: &Path) -> Result<Self, ProjectError> {
        let shown = path::shown(path);
        let given = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let unreadable = |reason: String| ProjectError::Unreadable { shown: shown.clone(), reason };
        let real = files.canonical(given).map_err(|error| match error {
            ReadError::Missing => ProjectError::Missing { shown: shown.clone(), like: like(files, path) },
            error => unreadable(error.to_string()),
        })?;
        let is_folder = files.kind(&real) == Some(Kind::Folder);
        if !is_folder && !path::is_rules(path) {
            return Err(ProjectError::NotRules { shown });
        }
        let folder = if is_folder { real.clone() } else { real.parent().unwrap_or(Path::new("")).to_path_buf() };
        let shown_folder = if is_folder { path } else { path.parent().unwrap_or(Path::new("")) };
        let root = folder
            .ancestors()
            .find(|folder| files.kind(&folder.join(CONFIG_NAME)) == Some(Kind::File))
            .map(Path::to_path_buf);
        let config = root.as_deref().map(|root| config_member(files, root, &folder, shown_folder));
        let mut project = Self { files, root: root.unwrap_or_else(|| folder.clone()), entries: Vec::new(), config };

        if !is_folder {
            project.entries.push(Member { path: real.clone(), shown, place: real });
            return Ok(project);
        }
        let entries = files.list(&folder).map_err(|error| unreadable(error.to_string()))?;
        project.entries = rule_files(&entries)
            .map(|name| {
                let place = folder.join(name);
                Member { path: place.clone(), shown: path::join_shown(shown_folder, name), place }
            })
            .collect();
        if project.entries.is_empty() {
            let folders = entries
                .iter()
                .filter(|entry| entry.kind == Kind::Folder)
                .filter(|entry| {
                    files.list(&folder.join(&entry.name)).is_ok_and(|inner| rule_files(&inner).next().is_some())
                })
                .map(|entry| path::join_shown(shown_folder, &entry.name))
                .collect();
            return Err(ProjectError::NoRules { shown, folders });
        }
        Ok(project)
    }

    /// The files the rule set begins with, sorted by name; they may turn out to be unreadable.
    pub fn entries(&self) -> &[Member] {
        &self.entries
    }

    /// `merit.toml`, where there is one.
    pub fn config(&self) -> Option<&Member> {
        self.config.as_ref()
    }

    /// The folder that nothing is read outside of, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The member with its links resolved, if they do not lead out of the root.
    pub fn admit(&self, member: &Member) -> Result<Member, Refusal> {
        let path = self.files.canonical(&member.place).map_err(|error| match error {
            ReadError::Missing => Refusal::Missing { like: None },
            error => Refusal::Unreadable(error.to_string()),
        })?;
        if !path.starts_with(&self.root) {
            return Err(Refusal::OutsideByLink);
        }
        Ok(Member { path, ..member.clone() })
    }

    /// The file that `path`, written inside `from`, leads to.
    pub fn resolve(&self, from: &Member, path: &str) -> Result<Member, Refusal> {
        if path::is_absolute(path) {
            return Err(Refusal::Absolute);
        }
        let folder = from.place.parent().unwrap_or(Path::new(""));
        let place = path::lexical(&folder.join(path)).ok_or(Refusal::Outside)?;
        if !place.starts_with(&self.root) {
            return Err(Refusal::Outside);
        }
        let shown = path::join_shown(Path::new(&from.shown).parent().unwrap_or(Path::new("")), path);
        self.admit(&Member { path: place.clone(), shown, place: place.clone() }).map_err(|refusal| match refusal {
            Refusal::Missing { .. } => Refusal::Missing { like: self.like(&place, path) },
            other => other,
        })
    }

    /// The text of a member that [`admit`](Self::admit) or [`resolve`](Self::resolve) gave, of `most` bytes at most.
    pub fn read(&self, member: &Member, most: u64) -> Result<String, ReadError> {
        self.files.read(&member.path, most)
    }

    /// A file beside the missing `place` that may have been meant, in the spelling of `written`.
    fn like(&self, place: &Path, written: &str) -> Option<String> {
        let entries = self.files.list(place.parent()?).ok()?;
        let wanted = place.file_name()?.to_str()?;
        let names = entries.iter().filter(|entry| entry.kind == Kind::File).map(|entry| entry.name.as_str());
        let found = nearest(wanted, names)?;
        let before = written.strip_suffix(wanted)?;
        Some(format!("{before}{found}"))
    }
}

/// Names of the rule files among the entries of a folder; hidden files are left out.
fn rule_files(entries: &[Entry]) -> impl Iterator<Item = &str> {
    entries
        .iter()
        .filter(|entry| entry.kind == Kind::File && !entry.name.starts_with('.'))
        .map(|entry| entry.name.as_str())
        .filter(|name| path::is_rules(Path::new(name)))
}

/// `merit.toml` of the root, shown relative to the folder as it was typed where that leads there.
fn config_member(files: &dyn Files, root: &Path, folder: &Path, shown_folder: &Path) -> Member {
    let path = root.join(CONFIG_NAME);
    let up = folder.strip_prefix(root).map_or(0, |below| below.components().count());
    let shown = path::join_shown(shown_folder, &format!("{}{CONFIG_NAME}", "../".repeat(up)));
    // A typed folder that is a link has another parent than its name says.
    let leads_there = files.canonical(Path::new(&shown)).ok() == files.canonical(&path).ok();
    let shown = if leads_there { shown } else { path::shown(&path) };
    Member { path: path.clone(), shown, place: path }
}

/// A rule file or folder that exists and is spelled nearly like `path`.
fn like(files: &dyn Files, path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let parent = path.parent().unwrap_or(Path::new(""));
    let folder = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let entries = files.list(folder).ok()?;
    let names = entries
        .iter()
        .filter(|entry| entry.kind == Kind::Folder || path::is_rules(Path::new(&entry.name)))
        .map(|entry| entry.name.as_str())
        .filter(|name| !name.starts_with('.'));
    Some(path::join_shown(parent, nearest(wanted, names)?))
}

fn also(like: Option<&str>) -> String {
    like.map(|like| format!("; did you mean `{like}`?")).unwrap_or_default()
}

fn deeper(folders: &[String]) -> String {
    if folders.is_empty() {
        return String::new();
    }
    let names: Vec<_> = folders.iter().map(|folder| format!("`{folder}`")).collect();
    format!("; rule files stand in {}", names.join(", "))
}

#[cfg(test)]
mod tests;
