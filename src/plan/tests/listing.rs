use crate::{
    model::{
        AggregateFunction, Arm, Award, Condition, DecayCurve, DefineBody, Formula, Limit, ListBody, Operand, PointsOf,
        Quantifier, Question, RuleBody, TextOperator, Which,
    },
    plan::tests::rule_set::*,
    value::{Duration, Kind, Unit, Window},
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

/// Rules on page views, opened mails and forms.
fn events() -> RuleSet {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let forms = Kind::OneOf(dropdown(&["Webinar", "Demo"]));
    let view = kind(&mut set, "page_view", Kind::Datetime, &[("url", Kind::Url), ("seconds", Kind::Integer)]);
    let open = kind(&mut set, "mail opened", Kind::Date, &[("subject", Kind::Text)]);
    let form = kind(&mut set, "form", Kind::Datetime, &[("form", forms), ("note", Kind::Text)]);
    kind(&mut set, "never_read", Kind::Datetime, &[]);
    let pricing = || {
        let contains = text_question(of(1), TextOperator::Contains, Quantifier::Any, false, &["/pricing where"]);
        named(contains, "url contains \"/pricing where\"")
    };
    let often =
        named(Question::Within { operand: Operand::Property(visits), intervals: vec![at_least(6)] }, "visits >= 6");
    let month = Window::within(Duration::new(30, Unit::Day));
    let views = query_with(&mut set, view, |query| {
        query.window = Some(month);
        query.filter = Some(Condition::All(vec![pricing(), often]));
        query.text = "page_view within 30 days where (url contains \"/pricing where\" and visits >= 6)".to_owned();
    });
    let opens = query_with(&mut set, open, |query| query.text = "`mail opened`".to_owned());
    let since = query_with(&mut set, view, |query| {
        query.since_last = Some(open);
        query.text = "page_view since last `mail opened`".to_owned();
    });
    let submitted = query_with(&mut set, form, |_| ());
    let any = named(Question::AnyEvent(since), "any page_view since last `mail opened`");
    set.when(any, "5");
    set.rule_with(
        RuleBody::Each { query: views, points: points("2"), curve: Some(DecayCurve::Fading { days: 14 }) },
        |rule| rule.up_to = Some(points("10")),
    );
    let demo = named(Question::Choice { operand: of(1), among: vec![1] }, "form is \"Demo\"");
    set.rule(RuleBody::MatchEach {
        query: submitted,
        subject: of(1),
        arms: vec![Arm { condition: demo, points: points("50"), text: String::new(), span: None }],
        otherwise: Some(points("5")),
        unknown: Some(points("0")),
    });
    let operands = [
        Operand::Count(opens),
        Operand::Distinct { query: views, field: field(1) },
        Operand::Aggregate { function: AggregateFunction::Sum, query: since, field: field(2) },
    ];
    for of in operands {
        set.rule(when(None, Award::Per { points: points("1"), step: 10.into(), of }));
    }
    set.define(
        "last_note",
        DefineBody::Operand(Operand::Pick { query: submitted, which: Which::Last, field: field(2) }),
    );
    set.define("age", DefineBody::Operand(Operand::DaysSinceEvent { query: opens, which: Which::First }));
    set
}

#[test]
fn the_listing_tells_which_events_are_looked_at() {
    insta::assert_snapshot!(events().plan().to_string());
}

#[test]
fn the_listing_is_the_same_every_time() {
    assert_eq!(example().plan().to_string(), example().plan().to_string());
}

#[test]
fn a_rule_set_of_nothing_has_a_listing() {
    insta::assert_snapshot!(RuleSet::default().plan().to_string(), @"reads  nothing");
}
