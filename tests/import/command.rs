//! `merit schema` as people run it.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

fn merit(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_merit"))
        .current_dir(folder)
        .arg("schema")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

const DATA: &str = "id,visits,\na,3,\nb,4,\n";

#[test]
fn a_schema_goes_to_standard_output_and_the_summary_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("contacts.csv"), DATA).unwrap();
    let done = merit(folder.path(), &["infer", "contacts.csv"], "");
    assert_eq!(done.status.code(), Some(0));
    assert!(
        text(&done.stdout).starts_with("# Drawn from `contacts.csv`: 2 records, 3 columns"),
        "{}",
        text(&done.stdout)
    );
    assert_eq!(text(&done.stderr), "2 properties from 2 records\n  left out 1, empty in every record: column 3\n");
}

#[test]
fn standard_input_is_read_and_may_have_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let done = merit(folder.path(), &["infer", "-", "--name", "the CRM"], DATA);
    assert!(text(&done.stdout).starts_with("# Drawn from `the CRM`:"), "{}", text(&done.stdout));
    let properties = r#"{"properties": {"id": {"type": "string"}, "x": {"type": "object"}}}"#;
    let done = merit(folder.path(), &["import", "-"], properties);
    assert_eq!(done.status.code(), Some(0));
    assert_eq!(
        text(&done.stderr),
        "JSON Schema: 1 of 2 properties\n  left out 1, a structure, which no type reads: x\n"
    );
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.merit");
    fs::write(folder.path().join("contacts.csv"), DATA).unwrap();
    fs::write(folder.path().join("broken.csv"), "id,visits\n1,\"a\n2,3\n").unwrap();
    let done = merit(folder.path(), &["infer", "contacts.csv", "-o", "schema.merit"], "");
    assert!(done.stdout.is_empty());
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.contains("id:     text key"), "{written}");
    let done = merit(folder.path(), &["infer", "broken.csv", "-o", "schema.merit"], "");
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("the quote that opens on line 2"), "{}", text(&done.stderr));
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
}

#[test]
fn what_cannot_be_imported_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("contacts.csv"), DATA).unwrap();
    for (file, why) in [("contacts.csv", "it is not JSON"), ("none.json", "cannot import `none.json`")] {
        let done = merit(folder.path(), &["import", file], "");
        assert_eq!(done.status.code(), Some(2));
        assert!(text(&done.stderr).contains(why), "{}", text(&done.stderr));
        assert!(done.stdout.is_empty());
    }
}
