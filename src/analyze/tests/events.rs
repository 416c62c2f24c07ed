//! Contacts with events: answers and bounds against many random contacts, and those that are said to be exact.

use std::{fmt::Write, sync::Arc};

use super::{
    cases,
    properties::{WANTED, matters, measures},
    rules::{Dice, as_of, plan_of},
};
use crate::{
    analyze::{Answer, Budget, Goal, Search},
    exec::{Contact, EventRows, EventTableBuilder, evaluate},
    plan::Plan,
    value::{AsOf, Date, Instant, Points, Value, Zone},
};

const SCHEMA: &str = "contact {\n  flag: boolean\n  visits: integer in 0..=2 default 0\n}\n\
    event view { at: datetime, url: text, n: integer in 0..=3 }\n\
    event open { at: date, form: one of { \"A\", \"B\" } }\n";

fn query(dice: &mut Dice) -> String {
    let event = *dice.of(&["view", "view", "open"]);
    let mut text = event.to_owned();
    if dice.is(2) {
        let window = *dice.of(&["2 days", "7 days", "30 days", "3 hours"]);
        let _ = write!(
            text,
            " within {}",
            if event == "open" { window.replace("hours", "days") } else { window.to_owned() }
        );
    }
    if dice.is(6) {
        let _ = write!(text, " since last {}", if event == "view" { "open" } else { "view" });
    }
    if dice.is(2) {
        let filter = if event == "view" {
            *dice.of(&[
                "url contains \"/p\"",
                "(url contains \"/p\" and n >= 2)",
                "(n > 1 or flag)",
                "url is known",
                "n is 0",
                "not url starts with \"/p\"",
                "visits > 0",
            ])
        } else {
            *dice.of(&["form is \"A\"", "flag", "form is unknown"])
        };
        let _ = write!(text, " where {filter}");
    }
    text
}

/// A query with something that stands before its kind: `view.n`.
fn of_query(dice: &mut Dice, head: &str, tail: &str) -> String {
    let query = query(dice);
    let (event, rest) =
        query.split_once(' ').map_or((query.as_str(), String::new()), |(event, rest)| (event, format!(" {rest}")));
    format!("{head}{event}{tail}{rest}")
}

fn condition(dice: &mut Dice, depth: usize) -> String {
    match if depth == 0 { dice.below(6) } else { dice.below(10) } {
        0 => format!("any {}", query(dice)),
        1 => format!("no {}", query(dice)),
        2 => {
            let count = of_query(dice, "", " count");
            format!("({count}) {} {}", dice.of(&[">=", "<", "is"]), dice.below(3))
        }
        3 => {
            let head = *dice.of(&["days since last ", "days since first "]);
            format!("({}) {} {}", of_query(dice, head, ""), dice.of(&["<", ">="]), dice.of(&["1", "3", "10"]))
        }
        4 => "flag".to_owned(),
        5 => "visits >= 1".to_owned(),
        6 => format!("not ({})", condition(dice, depth - 1)),
        7 => format!("({} or {})", condition(dice, depth - 1), condition(dice, depth - 1)),
        _ => format!("({} and {})", condition(dice, depth - 1), condition(dice, depth - 1)),
    }
}

fn points(dice: &mut Dice) -> String {
    format!("{}{}", dice.of(&["+", "+", "-"]), 1 + dice.below(5))
}

fn rule(dice: &mut Dice) -> String {
    match dice.below(6) {
        0 | 1 => {
            let (query, curve) = (query(dice), *dice.of(&["", "", " fading over 5 days", " halving every 2 days"]));
            format!("each {query} score {} up to {}{curve}", points(dice), 2 + dice.below(9))
        }
        2 => format!(
            "match open.form {{ \"A\" => +{} \"B\" => +{} unknown => +1 }} up to 7",
            1 + dice.below(4),
            dice.below(4) + 1
        ),
        3 => format!("match view.n {{ ..1 => -{} 1..3 => -2 otherwise => 0 }} up to 5", 1 + dice.below(4)),
        _ => format!("when {} score {}", condition(dice, 2), points(dice)),
    }
}

