//! `merit score` on files of contacts and events, against the specification, which reads the same files by itself; and
//! what must not matter to it: the order of an event file, and what is after as-of.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use merit::{
    model::Model,
    value::{Date, Zone},
};
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::{cases, contacts, events, model, oracle, random::Random, rules, value_in};

// Clocks went forward in the night before.
const AS_OF: &str = "2026-03-29T12:00:00";
const ZONE: &str = "Europe/Berlin";

fn day() -> Date {
    Date::parse("2026-03-29").unwrap()
}

/// A folder with a random rule set that reads events.
fn rule_set(random: &mut Random) -> (TempDir, String) {
    let text = rules::rule_set_with_events(random);
    let files = [("rules/free_mail.txt", "gmail.com\nGMX.de\n"), ("rules/vips.csv", "1\n3\n5\n")];
    (folder(&text, &files), text)
}

/// What `merit score` writes, and the end of what it says.
fn score(folder: &Path, data: &str, as_of: &str, sources: &[String]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_merit"))
        .current_dir(folder)
        .args(["score", "rules", data, "--as-of", as_of, "--timezone", ZONE, "--max-rejects", "100%", "-o", "out.csv"])
        .args(sources)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    fs::read_to_string(folder.join("out.csv")).unwrap()
}

/// Rows of events with the key of their contact, by kind.
type Rows = BTreeMap<String, Vec<Map<String, Value>>>;

/// Rows of several contacts, and of some that are not there.
fn rows(random: &mut Random) -> Rows {
    let mut all = Rows::new();
    for key in ["0", " 1", "2", "3 ", "4", "5", "6", "17", "", "6"] {
        for (kind, rows) in events::rows(random, day()) {
            let column = if kind == "change" { "contact" } else { "Record ID" };
            let kept = all.entry(kind).or_default();
            for row in rows.as_array().unwrap() {
                let mut row = row.as_object().unwrap().clone();
                row.insert(column.into(), key.into());
                kept.push(row);
            }
        }
    }
    all
}

/// Writes a file for each kind, CSV or JSONL; gives the arguments that name them.
fn write(folder: &Path, rows: &Rows, jsonl: bool) -> Vec<String> {
    let mut arguments = Vec::new();
    for (kind, rows) in rows {
        let name = format!("{kind}.{}", if jsonl { "jsonl" } else { "csv" });
        fs::write(folder.join(&name), if jsonl { as_lines(rows) } else { as_csv(rows) }).unwrap();
        arguments.extend(["--events".into(), format!("{kind}={name}")]);
    }
    arguments
}

fn as_lines(rows: &[Map<String, Value>]) -> String {
    rows.iter().map(|row| format!("{}\n", Value::Object(row.clone()))).collect()
}

