//! What `merit check` says of `never` and `always` beside its findings.

use super::{folder, merit};

const SHOP: &str = "\
contact { id: text key  visits: integer in 0.. default 0  competitor: boolean  opted_out: boolean default false }
score fit { boss: when visits > 10 and visits < 5 score +10  score +1 per 2 visits up to 58 }
stage st { sql when fit >= 60  mql when fit >= 30  otherwise sub }
stage other { sql when fit >= 40 and not competitor  otherwise sub }
list hot when fit > 70
";

const PROMISES: &str = "\
use \"shop.merit\"
never st is sql and opted_out \"No mail\"
never fit > 200 and opted_out
always other is sql or fit < 40
never opted_out and visits > 3 and visits * visits is 10
";

#[test]
fn each_promise_has_a_line_with_what_became_of_it() {
    let here = folder(&[("r/shop.merit", SHOP), ("r/promises.merit", PROMISES)]);
    let run = merit(here.path(), &["check", "r", "--promises"]);
    assert_eq!(
        run.out,
        "\
proven      r/promises.merit:2  never st is sql and opted_out \"No mail\"
proven      r/promises.merit:3  never fit > 200 and opted_out
broken      r/promises.merit:4  always other is sql or fit < 40
not proven  r/promises.merit:5  never opted_out and visits > 3 and visits * visits is 10
"
    );
    assert_eq!(run.code, Some(1));
    assert_eq!(merit(here.path(), &["check", "r"]).out, "");
}

#[test]
fn programs_read_one_object_for_each_promise_behind_the_findings() {
    let here = folder(&[("r/shop.merit", SHOP), ("r/promises.merit", PROMISES)]);
    let json = |arguments: &[&str]| -> Vec<serde_json::Value> {
        merit(here.path(), arguments).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let found = json(&["check", "r", "--format", "json"]);
    let all = json(&["check", "r", "--format", "json", "--promises"]);
    assert_eq!(all[..found.len()], found);
    assert_eq!(
        all[found.len()],
        serde_json::json!({
            "promise": "never st is sql and opted_out", "description": "No mail", "verdict": "proven",
            "file": "r/promises.merit", "line": 2,
        })
    );
    assert_eq!(all[all.len() - 1]["verdict"], "not-proven");
    assert_eq!(all.len(), found.len() + 4);
}

#[test]
fn where_there_is_nothing_to_say_of_promises_it_is_said_why() {
    let here = folder(&[("r/shop.merit", SHOP)]);
    let run = merit(here.path(), &["check", "r", "--promises"]);
    assert!(run.out.is_empty() && run.err.contains("r: it makes no promises"), "{run:?}");
    let wrong = folder(&[("r/shop.merit", SHOP), ("r/promises.merit", "use \"shop.merit\"\nnever vists > 3\n")]);
    let run = merit(wrong.path(), &["check", "r", "--promises"]);
    assert!(run.err.contains("r: its promises are looked at when its errors are mended"), "{run:?}");
    let run = merit(here.path(), &["check", "r", "--promises", "--format", "sarif"]);
    assert_eq!(run.code, Some(2));
}

#[test]
fn a_finding_about_what_nobody_reaches_shows_the_promises_that_hold_because_of_it() {
    let told = |promises: &str| -> String {
        let here = folder(&[("r/shop.merit", SHOP), ("r/promises.merit", &format!("use \"shop.merit\"\n{promises}"))]);
        merit(here.path(), &["check", "r"]).err
    };
    for (promises, count) in [
        ("never st is sql and opted_out\nalways st is not sql or opted_out\n", "2 promises hold because of that"),
        ("never in list hot and opted_out\n", "1 promise holds because of that"),
        ("never opted_out and fit.boss > 0\n", "1 promise holds because of that"),
    ] {
        let err = told(promises);
        assert!(err.contains(count), "{err}");
        assert_eq!(err.matches("- holds because of that").count(), promises.lines().count(), "{err}");
    }
    // What nobody reaches otherwise, and that nobody gets there at all, is what promises are for.
    for promises in [
        "never fit > 200 and opted_out\n",
        "never st is sql\n",
        "never st is mql and fit < 30\n",
        "never st in { sql, mql } and fit < 30\n",
        "never st is sql and opted_out or st is mql and fit < 30\n",
    ] {
        let err = told(promises);
        assert!(!err.contains("because of that"), "{err}");
    }
}

#[test]
fn a_broken_promise_tells_which_missing_value_kept_an_arm_from_being_taken() {
    let here = folder(&[("r/shop.merit", SHOP), ("r/promises.merit", PROMISES)]);
    let err = merit(here.path(), &["check", "r"]).err;
    let said = "`other` is sub (not `sql` because `competitor` is missing) and `fit` is 40";
    assert!(err.contains(said), "{err}");
    let calm = "use \"shop.merit\"\nnever other is sub and fit >= 40\nnever st is mql and opted_out\n";
    let here = folder(&[("r/shop.merit", SHOP), ("r/promises.merit", calm)]);
    let err = merit(here.path(), &["check", "r"]).err;
    assert!(!err.contains("is missing)"), "{err}");
}
