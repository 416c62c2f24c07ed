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
        ["s.many: fires", "s.many: `visits` just below 6 (5)", "s.many: `visits` at 6", "s#3: fires", "s#4: fires"]
    );
}

#[test]
fn every_arm_of_a_match_is_taken() {
    let rules = "score s {\n  match industry { \"Software\" => +1 otherwise => 0 unknown => 0 }\n  match form_submission.form { \"Newsletter\" => +1 otherwise => +2 unknown => 0 }\n}\n";
    let test = "test \"t\" {\n  event form_submission { at: 2026-01-01, form: \"Newsletter\" }\n  event form_submission { at: 2026-01-02 }\n  expect visits is 0\n}\n";
    assert_eq!(
        missing(&format!("{rules}{test}")),
        [
            "s#1: takes the arm `\"Software\"`",
            "s#1: takes the arm `otherwise`",
            "s#2: takes the arm `otherwise`",
            "s#2: does not fire",
        ]
    );
}

#[test]
fn every_arm_of_a_stage_is_taken_each_by_its_own_condition() {
    let rules = "score s { when visits >= 6 score +1 }\nstage l { a when s >= 1 a when opted_out otherwise b }\n";
    let test = "test table \"t\" {\n  visits | s\n  5 | 0\n  6 | 1\n}\n";
    assert_eq!(missing(&format!("{rules}{test}")), ["l: takes the arm `a when opted_out`"]);
}

#[test]
fn s37_a_match_that_can_leave_a_contact_out_does_not_fire_once() {
    let not_fired = |arms: &str| {
        let rules = format!("score s {{ match {arms} }}\n");
        missing(&rules).contains(&"s#1: does not fire".to_owned())
    };
    assert!(not_fired("industry { \"Software\" => +1 }"));
    assert!(not_fired("industry { \"Software\" => +1 otherwise => 0 }"), "the industry may be unknown");
    assert!(!not_fired("industry { \"Software\" => +1 otherwise => 0 unknown => 0 }"));
    assert!(!not_fired("industry { \"Software\" => +1 unknown => 0 }"), "the arm `unknown` stands for it");
    assert!(not_fired("visits { 3.. => +1 }"));
    assert!(!not_fired("visits { ..3 => 0 3.. => +1 }"));
    assert!(!not_fired("visits { 3.. => +1 otherwise => 0 }"));
    assert!(not_fired("form_submission.form { \"Newsletter\" => +1 otherwise => +2 unknown => 0 }"));
}

#[test]
fn both_sides_of_every_edge_are_met_right_beside_it() {
    let rules = "score s {\n  a: when visits in 2..=5 score +1\n  b: when visits >= 10 score +1\n}\n";
    let table = |rows: &str| format!("{rules}test table \"t\" {{\n  visits | s\n{rows}}}\n");
    // Between 5 and 9 the edge could be anywhere.
    assert_eq!(
        missing(&table("  0 | 0\n  3 | 1\n  5 | 1\n  9 | 0\n  20 | 1\n")),
        ["s.a: `visits` just below 2 (1)", "s.a: `visits` at 2", "s.a: `visits` at 6", "s.b: `visits` at 10",]
    );
    assert_eq!(missing(&table("  1 | 0\n  2 | 1\n  5 | 1\n  6 | 0\n  9 | 0\n  10 | 1\n")), Vec::<String>::new());
}

#[test]
fn numbers_with_decimals_are_met_at_the_edge_and_a_step_away() {
    let rules = "score s { a: when budget >= 1.5 score +1  b: when budget <= 100 score +1 }\n";
    let table = |rows: &str| format!("{rules}test table \"t\" {{\n  budget | s\n{rows}}}\n");
    assert_eq!(
        missing(&table("  1.3 | 1\n  1.6 | 2\n  99 | 2\n  101.5 | 1\n")),
        [
            "s.a: `budget` just below 1.5 (to 1.4)",
            "s.a: `budget` at 1.5",
            "s.b: `budget` at 100",
            "s.b: `budget` just above 100 (to 101)",
        ]
    );
    assert_eq!(missing(&table("  1.4 | 1\n  1.5 | 2\n  100 | 2\n  100.01 | 1\n")), Vec::<String>::new());
}

#[test]
fn points_are_met_as_near_to_the_edge_as_rules_can_come() {
    let rules = "score s { when visits >= 1 score +10  when opted_out score +15  when budget is known score +40 }\nlist l when s >= 60\n";
    let of_list: Vec<String> = missing(rules).into_iter().filter(|goal| goal.starts_with("l:")).collect();
    assert_eq!(of_list, ["l: `s` just below 60 (55)", "l: `s` just above 60 (65)"]);
    let test = "test \"t\" { contact { visits: 1, opted_out: true, budget: 1 } expect in list l }\n";
    let of_list: Vec<String> =
        missing(&format!("{rules}{test}")).into_iter().filter(|goal| goal.starts_with("l:")).collect();
    assert_eq!(of_list, ["l: `s` just below 60 (55)"]);
}

