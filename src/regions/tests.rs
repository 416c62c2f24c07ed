use std::sync::Arc;

use super::{Regions, Subject};
use crate::{
    base::Id,
    model::{Comparison, Model, Operand, Quantifier, Question, TextOperator},
    plan::tests::rule_set::*,
    value::{AsOf, Bound, Duration, Interval, Kind, Scalar, Unit, Value, Window, Zone},
};

fn shown(model: &Model, subject: Subject) -> Vec<String> {
    shown_in(&Regions::of(model), subject)
}

fn shown_in(regions: &Regions, subject: Subject) -> Vec<String> {
    regions.subject(subject).unwrap().regions().values().map(|region| region.shown.clone()).collect()
}

fn as_of() -> AsOf {
    AsOf::parse("2026-03-10", &Zone::utc(), 1).unwrap()
}

#[test]
fn more_than_two_and_at_least_three_are_one_cut_for_integers() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    for interval in [more_than(2), at_least(3), between(3, 9)] {
        set.when(within(visits, interval), "1");
    }
    assert_eq!(shown(&set.model, Subject::Property(visits)), ["..3", "3..=9", "10..", "unknown"]);
}

#[test]
fn the_declared_range_and_defaults_bound_the_domain() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    let reading = &mut set.model.schema.properties.get_mut(visits).unwrap().reading;
    reading.range = Some(at_least(0));
    reading.default = Some(Value::Integer(0));
    for interval in [at_least(-5), at_least(0), at_least(1), at_least(6)] {
        set.when(within(visits, interval), "1");
    }
    let regions = Regions::of(&set.model);
    assert_eq!(shown_in(&regions, Subject::Property(visits)), ["0", "1..=5", "6.."]);
    let subject = regions.subject(Subject::Property(visits)).unwrap();
    assert_eq!(subject.unknown(), None);
    assert_eq!(subject.locate(None, &as_of()), None);
    assert_eq!(subject.locate(Some(&Value::Integer(-1)), &as_of()), None);
}

#[test]
fn real_numbers_keep_the_point_itself_apart_where_a_question_does() {
    let mut set = RuleSet::default();
    let ratio = set.property("ratio", Kind::Number);
    let half = Scalar::Number(0.5);
    set.when(within(ratio, Interval::new(Bound::Included(half), Bound::Unbounded)), "1");
    set.when(within(ratio, Interval::new(Bound::Excluded(half), Bound::Excluded(Scalar::Integer(2)))), "1");
    assert_eq!(shown(&set.model, Subject::Property(ratio)), ["..0.5", "0.5", "above 0.5..2", "2..", "unknown"]);
    let regions = Regions::of(&set.model);
    let values: Vec<_> = regions.subjects()[0].regions().values().map(|region| region.representative.clone()).collect();
    let number = |number| Some(Value::Number(number));
    assert_eq!(values, [number(0.0), number(0.5), number(1.0), number(2.0), None]);
}

#[test]
fn neighbours_lie_below_and_above() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    set.when(within(visits, between(2, 5)), "1");
    let regions = Regions::of(&set.model);
    let subject = &regions.subjects()[0];
    assert_eq!(subject.neighbours(Id::new(0)), (None, Some(Id::new(1))));
    assert_eq!(subject.neighbours(Id::new(1)), (Some(Id::new(0)), Some(Id::new(2))));
    assert_eq!(subject.neighbours(Id::new(2)), (Some(Id::new(1)), None));
    assert_eq!(subject.neighbours(subject.unknown().unwrap()), (None, None));
}

#[test]
fn values_of_a_dropdown_that_no_question_tells_apart_share_a_region() {
    let mut set = RuleSet::default();
    let industry = set.dropdown("industry", &["A", "B", "C", "D", "E"]);
    set.when(choice(industry, &[1]), "1");
    set.when(choice(industry, &[1, 2, 3]), "1");
    assert_eq!(shown(&set.model, Subject::Property(industry)), ["any other value", "\"B\"", "\"C\", \"D\"", "unknown"]);
}

