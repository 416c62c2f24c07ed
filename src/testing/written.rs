//! A test as it is written in the rules: takes a contact and the goals that it reaches, gives a `test` block that expects
//! what the rules make of it today.
//!
//! Whoever writes it to a file puts it into canonical form.

use std::collections::BTreeSet;

use super::{Subject, goal::Goal};
use crate::{
    exec::{Evaluation, evaluate, in_test},
    format::{name as named, quoted},
    model::{DefineBody, Model, Node, TestCase},
    plan::Plan,
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
    let contact = in_test::contact(model, &case.values, &as_of);
    let events = case.events.iter().filter_map(|event| in_test::event(model, event.event, &event.values, &as_of));
    for line in contact.into_iter().chain(events) {
        text.push_str(&line);
        text.push('\n');
    }
    for expected in expected {
        text.push_str(&format!("expect {expected}\n"));
    }
    text.push_str("}\n");
    text
}

/// What comes out of everything that the goals belong to; first of what the test is for.
fn expectations(plan: &Plan, evaluation: &Evaluation<'_>, case: &TestCase, goal: &Goal, also: &[&Goal]) -> Vec<String> {
    let model = plan.model();
    let mut expected: Vec<String> = Vec::new();
    let nodes: BTreeSet<Node> = [goal].iter().chain(also).map(|goal| goal.node).collect();
    let mut points: BTreeSet<String> = BTreeSet::new();
    for node in [goal.node].into_iter().chain(nodes) {
        let line = match node {
            Node::Rule(id) => in_test::of_rule(plan, evaluation, id),
            Node::Stage(id) => in_test::of_stage(plan, evaluation, id),
            Node::List(id) => in_test::of_list(plan, evaluation, id),
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
        expected.extend(in_test::anything(plan, evaluation, &case.values, &Subject::of(plan, case).as_of));
    }
    expected
}
