//! `merit test`: tests in rules are run, failures are explained, coverage is counted, and missing tests are proposed.

mod coverage;
mod formats;
mod missing;
mod random;
mod results;

use std::{fs, path::Path, process::Command};

use serde_json::Value;
use tempfile::TempDir;

/// What a contact is, for all rule sets here.
const SCHEMA: &str = r#"contact {
  id:        text key
  industry:  one of { "Software", "Retail" }
  visits:    integer in 0.. default 0
  budget:    number
  opted_out: boolean default false
  created:   date
}
event page_view       { at: datetime, url: text }
event form_submission { at: datetime, form: one of { "Newsletter", "Demo request" } }
"#;

/// A folder `r` with the schema and one more file.
fn folder(rules: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("r")).unwrap();
    fs::write(folder.path().join("r/schema.merit"), SCHEMA).unwrap();
    fs::write(folder.path().join("r/a.merit"), rules).unwrap();
    folder
}

/// What a run came to.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn merit(folder: &Path, arguments: &[&str]) -> Run {
    let done = Command::new(env!("CARGO_BIN_EXE_merit"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    Run {
        code: done.status.code(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// `merit test r`, with a fresh folder for the rules.
fn tested(rules: &str, arguments: &[&str]) -> Run {
    let folder = folder(rules);
    let all: Vec<&str> = ["test", "r"].iter().chain(arguments).copied().collect();
    merit(folder.path(), &all)
}

/// The same as JSON.
fn json(rules: &str, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["--format", "json"].iter().chain(arguments).copied().collect();
    let run = tested(rules, &all);
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"))
}
