//! Which events a query lets through by its `where`.

use super::super::{fixture::*, happened::*};
use crate::{
    exec::{Scratch, evaluate, evaluate_with},
    model::{Comparison, Condition, DefineBody, Operand, Part, PointsOf, Quantifier, Question, TextOperator},
    plan::{Logic, tests::rule_set::*},
    value::{Duration, Kind, Unit, Window},
};

fn visit(url: Option<&str>, seconds: Option<i64>) -> Vec<Option<crate::value::Value>> {
    vec![moment("2026-03-01T10:00"), url.and_then(text), seconds.and_then(integer)]
}

/// `page_view { at, url, seconds }`.
fn page_view(set: &mut RuleSet) -> crate::model::EventId {
    kind(set, "page_view", Kind::Datetime, &[("url", Kind::Url), ("seconds", Kind::Integer)])
}

fn url_contains(needle: &str) -> Condition {
    asks(text_question(of(1), TextOperator::Contains, Quantifier::Any, false, &[needle]))
}

fn more_seconds(than: i64) -> Condition {
    asks(Question::Within { operand: of(2), intervals: vec![more_than(than)] })
}

#[test]
fn s8_where_counts_an_event_only_when_true() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let pricing = only(&mut set, view, url_contains("/pricing"));
    let other = only(&mut set, view, not(url_contains("/pricing")));
    let rows = vec![
        (view, visit(Some("https://a.example/Pricing?x"), None)),
        (view, visit(None, None)),
        (view, visit(Some("https://a.example/"), None)),
    ];
    let count = |query| value(&set, &Operand::Count(query), &rows);
    assert_eq!((count(pricing), count(other)), ("1".to_owned(), "1".to_owned()));
    let unknown = vec![(view, visit(None, None))];
    for query in [pricing, other] {
        assert_eq!(holds(&set, any_of(query), &unknown), Some(false));
        assert_eq!(holds(&set, not(any_of(query)), &unknown), Some(true));
        assert_eq!(value(&set, &Operand::Count(query), &unknown), "0");
    }
}

#[test]
fn s8_and_and_or_in_where_are_kleenes_for_each_event() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let both = only(&mut set, view, Condition::All(vec![url_contains("a"), more_seconds(5)]));
    let one = only(&mut set, view, Condition::Any(vec![url_contains("a"), more_seconds(5)]));
    let neither = only(&mut set, view, not(Condition::Any(vec![url_contains("a"), more_seconds(5)])));
    let rows = vec![
        (view, visit(Some("a"), Some(6))),
        (view, visit(Some("a"), None)),
        (view, visit(None, Some(6))),
        (view, visit(None, Some(5))),
        (view, visit(Some("b"), Some(5))),
        (view, visit(Some("b"), None)),
    ];
    let count = |query| value(&set, &Operand::Count(query), &rows);
    assert_eq!([both, one, neither].map(count), ["1", "3", "1"]);
}

#[test]
fn a_question_about_a_field_is_asked_of_each_event() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let long = only(&mut set, view, more_seconds(5));
    let rows: Rows = (0..10).map(|seconds| (view, visit(None, Some(seconds)))).collect();
    assert_eq!(value(&set, &Operand::Count(long), &rows), "4");
    let plan = set.plan();
    let contact = did(&plan, vec![], &rows);
    let as_of = as_of(TODAY);
    let evaluation = evaluate(&plan, &contact, &as_of);
    let atom = plan.atoms().ids().next().unwrap();
    let answers: Vec<_> = evaluation.events(view).map(|event| evaluation.logic_of(&Logic::Atom(atom), event)).collect();
    assert_eq!(answers.iter().filter(|answer| **answer == Some(true)).count(), 4);
    assert_eq!(evaluation.atom(atom), None, "the contact has no answer");
}

#[test]
fn fields_of_two_kinds_with_one_number_are_two_questions() {
    let mut set = RuleSet::default();
    let one = kind(&mut set, "one", Kind::Date, &[("amount", Kind::Integer)]);
    let two = kind(&mut set, "two", Kind::Date, &[("amount", Kind::Integer)]);
    let large = || asks(Question::Within { operand: of(1), intervals: vec![at_least(10)] });
    let (one_large, two_large) = (only(&mut set, one, large()), only(&mut set, two, large()));
    let row = |kind, amount| (kind, vec![date("2026-03-01"), integer(amount)]);
    let rows = vec![row(one, 10), row(one, 11), row(two, 9), row(two, 10)];
    assert_eq!(set.plan().atoms().len(), 2);
    assert_eq!(value(&set, &Operand::Count(one_large), &rows), "2");
    assert_eq!(value(&set, &Operand::Count(two_large), &rows), "1");
}

