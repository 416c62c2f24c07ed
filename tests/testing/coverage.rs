//! What counts as a goal, and what reaches it.

use serde_json::Value;

use super::{json, tested};

/// The goals that are missing, as `rule: goal`.
fn missing(rules: &str) -> Vec<String> {
    let found = json(rules, &["--coverage"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let missing = found["coverage"]["missing"].as_array().unwrap();
    missing.iter().map(|goal| format!("{}: {}", text(&goal["rule"]), text(&goal["goal"]))).collect()
}

#[test]
fn every_rule_fires_and_does_not_fire() {
    let rules = "score s {\n  many: when visits >= 6 score +1\n  when true score +1\n  each page_view score +1 up to 3\n  score +1 per 10 visits up to 3\n}\n";
    assert_eq!(
        missing(&format!("{rules}test \"t\" {{ expect visits is 0 }}\n")),
        ["s.many: fires", "s.many: `visits` at 6 or just above", "s#2: does not fire", "s#3: fires", "s#4: fires",]
    );
}

#[test]
fn every_arm_of_a_match_is_taken() {
    let rules = "score s {\n  match industry { \"Software\" => +1 otherwise => 0 unknown => 0 }\n  match form_submission.form { \"Newsletter\" => +1 otherwise => +2 unknown => 0 }\n}\n";
    let test = "test \"t\" {\n  event form_submission { at: 2026-01-01, form: \"Newsletter\" }\n  event form_submission { at: 2026-01-02 }\n  expect visits is 0\n}\n";
    assert_eq!(
        missing(&format!("{rules}{test}")),
        ["s#1: takes the arm `\"Software\"`", "s#1: takes the arm `otherwise`", "s#2: takes the arm `otherwise`"]
    );
}

#[test]
fn every_arm_of_a_stage_is_taken_each_by_its_own_condition() {
    let rules = "score s { when visits >= 6 score +1 }\nstage l { a when s >= 1 a when opted_out otherwise b }\n";
    let test = "test table \"t\" {\n  visits | s\n  5 | 0\n  6 | 1\n}\n";
    assert_eq!(missing(&format!("{rules}{test}")), ["l: takes the arm `a when opted_out`"]);
}

#[test]
fn both_sides_of_every_edge_are_met_as_near_as_the_next_edge() {
    let rules = "score s {\n  a: when visits in 2..=5 score +1\n  b: when visits >= 10 score +1\n}\n";
    let table = |rows: &str| format!("{rules}test table \"t\" {{\n  visits | s\n{rows}}}\n");
    // 20 is on the right side of the edge at 10, but beyond that at 10 when it is looked at from 6.
    assert_eq!(
        missing(&table("  0 | 0\n  3 | 1\n  20 | 1\n")),
        ["s.a: `visits` at 6 or just above", "s.b: `visits` just below 10 (9)"]
    );
    assert_eq!(missing(&table("  0 | 0\n  3 | 1\n  7 | 0\n  20 | 1\n")), Vec::<String>::new());
}

#[test]
fn an_edge_where_no_contact_can_be_is_none() {
    let rules = "score s { a: when visits >= 0 score +1  b: when page_view count >= 0 score +1  c: when s2 >= 0 score +1 }\nscore s2 { when opted_out score +2 }\n";
    let test = "test \"t\" { contact { opted_out: true } expect s is 3 }\n";
    assert_eq!(
        missing(&format!("{rules}{test}")),
        ["s.a: does not fire", "s.b: does not fire", "s.c: does not fire", "s2#1: does not fire"]
    );
}

#[test]
fn an_edge_counts_only_where_its_question_is_asked() {
    let rules = "score s { when opted_out and visits >= 6 score +1 }\n";
    let table = "test table \"t\" {\n  opted_out | visits | s\n  false | 5 | 0\n  false | 6 | 0\n  true | 6 | 1\n}\n";
    assert_eq!(missing(&format!("{rules}{table}")), ["s#1: `visits` just below 6 (5)"]);
}

#[test]
fn each_side_of_an_or_is_true_alone_and_once_nothing_of_it() {
    let rules = "score s { when opted_out or visits > 9 or industry is \"Retail\" score +1 }\n";
    let table = "test table \"t\" {\n  opted_out | visits | s\n  true | 10 | 1\n  true | 0 | 1\n  false | 0 | 0\n  false | 10 | 1\n}\n";
    let whole = "`opted_out or visits > 9 or industry is \"Retail\"`";
    assert_eq!(missing(&format!("{rules}{table}")), [format!("s#1: only `industry is \"Retail\"` true, of {whole}")]);
}

#[test]
fn conditions_behind_where_have_edges_and_sides_too() {
    let rules = "score s { any_of: when any page_view where (url contains \"/a\" or url contains \"/b\") score +1 }\n";
    let test = "test \"t\" {\n  event page_view { at: 2026-01-01, url: \"/a\" }\n  event page_view { at: 2026-01-01, url: \"/c\" }\n  expect s is 1\n}\n";
    assert_eq!(
        missing(&format!("{rules}{test}")),
        [
            "s.any_of: does not fire",
            "s.any_of: only `url contains \"/b\"` true, of `url contains \"/a\" or url contains \"/b\"`",
        ]
    );
}

#[test]
fn a_test_without_a_moment_says_nothing_of_what_hangs_on_time() {
    let rules = "score s { a: when created within 30 days score +1 }\nscore t { b: when visits > 3 score +1 }\n";
    let test = "test \"t\" { contact { created: 2026-01-01, visits: 4 } expect t is 1 }\n";
    assert_eq!(
        missing(&format!("{rules}{test}")),
        ["s.a: fires", "s.a: does not fire", "t.b: does not fire", "t.b: `visits` just below 4 (3)"]
    );
}

#[test]
fn coverage_is_shown_by_rule_and_may_be_demanded() {
    let rules = "score s {\n  a: when visits >= 6 score +1\n  b: when opted_out score -1\n}\ntest \"t\" { contact { visits: 6 } expect s is 1 }\n";
    let run = tested(rules, &["--coverage"]);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(run.out);
    let run = tested(rules, &["--min-coverage", "50"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let run = tested(rules, &["--min-coverage", "90"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.err, "error: the tests reach 50% of the rules, and 90% are asked for\n");
    assert_eq!(tested(rules, &["--min-coverage", "101"]).code, Some(2));
    let found = json(rules, &["--coverage"]);
    assert_eq!((&found["coverage"]["goals"], &found["coverage"]["covered"]), (&6.into(), &3.into()));
    assert_eq!(found["coverage"]["missing"][0]["line"], 2);
}

#[test]
fn a_share_that_is_not_all_is_never_shown_as_all() {
    assert_eq!(merit::report::percent(99.96), "99.9%");
    assert_eq!(merit::report::percent(100.0), "100%");
    assert_eq!(merit::report::percent(0.0), "0%");
}
