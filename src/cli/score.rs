//! `merit score`: rules and data → a row for each contact, and a summary.

mod progress;
mod rejects;
mod rows;
mod target;

use std::{num::NonZeroUsize, path::PathBuf};

use clap::ValueEnum;

use self::{progress::Progress, rejects::Rejects, rows::Rows, target::Target};
use super::{
    DataArgs, Exit, TimeArgs,
    data_args::{self, EventArgs, Input, Opening},
    exit::ended,
    load_rules, output,
};
use crate::{
    base::nearest,
    data::{Format, OutputFormat},
    intake::Finding,
    model::{Model, ScoreId},
    plan::Plan,
    report::{Scored, summary},
    scoring::{Failure, Gathering, Layout, Options, Row, Sink, Summary, Tolerance, Top, score_with},
};

/// Score contacts: one row for each, with its scores, stages and lists
///
/// Reads the rules and the data and writes a row for each contact, in the order of the data. What cannot be read
/// is listed in a file of rejects, counted, and lets the run end with exit code 1.
///
/// Events come from files, one or several for each kind (--events), or stand in the records of JSONL. A kind that rules
/// read and that is in neither ends the run with exit code 2, unless --no-events says that there are none.
///
/// JSONL on standard input is answered line by line: each record with a line of its own on standard output. A record
/// that is rejected gets one too, with its key, or null where that is not known, and the reason:
/// {"id":"a","rejected":"seen: no value, and it is required"}
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  merit score rules contacts.csv -o scored.csv
  merit score rules contacts.csv --as-of 2026-03-01 --reasons 3 -o scored.csv
  merit score rules contacts.csv --events page_view=views.csv --no-events form_submission
  merit score rules contacts.csv --top 50 --by total
  merit score rules contacts.csv -o scored.csv --max-rejects 1%
  merit score rules - --input-format jsonl        answer each line as it comes")]
