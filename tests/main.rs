//! Every integration test, in one binary.

#![allow(unreachable_pub, reason = "modules of one binary share their parts")]

mod agreement;
mod cli;
mod findings;
mod mutation;
mod structure;
