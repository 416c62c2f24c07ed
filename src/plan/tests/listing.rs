use crate::{
    model::{
        Award, Condition, DecayCurve, DefineBody, Formula, Limit, ListBody, Operand, PointsOf, Quantifier, Question,
        TextOperator,
    },
    plan::tests::rule_set::*,
    value::Kind,
};

fn example() -> RuleSet {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let industry = set.dropdown("industry", &["Software", "Manufacturing", "Retail", "Education"]);
    let title = set.text("job_title");
    let created = set.date("created");
    let email = set.property("email", Kind::Email);
    let domain = Operand::Part { property: email, part: crate::model::Part::Domain };
    let ask_domain = named(
        text_question(domain, TextOperator::Is, Quantifier::Any, false, &["Acme.example"]),
        "email domain is \"Acme.example\"",
    );
    let internal = set.define("internal", DefineBody::Condition(ask_domain));
    let in_band = |interval, text: &str| {
        named(Question::Within { operand: Operand::Property(visits), intervals: vec![interval] }, text)
    };
    let few = set.when(in_band(between(2, 5), "visits in 2..=5"), "3");
    let many = set.when(in_band(at_least(6), "visits >= 6"), "6");
    let visits_group = set.group("visits", &[few, many], limit(None, Some("8")));
    let is_industry = |among: &[u32], text: &str| {
        named(Question::Choice { operand: Operand::Property(industry), among: among.to_vec() }, text)
    };
    let fit = set.rule(match_operand(
        Operand::Property(industry),
        vec![(is_industry(&[0], "industry is \"Software\""), "10"), (is_industry(&[2], "industry is \"Retail\""), "0")],
        Some("-5"),
        Some("0"),
    ));
    let boss = set.rule_with(
        when(
            Some(Condition::All(vec![
                named(
                    text_question(Operand::Property(title), TextOperator::HasWord, Quantifier::Any, false, &["CEO"]),
                    "job_title has word \"CEO\"",
                ),
                not(Condition::Define(internal)),
            ])),
            Award::Flat(points("15")),
        ),
        |rule| rule.until = crate::value::Date::parse("2026-12-31"),
    );
    let per = set.rule_with(
        when(None, Award::Per { points: points("1"), step: 10.into(), of: Operand::Property(visits) }),
        |rule| rule.up_to = Some(points("20")),
    );
    let decay = set.rule(when(
        None,
        Award::Decay {
            points: points("10"),
            curve: DecayCurve::Halving { days: 30 },
            since: Operand::Property(created),
        },
    ));
    let engagement = set.sum("score", &[visits_group], &[fit, boss, per, decay], limit(None, Some("150")));
    let half = Formula::Product {
        factor: crate::value::Decimal::parse("0.5").unwrap(),
        of: Box::new(Formula::Points(PointsOf::Score(engagement))),
    };
    let total = set.derived(
        "total",
        Formula::Sum(vec![half, Formula::Negate(Box::new(Formula::Constant(points("3"))))]),
        Limit::default(),
    );
    let hot = points_at_least(PointsOf::Score(total), "10");
    let Condition::Test(test) = &hot else { unreachable!() };
    let hot = named(test.question.clone(), "total >= 10");
    set.stage("lifecycle", vec![("sql", Condition::All(vec![hot, not(Condition::Define(internal))]))], "subscriber");
    set.list("vips", ListBody::Keys(["1", "2"].map(str::to_owned).into()));
    set.list("hot", ListBody::When { condition: known(title), except: Some(Condition::Define(internal)) });
    set.claim(false, Condition::All(vec![Condition::Define(internal), known(title)]));
    set
}

#[test]
fn the_listing_reads_like_prose_and_is_aligned() {
    insta::assert_snapshot!(example().plan().to_string());
}

#[test]
fn the_listing_is_the_same_every_time() {
    assert_eq!(example().plan().to_string(), example().plan().to_string());
}

#[test]
fn a_rule_set_of_nothing_has_a_listing() {
    insta::assert_snapshot!(RuleSet::default().plan().to_string(), @"reads  nothing");
}
