//! How texts start, or how they end: takes the literals in play, gives every set of them that a text can have there.
//!
//! ```text
//! starts with "vp sales"            starts with exactly "VP"
//! vp sales…   VP…                   VP sales…: both, and neither needs the other
//! ```
//!
//! Of literals that ignore case, a text has those that the longest one implies; so of those that do not. Both together it
//! has where the longer one ignores case and begins, or ends, with the other. Knows nothing of variables.

use super::theory::{Literal, Operator};
use crate::value::fold;

/// What a text has at one end.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// One literal, or two of which neither implies the other.
    literals: Vec<Literal>,
    /// A text that has them.
    pub(super) text: String,
}

impl End {
    /// Every end that these literals, all of one operator, tell apart.
    pub(super) fn all(literals: &[Literal]) -> Vec<Self> {
        let single = |literal: &Literal| Self { literals: vec![literal.clone()], text: literal.text.clone() };
        let (exact, folded): (Vec<&Literal>, Vec<&Literal>) = literals.iter().partition(|literal| literal.exactly);
        let pairs = exact.iter().flat_map(|exact| folded.iter().filter_map(|folded| Self::both(exact, folded)));
        literals.iter().map(single).chain(pairs).collect()
    }

    /// An end of a longer literal that ignores case, the part of it written so.
    fn both(exact: &Literal, longer: &Literal) -> Option<Self> {
        let part = fold(&exact.text);
        let text = match exact.operator {
            Operator::StartsWith => format!("{}{}", exact.text, longer.text.strip_prefix(&part)?),
            _ => format!("{}{}", longer.text.strip_suffix(&part)?, exact.text),
        };
        (!longer.implies(exact) && !exact.implies(longer))
            .then(|| Self { literals: vec![exact.clone(), longer.clone()], text })
    }

    /// Whether no text can end so without the literal.
    pub(super) fn implies(&self, literal: &Literal) -> bool {
        self.literals.iter().any(|own| own.implies(literal))
    }
}
