//! Rules that give points for every event.

use super::super::{fixture::*, happened::*};
use crate::{
    exec::{RuleOutcome, evaluate},
    model::{Condition, DecayCurve, EventId, Operand, Part, Quantifier, Question, TextOperator},
    plan::tests::rule_set::*,
    value::{Date, Kind, Unit, Value},
};

fn click(set: &mut RuleSet) -> EventId {
    kind(set, "click", Kind::Date, &[])
}

fn given(points: &str, before_limit: &str, fired: bool, events: u32) -> RuleOutcome {
    RuleOutcome { fired: Some(fired), points: pts(points), before_limit: pts(before_limit), arm: None, events }
}

#[test]
fn each_event_gives_points_up_to_a_limit() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = recent(&mut set, click, 90, Unit::Day);
    set.rule_with(each(query, "2", None), |rule| rule.up_to = Some(pts("5")));
    set.rule(each(query, "2", None));
    let rules = |times: &[&str]| outcome(&set, &at(click, times)).rules;
    let days = ["2026-03-10", "2026-03-01", "2026-02-01", "2025-01-01"];
    assert_eq!(rules(&days), [given("5", "6", true, 3), given("6", "6", true, 3)]);
    assert_eq!(rules(&days[3..]), [given("0", "0", false, 0), given("0", "0", false, 0)]);
}

#[test]
fn s24_up_to_is_a_magnitude_for_negative_points_of_events_too() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = all(&mut set, click);
    set.rule_with(each(query, "-2.5", None), |rule| rule.up_to = Some(pts("6")));
    let rules = |times: &[&str]| outcome(&set, &at(click, times)).rules;
    assert_eq!(rules(&["2026-03-10"; 2]), [given("-5", "-5", true, 2)]);
    assert_eq!(rules(&["2026-03-10"; 3]), [given("-6", "-7.5", true, 3)]);
}

#[test]
fn s25_each_event_falls_by_its_own_date_and_is_rounded_before_the_sum() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = all(&mut set, click);
    set.rule(each(query, "10", Some(DecayCurve::Halving { days: 30 })));
    set.rule(each(query, "-10", Some(DecayCurve::Fading { days: 30 })));
    let points = |times: &[&str]| {
        let outcome = outcome(&set, &at(click, times));
        (outcome.rules[0].points.to_string(), outcome.rules[1].points.to_string())
    };
    let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    assert_eq!(points(&["2026-03-10"]), pair("10", "-10"));
    assert_eq!(points(&["2026-03-09"]), pair("9.7716", "-9.6667"));
    assert_eq!(points(&["2026-02-08"]), pair("5", "0"));
    // Three times 9.6667, not 29.0001 rounded from 29.
    assert_eq!(points(&["2026-03-09"; 3]), pair("29.3148", "-29.0001"));
    assert_eq!(points(&["2026-03-10", "2026-03-09", "2026-02-08"]), pair("24.7716", "-19.6667"));
    assert_eq!(points(&["2022-03-10"]), pair("0", "0"));
}

#[test]
fn s25_up_to_cuts_the_sum_of_what_is_left() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = all(&mut set, click);
    let halving = Some(DecayCurve::Halving { days: 1 });
    set.rule_with(each(query, "8", halving), |rule| rule.up_to = Some(pts("10")));
    let points = |times: &[&str]| outcome(&set, &at(click, times)).rules[0].points.to_string();
    assert_eq!(points(&["2026-03-09", "2026-03-08"]), "6");
    assert_eq!(points(&["2026-03-10", "2026-03-09", "2026-03-08"]), "10");
}

#[test]
fn s25_the_date_of_an_event_is_that_of_the_zone() {
    let mut set = RuleSet::default();
    let visit = kind(&mut set, "visit", Kind::Datetime, &[]);
    let query = all(&mut set, visit);
    set.rule(each(query, "8", Some(DecayCurve::Halving { days: 1 })));
    // The evening of the 8th in UTC is the 9th in Berlin; on 29 March a day there has 23 hours.
    let points =
        |zone, time| outcome_at(&set, &at(visit, &["2026-03-08T23:30Z"]), &in_zone(zone, time)).rules[0].points;
    assert_eq!(points("UTC", "2026-03-10"), pts("2"));
    assert_eq!(points("Europe/Berlin", "2026-03-10"), pts("4"));
    assert_eq!(points("America/New_York", "2026-03-10"), pts("2"));
    assert_eq!(points("UTC", "2026-03-08T23:30Z"), pts("8"));
}

