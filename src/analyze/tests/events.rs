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
    event view { at: datetime, url: text, n: integer in 0..=3, spent: number in 0.., mood: integer in -5..=5 required }\n\
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
                "spent >= 10",
                "(spent < 10 and n is known)",
                "mood < 0",
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

/// Something computed over the values of events, compared with something.
fn amount(dice: &mut Dice) -> String {
    let function =
        *dice.of(&["sum of ", "sum of ", "avg of ", "min of ", "max of ", "distinct ", "last ", "first ", ""]);
    let field = *dice.of(match function {
        "distinct " => &["n", "spent", "url", "form", "mood"],
        "last " | "first " => &["n", "spent", "mood"],
        "" => return counts(dice),
        _ => &["n", "spent", "mood"],
    });
    let mut query = query(dice);
    while query.starts_with("open") != (field == "form") {
        query = self::query(dice);
    }
    let (event, rest) = query.split_at(4);
    let count = if function == "distinct " { " count" } else { "" };
    let value = *dice.of(match function {
        "sum of " => &["0", "1", "3", "6", "10", "25.5", "100"],
        "distinct " => &["0", "1", "2", "3"],
        _ => &["0", "1", "2", "2.5", "3", "10"],
    });
    let comparison = *dice.of(&[">=", "<", ">", "<=", "is"]);
    match dice.below(8) {
        0 if count.is_empty() && function != "sum of " => format!("({function}{event}.{field}{rest} is known)"),
        _ => format!("({function}{event}.{field}{count}{rest}) {comparison} {value}"),
    }
}

fn counts(dice: &mut Dice) -> String {
    let (one, two) = (of_query(dice, "", " count"), of_query(dice, "", " count"));
    format!("({one}) {} ({two})", dice.of(&[">", "<=", "is"]))
}

fn condition(dice: &mut Dice, depth: usize) -> String {
    match if depth == 0 { dice.below(10) } else { dice.below(14) } {
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
        6..=9 => amount(dice),
        10 => format!("not ({})", condition(dice, depth - 1)),
        11 => format!("({} or {})", condition(dice, depth - 1), condition(dice, depth - 1)),
        _ => format!("({} and {})", condition(dice, depth - 1), condition(dice, depth - 1)),
    }
}

fn points(dice: &mut Dice) -> String {
    format!("{}{}", dice.of(&["+", "+", "-"]), 1 + dice.below(5))
}

