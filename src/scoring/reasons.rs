//! The rules that mattered most for a contact: takes what each rule gave, gives a short text.

use std::{cmp::Reverse, fmt::Write};

use crate::{exec::RuleOutcome, model::Model};

/// Writes the `most` rules with the largest points, whatever their sign, ties in order of text.
pub(super) fn reasons(rules: &[RuleOutcome], model: &Model, most: usize, places: &mut Vec<usize>, to: &mut String) {
    to.clear();
    places.clear();
    let size = |at: &usize| Reverse(rules.get(*at).map_or(0, |rule| rule.points.scaled().unsigned_abs()));
    places.extend(rules.iter().enumerate().filter(|(_, rule)| rule.points.scaled() != 0).map(|(at, _)| at));
    places.sort_by_key(size);
    places.truncate(most);
    for at in places.iter() {
        let (Some(outcome), Some(rule)) = (rules.get(*at), model.rules.values().nth(*at)) else { continue };
        let separator = if to.is_empty() { "" } else { "; " };
        // Writing to a `String` cannot fail.
        let _ = write!(to, "{separator}{} {}", outcome.points.signed(), rule.id);
    }
}
