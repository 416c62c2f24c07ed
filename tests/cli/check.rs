use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

use super::{GOOD, SCHEMA, UNSIGNED, command, folder, merit};

#[test]
fn rules_without_faults_are_summed_up_in_one_line() {
    let here = folder(&[("good/schema.merit", SCHEMA), ("good/a.merit", GOOD)]);
    let run = merit(here.path(), &["check", "good"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    let last = run.err.lines().last().unwrap();
    assert!(last.starts_with("good: 2 files, ") && last.contains(", no errors"), "{run:?}");
}

#[test]
fn a_fault_is_shown_with_its_line_and_exits_1() {
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", UNSIGNED)]);
    let run = merit(here.path(), &["check", "r"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.starts_with("error["), "{run:?}");
    assert!(run.err.contains("r/a.merit:4:26"), "{run:?}");
    assert!(run.err.contains("(merit check --fix applies it)"), "{run:?}");
    assert!(run.err.ends_with("\n1 error in 1 file\n"), "{run:?}");
}

#[test]
fn paths_are_shown_as_they_were_typed() {
    let here = folder(&[("p/merit.toml", "flavour = 1\n"), ("p/r/schema.merit", SCHEMA), ("p/r/a.merit", UNSIGNED)]);
    let inside = here.path().join("p/r");
    for (path, rules, settings) in [
        (".", "┌─ a.merit:", "┌─ ../merit.toml:"),
        ("a.merit", "┌─ a.merit:", "┌─ ../merit.toml:"),
        ("../r", "┌─ ../r/a.merit:", "┌─ ../merit.toml:"),
    ] {
        let run = merit(&inside, &["check", path]);
        assert!(run.err.contains(rules) && run.err.contains(settings), "{path}: {}", run.err);
    }
    let absolute = inside.canonicalize().unwrap();
    let run = merit(here.path(), &["check", absolute.to_str().unwrap()]);
    assert!(run.err.contains(&format!("┌─ {}/a.merit:", absolute.display())), "{run:?}");
}

#[test]
fn several_paths_are_judged_together_and_a_fault_is_told_once() {
    let here = folder(&[
        ("r/schema.merit", SCHEMA),
        ("r/a.merit", UNSIGNED),
        ("good/schema.merit", SCHEMA),
        ("good/a.merit", GOOD),
    ]);
    let run = merit(here.path(), &["check", "good", "r", "r/a.merit", "r/schema.merit"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.err.matches("r/a.merit:4:26").count(), 1, "{run:?}");
    assert!(run.err.contains("\ngood: 2 files") || run.err.starts_with("good: 2 files"), "{run:?}");
    assert!(run.err.contains("\nr: 1 error in 1 file\n"), "{run:?}");
    let run = merit(here.path(), &["check", "good", "missing"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("error: there is no file or folder `missing`"), "{run:?}");
}

#[test]
fn formats_for_programs_go_to_standard_output() {
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", UNSIGNED)]);
    let run = merit(here.path(), &["check", "r", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let found: serde_json::Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    assert_eq!((found["file"].as_str(), found["line"].as_u64()), (Some("r/a.merit"), Some(4)));
    assert_eq!(found["fixes"][0]["applicability"], "safe");
    let run = merit(here.path(), &["check", "r", "--format", "github"]);
    assert!(run.out.starts_with("::error file=r/a.merit,line=4,endLine=4,col="), "{run:?}");
    let run = merit(here.path(), &["check", "r", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn fix_applies_safe_fixes_and_reports_what_is_left() {
    let text = "use \"schema.merit\"\nscore a { when visits >= 6 score 3 }\nscore b { when visits >= 7 score 3 }\nuse \"nothing.merit\"\n";
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", text)]);
    let run = merit(here.path(), &["check", "r", "--fix"]);
    assert_eq!(fs::read_to_string(here.path().join("r/a.merit")).unwrap(), text.replace("score 3", "score +3"));
    assert_eq!(run.code, Some(1));
    assert!(run.err.starts_with("fixed r/a.merit:2: "), "{run:?}");
    assert!(run.err.contains("\n2 fixes in 1 file\n"), "{run:?}");
    assert!(run.err.contains("M0702") && run.err.ends_with("1 error in 1 file\n"), "{run:?}");
    let names: Vec<_> = fs::read_dir(here.path().join("r")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing is left behind: {names:?}");
}

#[test]
fn fix_leaves_files_without_fixes_alone() {
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", GOOD)]);
    let before = fs::metadata(here.path().join("r/a.merit")).unwrap().modified().unwrap();
    let run = merit(here.path(), &["check", "r", "--fix"]);
    assert_eq!(run.code, Some(0));
    assert!(!run.err.contains("fix"), "{run:?}");
    assert_eq!(fs::metadata(here.path().join("r/a.merit")).unwrap().modified().unwrap(), before);
}

#[test]
fn watch_checks_again_when_a_file_changes() {
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", UNSIGNED)]);
    let mut child =
        command(here.path(), &["check", "r", "--watch"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "1 error in 1 file"));
    assert!(lines.any(|line| line.starts_with("waiting for a change")));
    fs::write(here.path().join("r/a.merit"), GOOD).unwrap();
    assert!(lines.any(|line| line.starts_with("r: 2 files, ")));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let warned = "use \"schema.merit\"\nlet unused = 5\nscore engagement { when visits >= 6 score +6 }\ntest \"t\" { expect engagement is 0 }\n";
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", warned)]);
    let run = merit(here.path(), &["check", "r"]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("warning[M0808 unused-name]"), "{run:?}");
    assert!(run.err.ends_with("\nr: 2 files, 1 rule, no errors, 1 warning\n"), "{run:?}");
    assert_eq!(merit(here.path(), &["check", "r", "--deny-warnings"]).code, Some(1));
    for (level, code) in [("allow", 0), ("warn", 1), ("deny", 1)] {
        fs::write(here.path().join("r/merit.toml"), format!("[lints]\nunused-name = \"{level}\"\n")).unwrap();
        assert_eq!(merit(here.path(), &["check", "r", "--deny-warnings"]).code, Some(code), "{level}");
    }
    let run = merit(here.path(), &["check", "r"]);
    assert!(run.code == Some(1) && run.err.contains("error[M0808 unused-name]"), "{run:?}");
}

#[test]
fn rules_without_tests_are_warned_of_as_a_whole() {
    let here = folder(&[("r/schema.merit", SCHEMA), ("r/a.merit", GOOD)]);
    let found = |arguments: &[&str]| -> serde_json::Value {
        let run = merit(here.path(), arguments);
        serde_json::from_str(run.out.lines().next().unwrap_or("null")).unwrap()
    };
    let found_of_rules = found(&["check", "r", "--format", "json"]);
    assert_eq!(
        (&found_of_rules["name"], &found_of_rules["severity"], &found_of_rules["file"]),
        (&"no-tests".into(), &"warning".into(), &"r/a.merit".into())
    );
    assert_eq!((found_of_rules["line"].as_u64(), found_of_rules["column"].as_u64()), (Some(1), Some(1)));
    assert!(found(&["check", "r/schema.merit", "--format", "json"]).is_null(), "a schema alone has nothing to test");
    let tested = format!("{GOOD}test \"none\" {{ expect engagement is 0 }}\n");
    fs::write(here.path().join("r/a.merit"), tested).unwrap();
    assert!(found(&["check", "r", "--format", "json"]).is_null());
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let here = folder(&[("secret.merit", "!! secret"), ("r/schema.merit", SCHEMA)]);
    std::os::unix::fs::symlink("../secret.merit", here.path().join("r/b.merit")).unwrap();
    let run = merit(here.path(), &["check", "r"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("M0703 outside-root") && !run.err.contains("!!"), "{run:?}");
}

#[test]
fn control_characters_in_rules_and_names_never_reach_the_terminal() {
    let here = folder(&[("r/a.merit", "use \"\u{1b}[2J.merit\" # \u{1b}]0;title\u{7}\n")]);
    let run = merit(here.path(), &["check", "r", "--color", "never"]);
    assert!(run.code == Some(1) && !run.err.contains(['\u{1b}', '\u{7}']), "{run:?}");
    let run = merit(here.path(), &["check", "\u{1b}[2J"]);
    assert!(run.code == Some(2) && !run.err.contains('\u{1b}'), "{run:?}");
}

/// Two rules that give points for the same value, beside a schema of their own.
const OVERLAPPING: &str = "contact { id: text key  n: integer }\nwhen n in 1..=5 score +3\nwhen n >= 5 score +4\n";

#[test]
fn what_rules_tell_together_is_in_every_format_with_its_example() {
    let here = folder(&[("r/a.merit", OVERLAPPING)]);
    let run = merit(here.path(), &["check", "r"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.err.contains("warning[M0902 overlapping-rules]: `n` 5 gets both +3 and +4, together +7"), "{run:?}");
    assert!(run.err.contains("= for example: contact { n: 5 }\n"), "{run:?}");
    assert!(run.err.contains("= fix in line 3: write `n >= 6`"), "{run:?}");
    let run = merit(here.path(), &["check", "r", "--format", "json"]);
    let found: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found = found.iter().find(|found| found["name"] == "overlapping-rules").unwrap();
    assert_eq!(found["witness"], serde_json::json!({"n": 5}));
    assert_eq!((&found["line"], &found["labels"][0]["line"]), (&3.into(), &2.into()));
    let run = merit(here.path(), &["check", "r", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["properties"]["witness"]["n"] == 5), "{}", run.out);
    let run = merit(here.path(), &["check", "r", "--format", "github"]);
    assert!(run.out.contains("::warning file=r/a.merit,line=3,"), "{run:?}");
}

#[test]
fn levels_and_allow_clauses_hold_for_what_rules_tell_together() {
    let at = |level: &str| format!("[lints]\nno-tests = \"allow\"\noverlapping-rules = \"{level}\"\n");
    for (level, code) in [("allow", 0), ("warn", 0), ("deny", 1)] {
        let here = folder(&[("r/merit.toml", &at(level)), ("r/a.merit", OVERLAPPING)]);
        let run = merit(here.path(), &["check", "r"]);
        assert_eq!(run.code, Some(code), "{run:?}");
        assert_eq!(run.err.contains("overlapping-rules"), level != "allow", "{run:?}");
    }
    let allowed = OVERLAPPING.replace("+4", "+4 allow overlapping-rules \"five is special\"");
    let here = folder(&[("r/merit.toml", "[lints]\nno-tests = \"allow\"\n"), ("r/a.merit", &allowed)]);
    let run = merit(here.path(), &["check", "r", "--deny-warnings"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn a_needless_allow_goes_only_where_analysis_says_so() {
    let rule = "contact { id: text key  n: integer }\nwhen n >= 5 score +4 allow overlapping-rules \"once\"\n";
    let settings = "[lints]\nno-tests = \"allow\"\nneedless-allow = \"deny\"\n";
    let here = folder(&[("r/merit.toml", settings), ("r/a.merit", rule), ("d.csv", "id,n\n1,7\n")]);
    // Those who use the rules look for nothing, and cannot say what is needless.
    let run = merit(here.path(), &["score", "r", "d.csv"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = merit(here.path(), &["check", "r"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let run = merit(here.path(), &["check", "r", "--fix"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let mended = fs::read_to_string(here.path().join("r/a.merit")).unwrap();
    assert!(!mended.contains("allow"), "{mended}");
}

#[test]
fn a_fix_that_a_person_has_to_choose_is_not_applied() {
    let here = folder(&[("r/a.merit", OVERLAPPING)]);
    let run = merit(here.path(), &["check", "r", "--fix"]);
    assert_eq!(fs::read_to_string(here.path().join("r/a.merit")).unwrap(), OVERLAPPING);
    assert!(run.err.starts_with("0 fixed: 1 finding has fixes to choose from by hand\n\n"), "{run:?}");
}

#[test]
fn the_last_lines_count_many_findings_by_name_and_promises_that_hold_beside_errors() {
    let rules: String =
        (0..12).map(|at| format!("when n in {at}0..={at}9 score +1\nwhen n in {at}9..={at}9 score +2\n")).collect();
    let text = format!("contact {{ n: integer in 0..=500 default 0 }}\n{rules}never n > 500\nnever n > 400\n");
    let here = folder(&[("r/a.merit", &text)]);
    let run = merit(here.path(), &["check", "r"]);
    let last: Vec<&str> = run.err.lines().rev().take(2).collect();
    assert_eq!(
        last,
        ["1 error, 13 warnings in 1 file; 1 never proven", "contained-rule 12, never-violated 1, no-tests 1"],
        "{run:?}"
    );
}

#[test]
fn rules_are_checked_as_of_the_day_that_is_asked_for() {
    let rules = "contact { id: text key  born: date required }\n\
        score fit { when born within 1 day score +5 until 2026-06-30 }\n\
        never fit >= 5\n";
    let here = folder(&[("rules.merit", rules)]);
    let found = |arguments: &[&str]| {
        let run = merit(here.path(), &[&["check", "--format", "json", "rules.merit"], arguments].concat());
        (run.code, run.out)
    };
    let (code, out) = found(&["--as-of", "2026-03-01"]);
    assert!(code == Some(1) && out.contains("never-violated") && out.contains("\"born\":\"2026-0"), "{out}");
    let (_, out) = found(&["--as-of", "2026-07-01"]);
    assert!(!out.contains("never-violated") && out.contains("expired-rule"), "{out}");
    assert_eq!(found(&["--as-of", "soon"]).0, Some(2));
    // Where days begin says which one it is.
    let at = |zone: &str| found(&["--as-of", "2026-06-30T23:30Z", "--timezone", zone]).1.contains("expired-rule");
    assert_eq!((at("UTC"), at("Europe/Berlin")), (false, true));
}
