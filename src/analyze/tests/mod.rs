//! Proofs against trying everything.

mod claims;
mod events;
mod letters;
mod plain;
mod properties;
mod rules;
mod soundness;
mod spelled;

/// How many random cases a test runs: `MERIT_CASES` times as many where that is set.
pub(in crate::analyze) fn cases(usual: u32) -> u32 {
    let times = std::env::var("MERIT_CASES").ok().and_then(|times| times.parse::<u32>().ok());
    usual.saturating_mul(times.unwrap_or(1))
}
