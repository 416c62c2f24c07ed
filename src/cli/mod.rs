//! The command line: one file a command, each with its arguments and `run(args) -> Exit`.
//!
//! Reads arguments and files, calls the stages, and prints what `report` and the renderer make of their results. A
//! command knows nothing of other commands; what several need is here: `load` reads rules, `time` holds
//! `--as-of` and `--timezone`, `output` writes. A new command is a file, a variant of `Command` and a line in `run`.

pub mod bounds;
pub mod check;
pub mod completions;
mod data_args;
mod exit;
pub mod explain;
mod fix;
pub mod fmt;
mod load;
pub mod man;
mod output;
pub mod plan;
pub mod schema;
pub mod score;
pub mod test;
mod time;
mod watch;
pub mod why;

pub use data_args::DataArgs;
pub use exit::Exit;
pub use load::{Rules, load_rules};
pub use output::Color;
pub use time::TimeArgs;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// Lead scoring in a language that you can read, that checks itself and that explains every point.
#[derive(Parser, Debug)]
#[command(
    name = "merit",
    version,
    arg_required_else_help = true,
    subcommand_required = true,
    max_term_width = 100,
    after_help = "\
Examples:
  merit check rules           find mistakes in the rules of the folder `rules`
  merit explain syntax        read what a finding means and how to mend it
  merit score rules contacts.csv -o scored.csv         score every contact
  merit why rules contacts.csv --key C-007             why one contact has its points

Exit codes: 0 all is well; 1 something was judged and found wanting, such as rules with errors;
2 the command could not do its work, such as a file that is not there."
)]
pub struct Cli {
    /// Colours: on a terminal only, always, or never (`NO_COLOR` is honoured)
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

/// What can be done.
#[derive(Subcommand, Debug)]
enum Command {
    Check(check::Args),
    Bounds(bounds::Args),
    Explain(explain::Args),
    Fmt(fmt::Args),
    Plan(plan::Args),
    Score(score::Args),
    Schema(schema::Args),
    Test(test::Args),
    Why(why::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Does what the arguments say, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Asked before parsing, so that help and usage errors follow it too.
    let color = output::color_of(&arguments);
    color.apply();
    let parsed = Cli::command()
        .color(color.of_clap())
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(answer) => {
            // Help that nobody reads any more is no failure.
            let _ = answer.print();
            return if answer.use_stderr() { Exit::Failed } else { Exit::Fine };
        }
    };
    cli.color.apply();
    match &cli.command {
        Command::Bounds(args) => bounds::run(args),
        Command::Check(args) => check::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Fmt(args) => fmt::run(args),
        Command::Plan(args) => plan::run(args),
        Command::Score(args) => score::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Test(args) => test::run(args),
        Command::Why(args) => why::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
