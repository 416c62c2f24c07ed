use crate::{
    base::Id,
    model::{
        ArithmeticOperator, Arm, Award, Comparison, Condition, DefineBody, EventId, Operand, Question, RuleBody, Which,
    },
    plan::{Plan, tests::rule_set::*},
    value::Kind,
};

#[test]
fn a_question_asked_twice_is_one_atom_even_through_a_define() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let alias = set.define("alias", DefineBody::Operand(Operand::Property(visits)));
    set.when(within(visits, at_least(6)), "1");
    set.when(not(within(visits, at_least(6))), "1");
    let question = Question::Within { operand: Operand::Define(alias), intervals: vec![at_least(6)] };
    set.when(asks(question.clone()), "1");
    set.when(within(visits, at_least(7)), "1");
    let plan = set.plan();
    assert_eq!(plan.atoms().len(), 2);
    assert_eq!(plan.find(&question), plan.atoms().ids().next());
}

#[test]
fn only_what_rules_read_is_needed() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    set.integer("other");
    let created = set.date("created");
    set.when(known(visits), "1");
    set.when(compare(Operand::DaysSince(created), crate::model::Comparison::Less, literal(3)), "1");
    assert_eq!(set.plan().needed().iter().copied().collect::<Vec<_>>(), [visits, created]);
}

/// What is needed of each kind, as `kind: fields`.
fn needed_events(set: &RuleSet) -> Vec<String> {
    let plan = set.plan();
    let kinds = plan.needed_events().iter().map(|(event, fields)| {
        let event = plan.model().schema.events.at(*event);
        let fields: Vec<&str> = fields.iter().map(|field| event.fields.at(*field).0.name.as_str()).collect();
        format!("{}: {}", event.name, fields.join(" "))
    });
    kinds.collect()
}

/// `NAME { at, one, two, three }`.
fn numbers(set: &mut RuleSet, name: &str) -> EventId {
    let of = Kind::Integer;
    kind(set, name, Kind::Date, &[("one", of.clone()), ("two", of.clone()), ("three", of)])
}

#[test]
fn only_kinds_and_fields_that_rules_read_are_needed() {
    let mut set = RuleSet::default();
    let [read, looked_at, since, filtered, picked, _] =
        ["read", "looked_at", "since", "filtered", "picked", "unread"].map(|name| numbers(&mut set, name));
    let everything = query_with(&mut set, read, |_| ());
    set.when(asks(Question::AnyEvent(everything)), "1");
    let later = query_with(&mut set, looked_at, |query| query.since_last = Some(since));
    let days = Operand::DaysSinceEvent { query: later, which: Which::Last };
    set.when(compare(days, Comparison::Less, literal(3)), "1");
    let one_is = |operand: Operand| compare(operand, Comparison::Equal, literal(1));
    let age = Operand::Negate(Box::new(Operand::FieldDaysSince(field(0))));
    let some = query_with(&mut set, filtered, |query| {
        query.filter = Some(Condition::Any(vec![one_is(of(1)), not(one_is(age))]));
    });
    set.rule(RuleBody::Each { query: some, points: points("1"), curve: None });
    let pick = |number| Operand::Pick { query: Id::new(3), which: Which::First, field: field(number) };
    query_with(&mut set, picked, |_| ());
    let named = set.define("named", DefineBody::Operand(pick(2)));
    let sum = Operand::Arithmetic {
        operator: ArithmeticOperator::Add,
        left: Box::new(pick(3)),
        right: Box::new(Operand::Define(named)),
    };
    set.rule(when(None, Award::Per { points: points("1"), step: 1.into(), of: sum }));
    assert_eq!(needed_events(&set), ["read: ", "looked_at: ", "since: ", "filtered: at one", "picked: two three"]);
    let arm = Arm { condition: one_is(of(2)), points: points("1"), text: String::new(), span: None };
    set.rule(RuleBody::MatchEach { query: some, subject: of(3), arms: vec![arm], otherwise: None, unknown: None });
    assert_eq!(needed_events(&set).get(3).unwrap(), "filtered: at one two three");
}

#[test]
fn a_filter_that_queries_on_one_kind_share_is_numbered() {
    let mut set = RuleSet::default();
    let [one, two] = ["one", "two"].map(|name| numbers(&mut set, name));
    let is = |number| compare(of(1), Comparison::Equal, literal(number));
    for (event, number) in [(one, 1), (one, 2), (two, 1), (one, 1), (two, 3), (two, 3)] {
        query_with(&mut set, event, |query| query.filter = Some(is(number)));
    }
    query_with(&mut set, one, |_| ());
    let plan = set.plan();
    let shared: Vec<_> = set.model.queries.ids().map(|query| plan.query(query).unwrap().shared).collect();
    assert_eq!(shared, [Some(0), None, None, Some(0), Some(1), Some(1), None]);
    assert_eq!(plan.shared_filters(), 2);
}

#[test]
fn a_question_about_a_field_is_one_of_each_kind_and_none_of_the_contact() {
    let mut set = RuleSet::default();
    let [one, two] = ["one", "two"].map(|name| numbers(&mut set, name));
    let visits = set.integer("visits");
    let is = compare(of(1), Comparison::Equal, literal(1));
    for event in [one, two] {
        query_with(&mut set, event, |query| query.filter = Some(Condition::All(vec![is.clone(), known(visits)])));
    }
    let plan = set.plan();
    let kinds: Vec<_> = plan.atoms().values().map(|atom| atom.event).collect();
    assert_eq!(kinds, [Some(one), None, Some(two)]);
    let Condition::Test(test) = &is else { unreachable!() };
    assert_eq!(plan.find(&test.question), None);
    assert!(plan.find(&Question::Known(Operand::Property(visits))).is_some());
}

#[test]
fn a_plan_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Plan>();
}
