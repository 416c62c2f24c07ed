//! Every block of the README does what it says.
//!
//! `console` blocks are commands with their output (standard output, then standard error); a last line `…` or an output
//! that ends early means that more follows. `merit` blocks are written to `slips.merit`. The command that passes the
//! tests is the one CI runs; the main job's command line is run here with the program that was built for the tests.

use std::{fs, path::Path, process::Command};

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The blocks of a language, in order.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

/// Runs a command line of `merit` in a folder that has the repository's rules and the README's example.
fn run(arguments: &str) -> (String, bool) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let sample = folder.path().join("rules/getting_started");
    fs::create_dir_all(&sample).unwrap();
    for file in fs::read_dir(root.join("rules/getting_started")).unwrap() {
        let file = file.unwrap().path();
        fs::copy(&file, sample.join(file.file_name().unwrap())).unwrap();
    }
    fs::write(folder.path().join("slips.merit"), format!("{}\n", blocks(&readme(), "merit")[0])).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(arguments.split_whitespace())
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
    (text, done.status.success())
}

#[test]
fn each_command_prints_what_the_readme_shows() {
    let blocks = blocks(&readme(), "console");
    assert!(blocks.len() >= 4);
    for block in blocks {
        let (command, shown) = block.split_once('\n').unwrap();
        let arguments = command.strip_prefix("$ merit ").unwrap();
        let (printed, _) = run(arguments);
        let trimmed = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n");
        let (printed, shown) = (trimmed(&printed), trimmed(shown.trim_end_matches('…')));
        assert!(printed.starts_with(shown.trim_end()), "{command}\nprints\n{printed}\nand the README shows\n{shown}");
    }
}

#[test]
fn the_example_with_slips_has_as_many_errors_as_lines_that_are_wrong() {
    let (printed, fine) = run("check slips.merit");
    assert!(!fine);
    assert_eq!(printed.matches("error[").count(), 3, "{printed}");
}

#[test]
fn the_two_commands_are_the_ones_that_ci_and_this_test_run() {
    let commands = blocks(&readme(), "sh");
    assert_eq!(commands.len(), 3);
    let arguments = commands[1].strip_prefix("cargo run --release --locked -- ").unwrap();
    let (printed, fine) = run(arguments);
    assert!(fine && printed.lines().count() == 24, "{printed}");
    let ci = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).unwrap();
    assert!(ci.lines().any(|line| line == format!("step {}", commands[2])), "{}", commands[2]);
}

#[test]
fn the_new_side_of_the_diff_compiles() {
    let diff = &blocks(&readme(), "diff")[0];
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
