//! Every integration test, in one binary.

#![allow(unreachable_pub, reason = "modules of one binary share their parts")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test that meets what it does not expect has to fail"
)]

mod agreement;
mod bounds;
mod check;
mod cli;
mod findings;
mod fmt;
mod import;
mod mutation;
mod pages;
mod real_data;
mod rules;
mod score;
mod structure;
mod testing;
mod why;
mod words;
