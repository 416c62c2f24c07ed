//! A test as it is written in the rules: takes a contact and the goals that it reaches, gives a `test` block that expects
//! what the rules make of it today.
//!
//! Whoever writes it to a file puts it into canonical form.

use std::collections::BTreeSet;

use super::{Subject, goal::Goal};
use crate::{
    exec::{Evaluation, evaluate},
    format::{name as named, quoted},
    model::{DefineBody, ListId, Model, Node, Operand, Property, RuleId, StageId, TestCase},
    plan::Plan,
    value::{AsOf, Duration, Kind, Number, Points, Unit, Value},
};

/// A name for the test of a goal that no other test has.
pub(super) fn name(model: &Model, goal: &Goal, taken: &mut Vec<String>) -> String {
    // A number says nothing to people, the rule itself does.
    let owner = match goal.node {
        Node::Rule(id) => model.rules.get(id).filter(|rule| rule.name.is_none()).map(|rule| beginning(&rule.text)),
        _ => None,
    };
    let plain = format!("{}: {}", owner.unwrap_or(&goal.owner).replace('"', ""), goal.text.replace(['`', '"'], ""));
    let mut name = plain.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{plain}, {number}");
        number += 1;
    }
    taken.push(name.clone());
    name
}

/// Of a `match`, what stands before its arms.
fn beginning(text: &str) -> &str {
    text.split_once(" {").filter(|_| text.starts_with("match ")).map_or(text, |(beginning, _)| beginning)
}

/// A test that passes: what it expects is what comes out. It speaks of everything whose goals it reaches.
pub(super) fn test(plan: &Plan, case: &TestCase, name: &str, goal: &Goal, also: &[&Goal]) -> String {
    let subject = Subject::of(plan, case);
    let evaluation = evaluate(plan, &subject.contact, &subject.as_of);
    written(plan, case, name, &expectations(plan, &evaluation, case, goal, also))
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
fn expectations(plan: &Plan, evaluation: &Evaluation<'_>, case: &TestCase, goal: &Goal, also: &[&Goal]) -> Vec<String> {
    let model = plan.model();
    let mut expected: Vec<String> = Vec::new();
    let nodes: BTreeSet<Node> = [goal].iter().chain(also).map(|goal| goal.node).collect();
    let mut points: BTreeSet<String> = BTreeSet::new();
    for node in [goal.node].into_iter().chain(nodes) {
        let line = match node {
            Node::Rule(id) => of_rule(plan, evaluation, id),
            Node::Stage(id) => of_stage(plan, evaluation, id),
            Node::List(id) => of_list(plan, evaluation, id),
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
    if expected.is_empty() {
        expected.extend(anything(plan, evaluation, case));
    }
    expected
}

/// Whatever comes out first: a score, a stage, a list; of rules without any of them, what is known of the contact.
fn anything(plan: &Plan, evaluation: &Evaluation<'_>, case: &TestCase) -> Option<String> {
    let (model, outcome) = (plan.model(), evaluation.outcome());
    let score = model.scores.iter().next().and_then(|(id, score)| {
        let points = outcome.scores.get(id.index())?.points;
        Some(format!("{} is {points}", named(&score.name)))
    });
    let stage = || model.stages.ids().next().and_then(|id| of_stage(plan, evaluation, id));
    let list = || model.lists.ids().next().and_then(|id| of_list(plan, evaluation, id));
    let property = || {
        let properties = model.schema.properties.iter();
        properties.filter(|(_, property)| !matches!(property.kind(), Kind::ManyOf(_))).find_map(|(id, property)| {
            let as_of = Subject::of(plan, case).as_of;
            let value = evaluation.operand(&Operand::Property(id)).map(|_| case.values.get(id.index()).cloned());
            let fact = fact(property, value.flatten().flatten().as_ref(), &as_of)?;
            Some(fact.replacen(": ", " is ", 1))
        })
    };
    score.or_else(stage).or_else(list).or_else(property)
}

fn of_stage(plan: &Plan, evaluation: &Evaluation<'_>, id: StageId) -> Option<String> {
    let stage = plan.model().stages.get(id)?;
    let arm = stage.names.get(evaluation.outcome().stages.get(id.index())?.name as usize)?;
    Some(format!("{} is {}", named(&stage.name), named(&arm.name)))
}

fn of_list(plan: &Plan, evaluation: &Evaluation<'_>, id: ListId) -> Option<String> {
    let list = plan.model().lists.get(id)?;
    let is_in = evaluation.outcome().lists.get(id.index())?;
    Some(format!("{}in list {}", if *is_in { "" } else { "not " }, named(&list.name)))
}

/// What a rule gives, where it has a name; else the points of its group or score.
fn of_rule(plan: &Plan, evaluation: &Evaluation<'_>, id: RuleId) -> Option<String> {
    let outcome = evaluation.outcome().rules.get(id.index())?;
    let Some(name) = rule_name(plan, id) else { return points_of_rule(plan, evaluation, id) };
    Some(match outcome.fired {
        Some(true) if outcome.points != Points::ZERO => format!("{name} is {}", outcome.points),
        Some(true) => format!("fired {name}"),
        _ => format!("not fired {name}"),
    })
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
