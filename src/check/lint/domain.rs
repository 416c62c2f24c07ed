//! `never-fires`: domains, hosts and addresses that no value can be, such as `email domain is "@gmail.com"`.

use crate::{
    base::{Diagnostic, code},
    check::reads,
    model::{Condition, EventId, Model, Operand, Part, Question, TextOperator},
    value::Kind,
};

pub(super) fn domains(model: &Model, out: &mut Vec<Diagnostic>) {
    super::negation::each_condition(model, &mut |condition, event| visit(model, condition, event, out));
}

fn visit(model: &Model, condition: &Condition, event: Option<EventId>, out: &mut Vec<Diagnostic>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| visit(model, part, event, out)),
        Condition::Not(inner) => visit(model, inner, event, out),
        Condition::Define(_) | Condition::Constant(_) => {}
        Condition::Test(test) => {
            let (Question::Text { operand, test: text }, Some(span)) = (&test.question, test.span) else { return };
            let is_whole = text.operator == TextOperator::Is;
            let why = |needle: &str| match operand {
                Operand::Part { part: Part::Domain | Part::Host, .. }
                | Operand::FieldPart { part: Part::Domain | Part::Host, .. } => impossible_host(needle, is_whole),
                _ if is_whole && *reads::declaration(model, operand, event)?.kind() == Kind::Email => {
                    impossible_address(needle)
                }
                _ => None,
            };
            let Some((needle, (why, help))) = text.needles.iter().find_map(|needle| Some((needle, why(needle)?)))
            else {
                return;
            };
            out.push(
                Diagnostic::new(&code::NEVER_FIRES, span, format!("this is never true of `\"{needle}\"`: {why}"))
                    .help(help),
            );
        }
    }
}

fn impossible_host(needle: &str, is_whole: bool) -> Option<(&'static str, &'static str)> {
    if needle.contains('@') {
        Some(("a domain is what stands behind the `@`", "leave out the `@` and what is before it: `\"gmail.com\"`"))
    } else if needle.contains('*') {
        Some(("`*` stands for itself here", "to look at the end, write `domain ends with \".edu\"`"))
    } else if needle.contains('/') || needle.contains(' ') {
        Some(("a domain has neither `/` nor blanks", "write the domain alone: `\"gmail.com\"`"))
    } else if is_whole && !needle.contains('.') {
        Some(("a domain has a point in it", "write it whole, `\"gmail.com\"`, or ask `domain starts with \"gmail.\"`"))
    } else {
        None
    }
}

fn impossible_address(needle: &str) -> Option<(&'static str, &'static str)> {
    if needle.contains('*') {
        Some(("`*` stands for itself here", "to look at the domain, write `email domain is \"gmail.com\"`"))
    } else if !needle.contains('@') {
        Some(("an e-mail address has an `@` in it", "to look at the domain, write `email domain is \"gmail.com\"`"))
    } else {
        None
    }
}
