//! Every folder of `rules/` is a model of style: it checks clean, is in the one form, passes its own tests, and its
//! README says what is so.

mod b2b_saas;
mod commands;
mod retention;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One folder of rules.
fn rules(name: &str) -> PathBuf {
    root().join("rules").join(name)
}

/// Every folder of rules.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("rules")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 4, "{folders:?}");
    folders
}

fn merit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_merit")).args(arguments).current_dir(root()).output().unwrap()
}

fn stdout(done: &Output) -> String {
    String::from_utf8(done.stdout.clone()).unwrap()
}

fn stderr(done: &Output) -> String {
    String::from_utf8(done.stderr.clone()).unwrap()
}

/// What `merit check` finds in a folder.
fn findings(folder: &Path) -> Vec<String> {
    let done = merit(&["check", folder.to_str().unwrap(), "--format", "json"]);
    stdout(&done)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|finding| finding["name"] != "not-proven")
        .map(|finding| format!("{}: {}", finding["name"].as_str().unwrap(), finding["message"].as_str().unwrap()))
        .collect()
}

/// All files of a folder and of those in it, for a test that changes them.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, &target).unwrap();
        }
    }
}

#[test]
fn every_folder_checks_without_a_finding() {
    for folder in folders() {
        assert_eq!(findings(&folder), Vec::<String>::new(), "{}", folder.display());
    }
}

#[test]
fn every_folder_but_the_first_proves_what_sales_was_promised() {
    for name in ["b2b_saas", "retention", "xeducation"] {
        let done = merit(&["check", rules(name).to_str().unwrap()]);
        let summary = stderr(&done);
        let (_, proven) = summary.trim_end().rsplit_once("; ").unwrap();
        assert!(proven.contains(" never and ") && proven.ends_with(" always proven"), "{summary}");
    }
}

#[test]
fn every_folder_is_in_the_one_form() {
    for folder in folders() {
        let done = merit(&["fmt", "--check", folder.to_str().unwrap()]);
        assert!(done.status.success(), "{}", stdout(&done));
    }
}

#[test]
fn every_folder_has_tests_and_passes_them() {
    for folder in folders() {
        let done = merit(&["test", folder.to_str().unwrap(), "--format", "json"]);
        let report = stdout(&done);
        assert!(done.status.success(), "{report}{}", stderr(&done));
        let report: Value = serde_json::from_str(&report).unwrap();
        assert!(report["tests"].as_array().unwrap().len() >= 5, "{}", folder.display());
    }
}