fn rule(dice: &mut Dice) -> String {
    match dice.below(8) {
        6 => format!("score {} per {} {} up to 6", points(dice), 1 + dice.below(7), {
            let field = *dice.of(&["spent", "n", "mood"]);
            let head = *dice.of(&["sum of ", "avg of ", "max of "]);
            let mut query = query(dice);
            while query.starts_with("open") {
                query = self::query(dice);
            }
            let (event, rest) = query.split_at(4);
            format!("{head}{event}.{field}{rest}")
        }),
        7 => "match sum of view.spent { ..10 => +1 10..30 => +4 otherwise => -2 }".to_owned(),
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
                let spent = *dice.of(&[0.0, 0.5, 1.0, 2.5, 3.0, 9.99, 10.0, 12.0, 25.5, 26.0, 100.0, -1.0, -1.0]);
                vec![
                    Some(Value::Instant(at)),
                    (!url.is_empty()).then(|| Value::Text(url.to_owned())),
                    (n < 4).then_some(Value::Integer(n)),
                    (spent >= 0.0).then_some(Value::Number(spent)),
                    Some(Value::Integer(*dice.of(&[-5, -1, 0, 1, 2, 3, 5, 2]))),
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
    assert!(tally.undecided * 6 <= tally.answers && tally.inexact * 3 <= tally.bounds * 2, "{tally:?}");
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

/// What marketers write about events: rules, the least and the most of their score, and conditions of which each is
/// found (`+`) or proven to be out of reach (`-`).
const DECIDED: &[(&str, &str, &[&str])] = &[
    ("when sum of buy.spent >= 100 score +10 when no buy score -5", "-5..10", &["- s >= 5 and no buy", "+ s is 0"]),
    (
        "match sum of buy.spent within 1 year { ..100 => 0 100..500 => +5 500.. => +10 }",
        "0..10",
        &["- s is 5 and sum of buy.spent < 100", "+ s is 5 and buy count >= 3"],
    ),
    (
        "score +1 per 100 sum of buy.spent up to 25",
        "0..25",
        &["- s is 25 and sum of buy.spent < 2500", "+ s is 25 and max of buy.spent < 500", "- s > 0 and no buy"],
    ),
    (
        "when max of buy.spent >= 500 score +10 when max of buy.spent < 50 score +2",
        "0..10",
        &["- s > 0 and no buy", "+ any buy and s is 0", "- s is 10 and sum of buy.spent < 500"],
    ),
    (
        "when min of vote.stars >= 4 score +5 when max of vote.stars <= 2 score -5",
        "-5..5",
        &["- min of vote.stars > 4 and max of vote.stars < 5", "+ min of vote.stars < 2 and max of vote.stars > 4"],
    ),
    (
        "when avg of vote.stars >= 4.5 score +5 when avg of vote.stars < 2 score -5",
        "-5..5",
        &[
            "- avg of vote.stars > 5",
            "- avg of vote.stars >= 4 and max of vote.stars <= 3",
            "+ avg of vote.stars >= 4.5 and min of vote.stars <= 3",
            "- avg of vote.stars >= 4 and sum of vote.stars < 8 and vote count where stars is known >= 2",
            "+ avg of vote.stars is 3.5",
        ],
    ),
    (
        "when distinct view.url count >= 10 score +2 when view count < 10 score +1",
        "0..2",
        &["+ s is 2 and view count is 10", "- distinct view.url count > 3 and view count <= 3"],
    ),
    (
        "match distinct form.name count { 0 => 0 1 => +5 2 => +10 3.. => +20 }",
        "0..20",
        &["- s is 20 and form count <= 2", "- distinct form.name count > 3", "+ s is 5 and form count >= 3"],
    ),
    (
        "when last view.url contains \"/pricing\" score +5 when no view score -1",
        "-1..5",
        &["- s is 4", "+ s is 5 and any view where not url contains \"/pricing\""],
    ),
    (
        "when first view.url contains \"/blog\" score +3 when last view.url contains \"/pricing\" score +5",
        "0..8",
        &["- s is 8 and no view", "+ s is 3 and any view where url contains \"/pricing\" and view count is 3"],
    ),
    (
        "when last form.name is \"Demo\" score +20 when no form where name is \"Demo\" score -5",
        "-5..20",
        &["- s is 15", "+ s is 0 and any form"],
    ),
    (
        "when sum of buy.spent within 30 days >= 500 score +10 when sum of buy.spent within 1 year < 500 score +5",
        "0..10",
        &["- s is 15", "+ s is 0", "+ s is 5 and sum of buy.spent >= 500"],
    ),
    (
        "when sum of buy.spent where spent >= 50 >= 200 score +10 when buy count where spent >= 50 is 0 score +1",
        "0..10",
        &["- s is 11", "+ s is 0 and any buy", "+ s is 1 and sum of buy.spent >= 1000"],
    ),
    (
        "when view count > form count score +1",
        "0..1",
        &["- s is 1 and no view", "+ s is 1 and form count >= 3", "- view count within 7 days > view count"],
    ),
    ("when (last buy.at) in last month score +1 when no buy score -1", "-1..1", &["- s is 0 and no buy", "+ s is 0"]),
    ("group g limit ..=30 { each view score +2 when flag score -10 }", "-10..30", &["- s > 30", "+ s is 30 and flag"]),
    (
        "each view score +3 fading over 90 days up to 12",
        "0..12",
        &["- s > 0 and no view within 90 days", "+ s > 11 and no view within 60 days"],
    ),
    (
        "group m limit ..=20 { each form score +1 halving every 14 days each view score +5 halving every 14 days }\n\
         when flag score -30",
        "-30..20",
        &["- s > 0 and flag", "- s >= 10 and no view and no form", "+ s >= 10 and no view within 14 days"],
    ),
    (
        "match buy.spent { ..50 => -1 50..500 => +5 500.. => +20 unknown => 0 } up to 100",
        "-100..100",
        &["- s < 0 and no buy", "+ s < 0 and buy count >= 3", "+ s is 19"],
    ),
    ("score -2 per 2 max of vote.stars up to 6", "-4..0", &["- s is -4 and max of vote.stars < 4", "+ s is -2"]),
];

#[test]
fn what_is_plain_about_values_of_events_is_decided() {
    for (rules, ends, conditions) in DECIDED {
        let mut text = "contact { flag: boolean }\n\
            event view { at: datetime, url: text }\n\
            event form { at: datetime, name: one of { \"Demo\", \"News\", \"Other\" } required }\n\
            event buy { at: date, spent: number in 0.. }\n\
            event vote { at: date, stars: integer in 1..=5 }\n"
            .to_owned();
        let _ = writeln!(text, "score s {{\n{rules}\n}}");
        for condition in *conditions {
            let _ = writeln!(text, "never {}", condition.trim_start_matches(['+', '-', ' ']));
        }
        let plan = plan_of(&text);
        let search = Search::new(&plan, &as_of(), Budget::default());
        let score = plan.model().scores.ids().next().unwrap();
        let bounds = search.bounds(crate::analyze::Measure::Of(crate::model::PointsOf::Score(score)));
        assert!(bounds.min.is_exact() && bounds.max.is_exact(), "{bounds:?}\n{text}");
        let found = format!("{}..{}", bounds.min.proven.unwrap(), bounds.max.proven.unwrap());
        assert_eq!(&found, ends, "{text}");
        for (condition, logic) in conditions.iter().zip(plan.claims()) {
            let goal = Goal::of(crate::analyze::Matter::Condition(logic.clone()), crate::analyze::Wanted::True);
            match search.find(&goal) {
                Answer::Found(witness) => {
                    assert!(condition.starts_with('+') && search.shows(&witness, &goal), "{condition}: {witness:?}");
                }
                Answer::Impossible => assert!(condition.starts_with('-'), "{condition} is possible\n{text}"),
                Answer::Undecided(reason) => panic!("{condition}: {reason}\n{text}"),
            }
        }
    }
}

#[test]
fn many_old_events_are_as_good_as_a_few_new_ones() {
    let found = found(&format!(
        "{SCHEMA}score a {{ old: each view score +2 up to 9 halving every 1 day }}\n\
         score b {{ when a.old >= 5 and no view within 5 days score +1 }}\n"
    ));
    assert!(found[1].0.witness().is_some_and(|witness| witness.events.len() >= 80), "{:?}", found[1].0);
}

#[test]
fn points_without_an_end_have_no_most() {
    let text =
        format!("{SCHEMA}score s {{\n  each view score +2\n  when flag score -10\n}}\nnever s >= 100 and flag\n");
    let plan = plan_of(&text);
    let search = Search::new(&plan, &as_of(), Budget::default());
    let score = plan.model().scores.ids().next().unwrap();
    let bounds = search.bounds(crate::analyze::Measure::Of(crate::model::PointsOf::Score(score)));
    assert!(bounds.min.is_exact());
    assert_eq!((bounds.max.proven, bounds.max.reason), (None, Some(crate::analyze::Reason::Unlimited)));
    let goal = Goal::of(crate::analyze::Matter::Condition(plan.claims()[0].clone()), crate::analyze::Wanted::True);
    assert!(search.find(&goal).witness().is_some());
}
