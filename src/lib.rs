//! Merit: a small declarative language for lead scoring.
//!
//! The modules stand in the order data flows through them.

pub mod base;
pub mod value;

pub mod project;
pub mod syntax;
pub mod format;
pub mod model;
pub mod schema;
pub mod check;
pub mod compile;

pub mod regions;
pub mod plan;
pub mod exec;
pub mod analyze;
pub mod judge;
pub mod data;
pub mod import;
pub mod intake;
pub mod scoring;
pub mod why;
pub mod testing;
pub mod report;
#[cfg(feature = "cli")]
pub mod cli;