#[test]
fn where_may_ask_for_the_contact_beside_the_event() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let least = set.integer("least");
    let flag = set.boolean("flag");
    let is_flagged = set.define("is_flagged", DefineBody::Condition(is_true(flag)));
    let rule = set.when(is_true(flag), "5");
    let score = set.sum("score", &[], &[rule], limit(None, None));
    let more = compare(of(2), Comparison::Greater, Operand::Property(least));
    let scored = points_at_least(PointsOf::Score(score), "5");
    let all = Condition::All(vec![more.clone(), Condition::Define(is_flagged), is_true(flag), scored]);
    let query = only(&mut set, view, all);
    let more = only(&mut set, view, more);
    set.claim(true, any_of(query));
    set.claim(true, any_of(more));
    let rows = vec![(view, visit(None, Some(3))), (view, visit(None, Some(7)))];
    let plan = set.plan();
    let counts = |least, flag| {
        let contact = did(&plan, vec![least, flag], &rows);
        let as_of = as_of(TODAY);
        let evaluation = evaluate(&plan, &contact, &as_of);
        (evaluation.matching(query).len(), evaluation.matching(more).len())
    };
    assert_eq!(counts(integer(5), boolean(true)), (1, 1));
    assert_eq!(counts(integer(2), boolean(true)), (2, 2));
    assert_eq!(counts(integer(2), boolean(false)), (0, 2));
    assert_eq!(counts(integer(2), None), (0, 2));
    assert_eq!(counts(None, boolean(true)), (0, 0));
}

#[test]
fn a_define_in_where_may_ask_for_other_events() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let open = kind(&mut set, "open", Kind::Datetime, &[]);
    let opened = all(&mut set, open);
    let long = only(&mut set, view, more_seconds(5));
    let name = set.define("often", DefineBody::Operand(Operand::Count(long)));
    let did_open = set.define("did_open", DefineBody::Condition(any_of(opened)));
    let as_often = compare(of(2), Comparison::Equal, Operand::Define(name));
    let query = only(&mut set, view, Condition::All(vec![as_often, Condition::Define(did_open)]));
    let mut rows = vec![(view, visit(None, Some(2))), (view, visit(None, Some(7))), (view, visit(None, Some(8)))];
    assert_eq!(value(&set, &Operand::Count(query), &rows), "0");
    rows.extend(at(open, &["2026-03-02T00:00"]));
    assert_eq!(value(&set, &Operand::Count(query), &rows), "1");
}

#[test]
fn every_kind_of_field_can_be_asked() {
    let mut set = RuleSet::default();
    let boxes = dropdown(&["A", "B", "C"]);
    let event = kind(
        &mut set,
        "event",
        Kind::Datetime,
        &[
            ("text", Kind::Text),
            ("number", Kind::Number),
            ("flag", Kind::Boolean),
            ("day", Kind::Date),
            ("form", Kind::OneOf(boxes.clone())),
            ("topics", Kind::ManyOf(boxes)),
            ("mail", Kind::Email),
            ("url", Kind::Url),
        ],
    );
    let part = |number, part| Operand::FieldPart { field: field(number), part };
    let is = |operand, text: &str| text_question(operand, TextOperator::Is, Quantifier::Any, false, &[text]);
    let questions = [
        is(of(1), "στίγμας"),
        text_question(of(1), TextOperator::Is, Quantifier::Any, true, &["ΣΤΊΓΜΑΣ"]),
        Question::Matches { operand: of(1), pattern: "τίγ".to_owned(), exactly: false },
        Question::Within { operand: of(2), intervals: vec![between(2, 3)] },
        Question::True(of(3)),
        Question::Time { operand: of(4), window: Window::within(Duration::new(3, Unit::Day)) },
        Question::Anniversary { operand: of(4), window: Window::within_next(Duration::new(1, Unit::Year)) },
        Question::Within { operand: Operand::FieldDaysSince(field(4)), intervals: vec![between(2, 2)] },
        Question::Choice { operand: of(5), among: vec![1] },
        Question::Choices { operand: of(6), quantifier: Quantifier::All, among: vec![0, 2] },
        is(part(7, Part::Domain), "acme.example"),
        is(part(8, Part::Host), "www.acme.example"),
        is(part(8, Part::Path), "/Pricing"),
        Question::Compare { left: of(0), comparison: Comparison::LessOrEqual, right: of(4) },
        Question::Known(of(2)),
        Question::Compare { left: of(5), comparison: Comparison::Equal, right: of(1) },
    ];
    let queries: Vec<_> = questions.into_iter().map(|question| only(&mut set, event, asks(question))).collect();
    let row = vec![
        moment("2026-03-08T23:00"),
        text("ΣΤΊΓΜΑΣ"),
        number(2.5),
        boolean(true),
        date("2026-03-08"),
        Some(crate::value::Value::Choice(1)),
        Some(crate::value::Value::Choices(vec![0, 2])),
        text("x@Acme.example"),
        text("https://www.acme.example/pricing?a"),
    ];
    let rows = vec![(event, row), (event, vec![moment("2026-03-08T22:00")])];
    let expected = ["1"; 15].into_iter().chain(["0"]);
    for (query, expected) in queries.iter().zip(expected) {
        assert_eq!(value(&set, &Operand::Count(*query), &rows), expected, "{:?}", set.model.queries.at(*query).filter);
    }
}

