//! Contacts that are shown: people can write them down, and read them.

use std::path::Path;

use serde_json::json;

use super::{
    cases,
    rules::{Dice, as_of, plan_of, rule_set},
};
use crate::{
    analyze::{Answer, Budget, Goal, Matter, Search, Wanted, Witness, reach},
    compile::{Options, compile},
    model::{Model, TestEvent},
    plan::{Logic, Plan},
    project::Memory,
    testing::written_test,
    value::{Decimal, Number, Value},
};

const SCHEMA: &str = "contact {\n  id: text key\n  goal: number\n  budget: number\n  ratio: number in 0..\n  visits: integer\n  \
    hits: integer\n  born: date\n  seen: datetime\n  made: datetime\n}\n\
    event pv { at: datetime, v: number, n: integer, w: number }\n";

/// Questions whose answers change at places that nobody would write, and at the ends of all numbers and times.
const ASKED: [&str; 26] = [
    "goal < budget",
    "goal == budget",
    "goal <= ratio",
    "goal * 3 >= 7",
    "goal - 3 == 0.1",
    "goal / 7 < 0.3",
    "goal < 0",
    "goal > 1000000000000",
    "ratio > 0 and ratio < 0.000001",
    "ratio * 0.1 > 0.3",
    "goal + budget > 0.7",
    "visits > hits",
    "visits == hits",
    "visits * 7 >= 1000000",
    "visits < -5",
    "visits > goal",
    "born < seen",
    "seen > made",
    "born within 1 year",
    "sum of pv.v >= 100.5",
    "avg of pv.n > 2.5",
    "max of pv.v < -3",
    "min of pv.v > 0",
    "avg of pv.v in 0.1..0.2",
    "any pv where v < w",
    "distinct pv.v count >= 4",
];

fn spelled(value: &Value) -> Option<String> {
    let text = match value {
        Value::Integer(integer) => Number::Integer(*integer).to_string(),
        Value::Number(number) => Number::Real(*number).to_string(),
        _ => return None,
    };
    let is_read = Decimal::parse(&text).is_some_and(|number| match value {
        Value::Integer(integer) => number.to_integer() == Some(*integer),
        Value::Number(real) => number.to_f64().total_cmp(real).is_eq() || *real == 0.0,
        _ => true,
    });
    Some(if is_read { text } else { "9".repeat(40) })
}

/// Every contact that is shown for some question, or for some end of points.
fn witnesses(plan: &Plan) -> Vec<Witness> {
    let as_of = as_of();
    let search = Search::new(plan, &as_of, Budget::default());
    let found = reach(&search);
    let bounds = found.scores.iter().map(|(_, bounds)| bounds).chain(found.groups.iter().map(|(_, bounds)| bounds));
    let ends = bounds.flat_map(|bounds| [&bounds.min, &bounds.max]).filter_map(|end| end.reached.clone());
    let mut all: Vec<Witness> = ends.map(|(_, witness)| *witness).collect();
    all.extend(found.lists.iter().filter_map(|(_, answer)| answer.witness().cloned()));
    let asked = plan.atoms().iter().filter(|(_, atom)| atom.event.is_none());
    let matters =
        asked.map(|(id, _)| Matter::Condition(Logic::Atom(id))).chain(plan.model().rules.ids().map(Matter::Fired));
    for matter in matters {
        for wanted in [Wanted::True, Wanted::False] {
            let goal = Goal::of(matter.clone(), wanted);
            if let Answer::Found(witness) = search.find(&goal) {
                all.push(search.plain(&witness, &goal));
            }
        }
    }
    all
}

