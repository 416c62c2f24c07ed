//! `--events` and `--no-events`: what has to be said, and what is said where it is wrong.

use std::fs;

use super::{HEADER, events::folder, names, score, text};

/// What goes wrong with these arguments behind `contacts.csv`.
fn wrong(arguments: &[&str]) -> String {
    let here = folder(&[]);
    let run = score(&here, &[&["contacts.csv"], arguments].concat());
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}: {}", run.err);
    run.err
}

#[test]
fn s11_kinds_that_rules_read_and_that_nothing_is_said_of_end_the_run() {
    insta::assert_snapshot!(wrong(&[]), @r"
    error: the rules read events that are nowhere to be found: `page_view`, `purchase`
      give `--events page_view=FILE` with the file that has them, or `--no-events page_view` if there are none
      give `--events purchase=FILE` with the file that has them, or `--no-events purchase` if there are none
    ");
    insta::assert_snapshot!(wrong(&["--events", "page_view=views.csv"]), @r"
    error: the rules read events that are nowhere to be found: `purchase`
      give `--events purchase=FILE` with the file that has them, or `--no-events purchase` if there are none
    ");
    let here = folder(&[("contacts.jsonl", "{\"id\": \"a\"}\n{\"id\": \"b\", \"page_view\": []}\n")]);
    let run = score(&here, &["contacts.jsonl"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @r#"
    error: the rules read events that are nowhere to be found: `purchase`
      give `--events purchase=FILE` with the file that has them, or `--no-events purchase` if there are none
      they may also stand in the records, as `"purchase": [ … ]`; none of the first 2 records has the field
    "#);
}

#[test]
fn s11_that_there_are_none_is_said_on_purpose() {
    let here = folder(&[]);
    let run = score(&here, &["contacts.csv", "--no-events", "page_view", "--no-events", "purchase"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "id,engagement,money\na,0,0\nb,0,0\nc,0,0\n"));
    insta::assert_snapshot!(run.err, @r"
    3 records scored, as of 2026-03-01
    page_view: no events, as `--no-events` says
    purchase: no events, as `--no-events` says
    ");
    // Nor are those looked at that stand in the records.
    let record = r#"{"id": "a", "page_view": [{"at": "2026-02-25", "url": "/pricing"}, {"at": "soon"}]}"#;
    let here = folder(&[("contacts.jsonl", record)]);
    let run = score(&here, &["contacts.jsonl", "--no-events", "page_view", "--no-events", "purchase"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "id,engagement,money\na,0,0\n"));
}

#[test]
fn what_is_said_of_events_has_to_make_sense() {
    let all = [
        ["--events", "page_veiw=views.csv"],
        ["--events", "webinar=views.csv"],
        ["--no-events", "page_veiws"],
        ["--events", "views.csv"],
        ["--events", "=views.csv"],
        ["--events", "page_view="],
        ["--events", "="],
        ["--events", "page_view=-"],
    ];
    insta::assert_snapshot!(all.iter().map(|arguments| wrong(arguments)).collect::<String>(), @r"
    error: the schema has no event `page_veiw`; did you mean `page_view`?
    error: the schema has no event `webinar`; its events are `page_view`, `purchase`, `email_open`
    error: the schema has no event `page_veiws`; did you mean `page_view`?
    error: --events: `views.csv` does not say of which kind the events are; write `--events page_view=views.csv`
    error: --events: `=views.csv` does not say of which kind the events are; write `--events page_view=views.csv`
    error: --events: `page_view=` does not say in which file the events are; write `--events page_view=FILE`
    error: --events: `=` does not say which events are meant; write `--events page_view=FILE`
    error: --events: `page_view=-`: events cannot come from standard input, only contacts can; give a file
    ");
    insta::assert_snapshot!(wrong(&["--events=page_view=views.csv", "--no-events=page_view"]), @"error: `page_view` is given with `--events` and with `--no-events`; leave one of them out");
    insta::assert_snapshot!(wrong(&["--events=page_view=views.csv", "--events=page_view=./views.csv"]), @"error: --events: `page_view=./views.csv` is given twice, and its events would count twice");
    // A slip is one too where no rule reads the events.
    insta::assert_snapshot!(wrong(&["--events=email_open=opens.csv"]), @"error: cannot open `opens.csv`: No such file or directory (os error 2)");
    insta::assert_snapshot!(wrong(&["--events=page_view=view.csv", "--no-events=purchase"]), @"error: cannot open `view.csv`: No such file or directory (os error 2)");
}

#[test]
fn a_file_without_an_ending_has_the_format_that_is_named() {
    let here = folder(&[]);
    fs::copy(here.path().join("views.csv"), here.path().join("views.txt")).unwrap();
    let arguments = ["contacts.csv", "--events=page_view=views.txt", "--no-events=purchase"];
    let run = score(&here, &arguments);
    let asked = "error: cannot tell the format of `views.txt`; name it with `--input-format csv`, `tsv` or `jsonl`\n";
    assert_eq!((run.code, run.err.as_str()), (Some(2), asked));
    let run = score(&here, &[&arguments[..], &["--input-format", "csv"]].concat());
    assert_eq!((run.code, run.out.lines().nth(1)), (Some(0), Some("a,23,0")));
    // That of the contacts goes behind the ending of a file of events.
    let here = folder(&[("contacts", "{\"id\": \"a\"}\n")]);
    let run = score(
        &here,
        &[&["contacts"], &["--events=page_view=views.csv"], &arguments[2..], &["--input-format=jsonl"]].concat(),
    );
    assert_eq!((run.code, run.out.lines().nth(1)), (Some(0), Some("a,23,0")), "{}", run.err);
}

#[test]
fn rules_without_events_have_none() {
    let here = super::contacts("a,7,3,2026-01-01,\n");
    let run = score(&here, &["contacts.csv", "--events", "page_view=views.csv"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), "error: the schema has no event `page_view`, nor any other\n"));
}

#[test]
fn kinds_that_no_rule_reads_are_said_to_be_so() {
    let here = folder(&[("opens.csv", "not even a table")]);
    let arguments = ["contacts.csv", "--no-events=page_view", "--no-events=purchase", "--events=email_open=opens.csv"];
    let run = score(&here, &arguments);
    assert_eq!(run.code, Some(0));
    assert!(
        run.err.contains("email_open: the file is not read, because no rule looks at these events\n"),
        "{}",
        run.err
    );
    assert_eq!(score(&here, &[&arguments[..3], &["--no-events=email_open"]].concat()).code, Some(0));
}

#[test]
fn columns_that_events_need_are_told_with_those_of_the_contacts() {
    let here = folder(&[
        ("contacts.csv", "Contact\na\n"),
        ("views.csv", "contact_id,when,URL,duration\n"),
        ("buys.csv", "id,at\n"),
    ]);
    let run = score(&here, &["contacts.csv", "--events=page_view=views.csv", "--events=purchase=buys.csv"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @r#"
    error[M1001 missing-column]: contacts.csv has no column for `id`, which tells contacts apart
      ┌─ rules.merit:2:3
      │
    2 │   id:     text key from "Record ID"
      │   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ looked for `Record ID`, `id`
      │
      = help: the columns are `Contact`
      = help: if it is one of them, say so in the schema: `from "Record ID", "NAME OF THE COLUMN"`

    error[M1001 missing-column]: views.csv has no column for `contact`, which says whose event it is
      ┌─ rules.merit:5:7
      │
    5 │ event page_view  { key from "contact"  at: datetime, url: text, seconds: number in 0.. }
      │       ^^^^^^^^^ looked for `contact`
      │
      = help: the nearest column is `contact_id`
      = help: if that is it, say so in the event: `key from "contact", "contact_id"`

    error[M1001 missing-column]: views.csv has no column for `at`, which says when an event was
      ┌─ rules.merit:5:40
      │
    5 │ event page_view  { key from "contact"  at: datetime, url: text, seconds: number in 0.. }
      │                                        ^^^^^^^^^^^^ looked for `at`
      │
      = help: the columns are `contact_id`, `when`, `URL`, `duration`
      = help: if it is one of them, say so in the schema: `from "NAME OF THE COLUMN"`

    error[M1001 missing-column]: views.csv has no column for `seconds`, which the rules read
      ┌─ rules.merit:5:65
      │
    5 │ event page_view  { key from "contact"  at: datetime, url: text, seconds: number in 0.. }
      │                                                                 ^^^^^^^^^^^^^^^^^^^^^^ looked for `seconds`
      │
      = help: the columns are `contact_id`, `when`, `URL`, `duration`
      = help: if it is one of them, say so in the schema: `from "NAME OF THE COLUMN"`

    error[M1001 missing-column]: buys.csv has no column for `amount`, which the rules read
      ┌─ rules.merit:6:30
      │
    6 │ event purchase   { at: date, amount: number }
      │                              ^^^^^^^^^^^^^^ looked for `amount`
      │
      = help: the columns are `id`, `at`
      = help: if it is one of them, say so in the schema: `from "NAME OF THE COLUMN"`
    "#);
}

#[test]
fn without_a_key_events_in_files_have_no_contacts() {
    let rules = "contact { visits: integer }\nevent view { at: date }\nwhen view count > 1 score +1\n";
    let here = folder(&[("rules.merit", rules)]);
    let run = score(&here, &["contacts.csv", "--events", "view=views.csv"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"error: events in files find their contacts by a key, and the schema has none: write `key` behind the property that tells contacts apart, such as `id: text key`, or name it with `--key PROPERTY`");
    let run = score(&here, &["contacts.csv", "--no-events", "view", "--quiet"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "record,score\n1,0\n2,0\n3,0\n"));
}

#[test]
fn nothing_is_written_over_a_file_of_events() {
    let here = folder(&[]);
    let before = text(&here, "views.csv");
    for option in [["-o", "./views.csv"], ["--rejects", "views.csv"]] {
        let run = score(
            &here,
            &[&["contacts.csv", "--events=page_view=views.csv", "--no-events=purchase"], &option[..]].concat(),
        );
        assert_eq!(run.code, Some(2));
        assert!(run.err.ends_with("which is the file of events; name another file\n"), "{}", run.err);
        assert_eq!(text(&here, "views.csv"), before);
    }
}

#[test]
fn a_file_of_events_that_breaks_off_leaves_no_output() {
    let here = folder(&[("views.csv", "contact,at,url,seconds\na,2026-02-25,\"/pricing,1\n")]);
    let before = names(&here);
    let run = score(&here, &["contacts.csv", "--events=page_view=views.csv", "--no-events=purchase", "-o", "out.csv"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (Some(2), "error: the quote that opens on line 2 of `views.csv` is never closed\n")
    );
    assert_eq!(names(&here), before);
}

#[test]
fn the_contacts_may_be_their_own_events() {
    let rules = "contact { id: text key }\nevent seen { key from \"id\"  at: date }\nwhen seen count >= 2 score +1\n";
    let here = folder(&[("rules.merit", rules), ("both.csv", "id,at\na,2026-01-01\nb,2026-01-01\na,2026-01-02\n")]);
    fs::write(here.path().join("unused.csv"), HEADER).unwrap();
    let run = score(&here, &["both.csv", "--events", "seen=both.csv", "--quiet"]);
    assert_eq!(run.out, "id,score\na,1\nb,0\na,1\n");
}
