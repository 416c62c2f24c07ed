//! A test as it is written in the rules: takes a contact and the goals that it reaches, gives a `test` block that expects
//! what the rules make of it today.
//!
//! Whoever writes it to a file puts it into canonical form.

use std::collections::BTreeSet;

use super::{
    Subject,
    goal::{Aim, Goal},
};
use crate::{
    exec::{Evaluation, evaluate},
    format::{name as named, quoted},
    model::{DefineBody, Node, Property, RuleId, TestCase},
    plan::Plan,
    value::{AsOf, Duration, Kind, Number, Unit, Value},
};

/// A name for the test of a goal that no other test has.
pub(super) fn name(goal: &Goal, taken: &mut Vec<String>) -> String {
    let plain = format!("{}: {}", goal.owner, goal.text.replace('`', ""));
    let mut name = plain.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{plain}, {number}");
        number += 1;
    }
    taken.push(name.clone());
    name
}

/// A test that passes: what it expects is what comes out. It speaks of everything whose goals it reaches.
pub(super) fn test(plan: &Plan, case: &TestCase, name: &str, goal: &Goal, also: &[&Goal]) -> String {
    let subject = Subject::of(plan, case);
    let evaluation = evaluate(plan, &subject.contact, &subject.as_of);
    written(plan, case, name, &expectations(plan, &evaluation, goal, also))
}

/// A `test` block of a contact, with these expectations in the words of the language; not yet in canonical form.
pub fn written(plan: &Plan, case: &TestCase, name: &str, expected: &[String]) -> String {
    let model = plan.model();
    let as_of = Subject::of(plan, case).as_of;
    let mut text = format!("test {} {{\n", quoted(name));
    if let Some(as_of) = &case.as_of {
        text.push_str(&format!("as of {as_of}\n"));
    }
    let facts: Vec<String> = model
        .schema
        .properties
        .values()
        .zip(&case.values)
        .filter(|(property, value)| property.reading.default != **value)
        .filter_map(|(property, value)| fact(property, value.as_ref(), &as_of))
        .collect();
    if !facts.is_empty() {
        text.push_str(&format!("contact {{ {} }}\n", facts.join(", ")));
    }
    for event in &case.events {
        let Some(declared) = model.schema.events.get(event.event) else { continue };
        let facts: Vec<String> = declared
            .fields
            .values()
            .zip(&event.values)
            .filter(|(field, value)| field.0.reading.default != **value)
            .filter_map(|(field, value)| fact(&field.0, value.as_ref(), &as_of))
            .collect();
        text.push_str(&format!("event {} {{ {} }}\n", named(&declared.name), facts.join(", ")));
    }
    for expected in expected {
        text.push_str(&format!("expect {expected}\n"));
    }
    text.push_str("}\n");
    text
}

/// `visits: 6`.
fn fact(property: &Property, value: Option<&Value>, as_of: &AsOf) -> Option<String> {
    let name = named(&property.name);
    let Some(value) = value else { return Some(format!("{name}: unknown")) };
    let text = match (value, property.kind()) {
        (Value::Text(text), _) => quoted(text),
        (Value::Integer(integer), _) => integer.to_string(),
        (Value::Number(number), _) => Number::Real(*number).to_string(),
        (Value::Boolean(truth), _) => truth.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Instant(instant), _) => {
            let days = i64::from(as_of.date.days()) - i64::from(as_of.zone.date_of(*instant).days());
            let hour = Duration::new(1, Unit::Hour);
            let ago = u32::try_from(days).ok().filter(|days| *days > 0).map(|days| Duration::new(days, Unit::Day));
            match ago {
                Some(ago) if as_of.before(ago) == *instant => format!("{ago} ago"),
                _ if as_of.before(hour) == *instant => format!("{hour} ago"),
                _ => instant.to_string(),
            }
        }
        (Value::Choice(place), kind) => quoted(kind.dropdown()?.name(*place)?),
        (Value::Choices(places), kind @ Kind::ManyOf(_)) => {
            let names = places.iter().filter_map(|place| kind.dropdown()?.name(*place)).map(quoted);
            format!("{{ {} }}", names.collect::<Vec<_>>().join(", "))
        }
        (Value::Choices(_), _) => return None,
    };
    Some(format!("{name}: {text}"))
}

/// What comes out of everything that the goals belong to; first of what the test is for.
fn expectations(plan: &Plan, evaluation: &Evaluation<'_>, goal: &Goal, also: &[&Goal]) -> Vec<String> {
    let model = plan.model();
    let mut expected: Vec<String> = Vec::new();
    if let Aim::Fires(rule, fires) = goal.aim
        && let Some(rule) = rule_name(plan, rule)
    {
        expected.push(format!("{}fired {rule}", if fires { "" } else { "not " }));
    }
    let nodes: BTreeSet<Node> = [goal].iter().chain(also).map(|goal| goal.node).collect();
    let mut points: BTreeSet<String> = BTreeSet::new();
    for node in [goal.node].into_iter().chain(nodes) {
        let line = match node {
            Node::Rule(id) => points_of_rule(plan, evaluation, id),
            Node::Stage(id) => model.stages.get(id).and_then(|stage| {
                let arm = evaluation.outcome().stages.get(id.index())?;
                let arm = stage.names.get(arm.name as usize)?;
                Some(format!("{} is {}", named(&stage.name), named(&arm.name)))
            }),
            Node::List(id) => model.lists.get(id).and_then(|list| {
                let is_in = evaluation.outcome().lists.get(id.index())?;
                Some(format!("{}in list {}", if *is_in { "" } else { "not " }, named(&list.name)))
            }),
            Node::Define(id) => model.defines.get(id).and_then(|define| match define.body {
                DefineBody::Condition(_) => match evaluation.logic(plan.define(id)?) {
                    Some(true) => Some(named(&define.name)),
                    Some(false) => Some(format!("not {}", named(&define.name))),
                    None => None,
                },
                DefineBody::Operand(_) => None,
            }),
            Node::Group(_) | Node::Score(_) => None,
        };
        if let Some(line) = line
            && points.insert(line.clone())
        {
            expected.push(line);
        }
    }
    if expected.is_empty()
        && let Some((id, score)) = model.scores.iter().next()
    {
        let points = evaluation.outcome().scores.get(id.index()).map(|score| score.points).unwrap_or_default();
        expected.push(format!("{} is {points}", named(&score.name)));
    }
    expected
}

/// `engagement.pricing`; none where the rule has no name.
fn rule_name(plan: &Plan, id: RuleId) -> Option<String> {
    let rule = plan.model().rules.get(id)?;
    let score = plan.model().scores.get(rule.score)?;
    Some(format!("{}.{}", named(&score.name), named(rule.name.as_ref()?)))
}

/// The points of a rule's group, or else of its score.
fn points_of_rule(plan: &Plan, evaluation: &Evaluation<'_>, id: RuleId) -> Option<String> {
    let rule = plan.model().rules.get(id)?;
    let score = plan.model().scores.get(rule.score)?;
    let outcome = evaluation.outcome();
    match rule.group.and_then(|group| Some((group, plan.model().groups.get(group)?))) {
        Some((id, group)) => {
            let points = outcome.groups.get(id.index())?.points;
            Some(format!("{}.{} is {points}", named(&score.name), named(&group.name)))
        }
        None => {
            let points = outcome.scores.get(rule.score.index())?.points;
            Some(format!("{} is {points}", named(&score.name)))
        }
    }
}