#[test]
fn texts_have_a_region_for_each_literal_whatever_its_case() {
    let mut set = RuleSet::default();
    let title = set.text("title");
    set.when(finds(title, TextOperator::Is, &["VP", "ceo"]), "1");
    set.when(finds(title, TextOperator::Is, &["CEO"]), "1");
    let regions = Regions::of(&set.model);
    assert_eq!(shown_in(&regions, Subject::Property(title)), ["\"ceo\"", "\"vp\"", "any other text", "unknown"]);
    assert!(!regions.subjects()[0].is_opaque());
    set.when(finds(title, TextOperator::Contains, &["o"]), "1");
    let question = text_question(Operand::Property(title), TextOperator::Contains, Quantifier::Any, false, &["o"]);
    let regions = Regions::of(&set.model);
    assert!(regions.subjects()[0].is_opaque());
    assert_eq!(regions.atom_set(&question), None);
}

#[test]
fn each_box_that_is_asked_for_is_a_subject() {
    let mut set = RuleSet::default();
    let interests = set.checkboxes("interests", &["A", "B", "C"]);
    set.when(choices(interests, Quantifier::Any, &[1]), "1");
    let regions = Regions::of(&set.model);
    assert_eq!(regions.subjects().len(), 1);
    let subject = Subject::Member(interests, 1);
    assert_eq!(shown_in(&regions, subject), ["without \"B\"", "with \"B\"", "unknown"]);
    assert_eq!(regions.subject(subject).unwrap().name(), "interests has \"B\"");
    let several =
        Question::Choices { operand: Operand::Property(interests), quantifier: Quantifier::Any, among: vec![0, 1] };
    assert_eq!(super::subject_of(&several), None);
}

#[test]
fn dates_are_cut_once_an_as_of_is_known() {
    let mut set = RuleSet::default();
    let created = set.date("created");
    set.when(in_window(created, Window::within(Duration::new(3, Unit::Day))), "1");
    set.when(compare(Operand::DaysSince(created), Comparison::GreaterOrEqual, literal(90)), "1");
    let regions = Regions::of(&set.model);
    assert_eq!(shown_in(&regions, Subject::Property(created)), ["any", "unknown"]);
    assert_eq!(shown_in(&regions, Subject::DaysSince(created)), ["..90", "90..", "unknown"]);
    assert_eq!(
        shown_in(&regions.bind(&as_of()), Subject::Property(created)),
        ["..2026-03-08", "2026-03-08..=2026-03-10", "2026-03-11..", "unknown"]
    );
}

#[test]
fn moments_are_cut_at_the_midnight_of_the_zone() {
    let mut set = RuleSet::default();
    let seen = set.property("seen", Kind::Datetime);
    set.when(in_window(seen, Window::period(Unit::Day, 0)), "1");
    let berlin = AsOf::parse("2026-03-10", &Zone::named("Europe/Berlin").unwrap(), 1).unwrap();
    assert_eq!(
        shown_in(&Regions::of(&set.model).bind(&berlin), Subject::Property(seen)),
        ["..2026-03-09T23:00:00Z", "2026-03-09T23:00:00Z..2026-03-10T23:00:00Z", "2026-03-10T23:00:00Z..", "unknown"]
    );
}

#[test]
fn regions_are_shared_with_a_plan() {
    let mut set = RuleSet::default();
    let visits = set.integer("visits");
    set.when(within(visits, between(2, 5)), "1");
    let plan = crate::plan::Plan::new(Arc::new(set.model));
    let atom = plan.atoms().values().next().unwrap();
    let subject = plan.regions().subject(atom.subject.unwrap()).unwrap();
    assert_eq!(subject.shown(atom.regions.as_ref().unwrap()), "2..=5");
    assert_eq!(subject.known().len(), 3);
}
