//! Results → text that people or programs read.
//!
//! Computes nothing, and knows nothing but results.

mod github;
mod json;
mod page;
mod place;
mod sarif;
mod summary;
mod why_json;
mod why_text;

pub use github::github;
pub use json::{diagnostic as diagnostic_json, diagnostics as diagnostics_json};
pub use page::page;
pub use place::Place;
pub use sarif::sarif;
pub use summary::{Scored, summary};
pub use why_json::why as why_json;
pub use why_text::why as why_text;

use crate::base::{Diagnostic, Sources};

/// The findings of one rule set with the texts they point into; the first text is the rule set's first file.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// The findings, in the order to show them.
    pub diagnostics: &'a [Diagnostic],
}

/// Every finding with its own texts.
fn all<'a>(found: &'a [Found<'a>]) -> impl Iterator<Item = (&'a Sources, &'a Diagnostic)> {
    found.iter().flat_map(|found| found.diagnostics.iter().map(|diagnostic| (found.sources, diagnostic)))
}

#[cfg(test)]
mod tests;
