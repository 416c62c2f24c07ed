//! Standard input and output: a process that keeps one `merit` open, and readers that go away.

use std::{
    io::{BufRead, BufReader, Write},
    process::Stdio,
    sync::mpsc,
    thread,
    time::Duration,
};

use super::{HEADER, command, folder};

/// Far longer than an answer takes.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn jsonl_on_standard_input_is_answered_record_by_record() {
    let here = folder(&[]);
    let mut command =
        command(here.path(), &["rules.merit", "-", "--input-format", "jsonl", "--quiet", "--max-rejects", "9"]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut to = process.stdin.take().unwrap();
    let lines = |stream: Box<dyn std::io::Read + Send>| {
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        receive
    };
    let out = lines(Box::new(process.stdout.take().unwrap()));
    let err = lines(Box::new(process.stderr.take().unwrap()));
    let mut ask = |line: &str| {
        writeln!(to, "{line}").unwrap();
        to.flush().unwrap();
    };
    ask(r#"{"id": "a", "Visits": 7, "seen": "2026-01-01"}"#);
    let answer = out.recv_timeout(PATIENCE).unwrap();
    assert_eq!(answer, r#"{"id":"a","fit":0,"engagement":7,"heat":"hot","to_call":false}"#);
    ask(r#"{"id": "b", "Visits": 7}"#);
    let told = err.recv_timeout(PATIENCE).unwrap();
    assert_eq!(told, "line 2, record 2 (id b): seen: no value, and it is required; the record is rejected");
    assert_eq!(out.recv_timeout(PATIENCE).unwrap(), r#"{"id":"b","rejected":"seen: no value, and it is required"}"#);
    ask("{");
    assert!(out.recv_timeout(PATIENCE).unwrap().starts_with(r#"{"id":null,"rejected":""#));
    err.recv_timeout(PATIENCE).unwrap();
    ask(r#"{"id": "a", "Visits": "x", "seen": "2026-01-01"}"#);
    assert_eq!(
        (out.recv_timeout(PATIENCE).unwrap(), err.recv_timeout(PATIENCE).unwrap()),
        (
            r#"{"id":"a","fit":0,"engagement":0,"heat":"cold","to_call":false}"#.to_owned(),
            "line 4, record 4 (id a): visits `x` is not a whole number; read as unknown".to_owned()
        )
    );
    drop(to);
    assert_eq!(process.wait().unwrap().code(), Some(0));
    assert!(out.recv_timeout(PATIENCE).is_err());
}

#[test]
fn csv_on_standard_input_needs_no_format() {
    let here = folder(&[]);
    let mut command = command(here.path(), &["rules.merit", "-", "--quiet"]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(format!("{HEADER}a,7,3,2026-01-01,\n").as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "id,fit,engagement,heat,to_call\na,0,7,hot,false\n");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let rows: String = (0..50_000).map(|number| format!("{number},7,3,2026-01-01,\n")).collect();
    let here = folder(&[("contacts.csv", &format!("{HEADER}{rows}"))]);
    let mut command = command(here.path(), &["rules.merit", "contacts.csv"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}
