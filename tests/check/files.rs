//! Findings that lie in several files, in `merit.toml`, or in the rule set as a whole.

use std::path::Path;

use merit::{compile::Options, judge::judge, project::Memory};

const SCHEMA: &str = "contact {\n  id: text key\n  visits: integer default 0\n  clicks: integer default 0\n}\n";

/// The findings as `file:line name: message`.
fn findings(path: &str, files: &[(&str, &str)]) -> Vec<String> {
    let memory = files.iter().fold(Memory::new(), |memory, (path, text)| memory.with(path, *text));
    shown(memory, path)
}

fn shown(memory: Memory, path: &str) -> Vec<String> {
    let compiled = judge(&memory, Path::new(path), super::now(), &Options::default()).unwrap();
    let line = |found: &merit::base::Diagnostic| {
        found.span.map_or("-".to_owned(), |span| {
            let path = compiled.sources.path(span);
            format!("{}:{}", path.rsplit('/').next().unwrap_or(path), compiled.sources.line(span))
        })
    };
    compiled.diagnostics.iter().map(|found| format!("{} {}: {}", line(found), found.code.name, found.message)).collect()
}

#[test]
fn every_file_of_a_folder_is_judged_and_what_each_declares_is_known_in_all() {
    let found = findings(
        "r",
        &[
            ("r/a.merit", "score fit { when vists > 3 score +many }\n"),
            ("r/b.merit", "let many = 5\nscore web { when fit > 3 and clics > 3 score 1 }\n"),
            ("r/schema.merit", SCHEMA),
        ],
    );
    assert_eq!(
        found,
        [
            "a.merit:1 unknown-name: there is no `vists` in these rules",
            "b.merit:2 unknown-name: there is no `clics` in these rules",
            "b.merit:2 unsigned-points: points have a sign: is it `+1` or `-1`?",
        ]
    );
}

#[test]
fn s33_a_name_given_in_two_files_is_told_where_it_stands_the_second_time() {
    let found = findings(
        "r",
        &[
            ("r/a.merit", "score fit { when visits > 3 score +1 }\n"),
            ("r/b.merit", "\nscore fit { when clicks > 3 score +1 }\n"),
            ("r/schema.merit", SCHEMA),
        ],
    );
    assert_eq!(found, ["b.merit:2 duplicate-name: the name `fit` is given twice"]);
}

#[test]
fn s35_a_circle_may_run_through_several_files() {
    let found = findings(
        "r",
        &[
            ("r/a.merit", "score fit { when s is top score +1 }\n"),
            ("r/b.merit", "stage s { top when fit > 3 otherwise rest }\n"),
            ("r/schema.merit", SCHEMA),
        ],
    );
    assert_eq!(found, ["a.merit:1 circular: `fit#1` depends on itself: `fit#1` → `s` → `fit` → `fit#1`"]);
}

#[test]
fn a_folder_without_a_contact_says_so() {
    let found = findings("r", &[("r/a.merit", "let goal = 3\n")]);
    assert_eq!(found, ["- missing-contact: these rules do not say what a contact is"]);
}

#[test]
fn without_a_contact_its_properties_are_not_blamed_one_by_one() {
    let text = "when visits > 3 and days since created > 3 score +1\nmatch industry { 1 => +1 }\nscore +many\n";
    let found = findings("r", &[("r/a.merit", text)]);
    assert_eq!(
        found,
        [
            "- missing-contact: these rules do not say what a contact is",
            "a.merit:3 unknown-name: there is no `many` in these rules",
        ]
    );
}

#[test]
fn a_schema_that_is_read_late_keeps_its_names() {
    let found = findings("r", &[("r/a.merit", "let visits = 3\n"), ("r/schema.merit", SCHEMA)]);
    assert_eq!(found, ["a.merit:1 duplicate-name: the name `visits` is given twice"]);
}

#[test]
fn files_that_are_used_must_be_there_and_inside() {
    let found = findings(
        "p/r",
        &[
            ("p/r/merit.toml", ""),
            (
                "p/r/a.merit",
                "use \"schema.merit\"\nuse \"shema.merit\"\nuse \"../other.merit\"\nuse \"/x.merit\"\nuse \"v.csv\"\n",
            ),
            ("p/r/schema.merit", SCHEMA),
            ("p/r/v.csv", "1\n"),
            ("p/other.merit", "let x = 1\n"),
        ],
    );
    assert_eq!(
        found,
        [
            "a.merit:2 missing-file: there is no file `shema.merit`",
            "a.merit:3 outside-root: `../other.merit` leads out of the project's folder, and nothing outside it is read",
            "a.merit:4 outside-root: `/x.merit` begins at the root of the disk; `use` takes a path relative to this file",
            "a.merit:5 unreadable-file: `v.csv` is not a rule file: the names of rule files end in `.merit`",
        ]
    );
}

#[test]
fn s38_the_lines_of_a_set_file_are_trimmed_and_values_given_twice_are_told() {
    let rules = "set towns from \"towns.txt\"\nwhen id in towns score +1\n";
    let with = |towns: &str| findings("r", &[("r/a.merit", rules), ("r/schema.merit", SCHEMA), ("r/towns.txt", towns)]);
    assert_eq!(with("\u{feff}Bonn\n\n  Ulm \n# Aue\n"), Vec::<String>::new());
    assert_eq!(
        with("Bonn\n\n BONN\nUlm\n"),
        ["a.merit:1 duplicate-value: `towns.txt` has `BONN` twice: in lines 1 and 3"]
    );
    assert_eq!(with("\n \n"), ["a.merit:1 empty-operand: `towns.txt` has no values in it"]);
}

#[test]
fn a_file_that_is_not_utf8_hides_no_other_finding() {
    let memory = Memory::new()
        .with("r/a.merit", b"let x = 5 # \xff\nwhen visits > x score +1\n".as_slice())
        .with("r/b.merit", "when vists > 3 score +1\n")
        .with("r/schema.merit", SCHEMA);
    let found = shown(memory, "r");
    assert_eq!(
        found,
        [
            "a.merit:1 not-utf8: `r/a.merit` is not UTF-8 text: byte 12 does not belong there",
            "b.merit:1 unknown-name: there is no `vists` in these rules",
        ]
    );
}

#[test]
fn levels_of_merit_toml_turn_warnings_off_and_into_errors() {
    let rules = "let idle = 5\nwhen visits > 3 score +1\n";
    let with =
        |config: &str| findings("r", &[("r/merit.toml", config), ("r/a.merit", rules), ("r/schema.merit", SCHEMA)]);
    assert_eq!(with(""), ["a.merit:1 unused-name: nothing uses the constant `idle`"]);
    assert_eq!(with("[lints]\nunused-name = \"allow\"\n"), Vec::<String>::new());
    assert_eq!(with("[lints]\nunused-name = \"deny\"\n"), ["a.merit:1 unused-name: nothing uses the constant `idle`"]);
}

#[test]
fn what_merit_toml_does_not_know_is_told_in_its_own_file() {
    let config = "timezone = \"Europe/Berlinn\"\nfiscal_year_start = 13\ncolour = 1\n[lints]\nunused-nam = \"allow\"\nunknown-name = \"allow\"\n";
    let found = findings("r", &[("r/merit.toml", config), ("r/a.merit", SCHEMA)]);
    assert_eq!(found.len(), 5, "{found:#?}");
    for (at, finding) in found.iter().enumerate() {
        let line = if at < 3 { at + 1 } else { at + 2 };
        assert!(finding.starts_with(&format!("merit.toml:{line} bad-config: ")), "{finding}");
    }
}
