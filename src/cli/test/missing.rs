//! `--write-missing`: proposed tests → a new file in the rule set's folder, or standard output.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use super::tried::keep_what_holds;
use crate::{
    base::{SourceId, harmless},
    cli::{Exit, Rules, output},
    format::format,
    syntax::parse,
    testing::{Effort, Goal, Proposed, missing_tests},
};

/// Above each test.
const PINS: &str = "# Pins what the rules give today; keep it if that is what they should give.\n";

/// Goals without a contact that are told before the rest is counted.
const TOLD: usize = 20;

/// Proposes tests for what no test reaches, and writes them.
pub(super) fn write(path: &Path, rules: &Rules) -> Result<(), Exit> {
    let folder = path.is_dir().then(|| free(path));
    let proposed = missing_tests(&rules.model, &rules.tests, Effort::default());
    let proposed = keep_what_holds(path, folder.as_deref().unwrap_or(path), proposed);
    if proposed.tests.is_empty() && proposed.unreached.is_empty() && proposed.stopped.is_empty() && proposed.left == 0 {
        output::message("the tests reach everything: there is nothing to propose\n");
        return Ok(());
    }
    if !proposed.tests.is_empty() {
        let text = written(&proposed);
        let tests = output::count(proposed.tests.len(), "test");
        let reach = if proposed.tests.len() == 1 { "reaches" } else { "reach" };
        let goals = proposed.reached();
        let goals = if goals == 1 { "1 more goal".to_owned() } else { format!("{goals} more goals") };
        let told = format!("{tests} that {reach} {goals}\n");
        if path.is_dir() {
            let file = created(path, &text)?;
            let shown = harmless(&file.to_string_lossy());
            output::message(&format!("wrote {shown}: {told}"));
        } else {
            output::result(&text)?;
            output::message(&told);
        }
    }
    tell(&proposed.unreached, "no contact was found for");
    tell(&proposed.stopped, "the search took too long for");
    if proposed.left > 0 {
        let goals = output::count(proposed.left, "goal");
        output::message(&format!(
            "not looked for, since it takes too long: {goals}; add these tests to the rules and run it again\n"
        ));
    }
    Ok(())
}

fn tell(goals: &[Goal], what: &str) {
    for goal in goals.iter().take(TOLD) {
        output::message(&format!("{what} {}: {}\n", harmless(&goal.owner), harmless(&goal.text)));
    }
    if goals.len() > TOLD {
        output::message(&format!("{what} {} more\n", goals.len() - TOLD));
    }
}

/// In canonical form.
fn written(proposed: &Proposed) -> String {
    let tests: Vec<String> = proposed.tests.iter().map(|test| format!("{PINS}{}", test.text)).collect();
    let text = tests.join("\n");
    format(&parse(SourceId(0), &text).file, &text)
}

/// The first name that is free.
fn free(folder: &Path) -> PathBuf {
    let names = (1..).map(|number| folder.join(name(number)));
    names.into_iter().find(|path| !path.exists()).unwrap_or_else(|| folder.join(name(1)))
}

fn name(number: u32) -> String {
    if number == 1 { "missing_tests.merit".to_owned() } else { format!("missing_tests_{number}.merit") }
}

/// A file of a name that is free.
fn created(folder: &Path, text: &str) -> Result<PathBuf, Exit> {
    for number in 1.. {
        let path = folder.join(name(number));
        let written = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => file.write_all(text.as_bytes()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(error) => Err(error),
        };
        return written.map(|()| path.clone()).map_err(|error| {
            output::error(&format!("`{}` cannot be written: {error}", path.display()));
            Exit::Failed
        });
    }
    Err(Exit::Failed)
}
