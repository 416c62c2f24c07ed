//! `merit completions`: the definition of the command line → a script for a shell.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Cli, Exit, exit::ended, output};

/// Print a script that lets your shell complete Merit's commands and options
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit completions bash > ~/.local/share/bash-completion/completions/merit
  merit completions zsh  > ~/.zfunc/_merit
  merit completions fish > ~/.config/fish/completions/merit.fish")]
pub struct Args {
    /// The shell you use
    shell: Shell,
}

/// Prints a completion script.
pub fn run(args: &Args) -> Exit {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "merit", &mut script);
    ended(output::result(&String::from_utf8_lossy(&script)).map(|()| Exit::Fine))
}
