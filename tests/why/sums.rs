//! Random rule sets and contacts: an explanation adds up, and each change it proposes does what it says.

use std::{collections::BTreeMap, path::Path};

use merit::{
    compile::{Options, compile},
    exec::Contact,
    plan::Plan,
    project::Memory,
    report::why_json,
    value::{AsOf, Cell, DecimalMark, ReadContext, Zone, read},
    why::{Explanation, changed, explain},
};
use serde_json::Value;

use super::eventful::some_case;
use crate::agreement::{contacts, random::Random, rules};

/// Explanations of random contacts, with what can run them again.
fn each(seeds: u64, mut look: impl FnMut(&Plan, &Contact, &AsOf, &Explanation, &str)) {
    let zone = Zone::named("Europe/Berlin").unwrap();
    let as_of = AsOf::parse("2026-03-01", &zone, 1).unwrap();
    for seed in 0..seeds {
        let mut random = Random::new(seed);
        let text = rules::rule_set(&mut random);
        let files = Memory::new()
            .with("rules/rules.merit", text.as_str())
            .with("rules/free_mail.txt", "gmail.com\nGMX.de\n")
            .with("rules/vips.csv", "1\n3\n5\n");
        let compiled = compile(&files, Path::new("rules"), &Options::default()).unwrap();
        let plan = Plan::new(compiled.model.unwrap());
        for number in 0..3 {
            let raw = contacts::contact(&mut random, number);
            let context = ReadContext { zone: &zone, decimals: DecimalMark::Point };
            let properties = plan.model().schema.properties.values();
            let values = properties.map(|property| {
                let cell = raw.get(&property.name).map_or(Cell::Absent, cell);
                read(&cell, &property.reading, &context).value
            });
            let contact = Contact { values: values.collect(), key: number.to_string(), ..Contact::default() };
            let explanation = explain(&plan, &compiled.sources, &contact, &as_of);
            look(&plan, &contact, &as_of, &explanation, &format!("seed {seed}\n{text}"));
        }
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(value) => Cell::Boolean(*value),
        Value::Number(number) => Cell::Number(number.to_string()),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Array(values) => Cell::List(values.iter().map(cell).collect()),
        Value::Object(fields) => Cell::Object(fields.iter().map(|(name, value)| (name.clone(), cell(value))).collect()),
    }
}

/// Ten-thousandths of a point.
fn scaled(points: &Value) -> i128 {
    let text = points.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{fraction:0<4}").parse().unwrap()
}

#[test]
fn points_of_rules_add_up_to_their_group_and_groups_and_rules_to_their_score() {
    let mut sums = 0;
    each(25, |_, _, _, explanation, rules| {
        let told = why_json(explanation, None);
        let mut of: BTreeMap<(String, Option<String>), i128> = BTreeMap::new();
        for rule in told["rules"].as_array().unwrap() {
            let place = (rule["score"].as_str().unwrap().to_owned(), rule["group"].as_str().map(str::to_owned));
            *of.entry(place).or_default() += scaled(&rule["points"]);
        }
        for score in told["scores"].as_array().unwrap() {
            let name = score["name"].as_str().unwrap().to_owned();
            let mut sum = of.get(&(name.clone(), None)).copied().unwrap_or_default();
            for group in score["groups"].as_array().unwrap() {
                let place = (name.clone(), group["name"].as_str().map(str::to_owned));
                let expected = of.get(&place).copied().unwrap_or_default();
                assert_eq!(scaled(&group["before_limit"]), expected, "{place:?} {rules}");
                sum += scaled(&group["points"]);
                sums += 1;
            }
            if score["formula"].is_null() {
                assert_eq!(scaled(&score["before_limit"]), sum, "{name} {rules}");
                sums += 1;
            }
        }
    });
    assert!(sums > 100, "the rule sets have scores and groups");
}

#[test]
fn every_proposal_reaches_the_arm_it_names() {
    let mut reached = 0;
    each(25, |plan, contact, as_of, explanation, rules| {
        let context = ReadContext { zone: &as_of.zone, decimals: DecimalMark::Point };
        for way in &explanation.next {
            let changes = way.changes.iter().map(|change| format!("{}={}", change.property, change.to.text));
            let mut then = contact.clone();
            let mut can_be_typed = true;
            for text in changes {
                match changed(plan, &then, plan.model().schema.key, &text, &context) {
                    Ok((next, change)) => {
                        can_be_typed &= way.changes.iter().any(|proposed| proposed.to == change.to);
                        then = next;
                    }
                    // An empty set of ticked boxes, or a date where the data has a format of its own.
                    Err(_) => can_be_typed = false,
                }
            }
            if can_be_typed {
                let after = explain(plan, &merit::base::Sources::default(), &then, as_of);
                let stage = after.stages.iter().find(|stage| stage.name == way.stage).unwrap();
                assert_eq!(stage.is, way.to, "{way:?}\n{rules}");
                reached += 1;
            }
        }
    });
    assert!(reached > 30, "only {reached} proposals");
}

#[test]
fn explanations_are_the_same_each_time() {
    each(10, |plan, contact, as_of, explanation, _| {
        let again = explain(plan, &merit::base::Sources::default(), contact, as_of);
        assert_eq!(again.next, explanation.next);
        assert_eq!(again.near, explanation.near);
        assert_eq!(again.expires, explanation.expires);
    });
}

#[test]
fn points_of_events_add_up_to_their_rule() {
    let mut sums = 0;
    for seed in 0..400 {
        let of = some_case(&mut Random::new(seed));
        let explanation = of.explained();
        let told = why_json(&explanation, None);
        for (trace, rule) in explanation.rules.iter().zip(told["rules"].as_array().unwrap()) {
            let Some(each) = &trace.events.each else { continue };
            let given = rule["events"]["each"].as_array().unwrap();
            let sum: i128 = given.iter().map(|given| scaled(&given["points"])).sum();
            assert_eq!(sum, scaled(&rule["before_limit"]), "seed {seed} {}", trace.text);
            assert_eq!(rule["events"]["count"], given.len());
            if each.points.is_none() {
                let of_arms: i128 =
                    each.arms.iter().map(|arm| i128::from(arm.count) * i128::from(arm.points.scaled())).sum();
                assert_eq!(of_arms, sum, "seed {seed} {}", trace.text);
            }
            sums += usize::from(!given.is_empty());
        }
    }
    assert!(sums > 50, "only {sums} rules counted events");
}