#[test]
fn queries_that_share_a_filter_answer_as_if_they_did_not() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let queries: Vec<_> = [1, 7, 30, 90]
        .iter()
        .rev()
        .map(|days| {
            query_with(&mut set, view, |query| {
                query.window = Some(Window::within(Duration::new(*days, Unit::Day)));
                query.filter = Some(url_contains("/pricing"));
            })
        })
        .collect();
    assert_eq!(set.plan().shared_filters(), 1);
    let row = |day: &str, url| (view, vec![moment(&format!("{day}T10:00")), url]);
    let rows = vec![
        row("2026-03-10", text("/pricing")),
        row("2026-03-10", text("/")),
        row("2026-03-05", text("/pricing")),
        row("2026-03-05", None),
        row("2026-02-20", text("/PRICING")),
        row("2025-12-11", text("/pricing")),
        row("2025-12-10", text("/pricing")),
    ];
    let plan = set.plan();
    // Memory of a contact with other events must not be seen again.
    let scratch = {
        let contact = did(&plan, vec![], &vec![row("2026-03-10", text("/pricing")); 9]);
        let as_of = as_of(TODAY);
        let evaluation = evaluate_with(Scratch::default(), &plan, &contact, &as_of);
        assert_eq!(queries.iter().map(|query| evaluation.matching(*query).len()).collect::<Vec<_>>(), [9; 4]);
        evaluation.into_scratch()
    };
    let (contact, as_of) = (did(&plan, vec![], &rows), as_of(TODAY));
    let evaluation = evaluate_with(scratch, &plan, &contact, &as_of);
    assert_eq!(queries.iter().map(|query| evaluation.matching(*query).len()).collect::<Vec<_>>(), [4, 3, 2, 1]);
}

#[test]
fn memory_that_was_used_before_changes_nothing() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let long = only(&mut set, view, more_seconds(5));
    let every = all(&mut set, view);
    set.rule(each(long, "1", None));
    set.claim(true, compare(sum(every, 2), Comparison::GreaterOrEqual, literal(20)));
    let plan = set.plan();
    let people: Vec<_> = [vec![9, 9, 9], vec![], vec![1, 7], vec![6; 6], vec![]]
        .into_iter()
        .map(|seconds| seconds.into_iter().map(|seconds| (view, visit(None, Some(seconds)))).collect::<Rows>())
        .map(|rows| did(&plan, vec![], &rows))
        .collect();
    let as_of = as_of(TODAY);
    let mut scratch = Scratch::default();
    for contact in &people {
        let again = evaluate_with(scratch, &plan, contact, &as_of);
        assert_eq!(again.outcome(), evaluate(&plan, contact, &as_of).outcome());
        scratch = again.into_scratch();
    }
}

#[test]
fn s37_fired_is_asked_of_rules_by_claims() {
    let mut set = RuleSet::default();
    let view = page_view(&mut set);
    let every = all(&mut set, view);
    let unknown = set.boolean("unknown");
    let rules = [set.rule(each(every, "1", None)), set.when(is_true(unknown), "1")];
    for rule in rules {
        set.claim(true, asks(Question::Fired(rule)));
    }
    assert_eq!(outcome(&set, &vec![]).claims, [Some(false), Some(false)]);
    assert_eq!(outcome(&set, &vec![(view, visit(None, None))]).claims, [Some(true), Some(false)]);
}
