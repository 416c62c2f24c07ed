//! Events that stand in the records of JSON Lines, in files and through a pipe.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use super::{command, events::folder, ran, score};

/// The events of the files, in the records.
const NESTED: &str = r#"{"Record ID": "a", "page_view": [{"at": "2026-02-25 10:00", "url": "/pricing/x", "seconds": 7.5}, {"at": "2026-01-05 10:00", "url": "/home", "seconds": "3"}, {"at": "2026-03-02 00:00", "url": "/home", "seconds": 3}], "purchase": {"at": "2026-03-02", "amount": 500}}
{"Record ID": "b", "events": {"page_view": [{"at": "2026-02-20 10:00", "url": "/pricing", "seconds": 2}], "purchase": [{"at": "2026-03-01", "amount": 60}, {"at": "2025-12-31", "amount": 40}]}}
{"Record ID": "c", "page_view": null, "purchase": [], "events": null}
"#;

#[test]
fn events_in_records_give_the_same_bytes_as_those_in_files() {
    let here = folder(&[("contacts.jsonl", NESTED)]);
    let files = score(&here, &["contacts.csv", "--events=page_view=views.csv", "--events=purchase=buys.csv"]);
    let nested = score(&here, &["contacts.jsonl"]);
    assert_eq!((nested.code, nested.out), (Some(0), files.out));
    insta::assert_snapshot!(nested.err, @r"
    3 records scored, as of 2026-03-01
    page_view: 3 events of 2 contacts; left out: 1 after as-of
    purchase: 2 events of 1 contact; left out: 1 after as-of
    ");
    let alone = score(&here, &["contacts.jsonl", "--threads", "1"]);
    assert_eq!(alone.err, nested.err);
}

#[test]
fn why_reads_the_events_of_a_record() {
    let here = folder(&[("contacts.jsonl", NESTED)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    let arguments = ["why", "rules.merit", "contacts.jsonl", "--key", "b", "--as-of", "2026-03-01"];
    let run = ran(command.current_dir(here.path()).env("NO_COLOR", "1").args(arguments).output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.contains("engagement: 15") && run.out.contains("money: 32.5"), "{}", run.out);
}

#[test]
fn a_kind_may_be_nested_and_another_in_a_file() {
    let here = folder(&[(
        "contacts.jsonl",
        "{\"id\": \"b\", \"page_view\": {\"at\": \"2026-02-25\", \"url\": \"/pricing\"}}\n",
    )]);
    let run = score(&here, &["contacts.jsonl", "--events", "purchase=buys.csv"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "id,engagement,money\nb,15,32.5\n"), "{}", run.err);
}

#[test]
fn one_kind_in_both_is_an_error() {
    let here = folder(&[("contacts.jsonl", NESTED)]);
    let run = score(&here, &["contacts.jsonl", "--events", "page_view=views.csv"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"error: events of `page_view` stand in the records of contacts.jsonl and are given with `--events` too; leave one of them out");
    // Behind the records that are looked at, it is one record's.
    let many: String = (0..300).map(|number| format!("{{\"id\": {number}, \"purchase\": []}}\n")).collect();
    let late = format!("{many}{{\"id\": \"z\", \"page_view\": [{{\"at\": \"2026-02-25\", \"url\": \"/pricing\"}}]}}\n");
    let here = folder(&[("contacts.jsonl", &late)]);
    let run = score(&here, &["contacts.jsonl", "--events", "page_view=views.csv"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.ends_with("z,0,0\n"), "{}", run.out);
    assert!(
        run.err.starts_with(
            "line 301, record 301 (id z): page_view: events of this kind come from a file, and this record has some of \
             its own; not counted\n"
        ),
        "{}",
        run.err
    );
}

#[test]
fn what_is_no_event_is_told_and_the_rest_counts() {
    let lines = r#"{"id": "a", "page_view": [{"at": "2026-02-25", "url": "/pricing", "seconds": "long"}, 5, {"at": "soon"}, null, {"url": "/"}], "purchase": "none"}
{"id": "b", "events": [{"at": "2026-02-25"}], "purchase": []}
{"id": "c", "page_view": {"at": "2026-02-25", "url": "/pricing"}, "events": {"page_view": [], "purchase": 7}}
{"id": "d", "page_view": {"at": "2026-02-25", "url": "/pricing"}, "events": {"page_view": {"at": "2026-02-25"}}}
{"id": "e", "page_view": {"at": "2026-02-25", "URL": "/pricing", "Url": "/"}, "Purchase": [], "PURCHASE": []}
{"page_view": [{"at": "soon"}]}
"#;
    let here = folder(&[("contacts.jsonl", lines)]);
    let run = score(&here, &["contacts.jsonl", "-o", "out.csv"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(super::text(&here, "out.csv"), "id,engagement,money\na,15,0\nb,0,0\nc,15,0\nd,0,0\ne,0,0\n");
    insta::assert_snapshot!(super::text(&here, "out.csv.rejects.csv"), @r#"
    line,record,key,field,value,reason,effect
    1,1,a,page_view.seconds,long,`long` is not a number (event 1),unknown
    1,1,a,page_view,5,`5` where an object with the fields of an event is expected,rejected
    1,1,a,page_view.at,soon,"`soon` is not a date with a time like `2026-03-01T10:00`; say in the schema how dates are written, such as `format ""%d/%m/%Y %H:%M""` (event 3)",rejected
    1,1,a,page_view,null,`null` where an object with the fields of an event is expected,rejected
    1,1,a,page_view.at,,"no value, and without it nobody knows when the event was (event 5)",rejected
    1,1,a,purchase,none,`none` where a list of events is expected,rejected
    2,2,b,page_view,"[{""at"": ""2026-02-25""}]","the field `events` has to be an object with a list for each kind, such as `{""page_view"": […]}`",rejected
    3,3,c,purchase,7,`7` where a list of events is expected,rejected
    4,4,d,page_view,"{""at"": ""2026-02-25""}",events stand both in the field `page_view` and in `events`,rejected
    5,5,e,page_view.url,,"several fields may be meant: `URL`, `Url`",unknown
    5,5,e,purchase,,"several fields may be meant: `Purchase`, `PURCHASE`",rejected
    6,6,,id,,"no value, and without a key nobody knows whose record it is",rejected
    "#);
    insta::assert_snapshot!(run.err, @r#"
    6 records: 5 scored, 1 rejected, as of 2026-03-01
    page_view: 3 events of 3 contacts
    purchase: no events
    12 values and events could not be used (`merit explain unreadable-value`):
      page_view: 4, first on line 1: `5` where an object with the fields of an event is expected
      purchase: 3, first on line 1: `none` where a list of events is expected
      page_view.at: 2, first on line 1: `soon` is not a date with a time like `2026-03-01T10:00`; say in the schema how dates are written, such as `format "%d/%m/%Y %H:%M"` (event 3)
      other properties and fields: 3
    scores: out.csv
    rejects: out.csv.rejects.csv (12 rows)
    error: there are 12 rejects, and `--max-rejects` allows 0
    "#);
}

#[test]
fn a_property_keeps_its_field() {
    let rules = "contact { id: text key  views: integer default 0 from \"page_view\"  events: integer }\n\
                 event page_view { at: date }\n\
                 score s { when views >= 3 score +1  when events >= 2 score +10  each page_view score +100 }\n";
    let here = folder(&[("rules.merit", rules), ("contacts.jsonl", "{\"id\": 1, \"page_view\": 3, \"events\": 2}\n")]);
    assert_eq!(score(&here, &["contacts.jsonl"]).code, Some(2));
    let run = score(&here, &["contacts.jsonl", "--no-events", "page_view"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "id,s\n1,11\n"), "{}", run.err);
    let rules = rules.replace("events: integer", "number: integer").replace("events >= 2", "number >= 2");
    let line = "{\"id\": 1, \"page_view\": 3, \"events\": {\"page_view\": {\"at\": \"2026-02-25\"}}}\n";
    let here = folder(&[("rules.merit", &rules), ("contacts.jsonl", line)]);
    let run = score(&here, &["contacts.jsonl"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "id,s\n1,101\n"), "{}", run.err);
}

#[test]
fn duplicates_have_the_events_of_their_own_record() {
    let line = |url: &str| format!("{{\"id\": 1, \"page_view\": {{\"at\": \"2026-02-25\", \"url\": \"{url}\"}}}}\n");
    let here = folder(&[("contacts.jsonl", &(line("/pricing") + &line("/")))]);
    let arguments = ["contacts.jsonl", "--no-events", "purchase"];
    let run = score(&here, &arguments);
    assert_eq!(run.out, "id,engagement,money\n1,15,0\n1,0,0\n");
    assert!(run.err.contains("page_view: 2 events of 2 contacts\n"), "{}", run.err);
    let run = score(&here, &[&arguments[..], &["--on-duplicate", "reject"]].concat());
    assert!(run.err.contains("page_view: 1 event of 1 contact\n"), "{}", run.err);
}

#[test]
fn no_records_need_no_events() {
    let here = folder(&[("contacts.jsonl", "")]);
    assert_eq!(score(&here, &["contacts.jsonl"]).code, Some(0));
}

/// What a live process says to these lines; each is answered before the next is sent.
fn live(lines: &[&str], options: &[&str]) -> (Vec<String>, String, Option<i32>) {
    let here = folder(&[]);
    let arguments = [&["rules.merit", "-", "--input-format=jsonl", "--as-of=2026-03-01", "-q"], options].concat();
    let mut command = command(here.path(), &arguments);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut to = process.stdin.take().unwrap();
    let mut out = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut answers = Vec::new();
    for line in lines {
        if writeln!(to, "{line}").and_then(|()| to.flush()).is_err() {
            break;
        }
        let Some(answer) = out.next() else { break };
        answers.push(answer.unwrap());
    }
    drop(to);
    let done = ran(process.wait_with_output().unwrap());
    (answers, done.err, done.code)
}

#[test]
fn a_live_pipe_answers_records_with_events_in_them() {
    let lines = [
        r#"{"id": "a", "page_view": [], "purchase": null}"#,
        r#"{"id": "a", "page_view": [{"at": "2026-02-25", "url": "/pricing"}]}"#,
        r#"{"id": "b", "page_view": [{"at": "soon", "url": "/pricing"}]}"#,
    ];
    let (answers, err, code) = live(&lines, &["--max-rejects=1"]);
    let answer = |id: &str, points: u8| format!("{{\"id\":\"{id}\",\"engagement\":{points},\"money\":0}}");
    assert_eq!(answers, [answer("a", 0), answer("a", 15), answer("b", 0)]);
    assert!(err.starts_with("line 3, record 3 (id b): page_view.at `soon` is not a date"), "{err}");
    assert_eq!((err.lines().count(), code), (1, Some(0)));
}

#[test]
fn a_live_pipe_reads_files_of_events_before_it_answers() {
    let lines = [r#"{"id": "b"}"#, r#"{"id": "c"}"#];
    let (answers, err, code) = live(&lines, &["--events=page_view=views.csv", "--events=purchase=buys.csv"]);
    assert_eq!(answers, [r#"{"id":"b","engagement":15,"money":32.5}"#, r#"{"id":"c","engagement":0,"money":0}"#]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
}

#[test]
fn s11_of_a_live_pipe_the_first_record_shows_which_events_there_are() {
    let (answers, err, code) = live(&[r#"{"id": "a", "page_view": []}"#], &[]);
    assert_eq!((answers.len(), code), (0, Some(2)));
    insta::assert_snapshot!(err, @r#"
    error: the rules read events that are nowhere to be found: `purchase`
      give `--events purchase=FILE` with the file that has them, or `--no-events purchase` if there are none
      they may also stand in the records, as `"purchase": [ … ]`; the first record has to have the field then, be it empty
    "#);
}

#[test]
fn s11_of_a_live_pipe_the_first_record_that_can_be_read_shows_which_events_there_are() {
    let broken = "{\"id\": ";
    let (answers, err, code) = live(&[broken, r#"{"id": "a", "page_view": []}"#], &["--max-rejects=9"]);
    assert_eq!((answers.len(), code), (1, Some(2)), "{err}");
    assert!(err.contains("the rules read events that are nowhere to be found: `purchase`\n"), "{err}");
    let whole = r#"{"id": "a", "page_view": [], "purchase": []}"#;
    let (answers, _, code) = live(&[broken, broken, whole, r#"{"id": "b"}"#], &["--max-rejects=9"]);
    assert_eq!((answers.len(), code), (4, Some(0)));
}
