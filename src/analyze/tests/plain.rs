//! Contacts that are told are as plain as can be, and show what they showed.

use super::rules::{as_of, plan_of};
use crate::{
    analyze::{Budget, Goal, Matter, Search, Wanted, Witness},
    plan::Plan,
    value::{Duration, Unit, Value},
};

const SCHEMA: &str = "contact { job_title: text  created: date required  seen: datetime  visits: integer in 0.. default 0 }\n\
    event view { at: datetime, url: text }\n\
    event form { at: datetime, name: one of { \"A\", \"B\" } }\n";

/// Who breaks the one claim of these rules.
fn breaker(rules: &str, from: impl Fn(&Plan, &Witness) -> Witness) -> Witness {
    let plan = plan_of(&format!("{SCHEMA}{rules}"));
    let search = Search::new(&plan, &as_of(), Budget::default());
    let goal = Goal::of(Matter::Condition(plan.claims()[0].clone()), Wanted::True);
    let found = search.find(&goal).witness().unwrap().clone();
    let plain = search.plain(&from(&plan, &found), &goal);
    assert!(search.shows(&plain, &goal), "{plain:?}");
    plain
}

fn as_found(_: &Plan, found: &Witness) -> Witness {
    found.clone()
}

#[test]
fn where_one_event_is_enough_one_is_told() {
    let rules = "score s {\n  match form.name { \"A\" => +20  \"B\" => +1 }\n  group views limit ..=30 {\n    each view within 30 days score +1\n  }\n  \
                 when (view count within 7 days) >= 40 score +5\n}\nnever s >= 20";
    assert_eq!(breaker(rules, as_found).events.len(), 1);
}

#[test]
fn events_that_are_needed_stay() {
    let plain = breaker("never (view count within 7 days) >= 250", as_found);
    assert_eq!(plain.events.len(), 250);
}

#[test]
fn more_events_than_are_tried_one_by_one_are_left_out_in_chunks() {
    let rules = "never (view count) >= 3 and (form count where name is \"B\") >= 2";
    let plain = breaker(rules, |plan, found| {
        let mut witness = found.clone();
        let [view, form] = ["view", "form"].map(|name| {
            let kind = |id: &crate::model::EventId| plan.model().schema.events.get(*id).unwrap().name == name;
            found.events.iter().find(|(id, _)| kind(id)).unwrap().clone()
        });
        witness.events = [vec![view; 900], vec![form; 400]].concat();
        witness
    });
    assert_eq!(plain.events.len(), 5);
}

#[test]
fn a_text_has_no_more_words_than_it_needs() {
    let plain = breaker("never job_title has word \"ceo\" and visits > 2", |_, found| {
        let mut witness = found.clone();
        witness.values[0] = Some(Value::Text("cfo ceo it managing director".to_owned()));
        witness
    });
    assert_eq!(plain.values[0], Some(Value::Text("ceo".to_owned())));
}

#[test]
fn times_are_of_today_where_any_will_do() {
    let plain = breaker("never visits > 2", as_found);
    assert_eq!(plain.values[1], Some(Value::Date(as_of().date)));
    let plain = breaker("never created before 10 days ago and seen within 3 hours", as_found);
    assert_ne!(plain.values[1], Some(Value::Date(as_of().date)));
    assert_eq!(plain.values[2], Some(Value::Instant(as_of().before(Duration::new(1, Unit::Hour)))));
    let plain = breaker("never any view within 30 days and no view within 7 days", as_found);
    let Some(Value::Instant(at)) = plain.events[0].1[0] else { panic!("{plain:?}") };
    assert!((7..=30).any(|days| as_of().before(Duration::new(days, Unit::Day)) == at), "{at}");
}
