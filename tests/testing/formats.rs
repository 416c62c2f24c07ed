//! What programs read: JUnit's XML and lcov's records.

use super::tested;

const RULES: &str = "score s {\n  a: when visits >= 6 score +1\n  b: when opted_out score -1\n}\ntest \"six <&\\\"> visits\" { contact { visits: 6 } expect s is 1 }\ntest \"five\" { contact { visits: 5 } expect s is 1 expect visits >= 6 }\n";

#[test]
fn junit_has_a_case_for_each_test_and_a_failure_for_each_expectation() {
    let run = tested(RULES, &["--format", "junit"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn junit_is_well_formed_whatever_tests_are_called() {
    let rules = "score s { when visits > 3 score +1 }\ntest \"]]> \u{ffff} é 방 \\n\" { expect s is 1 }\n";
    let run = tested(rules, &["--format", "junit"]);
    assert!(!run.out.contains('\u{ffff}'), "{run:?}");
    assert!(run.out.contains("]]&gt; ") && run.out.contains(" é 방 "), "{run:?}");
    // Every tag that opens closes, in order.
    let mut open: Vec<&str> = Vec::new();
    for tag in run.out.split('<').skip(2).map(|rest| rest.split_once('>').unwrap().0) {
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn lcov_has_a_branch_for_each_goal_and_the_lines_they_stand_on() {
    let run = tested(RULES, &["--format", "lcov"]);
    assert_eq!(run.code, Some(1), "a failing test fails the run whatever is printed");
    assert_eq!(
        run.out,
        "TN:\nSF:r/a.merit\nBRDA:2,0,0,1\nBRDA:2,0,1,1\nBRDA:2,0,2,1\nBRDA:2,0,3,1\nBRDA:3,0,0,0\nBRDA:3,0,1,2\n\
         BRF:6\nBRH:5\nDA:2,1\nDA:3,2\nLF:2\nLH:2\nend_of_record\n"
    );
}