/// A contact as a test is read as that contact.
fn comes_back(text: &str, model: &Model, witness: &Witness) {
    let case = witness.test_case(model, &as_of());
    let plan = plan_of(text);
    let score = model.scores.values().next().map_or("score", |score| score.name.as_str());
    let test = written_test(&plan, &case, "it", &[format!("{score} is 0")]);
    let files = Memory::new().with("p/rules.merit", format!("{text}\n{test}"));
    let compiled = compile(&files, Path::new("p/rules.merit"), &Options::default()).unwrap();
    let errors: Vec<_> =
        compiled.diagnostics.iter().filter(|found| found.is_error()).map(|found| &found.message).collect();
    let Some(read) = compiled.tests.last().filter(|_| compiled.model.is_some()) else { panic!("{errors:?}\n{test}") };
    assert_eq!(read.values, case.values, "{test}");
    let events =
        |events: &[TestEvent]| events.iter().map(|event| (event.event, event.values.clone())).collect::<Vec<_>>();
    assert_eq!(events(&read.events), events(&case.events), "{test}");
}

fn numbers(witness: &Witness) -> impl Iterator<Item = String> {
    let fields = witness.events.iter().flat_map(|(_, values)| values);
    witness.values.iter().chain(fields).flatten().filter_map(spelled)
}

#[test]
fn every_number_of_a_contact_that_is_shown_is_short() {
    for asked in ASKED {
        let text = format!("{SCHEMA}score fit {{ when {asked} score +5 }}\nlist it when {asked}\n");
        let plan = plan_of(&text);
        let all = witnesses(&plan);
        assert!(all.len() >= 3, "{asked}");
        for witness in all {
            for number in numbers(&witness) {
                let digits = number.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
                assert!(digits <= 15, "{asked}: {number}");
                assert!(number.parse::<f64>().unwrap().abs() <= 1.1e12, "{asked}: {number}");
            }
            comes_back(&text, plan.model(), &witness);
        }
    }
}

#[test]
fn every_contact_that_is_shown_for_random_rules_can_be_written() {
    for seed in 1..=u64::from(cases(12)) {
        let mut dice = Dice::new(seed);
        let mut text = SCHEMA.to_owned();
        for score in 0..2 {
            text.push_str(&format!("score s{score} {{\n"));
            for _ in 0..2 {
                let (one, two) = (*dice.of(&ASKED), *dice.of(&ASKED));
                let joint = *dice.of(&["and", "or"]);
                let not = *dice.of(&["", "not "]);
                text.push_str(&format!("  when ({one}) {joint} {not}({two}) score +{}\n", 1 + dice.below(9)));
            }
            text.push_str("}\n");
        }
        let plan = plan_of(&text);
        for witness in witnesses(&plan) {
            let all: Vec<String> = numbers(&witness).collect();
            assert!(all.iter().all(|number| number.len() < 30), "{all:?}\n{text}");
            comes_back(&text, plan.model(), &witness);
        }
    }
    for seed in 1..=u64::from(cases(6)) {
        let mut dice = Dice::new(seed);
        let (text, _) = rule_set(&mut dice, &["visits", "pages", "flag", "created"], 2);
        let plan = plan_of(&text);
        for witness in witnesses(&plan) {
            comes_back(&text, plan.model(), &witness);
        }
    }
}

#[test]
fn equal_numbers_move_together_and_others_stay_in_order() {
    let shown = |asked: &str| {
        let plan = plan_of(&format!("{SCHEMA}score fit {{ when {asked} score +5 }}\n"));
        let as_of = as_of();
        let search = Search::new(&plan, &as_of, Budget::default());
        let rule = plan.model().rules.ids().next().unwrap();
        let goal = Goal::of(Matter::Fired(rule), Wanted::True);
        let Answer::Found(witness) = search.find(&goal) else { panic!("{asked}") };
        search.plain(&witness, &goal).to_json(plan.model())
    };
    assert_eq!(shown("visits > hits"), json!({ "visits": 0, "hits": -1 }));
    assert_eq!(shown("visits == hits"), json!({ "visits": 0, "hits": 0 }));
    assert_eq!(shown("goal * 3 >= 7"), json!({ "goal": 3.0 }));
    assert_eq!(shown("goal / 7 < 0.3"), json!({ "goal": 2.0 }));
}
