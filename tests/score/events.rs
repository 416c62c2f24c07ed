//! Events in files: whose they are, which count, and that their order does not matter.

use std::{fs, process::Command};

use tempfile::TempDir;

use super::{Run, names, ran, score, text};

/// Two kinds that rules read, one that none reads.
const RULES: &str = r#"contact {
  id:     text key from "Record ID"
  visits: integer in 0.. default 0
}
event page_view  { key from "contact"  at: datetime, url: text, seconds: number in 0.. }
event purchase   { at: date, amount: number }
event email_open { at: datetime }
score engagement {
  pricing: when any page_view within 30 days where url contains "/pricing" score +15
  views:   when page_view count >= 2 score +5
  last:    when last page_view.url contains "home" score +1
  reader:  when sum of page_view.seconds >= 10 score +3
}
score money {
  each purchase score +10 up to 50 halving every 30 days
  when sum of purchase.amount >= 100 score +20
}
"#;

const CONTACTS: &str = "Record ID,visits\na,1\nb,2\nc,3\n";

const VIEWS: &str = "contact,at,url,seconds\n\
    b,2026-02-20 10:00,/pricing,2\n\
    a,2026-01-05 10:00,/home,3\n\
    a,2026-02-25 10:00,/pricing/x,7.5\n\
    zoe,2026-02-25 10:00,/pricing/x,3\n\
    a,2026-03-02 00:00,/home,3\n";

const PURCHASES: &str = "Record ID,at,amount\nb,2026-03-01,60\nb,2025-12-31,40\na,2026-03-02,500\n";

/// A folder with rules of events, contacts, these files, and nothing else.
pub(super) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let given = [("rules.merit", RULES), ("contacts.csv", CONTACTS), ("views.csv", VIEWS), ("buys.csv", PURCHASES)];
    for (path, text) in given.iter().chain(files) {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

/// Scores `contacts.csv` with these page views and the purchases.
fn with_views(folder: &TempDir, views: &[&str]) -> Run {
    let mut arguments = vec!["contacts.csv".to_owned(), "--events=purchase=buys.csv".to_owned()];
    arguments.extend(views.iter().map(|file| format!("--events=page_view={file}")));
    score(folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn events_find_their_contacts_by_key_in_any_order() {
    let here = folder(&[]);
    let run = with_views(&here, &["views.csv"]);
    assert_eq!(run.out, "id,engagement,money\na,23,0\nb,15,32.5\nc,0,0\n");
    insta::assert_snapshot!(run.err, @r"
    3 records scored, as of 2026-03-01
    page_view: 3 events of 2 contacts; left out: 1 of unknown contacts such as `zoe`, 1 after as-of
    purchase: 2 events of 1 contact; left out: 1 after as-of
    ");
    assert_eq!(run.code, Some(0));
}

/// Every order of some lines, the header first.
fn orders(text: &str) -> Vec<String> {
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let mut orders = vec![Vec::new()];
    for row in rows {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<&str>| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, row);
                    order
                })
            })
            .collect();
    }
    orders.into_iter().map(|order| format!("{header}\n{}\n", order.join("\n"))).collect()
}

#[test]
fn whatever_the_order_of_the_file_the_output_has_the_same_bytes() {
    let here = folder(&[]);
    let expected = with_views(&here, &["views.csv"]).out;
    let all = orders(VIEWS);
    assert_eq!(all.len(), 120);
    for order in all.iter().step_by(7) {
        fs::write(here.path().join("other.csv"), order).unwrap();
        assert_eq!(with_views(&here, &["other.csv"]).out, expected, "{order}");
    }
}

#[test]
fn several_files_of_one_kind_are_one_after_the_other() {
    let (header, rows) = VIEWS.split_once('\n').unwrap();
    let (first, second) = rows.split_at(rows.find("a,2026-02-25").unwrap());
    let here = folder(&[("first.csv", &format!("{header}\n{first}")), ("second.csv", &format!("{header}\n{second}"))]);
    let expected = with_views(&here, &["views.csv"]);
    for files in [["first.csv", "second.csv"], ["second.csv", "first.csv"]] {
        let run = with_views(&here, &files);
        assert_eq!((run.out, run.err), (expected.out.clone(), expected.err.clone()));
    }
}

#[test]
fn s13_of_events_at_one_time_the_later_row_of_the_later_file_is_the_last() {
    let view = |url: &str| format!("contact,at,url,seconds\nc,2026-02-01 10:00,{url},1\n");
    let here = folder(&[("home.csv", &view("/home")), ("about.csv", &view("/about"))]);
    let of_c = |files: &[&str]| with_views(&here, files).out.lines().last().unwrap().to_owned();
    assert_eq!(of_c(&["about.csv", "home.csv"]), "c,6,0");
    assert_eq!(of_c(&["home.csv", "about.csv"]), "c,5,0");
}

