//! What passes, what fails, and what is said of it.

use std::path::Path;

use merit::{
    compile::{Options, compile},
    project::Memory,
    testing,
};
use serde_json::json;

use super::{json, tested};

const RULES: &str = r#"score engagement limit ..=50 {
  group visits limit ..=5 {
    when visits in 2..=5 score +3
    when visits >= 6 score +6
  }
  pricing: when any page_view within 30 days where url contains "/pricing" score +15
  asked: match form_submission.form { "Demo request" => +40 otherwise => +5 }
}
score fit { soft: match industry { "Software" => +10 "Retail" => 0 unknown => 0 } }
score total = fit + engagement
stage lifecycle { mql when total >= 35 otherwise rest }
list hot when lifecycle is mql except opted_out
"#;

fn with(test: &str) -> String {
    format!("{RULES}{test}")
}

#[test]
fn a_test_passes_where_everything_is_as_expected() {
    let run = tested(
        &with(
            r#"test "a demo" {
  as of 2026-03-01
  contact { visits: 6, industry: "Software" }
  event form_submission { at: 3 days ago, form: "Demo request" }
  event page_view { at: 29 days ago, url: "https://acme.example/pricing?x" }
  expect engagement.visits is 5 and engagement is 50 and total is 60
  expect lifecycle is mql
  expect in list hot
  expect fired pricing and fired asked and asked is 40
}
"#,
        ),
        &[],
    );
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "1 test passed\n", ""));
}

#[test]
fn a_failure_tells_what_was_expected_what_came_out_and_which_rules_made_it() {
    let test = r#"test "a demo" {
  as of 2026-03-01
  contact { visits: 6 }
  event form_submission { at: 3 days ago, form: "Newsletter" }
  expect engagement is 46
  expect lifecycle is mql
  expect fired pricing
}
"#;
    let run = tested(&with(test), &[]);
    assert_eq!(run.code, Some(1));
    insta::assert_snapshot!(run.out);
    let found = json(&with(test), &[]);
    assert_eq!(
        found["tests"],
        json!([{
            "name": "a demo", "file": "r/a.merit", "line": 13, "passed": false,
            "failures": [
                { "expect": "engagement is 46", "expected": 46, "actual": 10, "line": 17 },
                { "expect": "lifecycle is mql", "expected": "mql", "actual": "rest", "line": 18 },
                { "expect": "fired pricing", "expected": true, "actual": false, "line": 19 },
            ],
        }])
    );
    assert!(found.get("coverage").is_none());
}

