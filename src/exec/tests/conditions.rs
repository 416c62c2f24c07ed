use super::fixture::*;
use crate::{
    model::{ArithmeticOperator, Comparison, Condition, DefineBody, Operand, PointsOf, Quantifier, Question},
    plan::tests::rule_set::*,
    value::{Bound, Interval, Kind, Scalar, Value},
};

const ANSWERS: [Option<bool>; 3] = [Some(true), Some(false), None];

fn value(answer: Option<bool>) -> Option<Value> {
    answer.map(Value::Boolean)
}

#[test]
fn s3_and_or_and_not_are_kleenes() {
    for one in ANSWERS {
        for two in ANSWERS {
            let mut set = RuleSet::default();
            let (a, b) = (set.boolean("a"), set.boolean("b"));
            let values = || vec![value(one), value(two)];
            let both = truth(&mut set, Condition::All(vec![is_true(a), is_true(b)]), values());
            assert_eq!(both, crate::value::kleene::and(one, two));
            let either = truth(&mut set, Condition::Any(vec![is_true(a), is_true(b)]), values());
            assert_eq!(either, crate::value::kleene::or(one, two));
            assert_eq!(truth(&mut set, not(is_true(a)), values()), crate::value::kleene::not(one));
        }
    }
    assert_eq!(truth(&mut RuleSet::default(), Condition::All(vec![]), vec![]), Some(true));
    assert_eq!(truth(&mut RuleSet::default(), Condition::Any(vec![]), vec![]), Some(false));
}

#[test]
fn s1_membership_and_its_negation_are_unknown_for_the_unknown() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    assert_eq!(truth(&mut set, within(visits, between(2, 5)), vec![None]), None);
    assert_eq!(truth(&mut set, not(within(visits, between(2, 5))), vec![None]), None);
    assert_eq!(truth(&mut set, within(visits, between(2, 5)), vec![integer(5)]), Some(true));
    assert_eq!(truth(&mut set, within(visits, more_than(5)), vec![integer(5)]), Some(false));
    assert_eq!(truth(&mut set, known(visits), vec![None]), Some(false));
    assert_eq!(truth(&mut set, known(visits), vec![integer(0)]), Some(true));
}

#[test]
fn s2_an_empty_set_of_checkboxes_is_known() {
    let mut set = RuleSet::default();
    let interests = set.checkboxes("interests", &["a", "b", "c"]);
    let ticked = |places: &[u32]| vec![Some(Value::Choices(places.to_vec()))];
    for (quantifier, among, places, answer) in [
        (Quantifier::Any, [0, 1], &[1, 2][..], true),
        (Quantifier::Any, [0, 1], &[2], false),
        (Quantifier::All, [0, 1], &[0, 1, 2], true),
        (Quantifier::All, [0, 1], &[0], false),
        (Quantifier::None, [0, 1], &[2], true),
        (Quantifier::None, [0, 1], &[], true),
        (Quantifier::None, [0, 1], &[0], false),
        (Quantifier::Exactly, [0, 1], &[0, 1], true),
        (Quantifier::Exactly, [0, 1], &[0, 1, 2], false),
    ] {
        assert_eq!(
            truth(&mut set, choices(interests, quantifier, &among), ticked(places)),
            Some(answer),
            "{quantifier:?} {places:?}"
        );
        assert_eq!(truth(&mut set, choices(interests, quantifier, &among), vec![None]), None);
    }
    assert_eq!(truth(&mut set, choices(interests, Quantifier::Exactly, &[]), ticked(&[])), Some(true));
}

#[test]
fn s3_a_comparison_is_unknown_if_either_side_is() {
    let mut set = RuleSet::default();
    let (a, b) = (set.integer("a"), set.integer("b"));
    let less = || compare(Operand::Property(a), Comparison::Less, Operand::Property(b));
    assert_eq!(truth(&mut set, less(), vec![integer(1), integer(2)]), Some(true));
    assert_eq!(truth(&mut set, less(), vec![integer(2), integer(2)]), Some(false));
    assert_eq!(truth(&mut set, less(), vec![None, integer(2)]), None);
    assert_eq!(truth(&mut set, less(), vec![integer(1), None]), None);
}

#[test]
fn s21_integers_and_numbers_compare_exactly_and_what_overflows_is_unknown() {
    let mut set = RuleSet::default();
    let whole = set.integer("whole");
    let real = set.property("real", Kind::Number);
    let (w, r) = (|| Operand::Property(whole), || Operand::Property(real));
    let big = 9_007_199_254_740_993;
    let values = || vec![integer(big), number(9_007_199_254_740_992.0)];
    assert_eq!(truth(&mut set, compare(w(), Comparison::Equal, r()), values()), Some(false));
    assert_eq!(truth(&mut set, compare(w(), Comparison::Greater, r()), values()), Some(true));
    let reckon = |operator, left, right| Operand::Arithmetic { operator, left: Box::new(left), right: Box::new(right) };
    let is = |operand, other: i64| compare(operand, Comparison::Equal, literal(other));
    let values = || vec![integer(7), number(0.5)];
    for (operand, other) in [
        (reckon(ArithmeticOperator::Add, w(), literal(3)), 10),
        (reckon(ArithmeticOperator::Subtract, w(), literal(9)), -2),
        (reckon(ArithmeticOperator::Multiply, w(), literal(3)), 21),
        (reckon(ArithmeticOperator::Divide, literal(6), literal(3)), 2),
        (reckon(ArithmeticOperator::Divide, literal(1), r()), 2),
        (Operand::Negate(Box::new(w())), -7),
    ] {
        assert_eq!(truth(&mut set, is(operand.clone(), other), values()), Some(true), "{operand:?}");
    }
    for operand in [
        reckon(ArithmeticOperator::Add, w(), literal(i64::MAX)),
        reckon(ArithmeticOperator::Divide, w(), literal(0)),
        reckon(
            ArithmeticOperator::Multiply,
            Operand::Literal(Value::Number(1e300)),
            Operand::Literal(Value::Number(1e300)),
        ),
        Operand::Negate(Box::new(literal(i64::MIN))),
    ] {
        assert_eq!(truth(&mut set, is(operand.clone(), 1), values()), None, "{operand:?}");
    }
}