#[test]
fn an_event_one_second_after_as_of_changes_nothing() {
    let here = folder(&[]);
    let at = |more: &str, moment: &str| {
        fs::write(here.path().join("more.csv"), format!("{VIEWS}{more}")).unwrap();
        let options = ["--as-of", moment, "--events=page_view=more.csv", "--events=purchase=buys.csv"];
        let arguments = [&["rules.merit", "contacts.csv"], &options[..]].concat();
        ran(super::command(here.path(), &arguments).output().unwrap())
    };
    let moment = "2026-03-01T12:00:00";
    let before = at("", moment);
    // Not even what cannot be read of it is told.
    let late = at("c,2026-03-01 12:00:01,/pricing,much\n", moment);
    assert_eq!((late.code, &late.out), (Some(0), &before.out));
    assert!(before.err.contains("1 after as-of") && late.err.contains("2 after as-of"), "{}", late.err);
    let same_second = at("c,2026-03-01 12:00:00,/pricing,3\n", moment);
    assert!(same_second.out.ends_with("c,15,0\n"), "{}", same_second.out);
    // A whole day ends with its last moment, and a date is on or before that of as-of.
    assert!(at("c,2026-03-01T23:59:59Z,/pricing,3\n", "2026-03-01").out.ends_with("c,15,0\n"));
    assert!(at("c,2026-03-02T00:00:00Z,/pricing,3\n", "2026-03-01").out.ends_with("c,0,0\n"));
}

#[test]
fn s19_every_record_of_a_key_has_its_events_and_they_are_counted_once() {
    let here = folder(&[("contacts.csv", &format!("{CONTACTS} a ,9\na,0\n"))]);
    let run = with_views(&here, &["views.csv"]);
    assert_eq!(run.out, "id,engagement,money\na,23,0\nb,15,32.5\nc,0,0\na,23,0\na,23,0\n");
    assert!(run.err.contains("page_view: 3 events of 2 contacts; left out: 1 of unknown"), "{}", run.err);
    let arguments = ["contacts.csv", "--events", "page_view=views.csv", "--no-events", "purchase"];
    let run = score(&here, &[&arguments[..], &["--on-duplicate", "reject"]].concat());
    assert_eq!(run.out, "id,engagement,money\na,23,0\nb,15,0\nc,0,0\n");
}

#[test]
fn s19_keys_are_read_as_those_of_contacts_are() {
    let rules = RULES.replace("text key", "integer key");
    let here = folder(&[
        ("rules.merit", &rules),
        ("contacts.csv", "Record ID\n7\n08\n"),
        ("views.csv", "contact,at,url,seconds\n007,2026-02-25,/pricing,1\n 8 ,2026-02-25,/,1\n7.0,2026-02-25,/,1\n"),
        ("buys.csv", "Record ID,at,amount\n"),
    ]);
    let run = with_views(&here, &["views.csv"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "id,engagement,money\n7,20,0\n8,0,0\n"), "{}", run.err);

    // Texts are trimmed and normalised, and nothing else.
    let here = folder(&[
        ("contacts.csv", "Record ID\né\n007\nAnna\n"),
        (
            "views.csv",
            "contact,at,url,seconds\n e\u{301} ,2026-02-25,/pricing,1\n7,2026-02-25,/pricing,1\nanna,2026-02-25,/pricing,1\n",
        ),
    ]);
    let run = with_views(&here, &["views.csv"]);
    assert_eq!(run.out, "id,engagement,money\né,15,0\n007,0,0\nAnna,0,0\n");
    assert!(
        run.err.contains("page_view: 1 event of 1 contact; left out: 2 of unknown contacts such as `7`"),
        "{}",
        run.err
    );
}

