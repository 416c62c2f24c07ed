//! Every block of the README, of `docs/data.md`, `docs/proofs.md` and `docs/testing.md` does what it says.
//!
//! A block with a file name behind its language is written to that file. `console` blocks are commands with their
//! output (standard output, then standard error), run in the folder of these files and of the repository's rules; a
//! last line `…` means that more follows. Where a line is `as of` a day, any day will do.

use std::{fs, path::Path, process::Command};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The blocks of a page: what stands behind the fence, and the text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut parts = text.split("\n```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (info, body) = block.split_once('\n').unwrap();
        blocks.push((info.to_owned(), body.to_owned()));
    }
    blocks
}

fn of_language(page: &str, language: &str) -> Vec<String> {
    blocks(page).into_iter().filter(|(info, _)| info == language).map(|(_, text)| text).collect()
}

/// A folder with the sample rules.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = folder.path().join("rules/getting_started");
    fs::create_dir_all(&sample).unwrap();
    for file in fs::read_dir(root().join("rules/getting_started")).unwrap() {
        let file = file.unwrap().path();
        fs::copy(&file, sample.join(file.file_name().unwrap())).unwrap();
    }
    folder
}

fn run(folder: &Path, arguments: &str) -> (String, bool) {
    let done = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
    (text, done.status.success())
}

/// Tests that are written have the day on which they are.
fn on_some_day(line: &str) -> String {
    let is_day = line.trim_start().starts_with("as of 20") && !line.contains('{');
    if is_day { "  as of TODAY".to_owned() } else { line.to_owned() }
}

fn each_command_prints_what_is_shown(page: &str, least: usize) {
    let folder = folder();
    let mut commands = 0;
    for (info, text) in blocks(page) {
        if let Some((_, file)) = info.split_once(' ') {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{text}\n")).unwrap();
        }
        if info != "console" {
            continue;
        }
        for command in text.split("\n$ ").map(|command| command.trim_start_matches("$ ")) {
            commands += 1;
            let (command, shown) = command.split_once('\n').unwrap_or((command, ""));
            let printed = match command.strip_prefix("merit ") {
                Some(arguments) => run(folder.path(), arguments).0,
                None => fs::read_to_string(folder.path().join(command.strip_prefix("cat ").unwrap())).unwrap(),
            };
            let trimmed =
                |text: &str| text.lines().map(|line| on_some_day(line.trim_end())).collect::<Vec<_>>().join("\n");
            let (printed, shown, goes_on) = (trimmed(&printed), trimmed(shown), shown.trim_end().ends_with('…'));
            let shown = shown.trim_end_matches('…').trim_end();
            let same = if goes_on { printed.starts_with(shown) } else { printed.trim_end() == shown };
            assert!(same, "{page}: {command}\nprints\n{printed}\nand the page shows\n{shown}");
        }
    }
    assert!(commands >= least, "{page} has {commands} commands");
}

#[test]
fn the_readme_shows_what_is_printed() {
    each_command_prints_what_is_shown("README.md", 4);
}

#[test]
fn the_page_on_data_shows_what_is_printed() {
    each_command_prints_what_is_shown("docs/data.md", 9);
}

#[test]
fn the_page_on_tests_shows_what_is_printed() {
    each_command_prints_what_is_shown("docs/testing.md", 4);
}

#[test]
fn the_page_on_proofs_shows_what_is_printed() {
    each_command_prints_what_is_shown("docs/proofs.md", 6);
}

#[test]
fn the_example_with_slips_has_as_many_errors_as_lines_that_are_wrong() {
    let folder = folder();
    fs::write(folder.path().join("slips.merit"), &of_language("README.md", "merit slips.merit")[0]).unwrap();
    let (printed, fine) = run(folder.path(), "check slips.merit");
    assert!(!fine);
    assert_eq!(printed.matches("error[").count(), 3, "{printed}");
}

#[test]
fn the_two_commands_are_the_ones_that_ci_and_this_test_run() {
    let commands = of_language("README.md", "sh");
    assert_eq!(commands.len(), 3);
    let arguments = commands[1].strip_prefix("cargo run --release --locked -- ").unwrap();
    let (printed, fine) = run(folder().path(), arguments);
    assert!(fine && printed.lines().count() == 24, "{printed}");
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.lines().any(|line| line == format!("step {}", commands[2])), "{}", commands[2]);
}

#[test]
fn both_sides_of_the_diff_compile() {
    let diff = &of_language("README.md", "diff")[0];
    let side = |drop: char| -> String {
        diff.lines().filter(|line| !line.starts_with(drop)).map(|line| format!("{}\n", &line[1..])).collect()
    };
    for rules in [side('-'), side('+')] {
        let files = merit::project::Memory::new().with(
            "rules/all.merit",
            format!("contact {{ visits: integer in 0.. default 0  created: date required }}\n{rules}"),
        );
        let compiled = merit::compile::compile(&files, Path::new("rules"), &Default::default()).unwrap();
        assert!(compiled.diagnostics.is_empty(), "{rules}\n{:?}", compiled.diagnostics);
    }
}
