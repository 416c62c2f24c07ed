use super::fixture::*;
use crate::{
    exec::{RuleOutcome, Scratch, evaluate, evaluate_with},
    model::{Award, DecayCurve, MatchSubject, Operand, RuleBody},
    plan::tests::rule_set::*,
    value::{Date, Value},
};

fn industry_rule(otherwise: Option<&str>, unknown: Option<&str>) -> RuleSet {
    let mut set = RuleSet::default();
    let industry = set.dropdown("industry", &["Software", "Retail", "Education"]);
    let arms = vec![(choice(industry, &[0]), "10"), (choice(industry, &[1]), "0")];
    set.rule(match_operand(Operand::Property(industry), arms, otherwise, unknown));
    set
}

fn matched(fired: bool, points: &str, arm: Option<usize>) -> RuleOutcome {
    RuleOutcome { fired: Some(fired), points: pts(points), before_limit: pts(points), arm, events: 0 }
}

#[test]
fn s5_s37_a_match_takes_the_arm_and_unknown_takes_only_the_unknown_arm() {
    let set = industry_rule(Some("-5"), Some("2"));
    let rule = |value: Option<u32>| run(&set, vec![value.map(Value::Choice)]).rules[0];
    assert_eq!(rule(Some(0)), matched(true, "10", Some(0)));
    assert_eq!(rule(Some(1)), matched(true, "0", Some(1)));
    assert_eq!(rule(Some(2)), matched(true, "-5", Some(2)));
    assert_eq!(rule(None), matched(false, "2", Some(3)));
}

#[test]
fn s5_without_arms_for_it_a_match_gives_nothing() {
    let set = industry_rule(None, None);
    let rule = |value: Option<u32>| run(&set, vec![value.map(Value::Choice)]).rules[0];
    assert_eq!(rule(Some(2)), matched(false, "0", None));
    assert_eq!(rule(None), matched(false, "0", None));
    let set = industry_rule(Some("-5"), None);
    assert_eq!(run(&set, vec![None]).rules[0], matched(false, "0", None));
}

#[test]
fn a_stage_is_matched_and_never_unknown() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let stage = set.stage("stage", vec![("hot", within(visits, at_least(6)))], "cold");
    let is = |arm| asks(crate::model::Question::Stage { stage, arms: vec![arm] });
    let RuleBody::Match { arms, .. } = match_operand(literal(0), vec![(is(0), "7")], None, None) else {
        unreachable!()
    };
    set.rule(RuleBody::Match { subject: MatchSubject::Stage(stage), arms, otherwise: Some(pts("1")), unknown: None });
    assert_eq!(run(&set, vec![integer(6)]).rules[0], matched(true, "7", Some(0)));
    assert_eq!(run(&set, vec![None]).rules[0], matched(true, "1", Some(1)));
}

#[test]
fn s37_a_when_fires_where_it_is_true_and_limits_do_not_matter() {
    let mut set = RuleSet::default();
    let flag = set.boolean("flag");
    set.rule_with(when(Some(is_true(flag)), Award::Flat(pts("5"))), |rule| rule.up_to = Some(pts("0")));
    let rule = |value| run(&set, vec![value]).rules[0];
    assert_eq!(
        rule(boolean(true)),
        RuleOutcome { fired: Some(true), points: pts("0"), before_limit: pts("5"), arm: None, events: 0 }
    );
    assert_eq!(rule(boolean(false)).fired, Some(false));
    assert_eq!(rule(None), RuleOutcome { fired: None, points: pts("0"), before_limit: pts("0"), arm: None, events: 0 });
}

#[test]
fn s37_per_fires_with_a_step_and_decay_with_something_left() {
    let mut set = RuleSet::default();
    let flag = set.boolean("flag");
    let visits = set.integer("visits");
    let at = set.date("at");
    let per = || Award::Per { points: pts("1"), step: 10.into(), of: Operand::Property(visits) };
    let curve = DecayCurve::Fading { days: 10 };
    let decay = || Award::Decay { points: pts("1"), curve, since: Operand::Property(at) };
    set.rule(when(None, per()));
    set.rule(when(Some(is_true(flag)), per()));
    set.rule(when(None, decay()));
    set.rule(when(Some(is_true(flag)), decay()));
    let fired = |flag, visits, at| {
        let outcome = run(&set, vec![flag, visits, at]);
        outcome.rules.iter().map(|rule| rule.fired).collect::<Vec<_>>()
    };
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(fired(boolean(true), integer(10), date("2026-03-10")), [yes, yes, yes, yes]);
    assert_eq!(fired(boolean(true), integer(9), date("2026-02-01")), [no, no, no, yes]);
    assert_eq!(fired(boolean(false), integer(10), date("2026-03-10")), [yes, no, yes, no]);
    assert_eq!(fired(boolean(true), None, None), [no, no, no, yes]);
    assert_eq!(fired(None, integer(10), None), [yes, None, no, None]);
}

#[test]
fn s32_until_includes_its_day() {
    let mut set = RuleSet::default();
    set.rule_with(when(None, Award::Flat(pts("5"))), |rule| rule.until = Date::parse("2026-03-10"));
    assert_eq!(run_at(&set, vec![], "2026-03-10").rules[0], matched(true, "5", None));
    assert_eq!(run_at(&set, vec![], "2026-03-11").rules[0], matched(false, "0", None));
}

#[test]
fn memory_that_was_used_before_changes_nothing() {
    let mut set = RuleSet::default();
    let title = set.text("title");
    set.when(finds(title, crate::model::TextOperator::Contains, &["vp"]), "5");
    set.when(not(finds(title, crate::model::TextOperator::Contains, &["ceo"])), "1");
    let plan = set.plan();
    let now = as_of("2026-03-10");
    let mut scratch = Scratch::default();
    for value in [text("VP"), None, text("CEO"), text(""), text("vp ceo")] {
        let contact = contact(vec![value]);
        let evaluation = evaluate_with(scratch, &plan, &contact, &now);
        assert_eq!(evaluation.outcome(), evaluate(&plan, &contact, &now).outcome());
        scratch = evaluation.into_scratch();
    }
}
