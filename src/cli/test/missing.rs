//! `--write-missing`: proposed tests → a new file in the rule set's folder, or standard output.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use crate::{
    base::{SourceId, harmless},
    cli::{Exit, Rules, output},
    format::format,
    syntax::parse,
    testing::{Proposed, missing_tests},
};

/// Above each test.
const PINS: &str = "# Pins what the rules give today; keep it if that is what they should give.\n";

/// Goals without a contact that are told before the rest is counted.
const TOLD: usize = 20;

/// Proposes tests for what no test reaches, and writes them.
pub(super) fn write(path: &Path, rules: &Rules) -> Result<(), Exit> {
    let proposed = missing_tests(&rules.model, &rules.tests);
    if proposed.tests.is_empty() && proposed.unreached.is_empty() {
        output::message("the tests reach everything: there is nothing to propose\n");
        return Ok(());
    }
    if !proposed.tests.is_empty() {
        let text = written(&proposed);
        let tests = output::count(proposed.tests.len(), "test");
        let goals = output::count(proposed.reached, "goal");
        if path.is_dir() {
            let file = created(path, &text)?;
            let shown = harmless(&file.to_string_lossy());
            output::message(&format!("wrote {shown}: {tests} that reach {goals} more\n"));
        } else {
            output::result(&text)?;
            output::message(&format!("{tests} that reach {goals} more\n"));
        }
    }
    for goal in proposed.unreached.iter().take(TOLD) {
        output::message(&format!("no contact was found for {}: {}\n", harmless(&goal.owner), harmless(&goal.text)));
    }
    if proposed.unreached.len() > TOLD {
        output::message(&format!("nor for {} more\n", proposed.unreached.len() - TOLD));
    }
    if proposed.left > 0 {
        let goals = output::count(proposed.left, "goal");
        output::message(&format!(
            "{goals} were not looked for, since there are so many: run it again with these tests\n"
        ));
    }
    Ok(())
}

/// In canonical form.
fn written(proposed: &Proposed) -> String {
    let tests: Vec<String> = proposed.tests.iter().map(|test| format!("{PINS}{test}")).collect();
    let text = tests.join("\n");
    format(&parse(SourceId(0), &text).file, &text)
}

/// A file of a name that is free.
fn created(folder: &Path, text: &str) -> Result<PathBuf, Exit> {
    for number in 1.. {
        let name = if number == 1 { "missing_tests.merit".to_owned() } else { format!("missing_tests_{number}.merit") };
        let path = folder.join(name);
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
