//! `free-text`: points on an exact value of a text that people type freely, which a dropdown should hold.

use crate::{
    base::{Diagnostic, code},
    model::{Condition, MatchSubject, Model, Operand, PropertyId, Question, RuleBody, TextOperator},
    value::Kind,
};

/// A longer list was made with care, and is no guess at what people type.
const MOST: usize = 20;

pub(super) fn free_text(model: &Model, out: &mut Vec<Diagnostic>) {
    for rule in model.rules.values() {
        match &rule.body {
            RuleBody::When { condition: Some(condition), .. } => visit(model, condition, out),
            RuleBody::Match { subject: MatchSubject::Operand(Operand::Property(id)), arms, .. }
                if arms.len() <= MOST =>
            {
                let is_text = arms.iter().any(|arm| asks_text(&arm.condition));
                if let (true, Some(span)) = (is_text, rule.span) {
                    report(model, *id, span, out);
                }
            }
            _ => {}
        }
    }
}

fn asks_text(condition: &Condition) -> bool {
    matches!(condition, Condition::Test(test) if matches!(test.question, Question::Text { .. }))
}

fn visit(model: &Model, condition: &Condition, out: &mut Vec<Diagnostic>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| visit(model, part, out)),
        Condition::Not(inner) => visit(model, inner, out),
        Condition::Define(_) | Condition::Constant(_) => {}
        Condition::Test(test) => {
            let Question::Text { operand: Operand::Property(id), test: text } = &test.question else { return };
            if let (TextOperator::Is, false, true, Some(span)) =
                (text.operator, text.exactly, text.needles.len() <= MOST, test.span)
            {
                report(model, *id, span, out);
            }
        }
    }
}

fn report(model: &Model, id: PropertyId, span: crate::base::Span, out: &mut Vec<Diagnostic>) {
    let Some(property) = model.schema.properties.get(id) else { return };
    if *property.kind() != Kind::Text || model.schema.key == Some(id) {
        return;
    }
    let name = crate::format::name(&property.name);
    let mut diagnostic = Diagnostic::new(
        &code::FREE_TEXT,
        span,
        format!("`{name}` is free text, so points for exact values miss every other spelling of them"),
    )
    .help(format!("if its values come from a list, declare them in the schema: `{name}: one of {{ … }}`"))
    .help("if people type them, look for words: `has word`");
    if let Some(declared) = property.span {
        diagnostic = diagnostic.label(declared, "declared as `text` here");
    }
    out.push(diagnostic);
}
