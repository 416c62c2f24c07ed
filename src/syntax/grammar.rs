//! Takes a text and a rule of `grammar/merit.pest`, gives pest's pairs or the place where reading stopped.
//!
//! Knows nothing of the tree and nothing of mistakes.

use pest::{Parser, error::InputLocation, iterators::Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/merit.pest"]
struct Grammar;

/// Reads all of `text` as `rule`. The error is the furthest byte offset that was reached: the beginning of a token.
pub(super) fn read(of: Rule, text: &str) -> Result<Pairs<'_, Rule>, usize> {
    Grammar::parse(of, text).map_err(|error| match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    })
}