#[test]
fn rules_that_exclude_each_other_are_not_added_up() {
    let rules = "score s { when visits in 2..=5 score +3  when visits >= 6 score +6  when industry is \"Software\" score +10  when industry is \"Retail\" and opted_out score +2 }\nlist l when s >= 10\n";
    let of_list: Vec<String> = missing(rules).into_iter().filter(|goal| goal.starts_with("l:")).collect();
    assert_eq!(of_list, ["l: `s` just below 10 (8)", "l: `s` at 10"], "not 9, of both rules on visits");
}

#[test]
fn points_that_fade_are_met_within_a_point() {
    let rules = "score s { each page_view score +40 up to 100 halving every 30 days }\nlist l when s >= 60\n";
    let of_list: Vec<String> = missing(rules).into_iter().filter(|goal| goal.starts_with("l:")).collect();
    assert_eq!(of_list, ["l: `s` just below 60 (to 59)", "l: `s` at 60 or just above (to 61)"]);
}

#[test]
fn of_a_set_of_numbers_one_is_in_it_and_one_is_out() {
    let rules = "score s { a: when visits in { 1, 3, 5, 7 } score +1 }\n";
    let found = missing(&format!("{rules}test \"t\" {{ contact {{ visits: 4 }} expect s is 0 }}\n"));
    assert_eq!(found, ["s.a: fires", "s.a: `visits in { 1, 3, 5, 7 }` is true"]);
}

#[test]
fn the_ends_of_a_window_are_met_a_day_apart() {
    let rules =
        "score s { a: when created in 2025-01-01..2025-02-01 score +1  b: when created before 2026-01-01 score +1 }\n";
    let table = |rows: &str| format!("{rules}test table \"t\" {{\n  created | s\n{rows}}}\n");
    assert_eq!(
        missing(&table("  2024-12-30 | 1\n  2025-01-02 | 2\n  2025-02-02 | 1\n  2026-01-02 | 0\n")),
        [
            "s.a: `created` on 2025-01-01",
            "s.a: `created` on 2024-12-31",
            "s.a: `created` on 2025-01-31",
            "s.a: `created` on 2025-02-01",
            "s.b: `created` on 2025-12-31",
            "s.b: `created` on 2026-01-01",
        ]
    );
    let all =
        "  2025-01-01 | 2\n  2024-12-31 | 1\n  2025-01-31 | 2\n  2025-02-01 | 1\n  2025-12-31 | 1\n  2026-01-01 | 0\n";
    assert_eq!(missing(&table(all)), Vec::<String>::new());
    let rules = "score s { a: when created within 30 days score +1 }\n";
    let table = |days: &str| format!("{rules}test table \"t\" {{\n  as of 2026-03-31\n  created | s\n{days}}}\n");
    assert_eq!(missing(&table("  29 days ago | 1\n  30 days ago | 0\n")), Vec::<String>::new());
    assert_eq!(
        missing(&table("  28 days ago | 1\n  31 days ago | 0\n")),
        [
            "s.a: `created` at the very beginning of `created within 30 days`",
            "s.a: `created` just before `created within 30 days`",
        ]
    );
}

#[test]
fn goals_are_told_in_the_words_of_the_rules() {
    let rules = "score s { when budget is unknown or opted_out is true score +1 }\n";
    assert!(
        missing(rules).contains(&"s#1: only `budget is unknown` true, of `budget is unknown or opted_out`".to_owned()),
        "{:?}",
        missing(rules)
    );
}

#[test]
fn an_or_of_thousands_of_parts_is_counted_in_a_moment() {
    let parts: Vec<String> = (0..3000).map(|at| format!("visits is {at}")).collect();
    let rules = format!("define many = {}\nscore s {{ when many score +1 }}\n", parts.join(" or "));
    let rows: String = (0..50).map(|at| format!("  {at} | 1\n")).collect();
    let begun = std::time::Instant::now();
    let found = missing(&format!("{rules}test table \"t\" {{\n  visits | s\n{rows}}}\n"));
    assert!(found.len() > 2000);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
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
    let table = "test table \"t\" {\n  opted_out | visits | s\n  true | 10 | 1\n  true | 0 | 1\n  false | 9 | 0\n  false | 10 | 1\n}\n";
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
        [
            "s.a: fires",
            "s.a: does not fire",
            "s.a: `created` at the very beginning of `created within 30 days`",
            "s.a: `created` just before `created within 30 days`",
            "t.b: does not fire",
            "t.b: `visits` just below 4 (3)",
        ]
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

#[test]
fn how_much_all_tests_reach_is_not_asked_of_some() {
    let run = tested(
        "score s { when opted_out score +1 }\ntest \"t\" { expect s is 0 }\n",
        &["--filter", "t", "--min-coverage", "50"],
    );
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: --min-coverage is about all tests, and --filter leaves some out: leave out one of the two\n"
    );
}
