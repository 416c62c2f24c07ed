//! Texts that rules look for: takes the plan and a property, gives texts that would be found.

use crate::{
    model::{Operand, Part, PropertyId, Quantifier, Question},
    plan::Plan,
    value::Value,
};

/// Texts tried for one property at most; rules may name sets of thousands.
const TEXTS: usize = 60;

/// A text for each thing that questions about the property look for, each once, in the order they are asked.
pub(super) fn texts(plan: &Plan, property: PropertyId, now: Option<&Value>) -> Vec<String> {
    let now = match now {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let mut found: Vec<String> = Vec::new();
    for atom in plan.atoms().values() {
        let (operand, needles) = match &atom.question {
            Question::Text { operand, test } if test.quantifier == Quantifier::All => {
                (operand, vec![test.needles.join(" ")])
            }
            Question::Text { operand, test } => (operand, test.needles.clone()),
            Question::Compare { left, right: Operand::Literal(Value::Text(text)), .. } => (left, vec![text.clone()]),
            _ => continue,
        };
        let part = match plan.resolved(operand) {
            Operand::Property(of) if *of == property => None,
            Operand::Part { property: of, part } if *of == property => Some(*part),
            _ => continue,
        };
        for needle in needles {
            let text = whole(now, part, &needle);
            if found.len() < TEXTS && !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found.extend(unnamed(plan, property));
    found
}

/// A text that has this part.
fn whole(now: &str, part: Option<Part>, needle: &str) -> String {
    match part {
        None => needle.to_owned(),
        Some(Part::Domain) => {
            let local = now.split_once('@').map_or("", |(local, _)| local);
            format!("{}@{needle}", if local.is_empty() { "name" } else { local })
        }
        Some(Part::Host) => format!("https://{needle}/"),
        Some(Part::Path) => format!("https://www.example.com/{}", needle.trim_start_matches('/')),
    }
}

/// A text that no question names, for questions that are true of all but some.
fn unnamed(plan: &Plan, property: PropertyId) -> Option<String> {
    let subjects = plan.regions().subjects().iter().filter(|subject| subject.subject().property() == property);
    let mut other = subjects.filter_map(|subject| {
        let region = subject.regions().values().find(|region| region.shown == "any other text")?;
        match (subject.subject(), &region.representative) {
            (crate::regions::Subject::Part(_, Part::Domain), Some(Value::Text(text))) => Some(format!("name@{text}")),
            (crate::regions::Subject::Part(_, Part::Host), Some(Value::Text(text))) => Some(format!("https://{text}/")),
            (_, Some(Value::Text(text))) => Some(text.clone()),
            _ => None,
        }
    });
    other.next()
}
