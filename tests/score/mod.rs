//! `merit score` as people and processes run it: rules and data in a folder, the files and messages it leaves.

mod events;
mod events_given;
mod events_nested;
mod files;
mod pipe;
mod rejects;
mod rows;

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// One property of each kind that matters here, two scores, a stage, a list and two claims.
const RULES: &str = r#"contact {
  id:     text key from "Record ID"
  visits: integer in 0.. from "Visits"
  size:   integer default 3
  seen:   date required
  note:   text
}
score fit {
  big:   when size >= 10 score +2.5
  small: when size < 3   score -5
}
score engagement {
  often: when visits >= 6 score +6
  some:  when visits >= 1 score +1
}
stage heat {
  hot  when engagement >= 7
  warm when engagement >= 1
  otherwise cold
}
list to_call when heat is hot and fit > 0
never  visits > 100
always visits is known
"#;

const HEADER: &str = "Record ID,Visits,size,seen,note\n";

/// A folder with `rules.merit`, these files, and nothing else.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.merit"), RULES).unwrap();
    for (path, text) in files {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

/// A folder with a `contacts.csv` of these rows.
fn contacts(rows: &str) -> TempDir {
    folder(&[("contacts.csv", &format!("{HEADER}{rows}"))])
}

/// What a run came to.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    command.current_dir(folder).arg("score").args(arguments).stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

/// Runs `merit score rules.merit …` as of a fixed day.
fn score(folder: &TempDir, arguments: &[&str]) -> Run {
    let arguments: Vec<&str> = ["rules.merit", "--as-of", "2026-03-01"].iter().chain(arguments).copied().collect();
    ran(command(folder.path(), &arguments).output().unwrap())
}

fn ran(output: Output) -> Run {
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn text(folder: &TempDir, file: &str) -> String {
    fs::read_to_string(folder.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The names in a folder, sorted.
fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
