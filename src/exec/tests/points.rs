use super::fixture::*;
use crate::{
    exec::Limited,
    model::{Award, Condition, DecayCurve, Formula, Limit, Operand, PointsOf},
    plan::tests::rule_set::*,
    value::{Decimal, Kind},
};

#[test]
fn s24_up_to_then_group_then_score_then_derived_then_its_own_limit() {
    let mut set = RuleSet::default();
    let up_to = |points: &'static str| move |rule: &mut crate::model::Rule| rule.up_to = Some(pts(points));
    let flat = |points: &str| when(None, Award::Flat(pts(points)));
    let one = set.rule_with(flat("50"), up_to("30"));
    let two = set.rule_with(flat("-50"), up_to("5"));
    let group = set.group("group", &[one, two], limit(None, Some("20")));
    let three = set.rule(flat("100"));
    let score = set.sum("score", &[group], &[three], limit(None, Some("110")));
    let double = Formula::Product {
        factor: Decimal::parse("2").unwrap(),
        of: Box::new(Formula::Points(PointsOf::Score(score))),
    };
    set.derived("total", double, limit(None, Some("215.5")));
    let outcome = run(&set, vec![]);
    assert_eq!((outcome.rules[0].before_limit, outcome.rules[0].points), (pts("50"), pts("30")));
    assert_eq!((outcome.rules[1].before_limit, outcome.rules[1].points), (pts("-50"), pts("-5")));
    assert_eq!(outcome.groups[0], Limited { points: pts("20"), before_limit: pts("25") });
    assert_eq!(outcome.scores[0], Limited { points: pts("110"), before_limit: pts("120") });
    assert_eq!(outcome.scores[1], Limited { points: pts("215.5"), before_limit: pts("220") });
}

#[test]
fn s22_s23_derived_scores_round_once_a_product_half_away_from_zero() {
    let mut set = RuleSet::default();
    let rule = set.rule(when(None, Award::Flat(pts("0.0005"))));
    let score = set.sum("score", &[], &[rule], Limit::default());
    let points = || Formula::Points(PointsOf::Score(score));
    let times = |factor: &str, of| Formula::Product { factor: Decimal::parse(factor).unwrap(), of: Box::new(of) };
    set.derived("half", times("0.5", points()), Limit::default());
    set.derived("minus_half", times("-0.5", points()), Limit::default());
    // 0.0005 + 0.0005 summed first: no rounding is lost.
    set.derived("of_sum", times("0.5", Formula::Sum(vec![points(), points()])), Limit::default());
    // Two products, two roundings.
    set.derived("sum_of", Formula::Sum(vec![times("0.5", points()), times("0.5", points())]), Limit::default());
    set.derived(
        "rest",
        Formula::Sum(vec![Formula::Constant(pts("1")), Formula::Negate(Box::new(points()))]),
        Limit::default(),
    );
    let outcome = run(&set, vec![]);
    let scores: Vec<String> = outcome.scores.iter().map(|score| score.points.to_string()).collect();
    assert_eq!(scores, ["0.0005", "0.0003", "-0.0003", "0.0005", "0.0006", "0.9995"]);
}

#[test]
fn language_4_a_score_of_nothing_is_0() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let rule = set.when(within(visits, at_least(6)), "5");
    set.sum("score", &[], &[rule], Limit::default());
    assert_eq!(run(&set, vec![None]).scores[0].points, pts("0"));
}

#[test]
fn s25_halving_and_fading_by_days() {
    let mut set = RuleSet::default();
    let at = set.date("at");
    let decay =
        |points: &str, curve| when(None, Award::Decay { points: pts(points), curve, since: Operand::Property(at) });
    set.rule(decay("10", DecayCurve::Halving { days: 30 }));
    set.rule(decay("-10", DecayCurve::Fading { days: 30 }));
    let points = |value: &str| {
        let outcome = run(&set, vec![date(value)]);
        (outcome.rules[0].points.to_string(), outcome.rules[1].points.to_string())
    };
    let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    assert_eq!(points("2026-03-10"), pair("10", "-10"));
    assert_eq!(points("2026-03-09"), pair("9.7716", "-9.6667"));
    assert_eq!(points("2026-02-08"), pair("5", "0"));
    assert_eq!(points("2026-03-11"), pair("10", "-10"));
    assert_eq!(points("2022-03-10"), pair("0", "0"));
}

#[test]
fn s25_long_half_lives_go_beyond_the_table() {
    let mut set = RuleSet::default();
    let at = set.date("at");
    let curve = DecayCurve::Halving { days: 3652 };
    set.rule(when(None, Award::Decay { points: pts("8"), curve, since: Operand::Property(at) }));
    assert_eq!(run_at(&set, vec![date("2006-03-11")], "2026-03-11").rules[0].points.to_string(), "1.9996");
}

#[test]
fn s26_per_counts_whole_steps_of_what_is_above_zero() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let spent = set.property("spent", Kind::Number);
    let per = |step: &str, property| {
        when(
            None,
            Award::Per { points: pts("1.5"), step: Decimal::parse(step).unwrap(), of: Operand::Property(property) },
        )
    };
    set.rule_with(per("10", visits), |rule| rule.up_to = Some(pts("20")));
    set.rule(per("0.25", spent));
    let points = |one, two| {
        let outcome = run(&set, vec![one, two]);
        (outcome.rules[0].points, outcome.rules[1].points)
    };
    assert_eq!(points(integer(29), number(0.6)), (pts("3"), pts("3")));
    assert_eq!(points(integer(9), number(0.2)), (pts("0"), pts("0")));
    assert_eq!(points(integer(-100), number(-7.0)), (pts("0"), pts("0")));
    assert_eq!(points(None, None), (pts("0"), pts("0")));
    assert_eq!(points(integer(i64::MAX), number(1.0)).0, pts("20"));
}

#[test]
fn conditions_on_points_see_them_after_their_limits() {
    let mut set = RuleSet::default();
    let rule = set.rule_with(when(None, Award::Flat(pts("50"))), |rule| rule.up_to = Some(pts("40")));
    let group = set.group("group", &[rule], limit(None, Some("30")));
    let score = set.sum("score", &[group], &[], limit(None, Some("20")));
    for (of, most, above) in [
        (PointsOf::Rule(rule), "40", "40.0001"),
        (PointsOf::Group(group), "30", "30.0001"),
        (PointsOf::Score(score), "20", "20.0001"),
    ] {
        set.claim(true, Condition::All(vec![points_at_least(of, most), not(points_at_least(of, above))]));
    }
    assert_eq!(run(&set, vec![]).claims, [Some(true); 3]);
}
