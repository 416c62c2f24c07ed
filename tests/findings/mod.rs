//! The pages of `merit explain` are true: the wrong example of each earns its finding, the right one earns none.
//!
//! A page opens with `# CODE name`, says in words what it is about, and has the headings `## Wrong` and `## Right`,
//! under each one block marked `merit` or `toml`. A block is a rule file, or `merit.toml`; beside it lie the files of
//! [`BESIDE`]. Where it does not say what a contact is, [`SCHEMA`] says it.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use merit::{
    base::{Code, Severity, code},
    compile::Options,
    judge::judge,
    project::Memory,
    report::page,
    value::{Instant, Zone},
};

/// The contact of examples that are too short to have one of their own.
const SCHEMA: &str = "\
contact {
  id:        text key
  email:     email
  job_title: text
  employees: integer
  visits:    integer default 0
}
";

/// Files that an example may name.
const BESIDE: &[(&str, &str)] =
    &[("rules/free_mail.txt", "gmail.com\ngmx.de\n"), ("rules/vips.csv", "1\n2\n"), ("rules/empty.txt", "\n\n")];

/// Findings that no block can show, and why. Their wrong example is not checked.
const NOT_SHOWN: &[(&Code, &str)] =
    &[(&code::TOO_LARGE, "an example of 4 MiB helps nobody"), (&code::NOT_UTF8, "the page is UTF-8 itself")];

#[test]
fn every_page_shows_its_finding_and_how_to_mend_it() {
    let mut report = String::new();
    for code in code::ALL {
        for fault in faults(code) {
            writeln!(report, "docs/findings/{}.md: {fault}", code.name).unwrap();
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn every_page_belongs_to_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings");
    let names: BTreeSet<String> = code::ALL.iter().map(|code| format!("{}.md", code.name)).collect();
    let stray: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| !names.contains(file))
        .collect();
    assert!(stray.is_empty(), "no finding is called so: {stray:?}");
}

#[test]
fn every_code_has_its_row_in_the_reference() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md")).unwrap();
    let (_, chapter) = text.split_once("\n## What the checker tells\n").unwrap();
    let (chapter, _) = chapter.split_once("\n## ").unwrap();
    let cells = chapter.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let told: Vec<&str> = cells.flat_map(|cell| cell.split(", ")).map(|name| name.trim_matches('`')).collect();
    let names: Vec<&str> = code::ALL.iter().map(|code| code.name).collect();
    let missing: Vec<&&str> = names.iter().filter(|name| !told.contains(name)).collect();
    let stray: Vec<&&str> = told.iter().filter(|name| !names.contains(name)).collect();
    assert!(missing.is_empty() && stray.is_empty(), "without a row: {missing:?}; no finding is called so: {stray:?}");
    assert_eq!(told.len(), names.len(), "a finding has two rows");
}

/// What is wrong with the page of a code, in words.
fn faults(code: &'static Code) -> Vec<String> {
    let Some(page) = page(code) else { return vec!["it is not listed in src/report/page.rs".to_owned()] };
    let mut faults = Vec::new();
    let heading = format!("# {} {}", code.code, code.name);
    if page.lines().next() != Some(&heading) {
        faults.push(format!("it does not begin with `{heading}`"));
    }
    let (Some((text, rest)), 1, 1) =
        (page.split_once("\n## Wrong\n"), page.matches("\n## Wrong\n").count(), page.matches("\n## Right\n").count())
    else {
        faults.push("it needs one `## Wrong` and, behind it, one `## Right`".to_owned());
        return faults;
    };
    if text.lines().skip(1).all(|line| line.trim().is_empty()) {
        faults.push("it says nothing".to_owned());
    }
    let Some((wrong, right)) = rest.split_once("\n## Right\n") else {
        faults.push("`## Right` stands before `## Wrong`".to_owned());
        return faults;
    };
    let is_shown = NOT_SHOWN.iter().all(|(other, _)| *other != code);
    // Findings about data are shown by rules that are well in themselves.
    let is_about_data = code.code.starts_with("M10");
    match block(wrong) {
        Some(block) if is_about_data => faults.extend(unwanted("wrong", &findings(code, &block), |_| false)),
        Some(block) if is_shown => {
            let found = findings(code, &block);
            if !found.iter().any(|(name, ..)| *name == code.name) {
                faults.push("the wrong example does not have this finding".to_owned());
            }
            faults.extend(unwanted("wrong", &found, |(name, severity, _)| {
                *name == code.name || *severity != Severity::Error
            }));
        }
        None if is_shown => faults.push("its wrong example has no block of `merit` or `toml`, or several".to_owned()),
        _ => {}
    }
    match block(right) {
        Some(block) => faults.extend(unwanted("right", &findings(code, &block), |_| false)),
        None if is_shown => faults.push("its right example has no block of `merit` or `toml`, or several".to_owned()),
        None => {}
    }
    faults
}

/// An example: the file that it is, and its text.
struct Block<'p> {
    file: &'static str,
    text: &'p str,
}

/// A finding's name, its level and its message.
type Finding = (&'static str, Severity, String);

/// The findings of an example that do not belong there.
fn unwanted(side: &str, found: &[Finding], is_wanted: impl Fn(&Finding) -> bool) -> Vec<String> {
    found
        .iter()
        .filter(|finding| !is_wanted(finding))
        .map(|(name, _, message)| format!("the {side} example has {name}: {message}"))
        .collect()
}

fn findings(code: &Code, block: &Block<'_>) -> Vec<Finding> {
    let files = BESIDE.iter().fold(Memory::new(), |files, (path, text)| files.with(path, *text));
    let mut files = files.with(block.file, block.text);
    if !block.text.contains("contact") && *code != code::MISSING_CONTACT {
        files = files.with("rules/schema.merit", SCHEMA);
    }
    let now = Instant::parse("2026-03-01T12:00:00", &Zone::utc()).unwrap();
    let options = Options { wants_tests: *code == code::NO_TESTS, ..Options::default() };
    let compiled = judge(&files, Path::new("rules"), now, &options).unwrap();
    compiled.diagnostics.into_iter().map(|found| (found.code.name, found.severity, found.message)).collect()
}

/// The one block under a heading.
fn block(section: &str) -> Option<Block<'_>> {
    let (_, rest) = section.split_once("```")?;
    let (language, rest) = rest.split_once('\n')?;
    let (text, rest) = rest.split_once("```")?;
    let file = match language {
        "merit" => "rules/example.merit",
        "toml" => "rules/merit.toml",
        _ => return None,
    };
    (!rest.contains("```")).then_some(Block { file, text })
}
