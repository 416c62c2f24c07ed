//! `merit check`: paths → findings, shown to people or written for programs.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::{Path, PathBuf},
};

use clap::ValueEnum;

use super::{
    Exit, TimeArgs,
    exit::ended,
    fix::fix,
    output::{self, count},
    watch::Watched,
};
use crate::{
    base::{Severity, SourceId, harmless, render},
    compile::{Compiled, Options, settings},
    format::format,
    judge::judge,
    model::{Promise, Verdict},
    project::{Disk, ProjectError},
    report::{self, Found, Promised},
    syntax::parse,
};

/// Find mistakes in rules, before they cost points
///
/// Reads the rules, checks every name and every value in them, and reports what cannot work (errors) and what is
/// probably not meant (warnings). Nothing is scored and no data is needed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit check rules                     check the folder `rules`
  merit check rules/scoring.merit       check one file and what it uses
  merit check rules --fix               mend what has only one possible mend
  merit check rules --watch             check again whenever a file changes
  merit check rules --promises          one line for each promise: proven, broken or not proven
  merit check rules --tests             also write the example of each finding as a test
  merit check rules --as-of 2027-01-01  check as it will be on that day
  merit check rules --deny-warnings --format github    in a workflow on GitHub")]
pub struct Args {
    /// Rule files or folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to report: for people, or for programs on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Let warnings fail the check, as errors do
    #[arg(long)]
    deny_warnings: bool,
    /// Print the contact of each finding as a test that holds as the rules are now, to be put into a rule file; what is
    /// found goes to standard error
    #[arg(long, conflicts_with_all = ["format", "watch"])]
    tests: bool,
    /// Apply the fixes that leave no choice, then report what is left
    #[arg(long)]
    fix: bool,
    /// Say of each `never` and `always` whether it is proven, on standard output
    #[arg(long, conflicts_with = "tests")]
    promises: bool,
    /// Stay, and check again whenever a file changes
    #[arg(long, conflicts_with = "fix")]
    watch: bool,
    #[command(flatten)]
    time: TimeArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text with the lines concerned
    Human,
    /// One JSON object a line
    Json,
    /// A SARIF 2.1.0 log, for code scanning
    Sarif,
    /// Commands that GitHub shows beside the changed lines
    Github,
}

/// Checks rule sets and reports what was found.
pub fn run(args: &Args) -> Exit {
    if args.promises && !matches!(args.format, Format::Human | Format::Json) {
        output::error("`--promises` is for people and for `--format json`");
        return Exit::Failed;
    }
    ended(if args.watch { watch(args) } else { check(args).map(|round| round.exit) })
}

/// What one round of checking came to.
struct Round {
    exit: Exit,
    /// Every path that was looked at.
    looked_at: BTreeSet<PathBuf>,
}

/// Ends only where the output cannot be written.
fn watch(args: &Args) -> Result<Exit, Exit> {
    let mut watched = Watched::default();
    loop {
        let round = check(args)?;
        watched = Watched::also(watched, round.looked_at);
        output::message("\nwaiting for a change; stop with Ctrl-C\n");
        watched.wait();
        watched = watched.again();
        output::clear_screen();
    }
}

