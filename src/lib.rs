//! Merit: a small declarative language for lead scoring.
//!
//! The modules stand in the order data flows through them.

pub mod base;
