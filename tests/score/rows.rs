//! What stands in the output.

use std::path::Path;

use super::{command, contacts, folder, ran, score};

const ROWS: &str = "a,6,10,2026-01-01,kaputt\nb,1,2,2026-01-01,\nc,0,,2026-01-01,\n";

#[test]
fn each_contact_has_a_row_in_the_order_of_the_data() {
    let here = contacts(ROWS);
    let run = score(&here, &["contacts.csv"]);
    assert_eq!(run.out, "id,fit,engagement,heat,to_call\na,2.5,7,hot,true\nb,-5,1,warm,false\nc,0,0,cold,false\n");
    insta::assert_snapshot!(run.err, @r"
    3 records scored, as of 2026-03-01
      heat: hot 1 (33.3%), warm 1 (33.3%), cold 1 (33.3%)
      to_call: 1 (33.3%)
    ");
    assert_eq!(run.code, Some(0));
    assert_eq!(score(&here, &["contacts.csv", "--quiet"]).err, "");
}

#[test]
fn jsonl_has_the_same_columns() {
    let here = contacts(ROWS);
    let run = score(&here, &["contacts.csv", "--output-format", "jsonl", "--reasons", "1"]);
    assert_eq!(
        run.out.lines().next(),
        Some(r#"{"id":"a","fit":2.5,"engagement":7,"heat":"hot","to_call":true,"reasons":"+6 engagement.often"}"#)
    );
}

#[test]
fn reasons_are_the_largest_whatever_their_sign() {
    let here = contacts(ROWS);
    let run = score(&here, &["contacts.csv", "--reasons", "2"]);
    assert_eq!(
        run.out,
        "id,fit,engagement,heat,to_call,reasons\na,2.5,7,hot,true,+6 engagement.often; +2.5 fit.big\n\
         b,-5,1,warm,false,-5 fit.small; +1 engagement.some\nc,0,0,cold,false,\n"
    );
}

#[test]
fn the_top_is_sorted_by_one_score() {
    let here = contacts(ROWS);
    let run = score(&here, &["contacts.csv", "--top", "2", "--by", "fit"]);
    assert_eq!(run.out, "id,fit,engagement,heat,to_call\na,2.5,7,hot,true\nc,0,0,cold,false\n");
    let run = score(&here, &["contacts.csv", "--top", "2", "--by", "fti"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), "error: the rules have no score `fti`; did you mean `fit`?\n"));
    let run = score(&here, &["contacts.csv", "--top", "2"]);
    let needed = "error: say which score `--top` goes by: `--by` and one of `fit`, `engagement`\n";
    assert_eq!((run.code, run.err.as_str()), (Some(2), needed));
    assert_eq!(score(&here, &["contacts.csv", "--by", "fit"]).code, Some(2));
}

#[test]
fn texts_that_a_spreadsheet_would_run_are_guarded() {
    let here = contacts("=1+1,1,3,2026-01-01,\n");
    assert!(score(&here, &["contacts.csv"]).out.contains("\n'=1+1,"));
    assert!(score(&here, &["contacts.csv", "--no-formula-guard"]).out.contains("\n=1+1,"));
}

#[test]
fn another_property_may_be_the_key() {
    let here = contacts("a,6,10,2026-01-01,x\n");
    let run = score(&here, &["contacts.csv", "--key", "note"]);
    assert_eq!(run.out, "note,fit,engagement,heat,to_call\nx,2.5,7,hot,true\n");
    let run = score(&here, &["contacts.csv", "--key", "nota"]);
    let unknown = "error: the schema has no property `nota` that could be the key; did you mean `note`?\n";
    assert_eq!((run.code, run.err.as_str()), (Some(2), unknown));
}

#[test]
fn without_a_key_rows_are_named_by_their_record() {
    let here = folder(&[
        ("keyless.merit", "contact {\n  visits: integer\n}\nwhen visits > 1 score +1\n"),
        ("contacts.csv", "visits\n5\n\n0\n"),
    ]);
    let run = ran(command(here.path(), &["keyless.merit", "contacts.csv", "-q"]).output().unwrap());
    assert_eq!((run.out.as_str(), run.err.as_str()), ("record,score\n1,1\n2,0\n", ""));
}

#[test]
fn broken_claims_and_duplicates_are_told() {
    let here = contacts("a,101,3,2026-01-01,\nb,,3,2026-01-01,\na,200,3,2026-01-01,\n");
    let run = score(&here, &["contacts.csv"]);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(run.err, @r"
    3 records scored, as of 2026-03-01
      heat: hot 2 (66.7%), warm 0 (0%), cold 1 (33.3%)
      to_call: 0 (0%)
    1 record has the key of an earlier one, first on line 4 (id a); each was scored
    `never visits > 100` does not hold for 2 contacts, the first is id a
    `always visits is known` does not hold for 1 contact, the first is id b
    ");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let mut rows = String::new();
    for number in 0..9_000 {
        let visits = if number % 700 == 3 { "many".to_owned() } else { (number % 9).to_string() };
        rows.push_str(&format!("{number},{visits},{},2026-01-01,\n", number % 13));
    }
    let here = contacts(&rows);
    let run = |threads| score(&here, &["contacts.csv", "--reasons", "3", "--threads", threads]);
    let alone = run("1");
    assert_eq!(alone.out.lines().count(), 9_001);
    for threads in ["2", "4"] {
        let other = run(threads);
        assert!(other.out == alone.out && other.err == alone.err, "{threads} threads: {}", other.err);
    }
}

#[test]
fn the_getting_started_rules_score_their_contacts() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/getting_started");
    let arguments = [".", "contacts.csv", "--as-of", "2026-03-01", "--reasons", "2"];
    let run = ran(command(&rules, &arguments).output().unwrap());
    assert_eq!(run.code, Some(0), "{}", run.err);
    insta::assert_snapshot!(format!("{}\n{}", run.out, run.err));
}

#[test]
fn any_number_of_threads_may_be_asked_for() {
    let rows: String = (0..300).map(|number| format!("{number},7,3,2026-01-01,\n")).collect();
    let run = score(&contacts(&rows), &["contacts.csv", "--quiet", "--threads", "1000000"]);
    assert_eq!((run.code, run.out.lines().count()), (Some(0), 301));
}

#[test]
fn where_another_property_is_the_key_that_of_the_schema_may_be_missing() {
    let here = folder(&[("contacts.csv", "Visits,size,seen,note\n7,3,2026-01-01,x\n")]);
    let run = score(&here, &["contacts.csv", "--quiet", "--key", "note"]);
    assert_eq!(run.out, "note,fit,engagement,heat,to_call\nx,0,7,hot,false\n", "{}", run.err);
}
