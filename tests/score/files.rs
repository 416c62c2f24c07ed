//! Which files are written, and when.

use std::fs;

use super::{HEADER, command, contacts, folder, names, ran, score, text};

#[test]
fn a_run_that_fails_midway_leaves_no_file_and_keeps_the_old_one() {
    let here = contacts("a,1,3,2026-01-01,\nb,x,3,2026-01-01,\nc,1,3,2026-01-01,\"never closed\n");
    fs::write(here.path().join("out.csv"), "old").unwrap();
    let run = score(&here, &["contacts.csv", "-o", "out.csv"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("the quote that opens on line 4 of `contacts.csv` is never closed"), "{}", run.err);
    assert_eq!(text(&here, "out.csv"), "old");
    assert_eq!(names(&here), ["contacts.csv", "out.csv", "rules.merit"]);
}

#[test]
fn no_file_is_read_and_written_in_one_run() {
    let here = contacts("a,1,3,2026-01-01,\n");
    for arguments in
        [["contacts.csv", "-o", "./contacts.csv", "-q"], ["contacts.csv", "--rejects", "contacts.csv", "-q"]]
    {
        let run = score(&here, &arguments);
        assert_eq!(run.code, Some(2));
        assert!(run.err.ends_with("which is the file of the data; name another file\n"), "{}", run.err);
    }
    let run = score(&here, &["contacts.csv", "-o", "out.csv", "--rejects", "out.csv"]);
    assert_eq!(run.code, Some(2));
    fs::write(here.path().join("out.csv.rejects.csv"), format!("{HEADER}a,1,3,2026-01-01,\n")).unwrap();
    assert_eq!(score(&here, &["out.csv.rejects.csv", "-o", "out.csv"]).code, Some(2));
    assert_eq!(names(&here), ["contacts.csv", "out.csv.rejects.csv", "rules.merit"]);
}

#[test]
fn the_ending_of_the_output_names_its_format() {
    let here = contacts("a,1,3,2026-01-01,\n");
    assert_eq!(score(&here, &["contacts.csv", "-o", "out.jsonl"]).code, Some(0));
    assert!(text(&here, "out.jsonl").starts_with("{\"id\":\"a\","));
    let run = score(&here, &["contacts.csv", "-o", "out.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("name it with `--output-format csv` or `jsonl`"), "{}", run.err);
    assert_eq!(score(&here, &["contacts.csv", "-o", "out.txt", "--output-format", "csv"]).code, Some(0));
}

#[test]
fn a_device_gets_the_scores_and_nothing_beside_it() {
    let here = contacts("a,x,3,2026-01-01,\n");
    let run = score(&here, &["contacts.csv", "-o", "/dev/null", "-q"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.starts_with("line 2, record 1 (id a): visits `x`"), "{}", run.err);
}

#[test]
fn an_encoding_that_is_not_named_ends_the_run_with_the_line() {
    let here = folder(&[]);
    let bytes = [HEADER.as_bytes(), b"M\xfcller,1,3,2026-01-01,\n"].concat();
    fs::write(here.path().join("contacts.csv"), bytes).unwrap();
    let run = score(&here, &["contacts.csv", "-q"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("on line 2") && run.err.contains("--encoding windows-1252"), "{}", run.err);
    let run = score(&here, &["contacts.csv", "-q", "--encoding", "windows-1252"]);
    assert!(run.out.contains("\nMüller,"), "{run:?}");
}

#[test]
fn rules_with_errors_end_the_run_with_1_and_missing_data_with_2() {
    let here =
        folder(&[("wrong.merit", "contact {\n  n: integer\n}\nwhen m > 1 score +1\n"), ("contacts.csv", "n\n1\n")]);
    let run = super::ran(super::command(here.path(), &["wrong.merit", "contacts.csv"]).output().unwrap());
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("unknown-name"), "{}", run.err);
    assert_eq!(score(&here, &["nothing.csv"]).code, Some(2));
    assert_eq!(score(&here, &["contacts.csv", "--timezone", "Berlni"]).code, Some(2));
}

#[test]
fn the_rules_are_never_written_over() {
    let here = folder(&[
        ("contacts.csv", &format!("{HEADER}a,7,3,2026-01-01,\n")),
        ("merit.toml", "timezone = \"UTC\"\n"),
        ("vips.csv", "a\n"),
        ("more.merit", "list vips from \"vips.csv\"\n"),
        ("all.merit", "use \"rules.merit\"\nuse \"more.merit\"\n"),
    ]);
    let before = |file: &str| text(&here, file);
    for file in ["all.merit", "more.merit", "rules.merit", "vips.csv", "merit.toml"] {
        let kept = before(file);
        for option in [&["-o", file, "--output-format", "csv"][..], &["--rejects", file]] {
            let arguments = [&["all.merit", "contacts.csv", "--as-of", "2026-03-01"], option].concat();
            let run = ran(command(here.path(), &arguments).output().unwrap());
            assert_eq!(run.code, Some(2), "{file}: {}", run.err);
            assert!(
                run.err.contains(&format!("`{file}`, which is one of the rules; name another file")),
                "{}",
                run.err
            );
            assert_eq!(text(&here, file), kept);
        }
    }
}

#[test]
fn only_rejects_of_an_earlier_run_are_deleted() {
    let here = contacts("a,7,3,2026-01-01,\n");
    let header = "line,record,key,field,value,reason,effect\n";
    fs::write(here.path().join("named.csv"), "mine\n").unwrap();
    assert_eq!(score(&here, &["contacts.csv", "-o", "out.csv", "--rejects", "named.csv"]).code, Some(0));
    assert_eq!(text(&here, "named.csv"), header);
    fs::write(here.path().join("out.csv.rejects.csv"), "mine\n").unwrap();
    assert_eq!(score(&here, &["contacts.csv", "-o", "out.csv"]).code, Some(0));
    assert_eq!(text(&here, "out.csv.rejects.csv"), "mine\n");
    fs::write(here.path().join("out.csv.rejects.csv"), format!("{header}2,1,a,,,x,rejected\n")).unwrap();
    assert_eq!(score(&here, &["contacts.csv", "-o", "out.csv"]).code, Some(0));
    assert!(!names(&here).contains(&"out.csv.rejects.csv".to_owned()));
}
