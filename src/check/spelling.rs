//! Pieces of the tree in canonical form, for messages and for the texts of the model.

use crate::{
    format::expression,
    syntax::tree::{ArmPattern, Decay, Range},
};

/// `2..=5`.
pub(super) fn range(range: &Range) -> String {
    let low = range.low.as_deref().map(expression).unwrap_or_default();
    let high = range.high.as_deref().map(expression).unwrap_or_default();
    format!("{low}..{}{high}", if range.inclusive { "=" } else { "" })
}

/// One pattern of an arm.
pub(super) fn pattern(pattern: &ArmPattern) -> String {
    match pattern {
        ArmPattern::Value(value) => expression(value),
        ArmPattern::Range(written) => range(written),
        ArmPattern::Set(set) => format!("{{ {} }}", set.elements.iter().map(expression).collect::<Vec<_>>().join(", ")),
        ArmPattern::Unknown(_) => "unknown".to_owned(),
        ArmPattern::Otherwise(_) => "otherwise".to_owned(),
    }
}

/// `halving every 30 days`.
pub(super) fn decay(decay: &Decay) -> String {
    let word = if decay.halving { "halving every" } else { "fading over" };
    let duration = decay
        .over
        .amount
        .parse()
        .map(|amount| crate::value::Duration { amount, unit: decay.over.unit }.to_string())
        .unwrap_or_default();
    format!("{word} {duration}")
}
