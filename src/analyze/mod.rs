//! Proofs over all contacts: takes a plan and an as-of, gives whether some contact reaches a goal, and the least and the
//! most points of anything, each with a contact that the row interpreter has been asked about.
//!
//! ```text
//! goal ─ cone ─ lower ──────────── sweep ───────── witness ─ run by exec
//!               │ properties as    │ largest value  │ values, texts, events
//!               │ variables        │ of a circuit   │ of what was chosen
//!               └ space, text, boxes, events
//! ```
//!
//! What is said to be impossible is so: whatever cannot be listed is decided freely in the search, so that more is looked
//! at than there is; what is found is run before it is told. Between the two lies `Undecided`, with its reason. Relative
//! dates are those as of the time given; rules that name no date say the same as of every day, but for the lengths of
//! months and years. Only `finding` knows what people should be told.

mod answer;
mod boxes;
mod circuit;
mod cone;
mod declared;
mod events;
mod finding;
mod goal;
mod lower;
mod numbers;
mod plain;
mod reach;
mod search;
mod space;
mod sweep;
#[cfg(test)]
mod tests;
mod text;
mod vars;
mod witness;

pub use self::{
    answer::{Answer, Bound, Bounds, Reason},
    finding::{Findings, examples, findings},
    goal::{Goal, Matter, Measure, Wanted},
    reach::{Reach, reach},
    search::{Known, Parts, Search},
    sweep::Budget,
    witness::Witness,
};
