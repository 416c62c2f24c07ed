//! `never-fires`: domains, hosts and addresses that no value can be, such as `email domain is "@gmail.com"`.

use crate::{
    base::{Diagnostic, code},
    check::reads,
    model::{Condition, EventId, Model, Operand, Part, Question, TextOperator},
    value::{Kind, url_host},
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
                Operand::Part { part: Part::Host, .. } | Operand::FieldPart { part: Part::Host, .. } => {
                    impossible_host(needle, is_whole)
                }
                Operand::Part { part: Part::Domain, .. } | Operand::FieldPart { part: Part::Domain, .. } => {
                    let (why, help) = impossible_domain(needle, is_whole)?;
                    Some((why, help.to_owned()))
                }
                _ if is_whole && *reads::declaration(model, operand, event)?.kind() == Kind::Email => {
                    let (why, help) = impossible_address(needle)?;
                    Some((why, help.to_owned()))
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

fn impossible_host(needle: &str, is_whole: bool) -> Option<(&'static str, String)> {
    let host = url_host(needle).filter(|host| *host != needle);
    let alone = format!("write the host alone: `\"{}\"`", host.as_deref().unwrap_or("www.acme.example"));
    if needle.contains('*') {
        Some(("`*` stands for itself here", "to look at the end, write `host ends with \".example\"`".to_owned()))
    } else if needle.contains('@') {
        Some(("a host is what stands between `//` and the next `/`", alone))
    } else if needle.contains('/') || needle.contains(' ') {
        Some(("a host has neither `/` nor blanks", alone))
    } else if is_whole && !needle.contains('.') && needle != "localhost" {
        let help = format!("write it whole, `\"www.acme.example\"`, or ask `host contains \"{needle}\"`");
        Some(("a host has a point in it", help))
    } else {
        None
    }
}

fn impossible_domain(needle: &str, is_whole: bool) -> Option<(&'static str, &'static str)> {
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
