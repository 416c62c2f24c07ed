//! Runs a plan for a contact: takes a plan, a contact and an as-of, gives the outcome and everything that led to it.
//!
//! This row interpreter is the truth that every faster engine is measured against, so it is written to be plainly
//! right: it asks a question when a condition needs the answer, keeps the answer, and follows `semantics.md` line by
//! line. It knows nothing of diagnostics, files or how results are shown.

mod aggregate;
mod arithmetic;
mod each;
mod evaluation;
mod events;
pub mod in_test;
mod outcome;
mod query;
mod question;
mod scratch;
mod term;
#[cfg(test)]
mod tests;

pub use each::EventPoints;
pub use evaluation::{Evaluation, evaluate, evaluate_only, evaluate_with};
pub use events::{EventRows, EventTable, EventTableBuilder, FieldValue};
pub use outcome::{Limited, Outcome, RuleOutcome, StageOutcome};
pub use query::{EventRow, Matching};
pub use scratch::Scratch;
pub use term::Held;

use crate::value::Value;

/// One contact as rules see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contact {
    /// The value of each property in the schema's order; none: unknown.
    pub values: Vec<Option<Value>>,
    /// What tells it apart, trimmed and normalised; static lists look for it.
    pub key: String,
    /// The events of each kind in the schema's order; a kind that is missing has none.
    pub events: Vec<EventRows>,
}
