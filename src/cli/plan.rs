//! `merit plan`: rules → the listing of how they are computed.

use std::path::PathBuf;

use super::{Exit, TimeArgs, exit::ended, load_rules, output};
use crate::plan::Plan;

/// Show how the rules are computed, step by step
///
/// The listing shows every question that the rules ask, each once, and which rules, stages and lists
/// hang on its answer.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  merit plan rules")]
pub struct Args {
    /// Rule file or folder
    rules: PathBuf,
}

/// Prints the plan of a rule set.
pub fn run(args: &Args) -> Exit {
    ended(load_rules(&args.rules, &TimeArgs::default()).and_then(|rules| {
        output::result(&Plan::new(rules.model).to_string())?;
        Ok(Exit::Fine)
    }))
}