fn rule_set(dice: &mut Dice) -> String {
    let mut text = SCHEMA.to_owned();
    text.push_str("score heat {\n  group g limit -3..=8 {\n");
    for _ in 0..=dice.below(3) {
        let _ = writeln!(text, "    {}", rule(dice));
    }
    text.push_str("  }\n");
    for _ in 0..=dice.below(3) {
        let _ = writeln!(text, "  {}", rule(dice));
    }
    text.push_str("}\n");
    let _ = writeln!(
        text,
        "stage s {{\n  hot when heat >= {} and {}\n  warm when {}\n  otherwise cold\n}}",
        dice.below(12),
        condition(dice, 1),
        condition(dice, 1)
    );
    let _ = writeln!(text, "never {}", condition(dice, 2));
    let _ = writeln!(text, "always heat <= {}", dice.below(30));
    text
}

fn contact(dice: &mut Dice, plan: &Plan, as_of: &AsOf) -> Contact {
    let model = plan.model();
    let flag = *dice.of(&[None, Some(Value::Boolean(true)), Some(Value::Boolean(false))].each_ref());
    let values = vec![flag.clone(), Some(Value::Integer(dice.below(3) as i64))];
    let now = as_of.instant;
    let events = model.schema.events.iter().map(|(_, event)| {
        let mut builder = EventTableBuilder::new(event, &event.fields.ids().collect());
        let most = *dice.of(&[0, 1, 2, 4, 12]);
        for _ in 0..if most == 0 { 0 } else { dice.below(most + 1) } {
            let hours = *dice.of(&[0, 1, 2, 5, 20, 24, 30, 49, 71, 100, 160, 170, 240, 500, 720, 725, 2000, -5]);
            let mut values = if event.name == "view" {
                let at = now.plus_micros(-hours * 3_600_000_000 - 1);
                let url = *dice.of(&["", "/p", "/pricing", "/a/p", "/q", "p"]);
                let n = dice.below(5) as i64;
                vec![
                    Some(Value::Instant(at)),
                    (!url.is_empty()).then(|| Value::Text(url.to_owned())),
                    (n < 4).then_some(Value::Integer(n)),
                ]
            } else {
                let form = dice.below(3) as u32;
                vec![Some(Value::Date(as_of.date.plus_days(-hours / 24))), (form < 2).then_some(Value::Choice(form))]
            };
            builder.push(0, &mut values);
        }
        let (table, rows) = builder.finish();
        rows.first().map_or_else(EventRows::default, |rows| EventRows::new(Arc::clone(&table), rows.clone()))
    });
    Contact { values, key: "1".to_owned(), events: events.collect() }
}

#[derive(Debug, Default)]
struct Tally {
    answers: usize,
    undecided: usize,
    bounds: usize,
    inexact: usize,
}

