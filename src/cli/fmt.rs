//! `merit fmt`: rule files → the one canonical form, in place, or what would change.

use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use similar::TextDiff;

use super::{
    Exit,
    exit::ended,
    output::{self, count},
};
use crate::{
    base::{Source, Sources, harmless, render},
    data::AtomicFile,
    format,
    project::{Disk, MAX_RULE_BYTES, Project},
    syntax,
};

/// Write rules in one form, so that a review shows what changed and nothing else
///
/// Comments and blank lines that group are kept; the meaning never changes. A file with syntax errors is left as it is.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit fmt rules              format the files of the folder `rules`
  merit fmt rules --check      say which files are not in the one form, and exit with 1 if any
  merit fmt rules --diff       show what would change
  merit fmt - < a.merit        format standard input to standard output")]
pub struct Args {
    /// Rule files or folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; exit with 1 where a file would change
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
}

/// What became of a text.
enum Formatted {
    Same,
    Changed(String),
    /// It has errors; they are told.
    Broken,
}

/// Runs the command.
pub fn run(args: &Args) -> Exit {
    ended(format_all(args))
}

fn format_all(args: &Args) -> Result<Exit, Exit> {
    let (mut changed, mut broken, mut seen) = (0, 0, 0);
    for path in &args.paths {
        if path.as_os_str() == "-" {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map_err(|error| cannot("standard input", "read", &error))?;
            match formatted("standard input", &text) {
                Formatted::Broken => broken += 1,
                Formatted::Changed(new) if args.check || args.diff => {
                    changed += 1;
                    told(args, "standard input", &text, &new)?;
                }
                Formatted::Changed(new) => output::result(&new)?,
                Formatted::Same if args.check || args.diff => {}
                Formatted::Same => output::result(&text)?,
            }
            continue;
        }
        let project = Project::open(&Disk, path).map_err(|error| {
            output::error(&error.to_string());
            Exit::Failed
        })?;
        for member in project.entries() {
            seen += 1;
            let text = project.read(member, MAX_RULE_BYTES).map_err(|error| {
                output::error(&format!("`{}` cannot be read: {error}", member.shown));
                Exit::Failed
            })?;
            match formatted(&member.shown, &text) {
                Formatted::Same => {}
                Formatted::Broken => broken += 1,
                Formatted::Changed(new) => {
                    changed += 1;
                    if args.check || args.diff {
                        told(args, &member.shown, &text, &new)?;
                    } else {
                        replace(&member.path, &new).map_err(|error| cannot(&member.shown, "written", &error))?;
                        output::message(&format!("formatted {}\n", harmless(&member.shown)));
                    }
                }
            }
        }
    }
    if broken > 0 {
        let left = if broken == 1 { "is left as it was" } else { "are left as they were" };
        output::error(&format!("{} with syntax errors {left}", count(broken, "file")));
    }
    if seen > 0 && changed == 0 && broken == 0 {
        output::message(&format!("{} in the one form\n", count(seen, "file")));
    }
    let is_judged = args.check || args.diff;
    Ok(if broken > 0 || (is_judged && changed > 0) { Exit::Wanting } else { Exit::Fine })
}

fn formatted(name: &str, text: &str) -> Formatted {
    let mut sources = Sources::default();
    let id = sources.add(Source::new(name, text));
    let parsed = syntax::parse(id, text);
    if !parsed.diagnostics.is_empty() {
        output::message(&render(&parsed.diagnostics, &sources, true));
        return Formatted::Broken;
    }
    let new = format::format(&parsed.file, text);
    if new == text { Formatted::Same } else { Formatted::Changed(new) }
}

fn told(args: &Args, name: &str, old: &str, new: &str) -> Result<(), Exit> {
    if args.diff {
        let diff = TextDiff::from_lines(old, new);
        let text = diff.unified_diff().context_radius(3).header(name, name).to_string();
        output::result(&harmless(&text))
    } else {
        output::message(&format!("{} is not in the one form: run `merit fmt {0}`\n", harmless(name)));
        Ok(())
    }
}

/// Writes a file whole or not at all.
pub(super) fn replace(place: &Path, text: &str) -> io::Result<()> {
    let mut file = AtomicFile::create(place)?;
    file.write_all(text.as_bytes())?;
    file.commit()
}

fn cannot(name: &str, done: &str, error: &io::Error) -> Exit {
    output::error(&format!("`{name}` cannot be {done}: {error}"));
    Exit::Failed
}
