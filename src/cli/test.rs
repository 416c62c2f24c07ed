//! `merit test`: rules → what their tests come to, and how much of the rules they reach.

mod missing;
mod tried;

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Exit, TimeArgs, exit::ended, load_rules, output};
use crate::{
    model::TestCase,
    report::{self, Tested},
    testing::{coverage, run as run_tests},
};

/// Run the tests that are written in the rules
///
/// A test that fails shows what was expected, what came out, and the rules that made the difference.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit test rules                                 run every test
  merit test rules --filter demo                   only tests with `demo` in their name
  merit test rules --coverage                      also say which parts of the rules no test reaches
  merit test rules --coverage --min-coverage 90    fail where tests reach less than 90 percent
  merit test rules --write-missing                 propose tests for the rest
  merit test rules --format junit                  for the test page of a build server")]
pub struct Args {
    /// Rule file or folder
    rules: PathBuf,
    /// Run only the tests whose name has this in it; case does not count
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Say which parts of the rules no test reaches
    #[arg(long)]
    coverage: bool,
    /// Fail where the tests reach less of the rules than this, from 0 to 100
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    min_coverage: Option<f64>,
    /// Propose tests for what no test reaches: in a new file of the rules' folder, or printed where RULES is one file
    #[arg(long, conflicts_with_all = ["filter", "format"])]
    write_missing: bool,
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// The time zone that says where days begin, such as Europe/Berlin; without it, the one in merit.toml
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object
    Json,
    /// JUnit's XML, for build servers
    Junit,
    /// Coverage by line, for editors
    Lcov,
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim().trim_end_matches('%').parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("write a number from 0 to 100".to_owned()),
    }
}

/// Runs the tests of a rule set.
pub fn run(args: &Args) -> Exit {
    ended(test(args))
}

/// Flags that say nothing sensible together.
fn refuse(args: &Args) -> Result<(), Exit> {
    let message = if args.write_missing && args.timezone.is_some() {
        "tests are written for the time zone in merit.toml: leave out --timezone, or put the zone into merit.toml"
    } else if args.filter.is_some() && args.min_coverage.is_some() {
        "--min-coverage is about all tests, and --filter leaves some out: leave out one of the two"
    } else {
        return Ok(());
    };
    output::error(message);
    Err(Exit::Failed)
}

fn test(args: &Args) -> Result<Exit, Exit> {
    refuse(args)?;
    let rules = load_rules(&args.rules, &TimeArgs::in_zone(args.timezone.clone()))?;
    let wanted = args.filter.as_deref().map(str::to_lowercase);
    let tests: Vec<&TestCase> = rules
        .tests
        .iter()
        .filter(|test| wanted.as_ref().is_none_or(|wanted| test.name.to_lowercase().contains(wanted)))
        .collect();
    if let (Some(filter), true, false) = (&args.filter, tests.is_empty(), rules.tests.is_empty()) {
        output::error(&format!("no test has `{filter}` in its name"));
        return Err(Exit::Failed);
    }
    let results = run_tests(&rules.model, tests.iter().copied(), &rules.sources);
    let is_counted = args.coverage || args.min_coverage.is_some() || args.format == Format::Lcov;
    let coverage = is_counted.then(|| coverage(&rules.model, tests.iter().copied()));
    let tested = Tested { results: &results, coverage: coverage.as_ref(), sources: &rules.sources };
    match args.format {
        // Proposals for a single file are the result; the rest is told beside it.
        Format::Human if args.write_missing && !args.rules.is_dir() => output::message(&report::tests_text(&tested)),
        Format::Human => output::styled_result(&report::tests_text(&tested))?,
        Format::Json => output::result(&report::tests_json(&tested))?,
        Format::Junit => output::result(&report::tests_junit(&tested))?,
        Format::Lcov => output::result(&report::lcov(&tested))?,
    }
    let mut exit = if results.iter().all(|result| result.passed()) { Exit::Fine } else { Exit::Wanting };
    if let (Some(least), Some(coverage)) = (args.min_coverage, &coverage)
        && coverage.percent() < least
    {
        let reached = report::percent(coverage.percent());
        output::error(&format!("the tests reach {reached} of the rules, and {least}% are asked for"));
        exit = Exit::Wanting;
    }
    if args.write_missing {
        missing::write(&args.rules, &rules)?;
    }
    Ok(exit)
}