fn compare(seed: u64, tally: &mut Tally) {
    let mut dice = Dice::new(seed);
    let text = rule_set(&mut dice);
    let plan = plan_of(&text);
    let as_of = as_of();
    let matters = matters(&plan);
    let mut goals: Vec<Goal> = Vec::new();
    for matter in &matters {
        goals.extend(WANTED.iter().take(3).map(|wanted| Goal::of(matter.clone(), *wanted)));
    }
    for _ in 0..15 {
        let one = Goal::of(dice.of(&matters).clone(), *dice.of(&WANTED));
        goals.push(one.and(dice.of(&matters).clone(), *dice.of(&WANTED)));
    }
    let measures = measures(&plan);
    let mut met = vec![false; goals.len()];
    let mut ends: Vec<(Points, Points)> = vec![(Points::ZERO, Points::ZERO); measures.len()];
    let mut contacts: Vec<Contact> = (0..400).map(|_| contact(&mut dice, &plan, &as_of)).collect();
    contacts.push(Contact { values: vec![None, Some(Value::Integer(0))], key: "1".to_owned(), ..Contact::default() });
    for (at, contact) in contacts.iter().enumerate() {
        let evaluation = evaluate(&plan, contact, &as_of);
        for (goal, met) in goals.iter().zip(&mut met) {
            *met |= goal.is_met(&evaluation);
        }
        for (measure, ends) in measures.iter().zip(&mut ends) {
            let points = measure.points(&evaluation);
            *ends = if at == 0 { (points, points) } else { (ends.0.min(points), ends.1.max(points)) };
        }
    }
    let search = Search::new(&plan, &as_of, Budget { states: 300, steps: 300_000 });
    for (goal, met) in goals.iter().zip(met) {
        tally.answers += 1;
        match search.find(goal) {
            Answer::Found(_) => {}
            Answer::Impossible => assert!(!met, "seed {seed}: {goal:?} is possible\n{text}"),
            Answer::Undecided(_) => tally.undecided += 1,
        }
    }
    for (measure, (low, high)) in measures.iter().zip(ends) {
        tally.bounds += 1;
        let found = search.bounds(*measure);
        assert!(
            found.min.proven.is_none_or(|min| min <= low),
            "seed {seed}: {measure:?} reaches {low}: {found:?}\n{text}"
        );
        assert!(
            found.max.proven.is_none_or(|max| high <= max),
            "seed {seed}: {measure:?} reaches {high}: {found:?}\n{text}"
        );
        tally.inexact += usize::from(!(found.min.is_exact() && found.max.is_exact()));
    }
}

#[test]
fn no_contact_with_events_does_what_is_said_to_be_impossible() {
    let mut tally = Tally::default();
    for seed in 0..u64::from(cases(3)) {
        compare(500_000 + seed, &mut tally);
    }
    assert!(tally.undecided * 8 <= tally.answers && tally.inexact * 3 <= tally.bounds, "{tally:?}");
}

fn found(text: &str) -> Vec<(Answer, Option<Points>)> {
    let plan = plan_of(text);
    let as_of = as_of();
    let search = Search::new(&plan, &as_of, Budget::default());
    plan.model()
        .rules
        .ids()
        .map(|rule| {
            let most = search.bounds(crate::analyze::Measure::Of(crate::model::PointsOf::Rule(rule))).max;
            (
                search.find(&Goal::of(crate::analyze::Matter::Fired(rule), crate::analyze::Wanted::True)),
                most.proven.filter(|_| most.is_exact()),
            )
        })
        .collect()
}

#[test]
fn windows_that_nest_are_seen_to() {
    let found = found(&format!(
        "{SCHEMA}when any view within 2 days and no view within 7 days score +1\n\
         when (view count within 7 days) >= 3 and (view count within 30 days) < 4 score +2\n\
         each view within 30 days where n >= 2 score +2 up to 9 halving every 10 days\n\
         when (view count since last open) >= 2 and no open score +1"
    ));
    assert_eq!(found[0].0, Answer::Impossible);
    assert_eq!(found[1].0.witness().unwrap().events.len(), 3);
    assert_eq!(found[2].1, Some(Points::parse("9").unwrap()));
    assert_eq!(found[3].0, Answer::Impossible);
}

#[test]
fn events_of_a_witness_are_told_as_json() {
    let text = format!("{SCHEMA}when any view within 7 days where url contains \"/pricing\" and flag score +1");
    let plan = plan_of(&text);
    let as_of = AsOf::on(Date::parse("2026-03-10").unwrap(), &Zone::utc(), 1);
    let search = Search::new(&plan, &as_of, Budget::default());
    let rule = plan.model().rules.ids().next().unwrap();
    let answer = search.find(&Goal::of(crate::analyze::Matter::Fired(rule), crate::analyze::Wanted::True));
    let json = answer.witness().unwrap().to_json(plan.model());
    assert_eq!(json["events"]["view"][0]["url"], "/pricing");
    assert!(Instant::parse(json["events"]["view"][0]["at"].as_str().unwrap(), &Zone::utc()).is_some());
    assert_eq!(json["flag"], true);
}