#[test]
fn each_row_of_a_table_is_a_test() {
    let table = "test table \"bands\" {\n  visits | engagement.visits | lifecycle\n  1      | 0                 |\n  6      | 6                 | mql\n}\n";
    let found = json(&with(&format!("{}{table}", "")).replace("within 30 days ", ""), &[]);
    let tests = found["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 2);
    assert_eq!((&tests[0]["name"], &tests[0]["row"], &tests[0]["passed"]), (&json!("bands"), &json!(1), &json!(true)));
    assert_eq!((&tests[1]["line"], &tests[1]["row"]), (&json!(16), &json!(2)));
    assert_eq!(
        tests[1]["failures"],
        json!([
            { "expect": "engagement.visits is 6", "expected": 6, "actual": 5, "line": 16 },
            { "expect": "lifecycle is mql", "expected": "mql", "actual": "rest", "line": 16 },
        ])
    );
}

#[test]
fn s3_an_expectation_that_is_unknown_is_not_met() {
    let found = json(&with("test \"t\" { expect budget > 3 expect not (budget > 3) expect budget is unknown }\n"), &[]);
    assert_eq!(
        found["tests"][0]["failures"],
        json!([
            { "expect": "budget > 3", "expected": "> 3", "actual": null, "line": 13 },
            { "expect": "not (budget > 3)", "expected": "not > 3", "actual": null, "line": 13 },
        ])
    );
}

#[test]
fn s32_what_happened_three_days_ago_keeps_the_time_of_day() {
    let rules = "score s { when page_view count within 72 hours >= 1 score +1 }\n";
    let test = |as_of: &str, points: u8| {
        format!("test \"{as_of}\" {{ as of {as_of} event page_view {{ at: 3 days ago }} expect s is {points} }}\n")
    };
    // 72 hours ago itself is out of the window, to the microsecond.
    let all = [test("2026-03-05", 0), test("2026-03-05T10:00:00", 0)].concat();
    let run = tested(&format!("{rules}{all}"), &[]);
    assert_eq!(run.out, "2 tests passed\n");
    let later =
        "test \"later\" { as of 2026-03-05T10:00:00 event page_view { at: 2026-03-02T10:00:01 } expect s is 1 }\n";
    assert_eq!(tested(&format!("{rules}{later}"), &[]).out, "1 test passed\n");
    // Where the clock goes forward in between, three days are 71 hours.
    let run = tested(&format!("{rules}{}", test("2026-03-30T10:00:00", 1)), &["--timezone", "Europe/Berlin"]);
    assert_eq!(run.out, "1 test passed\n");
}

#[test]
fn an_event_one_second_after_as_of_changes_nothing() {
    let rules = "score s { each page_view score +1 up to 9 }\n";
    let test = "test \"t\" {\n  as of 2026-03-05T10:00:00\n  event page_view { at: 2026-03-05T10:00:00 }\n  event page_view { at: 2026-03-05T10:00:01 }\n  expect s is 1\n}\n";
    assert_eq!(tested(&format!("{rules}{test}"), &[]).out, "1 test passed\n");
}

#[test]
fn s27_a_bare_date_is_the_whole_day_in_the_time_zone() {
    let rules = "score s { each page_view score +1 up to 9 }\n";
    let test = "test \"t\" {\n  as of 2026-03-05\n  event page_view { at: 2026-03-05T23:30:00Z }\n  expect s is 1\n}\n";
    assert_eq!(tested(&format!("{rules}{test}"), &[]).code, Some(0));
    assert_eq!(tested(&format!("{rules}{test}"), &["--timezone", "Europe/Berlin"]).code, Some(1));
}

#[test]
fn each_part_of_what_is_not_met_is_told_once() {
    let found = json(&with("test \"t\" { expect fit is 3 or fit is 5 }\n"), &[]);
    assert_eq!(found["tests"][0]["failures"][0]["actual"], "fit is 0");
}

#[test]
fn a_list_that_hangs_on_no_points_shows_its_questions() {
    let rules = "list l when visits > 3 and industry is \"Retail\" except opted_out\n";
    let run = tested(&format!("{rules}test \"t\" {{ contact {{ visits: 4 }} expect in list l }}\n"), &[]);
    let shown = "expected in list l, but it is not in the list\n           visits > 3: yes\n           industry is \"Retail\": unknown\n           opted_out: no\n";
    assert!(run.out.contains(shown), "{}", run.out);
}

#[test]
fn a_table_of_thousands_of_rows_runs_in_a_moment() {
    let rows: String = (0..5000).map(|at| format!("  {} | {} | subscriber\n", at % 7, at % 7)).collect();
    let rules = "score s { score +1 per 1 visits up to 100 }\nstage l { mql when s > 50 otherwise subscriber }\n";
    let begun = std::time::Instant::now();
    let run = tested(&format!("{rules}test table \"t\" {{\n  visits | s | l\n{rows}}}\n"), &["--coverage"]);
    assert!(run.out.starts_with("5000 tests passed\n"), "{}", run.out);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn a_filter_runs_the_tests_whose_name_has_it() {
    let tests = "test \"Six visits\" { expect visits is 6 }\ntest \"none\" { expect visits is 0 }\n";
    assert_eq!(tested(&with(tests), &["--filter", "NONE"]).out, "1 test passed\n");
    assert_eq!(tested(&with(tests), &["--filter", "six"]).code, Some(1));
    let run = tested(&with(tests), &["--filter", "seven"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), "error: no test has `seven` in its name\n"));
}

#[test]
fn rules_without_tests_have_nothing_to_fail() {
    let run = tested(RULES, &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "there are no tests in these rules\n"));
}

#[test]
fn rules_with_errors_are_not_run() {
    let run = tested(&with("test \"t\" { expect nothing is 0 }\n"), &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("there is no `nothing` in these rules"), "{run:?}");
    assert_eq!(super::merit(Path::new("."), &["test", "no/such/rules"]).code, Some(2));
}

#[test]
fn tests_change_neither_results_nor_the_hash_of_the_rules() {
    let hash = |rules: &str| {
        let files = Memory::new().with("r/schema.merit", super::SCHEMA).with("r/a.merit", rules);
        let compiled = compile(&files, Path::new("r"), &Options::default()).unwrap();
        merit::compile::rules_hash(&compiled.model.unwrap())
    };
    assert_eq!(hash(RULES), hash(&with("test \"t\" { expect fit is 0 expect visits is 3 or fired soft }\n")));
}

/// Examples of the pages that are said to be right hold when they are run.
#[test]
fn right_tests_of_the_check_pages_pass() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/tests.md")).unwrap();
    let (right, _) = page.split_once("\n## Names").unwrap();
    let blocks: Vec<&str> = right.split("```").skip(1).step_by(2).collect();
    let schema = blocks[0].strip_prefix("merit schema").unwrap();
    for block in &blocks[1..] {
        let files = Memory::new()
            .with("r/schema.merit", schema)
            .with("r/vips.csv", "1\n2\n")
            .with("r/a.merit", block.strip_prefix("merit").unwrap());
        let compiled = compile(&files, Path::new("r"), &Options::default()).unwrap();
        let model = compiled.model.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
        let results = testing::run(&model, &compiled.tests, &compiled.sources);
        assert!(!results.is_empty());
        let failed: Vec<_> = results.iter().filter(|result| !result.passed()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }
}
