//! `always-fires`: points that every contact gets, which rank nobody.

use crate::{
    base::{Diagnostic, code},
    model::{Award, Condition, Model, RuleBody},
    value::Points,
};

pub(super) fn everybody(model: &Model, out: &mut Vec<Diagnostic>) {
    for rule in model.rules.values() {
        let RuleBody::When { condition: None | Some(Condition::Constant(true)), award: Award::Flat(points) } =
            &rule.body
        else {
            continue;
        };
        let Some(span) = rule.span else { continue };
        if *points != Points::ZERO {
            out.push(
                Diagnostic::new(
                    &code::ALWAYS_FIRES,
                    span,
                    format!("every contact gets these {} points", points.signed()),
                )
                .help("say who gets them: `when … score …`")
                .help("where it is meant, say so behind the rule: `allow always-fires \"why\"`"),
            );
        }
    }
}
