//! Merit: a small declarative language for lead scoring.
//!
//! The modules stand in the order data flows through them.

pub mod base;
pub mod value;

pub mod check;
pub mod compile;
pub mod format;
pub mod model;
pub mod project;
pub mod schema;
pub mod syntax;

#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
pub mod exec;
pub mod import;
pub mod intake;
pub mod plan;
pub mod regions;
pub mod report;
pub mod scoring;
pub mod why;
