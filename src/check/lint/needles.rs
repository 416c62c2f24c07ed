//! `short-contains`: `contains "cto"` also hits `director`.

use crate::{
    base::{Diagnostic, code},
    model::{Condition, Model, Question, TextOperator},
};

/// Needles of this many characters or fewer are found inside longer words too often.
const SHORT: usize = 3;

pub(super) fn short(model: &Model, out: &mut Vec<Diagnostic>) {
    super::negation::each_condition(model, &mut |condition, _| visit(condition, out));
}

fn visit(condition: &Condition, out: &mut Vec<Diagnostic>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| visit(part, out)),
        Condition::Not(inner) => visit(inner, out),
        Condition::Define(_) | Condition::Constant(_) => {}
        Condition::Test(test) => {
            let Question::Text { test: text, .. } = &test.question else { return };
            if text.operator != TextOperator::Contains {
                return;
            }
            let short: Vec<String> = text
                .needles
                .iter()
                .filter(|needle| needle.chars().count() <= SHORT && needle.chars().all(char::is_alphanumeric))
                .filter(|needle| needle.is_ascii())
                .map(|needle| format!("`\"{needle}\"`"))
                .collect();
            let (Some(first), Some(span)) = (short.first(), test.span) else { return };
            out.push(
                Diagnostic::new(
                    &code::SHORT_CONTAINS,
                    span,
                    format!("`contains` finds {} inside other words too", short.join(", ")),
                )
                .at(format!("{first} is short"))
                .help("`\"cto\"` is also in `director`: to find whole words, write `has word`")
                .help("where it is meant, say so behind the rule: `allow short-contains \"why\"`"),
            );
        }
    }
}
