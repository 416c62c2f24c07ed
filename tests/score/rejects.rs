//! What could not be read: where it is listed, and what it does to the exit code.

use std::fs;

use super::{contacts, folder, names, score, text};

const ROWS: &str = "a,abc,10,2026-01-01,\nb,1,x,2026-01-01,\nc,1,3,,\n,1,3,2026-01-01,\nd,1\ne,7,3,2026-01-01,\n";
const SCORED: &str = "id,fit,engagement,heat,to_call\na,2.5,0,cold,false\nb,0,1,warm,false\ne,0,7,hot,false\n";

#[test]
fn rejects_are_listed_beside_the_output_and_exit_1() {
    let here = contacts(ROWS);
    let run = score(&here, &["contacts.csv", "-o", "out.csv"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert_eq!(text(&here, "out.csv"), SCORED);
    insta::assert_snapshot!(text(&here, "out.csv.rejects.csv"), @r#"
    line,record,key,field,value,reason,effect
    2,1,a,visits,abc,`abc` is not a whole number,unknown
    3,2,b,size,x,`x` is not a whole number,default
    4,3,c,seen,,"no value, and it is required",rejected
    5,4,,id,,"no value, and without a key nobody knows whose record it is",rejected
    6,5,,,"d,1",2 fields where 5 are expected,rejected
    "#);
    insta::assert_snapshot!(run.err, @r"
    6 records: 3 scored, 3 rejected, as of 2026-03-01
      heat: hot 1 (33.3%), warm 1 (33.3%), cold 1 (33.3%)
      to_call: 0 (0%)
    5 values and records could not be used (`merit explain unreadable-value`):
      whole records: 1, first on line 6: 2 fields where 5 are expected
      id: 1, first on line 5: no value, and without a key nobody knows whose record it is
      visits: 1, first on line 2: `abc` is not a whole number
      other properties: 2
    `always visits is known` does not hold for 1 contact, the first is id a
    scores: out.csv
    rejects: out.csv.rejects.csv (5 rows)
    error: there are 5 rejects, and `--max-rejects` allows 0
    ");
}

#[test]
fn so_many_rejects_are_tolerated() {
    let here = contacts(ROWS);
    let code = |most: &str| score(&here, &["contacts.csv", "-o", "out.csv", "--max-rejects", most]).code;
    assert_eq!([code("4"), code("5")], [Some(1), Some(0)]);
    assert_eq!([code("83%"), code("83.4%")], [Some(1), Some(0)]);
    assert_eq!(code("few"), Some(2));
}

#[test]
fn strict_lets_no_output_appear() {
    let here = contacts(ROWS);
    let run = score(&here, &["contacts.csv", "-o", "out.csv", "--strict", "--max-rejects", "9"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.ends_with("error: there are 5 rejects, and with `--strict` no scores are written then\n"),
        "{}",
        run.err
    );
    assert_eq!(names(&here), ["contacts.csv", "out.csv.rejects.csv", "rules.merit"]);
    let run = score(&here, &["contacts.csv", "--strict"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    let here = contacts("e,7,3,2026-01-01,\n");
    let run = score(&here, &["contacts.csv", "--strict"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "id,fit,engagement,heat,to_call\ne,0,7,hot,false\n"));
}

#[test]
fn with_scores_on_standard_output_the_first_ten_rejects_are_told() {
    let rows: String = (0..13).map(|number| format!("{number},x,3,2026-01-01,\n")).collect();
    let here = contacts(&rows);
    let run = score(&here, &["contacts.csv", "--quiet"]);
    assert_eq!(run.out.lines().count(), 14);
    let told: Vec<&str> = run.err.lines().collect();
    assert_eq!(told.len(), 12);
    assert_eq!(told[6], "line 8, record 7 (id 6): visits `x` is not a whole number; read as unknown");
    assert_eq!(told[10], "and 3 more: give --rejects FILE to see them all");
    let run = score(&here, &["contacts.csv", "--quiet", "--rejects", "wrong.csv", "--max-rejects", "13"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert_eq!(text(&here, "wrong.csv").lines().count(), 14);
}

#[test]
fn a_run_without_rejects_takes_away_the_file_of_an_earlier_one() {
    let here = contacts("e,7,3,2026-01-01,\n");
    fs::write(here.path().join("out.csv.rejects.csv"), "line,record,key,field,value,reason,effect\n").unwrap();
    assert_eq!(score(&here, &["contacts.csv", "-o", "out.csv"]).code, Some(0));
    assert_eq!(names(&here), ["contacts.csv", "out.csv", "rules.merit"]);
}

#[test]
fn later_records_of_a_key_are_rejected_where_asked_for() {
    let here = contacts("a,1,3,2026-01-01,\n a ,1,3,2026-01-01,\nb,1,3,2026-01-01,\n");
    let run = score(&here, &["contacts.csv", "-o", "out.csv", "--on-duplicate", "reject"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(text(&here, "out.csv").lines().count(), 3);
    assert_eq!(
        text(&here, "out.csv.rejects.csv"),
        "line,record,key,field,value,reason,effect\n3,2,a,id,a,`a` is the key of an earlier record too,rejected\n"
    );
    assert!(
        run.err.contains("1 record has the key of an earlier one, first on line 3 (id a); all but the first"),
        "{}",
        run.err
    );
}

#[test]
fn missing_columns_are_told_in_one_go() {
    let here = folder(&[("contacts.csv", "Contact,Visit count,Last visit,size\na,1,2,3\n")]);
    let run = score(&here, &["contacts.csv", "-o", "out.csv"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert_eq!(names(&here), ["contacts.csv", "rules.merit"]);
    insta::assert_snapshot!(run.err, @r#"
    error[M1001 missing-column]: contacts.csv has no column for `id`, which tells contacts apart
      ┌─ rules.merit:2:3
      │
    2 │   id:     text key from "Record ID"
      │   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ looked for `Record ID`, `id`
      │
      = help: the columns are `Contact`, `Visit count`, `Last visit`, `size`
      = help: if it is one of them, say so in the schema: `from "Record ID", "NAME OF THE COLUMN"`

    error[M1001 missing-column]: contacts.csv has no column for `visits`, which the rules read
      ┌─ rules.merit:3:3
      │
    3 │   visits: integer in 0.. from "Visits"
      │   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ looked for `Visits`, `visits`
      │
      = help: the nearest columns are `Visit count`, `Last visit`
      = help: if it is one of them, say so in the schema: `from "Visits", "Visit count"`

    error[M1001 missing-column]: contacts.csv has no column for `seen`, which the schema requires
      ┌─ rules.merit:5:3
      │
    5 │   seen:   date required
      │   ^^^^^^^^^^^^^^^^^^^^^ looked for `seen`
      │
      = help: the columns are `Contact`, `Visit count`, `Last visit`, `size`
      = help: if it is one of them, say so in the schema: `from "NAME OF THE COLUMN"`
    "#);
}
