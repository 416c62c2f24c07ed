//! Plans of models made by hand.

pub(crate) mod rule_set;

mod listing;
mod sharing;
