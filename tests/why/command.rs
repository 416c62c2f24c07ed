//! The command on rules and data of the repository and of folders made for it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

const GETTING_STARTED: &str = "rules/getting_started";
const CONTACTS: &str = "rules/getting_started/contacts.csv";

/// Code, standard output, standard error.
fn merit(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    command.current_dir(folder).arg("why").args(arguments);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn getting_started(more: &[&str]) -> (Option<i32>, String, String) {
    let arguments = [&[GETTING_STARTED, CONTACTS, "--as-of", "2026-03-01"], more].concat();
    merit(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments)
}

fn json(more: &[&str]) -> Value {
    let (code, out, err) = getting_started(&[more, &["--format", "json"]].concat());
    assert_eq!((code, err.as_str()), (Some(0), ""));
    serde_json::from_str(&out).unwrap()
}

#[test]
fn three_contacts_at_a_glance() {
    for key in ["C-002", "C-003", "C-007"] {
        let (code, out, err) = getting_started(&["--key", key]);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        insta::assert_snapshot!(key, out);
    }
}

#[test]
fn other_values_show_first_what_they_change() {
    let (code, out, _) = getting_started(&["--key", "C-007", "--change", "visits=6", "--change", "job_title=CTO"]);
    assert_eq!(code, Some(0));
    let first: Vec<&str> = out.lines().take_while(|line| !line.is_empty()).collect();
    insta::assert_snapshot!("what_if", first.join("\n"));
    let told = json(&["--key", "C-007", "--change", "visits=6"]);
    assert_eq!(told["changes"], serde_json::json!([{ "property": "visits", "from": 3, "to": 6 }]));
    assert_eq!(told["before"]["stages"][0]["is"], "mql");
    assert_eq!(told["stages"][0]["is"], "sql");
}

#[test]
fn programs_get_the_keys_that_are_promised_in_this_order() {
    let told = json(&["--key", "C-007"]);
    let first = |value: &Value, many: usize| value.as_object().unwrap().keys().take(many).cloned().collect::<Vec<_>>();
    assert_eq!(
        first(&told, 9),
        ["key", "as_of", "rules_hash", "scores", "rules", "stages", "lists", "next", "expires"]
    );
    assert_eq!(first(&told["scores"][0], 4), ["name", "points", "before_limit", "groups"]);
    assert_eq!(first(&told["scores"][0]["groups"][0], 3), ["name", "points", "before_limit"]);
    let rule = &told["rules"][0];
    assert_eq!(
        first(rule, 10),
        ["id", "score", "group", "line", "text", "fired", "points", "before_limit", "atoms", "events"]
    );
    assert_eq!(first(&rule["atoms"][0], 4), ["text", "actual", "required", "holds"]);
    assert_eq!(rule["events"], serde_json::json!({ "count": 0, "latest": null }));
    assert_eq!(first(&told["stages"][0], 3), ["name", "is", "line"]);
    assert_eq!(first(&told["lists"][0], 2), ["name", "in"]);
    assert_eq!(first(&told["next"][0], 4), ["stage", "to", "changes", "points"]);
    assert_eq!(told["next"][0]["changes"][0], serde_json::json!({ "property": "visits", "from": 3, "to": 6 }));
    assert_eq!(told["next"][0]["points"], 15);
    let scoring =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/getting_started/scoring.merit")).unwrap();
    let line =
        |at: &Value| scoring.lines().nth(usize::try_from(at.as_u64().unwrap()).unwrap() - 1).unwrap().trim().to_owned();
    assert!(line(&rule["line"]).starts_with("match industry"));
    assert!(line(&told["stages"][0]["line"]).starts_with("mql "));
}

#[test]
fn who_is_not_there_is_not_found_and_near_keys_are_named() {
    let (code, out, err) = getting_started(&["--key", "C-0070"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("no contact `C-0070` in rules/getting_started/contacts.csv; near: `C-007`"), "{err}");
    let (code, _, err) = getting_started(&["--key", "C-007", "--change", "vists=6"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("there is no property `vists`; did you mean `visits`?"), "{err}");
    let (code, out, _) = getting_started(&["--key", " gus@gmx.de ", "--key-property", "email"]);
    assert_eq!((code, out.lines().next()), (Some(0), Some("gus@gmx.de (rules/getting_started, as of 2026-03-01)")));
}

/// A folder with rules and contacts of its own.
fn folder(rules: &str, contacts: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.merit"), rules).unwrap();
    fs::write(folder.path().join("contacts.csv"), contacts).unwrap();
    folder
}

#[test]
fn of_several_records_with_the_key_the_first_is_explained() {
    let rules = "contact { id: text key visits: integer }\nwhen visits >= 6 score +1\n";
    let folder = folder(rules, "id,visits\n7,8\n7,1\n8,2\n");
    let (code, out, err) = merit(folder.path(), &["rules.merit", "contacts.csv", "--key", "7"]);
    assert_eq!((code, err.as_str()), (Some(0), "2 records have the key `7`; this is the first\n"));
    assert!(out.contains("+1  visits is 8, required 6 or more"), "{out}");
}

#[test]
fn without_a_key_the_number_of_the_record_is_asked_for() {
    let folder = folder("contact { visits: integer }\nwhen visits >= 6 score +1\n", "visits\n1\n8\n");
    let (code, out, _) = merit(folder.path(), &["rules.merit", "contacts.csv", "--key", "2"]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("2 (rules.merit, as of "), "{out}");
    assert!(out.contains("visits is 8"), "{out}");
    let (code, _, err) = merit(folder.path(), &["rules.merit", "contacts.csv", "--key", "3"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("there is no record number `3`"), "{err}");
}

#[test]
fn a_record_that_is_rejected_and_values_that_cannot_be_read_are_told() {
    let rules = "contact { id: text key visits: integer created: date required }\nwhen visits >= 6 score +1\n";
    let folder = folder(rules, "id,visits,created\n1,many,2026-01-01\n2,8,\n");
    let (code, out, err) = merit(folder.path(), &["rules.merit", "contacts.csv", "--key", "1"]);
    assert_eq!(code, Some(0));
    assert!(err.contains("visits `many` is not a whole number"), "{err}");
    assert!(out.contains("visits is not known: up to +1"), "{out}");
    let (code, _, err) = merit(folder.path(), &["rules.merit", "contacts.csv", "--key", "2"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("the contact `2` in contacts.csv cannot be scored"), "{err}");
}

#[test]
fn characters_that_steer_a_terminal_are_never_shown_raw() {
    let rules = "contact { id: text key title: text }\nscore s { when title contains \"x\" score +1 }\nstage t { top when s >= 1 otherwise low }\n";
    let folder = folder(rules, "id,title\n1,\"a\u{1b}[31mx\u{202e}\nb\"\n\"2\u{7}\",\"a\u{1b}\"\n");
    for key in ["1", "2\u{7}"] {
        let (code, out, _) = merit(folder.path(), &["rules.merit", "contacts.csv", "--key", key]);
        assert_eq!(code, Some(0));
        assert!(!out.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{out:?}");
    }
}

#[test]
fn a_changed_key_is_the_one_that_lists_look_for() {
    let here = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(here.path().join(file), text).unwrap();
    write("rules.merit", "contact { id: text key }\nlist vips from \"vips.csv\"\n");
    write("vips.csv", "b\n");
    write("contacts.csv", "id\na\n");
    let is_in = |more: &[&str]| {
        let (_, out, err) =
            merit(here.path(), &[&["rules.merit", "contacts.csv", "--key", "a", "--format", "json"], more].concat());
        let told: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        told["lists"][0]["in"].clone()
    };
    assert_eq!((is_in(&[]), is_in(&["--change", "id=b"])), (Value::Bool(false), Value::Bool(true)));
}

#[test]
fn no_day_to_come_is_proposed_where_one_gone_by_does() {
    let here = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(here.path().join(file), text).unwrap();
    write(
        "rules.merit",
        "contact { id: text key  seen: date }\nstage heat { hot when seen after 2026-02-20 otherwise cold }\n",
    );
    write("contacts.csv", "id,seen\na,\nb,2025-01-01\n");
    for key in ["a", "b"] {
        let (_, out, err) = merit(
            here.path(),
            &["rules.merit", "contacts.csv", "--key", key, "--format", "json", "--as-of", "2026-03-01"],
        );
        let told: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        let day = told["next"][0]["changes"][0]["to"].as_str().unwrap().to_owned();
        assert!(day.as_str() <= "2026-03-01", "{day}");
    }
}

#[test]
fn events_from_a_file_are_told_and_later_ones_change_nothing() {
    let rules = "contact { id: text key }\nevent view { at: datetime, url: text }\n\
                 pricing: when any view within 7 days where url contains \"/pricing\" score +15\n\
                 stage s { hot when score >= 15 otherwise cold }\n";
    let folder = folder(rules, "id\n7\n8\n");
    let views = |rows: &str| fs::write(folder.path().join("views.csv"), format!("id,at,url\n{rows}")).unwrap();
    let why = |more: &[&str]| {
        let given = ["rules.merit", "contacts.csv", "--key", "7", "--as-of", "2026-03-01"];
        let (code, out, err) = merit(folder.path(), &[&given, more].concat());
        assert_eq!(code, Some(0), "{err}");
        out
    };
    let source = ["--events", "view=views.csv"];
    views("7,2026-02-27T10:00,/pricing\n8,2026-02-28T10:00,/pricing\n");
    let told = why(&source);
    let words = "pricing: 1 view within 7 days where url contains \"/pricing\", on";
    assert!(told.contains(words), "{told}");
    assert!(told.contains("falls below hot on 2026-03-06 if nothing happens, to cold"), "{told}");
    views("8,2026-02-28T10:00,/pricing\n7,2026-03-02T00:00:00,/pricing\n7,2026-02-27T10:00,/pricing\n");
    assert_eq!(why(&source), told);
    let told = why(&["--no-events", "view"]);
    assert!(told.contains("one view within 7 days where url contains \"/pricing\""), "{told}");
}
