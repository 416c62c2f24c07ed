use super::fixture::*;
use crate::{
    exec::StageOutcome,
    model::{ListBody, Question},
    plan::tests::rule_set::*,
};

#[test]
fn s6_unknown_falls_through_an_arm_and_the_first_that_holds_wins() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let flag = set.boolean("flag");
    let arms = vec![("hot", within(visits, at_least(6))), ("warm", is_true(flag)), ("hot", not(is_true(flag)))];
    set.stage("stage", arms, "cold");
    let stage = |visits, flag| run(&set, vec![visits, flag]).stages[0];
    assert_eq!(stage(integer(6), boolean(true)), StageOutcome { name: 0, arm: Some(0) });
    assert_eq!(stage(None, boolean(true)), StageOutcome { name: 1, arm: Some(1) });
    assert_eq!(stage(None, boolean(false)), StageOutcome { name: 0, arm: Some(2) });
    assert_eq!(stage(None, None), StageOutcome { name: 2, arm: None });
}

#[test]
fn s36_a_question_about_a_stage_is_about_names() {
    let mut set = RuleSet::default();
    let flag = set.boolean("flag");
    let stage = set.stage("stage", vec![("hot", is_true(flag))], "cold");
    set.claim(false, asks(Question::Stage { stage, arms: vec![1] }));
    assert_eq!(run(&set, vec![None]).claims, [Some(true)]);
    assert_eq!(run(&set, vec![boolean(true)]).claims, [Some(false)]);
}

#[test]
fn s6_a_list_has_whom_its_condition_holds_for_and_its_exception_does_not() {
    let mut set = RuleSet::default();
    let (a, b) = (set.boolean("a"), set.boolean("b"));
    let list = set.list("list", ListBody::When { condition: is_true(a), except: Some(is_true(b)) });
    set.claim(true, asks(Question::InList(list)));
    for (one, two, inside) in [
        (boolean(true), boolean(false), true),
        (boolean(true), None, true),
        (boolean(true), boolean(true), false),
        (None, boolean(false), false),
        (boolean(false), None, false),
    ] {
        let outcome = run(&set, vec![one, two]);
        assert_eq!((outcome.lists[0], outcome.claims[0]), (inside, Some(inside)));
    }
}

#[test]
fn s19_a_static_list_has_its_keys() {
    let mut set = RuleSet::default();
    set.list("vips", ListBody::Keys(["1".to_owned()].into()));
    set.list("others", ListBody::Keys(["A".to_owned()].into()));
    assert_eq!(run(&set, vec![]).lists, [true, false]);
}

#[test]
fn s7_claims_say_what_is_true_and_unknown_stays_unknown() {
    let mut set = RuleSet::default();
    let flag = set.boolean("flag");
    set.claim(true, is_true(flag));
    assert_eq!(run(&set, vec![None]).claims, [None]);
}