fn check(args: &Args) -> Result<Round, Exit> {
    let options = Options { wants_tests: true, timezone: args.time.zone_name()?, ..Options::default() };
    let mut round = Round { exit: Exit::Fine, looked_at: BTreeSet::new() };
    let mut all = Vec::new();
    // A file may belong to several of the paths; what is wrong with it is told once.
    let mut told = HashSet::new();
    for path in &args.paths {
        round.looked_at.insert(path.clone());
        let now = match settings(&Disk, path, &options) {
            Ok(settings) => args.time.as_of(&settings)?.instant,
            Err(error) => {
                round.exit = round.exit.max(cannot(&error));
                continue;
            }
        };
        if args.fix {
            fix(path, now, &options)?;
        }
        match judge(&Disk, path, now, &options) {
            Ok(mut compiled) => {
                round.exit = round.exit.max(verdict(&compiled, args.deny_warnings));
                round.looked_at.extend(compiled.files.iter().cloned());
                let Compiled { diagnostics, sources, .. } = &mut compiled;
                diagnostics.retain(|found| told.insert(report::diagnostic_json(found, sources).to_string()));
                if args.format == Format::Human {
                    output::message(&render(&compiled.diagnostics, &compiled.sources, true));
                    if let Some(counts) = by_name(&compiled) {
                        output::message(&format!("{counts}\n"));
                    }
                    output::message(&format!("{}\n", closing(args, path, &compiled)));
                    if args.promises && compiled.promises.is_empty() {
                        output::message(&format!("{}: {}\n", shown(path), no_promises(&compiled)));
                    }
                }
                all.push(compiled);
            }
            Err(error) => round.exit = round.exit.max(cannot(&error)),
        }
    }
    let found: Vec<Found<'_>> =
        all.iter().map(|compiled| Found { sources: &compiled.sources, diagnostics: &compiled.diagnostics }).collect();
    let promised: Vec<Promised<'_>> = all
        .iter()
        .filter(|_| args.promises)
        .map(|compiled| Promised { sources: &compiled.sources, promises: &compiled.promises })
        .collect();
    match args.format {
        Format::Human if args.tests => output::result(&tests(&found))?,
        Format::Human => output::result(&report::promises_text(&promised))?,
        Format::Json => {
            output::result(&(report::diagnostics_json(&found) + &report::promises_json(&promised)))?;
        }
        Format::Sarif => output::result(&report::sarif(&found))?,
        Format::Github => output::result(&report::github(&found))?,
    }
    Ok(round)
}

/// The contact of each finding as a test, in canonical form.
fn tests(found: &[Found<'_>]) -> String {
    let text = report::example_tests(found);
    format(&parse(SourceId(0), &text).file, &text)
}

fn cannot(error: &ProjectError) -> Exit {
    output::error(&error.to_string());
    Exit::Failed
}

fn verdict(compiled: &Compiled, deny_warnings: bool) -> Exit {
    let has_warnings = || compiled.diagnostics.iter().any(|found| found.severity == Severity::Warning);
    if compiled.has_errors() || (deny_warnings && has_warnings()) { Exit::Wanting } else { Exit::Fine }
}

/// `2 errors, 1 warning in 3 files`, or `rules: 4 files, 23 rules, no errors`.
fn closing(args: &Args, path: &Path, compiled: &Compiled) -> String {
    let of = |severity| compiled.diagnostics.iter().filter(|found| found.severity == severity).count();
    let counts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
        .into_iter()
        .filter(|(severity, _)| of(*severity) > 0)
        .map(|(severity, name)| count(of(severity), name))
        .collect();
    let shown = shown(path);
    if let Some(model) = &compiled.model {
        let others: String = counts.iter().map(|count| format!(", {count}")).collect();
        let files = count(compiled.trees.len(), "file");
        let proven = proven(&compiled.promises);
        return format!("{shown}: {files}, {}, no errors{others}{proven}", count(model.rules.len(), "rule"));
    }
    // With several paths each line says whose it is.
    let whose = if args.paths.len() > 1 { format!("{shown}: ") } else { String::new() };
    let proven = proven(&compiled.promises);
    let files: HashSet<_> =
        compiled.diagnostics.iter().filter_map(|found| found.span).map(|span| span.source).collect();
    if counts.is_empty() {
        return format!("{whose}its errors are told above");
    }
    format!("{whose}{} in {}{proven}", counts.join(", "), count(files.len().max(1), "file"))
}

/// Findings above which they are counted by name.
const MANY: usize = 10;

/// `contained-rule 6, gap 2, no-tests 1`, the most frequent first, where there are so many that the first are out of sight.
fn by_name(compiled: &Compiled) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for found in &compiled.diagnostics {
        *counts.entry(found.code.name).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    (compiled.diagnostics.len() > MANY).then(|| told.join(", "))
}

fn shown(path: &Path) -> String {
    harmless(&path.to_string_lossy())
}

/// Why there is no promise to show.
fn no_promises(compiled: &Compiled) -> &'static str {
    if compiled.has_errors() {
        "its promises are looked at when its errors are mended"
    } else {
        "it makes no promises; `never` says what must not be, `always` what must"
    }
}

/// `; 2 never and 1 always proven`.
fn proven(promises: &[Promise]) -> String {
    let of = |always: bool| {
        let is_counted = |promise: &&Promise| promise.verdict == Verdict::Proven && promise.claim.always == always;
        promises.iter().filter(is_counted).count()
    };
    let counts = [(of(false), "never"), (of(true), "always")];
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if told.is_empty() { String::new() } else { format!("; {} proven", told.join(" and ")) }
}