#[test]
fn events_of_nobody_here_are_asked_about() {
    let here = folder(&[("contacts.csv", "Record ID\n1\n")]);
    let run = with_views(&here, &["views.csv"]);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(run.err, @r"
    1 record scored, as of 2026-03-01
    page_view: no events of these contacts; left out: 4 of unknown contacts such as `b`, 1 after as-of; are these the keys of the contacts?
    purchase: no events of these contacts; left out: 2 of unknown contacts such as `b`, 1 after as-of; are these the keys of the contacts?
    ");
}

#[test]
fn s12_identical_rows_count_twice() {
    let row = "c,2026-02-25,/,4\n";
    let here = folder(&[("views.csv", &format!("contact,at,url,seconds\n{row}{row}{row}"))]);
    assert!(with_views(&here, &["views.csv"]).out.ends_with("c,8,0\n"));
}

#[test]
fn where_another_property_is_the_key_events_are_joined_by_it() {
    let rules = RULES.replace("  visits:", "  mail: text\n  visits:").replace("key from \"contact\" ", "");
    let here = folder(&[
        ("rules.merit", &rules),
        ("contacts.csv", "Record ID,mail,visits\n1,a@b.example,1\n"),
        ("views.csv", "Record ID,mail,at,url,seconds\n9,a@b.example,2026-02-25,/pricing,1\n"),
    ]);
    let arguments = ["contacts.csv", "--events=page_view=views.csv", "--no-events=purchase", "--key", "mail"];
    assert_eq!(score(&here, &arguments).out, "mail,engagement,money\na@b.example,15,0\n");
}

#[test]
fn files_of_events_are_read_however_they_are_spelled() {
    let here = folder(&[]);
    let expected = with_views(&here, &["views.csv"]).out;
    let semicolons = VIEWS.replace(',', ";").replace("7.5", "7,5");
    let utf16: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain(VIEWS.replace(',', "\t").replace('\n', "\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let lines: String = VIEWS
        .lines()
        .skip(1)
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            format!(
                "{{\"seconds\": {}, \"url\": \"{}\", \"At\": \"{}\", \"contact\": \"{}\"}}\n",
                cells[3], cells[2], cells[1], cells[0]
            )
        })
        .collect();
    let files = [
        ("bom.csv", format!("\u{feff}{VIEWS}").into_bytes()),
        ("semicolons.csv", semicolons.into_bytes()),
        ("wide.tsv", utf16),
        ("lines.jsonl", lines.into_bytes()),
        ("quoted.csv", VIEWS.replace("/home", "\"/home\nsweet\"").into_bytes()),
    ];
    for (name, bytes) in files {
        fs::write(here.path().join(name), bytes).unwrap();
        let run = with_views(&here, &[name]);
        assert_eq!((run.out.as_str(), run.code), (expected.as_str(), Some(0)), "{name}: {}", run.err);
    }
    let run = with_views(&here, &["semicolons.csv"]);
    assert!(run.err.contains("note: semicolons.csv: columns are separated by `;`, decimals by `,`\n"), "{}", run.err);
}

#[test]
fn an_encoding_is_that_of_events_too() {
    let here = folder(&[("contacts.csv", "Record ID\nx\n")]);
    fs::write(here.path().join("views.csv"), b"contact,at,url,seconds\nx,2026-02-25,/pricing-\xfcber,1\n").unwrap();
    let run = with_views(&here, &["views.csv"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`views.csv` is not UTF-8") && run.err.contains("--encoding windows-1252"), "{}", run.err);
    let arguments = ["contacts.csv", "--events=page_view=views.csv", "--no-events=purchase", "--encoding=windows-1252"];
    assert_eq!(score(&here, &arguments).out, "id,engagement,money\nx,15,0\n");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_with_events_too() {
    let contacts: String = (0..9_000).map(|number| format!("{number},0\n")).collect();
    let mut views = "contact,at,url,seconds\n".to_owned();
    for number in 0..30_000_u32 {
        let (contact, day) = (number.wrapping_mul(2_654_435_761) % 9_500, number % 27 + 1);
        let seconds = if number % 900 == 3 { "long" } else { "4.2" };
        views.push_str(
            &format!("{contact},2026-02-{day},/pricing/{},{seconds}\n", number % 7)
                .replace("-02-", if day < 10 { "-02-0" } else { "-02-" }),
        );
    }
    let here = folder(&[("contacts.csv", &format!("Record ID,visits\n{contacts}")), ("views.csv", &views)]);
    let run = |threads: &str| {
        let arguments = ["contacts.csv", "--events=page_view=views.csv", "--events=purchase=buys.csv", "--reasons=3"];
        score(&here, &[&arguments[..], &["--threads", threads]].concat())
    };
    let alone = run("1");
    assert_eq!(alone.out.lines().count(), 9_001);
    assert!(alone.err.contains(" of unknown contacts such as `"), "{}", alone.err);
    for threads in ["2", "4"] {
        let other = run(threads);
        assert!(other.out == alone.out && other.err == alone.err, "{threads} threads: {}", other.err);
    }
}

#[test]
fn why_looks_at_the_events_of_the_one_contact() {
    let here = folder(&[("views.csv", &format!("{VIEWS}a,soon,/,1\nb,soon,/,1\n"))]);
    let why = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
        let given = ["why", "rules.merit", "contacts.csv", "--key", "a", "--as-of", "2026-03-01"];
        ran(command.current_dir(here.path()).env("NO_COLOR", "1").args(given).args(arguments).output().unwrap())
    };
    let run = why(&["--events", "page_view=views.csv", "--events", "purchase=buys.csv"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains("engagement: 23\n"), "{}", run.out);
    assert_eq!(
        run.err,
        "views.csv, line 7, record 6 (id a): page_view.at `soon` is not a date with a time like `2026-03-01T10:00`; say \
         in the schema how dates are written, such as `format \"%d/%m/%Y %H:%M\"`; the event is rejected\n"
    );
    let run = why(&["--no-events", "page_view"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err.starts_with("error: the rules read events that are nowhere to be found: `purchase`\n"),
        "{}",
        run.err
    );
    assert_eq!(names(&here).len(), 4);
}

#[test]
fn what_is_wrong_with_events_is_listed_with_the_rest() {
    let here = folder(&[
        ("contacts.csv", &format!("{CONTACTS},4\n")),
        (
            "views.csv",
            "contact,at,url,seconds\na,2026-02-25,/pricing,long\n,2026-02-25,/,1\nb,soon,/,long\nc,2026-02-25\nb,,/,1\n",
        ),
    ]);
    let arguments = ["contacts.csv", "--events=page_view=views.csv", "--events=purchase=buys.csv", "-o", "out.csv"];
    let run = score(&here, &arguments);
    assert_eq!(run.code, Some(1));
    assert_eq!(text(&here, "out.csv"), "id,engagement,money\na,15,0\nb,0,32.5\nc,0,0\n");
    insta::assert_snapshot!(text(&here, "out.csv.rejects.csv"), @r#"
    line,record,key,field,value,reason,effect
    2,1,a,page_view.seconds,long,`long` is not a number,unknown
    3,2,,page_view.id,,"no value, and without a key nobody knows whose event it is",rejected
    4,3,b,page_view.at,soon,"`soon` is not a date with a time like `2026-03-01T10:00`; say in the schema how dates are written, such as `format ""%d/%m/%Y %H:%M""`",rejected
    5,4,,page_view,"c,2026-02-25",2 fields where 4 are expected,rejected
    6,5,b,page_view.at,,"no value, and without it nobody knows when the event was",rejected
    5,4,,id,,"no value, and without a key nobody knows whose record it is",rejected
    "#);
    insta::assert_snapshot!(run.err, @r#"
    4 records: 3 scored, 1 rejected, as of 2026-03-01
    page_view: 1 event of 1 contact
    purchase: 2 events of 1 contact; left out: 1 after as-of
    6 values and events could not be used (`merit explain unreadable-value`):
      page_view.at: 2, first on line 4 of views.csv: `soon` is not a date with a time like `2026-03-01T10:00`; say in the schema how dates are written, such as `format "%d/%m/%Y %H:%M"`
      id: 1, first on line 5: no value, and without a key nobody knows whose record it is
      page_view: 1, first on line 5 of views.csv: 2 fields where 4 are expected
      other properties and fields: 2
    scores: out.csv
    rejects: out.csv.rejects.csv (6 rows)
    error: there are 6 rejects, and `--max-rejects` allows 0
    "#);

    let more = |more: &[&str]| score(&here, &[&arguments[..], more].concat());
    assert_eq!([more(&["--max-rejects=5"]).code, more(&["--max-rejects=6"]).code], [Some(1), Some(0)]);
    // A share is one of the records, and one of the events of each kind: all five views have something here.
    assert_eq!([more(&["--max-rejects=99%"]).code, more(&["--max-rejects=100%"]).code], [Some(1), Some(0)]);
    assert!(
        more(&["--max-rejects=50%"])
            .err
            .ends_with("error: 5 of 5 events of `page_view` have rejects, and `--max-rejects` allows 50%\n")
    );
    let strict = more(&["--strict", "--max-rejects=9", "-q", "-o", "strict.csv"]);
    assert_eq!(strict.code, Some(2), "{}", strict.err);
    let strict =
        score(&here, &["contacts.csv", "--events=page_view=views.csv", "--no-events=purchase", "--strict", "-q"]);
    assert_eq!((strict.code, strict.out.as_str()), (Some(1), ""));
}

#[test]
fn of_several_files_a_reject_names_its_own() {
    let wrong = "contact,at,url,seconds\na,soon,/,1\n";
    let here = folder(&[("more.csv", wrong)]);
    let arguments =
        ["contacts.csv", "--events=page_view=views.csv", "--events=page_view=more.csv", "--no-events=purchase"];
    score(&here, &[&arguments[..], &["-o", "out.csv"]].concat());
    let rejects = text(&here, "out.csv.rejects.csv");
    assert!(rejects.starts_with("line,record,key,field,value,reason,effect\n2,1,a,page_view.at,soon,"), "{rejects}");
    assert!(
        rejects.ends_with(" (in more.csv),rejected\n") || rejects.ends_with(" (in more.csv)\",rejected\n"),
        "{rejects}"
    );
}