pub struct Args {
    /// Rule file or folder
    rules: PathBuf,
    /// CSV, TSV or JSONL file with the contacts; - is standard input
    data: PathBuf,
    /// Write the scores to this file; without it, to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Format of the output, where its ending does not tell
    #[arg(long, value_name = "FORMAT")]
    output_format: Option<OutputArg>,
    /// Add a column with the N rules that gave or took the most points
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    reasons: usize,
    /// Write only the N contacts with the most points, the best first
    #[arg(long, value_name = "N")]
    top: Option<NonZeroUsize>,
    /// The score that --top goes by
    #[arg(long, value_name = "SCORE", requires = "top")]
    by: Option<String>,
    /// Write what could not be read to this file; without it, to OUTPUT.rejects.csv
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// How many rejects are tolerated: a number, or a share such as 1% of the records, and of the events of each kind
    #[arg(long, value_name = "N|P%", default_value = "0", value_parser = Tolerance::parse)]
    max_rejects: Tolerance,
    /// Write no scores at all where anything is rejected
    #[arg(long)]
    strict: bool,
    /// The property that tells contacts apart, in place of the schema's key
    #[arg(long, value_name = "PROPERTY")]
    key: Option<String>,
    #[command(flatten)]
    data_args: DataArgs,
    #[command(flatten)]
    events: EventArgs,
    #[command(flatten)]
    time: TimeArgs,
    /// Threads to use, at most four for each core; without it, as many as there are cores
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Write texts as they are, even those that a spreadsheet would run as formulas
    #[arg(long)]
    no_formula_guard: bool,
    /// Print no summary
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputArg {
    /// Columns separated by commas
    Csv,
    /// One JSON object on each line
    Jsonl,
}

/// Scores contacts.
pub fn run(args: &Args) -> Exit {
    ended(score(args))
}

fn score(args: &Args) -> Result<Exit, Exit> {
    let target = Target::new(args)?;
    let rules = load_rules(&args.rules, &args.time)?;
    target.spare_rules(&rules.files)?;
    let key = data_args::key_property(&rules, args.key.as_deref())?;
    let top = top(args, &rules.model)?;
    let as_of = args.time.as_of(&rules.model.settings)?;
    let plan = Plan::new(rules.model.clone());

    // A process at the other end of the pipe waits for each answer.
    let is_live = data_args::is_standard_input(&args.data)
        && args.data_args.format(&args.data) == Some(Format::Jsonl)
        && target.is_stream()
        && !args.strict
        && top.is_none();
    let opening = Opening { rules: &rules, plan: &plan, as_of: &as_of, key, key_option: "--key", is_live };
    let Input { mut data, intake, events, kinds } = opening.open(&args.data, &args.data_args, &args.events)?;
    let format = args.output_format(is_live)?;
    let layout = Layout::new(&rules.model, key, args.reasons > 0);
    let rows = Rows::new(&target, format, layout, args)?;
    let rejects = Rejects::new(&target, intake.schema(), key, is_live);
    let mut writing = Writing { rows, rejects, top, progress: Progress::none(), is_live };

    let mut notes = Vec::new();
    let mut gathering = Gathering::new(&plan, &as_of);
    for (mut file, intake) in events {
        let name = rules.model.schema.events.get(intake.event()).map_or("", |event| event.name.as_str());
        writing.progress = Progress::new(&file, &target, &format!("events of {name}"));
        let read = gathering.read(&mut file.table, &intake, &mut writing);
        writing.progress.end();
        read.map_err(failed)?;
        notes.extend(file.table.notes.iter().map(|note| format!("{}: {note}", file.name)));
    }
    writing.progress = Progress::new(&data, &target, "records");
    let options = Options {
        reasons: args.reasons,
        on_duplicate: args.data_args.on_duplicate.into(),
        threads: args.threads.map_or(0, NonZeroUsize::get),
        is_live,
    };
    let events = gathering.finish();
    let outcome = score_with(events, &mut data.table, &intake, &plan, &as_of, &options, &mut writing);
    notes.splice(0..0, data.table.notes);
    let Writing { mut rows, rejects, top, progress, .. } = writing;
    progress.end();
    let summary = outcome.map_err(|failure| match failure {
        Failure::MissingEvents(kinds) => data_args::missing_in_first(intake.schema(), &kinds),
        other => failed(other),
    })?;
    for row in top.into_iter().flat_map(Top::into_rows) {
        rows.row(&row)?;
    }

    let is_refused = args.strict && summary.rejects > 0;
    // Rejects first: scores never appear without them.
    let rejects = rejects.finish()?;
    let output = if is_refused { None } else { rows.finish()? };
    if !args.quiet {
        output::message(&self::summary(&Scored {
            summary: &summary,
            model: &rules.model,
            key,
            as_of: &as_of,
            events: &kinds,
            on_duplicate: options.on_duplicate,
            notes: &notes,
            output: output.as_deref(),
            rejects: rejects.as_deref(),
        }));
    }
    Ok(verdict(args, &rules.model, &summary))
}

/// The exit code, with the reason where it is not 0.
fn verdict(args: &Args, model: &Model, summary: &Summary) -> Exit {
    let rejects = || match summary.rejects {
        1 => "there is 1 reject".to_owned(),
        rejects => format!("there are {rejects} rejects"),
    };
    if args.strict && summary.rejects > 0 {
        output::error(&format!("{}, and with `--strict` no scores are written then", rejects()));
        return Exit::Wanting;
    }
    let most = args.max_rejects;
    if most.is_exceeded(summary.rejects, summary.concerned, summary.records) {
        output::error(&format!("{}, and `--max-rejects` allows {most}", rejects()));
        return Exit::Wanting;
    }
    // A share is one of each kind: a million good events do not make up for contacts that cannot be read.
    for (event, events) in &summary.events {
        if most.is_exceeded(summary.rejects, events.concerned, events.read) {
            let name = model.schema.events.get(*event).map_or("", |event| event.name.as_str());
            let (concerned, read) = (events.concerned, events.read);
            output::error(&format!(
                "{concerned} of {read} events of `{name}` have rejects, and `--max-rejects` allows {most}"
            ));
            return Exit::Wanting;
        }
    }
    Exit::Fine
}

fn failed(failure: Failure<Exit>) -> Exit {
    match failure {
        Failure::Sink(exit) => exit,
        other => {
            output::error(&other.to_string());
            Exit::Failed
        }
    }
}

/// The best contacts, where only those are asked for.
fn top(args: &Args, model: &Model) -> Result<Option<Top>, Exit> {
    let Some(most) = args.top else { return Ok(None) };
    let names = || model.scores.values().map(|score| score.name.as_str());
    let listed = || names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let failed = |message: String| {
        output::error(&message);
        Exit::Failed
    };
    let by: ScoreId = match &args.by {
        Some(name) => {
            model.scores.iter().find(|(_, score)| score.name == *name).map(|(id, _)| id).ok_or_else(|| {
                let hint = match nearest(name, names()) {
                    Some(like) => format!("did you mean `{like}`?"),
                    None => format!("the scores are {}", listed()),
                };
                failed(format!("the rules have no score `{name}`; {hint}"))
            })?
        }
        None => {
            let mut scores = model.scores.iter();
            match (scores.next(), scores.next()) {
                (Some((only, _)), None) => only,
                (None, _) => return Err(failed("the rules have no score that `--top` could go by".to_owned())),
                _ => return Err(failed(format!("say which score `--top` goes by: `--by` and one of {}", listed()))),
            }
        }
    };
    Ok(Some(Top::new(most.get(), by)))
}

impl Args {
    /// By option, by ending, else CSV, or JSONL where a process is answered line by line.
    fn output_format(&self, is_live: bool) -> Result<OutputFormat, Exit> {
        match (self.output_format, &self.output) {
            (Some(OutputArg::Csv), _) => Ok(OutputFormat::Csv),
            (Some(OutputArg::Jsonl), _) => Ok(OutputFormat::Jsonl),
            (None, Some(path)) if target::is_file(path) => OutputFormat::of_path(path).ok_or_else(|| {
                let path = path.display();
                output::error(&format!(
                    "cannot tell the format of `{path}`; name it with `--output-format csv` or `jsonl`"
                ));
                Exit::Failed
            }),
            (None, _) if is_live => Ok(OutputFormat::Jsonl),
            (None, _) => Ok(OutputFormat::Csv),
        }
    }
}

/// Where rows and rejects of a run go.
struct Writing<'r> {
    rows: Rows<'r>,
    rejects: Rejects<'r>,
    top: Option<Top>,
    progress: Progress,
    is_live: bool,
}

impl Sink for Writing<'_> {
    type Error = Exit;

    fn row(&mut self, row: &Row) -> Result<(), Exit> {
        match &mut self.top {
            Some(top) => top.offer(row),
            None => self.rows.row(row)?,
        }
        Ok(())
    }

    fn reject(&mut self, finding: &Finding) -> Result<(), Exit> {
        self.rejects.row(finding, &self.progress)?;
        // Who waits for an answer would wait forever.
        if self.is_live && finding.rejects_record() { self.rows.rejected(finding) } else { Ok(()) }
    }

    fn pause(&mut self, records: u64) -> Result<(), Exit> {
        self.progress.at(records);
        if self.is_live { self.rows.flush() } else { Ok(()) }
    }
}
