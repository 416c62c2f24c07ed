//! Every integration test, in one binary.

#![allow(unreachable_pub, reason = "modules of one binary share their parts")]

mod agreement;
mod check;
mod cli;
mod findings;
mod fmt;
mod import;
mod mutation;
mod pages;
mod real_data;
mod score;
mod structure;
mod why;
