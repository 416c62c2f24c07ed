//! Results → text that people or programs read.
//!
//! Computes nothing, and knows nothing but results.

mod bounds_json;
mod bounds_text;
mod example_tests;
mod github;
mod json;
mod page;
mod place;
mod promise;
mod sarif;
mod summary;
mod test_json;
mod test_junit;
mod test_lcov;
mod test_text;
mod why_json;
mod why_text;

pub use bounds_json::bounds as bounds_json;
pub use bounds_text::bounds as bounds_text;
pub use example_tests::example_tests;
pub use github::github;
pub use json::{diagnostic as diagnostic_json, diagnostics as diagnostics_json};
pub use page::page;
pub use place::Place;
pub use promise::{Promised, json as promises_json, text as promises_text};
pub use sarif::sarif;
pub use summary::{Scored, summary};
pub use test_json::tests as tests_json;
pub use test_junit::tests as tests_junit;
pub use test_lcov::lcov;
pub use test_text::{percent, tests as tests_text};
pub use why_json::why as why_json;
pub use why_text::why as why_text;

use crate::{
    analyze::Reach,
    base::{Diagnostic, Sources},
    model::Model,
    testing::{Coverage, TestResult},
    value::AsOf,
};

/// The findings of one rule set with the texts they point into; the first text is the rule set's first file.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// The findings, in the order to show them.
    pub diagnostics: &'a [Diagnostic],
}

/// What a rule set can come to.
#[derive(Clone, Copy, Debug)]
pub struct Bounded<'a> {
    /// The rules, for their names.
    pub model: &'a Model,
    /// The time that dates were seen from.
    pub as_of: &'a AsOf,
    /// What they can come to.
    pub reach: &'a Reach,
}

/// What the tests of a rule set came to.
#[derive(Clone, Copy, Debug)]
pub struct Tested<'a> {
    /// Each test, in the order of the files.
    pub results: &'a [TestResult],
    /// How much of the rules they reach, where that is asked.
    pub coverage: Option<&'a Coverage>,
    /// The texts of the rules.
    pub sources: &'a Sources,
}

/// Every finding with its own texts.
fn all<'a>(found: &'a [Found<'a>]) -> impl Iterator<Item = (&'a Sources, &'a Diagnostic)> {
    found.iter().flat_map(|found| found.diagnostics.iter().map(|diagnostic| (found.sources, diagnostic)))
}

#[cfg(test)]
mod tests;
