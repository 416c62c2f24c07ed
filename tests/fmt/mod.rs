//! `merit fmt` on files, folders and standard input; and the canonical form on every rule file of the repository.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use merit::{
    base::{SourceId, Span},
    compile::{Options, compile, rules_hash},
    format::format,
    project::Disk,
    syntax::parse,
};

use crate::mutation::tokens;

fn merit(arguments: &[&str], folder: &Path, input: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

const LOOSE: &str = "contact { visits:integer }\nwhen visits between 2 and 5 score +3 # some\nwhen visits>5 score +6\n";
const TIGHT: &str =
    "contact {\n  visits: integer\n}\nwhen visits in 2..=5 score +3  # some\nwhen visits > 5      score +6\n";

#[test]
fn files_are_formatted_in_place_and_then_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.merit");
    fs::write(&file, LOOSE).unwrap();
    let (code, out, said) = merit(&["fmt", "."], folder.path(), "");
    assert_eq!((code, out.as_str(), said.as_str()), (Some(0), "", "formatted a.merit\n"));
    assert_eq!(fs::read_to_string(&file).unwrap(), TIGHT);
    let (code, _, said) = merit(&["fmt", "."], folder.path(), "");
    assert_eq!((code, said.as_str()), (Some(0), "1 file in the one form\n"));
}

#[test]
fn check_and_diff_write_nothing_and_exit_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.merit");
    fs::write(&file, LOOSE).unwrap();
    let (code, _, said) = merit(&["fmt", "a.merit", "--check"], folder.path(), "");
    assert_eq!((code, said.as_str()), (Some(1), "a.merit is not in the one form: run `merit fmt a.merit`\n"));
    let (code, out, _) = merit(&["fmt", "a.merit", "--diff"], folder.path(), "");
    assert_eq!(code, Some(1));
    assert!(out.contains("-when visits>5 score +6\n") && out.contains("+when visits > 5      score +6\n"), "{out}");
    assert_eq!(fs::read_to_string(&file).unwrap(), LOOSE);
    fs::write(&file, TIGHT).unwrap();
    assert_eq!(merit(&["fmt", "a.merit", "--check"], folder.path(), "").0, Some(0));
}

#[test]
fn standard_input_is_filtered() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, said) = merit(&["fmt", "-"], folder.path(), LOOSE);
    assert_eq!((code, out.as_str(), said.as_str()), (Some(0), TIGHT, ""));
    let (code, out, _) = merit(&["fmt", "-"], folder.path(), TIGHT);
    assert_eq!((code, out.as_str()), (Some(0), TIGHT));
}

#[test]
fn a_file_with_errors_is_left_as_it_was_and_the_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let broken = "when visits >= score +3\n";
    fs::write(folder.path().join("a.merit"), broken).unwrap();
    fs::write(folder.path().join("b.merit"), LOOSE).unwrap();
    let (code, _, said) = merit(&["fmt", "."], folder.path(), "");
    assert_eq!(code, Some(1));
    assert!(said.contains("a.merit:1:") && said.contains("1 file with syntax errors is left as it was"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("a.merit")).unwrap(), broken);
    assert_eq!(fs::read_to_string(folder.path().join("b.merit")).unwrap(), TIGHT);
    let (code, out, _) = merit(&["fmt", "-"], folder.path(), broken);
    assert_eq!((code, out.as_str()), (Some(1), ""));
}

/// Every rule file of the repository that has no syntax error.
fn rule_files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.join("rules"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "merit") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files.sort();
    assert!(files.len() >= 6);
    files
}

#[test]
fn the_rules_of_the_repository_are_in_the_one_form() {
    for (path, text) in
        rule_files().iter().filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "tests"))
    {
        let parsed = parse(SourceId(0), text);
        assert_eq!(format(&parsed.file, text), *text, "{}", path.display());
    }
}

#[test]
fn formatting_twice_changes_nothing_and_the_rules_stay_the_same() {
    for (path, text) in rule_files() {
        let once = format(&parse(SourceId(0), &text).file, &text);
        let twice = format(&parse(SourceId(0), &once).file, &once);
        assert_eq!(once, twice, "{}", path.display());
    }
    let hash = |folder: &Path| rules_hash(&compile(&Disk, folder, &Options::default()).unwrap().model.unwrap());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    for folder in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let copy = tempfile::tempdir().unwrap();
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let target = copy.path().join(file.file_name().unwrap());
            match fs::read_to_string(&file) {
                Ok(text) if file.extension().is_some_and(|ending| ending == "merit") => {
                    // Squeezed first, so that there is something to format.
                    let squeezed = text.replace("  ", " ");
                    fs::write(target, format(&parse(SourceId(0), &squeezed).file, &squeezed)).unwrap();
                }
                _ => drop(fs::copy(&file, target).unwrap()),
            }
        }
        assert_eq!(hash(&folder), hash(copy.path()), "{}", folder.display());
    }
}

#[test]
fn a_comment_at_any_gap_between_tokens_is_kept() {
    for (path, text) in rule_files() {
        let parsed = parse(SourceId(0), &text);
        if !parsed.diagnostics.is_empty() {
            continue;
        }
        // Each item by itself, or the work would grow with the square of the file.
        for item in &parsed.file.items {
            let text = &text[item.span.range()];
            for (_, end) in tokens(text, Span::new(SourceId(0), 0, text.len())) {
                let commented = format!("{} # MARK\n{}", &text[..end], &text[end..]);
                let reparsed = parse(SourceId(0), &commented);
                // A test table is made of lines, and a comment in one ends the row.
                if !reparsed.diagnostics.is_empty() {
                    continue;
                }
                let formatted = format(&reparsed.file, &commented);
                assert_eq!(formatted.matches("# MARK").count(), 1, "{} at {end}:\n{formatted}", path.display());
                let again = parse(SourceId(0), &formatted);
                assert!(again.diagnostics.is_empty(), "{} at {end}:\n{formatted}", path.display());
                assert_eq!(
                    formatted.matches('#').count(),
                    commented.matches('#').count(),
                    "{} at {end}",
                    path.display()
                );
            }
        }
    }
}
