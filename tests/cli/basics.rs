use std::process::Stdio;

use super::{GOOD, SCHEMA, UNSIGNED, command, folder, merit};

#[test]
fn usage_errors_exit_2_and_suggest_what_was_meant() {
    let here = folder(&[]);
    let run = merit(here.path(), &["chekc", "x"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("check") && run.out.is_empty(), "{run:?}");
    let run = merit(here.path(), &["check", "--fromat", "json", "x"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("--format"), "{run:?}");
    let run = merit(here.path(), &[]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("check"), "{run:?}");
}

#[test]
fn help_and_version_exit_0_on_standard_output() {
    let here = folder(&[]);
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"], &["explain", "-h"]] {
        let run = merit(here.path(), arguments);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(run.out.contains("merit"), "{run:?}");
    }
    assert!(merit(here.path(), &["check", "--help"]).out.contains("Examples:"));
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", UNSIGNED)]);
    let has_colour = |arguments: &[&str]| merit(here.path(), arguments).err.contains('\u{1b}');
    assert!(!has_colour(&["check", "r"]));
    assert!(has_colour(&["check", "r", "--color", "always"]));
    assert!(!has_colour(&["--color=never", "check", "r"]));
    let forced = command(here.path(), &["check", "r", "--color=never"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(!String::from_utf8_lossy(&forced.stderr).contains('\u{1b}'));
}

#[test]
fn nobody_reading_is_no_failure() {
    let here = folder(&[]);
    let mut child =
        command(here.path(), &["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let here = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let run = merit(here.path(), &["completions", shell]);
        assert_eq!(run.code, Some(0));
        assert!(run.out.contains("explain") && run.out.contains("deny-warnings"), "{shell}");
    }
    let run = merit(here.path(), &["man", "new/pages"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    for page in ["merit.1", "merit-check.1", "merit-explain.1", "merit-plan.1"] {
        assert!(here.path().join("new/pages").join(page).is_file(), "{page}");
    }
    let run = merit(here.path(), &["man", "new/pages/merit.1"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with("error: the pages cannot be written into `new/pages/merit.1`: "), "{run:?}");
}

#[test]
fn a_command_on_rules_with_errors_prints_them_and_exits_1() {
    let here = folder(&[
        ("r/schema.merit", SCHEMA),
        ("r/a.merit", UNSIGNED),
        ("good/schema.merit", SCHEMA),
        ("good/a.merit", GOOD),
    ]);
    let run = merit(here.path(), &["plan", "r"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("r/a.merit:4:26") && run.err.ends_with("error: the rules have 1 error\n"), "{run:?}");
    let run = merit(here.path(), &["plan", "nothing"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.err, "error: there is no file or folder `nothing`\n");
    let run = merit(here.path(), &["plan", "good"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(!run.out.is_empty());
}