#[test]
fn s25_many_small_rests_are_summed_exactly() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = all(&mut set, click);
    set.rule(each(query, "0.0003", Some(DecayCurve::Fading { days: 3 })));
    // 0.0002 each on the day after, 0.0001 on the second.
    let rows: Rows = [at(click, &["2026-03-09"; 1000]), at(click, &["2026-03-08"; 1000])].concat();
    assert_eq!(outcome(&set, &rows).rules[0], given("0.3", "0.3", true, 2000));
}

#[test]
fn s37_an_each_fires_with_one_event_even_where_nothing_is_left_of_it() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = all(&mut set, click);
    set.rule(each(query, "1", Some(DecayCurve::Fading { days: 2 })));
    assert_eq!(outcome(&set, &at(click, &["2026-03-01"])).rules, [given("0", "0", true, 1)]);
}

#[test]
fn s32_until_includes_its_day_for_events_too() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = all(&mut set, click);
    let rule = set.rule_with(each(query, "1", None), |rule| rule.until = Date::parse("2026-03-10"));
    let rows = at(click, &["2026-03-01"]);
    assert_eq!(outcome_at(&set, &rows, &as_of("2026-03-10")).rules, [given("1", "1", true, 1)]);
    assert_eq!(outcome_at(&set, &rows, &as_of("2026-03-11")).rules, [given("0", "0", false, 0)]);
    assert!(looked_at(&set, &rows, &as_of("2026-03-11"), |evaluation| evaluation.event_points(rule).is_empty()));
}

/// `form { at, form, url }`, and a rule by the form: 50, 20, and what is given for the rest.
fn forms(set: &mut RuleSet, otherwise: Option<&str>, unknown: Option<&str>) -> EventId {
    let boxes = dropdown(&["Demo", "Webinar", "Newsletter"]);
    let form = kind(set, "form", Kind::Date, &[("form", Kind::OneOf(boxes)), ("url", Kind::Url)]);
    let query = all(set, form);
    let is = |place: u32| asks(Question::Choice { operand: of(1), among: vec![place] });
    let body = match_each(query, of(1), vec![(is(0), "50"), (is(1), "20")], otherwise, unknown);
    set.rule(body);
    form
}

fn submitted(form: EventId, places: &[Option<u32>]) -> Rows {
    places.iter().map(|place| (form, vec![date("2026-03-01"), place.map(Value::Choice)])).collect()
}

#[test]
fn s5_a_match_gives_the_points_of_each_events_arm() {
    let mut set = RuleSet::default();
    let form = forms(&mut set, Some("5"), Some("-1"));
    let rules = |places: &[Option<u32>]| outcome(&set, &submitted(form, places)).rules[0];
    assert_eq!(rules(&[]), given("0", "0", false, 0));
    assert_eq!(rules(&[Some(0), Some(0), Some(1)]), given("120", "120", true, 3));
    assert_eq!(rules(&[Some(2), None]), given("4", "4", true, 2));
    assert_eq!(rules(&[None]), given("-1", "-1", false, 1));
}

#[test]
fn s5_unknown_takes_only_its_arm_and_what_no_arm_takes_gives_0() {
    let mut set = RuleSet::default();
    let form = forms(&mut set, None, None);
    let rules = |places: &[Option<u32>]| outcome(&set, &submitted(form, places)).rules[0];
    assert_eq!(rules(&[None, Some(2)]), given("0", "0", false, 2));
    assert_eq!(rules(&[None, Some(1)]), given("20", "20", true, 2));
}

#[test]
fn s37_otherwise_fires_and_unknown_does_not() {
    let mut set = RuleSet::default();
    let form = forms(&mut set, Some("0"), Some("7"));
    let fired = |place| outcome(&set, &submitted(form, &[place])).rules[0].fired;
    assert_eq!((fired(Some(2)), fired(None)), (Some(true), Some(false)));
}

