//! The row interpreter against the executable specification of `tests/oracle/`, which shares nothing with `src/`:
//! random rule sets and contacts, every rule, group, score, stage, list and claim compared.

mod command;
pub mod contacts;
pub mod events;
pub mod oracle;
pub mod random;
pub mod rules;

use std::{collections::BTreeSet, fmt::Write as _, path::Path, sync::Arc};

use merit::{
    base::Severity,
    compile::{Options, compile},
    exec::{Contact, EventRows, EventTableBuilder, evaluate},
    model::{Event, Model, Property},
    plan::Plan,
    project::Memory,
    value::{AsOf, Cell, Date, DecimalMark, ReadContext, Zone, key, read},
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
    agree(rules::rule_set, |_, _| Map::new());
}

#[test]
fn random_rule_sets_and_events_have_the_same_outcome_in_both_engines() {
    agree(rules::rule_set_with_events, events::rows);
}

/// Compares the engines on rule sets, and on contacts with the rows of their events.
fn agree(rule_set: impl Fn(&mut Random) -> String, rows: impl Fn(&mut Random, Date) -> Map<String, Value>) {
    let Some(mut oracle) = Oracle::start() else { return };
    let first: u64 = std::env::var("MERIT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    for seed in first..first + cases() {
        let mut random = Random::new(seed);
        let text = rule_set(&mut random);
        let model = model(&text, seed);
        let mut contacts: Vec<Map<String, Value>> =
            (0..25).map(|number| contacts::contact(&mut random, number)).collect();
        let (timezone, as_of) = time(&mut random);
        let zone = Zone::named(&timezone).unwrap();
        let moment = AsOf::parse(&as_of, &zone, model.settings.fiscal_start).unwrap();
        for contact in &mut contacts {
            let inside = rows(&mut random, moment.date);
            contact.extend(inside);
        }
        let expected =
            oracle.ask(&json!({ "model": *model, "as_of": as_of, "timezone": timezone, "contacts": contacts }));
        let plan = Plan::new(Arc::clone(&model));
        let events = events_of(&model, &contacts, &zone);
        for ((contact, events), expected) in contacts.iter().zip(events).zip(&expected) {
            let found = outcome(&plan, contact, events, &moment, &zone);
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

/// A time zone and as-of.
fn time(random: &mut Random) -> (String, String) {
    if random.chance(8) {
        // Clocks went back over midnight: what was a little before has a later date.
        return ("America/St_Johns".into(), "2006-10-28T23:30:00-03:30".into());
    }
    let timezone =
        random.word(&["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia"]);
    let as_of = random.word(&[
        "2026-03-01",
        "2026-03-01T12:00:00Z",
        "2024-02-29",
        "2026-03-31",
        "2026-03-29T03:10:00",
        "2025-10-26T02:30:00",
        "2025-01-01T00:00:00Z",
    ]);
    (timezone, as_of)
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

/// The events of each contact, from the rows inside its record.
fn events_of(model: &Model, contacts: &[Map<String, Value>], zone: &Zone) -> Vec<Vec<EventRows>> {
    let mut all = vec![Vec::new(); contacts.len()];
    for event in model.schema.events.values() {
        let fields: BTreeSet<_> = event.fields.iter().map(|(id, _)| id).collect();
        let mut table = EventTableBuilder::new(event, &fields);
        for (number, contact) in (0..).zip(contacts) {
            for row in contact.get(&event.name).and_then(Value::as_array).into_iter().flatten() {
                table.push(number, &mut row_values(event, row.as_object().unwrap(), zone));
            }
        }
        let (table, ranges) = table.finish();
        for (number, events) in all.iter_mut().enumerate() {
            let rows = ranges.get(number).cloned().unwrap_or(0..0);
            events.push(EventRows::new(Arc::clone(&table), rows));
        }
    }
    all
}

fn row_values(event: &Event, row: &Map<String, Value>, zone: &Zone) -> Vec<Option<merit::value::Value>> {
    event.fields.values().map(|field| value_in(&field.0, row, zone)).collect()
}

fn value_in(property: &Property, raw: &Map<String, Value>, zone: &Zone) -> Option<merit::value::Value> {
    let cell = raw.get(&property.name).map_or(Cell::Absent, cell);
    read(&cell, &property.reading, &ReadContext { zone, decimals: DecimalMark::Point }).value
}

/// A contact with these events; none where it is rejected.
fn contact_of(plan: &Plan, raw: &Map<String, Value>, events: Vec<EventRows>, zone: &Zone) -> Option<Contact> {
    let schema = &plan.model().schema;
    let mut contact = Contact { events, ..Contact::default() };
    for (id, property) in schema.properties.iter() {
        let value = value_in(property, raw, zone);
        if property.required && value.is_none() {
            return None;
        }
        if schema.key == Some(id)
            && let Some(merit::value::Value::Text(text)) = &value
        {
            contact.key = key(text);
        }
        contact.values.push(value);
    }
    Some(contact)
}

/// What Merit says of a contact, in the words of the specification.
fn outcome(plan: &Plan, raw: &Map<String, Value>, events: Vec<EventRows>, as_of: &AsOf, zone: &Zone) -> Value {
    let model = plan.model();
    let Some(contact) = contact_of(plan, raw, events, zone) else { return json!({ "rejected": true }) };
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
