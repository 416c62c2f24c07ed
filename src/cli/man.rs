//! `merit man`: the definition of the command line → manual pages.

use std::{fs, io, path::PathBuf};

use clap::CommandFactory;

use super::{Cli, Exit, output};

/// Write the manual pages, one for each command
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  merit man /usr/local/share/man/man1")]
pub struct Args {
    /// The folder to write them into; it is made where it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the manual pages into a folder.
pub fn run(args: &Args) -> Exit {
    match write(args) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            output::error(&format!("the pages cannot be written into `{}`: {error}", args.folder.display()));
            Exit::Failed
        }
    }
}

fn write(args: &Args) -> io::Result<()> {
    fs::create_dir_all(&args.folder)?;
    clap_mangen::generate_to(Cli::command(), &args.folder)
}