#[test]
fn a_match_on_part_of_a_field_looks_at_each_event() {
    let mut set = RuleSet::default();
    let view = kind(&mut set, "view", Kind::Date, &[("url", Kind::Url)]);
    let query = all(&mut set, view);
    let path = || Operand::FieldPart { field: field(1), part: Part::Path };
    let under = |needle: &str| asks(text_question(path(), TextOperator::StartsWith, Quantifier::Any, false, &[needle]));
    let body = match_each(query, path(), vec![(under("/pricing"), "3"), (under("/jobs"), "-4")], None, Some("1"));
    set.rule_with(body, |rule| rule.up_to = Some(pts("6")));
    let rows = |urls: &[&str]| -> Rows { urls.iter().map(|url| (view, vec![date("2026-03-01"), text(url)])).collect() };
    let points = |urls: &[&str]| outcome(&set, &rows(urls)).rules[0].points;
    assert_eq!(points(&["https://a.example/Pricing/eu?x=1", "https://a.example/jobs", "/other"]), pts("-1"));
    assert_eq!(points(&["https://a.example/jobs", "https://a.example/jobs"]), pts("-6"));
    assert_eq!(points(&["/pricing", "/pricing", "/pricing#top"]), pts("6"));
}

#[test]
fn the_points_of_each_event_are_there_to_be_shown() {
    let mut set = RuleSet::default();
    let form = forms(&mut set, Some("5"), None);
    let click = click(&mut set);
    let query = all(&mut set, click);
    let falling = set.rule_with(each(query, "8", Some(DecayCurve::Halving { days: 1 })), |rule| {
        rule.up_to = Some(pts("9"));
    });
    let rule = set.model.rules.ids().next().unwrap();
    let mut rows = submitted(form, &[Some(1), Some(2), None]);
    rows.extend(at(click, &["2026-03-09", "2026-03-10", "2026-03-08"]));
    let plan = set.plan();
    let (contact, as_of) = (did(&plan, vec![], &rows), as_of(TODAY));
    let evaluation = evaluate(&plan, &contact, &as_of);
    let arms: Vec<_> =
        evaluation.event_points(rule).iter().map(|worth| (worth.points.to_string(), worth.arm)).collect();
    assert_eq!(arms, [("20".to_owned(), Some(1)), ("5".to_owned(), Some(2)), ("0".to_owned(), None)]);
    let points = evaluation.event_points(falling);
    let shown: Vec<_> =
        points.iter().map(|worth| (worth.event.date(&as_of).unwrap().to_string(), worth.points.to_string())).collect();
    let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    assert_eq!(shown, [pair("2026-03-08", "2"), pair("2026-03-09", "4"), pair("2026-03-10", "8")]);
    assert_eq!(evaluation.outcome().rules[falling.index()], given("9", "14", true, 3));
    assert_eq!(evaluation.matching(query).last().unwrap().date(&as_of), Some(day("2026-03-10")));
    assert_eq!(evaluation.matching(query).iter().next_back().unwrap().days(&as_of), Some(0));
}

#[test]
fn other_rules_have_no_points_of_events() {
    let mut set = RuleSet::default();
    let rule = set.when(Condition::Constant(true), "5");
    assert!(looked_at(&set, &vec![], &as_of(TODAY), |evaluation| evaluation.event_points(rule).is_empty()));
}

#[test]
fn points_of_more_events_than_64_bits_hold_stay_at_the_end() {
    let mut set = RuleSet::default();
    let click = click(&mut set);
    let query = all(&mut set, click);
    set.rule_with(each(query, "-900000000000", None), |rule| rule.up_to = Some(pts("100")));
    set.rule(each(query, "900000000000", None));
    let rows = at(click, &["2026-03-01"; 2000]);
    let rules = outcome(&set, &rows).rules;
    assert_eq!(rules[0].points, pts("-100"));
    assert_eq!(rules[1].points.scaled(), i64::MAX);
}
