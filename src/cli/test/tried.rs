//! Proposed tests as they would stand in the rules: takes a rule set and proposals, keeps those that compile with it, pass,
//! and reach what they are said to reach.
//!
//! Nothing is written for that: the file is laid over the disk.

use std::path::{Path, PathBuf};

use crate::{
    base::Sources,
    compile::{Compiled, Options, compile},
    model::{Model, TestCase},
    plan::Plan,
    project::{Disk, Entry, Files, Kind, MAX_RULE_BYTES, ReadError},
    testing::{Goal, Proposed, ProposedTest, Reached, Subject, run},
};

/// Drops the proposals that would not hold; what they were for counts as not reached.
pub(super) fn keep_what_holds(path: &Path, file: &Path, proposed: Proposed) -> Proposed {
    let Proposed { tests, mut unreached, stopped, left } = proposed;
    let mut kept = Vec::new();
    holding(path, file, tests, &mut kept, &mut unreached);
    Proposed { tests: kept, unreached, stopped, left }
}

/// All at once; where the rules have errors with them, each half alone.
fn holding(path: &Path, file: &Path, tests: Vec<ProposedTest>, kept: &mut Vec<ProposedTest>, lost: &mut Vec<Goal>) {
    let text: String = tests.iter().map(|test| format!("\n{}", test.text)).collect();
    let Some(over) = Over::new(file, text) else { return kept.extend(tests) };
    let compiled = compile(&over, path, &Options::default()).ok();
    match compiled.and_then(|compiled| over.cases(compiled)) {
        Some((model, cases, sources)) if cases.len() == tests.len() => {
            let results = run(&model, &cases, &sources);
            let plan = Plan::new(model);
            let reached = Reached::new(&plan);
            for ((test, case), result) in tests.into_iter().zip(&cases).zip(results) {
                let found = reached.by(&Subject::of(&plan, case), true);
                let reaches = |goal: &Goal| {
                    let is_it = |place: &usize| {
                        reached.goals().get(*place).is_some_and(|own| own.node == goal.node && own.aim == goal.aim)
                    };
                    found.iter().any(is_it)
                };
                if result.passed() && test.goals.iter().all(reaches) {
                    kept.push(test);
                } else {
                    lost.extend(test.goals);
                }
            }
        }
        _ if tests.len() > 1 => {
            let mut first = tests;
            let second = first.split_off(first.len() / 2);
            holding(path, file, first, kept, lost);
            holding(path, file, second, kept, lost);
        }
        _ => lost.extend(tests.into_iter().flat_map(|test| test.goals)),
    }
}

/// The disk with one file more, or with more text at the end of one.
struct Over {
    /// Its folder, links resolved, and its name.
    place: PathBuf,
    /// What was there.
    before: String,
    more: String,
}

impl Over {
    fn new(file: &Path, more: String) -> Option<Self> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let place = match Disk.canonical(file) {
            Ok(place) => place,
            Err(_) => Disk.canonical(folder).ok()?.join(file.file_name()?),
        };
        let before = match Disk.kind(file) {
            Some(_) => Disk.read(file, MAX_RULE_BYTES).ok()?,
            None => String::new(),
        };
        Some(Self { place, before, more })
    }

    fn is_it(&self, path: &Path) -> bool {
        self.canonical(path).is_ok_and(|path| path == self.place)
    }

    /// The tests that were laid over, in order.
    fn cases(&self, compiled: Compiled) -> Option<(std::sync::Arc<Model>, Vec<TestCase>, Sources)> {
        let is_own = |test: &TestCase| {
            compiled.place(test.span.source) == Some(&self.place) && test.span.start as usize >= self.before.len()
        };
        let mut cases: Vec<TestCase> = compiled.tests.iter().filter(|test| is_own(test)).cloned().collect();
        cases.sort_by_key(|case| case.span.start);
        Some((compiled.model?, cases, compiled.sources))
    }
}

impl Files for Over {
    fn read(&self, path: &Path, most: u64) -> Result<String, ReadError> {
        if self.is_it(path) { Ok(format!("{}{}", self.before, self.more)) } else { Disk.read(path, most) }
    }

    fn list(&self, folder: &Path) -> Result<Vec<Entry>, ReadError> {
        let mut entries = Disk.list(folder)?;
        let name = self.place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_here = Disk.canonical(folder).is_ok_and(|folder| self.place.parent() == Some(&folder));
        if is_here && entries.iter().all(|entry| entry.name != name) {
            entries.push(Entry { name, kind: Kind::File });
            entries.sort_by(|one, other| one.name.cmp(&other.name));
        }
        Ok(entries)
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        if self.is_it(path) { Some(Kind::File) } else { Disk.kind(path) }
    }

    fn canonical(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let own = || {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(Disk.canonical(folder).ok()?.join(path.file_name()?)).filter(|path| *path == self.place)
        };
        Disk.canonical(path).or_else(|error| own().ok_or(error))
    }
}
