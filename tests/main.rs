//! Every integration test, in one binary.

mod agreement;
mod cli;