fn as_csv(rows: &[Map<String, Value>]) -> String {
    let columns: BTreeSet<&String> = rows.iter().flat_map(Map::keys).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns).unwrap();
    for row in rows {
        let cells = columns.iter().map(|column| match row.get(*column) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        });
        writer.write_record(cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn random_files_of_events_have_the_same_outcome_in_both_engines() {
    if oracle::Oracle::start().is_none() {
        return;
    }
    for seed in 0..cases() / 12 {
        let mut random = Random::new(seed);
        let (folder, text) = rule_set(&mut random);
        let folder = folder.path();
        fs::write(folder.join("model.json"), serde_json::to_string(&*model(&text, 1)).unwrap()).unwrap();
        let mut people: Vec<Map<String, Value>> =
            (0..25).map(|number| contacts::contact(&mut random, number)).collect();
        let sources = if seed % 3 == 0 {
            for person in &mut people {
                let inside = events::rows(&mut random, day());
                if seed % 2 == 0 {
                    person.extend(inside);
                } else {
                    person.insert("events".into(), Value::Object(inside));
                }
            }
            Vec::new()
        } else {
            write(folder, &rows(&mut random), seed % 3 == 1)
        };
        fs::write(folder.join("people.jsonl"), as_lines(&people)).unwrap();
        let scored = score(folder, "people.jsonl", AS_OF, &sources);
        let done = Command::new("python3")
            .current_dir(folder)
            .arg(oracle::script())
            .args(["model.json", "people.jsonl", "--as-of", AS_OF, "--timezone", ZONE])
            .args(&sources)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let said: Vec<Value> = String::from_utf8(done.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .filter(|said: &Value| said["rejected"] == false)
            .collect();
        let mut found = csv::Reader::from_reader(scored.as_bytes());
        let headers = found.headers().unwrap().clone();
        let found: Vec<csv::StringRecord> = found.records().map(Result::unwrap).collect();
        assert_eq!(found.len(), said.len());
        for (row, said) in found.iter().zip(&said) {
            for (column, cell) in headers.iter().zip(row).skip(1) {
                let expected = ["scores", "stages", "lists"].iter().find_map(|part| said[part].get(column)).unwrap();
                let expected = expected.as_str().map_or_else(|| expected.to_string(), str::to_owned);
                assert_eq!(cell, expected, "seed {seed}, {column} of record {}\n{text}", said["record"]);
            }
        }
    }
}

#[test]
fn s13_the_order_of_an_event_file_changes_no_byte_but_for_ties_of_last_and_first() {
    for seed in 0..4 {
        let mut random = Random::new(seed);
        let (folder, text) = rule_set(&mut random);
        let people: Vec<Map<String, Value>> = (0..9).map(|number| contacts::contact(&mut random, number)).collect();
        fs::write(folder.path().join("people.jsonl"), as_lines(&people)).unwrap();
        let mut rows = rows(&mut random);
        without_ties(&mut rows, &model(&text, 1));
        let mut outputs = Vec::new();
        for round in 0..6 {
            let sources = write(folder.path(), &rows, round % 2 == 0);
            outputs.push(score(folder.path(), "people.jsonl", AS_OF, &sources));
            for rows in rows.values_mut() {
                random.shuffle(rows);
            }
        }
        assert!(outputs.iter().all(|output| *output == outputs[0]), "seed {seed}");
    }
}

/// Keeps one event of each contact, kind and time.
fn without_ties(rows: &mut Rows, model: &Model) {
    let zone = Zone::named(ZONE).unwrap();
    for (kind, rows) in rows {
        let kind = model.schema.events.at(model.schema.find_event(kind).unwrap());
        let mut seen = BTreeSet::new();
        rows.retain(|row| {
            let key = row.get("contact").or(row.get("Record ID")).unwrap().as_str().unwrap().trim().to_owned();
            let at = value_in(&kind.fields.at(kind.at).0, row, &zone);
            seen.insert((key, format!("{at:?}")))
        });
    }
}

#[test]
fn s31_an_event_one_second_after_as_of_changes_nothing() {
    for seed in 0..4 {
        let mut random = Random::new(seed);
        let (folder, _) = rule_set(&mut random);
        let people: Vec<Map<String, Value>> = (0..9).map(|number| contacts::contact(&mut random, number)).collect();
        fs::write(folder.path().join("people.jsonl"), as_lines(&people)).unwrap();
        let rows = rows(&mut random);
        let sources = write(folder.path(), &rows, true);
        let plain = score(folder.path(), "people.jsonl", AS_OF, &sources);
        let mut later = rows.clone();
        for (kind, rows) in &mut later {
            for key in ["0", "1", "2", "3", "4", "5", "6"] {
                let mut row = rows[0].clone();
                row.remove("contact");
                row.remove("Record ID");
                row.insert(if kind == "change" { "contact" } else { "Record ID" }.into(), key.into());
                let at = match kind.as_str() {
                    "view" => "2026-03-29T12:00:01".to_owned(),
                    "change" => "29.03.2026 12:00:01".to_owned(),
                    _ => "2026-03-30".to_owned(),
                };
                row.insert("at".into(), at.into());
                rows.push(row.clone());
                rows.insert(0, row);
            }
        }
        let sources = write(folder.path(), &later, true);
        assert_eq!(score(folder.path(), "people.jsonl", AS_OF, &sources), plain, "seed {seed}");
    }
}

/// A folder with these rules and files.
fn folder(rules: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("rules")).unwrap();
    for (name, text) in files.iter().chain([&("rules/rules.merit", rules)]) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const VISITS: &str = "contact { id: text key }\nevent visit { at: datetime }\neach visit score +1\n";

#[test]
fn s11_a_kind_without_a_source_is_exit_2_in_both_engines() {
    if oracle::Oracle::start().is_none() {
        return;
    }
    let files = [
        ("none.csv", "id\na\n"),
        ("none.jsonl", "{\"id\": \"a\"}\n"),
        ("inside.jsonl", "{\"id\": \"a\"}\n{\"id\": \"b\", \"visit\": []}\n"),
        ("visits.csv", "id,at\n"),
    ];
    let folder = folder(VISITS, &files);
    let folder = folder.path();
    fs::write(folder.join("model.json"), serde_json::to_string(&*model(VISITS, 1)).unwrap()).unwrap();
    for (arguments, code) in [
        (&["none.csv"][..], 2),
        (&["none.jsonl"], 2),
        (&["inside.jsonl"], 0),
        (&["none.csv", "--no-events", "visit"], 0),
        (&["none.csv", "--events", "visit=visits.csv"], 0),
    ] {
        let run = |command: &mut Command| {
            let done = command.current_dir(folder).args(arguments).args(["--as-of", AS_OF]).output().unwrap();
            (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
        };
        let (merit, said) = run(Command::new(env!("CARGO_BIN_EXE_merit")).args(["score", "rules"]));
        assert_eq!(merit, Some(code), "{arguments:?}: {said}");
        let (specification, said) = run(Command::new("python3").arg(oracle::script()).arg("model.json"));
        assert_eq!(specification, Some(code), "{arguments:?}: {said}");
    }
}

#[test]
fn s12_rows_without_a_time_are_no_events_and_equal_rows_count_twice() {
    let rows = "id,at\na,2026-03-01\na,2026-03-01\na,\na,soon\n,2026-03-01\nb,2026-03-01\n";
    let folder = folder(VISITS, &[("people.csv", "id\na\na\nc\n"), ("visits.csv", rows)]);
    let sources = ["--events".to_owned(), "visit=visits.csv".to_owned()];
    // s19: the events join each row of their contact.
    assert_eq!(score(folder.path(), "people.csv", AS_OF, &sources), "id,score\na,2\na,2\nc,0\n");
}

#[test]
fn s31_an_event_at_as_of_counts() {
    let folder = folder(VISITS, &[("people.csv", "id\na\n")]);
    for (second, points) in [("12:00:00", "1"), ("12:00:01", "0"), ("12:00:00.000001", "0"), ("11:59:59", "1")] {
        fs::write(folder.path().join("visits.csv"), format!("id,at\na,2026-03-29T{second}\n")).unwrap();
        let sources = ["--events".to_owned(), "visit=visits.csv".to_owned()];
        assert_eq!(score(folder.path(), "people.csv", AS_OF, &sources), format!("id,score\na,{points}\n"), "{second}");
    }
}
