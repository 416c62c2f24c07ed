//! `--write-missing`: proposed tests pass as written, are in canonical form, and reach what no test reached.

use std::fs;

use super::{folder, merit};

/// Every kind of rule there is.
const RULES: &str = r#"set leaders = { "CEO", "Head of" }
define hot = any page_view within 30 days where (url contains "/pricing" or url contains "/demo")
score fit limit -20..=60 {
  group company limit ..=15 {
    soft: match industry { "Software" => +10 "Retail" => -5 unknown => 0 }
    rich: when budget in 1000..=5000.5 score +5
    when budget > 5000.5 score +8
  }
  new:  when created within 30 days score +5
  old:  when days since created > 365 score -5
  year: when anniversary of created within next 7 days score +1
  over: when opted_out score -10 until 2027-06-30
  when title has word any of leaders score +20
}
score engagement {
  each page_view within 90 days score +2 up to 20 halving every 30 days
  match form_submission.form { "Demo request" => +40 otherwise => +5 unknown => 0 }
  often: when page_view count within 7 days >= 4 score +5
  quiet: when no page_view within 60 days and no form_submission score -15
  since: when page_view count since last form_submission >= 2 score +3
  pages: when distinct page_view.url count >= 3 score +2
  score +1 per 500 budget up to 6
  hot:   when hot score +15
}
score total = fit + engagement
stage lifecycle {
  sql when total >= 65 and not opted_out
  mql when total in 35..65
  otherwise rest
}
list vips from "vips.csv"
list calls when lifecycle is sql or in list vips except opted_out
"#;

#[test]
fn what_is_proposed_passes_reaches_everything_and_has_the_one_form() {
    let here = folder(RULES);
    let schema = fs::read_to_string(here.path().join("r/schema.merit")).unwrap();
    fs::write(here.path().join("r/schema.merit"), schema.replace("  budget:", "  title:     text\n  budget:")).unwrap();
    fs::write(here.path().join("r/vips.csv"), "C-1\nC-2\n").unwrap();
    let run = merit(here.path(), &["test", "r", "--write-missing"]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.starts_with("wrote r/missing_tests.merit: "), "{run:?}");
    assert!(!run.err.contains("no contact was found"), "{run:?}");
    let run = merit(here.path(), &["test", "r", "--min-coverage", "100"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(merit(here.path(), &["fmt", "--check", "r/missing_tests.merit"]).code, Some(0));
    let text = fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap();
    let tests = text.lines().filter(|line| line.starts_with("test ")).count();
    assert_eq!(text.lines().filter(|line| line.starts_with("# Pins what the rules give today")).count(), tests);

    let before = text;
    let run = merit(here.path(), &["test", "r", "--write-missing"]);
    assert_eq!(run.err, "the tests reach everything: there is nothing to propose\n");
    assert_eq!(fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap(), before);
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let rules = "score s { when visits > 3 score +1 }\n";
    let here = folder(rules);
    fs::write(here.path().join("r/missing_tests.merit"), "# mine\n").unwrap();
    let run = merit(here.path(), &["test", "r", "--write-missing"]);
    assert_eq!(run.err, "wrote r/missing_tests_2.merit: 2 tests that reach 4 more goals\n");
    assert_eq!(fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap(), "# mine\n");
    assert_eq!(merit(here.path(), &["test", "r", "--min-coverage", "100"]).code, Some(0));
}

#[test]
fn for_a_single_file_tests_are_printed() {
    let rules = "use \"schema.merit\"\nscore s { a: when visits > 3 score +1 }\n";
    let here = folder(rules);
    let run = merit(here.path(), &["test", "r/a.merit", "--write-missing"]);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(run.out);
    assert_eq!(fs::read_dir(here.path().join("r")).unwrap().count(), 2, "no file is written");
}

#[test]
fn what_no_contact_reaches_is_told() {
    let rules = "score s { a: when visits > 3 and visits < 2 score +1 }\n";
    let here = folder(rules);
    let run = merit(here.path(), &["test", "r", "--write-missing"]);
    assert!(run.err.contains("no contact was found for s.a: fires\n"), "{run:?}");
}

#[test]
fn the_same_rules_have_the_same_proposals() {
    let rules = "score s { when visits > 3 and industry is \"Retail\" score +1 each page_view score +1 up to 3 }\n";
    let proposed = || {
        let here = folder(rules);
        merit(here.path(), &["test", "r", "--write-missing"]);
        fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap()
    };
    assert_eq!(proposed(), proposed());
}

#[test]
fn a_single_test_is_told_in_the_singular() {
    let here = folder("score s { when opted_out score +1 }\ntest \"t\" { expect s is 0 }\n");
    let run = merit(here.path(), &["test", "r", "--write-missing"]);
    assert_eq!(run.err, "wrote r/missing_tests.merit: 1 test that reaches 1 more goal\n");
    let text = fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap();
    assert!(text.contains("test \"when opted_out score +1: fires\" {"), "{text}");
}

#[test]
fn a_test_of_rules_without_a_score_expects_something_too() {
    for rules in [
        "stage l { a when visits > 3 otherwise b }\n",
        "list l when visits > 3 and opted_out\n",
        "define busy = visits > 3\n",
        "define poor = budget < 3.5\n",
    ] {
        let here = folder(rules);
        let run = merit(here.path(), &["test", "r", "--write-missing"]);
        assert!(run.err.starts_with("wrote r/missing_tests.merit: "), "{run:?}");
        let text = fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap();
        assert!(text.matches("  expect ").count() >= text.matches("\ntest ").count(), "{text}");
        let run = merit(here.path(), &["test", "r", "--min-coverage", "100"]);
        assert_eq!(run.code, Some(0), "{run:?}\n{text}");
    }
}

#[test]
fn what_a_limit_swallows_is_expected_of_the_rule_itself() {
    let rules = "score s limit 0.. { free: when visits is 3 score -10 }\n";
    let here = folder(rules);
    merit(here.path(), &["test", "r", "--write-missing"]);
    let text = fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap();
    assert!(text.contains("  expect s.free is -10\n"), "{text}");
}

#[test]
fn who_is_looked_for_at_an_edge_of_a_list_is_in_it() {
    let rules = "list l when (visits > 3 or budget > 5) and opted_out is known and industry is \"Retail\"\n";
    let here = folder(rules);
    merit(here.path(), &["test", "r", "--write-missing"]);
    let text = fs::read_to_string(here.path().join("r/missing_tests.merit")).unwrap();
    let (_, test) = text.split_once("test \"l: visits at 4\"").unwrap_or_else(|| panic!("{text}"));
    assert!(test.split_once('}').unwrap().0.contains("industry: \"Retail\""), "{text}");
}

#[test]
fn tests_are_not_written_for_another_time_zone() {
    let here = folder("score s { when opted_out score +1 }\n");
    let run = merit(here.path(), &["test", "r", "--write-missing", "--timezone", "Europe/Berlin"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("leave out --timezone"), "{run:?}");
    assert!(!here.path().join("r/missing_tests.merit").exists());
}
