//! The commands in the READMEs of `rules/` do what stands there.
//!
//! They run in a folder that has `rules/` and the data. In `sh` blocks each one succeeds. In `console` blocks each one
//! prints what stands below it (standard output, then standard error); a last line `…` means that more follows, a `\`
//! at a line's end that the command goes on.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use super::{copy, retention, root};

/// The blocks of a folder's README in one language.
fn blocks(rules: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(super::rules(rules).join("README.md")).unwrap();
    let mut parts = text.split("\n```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (info, body) = block.split_once('\n').unwrap();
        if info == language {
            blocks.push(body.to_owned());
        }
    }
    blocks
}

fn folder(rules: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&super::rules(rules), &folder.path().join("rules").join(rules));
    folder
}

/// What a command prints, and whether it succeeded.
fn run(folder: &Path, command: &str) -> (String, bool) {
    let arguments = command.strip_prefix("merit ").unwrap_or_else(|| panic!("{command}"));
    let done = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    (String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap(), done.status.success())
}

fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// Runs the `merit` commands of the `sh` blocks.
fn each_succeeds(rules: &str, folder: &Path, least: usize) {
    let blocks = blocks(rules, "sh");
    let commands: Vec<&str> =
        blocks.iter().flat_map(|block| block.lines()).filter(|line| line.starts_with("merit ")).collect();
    assert!(commands.len() >= least, "{commands:?}");
    for command in commands {
        let (printed, fine) = run(folder, command);
        assert!(fine, "{command}\n{printed}");
    }
}

#[test]
fn of_b2b_saas_print_what_is_shown() {
    let folder = folder("b2b_saas");
    let mut commands = 0;
    for block in blocks("b2b_saas", "console") {
        for command in block.replace(" \\\n", " ").split("\n$ ") {
            commands += 1;
            let (command, shown) = command.trim_start_matches("$ ").split_once('\n').unwrap();
            let (printed, shown) = (trimmed(&run(folder.path(), command).0), trimmed(shown));
            let same = match shown.strip_suffix('…') {
                Some(begin) => printed.starts_with(begin.trim_end()),
                None => printed == shown,
            };
            assert!(same, "{command}\nprints\n{printed}\nand the page shows\n{shown}");
        }
    }
    assert_eq!(commands, 3);
}

#[test]
fn of_getting_started_succeed() {
    each_succeeds("getting_started", folder("getting_started").path(), 3);
}

#[test]
fn of_retention_succeed() {
    let Some(purchases) = retention::purchases() else { return };
    let folder = folder("retention");
    fs::write(folder.path().join("cdnow.csv"), &purchases).unwrap();
    fs::write(folder.path().join("customers.csv"), retention::customers(&purchases)).unwrap();
    each_succeeds("retention", folder.path(), 1);
}

#[test]
fn of_xeducation_succeed() {
    let leads = root().join("../shared/data/xeducation/Leads.csv");
    if !leads.is_file() {
        eprintln!("skipped: there is no ../shared/data beside the project");
        return;
    }
    let folder = folder("xeducation");
    fs::copy(leads, folder.path().join("Leads.csv")).unwrap();
    each_succeeds("xeducation", folder.path(), 1);
}