#[test]
fn points_compare_exactly_with_constants_and_numbers() {
    let mut set = RuleSet::default();
    let ratio = set.property("ratio", Kind::Number);
    let rule = set.rule(when(None, crate::model::Award::Flat(pts("0.1"))));
    let score = set.sum("score", &[], &[rule], limit(None, None));
    let points = || Operand::Points(PointsOf::Score(score));
    let above = |low: &str| Question::Within {
        operand: points(),
        intervals: vec![Interval::new(Bound::Included(Scalar::Points(pts(low))), Bound::Unbounded)],
    };
    assert_eq!(truth(&mut set, asks(above("0.1")), vec![None]), Some(true));
    assert_eq!(truth(&mut set, asks(above("0.1001")), vec![None]), Some(false));
    // The double nearest to a tenth is a little more than a tenth.
    let compared = compare(points(), Comparison::Less, Operand::Property(ratio));
    assert_eq!(truth(&mut set, compared, vec![number(0.1)]), Some(true));
}

#[test]
fn s17_dropdowns_are_asked_by_place_and_by_text() {
    let mut set = RuleSet::default();
    let industry = set.dropdown("industry", &["Software", "Retail"]);
    let other = set.text("other");
    let values = |place, other| vec![Some(Value::Choice(place)), text(other)];
    assert_eq!(truth(&mut set, choice(industry, &[0]), values(0, "")), Some(true));
    assert_eq!(truth(&mut set, choice(industry, &[0]), values(1, "")), Some(false));
    assert_eq!(truth(&mut set, choice(industry, &[0]), vec![None, None]), None);
    assert_eq!(
        truth(&mut set, finds(industry, crate::model::TextOperator::StartsWith, &["soft"]), values(0, "")),
        Some(true)
    );
    let same = || compare(Operand::Property(industry), Comparison::Equal, Operand::Property(other));
    assert_eq!(truth(&mut set, same(), values(0, "SOFTWARE")), Some(true));
    assert_eq!(truth(&mut set, same(), values(0, "retail")), Some(false));
}

#[test]
fn s20_texts_have_no_order() {
    let mut set = RuleSet::default();
    let (a, b) = (set.text("a"), set.text("b"));
    let less = compare(Operand::Property(a), Comparison::Less, Operand::Property(b));
    assert_eq!(truth(&mut set, less, vec![text("a"), text("b")]), None);
}

#[test]
fn a_define_stands_for_its_body_and_is_asked_once() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let many = set.define("many", DefineBody::Condition(within(visits, at_least(6))));
    let next = set.define("next", DefineBody::Operand(Operand::Property(visits)));
    assert_eq!(truth(&mut set, not(Condition::Define(many)), vec![integer(6)]), Some(false));
    let through = compare(Operand::Define(next), Comparison::Equal, literal(6));
    assert_eq!(truth(&mut set, through, vec![integer(6)]), Some(true));
    with_evaluation(&set, vec![integer(6)], |evaluation| {
        assert_eq!(evaluation.shown(&Operand::Define(next)), "6");
        assert_eq!(evaluation.logic(&crate::plan::Logic::Define(many)), Some(true));
    });
}

#[test]
fn ill_typed_questions_are_unknown_and_do_not_panic() {
    let mut set = RuleSet::default();
    let name = set.text("name");
    let gone = crate::base::Id::new(99);
    for condition in [
        within(name, at_least(1)),
        is_true(name),
        choice(name, &[0]),
        choices(name, Quantifier::Any, &[0]),
        compare(Operand::Property(name), Comparison::Less, literal(1)),
        compare(Operand::Property(gone), Comparison::Equal, literal(1)),
        Condition::Define(crate::base::Id::new(99)),
        asks(Question::Matches { operand: Operand::Property(name), pattern: "(".to_owned(), exactly: false }),
        asks(Question::InList(crate::base::Id::new(99))),
    ] {
        assert_eq!(truth(&mut set, condition.clone(), vec![text("x")]), None, "{condition:?}");
        assert_eq!(truth(&mut set, condition, vec![]), None);
    }
}

#[test]
fn values_are_shown_as_people_write_them() {
    let mut set = RuleSet::default();
    let industry = set.dropdown("industry", &["Software", "Retail"]);
    let interests = set.checkboxes("interests", &["a", "b"]);
    let name = set.text("name");
    let created = set.date("created");
    let values = vec![Some(Value::Choice(1)), Some(Value::Choices(vec![0, 1])), text("Ann \"A\""), date("2026-03-01")];
    with_evaluation(&set, values, |evaluation| {
        assert_eq!(evaluation.shown(&Operand::Property(industry)), "\"Retail\"");
        assert_eq!(evaluation.shown(&Operand::Property(interests)), "{ \"a\", \"b\" }");
        assert_eq!(evaluation.shown(&Operand::Property(name)), "\"Ann \\\"A\\\"\"");
        assert_eq!(evaluation.shown(&Operand::Property(created)), "2026-03-01");
        assert_eq!(evaluation.shown(&Operand::DaysSince(created)), "9");
    });
    with_evaluation(&set, vec![None; 4], |evaluation| {
        assert_eq!(evaluation.shown(&Operand::Property(name)), "unknown")
    });
}
