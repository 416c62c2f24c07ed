//! The row interpreter against the executable specification of `tests/oracle/`, which shares nothing with `src/`:
//! random rule sets and contacts, every rule, group, score, stage, list and claim compared.

pub mod contacts;
mod oracle;
pub mod random;
pub mod rules;

use std::{fmt::Write as _, path::Path, sync::Arc};

use merit::{
    base::Severity,
    compile::{Options, compile},
    exec::{Contact, evaluate},
    model::Model,
    plan::Plan,
    project::Memory,
    value::{AsOf, Cell, ReadContext, Zone, key, read},
};
use oracle::Oracle;
use random::Random;
use serde_json::{Map, Value, json};

/// How many rule sets; `MERIT_CASES` asks for more.
fn cases() -> u64 {
    std::env::var("MERIT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150)
}

#[test]
fn random_rule_sets_and_contacts_have_the_same_outcome_in_both_engines() {
    let Some(mut oracle) = Oracle::start() else { return };
    let first: u64 = std::env::var("MERIT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    for seed in first..first + cases() {
        let mut random = Random::new(seed);
        let text = rules::rule_set(&mut random);
        let model = model(&text, seed);
        let contacts: Vec<Map<String, Value>> = (0..25).map(|number| contacts::contact(&mut random, number)).collect();
        let timezone = random.word(&["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]);
        let as_of =
            random.word(&["2026-03-01", "2026-03-01T12:00:00Z", "2024-02-29", "2026-03-31", "2026-03-29T03:10:00"]);
        let expected =
            oracle.ask(&json!({ "model": *model, "as_of": as_of, "timezone": timezone, "contacts": contacts }));
        let zone = Zone::named(&timezone).unwrap();
        let moment = AsOf::parse(&as_of, &zone, model.settings.fiscal_start).unwrap();
        let plan = Plan::new(Arc::clone(&model));
        for (contact, expected) in contacts.iter().zip(&expected) {
            let found = outcome(&plan, contact, &moment, &zone);
            assert!(
                found == without_problems(expected),
                "seed {seed}, as of {as_of} in {timezone}\n{}\ncontact {}\n{}",
                text,
                Value::Object(contact.clone()),
                differences(&found, &without_problems(expected)),
            );
        }
    }
}

fn model(text: &str, seed: u64) -> Arc<Model> {
    let files = Memory::new()
        .with("rules/rules.merit", text)
        .with("rules/merit.toml", if seed.is_multiple_of(3) { "fiscal_year_start = 4\n" } else { "" })
        .with("rules/free_mail.txt", "gmail.com\nGMX.de\n")
        .with("rules/vips.csv", "1\n3\n5\n");
    let compiled = compile(&files, Path::new("rules"), &Options::default()).unwrap();
    let errors: Vec<&str> = compiled
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.message.as_str())
        .collect();
    compiled.model.unwrap_or_else(|| panic!("seed {seed}: {errors:?}\n{text}"))
}

/// What Merit says of a contact, in the words of the specification.
fn outcome(plan: &Plan, raw: &Map<String, Value>, as_of: &AsOf, zone: &Zone) -> Value {
    let model = plan.model();
    let context = ReadContext { zone, decimal_comma: false };
    let mut contact = Contact::default();
    let mut rejected = false;
    for (id, property) in model.schema.properties.iter() {
        let cell = raw.get(&property.name).map_or(Cell::Absent, cell);
        let value = read(&cell, &property.reading, &context).value;
        rejected |= property.required && value.is_none();
        if model.schema.key == Some(id)
            && let Some(merit::value::Value::Text(text)) = &value
        {
            contact.key = key(text);
        }
        contact.values.push(value);
    }
    if rejected {
        return json!({ "rejected": true });
    }
    let evaluation = evaluate(plan, &contact, as_of);
    let outcome = evaluation.outcome();
    let mut all = json!({ "rejected": false, "rules": {}, "groups": {}, "scores": {}, "stages": {}, "lists": {}, "claims": outcome.claims });
    for (rule, of) in model.rules.values().zip(&outcome.rules) {
        all["rules"][&rule.id] = json!({ "points": of.points.to_string(), "fired": of.fired });
    }
    for (group, of) in model.groups.values().zip(&outcome.groups) {
        let name = format!("{}.{}", model.scores.at(group.score).name, group.name);
        all["groups"][&name] = json!(of.points.to_string());
    }
    for (score, of) in model.scores.values().zip(&outcome.scores) {
        all["scores"][&score.name] = json!(of.points.to_string());
    }
    for (stage, of) in model.stages.values().zip(&outcome.stages) {
        all["stages"][&stage.name] = json!(stage.names[of.name as usize].name);
    }
    for (list, of) in model.lists.values().zip(&outcome.lists) {
        all["lists"][&list.name] = json!(of);
    }
    all
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

fn without_problems(expected: &Value) -> Value {
    if expected["rejected"] == json!(true) {
        return json!({ "rejected": true });
    }
    let mut expected = expected.clone();
    let claims = expected["claims"].as_array().into_iter().flatten().map(|claim| claim["condition"].clone()).collect();
    expected["claims"] = Value::Array(claims);
    for unused in ["record", "key", "problems"] {
        expected.as_object_mut().unwrap().remove(unused);
    }
    expected
}

fn differences(found: &Value, expected: &Value) -> String {
    let mut text = String::new();
    let (Some(found), Some(expected)) = (found.as_object(), expected.as_object()) else { return text };
    for (name, value) in found {
        match (value, expected.get(name)) {
            (Value::Object(found), Some(Value::Object(expected))) => {
                for (name, value) in found {
                    if expected.get(name) != Some(value) {
                        writeln!(
                            text,
                            "{name}: merit {value}, specification {}",
                            expected.get(name).unwrap_or(&Value::Null)
                        )
                        .unwrap();
                    }
                }
            }
            (value, other) if other != Some(value) => {
                writeln!(text, "{name}: merit {value}, specification {other:?}").unwrap()
            }
            _ => {}
        }
    }
    text
}
